//! `/environments/{environment}/sync-windows`: when it may go there, for Argo CD.

use crate::{
    failure::Reply,
    input::{Caller, Path, Query},
    state::Web,
};
use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use signalbox_service::decisions::{self, Question, SyncWindow};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The export.
pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(export_sync_windows))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SyncQuery {
    /// The system that is synced, by id or key: windows and stops that are for it alone count then.
    system: Option<String>,
    /// Names of the applications it is for, with `*` for any letters, separated by commas; all of the project when absent.
    #[param(max_length = 1000)]
    applications: Option<String>,
}

/// A change of an `AppProject`.
#[derive(Serialize, ToSchema)]
struct ProjectPatch {
    spec: ProjectSpec,
}

#[derive(Serialize, ToSchema)]
struct ProjectSpec {
    #[serde(rename = "syncWindows")]
    sync_windows: Vec<ProjectSyncWindow>,
}

/// A sync window, as Argo CD writes it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ProjectSyncWindow {
    /// `allow` or `deny`.
    kind: &'static str,
    /// When it begins, as cron writes it.
    schedule: String,
    /// How long it lasts.
    duration: String,
    /// Always `UTC`.
    time_zone: &'static str,
    /// Always false: what may not go does not go by hand either.
    manual_sync: bool,
    applications: Vec<String>,
    /// Why.
    description: String,
}

/// Export when it may go to an environment, for Argo CD
///
/// A merge patch of the `AppProject`: freezes, blockouts, bookings of others, outages and stopped lines deny, maintenance
/// windows allow. It is known for 28 days; after that everything is denied until it is exported again.
#[utoipa::path(get, path = "/environments/{environment}/sync-windows", tag = "decisions",
    params(("environment" = String, Path, description = "Id or key"), SyncQuery),
    responses((status = 200, body = ProjectPatch)))]
async fn export_sync_windows(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(environment): Path<String>,
    Query(query): Query<SyncQuery>,
) -> Reply<Json<ProjectPatch>> {
    let named = query.applications.as_deref().unwrap_or("*").split(',').map(str::trim);
    let applications: Vec<String> = named.filter(|name| !name.is_empty()).map(str::to_owned).collect();
    let question = Question { environment, system: query.system, ..Question::default() };
    let wire = |window: SyncWindow| ProjectSyncWindow {
        kind: window.kind,
        schedule: window.schedule,
        duration: window.duration,
        time_zone: "UTC",
        manual_sync: false,
        applications: applications.clone(),
        description: window.description,
    };
    let sync_windows = decisions::sync_windows(&web.app, &ctx, question).await?.into_iter().map(wire).collect();
    Ok(Json(ProjectPatch { spec: ProjectSpec { sync_windows } }))
}
