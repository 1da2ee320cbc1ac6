//! Hosts: the machines and clusters of an environment, and what is installed on them.

use super::{Environment, line_fault};
use crate::{
    event::{Change, Decided, Fact},
    id::{EnvironmentId, HostId, SystemId},
    problem::{Faults, Outcome},
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

/// The most hosts of an environment.
const MOST_HOSTS: usize = 1_000;

/// Decides what the hosts of an environment are: what is told replaces all that was known. Hosts are told apart by their
/// names, whatever the case; one with the same name stays the same host.
///
/// # Errors
/// Every fault of every host, and names that are told twice.
pub fn replace(environment: &Environment, before: &[Host], after: Vec<Host>) -> Outcome<Decided<Vec<Host>>> {
    let mut faults = Faults::none();
    faults.require(after.len() <= MOST_HOSTS, "", "range", || format!("an environment has at most {MOST_HOSTS} hosts"));
    let same = |one: &Host, other: &Host| one.name.as_str().to_lowercase() == other.name.as_str().to_lowercase();
    for (index, host) in after.iter().enumerate().take(MOST_HOSTS) {
        let again = after[..index].iter().any(|other| same(other, host));
        faults.require(!again, &format!("/{index}/name"), "twice", || {
            format!("{:?} is told twice; give each host its own name", host.name.as_str())
        });
        faults.extend(host.faults().into_vec().into_iter().map(|fault| fault.within(&format!("/{index}"))));
    }
    faults.finish()?;
    let after: Vec<Host> = after
        .into_iter()
        .map(|host| match before.iter().find(|known| same(known, &host)) {
            Some(known) => Host { id: known.id, rev: known.rev, ..host },
            None => host,
        })
        .collect();
    let mut changes: Vec<Change> = Vec::new();
    for host in &after {
        let known = before.iter().find(|known| known.id == host.id);
        if known != Some(host) {
            changes.push(told(known, Some(host)));
        }
    }
    let gone = before.iter().filter(|known| !after.iter().any(|host| host.id == known.id));
    changes.extend(gone.map(|host| told(Some(host), None)));
    let facts = if changes.is_empty() {
        Vec::new()
    } else {
        let fact = Fact::of("environment.hosts_changed", environment.id, environment.portfolio);
        vec![fact.named(&environment.name).with(changes)]
    };
    Ok(Decided { state: after, facts })
}

/// What happened to one host: its kind, address and components.
fn told(before: Option<&Host>, after: Option<&Host>) -> Change {
    let value = |host: Option<&Host>| match host {
        Some(host) => {
            serde_json::json!({"kind": host.kind, "address": host.address, "components": host.components})
        }
        None => serde_json::Value::Null,
    };
    let name = after.or(before).map_or("", |host| host.name.as_str());
    Change { field: format!("hosts/{name}"), before: value(before), after: value(after) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        environments::environment::tests::environment,
        id::Identifier,
        problem::{Fault, Problem},
    };

    fn host(id: u128, name: &str, version: &str) -> Host {
        Host {
            id: HostId::from_bits(id),
            environment: EnvironmentId::from_bits(1),
            name: Name::parse(name).unwrap(),
            kind: "vm".to_owned(),
            address: None,
            components: vec![Component { name: "openjdk".to_owned(), version: version.to_owned(), system: None }],
            rev: 1,
        }
    }

    #[test]
    fn what_is_told_replaces_what_was_known_and_only_differences_are_facts() {
        let place = environment(1);
        let known = [host(1, "app-1", "21"), host(2, "app-2", "21")];
        let same = replace(&place, &known, vec![host(8, "APP-1", "21"), host(9, "app-2", "21")]).unwrap();
        assert_eq!((same.state[1].id, same.facts.len()), (known[1].id, 1), "the other spelling is a change");
        let decided = replace(&place, &known, vec![host(8, "app-1", "25"), host(9, "app-3", "25")]).unwrap();
        let fields: Vec<&str> = decided.facts[0].changes.iter().map(|change| change.field.as_str()).collect();
        assert_eq!(fields, ["hosts/app-1", "hosts/app-3", "hosts/app-2"]);
        assert_eq!(decided.state.iter().map(|host| host.id).collect::<Vec<_>>(), [known[0].id, HostId::from_bits(9)]);
        let Err(Problem::Invalid(faults)) = replace(&place, &[], vec![host(1, "a", "1"), host(2, "A", "")]) else {
            panic!("two hosts of one name, one of them with a component without a version");
        };
        let told: Vec<&str> = faults.iter().map(|fault: &Fault| fault.pointer.as_str()).collect();
        assert_eq!(told, ["/1/name", "/1/components/0/version"]);
    }
}
