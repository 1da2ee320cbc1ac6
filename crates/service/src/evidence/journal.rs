//! The journal of a release: for machines with what proves it, for people in sentences.

use super::{paper::Block, sections::told};
use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use signalbox_domain::{
    Outcome, Problem,
    event::Change,
    id::{ReleaseId, looks_like_an_id},
};
use signalbox_store::{
    Tx, names,
    proofs::{self as store, Kept},
};
use std::collections::{BTreeSet, HashMap};

/// The most events a pack holds.
const MOST: usize = 20_000;
/// What stands for a value that is not there.
const NOTHING: &str = "\u{2013}";
/// How much of a value is written on paper, in characters; the data have all of it.
const LONGEST: usize = 300;

/// The events of a release.
pub(super) struct Part {
    /// A line of JSON for each.
    pub(super) lines: String,
    /// How many there are.
    pub(super) count: usize,
    /// Of how many the content was erased.
    pub(super) erased: usize,
    /// For people.
    pub(super) blocks: Vec<Block>,
}

#[derive(Deserialize)]
struct Leaf {
    at: Timestamp,
    kind: String,
    subject: String,
}

#[derive(Default, Deserialize)]
struct Content {
    name: String,
    data: Data,
}

#[derive(Default, Deserialize)]
struct Data {
    #[serde(default)]
    changes: Vec<Change>,
    reason: Option<String>,
}

/// Reads the events of a release in a journal of a size; `None` when some are later.
pub(super) fn read(tx: &mut Tx<'_>, release: ReleaseId, size: u64) -> Outcome<Option<Part>> {
    let id = release.to_string();
    if store::is_behind(tx, &id, size)? {
        return Ok(None);
    }
    let events = store::of_release(tx, &id, MOST + 1)?;
    if events.len() > MOST {
        let detail =
            format!("the release has more than {MOST} events, which is more than a pack holds: export the journal");
        return Err(Problem::refused("too_large", detail));
    }
    let positions: Vec<u64> = events.iter().map(|event| event.entry.position).collect();
    let paths = store::prove_all(tx, &positions, size)?;
    let mut lines = String::new();
    for (event, path) in events.iter().zip(&paths) {
        let entry = &event.entry;
        let path: Vec<String> = path.iter().map(|hash| STANDARD.encode(hash)).collect();
        let line = json!({
            "position": entry.position, "leaf": entry.leaf, "salt": entry.salt, "content": entry.content, "path": path,
        });
        lines.push_str(&format!("{line}\n"));
    }
    let erased = events.iter().filter(|event| event.entry.erased_by.is_some()).count();
    Ok(Some(Part { lines, count: events.len(), erased, blocks: blocks(tx, &events)? }))
}

fn blocks(tx: &mut Tx<'_>, events: &[Kept]) -> Outcome<Vec<Block>> {
    let broken = |error: serde_json::Error| Problem::Internal(format!("an event cannot be read: {error}"));
    let mut read = Vec::with_capacity(events.len());
    let mut ids = BTreeSet::new();
    for event in events {
        let leaf: Leaf = serde_json::from_str(&event.entry.leaf).map_err(broken)?;
        let content: Option<Content> = match event.entry.erased_by {
            Some(_) => None,
            None => Some(serde_json::from_str(&event.entry.content).map_err(broken)?),
        };
        for change in content.iter().flat_map(|content| &content.data.changes) {
            mentioned(&change.before, &mut ids);
            mentioned(&change.after, &mut ids);
        }
        read.push((event, leaf, content));
    }
    let names = names::of(tx, &ids)?;
    let rows = read.iter().map(|(event, leaf, content)| {
        let actor = event.actor.clone().unwrap_or_else(|| "the system".to_owned());
        let who = match &event.on_behalf_of {
            Some(absent) => format!("{actor}\nfor {absent}"),
            None => actor,
        };
        [event.entry.position.to_string(), told(leaf.at), who, what(leaf, content.as_ref(), &names)]
    });
    let columns = [("No.", 0.6), ("When", 1.7), ("Who", 1.4), ("What became true", 5.2)];
    Ok(vec![
        Block::Text(
            "Every event of the release and its parts, in the order of the journal. The numbers are the places in the journal, \
             which has events of other things between them."
                .to_owned(),
        ),
        Block::table(columns, rows.collect(), "Nothing happened that you may be told of."),
    ])
}

/// What became true, in lines: what it is about, each field before and after, and why.
fn what(leaf: &Leaf, content: Option<&Content>, names: &HashMap<String, String>) -> String {
    let kind = leaf.kind.replace(['.', '_'], " ");
    let Some(content) = content else { return format!("{kind}\n(what it says was erased)") };
    let mut lines = match content.name.as_str() {
        "" => vec![format!("{kind}: {}", leaf.subject)],
        name => vec![format!("{kind}: {name}")],
    };
    for Change { field, before, after } in &content.data.changes {
        let (before, after) = (value(before, names), value(after, names));
        if before == after {
            continue;
        }
        lines.push(format!("{}: {before} \u{2192} {after}", field.replace('_', " ")));
    }
    lines.extend(content.data.reason.as_ref().map(|reason| format!("Reason: {reason}")));
    lines.join("\n")
}

fn mentioned(value: &Value, ids: &mut BTreeSet<String>) {
    match value {
        Value::String(text) if looks_like_an_id(text) => {
            ids.insert(text.clone());
        }
        Value::Array(items) => items.iter().for_each(|item| mentioned(item, ids)),
        Value::Object(fields) => fields.values().for_each(|field| mentioned(field, ids)),
        _ => {}
    }
}

/// A value in a line: names in place of ids.
fn value(of: &Value, names: &HashMap<String, String>) -> String {
    let text = match of {
        Value::Null => return NOTHING.to_owned(),
        Value::String(text) if text.is_empty() => return NOTHING.to_owned(),
        Value::String(text) => names.get(text).cloned().unwrap_or_else(|| text.clone()),
        Value::Array(items) => items.iter().map(|item| value(item, names)).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => {
            let told = fields.iter().filter(|(_, value)| !value.is_null());
            told.map(|(name, field)| format!("{name} {}", value(field, names))).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    };
    if text.chars().count() <= LONGEST {
        return text;
    }
    let cut: String = text.chars().take(LONGEST).collect();
    format!("{cut}\u{2026} (all of it is in journal/events.jsonl)")
}
