//! What happens in a span of days: the rows of the calendar, read with a constant number of statements.

use crate::{
    args,
    filter::Conditions,
    plans::BaselineView,
    releases::Filter,
    tx::{Eyes, Tx},
    value::Arg,
    within::{BY_BEGIN, Within},
};
use jiff::{Timestamp, civil::Date};
use serde_json::value::RawValue;
use signalbox_domain::{
    Due, Key, Name, Outcome, PersonRef, Ref,
    catalog::Level,
    id::{MilestoneId, PhaseId, PortfolioId, ReleaseId, ReleaseTypeId},
    releases::{Category, Kind, MilestoneKind, dependency::Dependency},
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

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
    /// Counts its changes.
    pub rev: i64,
    /// Its phases, gates and milestones.
    pub plan: Arc<Plan>,
}

impl Row {
    /// Gates that are past their deadline and open, and those that failed.
    #[must_use]
    pub fn gates_in_trouble(&self, now: Timestamp) -> (i64, i64) {
        let gates = self.plan.milestones.iter().filter(|milestone| milestone.kind == MilestoneKind::Gate);
        gates.fold((0, 0), |(overdue, failed), gate| {
            let is_overdue = gate.state == State::Pending && gate.at <= now;
            (overdue + i64::from(is_overdue), failed + i64::from(gate.state == State::Failed))
        })
    }
}

/// The phases, gates and milestones of a release as they were at one revision of it.
#[derive(Debug, Default)]
pub struct Plan {
    /// By start.
    pub phases: Vec<Phase>,
    /// By deadline.
    pub milestones: Vec<Milestone>,
    written: OnceLock<Written>,
}

/// How a plan is told, kept with it: the same at every time of asking.
#[derive(Debug)]
pub struct Written {
    /// The list of phases, as JSON.
    pub phases: Box<RawValue>,
    /// The list of gates and milestones, as JSON.
    pub milestones: Box<RawValue>,
}

impl Plan {
    /// How it is told, as whoever tells it first writes it.
    pub fn written(&self, write: impl FnOnce(&Self) -> Written) -> &Written {
        self.written.get_or_init(|| write(self))
    }
}

/// Plans that were read before. A release gets another revision with every change of its plan, whichever node makes it, so
/// what is kept under a revision is true for as long as that is the release's; nothing has to be told to forget it.
#[derive(Debug, Default)]
pub struct Kept {
    /// What was asked for lately, and what was before: at most [`MOST`] releases each.
    generations: Mutex<[Generation; 2]>,
}

/// Plans, and the revision each is true at.
type Generation = HashMap<ReleaseId, (i64, Arc<Plan>)>;

impl Kept {
    /// The plans of some releases at their revisions, as far as they are here.
    fn find(&self, wanted: &[(ReleaseId, i64)]) -> HashMap<ReleaseId, Arc<Plan>> {
        let mut generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        let known = |(id, rev): &(ReleaseId, i64)| {
            let kept = generations.iter().find_map(|generation| generation.get(id).filter(|(kept, _)| kept == rev));
            kept.map(|kept| (*id, kept.clone()))
        };
        let found: Vec<_> = wanted.iter().filter_map(known).collect();
        keep(&mut generations, found.iter().cloned());
        found.into_iter().map(|(id, (_, plan))| (id, plan)).collect()
    }

    fn add(&self, plans: impl IntoIterator<Item = (ReleaseId, (i64, Arc<Plan>))>) {
        keep(&mut self.generations.lock().unwrap_or_else(PoisonError::into_inner), plans);
    }
}

/// Notes plans as asked for lately; what was not asked for since the last time that these were too many goes.
fn keep(generations: &mut [Generation; 2], plans: impl IntoIterator<Item = (ReleaseId, (i64, Arc<Plan>))>) {
    for (id, plan) in plans {
        if generations[0].len() >= MOST && !generations[0].contains_key(&id) {
            generations.swap(0, 1);
            generations[0].clear();
        }
        generations[0].insert(id, plan);
    }
}

/// A phase as the calendar shows it.
#[derive(Clone, Debug)]
pub struct Phase {
    /// Which.
    pub id: PhaseId,
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
    /// The portfolios they belong to, and those above.
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
    within: Within,
    /// What else holds of them.
    rest: String,
    /// The value of [`MOST`].
    limit: String,
}

/// The releases of which anything dated lies between two days, the second left out.
///
/// That keeps the cost that of what is shown, whatever else there is.
fn found(from: Date, to: Date, filter: &Filter) -> Found {
    let mut conditions = Filter { from: None, to: None, ..filter.clone() }.conditions(None);
    let within = Within::days(&mut conditions, from, to);
    let rest = conditions.sql();
    let limit = conditions.value(MOST);
    Found { conditions, within, rest, limit }
}

/// The rows before some eyes; `None` when there is more than is read at once, of which they may see another part.
fn rows_before(tx: &mut Tx<'_>, found: &Found, eyes: &Eyes) -> Outcome<Option<Vec<Row>>> {
    let rows = rows_of(tx, found, Some(eyes))?;
    Ok((rows.len() < MOST).then(|| rows.into_iter().filter(|row| eyes.see(row.id, row.portfolio)).collect()))
}

/// The rows that the caller sees; with eyes all rows, for these to look at.
fn rows_of(tx: &mut Tx<'_>, found: &Found, eyes: Option<&Eyes>) -> Outcome<Vec<Row>> {
    const READ: &str = "r.id, r.key, r.name, r.kind, r.status, r.category, r.risk, r.type_id, r.portfolio_id,
        r.parent_id, r.start_day, r.target_day, r.target_time, r.target_zone, r.rev, r.first_day, r.key_lower";
    let Found { conditions, within, rest, limit } = found;
    let (rows, parent) = match eyes {
        Some(_) => (within.all(READ, rest), "parent.id = r.parent_id"),
        None => (within.rows(READ, rest), "parent.id = r.parent_id and {among parent}"),
    };
    // No join with a table that grows: PostgreSQL would rather read all of it.
    let sql = format!(
        "-- global: with eyes whatever they do not see is taken out, without them it is not found
         select r.id, r.key, r.name, r.kind, r.status, r.category, r.risk, r.type_id, r.portfolio_id, r.parent_id,
                (select parent.portfolio_id from release parent where {parent}) as parent_portfolio_id,
                person.id as accountable_id, person.name as accountable_name, r.start_day,
                r.target_day, r.target_time, r.target_zone, r.rev
         from ({rows}) r left join person on person.id =
             (select ra.person_id from release_person ra where ra.release_id = r.id and ra.part = 'accountable')
         order by {BY_BEGIN} limit {limit}"
    );
    tx.all(&sql, conditions.values(), |row| {
        let parent: Option<ReleaseId> = row.maybe("parent_id")?;
        let place: Option<PortfolioId> = row.maybe("parent_portfolio_id")?;
        let sees = |(parent, place): &(ReleaseId, PortfolioId)| eyes.is_none_or(|eyes| eyes.see(*parent, *place));
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
            parent: parent.zip(place).filter(sees).map(|(parent, _)| parent),
            accountable: row.maybe_person("accountable")?,
            start: row.maybe("start_day")?,
            target: row.maybe_due("target")?,
            rev: row.int("rev")?,
            plan: Arc::default(),
        })
    })
}

/// What happens from a day to another, the other left out.
///
/// # Errors
/// As [`Tx::all`].
pub fn load(tx: &mut Tx<'_>, kept: &Kept, from: Date, to: Date, filter: &Filter) -> Outcome<Calendar> {
    let found = found(from, to, filter);
    let seen = match tx.eyes()? {
        Some(eyes) => rows_before(tx, &found, &eyes)?,
        None => None,
    };
    let mut rows = match seen {
        Some(rows) => rows,
        None => rows_of(tx, &found, None)?,
    };
    let Found { conditions, within, rest, limit } = found;
    let total = if rows.len() < MOST {
        i64::try_from(rows.len()).unwrap_or(i64::MAX)
    } else {
        let found = within.ids(&rest);
        let sql = format!("select count(*) as total from ({found}) found where cast({limit} as bigint) > 0");
        tx.one(&sql, conditions.values(), |row| row.int("total"))?.unwrap_or(0)
    };
    let elsewhere = if rows.is_empty() { extent(tx, filter)? } else { None };
    let ids = serde_json::Value::from(rows.iter().map(|row| row.id.to_string()).collect::<Vec<_>>());
    add_plans(tx, kept, &mut rows)?;
    let portfolios = tx.all(
        "select p.id as it_id, p.key as it_key, p.name as it_name, p.parent_id from portfolio p
         where p.id in (select above.ancestor_id from portfolio_closure above
             where above.portfolio_id in (select r.portfolio_id from release r where r.id in {each $1})) and {visible p.id}
         order by p.key_lower",
        &[Arg::from(&ids)],
        |row| Ok((row.mention("it")?, row.maybe("parent_id")?)),
    )?;
    let dependencies = dependencies_among(tx, &ids)?;
    Ok(Calendar { rows, total, elsewhere, portfolios, dependencies })
}

/// Which of some releases needs which other of them.
fn dependencies_among(tx: &mut Tx<'_>, ids: &serde_json::Value) -> Outcome<Vec<Dependency>> {
    tx.all(
        "-- global: both are among the releases that were found to be the caller's to see
         select d.release_id, d.needs_id, d.hard, d.note from release_dependency d
         where d.release_id in {each $1} and d.needs_id in {each $1}
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
    let Found { conditions, within, rest, limit } = found(from, to, filter);
    let found = within.ids(&rest);
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

/// Gives each row its plan: as it was kept, or read now.
fn add_plans(tx: &mut Tx<'_>, kept: &Kept, rows: &mut [Row]) -> Outcome<()> {
    let wanted: Vec<(ReleaseId, i64)> = rows.iter().map(|row| (row.id, row.rev)).collect();
    let mut plans = kept.find(&wanted);
    let missing: Vec<_> = wanted.into_iter().filter(|(id, _)| !plans.contains_key(id)).collect();
    if !missing.is_empty() {
        let ids: Vec<String> = missing.iter().map(|(id, _)| id.to_string()).collect();
        let mut read = read_plans(tx, &serde_json::json!(ids))?;
        let read = missing.into_iter().map(|(id, rev)| (id, (rev, Arc::new(read.remove(&id).unwrap_or_default()))));
        let read: Vec<_> = read.collect();
        plans.extend(read.iter().map(|(id, (_, plan))| (*id, Arc::clone(plan))));
        kept.add(read);
    }
    for row in rows {
        if let Some(plan) = plans.remove(&row.id) {
            row.plan = plan;
        }
    }
    Ok(())
}

fn read_plans(tx: &mut Tx<'_>, releases: &serde_json::Value) -> Outcome<HashMap<ReleaseId, Plan>> {
    let mut plans: HashMap<ReleaseId, Plan> = HashMap::new();
    tx.all(
        "-- global: of releases that were found to be visible
         select p.id, p.release_id, p.name, p.start_day, p.end_day from phase p
         where p.release_id in {each $1}",
        args![releases],
        |row| {
            let (id, name) = (row.read("id")?, row.text("name")?);
            let phase = Phase { id, name, start: row.read("start_day")?, end: row.read("end_day")? };
            plans.entry(row.read("release_id")?).or_default().phases.push(phase);
            Ok(())
        },
    )?;
    tx.all(
        "-- global: of releases that were found to be visible
         select m.id, m.release_id, m.kind, m.name, m.start_day, m.due_day, m.due_at, m.due_zone, m.state from milestone m
         where m.release_id in {each $1}",
        args![releases],
        |row| {
            let milestone = Milestone {
                id: row.read("id")?,
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
            };
            plans.entry(row.read("release_id")?).or_default().milestones.push(milestone);
            Ok(())
        },
    )?;
    // Cheaper here than in either database.
    for plan in plans.values_mut() {
        plan.phases.sort_unstable_by_key(|phase| (phase.start, phase.id));
        plan.milestones.sort_unstable_by_key(|milestone| (milestone.at, milestone.id));
    }
    Ok(plans)
}

/// The first and last day on which anything happens, whenever that is.
fn extent(tx: &mut Tx<'_>, filter: &Filter) -> Outcome<Option<(Date, Date)>> {
    let conditions = Filter { from: None, to: None, ..filter.clone() }.conditions(None);
    let sql = format!(
        "select min(r.first_day) as first_day, max(r.last_day) as last_day from release r
         where {{seen r}} and {}",
        conditions.sql()
    );
    let found = tx.one(&sql, conditions.values(), |row| Ok((row.maybe("first_day")?, row.maybe("last_day")?)))?;
    Ok(found.and_then(|(first, last)| Some((first?, last?))))
}
