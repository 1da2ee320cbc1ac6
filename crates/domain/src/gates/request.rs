//! Requests for approval: what exactly is to be approved, what was said to it, and how it ended.

use super::{LONGEST_NOTE, note_fault, said};
use crate::{
    due::Due,
    event::{Decided, Fact},
    id::{ApprovalId, ApprovalRequestId, ApprovalRuleId, CriterionId, MilestoneId, PersonId, PortfolioId, ReleaseId},
    problem::{Faults, Outcome, Problem},
    proofs::hex,
    releases::{Kind, Milestone, MilestoneKind, MilestoneState, Plan},
    text::{Key, Name},
};
use jiff::{SignedDuration, Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What is to be approved: everything whose change makes an approval void. As JSON, in the order of these fields, it is what
/// the digest is of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// The release.
    pub release: OfRelease,
    /// The gate.
    pub gate: OfGate,
    /// What the plan has up to the gate, the gate itself left out, by day; and the release's target, when no later gate comes
    /// before it.
    pub plan: Vec<Dated>,
    /// What the release touches: keys of systems with the impact on each.
    pub scope: Vec<(Key, String)>,
    /// What it delivers.
    pub manifest: Vec<OfManifest>,
    /// What rides in it: keys of releases.
    pub members: Vec<Key>,
    /// What has to hold, and what shows that it does.
    pub criteria: Vec<OfCriterion>,
    /// Who has to approve.
    pub rules: Vec<OfRule>,
}

/// The release, as it was approved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfRelease {
    /// Its short name.
    pub key: Key,
    /// Its name.
    pub name: Name,
    /// How it stands to others.
    pub kind: Kind,
    /// What it brings.
    pub description: String,
    /// How much could go wrong.
    pub risk: Option<crate::catalog::Level>,
}

/// The gate, as it was approved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfGate {
    /// Its short name.
    pub key: Key,
    /// Its name.
    pub name: Name,
    /// Its deadline.
    pub due: Due,
    /// The key of the stage it guards.
    pub guards: Option<Key>,
}

/// Something dated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dated {
    /// What: a phase by its name, a gate or milestone by its key, or `target`.
    pub what: String,
    /// Its first day.
    pub start: Option<Date>,
    /// Its last day.
    pub end: Date,
}

/// A version, as it was approved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfManifest {
    /// The key of the system.
    pub system: Key,
    /// The number of the version.
    pub version: String,
    /// The digest of the artefact.
    pub digest: Option<String>,
}

/// A criterion, as it was approved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfCriterion {
    /// Which.
    pub id: CriterionId,
    /// What has to hold.
    pub name: Name,
    /// As an expression.
    pub expression: Option<String>,
    /// What shows it.
    pub evidence: Vec<super::Evidence>,
}

/// A rule, as it was approved by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfRule {
    /// What it is called.
    pub name: Name,
    /// Who may approve, by id or the name of a role.
    pub who: String,
    /// How many.
    pub needs: i64,
    /// In which order.
    pub step: i64,
    /// Whether they sign.
    pub signed: bool,
}

impl Content {
    /// SHA-256 of its JSON, in hex.
    ///
    /// # Errors
    /// When it is no JSON, which cannot be.
    pub fn digest(&self) -> Outcome<String> {
        let text = serde_json::to_vec(self).map_err(|error| Problem::Internal(error.to_string()))?;
        Ok(hex(&Sha256::digest(text)))
    }

    /// The parts in which another content differs, in words.
    #[must_use]
    pub fn changed(&self, now: &Self) -> Vec<&'static str> {
        let mut parts = Vec::new();
        let mut note = |differs: bool, word| {
            if differs {
                parts.push(word);
            }
        };
        note(self.release != now.release, "the release");
        note(self.gate != now.gate || self.plan != now.plan, "the plan");
        note(self.scope != now.scope || self.members != now.members, "the scope");
        note(self.manifest != now.manifest, "the manifest");
        note(self.criteria != now.criteria, "criteria or evidence");
        note(self.rules != now.rules, "the rules");
        parts
    }
}

/// What the plan of a release has up to a gate.
#[must_use]
pub fn plan_up_to(plan: &Plan, gate: &Milestone) -> Vec<Dated> {
    let mut dated: Vec<Dated> = plan
        .phases
        .iter()
        .filter(|phase| phase.end <= gate.due.date)
        .map(|phase| Dated { what: phase.name.to_string(), start: Some(phase.start), end: phase.end })
        .collect();
    let others = plan.milestones.iter().filter(|other| other.id != gate.id && other.due.date <= gate.due.date);
    dated.extend(others.map(|other| Dated { what: other.key.to_string(), start: other.start, end: other.due.date }));
    if let Some(target) = &plan.target {
        let comes_between = |other: &Milestone| {
            other.kind == MilestoneKind::Gate && other.due.date > gate.due.date && other.due.date <= target.date
        };
        if !plan.milestones.iter().any(comes_between) {
            dated.push(Dated { what: "target".to_owned(), start: None, end: target.date });
        }
    }
    dated.sort_by(|one, other| (one.end, &one.what).cmp(&(other.end, &other.what)));
    dated
}

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    /// Everybody it needs approved.
    Approved,
    /// Somebody said no.
    Rejected,
    /// Somebody gave it back to be worked on.
    Returned,
    /// Whoever asked no longer does.
    Withdrawn,
    /// What was to be approved, or was, is something else now.
    Void,
    /// Nobody decided in time.
    Expired,
}

impl Ended {
    /// Every end.
    pub const ALL: [Self; 6] =
        [Self::Approved, Self::Rejected, Self::Returned, Self::Withdrawn, Self::Void, Self::Expired];

    /// The name in the API and the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Returned => "returned",
            Self::Withdrawn => "withdrawn",
            Self::Void => "void",
            Self::Expired => "expired",
        }
    }

    const fn fact(self) -> &'static str {
        match self {
            Self::Approved => "approval_request.approved",
            Self::Rejected => "approval_request.rejected",
            Self::Returned => "approval_request.returned",
            Self::Withdrawn => "approval_request.withdrawn",
            Self::Void => "approval_request.voided",
            Self::Expired => "approval_request.expired",
        }
    }
}

/// The end of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ending {
    /// How.
    pub outcome: Ended,
    /// When.
    pub at: Timestamp,
    /// By whom; `None` for the system.
    pub by: Option<PersonId>,
    /// Why.
    pub reason: Option<String>,
}

/// That somebody asked for the approval of a gate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Which.
    pub id: ApprovalRequestId,
    /// Of which gate.
    pub gate: MilestoneId,
    /// What that is called.
    pub gate_name: Name,
    /// Of which release.
    pub release: ReleaseId,
    /// Whose that is.
    pub portfolio: PortfolioId,
    /// 1 for the first of a gate, then 2, ….
    pub number: i64,
    /// What is to be approved.
    pub content: Content,
    /// The digest of that.
    pub digest: String,
    /// What was said with it.
    pub note: String,
    /// Who asked.
    pub requested_by: Option<PersonId>,
    /// For whom, when that is somebody else.
    pub requested_for: Option<PersonId>,
    /// When.
    pub requested_at: Timestamp,
    /// Until when it can be decided.
    pub expires_at: Option<Timestamp>,
    /// How it ended, when it did.
    pub end: Option<Ending>,
    /// Counts its changes.
    pub rev: i64,
}

/// What is said to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Yes.
    Approve,
    /// No.
    Reject,
    /// Not like this: it goes back to whoever asked.
    Return,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Self; 3] = [Self::Approve, Self::Reject, Self::Return];

    /// The name in the API and the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Reject => "reject",
            Self::Return => "return",
        }
    }

    /// What a signature under it means.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Approve => "approved",
            Self::Reject => "rejected",
            Self::Return => "returned for rework",
        }
    }
}

/// What somebody said to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// Which.
    pub id: ApprovalId,
    /// To which request.
    pub request: ApprovalRequestId,
    /// By which rule.
    pub rule: ApprovalRuleId,
    /// What that was called.
    pub rule_name: Name,
    /// Who.
    pub person: PersonId,
    /// For whom, when that is somebody else.
    pub on_behalf_of: Option<PersonId>,
    /// What.
    pub verdict: Verdict,
    /// In words.
    pub comment: Option<String>,
    /// When.
    pub at: Timestamp,
    /// The name as printed then.
    pub printed_name: Name,
    /// What was signed, when it was.
    pub statement: Option<String>,
    /// SHA-256 of that, in hex.
    pub statement_digest: Option<String>,
}

/// The longest time that a request can be decided in.
const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 366);

/// Asks for approval.
///
/// # Errors
/// A milestone that is no gate, or is decided; a gate without rules; a note too long; an end that is past or too far away.
pub fn ask(new: Request, gate: &Milestone) -> Outcome<Decided<Request>> {
    if gate.kind != MilestoneKind::Gate {
        return Err(Problem::refused("no_gate", format!("{} is a milestone; only a gate is approved", gate.name)));
    }
    if gate.state != MilestoneState::Pending {
        let told = format!("{} is {} already; reopen it first", gate.name, gate.state.name());
        return Err(Problem::refused("decided", told));
    }
    if new.content.rules.is_empty() {
        let told = format!("nobody has to approve {}: add a rule of approval, or pass it", gate.name);
        return Err(Problem::refused("no_rules", told));
    }
    let mut faults = Faults::none();
    faults.extend(note_fault("/note", &new.note));
    if let Some(expires) = new.expires_at {
        faults.require(expires > new.requested_at, "/expires_at", "past", || "it has to end in the future".to_owned());
        faults.require(expires.duration_since(new.requested_at) <= LONGEST, "/expires_at", "long", || {
            "it ends within a year".to_owned()
        });
    }
    faults.finish()?;
    let fact = fact("approval_request.created", &new)
        .change("number", None::<i64>, new.number)
        .change("digest", None::<&str>, &new.digest)
        .change("expires_at", None::<Timestamp>, new.expires_at)
        .because(said(Some(&new.note)));
    Ok(Decided { state: new, facts: vec![fact] })
}

/// Ends a request.
///
/// # Errors
/// One that has ended; no reason where one is needed.
pub fn end(
    before: &Request,
    outcome: Ended,
    by: Option<PersonId>,
    reason: Option<&str>,
    now: Timestamp,
) -> Outcome<Decided<Request>> {
    is_open(before)?;
    let reason = said(reason);
    if matches!(outcome, Ended::Rejected | Ended::Returned | Ended::Withdrawn) && reason.is_none() {
        return Err(Problem::fault("/comment", "required", "say why"));
    }
    let after = Request { end: Some(Ending { outcome, at: now, by, reason: reason.clone() }), ..before.clone() };
    let fact = fact(outcome.fact(), &after).change("outcome", None::<&str>, outcome.name()).because(reason);
    Ok(Decided { state: after, facts: vec![fact] })
}

/// Goes on only while a request waits.
///
/// # Errors
/// A refusal for one that has ended.
pub fn is_open(request: &Request) -> Outcome<()> {
    match &request.end {
        None => Ok(()),
        Some(end) => {
            let told =
                format!("request {} for {} is {} already", request.number, request.gate_name, end.outcome.name());
            Err(Problem::refused("ended", told))
        }
    }
}

/// That somebody said something to a request.
#[must_use]
pub fn voted(request: &Request, approval: &Approval) -> Fact {
    let kind = match approval.verdict {
        Verdict::Approve => "approval.given",
        Verdict::Reject => "approval.denied",
        Verdict::Return => "approval.returned",
    };
    Fact::of(kind, approval.id, request.portfolio)
        .about(request.release)
        .named(&request.gate_name)
        .change("request", None::<&str>, request.id)
        .change("rule", None::<&str>, &approval.rule_name)
        .change("on_behalf_of", None::<PersonId>, approval.on_behalf_of)
        .change("content", None::<&str>, &request.digest)
        .change("signature", None::<&str>, approval.statement_digest.as_deref())
        .because(approval.comment.clone())
}

/// That somebody was not let approve.
#[must_use]
pub fn barred(request: &Request, codes: &[&str]) -> Fact {
    fact("approval.refused", request).change("because", None::<&str>, codes)
}

/// That those who have to decide were reminded.
#[must_use]
pub fn reminded(request: &Request) -> Fact {
    fact("approval_request.reminded", request).change("expires_at", None::<Timestamp>, request.expires_at)
}

fn fact(kind: &'static str, request: &Request) -> Fact {
    Fact::of(kind, request.id, request.portfolio).about(request.release).named(&request.gate_name)
}

/// A comment, checked.
///
/// # Errors
/// One that is too long.
pub fn comment(text: Option<&str>) -> Outcome<Option<String>> {
    match said(text) {
        Some(text) if text.chars().count() > LONGEST_NOTE => {
            Err(Problem::fault("/comment", "length", format!("at most {LONGEST_NOTE} characters")))
        }
        checked => Ok(checked),
    }
}
