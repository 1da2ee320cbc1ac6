//! Test reports: told of once, by pipelines and people.

use crate::{
    App, Ctx, Page, Slice,
    app::{referred, together},
};
use jiff::Timestamp;
use signalbox_domain::{
    Name, Outcome,
    authz::Report,
    deployments::test_report::{self, TestReport},
    problem::Faults,
};
use signalbox_store::{environments, systems, test_reports as store, versions};

pub use store::View;

/// What is told of a version. The environment is named by id or key.
#[derive(Clone, Debug)]
pub struct New {
    /// What was run.
    pub suite: Name,
    /// Where.
    pub environment: Option<String>,
    /// How many tests passed.
    pub passed: i64,
    /// How many failed.
    pub failed: i64,
    /// How many were left out.
    pub skipped: i64,
    /// When it had ended; now when absent.
    pub finished_at: Option<Timestamp>,
    /// Where more is to be read of it.
    pub url: Option<String>,
}

/// A report that was told of, now or before.
#[derive(Clone, Debug)]
pub struct Reported {
    /// The report.
    pub report: View,
    /// False when the same had been said before.
    pub new: bool,
}

/// What suites found in a version, the latest first. System and version are named by id, key or number.
///
/// # Errors
/// A system or version that cannot be found; a fault for a cursor that is none.
pub async fn list(app: &App, ctx: &Ctx, system: String, version: String, page: Page) -> Outcome<Slice<View>> {
    app.db
        .read(ctx, move |tx| {
            let system = systems::get(tx, &system)?;
            let version = versions::view(tx, system.id, &version)?.version;
            store::list(tx, version.id, &page)
        })
        .await
}

/// Notes what a suite found in a version. The same said again, with its instant, answers what is there.
///
/// # Errors
/// A system or version that cannot be found; every fault of it, an environment that cannot be found among them; a missing
/// right.
pub async fn report(app: &App, ctx: &Ctx, system: String, version: String, new: New) -> Outcome<Reported> {
    app.db
        .write(ctx, move |tx| {
            let system = systems::get(tx, &system)?;
            let version = versions::view(tx, system.id, &version)?.version;
            let permit = tx.permit::<Report>("version", version.id, system.portfolio)?;
            let mut faults = Faults::none();
            let environment = match &new.environment {
                Some(named) => referred(&mut faults, "/environment", environments::get(tx, named))?,
                None => None,
            };
            // As exact as it will be kept, or the same said again would differ.
            let finished_at = new.finished_at.and_then(|at| Timestamp::from_microsecond(at.as_microsecond()).ok());
            let told = TestReport {
                id: tx.new_id(),
                version: version.id,
                suite: new.suite.clone(),
                environment: environment.map(|environment| environment.id),
                passed: new.passed,
                failed: new.failed,
                skipped: new.skipped,
                finished_at: finished_at.unwrap_or_else(|| tx.now()),
                reported_by: tx.ctx().actor.person(),
                url: new.url.clone(),
            };
            let others = store::other_suites(tx, version.id, &told.suite)?;
            let decided = test_report::report(&system, &version, told, others, tx.now());
            let (made, fact) = together(faults, decided)?;
            if let Some(known) = store::same(tx, &made)? {
                return Ok(Reported { report: store::view(tx, known)?, new: false });
            }
            store::insert(tx, &made, &permit)?;
            tx.record(&[fact])?;
            Ok(Reported { report: store::view(tx, made.id)?, new: true })
        })
        .await
}
