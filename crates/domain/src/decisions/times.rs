//! When it may go.
//!
//! Whatever depends on time keeps it out during spans that include their begin and not their end, seen from the instant at
//! which it begins. So the first instant at which nothing is in the way is the one asked for, or the end of such a span:
//! the end of a closed time, a booking, an outage or a soak, the begin of a maintenance window, or the end of the last one.

use super::{Situation, obstacle::obstacles};
use crate::calendar::window::WindowKind;
use jiff::Timestamp;

/// The first instants, not before the one asked for, at which it may go: at most `most`.
pub(super) fn open(situation: &Situation, most: usize) -> Vec<Timestamp> {
    if obstacles(situation, situation.at).iter().any(|obstacle| obstacle.stays(situation)) {
        return Vec::new();
    }
    let mut instants = vec![situation.at];
    for window in &situation.windows {
        if window.kind == WindowKind::Maintenance {
            instants.extend(window.times.iter().map(|span| span.start()));
            instants.extend(window.over_at);
        } else {
            instants.extend(window.times.iter().map(|span| span.end()));
        }
    }
    instants.extend(situation.holdings.iter().map(|holding| holding.span.end()));
    instants.extend(situation.outages.iter().map(|outage| outage.span.end()));
    instants.extend(situation.path.iter().filter_map(super::situation::Step::passed_at));
    instants
        .retain(|instant| *instant >= situation.at && (*instant < situation.known_until || *instant == situation.at));
    instants.sort_unstable();
    instants.dedup();
    instants.into_iter().filter(|instant| obstacles(situation, *instant).is_empty()).take(most).collect()
}
