//! Spans of time, from an instant up to but not including a later one: what ends at noon does not meet what begins at noon.

#[cfg(test)]
mod tests;

use crate::{
    due::{Zone, day_fault},
    problem::Fault,
};
use jiff::{SignedDuration, Timestamp, civil::DateTime, tz::AmbiguousOffset};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A span of time that is never empty. Serialized as `{"start": …, "end": …}`, both in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Span {
    start: Timestamp,
    end: Timestamp,
}

impl Span {
    /// The span between two instants.
    ///
    /// # Errors
    /// A fault at `/end` when it is not after the start, and at either when it lies beyond every plan.
    pub fn new(start: Timestamp, end: Timestamp) -> Result<Self, Fault> {
        for (pointer, instant) in [("/start", start), ("/end", end)] {
            if let Some(fault) = day_fault(pointer, Zone::utc().day_at(instant)) {
                return Err(fault);
            }
        }
        if start == end {
            let detail = format!("it would begin and end at {start} and last no time; let it end later");
            return Err(Fault::new("/end", "empty", detail));
        }
        Self::between(start, end).ok_or_else(|| {
            let detail = format!("it would end at {end}, before it begins at {start}; exchange the two");
            Fault::new("/end", "order", detail)
        })
    }

    /// The span between two times on the clock of a zone. A time that occurs twice, because the clock is put back, means
    /// the earlier of the two instants.
    ///
    /// # Errors
    /// A fault at a time that does not occur, because the clock is put forward over it, which says the times that do not;
    /// and those of [`Span::new`].
    pub fn local(start: DateTime, end: DateTime, zone: &Zone) -> Result<Self, Fault> {
        Self::new(instant("/start", start, zone)?, instant("/end", end, zone)?)
    }

    /// The span between two instants, if the first is before the second.
    #[must_use]
    pub fn between(start: Timestamp, end: Timestamp) -> Option<Self> {
        (start < end).then_some(Self { start, end })
    }

    /// The span of a length from an instant on; `None` for no or a negative length, and beyond all time.
    #[must_use]
    pub fn lasting(start: Timestamp, length: SignedDuration) -> Option<Self> {
        Self::between(start, start.checked_add(length).ok()?)
    }

    /// Its first instant.
    #[must_use]
    pub const fn start(self) -> Timestamp {
        self.start
    }

    /// The first instant that is no longer part of it.
    #[must_use]
    pub const fn end(self) -> Timestamp {
        self.end
    }

    /// How long it lasts: always more than nothing.
    #[must_use]
    pub fn length(self) -> SignedDuration {
        self.start.duration_until(self.end)
    }

    /// True when an instant is part of it.
    #[must_use]
    pub fn contains(self, instant: Timestamp) -> bool {
        self.start <= instant && instant < self.end
    }

    /// True when all of another is part of it.
    #[must_use]
    pub fn encloses(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// True when both have an instant in common.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// What both have in common.
    #[must_use]
    pub fn common(self, other: Self) -> Option<Self> {
        Self::between(self.start.max(other.start), self.end.min(other.end))
    }

    /// The same length, so much later; `None` beyond all time.
    #[must_use]
    pub fn later_by(self, shift: SignedDuration) -> Option<Self> {
        Self::between(self.start.checked_add(shift).ok()?, self.end.checked_add(shift).ok()?)
    }

    /// The same times of the clock so many days later, or earlier below zero. A time that the clock then skips is read on the
    /// earlier clock, one that it shows twice means the first. `None` beyond all time, and where the skip leaves nothing.
    #[must_use]
    pub fn days_later(self, days: i32, zone: &Zone) -> Option<Self> {
        let clock = zone.clock();
        let moved = |instant: Timestamp| {
            let local = clock.to_datetime(instant).checked_add(jiff::Span::new().try_days(days).ok()?).ok()?;
            Some(zone.instant(local))
        };
        Self::between(moved(self.start)?, moved(self.end)?)
    }
}

/// The instant of a time on the clock of a zone. A time that occurs twice, because the clock is put back, means the earlier
/// of the two instants.
///
/// # Errors
/// A fault at the pointer for a time that does not occur, because the clock is put forward over it, which says the times
/// that do not; and for one beyond every plan.
pub fn instant(pointer: &str, local: DateTime, zone: &Zone) -> Result<Timestamp, Fault> {
    if let Some(fault) = day_fault(pointer, local.date()) {
        return Err(fault);
    }
    let clock = zone.clock();
    let found = clock.to_ambiguous_timestamp(local);
    let AmbiguousOffset::Gap { before, after } = found.offset() else {
        // The earlier offset is the one that was in force before the clock was put back.
        return Ok(found.earlier().unwrap_or(Timestamp::MAX));
    };
    // Read on the clock before it was put forward, a time that is skipped is at or after the instant that happens.
    let put_forward = before
        .to_timestamp(local)
        .ok()
        .and_then(|read| read.checked_add(SignedDuration::from_nanos(1)).ok())
        .and_then(|read| clock.preceding(read).next())
        .map(|transition| transition.timestamp());
    let told = put_forward.map(|at| {
        let (last, next) = (before.to_datetime(at).time(), after.to_datetime(at).time());
        let (last, next) = (last.strftime("%H:%M"), next.strftime("%H:%M"));
        format!("the clock goes from {last} to {next}; choose one before {last} or from {next} on")
    });
    let told = told.unwrap_or_else(|| "the clock is put forward over it; choose another time".to_owned());
    let detail = format!("{} does not exist in {zone}: {told}", local.strftime("%Y-%m-%d %H:%M"));
    Err(Fault::new(pointer, "gap", detail))
}

impl fmt::Display for Span {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} to {}", self.start, self.end)
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Ends {
            start: Timestamp,
            end: Timestamp,
        }
        let ends = Ends::deserialize(deserializer)?;
        Self::new(ends.start, ends.end).map_err(|fault| serde::de::Error::custom(fault.detail))
    }
}
