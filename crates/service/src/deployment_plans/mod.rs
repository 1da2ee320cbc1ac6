//! Deployment plans: written, approved, written anew.

pub mod staffing;
pub mod tasks;

use crate::{
    App, Ctx, Page, Slice,
    accounts::caller,
    app::{fresh, referred, renamed, together},
};
use jiff::Timestamp;
use signalbox_domain::{
    Fault, Key, Name, Outcome, Patch, Problem, Zone,
    authz::{Decide, Work},
    deployment_plans::{Branch, Content, DeploymentPlan, Lane, Line, Parameter, Status, Times, plan},
    event::Decided,
    gates::Voter,
    id::{DeploymentPlanId, PersonId, PortfolioId, ReleaseId, SessionId, TeamId},
    people::Party,
    problem::Faults,
};
use signalbox_store::{Tx, deployment_plans as store, names::Parties, portfolios, release_parts::team, releases};
use std::collections::BTreeSet;

pub use store::{Snapshot, View};

/// What a list of plans is limited to. Other things are named by id or key.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Key or name holds this text.
    pub text: Option<String>,
    /// Of this portfolio and everything below it.
    pub portfolio: Option<String>,
    /// They carry out this release.
    pub release: Option<String>,
    /// As far as this.
    pub status: Option<Status>,
    /// Those that were put away instead of the others.
    pub archived: bool,
}

/// A swim lane; its team by id or key.
#[derive(Clone, Debug)]
pub struct NewLane {
    /// What tasks call it by.
    pub key: Key,
    /// What it is called.
    pub name: Name,
    /// Who does what nobody else is named for.
    pub team: Option<String>,
}

/// What a new plan is.
#[derive(Clone, Debug)]
pub struct New {
    /// Its short name.
    pub key: Key,
    /// Its name.
    pub name: Name,
    /// Whose it is; the release's when absent.
    pub portfolio: Option<String>,
    /// The release it carries out.
    pub release: Option<String>,
    /// What it is for.
    pub description: String,
    /// The zone of its fixed times.
    pub zone: Zone,
    /// How many have to approve it.
    pub needs: i64,
    /// Its swim lanes.
    pub lanes: Vec<NewLane>,
    /// What is said when a run is prepared.
    pub parameters: Vec<Parameter>,
    /// The ways back.
    pub branches: Vec<Branch>,
    /// What is done.
    pub tasks: Vec<tasks::New>,
}

/// What is to change; what is absent stays.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// Its short name.
    pub key: Option<Key>,
    /// Its name.
    pub name: Option<Name>,
    /// The release it carries out.
    pub release: Patch<String>,
    /// What it is for.
    pub description: Option<String>,
    /// The zone of its fixed times.
    pub zone: Option<Zone>,
    /// How many have to approve it.
    pub needs: Option<i64>,
    /// Its swim lanes: all of them.
    pub lanes: Option<Vec<NewLane>>,
    /// What is said when a run is prepared: all of it.
    pub parameters: Option<Vec<Parameter>>,
    /// The ways back: all of them.
    pub branches: Option<Vec<Branch>>,
    /// Whether it is put away.
    pub archived: Option<bool>,
}

/// A plan with everything it holds, what those are called whom it names, and when its tasks are done.
#[derive(Clone, Debug)]
pub struct Told {
    /// The plan.
    pub view: View,
    /// Those whom it names.
    pub parties: Parties,
    /// When the tasks of each way are done: the plan's own first, then the ways back in their order.
    pub lines: Vec<(Line, Times)>,
    /// When it was read.
    pub now: Timestamp,
}

/// Plans by key.
///
/// # Errors
/// What the filter names and cannot be found; a fault for a cursor that is none.
pub async fn list(app: &App, ctx: &Ctx, filter: Filter, page: Page) -> Outcome<Slice<View>> {
    app.db
        .read(ctx, move |tx| {
            let wanted = store::Filter {
                text: filter.text.clone(),
                portfolio: filter.portfolio.as_deref().map(|it| portfolios::get(tx, it)).transpose()?.map(|it| it.id),
                release: filter.release.as_deref().map(|it| releases::get(tx, it)).transpose()?.map(|it| it.id),
                status: filter.status,
                archived: filter.archived,
            };
            store::list(tx, &wanted, &page)
        })
        .await
}

/// One plan.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn get(app: &App, ctx: &Ctx, named: String) -> Outcome<Told> {
    app.db
        .read(ctx, move |tx| {
            let view = store::view(tx, &named)?;
            told(tx, view)
        })
        .await
}

/// What was approved of a plan, the newest first, with who did.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn versions(app: &App, ctx: &Ctx, named: String) -> Outcome<(Vec<Snapshot>, Parties)> {
    app.db
        .read(ctx, move |tx| {
            let plan = store::view(tx, &named)?.plan;
            let found = store::versions(tx, plan.id)?;
            let people = found.iter().flat_map(|version| &version.approvals).map(|approval| approval.person).collect();
            Ok((found, Parties::of(tx, &people, &BTreeSet::new())?))
        })
        .await
}

/// A plan as it was approved once.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn version(app: &App, ctx: &Ctx, named: String, version: i64) -> Outcome<Told> {
    app.db
        .read(ctx, move |tx| {
            let mut view = store::view(tx, &named)?;
            let snapshot = store::snapshot(tx, view.plan.id, version)?;
            view.plan.content = snapshot.content;
            view.plan.zone = snapshot.zone;
            view.plan.approvals = snapshot.approvals;
            view.plan.status = Status::Approved;
            view.plan.version = version;
            told(tx, view)
        })
        .await
}

pub(crate) fn told(tx: &mut Tx<'_>, view: View) -> Outcome<Told> {
    let content = &view.plan.content;
    let (mut people, teams) = named_in(content);
    people.extend(
        view.plan.approvals.iter().flat_map(|approval| [Some(approval.person), approval.on_behalf_of]).flatten(),
    );
    people.extend(&view.plan.authors);
    let parties = Parties::of(tx, &people, &teams)?;
    let branches = content.branches.iter().map(|branch| Some(&branch.key));
    let lines = std::iter::once(None).chain(branches).map(|branch| timed(content, branch)).collect();
    Ok(Told { view, parties, lines, now: tx.now() })
}

/// A way through a plan with its times: what is fixed to an instant counts once it is known when a run begins.
pub(crate) fn timed(content: &Content, branch: Option<&Key>) -> (Line, Times) {
    let line = Line::of(content, branch);
    let times = line.times(|place| content.tasks[place].estimate.likely, |_| 0);
    (line, times)
}

/// The people and teams that a content names.
pub(crate) fn named_in(content: &Content) -> (BTreeSet<PersonId>, BTreeSet<TeamId>) {
    let mut people = BTreeSet::new();
    let mut teams: BTreeSet<TeamId> = content.lanes.iter().filter_map(|lane| lane.team).collect();
    for owner in content.tasks.iter().filter_map(|task| task.owner) {
        match owner {
            Party::Person(id) => people.insert(id),
            Party::Team(id) => teams.insert(id),
        };
    }
    (people, teams)
}

/// Writes a plan.
///
/// # Errors
/// Every fault of it; a key that is taken; what it names and cannot be found; a missing right.
pub async fn create(app: &App, ctx: &Ctx, new: New) -> Outcome<Told> {
    app.db
        .write(ctx, move |tx| {
            let id = create_in(tx, &new)?;
            let view = store::view(tx, &id.to_string())?;
            told(tx, view)
        })
        .await
}

/// Writes a plan, in a transaction that does more.
///
/// # Errors
/// As [`create`].
pub(crate) fn create_in(tx: &mut Tx<'_>, new: &New) -> Outcome<DeploymentPlanId> {
    let id: DeploymentPlanId = tx.new_id();
    let mut faults = Faults::none();
    untaken(tx, &mut faults, &new.key)?;
    let found = Found::of(tx, &mut faults, new)?;
    let permit = found.portfolio.map(|portfolio| tx.permit::<Work>("deployment plan", id, portfolio)).transpose()?;
    let (Some(portfolio), Some(permit)) = (found.portfolio, permit) else {
        return Err(Problem::Invalid(faults.into_vec()));
    };
    let made = DeploymentPlan {
        id,
        key: new.key.clone(),
        name: new.name.clone(),
        portfolio,
        release: found.release,
        description: new.description.clone(),
        zone: new.zone.clone(),
        needs: new.needs,
        status: Status::Draft,
        content: found.content,
        version: 0,
        approvals: Vec::new(),
        authors: BTreeSet::new(),
        created_at: tx.now(),
        archived_at: None,
        rev: 1,
    };
    let by = tx.ctx().actor.person();
    let decided = together(faults, plan::save(None, made, by))?;
    store::insert(tx, &decided.state, &permit)?;
    tx.record(&decided.facts)?;
    Ok(id)
}

/// What a copy of a plan is called, and whose it is. Other things are named by id or key.
#[derive(Clone, Debug)]
pub struct Copied {
    /// Its short name.
    pub key: Key,
    /// Its name.
    pub name: Name,
    /// Whose it is; as that of which it is a copy when absent.
    pub portfolio: Option<String>,
    /// The release it carries out.
    pub release: Option<String>,
}

/// Writes a plan that holds what another one holds: a draft of its own, whose tasks have the same numbers.
///
/// # Errors
/// As [`create`]; there is no plan to be copied.
pub async fn copy(app: &App, ctx: &Ctx, named: String, copied: Copied) -> Outcome<Told> {
    app.db
        .write(ctx, move |tx| {
            let of = store::view(tx, &named)?.plan;
            let new = New {
                key: copied.key.clone(),
                name: copied.name.clone(),
                portfolio: copied
                    .portfolio
                    .clone()
                    .or_else(|| copied.release.is_none().then(|| of.portfolio.to_string())),
                release: copied.release.clone(),
                description: of.description.clone(),
                zone: of.zone.clone(),
                needs: of.needs,
                lanes: Vec::new(),
                parameters: Vec::new(),
                branches: Vec::new(),
                tasks: Vec::new(),
            };
            let id = create_in(tx, &new)?;
            let empty = store::view(tx, &id.to_string())?.plan;
            let full = DeploymentPlan { content: of.content, ..empty.clone() };
            keep(tx, &empty, full, Faults::none())
        })
        .await
}

/// Makes a plan what is written, in a transaction that does more. What it does not hold any more is gone.
///
/// # Errors
/// Every fault of the plan as it would be; a missing right, there or where it would be.
pub(crate) fn rewrite_in(tx: &mut Tx<'_>, before: &DeploymentPlan, new: &New) -> Outcome<()> {
    let mut faults = Faults::none();
    let found = Found::of(tx, &mut faults, new)?;
    let permit = tx.permit::<Work>("deployment plan", before.id, before.portfolio)?;
    let portfolio = found.portfolio.unwrap_or(before.portfolio);
    if portfolio != before.portfolio {
        tx.permit::<Work>("deployment plan", before.id, portfolio)?;
    }
    let after = DeploymentPlan {
        key: new.key.clone(),
        name: new.name.clone(),
        portfolio,
        release: found.release,
        description: new.description.clone(),
        zone: new.zone.clone(),
        needs: new.needs,
        content: Content { numbered: before.content.numbered.max(found.content.numbered), ..found.content },
        ..before.clone()
    };
    let by = tx.ctx().actor.person();
    let Decided { state, facts } = together(faults, plan::save(Some(before), after, by))?;
    if !facts.is_empty() {
        store::update(tx, before, &state, &permit)?;
        tx.record(&facts)?;
    }
    Ok(())
}

/// What a plan names, as far as it is found, and what it holds.
struct Found {
    portfolio: Option<PortfolioId>,
    release: Option<ReleaseId>,
    content: Content,
}

impl Found {
    fn of(tx: &mut Tx<'_>, faults: &mut Faults, new: &New) -> Outcome<Self> {
        let release = match &new.release {
            Some(named) => referred(faults, "/release", releases::get(tx, named))?,
            None => None,
        };
        let portfolio = match (&new.portfolio, &release) {
            (Some(named), _) => referred(faults, "/portfolio", portfolios::get(tx, named))?.map(|it| it.id),
            (None, Some(release)) => Some(release.portfolio),
            (None, None) => {
                faults.require(new.release.is_some(), "/portfolio", "required", || {
                    "say whose the plan is, or which release it carries out".to_owned()
                });
                None
            }
        };
        let content = Content {
            lanes: lanes(tx, faults, &new.lanes)?,
            parameters: new.parameters.clone(),
            branches: new.branches.clone(),
            ..Content::default()
        };
        let tasks = tasks::made(tx, faults, &new.tasks)?;
        let content = content.add(tasks, None)?.content;
        Ok(Self { portfolio, release: release.map(|release| release.id), content })
    }
}

/// Changes what a plan is. When that changes what is done, it is a draft again.
///
/// # Errors
/// A stale revision; every fault of the plan as it would be; a missing right.
pub async fn change(app: &App, ctx: &Ctx, named: String, rev: i64, change: Change) -> Outcome<Told> {
    app.db
        .write(ctx, move |tx| {
            let before = store::view(tx, &named)?.plan;
            fresh(tx, "deployment plan", before.id, rev, before.rev)?;
            let mut faults = Faults::none();
            let mut after = before.clone();
            if let Some(key) = change.key.clone().filter(|key| *key != before.key) {
                if key.as_str().to_lowercase() != before.key.as_str().to_lowercase() {
                    untaken(tx, &mut faults, &key)?;
                }
                after.key = key;
            }
            let release = renamed(&mut faults, "/release", &change.release, |named| releases::get(tx, named))?;
            after.release = release.map(|release| release.id).over(after.release);
            if let Some(named) = &change.lanes {
                after.content.lanes = lanes(tx, &mut faults, named)?;
            }
            after.name = change.name.clone().unwrap_or(after.name);
            after.description = change.description.clone().unwrap_or(after.description);
            after.zone = change.zone.clone().unwrap_or(after.zone);
            after.needs = change.needs.unwrap_or(after.needs);
            after.content.parameters = change.parameters.clone().unwrap_or(after.content.parameters);
            after.content.branches = change.branches.clone().unwrap_or(after.content.branches);
            after.archived_at = match change.archived {
                None => after.archived_at,
                Some(true) => after.archived_at.or(Some(tx.now())),
                Some(false) => None,
            };
            keep(tx, &before, after, faults)
        })
        .await
}

/// Puts a plan away, or takes it out again.
///
/// # Errors
/// A stale revision; a missing right.
pub async fn archive(app: &App, ctx: &Ctx, named: String, rev: i64, away: bool) -> Outcome<Told> {
    change(app, ctx, named, rev, Change { archived: Some(away), ..Change::default() }).await
}

/// Saves a plan that was written on, and answers it as it is then.
pub(crate) fn keep(tx: &mut Tx<'_>, before: &DeploymentPlan, after: DeploymentPlan, faults: Faults) -> Outcome<Told> {
    let permit = tx.permit::<Work>("deployment plan", before.id, before.portfolio)?;
    let by = tx.ctx().actor.person();
    let Decided { state, facts } = together(faults, plan::save(Some(before), after, by))?;
    if !facts.is_empty() {
        store::update(tx, before, &state, &permit)?;
        tx.record(&facts)?;
    }
    let view = store::view(tx, &before.id.to_string())?;
    told(tx, view)
}

/// Approves a plan as it is: in a session, by somebody who wrote none of it.
///
/// # Errors
/// A stale revision; every reason why it cannot be approved, or not by whoever acts; a missing right.
pub async fn approve(
    app: &App,
    ctx: &Ctx,
    named: String,
    rev: i64,
    session: Option<SessionId>,
    comment: String,
) -> Outcome<Told> {
    app.db
        .write(ctx, move |tx| {
            let before = store::view(tx, &named)?.plan;
            let permit = tx.permit::<Decide>("deployment plan", before.id, before.portfolio)?;
            fresh(tx, "deployment plan", before.id, rev, before.rev)?;
            let person = caller(tx.ctx())?;
            let voter = Voter { person, on_behalf_of: permit.on_behalf_of(), by_token: session.is_none() };
            let decided = plan::approve(&before, voter, comment.trim().to_owned(), tx.now())?;
            store::update(tx, &before, &decided.state, &permit)?;
            tx.record(&decided.facts)?;
            let view = store::view(tx, &before.id.to_string())?;
            told(tx, view)
        })
        .await
}

fn untaken(tx: &mut Tx<'_>, faults: &mut Faults, key: &Key) -> Outcome<()> {
    if store::is_taken(tx, key)? {
        faults.push(Fault::new("/key", "duplicate", format!("another deployment plan has the key {}", key.as_str())));
    }
    Ok(())
}

fn lanes(tx: &mut Tx<'_>, faults: &mut Faults, named: &[NewLane]) -> Outcome<Vec<Lane>> {
    let mut lanes = Vec::with_capacity(named.len());
    for (index, lane) in named.iter().enumerate() {
        let found = match &lane.team {
            Some(named) => referred(faults, &format!("/lanes/{index}/team"), team(tx, named))?.map(|team| team.id),
            None => None,
        };
        lanes.push(Lane { key: lane.key.clone(), name: lane.name.clone(), team: found });
    }
    Ok(lanes)
}
