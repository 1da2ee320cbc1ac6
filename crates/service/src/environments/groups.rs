//! Groups: pools of environments of which one is as good as the other.

use crate::{
    App, Ctx, Page, Slice,
    app::{fresh, referred, together},
};
use signalbox_domain::{
    Fault, Key, Name, Outcome, Problem,
    authz::Equip,
    environments::{Group, group},
    id::EnvironmentGroupId,
    problem::Faults,
};
use signalbox_store::{Tx, environments::groups as store, portfolios};

pub use store::View;

/// What a new group is to be.
#[derive(Clone, Debug)]
pub struct New {
    /// Its short name.
    pub key: Key,
    /// Its name.
    pub name: Name,
    /// What its members have in common.
    pub description: String,
    /// Whose it is, by id or key.
    pub portfolio: String,
    /// True when a booking that clashes with nothing needs nobody's approval.
    pub approves_itself: bool,
}

/// What is to change; what is kept stays.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// Its short name.
    pub key: Option<Key>,
    /// Its name.
    pub name: Option<Name>,
    /// What its members have in common.
    pub description: Option<String>,
    /// True when a booking that clashes with nothing needs nobody's approval.
    pub approves_itself: Option<bool>,
}

/// What a list of groups is limited to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Key or name holds this text.
    pub text: Option<String>,
    /// Of this portfolio and everything below it, by id or key.
    pub portfolio: Option<String>,
    /// Archived ones instead of the others.
    pub archived: bool,
}

/// The groups the caller may see, by key.
///
/// # Errors
/// A fault for a cursor that is none; a portfolio that cannot be found.
pub async fn list(app: &App, ctx: &Ctx, filter: Filter, page: Page) -> Outcome<Slice<View>> {
    app.db
        .read(ctx, move |tx| {
            let portfolio = filter.portfolio.as_deref().map(|named| portfolios::get(tx, named)).transpose()?;
            let filter = store::Filter {
                text: filter.text.clone(),
                portfolio: portfolio.map(|found| found.id),
                archived: filter.archived,
            };
            store::list(tx, &filter, &page)
        })
        .await
}

/// One group.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn get(app: &App, ctx: &Ctx, named: String) -> Outcome<View> {
    app.db.read(ctx, move |tx| store::view(tx, &named)).await
}

/// Makes a group.
///
/// # Errors
/// Every fault of it, a key that is taken and a portfolio that cannot be found among them; a missing right.
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
pub fn create_in(tx: &mut Tx<'_>, new: &New) -> Outcome<Group> {
    let id: EnvironmentGroupId = tx.new_id();
    let mut faults = Faults::none();
    let portfolio = referred(&mut faults, "/portfolio", portfolios::get(tx, &new.portfolio))?;
    let permit = match &portfolio {
        Some(portfolio) => Some(tx.permit::<Equip>("environment group", id, portfolio.id)?),
        None => None,
    };
    free(tx, &mut faults, &new.key)?;
    let (Some(portfolio), Some(permit)) = (portfolio, permit) else {
        return Err(Problem::Invalid(faults.into_vec()));
    };
    let made = Group {
        id,
        key: new.key.clone(),
        name: new.name.clone(),
        description: new.description.clone(),
        portfolio: portfolio.id,
        approves_itself: new.approves_itself,
        archived_at: None,
        rev: 1,
    };
    let decided = together(faults, group::save(None, made))?;
    store::insert(tx, &decided.state, &permit)?;
    tx.record(&decided.facts)?;
    Ok(decided.state)
}

/// Changes a group.
///
/// # Errors
/// A stale revision; every fault of the group as it would be; a missing right.
pub async fn change(app: &App, ctx: &Ctx, named: String, rev: i64, change: Change) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let before = store::get(tx, &named)?;
            fresh(tx, "environment group", before.id, rev, before.rev)?;
            change_in(tx, &before, &change)?;
            store::view(tx, &before.id.to_string())
        })
        .await
}

/// … in a transaction that is open already.
///
/// # Errors
/// As [`change`].
pub fn change_in(tx: &mut Tx<'_>, before: &Group, change: &Change) -> Outcome<()> {
    let permit = tx.permit::<Equip>("environment group", before.id, before.portfolio)?;
    let mut faults = Faults::none();
    let mut after = before.clone();
    if let Some(key) = change.key.clone().filter(|key| *key != before.key) {
        if key.as_str().to_lowercase() != before.key.as_str().to_lowercase() {
            free(tx, &mut faults, &key)?;
        }
        after.key = key;
    }
    after.name = change.name.clone().unwrap_or(after.name);
    after.description = change.description.clone().unwrap_or(after.description);
    after.approves_itself = change.approves_itself.unwrap_or(after.approves_itself);
    let decided = together(faults, group::save(Some(before), after))?;
    if !decided.facts.is_empty() {
        store::update(tx, before, &decided.state, &permit)?;
        tx.record(&decided.facts)?;
    }
    Ok(())
}

/// Puts a group away, or takes it out again.
///
/// # Errors
/// A stale revision, a missing right.
pub async fn archive(app: &App, ctx: &Ctx, named: String, rev: i64, away: bool) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let before = store::get(tx, &named)?;
            fresh(tx, "environment group", before.id, rev, before.rev)?;
            let permit = tx.permit::<Equip>("environment group", before.id, before.portfolio)?;
            let decided = group::archive(&before, away, tx.now());
            if !decided.facts.is_empty() {
                store::update(tx, &before, &decided.state, &permit)?;
                tx.record(&decided.facts)?;
            }
            store::view(tx, &before.id.to_string())
        })
        .await
}

fn free(tx: &mut Tx<'_>, faults: &mut Faults, key: &Key) -> Outcome<()> {
    if store::is_taken(tx, key)? {
        faults.push(Fault::new("/key", "taken", format!("there is an environment group {key} already")));
    }
    Ok(())
}
