//! How days move: a subject to where somebody wants it, everything else by a shift.

use super::{Along, Because, Changed, Item, ItemKind, Move, Span, Standing, Subject, Unit};
use crate::{
    due::Due,
    releases::{Activity, ActivityStatus, Milestone, MilestoneState, Plan},
    schedule::WorkingCalendar,
};
use jiff::{Span as Duration, civil::Date};

/// How far days move, and which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shift {
    by: i32,
    unit: Unit,
    /// Only days on or after this one move.
    from: Option<Date>,
}

impl Shift {
    /// The same shift of every day.
    pub(super) const fn of_everything(self) -> Self {
        Self { from: None, ..self }
    }

    /// The smallest shift of a whole release that makes it begin on this day or later.
    pub(super) fn until(standing: &Standing, start: Date, day: Date, unit: Unit) -> Self {
        let mut by = distance(&standing.calendar, start, day, unit);
        // No working day may lie between them: then one step leads over the gap.
        while step(&standing.calendar, start, by, unit) < day && by < i32::MAX {
            by += 1;
        }
        Self { by, unit, from: None }
    }

    /// The further of both, of every day.
    pub(super) fn or_further(self, other: Self) -> Self {
        Self { by: self.by.max(other.by), unit: self.unit, from: None }
    }

    fn day(self, calendar: &WorkingCalendar, day: Date) -> Date {
        if self.from.is_some_and(|from| day < from) { day } else { step(calendar, day, self.by, self.unit) }
    }
}

fn step(calendar: &WorkingCalendar, day: Date, by: i32, unit: Unit) -> Date {
    match unit {
        Unit::WorkingDays => calendar.add(day, by),
        Unit::Days => Duration::new().try_days(by).and_then(|days| day.checked_add(days)).unwrap_or(if by > 0 {
            Date::MAX
        } else {
            Date::MIN
        }),
    }
}

fn distance(calendar: &WorkingCalendar, from: Date, to: Date, unit: Unit) -> i32 {
    match unit {
        Unit::WorkingDays => calendar.between(from, to),
        Unit::Days => (to - from).get_days(),
    }
}

/// The wanted day, put onto a working day in the direction it moves.
fn snapped(calendar: &WorkingCalendar, before: Option<Date>, wanted: Date, unit: Unit) -> Date {
    match (unit, before) {
        (Unit::Days, _) => wanted,
        (Unit::WorkingDays, Some(before)) if wanted == before => wanted,
        (Unit::WorkingDays, Some(before)) if wanted < before => calendar.previous(wanted),
        (Unit::WorkingDays, _) => calendar.next(wanted),
    }
}

/// The moved release as it would be, and how its members would follow; `None` when it has no such subject.
pub(super) fn of_subject(standing: &Standing, wanted: &Move) -> Option<(Changed, Option<Shift>)> {
    let before = span_of(standing, wanted.subject)?;
    let (after, shift) = target(&standing.calendar, before, wanted);
    let along = match wanted.along {
        Along::None => None,
        Along::All => shift.map(Shift::of_everything),
        Along::After => shift,
    };
    let (mut plan, mut activities) = match along {
        Some(shift) => moved(standing, shift),
        None => (standing.plan.clone(), standing.activities.clone()),
    };
    put(&mut plan, &mut activities, wanted.subject, after);
    Some((changed(standing, plan, activities, Because::Moved), if wanted.along == Along::All { along } else { shift }))
}

/// A whole release moved by a shift.
pub(super) fn shifted(standing: &Standing, shift: Shift, because: Because) -> Changed {
    let (plan, activities) = moved(standing, shift);
    changed(standing, plan, activities, because)
}

/// Where the subject goes, and by how much everything else would.
fn target(calendar: &WorkingCalendar, before: Span, wanted: &Move) -> (Span, Option<Shift>) {
    let unit = wanted.unit;
    let days = |from: Option<Date>, to: Option<Date>| from.zip(to).map(|(from, to)| (to - from).get_days());
    let asked = Span { start: wanted.start.or(before.start), end: wanted.end.or(before.end) };
    // Whole when both ends move alike, or when there is only one.
    let (by_start, by_end) = (days(before.start, asked.start), days(before.end, asked.end));
    let whole = match (by_start, by_end) {
        (Some(start), Some(end)) => start == end,
        _ => asked.start.is_some() == before.start.is_some() && asked.end.is_some() == before.end.is_some(),
    };
    let snap = |before: Option<Date>, wanted: Option<Date>| wanted.map(|day| snapped(calendar, before, day, unit));
    let to = Span { start: snap(before.start, asked.start), end: snap(before.end, asked.end) };
    let shift_of = |from: Option<Date>, to: Option<Date>| {
        let (from, to) = from.zip(to)?;
        let by = distance(calendar, from, to, unit);
        (by != 0).then_some(Shift { by, unit, from: Some(from) })
    };
    if whole {
        let shift =
            if before.start.is_some() { shift_of(before.start, to.start) } else { shift_of(before.end, to.end) };
        let day =
            |day: Option<Date>| day.map(|day| shift.map_or(day, |shift| shift.of_everything().day(calendar, day)));
        return (Span { start: day(before.start), end: day(before.end) }, shift);
    }
    let shift = shift_of(before.end, to.end).or_else(|| shift_of(before.start, to.start));
    (to, shift)
}

pub(super) fn span_of(standing: &Standing, subject: Subject) -> Option<Span> {
    match subject {
        Subject::Release => Some(of_plan(&standing.plan)),
        Subject::Phase(id) => {
            let phase = standing.plan.phases.iter().find(|phase| phase.id == id)?;
            Some(Span { start: Some(phase.start), end: Some(phase.end) })
        }
        Subject::Milestone(id) => standing.plan.milestones.iter().find(|item| item.id == id).map(of_milestone),
        Subject::Activity(id) => standing.activities.iter().find(|activity| activity.id == id).map(of_activity),
    }
}

fn of_plan(plan: &Plan) -> Span {
    Span { start: plan.start, end: plan.target.as_ref().map(|target| target.date) }
}

fn of_milestone(milestone: &Milestone) -> Span {
    Span { start: milestone.start, end: Some(milestone.due.date) }
}

fn of_activity(activity: &Activity) -> Span {
    Span { start: activity.start, end: activity.due }
}

/// Puts the subject where it is wanted.
pub(super) fn put(plan: &mut Plan, activities: &mut [Activity], subject: Subject, to: Span) {
    match subject {
        Subject::Release => {
            plan.start = to.start;
            if let (Some(target), Some(end)) = (&mut plan.target, to.end) {
                target.date = end;
            }
        }
        Subject::Phase(id) => {
            if let Some(phase) = plan.phases.iter_mut().find(|phase| phase.id == id) {
                phase.start = to.start.unwrap_or(phase.start);
                phase.end = to.end.unwrap_or(phase.end);
            }
        }
        Subject::Milestone(id) => {
            if let Some(item) = plan.milestones.iter_mut().find(|item| item.id == id) {
                item.start = to.start;
                item.due.date = to.end.unwrap_or(item.due.date);
            }
        }
        Subject::Activity(id) => {
            if let Some(activity) = activities.iter_mut().find(|activity| activity.id == id) {
                activity.start = to.start;
                activity.due = to.end;
            }
        }
    }
}

fn moved(standing: &Standing, shift: Shift) -> (Plan, Vec<Activity>) {
    let day = |day: Date| shift.day(&standing.calendar, day);
    let due = |due: &Due| Due { date: day(due.date), ..due.clone() };
    let mut plan = standing.plan.clone();
    plan.start = plan.start.map(day);
    plan.target = plan.target.as_ref().map(due);
    for phase in &mut plan.phases {
        phase.start = day(phase.start);
        phase.end = day(phase.end);
    }
    for milestone in plan.milestones.iter_mut().filter(|milestone| milestone.state == MilestoneState::Pending) {
        milestone.start = milestone.start.map(day);
        milestone.due = due(&milestone.due);
    }
    let mut activities = standing.activities.clone();
    for activity in activities.iter_mut().filter(|activity| activity.status != ActivityStatus::Done) {
        activity.start = activity.start.map(day);
        activity.due = activity.due.map(day);
    }
    (plan, activities)
}

/// What differs, in an order that does not depend on the order it came in.
pub(super) fn changed(standing: &Standing, plan: Plan, activities: Vec<Activity>, because: Because) -> Changed {
    let mut items = Vec::new();
    let mut note = |kind, id: String, name: String, before: Span, after: Span| {
        if before != after {
            items.push(Item { kind, id, name, before, after });
        }
    };
    let release = &standing.release;
    note(ItemKind::Release, release.id.to_string(), release.name.to_string(), of_plan(&standing.plan), of_plan(&plan));
    for (before, after) in standing.plan.phases.iter().zip(&plan.phases) {
        let span = |start, end| Span { start: Some(start), end: Some(end) };
        let (old, new) = (span(before.start, before.end), span(after.start, after.end));
        note(ItemKind::Phase, before.id.to_string(), before.name.to_string(), old, new);
    }
    for (before, after) in standing.plan.milestones.iter().zip(&plan.milestones) {
        let (old, new) = (of_milestone(before), of_milestone(after));
        note(ItemKind::Milestone, before.id.to_string(), before.name.to_string(), old, new);
    }
    for (before, after) in standing.activities.iter().zip(&activities) {
        let (old, new) = (of_activity(before), of_activity(after));
        note(ItemKind::Activity, before.id.to_string(), before.name.to_string(), old, new);
    }
    items.sort_by(|left, right| {
        let place = |item: &Item| (item.kind, item.before.start.or(item.before.end), item.before.end);
        (place(left), &left.id).cmp(&(place(right), &right.id))
    });
    let work = standing.activities.iter().zip(activities).filter(|(before, after)| *before != after);
    let mut activities: Vec<Activity> = work.map(|(_, after)| after).collect();
    activities.sort_by_key(|activity| activity.id);
    Changed { release: release.id, because, items, plan, activities }
}
