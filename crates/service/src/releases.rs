//! Releases: made, read, changed, moved through their workflow, put away. Their plans are in [`crate::plans`].

use crate::{
    App, Ctx, Page, Slice,
    app::{fresh_in, referred},
};
use jiff::{Timestamp, civil::Date};
use serde_json::{Map, Value};
use signalbox_domain::{
    Due, Fact, Fault, Key, Name, Outcome, Patch, Problem, Reason, Ref, Zone,
    authz::{Permit, Plan as MayPlan},
    catalog::{Level, Link},
    event::differences,
    id::{Identifier, PersonId, ReleaseId, SystemId},
    people::Party,
    problem::Faults,
    releases::{
        Category, Creation, Kind, Milestone, MilestoneKind, MilestoneState, Phase, Plan, Release, ReleaseType, Status,
        answers::Answers,
        health::{self, Health},
        plan,
        raci::{Involved, Part},
        release,
    },
};
use signalbox_store::{Tx, journal::Touched, plans as plan_store, release_parts, release_types, releases as store};

pub use signalbox_domain::releases::health::HealthState;
pub use store::{Filter, Order, Rollup, View};

/// A release as lists show it.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The release.
    pub view: View,
    /// Is it on time?
    pub health: Health,
}

/// A step the workflow has from here.
#[derive(Clone, Debug)]
pub struct Step {
    /// Where it leads.
    pub to: Status,
    /// Why it cannot be taken now; empty when it can.
    pub reasons: Vec<Reason>,
}

/// A release as its own page shows it.
#[derive(Clone, Debug)]
pub struct Detail {
    /// The release.
    pub shown: Shown,
    /// The steps from here.
    pub steps: Vec<Step>,
    /// What a train adds up to.
    pub rollup: Option<Rollup>,
    /// The four questions of its header.
    pub answers: Answers,
}

/// What a new release is to be. Other things are named by id or key.
#[derive(Clone, Debug)]
pub struct New {
    /// Its short name.
    pub key: Key,
    /// Its name.
    pub name: Name,
    /// How it stands to others.
    pub kind: Kind,
    /// Whose it is.
    pub portfolio: String,
    /// Its type; the standard one when absent.
    pub release_type: Option<String>,
    /// The train it rides in.
    pub parent: Option<String>,
    /// What it brings.
    pub description: String,
    /// How much could go wrong.
    pub risk: Option<Level>,
    /// The zone its days are counted in; UTC when absent.
    pub zone: Option<Zone>,
    /// Its first day.
    pub start: Option<Date>,
    /// When it is due.
    pub target: Option<Due>,
    /// Free labels.
    pub tags: Vec<String>,
    /// Values of the type's custom fields.
    pub fields: Map<String, Value>,
    /// Links.
    pub links: Vec<Link>,
    /// Who decides.
    pub accountable: Option<PersonId>,
    /// Named spans.
    pub phases: Vec<NewPhase>,
    /// Gates and milestones.
    pub milestones: Vec<NewMilestone>,
    /// For a release that is recorded after the fact: its status and when it was completed.
    pub recorded: Option<(Key, Option<Timestamp>)>,
}

/// What a new phase is to be.
#[derive(Clone, Debug)]
pub struct NewPhase {
    /// Its name.
    pub name: Name,
    /// Its first day.
    pub start: Date,
    /// Its last day.
    pub end: Date,
}

/// What a new gate or milestone is to be.
#[derive(Clone, Debug)]
pub struct NewMilestone {
    /// Gate or milestone.
    pub kind: MilestoneKind,
    /// Its short name; made from its name when absent.
    pub key: Option<Key>,
    /// Its name.
    pub name: Name,
    /// The name or id of its phase.
    pub phase: Option<String>,
    /// Its first day, when it spans several.
    pub start: Option<Date>,
    /// Its deadline.
    pub due: Due,
    /// What became of it, when it was decided elsewhere.
    pub state: MilestoneState,
    /// Who answers for it.
    pub responsible: Option<String>,
    /// What it is for.
    pub scope: Option<String>,
    /// What it means.
    pub description: String,
}

/// What is to change; what is kept stays.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// Its short name.
    pub key: Option<Key>,
    /// Its name.
    pub name: Option<Name>,
    /// How it stands to others.
    pub kind: Option<Kind>,
    /// Its type, by id or key.
    pub release_type: Option<String>,
    /// Whose it is, by id or key.
    pub portfolio: Option<String>,
    /// The train it rides in, by id or key.
    pub parent: Patch<String>,
    /// What it brings.
    pub description: Option<String>,
    /// How much could go wrong.
    pub risk: Patch<Level>,
    /// The zone its days are counted in.
    pub zone: Option<Zone>,
    /// Its first day.
    pub start: Patch<Date>,
    /// When it is due.
    pub target: Patch<Due>,
    /// Free labels.
    pub tags: Option<Vec<String>>,
    /// Values of custom fields: those named change, `null` removes one.
    pub fields: Option<Map<String, Value>>,
    /// Links.
    pub links: Option<Vec<Link>>,
    /// Why; kept with the former plan when a date moves.
    pub reason: Option<String>,
}

/// What a list of releases is limited to, other things named by id or key.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// What needs no look-up.
    pub filter: Filter,
    /// In this portfolio or below it.
    pub portfolio: Option<String>,
    /// Members of this train.
    pub parent: Option<String>,
    /// Of this type.
    pub release_type: Option<String>,
    /// Touching this system.
    pub system: Option<String>,
}

impl Wanted {
    /// The filter with every name looked up.
    ///
    /// # Errors
    /// [`Problem::NotFound`] for a name that is none.
    pub fn resolve(&self, tx: &mut Tx<'_>) -> Outcome<Filter> {
        let mut filter = self.filter.clone();
        if let Some(named) = &self.portfolio {
            filter.portfolio = Some(signalbox_store::portfolios::get(tx, named)?.id);
        }
        if let Some(named) = &self.parent {
            filter.parent = Some(store::get(tx, named)?.id);
        }
        if let Some(named) = &self.release_type {
            filter.release_type = Some(release_types::get(tx, named)?.id);
        }
        if let Some(named) = &self.system {
            filter.system = Some(release_parts::system(tx, named)?.id);
        }
        filter.prepared(tx)
    }
}

/// Releases in an order.
///
/// # Errors
/// A fault for a cursor that is none; names that cannot be found.
pub async fn list(
    app: &App,
    ctx: &Ctx,
    wanted: Wanted,
    order: Order,
    backwards: bool,
    page: Page,
) -> Outcome<Slice<Shown>> {
    app.db
        .read(ctx, move |tx| {
            let filter = wanted.resolve(tx)?;
            let now = tx.now();
            Ok(store::list(tx, &filter, order, backwards, &page)?.map(|view| show(view, now)))
        })
        .await
}

/// One release.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn get(app: &App, ctx: &Ctx, named: String) -> Outcome<Detail> {
    app.db.read(ctx, move |tx| detail(tx, &named)).await
}

fn show(view: View, now: Timestamp) -> Shown {
    let facts = health::Facts {
        category: view.release.category,
        target: view.release.target.as_ref(),
        overdue_gates: view.overdue_gates,
        failed_gates: view.failed_gates,
    };
    Shown { health: health::judge(&facts, now), view }
}

pub(crate) fn detail(tx: &mut Tx<'_>, named: &str) -> Outcome<Detail> {
    let view = store::view(tx, named)?;
    let release = &view.release;
    let release_type = release_types::get(tx, &release.release_type.to_string())?;
    let next: Vec<Status> = release_type.after(&release.status).cloned().collect();
    let open = if next.iter().any(|status| status.category == Category::Done) {
        store::open_items(tx, release.id)?
    } else {
        release::Open::default()
    };
    let steps = next
        .into_iter()
        .map(|to| Step { reasons: release::reasons_against(release, &release_type, &to, &open), to })
        .collect();
    let rollup = if release.kind == Kind::Train { Some(store::rollup(tx, release.id)?) } else { None };
    let shown = show(view, tx.now());
    let answers = crate::answers::of(tx, &shown)?;
    Ok(Detail { steps, rollup, answers, shown })
}

/// Makes a release with its phases and milestones.
///
/// # Errors
/// Every fault of what it is to be; a key that is taken; names that cannot be found; a missing right.
pub async fn create(app: &App, ctx: &Ctx, new: New) -> Outcome<Detail> {
    app.db
        .write(ctx, move |tx| {
            let made = create_in(tx, &new)?;
            detail(tx, &made.id.to_string())
        })
        .await
}

/// … in a transaction that is open already.
///
/// # Errors
/// As [`create`].
pub fn create_in(tx: &mut Tx<'_>, new: &New) -> Outcome<Release> {
    let id: ReleaseId = tx.new_id();
    let mut faults = Faults::none();
    let plan = new_plan(tx, new, &mut faults);
    let portfolio = referred(&mut faults, "/portfolio", signalbox_store::portfolios::get(tx, &new.portfolio))?;
    let named = new.release_type.as_deref().unwrap_or("standard");
    let release_type = referred(&mut faults, "/type", release_types::get(tx, named))?;
    let parent = match &new.parent {
        Some(named) => referred(&mut faults, "/parent", store::get(tx, named))?,
        None => None,
    };
    let (Some(portfolio), Some(release_type)) = (portfolio, release_type) else {
        faults.extend(plan.faults());
        return Err(Problem::Invalid(faults.into_vec()));
    };
    let permit = tx.permit::<MayPlan>("release", id, portfolio.id)?;
    let zone = new.zone.clone().unwrap_or_else(Zone::utc);
    let (status, completed_at) = initial_status(&release_type, new.recorded.as_ref())?;
    let now = tx.now();
    let made = Release {
        id,
        key: new.key.clone(),
        name: new.name.clone(),
        kind: new.kind,
        release_type: release_type.id,
        completed_at: completed_at.or((status.category == Category::Done).then_some(now)),
        status: status.key,
        category: status.category,
        description: new.description.clone(),
        risk: new.risk,
        portfolio: portfolio.id,
        parent: parent.as_ref().map(|parent| parent.id),
        zone,
        start: new.start,
        target: new.target.clone(),
        tags: new.tags.clone(),
        fields: new.fields.clone(),
        links: new.links.clone(),
        archived_at: None,
        created_at: now,
        updated_at: now,
        rev: 1,
    };
    faults.extend(
        made.faults(&Creation { release_type: &release_type, parent: parent.as_ref(), ancestors: &[] }).into_vec(),
    );
    let dated: Vec<Fault> = plan.faults().into_iter().filter(|fault| !faults_has(&faults, fault)).collect();
    faults.extend(dated);
    faults.require(!store::is_taken(tx, &new.key)?, "/key", "taken", || {
        format!("there is a release {} already", new.key)
    });
    if let Some(person) = new.accountable {
        let known = release_parts::person_name(tx, person)?.is_some();
        faults.require(known, "/accountable", "unknown", || format!("there is no person {person}"));
    }
    faults.finish()?;

    store::insert(tx, &made, &plan, &permit)?;
    plan_store::save(tx, &Plan { phases: Vec::new(), milestones: Vec::new(), ..plan.clone() }, &plan, &permit)?;
    let mut fact = Fact::of("release.created", id, portfolio.id).named(&made.key).with(differences(None, Some(&made)));
    if let Some(person) = new.accountable {
        let involved = Involved { who: Party::Person(person), role: Part::Accountable };
        release_parts::set_people(tx, std::slice::from_ref(&involved), &permit)?;
        fact = fact.change("accountable", Value::Null, person);
    }
    let undated = Plan { start: plan.start, target: plan.target.clone(), ..Plan::default() };
    let items = plan::revise(&made, &undated, &plan, None)?;
    tx.record(&[fact])?;
    tx.record(&items.facts)?;
    Ok(made)
}

fn faults_has(faults: &Faults, fault: &Fault) -> bool {
    faults.iter().any(|known| known.pointer == fault.pointer)
}

/// A name inside a body that cannot be found is a fault of the body, by its place.
pub(crate) fn at(pointer: &str, problem: Problem) -> Problem {
    match problem {
        Problem::NotFound { .. } => Problem::fault(pointer, "unknown", problem.to_string()),
        other => other,
    }
}

fn initial_status(
    release_type: &ReleaseType,
    recorded: Option<&(Key, Option<Timestamp>)>,
) -> Outcome<(Status, Option<Timestamp>)> {
    let none = || Problem::Internal(format!("the release type {} has no status", release_type.key));
    match recorded {
        None => Ok((release_type.statuses.first().cloned().ok_or_else(none)?, None)),
        Some((key, completed_at)) => {
            let status = release_type.status(key).cloned().ok_or_else(|| {
                Problem::fault("/status", "unknown", format!("the type {} has no status {key}", release_type.name))
            })?;
            Ok((status, *completed_at))
        }
    }
}

fn new_plan(tx: &Tx<'_>, new: &New, faults: &mut Faults) -> Plan {
    let mut plan = Plan { start: new.start, target: new.target.clone(), phases: Vec::new(), milestones: Vec::new() };
    for phase in &new.phases {
        let (name, start, end) = (phase.name.clone(), phase.start, phase.end);
        plan.phases.push(Phase { id: tx.new_id(), name, start, end, rev: 1 });
    }
    for (index, milestone) in new.milestones.iter().enumerate() {
        let phase = match &milestone.phase {
            None => None,
            Some(named) => match find_phase(&plan, named) {
                Some(phase) => Some(phase.id),
                None => {
                    let detail = format!("there is no phase {named:?} in this release");
                    faults.push(Fault::new(format!("/milestones/{index}/phase"), "unknown", detail));
                    None
                }
            },
        };
        let made = new_milestone(tx, &plan, milestone, phase);
        plan.milestones.push(made);
    }
    plan
}

pub(crate) fn find_phase<'a>(plan: &'a Plan, named: &str) -> Option<&'a Phase> {
    plan.phases.iter().find(|phase| phase.name.as_str() == named || phase.id.to_string() == named)
}

pub(crate) fn new_milestone(
    tx: &Tx<'_>,
    plan: &Plan,
    new: &NewMilestone,
    phase: Option<signalbox_domain::id::PhaseId>,
) -> Milestone {
    Milestone {
        id: tx.new_id(),
        kind: new.kind,
        key: new.key.clone().unwrap_or_else(|| plan.free_key(&new.name)),
        name: new.name.clone(),
        phase,
        start: new.start,
        due: new.due.clone(),
        state: new.state.clone(),
        responsible: new.responsible.clone(),
        scope: new.scope.clone(),
        description: new.description.clone(),
        guards: None,
        rev: 1,
    }
}

/// Checks that a change was made against the release as it is now.
///
/// # Errors
/// [`Problem::Stale`] when it was not, with who changed it last and when.
pub(crate) fn fresh_release(tx: &mut Tx<'_>, release: &Release, rev: i64) -> Outcome<()> {
    fresh_in(tx, Touched::Whole, "release", release.id, rev, release.rev)
}

/// Changes a release. When a date moves, the former plan is kept.
///
/// # Errors
/// A stale revision; every fault of what it would be; a missing right.
pub async fn change(app: &App, ctx: &Ctx, named: String, rev: i64, change: Change) -> Outcome<Detail> {
    app.db
        .write(ctx, move |tx| {
            let before = store::get(tx, &named)?;
            fresh_release(tx, &before, rev)?;
            change_in(tx, &before, &change)?;
            detail(tx, &before.id.to_string())
        })
        .await
}

/// … in a transaction that is open already.
///
/// # Errors
/// As [`change`].
pub fn change_in(tx: &mut Tx<'_>, before: &Release, change: &Change) -> Outcome<()> {
    let after = changed(tx, before, change)?;
    let plan = plan_store::load(tx, before)?;
    let replanned = Plan { start: after.start, target: after.target.clone(), ..plan.clone() };
    save(tx, before, after, &plan, &replanned, change.reason.as_deref())
}

/// A release as a change would have it.
pub(crate) fn changed(tx: &mut Tx<'_>, before: &Release, change: &Change) -> Outcome<Release> {
    let mut after = before.clone();
    if let Some(key) = change.key.clone().filter(|key| *key != before.key) {
        let another = key.as_str().to_lowercase() != before.key.as_str().to_lowercase();
        if another && store::is_taken(tx, &key)? {
            return Err(Problem::fault("/key", "taken", format!("there is a release {key} already")));
        }
        after.key = key;
    }
    after.name = change.name.clone().unwrap_or(after.name);
    after.kind = change.kind.unwrap_or(after.kind);
    after.description = change.description.clone().unwrap_or(after.description);
    after.risk = change.risk.clone().over(after.risk);
    after.zone = change.zone.clone().unwrap_or(after.zone);
    after.start = change.start.clone().over(after.start);
    after.target = change.target.clone().over(after.target);
    after.tags = change.tags.clone().unwrap_or(after.tags);
    after.links = change.links.clone().unwrap_or(after.links);
    for (key, value) in change.fields.iter().flatten() {
        if value.is_null() {
            after.fields.remove(key);
        } else {
            after.fields.insert(key.clone(), value.clone());
        }
    }
    if let Some(named) = &change.release_type {
        let found = release_types::get(tx, named).map_err(|problem| at("/type", problem))?;
        if found.status(&after.status).is_none() {
            let detail = format!("the type {} has no status {}; move the release first", found.name, after.status);
            return Err(Problem::fault("/type", "status", detail));
        }
        after.release_type = found.id;
    }
    if let Some(named) = &change.portfolio {
        after.portfolio = signalbox_store::portfolios::get(tx, named).map_err(|problem| at("/portfolio", problem))?.id;
    }
    after.parent = match &change.parent {
        Patch::Keep => after.parent,
        Patch::Clear => None,
        Patch::Set(named) => Some(store::get(tx, named).map_err(|problem| at("/parent", problem))?.id),
    };
    Ok(after)
}

/// Saves a changed release and plan, with every fact and, when something moved, the former plan. The one way in which
/// anything about a release's plan is saved.
pub(crate) fn save(
    tx: &mut Tx<'_>,
    before: &Release,
    after: Release,
    plan_before: &Plan,
    plan_after: &Plan,
    reason: Option<&str>,
) -> Outcome<()> {
    let permit = tx.permit::<MayPlan>("release", before.id, before.portfolio)?;
    if before.archived_at.is_some() {
        return Err(Problem::refused("archived", format!("{} is archived; restore it first", before.key)));
    }
    if after.portfolio != before.portfolio {
        // Whoever moves a release gives it away here and brings it in there: both need the right.
        tx.permit::<MayPlan>("portfolio", after.portfolio, after.portfolio)?;
    }
    let release_type = release_types::get(tx, &after.release_type.to_string())?;
    let (parent, ancestors) =
        match after.parent.filter(|parent| Some(*parent) != before.parent || after.kind != before.kind) {
            Some(parent) => (Some(store::get(tx, &parent.to_string())?), store::ancestors(tx, parent)?),
            None => (None, Vec::new()),
        };
    if before.kind == Kind::Train && after.kind != Kind::Train {
        let filter = Filter { parent: Some(before.id), ..Filter::default() };
        let members = store::count(tx, &filter)?;
        if members > 0 {
            let detail = format!("{} has {members} members; only a train has members", before.key);
            return Err(Problem::fault("/kind", "members", detail));
        }
    }
    let around = Creation { release_type: &release_type, parent: parent.as_ref(), ancestors: &ancestors };
    let decided = release::change(before, after, &around)?;
    let revision = plan::revise(&decided.state, plan_before, plan_after, reason)?;
    if revision.moved > 0 {
        plan_store::keep(tx, plan_before, reason, revision.moved, &permit)?;
    }
    let own_dates = (plan_before.start, &plan_before.target) != (plan_after.start, &plan_after.target);
    if own_dates || !decided.facts.is_empty() {
        store::update(tx, before, &decided.state, plan_after, &permit)?;
    } else if !revision.facts.is_empty() {
        store::replanned(tx, plan_after, &permit)?;
    }
    crate::gates::hold(tx, before, plan_before, plan_after)?;
    plan_store::save(tx, plan_before, plan_after, &permit)?;
    tx.record(&decided.facts)?;
    tx.record(&revision.facts)
}

/// Moves a release through its workflow.
///
/// # Errors
/// A stale revision; every reason why it may not go there yet; a missing right.
pub async fn transition(
    app: &App,
    ctx: &Ctx,
    named: String,
    rev: i64,
    to: Key,
    comment: Option<String>,
) -> Outcome<Detail> {
    app.db
        .write(ctx, move |tx| {
            let before = store::get(tx, &named)?;
            fresh_release(tx, &before, rev)?;
            transition_in(tx, &before, &to, comment.clone())?;
            detail(tx, &before.id.to_string())
        })
        .await
}

/// … in a transaction that is open already.
///
/// # Errors
/// As [`transition`].
pub fn transition_in(tx: &mut Tx<'_>, before: &Release, to: &Key, comment: Option<String>) -> Outcome<Release> {
    let permit = tx.permit::<MayPlan>("release", before.id, before.portfolio)?;
    let release_type = release_types::get(tx, &before.release_type.to_string())?;
    let open = store::open_items(tx, before.id)?;
    let decided = release::transition(before, &release_type, to, &open, comment, tx.now())?;
    save_state(tx, before, &decided.state, &permit)?;
    tx.record(&decided.facts)?;
    Ok(decided.state)
}

/// Puts a release away, or takes it out again.
///
/// # Errors
/// A stale revision; a missing right.
pub async fn archive(app: &App, ctx: &Ctx, named: String, rev: i64, away: bool) -> Outcome<Detail> {
    app.db
        .write(ctx, move |tx| {
            let before = store::get(tx, &named)?;
            fresh_release(tx, &before, rev)?;
            archive_in(tx, &before, away)?;
            detail(tx, &before.id.to_string())
        })
        .await
}

/// … in a transaction that is open already.
///
/// # Errors
/// As [`archive`].
pub fn archive_in(tx: &mut Tx<'_>, before: &Release, away: bool) -> Outcome<()> {
    let permit = tx.permit::<MayPlan>("release", before.id, before.portfolio)?;
    if before.archived_at.is_some() == away {
        return Ok(());
    }
    let after = Release { archived_at: away.then_some(tx.now()), ..before.clone() };
    save_state(tx, before, &after, &permit)?;
    let kind = if away { "release.archived" } else { "release.restored" };
    let changes = differences(Some(before), Some(&after));
    tx.record(&[Fact::of(kind, after.id, after.portfolio).named(&after.key).with(changes)])
}

/// Saves a release whose plan is as it was.
fn save_state(tx: &mut Tx<'_>, before: &Release, after: &Release, permit: &Permit<MayPlan>) -> Outcome<()> {
    let plan = plan_store::load(tx, before)?;
    store::update(tx, before, after, &plan, permit)
}

/// Systems of two trains' members: what came, what went, what stayed.
#[derive(Clone, Debug)]
pub struct Compared {
    /// In this train and not in the other.
    pub added: Vec<Ref<SystemId>>,
    /// In the other and not in this one.
    pub removed: Vec<Ref<SystemId>>,
    /// In both.
    pub kept: usize,
}

/// Compares the systems of a train's members with those of another train: what changed from `with` to `named`.
///
/// # Errors
/// [`Problem::NotFound`] for either.
pub async fn compare_members(app: &App, ctx: &Ctx, named: String, with: String) -> Outcome<Compared> {
    app.db
        .read(ctx, move |tx| {
            let this = store::get(tx, &named)?;
            let other = store::get(tx, &with).map_err(|problem| at("/with", problem))?;
            let now = release_parts::systems_of_members(tx, this.id)?;
            let then = release_parts::systems_of_members(tx, other.id)?;
            let has = |list: &[Ref<SystemId>], id: SystemId| list.iter().any(|system| system.id == id);
            let kept = now.iter().filter(|system| has(&then, system.id)).count();
            Ok(Compared {
                added: now.iter().filter(|system| !has(&then, system.id)).cloned().collect(),
                removed: then.iter().filter(|system| !has(&now, system.id)).cloned().collect(),
                kept,
            })
        })
        .await
}

/// The zone a release's days are counted in.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn zone(app: &App, ctx: &Ctx, named: String) -> Outcome<Zone> {
    app.db.read(ctx, move |tx| Ok(store::get(tx, &named)?.zone)).await
}

/// The id in a text that must be one.
///
/// # Errors
/// A fault at the pointer.
pub fn id_at<I: Identifier>(pointer: &str, text: &str) -> Outcome<I> {
    I::parse(text)
        .ok_or_else(|| Problem::fault(pointer, "id", format!("{text:?} is no id of this kind ({}_…)", I::PREFIX)))
}
