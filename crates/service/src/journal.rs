//! Reading the journal.

use crate::{App, Ctx, Page, Slice};
use jiff::Timestamp;
use serde_json::Value;
use signalbox_domain::{
    Outcome, Problem,
    id::{PersonId, looks_like_an_id},
};
use signalbox_store::{Tx, journal as store, names};
use std::collections::{BTreeMap, BTreeSet};

pub use store::Event;

/// What a list of events is limited to. A thing is named by id, or by the key that releases, systems, portfolios, teams
/// and release types have.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Events of this very thing.
    pub subject: Option<String>,
    /// Events of this thing and its parts.
    pub about: Option<String>,
    /// Events of these kinds, or of these nouns where there is no dot; of all when empty.
    pub kinds: Vec<String>,
    /// Events by this person.
    pub actor: Option<PersonId>,
    /// Events by this person, or of them and what is theirs.
    pub person: Option<PersonId>,
    /// Events from this instant on.
    pub from: Option<Timestamp>,
    /// Events before this instant.
    pub until: Option<Timestamp>,
}

/// How many kinds can be asked for at once.
const MOST_KINDS: usize = 50;

/// An event with what the ids among its changes stand for.
#[derive(Clone, Debug)]
pub struct Told {
    /// The event.
    pub event: Event,
    /// What things are called now, by id; what is gone or out of sight is missing.
    pub names: BTreeMap<String, String>,
}

/// The last position there is; 0 in an empty journal.
///
/// # Errors
/// When the database cannot be read.
pub async fn last_position(app: &App, ctx: &Ctx) -> Outcome<i64> {
    app.db.read(ctx, store::last_position).await
}

/// Events after a position, oldest first, as far as the caller may see.
///
/// # Errors
/// When the database cannot be read.
pub async fn after(app: &App, ctx: &Ctx, position: i64, limit: usize) -> Outcome<Vec<Event>> {
    app.db.read(ctx, move |tx| store::after(tx, position, limit)).await
}

/// Events, newest first, as far as the caller may see.
///
/// # Errors
/// [`Problem::NotFound`] for a key that nothing has; a fault for a cursor that is none, or too many kinds.
pub async fn list(app: &App, ctx: &Ctx, filter: Filter, page: Page) -> Outcome<Slice<Told>> {
    if filter.kinds.len() > MOST_KINDS {
        return Err(Problem::fault("/kind", "length", format!("ask for up to {MOST_KINDS} kinds at once")));
    }
    app.db
        .read(ctx, move |tx| {
            let wanted = store::Filter {
                subjects: filter.subject.as_deref().map(|named| ids(tx, named)).transpose()?,
                about: filter.about.as_deref().map(|named| ids(tx, named)).transpose()?,
                kinds: filter.kinds.clone(),
                actor: filter.actor,
                person: filter.person,
                from: filter.from,
                until: filter.until,
            };
            let found = store::list(tx, &wanted, &page)?;
            told(tx, found)
        })
        .await
}

/// What happened to a release and its parts, newest first.
///
/// # Errors
/// [`Problem::NotFound`]; a fault for a cursor that is none.
pub async fn of_release(app: &App, ctx: &Ctx, named: String, page: Page) -> Outcome<Slice<Told>> {
    app.db
        .read(ctx, move |tx| {
            let release = signalbox_store::releases::get(tx, &named)?;
            let wanted = store::Filter { about: Some(vec![release.id.to_string()]), ..store::Filter::default() };
            let found = store::list(tx, &wanted, &page)?;
            told(tx, found)
        })
        .await
}

/// The ids a name in a filter stands for. An id is taken as it is: the journal also tells of what is gone.
fn ids(tx: &mut Tx<'_>, named: &str) -> Outcome<Vec<String>> {
    if looks_like_an_id(named) {
        return Ok(vec![named.to_owned()]);
    }
    let found = names::with_key(tx, named)?;
    if found.is_empty() { Err(Problem::missing("thing", named)) } else { Ok(found) }
}

/// Adds to events what the ids in them stand for.
fn told(tx: &mut Tx<'_>, events: Slice<Event>) -> Outcome<Slice<Told>> {
    let mut all = BTreeSet::new();
    for event in &events.items {
        all.extend(mentioned(event));
    }
    let names = names::of(tx, &all)?;
    Ok(events.map(|event| {
        let known = |id: String| Some((id.clone(), names.get(&id)?.clone()));
        Told { names: mentioned(&event).into_iter().filter_map(known).collect(), event }
    }))
}

/// The ids among the values before and after, and what it is of when nobody said how that is called.
fn mentioned(event: &Event) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    if event.name.is_empty() {
        found.extend([event.subject.clone(), event.about.clone()]);
    }
    let mut values: Vec<&Value> = event.changes.iter().flat_map(|change| [&change.before, &change.after]).collect();
    while let Some(value) = values.pop() {
        match value {
            Value::String(text) if looks_like_an_id(text) => {
                found.insert(text.clone());
            }
            Value::Array(items) => values.extend(items),
            Value::Object(fields) => values.extend(fields.values()),
            _ => {}
        }
    }
    found
}
