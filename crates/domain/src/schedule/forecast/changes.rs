//! What moved the end between two moments of a run, task by task.
//!
//! The definition. The end of a moment is the last finish when every task takes what is [likely](Spread::likely), a task that
//! has run longer than that finishes now, and all else is as in [`forecast`](super::forecast()). [`changes`] goes from the
//! former moment to the present one by small steps, each of one task, and notes how the end moves with each: so the parts add
//! up to the whole, whatever the order. The order is that in which things happened:
//!
//! 1. what has no instant: tasks whose spread or earliest start was changed, and those whose past was set right;
//! 2. starts and finishes, by their instants;
//! 3. that time went on to the present moment for what waits still, or runs still.
//!
//! What happened at the same instant is taken in an order in which each task comes after all it waits for. So a delay counts
//! for the task that came first with it; a task that only waited for another one moves nothing itself, and what is caught up
//! later counts for the task that caught up.

#[cfg(test)]
mod tests;

use super::{
    NOTHING, State, Task,
    network::{Incoming, Network},
};
use crate::schedule::graph::{Graph, Place};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A moment of a run.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'a> {
    /// How far the tasks are; one that is missing waits and takes no time.
    pub tasks: &'a [Task],
    /// The instant, in seconds.
    pub now: i64,
}

/// What moved the end of a run. Times are in seconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    /// The end as it was likely at the former moment; 0 when there are no tasks.
    pub former_end: i64,
    /// The end as it is likely now.
    pub present_end: i64,
    /// What happened, in the order in which it did; what was as expected is left out. All that was moved is the difference
    /// of the ends.
    pub parts: Vec<Change>,
}

/// Something that happened to a task, and what it did to the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The task.
    pub task: Place,
    /// What happened.
    pub cause: Cause,
    /// How many seconds later the end is for it; below 0 for earlier.
    pub moved: i64,
}

/// What happened to a task. Numbers are seconds, below 0 for the opposite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// Its spread or its earliest start was changed.
    Replanned {
        /// How much longer than before it likely takes; 0 when it is only the earliest start.
        longer_by: i64,
    },
    /// What was told of it before was set right: it is to be done again, or started or finished at other instants.
    Revised,
    /// It started.
    Started {
        /// How much later than was likely just before.
        late_by: i64,
    },
    /// It finished.
    Finished {
        /// How much longer than is likely it took.
        longer_by: i64,
    },
    /// It has not started while time went on.
    NotStarted {
        /// How much later than was likely it starts at best.
        late_by: i64,
    },
    /// It has not finished while time went on.
    NotFinished {
        /// How much longer than is likely it has run.
        over_by: i64,
    },
}

impl Changes {
    /// How much later the end is, in seconds: the sum of all parts.
    #[must_use]
    pub const fn moved(&self) -> i64 {
        self.present_end.saturating_sub(self.former_end)
    }

    /// Whether the end moved only because nothing started or finished while time went on.
    #[must_use]
    pub fn are_only_of_time(&self) -> bool {
        let is_of_time = |change: &Change| matches!(change.cause, Cause::NotStarted { .. } | Cause::NotFinished { .. });
        self.moved() != 0 && self.parts.iter().all(is_of_time)
    }
}

/// What moved the end between two moments of a run of the same graph.
///
/// It costs a pass over what a task holds up for each task of which something was not as expected.
#[must_use]
pub fn changes(graph: &Graph, former: Moment<'_>, present: Moment<'_>) -> Changes {
    let mut plan = Plan::of(graph, former);
    let former_end = plan.end();
    let mut parts = Vec::new();
    for step in steps(&plan.network, former, present) {
        let before = (plan.end(), plan.starts[step.position]);
        plan.set(step.position, step.known);
        let late = plan.starts[step.position].saturating_sub(before.1);
        let cause = match step.cause {
            Cause::Started { .. } => Cause::Started { late_by: late },
            Cause::NotStarted { .. } => Cause::NotStarted { late_by: late },
            cause => cause,
        };
        let moved = plan.end().saturating_sub(before.0);
        if moved != 0 || cause.is_unexpected() {
            parts.push(Change { task: plan.network.order[step.position], cause, moved });
        }
    }
    Changes { former_end, present_end: plan.end(), parts }
}

impl Cause {
    const fn is_unexpected(self) -> bool {
        match self {
            Self::Revised => true,
            Self::Replanned { longer_by: by } | Self::Finished { longer_by: by } => by != 0,
            Self::Started { late_by: by } | Self::NotStarted { late_by: by } => by != 0,
            Self::NotFinished { over_by: by } => by > 0,
        }
    }
}

/// What is known of a task, times from which its own are worked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Known {
    Waits { not_before: i64, long: i64 },
    Runs { since: i64, finish: i64 },
    Done { started: i64, at: i64 },
}

impl Known {
    fn of(state: State, task: &Task, now: i64) -> Self {
        match state {
            State::Waiting => {
                let not_before = task.not_before.map_or(now, |at| at.max(now));
                Self::Waits { not_before, long: task.spread.likely() }
            }
            State::Running { since } => {
                Self::Runs { since, finish: since.saturating_add(task.spread.likely()).max(now) }
            }
            State::Finished { started, at } => Self::Done { started, at },
        }
    }
}

/// That something else is known of a task.
struct Step {
    /// When; the smallest instant for what has none.
    at: i64,
    position: usize,
    known: Known,
    cause: Cause,
}

/// What leads from one moment to the other, in the order of the definition.
fn steps(network: &Network, former: Moment<'_>, present: Moment<'_>) -> Vec<Step> {
    let (mut first, mut timed, mut last) = (Vec::new(), Vec::new(), Vec::new());
    for (position, &place) in network.order.iter().enumerate() {
        let (before, after) = (former.task(place), present.task(place));
        let mut known = Known::of(before.state, before, former.now);
        let mut step = |list: &mut Vec<Step>, at: i64, next: Known, cause: Cause| {
            if next != known {
                list.push(Step { at, position, known: next, cause });
                known = next;
            }
        };
        let likely = after.spread.likely();
        let longer_by = likely.saturating_sub(before.spread.likely());
        step(&mut first, i64::MIN, Known::of(before.state, after, former.now), Cause::Replanned { longer_by });
        let took =
            |started: i64, at: i64| Cause::Finished { longer_by: at.saturating_sub(started).saturating_sub(likely) };
        let is_on = |since: i64| Known::Runs { since, finish: since.saturating_add(likely) };
        match (before.state, after.state) {
            (State::Waiting, State::Running { since }) => {
                step(&mut timed, since, is_on(since), Cause::Started { late_by: 0 });
            }
            (State::Waiting, State::Finished { started, at }) => {
                step(&mut timed, started, is_on(started), Cause::Started { late_by: 0 });
                step(&mut timed, at, Known::Done { started, at }, took(started, at));
            }
            (State::Running { since }, State::Finished { started, at }) if since == started => {
                step(&mut timed, at, Known::Done { started, at }, took(started, at));
            }
            (one, other) if one != other => {
                step(&mut first, i64::MIN, Known::of(other, after, former.now), Cause::Revised);
            }
            _ => {}
        }
        let cause = match after.state {
            State::Running { since } => {
                Cause::NotFinished { over_by: present.now.saturating_sub(since.saturating_add(likely)) }
            }
            State::Waiting | State::Finished { .. } => Cause::NotStarted { late_by: 0 },
        };
        step(&mut last, present.now, Known::of(after.state, after, present.now), cause);
    }
    // Within an instant the order stays: by position, and a task's start before its finish.
    timed.sort_by_key(|step| step.at);
    first.into_iter().chain(timed).chain(last).collect()
}

impl<'a> Moment<'a> {
    fn task(&self, place: Place) -> &'a Task {
        self.tasks.get(place).unwrap_or(&NOTHING)
    }
}

/// A run as it likely goes on; all by position.
struct Plan {
    network: Network,
    /// What waits for a task.
    followers: Vec<Vec<usize>>,
    known: Vec<Known>,
    starts: Vec<i64>,
    finishes: Vec<i64>,
}

impl Plan {
    fn of(graph: &Graph, moment: Moment<'_>) -> Self {
        let network = Network::of(graph);
        let count = network.order.len();
        let mut followers = vec![Vec::new(); count];
        for position in 0..count {
            network.incoming(position).iter().for_each(|link| followers[link.from].push(position));
        }
        let of = |place: &Place| Known::of(moment.task(*place).state, moment.task(*place), moment.now);
        let known = network.order.iter().map(of).collect();
        let mut plan = Self { network, followers, known, starts: vec![0; count], finishes: vec![0; count] };
        for position in 0..count {
            plan.work_out(position);
        }
        plan
    }

    fn end(&self) -> i64 {
        self.finishes.iter().copied().max().unwrap_or(0)
    }

    /// Works out the run anew, as far as something else being known of a task changes it.
    fn set(&mut self, position: usize, known: Known) {
        self.known[position] = known;
        let mut open = BTreeSet::from([position]);
        while let Some(next) = open.pop_first() {
            if self.work_out(next) {
                open.extend(&self.followers[next]);
            }
        }
    }

    /// Works out a task's times, and says whether they are others than before.
    fn work_out(&mut self, position: usize) -> bool {
        let held = |holds_start: bool| {
            let links =
                self.network.incoming(position).iter().filter(move |link| link.kind.holds_start() == holds_start);
            links.map(|link| self.hold(link)).max()
        };
        let (start, finish) = match self.known[position] {
            Known::Done { started, at } => (started, at),
            Known::Runs { since, finish } => (since, held(false).map_or(finish, |held| held.max(finish))),
            Known::Waits { not_before, long } => {
                let by_finish = held(false).map_or(i64::MIN, |held| held.saturating_sub(long));
                let start = held(true).unwrap_or(i64::MIN).max(by_finish).max(not_before);
                (start, start.saturating_add(long))
            }
        };
        let changed = (start, finish) != (self.starts[position], self.finishes[position]);
        (self.starts[position], self.finishes[position]) = (start, finish);
        changed
    }

    fn hold(&self, link: &Incoming) -> i64 {
        let source = if link.kind.is_of_finish() { &self.finishes } else { &self.starts };
        source[link.from].saturating_add(link.lag)
    }
}
