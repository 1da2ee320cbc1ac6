//! How a run went, against its plan and against the runs before it.

use super::{Board, store};
use crate::{App, Ctx};
use signalbox_domain::{
    Outcome,
    deployment_plans::{DeploymentPlan, Estimate, Number, Task},
    problem::Faults,
    runs::scene::seconds,
};
use signalbox_store::deployment_plans as plans;
use std::collections::HashMap;

/// How a run went.
#[derive(Clone, Debug)]
pub struct Report {
    /// The run as it is.
    pub board: Board,
    /// How each task went, in the order of the board's tasks.
    pub tasks: Vec<Went>,
}

/// How a task went. Times are in seconds.
#[derive(Clone, Debug)]
pub struct Went {
    /// How long it was thought to take.
    pub planned: i64,
    /// How long it took; none for what is not over, or was left out.
    pub took: Option<i64>,
    /// How much later than planned it began; below 0 for earlier. None for what has not begun.
    pub late_by: Option<i64>,
    /// How long it took in earlier runs, the shortest first.
    pub before: Vec<i64>,
}

/// How a run went, so far as it has.
///
/// # Errors
/// [`signalbox_domain::Problem::NotFound`].
pub async fn of(app: &App, ctx: &Ctx, named: String) -> Outcome<Report> {
    let approved = app.approved.clone();
    app.db
        .read(ctx, move |tx| {
            let board = Board::of(tx, &approved, &named)?;
            let mut earlier = store::durations(tx, board.view.run.plan, board.view.run.id)?;
            let tasks =
                board.script.content.tasks.iter().zip(&board.tasks).zip(&board.rows).map(|((task, at), row)| {
                    let took = at.started_at.zip(at.ended_at).filter(|_| at.state.is_over());
                    let late = at.started_at.zip(row.planned);
                    let mut before = earlier.remove(&task.number).unwrap_or_default();
                    before.sort_unstable();
                    Went {
                        planned: task.estimate.likely,
                        took: took.map(|(from, to)| seconds(from, to)),
                        late_by: late.map(|(at, (planned, _))| at.duration_since(planned).as_secs()),
                        before,
                    }
                });
            let tasks = tasks.collect();
            Ok(Report { board, tasks })
        })
        .await
}

/// Estimates the tasks of a plan by how long they took in its runs: the shortest, the middle and the longest. What was never
/// done keeps its estimate.
///
/// # Errors
/// A stale revision; a missing right.
pub async fn learn(app: &App, ctx: &Ctx, named: String, rev: i64) -> Outcome<crate::deployment_plans::Told> {
    app.db
        .write(ctx, move |tx| {
            let before = plans::view(tx, &named)?.plan;
            crate::app::fresh(tx, "deployment plan", before.id, rev, before.rev)?;
            let earlier = store::all_durations(tx, before.id)?;
            let mut after: DeploymentPlan = before.clone();
            let groups = after.content.groups();
            for task in after.content.tasks.iter_mut().filter(|task| !groups.contains(&task.number)) {
                if let Some(estimate) = learnt(task, &earlier) {
                    task.estimate = estimate;
                }
            }
            crate::deployment_plans::keep(tx, &before, after, Faults::none())
        })
        .await
}

fn learnt(task: &Task, earlier: &HashMap<Number, Vec<i64>>) -> Option<Estimate> {
    let mut seen = earlier.get(&task.number)?.clone();
    seen.sort_unstable();
    let middle = seen.get((seen.len().checked_sub(1)?) / 2)?;
    Some(Estimate { optimistic: *seen.first()?, likely: *middle, pessimistic: *seen.last()? })
}
