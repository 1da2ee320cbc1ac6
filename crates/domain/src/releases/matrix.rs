//! A train's members beside its own plan: who stands where in each phase and gate, and who drifts.
//!
//! **Drift** is the number of days by which the end of something in a member's plan lies after the end of the train's own
//! thing of the same name (phases) or key (gates and milestones), or the member's target after the train's. It is counted
//! in calendar days between the two dates as each is written, whatever their zones. Only what is still ahead can drift: a
//! member that is over, a phase that has ended and a gate that is decided do not, though the days are still told. A thing
//! that the train does not have cannot drift. A member drifts by the worst of its things.

use super::{Category, MilestoneKind, MilestoneState, Plan};
use crate::due::Due;
use jiff::{Timestamp, civil::Date};
use std::collections::{HashMap, HashSet};

/// The most columns a matrix has: the train's own come first, then those that most members have.
pub const MOST_COLUMNS: usize = 100;

/// What a column is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ColumnKind {
    /// A phase, matched by its name.
    Phase,
    /// A gate, matched by its key.
    Gate,
    /// A milestone, matched by its key.
    Milestone,
    /// The target of the release itself.
    Target,
}

/// How far something in a plan is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// It has not begun.
    Ahead,
    /// It has begun and is not over.
    Running,
    /// It should be over and nobody decided it.
    Overdue,
    /// A phase that has ended.
    Ended,
    /// A gate that was passed, a milestone that was reached.
    Passed,
    /// A gate that was failed, a milestone that was missed.
    Failed,
    /// Its release is delivered.
    Done,
    /// Its release was given up.
    Cancelled,
}

impl Standing {
    /// Whether its date still counts: only then can it drift.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Ahead | Self::Running | Self::Overdue)
    }
}

/// A dated thing of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dated {
    /// Its first day, when it has one.
    pub start: Option<Date>,
    /// Its last day.
    pub end: Date,
    /// How far it is.
    pub standing: Standing,
}

/// One thing of one member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The index of its column.
    pub column: usize,
    /// When, and how far.
    pub dated: Dated,
    /// Days by which it ends after the train's own thing; negative before; `None` when the train has none.
    pub days: Option<i32>,
}

impl Cell {
    /// The days by which it drifts; 0 when it does not.
    #[must_use]
    pub fn drift(&self) -> i32 {
        if self.dated.standing.is_open() { self.days.unwrap_or(0).max(0) } else { 0 }
    }
}

/// One member: its things in the order of the columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What it has.
    pub cells: Vec<Cell>,
    /// The worst drift of its things, in days; 0 when none drifts.
    pub drift: i32,
    /// How many of its things drift.
    pub drifting: usize,
}

/// One phase, gate or milestone over all members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// What it is about.
    pub kind: ColumnKind,
    /// By what it is matched: the name of a phase, the key of a gate or milestone.
    pub key: String,
    /// Its name, as the train says it, or the first member that has it.
    pub name: String,
    /// The train's own; `None` when only members have it.
    pub own: Option<Dated>,
    /// How many members have it.
    pub members: usize,
    /// The first day of any member's.
    pub first: Option<Date>,
    /// The last day of any member's.
    pub last: Option<Date>,
    /// How many members drift in it.
    pub drifting: usize,
    /// The worst drift in it, in days.
    pub worst: i32,
    /// How many are over, passed or done.
    pub over: usize,
    /// How many are overdue.
    pub overdue: usize,
    /// How many failed.
    pub failed: usize,
}

/// The members of a train beside its plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matrix {
    /// The target, then phases, then gates and milestones, each by date.
    pub columns: Vec<Column>,
    /// The members, in the order given.
    pub rows: Vec<Row>,
    /// How many columns there would be beyond [`MOST_COLUMNS`].
    pub left_out: usize,
}

/// A plan with what its release has come to.
#[derive(Clone, Copy, Debug)]
pub struct Planned<'a> {
    /// What the release's status means.
    pub category: Category,
    /// Its plan.
    pub plan: &'a Plan,
}

type Place<'a> = (bool, &'a str);

/// A dated thing before it has a column: gates and milestones are one list (a member may call a gate what the train calls
/// a milestone), phases another, and the target stands alone under an empty key of neither.
struct Thing<'a> {
    place: Place<'a>,
    kind: ColumnKind,
    name: &'a str,
    dated: Dated,
}

/// Puts the members beside the train. `today` is the day it is for the train, `now` the instant.
#[must_use]
pub fn matrix(train: Planned<'_>, members: &[Planned<'_>], today: Date, now: Timestamp) -> Matrix {
    let own = things(train, today, now);
    let all: Vec<Vec<Thing<'_>>> = members.iter().map(|member| things(*member, today, now)).collect();
    let (mut columns, left_out) = columns(&own, &all);
    let places: HashMap<Place<'_>, usize> =
        columns.iter().enumerate().map(|(index, (place, _))| (*place, index)).collect();
    let rows = all.iter().map(|things| row(things, &places, &mut columns)).collect();
    Matrix { columns: columns.into_iter().map(|(_, column)| column).collect(), rows, left_out }
}

fn row(things: &[Thing<'_>], places: &HashMap<Place<'_>, usize>, columns: &mut [(Place<'_>, Column)]) -> Row {
    let mut cells: Vec<Cell> = Vec::with_capacity(things.len());
    for thing in things {
        let Some(&column) = places.get(&thing.place) else { continue };
        let sums = &mut columns[column].1;
        let days = sums.own.map(|own| (thing.dated.end - own.end).get_days());
        let cell = Cell { column, dated: thing.dated, days };
        add(sums, &cell);
        cells.push(cell);
    }
    cells.sort_by_key(|cell| cell.column);
    let drift = cells.iter().map(Cell::drift).max().unwrap_or(0);
    let drifting = cells.iter().filter(|cell| cell.drift() > 0).count();
    Row { cells, drift, drifting }
}

fn add(sums: &mut Column, cell: &Cell) {
    let Dated { start, end, standing } = cell.dated;
    let begin = start.unwrap_or(end);
    sums.members += 1;
    sums.first = Some(sums.first.map_or(begin, |first| first.min(begin)));
    sums.last = Some(sums.last.map_or(end, |last| last.max(end)));
    sums.drifting += usize::from(cell.drift() > 0);
    sums.worst = sums.worst.max(cell.drift());
    sums.over += usize::from(matches!(standing, Standing::Ended | Standing::Passed | Standing::Done));
    sums.overdue += usize::from(standing == Standing::Overdue);
    sums.failed += usize::from(standing == Standing::Failed);
}

fn columns<'a>(own: &[Thing<'a>], members: &[Vec<Thing<'a>>]) -> (Vec<(Place<'a>, Column)>, usize) {
    let mut found: HashMap<Place<'a>, (usize, Column)> = HashMap::new();
    for thing in own {
        let column = Column { own: Some(thing.dated), ..column_of(thing) };
        found.entry(thing.place).or_insert((usize::MAX, column));
    }
    for thing in members.iter().flatten() {
        let (count, column) = found.entry(thing.place).or_insert_with(|| (0, column_of(thing)));
        *count = count.saturating_add(1);
        if column.own.is_none() {
            column.last = column.last.map(|last| last.min(thing.dated.end));
        }
    }
    let mut ranked: Vec<(usize, Place<'a>, Column)> =
        found.into_iter().map(|(place, (count, column))| (count, place, column)).collect();
    ranked.sort_by(|left, right| right.0.cmp(&left.0).then_with(|| date_of(&left.2).cmp(&date_of(&right.2))));
    let left_out = ranked.len().saturating_sub(MOST_COLUMNS);
    // The target is never the one that has to go.
    if let Some(target) = ranked.iter().position(|(_, _, column)| column.kind == ColumnKind::Target) {
        let target = ranked.remove(target);
        ranked.insert(0, target);
    }
    ranked.truncate(MOST_COLUMNS);
    let group = |column: &Column| match column.kind {
        ColumnKind::Target => 0,
        ColumnKind::Phase => 1,
        ColumnKind::Gate | ColumnKind::Milestone => 2,
    };
    ranked.sort_by(|(_, _, left), (_, _, right)| {
        (group(left), date_of(left), &left.key).cmp(&(group(right), date_of(right), &right.key))
    });
    let columns = ranked.into_iter().map(|(_, place, column)| (place, Column { last: None, ..column }));
    (columns.collect(), left_out)
}

/// The train's own date, or the earliest of the members'.
fn date_of(column: &Column) -> (Option<Date>, Option<Date>) {
    let end = column.own.map(|own| own.end).or(column.last);
    (end, column.own.and_then(|own| own.start))
}

fn column_of(thing: &Thing<'_>) -> Column {
    Column {
        kind: thing.kind,
        key: thing.place.1.to_owned(),
        name: thing.name.to_owned(),
        own: None,
        members: 0,
        first: None,
        last: Some(thing.dated.end),
        drifting: 0,
        worst: 0,
        over: 0,
        overdue: 0,
        failed: 0,
    }
}

fn things(planned: Planned<'_>, today: Date, now: Timestamp) -> Vec<Thing<'_>> {
    let Planned { category, plan } = planned;
    let over = match category {
        Category::Done => Some(Standing::Done),
        Category::Cancelled => Some(Standing::Cancelled),
        Category::Draft | Category::Planned | Category::Active => None,
    };
    let phases = plan.phases.iter().map(|phase| {
        let standing = over.unwrap_or(if phase.end < today {
            Standing::Ended
        } else if phase.start <= today {
            Standing::Running
        } else {
            Standing::Ahead
        });
        let name = phase.name.as_str();
        let dated = Dated { start: Some(phase.start), end: phase.end, standing };
        Thing { place: (true, name), kind: ColumnKind::Phase, name, dated }
    });
    let milestones = plan.milestones.iter().map(|milestone| {
        let standing = match milestone.state {
            MilestoneState::Passed { .. } => Standing::Passed,
            MilestoneState::Failed { .. } => Standing::Failed,
            MilestoneState::Pending => over.unwrap_or_else(|| pending(milestone.start, &milestone.due, today, now)),
        };
        let kind = match milestone.kind {
            MilestoneKind::Gate => ColumnKind::Gate,
            MilestoneKind::Milestone => ColumnKind::Milestone,
        };
        let dated = Dated { start: milestone.start, end: milestone.due.date, standing };
        Thing { place: (false, milestone.key.as_str()), kind, name: milestone.name.as_str(), dated }
    });
    let target = plan.target.as_ref().map(|target| {
        let standing = over.unwrap_or_else(|| pending(plan.start, target, today, now));
        let dated = Dated { start: plan.start, end: target.date, standing };
        Thing { place: (false, ""), kind: ColumnKind::Target, name: "", dated }
    });
    let mut seen = HashSet::new();
    phases.chain(milestones).chain(target).filter(|thing| seen.insert(thing.place)).collect()
}

fn pending(start: Option<Date>, due: &Due, today: Date, now: Timestamp) -> Standing {
    if due.instant() <= now {
        Standing::Overdue
    } else if start.is_some_and(|start| start <= today) {
        Standing::Running
    } else {
        Standing::Ahead
    }
}

#[cfg(test)]
mod tests;
