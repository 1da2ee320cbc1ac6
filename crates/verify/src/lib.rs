//! Checks a journal that was taken along, without the server that wrote it and without its code.
//!
//! What is checked, and against what:
//!
//! - Events are the leaves of a Merkle tree as RFC 9162, section 2.1, defines it, over SHA-256. [`merkle`] checks that a
//!   leaf is in a tree, and that one tree is the beginning of another.
//! - A *checkpoint* says how large the tree is and what its root is, in the format of the C2SP specifications
//!   `tlog-checkpoint` and `signed-note`, signed with Ed25519. [`note`] reads and checks it.
//! - An *export* is a journal with a checkpoint, as a file. [`export`] checks every byte of it.
//!
//! Whoever changes, drops, inserts or reorders an event makes another root, which the signature does not cover; whoever
//! takes the database back to an earlier state has a tree that a later checkpoint, kept elsewhere, does not belong to.

pub mod export;
pub mod merkle;
pub mod note;

pub use export::{Report, check};
pub use note::{Checkpoint, VerifierKey};

/// Why something is not what it should be, in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault(pub String);

impl std::fmt::Display for Fault {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Fault {}

/// What checks answer.
pub type Checked<T> = Result<T, Fault>;

fn fault<T>(why: impl Into<String>) -> Checked<T> {
    Err(Fault(why.into()))
}
