//! Tasks that need people, teams and environments, none of which can be in two places: when each can begin.
//!
//! The definition: a plan gives each task a start, not before 0 and not before the task's own earliest start, such that every
//! link holds (see [`super::graph`]), and at every instant and of every resource the tasks that are under way need no more
//! than there is: its capacity, and nothing in the spans in which it is unavailable. A task is under way from its start up to
//! its finish, which is left out, and is not interrupted; one that takes no time needs nothing. The fewer units of time until
//! the last finish the better. (The resource-constrained project scheduling problem; Pritsker, Watters and Wolfe 1969.)
//!
//! The best plan cannot be found in reasonable time, a good one can: [`plan`] puts tasks one after the other at the earliest
//! place that is free (serial schedule generation, Kelley 1963), in the order of several rules and then of many orders near
//! the best one, and pushes each plan to the right and back to the left (forward-backward improvement, Li and Willis 1992,
//! Tormos and Lova 2001). The same project, effort and seed always give the same plan.
//!
//! Times are whole units of whatever the caller counts in, from an instant of the caller's choice.

mod faults;
mod order;
mod profile;
#[cfg(test)]
mod tests;

pub use faults::{AtRest, Faults, MOST_FAULTS, Overload, faults};

use super::graph::{Broken, Graph, Link, Place};
use crate::chance::Chance;
use order::Keys;
use profile::Profile;
use std::ops::Range;

/// The most tasks that are planned.
pub const MOST_TASKS: usize = 10_000;
/// No duration, lag, instant, capacity or amount is further from 0 than this.
pub const FURTHEST: i64 = 1 << 40;
/// How often a plan is pushed to the right and back, at most.
const MOST_PUSHES: usize = 4;

/// Something of which there is only so much: a person (1), a team, an environment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resource {
    /// How much of it there is; below 0 counts as 0.
    pub capacity: i64,
    /// Half-open spans in which there is none of it: rest, another shift. In any order; they may overlap. Before the first and
    /// behind the last all of it is there: give them as far as a plan may reach.
    pub unavailable: Vec<Range<i64>>,
}

/// That a task needs something as long as it is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Demand {
    /// The resource, by its place in the list of resources.
    pub resource: usize,
    /// How much of it; nothing is needed below 1.
    pub amount: i64,
}

/// A task.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Task {
    /// How long it takes; below 0 counts as 0.
    pub duration: i64,
    /// It does not start before; below 0 counts as 0.
    pub not_before: i64,
    /// What it needs. Two demands for the same resource add up.
    pub demands: Vec<Demand>,
}

/// What is to be planned.
#[derive(Clone, Copy, Debug)]
pub struct Project<'p> {
    /// The tasks.
    pub tasks: &'p [Task],
    /// What waits for what, by places in `tasks`.
    pub links: &'p [Link],
    /// What tasks may need.
    pub resources: &'p [Resource],
}

/// How hard to look for a better plan. Time grows with passes and somewhat faster than with tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// How many orders to try after those of the rules.
    pub passes: usize,
    /// Which orders these are.
    pub seed: u64,
}

impl Effort {
    /// As many passes as do not keep anybody waiting for a project of so many tasks.
    #[must_use]
    pub fn for_tasks(tasks: usize) -> Self {
        Self { passes: (24_000 / tasks.max(1)).clamp(2, 200), seed: 0 }
    }
}

/// Why there is no plan at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Impossible {
    /// The links cannot be followed.
    Links(Broken),
    /// The task needs a resource that there is not.
    NoResource {
        /// The task.
        task: Place,
        /// The place that names no resource.
        resource: usize,
    },
    /// The task needs more of the resource than there ever is.
    TooMuch {
        /// The task.
        task: Place,
        /// The resource.
        resource: usize,
        /// How much the task needs.
        amount: i64,
    },
    /// There are more than [`MOST_TASKS`] tasks.
    TooMany,
    /// A number is further from 0 than [`FURTHEST`].
    TooFar,
}

/// When tasks start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The start of each task.
    pub starts: Vec<i64>,
    /// The last finish; 0 when there are no tasks.
    pub end: i64,
    /// The last finish if there were enough of everything at any time: no plan ends earlier.
    pub earliest_end: i64,
}

/// Finds a good plan.
///
/// # Errors
/// There is none, and why; the project is too large.
pub fn plan(project: Project<'_>, effort: Effort) -> Result<Plan, Impossible> {
    let mut planner = Planner::new(project)?;
    let keys = Keys::new(project, &planner.earliest.starts, &planner.earliest.latest_starts);
    let mut best = Attempt { starts: Vec::new(), end: i64::MAX };
    for rule in keys.rules() {
        let attempt = planner.attempt(&rule);
        best = best.better(attempt);
    }
    let mut chance = Chance::new(effort.seed);
    // The search may wander to plans that are as good; what is returned is the first of the best.
    let mut around = best.clone();
    for pass in 0..effort.passes {
        if best.end <= planner.earliest.end {
            break;
        }
        let attempt = planner.attempt(&keys.near(&around.starts, pass, &mut chance));
        if attempt.end <= around.end {
            around = attempt.clone();
        }
        best = best.better(attempt);
    }
    Ok(Plan { starts: best.starts, end: best.end, earliest_end: planner.earliest.end })
}

#[derive(Clone)]
struct Attempt {
    starts: Vec<i64>,
    end: i64,
}

impl Attempt {
    fn better(self, other: Self) -> Self {
        if other.end < self.end { other } else { self }
    }
}

/// A task at the other end of a link, and how much later its start is at least.
#[derive(Clone, Copy)]
struct Neighbour {
    task: usize,
    between: i64,
}

struct Planner {
    durations: Vec<i64>,
    not_before: Vec<i64>,
    /// What each task needs, each resource once.
    demands: Vec<Vec<Demand>>,
    before: Vec<Vec<Neighbour>>,
    after: Vec<Vec<Neighbour>>,
    /// What is there before any task is planned.
    empty: Vec<Profile>,
    free: Vec<Profile>,
    earliest: super::graph::Schedule,
}

impl Planner {
    fn new(project: Project<'_>) -> Result<Self, Impossible> {
        let Project { tasks, links, resources } = project;
        if tasks.len() > MOST_TASKS {
            return Err(Impossible::TooMany);
        }
        if !is_within_reach(project) {
            return Err(Impossible::TooFar);
        }
        let graph = Graph::new(tasks.len(), links).map_err(Impossible::Links)?;
        let durations: Vec<i64> = tasks.iter().map(|task| task.duration.max(0)).collect();
        let not_before: Vec<i64> = tasks.iter().map(|task| task.not_before.max(0)).collect();
        let mut demands = Vec::with_capacity(tasks.len());
        for (place, task) in tasks.iter().enumerate() {
            let needed = needed(task);
            for demand in &needed {
                let Some(resource) = resources.get(demand.resource) else {
                    return Err(Impossible::NoResource { task: place, resource: demand.resource });
                };
                if demand.amount > resource.capacity {
                    let Demand { resource, amount } = *demand;
                    return Err(Impossible::TooMuch { task: place, resource, amount });
                }
            }
            demands.push(needed);
        }
        let (mut before, mut after) = (vec![Vec::new(); tasks.len()], vec![Vec::new(); tasks.len()]);
        for link in links {
            let between = link.kind.between(link.lag, durations[link.from], durations[link.to]);
            before[link.to].push(Neighbour { task: link.from, between });
            after[link.from].push(Neighbour { task: link.to, between });
        }
        let empty: Vec<Profile> = resources.iter().map(Profile::new).collect();
        let earliest = graph.schedule(&durations, &not_before);
        Ok(Self { free: empty.clone(), empty, durations, not_before, demands, before, after, earliest })
    }

    fn end(&self, starts: &[i64]) -> i64 {
        starts.iter().zip(&self.durations).map(|(start, long)| start + long).max().unwrap_or(0)
    }

    /// The plan of an order, pushed to the right and back to the left as long as that helps.
    fn attempt(&mut self, keys: &[i64]) -> Attempt {
        let starts = self.forward(keys);
        let mut best = Attempt { end: self.end(&starts), starts };
        for _ in 0..MOST_PUSHES {
            if best.end <= self.earliest.end {
                break;
            }
            // Last finish first; of those that finish together the one that starts later.
            let late: Vec<i64> = best.starts.iter().zip(&self.durations).map(|(start, long)| -(start + long)).collect();
            let right = self.backward(&late, best.end);
            let starts = self.forward(&right);
            let end = self.end(&starts);
            if end >= best.end {
                // Equally long plans differ, and the next push would begin with another; it seldom helps.
                break;
            }
            best = Attempt { starts, end };
        }
        best
    }

    /// Puts each task at the earliest place that is free, the smallest key first among those that wait for nothing.
    fn forward(&mut self, keys: &[i64]) -> Vec<i64> {
        self.free.clone_from(&self.empty);
        let mut starts = vec![0; self.durations.len()];
        for task in order::along(keys, &self.before, &self.after) {
            let held = self.before[task].iter().map(|other| starts[other.task] + other.between);
            let from = held.fold(self.not_before[task], i64::max);
            starts[task] = self.place(task, from, Profile::earliest);
        }
        starts
    }

    /// Puts each task at the latest place that is free and with which nothing ends later.
    fn backward(&mut self, keys: &[i64], end: i64) -> Vec<i64> {
        self.free.clone_from(&self.empty);
        let mut starts = vec![0; self.durations.len()];
        for task in order::along(keys, &self.after, &self.before) {
            let held = self.after[task].iter().map(|other| starts[other.task] - other.between);
            let until = held.fold(end - self.durations[task], i64::min);
            starts[task] = self.place(task, until, Profile::latest);
        }
        starts
    }

    /// Finds a place for a task, going from one that is free of one resource to one that is free of another, and takes it.
    fn place(&mut self, task: usize, from: i64, next: fn(&Profile, i64, i64, i64) -> i64) -> i64 {
        let (long, demands) = (self.durations[task], &self.demands[task]);
        let mut start = from;
        let (mut fits, mut number) = (0, 0);
        while fits < demands.len() {
            let Demand { resource, amount } = demands[number];
            let found = next(&self.free[resource], start, long, amount);
            fits = if found == start { fits + 1 } else { 1 };
            start = found;
            number = (number + 1) % demands.len();
        }
        for demand in demands {
            self.free[demand.resource].take(start, long, demand.amount);
        }
        start
    }
}

/// What a task needs, each resource once.
fn needed(task: &Task) -> Vec<Demand> {
    let mut needed: Vec<Demand> = Vec::new();
    for demand in task.demands.iter().filter(|demand| demand.amount > 0) {
        match needed.iter_mut().find(|known| known.resource == demand.resource) {
            Some(known) => known.amount = known.amount.saturating_add(demand.amount),
            None => needed.push(*demand),
        }
    }
    needed
}

/// Spans in order, those that overlap or touch made one, empty ones left out.
fn united(spans: &[Range<i64>]) -> Vec<Range<i64>> {
    let mut sorted: Vec<Range<i64>> = spans.iter().filter(|span| !span.is_empty()).cloned().collect();
    sorted.sort_by_key(|span| span.start);
    let mut united: Vec<Range<i64>> = Vec::with_capacity(sorted.len());
    for span in sorted {
        match united.last_mut().filter(|last| last.end >= span.start) {
            Some(last) => last.end = last.end.max(span.end),
            None => united.push(span),
        }
    }
    united
}

fn is_within_reach(project: Project<'_>) -> bool {
    let near = |number: i64| (-FURTHEST..=FURTHEST).contains(&number);
    let task = |task: &Task| {
        near(task.duration) && near(task.not_before) && task.demands.iter().all(|demand| near(demand.amount))
    };
    let spans = |resource: &Resource| resource.unavailable.iter().all(|span| near(span.start) && near(span.end));
    project.tasks.iter().all(task)
        && project.links.iter().all(|link| near(link.lag))
        && project.resources.iter().all(|resource| near(resource.capacity) && spans(resource))
}
