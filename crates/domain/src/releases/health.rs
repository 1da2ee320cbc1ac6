//! Is it on time? One answer, with its reasons.

use super::Category;
use crate::due::Due;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HealthState {
    /// No target yet.
    Unplanned,
    /// Nothing is overdue.
    OnTrack,
    /// A gate is overdue or failed, but the target lies ahead.
    AtRisk,
    /// The target is over and it is not done.
    Late,
    /// Delivered.
    Done,
    /// Given up.
    Cancelled,
}

impl HealthState {
    /// The name in the API.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unplanned => "unplanned",
            Self::OnTrack => "on_track",
            Self::AtRisk => "at_risk",
            Self::Late => "late",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
        }
    }
}

/// The answer with its reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// The answer.
    pub state: HealthState,
    /// Why, as sentences; empty when all is well.
    pub reasons: Vec<String>,
}

/// What health is judged by.
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    /// What the release's status means.
    pub category: Category,
    /// When it is due.
    pub target: Option<&'a Due>,
    /// How many of its gates are past their deadline and not decided.
    pub overdue_gates: i64,
    /// How many of its gates failed.
    pub failed_gates: i64,
}

/// Judges a release at an instant.
#[must_use]
pub fn judge(facts: &Facts<'_>, now: Timestamp) -> Health {
    let state = |state| Health { state, reasons: Vec::new() };
    match facts.category {
        Category::Done => return state(HealthState::Done),
        Category::Cancelled => return state(HealthState::Cancelled),
        Category::Draft | Category::Planned | Category::Active => {}
    }
    let Some(target) = facts.target else { return state(HealthState::Unplanned) };
    let mut reasons = Vec::new();
    let late = target.instant() <= now;
    if late {
        reasons.push(format!("the target {target} is over"));
    }
    if facts.failed_gates > 0 {
        reasons.push(format!("{} failed", gates(facts.failed_gates)));
    }
    if facts.overdue_gates > 0 {
        reasons.push(format!("{} overdue", gates(facts.overdue_gates)));
    }
    let state = match (late, reasons.is_empty()) {
        (true, _) => HealthState::Late,
        (false, true) => HealthState::OnTrack,
        (false, false) => HealthState::AtRisk,
    };
    Health { state, reasons }
}

fn gates(count: i64) -> String {
    if count == 1 { "1 gate".to_owned() } else { format!("{count} gates") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::due::Zone;
    use jiff::civil::date;

    #[test]
    fn health_tells_why() {
        let target = Due::on(date(2026, 3, 1), Zone::utc());
        let before: Timestamp = "2026-02-20T00:00:00Z".parse().unwrap();
        let after: Timestamp = "2026-03-02T00:00:00Z".parse().unwrap();
        let facts = |overdue_gates, category| Facts { category, target: Some(&target), overdue_gates, failed_gates: 0 };
        assert_eq!(judge(&facts(0, Category::Active), before).state, HealthState::OnTrack);
        let risky = judge(&facts(2, Category::Active), before);
        assert_eq!((risky.state, risky.reasons), (HealthState::AtRisk, vec!["2 gates overdue".to_owned()]));
        assert_eq!(judge(&facts(0, Category::Planned), after).state, HealthState::Late);
        assert_eq!(judge(&facts(2, Category::Done), after).state, HealthState::Done);
        let none = Facts { category: Category::Draft, target: None, overdue_gates: 0, failed_gates: 0 };
        assert_eq!(judge(&none, after).state, HealthState::Unplanned);
    }
}
