//! What becomes of bookings by itself: they begin when their time comes, and are handed back when it is over.

use crate::{App, Ctx};
use signalbox_domain::{Outcome, authz::Book, bookings::moves};
use signalbox_store::{Tx, bookings as store};

/// The most bookings that turn in one transaction.
const AT_ONCE: usize = 200;

/// Lets the bookings turn whose time has come; true when there were any.
pub(crate) fn take(app: &App, ctx: &Ctx) -> Outcome<bool> {
    let is_due = |tx: &mut Tx<'_>| Ok(!store::due(tx, tx.now(), 1)?.is_empty());
    // Looking costs a read, and hardly ever there is one.
    if !app.db.read_now(ctx, is_due)? {
        return Ok(false);
    }
    app.db.write_now(ctx, turn)?;
    Ok(true)
}

fn turn(tx: &mut Tx<'_>) -> Outcome<()> {
    let now = tx.now();
    for before in store::due(tx, now, AT_ONCE)? {
        // What ended while no server ran is over all the same. Nobody is given time that has passed.
        let decided = match before.span.end() <= now {
            true => moves::give_back(&before, None, now)?,
            false => moves::activate(&before, None, now)?,
        };
        let permit = tx.permit::<Book>("booking", before.id, before.portfolio)?;
        store::update(tx, &before, &decided.state, &permit)?;
        tx.record(&decided.facts)?;
    }
    Ok(())
}
