use super::*;
use proptest::prelude::*;

proptest! {
    #[test]
    fn logarithms_and_powers_are_the_librarys(number in 1e-12_f64..1.0, power in -600.0_f64..3.0) {
        prop_assert!((logarithm(number) - number.ln()).abs() <= 1e-14 * (1.0 + number.ln().abs()));
        prop_assert!((exponential(power) / power.exp() - 1.0).abs() <= 1e-12);
    }

    /// The mean of a beta distribution is `(rise + 1) / (rise + fall + 2)`, its variance
    /// `mean (1 - mean) / (rise + fall + 3)`.
    #[test]
    fn mean_and_variance_are_those_of_the_formula(rise in 0.0_f64..4.0) {
        let fall = 4.0 - rise;
        let beta = Beta::new(rise, fall, 0.0);
        let parts = 20_000;
        let draws: Vec<f64> = (0..parts).map(|part| beta.quantile((f64::from(part) + 0.5) / f64::from(parts))).collect();
        let mean = draws.iter().sum::<f64>() / f64::from(parts);
        let variance = draws.iter().map(|draw| (draw - mean).powi(2)).sum::<f64>() / f64::from(parts);
        let expected = (rise + 1.0) / 6.0;
        prop_assert!((mean - expected).abs() < 1e-4, "{mean} {expected}");
        prop_assert!((variance - expected * (1.0 - expected) / 7.0).abs() < 1e-4, "{variance}");
    }

    #[test]
    fn what_is_left_above_a_share_is_the_same_distribution(rise in 0.0_f64..4.0, from in 0.01_f64..0.8, part in 0.0_f64..1.0) {
        let (whole, rest) = (Beta::new(rise, 4.0 - rise, 0.0), Beta::new(rise, 4.0 - rise, from));
        // By bisection, so that it depends on nothing but the whole.
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..60 {
            let middle = f64::midpoint(low, high);
            if whole.quantile(middle) < from { low = middle } else { high = middle }
        }
        prop_assume!(low < 0.999);
        let expected = whole.quantile(low + (1.0 - low) * part);
        prop_assert!((rest.quantile(part) - expected).abs() < 2e-3, "{} {expected}", rest.quantile(part));
    }
}

/// With exponents 0 and 4 and with 4 and 0 the distribution function has a closed form; with 2 and 2 its middle is the half.
#[test]
fn quantiles_are_those_of_the_closed_form() {
    for part in [0.001_f64, 0.05, 0.3, 0.5, 0.85, 0.95, 0.999] {
        let expected = 1.0 - (1.0 - part).powf(0.2);
        assert!((Beta::new(0.0, 4.0, 0.0).quantile(part) - expected).abs() < 1e-4, "{part}");
        let expected = part.powf(0.2);
        assert!((Beta::new(4.0, 0.0, 0.0).quantile(part) - expected).abs() < 1e-4, "{part}");
    }
    assert!((Beta::new(2.0, 2.0, 0.0).quantile(0.5) - 0.5).abs() < 1e-9);
}

#[test]
fn a_table_holds_the_quantiles() {
    for (rise, from) in [(0.0, 0.0), (1.3, 0.0), (4.0, 0.0), (2.0, 0.97), (0.5, 0.999_999)] {
        let beta = Beta::new(rise, 4.0 - rise, from);
        for (part, entry) in beta.table().iter().enumerate() {
            assert!((entry - beta.quantile(part as f64 / CELLS as f64)).abs() < 1e-12, "{rise} {from} {part}");
        }
    }
}
