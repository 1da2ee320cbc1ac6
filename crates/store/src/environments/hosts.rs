//! Hosts of environments, and what is installed on them.

use crate::{
    args,
    tx::Tx,
    value::{Row, json},
};
use signalbox_domain::{
    Outcome,
    authz::{Permit, Report},
    environments::Host,
    id::{EnvironmentId, HostId},
};

fn read(row: &mut Row) -> Outcome<Host> {
    Ok(Host {
        id: row.read("id")?,
        environment: row.read("environment_id")?,
        name: row.read("name")?,
        kind: row.text("kind")?,
        address: row.maybe_text("address")?,
        components: row.json("components")?,
        rev: row.int("rev")?,
    })
}

/// The hosts of an environment that the caller has seen, by name.
///
/// # Errors
/// As [`Tx::all`].
pub fn of(tx: &mut Tx<'_>, environment: EnvironmentId) -> Outcome<Vec<Host>> {
    tx.all(
        "-- global: who sees an environment sees what it stands on
         select h.id, h.environment_id, h.name, h.kind, h.address, h.components, h.rev from environment_host h
         where h.environment_id = $1 order by h.name_lower",
        args![environment],
        read,
    )
}

/// Saves a host of the environment, new or changed.
///
/// # Errors
/// As [`Tx::run`].
pub fn put(tx: &mut Tx<'_>, host: &Host, permit: &Permit<Report>) -> Outcome<()> {
    tx.run(
        "insert into environment_host (id, environment_id, name, name_lower, kind, address, components, rev)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (id) do update set name = excluded.name, name_lower = excluded.name_lower, kind = excluded.kind,
             address = excluded.address, components = excluded.components, rev = environment_host.rev + 1",
        args![
            host.id,
            permit.on(),
            &host.name,
            host.name.as_str().to_lowercase(),
            &host.kind,
            host.address.as_deref(),
            json(&host.components)?,
            host.rev
        ],
    )?;
    Ok(())
}

/// Forgets a host of the environment.
///
/// # Errors
/// As [`Tx::run`].
pub fn delete(tx: &mut Tx<'_>, host: HostId, permit: &Permit<Report>) -> Outcome<()> {
    tx.run("delete from environment_host where environment_id = $1 and id = $2", args![permit.on(), host])?;
    Ok(())
}
