//! How much environments are used, by whom, what that costs, and when nobody has them.
//!
//! The definition. Somebody *has* an environment at an instant when a booking keeps or kept the place then, of it or of what
//! it is part of. It is *used* while anybody has it: however many share it, an instant counts once. Where several have it at
//! the same instant, each of them is charged with an equal part of that instant, so that what all of them used adds up to
//! what was used. It is *idle* the rest of the time. What time costs is the cost per hour of that environment alone, without
//! those it covers or is part of; amounts of different currencies are never added.

use super::Busy;
use crate::{bookings::Span, environments::Money};
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// That somebody has an environment for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Had {
    /// When.
    pub span: Span,
    /// True when the place was taken into use, and not only kept.
    pub in_use: bool,
}

/// How much one environment is used in a span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Utilisation {
    /// How long it is booked.
    pub booked: SignedDuration,
    /// How long of that it was really in use, up to now.
    pub active: SignedDuration,
    /// The spans in which nobody has it, in order.
    pub idle: Vec<Span>,
}

impl Utilisation {
    /// What is used of an environment in a span by everybody who has it.
    #[must_use]
    pub fn of(had: &[Had], within: Span, now: Timestamp) -> Self {
        let busy = Busy::new(had.iter().map(|one| one.span));
        let active = Busy::new(had.iter().filter_map(|one| one.used(now)));
        Self { booked: busy.taken(within), active: active.taken(within), idle: busy.gaps(within) }
    }

    /// The longest span in which nobody has it; the first of several.
    #[must_use]
    pub fn longest_idle(&self) -> Option<Span> {
        self.idle.iter().copied().reduce(|longest, next| if longest.length() < next.length() { next } else { longest })
    }
}

impl Had {
    /// When it was in use, up to now.
    #[must_use]
    pub fn used(&self, now: Timestamp) -> Option<Span> {
        if self.in_use { Span::between(self.span.start(), self.span.end().min(now)) } else { None }
    }
}

/// What each of several who have an environment uses of a span: an equal part of every instant they have it together. What
/// cannot be divided, less than a microsecond for each, goes to the first of them.
#[must_use]
pub fn portions(spans: &[Option<Span>], within: Span) -> Vec<SignedDuration> {
    let mut steps: Vec<(Timestamp, bool, usize)> = Vec::with_capacity(spans.len() * 2);
    for (place, span) in spans.iter().enumerate() {
        if let Some(part) = span.and_then(|span| span.common(within)) {
            steps.extend([(part.start(), true, place), (part.end(), false, place)]);
        }
    }
    steps.sort_unstable();
    let mut portions = vec![0_i64; spans.len()];
    let mut there = BTreeSet::new();
    let mut from = within.start();
    for (at, begins, place) in steps {
        if !there.is_empty() {
            divide(at.as_microsecond() - from.as_microsecond(), &there, &mut portions);
        }
        from = at;
        if begins {
            there.insert(place);
        } else {
            there.remove(&place);
        }
    }
    portions.into_iter().map(SignedDuration::from_micros).collect()
}

/// Gives everybody who is there an equal part of some microseconds.
fn divide(time: i64, there: &BTreeSet<usize>, portions: &mut [i64]) {
    let count = i64::try_from(there.len()).unwrap_or(i64::MAX);
    for (turn, place) in (0..).zip(there) {
        portions[*place] += time / count + i64::from(turn < time % count);
    }
}

/// Time on environments, and what it costs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// All of it.
    pub time: SignedDuration,
    /// How much of it is on environments whose cost nobody knows.
    pub unpriced: SignedDuration,
    /// What the rest costs, by currency: a rate times microseconds, so that it is rounded once.
    costs: BTreeMap<String, i128>,
}

/// Microseconds of an hour.
const HOUR: i128 = 3_600_000_000;

impl Sum {
    /// Adds time on an environment.
    pub fn add(&mut self, time: SignedDuration, per_hour: Option<&Money>) {
        if time.is_zero() {
            return;
        }
        self.time = self.time.saturating_add(time);
        match per_hour {
            Some(rate) => {
                let cost = self.costs.entry(rate.currency.clone()).or_default();
                *cost = cost.saturating_add(i128::from(rate.amount).saturating_mul(time.as_micros()));
            }
            None => self.unpriced = self.unpriced.saturating_add(time),
        }
    }

    /// What it costs in each currency, half a minor unit rounded up.
    #[must_use]
    pub fn costs(&self) -> Vec<Money> {
        let money = |(currency, exact): (&String, &i128)| Money {
            amount: i64::try_from(exact.saturating_add(HOUR / 2).div_euclid(HOUR)).unwrap_or(i64::MAX),
            currency: currency.clone(),
        };
        self.costs.iter().map(money).collect()
    }

    /// How much it is of another time, in thousandths, rounded down: 1000 is all of it and nothing less.
    #[must_use]
    pub fn thousandths(&self, of: SignedDuration) -> i64 {
        i64::try_from(self.time.as_micros() * 1_000 / of.as_micros().max(1)).unwrap_or(i64::MAX)
    }
}
