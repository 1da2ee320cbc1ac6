//! Whether a gate may be passed, and what it lacks: one rule, for whoever passes it and whatever asks.

use super::{Criterion, Rule, Waiver, duties::Tally, request::Ended, request::Request};
use crate::{
    id::{ApprovalRuleId, CriterionId},
    problem::Reason,
};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::HashMap;

/// How a gate stands to its rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Compliance {
    /// Everything holds.
    Compliant,
    /// Everything holds, but for what was waived.
    CompliantWithException,
    /// Something is missing.
    NotCompliant,
}

impl Compliance {
    /// The name in the API.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Compliant => "compliant",
            Self::CompliantWithException => "compliant_with_exception",
            Self::NotCompliant => "not_compliant",
        }
    }

    /// That of several together: as bad as the worst.
    #[must_use]
    pub fn of_all(each: impl IntoIterator<Item = Self>) -> Self {
        each.into_iter().max().unwrap_or(Self::Compliant)
    }
}

/// What a criterion comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// It holds.
    Holds,
    /// It does not, and why.
    Lacks(String),
    /// It does not, and need not: by this waiver.
    Waived(crate::id::WaiverId),
}

/// Everything that holds a gate.
#[derive(Clone, Debug)]
pub struct Gate<'a> {
    /// Its criteria, and what each comes to by itself.
    pub criteria: &'a [(Criterion, Finding)],
    /// Who is to see to each, by name.
    pub owners: &'a HashMap<CriterionId, String>,
    /// Its rules.
    pub rules: &'a [Rule],
    /// How far each is.
    pub tallies: &'a [Tally],
    /// Whom each names.
    pub named: &'a HashMap<ApprovalRuleId, String>,
    /// The last request for approval.
    pub request: Option<&'a Request>,
    /// What is different from what was to be approved, in words; empty when nothing is.
    pub changed: &'a [&'static str],
}

/// What a criterion comes to: what was said of it or found out, what shows it being still there, and waivers.
#[must_use]
pub fn finding(criterion: &Criterion, found: Result<(), String>, waivers: &[Waiver], now: Timestamp) -> Finding {
    match found {
        Ok(()) => Finding::Holds,
        Err(why) => match waivers.iter().find(|waiver| waiver.waives(criterion.id, now)) {
            Some(waiver) => Finding::Waived(waiver.id),
            None => Finding::Lacks(why),
        },
    }
}

impl Gate<'_> {
    /// Whether anything but a person's word holds it.
    #[must_use]
    pub const fn is_held(&self) -> bool {
        !self.criteria.is_empty() || !self.rules.is_empty()
    }

    /// The criteria that lack something, each with who can help.
    #[must_use]
    pub fn open_criteria(&self) -> Vec<Reason> {
        let reason = |(criterion, finding): &(Criterion, Finding)| {
            let Finding::Lacks(why) = finding else { return None };
            let owner = self.owners.get(&criterion.id).map_or("whoever works on the release", String::as_str);
            Some(Reason::new("criterion", format!("{}: {why}", criterion.name)).cleared_by(owner))
        };
        self.criteria.iter().filter_map(reason).collect()
    }

    /// Everything that it lacks, each with who can help; nothing when it may be passed.
    #[must_use]
    pub fn blockers(&self) -> Vec<Reason> {
        let mut reasons = self.open_criteria();
        if self.rules.is_empty() {
            return reasons;
        }
        let approved = self.request.and_then(|request| request.end.as_ref()).map(|end| end.outcome);
        match (self.request, approved) {
            (Some(_), Some(Ended::Approved)) if self.changed.is_empty() => {}
            (Some(_), Some(Ended::Approved)) => {
                let told = format!("{} changed after it was approved", self.changed.join(", "));
                reasons.push(Reason::new("void", told).cleared_by("whoever asks for approval again"));
            }
            (Some(_), None) => {
                if !self.changed.is_empty() {
                    let told = format!("{} changed since approval was asked for", self.changed.join(", "));
                    reasons.push(Reason::new("void", told).cleared_by("whoever asks for approval again"));
                }
                for (rule, tally) in self.lacking() {
                    let named = self.named.get(&rule.id).map_or("nobody", String::as_str);
                    let more =
                        if tally.lacks == 1 { "one approval".to_owned() } else { format!("{} approvals", tally.lacks) };
                    reasons.push(Reason::new("approval", format!("{} lacks {more}", rule.name)).cleared_by(named));
                }
            }
            _ => {
                let told = "nobody has asked for approval yet";
                reasons.push(Reason::new("approval", told).cleared_by("whoever plans the release"));
            }
        }
        reasons
    }

    /// The rules that lack an approval.
    pub fn lacking(&self) -> impl Iterator<Item = (&Rule, &Tally)> {
        let tally = |rule: &ApprovalRuleId| self.tallies.iter().find(|tally| tally.rule == *rule);
        self.rules
            .iter()
            .filter_map(move |rule| tally(&rule.id).map(|tally| (rule, tally)))
            .filter(|(_, it)| it.lacks > 0)
    }

    /// How it stands.
    #[must_use]
    pub fn compliance(&self, exceptions: bool) -> Compliance {
        if !self.blockers().is_empty() {
            return Compliance::NotCompliant;
        }
        let is_waived = self.criteria.iter().any(|(_, finding)| matches!(finding, Finding::Waived(_)));
        if is_waived || exceptions { Compliance::CompliantWithException } else { Compliance::Compliant }
    }
}
