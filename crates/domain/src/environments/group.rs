//! Groups: environments of which one is as good as the other.

use super::description_fault;
use crate::{
    event::{Decided, Fact, differences},
    id::{EnvironmentGroupId, PortfolioId},
    problem::{Faults, Outcome},
    text::{Key, Name},
};
use jiff::Timestamp;
use serde::Serialize;

/// Environments of which one is as good as the other: a pool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Group {
    /// Which.
    pub id: EnvironmentGroupId,
    /// Its short name.
    pub key: Key,
    /// Its name.
    pub name: Name,
    /// What its members have in common.
    pub description: String,
    /// Whose it is.
    pub portfolio: PortfolioId,
    /// True when a booking that clashes with nothing needs nobody's approval.
    pub approves_itself: bool,
    /// When it was put away.
    pub archived_at: Option<Timestamp>,
    /// Counts its changes.
    pub rev: i64,
}

impl Group {
    /// Every fault of the group.
    #[must_use]
    pub fn faults(&self) -> Faults {
        let mut faults = Faults::none();
        faults.extend(description_fault(&self.description));
        faults
    }
}

/// Decides what a group is, new or changed.
///
/// # Errors
/// Every fault of it.
pub fn save(before: Option<&Group>, after: Group) -> Outcome<Decided<Group>> {
    after.faults().finish()?;
    let changes = differences(before, Some(&after));
    let kind = if before.is_none() { "environment_group.created" } else { "environment_group.changed" };
    let fact = Fact::of(kind, after.id, after.portfolio).named(&after.name).with(changes);
    let facts = if fact.changes.is_empty() { Vec::new() } else { vec![fact] };
    Ok(Decided { state: after, facts })
}

/// Puts a group away, or takes it out again.
#[must_use]
pub fn archive(before: &Group, away: bool, now: Timestamp) -> Decided<Group> {
    if before.archived_at.is_some() == away {
        return Decided { state: before.clone(), facts: Vec::new() };
    }
    let after = Group { archived_at: away.then_some(now), ..before.clone() };
    let kind = if away { "environment_group.archived" } else { "environment_group.restored" };
    let changes = differences(Some(before), Some(&after));
    let fact = Fact::of(kind, after.id, after.portfolio).named(&after.name).with(changes);
    Decided { state: after, facts: vec![fact] }
}
