//! What is found wrong during a run.

use super::{
    board::{RunBoard, RunIssue},
    tagged,
};
use crate::{
    failure::Reply,
    input::{Body, Caller, IfMatch, Path},
    output::{Listing, Tagged},
    state::Web,
    wire::NewParty,
};
use axum::{Json, extract::State};
use serde::Deserialize;
use signalbox_domain::{Name, Patch};
use signalbox_service::{
    raid::Owner,
    runs::{
        self,
        issues::{self, Change, New},
    },
};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(list_run_issues, raise_run_issue)).routes(routes!(change_run_issue))
}

/// What was found wrong.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewRunIssue {
    /// The number of the task it is about.
    #[serde(default)]
    task: Option<u32>,
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    title: Name,
    #[serde(default)]
    #[schema(max_length = 20000)]
    description: String,
    /// Who sees to it.
    #[serde(default)]
    owner: Option<NewParty>,
}

/// What is to change; what is absent stays, what is `null` is cleared.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RunIssueChange {
    #[schema(value_type = Option<String>, format = "name", min_length = 1, max_length = 200, nullable = false)]
    title: Option<Name>,
    #[schema(max_length = 20000, nullable = false)]
    description: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<NewParty>)]
    owner: Patch<NewParty>,
    /// What is decided; that ends it.
    #[schema(min_length = 1, max_length = 2000, nullable = false)]
    decision: Option<String>,
}

/// List the issues of a run
///
/// As they were raised.
#[utoipa::path(get, path = "/runs/{run}/issues", tag = "runs", params(("run" = String, Path, description = "Id")),
    responses((status = 200, body = Listing<RunIssue>)))]
async fn list_run_issues(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
) -> Reply<Json<Listing<RunIssue>>> {
    Ok(Listing::whole(RunBoard::from(runs::get(&web.app, &ctx, named).await?).issues))
}

/// Raise an issue of a run
///
/// The answer is the run as it then is.
#[utoipa::path(post, path = "/runs/{run}/issues", tag = "runs", request_body = NewRunIssue,
    params(("run" = String, Path, description = "Id")), responses((status = 201, body = RunBoard)))]
async fn raise_run_issue(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    Body(new): Body<NewRunIssue>,
) -> Reply<Tagged<RunBoard>> {
    let new = New { task: new.task, title: new.title, description: new.description, owner: new.owner.map(Owner::from) };
    let board = issues::raise(&web.app, &ctx, named, new).await?;
    Ok(Tagged::created(board.view.run.rev, board.into()))
}

/// Change an issue of a run, or decide it
///
/// The answer is the run as it then is.
#[utoipa::path(patch, path = "/runs/{run}/issues/{issue}", tag = "runs", request_body = RunIssueChange,
    params(("run" = String, Path, description = "Id"), ("issue" = String, Path, description = "Id"),
        ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = RunBoard)))]
async fn change_run_issue(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path((named, issue)): Path<(String, String)>,
    IfMatch(rev): IfMatch,
    Body(change): Body<RunIssueChange>,
) -> Reply<Tagged<RunBoard>> {
    let change = Change {
        title: change.title,
        description: change.description,
        owner: change.owner.map(Owner::from),
        decision: change.decision,
    };
    Ok(tagged(issues::change(&web.app, &ctx, named, issue, rev, change).await?))
}
