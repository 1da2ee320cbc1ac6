use super::*;
use proptest::prelude::*;

/// What draws from it are on average, with lines between the quantiles of the table.
fn average(spread: &Spread) -> f64 {
    let table = drawn(Some(spread.draw()));
    let pairs: f64 = table.windows(2).map(|pair| f64::midpoint(pair[0], pair[1])).sum();
    if table.len() == 1 { table[0] } else { pairs / CELLS as f64 }
}

fn drawn(draw: Option<Draw>) -> Vec<f64> {
    match draw.unwrap() {
        Draw::Always(long) => vec![long],
        Draw::From(table) => table.to_vec(),
    }
}

proptest! {
    #[test]
    fn the_mean_is_that_of_what_is_drawn(mut three in [0..100_000_i64, 0..100_000, 0..100_000]) {
        three.sort_unstable();
        for spread in [Spread::range(three[0], three[1], three[2]).unwrap(), Spread::learnt(three.to_vec()).unwrap()] {
            let within = (three[2] - three[0]) as f64 * 1e-3 + 1e-6;
            prop_assert!((spread.mean() - average(&spread)).abs() <= within, "{spread:?}");
        }
    }

    #[test]
    fn quantiles_rise_from_one_end_to_the_other(seen in prop::collection::vec(0..1_000_i64, 1..12)) {
        let spread = Spread::learnt(seen.clone()).unwrap();
        prop_assert_eq!(spread.quantile(0.0), *seen.iter().min().unwrap() as f64);
        prop_assert_eq!(spread.quantile(1.0), *seen.iter().max().unwrap() as f64);
        let quantiles: Vec<f64> = (0..=50).map(|part| spread.quantile(f64::from(part) / 50.0)).collect();
        prop_assert!(quantiles.is_sorted());
    }

    /// The definition: of all durations, those that are longer than what has gone by.
    #[test]
    fn what_is_longer_than_elapsed_is_drawn_as_it_was(
        mut seen in prop::collection::vec(0..1_000_i64, 3..9),
        elapsed in 0..1_000_i64,
    ) {
        seen.sort_unstable();
        let (first, last) = (seen[0], seen[seen.len() - 1]);
        let spreads = [Spread::learnt(seen.clone()).unwrap(), Spread::range(first, seen[1], last).unwrap()];
        for spread in spreads {
            let (_, longest) = spread.ends();
            if elapsed >= longest {
                prop_assert!(spread.draw_beyond(elapsed).is_none());
                continue;
            }
            let all = drawn(Some(spread.draw())).windows(2).flat_map(|pair| {
                let (low, high) = (pair[0], pair[1]);
                (0..20).map(move |part| low + (high - low) * (f64::from(part) + 0.5) / 20.0)
            }).collect::<Vec<f64>>();
            let longer: Vec<f64> = all.into_iter().filter(|long| *long > elapsed as f64).collect();
            if longer.len() < 1_000 {
                continue;
            }
            let table = drawn(spread.draw_beyond(elapsed));
            for part in [0.1, 0.25, 0.5, 0.75, 0.95] {
                let expected = longer[(longer.len() as f64 * part) as usize];
                let found = table[((table.len() - 1) as f64 * part) as usize];
                // A jump of the definition between two durations that are far apart moves by what a cell is wide.
                prop_assert!((found - expected).abs() <= (last - first) as f64 * 0.02 + 1.0, "{part}: {found} {expected}");
            }
        }
    }
}

#[test]
fn what_says_nothing_is_refused() {
    assert_eq!(Spread::exactly(-1), Err(NoSpread::OutOfReason(-1)));
    assert_eq!(Spread::range(1, 2, LONGEST + 1), Err(NoSpread::OutOfReason(LONGEST + 1)));
    assert_eq!(Spread::range(3, 2, 4), Err(NoSpread::OutOfOrder));
    assert_eq!(Spread::range(1, 5, 4), Err(NoSpread::OutOfOrder));
    assert_eq!(Spread::learnt(Vec::new()), Err(NoSpread::NothingLearnt));
    assert_eq!(Spread::range(4, 4, 4), Spread::exactly(4));
    assert!(serde_json::from_str::<Spread>(r#"{"range":{"optimistic":3,"likely":2,"pessimistic":4}}"#).is_err());
}

#[test]
fn it_is_written_as_it_is_said() {
    let said = r#"{"learnt":[3,5,9]}"#;
    let spread: Spread = serde_json::from_str(r#"{"learnt":[9,3,5]}"#).unwrap();
    assert_eq!(serde_json::to_string(&spread).unwrap(), said);
    assert_eq!(serde_json::to_string(&Spread::exactly(60).unwrap()).unwrap(), r#"{"exactly":60}"#);
}

#[test]
fn few_earlier_runs_are_enough() {
    let one = Spread::learnt(vec![70]).unwrap();
    assert_eq!((one.mean(), one.quantile(0.95), one.likely()), (70.0, 70.0, 70));
    let two = Spread::learnt(vec![100, 200]).unwrap();
    assert_eq!((two.mean(), two.quantile(0.95), two.likely()), (150.0, 195.0, 150));
}

/// `optimistic + wide · (1 - (1 - p)^(1/5))` when the shortest duration is the likeliest.
#[test]
fn a_range_has_the_quantiles_of_its_closed_form() {
    let spread = Spread::range(1_000, 1_000, 11_000).unwrap();
    for part in [0.5_f64, 0.85, 0.95] {
        let expected = 1_000.0 + 10_000.0 * (1.0 - (1.0 - part).powf(0.2));
        assert!((spread.quantile(part) - expected).abs() < 1.0, "{part}");
    }
}
