//! Stages: the enterprise's own steps from development to production.

use super::description_fault;
use crate::{
    event::{Decided, Fact, differences},
    id::{PortfolioId, StageId},
    problem::{Faults, Outcome},
    text::{Key, Name},
};
use jiff::Timestamp;
use serde::Serialize;

/// A step on the way to production.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stage {
    /// Which.
    pub id: StageId,
    /// Its short name.
    pub key: Key,
    /// Its name.
    pub name: Name,
    /// What it is for.
    pub description: String,
    /// Whose it is.
    pub portfolio: PortfolioId,
    /// Where it stands: versions go from lower to higher. Stages at the same place are in the order of their keys.
    pub position: i64,
    /// True where customers are served: what other environments are compared to.
    pub is_production: bool,
    /// What a version has to have done here before it goes further.
    #[serde(flatten)]
    pub promotion: Promotion,
    /// When it was put away.
    pub archived_at: Option<Timestamp>,
    /// Counts its changes.
    pub rev: i64,
}

/// What a version has to have done at a stage before it goes to a later one: it ran in so many of its environments, in each
/// for so long, and was found to do there what it should. Nothing is asked of it where that is no environment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Promotion {
    /// In how many environments of the stage.
    pub environments: u32,
    /// For how many minutes at a time.
    pub soak_minutes: u32,
    /// Whether it has to be verified there.
    pub verified: bool,
}

/// The stages of an enterprise that has not made its own: key, name, and whether customers are served there.
pub const USUAL: [(&str, &str, bool); 5] = [
    ("development", "Development", false),
    ("test", "Test", false),
    ("staging", "Staging", false),
    ("acceptance", "Acceptance", false),
    ("production", "Production", true),
];

/// The highest position.
const MOST: i64 = 10_000;
/// The most environments of a stage that are asked for.
const MOST_ENVIRONMENTS: u32 = 1_000;
/// The longest soak: a year.
const LONGEST_SOAK: u32 = 366 * 24 * 60;

impl Stage {
    /// What stages are sorted by.
    #[must_use]
    pub const fn order(&self) -> (i64, &Key) {
        (self.position, &self.key)
    }

    /// Every fault of the stage.
    #[must_use]
    pub fn faults(&self) -> Faults {
        let mut faults = Faults::none();
        faults.extend(description_fault(&self.description));
        faults.require((0..=MOST).contains(&self.position), "/position", "range", || {
            format!("a position is 0 to {MOST}; {} is neither", self.position)
        });
        let Promotion { environments, soak_minutes, verified } = self.promotion;
        faults.require(environments <= MOST_ENVIRONMENTS, "/environments", "range", || {
            format!("at most {MOST_ENVIRONMENTS} environments are asked for")
        });
        faults.require(soak_minutes <= LONGEST_SOAK, "/soak_minutes", "range", || {
            format!("a version soaks for at most a year, which is {LONGEST_SOAK} minutes")
        });
        faults.require(environments > 0 || (soak_minutes == 0 && !verified), "/environments", "kind", || {
            "say in how many environments a version has to soak or be verified: at least 1".to_owned()
        });
        faults
    }
}

/// Decides what a stage is, new or changed.
///
/// # Errors
/// Every fault of it.
pub fn save(before: Option<&Stage>, after: Stage) -> Outcome<Decided<Stage>> {
    after.faults().finish()?;
    let changes = differences(before, Some(&after));
    let kind = if before.is_none() { "stage.created" } else { "stage.changed" };
    let fact = Fact::of(kind, after.id, after.portfolio).named(&after.name).with(changes);
    let facts = if fact.changes.is_empty() { Vec::new() } else { vec![fact] };
    Ok(Decided { state: after, facts })
}

/// Puts a stage away, or takes it out again.
#[must_use]
pub fn archive(before: &Stage, away: bool, now: Timestamp) -> Decided<Stage> {
    if before.archived_at.is_some() == away {
        return Decided { state: before.clone(), facts: Vec::new() };
    }
    let after = Stage { archived_at: away.then_some(now), ..before.clone() };
    let kind = if away { "stage.archived" } else { "stage.restored" };
    let changes = differences(Some(before), Some(&after));
    let fact = Fact::of(kind, after.id, after.portfolio).named(&after.name).with(changes);
    Decided { state: after, facts: vec![fact] }
}
