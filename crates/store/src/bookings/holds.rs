//! What is held, and where something can be booked: read for whoever decides, in the transaction that decides.

use super::{latest, span};
use crate::{args, tx::Tx, value::Row};
use jiff::{SignedDuration, Timestamp};
use signalbox_domain::{
    Key, Outcome, Zone,
    bookings::{Hold, Span},
    id::{BookingId, EnvironmentGroupId, EnvironmentId, PersonId, PortfolioId, ReleaseId, TeamId},
};
use std::collections::HashMap;

/// What bookings keep of these environments at a time that overlaps a span.
///
/// # Errors
/// As [`Tx::all`].
pub fn held(tx: &mut Tx<'_>, environments: &[EnvironmentId], within: Span) -> Outcome<Vec<Hold>> {
    tx.all(
        "-- global: what is held is in the way, whoever may see it
         select bp.booking_id, bp.environment_id, bp.start_at, bp.end_at, bp.usage from booking_place bp
         where bp.environment_id in {each $1} and bp.holds and bp.end_at > $2 and bp.end_at < $3
             and bp.start_at < $4",
        args![&serde_json::json!(environments), within.start(), latest(within.end()), within.end()],
        |row| {
            Ok(Hold {
                booking: row.read("booking_id")?,
                environment: row.read("environment_id")?,
                span: span(row)?,
                usage: row.read("usage")?,
            })
        },
    )
}

/// For how long each of these environments was or is kept by what begins between two instants.
///
/// # Errors
/// As [`Tx::all`].
pub fn used(
    tx: &mut Tx<'_>,
    environments: &[EnvironmentId],
    from: Timestamp,
    to: Timestamp,
) -> Outcome<HashMap<EnvironmentId, SignedDuration>> {
    let rows = tx.all(
        "-- global: how much an environment is used decides who is picked, whoever may see the bookings
         select bp.environment_id, cast(sum(bp.end_at - bp.start_at) as bigint) as used from booking_place bp
         join booking b on b.id = bp.booking_id
         where bp.environment_id in {each $1} and bp.start_at >= $2 and bp.start_at < $3
             and b.state in ('approved', 'active', 'returned')
         group by bp.environment_id",
        args![&serde_json::json!(environments), from, to],
        |row| Ok((row.read("environment_id")?, SignedDuration::from_micros(row.int("used")?))),
    )?;
    Ok(rows.into_iter().collect())
}

/// An environment, as far as whoever books it looks at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bookable {
    /// Which.
    pub id: EnvironmentId,
    /// Its short name.
    pub key: Key,
    /// Whose it is: who decides about it holds the right there.
    pub portfolio: PortfolioId,
    /// Whose clock counts there.
    pub zone: Zone,
    /// True when a booking that clashes with nothing needs nobody's approval.
    pub approves_itself: bool,
}

fn read(row: &mut Row) -> Outcome<Bookable> {
    Ok(Bookable {
        id: row.read("id")?,
        key: row.read("key")?,
        portfolio: row.read("portfolio_id")?,
        zone: row.read("zone")?,
        approves_itself: row.bool("approves_itself")?,
    })
}

/// These environments, by id.
///
/// # Errors
/// As [`Tx::all`].
pub fn bookable(tx: &mut Tx<'_>, ids: &[EnvironmentId]) -> Outcome<Vec<Bookable>> {
    tx.all(
        "-- global: who decides about an environment that is booked does not depend on who asks
         select e.id, e.key, e.portfolio_id, e.zone, coalesce(g.approves_itself, false) as approves_itself
         from environment e left join environment_group g on g.id = e.group_id
         where e.id in {each $1} order by e.id",
        args![&serde_json::json!(ids)],
        read,
    )
}

/// The visible environments of a group, those put away left out, by key.
///
/// # Errors
/// As [`Tx::all`].
pub fn members(tx: &mut Tx<'_>, group: EnvironmentGroupId) -> Outcome<Vec<Bookable>> {
    tx.all(
        "select e.id, e.key, e.portfolio_id, e.zone, g.approves_itself
         from environment e join environment_group g on g.id = e.group_id
         where e.group_id = $1 and e.archived_at is null and {visible e.portfolio_id} order by e.key_lower",
        args![group],
        read,
    )
}

/// What these bookings are called to the caller: title and who has it, of those that are visible.
///
/// # Errors
/// As [`Tx::all`].
pub fn called(tx: &mut Tx<'_>, bookings: &[BookingId]) -> Outcome<HashMap<BookingId, String>> {
    let rows = tx.all(
        "select b.id, b.title, p.name as person, t.name as team from booking b
         left join person p on p.id = b.requested_by
         left join team t on t.id = b.team_id and {visible t.portfolio_id}
         where b.id in {each $1} and {visible b.portfolio_id}",
        args![&serde_json::json!(bookings)],
        |row| {
            let holder: Vec<String> =
                [row.maybe_text("person")?, row.maybe_text("team")?].into_iter().flatten().collect();
            let title = row.text("title")?;
            let called = if holder.is_empty() { title } else { format!("{title} ({})", holder.join(", ")) };
            Ok((row.read("id")?, called))
        },
    )?;
    Ok(rows.into_iter().collect())
}

/// Whom a booking is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Whose {
    /// The release it serves.
    pub release: Option<ReleaseId>,
    /// Who asked for it.
    pub person: Option<PersonId>,
    /// The team that works there.
    pub team: Option<TeamId>,
}

/// Whom some bookings are for.
///
/// # Errors
/// As [`Tx::all`].
pub fn whose(tx: &mut Tx<'_>, bookings: &[BookingId]) -> Outcome<HashMap<BookingId, Whose>> {
    let rows = tx.all(
        "-- global: a booking keeps others out, whoever sees it
         select b.id, b.release_id, b.requested_by, b.team_id from booking b where b.id in {each $1}",
        args![&serde_json::json!(bookings)],
        |row| {
            let whose = Whose {
                release: row.maybe("release_id")?,
                person: row.maybe("requested_by")?,
                team: row.maybe("team_id")?,
            };
            Ok((row.read("id")?, whose))
        },
    )?;
    Ok(rows.into_iter().collect())
}

/// Those of some environments that the caller may see, by key.
///
/// # Errors
/// As [`Tx::all`].
pub fn shown(tx: &mut Tx<'_>, ids: &[EnvironmentId]) -> Outcome<Vec<signalbox_domain::Ref<EnvironmentId>>> {
    tx.all(
        "select e.id as it_id, e.key as it_key, e.name as it_name from environment e
         where e.id in {each $1} and {visible e.portfolio_id} order by e.key_lower",
        args![&serde_json::json!(ids)],
        |row| row.mention("it"),
    )
}
