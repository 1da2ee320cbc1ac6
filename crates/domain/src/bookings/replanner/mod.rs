//! Moves many bookings at once, so that none clash and as little as possible changes.
//!
//! The definition:
//!
//! - A *movable* booking can have any of its environments, at its own time or any whole number of steps from it (at most
//!   2,000 in either direction), as long as it stays within its bounds. Bookings that are fixed, and blocks, stay.
//! - A *plan* gives every movable booking such a slot, so that it has no clash ([`super::clash`]) and no block in its way.
//! - Its cost is the sum of what happens to each booking, by [`Weights`]: how far it is moved, whether it gets another
//!   environment, whether it leaves the phase it was within, all times the weight of its priority.
//! - The answer is the cheapest plan. When there is none, it is a set of bookings that cannot all have a slot.
//!
//! How it is found. The *greedy* plan gives slots in the order of priority, and is what the answer is never worse than. Then
//! every booking by itself gets its cheapest slot; those who clash become one group, for which the cheapest plan is
//! searched as if there were no others, until nobody clashes any more. (This is independence detection, Standley, "Finding
//! Optimal Solutions to Cooperative Pathfinding Problems", AAAI 2010.) Each group costs at least its own cheapest plan, so
//! that then the whole is proven to be the cheapest. What takes too many steps is improved instead: again and again a few
//! bookings that are close to each other are planned anew while the rest stays.
//!
//! Everything depends on the bookings, the steps allowed and the seed alone: the same question has the same answer.

mod core;
mod exact;
mod groups;
mod improve;
mod model;
#[cfg(test)]
mod tests;

use super::{Block, Hold, Priority, Span, Weights};
use crate::chance::Chance;
use crate::{
    environments::Tree,
    id::{BookingId, EnvironmentId},
};
use jiff::SignedDuration;
use model::{LEFT_OUT, Model};
use serde::Serialize;
use std::ops::ControlFlow;

/// A booking that may be moved, each of another id. One that holds several environments is fixed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movable {
    /// What it holds, or wants.
    pub hold: Hold,
    /// Where else it could be.
    pub elsewhere: Vec<EnvironmentId>,
    /// How much it matters.
    pub priority: Priority,
    /// By how much it is moved at once: an hour, a day. Without a length it stays at its time.
    pub step: SignedDuration,
    /// The time it has to stay in.
    pub bounds: Span,
    /// The phase it should stay in.
    pub phase: Option<Span>,
}

/// What is to be planned.
#[derive(Clone, Copy, Debug)]
pub struct World<'a> {
    /// What may be moved.
    pub movable: &'a [Movable],
    /// What is held by others, who stay.
    pub fixed: &'a [Hold],
    /// What is blocked.
    pub blocks: &'a [Block],
    /// What is part of what.
    pub tree: &'a Tree,
    /// What changes cost.
    pub weights: Weights,
}

/// How much work is done. One step looks at one place in the search: about a microsecond for each booking that is planned
/// together with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// The most steps.
    pub steps: u64,
    /// Decides what is tried first where nothing else does.
    pub seed: u64,
}

/// How far the work is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Progress {
    /// Steps done.
    pub steps: u64,
    /// The cost of the best plan so far, in weighted seconds; `None` before there is any.
    pub cost: Option<u64>,
    /// What every plan costs at least.
    pub bound: u64,
}

/// What becomes of one booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Placed {
    /// What it held.
    pub from: Hold,
    /// What it holds now.
    pub to: Hold,
    /// What that costs, in weighted seconds.
    pub cost: u64,
}

/// What came of the work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// A plan.
    Plan {
        /// Every movable booking, in the order they were given.
        placed: Vec<Placed>,
        /// What it costs, in weighted seconds.
        cost: u64,
        /// True when no plan is cheaper.
        proven: bool,
    },
    /// There is no plan.
    Impossible {
        /// Movable bookings that cannot all have a slot; any of them left out, the others can, unless time was short.
        bookings: Vec<BookingId>,
        /// True when no other such set is smaller; otherwise only this one cannot be made smaller.
        smallest: bool,
    },
    /// No plan was found, and none was shown to be impossible.
    Unknown {
        /// The bookings the best attempt leaves out.
        left_out: Vec<BookingId>,
    },
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// What came of it.
    pub outcome: Outcome,
    /// What the greedy plan costs; `None` when it leaves somebody out.
    pub greedy: Option<u64>,
    /// What every plan costs at least.
    pub bound: u64,
    /// Steps done.
    pub steps: u64,
    /// True when somebody stopped it.
    pub stopped: bool,
}

/// Plans anew. `watch` is told how far the work is, at first and then every 256 steps, and may stop it; the best plan so
/// far is then the answer.
pub fn replan(world: &World<'_>, effort: Effort, watch: &mut dyn FnMut(&Progress) -> ControlFlow<()>) -> Answer {
    let model = Model::new(world);
    let first = greedy(world, &model);
    let cost = |plan: &[usize]| model.cost(plan);
    let mut best = first.clone();
    let mut meter =
        Meter { steps: 0, most: effort.steps / 2, cost: whole(cost(&best)), bound: 0, stopped: false, watch };
    meter.tell();
    let grouped = groups::plan(&model, &mut meter);
    meter.most = effort.steps;
    let mut proven = false;
    match grouped {
        groups::Grouped::Whole(plan) => {
            proven = true;
            best = plan;
        }
        groups::Grouped::Impossible(group) => {
            let core = core::core(&model, &group, &mut meter);
            let bookings = core.tasks.iter().map(|task| world.movable[*task].hold.booking).collect();
            let outcome = Outcome::Impossible { bookings, smallest: core.smallest };
            return Answer { outcome, greedy: None, bound: meter.bound, steps: meter.steps, stopped: meter.stopped };
        }
        groups::Grouped::Partly(plan) => {
            let mended = improve::mended(&model, &plan, &in_order(world));
            if cost(&mended) < cost(&best) {
                best = mended;
            }
            improve::improve(&model, &mut best, &mut Chance::new(effort.seed), &mut meter);
        }
    }
    let (cost, greedy) = (cost(&best), cost(&first));
    let outcome = match whole(cost) {
        Some(cost) => {
            Outcome::Plan { placed: placed(world, &model, &best), cost, proven: proven || cost == meter.bound }
        }
        None => {
            let out = (0..best.len()).filter(|task| model.slots[*task][best[*task]].cost >= LEFT_OUT);
            Outcome::Unknown { left_out: out.map(|task| world.movable[task].hold.booking).collect() }
        }
    };
    let bound = if proven { cost } else { meter.bound };
    Answer { outcome, greedy: whole(greedy), bound, steps: meter.steps, stopped: meter.stopped }
}

/// A cost, unless somebody is left out.
fn whole(cost: u64) -> Option<u64> {
    (cost < LEFT_OUT).then_some(cost)
}

/// The bookings that matter most first; of the same priority, those that begin first, then by id.
fn in_order(world: &World<'_>) -> Vec<usize> {
    let mut order: Vec<usize> = (0..world.movable.len()).collect();
    order.sort_by_key(|task| {
        let movable = &world.movable[*task];
        (movable.priority, movable.hold.span.start(), movable.hold.booking)
    });
    order
}

/// Gives everybody in turn the cheapest slot that is left.
fn greedy(world: &World<'_>, model: &Model) -> Vec<usize> {
    let nobody: Vec<usize> = model.slots.iter().map(|slots| slots.len() - 1).collect();
    improve::mended(model, &nobody, &in_order(world))
}

fn placed(world: &World<'_>, model: &Model, plan: &[usize]) -> Vec<Placed> {
    let one = |(movable, (slots, slot)): (&Movable, (&Vec<model::Slot>, &usize))| {
        let slot = &slots[*slot];
        let environment = movable.candidates().nth(slot.candidate).unwrap_or(movable.hold.environment);
        let span = movable.times().find(|(steps, _)| *steps == slot.steps).map_or(movable.hold.span, |(_, span)| span);
        Placed { from: movable.hold, to: Hold { environment, span, ..movable.hold }, cost: slot.cost }
    };
    world.movable.iter().zip(model.slots.iter().zip(plan)).map(one).collect()
}

/// Counts the work and tells of it.
struct Meter<'a> {
    steps: u64,
    most: u64,
    cost: Option<u64>,
    bound: u64,
    stopped: bool,
    watch: &'a mut dyn FnMut(&Progress) -> ControlFlow<()>,
}

impl Meter<'_> {
    /// One more step; false when there is to be none.
    fn step(&mut self) -> bool {
        if !self.goes_on() {
            return false;
        }
        self.steps += 1;
        if self.steps.is_multiple_of(256) {
            self.tell();
        }
        !self.stopped
    }

    const fn goes_on(&self) -> bool {
        !self.stopped && self.steps < self.most
    }

    fn tell(&mut self) {
        let progress = Progress { steps: self.steps, cost: self.cost, bound: self.bound };
        self.stopped |= (self.watch)(&progress).is_break();
    }
}
