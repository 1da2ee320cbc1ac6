//! One task of a deployment plan.

use super::{LONGEST, MOST_AFTER, action::Action};
use crate::{
    environments::description_fault,
    people::Party,
    problem::Faults,
    schedule::{graph::LinkKind, notation::Estimate},
    text::{Key, Name},
};
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

/// What a task is called by within its plan: counted from 1, never given to another task.
pub type Number = u32;

/// The highest number of a task: numbers are never given again, and must not run out.
pub const HIGHEST: Number = 1_000_000_000;

/// What kind of thing is done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Somebody does it.
    #[default]
    Manual,
    /// A machine does it.
    Automated,
    /// People say go or no-go.
    Checkpoint,
    /// Somebody is told something.
    Communication,
    /// From here on what is changed is not to be had.
    DowntimeStart,
    /// From here on it is to be had again.
    DowntimeEnd,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::Manual, Self::Automated, Self::Checkpoint, Self::Communication, Self::DowntimeStart, Self::DowntimeEnd];

    /// The name in the API and the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::Automated => "automated",
            Self::Checkpoint => "checkpoint",
            Self::Communication => "communication",
            Self::DowntimeStart => "downtime_start",
            Self::DowntimeEnd => "downtime_end",
        }
    }
}

/// That a task waits for another one of its plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct After {
    /// The task that is waited for.
    pub task: Number,
    /// What of the one holds what of the other.
    pub link: LinkKind,
    /// How much later, in seconds; negative for earlier.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub lag: i64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
const fn is_zero(number: &i64) -> bool {
    *number == 0
}

fn is_sound(estimate: Estimate) -> bool {
    0 <= estimate.optimistic
        && estimate.optimistic <= estimate.likely
        && estimate.likely <= estimate.pessimistic
        && estimate.pessimistic <= LONGEST
}

/// What a task brings where. When it begins in a live run, it is asked whether it may; when it is done, it is a deployment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deploys {
    /// The id or key of the system.
    pub system: String,
    /// Its version by number; `{{name}}` stands for a parameter of the run.
    pub version: String,
    /// The id or key of the environment.
    pub environment: String,
}

/// A task of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// What it is called by within the plan.
    pub number: Number,
    /// What is done.
    pub name: Name,
    /// What kind of thing that is.
    pub kind: Kind,
    /// The heading under which it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<Name>,
    /// The task it is a step of. A task with steps begins with the first of them and is over with the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Number>,
    /// The key of the lane in which it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lane: Option<Key>,
    /// The key of the way back to which it belongs; none for the plan's own way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<Key>,
    /// Who does it; whoever the lane's team is, when nobody is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Party>,
    /// How long it is thought to take.
    #[serde(default)]
    pub estimate: Estimate,
    /// Before which instant it does not begin, on the clock of the plan's zone. In rehearsals it does not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_before: Option<DateTime>,
    /// What it waits for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<After>,
    /// What a machine is told to do in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<Action>,
    /// What it brings where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deploys: Option<Deploys>,
    /// How it is done: Markdown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// The plan's revision when it was last changed.
    #[serde(default)]
    pub rev: i64,
}

impl Task {
    /// A task of this name that takes no time and waits for nothing.
    #[must_use]
    pub const fn named(number: Number, name: Name) -> Self {
        Self {
            number,
            name,
            kind: Kind::Manual,
            section: None,
            parent: None,
            lane: None,
            branch: None,
            owner: None,
            estimate: Estimate::exactly(0),
            not_before: None,
            after: Vec::new(),
            action: None,
            deploys: None,
            description: String::new(),
            rev: 0,
        }
    }

    /// What can be said of it without the rest of its plan.
    #[must_use]
    pub fn faults(&self) -> Faults {
        let mut faults = Faults::none();
        faults.extend(description_fault(&self.description));
        faults.require((1..=HIGHEST).contains(&self.number), "/number", "range", || {
            format!("tasks are counted from 1, and up to {HIGHEST}")
        });
        faults.require(is_sound(self.estimate), "/estimate", "range", || {
            "an estimate is 0 ≤ optimistic ≤ likely ≤ pessimistic, in seconds, and at most a year".to_owned()
        });
        faults.require(self.after.len() <= MOST_AFTER, "/after", "range", || {
            format!("a task waits for at most {MOST_AFTER} others")
        });
        faults.require(self.action.is_none() || self.kind == Kind::Automated, "/action", "kind", || {
            "only an automated task tells a machine to do something".to_owned()
        });
        let action = self.action.iter().flat_map(|action| action.faults().into_vec());
        faults.extend(action.map(|fault| fault.within("/action")));
        if let Some(deploys) = &self.deploys {
            let texts =
                [("system", &deploys.system), ("version", &deploys.version), ("environment", &deploys.environment)];
            for (field, text) in texts {
                let sound = (1..=200).contains(&text.chars().count()) && !text.chars().any(char::is_control);
                faults
                    .require(sound, &format!("/deploys/{field}"), "text", || "this has 1 to 200 characters".to_owned());
            }
        }
        for (place, after) in self.after.iter().enumerate() {
            let pointer = format!("/after/{place}");
            faults.require(after.lag.abs() <= LONGEST, &format!("{pointer}/lag"), "range", || {
                "a lag is at most a year".to_owned()
            });
            let twice = self.after[..place].iter().any(|other| other.task == after.task && other.link == after.link);
            faults.require(!twice, &pointer, "duplicate", || {
                format!("it waits for task {} in this way already", after.task)
            });
        }
        faults
    }
}
