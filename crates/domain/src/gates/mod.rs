//! What holds a gate: criteria that have to be met, people who have to approve, waivers for what need not hold; and whether it
//! may be passed.

pub mod criterion;
pub mod duties;
pub mod request;
pub mod rule;
pub mod standing;
pub mod statement;
pub mod waiver;

pub use criterion::{Criterion, Evidence, Said};
pub use duties::{Duties, Voter};
pub use request::{Approval, Ending, Request, Verdict};
pub use rule::{Approvers, Rule};
pub use standing::{Compliance, Gate};
pub use statement::Statement;
pub use waiver::Waiver;

use crate::problem::Fault;

/// The most criteria, or rules, of one gate.
pub const MOST: usize = 100;

/// The longest text of a reason, note or comment.
pub const LONGEST_NOTE: usize = 2_000;

/// What a text of this field must be: not too long.
pub(crate) fn note_fault(pointer: &str, text: &str) -> Option<Fault> {
    let is_long = text.chars().count() > LONGEST_NOTE;
    is_long.then(|| Fault::new(pointer, "length", format!("at most {LONGEST_NOTE} characters")))
}

/// A text that says something, without the blanks around it.
pub(crate) fn said(text: Option<&str>) -> Option<String> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}
