//! Keys that handed over to one another.
//!
//! ```text
//! handover <size> <root> <former key> <next key> <signature of the former> <signature of the next>
//! ```
//!
//! The former key signs no tree that is larger than the one named here, whose root is written as hexadecimal digits. What both
//! sign, each of its lines with an end, is `signalbox-key-handover 1`, size and root, the former key, the next key.

use crate::{Checked, Checkpoint, Fault, VerifierKey, bytes_of, fault, merkle::Hash};

struct Handover {
    size: u64,
    root: Hash,
    former: VerifierKey,
    next: VerifierKey,
}

/// Keys in their order.
pub struct Chain {
    handovers: Vec<Handover>,
    last: VerifierKey,
}

impl Chain {
    /// One that leads to a key.
    #[must_use]
    pub const fn ending_with(last: VerifierKey) -> Self {
        Self { handovers: Vec::new(), last }
    }

    /// Adds the next handover, a line.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn add(&mut self, line: &str) -> Checked<()> {
        let wrong = || Fault("this is no handover from key to key".to_owned());
        let parts: Vec<&str> = line.split(' ').collect();
        let [word, size, root, former, next, by_former, by_next] = parts[..] else { return Err(wrong()) };
        let number: u64 = size.parse().map_err(|_| wrong())?;
        if word != "handover" || number.to_string() != size {
            return Err(wrong());
        }
        let text = format!("signalbox-key-handover 1\n{size} {root}\n{former}\n{next}\n");
        let root = bytes_of(root).and_then(|bytes| Hash::try_from(bytes).ok()).ok_or_else(wrong)?;
        let (former, next): (VerifierKey, VerifierKey) = (former.parse()?, next.parse()?);
        for (key, signature) in [(&former, by_former), (&next, by_next)] {
            if !key.has_signed(text.as_bytes(), signature) {
                return fault(format!("{key} did not sign this handover"));
            }
        }
        if former.name() != next.name() {
            return fault("a handover names two journals");
        }
        if let Some(before) = self.handovers.last()
            && (before.next != former || before.size >= number)
        {
            return fault("this handover does not follow the one before it");
        }
        self.handovers.push(Handover { size: number, root, former, next });
        Ok(())
    }

    /// Checks that the handovers lead to the key that signs, and come from one that is trusted.
    ///
    /// # Errors
    /// What is wrong.
    pub fn finish(&self, trusted: Option<&VerifierKey>) -> Checked<()> {
        if self.handovers.last().is_some_and(|handover| handover.next != self.last) {
            return fault("the keys that handed over to one another do not lead to the one that signs");
        }
        match trusted {
            Some(trusted) if *trusted != self.last && !self.handovers.iter().any(|one| one.former == *trusted) => {
                fault(format!("the journal is signed by {}, not by {trusted}", self.last))
            }
            _ => Ok(()),
        }
    }

    /// Checks that a checkpoint of the last key is one it could sign.
    ///
    /// # Errors
    /// When another key signed until later.
    pub fn check_turn(&self, size: u64) -> Checked<()> {
        match self.handovers.last() {
            Some(last) if size <= last.size => {
                fault(format!("the key signed a checkpoint of {size} events before it was handed over to"))
            }
            _ => Ok(()),
        }
    }

    /// How many keys signed before the last.
    #[must_use]
    pub const fn former(&self) -> usize {
        self.handovers.len()
    }

    /// The last tree of each key that handed over.
    pub(crate) fn trees(&self, origin: &str) -> impl Iterator<Item = Checkpoint> {
        self.handovers.iter().map(move |one| Checkpoint { origin: origin.to_owned(), size: one.size, root: one.root })
    }

    /// Reads a checkpoint and checks that the key signed it whose turn it was.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn open(&self, note: &str) -> Checked<Checkpoint> {
        let mut first = None;
        let mut after = 0;
        for handover in &self.handovers {
            match Checkpoint::open(note, &handover.former) {
                Ok(opened) if opened.size <= handover.size && opened.size > after => return Ok(opened),
                Ok(opened) => {
                    return fault(format!(
                        "a key that had handed over at event {} signed a checkpoint of {}",
                        handover.size, opened.size
                    ));
                }
                Err(fault) => first = first.or(Some(fault)),
            }
            after = handover.size;
        }
        let opened = Checkpoint::open(note, &self.last).map_err(|fault| first.unwrap_or(fault))?;
        self.check_turn(opened.size)?;
        Ok(opened)
    }
}
