//! Deployments: told once, read, never changed.

use crate::{
    args,
    filter::Conditions,
    page::{Page, Place, Slice, slice},
    tx::Tx,
    value::Row,
};
use jiff::Timestamp;
use signalbox_domain::{
    Outcome, PersonRef, Problem, Ref,
    authz::{Permit, Report},
    deployments::{Deployment, DeploymentResult},
    environments::drift::Announced,
    id::{DeploymentId, EnvironmentId, PortfolioId, ReleaseId, SystemId, VersionId},
};

/// A deployment as a reader wants it.
#[derive(Clone, Debug)]
pub struct View {
    /// The deployment.
    pub deployment: Deployment,
    /// To where.
    pub environment: Ref<EnvironmentId>,
    /// Of what.
    pub system: Ref<SystemId>,
    /// Its version, when it was registered.
    pub version: Option<VersionId>,
    /// Who told of it.
    pub reported_by: Option<PersonRef>,
    /// When it was told of.
    pub created_at: Timestamp,
}

const COLUMNS: &str = "d.id, d.environment_id, d.system_id, d.version, d.at, d.result, d.reported_by, d.source, d.url,
    d.created_at, e.key as environment_key, e.name as environment_name, s.key as system_key, s.name as system_name,
    v.id as version_id, p.id as by_id, p.name as by_name";

const FROM: &str = "deployment d join environment e on e.id = d.environment_id join system s on s.id = d.system_id
    left join version v on v.system_id = d.system_id and v.number = d.version
    left join person p on p.id = d.reported_by";

fn read(row: &mut Row) -> Outcome<View> {
    let deployment = Deployment {
        id: row.read("id")?,
        environment: row.read("environment_id")?,
        system: row.read("system_id")?,
        version: row.text("version")?,
        at: row.instant("at")?,
        result: row.read("result")?,
        reported_by: row.maybe("reported_by")?,
        source: row.maybe_text("source")?,
        url: row.maybe_text("url")?,
    };
    Ok(View {
        environment: Ref {
            id: deployment.environment,
            key: row.read("environment_key")?,
            name: row.read("environment_name")?,
        },
        system: Ref { id: deployment.system, key: row.read("system_key")?, name: row.read("system_name")? },
        version: row.maybe("version_id")?,
        reported_by: row.maybe_person("by")?,
        created_at: row.instant("created_at")?,
        deployment,
    })
}

/// The deployment with this id, as a reader wants it.
///
/// # Errors
/// [`Problem::NotFound`] when there is none that the caller may see; database problems as [`Tx::run`].
pub fn view(tx: &mut Tx<'_>, id: DeploymentId) -> Outcome<View> {
    let sql = format!(
        "select {COLUMNS} from {FROM} where d.id = $1 and {{visible e.portfolio_id}} and {{visible s.portfolio_id}}"
    );
    tx.one(&sql, args![id], read)?.ok_or_else(|| Problem::missing("deployment", id.to_string()))
}

/// The deployment that was told of with the same words, if there is one.
///
/// # Errors
/// As [`Tx::all`].
pub fn same(tx: &mut Tx<'_>, told: &Deployment) -> Outcome<Option<DeploymentId>> {
    tx.one(
        "-- global: the caller has seen the environment and the system
         select id from deployment where environment_id = $1 and system_id = $2 and version = $3 and at = $4 and result = $5",
        args![told.environment, told.system, &told.version, told.at, told.result],
        |row| row.read("id"),
    )
}

/// What a list of deployments is limited to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// To this environment.
    pub environment: Option<EnvironmentId>,
    /// To environments of this portfolio and everything below it.
    pub portfolio: Option<PortfolioId>,
    /// Of this system.
    pub system: Option<SystemId>,
    /// Of versions that this release delivers.
    pub release: Option<ReleaseId>,
    /// That ended so.
    pub result: Option<DeploymentResult>,
    /// From this instant on.
    pub from: Option<Timestamp>,
    /// Before this instant.
    pub to: Option<Timestamp>,
}

/// Deployments, the latest first.
///
/// # Errors
/// As [`Tx::all`]; a fault for a cursor that is none.
pub fn list(tx: &mut Tx<'_>, filter: &Filter, page: &Page) -> Outcome<Slice<View>> {
    let size = page.size()?;
    let mut conditions = Conditions::default();
    conditions.when("d.environment_id = $n", filter.environment);
    conditions.when(
        "e.portfolio_id in (select c.portfolio_id from portfolio_closure c where c.ancestor_id = $n)",
        filter.portfolio,
    );
    conditions.when("d.system_id = $n", filter.system);
    conditions.when(
        "exists (select 1 from manifest m join version mv on mv.id = m.version_id
             where m.release_id = $n and m.system_id = d.system_id and mv.number = d.version)",
        filter.release,
    );
    conditions.when("d.result = $n", filter.result);
    conditions.when("d.at >= $n", filter.from);
    conditions.when("d.at < $n", filter.to);
    let total = if page.total {
        let sql = format!(
            "select count(*) as total from {FROM}
             where {{visible e.portfolio_id}} and {{visible s.portfolio_id}} and {}",
            conditions.sql()
        );
        tx.one(&sql, conditions.values(), |row| row.int("total"))?
    } else {
        None
    };
    if let Some(after) = page.after("-at", 2)? {
        let (at, id) = (conditions.value(&after[0]), conditions.value(&after[1]));
        conditions.and(&format!("(d.at, d.id) < ({at}, {id})"));
    }
    let limit = conditions.value(size + 1);
    let sql = format!(
        "select {COLUMNS} from {FROM}
         where {{visible e.portfolio_id}} and {{visible s.portfolio_id}} and {}
         order by d.at desc, d.id desc limit {limit}",
        conditions.sql()
    );
    let items = tx.all(&sql, conditions.values(), read)?;
    let place = |view: &View| {
        vec![Place::Int(view.deployment.at.as_microsecond()), Place::Text(view.deployment.id.to_string())]
    };
    Ok(Slice { total, ..slice(items, size, "-at", place) })
}

/// What was said of the versions of an environment that the caller has seen, after an instant: every deployment of a system
/// the caller may see, however it ended.
///
/// # Errors
/// As [`Tx::all`].
pub fn announced(tx: &mut Tx<'_>, environment: EnvironmentId, after: Timestamp) -> Outcome<Vec<Announced>> {
    tx.all(
        "select s.key, d.version, d.at from deployment d join system s on s.id = d.system_id
         where d.environment_id = $1 and d.at > $2 and {visible s.portfolio_id}",
        args![environment, after],
        |row| {
            Ok(Announced::Deployment {
                system: row.read("key")?,
                version: row.text("version")?,
                at: row.instant("at")?,
            })
        },
    )
}

/// Adds a deployment to the environment the permit is for.
///
/// # Errors
/// As [`Tx::run`].
pub fn insert(tx: &mut Tx<'_>, deployment: &Deployment, permit: &Permit<Report>) -> Outcome<()> {
    tx.run(
        "insert into deployment (id, environment_id, system_id, version, at, result, reported_by, source, url, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        args![
            deployment.id,
            permit.on(),
            deployment.system,
            &deployment.version,
            deployment.at,
            deployment.result,
            deployment.reported_by,
            deployment.source.as_deref(),
            deployment.url.as_deref(),
            tx.now(),
        ],
    )?;
    Ok(())
}
