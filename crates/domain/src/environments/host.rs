//! Hosts: the machines and clusters of an environment, and what is installed on them.

use super::line_fault;
use crate::{
    id::{EnvironmentId, HostId, SystemId},
    problem::Faults,
    text::Name,
};
use serde::{Deserialize, Serialize};

/// Something installed on a host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Component {
    /// What: `postgresql`, `openjdk`, …; once per host.
    pub name: String,
    /// Its version, as its makers write it.
    pub version: String,
    /// The system it is, when that is one of ours.
    #[serde(default)]
    pub system: Option<SystemId>,
}

/// A machine, cluster or the like.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Host {
    /// Which.
    pub id: HostId,
    /// Of which environment.
    pub environment: EnvironmentId,
    /// What it is called there; unique per environment.
    pub name: Name,
    /// The enterprise's own word for what it is: `vm`, `cluster`, …
    pub kind: String,
    /// Where it is reached.
    pub address: Option<String>,
    /// What is installed on it.
    pub components: Vec<Component>,
    /// Counts its changes.
    pub rev: i64,
}

/// The most components of a host.
const MOST: usize = 500;

impl Host {
    /// Every fault of the host.
    #[must_use]
    pub fn faults(&self) -> Faults {
        let mut faults = Faults::none();
        faults.extend(line_fault("/kind", &self.kind));
        faults.extend(self.address.as_ref().and_then(|address| line_fault("/address", address)));
        faults.require(self.components.len() <= MOST, "/components", "range", || {
            format!("a host has at most {MOST} components")
        });
        for (index, component) in self.components.iter().enumerate().take(MOST) {
            faults.extend(line_fault(&format!("/components/{index}/name"), &component.name));
            faults.extend(line_fault(&format!("/components/{index}/version"), &component.version));
            let again = self.components[..index].iter().any(|other| other.name == component.name);
            faults.require(!again, &format!("/components/{index}/name"), "twice", || {
                format!("{:?} is named twice; give it one version", component.name)
            });
        }
        faults
    }
}
