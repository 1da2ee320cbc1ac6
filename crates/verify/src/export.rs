//! A journal as a file.
//!
//! ```text
//! signalbox-journal 1 <key>
//! handover <size> <root> <former key> <next key> <signature> <signature>    for each key that handed over to the next
//! <leaf> TAB <salt> TAB <content>          for each event, from the first on
//!                                          an empty line
//! <checkpoint>                             a signed note, to the end of the file
//! ```
//!
//! A leaf is what the tree holds of an event, byte by byte: an object of JSON with its `position` and the `commitment` to its
//! content. The commitment is the SHA-256, as hexadecimal digits, of the salt's bytes and the content: so a content can be
//! erased without changing the tree, and nobody finds it out by trying. Salt and content are empty then, and a later event, of
//! the kind `journal.erased`, names its position: without that, the content is missing.

use crate::{Checked, Checkpoint, Fault, VerifierKey, bytes_of, fault, keys::Chain, merkle};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::{collections::HashMap, io::BufRead};

/// What the first line begins with.
const HEAD: &str = "signalbox-journal 1 ";
/// The kind of the events that say what was erased.
const ERASED: &str = "journal.erased";

/// A journal that is what its checkpoint says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Who signed it.
    pub key: VerifierKey,
    /// How large the tree is, and its root.
    pub checkpoint: Checkpoint,
    /// How many keys signed before that one, each of which handed over to the next.
    pub former_keys: usize,
    /// Positions of events that are dated before the one in front of them: the clock was set back.
    pub set_back: Vec<u64>,
    /// Positions of events whose content was erased, as another event says.
    pub erased: Vec<u64>,
}

#[derive(Deserialize)]
struct Leaf<'a> {
    position: u64,
    #[serde(borrow)]
    commitment: &'a str,
    #[serde(borrow)]
    at: &'a str,
    #[serde(borrow)]
    kind: &'a str,
}

/// The content of an event that says what was erased.
#[derive(Deserialize)]
struct Act {
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    changes: Vec<Change>,
}

#[derive(Deserialize)]
struct Change {
    field: String,
    after: serde_json::Value,
}

impl Act {
    fn positions(&self) -> impl Iterator<Item = u64> {
        let named = self.data.changes.iter().filter(|change| change.field == "positions");
        named.flat_map(|change| change.after.as_array().into_iter().flatten().filter_map(serde_json::Value::as_u64))
    }
}

/// What is missing, and what is said to be erased.
#[derive(Default)]
struct Erasures {
    missing: Vec<u64>,
    /// Positions with the last event that names them.
    named: HashMap<u64, u64>,
}

impl Erasures {
    /// The positions of what was erased.
    fn finish(self) -> Checked<Vec<u64>> {
        let unsaid = self.missing.iter().find(|missing| self.named.get(missing).is_none_or(|act| act < missing));
        match unsaid {
            Some(position) => {
                fault(format!("the content of event {position} is missing, and no event says that it was erased"))
            }
            None => Ok(self.missing),
        }
    }
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
    let mut chain = Chain::ending_with(key.clone());
    let mut is_there = lines.next()?;
    while is_there && lines.line.starts_with(b"handover ") {
        chain.add(lines.text()?).map_err(|fault| lines.wrong(&fault.0))?;
        is_there = lines.next()?;
    }
    chain.finish(trusted)?;
    let mut kept: Vec<Checkpoint> = kept.iter().map(|note| chain.open(note)).collect::<Checked<_>>()?;
    // The last tree of a key that handed over is known, too.
    kept.extend(chain.trees(key.name()));
    kept.sort_by_key(|checkpoint| checkpoint.size);
    let mut kept = kept.into_iter().peekable();
    let mut tree = merkle::Tree::default();
    let (mut set_back, mut before, mut erasures) = (Vec::new(), String::new(), Erasures::default());
    loop {
        while let Some(known) = kept.next_if(|known| known.size == tree.size()) {
            if known.root != tree.root() {
                return fault(format!(
                    "up to event {} it is another journal than the one that was witnessed: history was rewritten",
                    known.size
                ));
            }
        }
        if !is_there {
            return fault("the file ends without a checkpoint: something was cut off");
        }
        if lines.line.is_empty() {
            break;
        }
        let at = lines.event(tree.size() + 1, &mut tree, &mut erasures)?;
        is_there = lines.next()?;
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
    chain.check_turn(checkpoint.size)?;
    if checkpoint.size != tree.size() {
        let (said, found) = (checkpoint.size, tree.size());
        return fault(format!("the checkpoint is of {said} events, and here are {found}"));
    }
    if checkpoint.root != tree.root() {
        return fault("some event is not the one that was signed: the root of the tree is another");
    }
    Ok(Report { former_keys: chain.former(), key, checkpoint, set_back, erased: erasures.finish()? })
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
    fn event(&self, expected: u64, tree: &mut merkle::Tree, erasures: &mut Erasures) -> Checked<String> {
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
        if salt.is_empty() && content.is_empty() {
            erasures.missing.push(expected);
        } else {
            is_committed(leaf.commitment, salt, content, expected).map_err(|fault| self.wrong(&fault.0))?;
            if leaf.kind == ERASED {
                let act: Act =
                    serde_json::from_str(content).map_err(|error| self.wrong(&format!("no act: {error}")))?;
                erasures.named.extend(act.positions().map(|position| (position, expected)));
            }
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

/// Checks that a content is the one that an event's leaf commits to.
pub(crate) fn is_committed(commitment: &str, salt: &str, content: &str, position: u64) -> Checked<()> {
    let Some(salt) = bytes_of(salt) else { return fault("this is no salt") };
    let found: merkle::Hash = Sha256::new().chain_update(salt).chain_update(content).finalize().into();
    if bytes_of(commitment).as_deref() != Some(found.as_slice()) {
        return fault(format!("the content of event {position} is not the one that was committed to"));
    }
    Ok(())
}
