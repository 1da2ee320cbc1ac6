//! Any so many of a group.

use super::Busy;
use crate::{bookings::Span, id::EnvironmentId, text::Key};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

/// A member of a group, as far as picking looks at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Which.
    pub environment: EnvironmentId,
    /// Its short name.
    pub key: Key,
    /// How long it was used lately: whatever time the caller looks back, the same for all.
    pub used: SignedDuration,
    /// When it is not to be had.
    pub busy: Busy,
}

/// Who was picked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Pick {
    /// As many as were wanted, in the order they were picked.
    Picked {
        /// Which.
        members: Vec<EnvironmentId>,
    },
    /// There are not so many.
    Short {
        /// How many are free.
        free: usize,
        /// How many there are, free or not.
        members: usize,
        /// The first instant from which on so many are free for as long; `None` when it does not come in time.
        by: Option<Timestamp>,
    },
}

/// Picks `count` members that are free for a span: those that were used least, then by key. `until` is the end of the time
/// in which others would do.
#[must_use]
pub fn pick(members: &[Member], count: usize, span: Span, until: Timestamp) -> Pick {
    let mut free: Vec<&Member> = members.iter().filter(|member| member.busy.is_free(span)).collect();
    if free.len() < count {
        let by = first_with(members, count, span.length(), span.start(), until);
        return Pick::Short { free: free.len(), members: members.len(), by };
    }
    free.sort_by(|one, other| (one.used, &one.key).cmp(&(other.used, &other.key)));
    Pick::Picked { members: free.into_iter().take(count).map(|member| member.environment).collect() }
}

/// The first instant at or after `from` at which `count` members are free for a length that is over at `until`.
#[must_use]
pub fn first_with(
    members: &[Member],
    count: usize,
    length: SignedDuration,
    from: Timestamp,
    until: Timestamp,
) -> Option<Timestamp> {
    if members.len() < count {
        return None;
    }
    // When something of the length may begin on a member: from the first to the last instant, both included. A begin comes
    // before an end at the same instant, so that the two meet.
    let mut steps: Vec<(Timestamp, bool)> = Vec::new();
    for member in members {
        for gap in member.busy.gaps(Span::between(from, until)?) {
            if let Some(last) = gap.end().checked_sub(length).ok().filter(|last| gap.start() <= *last) {
                steps.extend([(gap.start(), false), (last, true)]);
            }
        }
    }
    steps.sort_unstable();
    let mut open = 0_usize;
    for (at, closes) in steps {
        if closes {
            open = open.saturating_sub(1);
        } else {
            open += 1;
            if open >= count {
                return Some(at);
            }
        }
    }
    None
}
