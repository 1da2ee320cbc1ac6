//! The wire form of the four questions of a release's header.

use crate::wire::{AnswerTone, ReleaseSection};
use jiff::{Timestamp, civil::Date};
use serde::Serialize;
use signalbox_domain::releases::answers;
use utoipa::ToSchema;

/// The four questions everybody opens a release with, answered.
#[derive(Serialize, ToSchema)]
pub(crate) struct Answers {
    /// Is it on time? `on_track`, `at_risk`, `late`, `unplanned`, `done`, `cancelled`. It looks further than `health`:
    /// also at what the release needs, at blocked work and at a train's members.
    on_time: Answer,
    /// What blocks it? `clear`, `blocked`, `over`.
    blocked_by: Answer,
    /// Which gate is next? `gate_due`, `gate_overdue`, `no_gate`, `over`.
    next_gate: Answer,
    /// Who decides? `owner`, `no_owner`.
    decision_owner: Answer,
    /// The ids of the releases it cannot do without: when one of them changes, the answers may.
    needs: Vec<String>,
}

/// One answer.
#[derive(Serialize, ToSchema)]
struct Answer {
    /// Stable.
    code: &'static str,
    tone: AnswerTone,
    /// Who or what it names.
    name: Option<String>,
    /// Who answers for it.
    who: Option<String>,
    reasons: Vec<AnswerReason>,
    link: AnswerLink,
    /// Since when it holds.
    since: Option<Timestamp>,
    /// Until when it holds.
    until: Option<Timestamp>,
}

/// Why an answer is what it is.
#[derive(Serialize, ToSchema)]
struct AnswerReason {
    /// Stable.
    code: &'static str,
    /// A sentence for people.
    detail: String,
    /// What it is about.
    name: Option<String>,
    /// How many, where it is counted.
    count: Option<i64>,
    link: AnswerLink,
    /// Who can clear it.
    who: Option<String>,
    /// The last day to clear it, where the release is.
    due: Option<Date>,
    since: Option<Timestamp>,
    until: Option<Timestamp>,
}

/// Where to look.
#[derive(Serialize, ToSchema)]
struct AnswerLink {
    /// The key of a release.
    release: String,
    section: ReleaseSection,
}

impl From<answers::Place> for AnswerLink {
    fn from(place: answers::Place) -> Self {
        Self { release: place.release.to_string(), section: place.section.into() }
    }
}

impl From<answers::Cause> for AnswerReason {
    fn from(cause: answers::Cause) -> Self {
        let answers::Cause { code, detail, name, count, place, who, due, since, until } = cause;
        Self { code, detail, name, count, link: place.into(), who, due, since, until }
    }
}

impl From<answers::Answer> for Answer {
    fn from(answer: answers::Answer) -> Self {
        let answers::Answer { code, tone, name, who, causes, place, since, until } = answer;
        let reasons = causes.into_iter().map(AnswerReason::from).collect();
        Self { code, tone: tone.into(), name, who, reasons, link: place.into(), since, until }
    }
}

impl From<answers::Answers> for Answers {
    fn from(found: answers::Answers) -> Self {
        Self {
            on_time: found.on_time.into(),
            blocked_by: found.blocked_by.into(),
            next_gate: found.next_gate.into(),
            decision_owner: found.decision_owner.into(),
            needs: found.needs.into_iter().map(|id| id.to_string()).collect(),
        }
    }
}
