//! What can be done with a booking, and what then is true.

#[cfg(test)]
pub(crate) mod tests;

use super::{Booking, Clash, Overlap, Place, Span, Standing, State};
use crate::{
    event::{Change, Decided, Fact, differences},
    id::{EnvironmentId, OverlapId, PersonId},
    problem::{Outcome, Problem},
};
use jiff::Timestamp;
use std::cmp::Reverse;

/// Decides what a new booking is. It holds nothing yet.
///
/// # Errors
/// Every fault of it.
pub fn request(made: Booking, standing: &Standing<'_>) -> Outcome<Decided<Booking>> {
    made.faults(standing.tree).finish()?;
    let made = Booking { state: State::Requested, ..made };
    let fact = fact("booking.requested", &made, differences(None, Some(&made)));
    Ok(Decided { state: made, facts: vec![fact] })
}

/// Puts what is requested on the waiting list.
///
/// # Errors
/// A refusal unless it is requested.
pub fn wait(before: &Booking, now: Timestamp) -> Outcome<Decided<Booking>> {
    from(before, "wait", &["requested"])?;
    Ok(turned(before, "booking.waiting", State::Waiting { since: now }, None))
}

/// Keeps the place. `by` is `None` when the group approves by itself.
///
/// # Errors
/// A refusal unless it is requested or waiting; every clash that nobody accepted and every block; a time that is over.
pub fn approve(
    before: &Booking,
    by: Option<PersonId>,
    now: Timestamp,
    standing: &Standing<'_>,
) -> Outcome<Decided<Booking>> {
    from(before, "approve", &["requested", "waiting"])?;
    if before.span.end() <= now {
        return Err(Problem::refused("over", format!("{} would have ended at {}", before.title, before.span.end())));
    }
    standing.admit(before)?;
    let because = standing.regardless.map(|regardless| regardless.reason.clone());
    Ok(turned(before, "booking.approved", State::Approved { at: now, by }, because))
}

/// Refuses what is asked for.
///
/// # Errors
/// A refusal unless it is requested or waiting; a fault without a reason.
pub fn reject(before: &Booking, by: PersonId, reason: &str, now: Timestamp) -> Outcome<Decided<Booking>> {
    from(before, "reject", &["requested", "waiting"])?;
    let reason = stated(reason)?;
    let state = State::Rejected { at: now, by: Some(by), reason: reason.clone() };
    Ok(turned(before, "booking.rejected", state, Some(reason)))
}

/// Takes the place into use. `by` is `None` when its time came.
///
/// # Errors
/// A refusal unless it is approved and its time has come and is not over.
pub fn activate(before: &Booking, by: Option<PersonId>, now: Timestamp) -> Outcome<Decided<Booking>> {
    from(before, "activate", &["approved"])?;
    if now < before.span.start() {
        let detail =
            format!("{} begins at {}; move it if the place is needed earlier", before.title, before.span.start());
        return Err(Problem::refused("early", detail));
    }
    if before.span.end() <= now {
        return Err(Problem::refused("over", format!("{} ended at {}", before.title, before.span.end())));
    }
    Ok(turned(before, "booking.activated", State::Active { at: now, by }, None))
}

/// Hands the place back. Before its end the booking is cut short, and the rest of its time is free for others.
///
/// # Errors
/// A refusal unless it is active, or approved and begun: what has not begun is cancelled.
pub fn give_back(before: &Booking, by: Option<PersonId>, now: Timestamp) -> Outcome<Decided<Booking>> {
    from(before, "hand back", &["active", "approved"])?;
    let Some(used) = Span::between(before.span.start(), before.span.end().min(now)) else {
        return Err(Problem::refused("early", format!("{} has not begun; cancel it", before.title)));
    };
    let after = Booking { span: used, ..before.clone() };
    let kind = if used == before.span { "booking.returned" } else { "booking.returned_early" };
    let mut decided = turned(&after, kind, State::Returned { at: now, by }, None);
    if used != before.span {
        decided.facts = decided.facts.into_iter().map(|fact| fact.change("span", before.span, used)).collect();
    }
    Ok(decided)
}

/// No longer wants the place.
///
/// # Errors
/// A refusal once it is active, which is handed back, or over; a fault without a reason.
pub fn cancel(before: &Booking, by: Option<PersonId>, reason: &str, now: Timestamp) -> Outcome<Decided<Booking>> {
    if matches!(before.state, State::Active { .. }) {
        return Err(Problem::refused("active", format!("{} is in use; hand it back", before.title)));
    }
    from(before, "cancel", &["requested", "waiting", "approved"])?;
    let reason = stated(reason)?;
    let state = State::Cancelled { at: now, by, reason: reason.clone() };
    Ok(turned(before, "booking.cancelled", state, Some(reason)))
}

/// Lets a booking end later.
///
/// # Errors
/// A refusal for one that is over, an end that is not later than it was or has passed, and, while it holds the place,
/// everything that stands against the longer time.
pub fn extend(before: &Booking, end: Timestamp, now: Timestamp, standing: &Standing<'_>) -> Outcome<Decided<Booking>> {
    let longer = Span::new(before.span.start(), end).map_err(|fault| fault.within("/span"))?;
    if end <= before.span.end() {
        let detail = format!("it ends at {} already; name a later end, or hand the place back", before.span.end());
        return Err(Problem::fault("/span/end", "order", detail));
    }
    relocate(before, longer, before.place.clone(), now, standing)
}

/// Moves a booking to another time, another place, or both. What holds a place holds the other afterwards.
///
/// # Errors
/// As [`settle`].
pub fn relocate(
    before: &Booking,
    span: Span,
    place: Place,
    now: Timestamp,
    standing: &Standing<'_>,
) -> Outcome<Decided<Booking>> {
    settle(before, Booking { span, place, ..before.clone() }, now, standing)
}

/// Gives a booking another time, place or usage, or several of them at once. What holds a place holds the other afterwards.
///
/// # Errors
/// A refusal for one that is over, an end that has passed, another begin or place of one that is in use; every fault of the
/// booking as it would be; and, while it holds a place, everything that stands against it.
pub fn settle(before: &Booking, after: Booking, now: Timestamp, standing: &Standing<'_>) -> Outcome<Decided<Booking>> {
    from(before, "move", &["requested", "waiting", "approved", "active"])?;
    if after == *before {
        return Ok(Decided { state: after, facts: Vec::new() });
    }
    let span = after.span;
    let in_use = matches!(before.state, State::Active { .. });
    if in_use && (span.start() != before.span.start() || after.place != before.place) {
        let detail = format!("{} is in use; only its end can still change", before.title);
        return Err(Problem::refused("active", detail));
    }
    if span.end() <= now {
        return Err(Problem::refused("over", format!("{} would have ended at {}", before.title, span.end())));
    }
    after.faults(standing.tree).finish()?;
    if before.state.holds() {
        standing.admit(&after)?;
    }
    let fact = fact("booking.moved", &after, differences(Some(before), Some(&after)));
    Ok(Decided { state: after, facts: vec![fact] })
}

/// Names the members of a group a booking takes.
///
/// # Errors
/// A refusal for what is no booking of a group, or is in use or over; every fault; what stands against the members while it
/// holds others.
pub fn pick(
    before: &Booking,
    members: Vec<EnvironmentId>,
    now: Timestamp,
    standing: &Standing<'_>,
) -> Outcome<Decided<Booking>> {
    let Place::Pool { group, count, .. } = before.place else {
        return Err(Problem::refused("no_pool", format!("{} is of one environment, not of a group", before.title)));
    };
    relocate(before, before.span, Place::Pool { group, count, members }, now, standing)
}

/// Changes what a booking is called and what it is for. Where and when it is, and how far, stays.
///
/// # Errors
/// A refusal for one that is over; every fault of the booking as it would be; everything that stands against it when it
/// holds a place and would keep others from it that may be there now.
pub fn change(before: &Booking, after: Booking, standing: &Standing<'_>) -> Outcome<Decided<Booking>> {
    from(before, "change", &["requested", "waiting", "approved", "active"])?;
    after.faults(standing.tree).finish()?;
    if before.state.holds() && after.usage != before.usage {
        standing.admit(&after)?;
    }
    let changes = differences(Some(before), Some(&after));
    let facts = if changes.is_empty() { Vec::new() } else { vec![fact("booking.changed", &after, changes)] };
    Ok(Decided { state: after, facts })
}

/// Answers for every clash of a booking that nobody answers for yet. `id` gives each overlap its own.
///
/// # Errors
/// A refusal for a booking that is over, and where nothing clashes; a fault without a reason.
pub fn accept(
    booking: &Booking,
    by: PersonId,
    reason: &str,
    now: Timestamp,
    standing: &Standing<'_>,
    mut id: impl FnMut() -> OverlapId,
) -> Outcome<Decided<Vec<Overlap>>> {
    from(booking, "accept an overlap of", &["requested", "waiting", "approved", "active"])?;
    let reason = stated(reason)?;
    let open = standing.open(booking);
    if open.is_empty() {
        let detail = format!("{} clashes with nothing that is not accepted already", booking.title);
        return Err(Problem::refused("no_overlap", detail));
    }
    let overlap = |clash: Clash| Overlap {
        id: id(),
        bookings: clash.bookings,
        environment: clash.environment,
        span: clash.span,
        by,
        reason: reason.clone(),
        at: now,
    };
    let overlaps: Vec<Overlap> = open.into_iter().map(overlap).collect();
    let fact = |overlap: &Overlap| {
        Fact::of("overlap.accepted", overlap.id, booking.portfolio)
            .named(&booking.title)
            .about(booking.id)
            .with(differences(None, Some(overlap)))
            .because(Some(reason.clone()))
    };
    let facts = overlaps.iter().map(fact).collect();
    Ok(Decided { state: overlaps, facts })
}

/// Who of the waiting can have the place now, in this order: by priority, then who waited longest, then by id. Whoever is
/// told counts as having it for those after.
#[must_use]
pub fn next_in_line<'a>(waiting: &'a [Booking], standing: &Standing<'_>, now: Timestamp) -> Vec<&'a Booking> {
    let since = |booking: &Booking| match booking.state {
        State::Waiting { since } => Some(since),
        _ => None,
    };
    let mut line: Vec<&Booking> =
        waiting.iter().filter(|booking| since(booking).is_some() && booking.span.end() > now).collect();
    line.sort_by_key(|booking| (Reverse(booking.priority.weight()), since(booking), booking.id));
    let mut held = standing.held.to_vec();
    line.retain(|booking| {
        let may = Standing { held: &held, ..*standing }.admit(booking).is_ok();
        if may {
            held.extend(booking.would_hold());
        }
        may
    });
    line
}

/// Goes on only from one of these states.
fn from(booking: &Booking, verb: &str, states: &[&str]) -> Outcome<()> {
    let state = booking.state.name();
    if states.contains(&state) {
        return Ok(());
    }
    let detail = format!("{} is {state}; one can {verb} only what is {}", booking.title, states.join(" or "));
    Err(Problem::refused("state", detail))
}

fn stated(reason: &str) -> Outcome<String> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > 2_000 {
        return Err(Problem::fault("/reason", "text", "say why, in 1 to 2000 characters"));
    }
    Ok(reason.to_owned())
}

fn turned(before: &Booking, kind: &'static str, state: State, because: Option<String>) -> Decided<Booking> {
    let after = Booking { state, ..before.clone() };
    let change =
        Change { field: "state".to_owned(), before: before.state.name().into(), after: after.state.name().into() };
    let fact = fact(kind, &after, vec![change]).because(because);
    Decided { state: after, facts: vec![fact] }
}

fn fact(kind: &'static str, booking: &Booking, changes: Vec<Change>) -> Fact {
    let fact = Fact::of(kind, booking.id, booking.portfolio).named(&booking.title).with(changes);
    match booking.release {
        Some(release) => fact.about(release),
        None => fact,
    }
}
