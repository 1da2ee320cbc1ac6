//! What runs of which system in which environment, for many of both at once.

use super::Filter;
use crate::{args, tx::Tx, value::Row};
use signalbox_domain::{
    Outcome, Ref,
    deployments::Cell,
    environments::Environment,
    id::{EnvironmentId, StageId, SystemId, VersionId},
};

/// An environment in which something runs.
#[derive(Clone, Debug)]
pub struct Column {
    /// Which.
    pub environment: Ref<EnvironmentId>,
    /// How near to production it is.
    pub stage: Option<Ref<StageId>>,
    /// Whether customers are served there.
    pub is_production: bool,
}

/// What runs there of a system.
#[derive(Clone, Debug)]
pub struct View {
    /// What runs, and since when.
    pub cell: Cell,
    /// The system.
    pub system: Ref<SystemId>,
    /// Its version, when it was registered.
    pub version: Option<VersionId>,
}

/// The environments that a filter lets through and in which a visible system runs, in the order of their stages, those
/// without a stage last; at most `limit`.
///
/// # Errors
/// As [`Tx::all`].
pub fn columns(tx: &mut Tx<'_>, filter: &Filter, limit: usize) -> Outcome<Vec<Column>> {
    let mut conditions = filter.conditions();
    let limit = conditions.value(limit);
    let sql = format!(
        "select e.id as environment_id, e.key as environment_key, e.name as environment_name, e.stage_id,
                stage.key as stage_key, stage.name as stage_name, stage.is_production
         from environment e left join stage on stage.id = e.stage_id
         where {{visible e.portfolio_id}} and exists (select 1 from environment_version x
             join system s on s.id = x.system_id where x.environment_id = e.id and {{visible s.portfolio_id}})
         and {} order by case when stage.position is null then 1 else 0 end, stage.position, stage.key_lower, e.key_lower
         limit {limit}",
        conditions.sql()
    );
    tx.all(&sql, conditions.values(), |row| {
        let stage = row.maybe("stage_id")?;
        let is_production = match stage {
            Some(_) => row.bool("is_production")?,
            None => false,
        };
        Ok(Column {
            environment: Ref {
                id: row.read("environment_id")?,
                key: row.read("environment_key")?,
                name: row.read("environment_name")?,
            },
            stage: row.called(stage, "stage")?,
            is_production,
        })
    })
}

const COLUMNS: &str = "x.environment_id, x.system_id, x.version, x.since, s.key as system_key, s.name as system_name,
    v.id as version_id, case when v.id is null then null else
        (select count(*) from version older where older.system_id = v.system_id and older.id <= v.id) end as place";

const FROM: &str = "environment_version x join system s on s.id = x.system_id
    left join version v on v.system_id = x.system_id and v.number = x.version";

fn read(row: &mut Row) -> Outcome<View> {
    let cell = Cell {
        environment: row.read("environment_id")?,
        system: row.read("system_id")?,
        version: row.text("version")?,
        place: row.maybe_int("place")?,
        since: row.instant("since")?,
    };
    let system = Ref { id: cell.system, key: row.read("system_key")?, name: row.read("system_name")? };
    Ok(View { cell, system, version: row.maybe("version_id")? })
}

/// What runs in environments that the caller has seen, of the systems the caller may see, by their keys.
///
/// # Errors
/// As [`Tx::all`].
pub fn cells(tx: &mut Tx<'_>, environments: &[EnvironmentId]) -> Outcome<Vec<View>> {
    let sql = format!(
        "select {COLUMNS} from {FROM}
         where x.environment_id in {{each $1}} and {{visible s.portfolio_id}} order by s.key_lower, x.environment_id"
    );
    tx.all(&sql, args![&serde_json::json!(environments)], read)
}

/// What runs of systems in every environment in production that the caller may see.
///
/// # Errors
/// As [`Tx::all`].
pub fn in_production(tx: &mut Tx<'_>, systems: &[SystemId]) -> Outcome<Vec<Cell>> {
    let sql = format!(
        "select {COLUMNS} from {FROM} join environment e on e.id = x.environment_id
         join stage on stage.id = e.stage_id and stage.is_production
         where x.system_id in {{each $1}} and e.archived_at is null
         and {{visible e.portfolio_id}} and {{visible s.portfolio_id}}"
    );
    tx.all(&sql, args![&serde_json::json!(systems)], |row| Ok(read(row)?.cell))
}

/// The environment in production that is most like another: where most of the systems run that run there, and of those one
/// of the same portfolio. `None` when the caller sees no other one in production.
///
/// # Errors
/// As [`Tx::all`].
pub fn production_of(tx: &mut Tx<'_>, environment: &Environment) -> Outcome<Option<EnvironmentId>> {
    tx.one(
        "select e.id from environment e join stage on stage.id = e.stage_id and stage.is_production
         where e.id <> $1 and e.archived_at is null and {visible e.portfolio_id}
         order by (select count(*) from environment_version here
                 join environment_version there on there.system_id = here.system_id and there.environment_id = e.id
                 join system s on s.id = here.system_id
                 where here.environment_id = $1 and {visible s.portfolio_id}) desc,
             case when e.portfolio_id = $2 then 0 else 1 end, e.key_lower limit 1",
        args![environment.id, environment.portfolio],
        |row| row.read("id"),
    )
}
