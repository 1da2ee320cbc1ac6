//! Rules of approval: how many of whom have to approve a gate, and in which order.

use super::MOST;
use crate::{
    event::{Decided, Fact, differences},
    id::{ApprovalRuleId, MilestoneId, PersonId, PortfolioId, ReleaseId, TeamId},
    people::GivenRole,
    problem::{Faults, Outcome},
    text::Name,
};
use serde::Serialize;

/// Who may approve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Approvers {
    /// Whoever holds a role where the release belongs.
    Role(GivenRole),
    /// Whoever is in a team.
    Team(TeamId),
    /// One person.
    Person(PersonId),
}

/// How many of whom have to approve.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// Which.
    pub id: ApprovalRuleId,
    /// Of which gate.
    pub gate: MilestoneId,
    /// Of which release.
    pub release: ReleaseId,
    /// Whose that is.
    pub portfolio: PortfolioId,
    /// What it is called.
    pub name: Name,
    /// Who may approve.
    pub who: Approvers,
    /// How many of them have to.
    pub needs: i64,
    /// Rules of a lower step come first; those of the same step go side by side.
    pub step: i64,
    /// Whether they have to sign.
    pub signed: bool,
    /// Counts its changes.
    pub rev: i64,
}

impl Rule {
    /// Every fault of it.
    #[must_use]
    pub fn faults(&self) -> Faults {
        let mut faults = Faults::none();
        faults.require((1..=20).contains(&self.needs), "/needs", "range", || "1 to 20 approvals".to_owned());
        faults.require((1..=9).contains(&self.step), "/step", "range", || "a step from 1 to 9".to_owned());
        faults.require(self.needs == 1 || !matches!(self.who, Approvers::Person(_)), "/needs", "range", || {
            "one person approves once".to_owned()
        });
        faults
    }
}

/// Decides what a rule is, new or changed, beside `others` of the same gate.
///
/// # Errors
/// Every fault of it.
pub fn save(before: Option<&Rule>, after: Rule, others: usize) -> Outcome<Decided<Rule>> {
    let mut faults = after.faults();
    faults.require(others < MOST, "", "too_many", || format!("a gate has at most {MOST} rules"));
    faults.finish()?;
    let kind = if before.is_some() { "approval_rule.changed" } else { "approval_rule.created" };
    let changes = differences(before, Some(&after));
    let facts = if changes.is_empty() { Vec::new() } else { vec![fact(kind, &after).with(changes)] };
    Ok(Decided { state: after, facts })
}

/// That a rule is no more.
#[must_use]
pub fn removed(before: &Rule) -> Fact {
    fact("approval_rule.removed", before).with(differences(Some(before), None))
}

fn fact(kind: &'static str, rule: &Rule) -> Fact {
    Fact::of(kind, rule.id, rule.portfolio).about(rule.release).named(&rule.name)
}
