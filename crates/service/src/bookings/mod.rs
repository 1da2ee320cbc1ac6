//! Bookings: asked for, decided, used and handed back; who waits; what clashes and who answers for it.

mod decisions;
mod free;
mod ground;
mod line;
mod overlaps;
pub(crate) mod phases;
mod places;
pub mod replan;
mod requests;
mod steps;
mod timeline;
mod times;
pub(crate) mod turns;
mod utilisation;
mod ways;

use crate::{
    App, Ctx, Page, Slice,
    app::{fresh, referred, renamed, together},
    releases::find_phase,
};
pub(crate) use ground::Ground;
use jiff::{Timestamp, civil::Date};
use signalbox_domain::{
    Fault, Name, Outcome, Patch, Problem, Zone,
    authz::{Action, Book, Permit},
    bookings::{Booking, Priority, Purpose, Usage, moves},
    environments::Tree,
    event::Decided,
    id::{BookingId, EnvironmentId, Identifier, PhaseId},
    problem::Faults,
    releases::Release,
};
use signalbox_store::{
    Tx,
    bookings::{self as store, Changes},
    environments, plans, portfolios, release_parts, releases, search,
};

pub use decisions::{activate, approve, cancel, extend, give_back, pick, reject, relocate, wait};
pub use free::{Free, Wanted as WantedTime, free};
pub use overlaps::{accept_overlaps, overlaps};
pub use phases::MovedBooking;
pub use places::Wanted;
pub use requests::{Draft, IfTaken, New, Preview, preview, request};
pub use signalbox_domain::bookings::Step;
pub use steps::{Detail, get, preview_move};
pub use store::{View, overlaps::View as OverlapView};
pub use timeline::{Asked, MOST_LINES, Slot, Timeline, timeline};
pub use times::{Again, Times};
pub use utilisation::{Idle, MOST_USES, Of, Row as UseRow, Use, UseBy, UseReport, utilisation};
pub use ways::{Kind as WayKind, Taken, Way, Ways, take, ways};

/// What a list of bookings is limited to. Other things are named by id or key.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Each word of this begins a word of its title.
    pub text: Option<String>,
    /// About this environment or something below it.
    pub environment: Option<String>,
    /// Of some of this group.
    pub group: Option<String>,
    /// For this release.
    pub release: Option<String>,
    /// Of this portfolio and everything below it.
    pub portfolio: Option<String>,
    /// As far as this: a name of [`signalbox_domain::bookings::State::NAMES`].
    pub state: Option<&'static str>,
    /// Something will still come of it, or nothing any more.
    pub open: Option<bool>,
    /// Asked for by the caller.
    pub mine: bool,
    /// For this team.
    pub team: Option<String>,
    /// Of this series.
    pub series: Option<String>,
    /// Not over when this day begins in UTC.
    pub from: Option<Date>,
    /// Begun before this day begins in UTC.
    pub to: Option<Date>,
}

/// What is to change; what is kept stays. Where and when a booking is, is not changed but moved.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// What it is for.
    pub title: Option<Name>,
    /// In more words.
    pub description: Option<String>,
    /// The release it serves.
    pub release: Patch<String>,
    /// The phase of that release it moves with.
    pub phase: Patch<String>,
    /// Whose clock it goes by.
    pub zone: Option<Zone>,
    /// Whether others may be there as well.
    pub usage: Option<Usage>,
    /// What the place is wanted for.
    pub purpose: Option<Purpose>,
    /// How much it matters, 1 to 5.
    pub priority: Option<i64>,
    /// The team that works there.
    pub team: Patch<String>,
}

/// The bookings the caller may see, by when they begin.
///
/// # Errors
/// A fault for a cursor that is none; what the filter names and cannot be found.
pub async fn list(app: &App, ctx: &Ctx, filter: Filter, page: Page) -> Outcome<Slice<View>> {
    app.db
        .read(ctx, move |tx| {
            let filter = found(tx, &filter)?;
            store::list(tx, &filter, &page)
        })
        .await
}

/// The same filter with ids in place of names.
fn found(tx: &mut Tx<'_>, filter: &Filter) -> Outcome<store::Filter> {
    let environments = match &filter.environment {
        Some(named) => {
            let environment = environments::get(tx, named)?;
            Some(covered(tx, environment.id)?)
        }
        None => None,
    };
    let series = |named: &String| BookingId::parse(named).ok_or_else(|| Problem::missing("booking", named));
    let nobody = || Problem::Unauthenticated("only a person has bookings of their own".to_owned());
    let text = match &filter.text {
        Some(text) => search::named(tx, "booking", text)?,
        None => None,
    };
    Ok(store::Filter {
        text,
        environments,
        group: filter.group.as_deref().map(|named| environments::groups::get(tx, named)).transpose()?.map(|it| it.id),
        release: filter.release.as_deref().map(|named| releases::get(tx, named)).transpose()?.map(|it| it.id),
        portfolio: filter.portfolio.as_deref().map(|named| portfolios::get(tx, named)).transpose()?.map(|it| it.id),
        state: filter.state,
        open: filter.open,
        requested_by: filter.mine.then(|| tx.ctx().actor.person().ok_or_else(nobody)).transpose()?,
        team: filter.team.as_deref().map(|named| release_parts::team(tx, named)).transpose()?.map(|it| it.id),
        series: filter.series.as_ref().map(series).transpose()?,
        from: filter.from.map(|day| Zone::utc().start_of(day)),
        to: filter.to.map(|day| Zone::utc().start_of(day)),
    })
}

/// An environment and everything below it.
fn covered(tx: &mut Tx<'_>, id: EnvironmentId) -> Outcome<Vec<EnvironmentId>> {
    let nodes = environments::related(tx, &[id])?;
    let ids: Vec<EnvironmentId> = nodes.iter().map(|node| node.id).collect();
    let tree = tree(nodes)?;
    Ok(ids.into_iter().filter(|other| tree.covers(id, *other)).collect())
}

/// The tree of some environments.
fn tree(nodes: Vec<signalbox_domain::environments::Node>) -> Outcome<Tree> {
    Tree::new(nodes).map_err(|cycle| Problem::Internal(format!("environments are part of themselves: {cycle:?}")))
}

/// Changes what a booking is called and what it is for.
///
/// # Errors
/// A stale revision; every fault of the booking as it would be; one that is over; everything that stands against keeping
/// others out that may be there now; a missing right.
pub async fn change(app: &App, ctx: &Ctx, named: String, rev: i64, change: Change) -> Outcome<View> {
    act(app, ctx, named, rev, move |tx, before| {
        let permit = book(tx, before)?;
        let mut faults = Faults::none();
        let after = changed(tx, &mut faults, before, &change)?;
        let mut ground = Ground::of(tx, before)?;
        let decided = ground.decide(tx, None, |standing| moves::change(before, after.clone(), standing));
        Ok((together(faults, decided)?, permit))
    })
    .await
}

/// The booking with what is to change.
fn changed(tx: &mut Tx<'_>, faults: &mut Faults, before: &Booking, change: &Change) -> Outcome<Booking> {
    let mut after = before.clone();
    let release = renamed(faults, "/release", &change.release, |named| releases::get(tx, named))?;
    if !matches!(release, Patch::Keep) {
        // A phase is of one release.
        after.phase = None;
    }
    let serves = match (&release, before.release) {
        (Patch::Set(release), _) => Some(release.clone()),
        (Patch::Keep, Some(id)) if !matches!(change.phase, Patch::Keep) => {
            referred(faults, "/release", releases::get(tx, &id.to_string()))?
        }
        _ => None,
    };
    after.release = release.map(|release| release.id).over(after.release);
    after.phase = match &change.phase {
        Patch::Keep => after.phase,
        Patch::Clear => None,
        Patch::Set(named) => phase(tx, faults, serves.as_ref(), named)?,
    };
    let team = renamed(faults, "/team", &change.team, |named| release_parts::team(tx, named))?;
    after.team = team.map(|team| team.id).over(after.team);
    after.priority = priority(faults, change.priority).unwrap_or(after.priority);
    after.title = change.title.clone().unwrap_or(after.title);
    after.description = change.description.clone().unwrap_or(after.description);
    after.zone = change.zone.clone().unwrap_or(after.zone);
    after.usage = change.usage.unwrap_or(after.usage);
    after.purpose = change.purpose.unwrap_or(after.purpose);
    Ok(after)
}

/// The phase of a release that a text names, by id or name.
fn phase(tx: &mut Tx<'_>, faults: &mut Faults, release: Option<&Release>, named: &str) -> Outcome<Option<PhaseId>> {
    let Some(release) = release else {
        let detail = "a phase belongs to a release; name the release as well";
        faults.push(Fault::new("/phase", "release", detail));
        return Ok(None);
    };
    let plan = plans::load(tx, release)?;
    let found = find_phase(&plan, named).map(|phase| phase.id);
    referred(faults, "/phase", found.ok_or_else(|| Problem::missing("phase of this release", named)))
}

/// The priority of a number, if there is one.
fn priority(faults: &mut Faults, number: Option<i64>) -> Option<Priority> {
    number.and_then(|number| faults.take("/priority", Priority::new(number)))
}

/// The permit to change a booking for whoever it is for.
fn book(tx: &mut Tx<'_>, booking: &Booking) -> Outcome<Permit<Book>> {
    tx.permit::<Book>("booking", booking.id, booking.portfolio)
}

/// Loads a booking at a revision, lets something be decided about it, saves that, and gives what became free to whoever
/// waits for it.
async fn act<A: Action + Changes + Send>(
    app: &App,
    ctx: &Ctx,
    named: String,
    rev: i64,
    mut decide: impl FnMut(&mut Tx<'_>, &Booking) -> Outcome<(Decided<Booking>, Permit<A>)> + Send + 'static,
) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let before = store::get(tx, &named)?;
            fresh(tx, "booking", before.id, rev, before.rev)?;
            let (decided, permit) = decide(tx, &before)?;
            if !decided.facts.is_empty() {
                store::update(tx, &before, &decided.state, &permit)?;
                tx.record(&decided.facts)?;
                line::close_up(tx, &before, &decided.state, &permit)?;
            }
            store::view(tx, &before.id.to_string())
        })
        .await
}

/// A moment as it is kept: whole microseconds.
fn kept(instant: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(instant.as_microsecond()).unwrap_or(instant)
}
