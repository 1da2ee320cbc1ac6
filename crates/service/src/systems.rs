//! Systems and what they need.

use crate::{
    App, Ctx, Order, Page, Slice,
    app::{fresh, referred, together},
};
use signalbox_domain::{
    Fault, Key, Name, Outcome, Patch, Problem,
    authz::Catalogue,
    catalog::{self, Dependency, Level, Link, System},
    id::SystemId,
    problem::Faults,
};
use signalbox_store::{Tx, portfolios, release_parts, systems as store};

pub use store::{Latest, Neighbour, Neighbours, View};

/// What a list of systems is limited to. Portfolio, team and parent are named by id or key.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Key or name holds this text.
    pub text: Option<String>,
    /// Of this kind.
    pub kind: Option<String>,
    /// Of this portfolio and everything below it.
    pub portfolio: Option<String>,
    /// Looked after by this team.
    pub team: Option<String>,
    /// As critical as this.
    pub criticality: Option<Level>,
    /// Parts of this system.
    pub parent: Option<String>,
    /// With this label.
    pub tag: Option<String>,
    /// Archived ones instead of the others.
    pub archived: bool,
}

/// What a new system is to be. Portfolio, team and parent are named by id or key.
#[derive(Clone, Debug)]
pub struct New {
    /// Its short name.
    pub key: Key,
    /// Its name.
    pub name: Name,
    /// The enterprise's own word for what it is.
    pub kind: String,
    /// What it does.
    pub description: String,
    /// Whose it is.
    pub portfolio: String,
    /// Who looks after it.
    pub team: Option<String>,
    /// Who supplies it.
    pub vendor: Option<String>,
    /// How much depends on it.
    pub criticality: Option<Level>,
    /// The system it is part of.
    pub parent: Option<String>,
    /// Where its source is kept.
    pub repositories: Vec<String>,
    /// Links.
    pub links: Vec<Link>,
    /// Free labels.
    pub tags: Vec<String>,
}

/// What is to change; what is kept stays.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// Its short name.
    pub key: Option<Key>,
    /// Its name.
    pub name: Option<Name>,
    /// The enterprise's own word for what it is.
    pub kind: Option<String>,
    /// What it does.
    pub description: Option<String>,
    /// Whose it is.
    pub portfolio: Option<String>,
    /// Who looks after it.
    pub team: Patch<String>,
    /// Who supplies it.
    pub vendor: Patch<String>,
    /// How much depends on it.
    pub criticality: Patch<Level>,
    /// The system it is part of.
    pub parent: Patch<String>,
    /// Where its source is kept.
    pub repositories: Option<Vec<String>>,
    /// Links.
    pub links: Option<Vec<Link>>,
    /// Free labels.
    pub tags: Option<Vec<String>>,
}

/// The systems the caller may see.
///
/// # Errors
/// A fault for a cursor that is none; a portfolio, team or parent that cannot be found.
pub async fn list(app: &App, ctx: &Ctx, filter: Filter, order: Order, page: Page) -> Outcome<Slice<View>> {
    app.db
        .read(ctx, move |tx| {
            let wanted = filter.clone();
            let filter = store::Filter {
                text: wanted.text,
                kind: wanted.kind,
                portfolio: wanted.portfolio.map(|named| portfolios::get(tx, &named)).transpose()?.map(|found| found.id),
                team: wanted.team.map(|named| release_parts::team(tx, &named)).transpose()?.map(|found| found.id),
                criticality: wanted.criticality,
                parent: wanted.parent.map(|named| store::get(tx, &named)).transpose()?.map(|found| found.id),
                tag: wanted.tag,
                archived: wanted.archived,
            };
            store::list(tx, &filter, order, &page)
        })
        .await
}

/// One system.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn get(app: &App, ctx: &Ctx, named: String) -> Outcome<View> {
    app.db.read(ctx, move |tx| store::view(tx, &named)).await
}

/// Makes a system.
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
pub fn create_in(tx: &mut Tx<'_>, new: &New) -> Outcome<System> {
    let id: SystemId = tx.new_id();
    let mut faults = Faults::none();
    let portfolio = referred(&mut faults, "/portfolio", portfolios::get(tx, &new.portfolio))?;
    let permit = match &portfolio {
        Some(portfolio) => Some(tx.permit::<Catalogue>("system", id, portfolio.id)?),
        None => None,
    };
    free(tx, &mut faults, &new.key)?;
    let mut team = None;
    if let Some(named) = &new.team {
        team = referred(&mut faults, "/team", release_parts::team(tx, named))?.map(|team| team.id);
    }
    let mut parent = None;
    if let Some(named) = &new.parent {
        parent = referred(&mut faults, "/parent", store::get(tx, named))?;
    }
    let (Some(portfolio), Some(permit)) = (portfolio, permit) else {
        return Err(Problem::Invalid(faults.into_vec()));
    };
    let made = System {
        id,
        key: new.key.clone(),
        name: new.name.clone(),
        kind: new.kind.clone(),
        description: new.description.clone(),
        portfolio: portfolio.id,
        team,
        vendor: new.vendor.clone(),
        criticality: new.criticality,
        parent: parent.map(|parent| parent.id),
        repositories: new.repositories.clone(),
        links: new.links.clone(),
        tags: new.tags.clone(),
        archived_at: None,
        rev: 1,
    };
    let decided = together(faults, catalog::create(made))?;
    store::insert(tx, &decided.state, &permit)?;
    tx.record(&decided.facts)?;
    Ok(decided.state)
}

/// Changes a system.
///
/// # Errors
/// A stale revision; every fault of the system as it would be, among them a system that would be its own ancestor; a
/// missing right.
pub async fn change(app: &App, ctx: &Ctx, named: String, rev: i64, change: Change) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let before = store::get(tx, &named)?;
            fresh(tx, "system", before.id, rev, before.rev)?;
            change_in(tx, &before, &change)?;
            store::view(tx, &before.id.to_string())
        })
        .await
}

/// … in a transaction that is open already. Answers the system with the revision it has now.
///
/// # Errors
/// As [`change`].
pub fn change_in(tx: &mut Tx<'_>, before: &System, change: &Change) -> Outcome<System> {
    let permit = tx.permit::<Catalogue>("system", before.id, before.portfolio)?;
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
        // Giving a system to a portfolio is a change of that portfolio's catalogue too.
        tx.permit::<Catalogue>("portfolio", portfolio.id, portfolio.id)?;
        after.portfolio = portfolio.id;
    }
    match &change.team {
        Patch::Keep => {}
        Patch::Clear => after.team = None,
        Patch::Set(named) => {
            after.team = referred(&mut faults, "/team", release_parts::team(tx, named))?.map(|team| team.id);
        }
    }
    match &change.parent {
        Patch::Keep => {}
        Patch::Clear => after.parent = None,
        Patch::Set(named) => {
            after.parent = referred(&mut faults, "/parent", store::get(tx, named))?.map(|parent| parent.id);
        }
    }
    let ancestors = match after.parent {
        Some(parent) if after.parent != before.parent => store::lineage(tx, parent)?,
        _ => Vec::new(),
    };
    after.name = change.name.clone().unwrap_or(after.name);
    after.kind = change.kind.clone().unwrap_or(after.kind);
    after.description = change.description.clone().unwrap_or(after.description);
    after.vendor = change.vendor.clone().over(after.vendor);
    after.criticality = change.criticality.clone().over(after.criticality);
    after.repositories = change.repositories.clone().unwrap_or(after.repositories);
    after.links = change.links.clone().unwrap_or(after.links);
    after.tags = change.tags.clone().unwrap_or(after.tags);
    let mut decided = together(faults, catalog::change(before, after, &ancestors))?;
    if !decided.facts.is_empty() {
        store::update(tx, before, &decided.state, &permit)?;
        tx.record(&decided.facts)?;
        decided.state.rev = before.rev + 1;
    }
    Ok(decided.state)
}

/// Puts a system away, or takes it out again.
///
/// # Errors
/// A stale revision, a missing right.
pub async fn archive(app: &App, ctx: &Ctx, named: String, rev: i64, away: bool) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let before = store::get(tx, &named)?;
            fresh(tx, "system", before.id, rev, before.rev)?;
            let permit = tx.permit::<Catalogue>("system", before.id, before.portfolio)?;
            let decided = catalog::archive(&before, away, tx.now());
            if !decided.facts.is_empty() {
                store::update(tx, &before, &decided.state, &permit)?;
                tx.record(&decided.facts)?;
            }
            store::view(tx, &before.id.to_string())
        })
        .await
}

/// What a system needs and what needs it, with the system's revision.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn dependencies(app: &App, ctx: &Ctx, named: String) -> Outcome<(i64, Neighbours)> {
    app.db
        .read(ctx, move |tx| {
            let system = store::get(tx, &named)?;
            Ok((system.rev, store::neighbours(tx, system.id)?))
        })
        .await
}

/// Notes that a system needs another. The same said again changes nothing.
///
/// # Errors
/// A stale revision of the system; either system cannot be found; a system that would need itself; a missing right.
pub async fn put_dependency(
    app: &App,
    ctx: &Ctx,
    named: String,
    rev: i64,
    needs: String,
    note: String,
) -> Outcome<(i64, Neighbours)> {
    app.db
        .write(ctx, move |tx| {
            let system = store::get(tx, &named)?;
            fresh(tx, "system", system.id, rev, system.rev)?;
            let needed = store::get(tx, &needs)?;
            put_dependency_in(tx, &system, needed.id, &note)?;
            Ok((system.rev, store::neighbours(tx, system.id)?))
        })
        .await
}

/// … in a transaction that is open already. `needs` is a system the caller may see. Answers whether anything changed.
///
/// # Errors
/// As [`put_dependency`].
pub fn put_dependency_in(tx: &mut Tx<'_>, system: &System, needs: SystemId, note: &str) -> Outcome<bool> {
    let permit = tx.permit::<Catalogue>("system", system.id, system.portfolio)?;
    let before = store::dependency(tx, system.id, needs)?;
    let after = Dependency { system: needs, note: note.to_owned() };
    let decided = catalog::depend(system, before.as_ref(), after)?;
    if decided.facts.is_empty() {
        return Ok(false);
    }
    store::put_dependency(tx, &decided.state, &permit)?;
    tx.record(&decided.facts)?;
    Ok(true)
}

/// Forgets that a system needs another.
///
/// # Errors
/// A stale revision of the system; there is no such dependency; a missing right.
pub async fn remove_dependency(app: &App, ctx: &Ctx, named: String, rev: i64, needs: String) -> Outcome<()> {
    app.db
        .write(ctx, move |tx| {
            let system = store::get(tx, &named)?;
            fresh(tx, "system", system.id, rev, system.rev)?;
            let needed = store::get(tx, &needs)?;
            if remove_dependency_in(tx, &system, needed.id)? {
                return Ok(());
            }
            Err(Problem::missing("dependency", &needs))
        })
        .await
}

/// … in a transaction that is open already. Answers whether there was one.
///
/// # Errors
/// A missing right.
pub fn remove_dependency_in(tx: &mut Tx<'_>, system: &System, needs: SystemId) -> Outcome<bool> {
    let permit = tx.permit::<Catalogue>("system", system.id, system.portfolio)?;
    let Some(before) = store::dependency(tx, system.id, needs)? else { return Ok(false) };
    store::delete_dependency(tx, needs, &permit)?;
    tx.record(&[catalog::no_longer_depends(system, &before)])?;
    Ok(true)
}

fn free(tx: &mut Tx<'_>, faults: &mut Faults, key: &Key) -> Outcome<()> {
    if store::is_taken(tx, key)? {
        faults.push(Fault::new("/key", "taken", format!("there is a system {key} already")));
    }
    Ok(())
}
