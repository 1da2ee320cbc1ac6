//! `/deployments`: that versions reached environments.

use super::page;
use crate::{
    failure::Reply,
    input::{Body, Caller, Query},
    output::{Listing, Mention, PersonMention},
    state::Web,
    wire::DeploymentResult,
};
use axum::{Json, extract::State, http::StatusCode};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use signalbox_service::deployments::{self, Filter, New, View};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on deployments.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(list_deployments, report_deployment))
}

/// That a version was brought to an environment.
#[derive(Serialize, ToSchema)]
struct Deployment {
    id: String,
    environment: Mention,
    system: Mention,
    /// The number of the version, registered or not.
    version: String,
    /// The version's id, when it was registered.
    version_id: Option<String>,
    /// When it had ended.
    at: Timestamp,
    result: DeploymentResult,
    /// Who told of it.
    reported_by: Option<PersonMention>,
    /// What carried it out: a pipeline and its run.
    source: Option<String>,
    /// Where more is to be read of it.
    url: Option<String>,
    /// When it was told of.
    created_at: Timestamp,
}

impl From<View> for Deployment {
    fn from(view: View) -> Self {
        let deployment = view.deployment;
        Self {
            id: deployment.id.to_string(),
            environment: view.environment.into(),
            system: view.system.into(),
            version: deployment.version,
            version_id: view.version.map(|id| id.to_string()),
            at: deployment.at,
            result: deployment.result.into(),
            reported_by: view.reported_by.map(PersonMention::from),
            source: deployment.source,
            url: deployment.url,
            created_at: view.created_at,
        }
    }
}

/// What is told of a deployment. Other things are named by id or key.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewDeployment {
    environment: String,
    system: String,
    /// The version by number, registered or not; or by id.
    #[schema(min_length = 1, max_length = 100)]
    version: String,
    /// When it had ended; now when absent. With it, the same can be told twice and counts once.
    #[serde(default)]
    at: Option<Timestamp>,
    /// How it ended; `succeeded` when absent.
    #[serde(default)]
    #[schema(nullable = false)]
    result: Option<DeploymentResult>,
    /// What carried it out, in one line: a pipeline and its run.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 500)]
    source: Option<String>,
    /// Where more is to be read of it.
    #[serde(default)]
    #[schema(max_length = 2000)]
    url: Option<String>,
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
    /// To this environment, by id or key.
    environment: Option<String>,
    /// To environments of this portfolio or below it, by id or key.
    portfolio: Option<String>,
    /// Of this system, by id or key.
    system: Option<String>,
    /// Of versions that this release delivers, by id or key.
    release: Option<String>,
    #[param(inline)]
    result: Option<DeploymentResult>,
    /// From this instant on.
    from: Option<Timestamp>,
    /// Before this instant.
    to: Option<Timestamp>,
}

/// List deployments, the latest first
#[utoipa::path(get, path = "/deployments", tag = "environments", params(ListQuery),
    responses((status = 200, body = Listing<Deployment>)))]
async fn list_deployments(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Query(query): Query<ListQuery>,
) -> Reply<Json<Listing<Deployment>>> {
    let filter = Filter {
        environment: query.environment,
        portfolio: query.portfolio,
        system: query.system,
        release: query.release,
        result: query.result.map(Into::into),
        from: query.from,
        to: query.to,
    };
    let page = page(query.limit, query.cursor, query.total);
    let found = deployments::list(&web.app, &ctx, filter, page).await?;
    Ok(Listing::of(found, Deployment::from))
}

/// Say that a version was brought to an environment
///
/// For pipelines. What is told of late never takes the place of what is known of later, and the same told again answers
/// what is there with 200.
#[utoipa::path(post, path = "/deployments", tag = "environments", request_body = NewDeployment,
    responses((status = 201, body = Deployment), (status = 200, body = Deployment)))]
async fn report_deployment(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Body(new): Body<NewDeployment>,
) -> Reply<(StatusCode, Json<Deployment>)> {
    let new = New {
        environment: new.environment,
        system: new.system,
        version: new.version,
        at: new.at,
        result: new.result.map(Into::into).unwrap_or_default(),
        source: new.source,
        url: new.url,
    };
    let told = deployments::report(&web.app, &ctx, new).await?;
    let status = if told.new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(told.deployment.into())))
}
