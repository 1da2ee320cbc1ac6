//! `/version-matrix`: which version of which system runs where.

use crate::{
    failure::Reply,
    input::{Caller, Query},
    output::Mention,
    state::Web,
};
use axum::{Json, extract::State};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use signalbox_service::environments::{
    Filter,
    matrix::{self, Column, Place, Row},
};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operation on the version matrix.
pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(get_version_matrix))
}

/// Which version of which system runs where.
#[derive(Serialize, ToSchema)]
struct VersionMatrix {
    /// False when there were too many environments to show them all.
    complete: bool,
    /// The environments in which a visible system runs, in the order of their stages.
    environments: Vec<VersionMatrixEnvironment>,
    /// The systems that run there, by their keys.
    systems: Vec<VersionMatrixSystem>,
}

/// An environment in which something runs.
#[derive(Serialize, ToSchema)]
struct VersionMatrixEnvironment {
    id: String,
    key: String,
    name: String,
    stage: Option<Mention>,
    /// Whether customers are served there.
    is_production: bool,
}

/// A system that runs somewhere.
#[derive(Serialize, ToSchema)]
struct VersionMatrixSystem {
    id: String,
    key: String,
    name: String,
    /// The newest version that runs in production, wherever; `null` when none is visible.
    production: Option<String>,
    cells: Vec<VersionMatrixCell>,
}

/// What runs of a system in an environment.
#[derive(Serialize, ToSchema)]
struct VersionMatrixCell {
    /// The index of the environment.
    environment: usize,
    /// The number of the version, registered or not.
    version: String,
    /// The version's id, when it was registered.
    version_id: Option<String>,
    /// The first instant at which it was there.
    since: Timestamp,
    /// How many registered versions it is behind production, less than 0 when it is newer; `null` when that is not known.
    behind: Option<i64>,
}

impl From<Column> for VersionMatrixEnvironment {
    fn from(column: Column) -> Self {
        Self {
            id: column.environment.id.to_string(),
            key: column.environment.key.to_string(),
            name: column.environment.name.to_string(),
            stage: column.stage.map(Mention::from),
            is_production: column.is_production,
        }
    }
}

impl From<Row> for VersionMatrixSystem {
    fn from(row: Row) -> Self {
        Self {
            id: row.system.id.to_string(),
            key: row.system.key.to_string(),
            name: row.system.name.to_string(),
            production: row.production.map(|cell| cell.version),
            cells: row.places.into_iter().map(VersionMatrixCell::from).collect(),
        }
    }
}

impl From<Place> for VersionMatrixCell {
    fn from(place: Place) -> Self {
        Self {
            environment: place.column,
            version: place.cell.version,
            version_id: place.version.map(|id| id.to_string()),
            since: place.cell.since,
            behind: place.behind,
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct MatrixQuery {
    /// Environments whose key or name holds this text.
    q: Option<String>,
    /// Environments in this portfolio or below it, by id or key.
    portfolio: Option<String>,
    /// Environments at this stage, by id or key.
    stage: Option<String>,
    /// Environments of this group, by id or key.
    group: Option<String>,
}

/// Show which version of which system runs where
///
/// At most 200 environments.
#[utoipa::path(get, path = "/version-matrix", tag = "environments", params(MatrixQuery),
    responses((status = 200, body = VersionMatrix)))]
async fn get_version_matrix(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Query(query): Query<MatrixQuery>,
) -> Reply<Json<VersionMatrix>> {
    let filter = Filter {
        text: query.q,
        portfolio: query.portfolio,
        stage: query.stage,
        group: query.group,
        ..Filter::default()
    };
    let found = matrix::get(&web.app, &ctx, filter).await?;
    Ok(Json(VersionMatrix {
        complete: found.complete,
        environments: found.columns.into_iter().map(VersionMatrixEnvironment::from).collect(),
        systems: found.rows.into_iter().map(VersionMatrixSystem::from).collect(),
    }))
}
