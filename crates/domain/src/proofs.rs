//! The tree over the journal: what of an event is a leaf, and which hashes a proof is made of.
//!
//! Positions are the leaves of a Merkle tree, RFC 9162, section 2.1, over SHA-256. Only subtrees of 256 leaves, 65,536 and so
//! on are kept, each once it is complete; everything else is computed from them and from the events.

pub mod erasure;
pub mod handover;
pub mod witness;

use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// A SHA-256.
pub type Hash = [u8; 32];

/// Every so many levels hashes are kept.
pub const TIER: u32 = 8;

/// How many subtrees of a tier make one of the next.
pub const TILE: u64 = 1 << TIER;

/// The hash of a leaf with these bytes.
#[must_use]
pub fn leaf_hash(bytes: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(bytes).finalize().into()
}

/// The hash of what two subtrees are part of.
#[must_use]
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// Lower-case hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
    digits.map(char::from).collect()
}

/// What of an event may have to be erased one day, which stays outside the leaf: what its subject was called, and its data,
/// an object of JSON that is taken byte by byte as it was written.
#[must_use]
pub fn content(name: &str, data: &str) -> String {
    format!(r#"{{"name":{},"data":{data}}}"#, serde_json::Value::from(name))
}

/// The SHA-256 of a salt and a content, as hexadecimal digits. Without the salt nobody finds the content out by trying.
#[must_use]
pub fn commitment(salt: &[u8], content: &str) -> String {
    hex(&Sha256::new().chain_update(salt).chain_update(content).finalize())
}

/// What the tree holds of an event, in the order of the fields' names.
#[derive(Clone, Debug, Serialize)]
pub struct Leaf {
    /// The id of what the subject is part of.
    pub about: String,
    /// Who made it true; `null` for the system.
    pub actor: Option<String>,
    /// When, in UTC, to the microsecond.
    #[serde(serialize_with = "to_the_microsecond")]
    pub at: Timestamp,
    /// See [`commitment`].
    pub commitment: String,
    /// Which event.
    pub id: String,
    /// What became true.
    pub kind: String,
    /// In whose stead.
    pub on_behalf_of: Option<String>,
    /// Whose it is.
    pub portfolio: Option<String>,
    /// Its place, from 1.
    pub position: u64,
    /// The id of what changed.
    pub subject: String,
}

fn to_the_microsecond<S: serde::Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{at:.6}"))
}

impl Leaf {
    /// As the tree holds it: JSON without spaces.
    #[must_use]
    pub fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Its hash.
    #[must_use]
    pub fn hash(&self) -> Hash {
        leaf_hash(self.text().as_bytes())
    }
}

/// A complete subtree: the one of `1 << level` leaves that has so many of its size on its left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subtree {
    /// How high it is.
    pub level: u32,
    /// How many of its size are on its left.
    pub number: u64,
}

/// Leaves from an index, counted from 0, up to another, left out: a subtree, which need not be complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The first.
    pub from: u64,
    /// The one after the last.
    pub to: u64,
}

impl Range {
    /// The complete subtrees it consists of, from left to right.
    #[must_use]
    pub fn subtrees(self) -> Vec<Subtree> {
        let mut found = Vec::new();
        let mut at = self.from;
        while at < self.to {
            // The largest that fits, of those that begin here.
            let fits = (self.to - at).ilog2();
            let level = if at == 0 { fits } else { fits.min(at.trailing_zeros()) };
            found.push(Subtree { level, number: at >> level });
            at += 1 << level;
        }
        found
    }
}

/// The root of a range of leaves, by the hashes of [`Range::subtrees`]; of none, the hash of nothing.
#[must_use]
pub fn root(subtrees: &[Hash]) -> Hash {
    let mut rest = subtrees.iter().rev();
    let Some(last) = rest.next() else { return Sha256::digest([]).into() };
    rest.fold(*last, |right, left| node_hash(left, &right))
}

/// The hash of a complete subtree by those of its leaves, or of the subtrees of one size that it consists of.
#[must_use]
pub fn merged(hashes: &[Hash]) -> Hash {
    let mut level = hashes.to_vec();
    while level.len() > 1 {
        level = level.chunks(2).map(|pair| pair.get(1).map_or(pair[0], |right| node_hash(&pair[0], right))).collect();
    }
    level.first().copied().unwrap_or_else(|| root(&[]))
}

/// The largest power of two below a size.
const fn split(size: u64) -> u64 {
    1 << (size - 1).ilog2()
}

/// What proves that a leaf, by its index from 0, is in the tree of a size: the roots of these, from the leaf up.
/// `None` when there is no such leaf. RFC 9162, section 2.1.3.1.
#[must_use]
pub fn inclusion(index: u64, size: u64) -> Option<Vec<Range>> {
    if index >= size {
        return None;
    }
    let (mut within, mut path) = (Range { from: 0, to: size }, Vec::new());
    while within.to - within.from > 1 {
        let middle = within.from + split(within.to - within.from);
        let (left, right) = (Range { to: middle, ..within }, Range { from: middle, ..within });
        let other = if index < middle { (left, right) } else { (right, left) };
        within = other.0;
        path.push(other.1);
    }
    path.reverse();
    Some(path)
}

/// What proves that the tree of a size is the beginning of one that is larger: the roots of these.
/// `None` when it is not larger, or the smaller one is empty. RFC 9162, section 2.1.4.1.
#[must_use]
pub fn consistency(smaller: u64, larger: u64) -> Option<Vec<Range>> {
    if smaller == 0 || smaller >= larger {
        return None;
    }
    let (mut within, mut path) = (Range { from: 0, to: larger }, Vec::new());
    while smaller != within.to {
        let middle = within.from + split(within.to - within.from);
        let (left, right) = (Range { to: middle, ..within }, Range { from: middle, ..within });
        let other = if smaller <= middle { (left, right) } else { (right, left) };
        within = other.0;
        path.push(other.1);
    }
    // Both sides know the root of a smaller tree that is all of this.
    if within.from > 0 {
        path.push(within);
    }
    path.reverse();
    Some(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The definition: RFC 9162, section 2.1.1.
    fn mth(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => Sha256::digest([]).into(),
            [one] => *one,
            several => {
                let (left, right) = several.split_at(usize::try_from(split(several.len() as u64)).unwrap());
                node_hash(&mth(left), &mth(right))
            }
        }
    }

    fn leaves(count: u64) -> Vec<Hash> {
        (0..count).map(|number| leaf_hash(&number.to_be_bytes())).collect()
    }

    fn of<T>(all: &[T], range: Range) -> &[T] {
        &all[usize::try_from(range.from).unwrap()..usize::try_from(range.to).unwrap()]
    }

    proptest! {
        #[test]
        fn every_range_of_a_proof_is_made_of_its_subtrees(size in 1_u64..700, index in 0_u64..700, smaller in 0_u64..700) {
            let all = leaves(size);
            let mut ranges = vec![Range { from: 0, to: size }];
            ranges.extend(inclusion(index, size).unwrap_or_default());
            ranges.extend(consistency(smaller, size).unwrap_or_default());
            for range in ranges {
                let hashes: Vec<Hash> = range.subtrees().iter().map(|subtree| {
                    let from = subtree.number << subtree.level;
                    merged(of(&all, Range { from, to: from + (1 << subtree.level) }))
                }).collect();
                prop_assert_eq!(root(&hashes), mth(of(&all, range)), "{:?}", range);
            }
        }
    }

    #[test]
    fn there_is_no_proof_of_what_is_not_there() {
        assert_eq!((inclusion(3, 3), inclusion(0, 0)), (None, None));
        assert_eq!((consistency(0, 3), consistency(3, 3), consistency(4, 3)), (None, None, None));
        assert_eq!(inclusion(0, 1), Some(Vec::new()));
        let ranges =
            |all: Option<Vec<Range>>| all.map(|all| all.iter().map(|one| (one.from, one.to)).collect::<Vec<_>>());
        // The examples of RFC 9162, section 2.1.5.
        assert_eq!(ranges(inclusion(0, 7)), Some(vec![(1, 2), (2, 4), (4, 7)]));
        assert_eq!(ranges(inclusion(3, 7)), Some(vec![(2, 3), (0, 2), (4, 7)]));
        assert_eq!(ranges(inclusion(6, 7)), Some(vec![(4, 6), (0, 4)]));
        assert_eq!(ranges(consistency(3, 7)), Some(vec![(2, 3), (3, 4), (0, 2), (4, 7)]));
        assert_eq!(ranges(consistency(4, 7)), Some(vec![(4, 7)]));
        assert_eq!(ranges(consistency(6, 7)), Some(vec![(4, 6), (6, 7), (0, 4)]));
    }

    #[test]
    fn a_leaf_is_the_same_bytes_for_ever() {
        let content = content("PAY \"2026.4\"", r#"{"reason":"moved"}"#);
        assert_eq!(content, r#"{"name":"PAY \"2026.4\"","data":{"reason":"moved"}}"#);
        let leaf = Leaf {
            about: "rel_1".into(),
            actor: None,
            at: "2026-04-01T08:00:00.5Z".parse().unwrap(),
            commitment: commitment(&[7; 16], &content),
            id: "evt_1".into(),
            kind: "release.moved".into(),
            on_behalf_of: None,
            portfolio: Some("por_1".into()),
            position: 1,
            subject: "rel_1".into(),
        };
        let text = format!(
            r#"{{"about":"rel_1","actor":null,"at":"2026-04-01T08:00:00.500000Z","commitment":"{}","id":"evt_1","kind":"release.moved","on_behalf_of":null,"portfolio":"por_1","position":1,"subject":"rel_1"}}"#,
            leaf.commitment
        );
        assert_eq!(leaf.text(), text);
        assert_eq!(leaf.hash(), leaf_hash(text.as_bytes()));
    }
}
