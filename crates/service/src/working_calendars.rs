//! Working calendars: the days an enterprise works, and its holidays.

use crate::{
    App, Ctx, Page, Slice,
    app::{fresh, together},
};
use signalbox_domain::{
    Fact, Fault, Key, Name, Outcome, Problem,
    authz::{Action, Administer, Permit},
    id::{PortfolioId, WorkingCalendarId},
    problem::Faults,
    schedule::{Calendar, Holiday, Weekday, calendar},
};
use signalbox_store::{Tx, portfolios, working_calendars as store};

pub use store::Filter;

/// What a new working calendar is to be.
#[derive(Clone, Debug)]
pub struct New {
    /// Its short name.
    pub key: Key,
    /// Its name.
    pub name: Name,
    /// The weekdays that are worked.
    pub days: Vec<Weekday>,
    /// The days that are not worked all the same.
    pub holidays: Vec<Holiday>,
}

/// What is to change; what is kept stays. A list that is given replaces the whole list.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// Its short name.
    pub key: Option<Key>,
    /// Its name.
    pub name: Option<Name>,
    /// The weekdays that are worked.
    pub days: Option<Vec<Weekday>>,
    /// The days that are not worked all the same.
    pub holidays: Option<Vec<Holiday>>,
}

/// The working calendars there are.
///
/// # Errors
/// A fault for a cursor that is none.
pub async fn list(app: &App, ctx: &Ctx, filter: Filter, page: Page) -> Outcome<Slice<Calendar>> {
    app.db.read(ctx, move |tx| store::list(tx, &filter, &page)).await
}

/// One working calendar.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn get(app: &App, ctx: &Ctx, named: String) -> Outcome<Calendar> {
    app.db.read(ctx, move |tx| store::get(tx, &named)).await
}

/// Makes a working calendar.
///
/// # Errors
/// Every fault of it, a key that is taken among them; a missing right.
pub async fn create(app: &App, ctx: &Ctx, new: New) -> Outcome<Calendar> {
    app.db.write(ctx, move |tx| create_in(tx, &new)).await
}

/// … in a transaction that is open already.
///
/// # Errors
/// As [`create`].
pub fn create_in(tx: &mut Tx<'_>, new: &New) -> Outcome<Calendar> {
    let id: WorkingCalendarId = tx.new_id();
    let (root, permit) = permit(tx, id)?;
    let mut faults = Faults::none();
    free(tx, &mut faults, &new.key)?;
    let made = Calendar {
        id,
        key: new.key.clone(),
        name: new.name.clone(),
        days: new.days.clone(),
        holidays: new.holidays.clone(),
        archived_at: None,
        rev: 1,
    };
    let decided = together(faults, calendar::create(made, root))?;
    store::insert(tx, &decided.state, &permit)?;
    tx.record(&decided.facts)?;
    Ok(decided.state)
}

/// Changes a working calendar. Plans stay as they are; the next move minds the new days.
///
/// # Errors
/// A stale revision; every fault of the calendar as it would be; a missing right.
pub async fn change(app: &App, ctx: &Ctx, named: String, rev: i64, change: Change) -> Outcome<Calendar> {
    app.db
        .write(ctx, move |tx| {
            let before = store::get(tx, &named)?;
            fresh(tx, "working calendar", before.id, rev, before.rev)?;
            change_in(tx, &before, &change)
        })
        .await
}

/// … in a transaction that is open already. Answers the calendar with the revision it has now.
///
/// # Errors
/// As [`change`].
pub fn change_in(tx: &mut Tx<'_>, before: &Calendar, change: &Change) -> Outcome<Calendar> {
    let (root, permit) = permit(tx, before.id)?;
    let mut faults = Faults::none();
    let mut after = before.clone();
    if let Some(key) = change.key.clone().filter(|key| *key != before.key) {
        if key.as_str().to_lowercase() != before.key.as_str().to_lowercase() {
            free(tx, &mut faults, &key)?;
        }
        after.key = key;
    }
    after.name = change.name.clone().unwrap_or(after.name);
    after.days = change.days.clone().unwrap_or(after.days);
    after.holidays = change.holidays.clone().unwrap_or(after.holidays);
    let decided = together(faults, calendar::change(before, after, root))?;
    save(tx, before, decided.state, &decided.facts, &permit)
}

/// Puts a working calendar away, or takes it out again.
///
/// # Errors
/// A stale revision, a missing right, portfolios that name it.
pub async fn archive(app: &App, ctx: &Ctx, named: String, rev: i64, away: bool) -> Outcome<Calendar> {
    app.db
        .write(ctx, move |tx| {
            let before = store::get(tx, &named)?;
            fresh(tx, "working calendar", before.id, rev, before.rev)?;
            let (root, permit) = permit(tx, before.id)?;
            let decided = calendar::archive(&before, away, store::named_by(tx, before.id)?, tx.now(), root)?;
            save(tx, &before, decided.state, &decided.facts, &permit)
        })
        .await
}

fn save(
    tx: &mut Tx<'_>,
    before: &Calendar,
    mut after: Calendar,
    facts: &[Fact],
    permit: &Permit<Administer>,
) -> Outcome<Calendar> {
    if !facts.is_empty() {
        store::update(tx, before, &after, permit)?;
        tx.record(facts)?;
        after.rev = before.rev + 1;
    }
    Ok(after)
}

/// The right to change what belongs to the whole installation, which is held on the root portfolio. Everybody sees the
/// calendars, so whoever lacks the right hears of that and not that there is no such thing.
fn permit(tx: &mut Tx<'_>, id: WorkingCalendarId) -> Outcome<(PortfolioId, Permit<Administer>)> {
    let root = portfolios::root(tx)?
        .ok_or_else(|| Problem::refused("no_root", "the installation has no root portfolio yet; set it up first"))?;
    let permit = tx.permit("working calendar", id, root.id).map_err(|problem| match problem {
        Problem::NotFound { .. } | Problem::Forbidden { .. } => Problem::Forbidden {
            right: Administer::RIGHT.words(),
            ask: "an administrator of the whole installation".to_owned(),
        },
        other => other,
    })?;
    Ok((root.id, permit))
}

fn free(tx: &mut Tx<'_>, faults: &mut Faults, key: &Key) -> Outcome<()> {
    if store::is_taken(tx, key)? {
        faults.push(Fault::new("/key", "taken", format!("there is a working calendar {key} already")));
    }
    Ok(())
}
