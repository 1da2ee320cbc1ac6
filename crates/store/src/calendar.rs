//! What happens in a span of days: the rows of the calendar, read with a constant number of statements.

use crate::{
    args,
    filter::Conditions,
    plans::BaselineView,
    releases::{Filter, Within},
    tx::Tx,
    value::Arg,
};
use jiff::{Timestamp, civil::Date};
use signalbox_domain::{
    Due, Key, Name, Outcome, PersonRef, Ref,
    catalog::Level,
    id::{MilestoneId, PhaseId, PortfolioId, ReleaseId, ReleaseTypeId},
    releases::{Category, Kind, MilestoneKind, dependency::Dependency},
};
use std::collections::HashMap;

/// The most releases one answer holds.
pub const MOST: usize = 5_000;
/// The most dependencies one answer holds.
pub const MOST_DEPENDENCIES: usize = 10_000;

/// A release as the calendar shows it.
#[derive(Clone, Debug)]
pub struct Row {
    /// Which.
    pub id: ReleaseId,
    /// Its short name.
    pub key: Key,
    /// Its name.
    pub name: Name,
    /// How it stands to others.
    pub kind: Kind,
    /// Its status.
    pub status: Key,
    /// What that means.
    pub category: Category,
    /// How much could go wrong.
    pub risk: Option<Level>,
    /// Its type.
    pub release_type: ReleaseTypeId,
    /// Whose it is.
    pub portfolio: PortfolioId,
    /// The train it rides in, when visible.
    pub parent: Option<ReleaseId>,
    /// Who decides.
    pub accountable: Option<PersonRef>,
    /// Its first day.
    pub start: Option<Date>,
    /// When it is due.
    pub target: Option<Due>,
    /// Gates that are past their deadline and open.
    pub overdue_gates: i64,
    /// Gates that failed.
    pub failed_gates: i64,
    /// Counts its changes.
    pub rev: i64,
}

/// A phase as the calendar shows it.
#[derive(Clone, Debug)]
pub struct Phase {
    /// Which.
    pub id: PhaseId,
    /// Of what.
    pub release: ReleaseId,
    /// Its name.
    pub name: String,
    /// Its first day.
    pub start: Date,
    /// Its last day.
    pub end: Date,
}

/// What became of a gate or milestone, without when and by whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Not decided or reached yet.
    Pending,
    /// Passed, or reached.
    Passed,
    /// Not passed, or missed.
    Failed,
}

/// A gate or milestone as the calendar shows it.
#[derive(Clone, Debug)]
pub struct Milestone {
    /// Which.
    pub id: MilestoneId,
    /// Of what.
    pub release: ReleaseId,
    /// A gate, or a milestone.
    pub kind: MilestoneKind,
    /// Its name.
    pub name: String,
    /// Its first day, when it spans several.
    pub start: Option<Date>,
    /// The day of its deadline.
    pub date: Date,
    /// The instant from which it is too late.
    pub at: Timestamp,
    /// Whose clock counts.
    pub zone: String,
    /// What became of it.
    pub state: State,
}

/// What happens in a span of days.
#[derive(Clone, Debug)]
pub struct Calendar {
    /// The releases by start, then key; at most [`MOST`].
    pub rows: Vec<Row>,
    /// How many there are.
    pub total: i64,
    /// When nothing happens in the span: the first and last day on which anything does.
    pub elsewhere: Option<(Date, Date)>,
    /// Their phases, by release and start.
    pub phases: Vec<Phase>,
    /// Their gates and milestones, by release and deadline.
    pub milestones: Vec<Milestone>,
    /// The portfolios they belong to.
    pub portfolios: Vec<(Ref<PortfolioId>, Option<PortfolioId>)>,
    /// Which of them needs which; at most [`MOST_DEPENDENCIES`].
    pub dependencies: Vec<Dependency>,
}

/// Which former plan one looks back at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Former {
    /// The first there was.
    First,
    /// The one before the present plan.
    Last,
}

/// The releases of a span of days, as a part of a statement.
struct Found {
    conditions: Conditions,
    /// Selects their ids.
    sql: String,
    /// The value of [`MOST`].
    limit: String,
}

/// The releases of which anything dated lies between two days, the second left out.
///
/// That keeps the cost that of what is shown, whatever else there is.
fn found(from: Date, to: Date, filter: &Filter) -> Found {
    let mut conditions = Filter { from: None, to: None, ..filter.clone() }.conditions(None);
    let within = Within::days(&mut conditions, from, to);
    let limit = conditions.value(MOST);
    let sql = within.ids(&conditions.sql());
    Found { conditions, sql, limit }
}

/// What happens from a day to another, the other left out.
///
/// # Errors
/// As [`Tx::all`].
pub fn load(tx: &mut Tx<'_>, from: Date, to: Date, filter: &Filter) -> Outcome<Calendar> {
    let Found { conditions, sql: found, limit } = found(from, to, filter);
    let sql = format!(
        "select r.id, r.key, r.name, r.kind, r.status, r.category, r.risk, r.type_id, r.portfolio_id,
                case when {{visible parent.portfolio_id}} then r.parent_id end as parent_id,
                person.id as accountable_id, person.name as accountable_name, r.start_day,
                r.target_day, r.target_time, r.target_zone, r.rev
         from ({found}) found join release r on r.id = found.id left join release parent on parent.id = r.parent_id
         left join release_person ra on ra.release_id = r.id and ra.part = 'accountable'
         left join person on person.id = ra.person_id
         order by r.first_day, r.key_lower limit {limit}"
    );
    let mut rows = tx.all(&sql, conditions.values(), |row| {
        Ok(Row {
            id: row.read("id")?,
            key: row.read("key")?,
            name: row.read("name")?,
            kind: row.read("kind")?,
            status: row.read("status")?,
            category: row.read("category")?,
            risk: row.maybe("risk")?,
            release_type: row.read("type_id")?,
            portfolio: row.read("portfolio_id")?,
            parent: row.maybe("parent_id")?,
            accountable: row.maybe_person("accountable")?,
            start: row.maybe("start_day")?,
            target: row.maybe_due("target")?,
            overdue_gates: 0,
            failed_gates: 0,
            rev: row.int("rev")?,
        })
    })?;
    let total = if rows.len() < MOST {
        i64::try_from(rows.len()).unwrap_or(i64::MAX)
    } else {
        let sql = format!("select count(*) as total from ({found}) found where cast({limit} as bigint) > 0");
        tx.one(&sql, conditions.values(), |row| row.int("total"))?.unwrap_or(0)
    };
    let elsewhere = if rows.is_empty() { extent(tx, filter)? } else { None };
    let ids = serde_json::Value::from(rows.iter().map(|row| row.id.to_string()).collect::<Vec<_>>());
    let phases = phases_of(tx, &ids)?;
    let milestones = milestones_of(tx, &ids)?;
    count_gates(&mut rows, &milestones, tx.now());
    let portfolios = tx.all(
        "select p.id as it_id, p.key as it_key, p.name as it_name, p.parent_id from portfolio p
         where p.id in (select r.portfolio_id from release r where r.id in {each $1}) and {visible p.id}
         order by p.key_lower",
        &[Arg::from(&ids)],
        |row| Ok((row.mention("it")?, row.maybe("parent_id")?)),
    )?;
    let dependencies = dependencies_among(tx, &ids)?;
    Ok(Calendar { rows, total, elsewhere, phases, milestones, portfolios, dependencies })
}

/// Which of some releases needs which other of them.
fn dependencies_among(tx: &mut Tx<'_>, ids: &serde_json::Value) -> Outcome<Vec<Dependency>> {
    tx.all(
        "select d.release_id, d.needs_id, d.hard, d.note from release_dependency d
         join release r on r.id = d.release_id join release o on o.id = d.needs_id
         where d.release_id in {each $1} and d.needs_id in {each $1}
             and {visible r.portfolio_id} and {visible o.portfolio_id}
         order by d.release_id, d.needs_id limit $2",
        args![ids, MOST_DEPENDENCIES],
        |row| {
            Ok(Dependency {
                release: row.read("release_id")?,
                needs: row.read("needs_id")?,
                hard: row.bool("hard")?,
                note: row.text("note")?,
            })
        },
    )
}

/// A former plan of each release of a span of days that ever had another one; by the release's first day, at most
/// [`MOST`].
///
/// # Errors
/// As [`Tx::all`].
pub fn former(tx: &mut Tx<'_>, from: Date, to: Date, filter: &Filter, which: Former) -> Outcome<Vec<BaselineView>> {
    let Found { conditions, sql: found, limit } = found(from, to, filter);
    let number = match which {
        Former::First => "min(other.number)",
        Former::Last => "max(other.number)",
    };
    crate::plans::baselines_where(
        tx,
        &format!(
            "b.release_id in ({found})
             and b.number = (select {number} from baseline other where other.release_id = b.release_id)
             order by r.first_day, r.key_lower limit {limit}"
        ),
        conditions.values(),
    )
}

fn phases_of(tx: &mut Tx<'_>, releases: &serde_json::Value) -> Outcome<Vec<Phase>> {
    let mut phases = tx.all(
        "-- global: of releases that were found to be visible
         select p.id, p.release_id, p.name, p.start_day, p.end_day from phase p
         where p.release_id in {each $1}",
        args![releases],
        |row| {
            Ok(Phase {
                id: row.read("id")?,
                release: row.read("release_id")?,
                name: row.text("name")?,
                start: row.read("start_day")?,
                end: row.read("end_day")?,
            })
        },
    )?;
    // Cheaper here than in either database.
    phases.sort_unstable_by_key(|phase| (phase.release, phase.start, phase.id));
    Ok(phases)
}

fn milestones_of(tx: &mut Tx<'_>, releases: &serde_json::Value) -> Outcome<Vec<Milestone>> {
    let mut milestones = tx.all(
        "-- global: of releases that were found to be visible
         select m.id, m.release_id, m.kind, m.name, m.start_day, m.due_day, m.due_at, m.due_zone, m.state from milestone m
         where m.release_id in {each $1}",
        args![releases],
        |row| {
            Ok(Milestone {
                id: row.read("id")?,
                release: row.read("release_id")?,
                kind: row.read("kind")?,
                name: row.text("name")?,
                start: row.maybe("start_day")?,
                date: row.read("due_day")?,
                at: row.instant("due_at")?,
                zone: row.text("due_zone")?,
                state: match row.text("state")?.as_str() {
                    "passed" => State::Passed,
                    "failed" => State::Failed,
                    _ => State::Pending,
                },
            })
        },
    )?;
    milestones.sort_unstable_by_key(|milestone| (milestone.release, milestone.at, milestone.id));
    Ok(milestones)
}

/// Counts the gates of each row that are past their deadline and open, and those that failed.
fn count_gates(rows: &mut [Row], milestones: &[Milestone], now: Timestamp) {
    let mut counts: HashMap<ReleaseId, (i64, i64)> = HashMap::new();
    for gate in milestones.iter().filter(|milestone| milestone.kind == MilestoneKind::Gate) {
        let (overdue, failed) = counts.entry(gate.release).or_default();
        *overdue += i64::from(gate.state == State::Pending && gate.at <= now);
        *failed += i64::from(gate.state == State::Failed);
    }
    for row in rows {
        (row.overdue_gates, row.failed_gates) = counts.get(&row.id).copied().unwrap_or_default();
    }
}

/// The first and last day on which anything happens, whenever that is.
fn extent(tx: &mut Tx<'_>, filter: &Filter) -> Outcome<Option<(Date, Date)>> {
    let conditions = Filter { from: None, to: None, ..filter.clone() }.conditions(None);
    let sql = format!(
        "select min(r.first_day) as first_day, max(r.last_day) as last_day from release r
         where {{visible r.portfolio_id}} and {}",
        conditions.sql()
    );
    let found = tx.one(&sql, conditions.values(), |row| Ok((row.maybe("first_day")?, row.maybe("last_day")?)))?;
    Ok(found.and_then(|(first, last)| Some((first?, last?))))
}
