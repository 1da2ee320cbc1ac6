//! When a run will be over.

use crate::{
    failure::Reply,
    input::{Caller, Path},
    state::Web,
};
use axum::{Json, extract::State};
use jiff::Timestamp;
use serde::Serialize;
use signalbox_domain::schedule::forecast::Cause;
use signalbox_service::runs::outlook::{self, Outlook};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(get_run_forecast))
}

/// What is to be expected of a run, from many samples of how long everything may still take.
#[derive(Serialize, ToSchema)]
struct RunForecast {
    /// Of when it is.
    at: Timestamp,
    /// How many samples were drawn.
    samples: usize,
    /// How many tasks were forecast by how long they took in earlier runs, and not by their estimates.
    learnt: usize,
    /// When it is over in half of the samples.
    p50: Timestamp,
    /// When it is over in 85 of 100 samples.
    p85: Timestamp,
    /// When it is over in 95 of 100 samples.
    p95: Timestamp,
    /// When it has to be over.
    window_end: Option<Timestamp>,
    /// The share of samples that are over by the end of the window, from 0 to 1; `null` without a window.
    odds: Option<f64>,
    /// The ways back that can be taken.
    ways_back: Vec<RunWayBack>,
    /// The tasks of the way that is taken that are not over.
    tasks: Vec<ExpectedTask>,
    /// How many seconds later than when it began the end is likely now; below 0 for earlier.
    moved: i64,
    /// What moved it, in the order in which it happened.
    changes: Vec<ForecastChange>,
}

/// A way back, and until when it is in time.
#[derive(Serialize, ToSchema)]
struct RunWayBack {
    /// Its key.
    branch: String,
    /// How long it takes in 95 of 100 samples, in seconds.
    takes: i64,
    /// The latest instant to decide for it, with which it is over inside the window in 95 of 100 samples; `null` without a
    /// window.
    decide_by: Option<Timestamp>,
}

/// What is to be expected of a task.
#[derive(Serialize, ToSchema)]
struct ExpectedTask {
    number: u32,
    /// When it begins in half of the samples.
    start: Timestamp,
    /// When it is over in half of them.
    finish: Timestamp,
    /// The share of samples in which it decides when the end is, from 0 to 1.
    criticality: f64,
}

/// What happened to a task: it was begun late, took longer than is likely, has not been begun, is not over, or what was told
/// of it before was set right.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ForecastCause {
    Replanned,
    Revised,
    Started,
    Finished,
    NotStarted,
    NotFinished,
}

/// Something that moved the end of a run.
#[derive(Serialize, ToSchema)]
struct ForecastChange {
    /// The number of the task.
    task: u32,
    cause: ForecastCause,
    /// By how many seconds it was late or took longer; below 0 for the opposite.
    by: i64,
    /// How many seconds later the end is for it; below 0 for earlier.
    moved: i64,
}

impl From<&Outlook> for RunForecast {
    fn from(outlook: &Outlook) -> Self {
        let way_back = |way: &outlook::WayBack| RunWayBack {
            branch: way.branch.to_string(),
            takes: way.takes,
            decide_by: way.decide_by,
        };
        let expected = |task: &outlook::Expected| ExpectedTask {
            number: task.number,
            start: task.start,
            finish: task.finish,
            criticality: task.criticality,
        };
        let change = |change: &outlook::Change| {
            let (cause, by) = match change.cause {
                Cause::Replanned { longer_by } => (ForecastCause::Replanned, longer_by),
                Cause::Revised => (ForecastCause::Revised, 0),
                Cause::Started { late_by } => (ForecastCause::Started, late_by),
                Cause::Finished { longer_by } => (ForecastCause::Finished, longer_by),
                Cause::NotStarted { late_by } => (ForecastCause::NotStarted, late_by),
                Cause::NotFinished { over_by } => (ForecastCause::NotFinished, over_by),
            };
            ForecastChange { task: change.number, cause, by, moved: change.moved }
        };
        Self {
            at: outlook.at,
            samples: outlook.samples,
            learnt: outlook.learnt,
            p50: outlook.p50,
            p85: outlook.p85,
            p95: outlook.p95,
            window_end: outlook.view.run.window_end,
            odds: outlook.odds,
            ways_back: outlook.ways_back.iter().map(way_back).collect(),
            tasks: outlook.tasks.iter().map(expected).collect(),
            moved: outlook.moved,
            changes: outlook.changes.iter().map(change).collect(),
        }
    }
}

/// Forecast a run
///
/// When it will be over, how likely inside its window, until when it can be rolled back in time, and what moved the end.
/// Worked out anew when something happened in the run, and every quarter of a minute otherwise.
#[utoipa::path(get, path = "/runs/{run}/forecast", tag = "runs", params(("run" = String, Path, description = "Id")),
    responses((status = 200, body = RunForecast)))]
async fn get_run_forecast(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
) -> Reply<Json<RunForecast>> {
    let outlook = outlook::of(&web.app, &ctx, named).await?;
    Ok(Json(RunForecast::from(&*outlook)))
}
