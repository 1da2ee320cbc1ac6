//! The tasks of a deployment plan, written one by one or many at once.

use super::{Told, keep};
use crate::{
    App, Ctx,
    app::{fresh, referred},
    raid::{Owner, owned_by},
};
use jiff::civil::DateTime;
use signalbox_domain::{
    Key, Name, Outcome, Patch, Problem,
    deployment_plans::{Action, After, DeploymentPlan, Deploys, Edited, Estimate, Kind, Number, Task},
    problem::Faults,
};
use signalbox_store::{Tx, deployment_plans as store, environments, systems};
use std::collections::HashMap;

/// What a new task is.
#[derive(Clone, Debug)]
pub struct New {
    /// What it is to be called by; the next number when absent.
    pub number: Option<Number>,
    /// What is done.
    pub name: Name,
    /// What kind of thing that is.
    pub kind: Kind,
    /// The heading under which it stands.
    pub section: Option<Name>,
    /// The task it is a step of.
    pub parent: Option<Number>,
    /// The key of its lane.
    pub lane: Option<Key>,
    /// The key of the way back to which it belongs.
    pub branch: Option<Key>,
    /// Who does it.
    pub owner: Option<Owner>,
    /// How long it is thought to take.
    pub estimate: Estimate,
    /// Before when it does not begin.
    pub not_before: Option<DateTime>,
    /// What it waits for.
    pub after: Vec<After>,
    /// What a machine is told to do.
    pub action: Option<Action>,
    /// What it brings where.
    pub deploys: Option<Deploys>,
    /// How it is done.
    pub description: String,
}

/// What is to change; what is absent stays.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// What is done.
    pub name: Option<Name>,
    /// What kind of thing that is.
    pub kind: Option<Kind>,
    /// The heading under which it stands.
    pub section: Patch<Name>,
    /// The task it is a step of.
    pub parent: Patch<Number>,
    /// The key of its lane.
    pub lane: Patch<Key>,
    /// The key of the way back to which it belongs.
    pub branch: Patch<Key>,
    /// Who does it.
    pub owner: Patch<Owner>,
    /// How long it is thought to take.
    pub estimate: Option<Estimate>,
    /// Before when it does not begin.
    pub not_before: Patch<DateTime>,
    /// What it waits for: all of it.
    pub after: Option<Vec<After>>,
    /// What a machine is told to do.
    pub action: Patch<Action>,
    /// What it brings where.
    pub deploys: Patch<Deploys>,
    /// How it is done.
    pub description: Option<String>,
}

/// Adds tasks, before another one or at the end. Answers the plan and the numbers they got.
///
/// # Errors
/// Every fault of what the plan would be, told where the request has it; a missing right.
pub async fn add(
    app: &App,
    ctx: &Ctx,
    named: String,
    tasks: Vec<New>,
    before: Option<Number>,
) -> Outcome<(Told, Vec<Number>)> {
    app.db
        .write(ctx, move |tx| {
            let plan = store::view(tx, &named)?.plan;
            let mut faults = Faults::none();
            let made = made(tx, &mut faults, &tasks)?;
            let edited = plan.content.clone().add(made, before)?;
            let numbers = edited.numbers.clone();
            let told = edit(tx, &plan, edited, faults, |index| format!("/tasks/{index}"))?;
            Ok((told, numbers))
        })
        .await
}

/// Changes a task, as it was at a revision of the plan.
///
/// # Errors
/// A task that somebody changed since; every fault of what the plan would be; a missing right.
pub async fn change(app: &App, ctx: &Ctx, named: String, number: Number, rev: i64, change: Change) -> Outcome<Told> {
    app.db
        .write(ctx, move |tx| {
            let plan = store::view(tx, &named)?.plan;
            let former = task(&plan, number)?;
            fresh(tx, "task", plan.id, rev, former.rev)?;
            let mut faults = Faults::none();
            let mut after = former.clone();
            match &change.owner {
                Patch::Keep => {}
                Patch::Clear => after.owner = None,
                Patch::Set(owner) => after.owner = owned_by(tx, &mut faults, "/owner", owner)?,
            }
            after.name = change.name.clone().unwrap_or(after.name);
            after.kind = change.kind.unwrap_or(after.kind);
            after.section = change.section.clone().over(after.section);
            after.parent = change.parent.clone().over(after.parent);
            after.lane = change.lane.clone().over(after.lane);
            after.branch = change.branch.clone().over(after.branch);
            after.estimate = change.estimate.unwrap_or(after.estimate);
            after.not_before = change.not_before.clone().over(after.not_before);
            after.after = change.after.clone().unwrap_or(after.after);
            after.action = change.action.clone().over(after.action);
            if let Patch::Set(deploys) = &change.deploys {
                whereto(tx, &mut faults, "/deploys", deploys)?;
            }
            after.deploys = change.deploys.clone().over(after.deploys);
            after.description = change.description.clone().unwrap_or(after.description);
            let edited = plan.content.clone().put(after)?;
            edit(tx, &plan, edited, faults, |_| String::new())
        })
        .await
}

/// Puts a task before another one, or at the end. Its steps stay where they are.
///
/// # Errors
/// A task that somebody changed since; one of the two is not there; a missing right.
pub async fn shift(
    app: &App,
    ctx: &Ctx,
    named: String,
    number: Number,
    rev: i64,
    before: Option<Number>,
) -> Outcome<Told> {
    app.db
        .write(ctx, move |tx| {
            let plan = store::view(tx, &named)?.plan;
            fresh(tx, "task", plan.id, rev, task(&plan, number)?.rev)?;
            let edited = plan.content.clone().shift(number, before)?;
            edit(tx, &plan, edited, Faults::none(), |_| String::new())
        })
        .await
}

/// Removes a task. What waited for it waits for what it waited for.
///
/// # Errors
/// A task that somebody changed since; a missing right.
pub async fn remove(app: &App, ctx: &Ctx, named: String, number: Number, rev: i64) -> Outcome<Told> {
    app.db
        .write(ctx, move |tx| {
            let plan = store::view(tx, &named)?.plan;
            fresh(tx, "task", plan.id, rev, task(&plan, number)?.rev)?;
            let edited = plan.content.clone().without(number)?;
            edit(tx, &plan, edited, Faults::none(), |_| String::new())
        })
        .await
}

fn task(plan: &DeploymentPlan, number: Number) -> Outcome<&Task> {
    plan.content.task(number).ok_or_else(|| Problem::missing("task", number))
}

fn edit(
    tx: &mut Tx<'_>,
    plan: &DeploymentPlan,
    edited: Edited,
    faults: Faults,
    pointer: impl Fn(usize) -> String,
) -> Outcome<Told> {
    let after = DeploymentPlan { content: edited.content.clone(), ..plan.clone() };
    keep(tx, plan, after, faults).map_err(|problem| edited.told(problem, pointer))
}

/// The tasks that are asked for. Owners are looked up once each, however many tasks name them.
pub(super) fn made(tx: &mut Tx<'_>, faults: &mut Faults, tasks: &[New]) -> Outcome<Vec<Task>> {
    let mut known: HashMap<(Option<String>, Option<String>), _> = HashMap::new();
    let mut made = Vec::with_capacity(tasks.len());
    for (index, task) in tasks.iter().enumerate() {
        let owner = match &task.owner {
            None => None,
            Some(owner) => {
                let called = (owner.person.clone(), owner.team.clone());
                match known.get(&called) {
                    Some(party) => Some(*party),
                    None => {
                        let found = owned_by(tx, faults, &format!("/tasks/{index}/owner"), owner)?;
                        if let Some(party) = found {
                            known.insert(called, party);
                        }
                        found
                    }
                }
            }
        };
        if let Some(deploys) = &task.deploys {
            whereto(tx, faults, &format!("/tasks/{index}/deploys"), deploys)?;
        }
        made.push(Task {
            number: task.number.unwrap_or(0),
            name: task.name.clone(),
            kind: task.kind,
            section: task.section.clone(),
            parent: task.parent,
            lane: task.lane.clone(),
            branch: task.branch.clone(),
            owner,
            estimate: task.estimate,
            not_before: task.not_before,
            after: task.after.clone(),
            action: task.action.clone(),
            deploys: task.deploys.clone(),
            description: task.description.clone(),
            rev: 0,
        });
    }
    Ok(made)
}

/// Notes what of a deployment cannot be found. The version may be one that a run says.
fn whereto(tx: &mut Tx<'_>, faults: &mut Faults, pointer: &str, deploys: &Deploys) -> Outcome<()> {
    referred(faults, &format!("{pointer}/system"), systems::get(tx, &deploys.system))?;
    referred(faults, &format!("{pointer}/environment"), environments::get(tx, &deploys.environment))?;
    Ok(())
}
