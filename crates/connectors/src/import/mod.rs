//! Readers of other tools' plans. Each turns files into the documents that say the same, and names every line it could
//! not understand; what becomes of the documents is decided elsewhere. No reader looks at a clock.

pub mod csv;
pub mod deployment_plan;
pub mod environments;
pub mod ics;
pub mod kubernetes;
pub mod openstack;
pub mod runbook;
pub mod runbook_table;

use signalbox_domain::{Fault, Key, Name};
use signalbox_service::documents::{
    Document,
    yaml::{self, Node},
};
use std::{
    collections::HashMap,
    fmt,
    path::{Path, PathBuf},
};

/// What was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Imported {
    /// What should be there, in an order in which nothing is mentioned before it is described, except that a version
    /// names the release that produced it.
    pub documents: Vec<Document>,
    /// What could not be understood.
    pub notes: Vec<Note>,
    /// What was found, in figures.
    pub summary: Vec<Figure>,
}

impl Imported {
    /// True when a fault is so grave that nothing may be imported.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.notes.iter().any(|note| note.severity == Severity::Error)
    }

    /// The figure of this name, if it was counted.
    #[must_use]
    pub fn figure(&self, what: &str) -> Option<usize> {
        self.summary.iter().find(|figure| figure.what == what).map(|figure| figure.number)
    }

    fn count(&mut self, what: &'static str, number: usize) {
        self.summary.push(Figure { what, number });
    }

    fn warn(&mut self, file: &Path, line: usize, what: impl Into<String>) {
        self.notes.push(Note { severity: Severity::Warning, file: file.to_owned(), line, what: what.into() });
    }

    fn refuse(&mut self, file: &Path, line: usize, what: impl Into<String>) {
        self.notes.push(Note { severity: Severity::Error, file: file.to_owned(), line, what: what.into() });
    }
}

/// Something that was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figure {
    /// What, in the plural.
    pub what: &'static str,
    /// How many.
    pub number: usize,
}

/// A line that could not be understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// How grave it is.
    pub severity: Severity,
    /// In which file.
    pub file: PathBuf,
    /// On which line, from 1; 0 for the file as a whole.
    pub line: usize,
    /// What was not understood, and what was done about it.
    pub what: String,
}

impl fmt::Display for Note {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:", self.file.display())?;
        if self.line > 0 {
            write!(formatter, "{}:", self.line)?;
        }
        let word = match self.severity {
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        write!(formatter, " {word}: {}", self.what)
    }
}

/// How grave something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Something was left out or stands as it was found; the rest is sound.
    Warning,
    /// The import as a whole is refused.
    Error,
}

/// The text of a file; a note and `None` when it cannot be had.
fn read_text(path: &Path, imported: &mut Imported) -> Option<String> {
    let too_large = std::fs::metadata(path).is_ok_and(|found| found.len() > yaml::MOST_BYTES as u64);
    if too_large {
        imported.refuse(path, 0, format!("the file has more than {} bytes; it is not read", yaml::MOST_BYTES));
        return None;
    }
    match std::fs::read(path) {
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) => Some(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)),
            Err(error) => {
                let before = error.utf8_error().valid_up_to();
                let line = error.as_bytes().iter().take(before).filter(|byte| **byte == b'\n').count() + 1;
                imported.refuse(path, line, "this is not UTF-8; save the file as UTF-8");
                None
            }
        },
        Err(error) => {
            imported.refuse(path, 0, format!("this file cannot be read: {error}"));
            None
        }
    }
}

/// The one document of a YAML file; a note and `None` when there is none.
fn read_yaml(path: &Path, imported: &mut Imported) -> Option<Node> {
    let text = read_text(path, imported)?;
    match yaml::parse(&text) {
        Ok(mut documents) => {
            if documents.len() > 1 {
                imported.refuse(path, documents[1].at.line, "one document is expected here; this begins another");
                return None;
            }
            let first = documents.pop();
            if first.is_none() {
                imported.refuse(path, 0, "this file is empty");
            }
            first
        }
        Err(faults) => {
            for fault in faults {
                let (line, what) = line_of(&fault);
                imported.refuse(path, line, what);
            }
            None
        }
    }
}

/// Takes the line out of a fault's sentence, where [`yaml::parse`] puts it.
fn line_of(fault: &Fault) -> (usize, String) {
    let line =
        fault.detail.strip_prefix("line ").and_then(|rest| rest.split(',').next()).and_then(|line| line.parse().ok());
    match (line, fault.detail.split_once(": ")) {
        (Some(line), Some((place, what))) => {
            let column = place.rsplit_once(", ").map_or(place, |(_, column)| column);
            (line, format!("{column}: {what}"))
        }
        _ => (0, fault.detail.clone()),
    }
}

/// Gives every name a key of its own.
#[derive(Debug, Default)]
struct Keys(HashMap<String, usize>);

impl Keys {
    /// The key nearest to these words that was not given before; a second one of the same words ends in `-2`.
    fn next(&mut self, words: &str) -> Key {
        let base: String = Key::from_words(words).as_str().chars().take(58).collect();
        let base = Key::from_words(&base);
        loop {
            let times = self.0.entry(base.as_str().to_ascii_lowercase()).or_default();
            *times += 1;
            if *times == 1 {
                return base;
            }
            let numbered = Key::from_words(&format!("{base}-{times}"));
            if self.take(&numbered) {
                return numbered;
            }
        }
    }

    /// A key for each of these names, the same whatever else a file holds: a name that is a key is its own; any other gets
    /// the nearest key and a mark of the whole name.
    fn lasting<'n>(&mut self, names: impl Iterator<Item = &'n str> + Clone) -> Vec<Key> {
        let own: Vec<Option<Key>> =
            names.clone().map(|name| Key::parse(name).ok().filter(|key| self.take(key))).collect();
        let marked = |(own, name): (Option<Key>, &str)| {
            own.unwrap_or_else(|| {
                let words: String = Key::from_words(name).as_str().chars().take(48).collect();
                self.next(&format!("{words}-{}", mark(name)))
            })
        };
        own.into_iter().zip(names).map(marked).collect()
    }

    /// Takes this very key, if it was not given before.
    fn take(&mut self, key: &Key) -> bool {
        self.0.insert(key.as_str().to_ascii_lowercase(), 1).is_none()
    }
}

/// Eight letters that tell a text from others: FNV-1a, 32 bits.
fn mark(text: &str) -> String {
    let hash = text.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    format!("{hash:08x}")
}

/// Words without line ends and double spaces.
fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A name made of any words.
fn name(words: &str) -> Name {
    Name::from_words(&one_line(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_never_repeat() {
        let mut keys = Keys::default();
        let told: Vec<String> = ["Code Freeze", "code freeze", "Code-Freeze 2", "code freeze", "🚨"]
            .iter()
            .map(|words| keys.next(words).to_string())
            .collect();
        assert_eq!(told, ["code-freeze", "code-freeze-2", "code-freeze-2-2", "code-freeze-3", "x"]);
        let long = "word ".repeat(40);
        assert_ne!(keys.next(&long), keys.next(&long));
    }

    #[test]
    fn a_lasting_key_depends_on_its_name_alone() {
        let keys = |names: &[&str]| -> Vec<String> {
            Keys::default().lasting(names.iter().copied()).iter().map(Key::to_string).collect()
        };
        let long = ["x".repeat(70), "x".repeat(71)];
        let told = keys(&["k8s-01", "K8S-01", "EU (blue)", &long[0], &long[1], "🚨"]);
        assert_eq!((told[0].as_str(), told[2].as_str()), ("k8s-01", "eu-blue-1ecdad36"));
        let mut unlike: Vec<String> = told.iter().map(|key| key.to_lowercase()).collect();
        unlike.sort();
        unlike.dedup();
        assert_eq!(unlike.len(), told.len(), "{told:?}");
        assert_eq!(
            keys(&["🚨", &long[1], &long[0], "EU (blue)"]),
            [&told[5], &told[4], &told[3], &told[2]].map(String::clone)
        );
    }

    #[test]
    fn a_note_reads_like_a_compiler_message() {
        let note =
            Note { severity: Severity::Warning, file: "a/b.yaml".into(), line: 7, what: "what is this?".to_owned() };
        assert_eq!(note.to_string(), "a/b.yaml:7: warning: what is this?");
        let whole = Note { severity: Severity::Error, line: 0, ..note };
        assert_eq!(whole.to_string(), "a/b.yaml: error: what is this?");
    }

    #[test]
    fn a_yaml_fault_becomes_a_line() {
        let fault = yaml::parse("a: 1\na: 2\n").unwrap_err().remove(0);
        assert_eq!(
            line_of(&fault),
            (2, "column 1: the key \"a\" stands here again; first on line 1, column 1".to_owned())
        );
    }
}
