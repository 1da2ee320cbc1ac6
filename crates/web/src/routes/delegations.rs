//! `/delegations`: who stands in for whom.

use crate::{
    failure::Reply,
    input::{Body, Caller, Path},
    output::PersonMention,
    state::Web,
};
use axum::{Json, extract::State, http::StatusCode};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use signalbox_service::delegations::{self, New, View};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on delegations.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(list_delegations, create_delegation)).routes(routes!(end_delegation))
}

/// Somebody who stands in for a person who is away: they may do what that person may, but to administer.
#[derive(Serialize, ToSchema)]
struct Delegation {
    id: String,
    /// Who is away.
    from: PersonMention,
    /// Who stands in.
    to: PersonMention,
    starts_at: Timestamp,
    ends_at: Timestamp,
    reason: String,
}

impl From<View> for Delegation {
    fn from(view: View) -> Self {
        Self {
            id: view.delegation.id.to_string(),
            from: view.from.into(),
            to: view.to.into(),
            starts_at: view.delegation.starts_at,
            ends_at: view.delegation.ends_at,
            reason: view.delegation.reason,
        }
    }
}

/// The delegations that hold or will.
#[derive(Serialize, ToSchema)]
struct Delegations {
    /// By when they start.
    items: Vec<Delegation>,
}

/// Who is to stand in for whom.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewDelegation {
    /// Who is away, by id; oneself when absent. Only an administrator of the installation gives it for somebody else.
    #[serde(default)]
    from: Option<String>,
    /// Who stands in, by id.
    to: String,
    /// From when on; now when absent.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "date-time")]
    starts_at: Option<Timestamp>,
    /// Until when, at most a year later.
    #[schema(value_type = String, format = "date-time")]
    ends_at: Timestamp,
    #[serde(default)]
    #[schema(max_length = 2000)]
    reason: String,
}

/// List who stands in for whom
///
/// One's own, either way; everybody's for administrators of the installation. Those that are over are in the journal.
#[utoipa::path(get, path = "/delegations", tag = "people", responses((status = 200, body = Delegations)))]
async fn list_delegations(State(web): State<Web>, Caller(ctx): Caller) -> Reply<Json<Delegations>> {
    let found = delegations::list(&web.app, &ctx).await?;
    Ok(Json(Delegations { items: found.into_iter().map(Delegation::from).collect() }))
}

/// Have somebody stand in
///
/// What they do so is journalled as done on behalf of whoever is away.
#[utoipa::path(post, path = "/delegations", tag = "people", request_body = NewDelegation,
    responses((status = 201, body = Delegation)))]
async fn create_delegation(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Body(new): Body<NewDelegation>,
) -> Reply<(StatusCode, Json<Delegation>)> {
    let NewDelegation { from, to, starts_at, ends_at, reason } = new;
    let given = delegations::create(&web.app, &ctx, New { from, to, starts_at, ends_at, reason }).await?;
    Ok((StatusCode::CREATED, Json(given.into())))
}

/// End a delegation now
///
/// Whoever is away, whoever stands in and administrators of the installation may. It only ever ends, so it needs no
/// If-Match.
#[utoipa::path(delete, path = "/delegations/{delegation}", tag = "people",
    params(("delegation" = String, Path, description = "Id")), responses((status = 204)))]
async fn end_delegation(State(web): State<Web>, Caller(ctx): Caller, Path(named): Path<String>) -> Reply<StatusCode> {
    delegations::end(&web.app, &ctx, named).await?;
    Ok(StatusCode::NO_CONTENT)
}
