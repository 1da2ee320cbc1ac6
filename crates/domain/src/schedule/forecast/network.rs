//! The tasks in order, each with what it waits for.

use crate::schedule::graph::{Graph, LinkKind, Place};

/// What of another task holds this one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Incoming {
    /// The position of the task that is waited for.
    pub(super) from: usize,
    pub(super) kind: LinkKind,
    pub(super) lag: i64,
}

/// The tasks of a graph at their positions in an order in which each comes after all it waits for.
pub(super) struct Network {
    /// The place of the task at a position.
    pub(super) order: Vec<Place>,
    /// Where the links to the task at a position begin; one more than there are tasks.
    begins: Vec<usize>,
    incoming: Vec<Incoming>,
}

impl Network {
    pub(super) fn of(graph: &Graph) -> Self {
        let order: Vec<Place> = graph.order().collect();
        let mut positions = vec![0; order.len()];
        for (position, place) in order.iter().enumerate() {
            positions[*place] = position;
        }
        let mut begins = vec![0; order.len() + 1];
        for link in graph.links() {
            begins[positions[link.to] + 1] += 1;
        }
        for position in 0..order.len() {
            begins[position + 1] += begins[position];
        }
        let mut next = begins.clone();
        let mut incoming = vec![Incoming { from: 0, kind: LinkKind::FinishStart, lag: 0 }; next[order.len()]];
        for link in graph.links() {
            let at = &mut next[positions[link.to]];
            incoming[*at] = Incoming { from: positions[link.from], kind: link.kind, lag: link.lag };
            *at += 1;
        }
        Self { order, begins, incoming }
    }

    /// What the task at a position waits for.
    pub(super) fn incoming(&self, position: usize) -> &[Incoming] {
        &self.incoming[self.begins[position]..self.begins[position + 1]]
    }
}
