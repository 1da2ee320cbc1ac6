//! `/verifications`: whether versions do in environments what they should.

use super::super::page;
use crate::{
    failure::Reply,
    input::{Body, Caller, Query},
    output::{Listing, Mention, PersonMention},
    state::Web,
};
use axum::{Json, extract::State, http::StatusCode};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use signalbox_service::verifications::{self, Filter, New, View};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on verifications.
pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(list_verifications, report_verification))
}

/// What was found of a version in an environment. The one of the latest instant counts.
#[derive(Serialize, ToSchema)]
struct Verification {
    id: String,
    environment: Mention,
    system: Mention,
    /// The number of the version, registered or not.
    version: String,
    /// When it was found.
    at: Timestamp,
    /// Whether it does what it should.
    passed: bool,
    /// Who told of it.
    reported_by: Option<PersonMention>,
    /// What looked: a test suite and its run.
    source: Option<String>,
    /// Where more is to be read of it.
    url: Option<String>,
}

impl From<View> for Verification {
    fn from(view: View) -> Self {
        let found = view.verification;
        Self {
            id: found.id.to_string(),
            environment: view.environment.into(),
            system: view.system.into(),
            version: found.version,
            at: found.at,
            passed: found.passed,
            reported_by: view.reported_by.map(PersonMention::from),
            source: found.source,
            url: found.url,
        }
    }
}

/// What is told of a version in an environment. Other things are named by id or key.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewVerification {
    environment: String,
    system: String,
    /// The version by number, registered or not; or by id.
    #[schema(min_length = 1, max_length = 100)]
    version: String,
    /// Whether it does what it should.
    passed: bool,
    /// When it was found; now when absent.
    #[serde(default)]
    at: Option<Timestamp>,
    /// What looked, in one line: a test suite and its run.
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
    /// In this environment, by id or key.
    environment: Option<String>,
    /// Of this system, by id or key.
    system: Option<String>,
    /// Of the version of this number.
    version: Option<String>,
}

/// List verifications, the latest told of first
#[utoipa::path(get, path = "/verifications", tag = "environments", params(ListQuery),
    responses((status = 200, body = Listing<Verification>)))]
async fn list_verifications(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Query(query): Query<ListQuery>,
) -> Reply<Json<Listing<Verification>>> {
    let filter = Filter { environment: query.environment, system: query.system, version: query.version };
    let page = page(query.limit, query.cursor, None);
    Ok(Listing::of(verifications::list(&web.app, &ctx, filter, page).await?, Verification::from))
}

/// Say whether a version does in an environment what it should
///
/// A stage may ask for it before a version goes to a later one.
#[utoipa::path(post, path = "/verifications", tag = "environments", request_body = NewVerification,
    responses((status = 201, body = Verification)))]
async fn report_verification(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Body(new): Body<NewVerification>,
) -> Reply<(StatusCode, Json<Verification>)> {
    let new = New {
        environment: new.environment,
        system: new.system,
        version: new.version,
        at: new.at,
        passed: new.passed,
        source: new.source,
        url: new.url,
    };
    let told = verifications::report(&web.app, &ctx, new).await?;
    Ok((StatusCode::CREATED, Json(told.into())))
}
