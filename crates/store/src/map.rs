//! What leads from systems and environments to others, read step by step: a constant number of statements each.

use crate::{
    args,
    tx::Tx,
    value::{Arg, Row},
};
use signalbox_domain::{
    Outcome, Ref,
    environments::Health,
    id::{EnvironmentId, ReleaseId, StageId, SystemId},
    map::{Bond, Thing, Toward, Why},
};

/// The most bonds that one statement gives.
const MOST: usize = 2_000;

/// Things by their kind.
#[derive(Clone, Debug, Default)]
struct Kinds {
    releases: Vec<ReleaseId>,
    systems: Vec<SystemId>,
    environments: Vec<EnvironmentId>,
}

impl Kinds {
    fn of(things: impl IntoIterator<Item = Thing>) -> Self {
        let mut kinds = Self::default();
        for thing in things {
            match thing {
                Thing::Release(id) => kinds.releases.push(id),
                Thing::System(id) => kinds.systems.push(id),
                Thing::Environment(id) => kinds.environments.push(id),
            }
        }
        kinds
    }
}

/// The bonds that lead from these things, which the caller has seen, to others that the caller may see, in a direction;
/// whether that is all of them.
///
/// # Errors
/// As [`Tx::all`].
pub fn around(tx: &mut Tx<'_>, things: &[Thing], toward: Toward) -> Outcome<(Vec<Bond>, bool)> {
    let kinds = Kinds::of(things.iter().copied());
    let mut bonds = Vec::new();
    let mut all = true;
    let mut read = |sql: &str, ids: serde_json::Value, wanted: bool| -> Outcome<()> {
        if wanted && ids.as_array().is_some_and(|ids| !ids.is_empty()) {
            let sql = format!("select * from ({sql}) found order by near, why, far limit $2");
            let found = tx.all(&sql, args![&ids, MOST + 1], read_bond)?;
            all &= found.len() <= MOST;
            bonds.extend(found.into_iter().take(MOST));
        }
        Ok(())
    };
    read(FROM_RELEASES, serde_json::json!(kinds.releases), toward.is_down())?;
    read(FROM_SYSTEMS, serde_json::json!(kinds.systems), toward.is_down())?;
    read(TO_SYSTEMS, serde_json::json!(kinds.systems), toward.is_up())?;
    read(&from_environments(), serde_json::json!(kinds.environments), toward.is_down())?;
    read(&to_environments(), serde_json::json!(kinds.environments), toward.is_up())?;
    Ok((bonds, all))
}

fn read_bond(row: &mut Row) -> Outcome<Bond> {
    let why = row.text("why")?;
    let (why, from, to): (_, Thing, Thing) = match why.as_str() {
        "touches" => (Why::Touches, release(row, "from_id")?, system(row, "to_id")?),
        "needs" => (Why::Needs, system(row, "from_id")?, system(row, "to_id")?),
        "runs" => (Why::Runs, system(row, "from_id")?, environment(row, "to_id")?),
        "system_part" => (Why::Part, system(row, "from_id")?, system(row, "to_id")?),
        "part" => (Why::Part, environment(row, "from_id")?, environment(row, "to_id")?),
        _ => (Why::Link, environment(row, "from_id")?, environment(row, "to_id")?),
    };
    Ok(Bond { from, to, why, detail: row.text("detail")?, both: row.bool("both_ways")? })
}

fn release(row: &mut Row, column: &str) -> Outcome<Thing> {
    row.read(column).map(Thing::Release)
}

fn system(row: &mut Row, column: &str) -> Outcome<Thing> {
    row.read(column).map(Thing::System)
}

fn environment(row: &mut Row, column: &str) -> Outcome<Thing> {
    row.read(column).map(Thing::Environment)
}

const FROM_RELEASES: &str =
    "select 'touches' as why, rs.release_id as from_id, rs.system_id as to_id, rs.impact as detail, false as both_ways,
         rs.release_id as near, s.key_lower as far
     from release_system rs join system s on s.id = rs.system_id
     where rs.release_id in {each $1} and {visible s.portfolio_id}";

const FROM_SYSTEMS: &str =
    "select 'needs' as why, d.needs_id as from_id, d.system_id as to_id, '' as detail, false as both_ways,
         d.needs_id as near, s.key_lower as far
     from system_dependency d join system s on s.id = d.system_id
     where d.needs_id in {each $1} and s.archived_at is null and {visible s.portfolio_id}
     union all
     select 'system_part', s.parent_id, s.id, '', false, s.parent_id, s.key_lower from system s
     where s.parent_id in {each $1} and s.archived_at is null and {visible s.portfolio_id}
     union all
     select 'runs', x.system_id, x.environment_id, x.version, false, x.system_id, e.key_lower
     from environment_version x join environment e on e.id = x.environment_id
     where x.system_id in {each $1} and e.archived_at is null and {visible e.portfolio_id}";

const TO_SYSTEMS: &str =
    "select 'needs' as why, d.needs_id as from_id, d.system_id as to_id, '' as detail, false as both_ways,
         d.system_id as near, s.key_lower as far
     from system_dependency d join system s on s.id = d.needs_id
     where d.system_id in {each $1} and s.archived_at is null and {visible s.portfolio_id}
     union all
     select 'system_part', s.id, part.id, '', false, part.id, s.key_lower
     from system part join system s on s.id = part.parent_id
     where part.id in {each $1} and s.archived_at is null and {visible s.portfolio_id}";

/// The links over which environments send something (`sends`) or receive it.
fn links(sends: bool) -> String {
    let (here, there) = if sends { ("to", "from") } else { ("from", "to") };
    let link = |near: &str, far: &str, way: &str| {
        format!(
            "select 'link', case when l.direction = 'from' then l.other_id else l.environment_id end,
                 case when l.direction = 'from' then l.environment_id else l.other_id end, l.kind,
                 l.direction = 'both', l.{near}, e.key_lower
             from environment_link l join environment e on e.id = l.{far}
             where l.{near} in {{each $1}} and l.direction in ('{way}', 'both')
                 and e.archived_at is null and {{visible e.portfolio_id}}"
        )
    };
    format!("{} union all {}", link("environment_id", "other_id", here), link("other_id", "environment_id", there))
}

fn from_environments() -> String {
    format!(
        "select 'part' as why, e.parent_id as from_id, e.id as to_id, '' as detail, false as both_ways, e.parent_id as near,
             e.key_lower as far
         from environment e
         where e.parent_id in {{each $1}} and e.archived_at is null and {{visible e.portfolio_id}}
         union all {}",
        links(true)
    )
}

fn to_environments() -> String {
    format!(
        "select 'part' as why, e.id as from_id, part.id as to_id, '' as detail, false as both_ways, part.id as near,
             e.key_lower as far
         from environment part join environment e on e.id = part.parent_id
         where part.id in {{each $1}} and e.archived_at is null and {{visible e.portfolio_id}}
         union all
         select 'runs', x.system_id, x.environment_id, x.version, false, x.environment_id, s.key_lower
         from environment_version x join system s on s.id = x.system_id
         where x.environment_id in {{each $1}} and s.archived_at is null and {{visible s.portfolio_id}}
         union all {}",
        links(false)
    )
}

/// What things on the map are called.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Releases.
    pub releases: Vec<Ref<ReleaseId>>,
    /// Systems.
    pub systems: Vec<Ref<SystemId>>,
    /// Environments.
    pub environments: Vec<Known>,
}

/// What the map tells of an environment.
#[derive(Clone, Debug)]
pub struct Known {
    /// Which.
    pub environment: Ref<EnvironmentId>,
    /// How near to production it is.
    pub stage: Option<Ref<StageId>>,
    /// Whether customers are served there.
    pub is_production: bool,
    /// How it is.
    pub state: Health,
}

/// What these things are called, of those the caller may see.
///
/// # Errors
/// As [`Tx::all`].
pub fn names(tx: &mut Tx<'_>, things: impl IntoIterator<Item = Thing>) -> Outcome<Names> {
    let kinds = Kinds::of(things);
    let mut names = Names::default();
    if !kinds.releases.is_empty() {
        names.releases = tx.all(
            "select r.id as it_id, r.key as it_key, r.name as it_name from release r
             where r.id in {each $1} and {seen r}",
            &[each(&kinds.releases)],
            |row| row.mention("it"),
        )?;
    }
    names.systems = tx.all(
        "select s.id as it_id, s.key as it_key, s.name as it_name from system s
         where s.id in {each $1} and {visible s.portfolio_id}",
        &[each(&kinds.systems)],
        |row| row.mention("it"),
    )?;
    names.environments = tx.all(
        "select e.id as it_id, e.key as it_key, e.name as it_name, e.state, e.stage_id, stage.key as stage_key,
             stage.name as stage_name, coalesce(stage.is_production, false) as is_production
         from environment e left join stage on stage.id = e.stage_id
         where e.id in {each $1} and {visible e.portfolio_id}",
        &[each(&kinds.environments)],
        |row| {
            let stage = row.maybe("stage_id")?;
            Ok(Known {
                environment: row.mention("it")?,
                stage: row.called(stage, "stage")?,
                is_production: row.bool("is_production")?,
                state: row.read("state")?,
            })
        },
    )?;
    Ok(names)
}

fn each(ids: &impl serde::Serialize) -> Arg {
    Arg::from(&serde_json::json!(ids))
}
