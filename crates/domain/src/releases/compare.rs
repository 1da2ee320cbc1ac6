//! Two plans of one release side by side: what was added, what went, what moved and by how much.

use super::{Milestone, MilestoneKind, Phase, Plan};
use crate::{
    due::Due,
    event::{Change, differences},
};
use jiff::{Timestamp, civil::Date};
use serde::Serialize;

/// What an item of a plan is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemKind {
    /// The release itself: its start and target.
    Release,
    /// A phase.
    Phase,
    /// A gate.
    Gate,
    /// A milestone.
    Milestone,
}

/// What became of an item from one plan to the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fate {
    /// Only the second plan has it.
    Added,
    /// Only the first plan has it.
    Removed,
    /// Its dates differ, and perhaps more.
    Moved,
    /// Something else of it differs.
    Changed,
}

/// When an item is, in one of the plans.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct When {
    /// Its first day, if it has one of its own.
    pub start: Option<Date>,
    /// Its last day.
    pub end: Option<Date>,
    /// The instant from which it is too late, for what has a deadline.
    pub at: Option<Timestamp>,
}

/// One item in both plans.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What it is.
    pub kind: ItemKind,
    /// Its id; `None` for the release itself.
    pub id: Option<String>,
    /// Its name in the second plan, or in the first when the second has it no more; `None` for the release itself.
    pub name: Option<String>,
    /// What became of it.
    pub fate: Fate,
    /// When it was in the first plan.
    pub before: Option<When>,
    /// When it is in the second plan.
    pub after: Option<When>,
    /// By how many days its end moved; negative is earlier. `None` unless both plans know its end.
    pub days: Option<i64>,
    /// By how many days its start moved.
    pub start_days: Option<i64>,
    /// Everything that differs, field by field.
    pub fields: Vec<Change>,
}

/// Two plans side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// What differs: the release itself, then phases, then gates and milestones, each by day.
    pub items: Vec<Item>,
    /// How many phases, gates and milestones are the same in both.
    pub same: usize,
}

/// Compares two plans of one release. An item is the same item when it has the same id, or, of a gate or milestone that
/// was taken out and put in again, the same key.
#[must_use]
pub fn compare(first: &Plan, second: &Plan) -> Comparison {
    let mut items: Vec<Item> = Vec::new();
    let mut same = 0;
    let whole = |plan: &Plan| When {
        start: plan.start,
        end: plan.target.as_ref().map(|target| target.date),
        at: plan.target.as_ref().map(Due::instant),
    };
    let (before, after) = (whole(first), whole(second));
    if before != after {
        let fields = differences(Some(&dates(first)), Some(&dates(second)));
        items.push(item(ItemKind::Release, None, None, (Some(before), Some(after)), fields));
    }
    let phase = |phase: &Phase| When { start: Some(phase.start), end: Some(phase.end), at: None };
    let pairs = paired(&first.phases, &second.phases, |one, other| one.id == other.id);
    for (old, new) in pairs {
        let Some(either) = new.or(old) else { continue };
        let fields = differences(old, new);
        if fields.is_empty() {
            same += 1;
            continue;
        }
        let when = (old.map(phase), new.map(phase));
        items.push(item(ItemKind::Phase, Some(either.id.to_string()), Some(either.name.to_string()), when, fields));
    }
    let milestone = |one: &Milestone| When { start: one.start, end: Some(one.due.date), at: Some(one.due.instant()) };
    let is_it = |one: &Milestone, other: &Milestone| one.id == other.id || one.key == other.key;
    for (old, new) in paired(&first.milestones, &second.milestones, is_it) {
        let Some(either) = new.or(old) else { continue };
        // What was decided about a gate is no part of its plan.
        let decided = ["state", "at", "by", "reason"];
        let mut fields = differences(old, new);
        fields.retain(|change| !decided.contains(&change.field.as_str()));
        if fields.is_empty() {
            same += 1;
            continue;
        }
        let kind = if either.kind == MilestoneKind::Gate { ItemKind::Gate } else { ItemKind::Milestone };
        let when = (old.map(milestone), new.map(milestone));
        items.push(item(kind, Some(either.id.to_string()), Some(either.name.to_string()), when, fields));
    }
    items.sort_by_key(|item| {
        let group = match item.kind {
            ItemKind::Release => 0,
            ItemKind::Phase => 1,
            ItemKind::Gate | ItemKind::Milestone => 2,
        };
        let when = item.after.as_ref().or(item.before.as_ref());
        (group, when.and_then(|when| when.start.or(when.end)), item.name.clone(), item.id.clone())
    });
    Comparison { items, same }
}

/// The dates of a release itself.
#[derive(Serialize)]
struct Dates<'p> {
    start: Option<Date>,
    target: &'p Option<Due>,
}

const fn dates(plan: &Plan) -> Dates<'_> {
    Dates { start: plan.start, target: &plan.target }
}

fn item(
    kind: ItemKind,
    id: Option<String>,
    name: Option<String>,
    (before, after): (Option<When>, Option<When>),
    fields: Vec<Change>,
) -> Item {
    let moved_by = |day: fn(&When) -> Option<Date>| {
        let (old, new) = (before.as_ref().and_then(day)?, after.as_ref().and_then(day)?);
        Some(i64::from((new - old).get_days()))
    };
    let fate = match (&before, &after) {
        (None, _) => Fate::Added,
        (_, None) => Fate::Removed,
        (Some(before), Some(after)) if before != after => Fate::Moved,
        _ => Fate::Changed,
    };
    let (days, start_days) = (moved_by(|when| when.end), moved_by(|when| when.start));
    Item { kind, id, name, fate, before, after, days, start_days, fields }
}

/// Each item of two lists with its like in the other.
fn paired<'p, T>(
    first: &'p [T],
    second: &'p [T],
    is_it: impl Fn(&T, &T) -> bool,
) -> Vec<(Option<&'p T>, Option<&'p T>)> {
    let mut pairs: Vec<(Option<&T>, Option<&T>)> =
        first.iter().map(|old| (Some(old), second.iter().find(|new| is_it(old, new)))).collect();
    let new = second.iter().filter(|new| !first.iter().any(|old| is_it(old, new)));
    pairs.extend(new.map(|new| (None, Some(new))));
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        due::Zone,
        id::{Identifier, MilestoneId, PhaseId},
        releases::MilestoneState,
        text::{Key, Name},
    };
    use jiff::civil::date;

    fn due(day: Date) -> Due {
        Due { date: day, time: None, zone: Zone::utc() }
    }

    fn phase(number: u128, name: &str, start: Date, end: Date) -> Phase {
        Phase { id: PhaseId::from_bits(number), name: Name::parse(name).unwrap(), start, end, rev: 1 }
    }

    fn gate(number: u128, key: &str, day: Date) -> Milestone {
        Milestone {
            id: MilestoneId::from_bits(number),
            kind: MilestoneKind::Gate,
            key: Key::parse(key).unwrap(),
            name: Name::parse(key).unwrap(),
            phase: None,
            start: None,
            due: due(day),
            state: MilestoneState::Pending,
            responsible: None,
            scope: None,
            description: String::new(),
            guards: None,
            rev: 1,
        }
    }

    fn plan() -> Plan {
        Plan {
            start: Some(date(2026, 1, 1)),
            target: Some(due(date(2026, 3, 1))),
            phases: vec![phase(1, "Build", date(2026, 1, 1), date(2026, 1, 31))],
            milestones: vec![gate(1, "freeze", date(2026, 1, 31)), gate(2, "go", date(2026, 2, 28))],
        }
    }

    fn told(first: &Plan, second: &Plan) -> Vec<(ItemKind, Fate, Option<i64>)> {
        compare(first, second).items.into_iter().map(|item| (item.kind, item.fate, item.days)).collect()
    }

    #[test]
    fn a_plan_is_like_itself() {
        assert_eq!(compare(&plan(), &plan()), Comparison { items: Vec::new(), same: 3 });
    }

    #[test]
    fn what_moved_came_and_went_is_told_with_days() {
        let mut later = plan();
        later.target = Some(due(date(2026, 3, 8)));
        later.phases[0].end = date(2026, 2, 7);
        later.phases.push(phase(2, "Test", date(2026, 2, 8), date(2026, 2, 20)));
        later.milestones[0].due = due(date(2026, 1, 29));
        later.milestones.remove(1);
        let expected = [
            (ItemKind::Release, Fate::Moved, Some(7)),
            (ItemKind::Phase, Fate::Moved, Some(7)),
            (ItemKind::Phase, Fate::Added, None),
            (ItemKind::Gate, Fate::Moved, Some(-2)),
            (ItemKind::Gate, Fate::Removed, None),
        ];
        assert_eq!(told(&plan(), &later), expected);
        // The other way round every sign turns, and what came went.
        let back = told(&later, &plan());
        assert!(
            back.contains(&(ItemKind::Phase, Fate::Removed, None))
                && back.contains(&(ItemKind::Gate, Fate::Added, None))
        );
        assert!(back.contains(&(ItemKind::Release, Fate::Moved, Some(-7))));
    }

    #[test]
    fn another_zone_moves_a_deadline_by_no_day() {
        let mut other = plan();
        other.milestones[0].due.zone = Zone::anywhere_on_earth();
        assert_eq!(told(&plan(), &other), [(ItemKind::Gate, Fate::Moved, Some(0))]);
    }

    #[test]
    fn a_new_name_is_a_change_and_a_decision_is_none() {
        let mut other = plan();
        other.milestones[0].name = Name::parse("Code freeze").unwrap();
        other.milestones[1].state = MilestoneState::Passed { at: Timestamp::UNIX_EPOCH, by: None, reason: None };
        let found = compare(&plan(), &other);
        assert_eq!(found.items.len(), 1);
        assert_eq!((found.items[0].fate, found.items[0].fields[0].field.as_str()), (Fate::Changed, "name"));
    }

    #[test]
    fn what_was_taken_out_and_put_in_again_under_its_key_is_the_same() {
        let mut other = plan();
        other.milestones[0] = gate(9, "freeze", date(2026, 2, 3));
        assert_eq!(told(&plan(), &other), [(ItemKind::Gate, Fate::Moved, Some(3))]);
    }
}
