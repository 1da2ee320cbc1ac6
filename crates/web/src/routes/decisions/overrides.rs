//! `/windows/{window}/overrides`: what may go in spite of a window.

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
use signalbox_service::decisions::overrides::{self, New, View};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on overrides.
pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(list_window_overrides, override_window))
        .routes(routes!(withdraw_window_override))
}

/// That something may go in spite of a window: what matches all that is named. The first that goes because of it has it for
/// itself.
#[derive(Serialize, ToSchema)]
struct WindowOverride {
    id: String,
    /// The release it is for; `null` for any, or one that is out of sight.
    release: Option<Mention>,
    /// The system it is for.
    system: Option<Mention>,
    /// The environment it is for.
    environment: Option<Mention>,
    /// For what begins before this instant.
    until: Timestamp,
    reason: String,
    /// Who granted it; `null` for the system.
    granted_by: Option<PersonMention>,
    granted_at: Timestamp,
    withdrawn_at: Option<Timestamp>,
    /// The first decision that needed it: from then on it is for the same thing alone.
    used_by: Option<String>,
    rev: i64,
}

impl From<View> for WindowOverride {
    fn from(view: View) -> Self {
        let granted = view.granted;
        Self {
            id: granted.id.to_string(),
            release: view.release.map(Mention::from),
            system: view.system.map(Mention::from),
            environment: view.environment.map(Mention::from),
            until: granted.until,
            reason: granted.reason,
            granted_by: view.granted_by.map(PersonMention::from),
            granted_at: granted.granted_at,
            withdrawn_at: granted.withdrawn_at,
            used_by: view.used_by.map(|id| id.to_string()),
            rev: granted.rev,
        }
    }
}

/// What is to go in spite of a window. Things are named by id or key; at least one is, and what goes matches all.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewWindowOverride {
    #[serde(default)]
    release: Option<String>,
    #[serde(default)]
    system: Option<String>,
    #[serde(default)]
    environment: Option<String>,
    /// For what begins before this instant, at most 90 days ahead.
    until: Timestamp,
    /// Why, in one line.
    #[schema(min_length = 1, max_length = 500)]
    reason: String,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// How many items, 1 to 200; 50 when absent.
    limit: Option<u32>,
    /// Where the former part ended: its `next_cursor`.
    cursor: Option<String>,
}

/// List the overrides of a window, the latest first
#[utoipa::path(get, path = "/windows/{window}/overrides", tag = "windows",
    params(("window" = String, Path, description = "Id or key"), ListQuery),
    responses((status = 200, body = Listing<WindowOverride>)))]
async fn list_window_overrides(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(window): Path<String>,
    Query(query): Query<ListQuery>,
) -> Reply<Json<Listing<WindowOverride>>> {
    let page = page(query.limit, query.cursor, None);
    Ok(Listing::of(overrides::list(&web.app, &ctx, window, page).await?, WindowOverride::from))
}

/// Let something go in spite of a window
#[utoipa::path(post, path = "/windows/{window}/overrides", tag = "windows", request_body = NewWindowOverride,
    params(("window" = String, Path, description = "Id or key")),
    responses((status = 201, body = WindowOverride)))]
async fn override_window(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(window): Path<String>,
    Body(new): Body<NewWindowOverride>,
) -> Reply<Tagged<WindowOverride>> {
    let new = New {
        release: new.release,
        system: new.system,
        environment: new.environment,
        until: new.until,
        reason: new.reason,
    };
    let made = overrides::grant(&web.app, &ctx, window, new).await?;
    Ok(Tagged::created(made.granted.rev, made.into()))
}

/// Withdraw an override of a window
#[utoipa::path(post, path = "/windows/{window}/overrides/{override}/withdraw", tag = "windows",
    params(("window" = String, Path, description = "Id or key"), ("override" = String, Path, description = "Id"),
        ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = WindowOverride)))]
async fn withdraw_window_override(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path((window, named)): Path<(String, String)>,
    IfMatch(rev): IfMatch,
) -> Reply<Tagged<WindowOverride>> {
    let withdrawn = overrides::withdraw(&web.app, &ctx, window, named, rev).await?;
    Ok(Tagged::found(withdrawn.granted.rev, withdrawn.into()))
}
