//! How like another an environment is, and how it drifts.

use crate::{
    failure::Reply,
    input::{Caller, Path, Query},
    output::Mention,
    state::Web,
    wire::DifferenceKind,
};
use axum::{Json, extract::State};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use signalbox_domain::environments::{drift::Drift, parity::Difference};
use signalbox_service::environments::{comparison, drift};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations that compare environments to others and to themselves.
pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(compare_environments)).routes(routes!(list_environment_drift))
}

/// One way in which two environments differ.
#[derive(Serialize, ToSchema)]
struct EnvironmentDifference {
    /// The part of the profile, or `versions`.
    part: &'static str,
    /// The name of the setting, or the key of the system.
    name: String,
    kind: DifferenceKind,
    /// What it is here; a secret as its reference.
    here: Option<String>,
    /// What it is in the other.
    there: Option<String>,
}

impl From<Difference> for EnvironmentDifference {
    fn from(difference: Difference) -> Self {
        Self {
            part: difference.part,
            name: difference.name,
            kind: difference.kind.into(),
            here: difference.here,
            there: difference.there,
        }
    }
}

/// Two environments, compared.
#[derive(Serialize, ToSchema)]
struct EnvironmentComparison {
    environment: Mention,
    /// The one it was compared to.
    with: Mention,
    /// How like they are, 0 to 100, where 100 means no difference at all; `null` when nothing is known of either.
    #[schema(minimum = 0, maximum = 100)]
    score: Option<u8>,
    /// Every difference, in the order of parts and names.
    differences: Vec<EnvironmentDifference>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ComparisonQuery {
    /// The other one, by id or key; when absent the one in production that runs most of the same systems.
    with: Option<String>,
}

/// Compare an environment to production, or to any other
#[utoipa::path(get, path = "/environments/{environment}/comparison", tag = "environments",
    params(("environment" = String, Path, description = "Id or key"), ComparisonQuery),
    responses((status = 200, body = EnvironmentComparison)))]
async fn compare_environments(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    Query(query): Query<ComparisonQuery>,
) -> Reply<Json<EnvironmentComparison>> {
    let found = comparison::get(&web.app, &ctx, named, query.with).await?;
    Ok(Json(EnvironmentComparison {
        environment: found.environment.into(),
        with: found.with.into(),
        score: found.comparison.score,
        differences: found.comparison.differences.into_iter().map(EnvironmentDifference::from).collect(),
    }))
}

/// A change that nobody announced.
#[derive(Serialize, ToSchema)]
struct EnvironmentDrift {
    /// The part of the profile, or `versions`.
    part: &'static str,
    /// The name of the setting, or the key of the system.
    name: String,
    /// What it was; a secret as its reference.
    before: Option<String>,
    /// What it is since.
    after: Option<String>,
    /// The last instant at which it was as before.
    unchanged_at: Timestamp,
    /// The first instant at which it was seen.
    seen_at: Timestamp,
}

impl From<Drift> for EnvironmentDrift {
    fn from(drift: Drift) -> Self {
        Self {
            part: drift.difference.part,
            name: drift.difference.name,
            before: drift.difference.there,
            after: drift.difference.here,
            unchanged_at: drift.after,
            seen_at: drift.seen,
        }
    }
}

/// How an environment drifted.
#[derive(Serialize, ToSchema)]
struct EnvironmentDrifts {
    /// Every change that was seen since `since` and that nobody announced, the latest first.
    items: Vec<EnvironmentDrift>,
    since: Timestamp,
    /// False when more changed than was looked through: then the oldest are missing.
    complete: bool,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct DriftQuery {
    /// Seen from this instant on; thirty days ago when absent.
    since: Option<Timestamp>,
}

/// List what changed in an environment that neither a deployment nor a change request announced
#[utoipa::path(get, path = "/environments/{environment}/drift", tag = "environments",
    params(("environment" = String, Path, description = "Id or key"), DriftQuery),
    responses((status = 200, body = EnvironmentDrifts)))]
async fn list_environment_drift(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    Query(query): Query<DriftQuery>,
) -> Reply<Json<EnvironmentDrifts>> {
    let found = drift::get(&web.app, &ctx, named, query.since).await?;
    Ok(Json(EnvironmentDrifts {
        items: found.items.into_iter().map(EnvironmentDrift::from).collect(),
        since: found.since,
        complete: found.complete,
    }))
}
