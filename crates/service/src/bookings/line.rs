//! The waiting list: whoever makes a place free lets the next in line have it, where nobody has to approve that.

use super::{
    ground::Ground,
    places::{Site, choices, picked, site_of},
};
use signalbox_domain::{
    Outcome,
    authz::{Action, Permit},
    bookings::{Booking, Span, moves},
    environments::Node,
    id::{BookingId, EnvironmentId},
};
use signalbox_store::{Tx, bookings as store, environments};

/// Lets those who waited for what a booking no longer keeps have it, in their order. Those whose place somebody has to
/// approve keep their turn and wait on.
pub(super) fn close_up<A: Action>(
    tx: &mut Tx<'_>,
    before: &Booking,
    after: &Booking,
    permit: &Permit<A>,
) -> Outcome<()> {
    if !before.state.holds() || after.holds() == before.holds() {
        return Ok(());
    }
    let related: Vec<EnvironmentId> =
        environments::related(tx, before.place.environments())?.iter().map(|node: &Node| node.id).collect();
    let waiting = store::waiting(tx, &related, before.span)?;
    let Some(reach) = reach(&waiting) else { return Ok(()) };
    let mut sites = Vec::with_capacity(waiting.len());
    for booking in &waiting {
        sites.push(site_of(tx, &booking.place)?);
    }
    let wanted: Vec<EnvironmentId> = sites.iter().flat_map(Site::environments).collect();
    let ids: Vec<BookingId> = waiting.iter().map(|booking| booking.id).collect();
    let mut ground = Ground::load(tx, &wanted, reach, &ids)?;
    let mut settled = Vec::with_capacity(waiting.len());
    for (booking, site) in waiting.iter().zip(&sites) {
        let choices = choices(tx, site, booking.id, booking.usage, &ground, false)?;
        let place = picked(&booking.place, booking.span, &choices).unwrap_or_else(|_| booking.place.clone());
        settled.push(Booking { place, ..booking.clone() });
    }
    let now = tx.now();
    let turns: Vec<Booking> =
        ground.ask(None, |standing| moves::next_in_line(&settled, standing, now)).into_iter().cloned().collect();
    for next in turns {
        let Some(place) = waiting.iter().position(|booking| booking.id == next.id) else { continue };
        if !sites[place].approves_itself(&next.place) {
            continue;
        }
        let Ok(decided) = ground.ask(None, |standing| moves::approve(&next, None, now, standing)) else { continue };
        store::follow(tx, &waiting[place], &decided.state, permit)?;
        tx.record(&decided.facts)?;
        ground.keep(&decided.state);
    }
    Ok(())
}

/// The span from the first begin to the last end.
fn reach(bookings: &[Booking]) -> Option<Span> {
    let first = bookings.iter().map(|booking| booking.span.start()).min()?;
    let last = bookings.iter().map(|booking| booking.span.end()).max()?;
    Span::between(first, last)
}
