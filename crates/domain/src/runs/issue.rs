//! What somebody found wrong during a run, who sees to it and what was decided.

use crate::{
    deployment_plans::Number,
    environments::description_fault,
    event::{Decided, Fact, differences},
    id::{PersonId, PortfolioId, RunId, RunIssueId},
    people::Party,
    problem::{Outcome, Problem},
    text::Name,
};
use jiff::Timestamp;
use serde::Serialize;

/// An issue of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Issue {
    /// Which.
    pub id: RunIssueId,
    /// Of which run.
    pub run: RunId,
    /// Whose that is.
    pub portfolio: PortfolioId,
    /// The task it is about.
    pub task: Option<Number>,
    /// What is wrong, in a few words.
    pub title: Name,
    /// … in more words.
    pub description: String,
    /// Who sees to it.
    pub owner: Option<Party>,
    /// What was decided; it is open until something is.
    pub decision: Option<String>,
    /// Who decided it.
    pub decided_by: Option<PersonId>,
    /// When.
    pub decided_at: Option<Timestamp>,
    /// Who raised it.
    pub raised_by: Option<PersonId>,
    /// When.
    pub created_at: Timestamp,
    /// Counts its changes.
    pub rev: i64,
}

/// Decides what an issue is, new or changed.
///
/// # Errors
/// Every fault of it; a refusal for one that is decided already.
pub fn save(before: Option<&Issue>, after: Issue) -> Outcome<Decided<Issue>> {
    if let Some(before) = before.filter(|before| before.decision.is_some()) {
        return Err(Problem::refused("state", format!("{} is decided already", before.title)));
    }
    let mut faults = crate::problem::Faults::none();
    faults.extend(description_fault(&after.description));
    if let Some(decision) = &after.decision {
        let length = decision.trim().chars().count();
        faults.require((1..=2_000).contains(&length), "/decision", "text", || {
            "a decision has 1 to 2000 characters".to_owned()
        });
    }
    faults.finish()?;
    let changes = differences(before, Some(&after));
    if changes.is_empty() {
        return Ok(Decided { state: after, facts: Vec::new() });
    }
    let kind = match before {
        None => "run_issue.raised",
        Some(_) if after.decision.is_some() => "run_issue.decided",
        Some(_) => "run_issue.changed",
    };
    let fact = Fact::of(kind, after.id, after.portfolio).about(after.run).named(&after.title).with(changes);
    let fact = fact.because(after.decision.clone());
    Ok(Decided { state: after, facts: vec![fact] })
}
