//! What is in a pack, section by section. Each is read in the one transaction of the pack, as its caller sees it, and says the
//! same twice: as JSON for machines and as blocks for paper.
//!
//! To add one, write a function like those here and name it in [`ALL`].

mod approvals;
mod deliveries;
mod gates;
mod plan;
mod records;
mod release;

use super::paper::Block;
use jiff::Timestamp;
use serde_json::Value;
use signalbox_domain::{Outcome, PersonRef, releases::Release};
use signalbox_store::{Page, Slice, Tx, grants::Holder, releases::View};

/// A section.
#[derive(Clone, Debug)]
pub(super) struct Section {
    /// The name of its file, without `data/` and `.json`.
    pub(super) file: &'static str,
    /// What it is called.
    pub(super) title: &'static str,
    /// For machines.
    pub(super) json: Value,
    /// For people.
    pub(super) blocks: Vec<Block>,
}

/// What a pack is about.
pub(super) struct Subject {
    /// The release.
    pub(super) view: View,
}

impl Subject {
    pub(super) const fn release(&self) -> &Release {
        &self.view.release
    }
}

/// Reads a section.
type Reader = fn(&mut Tx<'_>, &Subject) -> Outcome<Section>;

/// Every section, in the order in which people read them.
pub(super) const ALL: &[Reader] = &[
    release::release,
    release::people,
    gates::gates,
    approvals::criteria,
    approvals::approvals,
    approvals::waivers,
    plan::plan,
    plan::baselines,
    release::scope,
    deliveries::manifest,
    deliveries::decisions,
    deliveries::deployments,
    records::raid,
    records::activities,
    records::comments,
    records::attachments,
];

/// All items of a list that has pages.
pub(super) fn whole<T>(mut part: impl FnMut(&Page) -> Outcome<Slice<T>>) -> Outcome<Vec<T>> {
    let (mut items, mut cursor) = (Vec::new(), None);
    loop {
        let slice = part(&Page { limit: Some(signalbox_store::page::LARGEST_LIMIT), cursor, total: false })?;
        items.extend(slice.items);
        match slice.next {
            Some(next) => cursor = Some(next),
            None => return Ok(items),
        }
    }
}

/// An instant as people read it.
pub(super) fn told(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// Who did something.
fn by(person: Option<&PersonRef>) -> String {
    person.map_or_else(|| "the system".to_owned(), |person| person.name.to_string())
}

/// Who something is given to.
fn holder(holder: Option<&Holder>) -> String {
    match holder {
        Some(Holder::Person(person)) => person.name.to_string(),
        Some(Holder::Team(team)) => format!("{} (team)", team.name),
        None => String::new(),
    }
}

/// … for machines.
fn holder_json(holder: Option<&Holder>) -> Value {
    match holder {
        Some(Holder::Person(person)) => serde_json::json!({ "person": person }),
        Some(Holder::Team(team)) => serde_json::json!({ "team": team }),
        None => Value::Null,
    }
}

/// A word of the model as people read it: `in_progress` is in progress.
fn words(name: &str) -> String {
    name.replace('_', " ")
}

fn maybe(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}
