//! Overlaps that somebody accepts, knowing of them.

use super::{
    OverlapView,
    decisions::{allot, somebody},
    ground::Ground,
};
use crate::{App, Ctx, app::fresh};
use signalbox_domain::{Outcome, bookings::moves};
use signalbox_store::bookings::{self as store, overlaps as kept};

/// The overlaps of a booking that somebody answers for, in the order they were accepted.
///
/// # Errors
/// [`signalbox_domain::Problem::NotFound`].
pub async fn overlaps(app: &App, ctx: &Ctx, named: String) -> Outcome<Vec<OverlapView>> {
    app.db
        .read(ctx, move |tx| {
            let booking = store::get(tx, &named)?;
            kept::of(tx, &[booking.id])
        })
        .await
}

/// Answers for every clash of a booking that nobody answers for yet, and tells all that are answered for.
///
/// # Errors
/// A stale revision; one that is over; nothing that clashes; no reason; a missing right on one of its environments.
pub async fn accept_overlaps(
    app: &App,
    ctx: &Ctx,
    named: String,
    rev: i64,
    reason: String,
) -> Outcome<Vec<OverlapView>> {
    app.db
        .write(ctx, move |tx| {
            let booking = store::get(tx, &named)?;
            fresh(tx, "booking", booking.id, rev, booking.rev)?;
            let permit = allot(tx, &booking)?;
            let (now, by) = (tx.now(), somebody(tx)?);
            let ground = Ground::of(tx, &booking)?;
            let decided =
                ground.ask(None, |standing| moves::accept(&booking, by, &reason, now, standing, || tx.new_id()))?;
            for overlap in &decided.state {
                kept::insert(tx, overlap, &permit)?;
            }
            tx.record(&decided.facts)?;
            kept::of(tx, &[booking.id])
        })
        .await
}
