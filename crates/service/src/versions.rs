//! Versions of systems. They are registered once and never change.

use crate::{App, Ctx, Page, Slice, releases::at};
use jiff::Timestamp;
use signalbox_domain::{
    Outcome, Problem,
    authz::Version as MayVersion,
    catalog::{self, System, Version},
    id::ReleaseId,
};
use signalbox_store::{Tx, releases, systems, versions as store};
use std::collections::HashMap;

pub use store::View;

/// What a new version is.
#[derive(Clone, Debug, Default)]
pub struct New {
    /// Its number, text as its makers write it.
    pub number: String,
    /// The commit it was built from, or one per repository.
    pub commit: Option<String>,
    /// Digest of the artefact.
    pub digest: Option<String>,
    /// Package URL.
    pub purl: Option<String>,
    /// Where it was built.
    pub build_url: Option<String>,
    /// Its bill of materials.
    pub sbom_url: Option<String>,
    /// Its provenance statement.
    pub provenance_url: Option<String>,
    /// True for a release candidate and the like; read from the number when not said.
    pub prerelease: Option<bool>,
    /// The release that produced it, by id or key.
    pub release: Option<String>,
    /// When it was built.
    pub built_at: Option<Timestamp>,
}

/// A version that was registered, now or before.
#[derive(Clone, Debug)]
pub struct Registered<T> {
    /// The version.
    pub version: T,
    /// False when the same had been said before.
    pub new: bool,
}

/// The versions of a system, newest first.
///
/// # Errors
/// The system cannot be found; a fault for a cursor that is none.
pub async fn list(app: &App, ctx: &Ctx, system: String, page: Page) -> Outcome<Slice<View>> {
    app.db
        .read(ctx, move |tx| {
            let system = systems::get(tx, &system)?;
            store::list(tx, system.id, &page)
        })
        .await
}

/// One version, by id or number.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn get(app: &App, ctx: &Ctx, system: String, named: String) -> Outcome<View> {
    app.db
        .read(ctx, move |tx| {
            let system = systems::get(tx, &system)?;
            store::view(tx, system.id, &named)
        })
        .await
}

/// Registers a version. The same said again answers what is there.
///
/// # Errors
/// Every fault of it; another content under a number that is taken; the system cannot be found; a missing right.
pub async fn create(app: &App, ctx: &Ctx, system: String, new: New) -> Outcome<Registered<View>> {
    app.db
        .write(ctx, move |tx| {
            let system = systems::get(tx, &system)?;
            let made = create_in(tx, &system, &new)?;
            let version = store::view(tx, system.id, &made.version.id.to_string())?;
            Ok(Registered { version, new: made.new })
        })
        .await
}

/// … in a transaction that is open already.
///
/// # Errors
/// As [`create`].
pub fn create_in(tx: &mut Tx<'_>, system: &System, new: &New) -> Outcome<Registered<Version>> {
    let made = create_all_in(tx, system, std::slice::from_ref(new))?.pop();
    made.ok_or_else(|| Problem::Internal("a version was neither registered nor refused".to_owned()))
}

/// Registers many versions of one system, in the order in which they were made. Two statements each, and a few for all.
///
/// # Errors
/// As [`create`]; the pointers of faults begin at the version, not at the list.
pub fn create_all_in(tx: &mut Tx<'_>, system: &System, all: &[New]) -> Outcome<Vec<Registered<Version>>> {
    let permit = tx.permit::<MayVersion>("system", system.id, system.portfolio)?;
    let numbers: Vec<&str> = all.iter().map(|new| new.number.as_str()).collect();
    let mut known: HashMap<String, Version> = HashMap::new();
    for version in store::with_numbers(tx, system.id, &numbers)? {
        known.insert(version.number.clone(), version);
    }
    let mut releases: HashMap<&str, ReleaseId> = HashMap::new();
    let mut registered = Vec::with_capacity(all.len());
    for new in all {
        let release = match new.release.as_deref() {
            Some(named) => Some(release_of(tx, &mut releases, named)?),
            None => None,
        };
        let decided = catalog::register(system, known.get(&new.number).cloned(), wanted(tx, system, new, release))?;
        let is_new = !decided.facts.is_empty();
        if is_new {
            store::insert(tx, &decided.state, &permit)?;
            tx.record(&decided.facts)?;
            known.insert(new.number.clone(), decided.state.clone());
        }
        registered.push(Registered { version: decided.state, new: is_new });
    }
    Ok(registered)
}

fn release_of<'n>(tx: &mut Tx<'_>, known: &mut HashMap<&'n str, ReleaseId>, named: &'n str) -> Outcome<ReleaseId> {
    if let Some(id) = known.get(named) {
        return Ok(*id);
    }
    let id = releases::get(tx, named).map_err(|problem| at("/release", problem))?.id;
    known.insert(named, id);
    Ok(id)
}

fn wanted(tx: &Tx<'_>, system: &System, new: &New, release: Option<ReleaseId>) -> Version {
    Version {
        id: tx.new_id(),
        system: system.id,
        number: new.number.clone(),
        commit: new.commit.clone(),
        digest: new.digest.clone(),
        purl: new.purl.clone(),
        build_url: new.build_url.clone(),
        sbom_url: new.sbom_url.clone(),
        provenance_url: new.provenance_url.clone(),
        prerelease: new.prerelease.unwrap_or_else(|| catalog::is_prerelease(&new.number)),
        release,
        // As exact as it will be kept, or the same said again would differ.
        built_at: new.built_at.and_then(|at| Timestamp::from_microsecond(at.as_microsecond()).ok()),
        created_at: tx.now(),
    }
}
