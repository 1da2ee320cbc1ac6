//! What a booking is.

use super::{Hold, Span};
use crate::{
    due::Zone,
    environments::Tree,
    id::{BookingId, EnvironmentGroupId, EnvironmentId, PersonId, PhaseId, PortfolioId, ReleaseId, TeamId},
    problem::{Fault, Faults},
    text::Name,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Whether others may be there as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Usage {
    /// Nobody else.
    Exclusive,
    /// As many as there is room for.
    Shared,
}

impl Usage {
    /// Every usage.
    pub const ALL: [Self; 2] = [Self::Exclusive, Self::Shared];

    /// The name in the API and the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Exclusive => "exclusive",
            Self::Shared => "shared",
        }
    }
}

/// What an environment is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// New code comes in.
    Code,
    /// Only its configuration changes.
    Configuration,
    /// Nothing changes; it is tested again.
    Regression,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 3] = [Self::Code, Self::Configuration, Self::Regression];

    /// The name in the API and the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Configuration => "configuration",
            Self::Regression => "regression",
        }
    }
}

/// How much it matters that a booking keeps its time and place: 1 (most) to 5 (least).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Priority(u8);

impl Priority {
    /// What nobody judged.
    pub const USUAL: Self = Self(3);

    /// Checks a number.
    ///
    /// # Errors
    /// A fault for any number but 1 to 5.
    pub fn new(number: i64) -> Result<Self, Fault> {
        u8::try_from(number).ok().filter(|number| (1..=5).contains(number)).map(Self).ok_or_else(|| {
            Fault::new("", "range", format!("a priority is 1 (matters most) to 5 (matters least); {number} is neither"))
        })
    }

    /// The number.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }

    /// What moving such a booking counts: 16, 8, 4, 2 and 1 from the priority 1 to 5, so that two of a priority matter as
    /// much as one of the next higher.
    #[must_use]
    pub const fn weight(self) -> u64 {
        1 << (5 - self.0)
    }
}

impl<'de> Deserialize<'de> for Priority {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(i64::deserialize(deserializer)?).map_err(|fault| serde::de::Error::custom(fault.detail))
    }
}

/// What is booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Place {
    /// One environment, with everything below it.
    Environment {
        /// Which.
        environment: EnvironmentId,
    },
    /// Some of a group, whichever.
    Pool {
        /// Which group.
        group: EnvironmentGroupId,
        /// How many of it, at least one.
        count: u32,
        /// Which they are, once they were picked.
        members: Vec<EnvironmentId>,
    },
}

impl Place {
    /// The environments it is about, as far as they are known.
    #[must_use]
    pub fn environments(&self) -> &[EnvironmentId] {
        match self {
            Self::Environment { environment } => std::slice::from_ref(environment),
            Self::Pool { members, .. } => members,
        }
    }

    /// True when it is known which environments it is about.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        match self {
            Self::Environment { .. } => true,
            Self::Pool { count, members, .. } => u32::try_from(members.len()).is_ok_and(|picked| picked == *count),
        }
    }
}

/// How far a booking is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "name", rename_all = "snake_case")]
pub enum State {
    /// Somebody wants it.
    Requested,
    /// Somebody wants it as soon as the place is free.
    Waiting {
        /// Since when: the first to wait comes first.
        since: Timestamp,
    },
    /// The place is kept.
    Approved {
        /// When that was decided.
        at: Timestamp,
        /// Who decided it; `None` when the group approves by itself.
        by: Option<PersonId>,
    },
    /// It was refused.
    Rejected {
        /// When.
        at: Timestamp,
        /// By whom.
        by: Option<PersonId>,
        /// Why.
        reason: String,
    },
    /// The place is in use.
    Active {
        /// Since when.
        at: Timestamp,
        /// Who took it; `None` when its time came.
        by: Option<PersonId>,
    },
    /// The place was handed back.
    Returned {
        /// When.
        at: Timestamp,
        /// By whom; `None` when its time was over.
        by: Option<PersonId>,
    },
    /// It is no longer wanted.
    Cancelled {
        /// When that was said.
        at: Timestamp,
        /// By whom.
        by: Option<PersonId>,
        /// Why.
        reason: String,
    },
}

impl State {
    /// Every name of a state.
    pub const NAMES: [&str; 7] = ["requested", "waiting", "approved", "rejected", "active", "returned", "cancelled"];

    /// The name in the API and the database.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Waiting { .. } => "waiting",
            Self::Approved { .. } => "approved",
            Self::Rejected { .. } => "rejected",
            Self::Active { .. } => "active",
            Self::Returned { .. } => "returned",
            Self::Cancelled { .. } => "cancelled",
        }
    }

    /// True while it keeps others out.
    #[must_use]
    pub const fn holds(&self) -> bool {
        matches!(self, Self::Approved { .. } | Self::Active { .. })
    }

    /// True when nothing more will come of it.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        matches!(self, Self::Rejected { .. } | Self::Returned { .. } | Self::Cancelled { .. })
    }
}

/// A place kept for somebody for a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Booking {
    /// Which.
    pub id: BookingId,
    /// What it is for.
    pub title: Name,
    /// In more words.
    pub description: String,
    /// Whose it is.
    pub portfolio: PortfolioId,
    /// The release it serves.
    pub release: Option<ReleaseId>,
    /// The phase of that release it moves with.
    pub phase: Option<PhaseId>,
    /// What is booked.
    pub place: Place,
    /// When.
    pub span: Span,
    /// Whose clock it goes by.
    pub zone: Zone,
    /// Whether others may be there as well.
    pub usage: Usage,
    /// What the place is wanted for.
    pub purpose: Purpose,
    /// How much it matters.
    pub priority: Priority,
    /// Who asked for it.
    pub requested_by: Option<PersonId>,
    /// The team that works there.
    pub team: Option<TeamId>,
    /// The first booking of the series it is one of.
    pub series: Option<BookingId>,
    /// How far it is.
    pub state: State,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// Counts its changes.
    pub rev: i64,
}

/// The longest a booking lasts. What looks for overlaps relies on it.
pub const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 366);
/// The most members of a pool one booking may want.
pub const MOST_MEMBERS: u32 = 100;
/// The longest description, in characters.
const DESCRIPTION_LENGTH: usize = 20_000;

impl Booking {
    /// What it keeps others from: nothing unless it is approved or active.
    #[must_use]
    pub fn holds(&self) -> Vec<Hold> {
        if self.state.holds() { self.would_hold() } else { Vec::new() }
    }

    /// What it would keep others from if it were approved.
    #[must_use]
    pub fn would_hold(&self) -> Vec<Hold> {
        let hold = |environment: &EnvironmentId| Hold {
            booking: self.id,
            environment: *environment,
            span: self.span,
            usage: self.usage,
        };
        self.place.environments().iter().map(hold).collect()
    }

    /// True when its time is over and the place was not handed back.
    #[must_use]
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        matches!(self.state, State::Active { .. }) && self.span.end() <= now
    }

    /// Every fault of the booking, as far as it can be seen without looking at others.
    #[must_use]
    pub fn faults(&self, tree: &Tree) -> Faults {
        let mut faults = Faults::none();
        faults.require(self.description.chars().count() <= DESCRIPTION_LENGTH, "/description", "text", || {
            format!("a description has at most {DESCRIPTION_LENGTH} characters")
        });
        faults.require(self.span.length() <= LONGEST, "/span/end", "range", || {
            "a booking lasts at most 366 days; book again for what comes after".to_owned()
        });
        faults.require(self.phase.is_none() || self.release.is_some(), "/phase", "release", || {
            "a phase belongs to a release; name the release as well".to_owned()
        });
        if let Place::Pool { count, members, .. } = &self.place {
            faults.require((1..=MOST_MEMBERS).contains(count), "/place/count", "range", || {
                format!("a booking takes 1 to {MOST_MEMBERS} of a group; {count} is neither")
            });
            faults.require(members.is_empty() || self.place.is_settled(), "/place/members", "count", || {
                format!("{} members are named and {count} wanted; name as many as are wanted, or none", members.len())
            });
            for (index, member) in members.iter().enumerate() {
                let nested = members[..index].iter().any(|other| tree.common(*other, *member).is_some());
                faults.require(!nested, &format!("/place/members/{index}"), "nested", || {
                    "it is booked already, with another member that covers it or is part of it; name others".to_owned()
                });
            }
        }
        faults
    }
}
