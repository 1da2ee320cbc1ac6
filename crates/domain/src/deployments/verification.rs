//! Verifications: that somebody or something looked whether a version does in an environment what it should.

use super::{address_fault, ended_fault};
use crate::{
    catalog,
    environments::{Environment, line_fault},
    event::{Fact, differences},
    id::{EnvironmentId, PersonId, SystemId, VerificationId},
    problem::{Faults, Outcome},
};
use jiff::Timestamp;
use serde::Serialize;

/// What was found of a version in an environment. It is told once and never changes: the one of the latest instant counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verification {
    /// Which.
    pub id: VerificationId,
    /// Where.
    pub environment: EnvironmentId,
    /// Of what.
    pub system: SystemId,
    /// The number of the version, as its makers write it; registered or not.
    pub version: String,
    /// When it was found.
    pub at: Timestamp,
    /// Whether it does what it should.
    pub passed: bool,
    /// Who told of it; `None` for the system.
    pub reported_by: Option<PersonId>,
    /// What looked, in one line: a test suite and its run.
    pub source: Option<String>,
    /// Where more is to be read of it.
    pub url: Option<String>,
}

impl Verification {
    /// Every fault of the verification.
    #[must_use]
    pub fn faults(&self, now: Timestamp) -> Faults {
        let mut faults = Faults::none();
        faults.extend(catalog::number_fault("/version", &self.version));
        faults.extend(ended_fault("/at", self.at, now));
        faults.extend(self.source.as_ref().and_then(|source| line_fault("/source", source)));
        faults.extend(self.url.as_ref().and_then(|url| address_fault("/url", url)));
        faults
    }
}

/// Decides that a version was looked at. A clock that is a little ahead is set right.
///
/// # Errors
/// Every fault of it.
pub fn report(environment: &Environment, made: Verification, now: Timestamp) -> Outcome<(Verification, Fact)> {
    made.faults(now).finish()?;
    let made = Verification { at: made.at.min(now), ..made };
    // The system is told by its id only: who reads of the environment may not be allowed to see it.
    let fact = Fact::of("verification.reported", made.id, environment.portfolio)
        .about(environment.id)
        .named(&environment.name)
        .with(differences(None, Some(&made)));
    Ok((made, fact))
}
