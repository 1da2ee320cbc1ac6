//! Deadlines as people state them: a day, perhaps a time of day, and the place whose clock counts.

use crate::problem::Fault;
use jiff::{Timestamp, civil, tz};
use std::fmt;

/// The first and last year a plan may name. Wide enough for any plan, narrow enough that no arithmetic overflows.
const YEARS: std::ops::RangeInclusive<i16> = 1970..=2200;

/// A zone whose clock counts: an IANA name, or `AoE`, anywhere on Earth (UTC−12, where a day ends last).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(transparent)]
pub struct Zone(String);

impl Zone {
    /// The name of the zone in which a day ends last.
    pub const ANYWHERE_ON_EARTH: &'static str = "AoE";

    /// Coordinated universal time.
    #[must_use]
    pub fn utc() -> Self {
        Self("UTC".to_owned())
    }

    /// UTC−12.
    #[must_use]
    pub fn anywhere_on_earth() -> Self {
        Self(Self::ANYWHERE_ON_EARTH.to_owned())
    }

    /// Checks that the zone is known.
    ///
    /// # Errors
    /// A fault that names the unknown zone.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let name = if text.eq_ignore_ascii_case(Self::ANYWHERE_ON_EARTH) { Self::ANYWHERE_ON_EARTH } else { text };
        if name != Self::ANYWHERE_ON_EARTH && tz::TimeZone::get(name).is_err() {
            return Err(Fault::new(
                "",
                "zone",
                format!("{text:?} is no time zone; use an IANA name such as Europe/Berlin, UTC, or AoE"),
            ));
        }
        Ok(Self(name.to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The rules of the zone's clock. A zone that has since vanished from the database counts as UTC.
    #[must_use]
    pub fn clock(&self) -> tz::TimeZone {
        if self.0 == Self::ANYWHERE_ON_EARTH {
            return tz::TimeZone::fixed(tz::offset(-12));
        }
        tz::TimeZone::get(&self.0).unwrap_or(tz::TimeZone::UTC)
    }

    /// The day it is in this zone at an instant.
    #[must_use]
    pub fn day_at(&self, instant: Timestamp) -> civil::Date {
        self.clock().to_datetime(instant).date()
    }

    /// The instant a day begins in this zone.
    #[must_use]
    pub fn start_of(&self, day: civil::Date) -> Timestamp {
        self.instant(day.at(0, 0, 0, 0))
    }

    /// The instant a local time is reached. A time that a clock change skips is read on the earlier clock, one that
    /// occurs twice means the first (RFC 5545's rule).
    #[must_use]
    pub fn instant(&self, local: civil::DateTime) -> Timestamp {
        self.clock().to_ambiguous_timestamp(local).compatible().unwrap_or(Timestamp::MAX)
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl<'de> serde::Deserialize<'de> for Zone {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(|fault| serde::de::Error::custom(fault.detail))
    }
}

/// A deadline. Without a time of day, the whole day counts: it is over when the day ends in the zone.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Due {
    /// The last day that counts.
    pub date: civil::Date,
    /// The local time of day, when the deadline has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<civil::Time>,
    /// Whose clock counts.
    pub zone: Zone,
}

impl Due {
    /// The end of a day in a zone.
    #[must_use]
    pub const fn on(date: civil::Date, zone: Zone) -> Self {
        Self { date, time: None, zone }
    }

    /// True when a span of time, whose end is left out, takes the deadline in. A moment lies in it when the span covers it.
    /// A whole day lies in it as soon as the span covers any moment of that day, by the clock of the deadline's zone: nobody
    /// said at what hour of it the work is delivered, and where one rule allows and another denies, denying wins. So a freeze
    /// from six in the evening holds what is due on that day, and so does one that is over at six in the morning; one that
    /// ends at midnight, as the day begins, does not.
    #[must_use]
    pub fn is_within(&self, start: Timestamp, end: Timestamp) -> bool {
        match self.time {
            Some(_) => start <= self.instant() && self.instant() < end,
            None => self.zone.start_of(self.date) < end && start < self.instant(),
        }
    }

    /// The instant from which it is too late. "6 Nov AoE" is over at 12:00 UTC on 7 Nov.
    #[must_use]
    pub fn instant(&self) -> Timestamp {
        match self.time {
            Some(time) => self.zone.instant(self.date.to_datetime(time)),
            None => self.zone.start_of(self.date.tomorrow().unwrap_or(self.date)),
        }
    }
}

impl fmt::Display for Due {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.date)?;
        if let Some(time) = self.time {
            write!(formatter, " {}", time.strftime("%H:%M"))?;
        }
        write!(formatter, " {}", self.zone)
    }
}

/// The fault of a day no plan may name, if it is one.
#[must_use]
pub fn day_fault(pointer: &str, day: civil::Date) -> Option<Fault> {
    (!YEARS.contains(&day.year())).then(|| {
        Fault::new(pointer, "date", format!("{day} lies outside the years {} to {}", YEARS.start(), YEARS.end()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn a_day_anywhere_on_earth_ends_at_noon_of_the_next_in_utc() {
        let freeze = Due::on(date(2025, 11, 6), Zone::anywhere_on_earth());
        assert_eq!(freeze.instant().to_string(), "2025-11-07T12:00:00Z");
    }

    #[test]
    fn a_day_in_berlin_ends_at_its_own_midnight_in_summer_and_in_winter() {
        let berlin = Zone::parse("Europe/Berlin").unwrap();
        assert_eq!(Due::on(date(2026, 7, 1), berlin.clone()).instant().to_string(), "2026-07-01T22:00:00Z");
        assert_eq!(Due::on(date(2026, 12, 1), berlin).instant().to_string(), "2026-12-01T23:00:00Z");
    }

    #[test]
    fn a_time_skipped_by_a_clock_change_is_read_on_the_earlier_clock() {
        let berlin = Zone::parse("Europe/Berlin").unwrap();
        let skipped = Due { date: date(2026, 3, 29), time: Some(civil::time(2, 30, 0, 0)), zone: berlin };
        assert_eq!(skipped.instant().to_string(), "2026-03-29T01:30:00Z");
    }

    #[test]
    fn an_unknown_zone_is_refused_by_name() {
        assert!(Zone::parse("Mars/Olympus").unwrap_err().detail.contains("Mars/Olympus"));
    }

    #[test]
    fn a_day_lies_in_a_span_that_covers_any_moment_of_it_and_a_moment_only_in_one_that_covers_it() {
        let berlin = Zone::parse("Europe/Berlin").unwrap();
        let day = Due::on(date(2026, 7, 1), berlin.clone());
        let at = |hour| Due { time: Some(civil::time(hour, 0, 0, 0)), ..day.clone() };
        let within = |due: &Due, from: civil::DateTime, to: civil::DateTime| {
            due.is_within(berlin.instant(from), berlin.instant(to))
        };
        let (june, july, later) = (date(2026, 6, 30), date(2026, 7, 1), date(2026, 7, 2));
        let (midnight, morning, evening) = (civil::Time::midnight(), civil::time(6, 0, 0, 0), civil::time(18, 0, 0, 0));
        for (from, to, day_is, noon_is) in [
            (june.to_datetime(evening), july.to_datetime(midnight), false, false),
            (june.to_datetime(evening), july.to_datetime(morning), true, false),
            (july.to_datetime(morning), july.to_datetime(evening), true, true),
            (july.to_datetime(evening), later.to_datetime(morning), true, false),
            (later.to_datetime(midnight), later.to_datetime(morning), false, false),
            (june.to_datetime(midnight), later.to_datetime(midnight), true, true),
        ] {
            assert_eq!((within(&day, from, to), within(&at(12), from, to)), (day_is, noon_is), "{from} to {to}");
        }
        // The end is left out, the start is not.
        assert!(within(&at(6), july.to_datetime(morning), july.to_datetime(evening)));
        assert!(!within(&at(18), july.to_datetime(morning), july.to_datetime(evening)));
        // The clock of the deadline counts: anywhere on Earth it is July for twelve hours more.
        let anywhere = Due::on(date(2026, 6, 30), Zone::anywhere_on_earth());
        assert!(within(&anywhere, july.to_datetime(morning), july.to_datetime(evening)));
    }

    proptest! {
        #[test]
        fn a_day_ends_nowhere_later_than_anywhere_on_earth(
            offset in 0_i64..60_000,
            zone in prop::sample::select(vec!["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"]),
        ) {
            let day = date(1971, 1, 1).checked_add(jiff::Span::new().days(offset)).unwrap();
            let here = Due::on(day, Zone::parse(zone).unwrap());
            let last = Due::on(day, Zone::anywhere_on_earth());
            prop_assert!(here.instant() <= last.instant());
            prop_assert_eq!(here.zone.day_at(here.instant()), day.tomorrow().unwrap());
        }
    }
}
