//! Documents of stages, groups and environments.

use super::super::schema;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_domain::{
    Key, Name, Zone,
    environments::{Direction, Health, Money, Profile},
};

document! {
    /// A step on the way to production.
    StageDocument {
        /// Its short name.
        #[schemars(with = "schema::Key")]
        key: Key,
        /// Its name.
        #[schemars(with = "schema::Name")]
        name: Name,
        /// Whose it is; the root's when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Key>")]
        portfolio: Option<Key>,
        /// Where it stands: versions go from lower to higher.
        position: i64,
        /// Whether customers are served there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        is_production: Option<bool>,
        /// In how many of its environments a version has to have been before it goes to a later stage; 0 when a new one
        /// does not say.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        environments: Option<u32>,
        /// For how many minutes at a time it has to have run there; 0 when a new one does not say.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        soak_minutes: Option<u32>,
        /// Whether it has to be verified there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        verified: Option<bool>,
        /// What it is for.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        description: String,
    }

    /// Environments of which one is as good as the other: a pool. Each of them names it.
    EnvironmentGroupDocument {
        /// Its short name.
        #[schemars(with = "schema::Key")]
        key: Key,
        /// Its name.
        #[schemars(with = "schema::Name")]
        name: Name,
        /// Whose it is; the root's when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Key>")]
        portfolio: Option<Key>,
        /// Whether a booking that clashes with nothing needs nobody's approval.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        approves_itself: Option<bool>,
        /// What its members have in common.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        description: String,
    }

    /// Where systems run.
    EnvironmentDocument {
        /// Its short name.
        #[schemars(with = "schema::Key")]
        key: Key,
        /// Its name.
        #[schemars(with = "schema::Name")]
        name: Name,
        /// Whose it is; the root's when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Key>")]
        portfolio: Option<Key>,
        /// The key of the stage it is at.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Key>")]
        stage: Option<Key>,
        /// The key of the environment it is part of.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Key>")]
        parent: Option<Key>,
        /// The key of the group it belongs to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Key>")]
        group: Option<Key>,
        /// The key of the team that looks after it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Key>")]
        team: Option<Key>,
        /// What it is for.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        description: String,
        /// Whether several may have it at once.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        shareable: Option<bool>,
        /// How many shared bookings it takes at once, when it is shareable; any number when a new one does not say.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        capacity: Option<u32>,
        /// What an hour of it costs.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Money>")]
        cost_per_hour: Option<Money>,
        /// How a new environment is; how one is that is there already, health checks tell.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Health>")]
        state: Option<Health>,
        /// Whose clock counts there; UTC when a new one does not say.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Zone>")]
        zone: Option<Zone>,
        /// Free labels.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        tags: Vec<String>,
        /// What it is made of. Each part that is given replaces that part. Secrets are never written here, only where they
        /// are kept: `secret:path/of/it`.
        #[serde(default, skip_serializing_if = "Profile::is_empty")]
        #[schemars(with = "schema::Profile")]
        profile: Profile,
        /// What it stands on; absent leaves the hosts alone, a list replaces all.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hosts: Option<Vec<HostEntry>>,
        /// What it exchanges with others, matched by environment and type. A link is told at one of its ends; links that are
        /// there but not in the document stay.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        links: Vec<EnvironmentLinkEntry>,
    }

    /// A machine, cluster or the like.
    HostEntry {
        /// What it is called; says which host it is.
        #[schemars(with = "schema::Name")]
        name: Name,
        /// The enterprise's own word for what it is: `vm`, `cluster`, …
        #[serde(rename = "type")]
        host_type: String,
        /// Where it is reached.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        address: Option<String>,
        /// What is installed on it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        components: Vec<ComponentEntry>,
    }

    /// Something installed on a host.
    ComponentEntry {
        /// What: `postgresql`, `openjdk`, …
        name: String,
        /// Its version; always text, so that `1.10` stays `1.10`.
        version: String,
        /// The key of the system it is, when that is one of ours.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Key>")]
        system: Option<Key>,
    }

    /// That an environment has to do with another.
    EnvironmentLinkEntry {
        /// The key of the other.
        #[schemars(with = "schema::Key")]
        environment: Key,
        /// The enterprise's own word for it: `data_feed`, `integration`, `replica`, …
        #[serde(rename = "type")]
        link_type: String,
        /// Which way it goes, as this environment sees it.
        #[schemars(with = "schema::Direction")]
        direction: Direction,
        /// A remark.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
    }
}
