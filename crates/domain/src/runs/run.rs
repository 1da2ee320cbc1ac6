//! The run as a whole: planned, running, paused, over.

use crate::{
    event::{Change, Decided, Fact, differences},
    id::{DeploymentPlanId, PortfolioId, ReleaseId, RunId},
    problem::{Faults, Outcome, Problem},
    text::{Key, Name},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Whether it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// To learn how it goes.
    Rehearsal,
    /// The deployment itself.
    Live,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::Rehearsal, Self::Live];

    /// The name in the API and the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rehearsal => "rehearsal",
            Self::Live => "live",
        }
    }
}

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It has not begun.
    Planned,
    /// It goes on.
    Running,
    /// It goes on, but nothing is begun.
    Paused,
    /// It is over, and everything was done.
    Completed,
    /// It is over, and what was done was undone.
    RolledBack,
    /// It was broken off.
    Aborted,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 6] =
        [Self::Planned, Self::Running, Self::Paused, Self::Completed, Self::RolledBack, Self::Aborted];

    /// The name in the API and the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Completed => "completed",
            Self::RolledBack => "rolled_back",
            Self::Aborted => "aborted",
        }
    }

    /// True when nothing more is done in it.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Completed | Self::RolledBack | Self::Aborted)
    }

    /// True between its beginning and its end.
    #[must_use]
    pub const fn is_on(self) -> bool {
        matches!(self, Self::Running | Self::Paused)
    }
}

/// What is done with a run as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Begins it.
    Start,
    /// Nothing more is begun for now.
    Pause,
    /// It goes on.
    Resume,
    /// Breaks it off, and says why.
    Abort,
    /// From now on a way back is taken, and it is said why.
    RollBack(Key),
    /// Ends it, when everything on its way is over.
    Complete,
}

impl Turn {
    const fn fact(&self) -> &'static str {
        match self {
            Self::Start => "run.started",
            Self::Pause => "run.paused",
            Self::Resume => "run.resumed",
            Self::Abort => "run.aborted",
            Self::RollBack(_) => "run.rolling_back",
            Self::Complete => "run.completed",
        }
    }

    /// True when whoever does it has to say why.
    #[must_use]
    pub const fn needs_a_reason(&self) -> bool {
        matches!(self, Self::Abort | Self::RollBack(_))
    }

    /// Where it leads; `None` where it cannot be done.
    #[must_use]
    pub const fn from(&self, run: &Run) -> Option<Status> {
        match (self, run.status) {
            (Self::Start, Status::Planned) | (Self::Resume, Status::Paused) => Some(Status::Running),
            (Self::Pause, Status::Running) => Some(Status::Paused),
            (Self::Abort, status) if !status.is_over() => Some(Status::Aborted),
            (Self::RollBack(_), Status::Running | Status::Paused) if run.branch.is_none() => Some(Status::Running),
            (Self::Complete, Status::Running | Status::Paused) => {
                Some(if run.branch.is_some() { Status::RolledBack } else { Status::Completed })
            }
            _ => None,
        }
    }
}

/// A run of a deployment plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Run {
    /// Which.
    pub id: RunId,
    /// Of which plan.
    pub plan: DeploymentPlanId,
    /// Which snapshot of it.
    pub version: i64,
    /// What it is called.
    pub name: Name,
    /// Whether it counts.
    pub kind: Kind,
    /// Whose it is.
    pub portfolio: PortfolioId,
    /// The release it carries out.
    pub release: Option<ReleaseId>,
    /// How far it is.
    pub status: Status,
    /// When it is to begin.
    pub scheduled_at: Timestamp,
    /// When it has to be over.
    pub window_end: Option<Timestamp>,
    /// What its parameters are.
    pub parameters: BTreeMap<String, String>,
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// The way back that was taken.
    pub branch: Option<Key>,
    /// When it was taken.
    pub branched_at: Option<Timestamp>,
    /// When it was planned.
    pub created_at: Timestamp,
    /// Counts its changes, those of its tasks included.
    pub rev: i64,
}

impl Run {
    /// Every fault of the run.
    #[must_use]
    pub fn faults(&self) -> Faults {
        let mut faults = Faults::none();
        let in_order = self.window_end.is_none_or(|end| end > self.scheduled_at);
        faults.require(in_order, "/window_end", "range", || "it has to be over after it is to begin".to_owned());
        for (name, value) in &self.parameters {
            faults.require(value.chars().count() <= 2_000, &format!("/parameters/{name}"), "text", || {
                "a value has at most 2000 characters".to_owned()
            });
        }
        faults
    }

    /// A fact about it.
    #[must_use]
    pub fn fact(&self, kind: &'static str) -> Fact {
        Fact::of(kind, self.id, self.portfolio).named(&self.name)
    }
}

/// Decides what a run is, new or changed: only what has not begun is planned otherwise, but for when it has to be over.
///
/// # Errors
/// Every fault of it; a refusal for what cannot be changed any more.
pub fn save(before: Option<&Run>, after: Run) -> Outcome<Decided<Run>> {
    after.faults().finish()?;
    let changes = differences(before, Some(&after));
    if let Some(before) = before {
        let late = |change: &&Change| !matches!(change.field.as_str(), "window_end" | "name");
        let fixed = before.status != Status::Planned && changes.iter().any(|change| late(&change));
        if before.status.is_over() || fixed {
            let told = format!(
                "{} is {}; only when it has to be over can change while it goes on",
                before.name,
                before.status.name()
            );
            return Err(Problem::refused("state", told));
        }
        if changes.is_empty() {
            return Ok(Decided { state: after, facts: Vec::new() });
        }
    }
    let fact = after.fact(if before.is_some() { "run.changed" } else { "run.planned" }).with(changes);
    Ok(Decided { state: after, facts: vec![fact] })
}

/// Takes a turn with a run. Whether its tasks are over is asked of `open`: what still stands in the way of its end.
///
/// # Errors
/// A refusal where the turn does not lead on, or where something is open; a fault for a missing reason.
pub fn turn(
    before: &Run,
    turn: &Turn,
    reason: Option<&str>,
    open: Vec<crate::Reason>,
    now: Timestamp,
) -> Outcome<Decided<Run>> {
    let Some(status) = turn.from(before) else {
        let told = match (before.status, turn) {
            (Status::Running | Status::Paused, Turn::RollBack(_)) => "is being rolled back already".to_owned(),
            (status, _) => format!("is {}", status.name().replace('_', " ")),
        };
        return Err(Problem::refused("state", format!("{} {told}", before.name)));
    };
    let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
    if turn.needs_a_reason() && reason.is_none() {
        return Err(Problem::fault("/reason", "required", "say why"));
    }
    if matches!(turn, Turn::Complete) && !open.is_empty() {
        return Err(Problem::Refused { detail: format!("{} is not over", before.name), reasons: open });
    }
    let mut after = Run { status, ..before.clone() };
    match turn {
        Turn::Start => after.started_at = Some(now),
        Turn::RollBack(branch) => {
            after.branch = Some(branch.clone());
            after.branched_at = Some(now);
        }
        Turn::Abort | Turn::Complete => after.ended_at = Some(now),
        Turn::Pause | Turn::Resume => {}
    }
    let fact = after.fact(turn.fact()).with(differences(Some(before), Some(&after)));
    let fact = fact.because(reason.map(str::to_owned));
    Ok(Decided { state: after, facts: vec![fact] })
}
