//! What runs in environments, and what looks found there.

use crate::{args, tx::Tx, value::Row};
use jiff::Timestamp;
use signalbox_domain::{
    Key, Outcome, Ref,
    authz::{Permit, Report},
    deployments::{Finding, Running},
    id::{EnvironmentId, SystemId, VersionId},
};

/// What runs, as a reader wants it.
#[derive(Clone, Debug)]
pub struct View {
    /// What runs, and since when.
    pub running: Running,
    /// The system.
    pub system: Ref<SystemId>,
    /// Its version, when it was registered.
    pub version: Option<VersionId>,
}

pub(crate) fn read(row: &mut Row) -> Outcome<Running> {
    Ok(Running {
        system: row.read("system_id")?,
        version: row.text("version")?,
        since: row.instant("since")?,
        known_at: row.instant("known_at")?,
        deployment: row.maybe("deployment_id")?,
    })
}

/// What runs in an environment that the caller has seen, of the systems the caller may see, by their keys.
///
/// # Errors
/// As [`Tx::all`].
pub fn of(tx: &mut Tx<'_>, environment: EnvironmentId) -> Outcome<Vec<View>> {
    tx.all(
        "select x.system_id, x.version, x.since, x.known_at, x.deployment_id, s.key as system_key,
                s.name as system_name, v.id as version_id
         from environment_version x join system s on s.id = x.system_id
         left join version v on v.system_id = x.system_id and v.number = x.version
         where x.environment_id = $1 and {visible s.portfolio_id} order by s.key_lower",
        args![environment],
        |row| {
            let running = read(row)?;
            let system = Ref { id: running.system, key: row.read("system_key")?, name: row.read("system_name")? };
            Ok(View { running, system, version: row.maybe("version_id")? })
        },
    )
}

/// What runs of a system in an environment; the caller has seen both.
///
/// # Errors
/// As [`Tx::all`].
pub fn one(tx: &mut Tx<'_>, environment: EnvironmentId, system: SystemId) -> Outcome<Option<Running>> {
    tx.one(
        "-- global: the caller has seen the environment and the system
         select system_id, version, since, known_at, deployment_id from environment_version
         where environment_id = $1 and system_id = $2",
        args![environment, system],
        read,
    )
}

/// Saves what runs in the environment of a system, new or another than before.
///
/// # Errors
/// As [`Tx::run`].
pub fn put(tx: &mut Tx<'_>, running: &Running, permit: &Permit<Report>) -> Outcome<()> {
    tx.run(
        "insert into environment_version (environment_id, system_id, version, since, known_at, deployment_id)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (environment_id, system_id) do update set version = excluded.version, since = excluded.since,
             known_at = excluded.known_at, deployment_id = excluded.deployment_id",
        args![permit.on(), running.system, &running.version, running.since, running.known_at, running.deployment],
    )?;
    Ok(())
}

/// Forgets what ran in the environment of a system.
///
/// # Errors
/// As [`Tx::run`].
pub fn delete(tx: &mut Tx<'_>, system: SystemId, permit: &Permit<Report>) -> Outcome<()> {
    tx.run("delete from environment_version where environment_id = $1 and system_id = $2", args![permit.on(), system])?;
    Ok(())
}

/// When somebody last looked at an environment that the caller has seen.
///
/// # Errors
/// As [`Tx::all`].
pub fn last_look(tx: &mut Tx<'_>, environment: EnvironmentId) -> Outcome<Option<Timestamp>> {
    tx.one(
        "-- global: the caller has seen the environment
         select at from environment_look where environment_id = $1",
        args![environment],
        |row| row.instant("at"),
    )
}

/// Notes that somebody looked at the environment just now and saw these systems there.
///
/// # Errors
/// As [`Tx::run`].
pub fn looked(tx: &mut Tx<'_>, systems: &[SystemId], permit: &Permit<Report>) -> Outcome<()> {
    let now = tx.now();
    tx.run(
        "insert into environment_look (environment_id, at) values ($1, $2)
         on conflict (environment_id) do update set at = excluded.at",
        args![permit.on(), now],
    )?;
    let systems: Vec<String> = systems.iter().map(ToString::to_string).collect();
    tx.run(
        "update environment_version set known_at = $2 where environment_id = $1 and system_id in {each $3}",
        args![permit.on(), now, &serde_json::json!(systems)],
    )?;
    Ok(())
}

/// Keeps what a look at the environment found.
///
/// # Errors
/// As [`Tx::run`].
pub fn keep(tx: &mut Tx<'_>, finding: &Finding, permit: &Permit<Report>) -> Outcome<()> {
    tx.run(
        "insert into environment_finding (environment_id, seen_at, system_id, before, found, after_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (environment_id, seen_at, system_id) do update set found = excluded.found",
        args![
            permit.on(),
            finding.seen,
            finding.system,
            finding.before.as_deref(),
            finding.found.as_deref(),
            finding.after
        ],
    )?;
    Ok(())
}

/// What looks at an environment found since then, of systems the caller may see, with their keys; the latest first, at most
/// `limit`.
///
/// # Errors
/// As [`Tx::all`].
pub fn findings(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    since: Timestamp,
    limit: usize,
) -> Outcome<Vec<(Key, Finding)>> {
    tx.all(
        "select f.system_id, f.before, f.found, f.after_at, f.seen_at, s.key
         from environment_finding f join system s on s.id = f.system_id
         where f.environment_id = $1 and f.seen_at >= $2 and {visible s.portfolio_id}
         order by f.seen_at desc, s.key_lower limit $3",
        args![environment, since, limit],
        |row| {
            let finding = Finding {
                system: row.read("system_id")?,
                before: row.maybe_text("before")?,
                found: row.maybe_text("found")?,
                after: row.instant("after_at")?,
                seen: row.instant("seen_at")?,
            };
            Ok((row.read("key")?, finding))
        },
    )
}
