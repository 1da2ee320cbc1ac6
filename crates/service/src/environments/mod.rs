//! Environments: known, changed, put away; how they are.

pub mod changes;
pub mod comparison;
pub mod drift;
pub mod groups;
pub mod matrix;
pub mod parts;
pub mod stages;
pub mod versions;

use crate::{
    App, Ctx, Page, Slice,
    app::{fresh, referred, renamed, together},
};
use signalbox_domain::{
    Fault, Key, Name, Outcome, Patch, Problem, Zone,
    authz::{Equip, Permit, Report},
    environments::{Environment, Money, Profile, environment},
    id::{EnvironmentId, Identifier, PortfolioId},
    problem::Faults,
};
use signalbox_store::{Order, Tx, environments as store, portfolios, release_parts};

pub use signalbox_domain::environments::{Health, Part, Setting};
pub use store::View;

/// What a list of environments is limited to. Other things are named by id or key.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Key or name holds this text.
    pub text: Option<String>,
    /// Of this portfolio and everything below it.
    pub portfolio: Option<String>,
    /// At this stage.
    pub stage: Option<String>,
    /// Of this group.
    pub group: Option<String>,
    /// Looked after by this team.
    pub team: Option<String>,
    /// Parts of this environment.
    pub parent: Option<String>,
    /// How they are.
    pub state: Option<Health>,
    /// Whether several may have them at once.
    pub shareable: Option<bool>,
    /// With this label.
    pub tag: Option<String>,
    /// Archived ones instead of the others.
    pub archived: bool,
}

impl Filter {
    /// The same with ids in place of names.
    ///
    /// # Errors
    /// What cannot be found.
    pub(crate) fn found(&self, tx: &mut Tx<'_>) -> Outcome<store::Filter> {
        Ok(store::Filter {
            text: self.text.clone(),
            portfolio: self.portfolio.as_deref().map(|named| portfolios::get(tx, named)).transpose()?.map(|it| it.id),
            stage: self.stage.as_deref().map(|named| store::stages::get(tx, named)).transpose()?.map(|it| it.id),
            group: self.group.as_deref().map(|named| store::groups::get(tx, named)).transpose()?.map(|it| it.id),
            team: self.team.as_deref().map(|named| release_parts::team(tx, named)).transpose()?.map(|it| it.id),
            parent: self.parent.as_deref().map(|named| store::get(tx, named)).transpose()?.map(|it| it.id),
            state: self.state,
            shareable: self.shareable,
            tag: self.tag.clone(),
            archived: self.archived,
            among: None,
        })
    }
}

/// What a new environment is to be. Other things are named by id or key.
#[derive(Clone, Debug)]
pub struct New {
    /// Its short name.
    pub key: Key,
    /// Its name.
    pub name: Name,
    /// What it is for.
    pub description: String,
    /// Whose it is.
    pub portfolio: String,
    /// How near to production it is.
    pub stage: Option<String>,
    /// The environment it is part of.
    pub parent: Option<String>,
    /// The pool it belongs to.
    pub group: Option<String>,
    /// Who looks after it.
    pub team: Option<String>,
    /// True when several may have it at once.
    pub shareable: bool,
    /// How many shared bookings it takes at once.
    pub capacity: Option<u32>,
    /// What an hour of it costs.
    pub cost_per_hour: Option<Money>,
    /// How it is.
    pub state: Health,
    /// Whose clock counts there; UTC when absent.
    pub zone: Option<Zone>,
    /// Free labels.
    pub tags: Vec<String>,
    /// What it is made of.
    pub profile: Profile,
}

/// What is to change; what is kept stays.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// Its short name.
    pub key: Option<Key>,
    /// Its name.
    pub name: Option<Name>,
    /// What it is for.
    pub description: Option<String>,
    /// Whose it is.
    pub portfolio: Option<String>,
    /// How near to production it is.
    pub stage: Patch<String>,
    /// The environment it is part of.
    pub parent: Patch<String>,
    /// The pool it belongs to.
    pub group: Patch<String>,
    /// Who looks after it.
    pub team: Patch<String>,
    /// True when several may have it at once.
    pub shareable: Option<bool>,
    /// How many shared bookings it takes at once.
    pub capacity: Patch<u32>,
    /// What an hour of it costs.
    pub cost_per_hour: Patch<Money>,
    /// Whose clock counts there.
    pub zone: Option<Zone>,
    /// Free labels.
    pub tags: Option<Vec<String>>,
    /// Settings by part and name: those that are mentioned change, those that are mentioned as nothing go.
    pub profile: Vec<(Part, String, Option<Setting>)>,
}

/// The environments the caller may see.
///
/// # Errors
/// A fault for a cursor that is none; what the filter names and cannot be found.
pub async fn list(app: &App, ctx: &Ctx, filter: Filter, order: Order, page: Page) -> Outcome<Slice<View>> {
    app.db
        .read(ctx, move |tx| {
            let filter = filter.found(tx)?;
            store::list(tx, &filter, order, &page)
        })
        .await
}

/// One environment.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn get(app: &App, ctx: &Ctx, named: String) -> Outcome<View> {
    app.db.read(ctx, move |tx| store::view(tx, &named)).await
}

/// Makes an environment.
///
/// # Errors
/// Every fault of it, a key that is taken and references that cannot be found among them; a missing right.
pub async fn create(app: &App, ctx: &Ctx, new: New) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let made = create_in(tx, &new)?;
            store::view(tx, &made.id.to_string())
        })
        .await
}

/// … in a transaction that is open already.
///
/// # Errors
/// As [`create`].
pub fn create_in(tx: &mut Tx<'_>, new: &New) -> Outcome<Environment> {
    let id: EnvironmentId = tx.new_id();
    let mut faults = Faults::none();
    let portfolio = referred(&mut faults, "/portfolio", portfolios::get(tx, &new.portfolio))?;
    let permit = match &portfolio {
        Some(portfolio) => Some(tx.permit::<Equip>("environment", id, portfolio.id)?),
        None => None,
    };
    free(tx, &mut faults, &new.key)?;
    let mut made = Environment {
        id,
        key: new.key.clone(),
        name: new.name.clone(),
        description: new.description.clone(),
        portfolio: portfolio.as_ref().map_or(PortfolioId::from_bits(0), |portfolio| portfolio.id),
        stage: None,
        parent: None,
        group: None,
        team: None,
        shareable: new.shareable,
        capacity: new.capacity,
        cost_per_hour: new.cost_per_hour.clone(),
        state: new.state,
        zone: new.zone.clone().unwrap_or_else(Zone::utc),
        tags: new.tags.clone(),
        profile: new.profile.clone(),
        archived_at: None,
        created_at: tx.now(),
        updated_at: tx.now(),
        rev: 1,
    };
    let set = |named: &Option<String>| named.clone().map_or(Patch::Keep, Patch::Set);
    let (stage, parent, group, team) = (set(&new.stage), set(&new.parent), set(&new.group), set(&new.team));
    let named = Placed { stage: &stage, parent: &parent, group: &group, team: &team };
    placed(tx, &mut faults, &mut made, named)?;
    let Some(permit) = permit else { return Err(Problem::Invalid(faults.into_vec())) };
    let above = above(tx, None, &made)?;
    let decided = together(faults, environment::create(made, &above))?;
    store::insert(tx, &decided.state, &permit)?;
    tx.record(&decided.facts)?;
    Ok(decided.state)
}

/// Changes an environment.
///
/// # Errors
/// A stale revision; every fault of the environment as it would be, among them one that would be its own ancestor; a
/// missing right.
pub async fn change(app: &App, ctx: &Ctx, named: String, rev: i64, change: Change) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let before = store::get(tx, &named)?;
            fresh(tx, "environment", before.id, rev, before.rev)?;
            change_in(tx, &before, &change)?;
            store::view(tx, &before.id.to_string())
        })
        .await
}

/// … in a transaction that is open already. Answers the environment with the revision it has now. What of its profile
/// changes without anybody having announced it is told as drift as well.
///
/// # Errors
/// As [`change`].
pub fn change_in(tx: &mut Tx<'_>, before: &Environment, change: &Change) -> Outcome<Environment> {
    let permit = permit(tx, before)?;
    let mut faults = Faults::none();
    let mut after = before.clone();
    if let Some(key) = change.key.clone().filter(|key| *key != before.key) {
        if key.as_str().to_lowercase() != before.key.as_str().to_lowercase() {
            free(tx, &mut faults, &key)?;
        }
        after.key = key;
    }
    if let Some(named) = &change.portfolio
        && let Some(portfolio) = referred(&mut faults, "/portfolio", portfolios::get(tx, named))?
        && portfolio.id != before.portfolio
    {
        // Giving an environment to a portfolio is a change of that portfolio's inventory too.
        tx.permit::<Equip>("portfolio", portfolio.id, portfolio.id)?;
        after.portfolio = portfolio.id;
    }
    let named = Placed { stage: &change.stage, parent: &change.parent, group: &change.group, team: &change.team };
    placed(tx, &mut faults, &mut after, named)?;
    after.name = change.name.clone().unwrap_or(after.name);
    after.description = change.description.clone().unwrap_or(after.description);
    after.shareable = change.shareable.unwrap_or(after.shareable);
    after.capacity = change.capacity.clone().over(after.capacity);
    after.cost_per_hour = change.cost_per_hour.clone().over(after.cost_per_hour);
    after.zone = change.zone.clone().unwrap_or(after.zone);
    after.tags = change.tags.clone().unwrap_or(after.tags);
    after.profile = after.profile.with(change.profile.iter().cloned());
    let above = above(tx, before.parent, &after)?;
    let mut decided = together(faults, environment::change(before, after, &above))?;
    if !decided.facts.is_empty() {
        store::update(tx, before, &decided.state, &permit)?;
        let drifted = drift::of_change(tx, &decided.state, &decided.facts)?;
        decided.facts.extend(drifted);
        tx.record(&decided.facts)?;
        decided.state.rev = before.rev + 1;
    }
    Ok(decided.state)
}

/// Puts an environment away, or takes it out again.
///
/// # Errors
/// A stale revision, a missing right.
pub async fn archive(app: &App, ctx: &Ctx, named: String, rev: i64, away: bool) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let before = store::get(tx, &named)?;
            fresh(tx, "environment", before.id, rev, before.rev)?;
            let permit = permit(tx, &before)?;
            let decided = environment::archive(&before, away, tx.now());
            if !decided.facts.is_empty() {
                store::update(tx, &before, &decided.state, &permit)?;
                tx.record(&decided.facts)?;
            }
            store::view(tx, &before.id.to_string())
        })
        .await
}

/// Notes how an environment is, as a check says. A check knows no revision: what it says last counts.
///
/// # Errors
/// The environment cannot be found; more than one line of why; a missing right.
pub async fn report(app: &App, ctx: &Ctx, named: String, state: Health, why: Option<String>) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let before = store::get(tx, &named)?;
            let permit = tx.permit::<Report>("environment", before.id, before.portfolio)?;
            let decided = environment::report(&before, state, why.clone())?;
            if !decided.facts.is_empty() {
                store::update(tx, &before, &decided.state, &permit)?;
                tx.record(&decided.facts)?;
            }
            store::view(tx, &before.id.to_string())
        })
        .await
}

/// The environment in the places that were named, each by id or key.
fn placed(tx: &mut Tx<'_>, faults: &mut Faults, environment: &mut Environment, named: Placed<'_>) -> Outcome<()> {
    let stage = renamed(faults, "/stage", named.stage, |named| store::stages::get(tx, named))?;
    environment.stage = stage.map(|stage| stage.id).over(environment.stage);
    let parent = renamed(faults, "/parent", named.parent, |named| store::get(tx, named))?;
    environment.parent = parent.map(|parent| parent.id).over(environment.parent);
    let group = renamed(faults, "/group", named.group, |named| store::groups::get(tx, named))?;
    environment.group = group.map(|group| group.id).over(environment.group);
    let team = renamed(faults, "/team", named.team, |named| release_parts::team(tx, named))?;
    environment.team = team.map(|team| team.id).over(environment.team);
    Ok(())
}

/// The names of what an environment belongs to.
struct Placed<'a> {
    stage: &'a Patch<String>,
    parent: &'a Patch<String>,
    group: &'a Patch<String>,
    team: &'a Patch<String>,
}

/// What an environment is to be part of, when that is new.
fn above(tx: &mut Tx<'_>, before: Option<EnvironmentId>, after: &Environment) -> Outcome<Vec<(EnvironmentId, Key)>> {
    match after.parent {
        Some(parent) if after.parent != before => store::lineage(tx, parent),
        _ => Ok(Vec::new()),
    }
}

/// The permit to change an environment.
fn permit(tx: &mut Tx<'_>, environment: &Environment) -> Outcome<Permit<Equip>> {
    tx.permit::<Equip>("environment", environment.id, environment.portfolio)
}

fn free(tx: &mut Tx<'_>, faults: &mut Faults, key: &Key) -> Outcome<()> {
    if store::is_taken(tx, key)? {
        faults.push(Fault::new("/key", "taken", format!("there is an environment {key} already")));
    }
    Ok(())
}
