use super::*;
use crate::schedule::graph::{Link, LinkKind, Place};
use proptest::prelude::*;

const KINDS: [LinkKind; 4] =
    [LinkKind::FinishStart, LinkKind::StartStart, LinkKind::FinishFinish, LinkKind::StartFinish];

/// Graphs, their links, and tasks in any state, few enough to be looked at.
pub(super) fn plans() -> impl Strategy<Value = (Graph, Vec<Link>, Vec<Task>)> {
    let spread = prop_oneof![
        (0..30_i64).prop_map(|long| Spread::exactly(long).unwrap()),
        prop::collection::vec(0..30_i64, 3).prop_map(|mut three| {
            three.sort_unstable();
            Spread::range(three[0], three[1], three[2]).unwrap()
        }),
        prop::collection::vec(0..30_i64, 1..5).prop_map(|seen| Spread::learnt(seen).unwrap()),
    ];
    let state = prop_oneof![
        3 => Just(State::Waiting),
        1 => (-20..10_i64).prop_map(|since| State::Running { since }),
        1 => (-20..10_i64, 0..20_i64).prop_map(|(started, long)| State::Finished { started, at: started + long }),
    ];
    let task = (spread, prop::option::of(-10..40_i64), state).prop_map(|(spread, not_before, state)| Task {
        spread,
        not_before,
        state,
    });
    (1_usize..9).prop_flat_map(move |count| {
        let link = (0..count, 0..count, 0..4_usize, -4..8_i64);
        let order = Just((0..count).collect::<Vec<_>>()).prop_shuffle();
        (prop::collection::vec(task.clone(), count), prop::collection::vec(link, 0..16), order).prop_map(
            move |(tasks, links, order)| {
                let links = links.into_iter().filter(|(from, to, ..)| from != to);
                let link = |(one, other, kind, lag): (usize, usize, usize, i64)| Link {
                    from: order[one.min(other)],
                    to: order[one.max(other)],
                    kind: KINDS[kind],
                    lag,
                };
                let links: Vec<Link> = links.map(link).collect();
                (Graph::new(count, &links).unwrap(), links, tasks)
            },
        )
    })
}

/// The definition, slow and obvious: the end, and the finish of each task. `drawn` is how long a task takes that waits, and
/// when a task finishes that runs. Times are moved on by one as long as anything does not hold.
pub(super) fn reference_end(links: &[Link], tasks: &[Task], now: i64, drawn: &[i64]) -> (i64, Vec<i64>) {
    reference_run(links, tasks, now, drawn, None)
}

/// The same, with one task finishing a second later than it could.
fn reference_run(
    links: &[Link],
    tasks: &[Task],
    now: i64,
    drawn: &[i64],
    late: Option<(Place, i64)>,
) -> (i64, Vec<i64>) {
    let mut times: Vec<(i64, i64)> = tasks
        .iter()
        .zip(drawn)
        .enumerate()
        .map(|(place, (task, drawn))| {
            let by = late.filter(|(late, _)| *late == place).map_or(0, |(_, finish)| finish);
            match task.state {
                State::Waiting => {
                    let start = task.not_before.unwrap_or(now).max(now).max(if by > 0 { by - drawn } else { now });
                    (start, start + drawn)
                }
                State::Running { since } => (since, (*drawn).max(by)),
                State::Finished { started, at } => (started, at),
            }
        })
        .collect();
    loop {
        let broken = links.iter().find_map(|link| {
            let (from, to) = (times[link.from], times[link.to]);
            let (is_open, has_started) = match tasks[link.to].state {
                State::Waiting => (true, false),
                State::Running { .. } => (true, true),
                State::Finished { .. } => (false, true),
            };
            let holds = match link.kind {
                LinkKind::FinishStart => has_started || to.0 >= from.1 + link.lag,
                LinkKind::StartStart => has_started || to.0 >= from.0 + link.lag,
                LinkKind::FinishFinish => to.1 >= from.1 + link.lag,
                LinkKind::StartFinish => to.1 >= from.0 + link.lag,
            };
            (is_open && !holds).then_some((link.to, has_started))
        });
        let Some((place, has_started)) = broken else { break };
        times[place].1 += 1;
        times[place].0 += i64::from(!has_started);
    }
    let finishes: Vec<i64> = times.iter().map(|(_, finish)| *finish).collect();
    (finishes.iter().copied().max().unwrap_or(now), finishes)
}

/// What a sample draws for a task: how long it takes, or when it finishes.
fn drawn(task: &Task, place: Place, now: i64, seed: u64, sample: usize) -> i64 {
    let entry = |draw: spread::Draw| match draw {
        spread::Draw::Always(long) => long as i64,
        spread::Draw::From(table) => chance::entry(&table, chance::number(chance::of_task(seed, place), sample)) as i64,
    };
    match task.state {
        State::Waiting => entry(task.spread.draw()),
        State::Finished { .. } => 0,
        State::Running { since } => {
            let elapsed = (now - since).max(0);
            let overdue = now - since + (elapsed / OVERDUE_DIVISOR).max(1);
            let long = task.spread.draw_beyond(elapsed).map_or(overdue, entry);
            (since + long).max(if since > now { since } else { now + 1 })
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn every_sample_is_what_the_definition_says((graph, links, tasks) in plans(), now in 0..30_i64, seed: u64) {
        const SAMPLES: usize = 21;
        let found = forecast(&graph, &tasks, now, SAMPLES, seed);
        let mut ends = Vec::new();
        let mut critical = vec![0; tasks.len()];
        let mut finishes = vec![Vec::new(); tasks.len()];
        for sample in 0..SAMPLES {
            let drawn: Vec<i64> =
                tasks.iter().enumerate().map(|(place, task)| drawn(task, place, now, seed, sample)).collect();
            let (end, all) = reference_end(&links, &tasks, now, &drawn);
            ends.push(end);
            for (place, finish) in all.iter().enumerate() {
                finishes[place].push(*finish);
                if !matches!(tasks[place].state, State::Finished { .. }) {
                    let (late, _) = reference_run(&links, &tasks, now, &drawn, Some((place, finish + 1)));
                    critical[place] += usize::from(late > end);
                }
            }
        }
        ends.sort_unstable();
        prop_assert_eq!(found.finishes(), &ends[..]);
        for (place, expected) in found.tasks().iter().enumerate() {
            prop_assert_eq!(expected.criticality, critical[place] as f64 / SAMPLES as f64, "task {}", place);
            finishes[place].sort_unstable();
            prop_assert_eq!(expected.finish, finishes[place][10], "task {}", place);
            prop_assert!(expected.start <= expected.finish);
        }
    }

    #[test]
    fn odds_and_quantiles_are_of_one_mind((graph, _, tasks) in plans(), part in 0.01_f64..1.0) {
        let found = forecast(&graph, &tasks, 3, 100, 7);
        let at = found.quantile(part);
        prop_assert!(found.odds_by(at) >= part - 1e-9);
        prop_assert!(found.odds_by(at - 1) < part);
    }
}

fn waiting(spread: Spread) -> Task {
    Task { spread, not_before: None, state: State::Waiting }
}

fn chain(count: usize) -> Graph {
    let links = (1..count).map(|to| Link { from: to - 1, to, kind: LinkKind::FinishStart, lag: 0 });
    Graph::new(count, &links.collect::<Vec<_>>()).unwrap()
}

fn near(found: f64, expected: f64) {
    assert!((found / expected - 1.0).abs() < 0.01, "{found} is not {expected}");
}

fn variance(found: &Forecast) -> f64 {
    let mean = found.mean();
    let square = |finish: &i64| (*finish as f64 - mean).powi(2);
    found.finishes().iter().map(square).sum::<f64>() / found.finishes().len() as f64
}

/// Means and variances of independent durations add up; many of them are nearly normal.
#[test]
fn a_long_chain_is_the_sum_of_its_tasks() {
    let spread = Spread::range(1_000, 2_000, 9_000).unwrap();
    let tasks = vec![waiting(spread.clone()); 60];
    let found = forecast(&chain(60), &tasks, 0, 100_000, 42);
    let mean = 60.0 * (1_000.0 + 4.0 * 2_000.0 + 9_000.0) / 6.0;
    // Of a beta distribution between the ends: (mean - low) (high - mean) / 7.
    let variance_of_one = (3_000.0 - 1_000.0) * (9_000.0 - 3_000.0) / 7.0;
    near(found.mean(), mean);
    near(variance(&found), 60.0 * variance_of_one);
    let deviation = (60.0_f64 * variance_of_one).sqrt();
    for (part, of_normal) in [(0.5, 0.0), (0.85, 1.036_433), (0.95, 1.644_854)] {
        near(found.quantile(part) as f64, mean + of_normal * deviation);
    }
    let odds = found.odds_by((mean + deviation) as i64);
    near(odds, 0.841_345);
    assert!(found.tasks().iter().all(|task| task.criticality == 1.0));
}

/// The last of `n` that are uniform between 0 and 1 has the mean `n / (n + 1)` and is done by `x` with the odds `x^n`.
#[test]
fn the_last_of_many_is_as_late_as_the_closed_form_says() {
    let uniform = Spread::learnt(vec![0, 1_000_000]).unwrap();
    for count in [1, 2, 5, 20] {
        let found = forecast(&Graph::new(count, &[]).unwrap(), &vec![waiting(uniform.clone()); count], 0, 100_000, 1);
        let n = count as f64;
        near(found.mean(), 1_000_000.0 * n / (n + 1.0));
        near(variance(&found), 1e12 * n / ((n + 1.0).powi(2) * (n + 2.0)));
        for part in [0.5_f64, 0.85, 0.95] {
            near(found.quantile(part) as f64, 1_000_000.0 * part.powf(1.0 / n));
        }
        near(found.odds_by(900_000), 0.9_f64.powf(n));
        assert!(found.tasks().iter().all(|task| (task.criticality * n - 1.0).abs() < 0.1), "each is last as often");
    }
}

/// What is left of a uniform duration after some of it is uniform again.
#[test]
fn what_runs_is_expected_after_what_it_has_run() {
    let running = |spread: Spread, since| Task { state: State::Running { since }, ..waiting(spread) };
    let graph = chain(1);
    let uniform = Spread::learnt(vec![0, 10_000]).unwrap();
    let found = forecast(&graph, &[running(uniform, 0)], 6_000, 100_000, 3);
    near(found.mean(), 8_000.0);
    near(found.quantile(0.95) as f64, 9_800.0);
    // Distribution function 1 - (1 - x)^5: what is left is that again, as wide as what is left.
    let range = Spread::range(0, 0, 10_000).unwrap();
    let found = forecast(&graph, &[running(range.clone(), 1_000)], 1_000 + 9_900, 100_000, 3);
    near(found.mean() - 10_900.0, 100.0 / 6.0 + 0.03);
    let overdue = forecast(&graph, &[running(range, 1_000)], 1_000 + 20_000, 10, 3);
    assert_eq!((overdue.quantile(0.0), overdue.quantile(1.0)), (23_000, 23_000));
}

#[test]
fn the_same_seed_gives_the_same_forecast_everywhere() {
    let spreads = [
        Spread::range(100, 250, 1_000).unwrap(),
        Spread::learnt(vec![30, 45, 400, 70]).unwrap(),
        Spread::range(60, 300, 310).unwrap(),
    ];
    let mut tasks: Vec<Task> = spreads.into_iter().map(waiting).collect();
    tasks.insert(0, Task { state: State::Running { since: -200 }, ..tasks[0].clone() });
    let ends = |seed| forecast(&chain(4), &tasks, 0, 10_000, seed).finishes().to_vec();
    assert_eq!(ends(5), ends(5));
    assert_ne!(ends(5), ends(6));
    // Every end counts: another one anywhere changes the number.
    let number = ends(5).iter().fold(0_u64, |sum, end| sum.wrapping_mul(31).wrapping_add(end.cast_unsigned()));
    assert_eq!(number, 8_914_047_425_512_806_218);
}

#[test]
fn a_run_that_is_over_and_one_that_is_nothing_are_certain() {
    let done = Task { state: State::Finished { started: 10, at: 90 }, ..waiting(Spread::exactly(5).unwrap()) };
    let found = forecast(&chain(2), &[done.clone(), done], 100, 50, 1);
    assert_eq!((found.quantile(0.5), found.odds_by(89), found.odds_by(90)), (90, 0.0, 1.0));
    assert_eq!(found.tasks()[1], Expected { start: 10, finish: 90, criticality: 0.0 });
    let none = forecast(&Graph::new(0, &[]).unwrap(), &[], 100, 0, 1);
    assert_eq!((none.finishes(), none.mean()), (&[100][..], 100.0));
}
