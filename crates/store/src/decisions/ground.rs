//! What a decision is made from: read in the transaction that decides, whoever may see it, because it counts all the same.

use super::super::windows;
use crate::{args, tx::Tx, value::Row};
use jiff::Timestamp;
use signalbox_domain::{
    Outcome, Ref,
    calendar::window::Window,
    decisions::situation::{Build, Elsewhere, Passage, Place, Step},
    environments::Environment,
    id::{EnvironmentId, PortfolioId, ReleaseId, StageId, SystemId},
};
use std::collections::HashMap;

/// The stages before one of them which ask something of a version, from the first to the last, as far as they are those of
/// some portfolios.
///
/// # Errors
/// As [`Tx::all`].
pub fn steps(tx: &mut Tx<'_>, before: StageId, lineage: &[PortfolioId]) -> Outcome<Vec<Step>> {
    tx.all(
        "-- global: stages are everybody's
         select s.id, s.key, s.name, s.position, s.portfolio_id, s.environments, s.soak_minutes, s.verified
         from stage s join stage there on there.id = $1
         where s.archived_at is null and s.environments > 0 and s.portfolio_id in {each $2}
             and (s.position, s.key_lower) < (there.position, there.key_lower)
         order by s.position, s.key_lower",
        args![before, &serde_json::json!(lineage)],
        |row| {
            Ok(Step {
                stage: place(row)?,
                name: row.text("name")?,
                portfolio: row.read("portfolio_id")?,
                environments: u32::try_from(row.int("environments")?).unwrap_or(u32::MAX),
                soak_minutes: u32::try_from(row.int("soak_minutes")?).unwrap_or(u32::MAX),
                verified: row.bool("verified")?,
                passages: Vec::new(),
            })
        },
    )
}

fn place(row: &mut Row) -> Outcome<Place> {
    Ok(Place { id: row.read("id")?, key: row.text("key")?, position: row.int("position")? })
}

/// The stage of an environment, as decisions look at it.
///
/// # Errors
/// As [`Tx::all`].
pub fn stage(tx: &mut Tx<'_>, id: StageId) -> Outcome<Option<Place>> {
    tx.one(
        "-- global: stages are everybody's
         select id, key, position from stage where id = $1",
        args![id],
        place,
    )
}

/// Where a version ran at some stages, and for how long: from a deployment that succeeded to the next one of another version
/// that did, or until a look found another or nothing there. Of what a look found, nobody knows the deployment.
///
/// # Errors
/// As [`Tx::all`].
pub fn passages(
    tx: &mut Tx<'_>,
    system: SystemId,
    version: &str,
    stages: &[StageId],
) -> Outcome<Vec<(StageId, Passage)>> {
    let verified: HashMap<EnvironmentId, bool> = tx
        .all(
            "-- global: what was found of a version counts, whoever sees where
             select environment_id, passed from verification where system_id = $1 and version = $2 order by at, id",
            args![system, version],
            |row| Ok((row.read("environment_id")?, row.bool("passed")?)),
        )?
        .into_iter()
        .collect();
    tx.all(
        "-- global: where a version ran counts, whoever sees where
         select e.id, e.stage_id, d.at as since_at, coalesce(
             (select min(n.at) from deployment n where n.environment_id = d.environment_id and n.system_id = d.system_id
                 and n.result = 'succeeded' and n.version <> d.version and n.at > d.at),
             case when x.version is null then d.at when x.version <> d.version then x.since end) as until_at
         from deployment d join environment e on e.id = d.environment_id
         left join environment_version x on x.environment_id = d.environment_id and x.system_id = d.system_id
         where d.system_id = $1 and d.version = $2 and d.result = 'succeeded' and e.stage_id in {each $3}
             and e.archived_at is null
         union all
         select e.id, e.stage_id, x.since as since_at, null as until_at
         from environment_version x join environment e on e.id = x.environment_id
         where x.system_id = $1 and x.version = $2 and x.deployment_id is null and e.stage_id in {each $3}
             and e.archived_at is null
         order by 1, 3",
        args![system, version, &serde_json::json!(stages)],
        |row| {
            let environment = row.read("id")?;
            let passage = Passage {
                environment,
                since: row.instant("since_at")?,
                until: row.maybe_instant("until_at")?,
                verified: verified.get(&environment).copied().unwrap_or(false),
            };
            Ok((row.read("stage_id")?, passage))
        },
    )
}

/// The systems that one needs, those put away left out; with their keys, where the caller may see them.
///
/// # Errors
/// As [`Tx::all`].
pub fn needs(tx: &mut Tx<'_>, system: SystemId) -> Outcome<Vec<(SystemId, Option<String>)>> {
    tx.all(
        "select n.id, s.key from system_dependency d join system n on n.id = d.needs_id
         left join system s on s.id = n.id and {visible s.portfolio_id}
         where d.system_id = $1 and n.archived_at is null order by n.key_lower",
        args![system],
        |row| Ok((row.read("id")?, row.maybe_text("key")?)),
    )
}

/// Which versions of some systems a release delivers, its own before those of its members, of these the latest first.
///
/// # Errors
/// As [`Tx::all`].
pub fn delivered(tx: &mut Tx<'_>, release: ReleaseId, systems: &[SystemId]) -> Outcome<Vec<(SystemId, Build)>> {
    tx.all(
        "-- global: what a release delivers counts, whoever sees its members
         select m.system_id, v.id, v.number from release r join manifest m on m.release_id = r.id
         join version v on v.id = m.version_id
         where (r.id = $1 or (r.parent_id = $1 and r.archived_at is null)) and m.system_id in {each $2}
         order by case when r.id = $1 then 0 else 1 end, v.id desc",
        args![release, &serde_json::json!(systems)],
        |row| Ok((row.read("system_id")?, Build { id: row.maybe("id")?, number: row.text("number")? })),
    )
}

/// Which versions of some systems run in some environments.
///
/// # Errors
/// As [`Tx::all`].
pub fn running(
    tx: &mut Tx<'_>,
    environments: &[EnvironmentId],
    systems: &[SystemId],
) -> Outcome<Vec<(SystemId, Build)>> {
    tx.all(
        "-- global: what runs there counts, whoever sees it
         select x.system_id, v.id, x.version as number from environment_version x
         left join version v on v.system_id = x.system_id and v.number = x.version
         where x.environment_id in {each $1} and x.system_id in {each $2}
         order by x.system_id, x.environment_id",
        args![&serde_json::json!(environments), &serde_json::json!(systems)],
        |row| Ok((row.read("system_id")?, Build { id: row.maybe("id")?, number: row.text("number")? })),
    )
}

/// Whose some environments are.
///
/// # Errors
/// As [`Tx::all`].
pub fn owners(tx: &mut Tx<'_>, environments: &[EnvironmentId]) -> Outcome<Vec<PortfolioId>> {
    tx.all(
        "-- global: a blockout holds for what an environment is part of, whoever sees that
         select distinct portfolio_id from environment where id in {each $1} order by portfolio_id",
        args![&serde_json::json!(environments)],
        |row| row.read("portfolio_id"),
    )
}

/// The windows of some portfolios that may come in a span, and every maintenance window that comes later.
///
/// # Errors
/// As [`Tx::all`].
pub fn windows(
    tx: &mut Tx<'_>,
    portfolios: &[PortfolioId],
    from: Timestamp,
    to: Timestamp,
) -> Outcome<Vec<(Window, Option<Timestamp>)>> {
    let sql = format!(
        "-- global: a window above holds for what is below, and is told to whoever wants to go there
         select {}, w.last_at from release_window w
         where w.portfolio_id in {{each $1}} and w.archived_at is null and w.last_at > $2
             and (w.first_at < $3 or w.kind = 'maintenance') order by w.first_at, w.id",
        windows::COLUMNS
    );
    tx.all(&sql, args![&serde_json::json!(portfolios), from, to], |row| {
        let last = row.int("last_at")?;
        let over = (last != windows::NEVER).then(|| Timestamp::from_microsecond(last).ok()).flatten();
        Ok((windows::read(row)?, over))
    })
}

/// Visible environments that are as good as one: of its group first, then of its stage; at most `most`. Whether it may go
/// there is for the caller to find out.
///
/// # Errors
/// As [`Tx::all`].
pub fn like(tx: &mut Tx<'_>, environment: &Environment, most: usize) -> Outcome<Vec<Elsewhere>> {
    if environment.group.is_none() && environment.stage.is_none() {
        return Ok(Vec::new());
    }
    tx.all(
        "select e.id as it_id, e.key as it_key, e.name as it_name from environment e
         where e.id <> $1 and e.archived_at is null and (e.group_id = $2 or e.stage_id = $3) and {visible e.portfolio_id}
         order by case when e.group_id = $2 then 0 else 1 end, e.key_lower limit $4",
        args![environment.id, environment.group, environment.stage, most],
        |row| {
            let found: Ref<EnvironmentId> = row.mention("it")?;
            Ok(Elsewhere { id: found.id, key: found.key.to_string(), name: found.name.to_string(), open: false })
        },
    )
}
