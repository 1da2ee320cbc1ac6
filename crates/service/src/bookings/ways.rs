//! Ways out for a booking that cannot have its place, and taking one of them.

use super::{
    View, book,
    decisions::{allot, newly},
    ground::Ground,
    line,
    places::site_of,
};
use crate::{App, Ctx, app::fresh};
use jiff::{SignedDuration, Timestamp};
use signalbox_domain::{
    Outcome, Problem, Ref,
    bookings::{
        Booking, Place, Span, Usage, Weights, moves,
        proposals::{self, Proposal, Question},
    },
    id::{BookingId, EnvironmentId},
};
use signalbox_store::{
    Tx,
    bookings::{self as store, holds},
    environments, plans, releases,
};
use std::collections::HashMap;

pub use proposals::Kind;

/// How far a booking that belongs to no phase may be moved, in either direction.
const AROUND: SignedDuration = SignedDuration::from_hours(24 * 14);
/// How far ahead a free time is looked for.
const AHEAD: SignedDuration = SignedDuration::from_hours(24 * 92);

/// A way out.
#[derive(Clone, Debug)]
pub struct Way {
    /// The environment of the booking that is in question.
    pub from: EnvironmentId,
    /// What is done.
    pub proposal: Proposal,
}

/// Every way out, the cheapest first, and what is named in them as far as it is visible.
#[derive(Clone, Debug)]
pub struct Ways {
    /// The booking's revision.
    pub rev: i64,
    /// The ways.
    pub ways: Vec<Way>,
    /// The environments.
    pub environments: HashMap<EnvironmentId, Ref<EnvironmentId>>,
    /// What the other bookings are called.
    pub called: HashMap<BookingId, String>,
}

/// Finds every way out of what stands against a booking: none when nothing does.
///
/// # Errors
/// The booking cannot be found, or is over.
pub async fn ways(app: &App, ctx: &Ctx, named: String) -> Outcome<Ways> {
    app.db
        .read(ctx, move |tx| {
            let booking = store::get(tx, &named)?;
            let (ways, _) = find(tx, &booking)?;
            let places: Vec<EnvironmentId> =
                ways.iter().flat_map(|way| [way.from, way.proposal.hold.environment]).collect();
            let others: Vec<BookingId> =
                ways.iter().flat_map(|way| way.proposal.clears.iter().chain(&way.proposal.sharing).copied()).collect();
            let shown = holds::shown(tx, &places)?;
            let called = if others.is_empty() { HashMap::new() } else { holds::called(tx, &others)? };
            let environments = shown.into_iter().map(|one| (one.id, one)).collect();
            Ok(Ways { rev: booking.rev, ways, environments, called })
        })
        .await
}

/// Takes a way out: the one of this kind that holds exactly this. All of it is done, or nothing.
///
/// # Errors
/// A stale revision; a way that is none any more, because something else changed meanwhile; a missing right: of those who
/// decide about the environment, when others have to share.
pub async fn take(app: &App, ctx: &Ctx, named: String, rev: i64, kind: Kind, hold: Taken) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let before = store::get(tx, &named)?;
            fresh(tx, "booking", before.id, rev, before.rev)?;
            let permit = book(tx, &before)?;
            let (ways, mut ground) = find(tx, &before)?;
            let wanted = |way: &&Way| {
                let to = way.proposal.hold;
                way.proposal.kind == kind && to.span == hold.span && to.environment.to_string() == hold.environment
            };
            let Some(way) = ways.iter().find(wanted).cloned() else {
                let detail = "this way is none any more, because something else changed; look at the proposals again";
                return Err(Problem::refused("gone", detail));
            };
            let now = tx.now();
            // All that share make room first; then each comes back, and the booking itself last.
            ground.without(&way.proposal.sharing);
            for id in &way.proposal.sharing {
                let other = store::get(tx, &id.to_string())?;
                let permit = allot(tx, &other)?;
                let after = Booking { usage: Usage::Shared, ..other.clone() };
                let decided =
                    ground.decide(tx, None, |standing| moves::settle(&other, after.clone(), now, standing))?;
                store::follow(tx, &other, &decided.state, &permit)?;
                tx.record(&decided.facts)?;
                ground.keep(&decided.state);
            }
            let (span, usage, place) = (way.proposal.hold.span, way.proposal.hold.usage, placed(&before.place, &way));
            let site = site_of(tx, &place)?;
            newly(tx, &before, &site, &place)?;
            let after = Booking { span, usage, place, ..before.clone() };
            let decided = ground.decide(tx, None, |standing| moves::settle(&before, after.clone(), now, standing))?;
            store::update(tx, &before, &decided.state, &permit)?;
            tx.record(&decided.facts)?;
            line::close_up(tx, &before, &decided.state, &permit)?;
            store::view(tx, &before.id.to_string())
        })
        .await
}

/// What a way that is taken holds.
#[derive(Clone, Debug)]
pub struct Taken {
    /// The id of its environment.
    pub environment: String,
    /// When.
    pub span: Span,
}

/// The ways out of a booking, and what they were found on.
fn find(tx: &mut Tx<'_>, booking: &Booking) -> Outcome<(Vec<Way>, Ground)> {
    if booking.state.is_over() {
        let detail = format!("{} is {}; nothing stands against it", booking.title, booking.state.name());
        return Err(Problem::refused("state", detail));
    }
    let limits = limits(tx, booking)?;
    let horizon = booking.span.end().checked_add(AHEAD).unwrap_or(Timestamp::MAX);
    let from = limits.start().min(booking.span.start());
    let within = Span::between(from, horizon.max(limits.end())).unwrap_or(booking.span);
    let members = alternatives(tx, booking)?;
    let mut places = booking.place.environments().to_vec();
    places.extend(members.iter().copied().filter(|member| !booking.place.environments().contains(member)));
    let mut ground = Ground::load(tx, &places, within, &[booking.id])?;
    ground.without(&[booking.id]);
    // Another time for one of several environments would tear them apart.
    let is_one = booking.place.environments().len() == 1;
    let mut ways: Vec<Way> = Vec::new();
    for hold in booking.would_hold() {
        let question = Question {
            hold,
            priority: booking.priority,
            tree: ground.tree(),
            held: ground.held(),
            blocks: ground.blocks(),
            members: &members,
            limits,
            least: hold.span.length() / 2,
            horizon,
            weights: Weights::default(),
        };
        let found = proposals::proposals(&question);
        let fits = |proposal: &Proposal| is_one || proposal.kind == Kind::Member;
        ways.extend(found.into_iter().filter(fits).map(|proposal| Way { from: hold.environment, proposal }));
    }
    // Nobody is made to share by whoever does not even see them.
    let sharing: Vec<BookingId> = ways.iter().flat_map(|way| way.proposal.sharing.iter().copied()).collect();
    let seen = if sharing.is_empty() { HashMap::new() } else { holds::called(tx, &sharing)? };
    ways.retain(|way| way.proposal.sharing.iter().all(|other| seen.contains_key(other)));
    // What has passed cannot be had.
    ways.retain(|way| way.proposal.hold.span.start() >= tx.now().min(booking.span.start()));
    ways.sort_by_key(|way| (way.proposal.cost, way.proposal.kind));
    Ok((ways, ground))
}

/// The environments of its group that a booking could have instead, by key; of an environment without a group none.
pub(super) fn alternatives(tx: &mut Tx<'_>, booking: &Booking) -> Outcome<Vec<EnvironmentId>> {
    let group = match &booking.place {
        Place::Pool { group, .. } => Some(*group),
        Place::Environment { environment } => match environments::get(tx, &environment.to_string()) {
            Ok(found) => found.group,
            Err(Problem::NotFound { .. }) => None,
            Err(other) => return Err(other),
        },
    };
    let Some(group) = group else { return Ok(Vec::new()) };
    Ok(holds::members(tx, group)?.into_iter().map(|member| member.id).collect())
}

/// The time a booking is to stay in: its phase, or a fortnight around it.
pub(super) fn limits(tx: &mut Tx<'_>, booking: &Booking) -> Outcome<Span> {
    if let (Some(release), Some(phase)) = (booking.release, booking.phase)
        && let Ok(release) = releases::get(tx, &release.to_string())
    {
        let plan = plans::load(tx, &release)?;
        let found = plan.phases.iter().find(|one| one.id == phase);
        let days = found.map(|phase| {
            (release.zone.start_of(phase.start), release.zone.start_of(phase.end.tomorrow().unwrap_or(phase.end)))
        });
        if let Some(span) = days.and_then(|(start, end)| Span::between(start, end)) {
            return Ok(span);
        }
    }
    let start = booking.span.start().checked_sub(AROUND).unwrap_or(Timestamp::MIN);
    let end = booking.span.end().checked_add(AROUND).unwrap_or(Timestamp::MAX);
    Ok(Span::between(start, end).unwrap_or(booking.span))
}

/// The place with one environment exchanged for another.
fn placed(place: &Place, way: &Way) -> Place {
    let to = way.proposal.hold.environment;
    match place {
        Place::Environment { .. } => Place::Environment { environment: to },
        Place::Pool { group, count, members } => {
            let exchanged = |id: &EnvironmentId| if *id == way.from { to } else { *id };
            let mut members: Vec<EnvironmentId> = members.iter().map(exchanged).collect();
            members.sort_unstable();
            Place::Pool { group: *group, count: *count, members }
        }
    }
}
