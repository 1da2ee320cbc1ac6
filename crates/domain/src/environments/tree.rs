//! Environments within environments, and how many may share each.
//!
//! The definition: an environment *covers* itself and everything below it. Two are *related* when one covers the other. The
//! *room* of an environment is the least number of shared bookings at once that it or anything below it takes, because
//! whoever has an environment has all of it.

#[cfg(test)]
mod tests;

use crate::id::EnvironmentId;
use std::collections::HashMap;

/// An environment, as far as the tree knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    /// Which.
    pub id: EnvironmentId,
    /// What it is part of. One that is not among the nodes counts as absent.
    pub parent: Option<EnvironmentId>,
    /// How many shared bookings it takes at once, without what is below it; `None` for any number. See
    /// [`super::Environment::room`].
    pub room: Option<u32>,
}

/// Environments that would each be part of the next, and the last of the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cycle(pub Vec<EnvironmentId>);

/// Which environment is part of which.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    places: HashMap<EnvironmentId, Place>,
}

/// Environments are numbered on a walk through the tree, so that what lies below one has the numbers from `enter` up to
/// but not including `leave`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    parent: Option<EnvironmentId>,
    enter: u32,
    leave: u32,
    room: Option<u32>,
}

impl Tree {
    /// The tree of these environments.
    ///
    /// # Errors
    /// The environments that are part of themselves, each followed by its parent.
    pub fn new(nodes: impl IntoIterator<Item = Node>) -> Result<Self, Cycle> {
        let nodes: HashMap<EnvironmentId, Node> = nodes.into_iter().map(|node| (node.id, node)).collect();
        let parent = |node: &Node| node.parent.filter(|parent| nodes.contains_key(parent));
        let mut below: HashMap<Option<EnvironmentId>, Vec<EnvironmentId>> = HashMap::new();
        for node in nodes.values() {
            below.entry(parent(node)).or_default().push(node.id);
        }
        let below = |above: Option<EnvironmentId>| below.get(&above).into_iter().flatten().copied();
        let mut places: HashMap<EnvironmentId, Place> = HashMap::with_capacity(nodes.len());
        let mut order = Vec::with_capacity(nodes.len());
        let mut waiting: Vec<EnvironmentId> = below(None).collect();
        while let Some(id) = waiting.pop() {
            let node = nodes[&id];
            let enter = u32::try_from(order.len()).unwrap_or(u32::MAX);
            places.insert(id, Place { parent: parent(&node), enter, leave: enter + 1, room: node.room });
            order.push(id);
            waiting.extend(below(Some(id)));
        }
        if let Some(start) = nodes.keys().filter(|id| !places.contains_key(id)).min() {
            return Err(circle(&nodes, *start));
        }
        // From the leaves up: the last that was entered has nothing below it that is still open.
        for id in order.into_iter().rev() {
            let place = places[&id];
            if let Some(above) = place.parent.and_then(|parent| places.get_mut(&parent)) {
                above.leave = above.leave.max(place.leave);
                above.room = least(above.room, place.room);
            }
        }
        Ok(Self { places })
    }

    /// What an environment is part of, the nearest first.
    #[must_use]
    pub fn ancestors(&self, id: EnvironmentId) -> Vec<EnvironmentId> {
        let up = |id: &EnvironmentId| self.places.get(id).and_then(|place| place.parent);
        std::iter::successors(up(&id), up).collect()
    }

    /// True when `lower` is `upper` or part of it.
    #[must_use]
    pub fn covers(&self, upper: EnvironmentId, lower: EnvironmentId) -> bool {
        upper == lower
            || self
                .places
                .get(&upper)
                .zip(self.places.get(&lower))
                .is_some_and(|(upper, lower)| upper.enter <= lower.enter && lower.enter < upper.leave)
    }

    /// The lower of two environments of which one covers the other: what whoever has either of them has.
    #[must_use]
    pub fn common(&self, one: EnvironmentId, other: EnvironmentId) -> Option<EnvironmentId> {
        if self.covers(one, other) {
            return Some(other);
        }
        self.covers(other, one).then_some(one)
    }

    /// How many shared bookings an environment takes at once with everything below it; `None` for any number. One that
    /// nobody knows is not shared.
    #[must_use]
    pub fn room(&self, id: EnvironmentId) -> Option<u32> {
        self.places.get(&id).map_or(Some(1), |place| place.room)
    }
}

impl Tree {
    /// The numbers of an environment and of the first that is no longer below it; `None` when nobody knows it.
    pub(crate) fn numbers(&self, id: EnvironmentId) -> Option<(u32, u32)> {
        self.places.get(&id).map(|place| (place.enter, place.leave))
    }
}

/// The lesser of two rooms.
fn least(one: Option<u32>, other: Option<u32>) -> Option<u32> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// The circle that is reached from an environment by going up.
fn circle(nodes: &HashMap<EnvironmentId, Node>, start: EnvironmentId) -> Cycle {
    let mut way = vec![start];
    loop {
        let next = way.last().and_then(|last| nodes.get(last)).and_then(|node| node.parent);
        let Some(next) = next else { return Cycle(way) };
        if let Some(begin) = way.iter().position(|id| *id == next) {
            return Cycle(way.split_off(begin));
        }
        way.push(next);
    }
}
