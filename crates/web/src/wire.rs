//! Wire forms that several nouns share.

use crate::output::{Mention, PersonMention};
use jiff::{Timestamp, civil::Date, civil::Time};
use serde::{Deserialize, Serialize};
use signalbox_domain::{Due as DomainDue, PersonRef, Problem, Zone, bookings, catalog, releases::health};
use signalbox_service::raid::{Holder, Owner};
use utoipa::ToSchema;

/// A deadline: a day, perhaps a time of day, and the zone whose clock counts.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct Due {
    /// The last day that counts.
    date: Date,
    /// The local time of day, `HH:MM`; without it the whole day counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    time: Option<Time>,
    /// An IANA name, or `AoE` (anywhere on Earth, UTC−12).
    zone: String,
    /// The instant from which it is too late.
    at: Timestamp,
}

impl From<DomainDue> for Due {
    fn from(due: DomainDue) -> Self {
        Self { at: due.instant(), date: due.date, time: due.time, zone: due.zone.to_string() }
    }
}

/// A deadline to be set.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewDue {
    /// The last day that counts.
    date: Date,
    /// The local time of day, `HH:MM`; without it the whole day counts.
    #[serde(default)]
    #[schema(value_type = Option<String>, pattern = "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$")]
    time: Option<Time>,
    /// An IANA name, or `AoE`; the release's own zone when absent.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "time-zone", nullable = false)]
    zone: Option<Zone>,
}

impl NewDue {
    /// Day, time and zone, as far as they were said.
    pub(crate) fn parts(self) -> (Date, Option<Time>, Option<Zone>) {
        (self.date, self.time, self.zone)
    }

    /// The deadline, in this zone unless it names its own.
    pub(crate) fn in_zone(self, zone: &Zone) -> DomainDue {
        DomainDue { date: self.date, time: self.time, zone: self.zone.unwrap_or_else(|| zone.clone()) }
    }
}

/// A link to something outside.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Link {
    #[schema(min_length = 1, max_length = 200)]
    title: String,
    /// An `https:` or `http:` address.
    #[schema(max_length = 2000)]
    url: String,
}

impl From<Link> for catalog::Link {
    fn from(link: Link) -> Self {
        Self { title: link.title, url: link.url }
    }
}

impl From<catalog::Link> for Link {
    fn from(link: catalog::Link) -> Self {
        Self { title: link.title, url: link.url }
    }
}

impl From<PersonRef> for PersonMention {
    fn from(person: PersonRef) -> Self {
        Self { id: person.id.to_string(), name: person.name.to_string() }
    }
}

/// Is it on time?
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct Health {
    state: HealthState,
    /// Why, as sentences; empty when all is well.
    reasons: Vec<String>,
}

impl From<health::Health> for Health {
    fn from(health: health::Health) -> Self {
        Self { state: health.state.into(), reasons: health.reasons }
    }
}

/// A person or team with a part in something.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct Involved {
    /// The person, if it is one.
    pub(crate) person: Option<PersonMention>,
    /// The team, if it is one.
    pub(crate) team: Option<Mention>,
    /// As what.
    pub(crate) role: Part,
}

/// A person or a team: one of the two is there.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct Party {
    /// The person, if it is one.
    person: Option<PersonMention>,
    /// The team, if it is one.
    team: Option<Mention>,
}

impl From<Holder> for Party {
    fn from(holder: Holder) -> Self {
        match holder {
            Holder::Person(person) => Self { person: Some(person.into()), team: None },
            Holder::Team(team) => Self { person: None, team: Some(team.into()) },
        }
    }
}

/// Who is to see to something: a person or a team.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewParty {
    /// A person, by id or mail address.
    #[serde(default)]
    person: Option<String>,
    /// A team, by id or key.
    #[serde(default)]
    team: Option<String>,
}

impl From<NewParty> for Owner {
    fn from(party: NewParty) -> Self {
        Self { person: party.person, team: party.team }
    }
}

/// A span of time between two instants, the second left out.
#[derive(Clone, Copy, Serialize, ToSchema)]
pub(crate) struct Span {
    start: Timestamp,
    end: Timestamp,
}

impl From<bookings::Span> for Span {
    fn from(span: bookings::Span) -> Self {
        Self { start: span.start(), end: span.end() }
    }
}

/// A span of time that is to be.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewSpan {
    /// Its first instant.
    start: Timestamp,
    /// The first instant that is no longer part of it.
    end: Timestamp,
}

impl NewSpan {
    /// The span, which is never empty.
    pub(crate) fn read(self, pointer: &str) -> Result<bookings::Span, Problem> {
        bookings::Span::new(self.start, self.end).map_err(|fault| fault.within(pointer).into())
    }
}

/// What became of a gate or milestone.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MilestoneState {
    /// Not decided or reached yet.
    Pending,
    /// Passed, or reached.
    Passed,
    /// Not passed, or missed.
    Failed,
}

impl From<&signalbox_domain::releases::MilestoneState> for MilestoneState {
    fn from(state: &signalbox_domain::releases::MilestoneState) -> Self {
        match state {
            signalbox_domain::releases::MilestoneState::Pending => Self::Pending,
            signalbox_domain::releases::MilestoneState::Passed { .. } => Self::Passed,
            signalbox_domain::releases::MilestoneState::Failed { .. } => Self::Failed,
        }
    }
}

/// Wire names for the domain's enumerations: the same words, with a schema.
macro_rules! mirrored {
    ($($(#[$doc:meta])* $name:ident = $domain:path { $($variant:ident),+ $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub(crate) enum $name { $($variant),+ }

        impl From<$name> for $domain {
            fn from(one: $name) -> Self { match one { $($name::$variant => Self::$variant),+ } }
        }

        impl From<$domain> for $name {
            fn from(one: $domain) -> Self { match one { $(<$domain>::$variant => Self::$variant),+ } }
        }
    )*};
}

mirrored! {
    /// How a release stands to others.
    Kind = signalbox_domain::releases::Kind { Train, Project, Independent }
    /// A bundle of rights.
    Role = signalbox_domain::authz::Role {
        Administrator, ReleaseManager, EnvironmentManager, DeploymentManager, Contributor, Approver, Viewer, Auditor, Guest,
        Machine
    }
    /// What one may be allowed to do.
    Right = signalbox_domain::authz::Right {
        Plan, Decide, Work, Comment, Close, Catalogue, Version, Equip, Report, Book, Allot, Override, Run, Audit,
        Directory, Administer,
    }
    /// Who may come in by a sign-in provider: whoever is here already, or everybody it lets in.
    Admission = signalbox_domain::accounts::provider::Admission { Known, Everybody }
    /// Whether whoever comes in by a sign-in provider is asked for a second factor that is kept here: never, unless the
    /// provider says that it asked for several factors (`amr`, `acr`), or always.
    ProviderSecondFactor = signalbox_domain::accounts::provider::SecondFactor { Never, UnlessReported, Always }
    /// What a session lacks before it is good for anything else: to show the second factor that there is, or to set one up.
    Missing = signalbox_domain::accounts::second_factor::Missing { SecondFactor, Enrolment }
    /// What a status means.
    Category = signalbox_domain::releases::Category { Draft, Planned, Active, Done, Cancelled }
    /// How much.
    Level = signalbox_domain::catalog::Level { Low, Medium, High, Critical }
    /// Decided or reached.
    MilestoneKind = signalbox_domain::releases::MilestoneKind { Gate, Milestone }
    /// How a release touches a system.
    Impact = signalbox_domain::releases::Impact { Code, Configuration, Regression }
    /// A part in a release.
    Part = signalbox_domain::releases::raci::Part { Accountable, Responsible, Consulted, Informed }
    /// How far an activity is.
    ActivityStatus = signalbox_domain::releases::ActivityStatus { Todo, Doing, Blocked, Done }
    /// What kind of thing a line of a RAID register is.
    RaidKind = signalbox_domain::releases::RaidKind { Risk, Assumption, Issue, Decision, Dependency }
    /// How far a line of a RAID register is.
    RaidStatus = signalbox_domain::releases::RaidStatus { Open, InProgress, Closed }
    /// What a custom field may hold: a text, a JSON number, a day, yes or no, one of its choices.
    FieldType = signalbox_domain::releases::fields::FieldType { Text, Number, Date, Boolean, Choice }
    /// What an offset counts: weeks, keeping the weekday; days that are worked; all days.
    OffsetUnit = signalbox_domain::releases::template::offset::Unit { Weeks, WorkingDays, Days }
    /// What becomes of a date on a day nobody works.
    DayOff = signalbox_domain::releases::template::offset::DayOff { Keep, Before, After }
    /// What a window means for releases: nothing new goes in, time set aside for changes, nothing happens at all.
    WindowKind = signalbox_domain::calendar::window::WindowKind { Freeze, Maintenance, Blockout }
    /// What becomes of work that would run over the edge of a window: it does not begin, or it may begin and whoever begins
    /// it is told.
    WindowOverrun = signalbox_domain::calendar::window::Overrun { Refuse, Warn }
    /// Whether others may be there as well: nobody else, or as many as there is room for.
    BookingUsage = signalbox_domain::bookings::Usage { Exclusive, Shared }
    /// What an environment is wanted for: new code, a change of configuration, or to test again what did not change.
    BookingPurpose = signalbox_domain::bookings::Purpose { Code, Configuration, Regression }
    /// What becomes of a request for a place that cannot be had: it is refused, it waits until the place is free, or it is
    /// kept for somebody to decide.
    IfTaken = signalbox_service::bookings::IfTaken { Refuse, Wait, Request }
    /// Which way bonds are followed on the map: to what may reach a thing, to what it may reach, or both.
    MapDirection = signalbox_domain::map::Toward { Upstream, Downstream, Both }
    /// Why something on the map reaches something else: a release touches a system, a system is needed by another, something
    /// is part of something, a system runs in an environment, environments are linked.
    MapBondKind = signalbox_domain::map::Why { Touches, Needs, Part, Runs, Link }
    /// What the use of environments is told by: each of them, the teams that have them, or what they are wanted for.
    UtilisationBy = signalbox_service::bookings::UseBy { Environment, Team, Purpose }
    /// How an environment is: there to be used, in use, being made ready, to be made ready first, or not working.
    EnvironmentState = signalbox_domain::environments::Health { Free, Busy, Cleaning, Dirty, Down }
    /// What is to be done to an environment: a version comes in, its data is made new, it is put back to what it was, it is
    /// set up otherwise, it is not to be had for a while.
    ChangeRequestKind = signalbox_domain::environments::change::Kind { Deploy, Refresh, Restore, Configure, Outage }
    /// What becomes of what does not fulfil a policy: it may not go on, whoever asks is told, or it is kept that it did not.
    PolicyEnforcement = signalbox_domain::policy::Enforcement { Deny, Warn, Audit }
    /// How far a version of a policy is: it governs nothing yet, it governs, it governed or was given up.
    PolicyStatus = signalbox_domain::policy::Status { Draft, InForce, Retired }
    /// How far a change request is.
    ChangeRequestStatus = signalbox_domain::environments::change::Status {
        Draft, Requested, Approved, Rejected, InProgress, Done, Failed, Cancelled,
    }
    /// A way out of a clash: all share, another member of the group, later or earlier within its limits, an earlier end, a
    /// later begin, the first free time of any member.
    ProposalKind = signalbox_domain::bookings::proposals::Kind {
        Share, Member, Later, Earlier, EndEarlier, BeginLater, NextFree,
    }
    /// What is said to a request for approval: yes, no, or not like this.
    ApprovalVerdict = signalbox_domain::gates::Verdict { Approve, Reject, Return }
    /// How a request for approval ended: all approved, one rejected, given back, taken back, about something else by now, or
    /// not decided in time.
    RequestOutcome = signalbox_domain::gates::request::Ended { Approved, Rejected, Returned, Withdrawn, Void, Expired }
    /// Whether a deployment plan may be run as it is written.
    DeploymentPlanStatus = signalbox_domain::deployment_plans::Status { Draft, Approved }
    /// What kind of thing is done in a task: by somebody, by a machine, a go or no-go, telling somebody something, where a
    /// downtime begins and ends.
    TaskKind = signalbox_domain::deployment_plans::Kind {
        Manual, Automated, Checkpoint, Communication, DowntimeStart, DowntimeEnd,
    }
    /// What of a task holds what of another.
    LinkKind = signalbox_domain::schedule::graph::LinkKind { FinishStart, StartStart, FinishFinish, StartFinish }
    /// Whether a run counts.
    RunKind = signalbox_domain::runs::Kind { Rehearsal, Live }
    /// How far a run is.
    RunStatus = signalbox_domain::runs::Status { Planned, Running, Paused, Completed, RolledBack, Aborted }
    /// How far a waiver is.
    WaiverState = signalbox_domain::gates::waiver::State { Requested, Approved, Rejected, Revoked }
    /// How a gate stands to what holds it: everything holds, everything but what was waived, or something is missing.
    Compliance = signalbox_domain::gates::Compliance { Compliant, CompliantWithException, NotCompliant }
    /// How a deployment ended: the version runs there, it did not work, it was given up on the way.
    DeploymentResult = signalbox_domain::deployments::DeploymentResult { Succeeded, Failed, Aborted }
    /// How two environments differ in a name: only the other has it, only this one has it, it is not the same.
    DifferenceKind = signalbox_domain::environments::parity::Kind { Missing, Extra, Different }
    /// Which way something flows between environments: from the other to this one, to the other, or both.
    LinkDirection = signalbox_domain::environments::Direction { From, To, Both }
    /// Whose gate a gatekeeper answers: a deployment protection rule of GitHub, an external status check of GitLab, or whatever
    /// signs by Standard Webhooks.
    GatekeeperKind = signalbox_domain::gatekeepers::Kind { Github, Gitlab, Webhook }
    /// How a gatekeeper finds the number of a version: by the commit it was built from, or by what the tag or branch is called.
    GatekeeperVersionBy = signalbox_domain::gatekeepers::VersionBy { Commit, Ref }
    /// How far what a gatekeeper asked is: not answered yet, it may go, it may not, or there was nothing to decide.
    DeliveryState = signalbox_domain::gatekeepers::State { Waiting, Allowed, Refused, Ignored }
    /// A day of the week.
    Weekday = signalbox_domain::schedule::Weekday { Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday }
    /// What a column of a train's matrix is about.
    ColumnKind = signalbox_domain::releases::matrix::ColumnKind { Phase, Gate, Milestone, Target }
    /// How far something in a plan is.
    Standing = signalbox_domain::releases::matrix::Standing {
        Ahead, Running, Overdue, Ended, Passed, Failed, Done, Cancelled,
    }
    /// A number of the capacity.
    CapacityMeasure = signalbox_domain::insight::capacity::Measure {
        Active, Targeting, Gates, Deliveries, Collisions,
    }
    /// How good an answer is.
    AnswerTone = signalbox_domain::releases::answers::Tone { Good, Warning, Bad, Unknown, Over }
    /// Part of a release's page.
    ReleaseSection = signalbox_domain::releases::answers::Section {
        Plan, Activities, Dependencies, Raid, Matrix, People,
    }
    /// What moves along with a subject: everything, what is on or after its day, nothing.
    Along = signalbox_domain::schedule::replan::Along { All, After, None }
    /// How distances are counted.
    DistanceUnit = signalbox_domain::schedule::replan::Unit { WorkingDays, Days }
    /// What becomes of a member: asked about, it stays and the answer says what following would do.
    MemberChoice = signalbox_domain::schedule::replan::Choice { Ask, Keep, Follow }
    /// What becomes of releases that need a moved one.
    DependantChoice = signalbox_domain::schedule::replan::Dependants { Push, Keep }
    /// Why a release moves.
    MoveCause = signalbox_domain::schedule::replan::Because { Moved, Member, Dependant }
    /// What kind of thing moves.
    MovedKind = signalbox_domain::schedule::replan::ItemKind { Release, Phase, Milestone, Activity }
    /// How much a conflict weighs.
    ConflictSeverity = signalbox_domain::schedule::replan::Severity { Blocks, Warns }
    /// Is it on time?
    HealthState = signalbox_domain::releases::health::HealthState { Unplanned, OnTrack, AtRisk, Late, Done, Cancelled }
}
