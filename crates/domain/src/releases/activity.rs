//! Activities: the work in a phase.

use crate::{
    due::day_fault,
    event::{Change, Decided, Fact, differences},
    id::{ActivityId, PersonId, PhaseId, PortfolioId, ReleaseId},
    problem::{Faults, Outcome},
    text::Name,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How far an activity is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActivityStatus {
    /// Not begun.
    #[default]
    Todo,
    /// Begun.
    Doing,
    /// Cannot go on.
    Blocked,
    /// Finished.
    Done,
}

impl ActivityStatus {
    /// Every status.
    pub const ALL: [Self; 4] = [Self::Todo, Self::Doing, Self::Blocked, Self::Done];

    /// The name in the API and the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Todo => "todo",
            Self::Doing => "doing",
            Self::Blocked => "blocked",
            Self::Done => "done",
        }
    }
}

/// Work in a phase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Activity {
    /// Which.
    pub id: ActivityId,
    /// Of which release.
    pub release: ReleaseId,
    /// In which phase.
    pub phase: Option<PhaseId>,
    /// What is to be done.
    pub name: Name,
    /// In more words.
    pub description: String,
    /// By whom.
    pub assignee: Option<PersonId>,
    /// From this day.
    pub start: Option<Date>,
    /// To this day.
    pub due: Option<Date>,
    /// How far it is.
    pub status: ActivityStatus,
    /// Counts its changes.
    pub rev: i64,
}

impl Activity {
    /// Every fault of the activity.
    #[must_use]
    pub fn faults(&self) -> Faults {
        let mut faults = Faults::none();
        faults.extend(self.start.and_then(|day| day_fault("/start", day)));
        faults.extend(self.due.and_then(|day| day_fault("/due", day)));
        if let (Some(start), Some(due)) = (self.start, self.due) {
            faults.require(start <= due, "/due", "order", || {
                format!("it would be due on {due}, before it starts on {start}")
            });
        }
        faults
    }
}

/// Decides what new work is. `portfolio` is the release's.
///
/// # Errors
/// Every fault of the activity.
pub fn add(made: Activity, portfolio: PortfolioId) -> Outcome<Decided<Activity>> {
    made.faults().finish()?;
    let fact = fact("activity.added", &made, portfolio, changes(None, Some(&made)));
    Ok(Decided { state: made, facts: vec![fact] })
}

/// Decides a change of work. Another date is a fact of its own, because people who plan listen for it.
///
/// # Errors
/// Every fault of the activity as it would be.
pub fn change(before: &Activity, after: Activity, portfolio: PortfolioId) -> Outcome<Decided<Activity>> {
    after.faults().finish()?;
    let (moved, changed): (Vec<Change>, Vec<Change>) = changes(Some(before), Some(&after))
        .into_iter()
        .partition(|change| ["start", "due"].contains(&change.field.as_str()));
    let facts = [("activity.moved", moved), ("activity.changed", changed)]
        .into_iter()
        .filter(|(_, changes)| !changes.is_empty())
        .map(|(kind, changes)| fact(kind, &after, portfolio, changes))
        .collect();
    Ok(Decided { state: after, facts })
}

/// The fact that work was taken out of a release, with all that was known of it.
#[must_use]
pub fn remove(before: &Activity, portfolio: PortfolioId) -> Fact {
    fact("activity.removed", before, portfolio, changes(Some(before), None))
}

/// The release is what a fact is about, and needs no mention among the changes.
fn changes(before: Option<&Activity>, after: Option<&Activity>) -> Vec<Change> {
    differences(before, after).into_iter().filter(|change| change.field != "release").collect()
}

fn fact(kind: &'static str, activity: &Activity, portfolio: PortfolioId, changes: Vec<Change>) -> Fact {
    Fact::of(kind, activity.id, portfolio).about(activity.release).named(&activity.name).with(changes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Identifier;
    use jiff::civil::date;

    fn activity() -> Activity {
        Activity {
            id: ActivityId::from_bits(1),
            release: ReleaseId::from_bits(2),
            phase: None,
            name: Name::parse("Load test").unwrap(),
            description: String::new(),
            assignee: None,
            start: Some(date(2026, 3, 2)),
            due: Some(date(2026, 3, 6)),
            status: ActivityStatus::Todo,
            rev: 1,
        }
    }

    #[test]
    fn another_date_and_another_status_are_two_facts() {
        let after = Activity { due: Some(date(2026, 3, 9)), status: ActivityStatus::Doing, ..activity() };
        let facts = change(&activity(), after, PortfolioId::from_bits(3)).unwrap().facts;
        let told: Vec<(&str, &str)> = facts.iter().map(|fact| (fact.kind, fact.changes[0].field.as_str())).collect();
        assert_eq!(told, [("activity.moved", "due"), ("activity.changed", "status")]);
        assert!(facts.iter().all(|fact| fact.about == activity().release.to_string()));
    }

    #[test]
    fn work_is_not_due_before_it_starts() {
        let early = Activity { due: Some(date(2026, 3, 1)), ..activity() };
        assert!(add(early, PortfolioId::from_bits(3)).is_err());
    }

    #[test]
    fn removed_work_stays_readable() {
        let fact = remove(&activity(), PortfolioId::from_bits(3));
        let name = fact.changes.iter().find(|change| change.field == "name").unwrap();
        assert_eq!((name.before.as_str(), name.after.is_null()), (Some("Load test"), true));
    }
}
