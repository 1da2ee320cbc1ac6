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

impl LinkKind {
    /// How much later than the start of the one the start of the other is at least, given the lag and how long both take.
    /// What is out of all reason stays at the ends of what can be counted.
    #[must_use]
    pub const fn between(self, lag: i64, from: i64, to: i64) -> i64 {
        match self {
            Self::FinishStart => from.saturating_add(lag),
            Self::StartStart => lag,
            Self::FinishFinish => from.saturating_add(lag).saturating_sub(to),
            Self::StartFinish => lag.saturating_sub(to),
        }
    }
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
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// The tasks in that order: by their positions, their places.
    order: Vec<u32>,
    /// What each holds, by positions: passes go through it from end to end, in whatever order tasks were listed.
    holds: Holds,
    /// The sum of all lags, whichever way they go.
    lags: i64,
}

/// What tasks hold of each other, one after the other.
#[derive(Clone, Debug, Default)]
struct Holds {
    /// Where those of a task begin; one more than there are tasks.
    begins: Vec<u32>,
    all: Vec<Hold>,
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
        let holds = Holds::of(tasks, links);
        let mut waits = vec![0_u32; tasks];
        links.iter().for_each(|link| waits[link.to] += 1);
        let mut order = Vec::with_capacity(tasks);
        order.extend((0..tasks).filter(|place| waits[*place] == 0).map(narrow));
        let mut looked_at = 0;
        while let Some(task) = order.get(looked_at).copied() {
            looked_at += 1;
            for hold in holds.of_task(task as usize) {
                let left = &mut waits[hold.to as usize];
                *left -= 1;
                if *left == 0 {
                    order.push(hold.to);
                }
            }
        }
        if order.len() < tasks {
            return Err(Broken::Cycle(holds.cycle(&waits)));
        }
        let lags = links.iter().fold(0_i64, |sum, link| sum.saturating_add(link.lag.saturating_abs()));
        // Nothing is waited for any more: the list is free for positions.
        let mut positions = waits;
        for (position, task) in order.iter().enumerate() {
            positions[*task as usize] = narrow(position);
        }
        Ok(Self { holds: holds.in_order(&order, &positions), order, lags })
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
        self.order.iter().enumerate().flat_map(|(position, from)| {
            let place = |position: u32| self.order[position as usize] as Place;
            let of =
                move |hold: &Hold| Link { from: *from as Place, to: place(hold.to), kind: hold.kind, lag: hold.lag };
            self.holds.of_task(position).iter().map(of)
        })
    }

    /// When tasks start, given how long each takes and before which instant each cannot start. Both have an entry for each
    /// task; an entry that is missing counts as 0, so does one below 0. Times that are out of all reason stay at the ends of
    /// what can be counted.
    #[must_use]
    pub fn schedule(&self, durations: &[i64], not_before: &[i64]) -> Schedule {
        let at_least_0 = |list: &[i64]| -> Vec<i64> {
            if list.is_empty() {
                return vec![0; self.tasks()];
            }
            self.order.iter().map(|place| list.get(*place as usize).copied().unwrap_or(0).max(0)).collect()
        };
        let (durations, not_before) = (at_least_0(durations), at_least_0(not_before));
        let last = not_before.iter().copied().max().unwrap_or(0);
        let farthest = durations.iter().fold(self.lags.saturating_add(last), |sum, long| sum.saturating_add(*long));
        // No time is further from 0 than that, nor is it before a lag or a duration is taken off: sums need not be watched.
        if farthest < i64::MAX / 4 {
            self.passes::<false>(&durations, not_before)
        } else {
            self.passes::<true>(&durations, not_before)
        }
    }

    /// The pass forward and the pass backward; everything by position.
    fn passes<const WATCHED: bool>(&self, durations: &[i64], mut starts: Vec<i64>) -> Schedule {
        let tasks = self.tasks();
        let mut end = 0;
        for position in 0..tasks {
            let (start, long) = (starts[position], durations[position]);
            end = end.max(sum::<WATCHED>(start, long));
            for hold in self.holds.of_task(position) {
                let to = hold.to as usize;
                let earliest = sum::<WATCHED>(start, hold.between::<WATCHED>(long, durations[to]));
                starts[to] = starts[to].max(earliest);
            }
        }
        let mut latest = vec![0; tasks];
        for position in (0..tasks).rev() {
            let long = durations[position];
            latest[position] = self.holds.of_task(position).iter().fold(end - long, |latest_start: i64, hold| {
                let to = hold.to as usize;
                latest_start.min(difference::<WATCHED>(latest[to], hold.between::<WATCHED>(long, durations[to])))
            });
        }
        let mut schedule = Schedule { starts: vec![0; tasks], latest_starts: vec![0; tasks], end };
        for (position, place) in self.order.iter().enumerate() {
            schedule.starts[*place as usize] = starts[position];
            schedule.latest_starts[*place as usize] = latest[position];
        }
        schedule
    }
}

impl Holds {
    /// What tasks hold by their links, those of each task in the order of links.
    fn of(tasks: usize, links: &[Link]) -> Self {
        let mut begins = vec![0_u32; tasks + 1];
        links.iter().for_each(|link| begins[link.from + 1] += 1);
        for place in 0..tasks {
            begins[place + 1] += begins[place];
        }
        let mut next = begins.clone();
        let mut all = vec![Hold { to: 0, kind: LinkKind::FinishStart, lag: 0 }; links.len()];
        for link in links {
            let place = &mut next[link.from];
            all[*place as usize] = Hold { to: narrow(link.to), kind: link.kind, lag: link.lag };
            *place += 1;
        }
        Self { begins, all }
    }

    /// The same by positions.
    fn in_order(&self, order: &[u32], positions: &[u32]) -> Self {
        let mut ordered =
            Self { begins: Vec::with_capacity(self.begins.len()), all: Vec::with_capacity(self.all.len()) };
        ordered.begins.push(0);
        for task in order {
            let moved = |hold: &Hold| Hold { to: positions[hold.to as usize], ..*hold };
            ordered.all.extend(self.of_task(*task as usize).iter().map(moved));
            ordered.begins.push(narrow(ordered.all.len()));
        }
        ordered
    }

    fn of_task(&self, task: usize) -> &[Hold] {
        &self.all[self.begins[task] as usize..self.begins[task + 1] as usize]
    }

    /// Tasks that wait for each other, among those that still wait for something.
    fn cycle(&self, waits: &[u32]) -> Vec<Place> {
        // Each of them waits for another of them: going back from one to the next must come round.
        let mut before = vec![None; waits.len()];
        for (place, _) in waits.iter().enumerate().filter(|(_, left)| **left > 0) {
            for hold in self.of_task(place) {
                let to = hold.to as usize;
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
}

impl Hold {
    /// How much later than the start of the one the start of the other is at least, given how long both take.
    ///
    /// Which of the durations count is no branch: in a plan with links of all kinds it would be guessed wrong every other time.
    const fn between<const WATCHED: bool>(self, from: i64, to: i64) -> i64 {
        let of_finish = matches!(self.kind, LinkKind::FinishStart | LinkKind::FinishFinish) as i64;
        let holds_finish = matches!(self.kind, LinkKind::FinishFinish | LinkKind::StartFinish) as i64;
        difference::<WATCHED>(sum::<WATCHED>(from & -of_finish, self.lag), to & -holds_finish)
    }
}

/// A sum, which stays at the ends of what can be counted when it is watched.
const fn sum<const WATCHED: bool>(one: i64, other: i64) -> i64 {
    if WATCHED { one.saturating_add(other) } else { one.wrapping_add(other) }
}

const fn difference<const WATCHED: bool>(one: i64, other: i64) -> i64 {
    if WATCHED { one.saturating_sub(other) } else { one.wrapping_sub(other) }
}

/// Places were looked at when the graph was made: there are not more than fit.
fn narrow(place: Place) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
