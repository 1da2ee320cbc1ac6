//! Erasing what an event says: its content goes, its leaf and so the tree stay as they are.

use crate::{
    event::Fact,
    id::PortfolioId,
    problem::{Fault, Outcome, Problem},
};
use serde_json::Value;

/// What becomes true when contents are erased: which, so that a content that is missing without it is found.
pub const ERASED: &str = "journal.erased";
/// The most events of one act.
pub const MOST: usize = 1_000;
/// The longest reason, in characters.
const LONGEST: usize = 2_000;

/// An event whose content somebody wants erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Its place in the journal.
    pub position: u64,
    /// What became true.
    pub kind: String,
    /// Whether it was erased before.
    pub is_erased: bool,
}

/// Decides about an act of erasing; answers the positions of the contents that go, in order, and the fact.
///
/// # Errors
/// No reason; nothing to erase, or too much at once; what says itself that something was erased.
pub fn erase(found: &[Candidate], reason: &str, root: PortfolioId) -> Outcome<(Vec<u64>, Fact)> {
    let length = reason.trim().chars().count();
    if !(1..=LONGEST).contains(&length) {
        let detail = format!("say why, in up to {LONGEST} characters");
        return Err(Fault::new("/reason", "text", detail).into());
    }
    if let Some(act) = found.iter().find(|one| one.kind == ERASED) {
        let detail =
            format!("event {} says what was erased: without it the journal would look tampered with", act.position);
        return Err(Problem::refused("erasure", detail));
    }
    let mut positions: Vec<u64> = found.iter().filter(|one| !one.is_erased).map(|one| one.position).collect();
    positions.sort_unstable();
    positions.dedup();
    if positions.is_empty() {
        return Err(Problem::refused(
            "erased",
            "there is nothing left to erase: no such event has its content any more",
        ));
    }
    if positions.len() > MOST {
        let detail =
            format!("{} events at once are too many: name up to {MOST} of them by their positions", positions.len());
        return Err(Problem::refused("too_many", detail));
    }
    let fact = Fact::of(ERASED, root, root)
        .named("journal")
        .change("positions", Value::Null, &positions)
        .because(Some(reason.trim().to_owned()));
    Ok((positions, fact))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Identifier;

    fn candidate(position: u64, kind: &str, is_erased: bool) -> Candidate {
        Candidate { position, kind: kind.to_owned(), is_erased }
    }

    #[test]
    fn contents_go_once_with_a_reason_and_are_named() {
        let root = PortfolioId::from_bits(1);
        let found =
            [candidate(9, "comment.written", false), candidate(3, "person.created", false), candidate(4, "x.y", true)];
        let (positions, fact) = erase(&found, " asked to be forgotten ", root).unwrap();
        assert_eq!(positions, [3, 9]);
        assert_eq!((fact.kind, fact.reason.as_deref()), (ERASED, Some("asked to be forgotten")));
        assert_eq!(fact.changes[0].after, serde_json::json!([3, 9]));
        let code = |found: &[Candidate], reason| match erase(found, reason, root) {
            Err(Problem::Refused { reasons, .. }) => reasons[0].code,
            Err(Problem::Invalid(faults)) => faults[0].code,
            other => panic!("{other:?}"),
        };
        assert_eq!(code(&found, "  "), "text");
        assert_eq!(code(&found[2..], "why"), "erased");
        assert_eq!(code(&[candidate(5, ERASED, false)], "why"), "erasure");
        let many: Vec<Candidate> = (1..=MOST as u64 + 1).map(|position| candidate(position, "x.y", false)).collect();
        assert_eq!(code(&many, "why"), "too_many");
    }
}
