//! The documents themselves. Field names, their order and their defaults are a published format: what `export` writes,
//! `apply` reads, and the other way round, byte for byte.

use super::schema;
use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use signalbox_domain::{
    Due, Key, Name, Zone,
    calendar::window::{Overrun, WindowKind},
    catalog::{Level, Link},
    releases::{
        ActivityStatus, Impact, Kind, MilestoneKind, RaidKind, RaidStatus, Status, Transition,
        fields::FieldDefinition,
        raci::Part,
        template::{TemplateActivity, TemplateMilestone, TemplatePhase, offset::Offset},
    },
    schedule::{Holiday, Weekday},
};

/// One thing that should be there. `key` says which; what is not mentioned keeps its value or takes its default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind")]
#[expect(clippy::large_enum_variant, reason = "nearly all documents of an input are releases, each looked at once")]
pub enum Document {
    /// The days that are worked.
    WorkingCalendar(WorkingCalendarDocument),
    /// A node of the organisation tree.
    Portfolio(PortfolioDocument),
    /// A group of people.
    Team(TeamDocument),
    /// Something deployable, with its versions.
    System(SystemDocument),
    /// A step on the way to production.
    Stage(StageDocument),
    /// A pool of environments.
    EnvironmentGroup(EnvironmentGroupDocument),
    /// Where systems run.
    Environment(EnvironmentDocument),
    /// A kind of release with its workflow.
    ReleaseType(ReleaseTypeDocument),
    /// A release without dates, to make releases of.
    ReleaseTemplate(ReleaseTemplateDocument),
    /// A span of time in which releases are held back, or have room.
    Window(WindowDocument),
    /// A rule of engagement.
    Policy(PolicyDocument),
    /// A release with its whole plan.
    Release(ReleaseDocument),
    /// What is done in a deployment.
    DeploymentPlan(DeploymentPlanDocument),
}

impl Document {
    /// The kind and key that say which thing it is.
    #[must_use]
    pub fn address(&self) -> (&'static str, &Key) {
        match self {
            Self::WorkingCalendar(document) => ("WorkingCalendar", &document.key),
            Self::Portfolio(document) => ("Portfolio", &document.key),
            Self::Team(document) => ("Team", &document.key),
            Self::System(document) => ("System", &document.key),
            Self::Stage(document) => ("Stage", &document.key),
            Self::EnvironmentGroup(document) => ("EnvironmentGroup", &document.key),
            Self::Environment(document) => ("Environment", &document.key),
            Self::ReleaseType(document) => ("ReleaseType", &document.key),
            Self::ReleaseTemplate(document) => ("ReleaseTemplate", &document.key),
            Self::Window(document) => ("Window", &document.key),
            Self::Policy(document) => ("Policy", &document.key),
            Self::Release(document) => ("Release", &document.key),
            Self::DeploymentPlan(document) => ("DeploymentPlan", &document.key),
        }
    }
}

macro_rules! document {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name { $($(#[$field_doc])* pub $field: $type,)* }
    )*};
}

// After the macro they are written with.
mod deployment_plans;
mod environments;
mod policies;

pub use deployment_plans::{BranchEntry, DeploymentPlanDocument, LaneEntry, ParameterEntry, TaskEntry};
pub use environments::{
    ComponentEntry, EnvironmentDocument, EnvironmentGroupDocument, EnvironmentLinkEntry, HostEntry, StageDocument,
};
pub use policies::PolicyDocument;

document! {
    /// The days that are worked. A list that is given replaces the whole list.
    WorkingCalendarDocument {
        /// Its short name.
        #[schemars(with = "schema::Key")]
        key: Key,
        /// Its name.
        #[schemars(with = "schema::Name")]
        name: Name,
        /// The weekdays that are worked.
        #[schemars(with = "Vec<schema::Weekday>")]
        days: Vec<Weekday>,
        /// The days that are not worked all the same.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[schemars(with = "Vec<schema::Holiday>")]
        holidays: Vec<Holiday>,
    }

    /// A node of the organisation tree.
    PortfolioDocument {
        /// Its short name.
        #[schemars(with = "schema::Key")]
        key: Key,
        /// Its name.
        #[schemars(with = "schema::Name")]
        name: Name,
        /// The portfolio above; the root when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Key>")]
        parent: Option<Key>,
        /// The key of the working calendar it names; that of the portfolio above when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Key>")]
        working_calendar: Option<Key>,
        /// What it is for.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        description: String,
    }

    /// A group of people.
    TeamDocument {
        /// Its short name.
        #[schemars(with = "schema::Key")]
        key: Key,
        /// Its name.
        #[schemars(with = "schema::Name")]
        name: Name,
        /// Whose it is.
        #[schemars(with = "schema::Key")]
        portfolio: Key,
        /// What it does.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        description: String,
        /// Mail addresses of its members; absent leaves the members alone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        members: Option<Vec<String>>,
    }

    /// Something deployable.
    SystemDocument {
        /// Its short name.
        #[schemars(with = "schema::Key")]
        key: Key,
        /// Its name.
        #[schemars(with = "schema::Name")]
        name: Name,
        /// Whose it is.
        #[schemars(with = "schema::Key")]
        portfolio: Key,
        /// The enterprise's own word for what it is, such as `service` or `library`; written `type` because `kind` says
        /// which document this is.
        #[serde(default, rename = "type", skip_serializing_if = "String::is_empty")]
        system_type: String,
        /// What it does.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        description: String,
        /// The key of the team that looks after it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Key>")]
        team: Option<Key>,
        /// Who supplies it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        vendor: Option<String>,
        /// How much depends on it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Level>")]
        criticality: Option<Level>,
        /// The key of the system it is part of.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Key>")]
        parent: Option<Key>,
        /// Where its source is kept.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        repositories: Vec<String>,
        /// Free labels.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        tags: Vec<String>,
        /// Links.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[schemars(with = "Vec<schema::Link>")]
        links: Vec<Link>,
        /// What it needs to work.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        dependencies: Vec<SystemDependency>,
        /// Its versions. A version that is there already stays as it is: versions are immutable.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        versions: Vec<VersionEntry>,
    }

    /// A system that another needs.
    SystemDependency {
        /// The key of the system that is needed.
        #[schemars(with = "schema::Key")]
        system: Key,
        /// What for.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
    }

    /// A version of a system.
    VersionEntry {
        /// Its number; always text, so that `1.10` stays `1.10`.
        #[schemars(length(min = 1, max = 100))]
        number: String,
        /// The commit it was built from.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        commit: Option<String>,
        /// Digest of the artefact.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        digest: Option<String>,
        /// Package URL.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        purl: Option<String>,
        /// Where it was built.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        build_url: Option<String>,
        /// Its bill of materials.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sbom_url: Option<String>,
        /// Its provenance statement.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        provenance_url: Option<String>,
        /// When it was built, RFC 3339.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Instant>")]
        built_at: Option<Timestamp>,
        /// The key of the release that produced it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Key>")]
        release: Option<Key>,
    }

    /// A kind of release with its workflow.
    ReleaseTypeDocument {
        /// Its short name.
        #[schemars(with = "schema::Key")]
        key: Key,
        /// Its name.
        #[schemars(with = "schema::Name")]
        name: Name,
        /// What it is for.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        description: String,
        /// The kinds of release that may be of this type.
        #[schemars(with = "Vec<schema::Kind>")]
        kinds: Vec<Kind>,
        /// The statuses; a new release begins in the first.
        #[schemars(with = "Vec<schema::Status>")]
        statuses: Vec<Status>,
        /// The steps between them.
        #[schemars(with = "Vec<schema::Transition>")]
        transitions: Vec<Transition>,
        /// The fields it adds.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[schemars(with = "Vec<schema::Field>")]
        fields: Vec<FieldDefinition>,
    }

    /// A release without dates. Each list is taken as a whole; one that is left out stays. Texts may leave words open, such
    /// as `{cycle}`, which are said for each release made of it.
    ReleaseTemplateDocument {
        /// Its short name.
        #[schemars(with = "schema::Key")]
        key: Key,
        /// Its name.
        #[schemars(with = "schema::Name")]
        name: Name,
        /// `train`, `project` or `independent`; written `release` because `kind` says which document this is.
        #[schemars(with = "schema::Kind")]
        release: Kind,
        /// Whose it is, and where its releases go unless told otherwise.
        #[schemars(with = "schema::Key")]
        portfolio: Key,
        /// The key of the type of its releases; `standard` when absent.
        #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Key>")]
        release_type: Option<Key>,
        /// What it is for.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        description: String,
        /// How much could go wrong.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Level>")]
        risk: Option<Level>,
        /// The zone the days of its releases are counted in; UTC when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Zone>")]
        zone: Option<Zone>,
        /// The target's time of day.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::TimeOfDay>")]
        time: Option<Time>,
        /// The first day of its releases.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Offset>")]
        start: Option<Offset>,
        /// Labels of its releases.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        tags: Vec<String>,
        /// Named spans.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[schemars(with = "Vec<schema::TemplatePhase>")]
        phases: Vec<TemplatePhase>,
        /// Gates and milestones.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[schemars(with = "Vec<schema::TemplateMilestone>")]
        milestones: Vec<TemplateMilestone>,
        /// Work.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[schemars(with = "Vec<schema::TemplateActivity>")]
        activities: Vec<TemplateActivity>,
        /// Who has which part in its releases; absent leaves them alone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        roles: Option<Vec<InvolvedEntry>>,
        /// The systems its releases touch, and how; absent leaves them alone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        systems: Option<Vec<SystemEntry>>,
    }

    /// A span of time in which releases are held back, or have room.
    WindowDocument {
        /// Its short name.
        #[schemars(with = "schema::Key")]
        key: Key,
        /// Its name.
        #[schemars(with = "schema::Name")]
        name: Name,
        /// `freeze`, `maintenance` or `blockout`; written `window` because `kind` says which document this is.
        #[schemars(with = "schema::WindowKind")]
        window: WindowKind,
        /// Whose releases it governs, with those of every portfolio below.
        #[schemars(with = "schema::Key")]
        portfolio: Key,
        /// Why it is there.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        description: String,
        /// The zone whose clock counts; UTC when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Zone>")]
        zone: Option<Zone>,
        /// When it first begins, by that clock.
        #[schemars(with = "schema::LocalDateTime")]
        start: DateTime,
        /// When it then ends, that moment left out.
        #[schemars(with = "schema::LocalDateTime")]
        end: DateTime,
        /// When it comes again: an RFC 5545 rule such as `FREQ=WEEKLY;BYDAY=FR`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        recurrence: Option<String>,
        /// Which releases it governs; absent leaves the selector alone, and a new window governs all.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        selector: Option<SelectorEntry>,
        /// What becomes of work that would run over its edge: `refuse`, which it is when a new one does not say, or `warn`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Overrun>")]
        overrun: Option<Overrun>,
        /// The event of a calendar it was imported from, by which the next import knows it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        uid: Option<String>,
    }

    #[derive(Default)]
    /// What a window or a policy governs. An empty list says nothing; of each other list one matches.
    SelectorEntry {
        /// Keys of release types.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[schemars(with = "Vec<schema::Key>")]
        types: Vec<Key>,
        /// Kinds of release.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[schemars(with = "Vec<schema::Kind>")]
        kinds: Vec<Kind>,
        /// Labels.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        tags: Vec<String>,
        /// Keys of systems.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[schemars(with = "Vec<schema::Key>")]
        systems: Vec<Key>,
        /// Risks.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[schemars(with = "Vec<schema::Level>")]
        risk: Vec<Level>,
        /// Keys of stages: it then governs only what goes to an environment at one of them.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[schemars(with = "Vec<schema::Key>")]
        stages: Vec<Key>,
    }

    /// A release with its whole plan: phases and milestones that are there but not in the document are removed, the former
    /// plan is kept as a baseline.
    ReleaseDocument {
        /// Its short name.
        #[schemars(with = "schema::Key")]
        key: Key,
        /// Its name.
        #[schemars(with = "schema::Name")]
        name: Name,
        /// `train`, `project` or `independent`; written `release` because `kind` says which document this is.
        #[schemars(with = "schema::Kind")]
        release: Kind,
        /// Whose it is.
        #[schemars(with = "schema::Key")]
        portfolio: Key,
        /// The key of its type; `standard` when absent.
        #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Key>")]
        release_type: Option<Key>,
        /// The key of the train it rides in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Key>")]
        parent: Option<Key>,
        /// The key of its status. A new release may be recorded in any status; a later change must be a step of the workflow.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Key>")]
        status: Option<Key>,
        /// What it brings.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        description: String,
        /// How much could go wrong.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Level>")]
        risk: Option<Level>,
        /// The zone its days are counted in; UTC when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Zone>")]
        zone: Option<Zone>,
        /// Its first day.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Day>")]
        start: Option<Date>,
        /// When it is due.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Due>")]
        target: Option<Due>,
        /// When it was completed, for a release recorded as done.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Instant>")]
        completed_at: Option<Timestamp>,
        /// Free labels.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        tags: Vec<String>,
        /// Values of the type's custom fields.
        #[serde(default, skip_serializing_if = "Map::is_empty")]
        fields: Map<String, Value>,
        /// Links.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[schemars(with = "Vec<schema::Link>")]
        links: Vec<Link>,
        /// Named spans.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        phases: Vec<PhaseEntry>,
        /// Gates and milestones.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        milestones: Vec<MilestoneEntry>,
        /// Work, matched by name; activities that are there but not in the document stay.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        activities: Vec<ActivityEntry>,
        /// The RAID register, matched by title; items that are there but not in the document stay.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        raid: Vec<RaidEntry>,
        /// The systems it touches, and how; absent leaves them alone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        systems: Option<Vec<SystemEntry>>,
        /// The exact versions it delivers; absent leaves them alone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        manifest: Option<Vec<ManifestEntry>>,
        /// Who has which part in it; absent leaves them alone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        people: Option<Vec<InvolvedEntry>>,
        /// The releases it needs; absent leaves them alone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        needs: Option<Vec<NeedEntry>>,
    }

    /// A named span of a release.
    PhaseEntry {
        /// Its name; says which phase it is.
        #[schemars(with = "schema::Name")]
        name: Name,
        /// Its first day.
        #[schemars(with = "schema::Day")]
        start: Date,
        /// Its last day.
        #[schemars(with = "schema::Day")]
        end: Date,
    }

    /// A gate or milestone.
    MilestoneEntry {
        /// Its short name; says which milestone it is.
        #[schemars(with = "schema::Key")]
        key: Key,
        /// Its name.
        #[schemars(with = "schema::Name")]
        name: Name,
        /// `gate` or `milestone`; a milestone when absent.
        #[serde(default = "milestone", rename = "type")]
        #[schemars(with = "schema::MilestoneKind")]
        milestone_type: MilestoneKind,
        /// The name of the phase it ends or lies in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Name>")]
        phase: Option<Name>,
        /// Its first day, when it spans several.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Day>")]
        start: Option<Date>,
        /// Its deadline.
        #[schemars(with = "schema::Due")]
        due: Due,
        /// `passed` or `failed` for one that was decided elsewhere; absent leaves it alone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        state: Option<Recorded>,
        /// The role or team that answers for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        responsible: Option<String>,
        /// What it is for: `cross-project`, `project`, …
        #[serde(default, skip_serializing_if = "Option::is_none")]
        scope: Option<String>,
        /// What it means.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        description: String,
    }

    /// Work in a phase.
    ActivityEntry {
        /// What is to be done; says which activity it is.
        #[schemars(with = "schema::Name")]
        name: Name,
        /// The name of its phase.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Name>")]
        phase: Option<Name>,
        /// The mail address of who does it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        assignee: Option<String>,
        /// From this day.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Day>")]
        start: Option<Date>,
        /// To this day.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Day>")]
        due: Option<Date>,
        /// How far it is.
        #[serde(default)]
        #[schemars(with = "schema::ActivityStatus")]
        status: ActivityStatus,
        /// In more words.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        description: String,
    }

    /// A risk, assumption, issue, decision or dependency.
    RaidEntry {
        /// What kind of thing it is.
        #[serde(rename = "type")]
        #[schemars(with = "schema::RaidKind")]
        raid_type: RaidKind,
        /// What it is; says which item it is.
        #[schemars(with = "schema::Name")]
        title: Name,
        /// In more words.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        description: String,
        /// The mail address of who sees to it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        person: Option<String>,
        /// The key of the team that sees to it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Key>")]
        team: Option<Key>,
        /// How likely a risk is, 1 to 5.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        probability: Option<i64>,
        /// How bad a risk is, 1 to 5.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        impact: Option<i64>,
        /// By when something has to be done.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Day>")]
        due: Option<Date>,
        /// How far it is.
        #[serde(default)]
        #[schemars(with = "schema::RaidStatus")]
        status: RaidStatus,
        /// What is done about it.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        response: String,
        /// What came of it, once it is closed.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        resolution: String,
    }

    /// A system a release touches.
    SystemEntry {
        /// Its key.
        #[schemars(with = "schema::Key")]
        system: Key,
        /// How.
        #[schemars(with = "schema::Impact")]
        impact: Impact,
    }

    /// A version a release delivers.
    ManifestEntry {
        /// The system's key.
        #[schemars(with = "schema::Key")]
        system: Key,
        /// The version's number.
        version: String,
    }

    /// Somebody with a part in a release or template: a person by mail address, or a team by key.
    InvolvedEntry {
        /// Mail address.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        person: Option<String>,
        /// Team key.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<schema::Key>")]
        team: Option<Key>,
        /// The part.
        #[schemars(with = "schema::Part")]
        role: Part,
    }

    /// A release that another needs.
    NeedEntry {
        /// Its key.
        #[schemars(with = "schema::Key")]
        release: Key,
        /// True when the other cannot be delivered without it.
        #[serde(default)]
        hard: bool,
        /// Why.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
    }
}

/// A decision made elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Recorded {
    /// Passed, or reached.
    Passed,
    /// Not passed, or missed.
    Failed,
}

const fn milestone() -> MilestoneKind {
    MilestoneKind::Milestone
}
