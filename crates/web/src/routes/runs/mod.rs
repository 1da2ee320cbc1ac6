//! `/runs`: deployment plans being rehearsed or carried out.

mod board;
mod issues;
mod outlook;
mod report;
mod review;
mod steps;

use super::page;
use crate::{
    failure::Reply,
    input::{Body, Caller, IfMatch, Path, Query},
    output::{Listing, Mention, Tagged},
    state::Web,
    wire::{RunKind, RunStatus},
};
use axum::{Json, extract::State};
use board::RunBoard;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use signalbox_domain::{Key, Name, Patch};
use signalbox_service::runs::{self, Board, Change, Filter, New, View, Wanted};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(list_runs, plan_run))
        .routes(routes!(get_run, change_run))
        .routes(routes!(start_run))
        .routes(routes!(pause_run))
        .routes(routes!(resume_run))
        .routes(routes!(abort_run))
        .routes(routes!(complete_run))
        .routes(routes!(roll_back_run))
        .merge(steps::routes())
        .merge(outlook::routes())
        .merge(report::routes())
        .merge(review::routes())
        .merge(issues::routes())
}

/// A run of a deployment plan.
#[derive(Serialize, ToSchema)]
struct Run {
    id: String,
    plan: Mention,
    /// Which approved version of the plan.
    version: i64,
    name: String,
    kind: RunKind,
    portfolio: Mention,
    /// The release it carries out, if the caller may see it.
    release: Option<Mention>,
    status: RunStatus,
    /// When it is to begin.
    scheduled_at: Timestamp,
    /// When it has to be over.
    window_end: Option<Timestamp>,
    parameters: BTreeMap<String, String>,
    started_at: Option<Timestamp>,
    ended_at: Option<Timestamp>,
    /// The key of the way back that was taken.
    branch: Option<String>,
    /// When it was taken.
    branched_at: Option<Timestamp>,
    created_at: Timestamp,
    /// Counts its changes, those of its tasks included.
    rev: i64,
}

impl From<View> for Run {
    fn from(view: View) -> Self {
        let run = view.run;
        Self {
            id: run.id.to_string(),
            plan: view.plan.into(),
            version: run.version,
            name: run.name.to_string(),
            kind: run.kind.into(),
            portfolio: view.portfolio.into(),
            release: view.release.map(Mention::from),
            status: run.status.into(),
            scheduled_at: run.scheduled_at,
            window_end: run.window_end,
            parameters: run.parameters,
            started_at: run.started_at,
            ended_at: run.ended_at,
            branch: run.branch.map(|key| key.to_string()),
            branched_at: run.branched_at,
            created_at: run.created_at,
            rev: run.rev,
        }
    }
}

/// What a new run is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewRun {
    /// Of which plan, by id or key.
    plan: String,
    /// Which approved version of it; the newest when absent.
    #[serde(default)]
    #[schema(minimum = 1)]
    version: Option<i64>,
    /// What it is called; the plan's name when absent.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "name", min_length = 1, max_length = 200)]
    name: Option<Name>,
    kind: RunKind,
    /// When it is to begin.
    scheduled_at: Timestamp,
    /// When it has to be over.
    #[serde(default)]
    window_end: Option<Timestamp>,
    /// What the plan's parameters are in this run.
    #[serde(default)]
    parameters: BTreeMap<String, String>,
}

/// What is to change; what is absent stays, what is `null` is cleared.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RunChange {
    #[schema(value_type = Option<String>, format = "name", min_length = 1, max_length = 200, nullable = false)]
    name: Option<Name>,
    /// When it is to begin; before it has.
    #[schema(nullable = false)]
    scheduled_at: Option<Timestamp>,
    /// When it has to be over.
    #[serde(default)]
    #[schema(value_type = Option<Timestamp>)]
    window_end: Patch<Timestamp>,
    /// What the plan's parameters are: all of them; before it has begun.
    #[schema(nullable = false)]
    parameters: Option<BTreeMap<String, String>>,
}

/// Why a turn is taken.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RunReason {
    /// Needed to abort.
    #[serde(default)]
    #[schema(max_length = 2000)]
    reason: Option<String>,
}

/// Which way back is taken, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RollBack {
    /// The key of a way back of the plan.
    #[schema(value_type = String, format = "key", min_length = 1, max_length = 64)]
    branch: Key,
    #[schema(min_length = 1, max_length = 2000)]
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
    /// Whether to count the whole list.
    total: Option<bool>,
    /// Its name holds this text.
    q: Option<String>,
    /// Of this plan, by id or key.
    plan: Option<String>,
    /// They carry out this release, by id or key.
    release: Option<String>,
    #[param(inline)]
    kind: Option<RunKind>,
    #[param(inline)]
    status: Option<RunStatus>,
    /// Those in which something is still done, or those that are over.
    open: Option<bool>,
}

/// List runs
///
/// Those that begin last first.
#[utoipa::path(get, path = "/runs", tag = "runs", params(ListQuery), responses((status = 200, body = Listing<Run>)))]
async fn list_runs(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Query(query): Query<ListQuery>,
) -> Reply<Json<Listing<Run>>> {
    let page = page(query.limit, query.cursor, query.total);
    let filter = Filter {
        text: query.q,
        plan: query.plan,
        release: query.release,
        kind: query.kind.map(Into::into),
        status: query.status.map(Into::into),
        open: query.open,
    };
    Ok(Listing::of(runs::list(&web.app, &ctx, filter, page).await?, Run::from))
}

/// Plan a run
///
/// Of a version of a plan that was approved.
#[utoipa::path(post, path = "/runs", tag = "runs", request_body = NewRun, responses((status = 201, body = RunBoard)))]
async fn plan_run(State(web): State<Web>, Caller(ctx): Caller, Body(new): Body<NewRun>) -> Reply<Tagged<RunBoard>> {
    let new = New {
        plan: new.plan,
        version: new.version,
        name: new.name,
        kind: new.kind.into(),
        scheduled_at: new.scheduled_at,
        window_end: new.window_end,
        parameters: new.parameters,
    };
    let made = runs::create(&web.app, &ctx, new).await?;
    Ok(Tagged::created(made.view.run.rev, made.into()))
}

/// Read a run
///
/// With how far every task is, what it waits for, when it was to be done and when it will be.
#[utoipa::path(get, path = "/runs/{run}", tag = "runs", params(("run" = String, Path, description = "Id")),
    responses((status = 200, body = RunBoard)))]
async fn get_run(State(web): State<Web>, Caller(ctx): Caller, Path(named): Path<String>) -> Reply<Tagged<RunBoard>> {
    Ok(tagged(runs::get(&web.app, &ctx, named).await?))
}

/// Change a run
///
/// Before it begins all of it; while it goes on, its name and when it has to be over.
#[utoipa::path(patch, path = "/runs/{run}", tag = "runs", request_body = RunChange,
    params(("run" = String, Path, description = "Id"), ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = RunBoard)))]
async fn change_run(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
    Body(change): Body<RunChange>,
) -> Reply<Tagged<RunBoard>> {
    let change = Change {
        name: change.name,
        scheduled_at: change.scheduled_at,
        window_end: change.window_end,
        parameters: change.parameters,
    };
    Ok(tagged(runs::change(&web.app, &ctx, named, rev, change).await?))
}

macro_rules! turning {
    ($($(#[$doc:meta])* $name:ident($path:literal, $turn:expr);)*) => {$(
        $(#[$doc])*
        #[utoipa::path(post, path = $path, tag = "runs", request_body = RunReason,
            params(("run" = String, Path, description = "Id")), responses((status = 200, body = RunBoard)))]
        async fn $name(
            State(web): State<Web>,
            Caller(ctx): Caller,
            Path(named): Path<String>,
            Body(RunReason { reason }): Body<RunReason>,
        ) -> Reply<Tagged<RunBoard>> {
            Ok(tagged(runs::turn(&web.app, &ctx, named, $turn, reason).await?))
        }
    )*};
}

turning! {
    /// Begin a run
    ///
    /// One live run of a plan at a time.
    start_run("/runs/{run}/start", Wanted::Start);
    /// Hold a run
    ///
    /// Nothing is begun until it is resumed; what was begun goes on.
    pause_run("/runs/{run}/pause", Wanted::Pause);
    /// Let a run go on
    resume_run("/runs/{run}/resume", Wanted::Resume);
    /// Break a run off
    abort_run("/runs/{run}/abort", Wanted::Abort);
    /// End a run
    ///
    /// When everything on its way is over.
    complete_run("/runs/{run}/complete", Wanted::Complete);
}

/// Roll a run back
///
/// From now on a way back of the plan is taken; what was begun is ended by whoever is at it.
#[utoipa::path(post, path = "/runs/{run}/roll-back", tag = "runs", request_body = RollBack,
    params(("run" = String, Path, description = "Id")), responses((status = 200, body = RunBoard)))]
async fn roll_back_run(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    Body(back): Body<RollBack>,
) -> Reply<Tagged<RunBoard>> {
    Ok(tagged(runs::turn(&web.app, &ctx, named, Wanted::RollBack(back.branch), Some(back.reason)).await?))
}

fn tagged(board: Board) -> Tagged<RunBoard> {
    Tagged::found(board.view.run.rev, board.into())
}
