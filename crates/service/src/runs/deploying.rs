//! Tasks that bring a version to an environment: whether they may is asked before they begin, and that they did is a fact
//! afterwards. Of live runs alone: a rehearsal deploys nothing that counts.

use super::calls::filled;
use crate::{
    App, Ctx,
    decisions::{self, Question},
    deployments::{self, New},
};
use serde_json::json;
use signalbox_domain::{
    Outcome, Problem, Reason,
    deployment_plans::{Deploys, Task},
    deployments::DeploymentResult,
    runs::{Kind, Run, RunTask, State},
};
use signalbox_store::{
    Tx,
    jobs::{self, Job},
};

/// The kind of the job.
pub(crate) const KIND: &str = "run_deployment";

/// What a task brings where, in this run.
fn deploys(run: &Run, task: &Task) -> Option<Deploys> {
    let deploys = task.deploys.as_ref().filter(|_| run.kind == Kind::Live)?;
    Some(Deploys { version: filled(&deploys.version, &run.parameters), ..deploys.clone() })
}

/// Asks whether a task may begin, and keeps the answer; why not, when it may not.
///
/// # Errors
/// What the task names and cannot be found.
pub(super) fn barred(tx: &mut Tx<'_>, run: &Run, task: &Task) -> Outcome<Option<Problem>> {
    let Some(deploys) = deploys(run, task) else { return Ok(None) };
    let question = Question {
        environment: deploys.environment,
        system: Some(deploys.system),
        version: Some(deploys.version),
        release: run.release.map(|release| release.to_string()),
        ..Question::default()
    };
    let told = decisions::decide_in(tx, &question)?;
    if told.answer.is_allowed() {
        return Ok(None);
    }
    let reason = |blocker: &signalbox_domain::decisions::Blocker| {
        let reason = Reason { until: blocker.until, ..Reason::new(blocker.code, blocker.detail.clone()) };
        match &blocker.who {
            Some(who) => reason.cleared_by(who.clone()),
            None => reason,
        }
    };
    let detail = format!("{} may not go there now", task.name);
    Ok(Some(Problem::Refused { detail, reasons: told.answer.blockers.iter().map(reason).collect() }))
}

/// Wants the deployments recorded that tasks have done.
pub(super) fn want(tx: &mut Tx<'_>, run: &Run, tasks: &[(&Task, &RunTask)]) -> Outcome<()> {
    for (task, at) in tasks.iter().filter(|(_, at)| at.state == State::Completed) {
        let Some(deploys) = deploys(run, task) else { continue };
        let payload = json!({"run": run.id, "task": task.number, "environment": deploys.environment,
            "system": deploys.system, "version": deploys.version, "at": at.ended_at});
        let now = tx.now();
        jobs::enqueue(tx, KIND, &payload, now, Some(&format!("{KIND}:{}:{}:{}", run.id, task.number, at.rev)))?;
    }
    Ok(())
}

/// Records the deployment that a job names.
pub(crate) fn record(app: &App, ctx: &Ctx, job: &Job) -> Outcome<()> {
    let text = |field: &str| job.payload[field].as_str().unwrap_or_default().to_owned();
    let new = New {
        environment: text("environment"),
        system: text("system"),
        version: text("version"),
        at: text("at").parse().ok(),
        result: DeploymentResult::Succeeded,
        source: Some(format!("run {}, task {}", text("run"), job.payload["task"])),
        url: None,
    };
    let mine = job.clone();
    app.db.write_now(ctx, move |tx| {
        deployments::said(tx, &new)?;
        jobs::complete(tx, &mine)
    })
}
