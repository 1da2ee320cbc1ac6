//! Activities: the work in a phase.

use crate::{
    due::day_fault,
    id::{ActivityId, PersonId, PhaseId, ReleaseId},
    problem::Faults,
    text::Name,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How far an activity is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActivityStatus {
    /// Not begun.
    #[default]
    Todo,
    /// Begun.
    Doing,
    /// Cannot go on.
    Blocked,
    /// Finished.
    Done,
}

impl ActivityStatus {
    /// Every status.
    pub const ALL: [Self; 4] = [Self::Todo, Self::Doing, Self::Blocked, Self::Done];

    /// The name in the API and the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Todo => "todo",
            Self::Doing => "doing",
            Self::Blocked => "blocked",
            Self::Done => "done",
        }
    }
}

/// Work in a phase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Activity {
    /// Which.
    pub id: ActivityId,
    /// Of which release.
    pub release: ReleaseId,
    /// In which phase.
    pub phase: Option<PhaseId>,
    /// What is to be done.
    pub name: Name,
    /// In more words.
    pub description: String,
    /// By whom.
    pub assignee: Option<PersonId>,
    /// From this day.
    pub start: Option<Date>,
    /// To this day.
    pub due: Option<Date>,
    /// How far it is.
    pub status: ActivityStatus,
    /// Counts its changes.
    pub rev: i64,
}

impl Activity {
    /// Every fault of the activity.
    #[must_use]
    pub fn faults(&self) -> Faults {
        let mut faults = Faults::none();
        faults.extend(self.start.and_then(|day| day_fault("/start", day)));
        faults.extend(self.due.and_then(|day| day_fault("/due", day)));
        if let (Some(start), Some(due)) = (self.start, self.due) {
            faults.require(start <= due, "/due", "order", || format!("it would be due on {due}, before it starts on {start}"));
        }
        faults
    }
}
