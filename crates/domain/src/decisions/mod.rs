//! The one question: may version X of system S go to environment E at time T? Asked by people, pipelines and runs alike.
//!
//! The definition. What is asked takes up the span from T on that it is expected to last, or the instant T when nobody says
//! how long. It may go when none of this is in the way:
//!
//! - the environment, the system or the release was put away; the release is not being worked on; the version was never
//!   registered, or is not the one in the manifest of the release;
//! - a stage before that of the environment, which asks for a number of environments, has fewer in which the version ran
//!   without a break for as long as is asked until T, and was last found to be in order where that is asked;
//! - a gate of the release guards the stage of the environment or one before it, and is not passed;
//! - a system that is needed does not run in the environment (or in what it is part of, or in what is part of it), or only
//!   in a version before the one in the manifest of the release;
//! - the line is stopped in the portfolio of the environment, the system or the release, or in one above: whatever T is;
//! - a freeze or blockout that governs it covers T, or begins before it has ended and does not only warn of that;
//! - maintenance windows govern it that come again or are open, and none of them is open at T and stays so until it has
//!   ended, or only warns of that;
//! - somebody else has the environment, or what it is part of, or something that is part of it, for themselves, or it has an
//!   outage, at any time of the span. A booking is one's own when it is for the release that is named, by whoever asks, or
//!   for one of their teams;
//! - a policy that denies does not hold.
//!
//! An override of a window that is for just this, and has not ended at T, takes the window out of the way: a freeze does not
//! count, a maintenance window counts as open. Deny beats allow, because each of these is in the way by itself.
//!
//! The earliest instant is the first one, T or later, at which nothing is in the way. It is told when it lies before the
//! instant until which times are known; what policies say is taken to stay as it is.
//!
//! Everything in the way has one remedy. All of them together let it go, and without any one of them it does not.

mod obstacle;
pub mod remedy;
pub mod situation;
pub mod stop;
pub mod sync_windows;
mod times;
pub mod window_override;

#[cfg(test)]
mod tests;

pub use remedy::Remedy;
pub use situation::Situation;

use crate::policy::Enforcement;
use crate::{authz::Right, bookings::Span, calendar::window::Overrun, id::PortfolioId, id::WindowOverrideId};
use jiff::{SignedDuration, Timestamp};
use obstacle::{Obstacle, obstacles};
use serde::Serialize;
use situation::{Elsewhere, Governing};

/// Which rules these are. A decision that was made by others is told from one that was made by these.
pub const RULES: i64 = 1;

/// How many instants are told at which it may go.
const MOST_TIMES: usize = 3;

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// Everything that is in the way at the instant asked for; nothing when it may go.
    pub blockers: Vec<Blocker>,
    /// What is in nobody's way, but worth knowing.
    pub notes: Vec<Note>,
    /// The first instant at which nothing is in the way; `None` when that is not known.
    pub allowed_from: Option<Timestamp>,
    /// That instant, and the next ones at which something ends that was in the way or a window opens, and nothing else is:
    /// at most three.
    pub times: Vec<Timestamp>,
    /// Other environments that are as good, to which it may go at the instant asked for.
    pub elsewhere: Vec<Elsewhere>,
}

impl Answer {
    /// Whether it may go.
    #[must_use]
    pub const fn is_allowed(&self) -> bool {
        self.blockers.is_empty()
    }

    /// The words for what is in the way, each once.
    #[must_use]
    pub fn codes(&self) -> Vec<&'static str> {
        let mut codes: Vec<&'static str> = self.blockers.iter().map(|blocker| blocker.code).collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    }
}

/// One thing in the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Blocker {
    /// A stable word for programs.
    pub code: &'static str,
    /// A sentence for people.
    pub detail: String,
    /// Who can clear it.
    pub who: Option<String>,
    /// When it clears by itself.
    pub until: Option<Timestamp>,
    /// What clears it.
    pub remedy: Remedy,
}

/// Something worth knowing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Note {
    /// A stable word for programs.
    pub code: &'static str,
    /// A sentence for people.
    pub detail: String,
}

/// Answers the question.
#[must_use]
pub fn decide(situation: &Situation) -> Answer {
    let found = obstacles(situation, situation.at);
    let times = if found.is_empty() { vec![situation.at] } else { times::open(situation, MOST_TIMES) };
    let elsewhere = if found.is_empty() { &[][..] } else { &situation.elsewhere };
    Answer {
        blockers: found.iter().map(|obstacle| blocker(situation, obstacle)).collect(),
        notes: notes(situation),
        allowed_from: times.first().copied(),
        times,
        elsewhere: elsewhere.iter().filter(|one| one.open).cloned().collect(),
    }
}

/// The rights that would help with what is in the way, and where: to look up who holds them.
#[must_use]
pub fn wanted_helpers(situation: &Situation) -> Vec<(Right, PortfolioId)> {
    let mut wanted: Vec<(Right, PortfolioId)> =
        obstacles(situation, situation.at).iter().map(|obstacle| obstacle.cleared_by(situation)).collect();
    wanted.sort_by_key(|(right, portfolio)| (right.name(), *portfolio));
    wanted.dedup();
    wanted
}

/// The fewest overrides that let go what may go: without any one of them it could not.
#[must_use]
pub fn relied_on(situation: &Situation) -> Vec<WindowOverrideId> {
    let all: Vec<WindowOverrideId> =
        situation.windows.iter().filter_map(|window| Some(window.overridden(situation.at)?.id)).collect();
    let mut kept = all.clone();
    for id in all {
        let fewer: Vec<WindowOverrideId> = kept.iter().copied().filter(|one| *one != id).collect();
        let mut other = situation.clone();
        other.windows.iter_mut().for_each(|window| window.overrides.retain(|one| fewer.contains(&one.id)));
        if obstacles(&other, other.at).is_empty() {
            kept = fewer;
        }
    }
    kept
}

fn blocker(situation: &Situation, obstacle: &Obstacle<'_>) -> Blocker {
    let (right, portfolio) = obstacle.cleared_by(situation);
    let known = situation.helpers.iter().find(|one| one.right == right.name() && one.portfolio == portfolio);
    let who = match (obstacle.known_helper(), known) {
        (Some(who), _) => who,
        (None, Some(helper)) if !helper.names.is_empty() => helper.names.join(", "),
        _ => format!("whoever may {} there", right.words()),
    };
    Blocker {
        code: obstacle.code(),
        detail: obstacle.detail(situation),
        who: Some(who),
        until: obstacle.until(situation, situation.at),
        remedy: obstacle.remedy(situation),
    }
}

fn notes(situation: &Situation) -> Vec<Note> {
    let mut notes = Vec::new();
    let mut note = |code, detail| notes.push(Note { code, detail });
    for window in &situation.windows {
        if let Some(one) = window.overridden(situation.at) {
            let by = one.by.as_deref().unwrap_or("the system");
            note("overridden", format!("{} does not count until {}: {by}: {}", window.name, one.until, one.reason));
        } else if window.overrun == Overrun::Warn
            && let Some(edge) = window.edge_within(situation)
        {
            note("overrun", format!("it would run over the edge of {} at {edge}", window.name));
        }
    }
    for verdict in situation.verdicts.iter().filter(|verdict| !verdict.holds) {
        match verdict.enforcement {
            Enforcement::Deny => {
                if let Some(waived) = &verdict.waived
                    && !verdict.denies(situation.at)
                {
                    let told = format!("{}: waived until {}: {}", verdict.key, waived.until, waived.title);
                    note("waived", told);
                }
            }
            Enforcement::Warn => note("policy", format!("{}: {}", verdict.key, verdict.message)),
            Enforcement::Audit => note("audit", format!("{}: {}", verdict.key, verdict.message)),
        }
    }
    let no_version = situation.system.as_ref().is_none_or(|system| system.version.is_none());
    if no_version && !situation.path.is_empty() {
        note("no_version", "no version is named, so nobody looked where it was before".to_owned());
    }
    notes
}

impl Situation {
    /// The span it takes up when it begins at an instant; `None` when nobody says how long it takes.
    fn work(&self, from: Timestamp) -> Option<Span> {
        Span::lasting(from, SignedDuration::from_mins(i64::from(self.minutes)))
    }

    /// True when it would meet a span, beginning at an instant.
    fn meets(&self, from: Timestamp, span: Span) -> bool {
        span.contains(from) || self.work(from).is_some_and(|work| work.overlaps(span))
    }
}

impl Governing {
    /// The edge of the window that the work crosses, when it begins outside a closed time or inside an open one.
    fn edge_within(&self, situation: &Situation) -> Option<Timestamp> {
        let work = situation.work(situation.at)?;
        let inside = self.times.iter().find(|span| span.contains(work.start()));
        if self.kind.closes() {
            if inside.is_some() {
                return None;
            }
            return self.times.iter().find(|span| span.overlaps(work)).map(|span| span.start());
        }
        inside.filter(|span| !span.encloses(work)).map(|span| span.end())
    }
}
