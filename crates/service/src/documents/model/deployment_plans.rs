//! The document of a deployment plan.

use super::super::schema;
use jiff::civil::DateTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_domain::{
    Key, Name, Zone,
    deployment_plans::{Action, Deploys, Kind, Number},
};

document! {
    /// A deployment plan with everything it holds: lanes, parameters, ways back and tasks that are there but not in the document
    /// are removed. What becomes another waits for approval again.
    DeploymentPlanDocument {
        /// Its short name.
        #[schemars(with = "schema::Key")]
        key: Key,
        /// Its name.
        #[schemars(with = "schema::Name")]
        name: Name,
        /// Whose it is.
        #[schemars(with = "schema::Key")]
        portfolio: Key,
        /// The key of the release it carries out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Key>")]
        release: Option<Key>,
        /// What it is for: Markdown.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        description: String,
        /// The zone of its fixed times; UTC when absent.
        #[serde(default = "Zone::utc")]
        #[schemars(with = "schema::Zone")]
        zone: Zone,
        /// How many have to approve it.
        #[serde(default = "one")]
        needs: i64,
        /// Its swim lanes.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        lanes: Vec<LaneEntry>,
        /// What is said when a run is prepared, and that tasks name as `{{name}}`.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        parameters: Vec<ParameterEntry>,
        /// The ways back.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        branches: Vec<BranchEntry>,
        /// What is done, in the order in which it is shown.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        tasks: Vec<TaskEntry>,
    }

    /// A swim lane: what one team does.
    LaneEntry {
        /// What tasks call it by.
        #[schemars(with = "schema::Key")]
        key: Key,
        /// What it is called.
        #[schemars(with = "schema::Name")]
        name: Name,
        /// The key of the team that does what nobody else is named for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Key>")]
        team: Option<Key>,
    }

    /// Something that is said when a run is prepared.
    ParameterEntry {
        /// What tasks call it by.
        #[schemars(with = "schema::Name")]
        name: Name,
        /// What it is when nothing else is said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        default: Option<String>,
        /// What it means.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        description: String,
    }

    /// A way back: tasks that are done only when somebody decides to roll back.
    BranchEntry {
        /// What tasks call it by.
        #[schemars(with = "schema::Key")]
        key: Key,
        /// What it is called.
        #[schemars(with = "schema::Name")]
        name: Name,
    }

    /// A task.
    TaskEntry {
        /// What it is called by within the plan.
        number: Number,
        /// What is done.
        #[schemars(with = "schema::Name")]
        name: Name,
        /// What kind of thing that is: `manual`, which it is when it does not say, `automated`, `checkpoint`, `communication`,
        /// `downtime_start` or `downtime_end`.
        #[serde(default, skip_serializing_if = "is_manual")]
        #[schemars(with = "schema::TaskKind")]
        kind: Kind,
        /// The heading under which it stands.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Name>")]
        section: Option<Name>,
        /// The number of the task it is a step of.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parent: Option<Number>,
        /// The key of its lane.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Key>")]
        lane: Option<Key>,
        /// The key of the way back to which it belongs.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Key>")]
        branch: Option<Key>,
        /// Who does it, by mail address.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        person: Option<String>,
        /// The key of the team that does it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Key>")]
        team: Option<Key>,
        /// How long it is thought to take: `45m`, or when all goes well, likely, and when little does: `20m/45m/2h`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        estimate: Option<String>,
        /// Before when it does not begin, on the clock of the plan's zone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::LocalDateTime>")]
        not_before: Option<DateTime>,
        /// What it waits for: the number of a task, with how and how long when it is not simply after it: `12`, `12SS`,
        /// `12FS+1h`.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        after: Vec<String>,
        /// What a machine is told to do in it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Action>")]
        action: Option<Action>,
        /// What it brings where.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Deploys>")]
        deploys: Option<Deploys>,
        /// How it is done: Markdown.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        description: String,
    }
}

const fn one() -> i64 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
fn is_manual(kind: &Kind) -> bool {
    *kind == Kind::Manual
}
