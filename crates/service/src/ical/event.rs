//! An event, and when it is.

use super::{
    lines::Line,
    microsoft_zones,
    read::{date, unescape},
};
use jiff::{
    Timestamp,
    civil::{Date, DateTime},
};
use signalbox_domain::Zone;
use std::{collections::HashMap, sync::Arc};

/// An event as it stands in a text.
#[derive(Clone, Debug)]
pub struct Event {
    /// On which line it begins.
    pub line: usize,
    /// Its content lines.
    pub lines: Vec<Line>,
    /// The clock of its calendar, for times that name no zone.
    pub floating: Option<Zone>,
    /// True once its calendar was read to the end.
    pub(super) placed: bool,
    /// The places of zones that the text describes.
    pub(super) places: Arc<HashMap<String, String>>,
}

/// A point of a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Point {
    /// A day on everybody's own clock.
    Day(Date),
    /// A moment, and on whose clock it was said.
    Moment(Timestamp, Zone),
}

/// When an event is. Its end is left out; `None` when it has none of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum When {
    /// From a day to a day.
    Days {
        /// The first day.
        from: Date,
        /// The day after the last.
        to: Option<Date>,
    },
    /// From a moment to a moment.
    Moments {
        /// Its begin.
        from: Timestamp,
        /// Its end.
        to: Option<Timestamp>,
        /// The clock its begin was said on.
        zone: Zone,
    },
}

impl Event {
    pub(super) fn new(line: usize) -> Self {
        Self { line, lines: Vec::new(), floating: None, placed: false, places: Arc::default() }
    }

    /// The first line of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Line> {
        self.all(name).next()
    }

    /// Every line of this name.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(move |line| line.name == name)
    }

    /// The text of the first line of this name, unless it is empty.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<String> {
        self.get(name).map(|line| unescape(&line.value)).filter(|text| !text.trim().is_empty())
    }

    /// What it is called.
    #[must_use]
    pub fn summary(&self) -> String {
        self.text("SUMMARY").unwrap_or_else(|| "an event without a name".to_owned())
    }

    /// True when it was called off.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.get("STATUS").is_some_and(|status| status.value.trim().eq_ignore_ascii_case("CANCELLED"))
    }

    /// When it is for the first time. What had to be guessed is added to the doubts.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub fn when(&self, doubts: &mut Vec<String>) -> Result<When, String> {
        let line = self.get("DTSTART").ok_or("it has no DTSTART")?;
        let from = self.point(line, &line.value, doubts)?;
        let to = match (self.get("DTEND"), self.get("DURATION")) {
            (Some(line), _) => Some(self.point(line, &line.value, doubts)?),
            (None, Some(line)) => Some(later(&from, line)?),
            (None, None) => None,
        };
        match (from, to) {
            (Point::Day(from), Some(Point::Day(to))) if to < from => {
                Err(format!("it would end on {to}, before it begins on {from}"))
            }
            (Point::Moment(from, _), Some(Point::Moment(to, _))) if to < from => {
                Err(format!("it would end at {to}, before it begins at {from}"))
            }
            (Point::Day(from), None) => Ok(When::Days { from, to: None }),
            (Point::Day(from), Some(Point::Day(to))) => Ok(When::Days { from, to: Some(to) }),
            (Point::Moment(from, zone), None) => Ok(When::Moments { from, to: None, zone }),
            (Point::Moment(from, zone), Some(Point::Moment(to, _))) => Ok(When::Moments { from, to: Some(to), zone }),
            (Point::Moment(..), Some(Point::Day(_))) => Err("it begins at a time and ends with a day".to_owned()),
            (Point::Day(_), Some(Point::Moment(..))) => Err("it begins with a day and ends at a time".to_owned()),
        }
    }

    /// The point that a value of a line means.
    ///
    /// # Errors
    /// Why it means none.
    pub fn point(&self, line: &Line, value: &str, doubts: &mut Vec<String>) -> Result<Point, String> {
        let value = value.trim();
        let wrong = || format!("{} is {value:?}, which is no date or time", line.name);
        if let Some(day) = date(value) {
            return Ok(Point::Day(day));
        }
        let (local, utc) = match value.strip_suffix(['Z', 'z']) {
            Some(local) => (local, true),
            None => (value, false),
        };
        let local = DateTime::strptime("%Y%m%dT%H%M%S", local).map_err(|_| wrong())?;
        let zone = match line.param("TZID").filter(|_| !utc) {
            _ if utc => Zone::utc(),
            Some(id) => self
                .zone(id)
                .ok_or_else(|| format!("its time zone {id:?} is not known; IANA names such as Europe/Berlin are"))?,
            None => self.floating.clone().unwrap_or_else(|| {
                let doubt = "its time names no zone; UTC is taken".to_owned();
                if !doubts.contains(&doubt) {
                    doubts.push(doubt);
                }
                Zone::utc()
            }),
        };
        Ok(Point::Moment(zone.instant(local), zone))
    }

    /// A zone by its id: an IANA name, also with a path before it (`/freeassociation.sourceforge.net/Europe/Berlin`), a
    /// name that the text says the place of, or one of Windows.
    fn zone(&self, id: &str) -> Option<Zone> {
        let iana = |name: &str| {
            let mut rest = name.trim_start_matches('/');
            loop {
                if let Ok(zone) = Zone::parse(rest) {
                    return Some(zone);
                }
                rest = rest.split_once('/')?.1;
            }
        };
        iana(id).or_else(|| iana(self.places.get(id)?)).or_else(|| Zone::parse(microsoft_zones::place(id)?).ok())
    }
}

fn later(from: &Point, line: &Line) -> Result<Point, String> {
    let wrong = || format!("DURATION is {:?}, which is no duration", line.value);
    let span: jiff::Span = line.value.trim().parse().map_err(|_| wrong())?;
    match from {
        Point::Day(day) => day.checked_add(span).map(Point::Day).map_err(|_| wrong()),
        // A day is a day of the zone's calendar, whatever a clock change makes of it (RFC 5545, 3.3.6).
        Point::Moment(from, zone) => {
            let to = from.to_zoned(zone.clock()).checked_add(span).map_err(|_| wrong())?;
            Ok(Point::Moment(to.timestamp(), zone.clone()))
        }
    }
}
