//! Bookings that come again and again: at the same times of the clock on the wall, whatever the clock does in between.

#[cfg(test)]
mod tests;

use super::{Span, booking::LONGEST};
use crate::{calendar::recurrence::Recurrence, due::Zone, problem::Fault};
use jiff::{SignedDuration, civil::DateTime};

/// The most bookings a series has.
pub const MOST: usize = 500;

/// The spans of a series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// In order; none overlaps the next.
    pub spans: Vec<Span>,
    /// False when there are more than [`MOST`] before the end.
    pub complete: bool,
}

/// The spans of what first begins at `start` and ends at `end`, by the clock of a zone, and comes again by a rule
/// (RFC 5545) as long as it begins before `until`. The first counts only when the rule says so. A time that a clock change
/// skips is read on the earlier clock, one that occurs twice means the first: the rule of RFC 5545, because a series is not
/// to fail for one night of the year.
///
/// # Errors
/// A fault at `/end` for a length that is none or too long, at `/recurrence` for a rule that cannot be read, never comes, or
/// comes again before it is over.
pub fn series(start: DateTime, end: DateTime, zone: &Zone, rule: &str, until: DateTime) -> Result<Series, Fault> {
    let rule = Recurrence::parse(rule).map_err(|fault| fault.within("/recurrence"))?;
    let length = start.duration_until(end);
    if length <= SignedDuration::ZERO {
        return Err(Fault::new("/end", "order", "it would end before it begins; let it end later"));
    }
    if length > LONGEST {
        return Err(Fault::new("/end", "range", "a booking lasts at most 366 days"));
    }
    let found = rule.occurrences(start, zone, DateTime::MIN..until, MOST);
    // A span can be lost between two clocks: the hour that is skipped, booked from its first to its last minute.
    let span = |local: &DateTime| Span::between(zone.instant(*local), zone.instant(local.saturating_add(length)));
    let spans: Vec<Span> = found.starts.iter().filter_map(span).collect();
    if spans.is_empty() {
        return Err(Fault::new("/recurrence", "never", "no time fits this rule before its end; change one of them"));
    }
    if let Some(pair) = spans.windows(2).find(|pair| pair[0].overlaps(pair[1])) {
        let detail = format!("it would begin again at {}, before it ends at {}", pair[1].start(), pair[0].end());
        return Err(Fault::new("/recurrence", "overlap", format!("{detail}; let it last less or come less often")));
    }
    Ok(Series { spans, complete: found.complete })
}
