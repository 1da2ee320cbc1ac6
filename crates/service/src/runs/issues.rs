//! What is found wrong during a run: raised, given to somebody, decided.

use super::Board;
use crate::{
    App, Ctx,
    app::{fresh, together},
    raid::{Owner, owned_by},
};
use signalbox_domain::{
    Name, Outcome, Patch, Problem,
    authz::Work,
    deployment_plans::Number,
    id::RunIssueId,
    problem::{Fault, Faults},
    runs::{Issue, issue},
};
use signalbox_store::runs as store;

/// What a new issue is.
#[derive(Clone, Debug)]
pub struct New {
    /// The task it is about.
    pub task: Option<Number>,
    /// What is wrong, in a few words.
    pub title: Name,
    /// … in more words.
    pub description: String,
    /// Who sees to it.
    pub owner: Option<Owner>,
}

/// What is to change; what is absent stays.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// What is wrong, in a few words.
    pub title: Option<Name>,
    /// … in more words.
    pub description: Option<String>,
    /// Who sees to it.
    pub owner: Patch<Owner>,
    /// What is decided; that ends it.
    pub decision: Option<String>,
}

/// Raises an issue.
///
/// # Errors
/// A run that is over; every fault of the issue; a missing right.
pub async fn raise(app: &App, ctx: &Ctx, named: String, new: New) -> Outcome<Board> {
    let approved = app.approved.clone();
    app.db
        .write(ctx, move |tx| {
            let run = store::view(tx, &named)?.run;
            let id: RunIssueId = tx.new_id();
            let permit = tx.permit::<Work>("issue", id, run.portfolio)?;
            if run.status.is_over() {
                return Err(Problem::refused("over", format!("{} is over", run.name)));
            }
            let script = approved.of(tx, run.plan, run.version)?;
            let mut faults = Faults::none();
            if let Some(number) = new.task.filter(|number| script.content.task(*number).is_none()) {
                faults.push(Fault::new("/task", "unknown", format!("the plan has no task {number}")));
            }
            let owner = match &new.owner {
                Some(owner) => owned_by(tx, &mut faults, "/owner", owner)?,
                None => None,
            };
            let made = Issue {
                id,
                run: run.id,
                portfolio: run.portfolio,
                task: new.task,
                title: new.title.clone(),
                description: new.description.clone(),
                owner,
                decision: None,
                decided_by: None,
                decided_at: None,
                raised_by: tx.ctx().actor.person(),
                created_at: tx.now(),
                rev: 1,
            };
            let decided = together(faults, issue::save(None, made))?;
            store::insert_issue(tx, &decided.state, &permit)?;
            tx.record(&decided.facts)?;
            Board::of(tx, &approved, &named)
        })
        .await
}

/// Changes an issue, or decides it.
///
/// # Errors
/// A stale revision; an issue that is decided; every fault of it; a missing right.
pub async fn change(app: &App, ctx: &Ctx, named: String, issue: String, rev: i64, change: Change) -> Outcome<Board> {
    let approved = app.approved.clone();
    app.db
        .write(ctx, move |tx| {
            let run = store::view(tx, &named)?.run;
            let all = store::issues(tx, &run)?;
            let before = all.into_iter().find(|other| other.id.to_string() == issue);
            let before = before.ok_or_else(|| Problem::missing("issue", &issue))?;
            fresh(tx, "issue", before.id, rev, before.rev)?;
            let permit = tx.permit::<Work>("issue", before.id, run.portfolio)?;
            let mut faults = Faults::none();
            let mut after = before.clone();
            match &change.owner {
                Patch::Keep => {}
                Patch::Clear => after.owner = None,
                Patch::Set(owner) => after.owner = owned_by(tx, &mut faults, "/owner", owner)?,
            }
            after.title = change.title.clone().unwrap_or(after.title);
            after.description = change.description.clone().unwrap_or(after.description);
            if let Some(decision) = &change.decision {
                after.decision = Some(decision.trim().to_owned());
                after.decided_by = tx.ctx().actor.person();
                after.decided_at = Some(tx.now());
            }
            let decided = together(faults, issue::save(Some(&before), after))?;
            if !decided.facts.is_empty() {
                store::update_issue(tx, &before, &decided.state, &permit)?;
                tx.record(&decided.facts)?;
            }
            Board::of(tx, &approved, &named)
        })
        .await
}
