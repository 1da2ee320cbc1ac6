//! Trees of hashes: RFC 9162, section 2.1.

use crate::{Checked, fault};
use sha2::{Digest, Sha256};

/// A SHA-256.
pub type Hash = [u8; 32];

/// The hash of a leaf with these bytes.
#[must_use]
pub fn leaf(bytes: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(bytes).finalize().into()
}

/// The hash of what two subtrees are part of.
#[must_use]
pub fn node(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// A tree that leaves are added to, of which only what can still change the root is kept.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    size: u64,
    /// The complete subtrees from left to right; each is smaller than the one before.
    whole: Vec<Hash>,
}

impl Tree {
    /// How many leaves it has.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf at the end.
    pub fn add(&mut self, leaf: Hash) {
        let mut made = leaf;
        // As many subtrees become one as the size has ones at its end.
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.whole.pop() {
                made = node(&left, &made);
            }
        }
        self.whole.push(made);
        self.size += 1;
    }

    /// The root; of no leaves, the hash of nothing.
    #[must_use]
    pub fn root(&self) -> Hash {
        let mut rest = self.whole.iter().rev();
        let Some(last) = rest.next() else { return Sha256::digest([]).into() };
        rest.fold(*last, |right, left| node(left, &right))
    }
}

/// Checks that a leaf is at an index, from 0, of the tree of a size with a root: RFC 9162, section 2.1.3.2.
///
/// # Errors
/// When it is not, or the path does not show it.
pub fn inclusion(index: u64, size: u64, leaf: &Hash, path: &[Hash], root: &Hash) -> Checked<()> {
    if index >= size {
        return fault(format!("there is no leaf {index} in a tree of {size}"));
    }
    let (mut at, mut last) = (index, size - 1);
    let mut made = *leaf;
    for step in path {
        if last == 0 {
            return fault("the path is longer than the tree is high");
        }
        if at & 1 == 1 || at == last {
            made = node(step, &made);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            made = node(&made, step);
        }
        at >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return fault("the path is shorter than the tree is high");
    }
    if made != *root {
        return fault("the path leads to another root");
    }
    Ok(())
}

/// A tree by its size and its root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// How many leaves.
    pub size: u64,
    /// The root.
    pub root: Hash,
}

/// Checks that one tree is the beginning of another: RFC 9162, section 2.1.4.2.
///
/// # Errors
/// When it is not, or the path does not show it. That nothing is the beginning of everything shows nothing, and is refused.
pub fn consistency(earlier: Head, later: Head, path: &[Hash]) -> Checked<()> {
    if earlier.size == 0 {
        return fault("a tree without leaves is the beginning of every tree: that shows nothing");
    }
    if earlier.size > later.size {
        return fault(format!("a tree of {} cannot be the beginning of one of {}", earlier.size, later.size));
    }
    if earlier.size == later.size {
        return match (path.is_empty(), earlier.root == later.root) {
            (true, true) => Ok(()),
            (false, _) => fault("two trees of the same size need no path"),
            (true, false) => fault("two trees of the same size have different roots"),
        };
    }
    // The path of a tree that is a whole subtree of the later one leaves out what both sides know: its root.
    let mut steps = path.iter();
    let first = if earlier.size.is_power_of_two() { Some(&earlier.root) } else { steps.next() };
    let Some(first) = first else { return fault("the path is empty") };
    let (mut at, mut last) = (earlier.size - 1, later.size - 1);
    while at & 1 == 1 {
        at >>= 1;
        last >>= 1;
    }
    let (mut before, mut after) = (*first, *first);
    for step in steps {
        if last == 0 {
            return fault("the path is longer than the tree is high");
        }
        if at & 1 == 1 || at == last {
            before = node(step, &before);
            after = node(step, &after);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            after = node(&after, step);
        }
        at >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return fault("the path is shorter than the tree is high");
    }
    if before != earlier.root {
        return fault("the path leads to another root of the earlier tree");
    }
    if after != later.root {
        return fault("the path leads to another root of the later tree");
    }
    Ok(())
}
