//! Runs of deployment plans: rehearsals, and deployments as they are carried out.

mod approved;
pub mod board;
pub mod calls;
pub(crate) mod deploying;
pub mod issues;
pub mod outlook;
pub mod report;
pub mod reviews;
pub mod steps;

use crate::{
    App, Ctx, Page, Slice,
    app::{fresh, referred, together},
};
use jiff::Timestamp;
use signalbox_domain::{
    Key, Name, Outcome, Patch, Problem,
    authz::Run as MayRun,
    deployment_plans::Content,
    id::RunId,
    problem::{Fault, Faults},
    runs::{Kind, Run, RunTask, Scene, Status, Turn, run},
};
use signalbox_store::{Tx, deployment_plans as plans, releases, runs as store};
use std::collections::BTreeMap;

use calls::{By, Held};

pub(crate) use approved::Approved;
pub use board::{Board, Row};
pub(crate) use outlook::Outlooks;
pub use store::View;

/// What a list of runs is limited to. Other things are named by id or key.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Its name holds this text.
    pub text: Option<String>,
    /// Of this plan.
    pub plan: Option<String>,
    /// They carry out this release.
    pub release: Option<String>,
    /// Rehearsals, or what counts.
    pub kind: Option<Kind>,
    /// As far as this.
    pub status: Option<Status>,
    /// Whether something is still done in them.
    pub open: Option<bool>,
}

/// What a new run is.
#[derive(Clone, Debug)]
pub struct New {
    /// Of which plan, by id or key.
    pub plan: String,
    /// Which approved version of it; the newest when absent.
    pub version: Option<i64>,
    /// What it is called; the plan's name when absent.
    pub name: Option<Name>,
    /// Whether it counts.
    pub kind: Kind,
    /// When it is to begin.
    pub scheduled_at: Timestamp,
    /// When it has to be over.
    pub window_end: Option<Timestamp>,
    /// What its parameters are.
    pub parameters: BTreeMap<String, String>,
}

/// What is to change; what is absent stays.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// What it is called.
    pub name: Option<Name>,
    /// When it is to begin.
    pub scheduled_at: Option<Timestamp>,
    /// When it has to be over.
    pub window_end: Patch<Timestamp>,
    /// What its parameters are: all of them.
    pub parameters: Option<BTreeMap<String, String>>,
}

/// Runs, the latest first.
///
/// # Errors
/// What the filter names and cannot be found; a fault for a cursor that is none.
pub async fn list(app: &App, ctx: &Ctx, filter: Filter, page: Page) -> Outcome<Slice<View>> {
    app.db
        .read(ctx, move |tx| {
            let wanted = store::Filter {
                text: filter.text.clone(),
                plan: filter.plan.as_deref().map(|it| plans::view(tx, it)).transpose()?.map(|it| it.plan.id),
                release: filter.release.as_deref().map(|it| releases::get(tx, it)).transpose()?.map(|it| it.id),
                kind: filter.kind,
                status: filter.status,
                open: filter.open,
            };
            store::list(tx, &wanted, &page)
        })
        .await
}

/// One run, with how far everything in it is.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn get(app: &App, ctx: &Ctx, named: String) -> Outcome<Board> {
    let approved = app.approved.clone();
    app.db.read(ctx, move |tx| Board::of(tx, &approved, &named)).await
}

/// Plans a run of what was approved of a plan.
///
/// # Errors
/// The plan was never approved; parameters that it does not have or that are missing; every fault of the run; a missing
/// right.
pub async fn create(app: &App, ctx: &Ctx, new: New) -> Outcome<Board> {
    let approved = app.approved.clone();
    app.db
        .write(ctx, move |tx| {
            let id: RunId = tx.new_id();
            let mut faults = Faults::none();
            let Some(view) = referred(&mut faults, "/plan", plans::view(tx, &new.plan))? else {
                return Err(Problem::Invalid(faults.into_vec()));
            };
            let plan = view.plan;
            let permit = tx.permit::<MayRun>("run", id, plan.portfolio)?;
            if plan.archived_at.is_some() {
                return Err(Problem::refused("archived", format!("{} was put away; take it back first", plan.name)));
            }
            let version = new.version.unwrap_or(plan.version);
            if plan.version == 0 {
                let told = format!("{} was never approved: only what was approved is run", plan.name);
                return Err(Problem::refused("not_approved", told));
            }
            let Some(snapshot) = referred(&mut faults, "/version", approved.of(tx, plan.id, version))? else {
                return Err(Problem::Invalid(faults.into_vec()));
            };
            let made = Run {
                id,
                plan: plan.id,
                version,
                name: new.name.clone().unwrap_or_else(|| plan.name.clone()),
                kind: new.kind,
                portfolio: plan.portfolio,
                release: plan.release,
                status: Status::Planned,
                scheduled_at: new.scheduled_at,
                window_end: new.window_end,
                parameters: parameters(&snapshot.content, &new.parameters, &mut faults),
                started_at: None,
                ended_at: None,
                branch: None,
                branched_at: None,
                created_at: tx.now(),
                rev: 1,
            };
            let decided = together(faults, run::save(None, made))?;
            let tasks: Vec<RunTask> = snapshot.content.tasks.iter().map(|task| RunTask::waiting(task.number)).collect();
            store::insert(tx, &decided.state, &tasks, &permit)?;
            tx.record(&decided.facts)?;
            Board::of(tx, &approved, &id.to_string())
        })
        .await
}

/// What the parameters of a run are: what was said, and what the plan has them be otherwise.
fn parameters(content: &Content, said: &BTreeMap<String, String>, faults: &mut Faults) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    for parameter in &content.parameters {
        let name = parameter.name.as_str();
        match said.get(name).or(parameter.default.as_ref()) {
            Some(value) => {
                values.insert(name.to_owned(), value.clone());
            }
            None => faults.push(Fault::new(format!("/parameters/{name}"), "required", format!("say what {name} is"))),
        }
    }
    for name in said.keys().filter(|name| !values.contains_key(*name)) {
        faults.push(Fault::new(format!("/parameters/{name}"), "unknown", format!("the plan has no parameter {name}")));
    }
    values
}

/// Changes a run: before it begins when and with what, while it goes on when it has to be over.
///
/// # Errors
/// A stale revision; every fault of the run as it would be; what cannot change any more; a missing right.
pub async fn change(app: &App, ctx: &Ctx, named: String, rev: i64, change: Change) -> Outcome<Board> {
    let approved = app.approved.clone();
    app.db
        .write(ctx, move |tx| {
            let before = store::view(tx, &named)?.run;
            fresh(tx, "run", before.id, rev, before.rev)?;
            let permit = tx.permit::<MayRun>("run", before.id, before.portfolio)?;
            let mut faults = Faults::none();
            let mut after = before.clone();
            after.name = change.name.clone().unwrap_or(after.name);
            after.scheduled_at = change.scheduled_at.unwrap_or(after.scheduled_at);
            after.window_end = change.window_end.clone().over(after.window_end);
            if let Some(said) = &change.parameters {
                let snapshot = approved.of(tx, before.plan, before.version)?;
                after.parameters = parameters(&snapshot.content, said, &mut faults);
            }
            let decided = together(faults, run::save(Some(&before), after))?;
            if !decided.facts.is_empty() {
                store::update(tx, &before, &decided.state, &permit)?;
                tx.record(&decided.facts)?;
            }
            Board::of(tx, &approved, &named)
        })
        .await
}

/// Which turn is taken with a run.
#[derive(Clone, Debug)]
pub enum Wanted {
    /// Begins it.
    Start,
    /// Nothing more is begun for now.
    Pause,
    /// It goes on.
    Resume,
    /// Breaks it off.
    Abort,
    /// Takes the way back of this key.
    RollBack(Key),
    /// Ends it.
    Complete,
}

/// Takes a turn with a run: begins it, holds it, breaks it off, rolls it back, ends it.
///
/// # Errors
/// A turn that does not lead on; another live run of the plan that goes on; tasks that are open; a missing reason; a missing
/// right.
pub async fn turn(app: &App, ctx: &Ctx, named: String, wanted: Wanted, reason: Option<String>) -> Outcome<Board> {
    let approved = app.approved.clone();
    app.db
        .write(ctx, move |tx| {
            let before = store::view(tx, &named)?.run;
            let permit = tx.permit::<MayRun>("run", before.id, before.portfolio)?;
            let snapshot = approved.of(tx, before.plan, before.version)?;
            let turn = match &wanted {
                Wanted::Start => Turn::Start,
                Wanted::Pause => Turn::Pause,
                Wanted::Resume => Turn::Resume,
                Wanted::Abort => Turn::Abort,
                Wanted::Complete => Turn::Complete,
                Wanted::RollBack(key) => {
                    let is_there = snapshot.content.branches.iter().any(|branch| branch.key == *key);
                    if !is_there {
                        let told = format!("the plan has no way back {}", key.as_str());
                        return Err(Problem::fault("/branch", "unknown", told));
                    }
                    Turn::RollBack(key.clone())
                }
            };
            if matches!(turn, Turn::Start) && before.kind == Kind::Live {
                alone(tx, &before)?;
            }
            let tasks = snapshot.in_order(store::tasks(tx, before.id, 0)?);
            let now = tx.now();
            let open = Scene::new(&snapshot.content, &snapshot.zone, &before, &tasks, now).open();
            let decided = run::turn(&before, &turn, reason.as_deref(), open, now)?;
            store::update(tx, &before, &decided.state, &permit)?;
            tx.record(&decided.facts)?;
            let run = Run { rev: before.rev + 1, ..decided.state };
            Held { run, script: snapshot, tasks }.follow(tx, &By::Running(permit))?;
            Board::of(tx, &approved, &named)
        })
        .await
}

/// Goes on only when no other live run of the plan goes on.
fn alone(tx: &mut Tx<'_>, run: &Run) -> Outcome<()> {
    for status in [Status::Running, Status::Paused] {
        let filter = store::Filter {
            plan: Some(run.plan),
            kind: Some(Kind::Live),
            status: Some(status),
            ..store::Filter::default()
        };
        let page = Page { limit: Some(1), ..Page::default() };
        if let Some(other) = store::list(tx, &filter, &page)?.items.first() {
            let told = format!("{} goes on already: a plan is carried out once at a time", other.run.name);
            return Err(Problem::refused("goes_on", told));
        }
    }
    Ok(())
}
