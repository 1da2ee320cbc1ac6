//! What can be done with one booking, and what moving it would come to.

use super::{
    Times, book,
    decisions::{Goal, allot, goal, newly},
    ground::Ground,
    places::{Site, Wanted, site_of},
    requests::{Draft, Preview},
};
use crate::{App, Ctx, app::together};
use signalbox_domain::{
    Outcome, Problem, Reason,
    authz::{Action, Override, Permit},
    bookings::{
        Booking, May, Step, moves,
        step::{is_overridable, steps},
    },
    id::BookingId,
};
use signalbox_store::{
    Tx,
    bookings::{self as store, View},
};

/// A booking with what can be done with it.
#[derive(Clone, Debug)]
pub struct Detail {
    /// The booking.
    pub view: View,
    /// What the caller can do with it now.
    pub steps: Vec<Step>,
    /// What stands against it; nothing once it is over.
    pub reasons: Vec<Reason>,
    /// True when nothing but what the caller may override stands against it.
    pub overridable: bool,
}

/// One booking, with what can be done with it.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn get(app: &App, ctx: &Ctx, named: String) -> Outcome<Detail> {
    app.db
        .read(ctx, move |tx| {
            let view = store::view(tx, &named)?;
            if view.booking.state.is_over() {
                return Ok(Detail { view, steps: Vec::new(), reasons: Vec::new(), overridable: false });
            }
            let booking = &view.booking;
            let may = may(tx, booking)?;
            let mut ground = Ground::of(tx, booking)?;
            let now = tx.now();
            let (steps, overridable) = ground
                .ask(None, |standing| (steps(booking, may, now, standing), is_overridable(booking, may, standing)));
            let reasons = against(ground.decide(tx, None, |standing| standing.admit(booking)))?;
            Ok(Detail { steps, reasons, overridable, view })
        })
        .await
}

/// Tells what moving a booking would come to. Nothing is saved.
///
/// # Errors
/// Every fault of the booking as it would be; a missing right.
pub async fn preview_move(
    app: &App,
    ctx: &Ctx,
    named: String,
    times: Times,
    wanted: Option<Wanted>,
    because: Option<String>,
) -> Outcome<Preview> {
    app.db
        .read(ctx, move |tx| {
            let before = store::get(tx, &named)?;
            book(tx, &before)?;
            let goal = goal(tx, &before, &times, wanted.as_ref(), because.as_deref())?;
            let draft = moved(tx, &before, &times, goal)?;
            Preview::of(tx, vec![draft])
        })
        .await
}

/// A booking as it would be at another time or place.
fn moved(tx: &mut Tx<'_>, before: &Booking, times: &Times, goal: Goal) -> Outcome<Draft> {
    let Goal { span, site, mut ground, regardless, picked, faults } = goal;
    let may = May { regardless: may_override(tx, before.id, &site)?, ..May::default() };
    let (place, short) = match picked {
        Ok(place) => (place, None),
        Err(short) => (site.place.clone(), Some(short)),
    };
    newly(tx, before, &site, &place)?;
    let now = tx.now();
    let after = Booking { span, place, ..before.clone() };
    let decided = ground.decide(tx, regardless.as_ref(), |standing| {
        moves::relocate(before, span, after.place.clone(), now, standing)?;
        standing.admit(&after)
    });
    let mut reasons = against(together(faults, decided).map_err(|problem| times.told(problem)))?;
    if let Some(short) = short {
        reasons = vec![short];
        ground.help(tx, &mut reasons)?;
    }
    let clashes = if reasons.is_empty() { Vec::new() } else { ground.open(&after) };
    let overridable = ground.ask(None, |standing| is_overridable(&after, may, standing));
    Ok(Draft { booking: after, reasons, clashes, overridable, facts: Vec::new() })
}

/// What stands against it; everything but a refusal goes on.
fn against(decided: Outcome<()>) -> Outcome<Vec<Reason>> {
    match decided {
        Ok(()) => Ok(Vec::new()),
        Err(Problem::Refused { reasons, .. }) => Ok(reasons),
        Err(other) => Err(other),
    }
}

/// What the caller may do with a booking.
fn may(tx: &mut Tx<'_>, booking: &Booking) -> Outcome<May> {
    let site = site_of(tx, &booking.place)?;
    Ok(May {
        book: is_allowed(book(tx, booking))?,
        allot: is_allowed(allot(tx, booking))?,
        regardless: may_override(tx, booking.id, &site)?,
        answer: tx.ctx().actor.person().is_some(),
    })
}

/// True when the caller may override what blocks the environments of a site.
pub(super) fn may_override(tx: &mut Tx<'_>, booking: BookingId, site: &Site) -> Outcome<bool> {
    if tx.ctx().actor.person().is_none() {
        return Ok(false);
    }
    for portfolio in site.portfolios() {
        if !is_allowed(tx.permit::<Override>("booking", booking, portfolio))? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// True for what is permitted; what is not leads nowhere else.
fn is_allowed<A: Action>(permit: Outcome<Permit<A>>) -> Outcome<bool> {
    match permit {
        Ok(_) => Ok(true),
        Err(Problem::Forbidden { .. } | Problem::NotFound { .. }) => Ok(false),
        Err(other) => Err(other),
    }
}
