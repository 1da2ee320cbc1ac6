//! The task in numbers: who could be where when, at what cost, and who stands in whose way.

use super::World;
use crate::{
    bookings::{Busy, Span, Usage, weights::Toll},
    id::EnvironmentId,
};
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;

/// The most steps a booking is moved in either direction.
pub(super) const MOST_STEPS: i64 = 2_000;
/// What it costs to leave a booking without a place: more than any plan that places all.
pub(super) const LEFT_OUT: u64 = 1 << 50;

/// An environment, by its numbers in the tree.
#[derive(Clone, Copy)]
struct Site {
    enter: u32,
    leave: u32,
    room: Option<u32>,
    /// The least room of this site and those below it.
    least: Option<u32>,
}

/// A place and time a booking could have. The last of a booking's slots is nowhere and never, for [`LEFT_OUT`].
#[derive(Clone, Copy)]
pub(super) struct Slot {
    site: usize,
    /// Nanoseconds since 1970.
    from: i64,
    to: i64,
    exclusive: bool,
    /// Which of the candidate environments, the own one first.
    pub(super) candidate: usize,
    /// By how many steps it is moved.
    pub(super) steps: i64,
    pub(super) cost: u64,
}

pub(super) struct Model {
    sites: Vec<Site>,
    /// For each booking, every slot that nothing fixed is in the way of, the cheapest first.
    pub(super) slots: Vec<Vec<Slot>>,
    /// For each booking, those that may get in its way.
    pub(super) near: Vec<Vec<usize>>,
    /// Shared holds that do not move.
    fixed: Vec<Slot>,
}

impl Model {
    pub(super) fn new(world: &World<'_>) -> Self {
        let mut model = Self { sites: Vec::new(), slots: Vec::new(), near: Vec::new(), fixed: Vec::new() };
        let mut known: HashMap<EnvironmentId, usize> = HashMap::new();
        let mut busy: HashMap<(EnvironmentId, Usage), Busy> = HashMap::new();
        for hold in world.fixed.iter().filter(|hold| hold.usage == Usage::Shared) {
            let site = model.site(world, &mut known, hold.environment);
            model.fixed.push(slot(site, hold.span, false));
        }
        for movable in world.movable {
            let own = movable.hold;
            let mut slots = Vec::new();
            for (candidate, environment) in movable.candidates().enumerate() {
                let site = model.site(world, &mut known, environment);
                let busy = busy
                    .entry((environment, own.usage))
                    .or_insert_with(|| Busy::of(environment, own.usage, world.fixed, world.blocks, world.tree));
                for (steps, span) in movable.times() {
                    if busy.is_free(span) {
                        let toll = Toll {
                            moved: own.span.start().duration_until(span.start()),
                            elsewhere: candidate > 0,
                            leaves: movable
                                .phase
                                .is_some_and(|phase| phase.encloses(own.span) && !phase.encloses(span)),
                            ..Toll::default()
                        };
                        let cost = world.weights.cost(movable.priority, toll);
                        let at = slot(site, span, own.usage == Usage::Exclusive);
                        slots.push(Slot { candidate, steps, cost, ..at });
                    }
                }
            }
            slots.sort_by_key(|slot| (slot.cost, slot.candidate, slot.steps.abs(), slot.steps));
            slots.push(Slot { from: i64::MIN, to: i64::MIN, cost: LEFT_OUT, ..slot(0, own.span, false) });
            model.slots.push(slots);
        }
        for site in 0..model.sites.len() {
            let rooms = (0..model.sites.len()).filter(|other| model.lower(site, *other) == Some(*other));
            model.sites[site].least = rooms.filter_map(|other| model.sites[other].room).min();
        }
        model.near = model.neighbours(world, &known);
        model
    }

    fn site(&mut self, world: &World<'_>, known: &mut HashMap<EnvironmentId, usize>, id: EnvironmentId) -> usize {
        *known.entry(id).or_insert_with(|| {
            // One that nobody knows is related to nothing but itself: it gets a number of its own from the far end.
            let own = u32::MAX - 1 - u32::try_from(self.sites.len()).unwrap_or(0);
            let (enter, leave) = world.tree.numbers(id).unwrap_or((own, own + 1));
            self.sites.push(Site { enter, leave, room: world.tree.room(id), least: None });
            self.sites.len() - 1
        })
    }

    fn neighbours(&self, world: &World<'_>, known: &HashMap<EnvironmentId, usize>) -> Vec<Vec<usize>> {
        let reach: Vec<(i64, i64)> = self.slots.iter().map(|slots| reach(slots)).collect();
        let sites: Vec<Vec<usize>> =
            world.movable.iter().map(|movable| movable.candidates().map(|id| known[&id]).collect()).collect();
        let meet = |one: usize, other: usize| {
            reach[one].0 < reach[other].1
                && reach[other].0 < reach[one].1
                && sites[one].iter().any(|here| sites[other].iter().any(|there| self.lower(*here, *there).is_some()))
        };
        let mut near = vec![Vec::new(); self.slots.len()];
        for one in 0..self.slots.len() {
            for other in 0..one {
                if meet(one, other) {
                    near[one].push(other);
                    near[other].push(one);
                }
            }
        }
        near
    }

    /// The lower of two sites of which one covers the other.
    fn lower(&self, one: usize, other: usize) -> Option<usize> {
        let covers = |upper: &Site, lower: &Site| upper.enter <= lower.enter && lower.enter < upper.leave;
        if covers(&self.sites[one], &self.sites[other]) {
            return Some(other);
        }
        covers(&self.sites[other], &self.sites[one]).then_some(one)
    }

    /// True when two slots cannot both be.
    pub(super) fn clash(&self, one: &Slot, other: &Slot) -> bool {
        one.from < other.to
            && other.from < one.to
            && self.lower(one.site, other.site).is_some_and(|site| {
                one.exclusive || other.exclusive || self.sites[site].room.is_some_and(|room| room < 2)
            })
    }

    /// What a plan costs.
    pub(super) fn cost(&self, plan: &[usize]) -> u64 {
        plan.iter().zip(&self.slots).fold(0, |sum, (slot, slots)| sum.saturating_add(slots[*slot].cost))
    }

    /// True when two slots share an environment for a while.
    pub(super) fn shares(&self, one: &Slot, other: &Slot) -> bool {
        !one.exclusive
            && !other.exclusive
            && one.from < other.to
            && other.from < one.to
            && self.lower(one.site, other.site).is_some()
    }

    /// True when a slot is too many where others share, there or below, though it clashes with none of them alone.
    pub(super) fn crowds<'a>(&'a self, slot: &Slot, others: impl Iterator<Item = &'a Slot>) -> bool {
        let Some(least) = self.sites[slot.site].least.filter(|_| !slot.exclusive) else { return false };
        let mut there: Vec<&Slot> = others.chain(&self.fixed).filter(|other| self.shares(slot, other)).collect();
        if u32::try_from(there.len()).is_ok_and(|count| count < least) {
            return false;
        }
        there.push(slot);
        let below = |place: &&&Slot| self.lower(slot.site, place.site) == Some(place.site);
        there.iter().filter(below).any(|place| {
            let site = &self.sites[place.site];
            let over: Vec<&&Slot> =
                there.iter().filter(|other| self.lower(other.site, place.site) == Some(place.site)).collect();
            // It is fullest when somebody comes, or as the slot begins.
            over.iter().map(|other| other.from.max(slot.from)).any(|at| {
                let now = over.iter().filter(|other| other.from <= at && at < other.to);
                let (all, own) = now.fold((0_u32, false), |(all, own), other| {
                    (all + 1, own || self.lower(place.site, other.site) == Some(other.site))
                });
                own && site.room.is_some_and(|room| all > room)
            })
        })
    }
}

fn slot(site: usize, span: Span, exclusive: bool) -> Slot {
    let nanoseconds = |at: Timestamp| i64::try_from(at.as_nanosecond()).unwrap_or(i64::MAX);
    let (from, to) = (nanoseconds(span.start()), nanoseconds(span.end()));
    Slot { site, from, to, exclusive, candidate: 0, steps: 0, cost: 0 }
}

/// From the earliest begin to the latest end of any slot.
fn reach(slots: &[Slot]) -> (i64, i64) {
    let real = || slots.iter().filter(|slot| slot.cost < LEFT_OUT);
    let from = real().map(|slot| slot.from).min().unwrap_or(i64::MAX);
    (from, real().map(|slot| slot.to).max().unwrap_or(i64::MIN))
}

impl super::Movable {
    /// Where it could be, its own environment first, each once.
    pub(super) fn candidates(&self) -> impl Iterator<Item = EnvironmentId> {
        let others = self
            .elsewhere
            .iter()
            .enumerate()
            .filter(|(place, id)| **id != self.hold.environment && !self.elsewhere[..*place].contains(id));
        std::iter::once(self.hold.environment).chain(others.map(|(_, id)| *id))
    }

    /// When it could be, with the number of steps from its own time.
    pub(super) fn times(&self) -> impl Iterator<Item = (i64, Span)> {
        let most = if self.step > SignedDuration::ZERO { MOST_STEPS } else { 0 };
        (-most..=most).filter_map(|steps| {
            let shift = self.step.checked_mul(i32::try_from(steps).ok()?)?;
            let span = self.hold.span.later_by(shift)?;
            self.bounds.encloses(span).then_some((steps, span))
        })
    }
}
