//! `/journal` and the feeds made of it.

use super::page;
use crate::{
    failure::Reply,
    input::{Caller, Path, Query},
    output::{Listing, PersonMention},
    state::Web,
};
use axum::{Json, extract::State};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use signalbox_service::{
    Page,
    journal::{self, Filter, Told},
    releases,
};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations that read the journal.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(list_events)).routes(routes!(list_release_events))
}

/// A field before and after.
#[derive(Serialize, ToSchema)]
pub(crate) struct FieldChange {
    field: String,
    #[schema(value_type = Object, nullable)]
    before: Value,
    #[schema(value_type = Object, nullable)]
    after: Value,
}

impl From<signalbox_domain::event::Change> for FieldChange {
    fn from(change: signalbox_domain::event::Change) -> Self {
        Self { field: change.field, before: change.before, after: change.after }
    }
}

/// Something that became true.
#[derive(Serialize, ToSchema)]
struct Event {
    id: String,
    /// Its place in the journal.
    position: i64,
    at: Timestamp,
    /// Who made it true; `null` for the system.
    actor: Option<PersonMention>,
    /// In whose stead, when the actor stood in for somebody.
    on_behalf_of: Option<PersonMention>,
    /// `<noun>.<past participle>`.
    kind: String,
    /// The id of what changed.
    subject: String,
    /// The id of what the subject is part of.
    about: String,
    /// What the subject was called at the time.
    name: String,
    changes: Vec<FieldChange>,
    /// What the ids among the changes stand for now, by id. What is gone or out of sight is missing.
    names: BTreeMap<String, String>,
    reason: Option<String>,
    /// Whether its name, its changes and its reason were erased.
    erased: bool,
}

impl From<Told> for Event {
    fn from(Told { event, names }: Told) -> Self {
        let actor =
            event.actor.map(|id| PersonMention { id: id.to_string(), name: event.actor_name.unwrap_or_default() });
        Self {
            id: event.id.to_string(),
            position: event.position.unwrap_or(0),
            at: event.at,
            actor,
            on_behalf_of: event.on_behalf_of.map(PersonMention::from),
            kind: event.kind,
            subject: event.subject,
            about: event.about,
            name: event.name,
            changes: event.changes.into_iter().map(FieldChange::from).collect(),
            names,
            reason: event.reason,
            erased: event.is_erased,
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct JournalQuery {
    /// How many items, 1 to 200; 50 when absent.
    limit: Option<u32>,
    /// Where the former part ended: its `next_cursor`.
    cursor: Option<String>,
    /// Events of the thing with this id or key.
    subject: Option<String>,
    /// Events of the thing with this id or key and of its parts.
    about: Option<String>,
    /// Events of this kind (`release.moved`), or of this noun (`release`); of several when separated by commas.
    kind: Option<String>,
    /// Events by the person with this id.
    actor: Option<String>,
    /// Events by the person with this id, or of them and what is theirs.
    person: Option<String>,
    /// Events from this instant on.
    from: Option<Timestamp>,
    /// Events before this instant.
    until: Option<Timestamp>,
}

impl JournalQuery {
    /// Which events, and which part of them.
    pub(super) fn parts(self) -> Reply<(Filter, Page)> {
        let actor = self.actor.map(|id| releases::id_at("/actor", &id)).transpose()?;
        let person = self.person.map(|id| releases::id_at("/person", &id)).transpose()?;
        let kinds = self.kind.as_deref().unwrap_or_default().split(',').map(str::trim).filter(|kind| !kind.is_empty());
        let filter = Filter {
            subject: self.subject,
            about: self.about,
            kinds: kinds.map(str::to_owned).collect(),
            actor,
            person,
            from: self.from,
            until: self.until,
        };
        Ok((filter, page(self.limit, self.cursor, None)))
    }
}

/// Read the journal
///
/// Newest first; what became true a moment ago appears once it has its place.
#[utoipa::path(get, path = "/journal", tag = "journal", params(JournalQuery),
    responses((status = 200, body = Listing<Event>)))]
async fn list_events(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Query(query): Query<JournalQuery>,
) -> Reply<Json<Listing<Event>>> {
    let (filter, page) = query.parts()?;
    let found = journal::list(&web.app, &ctx, filter, page).await?;
    Ok(Listing::of(found, Event::from))
}

/// Read what happened to a release
#[utoipa::path(get, path = "/releases/{release}/events", tag = "journal",
    params(("release" = String, Path, description = "Id or key"), super::PageQuery),
    responses((status = 200, body = Listing<Event>)))]
async fn list_release_events(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    Query(query): Query<super::PageQuery>,
) -> Reply<Json<Listing<Event>>> {
    let found = journal::of_release(&web.app, &ctx, named, query.into()).await?;
    Ok(Listing::of(found, Event::from))
}
