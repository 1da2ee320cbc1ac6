//! What people do with the tasks of a run.

use super::board::RunTask;
use crate::{
    failure::Reply,
    input::{Body, Caller, IfMatch, Known, Path},
    output::Tagged,
    routes::account::session_of,
    state::Web,
    wire::NewParty,
};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use signalbox_domain::{
    Problem,
    runs::{Act, Answer},
};
use signalbox_service::{
    raid::Owner,
    runs::{
        self, Board, calls,
        steps::{self, Asked, Wanted},
    },
};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(get_run_task))
        .routes(routes!(start_run_task))
        .routes(routes!(complete_run_task))
        .routes(routes!(fail_run_task))
        .routes(routes!(skip_run_task))
        .routes(routes!(reopen_run_task))
        .routes(routes!(hand_over_run_task))
        .routes(routes!(vote_on_run_task))
        .routes(routes!(comment_on_run_task))
        .routes(routes!(report_run_task))
}

/// What is said to it.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TaskReason {
    /// Needed to fail, skip and reopen.
    #[serde(default)]
    #[schema(max_length = 2000)]
    reason: Option<String>,
}

/// To whom a task is handed over.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct HandOver {
    to: NewParty,
    #[serde(default)]
    #[schema(max_length = 2000)]
    reason: Option<String>,
}

/// What somebody says at a checkpoint.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CheckpointVote {
    /// Whether they would go on.
    go: bool,
    #[serde(default)]
    #[schema(max_length = 2000)]
    comment: Option<String>,
}

/// What is said about a task, and what proves it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TaskComment {
    #[schema(min_length = 1, max_length = 2000)]
    text: String,
    /// The `https:` address of what proves it.
    #[serde(default)]
    #[schema(max_length = 2000)]
    evidence: Option<String>,
}

/// A task of a run with how it is done.
#[derive(Serialize, ToSchema)]
struct RunTaskDetail {
    #[serde(flatten)]
    task: RunTask,
    /// How it is done: Markdown, with the run's parameters filled in.
    description: String,
}

/// Read a task of a run
///
/// With how it is done.
#[utoipa::path(get, path = "/runs/{run}/tasks/{task}", tag = "runs",
    params(("run" = String, Path, description = "Id"), ("task" = u32, Path, description = "Its number")),
    responses((status = 200, body = RunTaskDetail)))]
async fn get_run_task(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path((named, number)): Path<(String, u32)>,
) -> Reply<Tagged<RunTaskDetail>> {
    let board = runs::get(&web.app, &ctx, named).await?;
    let description = board.described(number).ok_or_else(|| Problem::missing("task", number))?;
    Ok(Tagged::found(rev(&board, number), RunTaskDetail { task: task(&board, number)?, description }))
}

macro_rules! stepping {
    ($($(#[$doc:meta])* $name:ident($path:literal, $act:expr);)*) => {$(
        $(#[$doc])*
        #[utoipa::path(post, path = $path, tag = "runs", request_body = TaskReason,
            params(("run" = String, Path, description = "Id"), ("task" = u32, Path, description = "Its number"),
                ("If-Match" = String, Header, description = "Its rev")),
            responses((status = 200, body = RunTask)))]
        async fn $name(
            State(web): State<Web>,
            Caller(ctx): Caller,
            Known(signed): Known,
            Path((run, number)): Path<(String, u32)>,
            IfMatch(rev): IfMatch,
            Body(TaskReason { reason }): Body<TaskReason>,
        ) -> Reply<Tagged<RunTask>> {
            let asked = Asked { run, number, rev: Some(rev), session: session_of(signed), reason };
            tagged(steps::act(&web.app, &ctx, asked, Wanted::Act($act)).await?, number)
        }
    )*};
}

stepping! {
    /// Begin a task of a run
    ///
    /// When everything it waits for is so.
    start_run_task("/runs/{run}/tasks/{task}/start", Act::Start);
    /// Be done with a task of a run
    ///
    /// At a checkpoint that is the go. What was not begun is begun and done in one.
    complete_run_task("/runs/{run}/tasks/{task}/complete", Act::Complete);
    /// Say that a task of a run did not work
    ///
    /// At a checkpoint that is the no-go.
    fail_run_task("/runs/{run}/tasks/{task}/fail", Act::Fail);
    /// Skip a task of a run
    skip_run_task("/runs/{run}/tasks/{task}/skip", Act::Skip);
    /// Let a task of a run be done again
    ///
    /// As long as nothing was begun because it was over.
    reopen_run_task("/runs/{run}/tasks/{task}/reopen", Act::Reopen);
}

/// Hand a task of a run over
#[utoipa::path(post, path = "/runs/{run}/tasks/{task}/hand-over", tag = "runs", request_body = HandOver,
    params(("run" = String, Path, description = "Id"), ("task" = u32, Path, description = "Its number"),
        ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = RunTask)))]
async fn hand_over_run_task(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path((run, number)): Path<(String, u32)>,
    IfMatch(rev): IfMatch,
    Body(over): Body<HandOver>,
) -> Reply<Tagged<RunTask>> {
    let asked = Asked { run, number, rev: Some(rev), session: None, reason: over.reason };
    tagged(steps::act(&web.app, &ctx, asked, Wanted::HandOver(Owner::from(over.to))).await?, number)
}

/// Vote at a checkpoint of a run
///
/// In a session; the last vote of each person counts.
#[utoipa::path(post, path = "/runs/{run}/tasks/{task}/vote", tag = "runs", request_body = CheckpointVote,
    params(("run" = String, Path, description = "Id"), ("task" = u32, Path, description = "Its number")),
    responses((status = 200, body = RunTask)))]
async fn vote_on_run_task(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Known(signed): Known,
    Path((run, number)): Path<(String, u32)>,
    Body(vote): Body<CheckpointVote>,
) -> Reply<Tagged<RunTask>> {
    let asked = Asked { run, number, rev: None, session: session_of(signed), reason: vote.comment };
    tagged(steps::act(&web.app, &ctx, asked, Wanted::Act(Act::Vote(vote.go))).await?, number)
}

/// Say something about a task of a run
///
/// For the log of the run, perhaps with the address of what proves it.
#[utoipa::path(post, path = "/runs/{run}/tasks/{task}/comments", tag = "runs", request_body = TaskComment,
    params(("run" = String, Path, description = "Id"), ("task" = u32, Path, description = "Its number")),
    responses((status = 201, body = RunTask)))]
async fn comment_on_run_task(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path((run, number)): Path<(String, u32)>,
    Body(comment): Body<TaskComment>,
) -> Reply<Tagged<RunTask>> {
    let asked = Asked { run, number, rev: None, session: None, reason: Some(comment.text) };
    let board = steps::act(&web.app, &ctx, asked, Wanted::Act(Act::Comment(comment.evidence))).await?;
    let task = task(&board, number)?;
    Ok(Tagged::created(rev(&board, number), task))
}

/// What became of what a machine was told to do.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CallResult {
    /// The key under which it was told: the `idempotency-key` of the call.
    #[schema(min_length = 1, max_length = 200)]
    key: String,
    /// Whether it worked.
    done: bool,
    /// What there is to say, in a few words.
    #[serde(default)]
    #[schema(max_length = 2000)]
    detail: String,
}

/// Report what became of a task that a machine does
///
/// By whoever was told to do it, under the key that was sent. Said twice, it is the same; the opposite of what was said before
/// is refused.
#[utoipa::path(post, path = "/runs/{run}/tasks/{task}/result", tag = "runs", request_body = CallResult,
    params(("run" = String, Path, description = "Id"), ("task" = u32, Path, description = "Its number")),
    responses((status = 200, body = RunTask)))]
async fn report_run_task(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path((run, number)): Path<(String, u32)>,
    Body(result): Body<CallResult>,
) -> Reply<Tagged<RunTask>> {
    let answer = if result.done { Answer::Fine(result.detail) } else { Answer::Wrong(result.detail) };
    tagged(calls::heard(&web.app, &ctx, run, number, result.key, answer).await?, number)
}

fn tagged(board: Board, number: u32) -> Reply<Tagged<RunTask>> {
    Ok(Tagged::found(rev(&board, number), task(&board, number)?))
}

fn rev(board: &Board, number: u32) -> i64 {
    board.tasks.iter().find(|task| task.number == number).map_or(0, |task| task.rev)
}

fn task(board: &Board, number: u32) -> Reply<RunTask> {
    let content = &board.script.content;
    let place = content.tasks.iter().position(|task| task.number == number);
    let place = place.ok_or_else(|| Problem::missing("task", number))?;
    Ok(RunTask::of(board, place, &content.groups()))
}
