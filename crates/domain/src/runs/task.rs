//! How far one task of a run is.

use crate::{deployment_plans::Number, id::PersonId, people::Party};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How far a task is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Nobody has begun it.
    #[default]
    Waiting,
    /// Somebody is at it.
    Running,
    /// It is done.
    Completed,
    /// It was tried and did not work.
    Failed,
    /// Somebody decided that it is not done.
    Skipped,
    /// A machine was told to do it, and nobody knows what became of it.
    InDoubt,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 6] =
        [Self::Waiting, Self::Running, Self::Completed, Self::Failed, Self::Skipped, Self::InDoubt];

    /// The name in the API and the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
            Self::InDoubt => "in_doubt",
        }
    }

    /// True when what waits for its end waits no longer.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Completed | Self::Skipped)
    }

    /// True when somebody has to decide how it goes on.
    #[must_use]
    pub const fn is_stuck(self) -> bool {
        matches!(self, Self::Failed | Self::InDoubt)
    }
}

/// What somebody said at a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vote {
    /// Who.
    pub person: PersonId,
    /// Whether they would go on.
    pub go: bool,
    /// When.
    pub at: Timestamp,
    /// What they said to it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub comment: String,
}

/// How far the machine is that was told to do a task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Called {
    /// What it is told to do is told under this key, however often: what honours it does nothing twice.
    pub key: String,
    /// The how-manieth try it is, from 1.
    pub attempt: i64,
    /// When that was sent; none while it waits to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<Timestamp>,
    /// What was answered last, in a few words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub told: String,
}

/// One task of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RunTask {
    /// Which task of the plan.
    pub number: Number,
    /// How far it is.
    pub state: State,
    /// To whom it was handed over, when that was done during the run.
    pub owner: Option<Party>,
    /// When it was begun.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Who began it.
    pub started_by: Option<PersonId>,
    /// Who ended it.
    pub ended_by: Option<PersonId>,
    /// Why it failed or was skipped.
    pub reason: String,
    /// What people said at a checkpoint, the last of each.
    pub votes: Vec<Vote>,
    /// How far the machine is that was told to do it.
    pub call: Option<Called>,
    /// The run's revision when it was last changed.
    pub rev: i64,
}

impl RunTask {
    /// One that nobody has begun.
    #[must_use]
    pub const fn waiting(number: Number) -> Self {
        Self {
            number,
            state: State::Waiting,
            owner: None,
            started_at: None,
            ended_at: None,
            started_by: None,
            ended_by: None,
            reason: String::new(),
            votes: Vec::new(),
            call: None,
            rev: 1,
        }
    }
}
