//! How much environments are used and what that costs: by environment, by team, by purpose.

use super::tree;
use crate::{App, Ctx, environments::Filter, windows};
use jiff::{SignedDuration, civil::Date};
use signalbox_domain::{
    Outcome, Problem, Ref, Zone,
    bookings::{
        Purpose, Span,
        free::utilisation::{Had, Sum, Utilisation, portions},
    },
    environments::{Money, Tree},
    id::{EnvironmentId, TeamId},
};
use signalbox_store::{
    Tx,
    bookings::utilisation::{self as store, Place, Taken},
    environments,
};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap},
};

/// The most environments that are looked at.
const MOST: usize = 10_000;
/// The most rows of one answer.
pub const MOST_USES: usize = 500;
/// The longest period, in days.
const LONGEST: i32 = 366;

/// What use is told by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UseBy {
    /// Each environment by itself.
    Environment,
    /// The teams that have the environments.
    Team,
    /// What environments are wanted for.
    Purpose,
}

/// Whose or which use a row tells.
#[derive(Clone, Debug)]
pub enum Of {
    /// That of an environment.
    Environment(Place),
    /// That of a team; `None` for bookings without one, or without one that is visible.
    Team(Option<Ref<TeamId>>),
    /// That for a purpose.
    Purpose(Purpose),
    /// That of bookings that are not visible.
    Hidden,
}

/// How much something was used.
#[derive(Clone, Debug, Default)]
pub struct Use {
    /// How long, and what that costs.
    pub booked: Sum,
    /// How long of that environments were really in use, up to now.
    pub active: SignedDuration,
}

/// A line of the report.
#[derive(Clone, Debug)]
pub struct Row {
    /// What it is of.
    pub of: Of,
    /// How much it was used.
    pub usage: Use,
    /// How much of all there is to use that is, in thousandths.
    pub thousandths: i64,
    /// When it was not used; `None` unless it is an environment.
    pub idle: Option<Idle>,
}

/// When nobody has an environment.
#[derive(Clone, Debug, Default)]
pub struct Idle {
    /// How long, and what that costs.
    pub sum: Sum,
    /// The longest time without anybody.
    pub longest: Option<Span>,
}

/// How much environments are used in a period.
#[derive(Clone, Debug)]
pub struct UseReport {
    /// The period.
    pub within: Span,
    /// How many environments are looked at.
    pub environments: usize,
    /// How much all of them are used.
    pub total: Use,
    /// How much of their time that is, in thousandths.
    pub thousandths: i64,
    /// How much of their time nobody has them, and what that costs.
    pub idle: Sum,
    /// Environments, those used least first; or who used them and for what, most first.
    pub rows: Vec<Row>,
    /// False when there are more environments or rows than were looked at.
    pub complete: bool,
}

/// How much the environments of a filter are used from the begin of one day up to the begin of another.
///
/// # Errors
/// A fault when the period is empty or longer than a year; what the filter names and cannot be found.
pub async fn utilisation(
    app: &App,
    ctx: &Ctx,
    filter: Filter,
    by: UseBy,
    (from, to): (Date, Date),
    zone: Zone,
) -> Outcome<UseReport> {
    windows::span(from, to)?;
    if (to - from).get_days() > LONGEST {
        return Err(Problem::fault("/to", "range", "a period is at most a year"));
    }
    let nothing = || Problem::fault("/to", "order", format!("{to} is not after {from}"));
    let within = Span::between(zone.start_of(from), zone.start_of(to)).ok_or_else(nothing)?;
    app.db
        .read(ctx, move |tx| {
            let filter = filter.found(tx)?;
            let mut places = store::places(tx, &filter, MOST + 1)?;
            let complete = places.len() <= MOST;
            places.truncate(MOST);
            let looked_at = load(tx, places, within)?;
            let mut report = count(tx, looked_at, by, within)?;
            report.complete = complete && report.rows.len() <= MOST_USES;
            report.rows.truncate(MOST_USES);
            Ok(report)
        })
        .await
}

/// Environments, each with all that had it.
type LookedAt = Vec<(Place, Vec<Taken>)>;

/// Who had which of some environments: whoever has what covers an environment has the environment.
fn load(tx: &mut Tx<'_>, places: Vec<Place>, within: Span) -> Outcome<LookedAt> {
    let ids: Vec<EnvironmentId> = places.iter().map(|place| place.environment.id).collect();
    let tree: Tree = tree(environments::related(tx, &ids)?)?;
    let above = |id: EnvironmentId| std::iter::once(id).chain(tree.ancestors(id));
    let mut asked: Vec<EnvironmentId> = ids.iter().flat_map(|id| above(*id)).collect();
    asked.sort_unstable();
    asked.dedup();
    let mut taken: HashMap<EnvironmentId, Vec<Taken>> = HashMap::new();
    for one in store::taken(tx, &asked, within)? {
        taken.entry(one.environment).or_default().push(one);
    }
    let of = |id| above(id).filter_map(|id| taken.get(&id)).flatten().cloned().collect();
    Ok(places.into_iter().map(|place| (of(place.environment.id), place)).map(|(taken, place)| (place, taken)).collect())
}

/// Whom a part of the use is put down to. The order of those who used the same.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Whose {
    Team(TeamId),
    Purpose(Purpose),
    Nobody,
    Hidden,
}

impl Whose {
    fn of(taken: &Taken, by: UseBy) -> Self {
        match (taken.shown, by) {
            (None, _) => Self::Hidden,
            (Some(shown), UseBy::Purpose) => Self::Purpose(shown.purpose),
            (Some(shown), _) => shown.team.map_or(Self::Nobody, Self::Team),
        }
    }
}

/// Adds up what was used.
fn count(tx: &mut Tx<'_>, looked_at: LookedAt, by: UseBy, within: Span) -> Outcome<UseReport> {
    let now = tx.now();
    let environments = looked_at.len();
    let all = within.length().saturating_mul(i32::try_from(environments).unwrap_or(i32::MAX));
    let (mut total, mut idle) = (Use::default(), Sum::default());
    let (mut rows, mut shares) = (Vec::new(), BTreeMap::new());
    for (place, taken) in looked_at {
        let had: Vec<Had> = taken.iter().map(|one| Had { span: one.span, in_use: one.in_use }).collect();
        let used = Utilisation::of(&had, within, now);
        let rate = place.per_hour.clone();
        let unused = within.length().saturating_sub(used.booked);
        total.add(used.booked, used.active, rate.as_ref());
        idle.add(unused, rate.as_ref());
        if by == UseBy::Environment {
            let mut usage = Use::default();
            usage.add(used.booked, used.active, rate.as_ref());
            let mut unused_here = Sum::default();
            unused_here.add(unused, rate.as_ref());
            let thousandths = usage.booked.thousandths(within.length());
            let idle = Some(Idle { sum: unused_here, longest: used.longest_idle() });
            rows.push(Row { of: Of::Environment(place), usage, thousandths, idle });
        } else {
            let spans: Vec<Option<Span>> = had.iter().map(|one| Some(one.span)).collect();
            let in_use: Vec<Option<Span>> = had.iter().map(|one| one.used(now)).collect();
            let parts = portions(&spans, within).into_iter().zip(portions(&in_use, within));
            for (one, (booked, active)) in taken.iter().zip(parts) {
                let share: &mut Use = shares.entry(Whose::of(one, by)).or_default();
                share.add(booked, active, rate.as_ref());
            }
        }
    }
    rows.sort_by_key(|row| row.usage.booked.time);
    if by != UseBy::Environment {
        rows = named(tx, shares, all)?;
    }
    Ok(UseReport {
        within,
        environments,
        thousandths: total.booked.thousandths(all),
        total,
        idle,
        rows,
        complete: true,
    })
}

/// The rows of those who used anything, most first.
fn named(tx: &mut Tx<'_>, shares: BTreeMap<Whose, Use>, all: SignedDuration) -> Outcome<Vec<Row>> {
    let ids = shares.keys().filter_map(|whose| if let Whose::Team(id) = whose { Some(*id) } else { None });
    let mut teams = store::teams(tx, &ids.collect::<Vec<_>>())?;
    let mut rows: Vec<Row> = shares
        .into_iter()
        .map(|(whose, usage)| {
            let of = match whose {
                Whose::Team(id) => Of::Team(teams.remove(&id)),
                Whose::Nobody => Of::Team(None),
                Whose::Purpose(purpose) => Of::Purpose(purpose),
                Whose::Hidden => Of::Hidden,
            };
            Row { of, thousandths: usage.booked.thousandths(all), usage, idle: None }
        })
        .collect();
    rows.sort_by_key(|row| Reverse(row.usage.booked.time));
    Ok(rows)
}

impl Use {
    fn add(&mut self, booked: SignedDuration, active: SignedDuration, per_hour: Option<&Money>) {
        self.booked.add(booked, per_hour);
        self.active = self.active.saturating_add(active);
    }
}
