//! Bookings move along with the phases they serve.

use super::{ground::Ground, line};
use signalbox_domain::{
    Fact, Outcome, Problem, Reason,
    authz::{Action, Permit},
    bookings::{Booking, Span, State, moves},
    id::{BookingId, EnvironmentId, Identifier, PhaseId, ReleaseId},
    schedule::replan::{Conflict, Item, ItemKind, Replanned, Severity},
};
use signalbox_store::{
    Tx,
    bookings::{self as store, holds},
};
use std::collections::HashMap;

/// A booking that moves along with its phase.
#[derive(Clone, Debug)]
pub struct MovedBooking {
    /// Which, when visible.
    pub booking: Option<BookingId>,
    /// What it is called to the caller.
    pub called: String,
    /// When it is.
    pub before: Span,
    /// When it would be.
    pub after: Span,
}

/// A booking as it is, and as it would be after its phase moved.
pub(crate) struct Along {
    before: Booking,
    after: Booking,
    facts: Vec<Fact>,
    called: Option<String>,
}

impl Along {
    /// What is told of it.
    pub(crate) fn moved(&self) -> MovedBooking {
        MovedBooking {
            booking: self.called.as_ref().map(|_| self.before.id),
            called: self.called.clone().unwrap_or_else(|| "another booking".to_owned()),
            before: self.before.span,
            after: self.after.span,
        }
    }
}

/// The bookings of the phases that move: each by as many days as the begin of its phase, by the clock of its own zone. What
/// is over or in use stays. What stands against any of it is a conflict that blocks.
pub(crate) fn along(tx: &mut Tx<'_>, done: &mut Replanned) -> Outcome<Vec<Along>> {
    let items = done.changes.iter().flat_map(|changed| &changed.items).filter(|item| item.kind == ItemKind::Phase);
    let days: HashMap<PhaseId, i32> =
        items.filter_map(|item| Some((PhaseId::parse(&item.id)?, begins_later(item)?))).collect();
    if days.is_empty() {
        return Ok(Vec::new());
    }
    let phases: Vec<PhaseId> = days.keys().copied().collect();
    let mut bookings = store::of_phases(tx, &phases)?;
    bookings.retain(|booking| !matches!(booking.state, State::Active { .. }));
    let moved = bookings.into_iter().filter_map(|booking| {
        let span = booking.span.days_later(*days.get(&booking.phase?)?, &booking.zone)?;
        Some((booking, span))
    });
    let moved: Vec<(Booking, Span)> = moved.collect();
    let first = moved.iter().map(|(_, span)| span.start()).min();
    let last = moved.iter().map(|(_, span)| span.end()).max();
    let Some(reach) = first.zip(last).and_then(|(first, last)| Span::between(first, last)) else {
        return Ok(Vec::new());
    };
    let ids: Vec<BookingId> = moved.iter().map(|(booking, _)| booking.id).collect();
    let places: Vec<EnvironmentId> =
        moved.iter().flat_map(|(booking, _)| booking.place.environments().iter().copied()).collect();
    let called = holds::called(tx, &ids)?;
    let mut ground = Ground::load(tx, &places, reach, &ids)?;
    ground.without(&ids);
    let now = tx.now();
    let mut along = Vec::with_capacity(moved.len());
    for (before, span) in moved {
        let called = called.get(&before.id).cloned();
        let place = before.place.clone();
        let decided = ground.decide(tx, None, |standing| moves::relocate(&before, span, place.clone(), now, standing));
        match decided {
            Ok(decided) => {
                ground.keep(&decided.state);
                along.push(Along { before, after: decided.state, facts: decided.facts, called });
            }
            Err(Problem::Refused { reasons, .. }) => {
                let name = called.as_deref().unwrap_or("another booking");
                done.conflicts.extend(reasons.into_iter().map(|reason| conflict(&before, name, reason)));
                along.push(Along { after: Booking { span, ..before.clone() }, before, facts: Vec::new(), called });
            }
            Err(other) => return Err(other),
        }
    }
    done.conflicts.sort_by_key(|conflict| conflict.severity);
    Ok(along)
}

/// By how many days a phase begins later; `None` when it does not.
fn begins_later(item: &Item) -> Option<i32> {
    let days = (item.after.start? - item.before.start?).get_days();
    (days != 0).then_some(days)
}

fn conflict(booking: &Booking, called: &str, reason: Reason) -> Conflict {
    Conflict {
        severity: Severity::Blocks,
        code: reason.code,
        detail: format!("the booking {called} would move along: {}", reason.detail),
        release: booking.release,
        item: Some(booking.id.to_string()),
        rule: None,
        who: reason.who,
        until: reason.until,
    }
}

/// Saves the bookings that move along with the phases of a release.
pub(crate) fn save<A: Action>(
    tx: &mut Tx<'_>,
    along: &[Along],
    release: ReleaseId,
    reason: Option<&str>,
    permit: &Permit<A>,
) -> Outcome<()> {
    let own = || along.iter().filter(|one| one.before.release == Some(release));
    for one in own() {
        store::follow(tx, &one.before, &one.after, permit)?;
        let because = |fact: &Fact| fact.clone().because(reason.map(str::to_owned));
        tx.record(&one.facts.iter().map(because).collect::<Vec<_>>())?;
    }
    for one in own() {
        line::close_up(tx, &one.before, &one.after, permit)?;
    }
    Ok(())
}
