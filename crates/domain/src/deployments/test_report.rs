//! Test reports: what suites of tests found in versions.

use super::{address_fault, ended_fault};
use crate::{
    catalog::{System, Version},
    event::{Fact, differences},
    id::{EnvironmentId, PersonId, TestReportId, VersionId},
    problem::{Faults, Outcome, Problem},
    text::Name,
};
use jiff::Timestamp;
use serde::Serialize;

/// What a suite of tests found in a version. It is told once and never changes: of each suite the one of the latest instant
/// counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TestReport {
    /// Which.
    pub id: TestReportId,
    /// Of which version.
    pub version: VersionId,
    /// What was run: `unit`, `regression`, ….
    pub suite: Name,
    /// Where it ran, when it ran in an environment.
    pub environment: Option<EnvironmentId>,
    /// How many tests passed.
    pub passed: i64,
    /// How many failed.
    pub failed: i64,
    /// How many were left out.
    pub skipped: i64,
    /// When it had ended.
    pub finished_at: Timestamp,
    /// Who told of it; `None` for the system.
    pub reported_by: Option<PersonId>,
    /// Where more is to be read of it.
    pub url: Option<String>,
}

/// The most tests of one kind a report tells of.
const MOST_TESTS: i64 = 1_000_000_000;
/// The most suites of one version.
const MOST_SUITES: i64 = 100;

impl TestReport {
    /// Every fault of the report.
    #[must_use]
    pub fn faults(&self, now: Timestamp) -> Faults {
        let mut faults = Faults::none();
        let counts = [("/passed", self.passed), ("/failed", self.failed), ("/skipped", self.skipped)];
        for (pointer, count) in counts {
            faults.require((0..=MOST_TESTS).contains(&count), pointer, "range", || {
                format!("{count} is no number of tests; there are 0 to {MOST_TESTS}")
            });
        }
        faults.require(counts.iter().any(|(_, count)| *count != 0), "/passed", "required", || {
            "a report tells of at least one test; here none passed, failed or was skipped".to_owned()
        });
        faults.extend(ended_fault("/finished_at", self.finished_at, now));
        faults.extend(self.url.as_ref().and_then(|url| address_fault("/url", url)));
        faults
    }
}

/// Decides that a suite found something in a version. A clock that is a little ahead is set right. `others` is how many
/// other suites of the version were told of.
///
/// # Errors
/// Every fault of it; a suite too many.
pub fn report(
    system: &System,
    version: &Version,
    made: TestReport,
    others: i64,
    now: Timestamp,
) -> Outcome<(TestReport, Fact)> {
    made.faults(now).finish()?;
    if others >= MOST_SUITES {
        let told = format!("a version has at most {MOST_SUITES} suites; give what is run again the name it had before");
        return Err(Problem::fault("/suite", "too_many", told));
    }
    let made = TestReport { finished_at: made.finished_at.min(now), ..made };
    // The environment is told by its id only: who reads of the system may not be allowed to see it.
    let fact = Fact::of("tests.reported", made.id, system.portfolio)
        .about(system.id)
        .named(format!("{} {}", system.key, version.number))
        .with(differences(None, Some(&made)));
    Ok((made, fact))
}
