//! What a span of time holds for everybody together: how full its weeks are, and who works on the same systems at once.

pub mod capacity;
pub mod impact;

use crate::{
    id::{PortfolioId, ReleaseId, SystemId},
    releases::{Category, Impact, Kind},
};
use jiff::{Timestamp, civil::Date};

/// A release as far as insight needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// Which.
    pub id: ReleaseId,
    /// How it stands to others.
    pub kind: Kind,
    /// What its status means.
    pub category: Category,
    /// Whose it is.
    pub portfolio: PortfolioId,
    /// The first day on which anything in its plan happens.
    pub first: Date,
    /// The last such day.
    pub last: Date,
    /// The day of its target.
    pub target: Option<Date>,
    /// When it was completed.
    pub completed_at: Option<Timestamp>,
}

impl Effort {
    /// The day on which it is, or was, delivered: for what is completed the day (UTC) it was, else the day of its target.
    /// What was given up is never delivered.
    #[must_use]
    pub fn delivery(&self) -> Option<Date> {
        match self.category {
            Category::Cancelled => None,
            Category::Done => {
                self.completed_at.map(|at| jiff::tz::TimeZone::UTC.to_datetime(at).date()).or(self.target)
            }
            Category::Draft | Category::Planned | Category::Active => self.target,
        }
    }

    /// Whether it takes up anybody's time: what was given up does not.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.category != Category::Cancelled
    }
}

/// A release touches a system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Touch {
    /// The index of the release.
    pub effort: usize,
    /// The system.
    pub system: SystemId,
    /// How.
    pub impact: Impact,
}

/// Whether two touches of one system get into each other's way: when either changes it. Two that only test it again do not.
#[must_use]
pub fn clash(left: Impact, right: Impact) -> bool {
    left != Impact::Regression || right != Impact::Regression
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::id::Identifier;
    use jiff::{ToSpan, civil::date};
    use proptest::prelude::*;

    pub(crate) const MONDAY: Date = date(2026, 1, 5);

    pub(crate) fn day(offset: i32) -> Date {
        MONDAY.checked_add(offset.days()).unwrap()
    }

    /// Releases of four portfolios, and what they touch of three systems.
    pub(crate) fn years() -> impl Strategy<Value = (Vec<Effort>, Vec<Touch>)> {
        let effort = (0_usize..3, 0_usize..5, 0_u128..4, -20_i32..60, 0_i32..30, prop::option::of(0_i32..30));
        let touch = (any::<prop::sample::Index>(), 0_u128..3, 0_usize..3);
        (prop::collection::vec(effort, 0..12), prop::collection::vec(touch, 0..24)).prop_map(|(efforts, touches)| {
            let efforts: Vec<Effort> = efforts
                .into_iter()
                .enumerate()
                .map(|(number, (kind, category, portfolio, first, days, target))| Effort {
                    id: ReleaseId::from_bits(number as u128),
                    kind: [Kind::Train, Kind::Project, Kind::Independent][kind],
                    category: Category::ALL[category],
                    portfolio: PortfolioId::from_bits(portfolio),
                    first: day(first),
                    last: day(first + days),
                    target: target.map(|later| day(first + later.min(days))),
                    completed_at: None,
                })
                .collect();
            let mut seen = std::collections::HashSet::new();
            let touches = touches
                .into_iter()
                .filter(|_| !efforts.is_empty())
                .map(|(effort, system, impact)| Touch {
                    effort: effort.index(efforts.len()),
                    system: SystemId::from_bits(system),
                    impact: Impact::ALL[impact],
                })
                .filter(|touch| seen.insert((touch.effort, touch.system)))
                .collect();
            (efforts, touches)
        })
    }
}
