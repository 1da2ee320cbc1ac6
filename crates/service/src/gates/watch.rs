//! What becomes of approvals by itself: what changed after it was approved is void and its gate open again, what nobody
//! decided in time lapses, and whoever has to decide is reminded before.

use super::{approvals, ground::Ground};
use crate::{App, Ctx};
use jiff::SignedDuration;
use signalbox_domain::{
    Outcome,
    gates::request::{self, Ended},
    releases::{MilestoneState, plan::Verdict},
};
use signalbox_store::{Tx, gates::requests as store, journal};

/// The most events, or requests, that are looked at in one transaction.
const AT_ONCE: usize = 500;
/// How long before its end a request is brought to mind.
const REMIND: SignedDuration = SignedDuration::from_hours(24);

/// Looks after approvals; true when there was anything to do.
pub(crate) fn look_after(app: &App, ctx: &Ctx) -> Outcome<bool> {
    let is_due = |tx: &mut Tx<'_>| {
        let (now, soon) = (tx.now(), tx.now().checked_add(REMIND).unwrap_or(tx.now()));
        Ok((store::any_to_watch(tx)? && journal::last_position(tx)? > store::looked_at(tx)?)
            || !store::lapsed(tx, now, 1)?.is_empty()
            || !store::to_remind(tx, soon, 1)?.is_empty())
    };
    if !app.db.read_now(ctx, is_due)? {
        return Ok(false);
    }
    app.db.write_now(ctx, |tx| {
        void(tx)?;
        lapse(tx)?;
        remind(tx)
    })?;
    Ok(true)
}

/// Makes void what is about something else now.
fn void(tx: &mut Tx<'_>) -> Outcome<()> {
    let before = store::looked_at(tx)?;
    let (upto, views) = store::to_look_at(tx, before, AT_ONCE)?;
    if upto == before {
        return Ok(());
    }
    for view in views {
        let request = view.request;
        let ground = Ground::named(tx, &request.release.to_string(), &request.gate.to_string())?;
        if ground.changed.is_empty() {
            continue;
        }
        let changed = ground.changed.join(", ");
        match &request.end {
            None => {
                let why = format!("{changed} changed since approval was asked for");
                approvals::end(tx, &request, Ended::Void, None, Some(&why))?;
            }
            Some(_) if matches!(ground.milestone.state, MilestoneState::Passed { .. }) => {
                let why = format!("{changed} changed after it was approved");
                approvals::decide_gate(tx, &ground, &request, Verdict::Reopen, None, Some(&why))?;
            }
            Some(_) => {}
        }
    }
    store::look_from(tx, before, upto)
}

/// Ends what nobody decided in time.
fn lapse(tx: &mut Tx<'_>) -> Outcome<()> {
    let now = tx.now();
    for view in store::lapsed(tx, now, AT_ONCE)? {
        approvals::end(tx, &view.request, Ended::Expired, None, None)?;
    }
    Ok(())
}

/// Brings to mind what ends soon.
fn remind(tx: &mut Tx<'_>) -> Outcome<()> {
    let soon = tx.now().checked_add(REMIND).unwrap_or(tx.now());
    for view in store::to_remind(tx, soon, AT_ONCE)? {
        store::reminded(tx, view.request.id)?;
        tx.record(&[request::reminded(&view.request)])?;
    }
    Ok(())
}
