//! What people do with the tasks of a run.

use super::{
    Board,
    approved::Script,
    calls::{By, Held},
    deploying,
};
use crate::{
    App, Ctx,
    accounts::in_a_session,
    app::fresh,
    raid::{Owner, owned_by},
};
use signalbox_domain::{
    Outcome, Problem,
    authz::{Run as MayRun, Work},
    deployment_plans::{self, Number},
    id::SessionId,
    people::Party,
    problem::Faults,
    runs::{Act, Run, RunTask, Said, State},
};
use signalbox_store::{Tx, teams};
use std::sync::Arc;

/// What is to be done with a task.
#[derive(Clone, Debug)]
pub enum Wanted {
    /// What takes nobody else.
    Act(Act),
    /// Somebody else is to do it.
    HandOver(Owner),
}

/// With which task, and what is said to it.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The run's id.
    pub run: String,
    /// The task's number.
    pub number: Number,
    /// The revision of the task that was looked at.
    pub rev: Option<i64>,
    /// The session in which it is asked.
    pub session: Option<SessionId>,
    /// What is said to it.
    pub reason: Option<String>,
}

/// Does something with a task of a run. Whoever is to do it begins and ends it and hands it over; so does whoever may run
/// deployments, who alone skips and reopens. What nobody is named for is done by anybody who may work. Everybody who may
/// work speaks and votes. A vote, and the go or no-go of a checkpoint, are a person's own act.
///
/// # Errors
/// A task that somebody changed since, when a revision is given; every reason why it cannot be done; a missing reason; a
/// missing right.
pub async fn act(app: &App, ctx: &Ctx, asked: Asked, wanted: Wanted) -> Outcome<Board> {
    let approved = app.approved.clone();
    app.db
        .write(ctx, move |tx| {
            let Asked { run: named, number, rev, session, reason } = asked.clone();
            let mut held = Held::of(tx, &approved, &named)?;
            let place = held.script.content.tasks.iter().position(|task| task.number == number);
            let place = place.ok_or_else(|| Problem::missing("task", number))?;
            let act = match &wanted {
                Wanted::Act(act) => act.clone(),
                Wanted::HandOver(owner) => {
                    let mut faults = Faults::none();
                    let to = owned_by(tx, &mut faults, "", owner)?;
                    match to {
                        Some(to) => Act::HandOver(to),
                        None => return Err(Problem::Invalid(faults.into_vec())),
                    }
                }
            };
            let (task, script) = (held.tasks[place].clone(), Arc::clone(&held.script));
            let by = permit(tx, &held.run, &script, &task, place, &act)?;
            let decides = script.content.tasks[place].kind == deployment_plans::Kind::Checkpoint
                && matches!(act, Act::Complete | Act::Fail);
            if decides || matches!(act, Act::Vote(_)) {
                in_a_session(session)?;
            }
            if let Some(rev) = rev {
                fresh(tx, "task", held.run.id, rev, task.rev)?;
            }
            let said = Said { by: tx.ctx().actor.person(), reason: reason.clone() };
            let stepped = held.scene(tx).act(number, &act, &said)?;
            let begins = task.state == State::Waiting && matches!(act, Act::Start | Act::Complete);
            // That it was asked is kept, also when the answer is no.
            if begins && let Some(problem) = deploying::barred(tx, &held.run, &script.content.tasks[place])? {
                return Ok(Err(problem));
            }
            held.keep(tx, stepped, &by)?;
            Board::of(tx, &approved, &named).map(Ok)
        })
        .await?
}

fn permit(tx: &mut Tx<'_>, run: &Run, script: &Script, task: &RunTask, place: usize, act: &Act) -> Outcome<By> {
    let working = match act {
        Act::Comment(_) | Act::Vote(_) => true,
        Act::Start | Act::Complete | Act::Fail | Act::HandOver(_) => is_theirs(tx, script, task, place)?,
        Act::Skip | Act::Reopen => false,
    };
    if working && let Ok(permit) = tx.permit::<Work>("run", run.id, run.portfolio) {
        return Ok(By::Working(permit));
    }
    tx.permit::<MayRun>("run", run.id, run.portfolio).map(By::Running)
}

/// Whether whoever acts is who is to do it, or one of them; anybody is, when nobody is named.
fn is_theirs(tx: &mut Tx<'_>, script: &Script, task: &RunTask, place: usize) -> Outcome<bool> {
    let plan = &script.content.tasks[place];
    let owner = task.owner.or(plan.owner).or_else(|| script.content.team_of(plan).map(Party::Team));
    let Some(owner) = owner else { return Ok(true) };
    let Some(me) = tx.ctx().actor.person() else { return Ok(false) };
    Ok(match owner {
        Party::Person(person) => person == me,
        Party::Team(team) => teams::joined(tx, me)?.contains(&team),
    })
}
