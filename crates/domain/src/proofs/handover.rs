//! One key of the journal hands over to the next.

use super::{Hash, hex};

/// That from a tree on another key signs: signed by both, the former one as its last act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handover {
    /// Of how many events the last tree is that the former key signs.
    pub size: u64,
    /// Its root.
    pub root: Hash,
    /// The former key, as `name+id+key`.
    pub former: String,
    /// The next one.
    pub next: String,
}

impl Handover {
    /// What both keys sign. No checkpoint reads like it: its second line is no number of events and a root, but both at once.
    #[must_use]
    pub fn text(&self) -> String {
        let Self { size, root, former, next } = self;
        format!("signalbox-key-handover 1\n{size} {}\n{former}\n{next}\n", hex(root))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_signed_names_the_tree_and_both_keys() {
        let handover = Handover { size: 7, root: [1; 32], former: "a+1+x".to_owned(), next: "a+2+y".to_owned() };
        assert_eq!(handover.text(), format!("signalbox-key-handover 1\n7 {}\na+1+x\na+2+y\n", "01".repeat(32)));
    }
}
