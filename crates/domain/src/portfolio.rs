//! The organisation tree.

use crate::{
    event::{Decided, Fact, differences},
    id::{PortfolioId, WorkingCalendarId},
    problem::{Outcome, Problem},
    text::{Key, Name},
};
use jiff::Timestamp;
use serde::Serialize;

/// A node of the organisation tree: division, programme, supplier. Every record belongs to one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Portfolio {
    /// Which.
    pub id: PortfolioId,
    /// Its short name.
    pub key: Key,
    /// Its name.
    pub name: Name,
    /// What it is for.
    pub description: String,
    /// The node above; `None` only for the root.
    pub parent: Option<PortfolioId>,
    /// The working calendar it names; without one it works by that of the node above.
    pub working_calendar: Option<WorkingCalendarId>,
    /// When it was put away.
    pub archived_at: Option<Timestamp>,
    /// Counts its changes.
    pub rev: i64,
}

/// Decides a change of a portfolio. `lineage` is the new parent and all that parent's ancestors.
///
/// # Errors
/// Refuses a portfolio that would be its own ancestor, and a second root.
pub fn change(before: &Portfolio, after: Portfolio, lineage: &[PortfolioId]) -> Outcome<Decided<Portfolio>> {
    if lineage.contains(&before.id) {
        return Err(Problem::fault("/parent", "cycle", format!("{} would become its own ancestor", before.name)));
    }
    if before.parent.is_none() != after.parent.is_none() {
        return Err(Problem::fault("/parent", "root", "there is exactly one root portfolio, and it stays the root"));
    }
    let changes = differences(Some(before), Some(&after));
    let facts = if changes.is_empty() {
        Vec::new()
    } else {
        vec![Fact::of("portfolio.changed", after.id, after.id).named(&after.name).with(changes)]
    };
    Ok(Decided { state: after, facts })
}
