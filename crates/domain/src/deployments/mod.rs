//! Deployments: that versions reached environments, and what runs where because of them.

pub mod matrix;
pub mod running;
pub mod test_report;
pub mod verification;

pub use matrix::Cell;
pub use running::{Finding, Look, Running};

use crate::{
    catalog::{self, is_web_address},
    due::{Zone, day_fault},
    environments::{Environment, line_fault},
    event::{Fact, differences},
    id::{DeploymentId, EnvironmentId, PersonId, SystemId},
    problem::{Fault, Faults, Outcome},
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How a deployment ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeploymentResult {
    /// The version runs there.
    #[default]
    Succeeded,
    /// It was tried and did not work.
    Failed,
    /// It was given up on the way.
    Aborted,
}

impl DeploymentResult {
    /// Every result.
    pub const ALL: [Self; 3] = [Self::Succeeded, Self::Failed, Self::Aborted];

    /// The name in the API and the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Aborted => "aborted",
        }
    }
}

/// That a version was brought to an environment. It is told once and never changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Deployment {
    /// Which.
    pub id: DeploymentId,
    /// To where.
    pub environment: EnvironmentId,
    /// Of what.
    pub system: SystemId,
    /// The number of the version, as its makers write it; registered or not.
    pub version: String,
    /// When it had ended.
    pub at: Timestamp,
    /// How it ended.
    pub result: DeploymentResult,
    /// Who told of it; `None` for the system.
    pub reported_by: Option<PersonId>,
    /// What carried it out, in one line: a pipeline and its run.
    pub source: Option<String>,
    /// Where more is to be read of it.
    pub url: Option<String>,
}

/// The longest web address, in characters.
const ADDRESS_LENGTH: usize = 2_000;
/// How much the clocks of pipelines may be ahead.
const AHEAD: SignedDuration = SignedDuration::from_mins(5);

impl Deployment {
    /// Every fault of the deployment.
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

/// Why something cannot have ended then.
fn ended_fault(pointer: &str, at: Timestamp, now: Timestamp) -> Option<Fault> {
    if at > now.saturating_add(AHEAD).unwrap_or(now) {
        let detail = format!("this is told of when it has ended; {at} is still to come");
        return Some(Fault::new(pointer, "range", detail));
    }
    day_fault(pointer, Zone::utc().day_at(at))
}

/// Why nobody can follow an address.
fn address_fault(pointer: &str, url: &str) -> Option<Fault> {
    let sound = is_web_address(url) && url.chars().count() <= ADDRESS_LENGTH;
    (!sound).then(|| Fault::new(pointer, "url", format!("{url:?} is no https:// or http:// address")))
}

/// Decides that a version was brought to an environment. A clock that is a little ahead is set right.
///
/// # Errors
/// Every fault of it.
pub fn report(environment: &Environment, made: Deployment, now: Timestamp) -> Outcome<(Deployment, Fact)> {
    made.faults(now).finish()?;
    let made = Deployment { at: made.at.min(now), ..made };
    // The system is told by its id only: who reads of the environment may not be allowed to see it.
    let fact = Fact::of("deployment.reported", made.id, environment.portfolio)
        .about(environment.id)
        .named(&environment.name)
        .with(differences(None, Some(&made)));
    Ok((made, fact))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{environments::environment::tests::environment, id::Identifier};

    fn deployment(at: i64) -> Deployment {
        Deployment {
            id: DeploymentId::from_bits(1),
            environment: EnvironmentId::from_bits(1),
            system: SystemId::from_bits(1),
            version: "4.2.0".to_owned(),
            at: Timestamp::from_second(at).unwrap(),
            result: DeploymentResult::Succeeded,
            reported_by: None,
            source: Some("jenkins billing #7".to_owned()),
            url: None,
        }
    }

    #[test]
    fn every_fault_is_told_at_once_and_a_clock_may_be_a_little_ahead() {
        let now = Timestamp::from_second(1_000_000).unwrap();
        let wrong = Deployment {
            version: String::new(),
            source: Some("two\nlines".to_owned()),
            url: Some("ftp://x".to_owned()),
            ..deployment(1_000_301)
        };
        let told: Vec<String> = wrong.faults(now).into_vec().into_iter().map(|fault| fault.pointer).collect();
        assert_eq!(told, ["/version", "/at", "/source", "/url"]);
        let (made, fact) = report(&environment(1), deployment(1_000_300), now).unwrap();
        assert_eq!((made.at, fact.kind), (now, "deployment.reported"));
    }
}
