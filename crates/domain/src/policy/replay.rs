//! Judging decisions of the past by a policy: what it would have said, and what it said.

use super::{Enforcement, Governing, Verdict};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

/// A decision as it was kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded<D> {
    /// Which decision.
    pub decision: D,
    /// When it was made.
    pub at: Timestamp,
    /// The facts that were judged.
    pub facts: Value,
    /// What the policies that governed said then.
    pub verdicts: Vec<Verdict>,
    /// Whether it was allowed then, whatever decided that.
    pub was_allowed: bool,
}

/// What the policy says about one decision of the past.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answer<D> {
    /// Which decision.
    pub decision: D,
    /// When it was made.
    pub at: Timestamp,
    /// What the policy says now.
    pub verdict: Verdict,
    /// Whether it was allowed then.
    pub was_allowed: bool,
    /// Whether this version of the policy said another thing then: `None` where it said nothing then.
    pub differs: Option<bool>,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Replayed<D> {
    /// How many decisions were judged.
    pub judged: usize,
    /// How many of them fulfil the policy.
    pub fulfilled: usize,
    /// How many do not, and would have been blocked although they were allowed.
    pub would_block: usize,
    /// How many of the verdicts of that time are not the ones given now.
    pub differing: usize,
    /// Each decision that does not fulfil the policy or differs, in the order given.
    pub answers: Vec<Answer<D>>,
}

/// Judges every recorded decision by one policy. The decisions are those it governs.
#[must_use]
pub fn replay<D: Clone>(policy: &Governing, decisions: &[Recorded<D>]) -> Replayed<D> {
    let mut outcome =
        Replayed { judged: decisions.len(), fulfilled: 0, would_block: 0, differing: 0, answers: Vec::new() };
    for recorded in decisions {
        let Some(verdict) = super::judge(std::slice::from_ref(policy), &recorded.facts).pop() else { continue };
        let same = |then: &&Verdict| (then.policy, then.version) == (policy.policy, policy.version);
        let then = recorded.verdicts.iter().find(same);
        let differs = then.map(|then| {
            (then.fulfilled, &then.message, &then.failure) != (verdict.fulfilled, &verdict.message, &verdict.failure)
        });
        outcome.fulfilled += usize::from(verdict.fulfilled);
        let blocks = !verdict.fulfilled && policy.enforcement == Enforcement::Deny;
        outcome.would_block += usize::from(blocks && recorded.was_allowed);
        outcome.differing += usize::from(differs == Some(true));
        if !verdict.fulfilled || differs == Some(true) {
            outcome.answers.push(Answer {
                decision: recorded.decision.clone(),
                at: recorded.at,
                verdict,
                was_allowed: recorded.was_allowed,
                differs,
            });
        }
    }
    outcome
}
