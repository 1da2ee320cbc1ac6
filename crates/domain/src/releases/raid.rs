//! The RAID register: risks, assumptions, issues, decisions and dependencies of a release.

use crate::{
    catalog::Level,
    due::day_fault,
    event::{Change, Decided, Fact, differences},
    id::{PersonId, PortfolioId, RaidId, ReleaseId},
    people::Party,
    problem::{Faults, Outcome, Problem},
    text::Name,
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// What kind of thing an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RaidKind {
    /// What may happen.
    Risk,
    /// What is taken for granted.
    Assumption,
    /// What has happened and stands in the way.
    Issue,
    /// What has to be, or was, decided.
    Decision,
    /// What others have to do first.
    Dependency,
}

impl RaidKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Risk, Self::Assumption, Self::Issue, Self::Decision, Self::Dependency];

    /// The name in the API and the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Risk => "risk",
            Self::Assumption => "assumption",
            Self::Issue => "issue",
            Self::Decision => "decision",
            Self::Dependency => "dependency",
        }
    }
}

/// How far an item is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RaidStatus {
    /// Nobody works on it.
    #[default]
    Open,
    /// Somebody works on it.
    InProgress,
    /// It is over.
    Closed,
}

impl RaidStatus {
    /// Every status.
    pub const ALL: [Self; 3] = [Self::Open, Self::InProgress, Self::Closed];

    /// The name in the API and the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::InProgress => "in_progress",
            Self::Closed => "closed",
        }
    }
}

/// How likely and how bad a risk is, each from 1 (hardly) to 5 (very).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Judgement {
    /// How likely.
    pub probability: i64,
    /// How bad.
    pub impact: i64,
}

impl Judgement {
    /// Probability × impact, 1 to 25: what risks are compared by.
    #[must_use]
    pub const fn exposure(self) -> i64 {
        self.probability * self.impact
    }

    /// From which exposure on a risk is high.
    pub const HIGH: i64 = 10;

    /// What the exposure means: a critical risk is at least likely and bad.
    #[must_use]
    pub const fn level(self) -> Level {
        match self.exposure() {
            ..=4 => Level::Low,
            5..Self::HIGH => Level::Medium,
            Self::HIGH..=14 => Level::High,
            _ => Level::Critical,
        }
    }
}

/// How an item ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Closure {
    /// When.
    pub at: Timestamp,
    /// Who closed it; `None` for the system.
    pub by: Option<PersonId>,
    /// What came of it.
    pub resolution: String,
}

/// One line of the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RaidItem {
    /// Which.
    pub id: RaidId,
    /// Of which release.
    pub release: ReleaseId,
    /// Counts the items of the release.
    pub number: i64,
    /// What kind of thing it is.
    pub kind: RaidKind,
    /// What it is.
    pub title: Name,
    /// In more words.
    pub description: String,
    /// Who sees to it.
    pub owner: Option<Party>,
    /// How likely; only a risk has it.
    pub probability: Option<i64>,
    /// How bad; only a risk has it.
    pub impact: Option<i64>,
    /// By when something has to be done.
    pub due: Option<Date>,
    /// What is done about it.
    pub response: String,
    /// True while somebody works on it.
    pub in_progress: bool,
    /// How it ended, once it did.
    pub closure: Option<Closure>,
    /// When it was raised.
    pub created_at: Timestamp,
    /// When it was put away as a mistake.
    pub archived_at: Option<Timestamp>,
    /// Counts its changes.
    pub rev: i64,
}

impl RaidItem {
    /// How far it is.
    #[must_use]
    pub const fn status(&self) -> RaidStatus {
        match (&self.closure, self.in_progress) {
            (Some(_), _) => RaidStatus::Closed,
            (None, true) => RaidStatus::InProgress,
            (None, false) => RaidStatus::Open,
        }
    }

    /// How likely and how bad, when both were judged.
    #[must_use]
    pub fn judgement(&self) -> Option<Judgement> {
        self.probability.zip(self.impact).map(|(probability, impact)| Judgement { probability, impact })
    }

    /// Probability × impact, 1 to 25; `None` unless both were judged.
    #[must_use]
    pub fn exposure(&self) -> Option<i64> {
        self.judgement().map(Judgement::exposure)
    }

    /// True when it is past its day and not closed. The day counts until it ends where the release is.
    #[must_use]
    pub fn is_overdue(&self, today: Date) -> bool {
        self.closure.is_none() && self.due.is_some_and(|due| due < today)
    }

    /// Every fault of the item.
    #[must_use]
    pub fn faults(&self) -> Faults {
        let mut faults = Faults::none();
        faults.extend(self.due.and_then(|day| day_fault("/due", day)));
        for (pointer, value) in [("/probability", self.probability), ("/impact", self.impact)] {
            let Some(value) = value else { continue };
            faults.require((1..=5).contains(&value), pointer, "range", || {
                format!("it is judged from 1 (hardly) to 5 (very); {value} is neither")
            });
            faults.require(self.kind == RaidKind::Risk, pointer, "kind", || {
                format!("only a risk is judged by probability and impact; this is of the kind {}", self.kind.name())
            });
        }
        if self.kind == RaidKind::Risk && self.probability.is_some() != self.impact.is_some() {
            let missing = if self.impact.is_none() { "/impact" } else { "/probability" };
            faults.require(false, missing, "required", || {
                "a risk is judged by probability and impact together, or not yet at all".to_owned()
            });
        }
        faults
    }
}

/// Decides what a new item is. `portfolio` is the release's.
///
/// # Errors
/// Every fault of the item.
pub fn add(made: RaidItem, portfolio: PortfolioId) -> Outcome<Decided<RaidItem>> {
    made.faults().finish()?;
    let fact = fact("raid.added", &made, portfolio, changes(None, Some(&made)));
    Ok(Decided { state: made, facts: vec![fact] })
}

/// Decides a change of an item.
///
/// # Errors
/// Every fault of the item as it would be; one that is closed changes no more until it is reopened.
pub fn change(before: &RaidItem, after: RaidItem, portfolio: PortfolioId) -> Outcome<Decided<RaidItem>> {
    still_open(before)?;
    after.faults().finish()?;
    let changes = changes(Some(before), Some(&after));
    let facts = if changes.is_empty() { Vec::new() } else { vec![fact("raid.changed", &after, portfolio, changes)] };
    Ok(Decided { state: after, facts })
}

/// Decides that an item is over.
///
/// # Errors
/// A refusal for one that is over already.
pub fn close(before: &RaidItem, closure: Closure, portfolio: PortfolioId) -> Outcome<Decided<RaidItem>> {
    still_open(before)?;
    let after = RaidItem { closure: Some(closure.clone()), in_progress: false, ..before.clone() };
    let fact = fact("raid.closed", &after, portfolio, Vec::new())
        .change("status", before.status(), after.status())
        .change("resolution", (), closure.resolution);
    Ok(Decided { state: after, facts: vec![fact] })
}

/// Decides that an item is not over after all.
///
/// # Errors
/// A refusal for one that is open.
pub fn reopen(before: &RaidItem, portfolio: PortfolioId) -> Outcome<Decided<RaidItem>> {
    let Some(closure) = &before.closure else {
        return Err(Problem::refused("open", format!("number {} is open; there is nothing to reopen", before.number)));
    };
    let after = RaidItem { closure: None, ..before.clone() };
    let fact = fact("raid.reopened", &after, portfolio, Vec::new())
        .change("status", before.status(), after.status())
        .change("resolution", &closure.resolution, ());
    Ok(Decided { state: after, facts: vec![fact] })
}

/// Puts an item away, or takes it out again. Nothing becomes true when it is so already.
#[must_use]
pub fn archive(before: &RaidItem, at: Option<Timestamp>, portfolio: PortfolioId) -> Decided<RaidItem> {
    if before.archived_at.is_some() == at.is_some() {
        return Decided { state: before.clone(), facts: Vec::new() };
    }
    let after = RaidItem { archived_at: at, ..before.clone() };
    let kind = if at.is_some() { "raid.archived" } else { "raid.restored" };
    let fact = fact(kind, &after, portfolio, changes(Some(before), Some(&after)));
    Decided { state: after, facts: vec![fact] }
}

fn still_open(item: &RaidItem) -> Outcome<()> {
    match &item.closure {
        None => Ok(()),
        Some(closure) => Err(Problem::refused(
            "closed",
            format!("number {} was closed on {}; reopen it first", item.number, closure.at),
        )),
    }
}

/// The release is what a fact is about, and when the item was raised is when the fact became true.
fn changes(before: Option<&RaidItem>, after: Option<&RaidItem>) -> Vec<Change> {
    differences(before, after).into_iter().filter(|change| change.field != "release").collect()
}

fn fact(kind: &'static str, item: &RaidItem, portfolio: PortfolioId, changes: Vec<Change>) -> Fact {
    Fact::of(kind, item.id, portfolio).about(item.release).named(&item.title).with(changes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Identifier;

    fn risk() -> RaidItem {
        RaidItem {
            id: RaidId::from_bits(1),
            release: ReleaseId::from_bits(2),
            number: 7,
            kind: RaidKind::Risk,
            title: Name::parse("The supplier is late").unwrap(),
            description: String::new(),
            owner: None,
            probability: Some(4),
            impact: Some(5),
            due: None,
            response: String::new(),
            in_progress: false,
            closure: None,
            created_at: Timestamp::UNIX_EPOCH,
            archived_at: None,
            rev: 1,
        }
    }

    fn here() -> PortfolioId {
        PortfolioId::from_bits(3)
    }

    fn pointers(item: &RaidItem) -> Vec<(String, &'static str)> {
        item.faults().iter().map(|fault| (fault.pointer.clone(), fault.code)).collect()
    }

    #[test]
    fn exposure_is_probability_times_impact() {
        assert_eq!(risk().exposure(), Some(20));
        assert_eq!(RaidItem { probability: None, impact: None, ..risk() }.exposure(), None);
    }

    #[test]
    fn a_risk_is_judged_wholly_or_not_at_all_and_nothing_else_is() {
        assert_eq!(pointers(&RaidItem { impact: None, ..risk() }), [("/impact".to_owned(), "required")]);
        assert_eq!(pointers(&RaidItem { probability: Some(6), ..risk() }), [("/probability".to_owned(), "range")]);
        let issue = RaidItem { kind: RaidKind::Issue, ..risk() };
        assert_eq!(pointers(&issue), [("/probability".to_owned(), "kind"), ("/impact".to_owned(), "kind")]);
        assert!(pointers(&RaidItem { probability: None, impact: None, ..issue }).is_empty());
    }

    #[test]
    fn what_is_closed_changes_no_more_until_it_is_reopened() {
        let closure = Closure { at: Timestamp::UNIX_EPOCH, by: None, resolution: "It came".to_owned() };
        let closed = close(&risk(), closure.clone(), here()).unwrap().state;
        assert_eq!(closed.status(), RaidStatus::Closed);
        assert!(change(&closed, RaidItem { impact: Some(1), ..closed.clone() }, here()).is_err());
        assert!(close(&closed, closure, here()).is_err());
        let open = reopen(&closed, here()).unwrap();
        assert_eq!(open.facts[0].changes[1].before, "It came");
        assert_eq!(open.state, risk());
        assert!(reopen(&open.state, here()).is_err());
    }

    #[test]
    fn nothing_becomes_true_when_nothing_changes() {
        assert!(change(&risk(), risk(), here()).unwrap().facts.is_empty());
        assert!(archive(&risk(), None, here()).facts.is_empty());
        assert_eq!(archive(&risk(), Some(Timestamp::UNIX_EPOCH), here()).facts[0].kind, "raid.archived");
    }

    #[test]
    fn a_day_is_over_when_it_is_over() {
        let due = jiff::civil::date(2026, 3, 2);
        let item = RaidItem { due: Some(due), ..risk() };
        assert!(!item.is_overdue(due));
        assert!(item.is_overdue(due.tomorrow().unwrap()));
    }
}
