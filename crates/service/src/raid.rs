//! The RAID register of a release.

use crate::{
    App, Ctx, Page, Slice,
    app::{fresh, referred, together},
};
use jiff::civil::Date;
use signalbox_domain::{
    Name, Outcome, Patch, Problem,
    authz::{Permit, Work},
    event::Decided,
    people::Party,
    problem::Faults,
    releases::{
        RaidItem, RaidKind, RaidStatus, Release,
        raid::{self, Closure},
    },
};
use signalbox_store::{Tx, activities::person, raid as store, release_parts::team, releases};

pub use signalbox_store::grants::Holder;
pub use store::{Count, Order, View};

/// Who is to see to an item: a person by id or mail address, or a team by id or key.
#[derive(Clone, Debug, Default)]
pub struct Owner {
    /// The person.
    pub person: Option<String>,
    /// The team.
    pub team: Option<String>,
}

/// What a list of items is limited to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this kind.
    pub kind: Option<RaidKind>,
    /// As far as this.
    pub status: Option<RaidStatus>,
    /// Past its day and not closed.
    pub overdue: bool,
    /// Who sees to it.
    pub owner: Owner,
    /// Judged as this likely.
    pub probability: Option<i64>,
    /// Judged as this bad.
    pub impact: Option<i64>,
    /// Its title, description or response holds this text.
    pub text: Option<String>,
    /// Those put away instead of the others.
    pub archived: bool,
}

/// What a new item is.
#[derive(Clone, Debug)]
pub struct New {
    /// What kind of thing.
    pub kind: RaidKind,
    /// What it is.
    pub title: Name,
    /// In more words.
    pub description: String,
    /// Who sees to it.
    pub owner: Option<Owner>,
    /// How likely, 1 to 5.
    pub probability: Option<i64>,
    /// How bad, 1 to 5.
    pub impact: Option<i64>,
    /// By when something has to be done.
    pub due: Option<Date>,
    /// What is done about it.
    pub response: String,
    /// True when somebody works on it already.
    pub in_progress: bool,
}

/// What is to change; what is kept stays.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// What kind of thing. A risk that becomes something else is judged no more.
    pub kind: Option<RaidKind>,
    /// What it is.
    pub title: Option<Name>,
    /// In more words.
    pub description: Option<String>,
    /// Who sees to it.
    pub owner: Patch<Owner>,
    /// How likely, 1 to 5.
    pub probability: Patch<i64>,
    /// How bad, 1 to 5.
    pub impact: Patch<i64>,
    /// By when something has to be done.
    pub due: Patch<Date>,
    /// What is done about it.
    pub response: Option<String>,
    /// Whether somebody works on it.
    pub in_progress: Option<bool>,
}

/// An item with the day it is where the release is: what makes it overdue.
#[derive(Clone, Debug)]
pub struct Told {
    /// The item.
    pub view: View,
    /// Today.
    pub today: Date,
}

/// The items of a release.
///
/// # Errors
/// The release, or a person or team of the filter, cannot be found; a fault for a cursor that is none.
pub async fn list(
    app: &App,
    ctx: &Ctx,
    release: String,
    filter: Filter,
    order: Order,
    page: Page,
) -> Outcome<Slice<Told>> {
    app.db
        .read(ctx, move |tx| {
            let release = releases::get(tx, &release)?;
            let today = today(tx, &release);
            let wanted = store::Filter {
                kind: filter.kind,
                status: filter.status,
                overdue_on: filter.overdue.then_some(today),
                person: filter.owner.person.as_deref().map(|named| person(tx, named)).transpose()?,
                team: filter.owner.team.as_deref().map(|named| team(tx, named)).transpose()?.map(|team| team.id),
                probability: filter.probability,
                impact: filter.impact,
                text: filter.text.clone(),
                archived: filter.archived,
            };
            let found = store::list(tx, release.id, &wanted, order, &page)?;
            Ok(found.map(|view| Told { view, today }))
        })
        .await
}

/// One item.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn get(app: &App, ctx: &Ctx, release: String, named: String) -> Outcome<Told> {
    app.db
        .read(ctx, move |tx| {
            let release = releases::get(tx, &release)?;
            told(tx, &release, &named)
        })
        .await
}

/// The register in figures: how many items of each kind, status and judgement.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn counts(app: &App, ctx: &Ctx, release: String) -> Outcome<Vec<Count>> {
    app.db
        .read(ctx, move |tx| {
            let release = releases::get(tx, &release)?;
            let today = today(tx, &release);
            store::counts(tx, release.id, today)
        })
        .await
}

/// Adds an item to the register.
///
/// # Errors
/// Every fault of it; the release cannot be found or is archived; a missing right.
pub async fn create(app: &App, ctx: &Ctx, release: String, new: New) -> Outcome<Told> {
    app.db
        .write(ctx, move |tx| {
            let release = releases::get(tx, &release)?;
            let made = create_in(tx, &release, &new)?;
            told(tx, &release, &made.id.to_string())
        })
        .await
}

/// … in a transaction that is open already.
///
/// # Errors
/// As [`create`].
pub fn create_in(tx: &mut Tx<'_>, release: &Release, new: &New) -> Outcome<RaidItem> {
    let permit = permit(tx, release)?;
    let mut faults = Faults::none();
    let made = RaidItem {
        id: tx.new_id(),
        release: release.id,
        number: store::next_number(tx, release.id)?,
        kind: new.kind,
        title: new.title.clone(),
        description: new.description.clone(),
        owner: match &new.owner {
            Some(owner) => owned_by(tx, &mut faults, "/owner", owner)?,
            None => None,
        },
        probability: new.probability,
        impact: new.impact,
        due: new.due,
        response: new.response.clone(),
        in_progress: new.in_progress,
        closure: None,
        created_at: tx.now(),
        archived_at: None,
        rev: 1,
    };
    let decided = together(faults, raid::add(made, release.portfolio))?;
    store::insert(tx, &decided.state, &permit)?;
    tx.record(&decided.facts)?;
    Ok(decided.state)
}

/// Changes an item.
///
/// # Errors
/// A stale revision; every fault of the item as it would be; one that is closed; an archived release; a missing right.
pub async fn change(app: &App, ctx: &Ctx, release: String, named: String, rev: i64, change: Change) -> Outcome<Told> {
    edit(app, ctx, release, named, rev, move |tx, release, before| change_in(tx, release, before, &change)).await
}

/// … in a transaction that is open already. Answers the item with the revision it has now.
///
/// # Errors
/// As [`change`].
pub fn change_in(tx: &mut Tx<'_>, release: &Release, before: &RaidItem, change: &Change) -> Outcome<RaidItem> {
    let mut faults = Faults::none();
    let mut after = before.clone();
    match &change.owner {
        Patch::Keep => {}
        Patch::Clear => after.owner = None,
        Patch::Set(owner) => after.owner = owned_by(tx, &mut faults, "/owner", owner)?,
    }
    after.kind = change.kind.unwrap_or(after.kind);
    if after.kind != before.kind && after.kind != RaidKind::Risk {
        (after.probability, after.impact) = (None, None);
    }
    after.title = change.title.clone().unwrap_or(after.title);
    after.description = change.description.clone().unwrap_or(after.description);
    after.probability = change.probability.clone().over(after.probability);
    after.impact = change.impact.clone().over(after.impact);
    after.due = change.due.clone().over(after.due);
    after.response = change.response.clone().unwrap_or(after.response);
    after.in_progress = change.in_progress.unwrap_or(after.in_progress);
    let decided = together(faults, raid::change(before, after, release.portfolio))?;
    save(tx, release, before, decided)
}

/// Closes an item, with what came of it.
///
/// # Errors
/// A stale revision; one that is closed; an archived release; a missing right.
pub async fn close(
    app: &App,
    ctx: &Ctx,
    release: String,
    named: String,
    rev: i64,
    resolution: String,
) -> Outcome<Told> {
    edit(app, ctx, release, named, rev, move |tx, release, before| close_in(tx, release, before, &resolution)).await
}

/// … in a transaction that is open already.
///
/// # Errors
/// As [`close`].
pub fn close_in(tx: &mut Tx<'_>, release: &Release, before: &RaidItem, resolution: &str) -> Outcome<RaidItem> {
    let closure = Closure { at: tx.now(), by: tx.ctx().actor.person(), resolution: resolution.to_owned() };
    let decided = raid::close(before, closure, release.portfolio)?;
    save(tx, release, before, decided)
}

/// Opens an item again.
///
/// # Errors
/// A stale revision; one that is open; an archived release; a missing right.
pub async fn reopen(app: &App, ctx: &Ctx, release: String, named: String, rev: i64) -> Outcome<Told> {
    edit(app, ctx, release, named, rev, reopen_in).await
}

/// … in a transaction that is open already.
///
/// # Errors
/// As [`reopen`].
pub fn reopen_in(tx: &mut Tx<'_>, release: &Release, before: &RaidItem) -> Outcome<RaidItem> {
    let decided = raid::reopen(before, release.portfolio)?;
    save(tx, release, before, decided)
}

/// Puts an item away as a mistake, or takes it out again.
///
/// # Errors
/// A stale revision; an archived release; a missing right.
pub async fn archive(app: &App, ctx: &Ctx, release: String, named: String, rev: i64, away: bool) -> Outcome<Told> {
    edit(app, ctx, release, named, rev, move |tx, release, before| {
        let decided = raid::archive(before, away.then_some(tx.now()), release.portfolio);
        save(tx, release, before, decided)
    })
    .await
}

/// Loads an item and lets `edit` edit it.
async fn edit(
    app: &App,
    ctx: &Ctx,
    release: String,
    named: String,
    rev: i64,
    edit: impl Fn(&mut Tx<'_>, &Release, &RaidItem) -> Outcome<RaidItem> + Send + Sync + 'static,
) -> Outcome<Told> {
    app.db
        .write(ctx, move |tx| {
            let release = releases::get(tx, &release)?;
            let before = store::view(tx, release.id, &named)?.item;
            fresh(tx, "RAID item", before.id, rev, before.rev)?;
            permit(tx, &release)?;
            edit(tx, &release, &before)?;
            told(tx, &release, &named)
        })
        .await
}

/// Saves what was decided, if anything changed.
fn save(tx: &mut Tx<'_>, release: &Release, before: &RaidItem, decided: Decided<RaidItem>) -> Outcome<RaidItem> {
    let permit = permit(tx, release)?;
    if decided.facts.is_empty() {
        return Ok(decided.state);
    }
    store::update(tx, before, &decided.state, &permit)?;
    tx.record(&decided.facts)?;
    Ok(RaidItem { rev: before.rev + 1, ..decided.state })
}

/// Who was named to see to something. Nobody, both, and who cannot be found are faults at the pointer.
///
/// # Errors
/// What is no fault of the input.
pub(crate) fn owned_by(tx: &mut Tx<'_>, faults: &mut Faults, pointer: &str, owner: &Owner) -> Outcome<Option<Party>> {
    let found = match (&owner.person, &owner.team) {
        (Some(named), None) => person(tx, named).map(Party::Person),
        (None, Some(named)) => team(tx, named).map(|team| Party::Team(team.id)),
        _ => {
            faults.require(false, pointer, "choice", || "name either a person or a team".to_owned());
            return Ok(None);
        }
    };
    referred(faults, pointer, found)
}

fn told(tx: &mut Tx<'_>, release: &Release, named: &str) -> Outcome<Told> {
    let today = today(tx, release);
    Ok(Told { view: store::view(tx, release.id, named)?, today })
}

fn today(tx: &Tx<'_>, release: &Release) -> Date {
    release.zone.day_at(tx.now())
}

fn permit(tx: &mut Tx<'_>, release: &Release) -> Outcome<Permit<Work>> {
    let permit = tx.permit("release", release.id, release.portfolio)?;
    if release.archived_at.is_some() {
        return Err(Problem::refused("archived", format!("{} is archived; restore it first", release.key)));
    }
    Ok(permit)
}
