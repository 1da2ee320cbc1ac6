//! Environment change requests: what somebody wants done to an environment, and how far it is.

#[cfg(test)]
mod tests;

use super::description_fault;
use crate::{
    bookings::Span,
    event::{Change, Decided, Fact, differences},
    id::{BookingId, ChangeRequestId, EnvironmentId, PersonId, PortfolioId, ReleaseId},
    people::Party,
    problem::{Faults, Outcome, Problem},
    text::Name,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A version comes in.
    Deploy,
    /// Its data is made new.
    Refresh,
    /// It is put back to what it was.
    Restore,
    /// It is set up otherwise.
    Configure,
    /// It is not to be had for a while.
    Outage,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Deploy, Self::Refresh, Self::Restore, Self::Configure, Self::Outage];

    /// The name in the API and the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Deploy => "deploy",
            Self::Refresh => "refresh",
            Self::Restore => "restore",
            Self::Configure => "configure",
            Self::Outage => "outage",
        }
    }
}

/// How far a request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It is being written.
    Draft,
    /// It waits for a decision.
    Requested,
    /// It may be done.
    Approved,
    /// It may not.
    Rejected,
    /// Somebody is at it.
    InProgress,
    /// It is done.
    Done,
    /// It was tried and did not work.
    Failed,
    /// It is no longer wanted.
    Cancelled,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 8] = [
        Self::Draft,
        Self::Requested,
        Self::Approved,
        Self::Rejected,
        Self::InProgress,
        Self::Done,
        Self::Failed,
        Self::Cancelled,
    ];

    /// The name in the API and the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Requested => "requested",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::InProgress => "in_progress",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// True when nothing more will come of it.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Rejected | Self::Done | Self::Failed | Self::Cancelled)
    }
}

/// What is done with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Asks for a decision.
    Submit,
    /// Takes it back to work on it.
    Withdraw,
    /// Allows it.
    Approve,
    /// Does not allow it, and says why.
    Reject,
    /// Begins to do it.
    Begin,
    /// Is done with it.
    Finish,
    /// Could not do it, and says why.
    Fail,
    /// No longer wants it, and says why.
    Cancel,
}

impl Step {
    /// Every step.
    pub const ALL: [Self; 8] = [
        Self::Submit,
        Self::Withdraw,
        Self::Approve,
        Self::Reject,
        Self::Begin,
        Self::Finish,
        Self::Fail,
        Self::Cancel,
    ];

    /// Where it leads from a status; `None` where it cannot be taken.
    #[must_use]
    pub const fn from(self, status: Status) -> Option<Status> {
        match (self, status) {
            (Self::Submit, Status::Draft) => Some(Status::Requested),
            (Self::Withdraw, Status::Requested) => Some(Status::Draft),
            (Self::Approve, Status::Requested) => Some(Status::Approved),
            (Self::Reject, Status::Requested) => Some(Status::Rejected),
            (Self::Begin, Status::Approved) => Some(Status::InProgress),
            (Self::Finish, Status::InProgress) => Some(Status::Done),
            (Self::Fail, Status::InProgress) => Some(Status::Failed),
            (Self::Cancel, Status::Draft | Status::Requested | Status::Approved) => Some(Status::Cancelled),
            _ => None,
        }
    }

    /// True when whoever takes it has to say why.
    #[must_use]
    pub const fn needs_a_reason(self) -> bool {
        matches!(self, Self::Reject | Self::Fail | Self::Cancel)
    }

    const fn fact(self) -> &'static str {
        match self {
            Self::Submit => "change_request.submitted",
            Self::Withdraw => "change_request.withdrawn",
            Self::Approve => "change_request.approved",
            Self::Reject => "change_request.rejected",
            Self::Begin => "change_request.begun",
            Self::Finish => "change_request.finished",
            Self::Fail => "change_request.failed",
            Self::Cancel => "change_request.cancelled",
        }
    }
}

/// What somebody wants done to an environment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChangeRequest {
    /// Which.
    pub id: ChangeRequestId,
    /// To which environment.
    pub environment: EnvironmentId,
    /// Whose it is.
    pub portfolio: PortfolioId,
    /// What is to be done.
    pub kind: Kind,
    /// In a few words.
    pub title: Name,
    /// In more words.
    pub description: String,
    /// How far it is.
    pub status: Status,
    /// When it is to be done.
    pub span: Option<Span>,
    /// The part of that time in which the environment is not to be had.
    pub outage: Option<Span>,
    /// Who asked for it.
    pub requested_by: Option<PersonId>,
    /// Who does it.
    pub assignee: Option<Party>,
    /// The releases it serves.
    pub releases: Vec<ReleaseId>,
    /// The bookings it serves.
    pub bookings: Vec<BookingId>,
    /// When work on it began.
    pub begun_at: Option<Timestamp>,
    /// When work on it ended.
    pub ended_at: Option<Timestamp>,
    /// When it was written.
    pub created_at: Timestamp,
    /// Counts its changes.
    pub rev: i64,
}

/// The most releases or bookings a request names.
const MOST: usize = 100;

impl ChangeRequest {
    /// The outage that is to be reckoned with: of what is approved or being done.
    #[must_use]
    pub const fn blocks(&self) -> Option<Span> {
        match self.status {
            Status::Approved | Status::InProgress => self.outage,
            _ => None,
        }
    }

    /// When it was worked on; until now, as long as it is.
    #[must_use]
    pub fn worked(&self, now: Timestamp) -> Option<Span> {
        Span::between(self.begun_at?, self.ended_at.unwrap_or(now))
    }

    /// Every fault of the request.
    #[must_use]
    pub fn faults(&self) -> Faults {
        let mut faults = Faults::none();
        faults.extend(description_fault(&self.description));
        faults.require(self.kind != Kind::Outage || self.outage.is_some(), "/outage", "required", || {
            "say from when to when the environment is not to be had".to_owned()
        });
        if let Some((outage, span)) = self.outage.zip(self.span) {
            faults.require(span.encloses(outage), "/outage", "range", || {
                format!("the outage lies outside the time it is to be done, {span}")
            });
        }
        faults.require(self.status == Status::Draft || self.span.is_some(), "/span", "required", || {
            "say when it is to be done".to_owned()
        });
        for (pointer, count) in [("/releases", self.releases.len()), ("/bookings", self.bookings.len())] {
            faults.require(count <= MOST, pointer, "range", || format!("a request names at most {MOST} of a kind"));
        }
        faults
    }
}

/// Decides what a request is, new or changed. What was decided is decided anew: a request that was approved, and of which
/// more changes than who does it, waits for a decision again.
///
/// # Errors
/// Every fault of it; a refusal for one that is being done or is over.
pub fn save(before: Option<&ChangeRequest>, after: ChangeRequest) -> Outcome<Decided<ChangeRequest>> {
    let Some(before) = before else {
        let made = ChangeRequest { status: Status::Draft, begun_at: None, ended_at: None, ..after };
        made.faults().finish()?;
        let fact = fact("change_request.created", &made, differences(None, Some(&made)));
        return Ok(Decided { state: made, facts: vec![fact] });
    };
    if before.status == Status::InProgress || before.status.is_over() {
        let detail = format!("{} is {}; it changes no more", before.title, before.status.name());
        return Err(Problem::refused("state", detail));
    }
    let mut after = ChangeRequest { status: before.status, ..after };
    let changes = differences(Some(before), Some(&after));
    if after.status == Status::Approved && changes.iter().any(|change| change.field != "assignee") {
        after.status = Status::Requested;
    }
    after.faults().finish()?;
    if changes.is_empty() {
        return Ok(Decided { state: after, facts: Vec::new() });
    }
    let fact = fact("change_request.changed", &after, differences(Some(before), Some(&after)));
    Ok(Decided { state: after, facts: vec![fact] })
}

/// Takes a step with a request.
///
/// # Errors
/// A refusal where the step does not lead on; a fault for a missing reason, or for what a request needs before it is
/// submitted.
pub fn advance(
    before: &ChangeRequest,
    step: Step,
    reason: Option<&str>,
    now: Timestamp,
) -> Outcome<Decided<ChangeRequest>> {
    let Some(status) = step.from(before.status) else {
        let ways: Vec<&str> =
            Step::ALL.into_iter().filter_map(|step| step.from(before.status)).map(Status::name).collect();
        let ways =
            if ways.is_empty() { "it is over".to_owned() } else { format!("it can become {}", ways.join(" or ")) };
        return Err(Problem::refused("state", format!("{} is {}; {ways}", before.title, before.status.name())));
    };
    let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
    if step.needs_a_reason() && reason.is_none() {
        return Err(Problem::fault("/reason", "required", "say why"));
    }
    let mut after = ChangeRequest { status, ..before.clone() };
    match step {
        Step::Begin => after.begun_at = Some(now),
        Step::Finish | Step::Fail => after.ended_at = Some(now),
        _ => {}
    }
    after.faults().finish()?;
    let change =
        Change { field: "status".to_owned(), before: before.status.name().into(), after: status.name().into() };
    let fact = fact(step.fact(), &after, vec![change]).because(reason.map(str::to_owned));
    Ok(Decided { state: after, facts: vec![fact] })
}

fn fact(kind: &'static str, request: &ChangeRequest, changes: Vec<Change>) -> Fact {
    Fact::of(kind, request.id, request.portfolio).about(request.environment).named(&request.title).with(changes)
}
