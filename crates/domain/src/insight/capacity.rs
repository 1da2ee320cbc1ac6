//! How full the weeks of each portfolio are.
//!
//! Weeks are ISO 8601's: Monday to Sunday. Numbers of a portfolio hold for it and everything below it.
//! - **Active**: releases with anything of their plan, from its first to its last day, in the week.
//! - **Targeting**: of these, those whose target lies in the week.
//! - **Gates**: gates of releases that are due in the week.
//! - **Deliveries**: releases that were completed in the week (UTC) or, not being completed, are to be delivered in it: the
//!   day of their target. It stands for production deployments as long as those are not recorded.
//! - **Collisions**: systems that two or more active releases touch in the week, one of them of the portfolio, and not all
//!   of them only to test it again.
//!
//! What was given up counts nowhere.

use super::{Effort, Touch};
use crate::{
    id::{PortfolioId, SystemId},
    releases::Impact,
};
use jiff::{ToSpan, civil::Date};
use std::collections::HashMap;

/// A number of the capacity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Releases under way.
    Active,
    /// Releases to be done.
    Targeting,
    /// Gates due.
    Gates,
    /// Releases delivered.
    Deliveries,
    /// Systems that several work on.
    Collisions,
}

/// A gate of a release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gate {
    /// The index of the release.
    pub effort: usize,
    /// The day it is due.
    pub day: Date,
}

/// The numbers of one portfolio in one week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// Releases under way.
    pub active: u32,
    /// Of these, those whose target lies in the week.
    pub targeting: u32,
    /// Gates due.
    pub gates: u32,
    /// Releases delivered, or to be delivered.
    pub deliveries: u32,
    /// Systems that several releases work on.
    pub collisions: u32,
}

impl Load {
    /// One of the numbers.
    #[must_use]
    pub const fn of(&self, measure: Measure) -> u32 {
        match measure {
            Measure::Active => self.active,
            Measure::Targeting => self.targeting,
            Measure::Gates => self.gates,
            Measure::Deliveries => self.deliveries,
            Measure::Collisions => self.collisions,
        }
    }

    /// Whether there is nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Whole weeks, one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weeks {
    /// A Monday.
    pub first: Date,
    /// How many.
    pub count: usize,
}

impl Weeks {
    /// The weeks that have a day from `from` on and before `to`.
    #[must_use]
    pub fn covering(from: Date, to: Date) -> Self {
        let first = monday_of(from);
        let days = (to - first).get_days().max(1);
        Self { first, count: usize::try_from((days + 6) / 7).unwrap_or(1) }
    }

    /// The Monday of a week.
    #[must_use]
    pub fn monday(&self, week: usize) -> Date {
        let days = i32::try_from(week).unwrap_or(0).saturating_mul(7);
        self.first.saturating_add(days.days())
    }

    /// The Monday after the last.
    #[must_use]
    pub fn end(&self) -> Date {
        self.monday(self.count)
    }

    /// The week of a day, if it is one of these.
    #[must_use]
    pub fn week_of(&self, day: Date) -> Option<usize> {
        let days = (day - self.first).get_days();
        usize::try_from(days.div_euclid(7)).ok().filter(|week| *week < self.count)
    }

    /// The weeks with a day from `first` to `last`, both included.
    fn of(&self, first: Date, last: Date) -> std::ops::Range<usize> {
        let place = |day: Date| (day - self.first).get_days().div_euclid(7);
        let begin = usize::try_from(place(first).max(0)).unwrap_or(0).min(self.count);
        let end = usize::try_from((place(last) + 1).max(0)).unwrap_or(0).min(self.count);
        begin..end.max(begin)
    }
}

fn monday_of(day: Date) -> Date {
    day.saturating_sub(i32::from(day.weekday().to_monday_zero_offset()).days())
}

/// The portfolios a release counts for: its own and, as far as they are given, those above.
pub type Lineage = HashMap<PortfolioId, Vec<usize>>;

/// The numbers of each portfolio (by its index in the lineage) and week.
#[must_use]
pub fn loads(
    efforts: &[Effort],
    gates: &[Gate],
    touches: &[Touch],
    portfolios: usize,
    lineage: &Lineage,
    weeks: Weeks,
) -> Vec<Vec<Load>> {
    let mut loads = vec![vec![Load::default(); weeks.count]; portfolios];
    let above = |effort: &Effort| lineage.get(&effort.portfolio).map_or(&[] as &[usize], Vec::as_slice);
    for effort in efforts.iter().filter(|effort| effort.counts()) {
        let active = weeks.of(effort.first, effort.last);
        let target = effort.target.and_then(|day| weeks.week_of(day));
        let delivery = effort.delivery().and_then(|day| weeks.week_of(day));
        for &portfolio in above(effort) {
            let row = &mut loads[portfolio];
            for load in &mut row[active.clone()] {
                load.active += 1;
            }
            if let Some(week) = target {
                row[week].targeting += 1;
            }
            if let Some(week) = delivery {
                row[week].deliveries += 1;
            }
        }
    }
    for gate in gates {
        let effort = &efforts[gate.effort];
        if let (true, Some(week)) = (effort.counts(), weeks.week_of(gate.day)) {
            for &portfolio in above(effort) {
                loads[portfolio][week].gates += 1;
            }
        }
    }
    count_collisions(efforts, touches, lineage, weeks, &mut loads);
    loads
}

/// System by system and week by week, which portfolios have a release among those that touch it together.
fn count_collisions(efforts: &[Effort], touches: &[Touch], lineage: &Lineage, weeks: Weeks, loads: &mut [Vec<Load>]) {
    let mut by_system: HashMap<SystemId, Vec<&Touch>> = HashMap::new();
    for touch in touches.iter().filter(|touch| efforts[touch.effort].counts()) {
        by_system.entry(touch.system).or_default().push(touch);
    }
    let mut present: Vec<Vec<&Touch>> = vec![Vec::new(); weeks.count];
    // The system that a portfolio's week was last counted for: each counts once.
    let mut counted = vec![vec![0_usize; weeks.count]; loads.len()];
    for (number, touches) in by_system.values().enumerate() {
        if touches.len() < 2 {
            continue;
        }
        present.iter_mut().for_each(Vec::clear);
        for touch in touches {
            let effort = &efforts[touch.effort];
            for week in weeks.of(effort.first, effort.last) {
                present[week].push(touch);
            }
        }
        for (week, together) in present.iter().enumerate() {
            if together.len() < 2 || together.iter().all(|touch| touch.impact == Impact::Regression) {
                continue;
            }
            for touch in together {
                for &portfolio in lineage.get(&efforts[touch.effort].portfolio).into_iter().flatten() {
                    if counted[portfolio][week] != number + 1 {
                        counted[portfolio][week] = number + 1;
                        loads[portfolio][week].collisions += 1;
                    }
                }
            }
        }
    }
}

/// What stands behind one number of a portfolio in one week: indices of releases, each with the gates or systems it
/// stands there for. For a collision, that is every release that touches the system, whosever it is.
#[must_use]
pub fn behind(
    efforts: &[Effort],
    gates: &[Gate],
    touches: &[Touch],
    is_of: impl Fn(PortfolioId) -> bool,
    week: Date,
    measure: Measure,
) -> Vec<(usize, Option<SystemId>)> {
    let weeks = Weeks { first: monday_of(week), count: 1 };
    let is_active = |effort: &Effort| effort.counts() && !weeks.of(effort.first, effort.last).is_empty();
    let is_in = |day: Option<Date>| day.is_some_and(|day| weeks.week_of(day).is_some());
    let own = |wanted: &dyn Fn(usize, &Effort) -> bool| {
        let found = efforts.iter().enumerate().filter(|(_, effort)| effort.counts() && is_of(effort.portfolio));
        found.filter(|(index, effort)| wanted(*index, effort)).map(|(index, _)| (index, None)).collect()
    };
    match measure {
        Measure::Active => own(&|_, effort| is_active(effort)),
        Measure::Targeting => own(&|_, effort| is_in(effort.target)),
        Measure::Deliveries => own(&|_, effort| is_in(effort.delivery())),
        Measure::Gates => own(&|index, _| gates.iter().any(|gate| gate.effort == index && is_in(Some(gate.day)))),
        Measure::Collisions => {
            let mut by_system: HashMap<SystemId, Vec<&Touch>> = HashMap::new();
            for touch in touches.iter().filter(|touch| is_active(&efforts[touch.effort])) {
                by_system.entry(touch.system).or_default().push(touch);
            }
            let mut found: Vec<(usize, Option<SystemId>)> = by_system
                .into_values()
                .filter(|together| {
                    together.len() > 1
                        && together.iter().any(|touch| touch.impact != Impact::Regression)
                        && together.iter().any(|touch| is_of(efforts[touch.effort].portfolio))
                })
                .flatten()
                .map(|touch| (touch.effort, Some(touch.system)))
                .collect();
            found.sort_by_key(|(effort, system)| (*system, *effort));
            found
        }
    }
}

#[cfg(test)]
mod tests;
