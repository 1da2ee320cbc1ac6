//! Waivers: that something need not hold, exactly what, why, who allowed it and until when.

use super::{note_fault, said};
use crate::{
    event::{Decided, Fact},
    id::{CriterionId, MilestoneId, PersonId, PolicyId, PortfolioId, ReleaseId, WaiverId},
    problem::{Faults, Outcome, Problem},
    text::Name,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How far a waiver is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It waits for a decision.
    Requested,
    /// It was allowed.
    Approved,
    /// It was not.
    Rejected,
    /// It was allowed and is no longer.
    Revoked,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Requested, Self::Approved, Self::Rejected, Self::Revoked];

    /// The name in the API and the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Revoked => "revoked",
        }
    }
}

/// That something need not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// Which.
    pub id: WaiverId,
    /// Of which release.
    pub release: ReleaseId,
    /// Whose that is.
    pub portfolio: PortfolioId,
    /// Whose approvers decide about it: the release's, or those of the policy.
    pub decided_in: PortfolioId,
    /// At which gate; none for a policy.
    pub gate: Option<MilestoneId>,
    /// Which policy, for decisions about this release.
    pub policy: Option<PolicyId>,
    /// Which criterion. With an item, only for that.
    pub criterion: Option<CriterionId>,
    /// For which single thing: a feature, a change, in the enterprise's own words.
    pub item: Option<String>,
    /// In a few words.
    pub title: Name,
    /// Why.
    pub reason: String,
    /// Who asked for it.
    pub requested_by: Option<PersonId>,
    /// For whom, when that is somebody else.
    pub requested_for: Option<PersonId>,
    /// When.
    pub requested_at: Timestamp,
    /// From when on it no longer holds.
    pub expires_at: Option<Timestamp>,
    /// How far it is.
    pub state: State,
    /// Who decided last.
    pub decided_by: Option<PersonId>,
    /// For whom, when that is somebody else.
    pub decided_for: Option<PersonId>,
    /// When.
    pub decided_at: Option<Timestamp>,
    /// What was said.
    pub decision: Option<String>,
    /// Counts its changes.
    pub rev: i64,
}

/// The longest time that a waiver holds.
const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 366);

impl Waiver {
    /// Every fault of it as it is asked for.
    #[must_use]
    pub fn faults(&self) -> Faults {
        let mut faults = Faults::none();
        faults.require(!self.reason.trim().is_empty(), "/reason", "required", || "say why".to_owned());
        faults.extend(note_fault("/reason", &self.reason));
        let is_exact = self.policy.is_some() || self.criterion.is_some() || self.item.is_some();
        faults.require(is_exact, "/criterion", "required", || {
            "say exactly what it waives: a criterion, or the one item it is for".to_owned()
        });
        if let Some(item) = &self.item {
            let is_said = !item.trim().is_empty() && item.chars().count() <= 200 && !item.chars().any(char::is_control);
            faults.require(is_said, "/item", "length", || "1 to 200 visible characters".to_owned());
        }
        if let Some(expires) = self.expires_at {
            let ahead = expires.duration_since(self.requested_at);
            faults.require(ahead > SignedDuration::ZERO, "/expires_at", "past", || {
                "it has to end in the future".to_owned()
            });
            faults.require(ahead <= LONGEST, "/expires_at", "long", || "it ends within a year".to_owned());
        } else {
            faults.push(crate::Fault::new("/expires_at", "required", "say from when on it no longer holds"));
        }
        faults
    }

    /// Whether it holds at an instant.
    #[must_use]
    pub fn holds(&self, at: Timestamp) -> bool {
        self.state == State::Approved && self.expires_at.is_none_or(|expires| at < expires)
    }

    /// Whether it lets a whole criterion pass at an instant.
    #[must_use]
    pub fn waives(&self, criterion: CriterionId, at: Timestamp) -> bool {
        self.criterion == Some(criterion) && self.item.is_none() && self.holds(at)
    }
}

/// Asks for a waiver.
///
/// # Errors
/// Every fault of it.
pub fn ask(new: Waiver) -> Outcome<Decided<Waiver>> {
    new.faults().finish()?;
    let fact = fact("waiver.requested", &new)
        .change("criterion", None::<CriterionId>, new.criterion)
        .change("policy", None::<PolicyId>, new.policy)
        .change("item", None::<&str>, new.item.as_deref())
        .change("expires_at", None::<Timestamp>, new.expires_at)
        .because(Some(new.reason.clone()));
    Ok(Decided { state: new, facts: vec![fact] })
}

/// Decides about a waiver: allows or rejects one that waits, or revokes one that holds.
///
/// # Errors
/// A step that does not lead on; no reason why it is rejected or revoked; one that would hold no more.
pub fn decide(
    before: &Waiver,
    to: State,
    by: (Option<PersonId>, Option<PersonId>),
    words: Option<&str>,
    now: Timestamp,
) -> Outcome<Decided<Waiver>> {
    let words = said(words);
    let kind = match (before.state, to) {
        (State::Requested, State::Approved) if before.expires_at.is_some_and(|expires| expires <= now) => {
            return Err(Problem::refused("past", format!("{} was for a time that is over; ask anew", before.title)));
        }
        (State::Requested, State::Approved) => "waiver.approved",
        (State::Requested, State::Rejected) => "waiver.rejected",
        (State::Approved, State::Revoked) => "waiver.revoked",
        (state, _) => {
            let told = format!("{} is {}; it cannot become {}", before.title, state.name(), to.name());
            return Err(Problem::refused("state", told));
        }
    };
    if to != State::Approved && words.is_none() {
        return Err(Problem::fault("/reason", "required", "say why"));
    }
    if let Some(words) = &words {
        let mut faults = Faults::none();
        faults.extend(note_fault("/reason", words));
        faults.finish()?;
    }
    let after = Waiver {
        state: to,
        decided_by: by.0,
        decided_for: by.1,
        decided_at: Some(now),
        decision: words.clone(),
        ..before.clone()
    };
    let fact = fact(kind, &after).change("state", before.state.name(), to.name()).because(words);
    Ok(Decided { state: after, facts: vec![fact] })
}

/// That somebody was not let decide.
#[must_use]
pub fn barred(waiver: &Waiver, codes: &[&str]) -> Fact {
    fact("waiver.refused", waiver).change("because", None::<&str>, codes)
}

fn fact(kind: &'static str, waiver: &Waiver) -> Fact {
    Fact::of(kind, waiver.id, waiver.portfolio).about(waiver.release).named(&waiver.title)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Identifier;

    fn at(hours: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + hours * 3_600).unwrap()
    }

    fn waiver() -> Waiver {
        Waiver {
            id: WaiverId::from_bits(1),
            release: ReleaseId::from_bits(1),
            portfolio: PortfolioId::from_bits(1),
            decided_in: PortfolioId::from_bits(1),
            gate: Some(MilestoneId::from_bits(1)),
            policy: None,
            criterion: Some(CriterionId::from_bits(1)),
            item: None,
            title: Name::parse("Late").unwrap(),
            reason: "It is small".to_owned(),
            requested_by: None,
            requested_for: None,
            requested_at: at(0),
            expires_at: Some(at(10)),
            state: State::Requested,
            decided_by: None,
            decided_for: None,
            decided_at: None,
            decision: None,
            rev: 1,
        }
    }

    #[test]
    fn it_waives_exactly_what_it_names_and_for_as_long_as_it_says() {
        let approved = decide(&waiver(), State::Approved, (None, None), None, at(1)).unwrap().state;
        let (named, other) = (CriterionId::from_bits(1), CriterionId::from_bits(2));
        assert!(approved.waives(named, at(9)) && !approved.waives(named, at(10)) && !approved.waives(other, at(9)));
        assert!(!waiver().waives(named, at(9)), "nobody allowed it");
        let single = Waiver { item: Some("one feature".to_owned()), ..approved.clone() };
        assert!(!single.waives(named, at(9)) && single.holds(at(9)), "the criterion still holds for the rest");
        let revoked = decide(&approved, State::Revoked, (None, None), Some("found more"), at(2)).unwrap().state;
        assert!(!revoked.waives(named, at(3)));
    }

    #[test]
    fn it_says_what_why_and_until_when() {
        let codes = |waiver: Waiver| waiver.faults().into_vec().into_iter().map(|it| it.pointer).collect::<Vec<_>>();
        assert!(codes(waiver()).is_empty());
        assert_eq!(codes(Waiver { criterion: None, ..waiver() }), ["/criterion"]);
        assert_eq!(codes(Waiver { reason: " ".to_owned(), ..waiver() }), ["/reason"]);
        assert_eq!(codes(Waiver { expires_at: Some(at(-1)), ..waiver() }), ["/expires_at"]);
        assert_eq!(codes(Waiver { expires_at: None, ..waiver() }), ["/expires_at"]);
        assert!(decide(&waiver(), State::Rejected, (None, None), None, at(1)).is_err(), "without a reason");
        assert!(decide(&waiver(), State::Approved, (None, None), None, at(10)).is_err(), "when it is over");
        assert!(decide(&waiver(), State::Revoked, (None, None), Some("x"), at(1)).is_err());
    }
}
