//! What an environment stands on, and what it exchanges with others.

use crate::{
    App, Ctx,
    app::{fresh, referred, together},
};
use signalbox_domain::{
    Outcome, Problem, Ref,
    authz::{Equip, Report},
    environments::{Component, Direction, Environment, Host, Link, host, link},
    id::{EnvironmentId, HostId, SystemId},
    problem::Faults,
    text::Name,
};
use signalbox_store::{
    Tx,
    environments::{self as store, hosts, links},
    systems, windows,
};

pub use links::Neighbour;

/// A host as somebody tells of it. Systems are named by id or key.
#[derive(Clone, Debug)]
pub struct Told {
    /// What it is called there.
    pub name: Name,
    /// The enterprise's own word for what it is.
    pub kind: String,
    /// Where it is reached.
    pub address: Option<String>,
    /// Name and version of what is installed on it, and the system it is.
    pub components: Vec<(String, String, Option<String>)>,
}

/// The hosts of an environment, with the systems their components are.
#[derive(Clone, Debug)]
pub struct Hosts {
    /// The environment's revision.
    pub rev: i64,
    /// The hosts, by name.
    pub hosts: Vec<Host>,
    /// Those systems that the caller may see.
    pub systems: Vec<Ref<SystemId>>,
}

fn hosts_in(tx: &mut Tx<'_>, environment: EnvironmentId, rev: i64) -> Outcome<Hosts> {
    let hosts = hosts::of(tx, environment)?;
    let systems: Vec<SystemId> =
        hosts.iter().flat_map(|host| &host.components).filter_map(|component| component.system).collect();
    let systems = if systems.is_empty() { Vec::new() } else { windows::visible_systems(tx, &systems)? };
    Ok(Hosts { rev, hosts, systems })
}

/// The hosts of an environment.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn list_hosts(app: &App, ctx: &Ctx, named: String) -> Outcome<Hosts> {
    app.db
        .read(ctx, move |tx| {
            let environment = store::get(tx, &named)?;
            hosts_in(tx, environment.id, environment.rev)
        })
        .await
}

/// Tells what the hosts of an environment are: what is not told of is gone. Told by whoever looked, so that no revision is
/// asked for: what was seen last counts.
///
/// # Errors
/// Every fault of every host, systems that cannot be found among them; a missing right.
pub async fn put_hosts(app: &App, ctx: &Ctx, named: String, told: Vec<Told>) -> Outcome<Hosts> {
    app.db
        .write(ctx, move |tx| {
            let environment = store::get(tx, &named)?;
            put_hosts_in(tx, &environment, &told)?;
            hosts_in(tx, environment.id, environment.rev)
        })
        .await
}

/// … in a transaction that is open already.
///
/// # Errors
/// As [`put_hosts`].
pub fn put_hosts_in(tx: &mut Tx<'_>, environment: &Environment, told: &[Told]) -> Outcome<()> {
    let permit = tx.permit::<Report>("environment", environment.id, environment.portfolio)?;
    let mut faults = Faults::none();
    let mut after = Vec::with_capacity(told.len());
    for (index, told) in told.iter().enumerate() {
        let mut components = Vec::with_capacity(told.components.len());
        for (place, (name, version, system)) in told.components.iter().enumerate() {
            let pointer = format!("/{index}/components/{place}/system");
            let system = match system {
                Some(named) => referred(&mut faults, &pointer, systems::get(tx, named))?.map(|found| found.id),
                None => None,
            };
            components.push(Component { name: name.clone(), version: version.clone(), system });
        }
        after.push(Host {
            id: tx.new_id::<HostId>(),
            environment: environment.id,
            name: told.name.clone(),
            kind: told.kind.clone(),
            address: told.address.clone(),
            components,
            rev: 1,
        });
    }
    let before = hosts::of(tx, environment.id)?;
    let decided =
        together(faults, host::replace(environment, &before, after)).map_err(|problem| within(problem, "/hosts"))?;
    // Those that are gone go first: their names may be needed.
    for gone in before.iter().filter(|known| !decided.state.iter().any(|host| host.id == known.id)) {
        hosts::delete(tx, gone.id, &permit)?;
    }
    for host in decided.state.iter().filter(|host| !before.contains(host)) {
        hosts::put(tx, host, &permit)?;
    }
    tx.record(&decided.facts)
}

fn within(problem: Problem, pointer: &str) -> Problem {
    match problem {
        Problem::Invalid(faults) => Problem::Invalid(faults.into_iter().map(|fault| fault.within(pointer)).collect()),
        other => other,
    }
}

/// What an environment exchanges with others, with its revision.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn list_links(app: &App, ctx: &Ctx, named: String) -> Outcome<(i64, Vec<Neighbour>)> {
    app.db
        .read(ctx, move |tx| {
            let environment = store::get(tx, &named)?;
            Ok((environment.rev, links::around(tx, environment.id)?))
        })
        .await
}

/// A link as it is to be.
#[derive(Clone, Debug)]
pub struct NewLink {
    /// The enterprise's own word for it.
    pub kind: String,
    /// Which way it goes, as the environment sees it.
    pub direction: Direction,
    /// A remark.
    pub note: String,
}

/// Notes that an environment exchanges something with another. Two have at most one link of a kind; said again, it changes.
///
/// # Errors
/// A stale revision of the environment; either cannot be found; every fault of the link; a missing right.
pub async fn put_link(
    app: &App,
    ctx: &Ctx,
    named: String,
    rev: i64,
    other: String,
    new: NewLink,
) -> Outcome<(i64, Vec<Neighbour>)> {
    app.db
        .write(ctx, move |tx| {
            let environment = store::get(tx, &named)?;
            fresh(tx, "environment", environment.id, rev, environment.rev)?;
            let other = store::get(tx, &other)?;
            put_link_in(tx, &environment, other.id, &new)?;
            Ok((environment.rev, links::around(tx, environment.id)?))
        })
        .await
}

/// … in a transaction that is open already. `other` is an environment the caller may see.
///
/// # Errors
/// As [`put_link`].
pub fn put_link_in(tx: &mut Tx<'_>, environment: &Environment, other: EnvironmentId, new: &NewLink) -> Outcome<()> {
    let permit = tx.permit::<Equip>("environment", environment.id, environment.portfolio)?;
    let after = Link {
        environment: environment.id,
        other,
        kind: new.kind.clone(),
        direction: new.direction,
        note: new.note.clone(),
    };
    let before = known(tx, environment, other, &new.kind)?;
    let decided = link::save(environment, before.as_ref(), after)?;
    if !decided.facts.is_empty() {
        links::delete(tx, other, &new.kind, &permit)?;
        links::put(tx, &decided.state, &permit)?;
        tx.record(&decided.facts)?;
    }
    Ok(())
}

/// Forgets a link of a kind between two environments.
///
/// # Errors
/// A stale revision of the environment; there is no such link; a missing right.
pub async fn remove_link(app: &App, ctx: &Ctx, named: String, rev: i64, other: String, kind: String) -> Outcome<()> {
    app.db
        .write(ctx, move |tx| {
            let environment = store::get(tx, &named)?;
            fresh(tx, "environment", environment.id, rev, environment.rev)?;
            let far = store::get(tx, &other)?;
            let permit = tx.permit::<Equip>("environment", environment.id, environment.portfolio)?;
            let before = known(tx, &environment, far.id, &kind)?.ok_or_else(|| Problem::missing("link", &other))?;
            links::delete(tx, far.id, &kind, &permit)?;
            tx.record(&[link::removed(&environment, &before)])
        })
        .await
}

/// What is known of a kind of link, as one end sees it.
fn known(tx: &mut Tx<'_>, environment: &Environment, other: EnvironmentId, kind: &str) -> Outcome<Option<Link>> {
    let found = links::between(tx, environment.id, other)?.into_iter().find(|link| link.kind == kind);
    Ok(found.map(|link| {
        if link.environment == environment.id {
            return link;
        }
        Link { environment: link.other, other: link.environment, direction: link.direction.reversed(), ..link }
    }))
}
