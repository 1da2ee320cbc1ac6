//! Witnessing another journal: what a checkpoint of it has to show, so that it never shrinks and never becomes another.

use super::{Hash, node_hash, split};
use std::slice::Iter;

/// A tree by its size and its root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// How many leaves it has.
    pub size: u64,
    /// Its root.
    pub root: Hash,
}

/// Why a checkpoint is not witnessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The tree is smaller than the one it is said to continue.
    Shrinks,
    /// It continues another tree than the one seen last, whose size this is; 0 when none was.
    Elsewhere(u64),
    /// As many leaves as the tree seen last, and another root: history was rewritten.
    Forked,
    /// The path does not show that the tree seen last is its beginning.
    Unproven,
}

/// Decides whether a tree continues the one that was seen last. `old` is the size the sender says that one has.
///
/// # Errors
/// Why it does not.
pub fn witness(seen: Option<Head>, old: u64, new: Head, path: &[Hash]) -> Result<(), Refusal> {
    if old > new.size {
        return Err(Refusal::Shrinks);
    }
    let known = seen.map_or(0, |seen| seen.size);
    if old != known {
        return Err(Refusal::Elsewhere(known));
    }
    match seen {
        None => {
            if path.is_empty() {
                Ok(())
            } else {
                Err(Refusal::Unproven)
            }
        }
        Some(seen) if seen.size == new.size && seen.root != new.root => Err(Refusal::Forked),
        Some(seen) => {
            if begins(seen, new, path) {
                Ok(())
            } else {
                Err(Refusal::Unproven)
            }
        }
    }
}

/// Whether a path shows that one tree is the beginning of another: RFC 9162, section 2.1.4.
#[must_use]
pub fn begins(smaller: Head, larger: Head, path: &[Hash]) -> bool {
    if smaller.size == 0 || smaller.size > larger.size {
        return false;
    }
    let mut path = path.iter();
    let roots = roots(smaller.size, larger.size, Some(smaller.root), &mut path);
    roots == Some((smaller.root, larger.root)) && path.next().is_none()
}

/// The root that the first leaves of a subtree have, and that of the whole, as a path says. `known` is the first one where
/// the subtree begins both trees, which a path leaves out.
fn roots(first: u64, all: u64, known: Option<Hash>, path: &mut Iter<'_, Hash>) -> Option<(Hash, Hash)> {
    if first == all {
        let root = known.or_else(|| path.next().copied())?;
        return Some((root, root));
    }
    let left = split(all);
    if first <= left {
        let (before, after) = roots(first, left, known, path)?;
        return Some((before, node_hash(&after, path.next()?)));
    }
    let (before, after) = roots(first - left, all - left, None, path)?;
    let beside = path.next()?;
    Some((node_hash(beside, &before), node_hash(beside, &after)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proofs::{Range, consistency, leaf_hash, merged, root};
    use proptest::prelude::*;

    /// The hash of a range of the leaves that are their own numbers; of those from `changed` on, other ones.
    fn hash_of(range: Range, changed: u64) -> Hash {
        let leaf =
            |number: u64| leaf_hash(&[number.to_be_bytes(), u64::from(number >= changed).to_be_bytes()].concat());
        let subtrees = range.subtrees().into_iter().map(|subtree| {
            let from = subtree.number << subtree.level;
            merged(&(from..from + (1 << subtree.level)).map(leaf).collect::<Vec<_>>())
        });
        root(&subtrees.collect::<Vec<_>>())
    }

    fn head(size: u64, changed: u64) -> Head {
        Head { size, root: hash_of(Range { from: 0, to: size }, changed) }
    }

    fn path(smaller: u64, larger: u64, changed: u64) -> Vec<Hash> {
        let ranges = consistency(smaller, larger).unwrap_or_default();
        ranges.into_iter().map(|range| hash_of(range, changed)).collect()
    }

    proptest! {
        /// A checkpoint is witnessed exactly when the tree seen last is its beginning.
        #[test]
        fn a_tree_that_only_grew_is_witnessed_and_no_other(
            old in 1_u64..90, more in 0_u64..90, changed in 0_u64..200, at: prop::sample::Index, bit in 0..8_u8,
        ) {
            let (new, whole) = (old + more, u64::MAX);
            let seen = head(old, whole);
            prop_assert_eq!(witness(Some(seen), old, head(new, whole), &path(old, new, whole)), Ok(()));
            // Another history, with whatever path its keeper makes of it.
            let other = head(new, changed);
            let answer = witness(Some(seen), old, other, &path(old, new, changed));
            if changed >= old {
                prop_assert_eq!(answer, Ok(()));
            } else {
                prop_assert_eq!(answer, Err(if more == 0 { Refusal::Forked } else { Refusal::Unproven }));
            }
            // A path of which one bit is another, or that is longer or shorter.
            let right = path(old, new, whole);
            let mut longer = right.clone();
            longer.push([0; 32]);
            prop_assert_eq!(witness(Some(seen), old, head(new, whole), &longer), Err(Refusal::Unproven));
            if !right.is_empty() {
                let mut wrong = right.clone();
                wrong[at.index(right.len())][at.index(32)] ^= 1 << bit;
                prop_assert_eq!(witness(Some(seen), old, head(new, whole), &wrong), Err(Refusal::Unproven));
                prop_assert_eq!(witness(Some(seen), old, head(new, whole), &right[1..]), Err(Refusal::Unproven));
            }
        }
    }

    #[test]
    fn what_continues_another_tree_is_told_which_was_seen() {
        let whole = u64::MAX;
        assert_eq!(witness(None, 0, head(7, whole), &[]), Ok(()));
        assert_eq!(witness(None, 0, head(7, whole), &[[0; 32]]), Err(Refusal::Unproven));
        assert_eq!(witness(None, 3, head(7, whole), &[]), Err(Refusal::Elsewhere(0)));
        let seen = Some(head(5, whole));
        assert_eq!(witness(seen, 0, head(7, whole), &[]), Err(Refusal::Elsewhere(5)));
        assert_eq!(witness(seen, 5, head(4, whole), &[]), Err(Refusal::Shrinks), "it was taken back");
        assert_eq!(
            witness(seen, 4, head(4, whole), &[]),
            Err(Refusal::Elsewhere(5)),
            "and that it says less helps nothing"
        );
    }
}
