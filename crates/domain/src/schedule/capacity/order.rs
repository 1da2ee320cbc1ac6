//! In which order tasks are put into a plan.

use super::{Neighbour, Project};
use crate::chance::Chance;
use std::{cmp::Reverse, collections::BinaryHeap};

/// Tasks in an order in which each comes after all it waits for; among those that could come next, the smallest key first.
pub(super) fn along(keys: &[i64], before: &[Vec<Neighbour>], after: &[Vec<Neighbour>]) -> Vec<usize> {
    let mut waits: Vec<usize> = before.iter().map(Vec::len).collect();
    let entry = |task: usize| Reverse((keys[task], task));
    let mut ready: BinaryHeap<_> = (0..keys.len()).filter(|task| waits[*task] == 0).map(entry).collect();
    let mut order = Vec::with_capacity(keys.len());
    while let Some(Reverse((_, task))) = ready.pop() {
        order.push(task);
        for next in &after[task] {
            waits[next.task] -= 1;
            if waits[next.task] == 0 {
                ready.push(entry(next.task));
            }
        }
    }
    order
}

/// One task in how many is moved, and how many average durations it is moved at most, passes taking turns. Found by trial
/// with the projects of PSPLIB: moving few tasks far finds more than moving all of them a little.
const MOVES: [(i64, i64); 4] = [(4, 3), (4, 4), (8, 5), (3, 2)];

/// What rules look at.
pub(super) struct Keys {
    latest_starts: Vec<i64>,
    latest_finishes: Vec<i64>,
    slack: Vec<i64>,
    /// Fewer than none of those that come later, so that the most come first.
    fewer_after: Vec<i64>,
    /// How long a task takes on average, at least 1.
    average: i64,
}

impl Keys {
    pub(super) fn new(project: Project<'_>, earliest: &[i64], latest: &[i64]) -> Self {
        let durations: Vec<i64> = project.tasks.iter().map(|task| task.duration.max(0)).collect();
        Self {
            latest_starts: latest.to_vec(),
            latest_finishes: latest.iter().zip(&durations).map(|(start, long)| start + long).collect(),
            slack: latest.iter().zip(earliest).map(|(latest, earliest)| latest - earliest).collect(),
            fewer_after: followers(project).iter().map(|number| -number).collect(),
            average: average(&durations),
        }
    }

    /// Orders by latest finish, latest start, least slack, and most tasks that come later.
    pub(super) fn rules(&self) -> [Vec<i64>; 4] {
        [self.latest_finishes.clone(), self.latest_starts.clone(), self.slack.clone(), self.fewer_after.clone()]
    }

    /// An order by chance, near that of a plan: some tasks are moved, most are not.
    pub(super) fn near(&self, starts: &[i64], pass: usize, chance: &mut Chance) -> Vec<i64> {
        let (one_in, far) = MOVES[pass % MOVES.len()];
        let far = far * self.average;
        // In eighths, so that chance also decides which of those that start together comes first.
        let moved = |start: &i64| match chance.number(one_in) {
            0 => 8 * (start - far) + chance.number(16 * far),
            _ => 8 * start + chance.number(8),
        };
        starts.iter().map(moved).collect()
    }
}

fn average(durations: &[i64]) -> i64 {
    let tasks = i64::try_from(durations.len().max(1)).unwrap_or(i64::MAX);
    (durations.iter().sum::<i64>() / tasks).max(1)
}

/// How many tasks wait for each, also by way of others.
fn followers(project: Project<'_>) -> Vec<i64> {
    let tasks = project.tasks.len();
    let (mut waits, mut after) = (vec![0_usize; tasks], vec![Vec::new(); tasks]);
    for link in project.links {
        // Backwards: what is waited for is counted after all that wait for it.
        waits[link.from] += 1;
        after[link.to].push(link.from);
    }
    let words = tasks.div_ceil(64);
    let mut sets = vec![vec![0_u64; words]; tasks];
    let mut ready: Vec<usize> = (0..tasks).filter(|task| waits[*task] == 0).collect();
    let mut numbers = vec![0; tasks];
    while let Some(task) = ready.pop() {
        let mut set = std::mem::take(&mut sets[task]);
        numbers[task] = set.iter().map(|word| i64::from(word.count_ones())).sum();
        set[task / 64] |= 1 << (task % 64);
        for &other in &after[task] {
            for (to, from) in sets[other].iter_mut().zip(&set) {
                *to |= from;
            }
            waits[other] -= 1;
            if waits[other] == 0 {
                ready.push(other);
            }
        }
    }
    numbers
}
