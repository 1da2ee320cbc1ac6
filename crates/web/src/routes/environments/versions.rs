//! What runs in an environment.

use crate::{
    failure::Reply,
    input::{Body, Caller, Path},
    output::Mention,
    state::Web,
};
use axum::{Json, extract::State};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use signalbox_service::environments::versions::{self, Versions, View};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on what runs in an environment.
pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(list_environment_versions, put_environment_versions))
}

/// What runs of a system in an environment.
#[derive(Serialize, ToSchema)]
struct RunningVersion {
    system: Mention,
    /// The number of the version, registered or not.
    version: String,
    /// The version's id, when it was registered.
    version_id: Option<String>,
    /// The first instant at which it was there.
    since: Timestamp,
    /// The last instant of which it was told.
    known_at: Timestamp,
    /// The deployment that brought it; `null` when it was only seen.
    deployment: Option<String>,
}

impl From<View> for RunningVersion {
    fn from(view: View) -> Self {
        let running = view.running;
        Self {
            system: view.system.into(),
            version: running.version,
            version_id: view.version.map(|id| id.to_string()),
            since: running.since,
            known_at: running.known_at,
            deployment: running.deployment.map(|id| id.to_string()),
        }
    }
}

/// What runs in an environment, of visible systems.
#[derive(Serialize, ToSchema)]
struct RunningVersions {
    items: Vec<RunningVersion>,
    /// When somebody last looked at all of it.
    seen_at: Option<Timestamp>,
}

impl From<Versions> for RunningVersions {
    fn from(found: Versions) -> Self {
        Self { items: found.items.into_iter().map(RunningVersion::from).collect(), seen_at: found.seen_at }
    }
}

/// A system that was seen.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SeenVersion {
    /// By id or key; once per environment.
    system: String,
    /// The number of its version, registered or not.
    #[schema(min_length = 1, max_length = 100)]
    version: String,
}

/// Everything that was seen.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SeenVersions {
    #[schema(max_items = 2000)]
    versions: Vec<SeenVersion>,
}

/// List what runs in an environment
#[utoipa::path(get, path = "/environments/{environment}/versions", tag = "environments",
    params(("environment" = String, Path, description = "Id or key")),
    responses((status = 200, body = RunningVersions)))]
async fn list_environment_versions(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
) -> Reply<Json<RunningVersions>> {
    Ok(Json(versions::list(&web.app, &ctx, named).await?.into()))
}

/// Say what was seen to run in an environment
///
/// For discovery: what is told replaces what was known of visible systems, and one that is not told of runs no longer. What
/// neither a deployment nor a change request announced is drift. No revision is asked for, what was seen last counts.
#[utoipa::path(put, path = "/environments/{environment}/versions", tag = "environments", request_body = SeenVersions,
    params(("environment" = String, Path, description = "Id or key")),
    responses((status = 200, body = RunningVersions)))]
async fn put_environment_versions(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    Body(seen): Body<SeenVersions>,
) -> Reply<Json<RunningVersions>> {
    let seen = seen.versions.into_iter().map(|one| (one.system, one.version)).collect();
    Ok(Json(versions::put(&web.app, &ctx, named, seen).await?.into()))
}
