//! The journal.

use super::{Asked, Column, column};
use crate::{failure::Reply, input::Caller, routes::journal as events, state::Web};
use axum::{extract::State, response::Response};
use serde_json::Value;
use signalbox_service::{
    Ctx,
    journal::{self, Told},
    tables::Cell,
};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(export_events))
}

pub(super) const EVENTS: &[Column<Told>] = &[
    column("position", "column.number", |told, _| Cell::maybe(told.event.position, Cell::Number)),
    column("at", "table.at", |told, _| Cell::instant(told.event.at)),
    column("by", "column.by", |told, words| {
        Cell::text(told.event.actor_name.clone().unwrap_or_else(|| words.get("journal.system")))
    }),
    column("kind", "column.kind", |told, _| Cell::text(&told.event.kind)),
    column("name", "column.name", |told, _| Cell::text(&told.event.name)),
    column("changes", "table.changes", |told, _| Cell::text(changes(told))),
    column("reason", "field.reason", |told, _| Cell::maybe(told.event.reason.as_ref(), Cell::text)),
];

/// What changed, field by field.
fn changes(told: &Told) -> String {
    let value = |value: &Value| match value {
        Value::Null => "–".to_owned(),
        Value::String(text) => told.names.get(text).unwrap_or(text).clone(),
        other => other.to_string(),
    };
    let each = told.event.changes.iter();
    let each = each.map(|change| format!("{}: {} → {}", change.field, value(&change.before), value(&change.after)));
    each.collect::<Vec<_>>().join("; ")
}

type Events = Asked<events::JournalQuery>;

/// Take the journal along
///
/// At most 50,000 events, newest first: say which with the list's own filters.
#[utoipa::path(get, path = "/tables/journal", tag = "tables", params(Events),
    responses((status = 200, body = String, content_type = "text/csv")))]
async fn export_events(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Asked { query, taking }: Events,
) -> Reply<Response> {
    let (filter, _) = query.parts()?;
    let read = |(web, ctx, filter): (Web, Ctx, journal::Filter), page| async move {
        journal::list(&web.app, &ctx, filter, page).await
    };
    taking.list("journal", EVENTS, (web, ctx, filter), read).await
}
