//! Windows: made, read, changed, put away; when they come, and which releases they hold back.

mod drafts;
pub mod import;
mod times;

use crate::{
    App, Ctx, Page, Slice,
    app::{fresh, referred, together},
};
use jiff::civil::{Date, DateTime};
use signalbox_domain::{
    Fault, Key, Name, Outcome, Patch, Problem, Ref, Zone,
    authz::{Action, Close, Permit},
    calendar::{
        recurrence::Recurrence,
        window::{self, Selector, Window},
    },
    catalog::Level,
    id::{Identifier, SystemId, WindowId},
    problem::Faults,
    releases::Kind,
};
use signalbox_store::{Tx, portfolios, windows as store};

pub use signalbox_domain::calendar::window::{Occurrence, Overrun, WindowKind};
pub use store::View;
pub use times::{Band, Closure, Held, bands, closures, held, occurrences, preview, span};

/// What a list of windows is limited to. The portfolio is named by id or key.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Key or name holds this text.
    pub text: Option<String>,
    /// Of this kind.
    pub kind: Option<WindowKind>,
    /// Of this portfolio and everything below it.
    pub portfolio: Option<String>,
    /// Ones that may come on this day or later.
    pub from: Option<Date>,
    /// Archived ones instead of the others.
    pub archived: bool,
}

/// What a new window is to be. Other things are named by id or key.
#[derive(Clone, Debug)]
pub struct New {
    /// Its short name.
    pub key: Key,
    /// Its name.
    pub name: Name,
    /// Why it is there.
    pub description: String,
    /// What it means.
    pub kind: WindowKind,
    /// Whose releases it governs.
    pub portfolio: String,
    /// Whose clock counts; UTC when absent.
    pub zone: Option<Zone>,
    /// When it first begins.
    pub start: DateTime,
    /// When it then ends.
    pub end: DateTime,
    /// When it comes again.
    pub recurrence: Option<String>,
    /// Which releases it governs.
    pub selector: Selected,
    /// What becomes of work that would run over its edge.
    pub overrun: Overrun,
    /// The event of a calendar it comes from.
    pub uid: Option<String>,
}

/// The lists of a selector; those kept stay as they are.
#[derive(Clone, Debug, Default)]
pub struct Selected {
    /// Of these types, by id or key.
    pub types: Option<Vec<String>>,
    /// Of these kinds.
    pub kinds: Option<Vec<Kind>>,
    /// With one of these labels.
    pub tags: Option<Vec<String>>,
    /// Touching one of these systems, by id or key.
    pub systems: Option<Vec<String>>,
    /// At one of these risks.
    pub risk: Option<Vec<Level>>,
    /// Going to an environment at one of these stages, by id or key.
    pub stages: Option<Vec<String>>,
}

/// What is to change; what is kept stays.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// Its short name.
    pub key: Option<Key>,
    /// Its name.
    pub name: Option<Name>,
    /// Why it is there.
    pub description: Option<String>,
    /// What it means.
    pub kind: Option<WindowKind>,
    /// Whose releases it governs.
    pub portfolio: Option<String>,
    /// Whose clock counts.
    pub zone: Option<Zone>,
    /// When it first begins.
    pub start: Option<DateTime>,
    /// When it then ends.
    pub end: Option<DateTime>,
    /// When it comes again.
    pub recurrence: Patch<String>,
    /// Which releases it governs.
    pub selector: Selected,
    /// What becomes of work that would run over its edge.
    pub overrun: Option<Overrun>,
    /// The event of a calendar it comes from.
    pub uid: Option<String>,
}

/// The windows the caller may see, by key.
///
/// # Errors
/// A fault for a cursor that is none; a portfolio that cannot be found.
pub async fn list(app: &App, ctx: &Ctx, filter: Filter, page: Page) -> Outcome<Slice<View>> {
    app.db
        .read(ctx, move |tx| {
            let portfolio = filter.portfolio.as_deref().map(|named| portfolios::get(tx, named)).transpose()?;
            let filter = store::Filter {
                text: filter.text.clone(),
                kind: filter.kind,
                portfolio: portfolio.map(|found| found.id),
                from: filter.from.map(|day| Zone::utc().start_of(day)),
                archived: filter.archived,
            };
            store::list(tx, &filter, &page)
        })
        .await
}

/// One window.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn get(app: &App, ctx: &Ctx, named: String) -> Outcome<View> {
    app.db.read(ctx, move |tx| store::view(tx, &named)).await
}

/// Makes a window.
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
pub fn create_in(tx: &mut Tx<'_>, new: &New) -> Outcome<Window> {
    let id: WindowId = tx.new_id();
    let mut faults = Faults::none();
    let portfolio = referred(&mut faults, "/portfolio", portfolios::get(tx, &new.portfolio))?;
    let permit = match &portfolio {
        Some(portfolio) => Some(tx.permit::<Close>("window", id, portfolio.id)?),
        None => None,
    };
    free(tx, &mut faults, &new.key)?;
    let recurrence = new.recurrence.as_deref().and_then(|text| recurrence(&mut faults, text));
    let selector = select(tx, &mut faults, &Selector::default(), &new.selector)?;
    let (Some(portfolio), Some(permit)) = (portfolio, permit) else {
        return Err(Problem::Invalid(faults.into_vec()));
    };
    let made = Window {
        id,
        key: new.key.clone(),
        name: new.name.clone(),
        description: new.description.clone(),
        kind: new.kind,
        portfolio: portfolio.id,
        zone: new.zone.clone().unwrap_or_else(Zone::utc),
        start: new.start,
        end: new.end,
        recurrence,
        selector,
        overrun: new.overrun,
        uid: new.uid.clone(),
        archived_at: None,
        rev: 1,
    };
    let decided = together(faults, window::create(made))?;
    store::insert(tx, &decided.state, &permit)?;
    tx.record(&decided.facts)?;
    Ok(decided.state)
}

/// Changes a window.
///
/// # Errors
/// A stale revision; every fault of the window as it would be; a missing right.
pub async fn change(app: &App, ctx: &Ctx, named: String, rev: i64, change: Change) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let before = store::get(tx, &named)?;
            fresh(tx, "window", before.id, rev, before.rev)?;
            change_in(tx, &before, &change)?;
            store::view(tx, &before.id.to_string())
        })
        .await
}

/// … in a transaction that is open already. Answers the window with the revision it has now.
///
/// # Errors
/// As [`change`].
pub fn change_in(tx: &mut Tx<'_>, before: &Window, change: &Change) -> Outcome<Window> {
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
        // To hold back another portfolio's releases is a change of that portfolio's plans too.
        tx.permit::<Close>("portfolio", portfolio.id, portfolio.id)?;
        after.portfolio = portfolio.id;
    }
    after.recurrence = match &change.recurrence {
        Patch::Keep => after.recurrence,
        Patch::Clear => None,
        Patch::Set(text) => recurrence(&mut faults, text),
    };
    after.selector = select(tx, &mut faults, &before.selector, &change.selector)?;
    after.name = change.name.clone().unwrap_or(after.name);
    after.description = change.description.clone().unwrap_or(after.description);
    after.kind = change.kind.unwrap_or(after.kind);
    after.zone = change.zone.clone().unwrap_or(after.zone);
    after.start = change.start.unwrap_or(after.start);
    after.end = change.end.unwrap_or(after.end);
    after.overrun = change.overrun.unwrap_or(after.overrun);
    after.uid = change.uid.clone().or(after.uid);
    let mut decided = together(faults, window::change(before, after))?;
    if !decided.facts.is_empty() {
        store::update(tx, before, &decided.state, &permit)?;
        tx.record(&decided.facts)?;
        decided.state.rev = before.rev + 1;
    }
    Ok(decided.state)
}

/// Puts a window away, or takes it out again.
///
/// # Errors
/// A stale revision, a missing right.
pub async fn archive(app: &App, ctx: &Ctx, named: String, rev: i64, away: bool) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let before = store::get(tx, &named)?;
            fresh(tx, "window", before.id, rev, before.rev)?;
            archive_in(tx, &before, away)?;
            store::view(tx, &before.id.to_string())
        })
        .await
}

/// … in a transaction that is open already.
fn archive_in(tx: &mut Tx<'_>, before: &Window, away: bool) -> Outcome<()> {
    let permit = permit(tx, before)?;
    let decided = window::archive(before, away, tx.now());
    if !decided.facts.is_empty() {
        store::update(tx, before, &decided.state, &permit)?;
        tx.record(&decided.facts)?;
    }
    Ok(())
}

/// The permit to change a window. One that holds from above can be seen by whoever plans below, but not changed.
fn permit(tx: &mut Tx<'_>, window: &Window) -> Outcome<Permit<Close>> {
    tx.permit::<Close>("window", window.id, window.portfolio).map_err(|problem| match problem {
        Problem::NotFound { .. } => Problem::Forbidden {
            right: Close::RIGHT.words(),
            ask: "whoever may declare windows in the portfolio it was made for".to_owned(),
        },
        other => other,
    })
}

fn recurrence(faults: &mut Faults, text: &str) -> Option<Recurrence> {
    match Recurrence::parse(text) {
        Ok(read) => Some(read),
        Err(fault) => {
            faults.push(fault.within("/recurrence"));
            None
        }
    }
}

/// The selector with those lists that were given. A system that the caller cannot see stays: it was not left out on
/// purpose.
pub(crate) fn select(tx: &mut Tx<'_>, faults: &mut Faults, before: &Selector, wanted: &Selected) -> Outcome<Selector> {
    let mut after = before.clone();
    if let Some(names) = &wanted.types {
        let found = store::types_named(tx, names)?;
        after.types = each(faults, "/selector/types", "release type", names, &found);
    }
    if let Some(names) = &wanted.systems {
        let found = store::systems_named(tx, names)?;
        after.systems = each(faults, "/selector/systems", "system", names, &found);
        let visible = store::visible_systems(tx, &before.systems)?;
        let hidden = |id: &SystemId| !visible.iter().any(|seen| seen.id == *id);
        after.systems.extend(before.systems.iter().copied().filter(hidden));
    }
    if let Some(names) = &wanted.stages {
        let found = store::stages_named(tx, names)?;
        after.stages = each(faults, "/selector/stages", "stage", names, &found);
    }
    after.kinds = wanted.kinds.clone().unwrap_or(after.kinds);
    after.tags = wanted.tags.clone().unwrap_or(after.tags);
    after.risk = wanted.risk.clone().unwrap_or(after.risk);
    Ok(after)
}

/// The ids of things named by id or key, each once; a name of nothing is a fault at its place.
fn each<I: Identifier + PartialEq>(
    faults: &mut Faults,
    pointer: &str,
    noun: &'static str,
    names: &[String],
    found: &[Ref<I>],
) -> Vec<I> {
    let mut ids = Vec::new();
    for (index, name) in names.iter().enumerate() {
        let named = |one: &&Ref<I>| one.id.to_string() == *name || one.key.as_str().eq_ignore_ascii_case(name);
        match found.iter().find(named) {
            Some(one) if ids.contains(&one.id) => {}
            Some(one) => ids.push(one.id),
            None => {
                let missing = Problem::missing(noun, name).to_string();
                faults.push(Fault::new(format!("{pointer}/{index}"), "unknown", missing));
            }
        }
    }
    ids
}

fn free(tx: &mut Tx<'_>, faults: &mut Faults, key: &Key) -> Outcome<()> {
    if store::is_taken(tx, key)? {
        faults.push(Fault::new("/key", "taken", format!("there is a window {key} already")));
    }
    Ok(())
}
