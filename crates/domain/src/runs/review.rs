//! The review of a run after it: what happened, why, and what is done so that it goes better.

use super::run::Run;
use crate::{
    environments::description_fault,
    event::{Decided, differences},
    people::Party,
    problem::{Faults, Outcome, Problem},
    text::Name,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Something that is done so that it goes better.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// What.
    pub title: Name,
    /// Who sees to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Party>,
    /// By when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// Whether it is done.
    #[serde(default)]
    pub done: bool,
}

/// The review of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Review {
    /// What happened: Markdown.
    pub happened: String,
    /// Why: Markdown.
    pub causes: String,
    /// What is done about it.
    pub actions: Vec<Action>,
    /// The last day on which whoever carried it out is at hand for what comes up: early-life support.
    pub support_until: Option<Date>,
    /// Counts its changes; 0 before it is written.
    pub rev: i64,
}

/// The most actions of a review.
const MOST_ACTIONS: usize = 100;

/// Decides what the review of a run is.
///
/// # Errors
/// Every fault of it; a refusal before the run is over.
pub fn save(run: &Run, before: &Review, after: Review) -> Outcome<Decided<Review>> {
    if !run.status.is_over() {
        return Err(Problem::refused("state", format!("{} is not over; it is reviewed when it is", run.name)));
    }
    let mut faults = Faults::none();
    for (field, text) in [("/happened", &after.happened), ("/causes", &after.causes)] {
        faults.extend(description_fault(text).map(|fault| crate::Fault { pointer: field.to_owned(), ..fault }));
    }
    faults.require(after.actions.len() <= MOST_ACTIONS, "/actions", "range", || {
        format!("a review has at most {MOST_ACTIONS} actions")
    });
    for (place, action) in after.actions.iter().enumerate() {
        let owned = action.done || action.owner.is_some();
        faults.require(owned, &format!("/actions/{place}/owner"), "required", || {
            "say who sees to it: what is nobody's is not done".to_owned()
        });
    }
    faults.finish()?;
    let changes = differences(Some(before), Some(&after));
    if changes.is_empty() {
        return Ok(Decided { state: after, facts: Vec::new() });
    }
    let fact = run.fact("run.reviewed").with(changes);
    Ok(Decided { state: after, facts: vec![fact] })
}
