//! Tasks in a graph: when each can begin, when it has to, and which decide when everything is finished.
//!
//! The definition: a plan gives each task a start, not before 0 and not before the task's own earliest start, such that every
//! link holds. With `start` and `finish = start + duration` of both ends, and the link's lag, which may be negative:
//!
//! | link | holds when |
//! | --- | --- |
//! | finish-start | `start(to) ≥ finish(from) + lag` |
//! | start-start | `start(to) ≥ start(from) + lag` |
//! | finish-finish | `finish(to) ≥ finish(from) + lag` |
//! | start-finish | `finish(to) ≥ start(from) + lag` |
//!
//! [`Schedule::starts`] is the plan in which every task starts as early as in any plan; its last finish is the end.
//! [`Schedule::latest_starts`] says of each task how late it may start in a plan that ends no later. What can start no later is
//! critical. (The critical path method: forward and backward pass, Kelley and Walker 1959; links after Fondahl's precedence
//! diagrams.) Times are whole units of whatever the caller counts in.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

/// A task, by its place in the list of tasks.
pub type Place = usize;

/// What of the one task holds what of the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// The later task starts when the earlier one has finished.
    FinishStart,
    /// The later task starts when the earlier one has started.
    StartStart,
    /// The later task finishes when the earlier one has finished.
    FinishFinish,
    /// The later task finishes when the earlier one has started.
    StartFinish,
}

/// That a task waits for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The task that is waited for.
    pub from: Place,
    /// The task that waits.
    pub to: Place,
    /// What of the one holds what of the other.
    pub kind: LinkKind,
    /// How much later; negative for earlier.
    pub lag: i64,
}

/// Why tasks and links cannot be put in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Broken {
    /// The link at this place names a task that there is not.
    NoTask(usize),
    /// These tasks wait for each other: each for the one before it, the first for the last.
    Cycle(Vec<Place>),
}

/// How much later than its start or its finish a task lets another start or finish, the durations left out.
#[derive(Clone, Copy, Debug)]
struct Hold {
    to: u32,
    kind: LinkKind,
    lag: i64,
}

/// Tasks in an order in which each comes after all it waits for. It is kept when durations change, so that planning anew costs
/// one pass forward and one backward.
#[derive(Clone, Debug)]
pub struct Graph {
    /// The tasks in that order.
    order: Vec<u32>,
    /// Where the links of the task at a place begin; one more than there are tasks.
    begins: Vec<u32>,
    holds: Vec<Hold>,
}

/// When tasks start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// The earliest start of each task.
    pub starts: Vec<i64>,
    /// The latest start of each task with which everything ends as early as it can.
    pub latest_starts: Vec<i64>,
    /// The last finish; 0 when there are no tasks.
    pub end: i64,
}

impl Schedule {
    /// How much later than it could each task may start, without everything ending later.
    pub fn slack(&self) -> impl Iterator<Item = i64> {
        self.starts.iter().zip(&self.latest_starts).map(|(start, latest)| latest - start)
    }

    /// The tasks that may start no later than they can, in the order of tasks.
    pub fn critical(&self) -> impl Iterator<Item = Place> {
        self.slack().enumerate().filter(|(_, slack)| *slack == 0).map(|(place, _)| place)
    }
}

impl Graph {
    /// Puts tasks in order.
    ///
    /// # Errors
    /// A link to a task that there is not; tasks that wait for each other.
    pub fn new(tasks: usize, links: &[Link]) -> Result<Self, Broken> {
        let is_there = |place: Place| place < tasks && u32::try_from(place).is_ok();
        if let Some(wrong) = links.iter().position(|link| !is_there(link.from) || !is_there(link.to)) {
            return Err(Broken::NoTask(wrong));
        }
        let mut begins = vec![0_u32; tasks + 1];
        let mut waits = vec![0_u32; tasks];
        for link in links {
            begins[link.from + 1] += 1;
            waits[link.to] += 1;
        }
        for place in 0..tasks {
            begins[place + 1] += begins[place];
        }
        let mut next = begins.clone();
        let mut holds = vec![Hold { to: 0, kind: LinkKind::FinishStart, lag: 0 }; links.len()];
        for link in links {
            let place = &mut next[link.from];
            holds[*place as usize] = Hold { to: narrow(link.to), kind: link.kind, lag: link.lag };
            *place += 1;
        }
        let mut graph = Self { order: Vec::with_capacity(tasks), begins, holds };
        graph.order.extend((0..tasks).filter(|place| waits[*place] == 0).map(narrow));
        let mut looked_at = 0;
        while let Some(task) = graph.order.get(looked_at).copied() {
            looked_at += 1;
            for number in graph.range(task) {
                let to = graph.holds[number].to;
                waits[to as usize] -= 1;
                if waits[to as usize] == 0 {
                    graph.order.push(to);
                }
            }
        }
        if graph.order.len() == tasks { Ok(graph) } else { Err(Broken::Cycle(graph.cycle(&waits))) }
    }

    /// How many tasks there are.
    #[must_use]
    pub const fn tasks(&self) -> usize {
        self.order.len()
    }

    /// The tasks in an order in which each comes after all it waits for.
    pub fn order(&self) -> impl Iterator<Item = Place> {
        self.order.iter().map(|task| *task as Place)
    }

    /// The links, those of a task together.
    pub fn links(&self) -> impl Iterator<Item = Link> {
        (0..self.tasks()).flat_map(|from| {
            let of = move |hold: &Hold| Link { from, to: hold.to as Place, kind: hold.kind, lag: hold.lag };
            self.holds[self.range(narrow(from))].iter().map(of)
        })
    }

    fn range(&self, task: u32) -> std::ops::Range<usize> {
        self.begins[task as usize] as usize..self.begins[task as usize + 1] as usize
    }

    /// Tasks that wait for each other, among those that still wait for something.
    fn cycle(&self, waits: &[u32]) -> Vec<Place> {
        // Each of them waits for another of them: going back from one to the next must come round.
        let mut before = vec![None; waits.len()];
        for (place, _) in waits.iter().enumerate().filter(|(_, left)| **left > 0) {
            for number in self.range(narrow(place)) {
                let to = self.holds[number].to as usize;
                if waits[to] > 0 {
                    before[to] = Some(place);
                }
            }
        }
        let mut seen = vec![None; waits.len()];
        let mut path = Vec::new();
        let mut at = before.iter().position(Option::is_some);
        while let Some(place) = at {
            if let Some(first) = seen[place] {
                let mut round: Vec<Place> = path.split_off(first);
                round.reverse();
                return round;
            }
            seen[place] = Some(path.len());
            path.push(place);
            at = before[place];
        }
        Vec::new()
    }

    /// When tasks start, given how long each takes and before which instant each cannot start. Both have an entry for each
    /// task; an entry that is missing counts as 0, so does one below 0. Times that are out of all reason stay at the ends of
    /// what can be counted.
    #[must_use]
    pub fn schedule(&self, durations: &[i64], not_before: &[i64]) -> Schedule {
        let tasks = self.order.len();
        let at_least_0 = |list: &[i64]| -> Vec<i64> {
            (0..tasks).map(|place| list.get(place).copied().unwrap_or(0).max(0)).collect()
        };
        let (durations, mut starts) = (at_least_0(durations), at_least_0(not_before));
        for &task in &self.order {
            let (start, long) = (starts[task as usize], durations[task as usize]);
            for hold in &self.holds[self.range(task)] {
                let to = hold.to as usize;
                let earliest = start.saturating_add(hold.between(long, durations[to]));
                starts[to] = starts[to].max(earliest);
            }
        }
        let finish = |place: usize| starts[place].saturating_add(durations[place]);
        let end = (0..tasks).map(finish).max().unwrap_or(0);
        let mut latest: Vec<i64> = durations.iter().map(|long| end - long).collect();
        for &task in self.order.iter().rev() {
            let long = durations[task as usize];
            for hold in &self.holds[self.range(task)] {
                let to = hold.to as usize;
                let start = latest[to].saturating_sub(hold.between(long, durations[to]));
                latest[task as usize] = latest[task as usize].min(start);
            }
        }
        Schedule { starts, latest_starts: latest, end }
    }
}

impl Hold {
    /// How much later than the start of the one the start of the other is at least, given how long both take.
    const fn between(self, from: i64, to: i64) -> i64 {
        match self.kind {
            LinkKind::FinishStart => from.saturating_add(self.lag),
            LinkKind::StartStart => self.lag,
            LinkKind::FinishFinish => from.saturating_add(self.lag).saturating_sub(to),
            LinkKind::StartFinish => self.lag.saturating_sub(to),
        }
    }
}

/// Places were looked at when the graph was made: there are not more than fit.
fn narrow(place: Place) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
