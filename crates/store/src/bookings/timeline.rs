//! Environments and who has them in a span: what a resource timeline shows, in a constant number of statements.

use super::{earliest, span};
use crate::{args, environments::Filter, filter::Conditions, tx::Tx};
use signalbox_domain::{
    Outcome, PersonRef, Ref,
    bookings::{Purpose, Span, Usage},
    id::{BookingId, EnvironmentGroupId, EnvironmentId, PersonId, PortfolioId, ReleaseId, TeamId},
};

/// A row of the timeline.
#[derive(Clone, Debug)]
pub struct Line {
    /// Which environment.
    pub environment: Ref<EnvironmentId>,
    /// What it is part of.
    pub parent: Option<EnvironmentId>,
    /// The pool it belongs to.
    pub group: Option<EnvironmentGroupId>,
}

/// The visible environments of a filter by key, at most `most`.
///
/// # Errors
/// As [`Tx::all`].
pub fn lines(tx: &mut Tx<'_>, filter: &Filter, most: usize) -> Outcome<Vec<Line>> {
    let mut conditions = filter.conditions();
    let limit = conditions.value(most);
    let sql = format!(
        "select e.id as it_id, e.key as it_key, e.name as it_name, parent.id as parent_id, pool.id as pool_id
         from (
             select e.* from environment e where {{visible e.portfolio_id}} and {} order by e.key_lower limit {limit}
         ) e
         left join environment parent on parent.id = e.parent_id and {{visible parent.portfolio_id}}
         left join environment_group pool on pool.id = e.group_id and {{visible pool.portfolio_id}}
         order by e.key_lower",
        conditions.sql()
    );
    tx.all(&sql, conditions.values(), |row| {
        Ok(Line { environment: row.mention("it")?, parent: row.maybe("parent_id")?, group: row.maybe("pool_id")? })
    })
}

/// Somebody's time on an environment.
#[derive(Clone, Debug)]
pub struct Taken {
    /// Where it was booked.
    pub environment: EnvironmentId,
    /// When.
    pub span: Span,
    /// Whether others may be there as well.
    pub usage: Usage,
    /// How far it is.
    pub state: String,
    /// What the caller may know of it; `None` for what only keeps the place.
    pub shown: Option<Shown>,
}

/// A booking in a line of the timeline.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Which.
    pub booking: BookingId,
    /// What it is for.
    pub title: String,
    /// What the place is wanted for.
    pub purpose: Purpose,
    /// How much it matters, 1 to 5.
    pub priority: i64,
    /// The release it serves, when visible.
    pub release: Option<Ref<ReleaseId>>,
    /// Who asked for it.
    pub requested_by: Option<PersonRef>,
    /// Whose it is.
    pub portfolio: PortfolioId,
    /// The team that works there.
    pub team: Option<TeamId>,
}

/// Whose bookings are looked for; everybody's without either.
#[derive(Clone, Copy, Debug, Default)]
pub struct Whose {
    /// Asked for by this person.
    pub person: Option<PersonId>,
    /// For this team.
    pub team: Option<TeamId>,
}

impl Whose {
    /// True for everybody's.
    #[must_use]
    pub const fn is_anybody(self) -> bool {
        self.person.is_none() && self.team.is_none()
    }

    /// True for a booking that is looked for.
    #[must_use]
    pub fn holds(self, shown: &Shown) -> bool {
        let asked = shown.requested_by.as_ref().map(|person| person.id);
        self.person.is_none_or(|person| asked == Some(person)) && self.team.is_none_or(|team| shown.team == Some(team))
    }
}

/// Where somebody has or wants something at a time that overlaps a span, as far as the caller sees their bookings.
///
/// # Errors
/// As [`Tx::all`].
pub fn places(tx: &mut Tx<'_>, whose: Whose, within: Span) -> Outcome<Vec<EnvironmentId>> {
    let mut conditions = Conditions::always("b.state not in ('rejected', 'cancelled')");
    conditions.when("b.requested_by = $n", whose.person);
    conditions.when("b.team_id = $n", whose.team);
    conditions.when("b.start_at < $n", Some(within.end()));
    conditions.when("b.start_at > $n", Some(earliest(within.start())));
    conditions.when("b.end_at > $n", Some(within.start()));
    let sql = format!(
        "select distinct bp.environment_id from booking b join booking_place bp on bp.booking_id = b.id
         where {{visible b.portfolio_id}} and {}",
        conditions.sql()
    );
    tx.all(&sql, conditions.values(), |row| row.read("environment_id"))
}

/// Who has or wants these environments at a time that overlaps a span, by begin. What is over without ever having been
/// used is left out, and of what is not visible all that holds nothing.
///
/// # Errors
/// As [`Tx::all`].
pub fn taken(tx: &mut Tx<'_>, environments: &[EnvironmentId], within: Span) -> Outcome<Vec<Taken>> {
    tx.all(
        "select bp.booking_id, bp.environment_id, bp.start_at, bp.end_at, bp.usage, b.state, b.title, b.purpose,
             b.priority, b.release_id, r.key as release_key, r.name as release_name, p.id as person_id,
             p.name as person_name, shown.id as shown_id, b.team_id
         from booking_place bp join booking b on b.id = bp.booking_id
         left join portfolio shown on shown.id = b.portfolio_id and {visible shown.id}
         left join release r on r.id = b.release_id and {seen r}
         left join person p on p.id = b.requested_by
         where bp.environment_id in {each $1} and bp.start_at < $2 and bp.start_at > $3 and bp.end_at > $4
             and b.state not in ('rejected', 'cancelled') and (bp.holds or shown.id is not null)
         order by bp.start_at, bp.booking_id, bp.environment_id",
        args![&serde_json::json!(environments), within.end(), earliest(within.start()), within.start()],
        |row| {
            let release = row.maybe("release_id")?;
            let shown = match row.maybe("shown_id")? {
                Some(portfolio) => Some(Shown {
                    booking: row.read("booking_id")?,
                    title: row.text("title")?,
                    purpose: row.read("purpose")?,
                    priority: row.int("priority")?,
                    release: row.called(release, "release")?,
                    requested_by: row.maybe_person("person")?,
                    portfolio,
                    team: row.maybe("team_id")?,
                }),
                None => None,
            };
            Ok(Taken {
                environment: row.read("environment_id")?,
                span: span(row)?,
                usage: row.read("usage")?,
                state: row.text("state")?,
                shown,
            })
        },
    )
}
