//! What an environment is.

#[cfg(test)]
pub(crate) mod tests;

use super::{Money, Node, Profile, description_fault, line_fault, parity};
use crate::{
    due::Zone,
    event::{Change, Decided, Fact, differences},
    id::{EnvironmentGroupId, EnvironmentId, PortfolioId, StageId, TeamId},
    problem::{Faults, Outcome},
    releases::release::tag_faults,
    text::{Key, Name},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How an environment is, as health checks tell it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// It is there to be used.
    #[default]
    Free,
    /// Somebody works on it.
    Busy,
    /// It is being made ready for the next.
    Cleaning,
    /// It has to be made ready first.
    Dirty,
    /// It does not work.
    Down,
}

impl Health {
    /// Every state.
    pub const ALL: [Self; 5] = [Self::Free, Self::Busy, Self::Cleaning, Self::Dirty, Self::Down];

    /// The name in the API and the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Busy => "busy",
            Self::Cleaning => "cleaning",
            Self::Dirty => "dirty",
            Self::Down => "down",
        }
    }
}

/// Where systems run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Environment {
    /// Which.
    pub id: EnvironmentId,
    /// Its short name.
    pub key: Key,
    /// Its name.
    pub name: Name,
    /// What it is for.
    pub description: String,
    /// Whose it is.
    pub portfolio: PortfolioId,
    /// How near to production it is.
    pub stage: Option<StageId>,
    /// The environment it is part of.
    pub parent: Option<EnvironmentId>,
    /// The pool it belongs to.
    pub group: Option<EnvironmentGroupId>,
    /// Who looks after it.
    pub team: Option<TeamId>,
    /// True when several may have it at once.
    pub shareable: bool,
    /// How many shared bookings it takes at once, when it is shareable; `None` for any number.
    pub capacity: Option<u32>,
    /// What an hour of it costs.
    pub cost_per_hour: Option<Money>,
    /// How it is.
    pub state: Health,
    /// Whose clock counts there.
    pub zone: Zone,
    /// Free labels.
    pub tags: Vec<String>,
    /// What it is made of.
    pub profile: Profile,
    /// When it was put away.
    pub archived_at: Option<Timestamp>,
    /// When it became known.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Counts its changes.
    pub rev: i64,
}

/// The highest capacity.
const MOST_AT_ONCE: u32 = 10_000;

impl Environment {
    /// How many shared bookings it takes at once, without what is below it: one when it is not shareable.
    #[must_use]
    pub const fn room(&self) -> Option<u32> {
        if self.shareable { self.capacity } else { Some(1) }
    }

    /// It as the tree knows it.
    #[must_use]
    pub const fn node(&self) -> Node {
        Node { id: self.id, parent: self.parent, room: self.room() }
    }

    /// Every fault of the environment as it stands. `above` is its parent and all that parent's ancestors, the nearest
    /// first, with their keys.
    #[must_use]
    pub fn faults(&self, above: &[(EnvironmentId, Key)]) -> Faults {
        let mut faults = Faults::none();
        faults.extend(description_fault(&self.description));
        if let Some(place) = above.iter().position(|(id, _)| *id == self.id) {
            let way: Vec<&str> = above[..place].iter().map(|(_, key)| key.as_str()).collect();
            let way = [vec![self.key.as_str()], way, vec![self.key.as_str()]].concat().join(" in ");
            faults.require(false, "/parent", "cycle", || {
                format!("{} would be part of itself ({way}); choose a parent that is not part of it", self.key)
            });
        }
        let capacity = self.capacity.is_none_or(|capacity| (1..=MOST_AT_ONCE).contains(&capacity));
        faults.require(capacity, "/capacity", "range", || {
            format!("a capacity is 1 to {MOST_AT_ONCE}; leave it out where there is no limit")
        });
        faults.require(
            self.shareable || self.capacity.is_none_or(|capacity| capacity == 1),
            "/capacity",
            "kind",
            || {
                "one that is not shareable takes one booking at a time; make it shareable or leave the capacity out"
                    .to_owned()
            },
        );
        faults.extend(self.cost_per_hour.as_ref().and_then(|cost| cost.cost_fault("/cost_per_hour")));
        faults.extend(tag_faults(&self.tags));
        faults.extend(self.profile.faults().into_vec().into_iter().map(|fault| fault.within("/profile")));
        faults
    }
}

/// Decides what a new environment is.
///
/// # Errors
/// Every fault of it.
pub fn create(made: Environment, above: &[(EnvironmentId, Key)]) -> Outcome<Decided<Environment>> {
    made.faults(above).finish()?;
    let fact = fact("environment.created", &made, changes(None, &made));
    Ok(Decided { state: made, facts: vec![fact] })
}

/// Decides a change of an environment. Another profile is a fact of its own, because who compares listens for it. `above` is
/// the parent it is to have and all that parent's ancestors, the nearest first.
///
/// # Errors
/// Every fault of the environment as it would be.
pub fn change(
    before: &Environment,
    after: Environment,
    above: &[(EnvironmentId, Key)],
) -> Outcome<Decided<Environment>> {
    after.faults(above).finish()?;
    let (profile, changed): (Vec<_>, Vec<_>) =
        changes(Some(before), &after).into_iter().partition(|change| change.field.starts_with("profile/"));
    let facts = [("environment.changed", changed), ("environment.profile_changed", profile)]
        .into_iter()
        .filter(|(_, changes)| !changes.is_empty())
        .map(|(kind, changes)| fact(kind, &after, changes))
        .collect();
    Ok(Decided { state: after, facts })
}

/// Notes how an environment is. `why` is what the check has to say.
///
/// # Errors
/// A fault for more than one line of it.
pub fn report(before: &Environment, state: Health, why: Option<String>) -> Outcome<Decided<Environment>> {
    if let Some(fault) = why.as_ref().and_then(|why| line_fault("/note", why)) {
        return Err(fault.into());
    }
    let after = Environment { state, ..before.clone() };
    let changes = changes(Some(before), &after);
    let told = if changes.is_empty() {
        Vec::new()
    } else {
        vec![fact("environment.state_changed", &after, changes).because(why)]
    };
    Ok(Decided { state: after, facts: told })
}

/// Puts an environment away, or takes it out again.
#[must_use]
pub fn archive(before: &Environment, away: bool, now: Timestamp) -> Decided<Environment> {
    if before.archived_at.is_some() == away {
        return Decided { state: before.clone(), facts: Vec::new() };
    }
    let after = Environment { archived_at: away.then_some(now), ..before.clone() };
    let kind = if away { "environment.archived" } else { "environment.restored" };
    let fact = fact(kind, &after, changes(Some(before), &after));
    Decided { state: after, facts: vec![fact] }
}

/// The fields in which it differs, and of the profile each setting: `profile/network/vlan`.
fn changes(before: Option<&Environment>, after: &Environment) -> Vec<Change> {
    let none = Profile::default();
    let mut changes = differences(before, Some(after));
    changes.retain(|change| change.field != "profile");
    let old = before.map_or(&none, |before| &before.profile);
    changes.extend(parity::changed(old, &after.profile).into_iter().map(|difference| Change {
        field: format!("profile/{}/{}", difference.part, difference.name),
        before: difference.there.into(),
        after: difference.here.into(),
    }));
    changes
}

fn fact(kind: &'static str, environment: &Environment, changes: Vec<Change>) -> Fact {
    Fact::of(kind, environment.id, environment.portfolio).named(&environment.name).with(changes)
}
