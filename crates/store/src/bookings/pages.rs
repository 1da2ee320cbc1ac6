//! Lists of bookings: what they are limited to, and how a page of them is found.

use super::{AROUND, COLUMNS, VIEW, View, earliest, place, read_view};
use crate::{
    filter::Conditions,
    page::{Page, Place, Slice, slice},
    search::Named,
    tx::Tx,
    value::Arg,
};
use jiff::{SignedDuration, Timestamp};
use signalbox_domain::{
    Outcome,
    id::{BookingId, EnvironmentGroupId, EnvironmentId, PersonId, PortfolioId, ReleaseId, TeamId},
};

/// What a list of bookings is limited to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Its title has these words.
    pub text: Option<Named>,
    /// About one of these environments.
    pub environments: Option<Vec<EnvironmentId>>,
    /// Of some of this group.
    pub group: Option<EnvironmentGroupId>,
    /// For this release.
    pub release: Option<ReleaseId>,
    /// Of this portfolio and everything below it.
    pub portfolio: Option<PortfolioId>,
    /// As far as this: a name of [`State::NAMES`].
    pub state: Option<&'static str>,
    /// Something will still come of it, or nothing any more.
    pub open: Option<bool>,
    /// Asked for by this person.
    pub requested_by: Option<PersonId>,
    /// For this team.
    pub team: Option<TeamId>,
    /// Of this series.
    pub series: Option<BookingId>,
    /// Not over at this instant.
    pub from: Option<Timestamp>,
    /// Begun before this instant.
    pub to: Option<Timestamp>,
}

impl Filter {
    fn conditions(&self) -> Conditions {
        let mut conditions = Conditions::default();
        if let Some(named) = &self.text {
            named.limit("b", &mut conditions);
        }
        conditions.when(
            "b.id in (select bp.booking_id from booking_place bp where bp.environment_id in {each $n})",
            self.environments.as_ref().map(|ids| Arg::from(&serde_json::json!(ids))),
        );
        conditions.when("b.group_id = $n", self.group);
        conditions.when("b.release_id = $n", self.release);
        conditions.when(
            "b.portfolio_id in (select c.portfolio_id from portfolio_closure c where c.ancestor_id = $n)",
            self.portfolio,
        );
        conditions.when("b.state = $n", self.state);
        if let Some(open) = self.open {
            let not = if open { "not" } else { "" };
            conditions.and(&format!("b.state {not} in ('rejected', 'returned', 'cancelled')"));
        }
        conditions.when("b.requested_by = $n", self.requested_by);
        conditions.when("b.team_id = $n", self.team);
        conditions.when("b.series_id = $n", self.series);
        conditions
    }

    /// The same with when they are, told of the rows of a name.
    fn with_times(&self, of: &str) -> Conditions {
        let mut conditions = self.conditions();
        conditions.when(&format!("{of}.end_at > $n"), self.from);
        conditions.when(&format!("{of}.start_at < $n"), self.to);
        conditions
    }

    /// … of bookings that are found by when they begin.
    fn by_start(&self) -> Conditions {
        let mut conditions = self.with_times("b");
        conditions.when("b.start_at > $n", self.from.map(earliest));
        conditions
    }

    /// True when it limits bookings by their time and state at most: an index of something else finds no fewer.
    const fn is_broad(&self) -> bool {
        let of_something = self.environments.is_some() || self.group.is_some() || self.release.is_some();
        let of_somebody = self.requested_by.is_some() || self.team.is_some() || self.series.is_some();
        !of_something && !of_somebody && self.text.is_none()
    }
}

/// Up to how many days bookings are long that are looked for together, and what tells them apart: the words of the index.
const LENGTHS: [i64; 4] = [1, 8, 32, 366];
const LENGTH: &str = "(case when term.end_at - term.start_at <= 86400000000 then 1
    when term.end_at - term.start_at <= 691200000000 then 8
    when term.end_at - term.start_at <= 2764800000000 then 32 else 366 end)";

/// The first so many bookings of a filter by when they begin, after one that began then, with the values of the statement.
/// What is not over at an instant is found by the length, from an index alone: whatever is over by then is not looked at.
fn first(filter: &Filter, after: Option<&[Place]>, most: usize) -> (String, Conditions) {
    let following = |conditions: &mut Conditions, of: &str| {
        if let Some(after) = after {
            let (start, id) = (conditions.value(&after[0]), conditions.value(&after[1]));
            conditions.and(&format!("({of}.start_at, {of}.id) > ({start}, {id})"));
        }
        conditions.value(most)
    };
    let Some(from) = filter.from.filter(|_| filter.is_broad()) else {
        let mut conditions = filter.by_start();
        let limit = following(&mut conditions, "b");
        let all = conditions.sql();
        let sql = format!(
            "select b.* from booking b where {{visible b.portfolio_id}} and {all} order by b.start_at, b.id limit {limit}"
        );
        return (sql, conditions);
    };
    let mut conditions = filter.with_times("term");
    let limit = following(&mut conditions, "term");
    let starts = LENGTHS.map(|days| {
        let earliest = from.checked_sub(SignedDuration::from_hours(24 * days)).unwrap_or(Timestamp::MIN);
        (days, conditions.value(earliest))
    });
    let all = conditions.sql();
    let each = starts.map(|(days, start)| {
        format!(
            "select * from (
                 select b.* from booking term cross join booking b
                 where {LENGTH} = {days} and term.start_at > {start} and b.id = term.id
                     and {{visible b.portfolio_id}} and {all}
                 order by term.start_at, term.id limit {limit}
             ) of_length"
        )
    });
    let sql = format!("select * from ({}) b order by b.start_at, b.id limit {limit}", each.join(" union all "));
    (sql, conditions)
}

/// Bookings by when they begin.
///
/// # Errors
/// As [`Tx::all`]; a fault for a cursor that is none.
pub fn list(tx: &mut Tx<'_>, filter: &Filter, page: &Page) -> Outcome<Slice<View>> {
    let size = page.size()?;
    let total = if page.total {
        let conditions = filter.by_start();
        let sql = format!(
            "select count(*) as total from booking b where {{visible b.portfolio_id}} and {}",
            conditions.sql()
        );
        tx.one(&sql, conditions.values(), |row| row.int("total"))?
    } else {
        None
    };
    // What surrounds a booking is looked up for those on the page only.
    let (found, conditions) = first(filter, page.after("start", 2)?.as_deref(), size + 1);
    let sql = format!("select {COLUMNS}, {VIEW} from ({found}) b {AROUND} order by b.start_at, b.id");
    let items = tx.all(&sql, conditions.values(), read_view)?;
    let at = |view: &View| {
        vec![Place::Int(view.booking.span.start().as_microsecond()), Place::Text(view.booking.id.to_string())]
    };
    let mut found = Slice { total, ..slice(items, size, "start", at) };
    place(tx, &mut found.items)?;
    Ok(found)
}
