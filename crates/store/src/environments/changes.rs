//! Change requests of environments, the newest first. Whoever sees an environment sees what is to be done to it.

use crate::{
    args,
    filter::{Conditions, containing},
    grants::Holder,
    page::{Page, Place, Slice, slice},
    tx::{Tx, guarded},
    value::{Arg, Row},
};
use jiff::Timestamp;
use signalbox_domain::{
    Outcome, PersonRef, Problem, Ref,
    authz::{Action, Allot, Book, Permit, Report},
    bookings::{Block, Span},
    environments::change::{ChangeRequest, Kind, Status},
    id::{BookingId, ChangeRequestId, EnvironmentId, PersonId, ReleaseId, TeamId},
    people::Party,
};
use std::collections::HashMap;

/// A change request as a reader wants it.
#[derive(Clone, Debug)]
pub struct View {
    /// The request.
    pub request: ChangeRequest,
    /// The environment.
    pub environment: Ref<EnvironmentId>,
    /// Who asked for it.
    pub requested_by: Option<PersonRef>,
    /// Who does it.
    pub assignee: Option<Holder>,
    /// Those releases it serves that the caller may see.
    pub releases: Vec<Ref<ReleaseId>>,
}

const VIEW: &str =
    "c.id, c.environment_id, e.key as environment_key, e.name as environment_name, c.portfolio_id, c.kind,
    c.title, c.description, c.status, c.start_at, c.end_at, c.outage_start_at, c.outage_end_at, c.requested_by,
    asker.id as asker_id, asker.name as asker_name, c.person_id, p.name as person_name, c.team_id, t.key as team_key,
    t.name as team_name, c.begun_at, c.ended_at, c.created_at, c.rev
    from change_request c join environment e on e.id = c.environment_id
    left join person asker on asker.id = c.requested_by
    left join person p on p.id = c.person_id left join team t on t.id = c.team_id";

fn read(row: &mut Row) -> Outcome<View> {
    let assignee = match row.maybe::<PersonId>("person_id")? {
        Some(id) => Some(Holder::Person(PersonRef { id, name: row.read("person_name")? })),
        None => row.maybe_mention("team")?.map(Holder::Team),
    };
    let environment: Ref<EnvironmentId> = row.mention("environment")?;
    let request = ChangeRequest {
        id: row.read("id")?,
        environment: environment.id,
        portfolio: row.read("portfolio_id")?,
        kind: row.read("kind")?,
        title: row.read("title")?,
        description: row.text("description")?,
        status: row.read("status")?,
        span: span(row, "start_at", "end_at")?,
        outage: span(row, "outage_start_at", "outage_end_at")?,
        requested_by: row.maybe("requested_by")?,
        assignee: assignee.as_ref().map(|holder| match holder {
            Holder::Person(who) => Party::Person(who.id),
            Holder::Team(team) => Party::Team(team.id),
        }),
        releases: Vec::new(),
        bookings: Vec::new(),
        begun_at: row.maybe_instant("begun_at")?,
        ended_at: row.maybe_instant("ended_at")?,
        created_at: row.instant("created_at")?,
        rev: row.int("rev")?,
    };
    Ok(View { request, environment, requested_by: row.maybe_person("asker")?, assignee, releases: Vec::new() })
}

fn span(row: &mut Row, start: &str, end: &str) -> Outcome<Option<Span>> {
    Ok(match (row.maybe_instant(start)?, row.maybe_instant(end)?) {
        (Some(start), Some(end)) => Span::between(start, end),
        _ => None,
    })
}

/// The change request with this id.
///
/// # Errors
/// [`Problem::NotFound`] when there is none that the caller may see; database problems as [`Tx::run`].
pub fn view(tx: &mut Tx<'_>, named: &str) -> Outcome<View> {
    let sql = format!("select {VIEW} where c.id = $1 and {{visible e.portfolio_id}}");
    let mut found = tx.all(&sql, args![named], read)?;
    add_served(tx, &mut found)?;
    found.pop().ok_or_else(|| Problem::missing("change request", named))
}

/// What a list of change requests is limited to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Its title holds this text.
    pub text: Option<String>,
    /// To this environment.
    pub environment: Option<EnvironmentId>,
    /// Of this kind.
    pub kind: Option<Kind>,
    /// As far as this.
    pub status: Option<Status>,
    /// Whether something will still come of them.
    pub open: Option<bool>,
    /// This person does it.
    pub person: Option<PersonId>,
    /// This team does it.
    pub team: Option<TeamId>,
    /// It serves this release.
    pub release: Option<ReleaseId>,
}

/// Change requests, the newest first.
///
/// # Errors
/// As [`Tx::all`]; a fault for a cursor that is none.
pub fn list(tx: &mut Tx<'_>, filter: &Filter, page: &Page) -> Outcome<Slice<View>> {
    let size = page.size()?;
    let mut conditions = Conditions::always("1 = 1");
    conditions.when("c.title_lower like $n escape '\\'", filter.text.as_deref().map(containing));
    conditions.when("c.environment_id = $n", filter.environment);
    conditions.when("c.kind = $n", filter.kind);
    conditions.when("c.status = $n", filter.status);
    let over = "c.status in ('rejected', 'done', 'failed', 'cancelled')";
    match filter.open {
        Some(true) => conditions.and(&format!("not {over}")),
        Some(false) => conditions.and(over),
        None => {}
    }
    conditions.when("c.person_id = $n", filter.person);
    conditions.when("c.team_id = $n", filter.team);
    conditions.when(
        "c.id in (select served.change_request_id from change_request_release served where served.release_id = $n)",
        filter.release,
    );
    let total = if page.total {
        let sql = format!(
            "select count(*) as total from change_request c join environment e on e.id = c.environment_id
             where {{visible e.portfolio_id}} and {}",
            conditions.sql()
        );
        tx.one(&sql, conditions.values(), |row| row.int("total"))?
    } else {
        None
    };
    if let Some(after) = page.after("newest", 1)? {
        conditions.with("c.id < $n", &after[0]);
    }
    let limit = conditions.value(size + 1);
    let sql = format!(
        "select {VIEW} where {{visible e.portfolio_id}} and {} order by c.id desc limit {limit}",
        conditions.sql()
    );
    let items = tx.all(&sql, conditions.values(), read)?;
    let place = |view: &View| vec![Place::Text(view.request.id.to_string())];
    let mut found = Slice { total, ..slice(items, size, "newest", place) };
    add_served(tx, &mut found.items)?;
    Ok(found)
}

/// Reads the releases and bookings of all these requests, in two statements.
fn add_served(tx: &mut Tx<'_>, requests: &mut [View]) -> Outcome<()> {
    if requests.is_empty() {
        return Ok(());
    }
    let ids: Vec<ChangeRequestId> = requests.iter().map(|view| view.request.id).collect();
    let places: HashMap<ChangeRequestId, usize> = ids.iter().enumerate().map(|(place, id)| (*id, place)).collect();
    let ids = serde_json::json!(ids);
    let served = tx.all(
        "-- global: which releases those are is told of those alone that the caller sees
         select s.change_request_id, s.release_id, r.id as shown_id, r.key as shown_key, r.name as shown_name
         from change_request_release s left join release r on r.id = s.release_id and {seen r}
         where s.change_request_id in {each $1} order by s.release_id",
        args![&ids],
        |row| {
            let shown: Option<Ref<ReleaseId>> = row.maybe_mention("shown")?;
            Ok((row.read::<ChangeRequestId>("change_request_id")?, row.read::<ReleaseId>("release_id")?, shown))
        },
    )?;
    for (request, release, shown) in served {
        if let Some(place) = places.get(&request) {
            requests[*place].request.releases.push(release);
            requests[*place].releases.extend(shown);
        }
    }
    let bookings = tx.all(
        "-- global: the ids of bookings say nothing by themselves
         select s.change_request_id, s.booking_id from change_request_booking s
         where s.change_request_id in {each $1} order by s.booking_id",
        args![&ids],
        |row| Ok((row.read::<ChangeRequestId>("change_request_id")?, row.read::<BookingId>("booking_id")?)),
    )?;
    for (request, booking) in bookings {
        if let Some(place) = places.get(&request) {
            requests[*place].request.bookings.push(booking);
        }
    }
    Ok(())
}

/// The outages that some environments have in a span, as far as they are approved or going on.
///
/// # Errors
/// As [`Tx::all`].
pub fn outages(tx: &mut Tx<'_>, environments: &[EnvironmentId], span: Span) -> Outcome<Vec<(ChangeRequestId, Block)>> {
    tx.all(
        "-- global: an outage keeps everybody from the environment, and is told to whoever wants it
         select c.id, c.environment_id, c.title, c.outage_start_at, c.outage_end_at from change_request c
         where c.environment_id in {each $1} and c.status in ('approved', 'in_progress')
             and c.outage_end_at > $2 and c.outage_start_at < $3
         order by c.outage_start_at, c.id",
        args![&serde_json::json!(environments), span.start(), span.end()],
        |row| {
            let (start, end) = (row.instant("outage_start_at")?, row.instant("outage_end_at")?);
            let span =
                Span::between(start, end).ok_or_else(|| Problem::Internal(format!("an outage ends at {end}")))?;
            let block =
                Block { environment: row.read("environment_id")?, span, kind: "outage", name: row.text("title")? };
            Ok((row.read("id")?, block))
        },
    )
}

/// When change requests of an environment were worked on since an instant: what was changed then was announced.
///
/// # Errors
/// As [`Tx::all`].
pub fn worked_on(tx: &mut Tx<'_>, environment: EnvironmentId, since: Timestamp) -> Outcome<Vec<Span>> {
    let now = tx.now();
    let spans = tx.all(
        "-- global: the caller has seen the environment
         select c.begun_at, c.ended_at from change_request c
         where c.environment_id = $1 and c.begun_at is not null and (c.ended_at is null or c.ended_at > $2)
         order by c.begun_at",
        args![environment, since],
        |row| {
            let end = row.maybe_instant("ended_at")?.unwrap_or(now);
            Ok(Span::between(row.instant("begun_at")?, end))
        },
    )?;
    Ok(spans.into_iter().flatten().collect())
}

/// What may change a change request: asking, deciding, doing.
pub trait Changes: Action {}
impl Changes for Book {}
impl Changes for Allot {}
impl Changes for Report {}

/// Adds a change request.
///
/// # Errors
/// As [`Tx::run`].
pub fn insert(tx: &mut Tx<'_>, request: &ChangeRequest, permit: &Permit<Book>) -> Outcome<()> {
    let mut values = vec![Arg::from(permit.on())];
    values.extend(content(request));
    values.extend([
        request.environment.into(),
        request.portfolio.into(),
        request.requested_by.into(),
        request.created_at.into(),
        request.rev.into(),
    ]);
    tx.run(
        "insert into change_request (id, kind, title, title_lower, description, status, start_at, end_at,
                outage_start_at, outage_end_at, person_id, team_id, begun_at, ended_at, environment_id, portfolio_id,
                requested_by, created_at, rev)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
        &values,
    )?;
    put_served(tx, request)
}

/// Saves a changed request.
///
/// # Errors
/// [`Problem::Stale`] when somebody else changed it meanwhile; database problems as [`Tx::run`].
pub fn update<A: Changes>(
    tx: &mut Tx<'_>,
    before: &ChangeRequest,
    after: &ChangeRequest,
    permit: &Permit<A>,
) -> Outcome<()> {
    let mut values = vec![Arg::from(permit.on())];
    values.extend(content(after));
    values.push(before.rev.into());
    let changed = tx.run(
        "update change_request set kind = $2, title = $3, title_lower = $4, description = $5, status = $6,
                start_at = $7, end_at = $8, outage_start_at = $9, outage_end_at = $10, person_id = $11, team_id = $12,
                begun_at = $13, ended_at = $14, rev = rev + 1 where id = $1 and rev = $15",
        &values,
    )?;
    guarded(changed, "change request", before.rev)?;
    if before.releases != after.releases || before.bookings != after.bookings {
        tx.run("delete from change_request_release where change_request_id = $1", args![permit.on()])?;
        tx.run("delete from change_request_booking where change_request_id = $1", args![permit.on()])?;
        put_served(tx, after)?;
    }
    Ok(())
}

fn put_served(tx: &mut Tx<'_>, request: &ChangeRequest) -> Outcome<()> {
    for release in &request.releases {
        tx.run(
            "insert into change_request_release (change_request_id, release_id) values ($1, $2)",
            args![request.id, *release],
        )?;
    }
    for booking in &request.bookings {
        tx.run(
            "insert into change_request_booking (change_request_id, booking_id) values ($1, $2)",
            args![request.id, *booking],
        )?;
    }
    Ok(())
}

/// What may change of it, in the order of the columns.
fn content(request: &ChangeRequest) -> [Arg; 13] {
    let (person, team) = match request.assignee {
        Some(Party::Person(id)) => (Some(id), None),
        Some(Party::Team(id)) => (None, Some(id)),
        None => (None, None),
    };
    [
        request.kind.into(),
        (&request.title).into(),
        request.title.as_str().to_lowercase().into(),
        request.description.as_str().into(),
        request.status.into(),
        request.span.map(Span::start).into(),
        request.span.map(Span::end).into(),
        request.outage.map(Span::start).into(),
        request.outage.map(Span::end).into(),
        person.into(),
        team.into(),
        request.begun_at.into(),
        request.ended_at.into(),
    ]
}
