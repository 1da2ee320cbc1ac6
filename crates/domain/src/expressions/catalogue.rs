//! What is known and can be asked: every fact with its name, its type and a sentence.

use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;

/// What a fact is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shape {
    /// True or false.
    Truth,
    /// A whole number.
    Whole,
    /// A number.
    Number,
    /// A text.
    Text,
    /// An instant, UTC.
    Instant,
    /// Whatever people wrote there: a text, a number, true or false, a list.
    Any,
    /// Something that has facts of its own.
    Record(&'static Record),
    /// Many of one shape.
    List(&'static Shape),
    /// Values of one shape by their names.
    Map(&'static Shape),
    /// One, or `null` where there is none.
    Maybe(&'static Shape),
}

impl Shape {
    /// The shape in words, as the reference shows it: `list of deployment`, `text or null`.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Truth => "bool".to_owned(),
            Self::Whole => "int".to_owned(),
            Self::Number => "double".to_owned(),
            Self::Text => "string".to_owned(),
            Self::Instant => "timestamp".to_owned(),
            Self::Any => "dyn".to_owned(),
            Self::Record(record) => record.name.to_owned(),
            Self::List(of) => format!("list({})", of.words()),
            Self::Map(of) => format!("map(string, {})", of.words()),
            Self::Maybe(of) => format!("{} or null", of.words()),
        }
    }

    /// The record inside, when there is one.
    #[must_use]
    pub const fn record(&self) -> Option<&'static Record> {
        match self {
            Self::Record(record) => Some(record),
            Self::List(of) | Self::Map(of) | Self::Maybe(of) => of.record(),
            _ => None,
        }
    }
}

/// Something that has facts. There is one record of a name.
#[derive(Debug)]
pub struct Record {
    /// What it is called.
    pub name: &'static str,
    /// What it is.
    pub about: &'static str,
    /// Its facts.
    pub facts: &'static [Known],
}

impl PartialEq for Record {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Record {
    /// The fact of this name.
    #[must_use]
    pub fn fact(&self, name: &str) -> Option<&'static Known> {
        self.facts.iter().find(|fact| fact.name == name)
    }
}

/// One fact.
#[derive(Debug, PartialEq)]
pub struct Known {
    /// What it is called.
    pub name: &'static str,
    /// What it is.
    pub shape: Shape,
    /// What it says, in a sentence, with unit and zone where there is one.
    pub about: &'static str,
}

/// What Rust type makes which shape. It is what keeps the catalogue equal to the document.
pub trait Fact {
    /// The shape.
    const SHAPE: Shape;
}

macro_rules! shapes {
    ($($kind:ty = $shape:ident,)+) => {$(impl Fact for $kind { const SHAPE: Shape = Shape::$shape; })+};
}
shapes! { bool = Truth, i64 = Whole, f64 = Number, String = Text, Timestamp = Instant, serde_json::Value = Any, }

impl<F: Fact> Fact for Option<F> {
    const SHAPE: Shape = Shape::Maybe(&F::SHAPE);
}

impl<F: Fact> Fact for Vec<F> {
    const SHAPE: Shape = Shape::List(&F::SHAPE);
}

impl<F: Fact> Fact for BTreeMap<String, F> {
    const SHAPE: Shape = Shape::Map(&F::SHAPE);
}

/// The facts an expression may name.
#[derive(Clone, Copy, Debug)]
pub struct Catalogue {
    facts: &'static [Known],
    only: Option<&'static [&'static str]>,
}

/// Tells catalogues apart: where their facts are described, and which of them can be named.
pub(super) type Identity = (usize, Option<&'static [&'static str]>);

impl Catalogue {
    pub(super) fn identity(&self) -> Identity {
        (self.facts.as_ptr().addr(), self.only)
    }

    /// All facts of a document.
    #[must_use]
    pub const fn of(record: &'static Record) -> Self {
        Self { facts: record.facts, only: None }
    }

    /// Some facts of a document, by their names.
    #[must_use]
    pub const fn some(record: &'static Record, only: &'static [&'static str]) -> Self {
        Self { facts: record.facts, only: Some(only) }
    }

    /// The facts that can be named.
    pub fn facts(&self) -> impl Iterator<Item = &'static Known> {
        let only = self.only;
        self.facts.iter().filter(move |fact| only.is_none_or(|only| only.contains(&fact.name)))
    }

    /// The fact of this name.
    #[must_use]
    pub fn fact(&self, name: &str) -> Option<&'static Known> {
        self.facts().find(|fact| fact.name == name)
    }

    /// Every fact under its whole path, such as `release.risk` and `deployments[].at`, in the order of the document: what the
    /// reference shows.
    #[must_use]
    pub fn entries(&self) -> Vec<Entry> {
        let mut entries = Vec::new();
        for fact in self.facts() {
            list(fact, fact.name.to_owned(), &mut entries);
        }
        entries
    }
}

/// A line of the reference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// How it is written in an expression; `[]` stands for one of a list.
    pub path: String,
    /// Its type.
    pub kind: String,
    /// What it says, in a sentence.
    pub about: &'static str,
}

fn list(fact: &'static Known, path: String, entries: &mut Vec<Entry>) {
    let inside = match fact.shape {
        Shape::List(_) => format!("{path}[]"),
        _ => path.clone(),
    };
    entries.push(Entry { path, kind: fact.shape.words(), about: fact.about });
    for part in fact.shape.record().map_or(&[][..], |record| record.facts) {
        list(part, format!("{inside}.{}", part.name), entries);
    }
}
