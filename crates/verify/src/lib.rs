//! Checks a journal, or the evidence of a release, that was taken along: without the server that wrote it and without its code.
//!
//! What is checked, and against what:
//!
//! - Events are the leaves of a Merkle tree as RFC 9162, section 2.1, defines it, over SHA-256. [`merkle`] checks that a
//!   leaf is in a tree, and that one tree is the beginning of another.
//! - A *checkpoint* says how large the tree is and what its root is, in the format of the C2SP specifications
//!   `tlog-checkpoint` and `signed-note`, signed with Ed25519. [`note`] reads and checks it.
//! - One key may hand over to the next, which both sign. [`keys`] follows them from one that is trusted.
//! - An *export* is a journal with a checkpoint, as a file. [`export`] checks every byte of it.
//! - A *pack* is the evidence of a release: an archive whose files an in-toto statement names, signed in a DSSE envelope, with
//!   the events of the release and what proves that they are in the journal. [`pack`] checks every byte of it.
//!
//! Whoever changes, drops, inserts or reorders an event makes another root, which the signature does not cover; whoever
//! takes the database back to an earlier state has a tree that a later checkpoint, kept elsewhere, does not belong to.

mod archive;
pub mod export;
pub mod keys;
pub mod merkle;
pub mod note;
pub mod pack;

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

/// The bytes that lower-case hexadecimal digits stand for.
fn bytes_of(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|pair| Some(digit(*pair.first()?)? << 4 | digit(*pair.get(1)?)?)).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn fault<T>(why: impl Into<String>) -> Checked<T> {
    Err(Fault(why.into()))
}
