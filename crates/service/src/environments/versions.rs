//! What runs in an environment: as deployments told, and as whoever looked saw.

use crate::{
    App, Ctx,
    app::{referred, together},
};
use jiff::Timestamp;
use signalbox_domain::{
    Fault, Key, Outcome,
    authz::Report,
    catalog,
    deployments::{Finding, Running, running},
    environments::{
        Environment,
        drift::{Announced, Drift, drift},
    },
    id::SystemId,
    problem::Faults,
};
use signalbox_store::{
    Tx, deployments,
    environments::{self as store, changes, versions},
    systems,
};
use std::collections::HashMap;

pub use versions::View;

/// What runs in an environment, and when somebody last looked.
#[derive(Clone, Debug)]
pub struct Versions {
    /// What runs, by the keys of systems.
    pub items: Vec<View>,
    /// When somebody last looked at all of it.
    pub seen_at: Option<Timestamp>,
}

fn versions_in(tx: &mut Tx<'_>, environment: &Environment) -> Outcome<Versions> {
    Ok(Versions { items: versions::of(tx, environment.id)?, seen_at: versions::last_look(tx, environment.id)? })
}

/// What runs in an environment, of the systems the caller may see.
///
/// # Errors
/// [`signalbox_domain::Problem::NotFound`].
pub async fn list(app: &App, ctx: &Ctx, named: String) -> Outcome<Versions> {
    app.db
        .read(ctx, move |tx| {
            let environment = store::get(tx, &named)?;
            versions_in(tx, &environment)
        })
        .await
}

/// Tells what somebody sees to run in an environment just now: systems, by id or key, each with the number of its version.
/// A system that is not told of runs no longer. What nobody announced is drift, and told in the journal.
///
/// # Errors
/// The environment cannot be found; every fault of what was seen, systems that cannot be found and those that are told twice
/// among them; a missing right.
pub async fn put(app: &App, ctx: &Ctx, named: String, seen: Vec<(String, String)>) -> Outcome<Versions> {
    app.db
        .write(ctx, move |tx| {
            let environment = store::get(tx, &named)?;
            let permit = tx.permit::<Report>("environment", environment.id, environment.portfolio)?;
            let found = found(tx, &seen)?;
            let keys: HashMap<SystemId, &Key> = found.iter().map(|(id, key, _)| (*id, key)).collect();
            let told: Vec<(SystemId, String)> = found.iter().map(|(id, _, number)| (*id, number.clone())).collect();
            let known = versions::of(tx, environment.id)?;
            let keys = known.iter().map(|view| (view.system.id, &view.system.key)).chain(keys).collect();
            let before: Vec<Running> = known.iter().map(|view| view.running.clone()).collect();
            let former = versions::last_look(tx, environment.id)?;
            let look = running::look(&before, &told, former, tx.now());
            for running in &look.changed {
                versions::put(tx, running, &permit)?;
            }
            for system in &look.gone {
                versions::delete(tx, *system, &permit)?;
            }
            for finding in &look.findings {
                versions::keep(tx, finding, &permit)?;
            }
            let systems: Vec<SystemId> = told.iter().map(|(system, _)| *system).collect();
            versions::looked(tx, &systems, &permit)?;
            let drifted = unannounced(tx, &environment, &look.findings, &keys)?;
            tx.record(&running::facts(&environment, &before, &look, &drifted))?;
            versions_in(tx, &environment)
        })
        .await
}

/// The systems that were seen, each once, with their keys and the numbers of their versions.
fn found(tx: &mut Tx<'_>, seen: &[(String, String)]) -> Outcome<Vec<(SystemId, Key, String)>> {
    let mut faults = Faults::none();
    let mut found: Vec<(SystemId, Key, String)> = Vec::with_capacity(seen.len());
    for (index, (named, number)) in seen.iter().enumerate() {
        let pointer = format!("/versions/{index}");
        faults.extend(catalog::number_fault(&format!("{pointer}/version"), number));
        let system = referred(&mut faults, &format!("{pointer}/system"), systems::get(tx, named))?;
        let Some(system) = system else { continue };
        if found.iter().any(|(known, ..)| *known == system.id) {
            let detail = format!("{} is told of twice; one version of a system runs in an environment", system.key);
            faults.push(Fault::new(format!("{pointer}/system"), "twice", detail));
        } else {
            found.push((system.id, system.key, number.clone()));
        }
    }
    together(faults, Ok(found))
}

/// What of findings is drift: what nobody announced.
fn unannounced(
    tx: &mut Tx<'_>,
    environment: &Environment,
    findings: &[Finding],
    keys: &HashMap<SystemId, &Key>,
) -> Outcome<Vec<(SystemId, Drift)>> {
    let Some(first) = findings.iter().map(|finding| finding.after).min() else { return Ok(Vec::new()) };
    let announced = announced(tx, environment, first)?;
    let drifts = findings.iter().filter_map(|finding| Some((finding, *keys.get(&finding.system)?)));
    Ok(drifts
        .flat_map(|(finding, key)| {
            drift(&finding.snapshots(key), &announced).into_iter().map(|drift| (finding.system, drift))
        })
        .collect())
}

/// Everything that was said of an environment after an instant: deployments, and change requests that were worked on.
pub(super) fn announced(tx: &mut Tx<'_>, environment: &Environment, after: Timestamp) -> Outcome<Vec<Announced>> {
    let mut announced = deployments::announced(tx, environment.id, after)?;
    let worked = changes::worked_on(tx, environment.id, after)?;
    announced.extend(worked.into_iter().map(Announced::Change));
    Ok(announced)
}
