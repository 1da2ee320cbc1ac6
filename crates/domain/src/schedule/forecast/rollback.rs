//! Until when a run can still be rolled back inside its window.

use super::{Forecast, Spread};

/// How certain a rollback has to be to finish inside the window, when nobody says otherwise.
pub const ROLLBACK_CERTAINTY: f64 = 0.95;

/// The latest instant to decide to roll back, in seconds: a rollback that begins then, or before, finishes no later than
/// `window_end` with at least the probability `certainty`, from 0 to 1. Before the window begins when there is none inside it.
///
/// It is the end of the window less the [quantile](Spread::quantile) of how long the rollback takes, rounded up to whole
/// seconds. Whatever passes between the decision and the beginning belongs into the spread.
#[must_use]
pub fn latest_rollback_decision(window_end: i64, rollback: &Spread, certainty: f64) -> i64 {
    window_end.saturating_sub(rollback.quantile(certainty).ceil() as i64)
}

/// The same of a rollback that is a plan of its own: `rollback` is the forecast of that plan with all of its tasks waiting,
/// and without an instant before which one cannot start.
#[must_use]
pub fn latest_rollback_decision_of(window_end: i64, rollback: &Forecast, certainty: f64) -> i64 {
    window_end.saturating_sub(rollback.quantile(certainty).saturating_sub(rollback.now()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::{
        forecast::{State, Task, forecast},
        graph::{Graph, Link, LinkKind},
    };

    #[test]
    fn a_rollback_begun_then_is_done_in_time_and_a_second_later_it_is_not_certain() {
        let known = Spread::exactly(600).unwrap();
        assert_eq!(latest_rollback_decision(10_000, &known, ROLLBACK_CERTAINTY), 9_400);
        let learnt = Spread::learnt((0..=100).map(|part| 1_000 + 10 * part).collect()).unwrap();
        assert_eq!(latest_rollback_decision(10_000, &learnt, ROLLBACK_CERTAINTY), 10_000 - 1_950);
        assert_eq!(latest_rollback_decision(10_000, &learnt, 1.0), 8_000);
        // Of a range whose distribution function is 1 - (1 - x)^5, the odds against that form.
        let range = Spread::range(0, 0, 6_000).unwrap();
        let left = 10_000 - latest_rollback_decision(10_000, &range, 0.95);
        let odds = |long: i64| 1.0 - (1.0 - long as f64 / 6_000.0).powi(5);
        assert!(odds(left) >= 0.95 && odds(left - 2) < 0.95, "{left}");
    }

    #[test]
    fn a_rollback_that_is_a_plan_takes_as_long_as_the_plan() {
        let graph = Graph::new(2, &[Link { from: 0, to: 1, kind: LinkKind::FinishStart, lag: 60 }]).unwrap();
        let task = |long| Task { spread: Spread::exactly(long).unwrap(), not_before: None, state: State::Waiting };
        let plan = forecast(&graph, &[task(300), task(40)], 5_000, 10, 1);
        assert_eq!(latest_rollback_decision_of(10_000, &plan, ROLLBACK_CERTAINTY), 9_600);
    }
}
