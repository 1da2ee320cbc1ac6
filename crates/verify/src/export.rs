//! A journal as a file.
//!
//! ```text
//! signalbox-journal 1 <key>
//! <leaf> TAB <salt> TAB <content>          for each event, from the first on
//!                                          an empty line
//! <checkpoint>                             a signed note, to the end of the file
//! ```
//!
//! A leaf is what the tree holds of an event, byte by byte: an object of JSON with its `position` and the `commitment` to its
//! content. The commitment is the SHA-256, as hexadecimal digits, of the salt's bytes and the content: so a content can be
//! erased without changing the tree, and nobody finds it out by trying.

use crate::{Checked, Checkpoint, Fault, VerifierKey, fault, merkle};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::io::BufRead;

/// What the first line begins with.
const HEAD: &str = "signalbox-journal 1 ";

/// A journal that is what its checkpoint says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Who signed it.
    pub key: VerifierKey,
    /// How large the tree is, and its root.
    pub checkpoint: Checkpoint,
    /// Positions of events that are dated before the one in front of them: the clock was set back.
    pub set_back: Vec<u64>,
}

#[derive(Deserialize)]
struct Leaf<'a> {
    position: u64,
    #[serde(borrow)]
    commitment: &'a str,
    #[serde(borrow)]
    at: &'a str,
}

/// Checks a journal: every event against its commitment, all of them against the checkpoint, and that against the key in
/// the file, or against one that is known from elsewhere. Earlier checkpoints, which a witness kept, have to be of the same
/// journal.
///
/// # Errors
/// The first thing that is wrong, with where it is.
pub fn check(file: &mut dyn BufRead, trusted: Option<&VerifierKey>, kept: &[String]) -> Checked<Report> {
    let mut lines = Lines { file, line: Vec::new(), number: 0 };
    if !lines.next()? {
        return fault("the file is empty");
    }
    let Some(named) = lines.text()?.strip_prefix(HEAD) else { return fault("the file is no export of a journal") };
    let key: VerifierKey = named.parse()?;
    if let Some(trusted) = trusted
        && *trusted != key
    {
        return fault(format!("the journal is signed by {key}, not by {trusted}"));
    }
    let mut kept: Vec<Checkpoint> = kept.iter().map(|note| Checkpoint::open(note, &key)).collect::<Checked<_>>()?;
    kept.sort_by_key(|checkpoint| checkpoint.size);
    let mut kept = kept.into_iter().peekable();
    let mut tree = merkle::Tree::default();
    let (mut set_back, mut before) = (Vec::new(), String::new());
    loop {
        while let Some(known) = kept.next_if(|known| known.size == tree.size()) {
            if known.root != tree.root() {
                return fault(format!(
                    "up to event {} it is another journal than the one that was witnessed: history was rewritten",
                    known.size
                ));
            }
        }
        if !lines.next()? {
            return fault("the file ends without a checkpoint: something was cut off");
        }
        if lines.line.is_empty() {
            break;
        }
        let at = lines.event(tree.size() + 1, &mut tree)?;
        if *at < *before {
            set_back.push(tree.size());
        }
        before.clear();
        before.push_str(&at);
    }
    if let Some(known) = kept.peek() {
        return fault(format!(
            "a checkpoint of {} events was witnessed, and here are {}: events were cut off, or the database was taken back",
            known.size,
            tree.size()
        ));
    }
    let checkpoint = Checkpoint::open_untouched(&lines.rest()?, &key)?;
    if checkpoint.size != tree.size() {
        let (said, found) = (checkpoint.size, tree.size());
        return fault(format!("the checkpoint is of {said} events, and here are {found}"));
    }
    if checkpoint.root != tree.root() {
        return fault("some event is not the one that was signed: the root of the tree is another");
    }
    Ok(Report { key, checkpoint, set_back })
}

struct Lines<'a> {
    file: &'a mut dyn BufRead,
    line: Vec<u8>,
    number: u64,
}

impl Lines<'_> {
    /// The next line, without its end; false at the end of the file.
    fn next(&mut self) -> Checked<bool> {
        self.line.clear();
        self.number += 1;
        let read = self.file.read_until(b'\n', &mut self.line).map_err(|error| self.wrong(&error.to_string()))?;
        if read > 0 && self.line.pop() != Some(b'\n') {
            return Err(self.wrong("the line has no end: something was cut off"));
        }
        Ok(read > 0)
    }

    fn wrong(&self, why: &str) -> Fault {
        Fault(format!("line {}: {why}", self.number))
    }

    fn text(&self) -> Checked<&str> {
        std::str::from_utf8(&self.line).map_err(|_| self.wrong("this is no text"))
    }

    /// Adds the event of this line to the tree; answers when it is dated.
    fn event(&self, expected: u64, tree: &mut merkle::Tree) -> Checked<String> {
        let line = self.text()?;
        let mut parts = line.split('\t');
        let (Some(text), Some(salt), Some(content), None) = (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(self.wrong("an event has a leaf, a salt and a content"));
        };
        let leaf: Leaf<'_> = serde_json::from_str(text).map_err(|error| self.wrong(&format!("no leaf: {error}")))?;
        if leaf.position != expected {
            return Err(self.wrong(&format!("event {} stands where {expected} should", leaf.position)));
        }
        let Some(salt) = bytes_of(salt) else { return Err(self.wrong("this is no salt")) };
        let found: merkle::Hash = Sha256::new().chain_update(salt).chain_update(content).finalize().into();
        if bytes_of(leaf.commitment).as_deref() != Some(found.as_slice()) {
            return Err(self.wrong(&format!("the content of event {expected} is not the one that was committed to")));
        }
        tree.add(merkle::leaf(text.as_bytes()));
        Ok(leaf.at.to_owned())
    }

    /// Everything after this line.
    fn rest(&mut self) -> Checked<String> {
        let mut rest = String::new();
        self.file.read_to_string(&mut rest).map_err(|error| self.wrong(&error.to_string()))?;
        Ok(rest)
    }
}

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
