//! How much an environment is used, what that costs, and when nobody has it.

use super::Busy;
use crate::bookings::Span;
use jiff::SignedDuration;
use serde::Serialize;

/// How much of a span an environment was, or will be, booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Utilisation {
    /// The seconds it is booked. Bookings that share it count once.
    pub booked_seconds: i64,
    /// The seconds of the span.
    pub of_seconds: i64,
    /// What the booked time costs, in the currency's minor unit; `None` where no cost is known.
    pub cost: Option<i64>,
    /// What the rest of the time costs.
    pub idle_cost: Option<i64>,
    /// The spans without a booking that are long enough to be worth knowing, in order.
    pub idle: Vec<Span>,
}

impl Utilisation {
    /// The booked part, in thousandths, rounded down: 1000 is all of the time and nothing less.
    #[must_use]
    pub fn thousandths(&self) -> i64 {
        self.booked_seconds.saturating_mul(1_000) / self.of_seconds.max(1)
    }
}

/// What is used of an environment in a span. `per_hour` is in the currency's minor unit; idle spans of `at_least` are told.
#[must_use]
pub fn utilisation(busy: &Busy, within: Span, per_hour: Option<i64>, at_least: SignedDuration) -> Utilisation {
    let (booked, all) = (busy.taken(within), within.length());
    let idle = busy.gaps(within).into_iter().filter(|gap| gap.length() >= at_least).collect();
    Utilisation {
        booked_seconds: booked.as_secs(),
        of_seconds: all.as_secs(),
        cost: per_hour.map(|rate| cost(booked, rate)),
        idle_cost: per_hour.map(|rate| cost(all.saturating_sub(booked), rate)),
        idle,
    }
}

/// What some time costs at a rate per hour, both in the currency's minor unit: rate × seconds ÷ 3600, half a unit rounded
/// up.
#[must_use]
pub fn cost(time: SignedDuration, per_hour: i64) -> i64 {
    let exact = i128::from(per_hour) * i128::from(time.as_secs());
    i64::try_from((exact + 1_800).div_euclid(3_600)).unwrap_or(i64::MAX)
}
