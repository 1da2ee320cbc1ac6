//! Environments: where systems run, what they are made of, and how they hang together.

pub mod change;
pub mod drift;
pub mod environment;
pub mod group;
pub mod host;
pub mod link;
pub mod money;
pub mod parity;
pub mod profile;
pub mod stage;
pub mod tree;

pub use environment::{Environment, Health};
pub use group::Group;
pub use host::{Component, Host};
pub use link::{Direction, Link};
pub use money::Money;
pub use profile::{Part, Profile, Setting};
pub use stage::{Promotion, Stage};
pub use tree::{Cycle, Node, Tree};

use crate::problem::Fault;

/// The longest description, in characters.
const DESCRIPTION_LENGTH: usize = 20_000;
/// The longest of other texts, which are one line, in characters.
const LINE_LENGTH: usize = 500;

/// The fault of a description that is too long, if it is.
pub(crate) fn description_fault(text: &str) -> Option<Fault> {
    (text.chars().count() > DESCRIPTION_LENGTH).then(|| {
        Fault::new("/description", "text", format!("a description has at most {DESCRIPTION_LENGTH} characters"))
    })
}

/// The fault of a text that is not one line of visible characters, if it is one.
pub(crate) fn line_fault(pointer: &str, text: &str) -> Option<Fault> {
    let length = text.chars().count();
    let sound = (1..=LINE_LENGTH).contains(&length) && text.trim() == text && !text.chars().any(char::is_control);
    (!sound).then(|| {
        let detail = format!("this is one line of 1 to {LINE_LENGTH} characters, without spaces at its ends");
        Fault::new(pointer, "text", detail)
    })
}
