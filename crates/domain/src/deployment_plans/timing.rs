//! When the tasks of a plan are done: the plan as a graph, and its times.
//!
//! A task with steps takes no time of its own. It is two places of the graph: one at which it begins, before all its steps,
//! and one at which it is over, after all of them. Any other task is one place.

use super::{
    content::Content,
    task::{Number, Task},
};
use crate::{
    schedule::graph::{Broken, Graph, Link, LinkKind, Place},
    text::Key,
};
use std::collections::{HashMap, HashSet};

/// One way through a plan, its own or one back, as a graph.
#[derive(Clone, Debug)]
pub struct Line {
    /// The places of its tasks in the content, in their order.
    pub tasks: Vec<usize>,
    /// The graph of its places.
    pub graph: Graph,
    /// Where each of its tasks begins and where it is over: the same place for a task without steps.
    pub ends: Vec<(Place, Place)>,
}

/// When the tasks of a line are done, in seconds from its beginning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Times {
    /// Of each task, in the order of [`Line::tasks`].
    pub tasks: Vec<Time>,
    /// When the last is over.
    pub end: i64,
}

/// When a task is done, in seconds from the beginning of its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time {
    /// The earliest it can begin.
    pub start: i64,
    /// The earliest it can be over.
    pub finish: i64,
    /// How much later it may begin without the end being later.
    pub slack: i64,
}

impl Time {
    /// Whether it decides when the end is.
    #[must_use]
    pub const fn is_critical(self) -> bool {
        self.slack == 0
    }
}

/// Tasks that wait for each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cycle {
    /// One of them.
    pub(super) first: Number,
    /// All of them, in a sentence.
    pub(super) told: String,
}

/// Looks for tasks that wait for each other, on every way.
pub(super) fn check(content: &Content) -> Result<(), Cycle> {
    let branches = content.branches.iter().map(|branch| Some(&branch.key));
    for branch in std::iter::once(None).chain(branches) {
        lay(content, branch)?;
    }
    Ok(())
}

impl Line {
    /// The tasks of a way as a graph: the plan's own way, or a way back. A plan whose [`Content::faults`] are none has no
    /// cycle; one that has is a line without tasks.
    #[must_use]
    pub fn of(content: &Content, branch: Option<&Key>) -> Self {
        let empty = || Self { tasks: Vec::new(), graph: Graph::new(0, &[]).unwrap_or_default(), ends: Vec::new() };
        lay(content, branch).unwrap_or_else(|_| empty())
    }

    /// How long each place of the graph takes, given how long each task does.
    pub fn durations(&self, mut of: impl FnMut(usize) -> i64) -> Vec<i64> {
        let mut durations = vec![0; self.places()];
        for (task, (begins, ends)) in self.tasks.iter().zip(&self.ends) {
            if begins == ends {
                durations[*begins] = of(*task);
            }
        }
        durations
    }

    /// How many places the graph has.
    #[must_use]
    pub fn places(&self) -> usize {
        self.ends.iter().map(|(begins, ends)| begins.max(ends) + 1).max().unwrap_or(0)
    }

    /// The earliest times, given how long each task takes and before when it does not begin, both by the task's place in
    /// the content, in seconds.
    pub fn times(&self, long: impl FnMut(usize) -> i64, mut not_before: impl FnMut(usize) -> i64) -> Times {
        let durations = self.durations(long);
        let mut begins = vec![0; durations.len()];
        for (task, (place, _)) in self.tasks.iter().zip(&self.ends) {
            begins[*place] = not_before(*task);
        }
        let schedule = self.graph.schedule(&durations, &begins);
        let time = |(begins, ends): &(Place, Place)| Time {
            start: schedule.starts[*begins],
            finish: schedule.starts[*ends] + durations[*ends],
            slack: schedule.latest_starts[*begins] - schedule.starts[*begins],
        };
        Times { tasks: self.ends.iter().map(time).collect(), end: schedule.end }
    }
}

fn lay(content: &Content, branch: Option<&Key>) -> Result<Line, Cycle> {
    let groups = content.groups();
    let of_it = |(_, task): &(usize, &Task)| task.branch.as_ref() == branch;
    let tasks: Vec<usize> = content.tasks.iter().enumerate().filter(of_it).map(|(place, _)| place).collect();
    let mut ends = Vec::with_capacity(tasks.len());
    let mut owners = Vec::with_capacity(tasks.len());
    for place in &tasks {
        let begins = owners.len();
        owners.push(*place);
        if groups.contains(&content.tasks[*place].number) {
            owners.push(*place);
        }
        ends.push((begins, owners.len() - 1));
    }
    let at: HashMap<Number, (Place, Place)> =
        tasks.iter().zip(&ends).map(|(place, ends)| (content.tasks[*place].number, *ends)).collect();
    let mut links = Vec::new();
    let follows = |from: Place, to: Place| Link { from, to, kind: LinkKind::FinishStart, lag: 0 };
    for (place, (begins, over)) in tasks.iter().zip(&ends) {
        let task = &content.tasks[*place];
        if begins != over {
            links.push(follows(*begins, *over));
        }
        if let Some((first, last)) = task.parent.and_then(|parent| at.get(&parent)) {
            links.push(follows(*first, *begins));
            links.push(follows(*over, *last));
        }
        for after in &task.after {
            let Some((starts, finishes)) = at.get(&after.task) else { continue };
            let from = match after.link {
                LinkKind::FinishStart | LinkKind::FinishFinish => *finishes,
                LinkKind::StartStart | LinkKind::StartFinish => *starts,
            };
            let to = match after.link {
                LinkKind::FinishStart | LinkKind::StartStart => *begins,
                LinkKind::FinishFinish | LinkKind::StartFinish => *over,
            };
            links.push(Link { from, to, kind: after.link, lag: after.lag });
        }
    }
    match Graph::new(owners.len(), &links) {
        Ok(graph) => Ok(Line { tasks, graph, ends }),
        Err(Broken::Cycle(round)) => Err(named(content, &owners, &round)),
        Err(Broken::NoTask(_)) => Err(named(content, &owners, &[])),
    }
}

/// A cycle, as its tasks call themselves.
fn named(content: &Content, owners: &[usize], round: &[Place]) -> Cycle {
    let mut tasks: Vec<&Task> = round.iter().map(|place| &content.tasks[owners[*place]]).collect();
    tasks.dedup_by_key(|task| task.number);
    let mut seen = HashSet::new();
    tasks.retain(|task| seen.insert(task.number));
    let lowest = tasks.iter().enumerate().min_by_key(|(_, task)| task.number).map_or(0, |(place, _)| place);
    tasks.rotate_left(lowest);
    let call = |task: &&Task| format!("{} ({})", task.name, task.number);
    let told = match tasks.as_slice() {
        [] => "tasks wait for each other".to_owned(),
        [one] => format!("{} waits for itself", call(one)),
        [first, ..] => {
            let rest: Vec<String> = tasks.iter().skip(1).rev().map(call).chain([call(first)]).collect();
            format!("{} waits for {}", call(first), rest.join(", which waits for "))
        }
    };
    Cycle { first: tasks.first().map_or(0, |task| task.number), told }
}
