//! Verifications: told once, read, never changed.

use crate::{
    args,
    filter::Conditions,
    page::{Page, Place, Slice, slice},
    tx::Tx,
    value::Row,
};
use signalbox_domain::{
    Outcome, PersonRef, Problem, Ref,
    authz::{Permit, Report},
    deployments::verification::Verification,
    id::{EnvironmentId, SystemId, VerificationId},
};

/// A verification as a reader wants it.
#[derive(Clone, Debug)]
pub struct View {
    /// The verification.
    pub verification: Verification,
    /// Where.
    pub environment: Ref<EnvironmentId>,
    /// Of what.
    pub system: Ref<SystemId>,
    /// Who told of it.
    pub reported_by: Option<PersonRef>,
}

const COLUMNS: &str = "k.id, k.environment_id, k.system_id, k.version, k.at, k.passed, k.reported_by, k.source, k.url,
    e.key as environment_key, e.name as environment_name, s.key as system_key, s.name as system_name, p.id as by_id,
    p.name as by_name";

const FROM: &str = "verification k join environment e on e.id = k.environment_id join system s on s.id = k.system_id
    left join person p on p.id = k.reported_by";

fn read(row: &mut Row) -> Outcome<View> {
    let verification = Verification {
        id: row.read("id")?,
        environment: row.read("environment_id")?,
        system: row.read("system_id")?,
        version: row.text("version")?,
        at: row.instant("at")?,
        passed: row.bool("passed")?,
        reported_by: row.maybe("reported_by")?,
        source: row.maybe_text("source")?,
        url: row.maybe_text("url")?,
    };
    Ok(View {
        environment: Ref {
            id: verification.environment,
            key: row.read("environment_key")?,
            name: row.read("environment_name")?,
        },
        system: Ref { id: verification.system, key: row.read("system_key")?, name: row.read("system_name")? },
        reported_by: row.maybe_person("by")?,
        verification,
    })
}

/// The verification with this id, as a reader wants it.
///
/// # Errors
/// [`Problem::NotFound`] when there is none that the caller may see; database problems as [`Tx::run`].
pub fn view(tx: &mut Tx<'_>, id: VerificationId) -> Outcome<View> {
    let sql = format!(
        "select {COLUMNS} from {FROM} where k.id = $1 and {{visible e.portfolio_id}} and {{visible s.portfolio_id}}"
    );
    tx.one(&sql, args![id], read)?.ok_or_else(|| Problem::missing("verification", id.to_string()))
}

/// What a list of verifications is limited to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// In this environment.
    pub environment: Option<EnvironmentId>,
    /// Of this system.
    pub system: Option<SystemId>,
    /// Of the version of this number.
    pub version: Option<String>,
}

/// Verifications, the latest first.
///
/// # Errors
/// As [`Tx::all`]; a fault for a cursor that is none.
pub fn list(tx: &mut Tx<'_>, filter: &Filter, page: &Page) -> Outcome<Slice<View>> {
    let size = page.size()?;
    let mut conditions = Conditions::default();
    conditions.when("k.environment_id = $n", filter.environment);
    conditions.when("k.system_id = $n", filter.system);
    conditions.when("k.version = $n", filter.version.as_deref());
    if let Some(after) = page.after("-told", 1)? {
        conditions.with("k.id < $n", &after[0]);
    }
    let limit = conditions.value(size + 1);
    let sql = format!(
        "select {COLUMNS} from {FROM} where {{visible e.portfolio_id}} and {{visible s.portfolio_id}} and {}
         order by k.id desc limit {limit}",
        conditions.sql()
    );
    let items = tx.all(&sql, conditions.values(), read)?;
    Ok(slice(items, size, "-told", |view| vec![Place::Text(view.verification.id.to_string())]))
}

/// Adds a verification in the environment the permit is for.
///
/// # Errors
/// As [`Tx::run`].
pub fn insert(tx: &mut Tx<'_>, verification: &Verification, permit: &Permit<Report>) -> Outcome<()> {
    tx.run(
        "insert into verification (id, environment_id, system_id, version, at, passed, reported_by, source, url)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![
            verification.id,
            permit.on(),
            verification.system,
            &verification.version,
            verification.at,
            verification.passed,
            verification.reported_by,
            verification.source.as_deref(),
            verification.url.as_deref(),
        ],
    )?;
    Ok(())
}
