//! Bookings: who has which environment when, and who waits for it.

pub mod free;
pub mod holds;
pub mod overlaps;
mod pages;
pub mod timeline;
pub mod utilisation;

pub use pages::{Filter, list};

use crate::{
    args,
    tx::{Tx, guarded},
    value::{Arg, Row},
};
use jiff::Timestamp;
use signalbox_domain::{
    Name, Outcome, PersonRef, Problem, Ref,
    authz::{Action, Allot, Book, Permit},
    bookings::{Booking, Place, Priority, Span, State, booking::LONGEST},
    id::{BookingId, EnvironmentGroupId, EnvironmentId, Identifier, PhaseId, PortfolioId, ReleaseId, TeamId},
};
use std::collections::HashMap;

/// A booking as a reader wants it.
#[derive(Clone, Debug)]
pub struct View {
    /// The booking.
    pub booking: Booking,
    /// Whose it is.
    pub portfolio: Ref<PortfolioId>,
    /// The release it serves, when visible.
    pub release: Option<Ref<ReleaseId>>,
    /// The phase of that release it moves with, when visible.
    pub phase: Option<(PhaseId, Name)>,
    /// The group it takes some of, when visible.
    pub group: Option<Ref<EnvironmentGroupId>>,
    /// The environments it is about, as far as they are known and visible, by key.
    pub environments: Vec<Ref<EnvironmentId>>,
    /// The team that works there, when visible.
    pub team: Option<Ref<TeamId>>,
    /// Who asked for it.
    pub requested_by: Option<PersonRef>,
    /// Who brought it into its state.
    pub state_by: Option<PersonRef>,
}

/// An environment that a booking takes, and what it is called when it is visible.
type Member = (EnvironmentId, Option<Ref<EnvironmentId>>);

const COLUMNS: &str = "b.id, b.title, b.description, b.portfolio_id, b.release_id, b.phase_id, b.environment_id,
    b.group_id, b.wanted, b.start_at, b.end_at, b.zone, b.usage, b.purpose, b.priority, b.requested_by, b.team_id,
    b.series_id, b.state, b.state_at, b.state_by, b.state_reason, b.created_at, b.rev";

const VIEW: &str = "portfolio.key as portfolio_key, portfolio.name as portfolio_name, r.key as release_key,
    r.name as release_name, phase.name as phase_name, pool.key as group_key, pool.name as group_name,
    team.key as team_key, team.name as team_name, asker.id as asker_id, asker.name as asker_name,
    decider.id as decider_id, decider.name as decider_name";

const AROUND: &str = "join portfolio on portfolio.id = b.portfolio_id
    left join release r on r.id = b.release_id and {seen r}
    left join phase on phase.id = b.phase_id and phase.release_id = r.id
    left join environment_group pool on pool.id = b.group_id and {visible pool.portfolio_id}
    left join team on team.id = b.team_id and {visible team.portfolio_id}
    left join person asker on asker.id = b.requested_by
    left join person decider on decider.id = b.state_by";

/// A booking without the members it takes of a group.
fn read(row: &mut Row) -> Outcome<Booking> {
    let (environment, group) = (row.maybe("environment_id")?, row.maybe("group_id")?);
    let place = match (environment, group, row.maybe_int("wanted")?.map(u32::try_from)) {
        (Some(environment), None, None) => Place::Environment { environment },
        (None, Some(group), Some(Ok(count))) => Place::Pool { group, count, members: Vec::new() },
        other => return Err(Problem::Internal(format!("a booking is of {other:?}"))),
    };
    Ok(Booking {
        id: row.read("id")?,
        title: row.read("title")?,
        description: row.text("description")?,
        portfolio: row.read("portfolio_id")?,
        release: row.maybe("release_id")?,
        phase: row.maybe("phase_id")?,
        place,
        span: span(row)?,
        zone: row.read("zone")?,
        usage: row.read("usage")?,
        purpose: row.read("purpose")?,
        priority: Priority::new(row.int("priority")?).map_err(|fault| Problem::Internal(fault.detail))?,
        requested_by: row.maybe("requested_by")?,
        team: row.maybe("team_id")?,
        series: row.maybe("series_id")?,
        state: state(row)?,
        created_at: row.instant("created_at")?,
        rev: row.int("rev")?,
    })
}

/// The span from `start_at` to `end_at`.
fn span(row: &mut Row) -> Outcome<Span> {
    let (start, end) = (row.instant("start_at")?, row.instant("end_at")?);
    Span::between(start, end).ok_or_else(|| Problem::Internal(format!("a span begins at {start} and ends at {end}")))
}

fn state(row: &mut Row) -> Outcome<State> {
    let name = row.text("state")?;
    let by = row.maybe("state_by")?;
    let reason = row.maybe_text("state_reason")?.unwrap_or_default();
    Ok(match (name.as_str(), row.maybe_instant("state_at")?) {
        ("requested", _) => State::Requested,
        ("waiting", Some(since)) => State::Waiting { since },
        ("approved", Some(at)) => State::Approved { at, by },
        ("rejected", Some(at)) => State::Rejected { at, by, reason },
        ("active", Some(at)) => State::Active { at, by },
        ("returned", Some(at)) => State::Returned { at, by },
        ("cancelled", Some(at)) => State::Cancelled { at, by, reason },
        other => return Err(Problem::Internal(format!("a booking is {other:?}"))),
    })
}

fn read_view(row: &mut Row) -> Outcome<View> {
    let booking = read(row)?;
    let phase = row.maybe("phase_name")?;
    Ok(View {
        portfolio: Ref { id: booking.portfolio, key: row.read("portfolio_key")?, name: row.read("portfolio_name")? },
        release: row.called(booking.release, "release")?,
        phase: booking.phase.zip(phase),
        group: match booking.place {
            Place::Pool { group, .. } => row.called(Some(group), "group")?,
            Place::Environment { .. } => None,
        },
        environments: Vec::new(),
        team: row.called(booking.team, "team")?,
        requested_by: row.maybe_person("asker")?,
        state_by: row.maybe_person("decider")?,
        booking,
    })
}

/// The booking with this id.
///
/// # Errors
/// [`Problem::NotFound`] when there is none that the caller may see; database problems as [`Tx::run`].
pub fn get(tx: &mut Tx<'_>, named: &str) -> Outcome<Booking> {
    let missing = || Problem::missing("booking", named);
    let id = BookingId::parse(named).ok_or_else(missing)?;
    let sql = format!("select {COLUMNS} from booking b where b.id = $1 and {{visible b.portfolio_id}}");
    let mut found = tx.all(&sql, args![id], read)?;
    settle(tx, &mut found)?;
    found.pop().ok_or_else(missing)
}

/// … as a reader wants it.
///
/// # Errors
/// As [`get`].
pub fn view(tx: &mut Tx<'_>, named: &str) -> Outcome<View> {
    let missing = || Problem::missing("booking", named);
    let id = BookingId::parse(named).ok_or_else(missing)?;
    let sql =
        format!("select {COLUMNS}, {VIEW} from booking b {AROUND} where b.id = $1 and {{visible b.portfolio_id}}");
    let mut found = tx.all(&sql, args![id], read_view)?;
    place(tx, &mut found)?;
    found.pop().ok_or_else(missing)
}

/// What is not over at an instant began after this one.
fn earliest(instant: Timestamp) -> Timestamp {
    instant.checked_sub(LONGEST).unwrap_or(Timestamp::MIN)
}

/// What has begun at an instant is over before this one.
fn latest(instant: Timestamp) -> Timestamp {
    instant.checked_add(LONGEST).unwrap_or(Timestamp::MAX)
}

/// The bookings that have to begin or to end at an instant, at most `most`; those that are to end first.
///
/// # Errors
/// As [`Tx::all`].
pub fn due(tx: &mut Tx<'_>, now: Timestamp, most: usize) -> Outcome<Vec<Booking>> {
    let sql = format!(
        "-- global: the time of a booking comes and goes, whoever may see it
         select {COLUMNS} from booking b where b.id in (
             select id from (
                 select id, end_at as due_at from booking where state in ('approved', 'active') and end_at <= $1
                 union all
                 select id, start_at as due_at from booking where state = 'approved' and start_at <= $1 and end_at > $1
             ) due order by due_at, id limit $2
         ) order by b.end_at, b.id"
    );
    let mut found = tx.all(&sql, args![now, most], read)?;
    settle(tx, &mut found)?;
    Ok(found)
}

/// How many bookings there are.
///
/// # Errors
/// As [`Tx::all`].
pub fn how_many(tx: &mut Tx<'_>) -> Outcome<usize> {
    let sql = "-- global: an installation is seeded by its system\n select count(*) as total from booking b";
    let total = tx.one(sql, args![], |row| row.int("total"))?.unwrap_or_default();
    usize::try_from(total).map_err(|error| Problem::Internal(error.to_string()))
}

/// The bookings that wait for one of these environments, or for some of their groups, at a time that overlaps a span.
///
/// # Errors
/// As [`Tx::all`].
pub fn waiting(tx: &mut Tx<'_>, environments: &[EnvironmentId], within: Span) -> Outcome<Vec<Booking>> {
    let sql = format!(
        "-- global: a place that is free is for the next in line, whoever made it free
         select {COLUMNS} from booking b
         where b.state = 'waiting' and b.start_at < $2 and b.start_at > $3 and b.end_at > $4 and (
             exists (select 1 from booking_place bp where bp.booking_id = b.id and bp.environment_id in {{each $1}})
             or b.group_id in (select e.group_id from environment e where e.id in {{each $1}})
         ) order by b.start_at, b.id"
    );
    let ids = serde_json::json!(environments);
    let mut found = tx.all(&sql, args![&ids, within.end(), earliest(within.start()), within.start()], read)?;
    settle(tx, &mut found)?;
    Ok(found)
}

/// The visible bookings of some environments that overlap a span and are not over, by when they begin; at most `most`.
///
/// # Errors
/// As [`Tx::all`].
pub fn under_way(tx: &mut Tx<'_>, environments: &[EnvironmentId], within: Span, most: usize) -> Outcome<Vec<Booking>> {
    let sql = format!(
        "select {COLUMNS} from booking b
         where b.id in (select bp.booking_id from booking_place bp where bp.environment_id in {{each $1}}
                 and bp.start_at < $2 and bp.start_at > $3 and bp.end_at > $4)
             and b.state in ('requested', 'waiting', 'approved', 'active') and {{visible b.portfolio_id}}
         order by b.start_at, b.id limit $5"
    );
    let ids = serde_json::json!(environments);
    let values = args![&ids, within.end(), earliest(within.start()), within.start(), most];
    let mut found = tx.all(&sql, values, read)?;
    settle(tx, &mut found)?;
    Ok(found)
}

/// The bookings of some phases that are not over, by when they begin.
///
/// # Errors
/// As [`Tx::all`].
pub fn of_phases(tx: &mut Tx<'_>, phases: &[PhaseId]) -> Outcome<Vec<Booking>> {
    let sql = format!(
        "-- global: a booking moves with its phase, whoever moves the phase
         select {COLUMNS} from booking b
         where b.phase_id in {{each $1}} and b.state not in ('rejected', 'returned', 'cancelled')
         order by b.start_at, b.id"
    );
    let mut found = tx.all(&sql, args![&serde_json::json!(phases)], read)?;
    settle(tx, &mut found)?;
    Ok(found)
}

/// Reads which members the bookings of groups among these take, in one statement.
fn settle(tx: &mut Tx<'_>, bookings: &mut [Booking]) -> Outcome<()> {
    let pools: Vec<BookingId> =
        bookings.iter().filter(|one| matches!(one.place, Place::Pool { .. })).map(|one| one.id).collect();
    if pools.is_empty() {
        return Ok(());
    }
    let mut taken: HashMap<BookingId, Vec<EnvironmentId>> = HashMap::new();
    let rows = tx.all(
        "-- global: which members a booking takes is part of it
         select bp.booking_id, bp.environment_id from booking_place bp where bp.booking_id in {each $1}
         order by bp.booking_id, bp.environment_id",
        args![&serde_json::json!(pools)],
        |row| Ok((row.read("booking_id")?, row.read("environment_id")?)),
    )?;
    for (booking, environment) in rows {
        taken.entry(booking).or_default().push(environment);
    }
    for booking in bookings {
        if let Place::Pool { members, .. } = &mut booking.place {
            *members = taken.remove(&booking.id).unwrap_or_default();
        }
    }
    Ok(())
}

/// Reads which environments these are about, as far as they are visible, in one statement; and which members they take.
fn place(tx: &mut Tx<'_>, views: &mut [View]) -> Outcome<()> {
    let ids: Vec<BookingId> = views.iter().map(|view| view.booking.id).collect();
    let rows: Vec<(BookingId, EnvironmentId, Option<Ref<EnvironmentId>>)> = tx.all(
        "select bp.booking_id, bp.environment_id, e.key as it_key, e.name as it_name from booking_place bp
         left join environment e on e.id = bp.environment_id and {visible e.portfolio_id}
         where bp.booking_id in {each $1} order by e.key_lower, bp.environment_id",
        args![&serde_json::json!(ids)],
        |row| {
            let environment = row.read("environment_id")?;
            Ok((row.read("booking_id")?, environment, row.called(Some(environment), "it")?))
        },
    )?;
    let mut of: HashMap<BookingId, Vec<Member>> = HashMap::new();
    for (booking, environment, shown) in rows {
        of.entry(booking).or_default().push((environment, shown));
    }
    for view in views {
        let found = of.remove(&view.booking.id).unwrap_or_default();
        if let Place::Pool { members, .. } = &mut view.booking.place {
            *members = found.iter().map(|(environment, _)| *environment).collect();
            members.sort_unstable();
        }
        view.environments = found.into_iter().filter_map(|(_, shown)| shown).collect();
    }
    Ok(())
}

/// Adds a booking.
///
/// # Errors
/// As [`Tx::run`].
pub fn insert(tx: &mut Tx<'_>, booking: &Booking, permit: &Permit<Book>) -> Outcome<()> {
    let mut values = vec![Arg::from(permit.on())];
    values.extend(content(booking));
    values.extend([booking.series.into(), booking.requested_by.into(), booking.created_at.into(), booking.rev.into()]);
    tx.run(
        "insert into booking (id, title, description, portfolio_id, release_id, phase_id, environment_id, group_id,
                wanted, start_at, end_at, zone, usage, purpose, priority, team_id, state, state_at, state_by,
                state_reason, series_id, requested_by, created_at, rev)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
                $23, $24)",
        &values,
    )?;
    insert_places(tx, booking)
}

/// What may change a booking: asking for it, and deciding about it.
pub trait Changes: Action {}
impl Changes for Book {}
impl Changes for Allot {}

/// Saves a changed booking.
///
/// # Errors
/// [`Problem::Stale`] when somebody else changed it meanwhile; database problems as [`Tx::run`].
pub fn update<A: Changes>(tx: &mut Tx<'_>, before: &Booking, after: &Booking, permit: &Permit<A>) -> Outcome<()> {
    save(tx, permit.on(), before, after)
}

/// Saves a booking that changes because something else did that a permit is there for: what waited for a place that is
/// free now, what moves with a phase.
///
/// # Errors
/// As [`update`].
pub fn follow<A: Action>(tx: &mut Tx<'_>, before: &Booking, after: &Booking, _cause: &Permit<A>) -> Outcome<()> {
    save(tx, &before.id.to_string(), before, after)
}

fn save(tx: &mut Tx<'_>, id: &str, before: &Booking, after: &Booking) -> Outcome<()> {
    let mut values = vec![Arg::from(id)];
    values.extend(content(after));
    values.push(before.rev.into());
    let changed = tx.run(
        "update booking set title = $2, description = $3, portfolio_id = $4, release_id = $5, phase_id = $6,
                environment_id = $7, group_id = $8, wanted = $9, start_at = $10, end_at = $11, zone = $12, usage = $13,
                purpose = $14, priority = $15, team_id = $16, state = $17, state_at = $18, state_by = $19,
                state_reason = $20, rev = rev + 1 where id = $1 and rev = $21",
        &values,
    )?;
    guarded(changed, "booking", before.rev)?;
    if before.place.environments() == after.place.environments() {
        tx.run(
            "update booking_place set start_at = $2, end_at = $3, usage = $4, holds = $5 where booking_id = $1",
            args![before.id, after.span.start(), after.span.end(), after.usage, after.state.holds()],
        )?;
        return Ok(());
    }
    tx.run("delete from booking_place where booking_id = $1", args![before.id])?;
    insert_places(tx, after)
}

fn insert_places(tx: &mut Tx<'_>, booking: &Booking) -> Outcome<()> {
    for environment in booking.place.environments() {
        tx.run(
            "insert into booking_place (booking_id, environment_id, start_at, end_at, usage, holds)
             values ($1, $2, $3, $4, $5, $6)",
            args![
                booking.id,
                *environment,
                booking.span.start(),
                booking.span.end(),
                booking.usage,
                booking.state.holds()
            ],
        )?;
    }
    Ok(())
}

/// Everything that can change, in the order of the columns.
fn content(booking: &Booking) -> [Arg; 19] {
    let (environment, group, wanted) = match &booking.place {
        Place::Environment { environment } => (Some(*environment), None, None),
        Place::Pool { group, count, .. } => (None, Some(*group), Some(*count)),
    };
    let (at, by, reason) = match &booking.state {
        State::Requested => (None, None, None),
        State::Waiting { since } => (Some(*since), None, None),
        State::Approved { at, by } | State::Active { at, by } | State::Returned { at, by } => (Some(*at), *by, None),
        State::Rejected { at, by, reason } | State::Cancelled { at, by, reason } => (Some(*at), *by, Some(reason)),
    };
    [
        (&booking.title).into(),
        booking.description.as_str().into(),
        booking.portfolio.into(),
        booking.release.into(),
        booking.phase.into(),
        environment.into(),
        group.into(),
        wanted.into(),
        booking.span.start().into(),
        booking.span.end().into(),
        (&booking.zone).into(),
        booking.usage.into(),
        booking.purpose.into(),
        i64::from(booking.priority.number()).into(),
        booking.team.into(),
        booking.state.name().into(),
        at.into(),
        by.into(),
        reason.into(),
    ]
}
