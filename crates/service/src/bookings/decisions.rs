//! What is done with a booking after it was asked for.

use super::{
    Times, View, act, book,
    ground::Ground,
    places::{self, Site, Wanted, choices, picked, site_of},
    requests::regardless,
};
use crate::{App, Ctx, app::together};
use signalbox_domain::{
    Fault, Outcome, Problem, Reason,
    authz::{Action, Allot, Permit},
    bookings::{Booking, Override, Place, Span, moves},
    id::{PersonId, PortfolioId},
    problem::Faults,
};
use signalbox_store::{Tx, bookings::holds, environments};
use std::collections::BTreeSet;

/// Keeps the place for a booking.
///
/// # Errors
/// A stale revision; one that is not asked for any more; everything that stands against it; a missing right on one of its
/// environments.
pub async fn approve(app: &App, ctx: &Ctx, named: String, rev: i64, because: Option<String>) -> Outcome<View> {
    act(app, ctx, named, rev, move |tx, before| {
        let permit = allot(tx, before)?;
        let site = site_of(tx, &before.place)?;
        let regardless = regardless(tx, before.id, &site, because.as_deref())?;
        let (now, by) = (tx.now(), tx.ctx().actor.person());
        let mut ground = Ground::of(tx, before)?;
        let decided = ground.decide(tx, regardless.as_ref(), |standing| moves::approve(before, by, now, standing))?;
        Ok((decided, permit))
    })
    .await
}

/// Refuses what is asked for.
///
/// # Errors
/// A stale revision; one that is not asked for any more; no reason; a missing right on one of its environments.
pub async fn reject(app: &App, ctx: &Ctx, named: String, rev: i64, reason: String) -> Outcome<View> {
    act(app, ctx, named, rev, move |tx, before| {
        let permit = allot(tx, before)?;
        let by = somebody(tx)?;
        Ok((moves::reject(before, by, &reason, tx.now())?, permit))
    })
    .await
}

/// Puts what is asked for on the waiting list.
///
/// # Errors
/// A stale revision; one that is decided already; a missing right.
pub async fn wait(app: &App, ctx: &Ctx, named: String, rev: i64) -> Outcome<View> {
    act(app, ctx, named, rev, |tx, before| {
        let permit = book(tx, before)?;
        Ok((moves::wait(before, tx.now())?, permit))
    })
    .await
}

/// Takes the place into use.
///
/// # Errors
/// A stale revision; one that is not approved, or whose time has not come or is over; a missing right.
pub async fn activate(app: &App, ctx: &Ctx, named: String, rev: i64) -> Outcome<View> {
    act(app, ctx, named, rev, |tx, before| {
        let permit = book(tx, before)?;
        Ok((moves::activate(before, tx.ctx().actor.person(), tx.now())?, permit))
    })
    .await
}

/// Hands the place back; before its end the booking is cut short.
///
/// # Errors
/// A stale revision; one that is not in use and has not begun; a missing right.
pub async fn give_back(app: &App, ctx: &Ctx, named: String, rev: i64) -> Outcome<View> {
    act(app, ctx, named, rev, |tx, before| {
        let permit = book(tx, before)?;
        Ok((moves::give_back(before, tx.ctx().actor.person(), tx.now())?, permit))
    })
    .await
}

/// No longer wants the place.
///
/// # Errors
/// A stale revision; one that is in use or over; no reason; a missing right.
pub async fn cancel(app: &App, ctx: &Ctx, named: String, rev: i64, reason: String) -> Outcome<View> {
    act(app, ctx, named, rev, move |tx, before| {
        let permit = book(tx, before)?;
        Ok((moves::cancel(before, tx.ctx().actor.person(), &reason, tx.now())?, permit))
    })
    .await
}

/// Lets a booking end later.
///
/// # Errors
/// A stale revision; an end that is none or not later; one that is over; while it holds the place, everything that stands
/// against the longer time; a missing right.
pub async fn extend(
    app: &App,
    ctx: &Ctx,
    named: String,
    rev: i64,
    times: Times,
    because: Option<String>,
) -> Outcome<View> {
    act(app, ctx, named, rev, move |tx, before| {
        let permit = book(tx, before)?;
        let end = times.only_end(&before.zone)?;
        let site = site_of(tx, &before.place)?;
        let regardless = regardless(tx, before.id, &site, because.as_deref())?;
        let longer = Span::between(before.span.start(), end).unwrap_or(before.span);
        let now = tx.now();
        let mut ground = Ground::load(tx, before.place.environments(), longer, &[before.id])?;
        let decided = ground.decide(tx, regardless.as_ref(), |standing| moves::extend(before, end, now, standing));
        Ok((decided.map_err(|problem| times.told(problem))?, permit))
    })
    .await
}

/// Moves a booking to another time, another place, or both.
///
/// # Errors
/// A stale revision; every fault of the booking as it would be; one that is over or in use; while it holds a place,
/// everything that stands against the other; a missing right, also on another environment where somebody has to approve.
pub async fn relocate(
    app: &App,
    ctx: &Ctx,
    named: String,
    rev: i64,
    times: Times,
    wanted: Option<Wanted>,
    because: Option<String>,
) -> Outcome<View> {
    act(app, ctx, named, rev, move |tx, before| {
        let permit = book(tx, before)?;
        let Goal { span, site, mut ground, regardless, picked, faults } =
            goal(tx, before, &times, wanted.as_ref(), because.as_deref())?;
        let place = match picked {
            Ok(place) => place,
            Err(short) if before.state.holds() => return short_of(tx, &ground, before, short),
            Err(_) => site.place.clone(),
        };
        newly(tx, before, &site, &place)?;
        let now = tx.now();
        let decided = ground
            .decide(tx, regardless.as_ref(), |standing| moves::relocate(before, span, place.clone(), now, standing));
        let decided = together(faults, decided).map_err(|problem| times.told(problem))?;
        Ok((decided, permit))
    })
    .await
}

/// Where a booking is to go, with everything that bears on it there.
pub(super) struct Goal {
    pub(super) span: Span,
    pub(super) site: Site,
    pub(super) ground: Ground,
    pub(super) regardless: Option<Override>,
    /// The place with its members, or why there are too few.
    pub(super) picked: Result<Place, Reason>,
    /// What is wrong with it.
    pub(super) faults: Faults,
}

/// Looks up where a booking is to go; what is not said stays.
pub(super) fn goal(
    tx: &mut Tx<'_>,
    before: &Booking,
    times: &Times,
    wanted: Option<&Wanted>,
    because: Option<&str>,
) -> Outcome<Goal> {
    let mut faults = Faults::none();
    let span = faults.take("", times.over(before.span, &before.zone));
    let site = match wanted {
        Some(wanted) => places::find(tx, &mut faults, wanted)?,
        None => Some(site_of(tx, &before.place)?),
    };
    let (Some(span), Some(site)) = (span, site) else { return Err(Problem::Invalid(faults.into_vec())) };
    let regardless = regardless(tx, before.id, &site, because)?;
    let ground = Ground::load(tx, &site.environments(), site.within(span), &[before.id])?;
    let choices = choices(tx, &site, before.id, before.usage, &ground, regardless.is_some())?;
    let picked = picked(&site.place, span, &choices);
    Ok(Goal { span, site, ground, regardless, picked, faults })
}

/// Names the members of a group that a booking takes; those that are free and were used least when nobody says which.
///
/// # Errors
/// A stale revision; a booking that is not of a group, or is in use or over; every fault of the members; too few that are
/// free; while it holds others, everything that stands against these; a missing right.
pub async fn pick(app: &App, ctx: &Ctx, named: String, rev: i64, members: Option<Vec<String>>) -> Outcome<View> {
    act(app, ctx, named, rev, move |tx, before| {
        let permit = book(tx, before)?;
        let mut faults = Faults::none();
        let found = site_of(tx, &before.place)?;
        let chosen = members.as_ref().map(|names| places::members(&mut faults, "/members", &found.among, names));
        let open = match found.place {
            Place::Pool { group, count, .. } => {
                Place::Pool { group, count, members: chosen.clone().unwrap_or_default() }
            }
            Place::Environment { .. } => found.place.clone(),
        };
        let site = Site { place: open, among: found.among };
        let mut ground = Ground::load(tx, &site.environments(), site.within(before.span), &[before.id])?;
        let choices = choices(tx, &site, before.id, before.usage, &ground, false)?;
        let place = match (chosen, picked(&site.place, before.span, &choices)) {
            (None, Err(short)) => return short_of(tx, &ground, before, short),
            (None, Ok(place)) => place,
            (Some(_), _) => site.place.clone(),
        };
        newly(tx, before, &site, &place)?;
        let now = tx.now();
        let decided =
            ground.decide(tx, None, |standing| moves::pick(before, place.environments().to_vec(), now, standing));
        Ok((together(faults, decided.map_err(flat))?, permit))
    })
    .await
}

/// Too few members are free.
fn short_of<T>(tx: &mut Tx<'_>, ground: &Ground, booking: &Booking, short: Reason) -> Outcome<T> {
    let mut reasons = vec![short];
    ground.help(tx, &mut reasons)?;
    Err(Problem::Refused { detail: format!("{} cannot have this place at this time", booking.title), reasons })
}

/// The permit to decide about a booking: for each of its environments, as far as they are known, and otherwise for the
/// group.
pub(super) fn allot(tx: &mut Tx<'_>, booking: &Booking) -> Outcome<Permit<Allot>> {
    let mut portfolios: BTreeSet<PortfolioId> =
        holds::bookable(tx, booking.place.environments())?.into_iter().map(|one| one.portfolio).collect();
    if let (Place::Pool { group, .. }, true) = (&booking.place, portfolios.is_empty()) {
        portfolios.insert(environments::groups::get(tx, &group.to_string()).map_err(hidden)?.portfolio);
    }
    let mut permit = None;
    for portfolio in portfolios {
        permit = Some(tx.permit::<Allot>("booking", booking.id, portfolio).map_err(hidden)?);
    }
    permit.ok_or_else(|| Problem::Internal(format!("{} is of nothing", booking.id)))
}

/// What is held moves to another environment only where nobody has to approve that, or by whoever may.
pub(super) fn newly(tx: &mut Tx<'_>, before: &Booking, site: &Site, place: &Place) -> Outcome<()> {
    if !before.state.holds() {
        return Ok(());
    }
    let is_new = |id| place.environments().contains(&id) && !before.place.environments().contains(&id);
    for one in site.among.iter().filter(|one| !one.approves_itself && is_new(one.id)) {
        tx.permit::<Allot>("booking", before.id, one.portfolio).map_err(hidden)?;
    }
    Ok(())
}

/// A booking can be seen by those who see none of its environments.
pub(super) fn hidden(problem: Problem) -> Problem {
    match problem {
        Problem::NotFound { .. } => {
            Problem::Forbidden { right: Allot::RIGHT.words(), ask: "whoever decides about its environments".to_owned() }
        }
        other => other,
    }
}

/// The person who acts: the system decides nothing by itself.
pub(super) fn somebody(tx: &Tx<'_>) -> Outcome<PersonId> {
    let nobody = || Problem::Unauthenticated("only a person decides about bookings".to_owned());
    tx.ctx().actor.person().ok_or_else(nobody)
}

/// Faults of a place at the members alone.
fn flat(problem: Problem) -> Problem {
    let Problem::Invalid(faults) = problem else { return problem };
    let flat = |fault: Fault| match fault.pointer.strip_prefix("/place") {
        Some(field) => Fault { pointer: field.to_owned(), ..fault },
        None => fault,
    };
    Problem::Invalid(faults.into_iter().map(flat).collect())
}
