//! What belongs to a release beside its plan: people, needed releases, touched systems, delivered versions.

use crate::{
    App, Ctx, Page, Slice,
    releases::{at, fresh_release},
};
use serde_json::{Value, json};
use signalbox_domain::{
    Fact, Outcome, Problem,
    authz::{Permit, Plan as MayPlan},
    id::{Identifier, PersonId},
    people::Party,
    releases::{
        Impact, Release, dependency,
        raci::{self, Involved, Part},
    },
};
use signalbox_store::{Tx, release_parts as store, releases as release_store};

pub use store::{Delivered, InvolvedView, Need, Touched};

/// Somebody who is to have a part: a person by id or mail address, or a team by id or key.
#[derive(Clone, Debug)]
pub struct NewInvolved {
    /// The person.
    pub person: Option<String>,
    /// The team.
    pub team: Option<String>,
    /// As what.
    pub part: Part,
}

fn seen(tx: &mut Tx<'_>, named: &str) -> Outcome<Release> {
    release_store::get(tx, named)
}

/// A release that may be changed, at the revision the change was made against.
fn editable(tx: &mut Tx<'_>, named: &str, rev: i64) -> Outcome<(Release, Permit<MayPlan>)> {
    let release = seen(tx, named)?;
    fresh_release(tx, &release, rev)?;
    let permit = permit(tx, &release)?;
    Ok((release, permit))
}

fn permit(tx: &mut Tx<'_>, release: &Release) -> Outcome<Permit<MayPlan>> {
    let permit = tx.permit::<MayPlan>("release", release.id, release.portfolio)?;
    if release.archived_at.is_some() {
        return Err(Problem::refused("archived", format!("{} is archived; restore it first", release.key)));
    }
    Ok(permit)
}

fn fact(kind: &'static str, release: &Release) -> Fact {
    Fact::of(kind, release.id, release.portfolio).named(&release.key)
}

/// Who has which part in a release.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn people(app: &App, ctx: &Ctx, release: String) -> Outcome<(i64, Vec<InvolvedView>)> {
    app.db
        .read(ctx, move |tx| {
            let release = seen(tx, &release)?;
            Ok((release.rev, store::people(tx, release.id)?))
        })
        .await
}

/// Replaces who has which part in a release.
///
/// # Errors
/// A stale revision; two Accountables or none; people and teams that cannot be found; a missing right.
pub async fn set_people(
    app: &App,
    ctx: &Ctx,
    release: String,
    rev: i64,
    people: Vec<NewInvolved>,
) -> Outcome<(i64, Vec<InvolvedView>)> {
    app.db
        .write(ctx, move |tx| {
            let (release, _) = editable(tx, &release, rev)?;
            set_people_in(tx, &release, &people)?;
            Ok((release.rev, store::people(tx, release.id)?))
        })
        .await
}

/// … in a transaction that is open already.
///
/// # Errors
/// As [`set_people`].
pub fn set_people_in(tx: &mut Tx<'_>, release: &Release, people: &[NewInvolved]) -> Outcome<()> {
    let permit = permit(tx, release)?;
    let mut faults = signalbox_domain::problem::Faults::none();
    let mut involved = Vec::new();
    for (index, one) in people.iter().enumerate() {
        let found = match (&one.person, &one.team) {
            (Some(person), None) => person_named(tx, person).map(Party::Person),
            (None, Some(team)) => store::team(tx, team).map(|team| Party::Team(team.id)),
            _ => Err(Problem::fault("", "choice", "name either a person or a team")),
        };
        match found.map_err(|problem| at("", problem)) {
            Ok(who) => involved.push(Involved { who, role: one.part }),
            Err(Problem::Invalid(found)) => {
                faults.extend(found.into_iter().map(|fault| fault.within(&format!("/items/{index}"))));
            }
            Err(other) => return Err(other),
        }
    }
    if let Err(Problem::Invalid(found)) = raci::check(&involved) {
        faults.extend(found);
    }
    faults.finish()?;
    let before = store::people(tx, release.id)?;
    store::set_people(tx, &involved, &permit)?;
    let after = store::people(tx, release.id)?;
    let (before, after) = (told(&before), told(&after));
    if before != after {
        tx.record(&[fact("people.changed", release).change("people", before, after)])?;
    }
    Ok(())
}

fn told(people: &[InvolvedView]) -> Value {
    people
        .iter()
        .map(|one| {
            let name = one.person.as_ref().map(|person| person.name.as_str());
            let name = name.or(one.team.as_ref().map(|team| team.name.as_str()));
            json!(format!("{}: {}", one.part.name(), name.unwrap_or("?")))
        })
        .collect()
}

fn person_named(tx: &mut Tx<'_>, named: &str) -> Outcome<PersonId> {
    let missing = || Problem::missing("person", named);
    match PersonId::parse(named) {
        Some(id) => store::person_name(tx, id)?.map(|_| id).ok_or_else(missing),
        None => store::person_by_mail(tx, named)?.map(|person| person.id).ok_or_else(missing),
    }
}

/// The releases a release needs, and those that need it.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn dependencies(app: &App, ctx: &Ctx, release: String) -> Outcome<(i64, Vec<Need>, Vec<Need>)> {
    app.db
        .read(ctx, move |tx| {
            let release = seen(tx, &release)?;
            let (needs, needed_by) = store::dependencies(tx, release.id)?;
            Ok((release.rev, needs, needed_by))
        })
        .await
}

/// Saves that a release needs another.
///
/// # Errors
/// A stale revision; a release that would need itself, directly or through others, with the way named; a missing right.
pub async fn put_dependency(
    app: &App,
    ctx: &Ctx,
    release: String,
    rev: i64,
    other: String,
    hard: bool,
    note: String,
) -> Outcome<(i64, Vec<Need>, Vec<Need>)> {
    app.db
        .write(ctx, move |tx| {
            let (release, _) = editable(tx, &release, rev)?;
            let other = seen(tx, &other)?;
            put_dependency_in(tx, &release, &other, hard, &note)?;
            let (needs, needed_by) = store::dependencies(tx, release.id)?;
            Ok((release.rev, needs, needed_by))
        })
        .await
}

/// … in a transaction that is open already.
///
/// # Errors
/// As [`put_dependency`].
pub fn put_dependency_in(tx: &mut Tx<'_>, release: &Release, other: &Release, hard: bool, note: &str) -> Outcome<()> {
    let permit = permit(tx, release)?;
    let edges = store::needs_from(tx, other.id)?;
    if let Some(way) = dependency::path(&edges, other.id, release.id) {
        let mut keys = vec![release.key.to_string()];
        for id in way {
            keys.push(
                seen(tx, &id.to_string()).map_or_else(|_| "(not visible to you)".to_owned(), |one| one.key.to_string()),
            );
        }
        let detail = format!("the releases would need each other in a circle: {}", keys.join(" needs "));
        return Err(Problem::fault("/release", "cycle", detail));
    }
    let before = need(tx, release, other)?;
    let after = json!({ "release": other.key, "hard": hard, "note": note });
    if before.as_ref() != Some(&after) {
        let wanted = dependency::Dependency { release: release.id, needs: other.id, hard, note: note.to_owned() };
        store::put_dependency(tx, &wanted, &permit)?;
        tx.record(&[fact("dependency.added", release).change("needs", before, after)])?;
    }
    Ok(())
}

fn need(tx: &mut Tx<'_>, release: &Release, other: &Release) -> Outcome<Option<Value>> {
    let (needs, _) = store::dependencies(tx, release.id)?;
    let found = needs.into_iter().find(|need| need.release.id == other.id);
    Ok(found.map(|need| json!({ "release": need.release.key, "hard": need.hard, "note": need.note })))
}

/// A release no longer needs another.
///
/// # Errors
/// A stale revision; [`Problem::NotFound`] when it did not; a missing right.
pub async fn remove_dependency(app: &App, ctx: &Ctx, release: String, rev: i64, other: String) -> Outcome<()> {
    app.db
        .write(ctx, move |tx| {
            let (release, _) = editable(tx, &release, rev)?;
            let other = seen(tx, &other)?;
            remove_dependency_in(tx, &release, &other)
        })
        .await
}

/// … in a transaction that is open already.
///
/// # Errors
/// As [`remove_dependency`].
pub fn remove_dependency_in(tx: &mut Tx<'_>, release: &Release, other: &Release) -> Outcome<()> {
    let permit = permit(tx, release)?;
    let before = need(tx, release, other)?;
    if store::remove_dependency(tx, other.id, &permit)? == 0 {
        return Err(Problem::missing("dependency", &other.key));
    }
    tx.record(&[fact("dependency.removed", release).change("needs", before, Value::Null)])
}

/// The systems a release touches.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn systems(app: &App, ctx: &Ctx, release: String) -> Outcome<(i64, Vec<Touched>)> {
    app.db
        .read(ctx, move |tx| {
            let release = seen(tx, &release)?;
            Ok((release.rev, store::systems(tx, release.id)?))
        })
        .await
}

/// Saves how a release touches a system.
///
/// # Errors
/// A stale revision; a system that cannot be found; a missing right.
pub async fn put_system(
    app: &App,
    ctx: &Ctx,
    release: String,
    rev: i64,
    system: String,
    impact: Impact,
) -> Outcome<(i64, Vec<Touched>)> {
    app.db
        .write(ctx, move |tx| {
            let (release, _) = editable(tx, &release, rev)?;
            put_system_in(tx, &release, &system, impact)?;
            Ok((release.rev, store::systems(tx, release.id)?))
        })
        .await
}

/// … in a transaction that is open already.
///
/// # Errors
/// As [`put_system`].
pub fn put_system_in(tx: &mut Tx<'_>, release: &Release, system: &str, impact: Impact) -> Outcome<()> {
    let permit = permit(tx, release)?;
    let system = store::system(tx, system)?;
    let before = store::systems(tx, release.id)?.into_iter().find(|touched| touched.system.id == system.id);
    let before = before.map(|touched| touched.impact);
    if before != Some(impact) {
        store::put_system(tx, system.id, impact, &permit)?;
        tx.record(&[fact("impact.set", release).change(system.key.as_str(), before, impact)])?;
    }
    Ok(())
}

/// A release no longer touches a system, and no longer delivers a version of it.
///
/// # Errors
/// A stale revision; [`Problem::NotFound`] when it did not; a missing right.
pub async fn remove_system(app: &App, ctx: &Ctx, release: String, rev: i64, system: String) -> Outcome<()> {
    app.db
        .write(ctx, move |tx| {
            let (release, _) = editable(tx, &release, rev)?;
            remove_system_in(tx, &release, &system)
        })
        .await
}

/// … in a transaction that is open already.
///
/// # Errors
/// As [`remove_system`].
pub fn remove_system_in(tx: &mut Tx<'_>, release: &Release, system: &str) -> Outcome<()> {
    let permit = permit(tx, release)?;
    let system = store::system(tx, system)?;
    let before = store::systems(tx, release.id)?.into_iter().find(|touched| touched.system.id == system.id);
    if store::remove_system(tx, system.id, &permit)? == 0 {
        return Err(Problem::missing("system in this release", &system.key));
    }
    let number = store::remove_delivered(tx, system.id, &permit)?;
    let impact = before.map(|touched| touched.impact);
    let mut removed = fact("impact.removed", release).change(system.key.as_str(), impact, Value::Null);
    if let Some(number) = number {
        removed = removed.change("version", number, Value::Null);
    }
    tx.record(&[removed])
}

/// The versions a release delivers, and of a train its members' too.
///
/// # Errors
/// [`Problem::NotFound`]; a fault for a cursor that is none.
pub async fn manifest(app: &App, ctx: &Ctx, release: String, page: Page) -> Outcome<(i64, Slice<Delivered>)> {
    app.db
        .read(ctx, move |tx| {
            let release = seen(tx, &release)?;
            Ok((release.rev, store::manifest(tx, release.id, &page)?))
        })
        .await
}

/// Saves which version of a system a release delivers.
///
/// # Errors
/// A stale revision; a system or version that cannot be found; a missing right.
pub async fn put_delivered(
    app: &App,
    ctx: &Ctx,
    release: String,
    rev: i64,
    system: String,
    version: String,
) -> Outcome<(i64, Slice<Delivered>)> {
    app.db
        .write(ctx, move |tx| {
            let (release, _) = editable(tx, &release, rev)?;
            put_delivered_in(tx, &release, &system, &version)?;
            Ok((release.rev, store::manifest(tx, release.id, &Page::default())?))
        })
        .await
}

/// … in a transaction that is open already.
///
/// # Errors
/// As [`put_delivered`].
pub fn put_delivered_in(tx: &mut Tx<'_>, release: &Release, system: &str, version: &str) -> Outcome<()> {
    let permit = permit(tx, release)?;
    let system = store::system(tx, system)?;
    let Some((id, number)) = store::version(tx, system.id, version)? else {
        let detail = format!("{} has no version {version:?}; register it first", system.key);
        return Err(Problem::fault("/version", "unknown", detail));
    };
    let before = store::put_delivered(tx, system.id, id, &permit)?;
    if before.as_ref() != Some(&number) {
        tx.record(&[fact("manifest.changed", release).change(system.key.as_str(), before, number)])?;
    }
    Ok(())
}

/// A release no longer delivers a version of a system.
///
/// # Errors
/// A stale revision; [`Problem::NotFound`] when it did not; a missing right.
pub async fn remove_delivered(app: &App, ctx: &Ctx, release: String, rev: i64, system: String) -> Outcome<()> {
    app.db
        .write(ctx, move |tx| {
            let (release, _) = editable(tx, &release, rev)?;
            remove_delivered_in(tx, &release, &system)
        })
        .await
}

/// … in a transaction that is open already.
///
/// # Errors
/// As [`remove_delivered`].
pub fn remove_delivered_in(tx: &mut Tx<'_>, release: &Release, system: &str) -> Outcome<()> {
    let permit = permit(tx, release)?;
    let system = store::system(tx, system)?;
    let before = store::remove_delivered(tx, system.id, &permit)?;
    let Some(before) = before else { return Err(Problem::missing("system in this manifest", &system.key)) };
    tx.record(&[fact("manifest.changed", release).change(system.key.as_str(), before, Value::Null)])
}
