//! How a run went.

use super::RunBoard;
use crate::{
    failure::Reply,
    input::{Caller, Path},
    state::Web,
};
use axum::{Json, extract::State};
use serde::Serialize;
use signalbox_service::runs::report::{self, Report, Went};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(get_run_report))
}

/// How a run went, against its plan and against the runs before it.
#[derive(Serialize, ToSchema)]
struct RunReport {
    run: RunBoard,
    /// How each task went, in the order of the run's tasks.
    tasks: Vec<TaskReport>,
}

/// How a task went. Times are in seconds.
#[derive(Serialize, ToSchema)]
struct TaskReport {
    number: u32,
    /// How long it was thought to take.
    planned: i64,
    /// How long it took; `null` for what is not over, or was left out.
    took: Option<i64>,
    /// How much longer than thought it took; below 0 for shorter.
    longer_by: Option<i64>,
    /// How much later than planned it began; below 0 for earlier.
    late_by: Option<i64>,
    /// How long it took in earlier runs, the shortest first.
    before: Vec<i64>,
}

impl From<Report> for RunReport {
    fn from(report: Report) -> Self {
        let numbers = report.board.script.content.tasks.iter().map(|task| task.number);
        let went = |(number, went): (u32, Went)| TaskReport {
            number,
            planned: went.planned,
            took: went.took,
            longer_by: went.took.map(|took| took - went.planned),
            late_by: went.late_by,
            before: went.before,
        };
        Self { tasks: numbers.zip(report.tasks).map(went).collect(), run: report.board.into() }
    }
}

/// Report how a run went
///
/// Task by task, as far as it has gone.
#[utoipa::path(get, path = "/runs/{run}/report", tag = "runs", params(("run" = String, Path, description = "Id")),
    responses((status = 200, body = RunReport)))]
async fn get_run_report(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
) -> Reply<Json<RunReport>> {
    Ok(Json(report::of(&web.app, &ctx, named).await?.into()))
}
