//! `/stages`: the enterprise's own steps to production.

use super::super::{archiving, page};
use crate::{
    failure::Reply,
    input::{Body, Caller, IfMatch, Path, Query},
    output::{Listing, Mention, Tagged},
    state::Web,
};
use axum::{Json, extract::State};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use signalbox_domain::{Key, Name, environments::Promotion};
use signalbox_service::environments::stages::{self, Change, New, View};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on stages.
pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(list_stages, create_stage))
        .routes(routes!(get_stage, change_stage))
        .routes(routes!(archive_stage))
        .routes(routes!(restore_stage))
}

/// A step on the way to production.
#[derive(Serialize, ToSchema)]
struct Stage {
    id: String,
    key: String,
    name: String,
    description: String,
    /// Who keeps it; `null` when that portfolio is out of sight.
    portfolio: Option<Mention>,
    /// Where it stands: versions go from lower to higher.
    position: i64,
    /// True where customers are served.
    is_production: bool,
    /// In how many environments of the stage a version has to have been before it goes to a later one; 0 for none.
    environments: u32,
    /// For how many minutes at a time it has to have run there.
    soak_minutes: u32,
    /// Whether it has to be verified there.
    verified: bool,
    archived_at: Option<Timestamp>,
    rev: i64,
}

impl From<View> for Stage {
    fn from(view: View) -> Self {
        let stage = view.stage;
        Self {
            id: stage.id.to_string(),
            key: stage.key.to_string(),
            name: stage.name.to_string(),
            description: stage.description,
            portfolio: view.portfolio.map(Mention::from),
            position: stage.position,
            is_production: stage.is_production,
            environments: stage.promotion.environments,
            soak_minutes: stage.promotion.soak_minutes,
            verified: stage.promotion.verified,
            archived_at: stage.archived_at,
            rev: stage.rev,
        }
    }
}

/// What a new stage is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewStage {
    #[schema(value_type = String, format = "key")]
    key: Key,
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    name: Name,
    #[serde(default)]
    #[schema(max_length = 20000)]
    description: String,
    /// Who keeps it, by id or key. Everybody sees it.
    portfolio: String,
    /// Where it stands: versions go from lower to higher.
    #[schema(minimum = 0, maximum = 10000)]
    position: i64,
    /// True where customers are served.
    #[serde(default)]
    is_production: bool,
    /// In how many environments of the stage a version has to have been before it goes to a later one.
    #[serde(default)]
    #[schema(maximum = 1000)]
    environments: u32,
    /// For how many minutes at a time it has to have run there.
    #[serde(default)]
    #[schema(maximum = 527040)]
    soak_minutes: u32,
    /// Whether it has to be verified there.
    #[serde(default)]
    verified: bool,
}

/// What is to change; what is absent stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct StageChange {
    #[schema(value_type = Option<String>, format = "key", nullable = false)]
    key: Option<Key>,
    #[schema(value_type = Option<String>, format = "name", min_length = 1, max_length = 200, nullable = false)]
    name: Option<Name>,
    #[schema(max_length = 20000, nullable = false)]
    description: Option<String>,
    #[schema(minimum = 0, maximum = 10000, nullable = false)]
    position: Option<i64>,
    #[schema(nullable = false)]
    is_production: Option<bool>,
    #[schema(maximum = 1000, nullable = false)]
    environments: Option<u32>,
    #[schema(maximum = 527040, nullable = false)]
    soak_minutes: Option<u32>,
    #[schema(nullable = false)]
    verified: Option<bool>,
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
    /// Archived ones instead of the others.
    archived: Option<bool>,
}

/// List stages
///
/// From development to production.
#[utoipa::path(get, path = "/stages", tag = "environments", params(ListQuery),
    responses((status = 200, body = Listing<Stage>)))]
async fn list_stages(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Query(query): Query<ListQuery>,
) -> Reply<Json<Listing<Stage>>> {
    let page = page(query.limit, query.cursor, query.total);
    let found = stages::list(&web.app, &ctx, query.archived.unwrap_or(false), page).await?;
    Ok(Listing::of(found, Stage::from))
}

/// Make a stage
#[utoipa::path(post, path = "/stages", tag = "environments", request_body = NewStage,
    responses((status = 201, body = Stage)))]
async fn create_stage(State(web): State<Web>, Caller(ctx): Caller, Body(new): Body<NewStage>) -> Reply<Tagged<Stage>> {
    let new = New {
        key: new.key,
        name: new.name,
        description: new.description,
        portfolio: new.portfolio,
        position: new.position,
        is_production: new.is_production,
        promotion: Promotion { environments: new.environments, soak_minutes: new.soak_minutes, verified: new.verified },
    };
    let made = stages::create(&web.app, &ctx, new).await?;
    Ok(Tagged::created(made.stage.rev, made.into()))
}

/// Read a stage
#[utoipa::path(get, path = "/stages/{stage}", tag = "environments",
    params(("stage" = String, Path, description = "Id or key")),
    responses((status = 200, body = Stage)))]
async fn get_stage(State(web): State<Web>, Caller(ctx): Caller, Path(named): Path<String>) -> Reply<Tagged<Stage>> {
    Ok(tagged(stages::get(&web.app, &ctx, named).await?))
}

/// Change a stage
#[utoipa::path(patch, path = "/stages/{stage}", tag = "environments", request_body = StageChange,
    params(("stage" = String, Path, description = "Id or key"), ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = Stage)))]
async fn change_stage(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
    Body(change): Body<StageChange>,
) -> Reply<Tagged<Stage>> {
    let change = Change {
        key: change.key,
        name: change.name,
        description: change.description,
        position: change.position,
        is_production: change.is_production,
        environments: change.environments,
        soak_minutes: change.soak_minutes,
        verified: change.verified,
    };
    Ok(tagged(stages::change(&web.app, &ctx, named, rev, change).await?))
}

archiving! { Stage, "environments", "stage" "Id or key", stages::archive, tagged, {
    /// Put a stage away
    archive_stage("/stages/{stage}/archive", true);
    /// Take a stage out again
    restore_stage("/stages/{stage}/restore", false);
} }

fn tagged(found: View) -> Tagged<Stage> {
    Tagged::found(found.stage.rev, found.into())
}
