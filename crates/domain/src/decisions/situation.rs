//! Everything a decision is made from, as plain facts: kept with the decision, so that it can be made again.

use crate::{
    bookings::{Span, Usage},
    calendar::window::{Overrun, WindowKind},
    id::{
        BookingId, ChangeRequestId, EnvironmentId, MilestoneId, PersonId, PortfolioId, ReleaseId, StageId, StopId,
        SystemId, TeamId, VersionId, WindowId, WindowOverrideId,
    },
    policy::Enforcement,
    releases::Category,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What is asked, and all that bears on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Situation {
    /// The instant it is to begin.
    pub at: Timestamp,
    /// How many minutes it is expected to take; 0 when nobody says.
    pub minutes: u32,
    /// Times of windows, bookings and outages are known for what begins before this instant.
    pub known_until: Timestamp,
    /// Who asks.
    pub asker: Asker,
    /// Where it is to go.
    pub environment: Target,
    /// What is to go there.
    pub system: Option<Moved>,
    /// What for.
    pub release: Option<Carrier>,
    /// The stages before that of the environment which ask something of a version, from the first to the last.
    pub path: Vec<Step>,
    /// The gates of the release that guard a stage.
    pub gates: Vec<Guard>,
    /// What the system needs.
    pub needs: Vec<Need>,
    /// The lines that are stopped where it comes from or goes to.
    pub stops: Vec<Stopped>,
    /// The windows that govern it.
    pub windows: Vec<Governing>,
    /// What is booked on the environment, on what it is part of and on what is part of it.
    pub holdings: Vec<Holding>,
    /// Outages of the same environments.
    pub outages: Vec<Outage>,
    /// What policies say of it.
    pub verdicts: Vec<Verdict>,
    /// Other environments that are as good, and whether it may go there.
    pub elsewhere: Vec<Elsewhere>,
    /// Who holds which right where, as far as that helps.
    pub helpers: Vec<Helper>,
}

/// Who asks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asker {
    /// The person, or the person behind a pipeline; `None` for the system.
    pub person: Option<PersonId>,
    /// Their teams.
    pub teams: Vec<TeamId>,
}

/// Where it is to go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// Which environment.
    pub id: EnvironmentId,
    /// Its key.
    pub key: String,
    /// Whose it is.
    pub portfolio: PortfolioId,
    /// True when it was put away.
    pub archived: bool,
    /// The stage it is at.
    pub stage: Option<Place>,
}

/// A stage, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Which.
    pub id: StageId,
    /// Its key.
    pub key: String,
    /// Its position: versions go from lower to higher, at the same one in the order of keys, whatever their case.
    pub position: i64,
}

impl Place {
    /// What stages are sorted by.
    #[must_use]
    pub fn order(&self) -> (i64, String) {
        (self.position, self.key.to_lowercase())
    }
}

/// What is to go there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Which system.
    pub id: SystemId,
    /// Its key.
    pub key: String,
    /// Whose it is.
    pub portfolio: PortfolioId,
    /// True when it was put away.
    pub archived: bool,
    /// Which version.
    pub version: Option<Build>,
}

/// A version of a system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Build {
    /// Its number.
    pub number: String,
    /// Its id when it was registered. Later versions have greater ids.
    pub id: Option<VersionId>,
}

impl Build {
    /// True for the same version, and for one that was registered later.
    #[must_use]
    pub fn reaches(&self, wanted: &Self) -> bool {
        self.number == wanted.number || matches!((self.id, wanted.id), (Some(here), Some(there)) if here >= there)
    }
}

/// The release it is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carrier {
    /// Which.
    pub id: ReleaseId,
    /// Its key.
    pub key: String,
    /// Whose it is.
    pub portfolio: PortfolioId,
    /// How it stands.
    pub category: Category,
    /// True when it was put away.
    pub archived: bool,
    /// The number of the version of the system in its manifest.
    pub listed: Option<String>,
}

/// A stage on the way, what it asks, and what the version did there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Which stage.
    pub stage: Place,
    /// Its name.
    pub name: String,
    /// Whose environments they are: who may report there can help.
    pub portfolio: PortfolioId,
    /// In how many of its environments the version has to have been; at least 1.
    pub environments: u32,
    /// For how many minutes at a time.
    pub soak_minutes: u32,
    /// Whether it has to be verified there.
    pub verified: bool,
    /// Where it was.
    pub passages: Vec<Passage>,
}

/// That the version ran in an environment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// Where.
    pub environment: EnvironmentId,
    /// Since when.
    pub since: Timestamp,
    /// Until when; `None` while it does.
    pub until: Option<Timestamp>,
    /// Whether it was last found to do there what it should.
    pub verified: bool,
}

/// A gate that nothing of the release passes to a stage or a later one before it is passed itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guard {
    /// Which gate.
    pub id: MilestoneId,
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// The stage it guards.
    pub guards: Place,
    /// What holds it; nothing once it is passed and what was approved is still what is there.
    pub held: Vec<HeldBy>,
}

/// Something that holds a gate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldBy {
    /// What, as a sentence.
    pub detail: String,
    /// Who can clear it.
    pub who: Option<String>,
}

/// A system that the one which moves needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// Which.
    pub system: SystemId,
    /// Its key; `None` when whoever asks may not see it.
    pub key: Option<String>,
    /// The version that the manifest of the release names.
    pub wanted: Option<Build>,
    /// The versions that run in the environment, in what it is part of and in what is part of it.
    pub running: Vec<Build>,
}

impl Need {
    /// True when it runs there, and no older than wanted.
    #[must_use]
    pub fn is_met(&self) -> bool {
        self.running.iter().any(|running| self.wanted.as_ref().is_none_or(|wanted| running.reaches(wanted)))
    }
}

/// A line that is stopped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stopped {
    /// Which stop.
    pub id: StopId,
    /// In whose subtree.
    pub portfolio: PortfolioId,
    /// How that portfolio is called; `None` when whoever asks may not see it.
    pub name: Option<String>,
    /// Why.
    pub reason: String,
    /// Since when.
    pub since: Timestamp,
    /// Who stopped it.
    pub by: Option<String>,
}

/// A window that governs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Governing {
    /// Which.
    pub id: WindowId,
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// What it means.
    pub kind: WindowKind,
    /// What becomes of work that would run over its edge.
    pub overrun: Overrun,
    /// Whose it is.
    pub portfolio: PortfolioId,
    /// From when on it comes no more; `None` when it comes for ever.
    pub over_at: Option<Timestamp>,
    /// The times it comes, in order.
    pub times: Vec<Span>,
    /// What lets this go in spite of it.
    pub overrides: Vec<Overriding>,
}

impl Governing {
    /// The override that lets go in spite of it what begins at an instant.
    #[must_use]
    pub fn overridden(&self, at: Timestamp) -> Option<&Overriding> {
        self.overrides.iter().find(|one| at < one.until)
    }
}

/// An override that is for just this.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overriding {
    /// Which.
    pub id: WindowOverrideId,
    /// For what begins before this instant.
    pub until: Timestamp,
    /// Why.
    pub reason: String,
    /// Who granted it.
    pub by: Option<String>,
}

/// What a booking keeps of an environment, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    /// Which booking.
    pub booking: BookingId,
    /// Of which environment.
    pub environment: EnvironmentId,
    /// When.
    pub span: Span,
    /// Whether others may be there as well.
    pub usage: Usage,
    /// The release it serves.
    pub release: Option<ReleaseId>,
    /// Who asked for it.
    pub person: Option<PersonId>,
    /// The team that works there.
    pub team: Option<TeamId>,
    /// How it is called; `None` when whoever asks may not see it.
    pub called: Option<String>,
}

/// A time in which an environment is not to be had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outage {
    /// The change request that brings it.
    pub request: ChangeRequestId,
    /// Of which environment.
    pub environment: EnvironmentId,
    /// What it is called.
    pub title: String,
    /// When.
    pub span: Span,
}

/// What a policy says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The id of the policy.
    pub policy: String,
    /// Its key.
    pub key: String,
    /// Which version of it.
    pub version: i64,
    /// Whose it is.
    pub portfolio: PortfolioId,
    /// What it is there for.
    pub enforcement: Enforcement,
    /// Whether it holds. One that could not be worked out does not.
    pub holds: bool,
    /// What it has to say when it does not hold.
    pub message: String,
    /// The waiver that lets the release pass it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waived: Option<Waived>,
}

impl Verdict {
    /// True when it is in the way at an instant.
    #[must_use]
    pub fn denies(&self, at: Timestamp) -> bool {
        let is_waived = self.waived.as_ref().is_some_and(|waived| at < waived.until);
        self.enforcement == Enforcement::Deny && !self.holds && !is_waived
    }
}

/// A waiver that holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waived {
    /// Its id.
    pub waiver: String,
    /// What it is called.
    pub title: String,
    /// From when on it no longer holds.
    pub until: Timestamp,
}

/// Another environment that is as good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Elsewhere {
    /// Which.
    pub id: EnvironmentId,
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Whether it may go there.
    pub open: bool,
}

/// Who holds a right on a portfolio.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Helper {
    /// The right.
    pub right: String,
    /// The portfolio.
    pub portfolio: PortfolioId,
    /// The nearest of those who hold it.
    pub names: Vec<String>,
}
