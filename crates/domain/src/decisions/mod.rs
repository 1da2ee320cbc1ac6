//! The one question: may this go to that environment at that time? Asked by people, pipelines and runs alike.
//!
//! The definition. An environment stands in the way at an instant when
//!
//! - a block (an outage, an occurrence of a blockout) covers the instant on the environment, on what covers it or on what is
//!   part of it; or
//! - an exclusive booking that is approved or active does so and is nobody's who asks: neither of the release that is named,
//!   nor of the person who asks, nor of one of their teams.
//!
//! It may go there when nothing is in the way. The earliest instant it will be allowed is the first one, not before the one
//! asked for, at which nothing known of is in the way.

#[cfg(test)]
mod tests;

use crate::{
    bookings::{Block, Hold, Usage},
    environments::Tree,
    id::{EnvironmentId, PersonId, ReleaseId, TeamId},
    problem::Reason,
};
use jiff::Timestamp;
use serde::Serialize;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Where something is to go.
    pub environment: EnvironmentId,
    /// When.
    pub at: Timestamp,
    /// For which release.
    pub release: Option<ReleaseId>,
    /// Who asks.
    pub person: Option<PersonId>,
    /// The teams of whoever asks.
    pub teams: Vec<TeamId>,
}

/// What a booking keeps of an environment, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding {
    /// What it keeps.
    pub hold: Hold,
    /// The release it serves.
    pub release: Option<ReleaseId>,
    /// Who asked for it.
    pub person: Option<PersonId>,
    /// The team that works there.
    pub team: Option<TeamId>,
    /// How it is called to whoever asks.
    pub called: String,
    /// Who can hand it back.
    pub holder: Option<String>,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// Everything that is in the way at the instant asked for; nothing when it may go.
    pub reasons: Vec<Reason>,
    /// The first instant at which nothing is in the way; `None` when that is not known.
    pub allowed_from: Option<Timestamp>,
}

impl Answer {
    /// Whether it may go there.
    #[must_use]
    pub const fn is_allowed(&self) -> bool {
        self.reasons.is_empty()
    }
}

/// Answers the question from everything that is held and blocked until `known_until`, and may be more.
#[must_use]
pub fn answer(
    question: &Question,
    holdings: &[Holding],
    blocks: &[Block],
    tree: &Tree,
    known_until: Timestamp,
) -> Answer {
    let related = |other: EnvironmentId| tree.common(question.environment, other).is_some();
    let held: Vec<&Holding> =
        holdings.iter().filter(|holding| related(holding.hold.environment) && holding.stops(question)).collect();
    let blocked: Vec<&Block> = blocks.iter().filter(|block| related(block.environment)).collect();
    let mut reasons: Vec<Reason> =
        blocked.iter().filter(|block| block.span.contains(question.at)).map(|block| block_reason(block)).collect();
    reasons
        .extend(held.iter().filter(|holding| holding.hold.span.contains(question.at)).map(|holding| holding.reason()));
    let spans: Vec<_> =
        blocked.iter().map(|block| block.span).chain(held.iter().map(|holding| holding.hold.span)).collect();
    // Only an end of what is in the way can be the first free instant.
    let mut first = question.at;
    while let Some(end) = spans.iter().filter(|span| span.contains(first)).map(|span| span.end()).max() {
        first = end;
    }
    Answer { reasons, allowed_from: (first < known_until || first == question.at).then_some(first) }
}

impl Holding {
    /// True when it keeps whoever asks out.
    fn stops(&self, question: &Question) -> bool {
        let is_own = (self.release.is_some() && self.release == question.release)
            || (self.person.is_some() && self.person == question.person)
            || self.team.is_some_and(|team| question.teams.contains(&team));
        self.hold.usage == Usage::Exclusive && !is_own
    }

    fn reason(&self) -> Reason {
        let detail = format!("{} has it until {}", self.called, self.hold.span.end());
        Reason { who: self.holder.clone(), until: Some(self.hold.span.end()), ..Reason::new("booked", detail) }
    }
}

fn block_reason(block: &Block) -> Reason {
    let detail = format!("{} until {}", block.name, block.span.end());
    Reason { until: Some(block.span.end()), ..Reason::new(block.kind, detail) }
}
