//! Activities: the work in a release.

use crate::{
    App, Ctx, Page, Slice,
    app::{fresh, referred, together},
};
use jiff::civil::Date;
use signalbox_domain::{
    Name, Outcome, Patch, Problem,
    authz::{Permit, Work},
    problem::Faults,
    releases::{Activity, ActivityStatus, Release, activity},
};
use signalbox_store::{Tx, activities as store, releases};

pub use store::View;

/// What a list of activities is limited to. A phase is named by id or name, a person by id or mail address.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// In this phase.
    pub phase: Option<String>,
    /// By this person.
    pub assignee: Option<String>,
    /// As far as this.
    pub status: Option<ActivityStatus>,
}

/// What new work is. The phase is named by id or name, the person by id or mail address.
#[derive(Clone, Debug)]
pub struct New {
    /// What is to be done.
    pub name: Name,
    /// In more words.
    pub description: String,
    /// In which phase.
    pub phase: Option<String>,
    /// By whom.
    pub assignee: Option<String>,
    /// From this day.
    pub start: Option<Date>,
    /// To this day.
    pub due: Option<Date>,
    /// How far it is.
    pub status: ActivityStatus,
}

/// What is to change; what is kept stays.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// What is to be done.
    pub name: Option<Name>,
    /// In more words.
    pub description: Option<String>,
    /// In which phase.
    pub phase: Patch<String>,
    /// By whom.
    pub assignee: Patch<String>,
    /// From this day.
    pub start: Patch<Date>,
    /// To this day.
    pub due: Patch<Date>,
    /// How far it is.
    pub status: Option<ActivityStatus>,
}

/// The activities of a release by due day; those without one last.
///
/// # Errors
/// The release, or a phase or person of the filter, cannot be found; a fault for a cursor that is none.
pub async fn list(app: &App, ctx: &Ctx, release: String, filter: Filter, page: Page) -> Outcome<Slice<View>> {
    app.db
        .read(ctx, move |tx| {
            let release = releases::get(tx, &release)?;
            let phase = filter.phase.as_deref().map(|named| store::phase(tx, release.id, named)).transpose()?;
            let assignee = filter.assignee.as_deref().map(|named| store::person(tx, named)).transpose()?;
            store::list(tx, release.id, &store::Filter { phase, assignee, status: filter.status }, &page)
        })
        .await
}

/// One activity.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn get(app: &App, ctx: &Ctx, release: String, named: String) -> Outcome<View> {
    app.db
        .read(ctx, move |tx| {
            let release = releases::get(tx, &release)?;
            let found = store::get(tx, release.id, &named)?;
            store::view(tx, release.id, found.id)
        })
        .await
}

/// Adds work to a release.
///
/// # Errors
/// Every fault of it; the release cannot be found or is archived; a missing right.
pub async fn create(app: &App, ctx: &Ctx, release: String, new: New) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let release = releases::get(tx, &release)?;
            let made = create_in(tx, &release, &new)?;
            if bears_on_moves(None, Some(&made)) {
                raise(tx, &release)?;
            }
            store::view(tx, release.id, made.id)
        })
        .await
}

/// … in a transaction that is open already.
///
/// # Errors
/// As [`create`].
pub fn create_in(tx: &mut Tx<'_>, release: &Release, new: &New) -> Outcome<Activity> {
    let permit = permit(tx, release)?;
    let mut faults = Faults::none();
    let mut made = Activity {
        id: tx.new_id(),
        release: release.id,
        phase: None,
        name: new.name.clone(),
        description: new.description.clone(),
        assignee: None,
        start: new.start,
        due: new.due,
        status: new.status,
        rev: 1,
    };
    if let Some(named) = &new.phase {
        made.phase = referred(&mut faults, "/phase", store::phase(tx, release.id, named))?;
    }
    if let Some(named) = &new.assignee {
        made.assignee = referred(&mut faults, "/assignee", store::person(tx, named))?;
    }
    let decided = together(faults, activity::add(made, release.portfolio))?;
    store::insert(tx, &decided.state, &permit)?;
    tx.record(&decided.facts)?;
    Ok(decided.state)
}

/// Changes work.
///
/// # Errors
/// A stale revision; every fault of the activity as it would be; an archived release; a missing right.
pub async fn change(app: &App, ctx: &Ctx, release: String, named: String, rev: i64, change: Change) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let release = releases::get(tx, &release)?;
            let before = store::get(tx, release.id, &named)?;
            fresh(tx, "activity", before.id, rev, before.rev)?;
            let after = change_in(tx, &release, &before, &change)?;
            if bears_on_moves(Some(&before), Some(&after)) {
                raise(tx, &release)?;
            }
            store::view(tx, release.id, before.id)
        })
        .await
}

/// … in a transaction that is open already. Answers the activity with the revision it has now.
///
/// # Errors
/// As [`change`].
pub fn change_in(tx: &mut Tx<'_>, release: &Release, before: &Activity, change: &Change) -> Outcome<Activity> {
    let permit = permit(tx, release)?;
    let mut faults = Faults::none();
    let mut after = before.clone();
    match &change.phase {
        Patch::Keep => {}
        Patch::Clear => after.phase = None,
        Patch::Set(named) => after.phase = referred(&mut faults, "/phase", store::phase(tx, release.id, named))?,
    }
    match &change.assignee {
        Patch::Keep => {}
        Patch::Clear => after.assignee = None,
        Patch::Set(named) => after.assignee = referred(&mut faults, "/assignee", store::person(tx, named))?,
    }
    after.name = change.name.clone().unwrap_or(after.name);
    after.description = change.description.clone().unwrap_or(after.description);
    after.start = change.start.clone().over(after.start);
    after.due = change.due.clone().over(after.due);
    after.status = change.status.unwrap_or(after.status);
    let mut decided = together(faults, activity::change(before, after, release.portfolio))?;
    if !decided.facts.is_empty() {
        store::update(tx, before, &decided.state, &permit)?;
        tx.record(&decided.facts)?;
        decided.state.rev = before.rev + 1;
    }
    Ok(decided.state)
}

/// Takes work out of a release. The journal keeps what it was.
///
/// # Errors
/// A stale revision, an archived release, a missing right.
pub async fn delete(app: &App, ctx: &Ctx, release: String, named: String, rev: i64) -> Outcome<()> {
    app.db
        .write(ctx, move |tx| {
            let release = releases::get(tx, &release)?;
            let before = store::get(tx, release.id, &named)?;
            fresh(tx, "activity", before.id, rev, before.rev)?;
            delete_in(tx, &release, &before)?;
            if bears_on_moves(Some(&before), None) {
                raise(tx, &release)?;
            }
            Ok(())
        })
        .await
}

/// … in a transaction that is open already.
///
/// # Errors
/// As [`delete`].
pub fn delete_in(tx: &mut Tx<'_>, release: &Release, before: &Activity) -> Outcome<()> {
    let permit = permit(tx, release)?;
    store::delete(tx, before, &permit)?;
    tx.record(&[activity::remove(before, release.portfolio)])
}

/// Whether a move of the release has to look again: the days of work move with the release unless it is done.
pub(crate) fn bears_on_moves(before: Option<&Activity>, after: Option<&Activity>) -> bool {
    let moving = |one: Option<&Activity>| {
        let open = one.filter(|one| one.status != ActivityStatus::Done)?;
        Some((open.start, open.due)).filter(|days| *days != (None, None))
    };
    moving(before) != moving(after)
}

/// Raises the revision of the release, so that nobody moves it by what they saw before.
pub(crate) fn raise(tx: &mut Tx<'_>, release: &Release) -> Outcome<()> {
    let permit = permit(tx, release)?;
    releases::raise(tx, &permit)
}

fn permit(tx: &mut Tx<'_>, release: &Release) -> Outcome<Permit<Work>> {
    let permit = tx.permit("release", release.id, release.portfolio)?;
    if release.archived_at.is_some() {
        return Err(Problem::refused("archived", format!("{} is archived; restore it first", release.key)));
    }
    Ok(permit)
}
