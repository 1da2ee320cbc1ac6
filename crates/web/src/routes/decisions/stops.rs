//! `/stops`: stopping the line.

use super::super::page;
use crate::{
    failure::Reply,
    input::{Body, Caller, IfMatch, Path, Query},
    output::{Listing, Mention, PersonMention, Tagged},
    state::Web,
};
use axum::{Json, extract::State};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use signalbox_service::decisions::stops::{self, View};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on stops.
pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(list_stops, stop_line)).routes(routes!(get_stop)).routes(routes!(lift_stop))
}

/// That the line of a portfolio was stopped: nothing goes anywhere in its subtree, nor comes from there.
#[derive(Serialize, ToSchema)]
struct Stop {
    id: String,
    /// In whose subtree; `null` when that portfolio lies above what the reader may see.
    portfolio: Option<Mention>,
    reason: String,
    /// Who stopped it; `null` for the system.
    stopped_by: Option<PersonMention>,
    stopped_at: Timestamp,
    /// When it was lifted; `null` while it holds.
    lifted_at: Option<Timestamp>,
    /// Who lifted it.
    lifted_by: Option<PersonMention>,
    /// Why.
    lifted_because: Option<String>,
    rev: i64,
}

impl From<View> for Stop {
    fn from(view: View) -> Self {
        let stop = view.stop;
        Self {
            id: stop.id.to_string(),
            portfolio: view.portfolio.map(Mention::from),
            reason: stop.reason,
            stopped_by: view.stopped_by.map(PersonMention::from),
            stopped_at: stop.stopped_at,
            lifted_at: stop.lifted.as_ref().map(|lifted| lifted.at),
            lifted_by: view.lifted_by.map(PersonMention::from),
            lifted_because: stop.lifted.and_then(|lifted| lifted.because),
            rev: stop.rev,
        }
    }
}

/// Where the line is to be stopped, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewStop {
    /// In this portfolio and everything below it, by id or key.
    portfolio: String,
    /// Why, in one line.
    #[schema(min_length = 1, max_length = 500)]
    reason: String,
}

/// That it is to go on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Lifting {
    /// Why, in one line.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 500)]
    reason: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// How many items, 1 to 200; 50 when absent.
    limit: Option<u32>,
    /// Where the former part ended: its `next_cursor`.
    cursor: Option<String>,
    /// Whether to count the whole list.
    total: Option<bool>,
    /// Those that were lifted instead of those that hold.
    lifted: Option<bool>,
}

/// List stops of the line, the latest first
///
/// Those of the caller's portfolios, and those above them, which hold for what is below.
#[utoipa::path(get, path = "/stops", tag = "decisions", params(ListQuery),
    responses((status = 200, body = Listing<Stop>)))]
async fn list_stops(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Query(query): Query<ListQuery>,
) -> Reply<Json<Listing<Stop>>> {
    let page = page(query.limit, query.cursor, query.total);
    Ok(Listing::of(stops::list(&web.app, &ctx, query.lifted.unwrap_or(false), page).await?, Stop::from))
}

/// Stop the line of a portfolio
///
/// From now on every decision about what is in its subtree refuses, until somebody lifts the stop.
#[utoipa::path(post, path = "/stops", tag = "decisions", request_body = NewStop,
    responses((status = 201, body = Stop)))]
async fn stop_line(State(web): State<Web>, Caller(ctx): Caller, Body(new): Body<NewStop>) -> Reply<Tagged<Stop>> {
    let made = stops::stop(&web.app, &ctx, new.portfolio, new.reason).await?;
    Ok(Tagged::created(made.stop.rev, made.into()))
}

/// Read a stop of the line
#[utoipa::path(get, path = "/stops/{stop}", tag = "decisions", params(("stop" = String, Path, description = "Id")),
    responses((status = 200, body = Stop)))]
async fn get_stop(State(web): State<Web>, Caller(ctx): Caller, Path(named): Path<String>) -> Reply<Tagged<Stop>> {
    let found = stops::get(&web.app, &ctx, named).await?;
    Ok(Tagged::found(found.stop.rev, found.into()))
}

/// Lift a stop of the line
#[utoipa::path(post, path = "/stops/{stop}/lift", tag = "decisions", request_body = Lifting,
    params(("stop" = String, Path, description = "Id"), ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = Stop)))]
async fn lift_stop(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
    Body(lifting): Body<Lifting>,
) -> Reply<Tagged<Stop>> {
    let lifted = stops::lift(&web.app, &ctx, named, rev, lifting.reason).await?;
    Ok(Tagged::found(lifted.stop.rev, lifted.into()))
}
