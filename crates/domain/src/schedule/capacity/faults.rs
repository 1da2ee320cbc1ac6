//! Where a plan asks for more than there is: what people may leave as it is, if they know.

use super::{Place, Project, needed, united};
use std::{collections::BTreeSet, ops::Range};

/// How many faults of each kind are named.
pub const MOST_FAULTS: usize = 1_000;

/// A span in which the same tasks need more of a resource than its capacity: somebody would be in two places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overload {
    /// The resource.
    pub resource: usize,
    /// Half-open: as long as these tasks, and no others, need it.
    pub span: Range<i64>,
    /// The tasks that need it, in order.
    pub tasks: Vec<Place>,
    /// By how much their needs exceed the capacity; at least 1.
    pub over: i64,
}

/// That a task is under way while a resource it needs is unavailable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AtRest {
    /// The resource.
    pub resource: usize,
    /// The task.
    pub task: Place,
    /// The part of the unavailable span in which the task is under way, half-open.
    pub span: Range<i64>,
}

/// What a plan asks for and does not get.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// By resource, then by time.
    pub overloads: Vec<Overload>,
    /// By task, then by resource and time.
    pub at_rest: Vec<AtRest>,
    /// How many more there are than [`MOST_FAULTS`] of each kind.
    pub left_out: usize,
}

impl Faults {
    /// True when everybody is in one place, and rests.
    #[must_use]
    pub const fn is_none(&self) -> bool {
        self.overloads.is_empty() && self.at_rest.is_empty()
    }
}

/// Finds where the starts of tasks ask for more than there is. Links and earliest starts are not looked at. A task without a
/// start, and a demand for a resource that there is not, count for nothing.
#[must_use]
pub fn faults(project: Project<'_>, starts: &[i64]) -> Faults {
    let mut faults = Faults::default();
    // Of each resource, when tasks need it: the task, how much, from when, until when.
    let mut uses: Vec<Vec<(Place, i64, Range<i64>)>> = vec![Vec::new(); project.resources.len()];
    let rests: Vec<Vec<Range<i64>>> = project.resources.iter().map(|resource| united(&resource.unavailable)).collect();
    for (place, (task, start)) in project.tasks.iter().zip(starts).enumerate() {
        let span = *start..start.saturating_add(task.duration.max(0));
        let mut needed = needed(task);
        needed.sort_by_key(|demand| demand.resource);
        for demand in needed.iter().filter(|demand| demand.resource < rests.len() && !span.is_empty()) {
            uses[demand.resource].push((place, demand.amount, span.clone()));
            let rests = &rests[demand.resource];
            let first = rests.partition_point(|rest| rest.end <= span.start);
            for rest in rests[first..].iter().take_while(|rest| rest.start < span.end) {
                let span = rest.start.max(span.start)..rest.end.min(span.end);
                let fault = AtRest { resource: demand.resource, task: place, span };
                note(&mut faults.at_rest, fault, &mut faults.left_out);
            }
        }
    }
    for (resource, uses) in uses.iter().enumerate() {
        overloads(resource, project.resources[resource].capacity.max(0), uses, &mut faults);
    }
    faults
}

/// Goes from one instant at which something begins or ends to the next.
fn overloads(resource: usize, capacity: i64, uses: &[(Place, i64, Range<i64>)], faults: &mut Faults) {
    // At the same instant what ends goes before what begins.
    let mut turns: Vec<(i64, bool, Place, i64)> = Vec::with_capacity(2 * uses.len());
    for (task, amount, span) in uses {
        turns.push((span.start, true, *task, *amount));
        turns.push((span.end, false, *task, *amount));
    }
    turns.sort_unstable();
    let (mut under_way, mut used) = (BTreeSet::new(), 0_i128);
    for (number, &(at, begins, task, amount)) in turns.iter().enumerate() {
        if begins {
            under_way.insert(task);
            used += i128::from(amount);
        } else {
            under_way.remove(&task);
            used -= i128::from(amount);
        }
        let until = turns.get(number + 1).map_or(at, |next| next.0);
        let over = used - i128::from(capacity);
        if until > at && over > 0 {
            let tasks =
                if faults.overloads.len() < MOST_FAULTS { under_way.iter().copied().collect() } else { Vec::new() };
            let over = i64::try_from(over).unwrap_or(i64::MAX);
            let fault = Overload { resource, span: at..until, tasks, over };
            note(&mut faults.overloads, fault, &mut faults.left_out);
        }
    }
}

fn note<T>(noted: &mut Vec<T>, fault: T, left_out: &mut usize) {
    if noted.len() < MOST_FAULTS {
        noted.push(fault);
    } else {
        *left_out += 1;
    }
}
