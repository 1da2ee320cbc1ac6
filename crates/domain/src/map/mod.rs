//! The map: how systems and environments hang together, and what a change of one of them reaches.
//!
//! The definition. A *bond* leads from one thing to another that is reached by what happens to the first: a release reaches
//! the systems it touches; a system those that need it, its parts, and the environments it runs in; an environment its
//! parts and those it sends something to. *Downstream* of a thing lies what bonds lead to, *upstream* what they come from.
//! The map around a thing holds what is so many bonds away in the wanted direction, and every bond between any of it that
//! leads that way.

#[cfg(test)]
mod tests;

use crate::id::{EnvironmentId, ReleaseId, SystemId};
use std::collections::{BTreeSet, HashMap, HashSet};

/// What the map shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Thing {
    /// A release: only where one begins.
    Release(ReleaseId),
    /// A system.
    System(SystemId),
    /// An environment.
    Environment(EnvironmentId),
}

/// Why something reaches something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// The release touches the system.
    Touches,
    /// The second system needs the first.
    Needs,
    /// The second is part of the first.
    Part,
    /// The system runs in the environment.
    Runs,
    /// The environment sends something to the other.
    Link,
}

/// That something reaches something else.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bond {
    /// What happens to this …
    pub from: Thing,
    /// … reaches this.
    pub to: Thing,
    /// Why.
    pub why: Why,
    /// How it is called: the version that runs, the kind of a link, the impact of a release; empty for others.
    pub detail: String,
    /// True when it leads both ways.
    pub both: bool,
}

/// Which bonds are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toward {
    /// Against them: what may reach the thing.
    Upstream,
    /// Along them: what the thing may reach.
    Downstream,
    /// Both.
    Both,
}

impl Toward {
    /// True when bonds are followed along.
    #[must_use]
    pub const fn is_down(self) -> bool {
        matches!(self, Self::Downstream | Self::Both)
    }

    /// True when bonds are followed against their direction.
    #[must_use]
    pub const fn is_up(self) -> bool {
        matches!(self, Self::Upstream | Self::Both)
    }

    /// Where a bond leads from a thing, if it is followed from there.
    fn over(self, bond: &Bond, here: Thing) -> Option<Thing> {
        let along = here == bond.from && (self.is_down() || bond.both);
        let against = here == bond.to && (self.is_up() || bond.both);
        if along { Some(bond.to) } else { against.then_some(bond.from) }
    }
}

/// A walk over the map from a thing outwards, bond by bond. Whoever walks it reads what leads away from its [edge](Self::edge)
/// and tells it, until there is nothing more to read.
#[derive(Clone, Debug)]
pub struct Walk {
    toward: Toward,
    depth: u32,
    most: usize,
    /// How many steps were made.
    steps: u32,
    distances: HashMap<Thing, u32>,
    order: Vec<Thing>,
    edge: Vec<Thing>,
    bonds: BTreeSet<Bond>,
    /// Things from which more leads on than is shown.
    open: HashSet<Thing>,
    complete: bool,
}

/// What a walk found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The things, the nearest first, each with how many bonds it is away and whether more leads on from it.
    pub things: Vec<(Thing, u32, bool)>,
    /// The bonds between them.
    pub bonds: Vec<Bond>,
    /// False when there was too much to show all of it.
    pub complete: bool,
}

impl Walk {
    /// A walk of so many bonds from a thing that finds at most so many things.
    #[must_use]
    pub fn new(from: Thing, toward: Toward, depth: u32, most: usize) -> Self {
        Self {
            toward,
            depth,
            most,
            steps: 0,
            distances: HashMap::from([(from, 0)]),
            order: vec![from],
            edge: vec![from],
            bonds: BTreeSet::new(),
            open: HashSet::new(),
            complete: true,
        }
    }

    /// Which bonds are followed.
    #[must_use]
    pub const fn toward(&self) -> Toward {
        self.toward
    }

    /// The things whose bonds are to be read next; empty when the walk is over. Those that are farthest away are read too,
    /// so that it is known what else they have to do with each other and whether more leads on.
    #[must_use]
    pub fn edge(&self) -> &[Thing] {
        &self.edge
    }

    /// Takes in the bonds that lead away from the edge. `all` is false when there are more.
    pub fn step(&mut self, bonds: Vec<Bond>, all: bool) {
        self.complete &= all;
        let edge: HashSet<Thing> = std::mem::take(&mut self.edge).into_iter().collect();
        for bond in bonds {
            for (here, there) in [(bond.from, bond.to), (bond.to, bond.from)] {
                if edge.contains(&here) && self.toward.over(&bond, here) == Some(there) {
                    self.reach(here, there);
                }
            }
            self.bonds.insert(bond);
        }
        self.steps += 1;
    }

    fn reach(&mut self, here: Thing, there: Thing) {
        if self.distances.contains_key(&there) {
            return;
        }
        if self.steps == self.depth {
            self.open.insert(here);
        } else if self.order.len() >= self.most {
            self.open.insert(here);
            self.complete = false;
        } else {
            self.distances.insert(there, self.steps + 1);
            self.order.push(there);
            self.edge.push(there);
        }
    }

    /// What was found.
    #[must_use]
    pub fn found(mut self) -> Found {
        let known = &self.distances;
        self.bonds.retain(|bond| known.contains_key(&bond.from) && known.contains_key(&bond.to));
        let thing = |thing: &Thing| (*thing, known[thing], self.open.contains(thing));
        Found {
            things: self.order.iter().map(thing).collect(),
            bonds: self.bonds.iter().cloned().collect(),
            complete: self.complete,
        }
    }
}
