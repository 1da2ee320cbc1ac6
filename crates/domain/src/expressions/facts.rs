//! The document of facts: everything that policies and gate criteria may ask about. It is built where something is decided,
//! judged, and kept beside the decision, so that the same question can be judged again.
//!
//! The catalogue is made from the same lines as the document, so that the two cannot differ.

use super::catalogue::{Catalogue, Entry, Fact, Known, Record, Shape};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The most deployments a document tells of: the newest.
pub const MOST_DEPLOYMENTS: usize = 200;
/// The most test reports a document tells of: those in which something failed, then the newest.
pub const MOST_TESTS: usize = 1_000;
/// The most environments of a release a document tells of, by key.
pub const MOST_ENVIRONMENTS: usize = 200;

macro_rules! facts {
    (@name $field:ident $json:literal) => { $json };
    (@name $field:ident) => { stringify!($field) };
    ($(
        #[doc = $about:literal]
        pub struct $name:ident $word:literal {
            $(#[doc = $said:literal] $field:ident $(as $json:literal)?: $kind:ty,)+
        }
    )+) => {$(
        #[doc = $about]
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $(#[doc = $said] $(#[serde(rename = $json)])? pub $field: $kind,)+
        }

        impl $name {
            /// What it is made of.
            pub const RECORD: Record = Record {
                name: $word,
                about: $about.trim_ascii(),
                facts: &[$(Known {
                    name: facts!(@name $field $($json)?),
                    shape: <$kind as Fact>::SHAPE,
                    about: $said.trim_ascii(),
                },)+],
            };
        }

        impl Fact for $name {
            const SHAPE: Shape = Shape::Record(&$name::RECORD);
        }
    )+};
}

facts! {
    /// Everything that is known of what is to be decided.
    pub struct Facts "facts" {
        /// The instant that is judged: now, or the instant the decision is asked for. UTC.
        at: Timestamp,
        /// Who asks; null for the system itself.
        person: Option<PersonFacts>,
        /// What is to be deployed; null where no system is in question.
        system: Option<SystemFacts>,
        /// The version that is to be deployed; null where no version is in question.
        version: Option<VersionFacts>,
        /// Where it is to go; null where no environment is in question.
        environment: Option<EnvironmentFacts>,
        /// The release it belongs to; null where none was named.
        release: Option<ReleaseFacts>,
        /// The systems the release touches and the versions it delivers; empty without a release.
        scope: Vec<ScopeFacts>,
        /// The registered versions that the release delivers, one for each system of its manifest.
        builds: Vec<VersionFacts>,
        /// What the latest report of each suite says of the version in question; at a gate, of each version that the release delivers. Those in which something failed come first, then the newest: at most 1,000.
        tests: Vec<TestFacts>,
        /// Where the version in question was brought to before; at a gate, each version that the release delivers. Newest first: the last 200.
        deployments: Vec<DeploymentFacts>,
        /// The environments that the release has booked or that a version it delivers was brought to, by key: at most 200.
        environments: Vec<EnvironmentFacts>,
        /// What is open in the RAID register of the release; nothing without a release.
        raid: RaidFacts,
    }

    /// A person.
    pub struct PersonFacts "person" {
        /// The person's id.
        id: String,
        /// The person's name.
        name: String,
        /// The keys of the person's teams.
        teams: Vec<String>,
    }

    /// Something deployable.
    pub struct SystemFacts "system" {
        /// Its short name.
        key: String,
        /// Its name.
        name: String,
        /// The enterprise's own word for what it is: service, library, …; empty when nobody said.
        kind: String,
        /// How much depends on it: low, medium, high or critical.
        criticality: Option<String>,
        /// The key of the team that looks after it.
        team: Option<String>,
        /// Who supplies it.
        vendor: Option<String>,
        /// The key of its portfolio.
        portfolio: String,
        /// Its tags.
        tags: Vec<String>,
    }

    /// A build of a system.
    pub struct VersionFacts "version" {
        /// The key of its system.
        system: String,
        /// Its number, as its makers write it.
        number: String,
        /// True when the version was registered; of others nothing but the number is known.
        is_registered: bool,
        /// True for a release candidate and its like.
        is_prerelease: bool,
        /// The commit it was built from.
        commit: Option<String>,
        /// The digest of what was built.
        digest: Option<String>,
        /// Its package URL.
        purl: Option<String>,
        /// Where its build is to be seen.
        build_url: Option<String>,
        /// Where its bill of materials (SBOM) is kept.
        sbom_url: Option<String>,
        /// Where its provenance (SLSA) is kept.
        provenance_url: Option<String>,
        /// When it was built, UTC.
        built_at: Option<Timestamp>,
    }

    /// Where systems run.
    pub struct EnvironmentFacts "environment" {
        /// Its short name.
        key: String,
        /// Its name.
        name: String,
        /// The key of its stage.
        stage: Option<String>,
        /// The place of its stage: versions go from lower to higher.
        stage_position: Option<i64>,
        /// True when its stage serves customers.
        is_production: bool,
        /// The key of its group.
        group: Option<String>,
        /// The key of the team that looks after it.
        team: Option<String>,
        /// The key of its portfolio.
        portfolio: String,
        /// True when several may use it at the same time.
        is_shareable: bool,
        /// How it is, as health checks tell it: free, busy, cleaning, dirty or down.
        health: String,
        /// Its tags.
        tags: Vec<String>,
    }

    /// A release.
    pub struct ReleaseFacts "release" {
        /// Its short name.
        key: String,
        /// Its name.
        name: String,
        /// How it stands to others: train, project or independent.
        kind: String,
        /// The key of its type.
        release_type as "type": String,
        /// The key of its status in the workflow of its type.
        status: String,
        /// What that status means: draft, planned, active, done or cancelled.
        category: String,
        /// How much could go wrong: low, medium, high or critical.
        risk: Option<String>,
        /// The key of its portfolio.
        portfolio: String,
        /// The key of the train it rides in.
        train: Option<String>,
        /// The name of who answers for it.
        accountable: Option<String>,
        /// Its tags.
        tags: Vec<String>,
        /// The values of the fields its type adds, by their keys.
        fields: BTreeMap<String, serde_json::Value>,
        /// When it is due, UTC.
        target: Option<Timestamp>,
        /// Days until the day it is due, counted in the zone of the release; negative when that is over.
        days_to_target: Option<i64>,
        /// How many gates it has.
        gates_total: i64,
        /// How many of them are passed.
        gates_passed: i64,
        /// Its gates, by due date.
        gates: Vec<GateFacts>,
    }

    /// A gate of the release.
    pub struct GateFacts "gate" {
        /// Its short name.
        key: String,
        /// Its name.
        name: String,
        /// What became of it: pending, passed or failed.
        state: String,
        /// When it is due, UTC.
        due: Timestamp,
    }

    /// A system the release touches.
    pub struct ScopeFacts "scope entry" {
        /// The key of the system.
        system: String,
        /// How much depends on it: low, medium, high or critical.
        criticality: Option<String>,
        /// How the release touches it: code, configuration or regression; null when only a version of it is delivered.
        impact: Option<String>,
        /// The number of the version that is delivered; null when none is in the manifest.
        version: Option<String>,
    }

    /// What a suite of tests found in a version.
    pub struct TestFacts "test report" {
        /// The key of the system.
        system: String,
        /// The number of the version.
        version: String,
        /// What was run: unit, regression, …, as whoever told of it calls it.
        suite: String,
        /// The key of the environment it ran in; null when it needed none.
        environment: Option<String>,
        /// How many tests passed.
        passed: i64,
        /// How many failed.
        failed: i64,
        /// How many were left out.
        skipped: i64,
        /// When it had ended, UTC.
        at: Timestamp,
    }

    /// That a version was brought somewhere.
    pub struct DeploymentFacts "deployment" {
        /// The key of the system.
        system: String,
        /// The number of the version.
        version: String,
        /// The key of the environment.
        environment: String,
        /// The key of the stage of that environment.
        stage: Option<String>,
        /// The place of that stage.
        stage_position: Option<i64>,
        /// True when that stage serves customers.
        is_production: bool,
        /// How it ended: succeeded, failed or aborted.
        result: String,
        /// When it had ended, UTC.
        at: Timestamp,
    }

    /// What is open in the RAID register.
    pub struct RaidFacts "raid" {
        /// Open risks.
        risks: OpenFacts,
        /// Open assumptions.
        assumptions: OpenFacts,
        /// Open issues.
        issues: OpenFacts,
        /// Open decisions.
        decisions: OpenFacts,
        /// Open dependencies.
        dependencies: OpenFacts,
    }

    /// How many items are open.
    pub struct OpenFacts "open items" {
        /// How many in all.
        open: i64,
        /// How many of them are past their due day.
        overdue: i64,
        /// How many are judged low.
        low: i64,
        /// How many are judged medium.
        medium: i64,
        /// How many are judged high.
        high: i64,
        /// How many are judged critical.
        critical: i64,
    }
}

impl Facts {
    /// A document that knows nothing but the instant.
    #[must_use]
    pub fn at(at: Timestamp) -> Self {
        Self {
            at,
            person: None,
            system: None,
            version: None,
            environment: None,
            release: None,
            scope: Vec::new(),
            builds: Vec::new(),
            tests: Vec::new(),
            deployments: Vec::new(),
            environments: Vec::new(),
            raid: RaidFacts::default(),
        }
    }

    /// The document as it is judged and kept: what whoever asks may ask about.
    #[must_use]
    pub fn document(&self, catalogue: &Catalogue) -> serde_json::Value {
        let mut document = serde_json::to_value(self).unwrap_or_default();
        if let Some(facts) = document.as_object_mut() {
            facts.retain(|name, _| catalogue.fact(name).is_some());
        }
        document
    }
}

impl Default for RaidFacts {
    fn default() -> Self {
        let none = OpenFacts { open: 0, overdue: 0, low: 0, medium: 0, high: 0, critical: 0 };
        Self {
            risks: none.clone(),
            assumptions: none.clone(),
            issues: none.clone(),
            decisions: none.clone(),
            dependencies: none,
        }
    }
}

/// What policies may ask about: what is to be deployed, where to, by whom and for which release.
pub const DECISION: Catalogue = Catalogue::some(
    &Facts::RECORD,
    &["at", "person", "system", "version", "environment", "release", "scope", "tests", "deployments", "raid"],
);

/// What the criteria of a gate may ask about: what is known of its release and of the versions that it delivers.
pub const GATE: Catalogue = Catalogue::some(
    &Facts::RECORD,
    &["at", "release", "scope", "builds", "tests", "deployments", "environments", "raid"],
);

/// A published fact, and who may ask about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// The fact.
    pub entry: Entry,
    /// Policies may.
    pub policies: bool,
    /// The criteria of gates may.
    pub criteria: bool,
}

/// Every published fact, in the order of the document.
#[must_use]
pub fn published() -> Vec<Published> {
    let told = |entry: Entry| {
        let name = entry.path.split(['.', '[']).next().unwrap_or_default();
        let (policies, criteria) = (DECISION.fact(name).is_some(), GATE.fact(name).is_some());
        Published { entry, policies, criteria }
    };
    Catalogue::of(&Facts::RECORD).entries().into_iter().map(told).collect()
}
