//! Test reports: told once, read, never changed.

use crate::{
    args,
    page::{Page, Place, Slice, slice},
    tx::Tx,
    value::{Arg, Row},
};
use jiff::Timestamp;
use signalbox_domain::{
    Name, Outcome, PersonRef, Problem, Ref,
    authz::{Permit, Report},
    deployments::test_report::TestReport,
    id::{EnvironmentId, TestReportId, VersionId},
};

/// A test report as a reader wants it.
#[derive(Clone, Debug)]
pub struct View {
    /// The report.
    pub report: TestReport,
    /// Where the suite ran, when visible.
    pub environment: Option<Ref<EnvironmentId>>,
    /// Who told of it.
    pub reported_by: Option<PersonRef>,
    /// When it was told of.
    pub created_at: Timestamp,
}

const VIEW: &str = "t.id, t.version_id, t.suite, t.environment_id, t.passed, t.failed, t.skipped, t.finished_at,
    t.reported_by, t.url, t.created_at, e.key as environment_key, e.name as environment_name, p.id as by_id,
    p.name as by_name
    from test_report t join version v on v.id = t.version_id join system s on s.id = v.system_id
    left join environment e on e.id = t.environment_id and {visible e.portfolio_id}
    left join person p on p.id = t.reported_by";

fn read(row: &mut Row) -> Outcome<View> {
    let report = TestReport {
        id: row.read("id")?,
        version: row.read("version_id")?,
        suite: row.read("suite")?,
        environment: row.maybe("environment_id")?,
        passed: row.int("passed")?,
        failed: row.int("failed")?,
        skipped: row.int("skipped")?,
        finished_at: row.instant("finished_at")?,
        reported_by: row.maybe("reported_by")?,
        url: row.maybe_text("url")?,
    };
    let environment = match (report.environment, row.maybe("environment_key")?) {
        (Some(id), Some(key)) => Some(Ref { id, key, name: row.read("environment_name")? }),
        _ => None,
    };
    Ok(View { environment, reported_by: row.maybe_person("by")?, created_at: row.instant("created_at")?, report })
}

/// The report with this id, as a reader wants it.
///
/// # Errors
/// [`Problem::NotFound`] when there is none that the caller may see; database problems as [`Tx::run`].
pub fn view(tx: &mut Tx<'_>, id: TestReportId) -> Outcome<View> {
    let sql = format!("select {VIEW} where t.id = $1 and {{visible s.portfolio_id}}");
    tx.one(&sql, args![id], read)?.ok_or_else(|| Problem::missing("test report", id.to_string()))
}

/// The report that was told of with the same words, if there is one.
///
/// # Errors
/// As [`Tx::all`].
pub fn same(tx: &mut Tx<'_>, told: &TestReport) -> Outcome<Option<TestReportId>> {
    tx.one(
        "-- global: the caller has seen the version and the environment
         select id from test_report where version_id = $1 and suite = $2 and finished_at = $3
             and coalesce(environment_id, '') = coalesce($4, '') and passed = $5 and failed = $6 and skipped = $7",
        args![told.version, &told.suite, told.finished_at, told.environment, told.passed, told.failed, told.skipped,],
        |row| row.read("id"),
    )
}

/// How many other suites of a version were told of.
///
/// # Errors
/// As [`Tx::all`].
pub fn other_suites(tx: &mut Tx<'_>, version: VersionId, suite: &Name) -> Outcome<i64> {
    let found = tx.one(
        "-- global: the caller has seen the version
         select count(distinct suite) as suites from test_report where version_id = $1 and suite <> $2",
        args![version, suite],
        |row| row.int("suites"),
    )?;
    Ok(found.unwrap_or(0))
}

/// What suites found in a version, the latest first.
///
/// # Errors
/// As [`Tx::all`]; a fault for a cursor that is none.
pub fn list(tx: &mut Tx<'_>, version: VersionId, page: &Page) -> Outcome<Slice<View>> {
    let size = page.size()?;
    let total = if page.total {
        tx.one(
            "select count(*) as total from test_report t join version v on v.id = t.version_id
             join system s on s.id = v.system_id where t.version_id = $1 and {visible s.portfolio_id}",
            args![version],
            |row| row.int("total"),
        )?
    } else {
        None
    };
    let mut values = vec![Arg::from(version), Arg::from(size + 1)];
    let mut after = "";
    if let Some(places) = page.after("-finished", 2)? {
        values.extend([Arg::from(&places[0]), Arg::from(&places[1])]);
        after = "and (t.finished_at, t.id) < ($3, $4)";
    }
    let sql = format!(
        "select {VIEW} where t.version_id = $1 and {{visible s.portfolio_id}} {after}
         order by t.finished_at desc, t.id desc limit $2"
    );
    let items = tx.all(&sql, &values, read)?;
    let place = |view: &View| {
        vec![Place::Int(view.report.finished_at.as_microsecond()), Place::Text(view.report.id.to_string())]
    };
    Ok(Slice { total, ..slice(items, size, "-finished", place) })
}

/// Adds a report of the version the permit is for.
///
/// # Errors
/// As [`Tx::run`].
pub fn insert(tx: &mut Tx<'_>, report: &TestReport, permit: &Permit<Report>) -> Outcome<()> {
    tx.run(
        "insert into test_report (id, version_id, suite, environment_id, passed, failed, skipped, finished_at,
                reported_by, url, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        args![
            report.id,
            permit.on(),
            &report.suite,
            report.environment,
            report.passed,
            report.failed,
            report.skipped,
            report.finished_at,
            report.reported_by,
            report.url.as_deref(),
            tx.now(),
        ],
    )?;
    Ok(())
}
