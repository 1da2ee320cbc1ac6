//! Plans: phases, gates and milestones of a release, and the plans there were before.

use crate::{
    App, Ctx, Page, Slice,
    app::fresh,
    gates,
    releases::{NewMilestone, NewPhase, at, find_phase, new_milestone, save},
};
use jiff::civil::Date;
use signalbox_domain::{
    Due, Fault, Key, Name, Outcome, Patch, Problem,
    authz::Decide,
    id::{MilestoneId, PhaseId},
    releases::{
        Milestone, MilestoneKind, Phase, Plan, Release,
        plan::{self, Verdict},
    },
};
use signalbox_store::{Tx, environments::stages, plans as store, releases as release_store};

pub use store::{BaselineView, Filter, MilestoneView};

/// What is to change of a phase.
#[derive(Clone, Debug, Default)]
pub struct PhaseChange {
    /// Its name.
    pub name: Option<Name>,
    /// Its first day.
    pub start: Option<Date>,
    /// Its last day.
    pub end: Option<Date>,
}

/// What is to change of a gate or milestone.
#[derive(Clone, Debug, Default)]
pub struct MilestoneChange {
    /// Gate or milestone.
    pub kind: Option<MilestoneKind>,
    /// Its short name.
    pub key: Option<Key>,
    /// Its name.
    pub name: Option<Name>,
    /// Its phase, by name or id.
    pub phase: Patch<String>,
    /// Its first day, when it spans several.
    pub start: Patch<Date>,
    /// Its deadline.
    pub due: Option<Due>,
    /// Who answers for it.
    pub responsible: Patch<String>,
    /// What it is for.
    pub scope: Patch<String>,
    /// What it means.
    pub description: Option<String>,
    /// The stage that it guards, by id or key.
    pub guards: Patch<String>,
}

/// The phases of a release by start.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn phases(app: &App, ctx: &Ctx, release: String) -> Outcome<Vec<Phase>> {
    app.db
        .read(ctx, move |tx| {
            let release = release_store::get(tx, &release)?;
            Ok(store::load(tx, &release)?.phases)
        })
        .await
}

/// The gates and milestones of a release by deadline.
///
/// # Errors
/// [`Problem::NotFound`]; a fault for a cursor that is none.
pub async fn milestones(
    app: &App,
    ctx: &Ctx,
    release: String,
    filter: Filter,
    page: Page,
) -> Outcome<Slice<MilestoneView>> {
    app.db
        .read(ctx, move |tx| {
            let release = release_store::get(tx, &release)?;
            store::milestones(tx, release.id, &filter, &page)
        })
        .await
}

/// Changes a release's plan: loads it, applies `edit`, saves what differs.
fn edit_plan<T>(
    tx: &mut Tx<'_>,
    release: &Release,
    reason: Option<&str>,
    edit: impl FnOnce(&mut Tx<'_>, &mut Plan) -> Outcome<T>,
) -> Outcome<T> {
    let before = store::load(tx, release)?;
    let mut after = before.clone();
    let edited = edit(tx, &mut after)?;
    save(tx, release, release.clone(), &before, &after, reason)?;
    Ok(edited)
}

/// The faults of the one item that was edited, told as if it were the whole body.
fn of_item(problem: Problem, list: &str, index: usize) -> Problem {
    let stem = format!("/{list}/{index}");
    match problem {
        Problem::Invalid(faults) => Problem::Invalid(
            faults
                .into_iter()
                .map(|fault| match fault.pointer.strip_prefix(&stem) {
                    Some(rest) => Fault { pointer: rest.to_owned(), ..fault },
                    None => fault,
                })
                .collect(),
        ),
        other => other,
    }
}

/// Adds a phase.
///
/// # Errors
/// Every fault of it; a missing right.
pub async fn add_phase(app: &App, ctx: &Ctx, release: String, new: NewPhase, reason: Option<String>) -> Outcome<Phase> {
    app.db
        .write(ctx, move |tx| {
            let release = release_store::get(tx, &release)?;
            let last = store::load(tx, &release)?.phases.len();
            edit_plan(tx, &release, reason.as_deref(), |tx, plan| {
                let phase = Phase { id: tx.new_id(), name: new.name.clone(), start: new.start, end: new.end, rev: 1 };
                plan.phases.push(phase.clone());
                Ok(phase)
            })
            .map_err(|problem| of_item(problem, "phases", last))
        })
        .await
}

/// Changes a phase.
///
/// # Errors
/// A stale revision; every fault of it as it would be; a missing right.
pub async fn change_phase(
    app: &App,
    ctx: &Ctx,
    release: String,
    phase: PhaseId,
    rev: i64,
    change: PhaseChange,
    reason: Option<String>,
) -> Outcome<Phase> {
    app.db
        .write(ctx, move |tx| {
            let release = release_store::get(tx, &release)?;
            let index = place(&store::load(tx, &release)?.phases, |item| item.id == phase, "phase", phase)?;
            let changed = edit_plan(tx, &release, reason.as_deref(), |tx, plan| {
                let item = &mut plan.phases[index];
                fresh(tx, "phase", item.id, rev, item.rev)?;
                item.name = change.name.clone().unwrap_or_else(|| item.name.clone());
                item.start = change.start.unwrap_or(item.start);
                item.end = change.end.unwrap_or(item.end);
                Ok(item.clone())
            })
            .map_err(|problem| of_item(problem, "phases", index))?;
            reread(&store::load(tx, &release)?.phases, |item| item.id == changed.id, "phase", changed.id)
        })
        .await
}

/// Removes a phase. Its milestones and activities stay, without a phase.
///
/// # Errors
/// A stale revision; a missing right.
pub async fn remove_phase(
    app: &App,
    ctx: &Ctx,
    release: String,
    phase: PhaseId,
    rev: i64,
    reason: Option<String>,
) -> Outcome<()> {
    app.db
        .write(ctx, move |tx| {
            let release = release_store::get(tx, &release)?;
            edit_plan(tx, &release, reason.as_deref(), |tx, plan| {
                let index = place(&plan.phases, |item| item.id == phase, "phase", phase)?;
                fresh(tx, "phase", plan.phases[index].id, rev, plan.phases[index].rev)?;
                plan.phases.remove(index);
                for milestone in plan.milestones.iter_mut().filter(|milestone| milestone.phase == Some(phase)) {
                    milestone.phase = None;
                }
                Ok(())
            })
        })
        .await
}

/// Adds a gate or milestone.
///
/// # Errors
/// Every fault of it; a missing right.
pub async fn add_milestone(
    app: &App,
    ctx: &Ctx,
    release: String,
    new: NewMilestone,
    reason: Option<String>,
) -> Outcome<MilestoneView> {
    app.db
        .write(ctx, move |tx| {
            let release = release_store::get(tx, &release)?;
            let last = store::load(tx, &release)?.milestones.len();
            let made = edit_plan(tx, &release, reason.as_deref(), |tx, plan| {
                let phase = new.phase.as_deref().map(|named| phase_named(plan, named)).transpose()?;
                let milestone = new_milestone(tx, plan, &new, phase);
                plan.milestones.push(milestone.clone());
                Ok(milestone)
            })
            .map_err(|problem| of_item(problem, "milestones", last))?;
            milestone_view(tx, &release, made.id)
        })
        .await
}

/// Changes a gate or milestone. A gate that was decided keeps its decision.
///
/// # Errors
/// A stale revision; every fault of it as it would be; a missing right.
pub async fn change_milestone(
    app: &App,
    ctx: &Ctx,
    release: String,
    milestone: String,
    rev: i64,
    change: MilestoneChange,
    reason: Option<String>,
) -> Outcome<MilestoneView> {
    app.db
        .write(ctx, move |tx| {
            let release = release_store::get(tx, &release)?;
            let index = milestone_place(&store::load(tx, &release)?, &milestone)?;
            let id = edit_plan(tx, &release, reason.as_deref(), |tx, plan| {
                let phase = match &change.phase {
                    Patch::Keep => plan.milestones[index].phase,
                    Patch::Clear => None,
                    Patch::Set(named) => Some(phase_named(plan, named)?),
                };
                let guards = match &change.guards {
                    Patch::Keep => plan.milestones[index].guards,
                    Patch::Clear => None,
                    Patch::Set(named) => Some(stages::get(tx, named).map_err(|problem| at("/guards", problem))?.id),
                };
                let item = &mut plan.milestones[index];
                fresh(tx, "milestone", item.id, rev, item.rev)?;
                item.guards = guards;
                item.phase = phase;
                item.kind = change.kind.unwrap_or(item.kind);
                item.key = change.key.clone().unwrap_or_else(|| item.key.clone());
                item.name = change.name.clone().unwrap_or_else(|| item.name.clone());
                item.start = change.start.clone().over(item.start);
                item.due = change.due.clone().unwrap_or_else(|| item.due.clone());
                item.responsible = change.responsible.clone().over(item.responsible.take());
                item.scope = change.scope.clone().over(item.scope.take());
                item.description = change.description.clone().unwrap_or_else(|| item.description.clone());
                Ok(item.id)
            })
            .map_err(|problem| of_item(problem, "milestones", index))?;
            milestone_view(tx, &release, id)
        })
        .await
}

/// Removes a gate or milestone.
///
/// # Errors
/// A stale revision; a missing right.
pub async fn remove_milestone(
    app: &App,
    ctx: &Ctx,
    release: String,
    milestone: String,
    rev: i64,
    reason: Option<String>,
) -> Outcome<()> {
    app.db
        .write(ctx, move |tx| {
            let release = release_store::get(tx, &release)?;
            edit_plan(tx, &release, reason.as_deref(), |tx, plan| {
                let index = milestone_place(plan, &milestone)?;
                fresh(tx, "milestone", plan.milestones[index].id, rev, plan.milestones[index].rev)?;
                plan.milestones.remove(index);
                Ok(())
            })
        })
        .await
}

/// Passes, fails or reopens a gate or milestone.
///
/// # Errors
/// A stale revision; a gate that is decided already, or held by a criterion or an approval; a failure without a reason; a missing right.
pub async fn decide(
    app: &App,
    ctx: &Ctx,
    release: String,
    milestone: String,
    rev: i64,
    verdict: Verdict,
    reason: Option<String>,
) -> Outcome<MilestoneView> {
    app.db
        .write(ctx, move |tx| {
            let release = release_store::get(tx, &release)?;
            let permit = tx.permit::<Decide>("release", release.id, release.portfolio)?;
            let before = store::load(tx, &release)?;
            let index = milestone_place(&before, &milestone)?;
            let item = &before.milestones[index];
            fresh(tx, "milestone", item.id, rev, item.rev)?;
            if verdict == Verdict::Pass {
                gates::may_pass(tx, &release, &before, item)?;
            }
            let by = tx.ctx().actor.person();
            let (decided, fact) = plan::decide(&release, item, verdict, by, reason.clone(), tx.now())?;
            let id = decided.id;
            let mut after = before.clone();
            after.milestones[index] = decided;
            store::save(tx, &before, &after, &permit)?;
            // What is decided does not move with the release any more: whoever is about to move it has to look again.
            release_store::replanned(tx, &after, &permit)?;
            tx.record(&[fact])?;
            milestone_view(tx, &release, id)
        })
        .await
}

/// The former plans of a release, the first one first.
///
/// # Errors
/// [`Problem::NotFound`]; a fault for a cursor that is none.
pub async fn baselines(app: &App, ctx: &Ctx, release: String, page: Page) -> Outcome<Slice<BaselineView>> {
    app.db
        .read(ctx, move |tx| {
            let release = release_store::get(tx, &release)?;
            store::baselines(tx, release.id, &page)
        })
        .await
}

/// One former plan.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn baseline(app: &App, ctx: &Ctx, release: String, number: i64) -> Outcome<BaselineView> {
    app.db
        .read(ctx, move |tx| {
            let release = release_store::get(tx, &release)?;
            store::baseline(tx, release.id, number)
        })
        .await
}

fn phase_named(plan: &Plan, named: &str) -> Outcome<PhaseId> {
    let missing = || at("/phase", Problem::missing("phase", named));
    find_phase(plan, named).map(|phase| phase.id).ok_or_else(missing)
}

fn milestone_place(plan: &Plan, named: &str) -> Outcome<usize> {
    let is_it = |item: &Milestone| item.id.to_string() == named || item.key.as_str().eq_ignore_ascii_case(named);
    place(&plan.milestones, is_it, "milestone", named)
}

fn place<T>(items: &[T], is_it: impl Fn(&T) -> bool, noun: &'static str, named: impl ToString) -> Outcome<usize> {
    items.iter().position(is_it).ok_or_else(|| Problem::missing(noun, named))
}

fn reread<T: Clone>(items: &[T], is_it: impl Fn(&T) -> bool, noun: &'static str, named: impl ToString) -> Outcome<T> {
    items.iter().find(|item| is_it(item)).cloned().ok_or_else(|| Problem::missing(noun, named))
}

pub(crate) fn milestone_view(tx: &mut Tx<'_>, release: &Release, id: MilestoneId) -> Outcome<MilestoneView> {
    let all = store::load(tx, release)?;
    let milestone = reread(&all.milestones, |item| item.id == id, "milestone", id)?;
    let phase_name = milestone
        .phase
        .and_then(|phase| all.phases.iter().find(|candidate| candidate.id == phase))
        .map(|phase| phase.name.to_string());
    let decided_by = match &milestone.state {
        signalbox_domain::releases::MilestoneState::Pending => None,
        signalbox_domain::releases::MilestoneState::Passed { by, .. }
        | signalbox_domain::releases::MilestoneState::Failed { by, .. } => match by {
            None => None,
            Some(person) => signalbox_store::release_parts::person_name(tx, *person)?
                .map(|name| signalbox_domain::PersonRef { id: *person, name }),
        },
    };
    let guards = match milestone.guards {
        Some(stage) => signalbox_store::gates::content::stage(tx, stage)?,
        None => None,
    };
    Ok(MilestoneView { milestone, phase_name, decided_by, guards })
}
