//! Portfolios: the organisation tree.

use crate::{App, Ctx, Page, Slice, app::fresh, releases::at};
use signalbox_domain::{
    Fact, Key, Name, Outcome, Patch, Problem, Ref,
    authz::Administer,
    event::differences,
    id::{PortfolioId, WorkingCalendarId},
    portfolio::{self, Portfolio},
};
use signalbox_store::{Tx, portfolios as store, working_calendars};

pub use store::{Filter, View};

/// What a new portfolio is to be.
#[derive(Clone, Debug)]
pub struct New {
    /// Its short name.
    pub key: Key,
    /// Its name.
    pub name: Name,
    /// What it is for.
    pub description: String,
    /// The portfolio above, by id or key.
    pub parent: String,
    /// The working calendar it names, by id or key.
    pub working_calendar: Option<String>,
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
    /// The portfolio above, by id or key.
    pub parent: Option<String>,
    /// The working calendar it names, by id or key; cleared, it works by that of the portfolio above.
    pub working_calendar: Patch<String>,
}

/// A portfolio with the way down to it.
#[derive(Clone, Debug)]
pub struct Detail {
    /// The portfolio.
    pub view: View,
    /// From the root down, itself last.
    pub path: Vec<Ref<PortfolioId>>,
    /// The working calendar that the nearest portfolio above names.
    pub inherited_calendar: Option<Ref<WorkingCalendarId>>,
}

/// The portfolios the caller may see.
///
/// # Errors
/// A fault for a cursor that is none; `parent` that cannot be found.
pub async fn list(app: &App, ctx: &Ctx, filter: Filter, parent: Option<String>, page: Page) -> Outcome<Slice<View>> {
    app.db
        .read(ctx, move |tx| {
            let parent = parent.as_deref().map(|named| store::get(tx, named)).transpose()?;
            let filter = Filter { parent: parent.map(|parent| parent.id), ..filter.clone() };
            store::list(tx, &filter, &page)
        })
        .await
}

/// One portfolio.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn get(app: &App, ctx: &Ctx, named: String) -> Outcome<Detail> {
    app.db.read(ctx, move |tx| detail(tx, &named)).await
}

fn detail(tx: &mut Tx<'_>, named: &str) -> Outcome<Detail> {
    let view = store::view(tx, named)?;
    let path = store::path(tx, view.portfolio.id)?;
    let inherited_calendar = working_calendars::above(tx, view.portfolio.id)?;
    Ok(Detail { view, path, inherited_calendar })
}

/// Makes a portfolio.
///
/// # Errors
/// A key that is taken, a parent that cannot be found, a missing right.
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
pub fn create_in(tx: &mut Tx<'_>, new: &New) -> Outcome<Portfolio> {
    let parent = store::get(tx, &new.parent).map_err(|problem| at("/parent", problem))?;
    let id: PortfolioId = tx.new_id();
    let permit = tx.permit::<Administer>("portfolio", id, parent.id)?;
    free(tx, &new.key)?;
    let working_calendar = new.working_calendar.as_deref().map(|named| calendar(tx, named)).transpose()?;
    let made = Portfolio {
        id,
        key: new.key.clone(),
        name: new.name.clone(),
        description: new.description.clone(),
        parent: Some(parent.id),
        working_calendar,
        archived_at: None,
        rev: 1,
    };
    store::insert(tx, &made, &permit)?;
    let fact = Fact::of("portfolio.created", made.id, made.id).named(&made.name).with(differences(None, Some(&made)));
    tx.record(&[fact])?;
    Ok(made)
}

/// Changes a portfolio.
///
/// # Errors
/// A stale revision, a key that is taken, a portfolio that would be its own ancestor, a missing right.
pub async fn change(app: &App, ctx: &Ctx, named: String, rev: i64, change: Change) -> Outcome<Detail> {
    app.db
        .write(ctx, move |tx| {
            let before = store::get(tx, &named)?;
            fresh(tx, "portfolio", before.id, rev, before.rev)?;
            change_in(tx, &before, &change)?;
            detail(tx, &before.id.to_string())
        })
        .await
}

/// … in a transaction that is open already.
///
/// # Errors
/// As [`change`].
pub fn change_in(tx: &mut Tx<'_>, before: &Portfolio, change: &Change) -> Outcome<Portfolio> {
    let permit = tx.permit::<Administer>("portfolio", before.id, before.id)?;
    let mut after = before.clone();
    if let Some(key) = change.key.clone().filter(|key| *key != before.key) {
        if key.as_str().to_lowercase() != before.key.as_str().to_lowercase() {
            free(tx, &key)?;
        }
        after.key = key;
    }
    after.name = change.name.clone().unwrap_or(after.name);
    after.description = change.description.clone().unwrap_or(after.description);
    let named = change.working_calendar.clone().try_map(|named| calendar(tx, &named))?;
    after.working_calendar = named.over(after.working_calendar);
    let mut lineage = Vec::new();
    if let Some(parent) = &change.parent {
        let parent = store::get(tx, parent).map_err(|problem| at("/parent", problem))?;
        if after.parent != Some(parent.id) {
            // Moving something under a portfolio is a change of that portfolio too.
            tx.permit::<Administer>("portfolio", parent.id, parent.id)?;
            lineage = tx.lineage(parent.id)?;
            after.parent = Some(parent.id);
        }
    }
    let decided = portfolio::change(before, after, &lineage)?;
    if decided.facts.is_empty() {
        return Ok(decided.state);
    }
    store::update(tx, before, &decided.state, &permit)?;
    tx.record(&decided.facts)?;
    Ok(decided.state)
}

/// Puts a portfolio away, or takes it out again.
///
/// # Errors
/// A stale revision, a missing right, the root.
pub async fn archive(app: &App, ctx: &Ctx, named: String, rev: i64, away: bool) -> Outcome<Detail> {
    app.db
        .write(ctx, move |tx| {
            let before = store::get(tx, &named)?;
            fresh(tx, "portfolio", before.id, rev, before.rev)?;
            let permit = tx.permit::<Administer>("portfolio", before.id, before.id)?;
            if before.parent.is_none() {
                return Err(Problem::refused("root", "the root portfolio cannot be archived"));
            }
            if before.archived_at.is_some() != away {
                let after = Portfolio { archived_at: away.then_some(tx.now()), ..before.clone() };
                let kind = if away { "portfolio.archived" } else { "portfolio.restored" };
                let changes = differences(Some(&before), Some(&after));
                store::update(tx, &before, &after, &permit)?;
                tx.record(&[Fact::of(kind, after.id, after.id).named(&after.name).with(changes)])?;
            }
            detail(tx, &before.id.to_string())
        })
        .await
}

fn calendar(tx: &mut Tx<'_>, named: &str) -> Outcome<WorkingCalendarId> {
    let found = working_calendars::get(tx, named).map_err(|problem| at("/working_calendar", problem))?;
    if found.archived_at.is_some() {
        let detail = format!("{} is archived; restore it first", found.name);
        return Err(Problem::fault("/working_calendar", "archived", detail));
    }
    Ok(found.id)
}

fn free(tx: &mut Tx<'_>, key: &Key) -> Outcome<()> {
    if store::is_taken(tx, key)? {
        return Err(Problem::fault("/key", "taken", format!("there is a portfolio {key} already")));
    }
    Ok(())
}
