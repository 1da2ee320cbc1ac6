//! What runs in an environment, as far as anybody told.
//!
//! Two things tell: a deployment that succeeded, of one system at an instant; and a look, of all systems at the instant it
//! was taken. What was told of the latest instant counts, whenever it was told. A look that finds something else than was
//! known is kept as a finding, because [`drift`](crate::environments::drift) asks who announced it.

#[cfg(test)]
mod tests;

use super::{Deployment, DeploymentResult};
use crate::{
    environments::{
        Environment,
        drift::{Drift, Snapshot},
        parity::Versions,
    },
    event::{Change, Fact},
    id::{DeploymentId, SystemId},
    text::Key,
};
use jiff::Timestamp;

/// What runs of a system in an environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Running {
    /// The system.
    pub system: SystemId,
    /// The number of its version.
    pub version: String,
    /// The first instant at which this version was there.
    pub since: Timestamp,
    /// The last instant of which it was told.
    pub known_at: Timestamp,
    /// The deployment that brought it, when one was told of.
    pub deployment: Option<DeploymentId>,
}

/// What runs of the system after a deployment was told of; `None` when that changes nothing: it did not succeed, or something
/// later is known. One that is told of late explains what was only seen.
#[must_use]
pub fn deployed(before: Option<&Running>, told: &Deployment) -> Option<Running> {
    if told.result != DeploymentResult::Succeeded {
        return None;
    }
    let made = Running {
        system: told.system,
        version: told.version.clone(),
        since: told.at,
        known_at: told.at,
        deployment: Some(told.id),
    };
    let Some(before) = before else { return Some(made) };
    let is_same = before.version == told.version;
    if told.at < before.known_at {
        let explains = is_same && before.deployment.is_none() && told.at <= before.since;
        return explains.then_some(Running { known_at: before.known_at, ..made });
    }
    if !is_same {
        return Some(made);
    }
    let deployment = before.deployment.or(made.deployment);
    Some(Running { known_at: told.at, deployment, ..before.clone() })
}

/// That a look found something else of a system than was known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The system.
    pub system: SystemId,
    /// What was known to run; `None` when it was known not to.
    pub before: Option<String>,
    /// What was found; `None` when nothing was.
    pub found: Option<String>,
    /// The last instant at which it was as before.
    pub after: Timestamp,
    /// When it was found.
    pub seen: Timestamp,
}

impl Finding {
    /// It as two snapshots, by the key of its system.
    #[must_use]
    pub fn snapshots(&self, system: &Key) -> [Snapshot; 2] {
        [(self.after, &self.before), (self.seen, &self.found)].map(|(at, version)| {
            let versions: Versions = version.iter().map(|version| (system.clone(), version.clone())).collect();
            Snapshot { at, profile: None, versions: Some(versions) }
        })
    }
}

/// What came of a look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// What runs now that is new or another than was known.
    pub changed: Vec<Running>,
    /// What no longer runs.
    pub gone: Vec<SystemId>,
    /// What was found that was not known. What runs where nobody looked before is nothing new.
    pub findings: Vec<Finding>,
}

/// Compares what was seen in an environment to what was known. `former` is when somebody last looked.
#[must_use]
pub fn look(before: &[Running], seen: &[(SystemId, String)], former: Option<Timestamp>, now: Timestamp) -> Look {
    let mut look = Look::default();
    for (system, version) in seen {
        let known = before.iter().find(|running| running.system == *system);
        if known.is_some_and(|known| known.version == *version) {
            continue;
        }
        look.changed.push(Running {
            system: *system,
            version: version.clone(),
            since: now,
            known_at: now,
            deployment: None,
        });
        if let Some(after) = known.map(|known| known.known_at).or(former) {
            let before = known.map(|known| known.version.clone());
            look.findings.push(Finding { system: *system, before, found: Some(version.clone()), after, seen: now });
        }
    }
    for known in before.iter().filter(|known| !seen.iter().any(|(system, _)| *system == known.system)) {
        look.gone.push(known.system);
        let before = Some(known.version.clone());
        look.findings.push(Finding { system: known.system, before, found: None, after: known.known_at, seen: now });
    }
    look
}

/// The facts of a look: what runs there now that did not, and of that what nobody had announced. Systems are told by their
/// ids only: who reads of the environment may not be allowed to see them.
#[must_use]
pub fn facts(environment: &Environment, before: &[Running], look: &Look, drift: &[(SystemId, Drift)]) -> Vec<Fact> {
    let change = |system: SystemId, before: Option<&str>, after: Option<&str>| Change {
        field: format!("versions/{system}"),
        before: before.into(),
        after: after.into(),
    };
    let known = |system: SystemId| {
        before.iter().find(|running| running.system == system).map(|running| running.version.as_str())
    };
    let changed = look.changed.iter().map(|now| change(now.system, known(now.system), Some(&now.version)));
    let gone = look.gone.iter().map(|system| change(*system, known(*system), None));
    let drifted = drift
        .iter()
        .map(|(system, drift)| change(*system, drift.difference.there.as_deref(), drift.difference.here.as_deref()));
    [("environment.versions_seen", changed.chain(gone).collect::<Vec<_>>()), ("environment.drifted", drifted.collect())]
        .into_iter()
        .filter(|(_, changes)| !changes.is_empty())
        .map(|(kind, changes)| {
            Fact::of(kind, environment.id, environment.portfolio).named(&environment.name).with(changes)
        })
        .collect()
}
