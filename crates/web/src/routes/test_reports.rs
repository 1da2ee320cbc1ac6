//! `/systems/{system}/versions/{version}/test-reports`: what suites of tests found in versions.

use super::PageQuery;
use crate::{
    failure::Reply,
    input::{Body, Caller, Path, Query},
    output::{Listing, Mention, PersonMention},
    state::Web,
};
use axum::{Json, extract::State, http::StatusCode};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use signalbox_domain::Name;
use signalbox_service::test_reports::{self, New, View};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on test reports.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(list_test_reports, report_tests))
}

/// What a suite of tests found in a version.
#[derive(Serialize, ToSchema)]
struct TestReport {
    id: String,
    /// What was run: `unit`, `regression`, ….
    suite: String,
    /// Where it ran; `null` when it needed no environment or that is not visible.
    environment: Option<Mention>,
    /// How many tests passed.
    passed: i64,
    /// How many failed.
    failed: i64,
    /// How many were left out.
    skipped: i64,
    /// When it had ended.
    finished_at: Timestamp,
    /// Who told of it.
    reported_by: Option<PersonMention>,
    /// Where more is to be read of it.
    url: Option<String>,
    /// When it was told of.
    created_at: Timestamp,
}

impl From<View> for TestReport {
    fn from(view: View) -> Self {
        let report = view.report;
        Self {
            id: report.id.to_string(),
            suite: report.suite.to_string(),
            environment: view.environment.map(Mention::from),
            passed: report.passed,
            failed: report.failed,
            skipped: report.skipped,
            finished_at: report.finished_at,
            reported_by: view.reported_by.map(PersonMention::from),
            url: report.url,
            created_at: view.created_at,
        }
    }
}

/// What is told of a version.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewTestReport {
    /// What was run: `unit`, `regression`, …. Of each suite the latest report counts.
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    suite: Name,
    /// Where it ran, by id or key; absent when it needed no environment.
    #[serde(default)]
    environment: Option<String>,
    /// How many tests passed.
    #[schema(minimum = 0, maximum = 1000000000)]
    passed: i64,
    /// How many failed.
    #[schema(minimum = 0, maximum = 1000000000)]
    failed: i64,
    /// How many were left out.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1000000000)]
    skipped: i64,
    /// When it had ended; now when absent. With it, the same can be told twice and counts once.
    #[serde(default)]
    finished_at: Option<Timestamp>,
    /// Where more is to be read of it.
    #[serde(default)]
    #[schema(max_length = 2000)]
    url: Option<String>,
}

/// List what suites of tests found in a version, the latest first
#[utoipa::path(get, path = "/systems/{system}/versions/{version}/test-reports", tag = "systems",
    params(("system" = String, Path, description = "Id or key"), ("version" = String, Path, description = "Id or number"),
        PageQuery),
    responses((status = 200, body = Listing<TestReport>)))]
async fn list_test_reports(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path((system, version)): Path<(String, String)>,
    Query(query): Query<PageQuery>,
) -> Reply<Json<Listing<TestReport>>> {
    let found = test_reports::list(&web.app, &ctx, system, version, query.into()).await?;
    Ok(Listing::of(found, TestReport::from))
}

/// Say what a suite of tests found in a version
///
/// For pipelines. A report never changes; criteria of gates and policies ask about the latest of each suite. The same told
/// again answers what is there with 200.
#[utoipa::path(post, path = "/systems/{system}/versions/{version}/test-reports", tag = "systems",
    request_body = NewTestReport,
    params(("system" = String, Path, description = "Id or key"), ("version" = String, Path, description = "Id or number")),
    responses((status = 201, body = TestReport), (status = 200, body = TestReport)))]
async fn report_tests(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path((system, version)): Path<(String, String)>,
    Body(new): Body<NewTestReport>,
) -> Reply<(StatusCode, Json<TestReport>)> {
    let new = New {
        suite: new.suite,
        environment: new.environment,
        passed: new.passed,
        failed: new.failed,
        skipped: new.skipped,
        finished_at: new.finished_at,
        url: new.url,
    };
    let told = test_reports::report(&web.app, &ctx, system, version, new).await?;
    let status = if told.new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(told.report.into())))
}
