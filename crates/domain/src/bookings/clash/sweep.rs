//! All clashes in one pass over time for each environment that is held.

use super::{Clash, Hold, Why};
use crate::{
    bookings::{Span, Usage},
    environments::Tree,
    id::{BookingId, EnvironmentId},
};
use jiff::Timestamp;
use std::collections::HashMap;

/// Every clash among holds, in order of environment and time.
#[must_use]
pub fn among(holds: &[Hold], tree: &Tree) -> Vec<Clash> {
    let mut on: HashMap<EnvironmentId, Vec<&Hold>> = HashMap::new();
    for hold in holds {
        on.entry(hold.environment).or_default().push(hold);
    }
    let mut found = Vec::new();
    for (environment, own) in &on {
        let first = own.iter().map(|hold| hold.span.start()).min();
        let last = own.iter().map(|hold| hold.span.end()).max();
        let Some(reach) = first.zip(last).and_then(|(first, last)| Span::between(first, last)) else { continue };
        let above = tree.ancestors(*environment);
        let above = above.iter().filter_map(|id| on.get(id)).flatten().filter(|hold| hold.span.overlaps(reach));
        let mut here: Vec<(&Hold, bool)> = own.iter().map(|hold| (*hold, true)).collect();
        here.extend(above.map(|hold| (*hold, false)));
        here.sort_unstable_by_key(|(hold, _)| **hold);
        here.sort_by_key(|(hold, _)| hold.span.start());
        exclusive(*environment, &here, &mut found);
        if let Some(room) = tree.room(*environment) {
            crowds(*environment, room, &here, &mut found);
        }
    }
    found.sort_unstable();
    found
}

/// The pairs of which one is exclusive and one is on the environment itself. `here` is in order of starts; the second of
/// each says whether it is.
fn exclusive(environment: EnvironmentId, here: &[(&Hold, bool)], found: &mut Vec<Clash>) {
    // Shared holds are looked at by exclusive ones only, so that many that share cost nothing.
    let mut alone: Vec<(&Hold, bool)> = Vec::new();
    let mut together: Vec<(&Hold, bool)> = Vec::new();
    for &(hold, own) in here {
        let start = hold.span.start();
        alone.retain(|(other, _)| other.span.end() > start);
        together.retain(|(other, _)| other.span.end() > start);
        let shared = hold.usage == Usage::Shared;
        let looked_at: &[(&Hold, bool)] = if shared { &[] } else { &together };
        for (other, others_own) in alone.iter().chain(looked_at) {
            let both = hold.span.common(other.span).filter(|_| (own || *others_own) && hold.booking != other.booking);
            if let Some(span) = both {
                let bookings = sorted(vec![hold.booking, other.booking]);
                found.push(Clash { environment, span, why: Why::Exclusive, bookings });
            }
        }
        if shared { &mut together } else { &mut alone }.push((hold, own));
    }
}

/// The spans in which too many share.
fn crowds(environment: EnvironmentId, room: u32, here: &[(&Hold, bool)], found: &mut Vec<Clash>) {
    let mut steps: Vec<(Timestamp, i64, i64)> = Vec::with_capacity(here.len() * 2);
    let shared = || here.iter().filter(|(hold, _)| hold.usage == Usage::Shared);
    for (hold, own) in shared() {
        let own = i64::from(*own);
        steps.extend([(hold.span.start(), 1, own), (hold.span.end(), -1, -own)]);
    }
    steps.sort_unstable();
    let (mut all, mut own, mut since) = (0_i64, 0_i64, None);
    for instant in steps.chunk_by(|one, other| one.0 == other.0) {
        all += instant.iter().map(|step| step.1).sum::<i64>();
        own += instant.iter().map(|step| step.2).sum::<i64>();
        let at = instant[0].0;
        let crowded = own > 0 && all > i64::from(room);
        match since {
            None if crowded => since = Some(at),
            Some(start) if !crowded => {
                since = None;
                if let Some(span) = Span::between(start, at) {
                    let part = shared().filter(|(hold, _)| hold.span.overlaps(span));
                    let bookings = sorted(part.map(|(hold, _)| hold.booking).collect());
                    found.push(Clash { environment, span, why: Why::Crowded { room }, bookings });
                }
            }
            _ => {}
        }
    }
}

fn sorted(mut bookings: Vec<BookingId>) -> Vec<BookingId> {
    bookings.sort_unstable();
    bookings.dedup();
    bookings
}
