//! What can be done next in a run, and what everything else waits for.
//!
//! A task can begin when its run is running and on its way, and when of each task it waits for what its link says is true:
//!
//! | link | before it begins | before it is over |
//! | --- | --- | --- |
//! | finish-start | the other is over, the lag ago | |
//! | start-start | the other has begun, the lag ago | |
//! | finish-finish | | the other is over, the lag ago |
//! | start-finish | | the other has begun, the lag ago |
//!
//! A negative lag after an end lets a task go on while the other is still at work, from so long before the other is thought to
//! be over. What a task with steps waits for, its steps wait for.

use super::{
    run::{Kind, Run, Status},
    task::{RunTask, State},
};
use crate::{
    Zone,
    deployment_plans::{After, Content, Number, Task},
    problem::Reason,
    schedule::graph::LinkKind,
};
use jiff::{SignedDuration, Timestamp};
use std::collections::{HashMap, HashSet};

/// A run as it is at an instant: what was to be done, and how far all of it is.
#[derive(Debug)]
pub struct Scene<'a> {
    pub(super) plan: &'a Content,
    pub(super) zone: &'a Zone,
    pub(super) run: &'a Run,
    pub(super) tasks: &'a [RunTask],
    pub(super) now: Timestamp,
    places: HashMap<Number, usize>,
    groups: HashSet<Number>,
    /// Whom tasks waited for that were begun.
    pub(super) relied: HashSet<Number>,
}

/// How a task stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is on a way that is not taken, or the run is over without it.
    Off,
    /// It waits for these; for the run to begin, when these are none.
    Waits(Vec<Wait>),
    /// It waits for something that went wrong.
    Blocked(Vec<Wait>),
    /// It can begin.
    Ready,
    /// It was begun, has failed or is over.
    Is(State),
}

impl Standing {
    /// The name in the API.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Waits(_) => "waiting",
            Self::Blocked(_) => "blocked",
            Self::Ready => "ready",
            Self::Is(state) => state.name(),
        }
    }
}

/// What a task waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// The task it waits for; none when it waits for an instant of its own.
    pub task: Option<Number>,
    /// When that is so by itself; `None` as long as it takes somebody.
    pub until: Option<Timestamp>,
    /// Whether what it waits for went wrong.
    pub stuck: bool,
}

impl<'a> Scene<'a> {
    /// A run at an instant. Its tasks are in the order of the plan's.
    #[must_use]
    pub fn new(plan: &'a Content, zone: &'a Zone, run: &'a Run, tasks: &'a [RunTask], now: Timestamp) -> Self {
        let begun = plan.tasks.iter().zip(tasks).filter(|(_, at)| !matches!(at.state, State::Waiting | State::Skipped));
        let relied = begun.flat_map(|(task, _)| task.after.iter().map(|after| after.task)).collect();
        Self { plan, zone, run, tasks, now, places: plan.places(), groups: plan.groups(), relied }
    }

    /// The place of a task in the plan.
    #[must_use]
    pub fn place(&self, number: Number) -> Option<usize> {
        self.places.get(&number).copied()
    }

    /// Whether a task is a heading over steps.
    #[must_use]
    pub fn is_group(&self, number: Number) -> bool {
        self.groups.contains(&number)
    }

    /// Whether a task is on the way that is taken.
    #[must_use]
    pub fn is_on_the_way(&self, place: usize) -> bool {
        self.plan.tasks[place].branch == self.run.branch
    }

    /// How the task at a place stands.
    #[must_use]
    pub fn standing(&self, place: usize) -> Standing {
        let state = self.tasks[place].state;
        if state != State::Waiting {
            return Standing::Is(state);
        }
        if !self.is_on_the_way(place) || self.run.status.is_over() {
            return Standing::Off;
        }
        if self.run.status == Status::Planned {
            return Standing::Waits(Vec::new());
        }
        let waits = self.waits_to_begin(place);
        if waits.is_empty() {
            Standing::Ready
        } else if waits.iter().any(|wait| wait.stuck) {
            Standing::Blocked(waits)
        } else {
            Standing::Waits(waits)
        }
    }

    /// What the task at a place waits for before it can begin.
    #[must_use]
    pub fn waits_to_begin(&self, place: usize) -> Vec<Wait> {
        let mut waits = Vec::new();
        for task in self.and_above(place) {
            if let Some(at) = self.fixed(task).filter(|at| *at > self.now) {
                waits.push(Wait { task: None, until: Some(at), stuck: false });
            }
            let held =
                task.after.iter().filter(|after| matches!(after.link, LinkKind::FinishStart | LinkKind::StartStart));
            waits.extend(held.filter_map(|after| self.wait(*after)));
        }
        waits
    }

    /// What the task at a place waits for before it can be over.
    #[must_use]
    pub fn waits_to_end(&self, place: usize) -> Vec<Wait> {
        let mut waits = Vec::new();
        for task in self.and_above(place) {
            let is_it = task.number == self.plan.tasks[place].number;
            let ends = |after: &&After| matches!(after.link, LinkKind::FinishFinish | LinkKind::StartFinish);
            let mut held = task.after.iter().filter(ends).peekable();
            // Whether it is the last one is asked last: that looks at every task.
            if held.peek().is_some() && (is_it || self.is_last_of(task.number, place)) {
                waits.extend(held.filter_map(|after| self.wait(*after)));
            }
        }
        waits
    }

    /// The instant before which a task does not begin: of live runs alone.
    #[must_use]
    pub fn fixed(&self, task: &Task) -> Option<Timestamp> {
        if self.run.kind == Kind::Rehearsal {
            return None;
        }
        task.not_before.map(|local| self.zone.instant(local))
    }

    /// A task and those it is a step of.
    fn and_above(&self, place: usize) -> impl Iterator<Item = &'a Task> {
        let plan = self.plan;
        let up = |task: &&'a Task| {
            let parent = task.parent?;
            self.places.get(&parent).map(|place| &plan.tasks[*place])
        };
        std::iter::successors(Some(&plan.tasks[place]), up)
    }

    /// Whether a task below a heading is the only one of it that is not over.
    fn is_last_of(&self, group: Number, place: usize) -> bool {
        let below = |other: usize| self.and_above(other).skip(1).any(|task| task.number == group);
        (0..self.tasks.len())
            .filter(|other| *other != place && !self.is_group(self.plan.tasks[*other].number) && below(*other))
            .all(|other| self.tasks[other].state.is_over())
    }

    fn wait(&self, after: After) -> Option<Wait> {
        let place = self.place(after.task)?;
        let other = &self.tasks[place];
        let since = match after.link {
            LinkKind::FinishStart | LinkKind::FinishFinish if other.state.is_over() => other.ended_at,
            LinkKind::FinishStart | LinkKind::FinishFinish if after.lag < 0 && other.state == State::Running => {
                let likely = self.plan.tasks[place].estimate.likely;
                other.started_at.map(|at| later(at, likely))
            }
            LinkKind::StartStart | LinkKind::StartFinish if other.state.is_over() => {
                other.started_at.or(other.ended_at)
            }
            LinkKind::StartStart | LinkKind::StartFinish => other.started_at,
            LinkKind::FinishStart | LinkKind::FinishFinish => None,
        };
        let until = since.map(|at| later(at, after.lag));
        if until.is_some_and(|at| at <= self.now) {
            return None;
        }
        Some(Wait { task: Some(after.task), until, stuck: other.state.is_stuck() })
    }

    /// Waits as reasons of a refusal.
    #[must_use]
    pub fn reasons(&self, waits: &[Wait]) -> Vec<Reason> {
        let reason = |wait: &Wait| {
            let Some(place) = wait.task.and_then(|number| self.place(number)) else {
                let told = Reason::new("not_before", "it is too early for it");
                return Reason { until: wait.until, ..told };
            };
            let (task, is) = (&self.plan.tasks[place], self.tasks[place].state);
            let is = match is {
                State::Waiting => "has not begun",
                State::Running => "is not over",
                State::Failed => "has failed",
                State::InDoubt => "is in doubt",
                State::Completed | State::Skipped => "is over, but not for long enough",
            };
            let told = Reason::new("predecessor", format!("{} ({}) {is}", task.name, task.number));
            Reason { until: wait.until, ..told }.cleared_by("whoever does it")
        };
        waits.iter().map(reason).collect()
    }

    /// What still stands in the way of the run's end.
    #[must_use]
    pub fn open(&self) -> Vec<Reason> {
        let mut reasons = Vec::new();
        for (place, task) in self.plan.tasks.iter().enumerate() {
            let state = self.tasks[place].state;
            let goes_on = self.is_on_the_way(place) && !state.is_over();
            if (goes_on || state == State::Running || state == State::InDoubt) && !self.is_group(task.number) {
                let is = state.name().replace('_', " ");
                reasons.push(Reason::new("open", format!("{} ({}) is {is}", task.name, task.number)));
            }
        }
        reasons
    }

    /// How long what is changed was not to be had, in whole seconds, and since when it is not now: from the end of a task
    /// that begins a downtime to the end of the next that ends one.
    #[must_use]
    pub fn downtime(&self) -> (i64, Option<Timestamp>) {
        use crate::deployment_plans::Kind::{DowntimeEnd, DowntimeStart};
        let mut ends: Vec<(Timestamp, bool)> = Vec::new();
        for (task, at) in self.plan.tasks.iter().zip(self.tasks) {
            let begins = match task.kind {
                DowntimeStart => true,
                DowntimeEnd => false,
                _ => continue,
            };
            if at.state == State::Completed {
                ends.extend(at.ended_at.map(|at| (at, begins)));
            }
        }
        ends.sort_by_key(|(at, begins)| (*at, !begins));
        let (mut down, mut since) = (0, None);
        for (at, begins) in ends {
            match (since, begins) {
                (None, true) => since = Some(at),
                (Some(from), false) => {
                    down += seconds(from, at);
                    since = None;
                }
                _ => {}
            }
        }
        let until = self.run.ended_at.unwrap_or(self.now);
        (down + since.map_or(0, |from| seconds(from, until)), since)
    }
}

/// An instant so many seconds later; the same where there is none.
#[must_use]
pub fn later(at: Timestamp, seconds: i64) -> Timestamp {
    at.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(at)
}

/// Whole seconds between two instants, not less than 0.
#[must_use]
pub fn seconds(from: Timestamp, to: Timestamp) -> i64 {
    to.duration_since(from).as_secs().max(0)
}
