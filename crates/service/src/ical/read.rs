//! From a text to its events. What a text gets wrong is said with its line: a remark where the rest is sound, a refusal
//! where it is no calendar or where a part is missing.

use super::{
    event::Event,
    lines::{Line, lines},
};
use jiff::civil::Date;
use signalbox_domain::{Name, Zone};
use std::{collections::HashMap, sync::Arc};

/// Something about one line of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// Which line, from 1; 0 for the text as a whole.
    pub line: usize,
    /// What was not understood, and what was done about it.
    pub what: String,
}

impl Remark {
    fn new(line: usize, what: impl Into<String>) -> Self {
        Self { line, what: what.into() }
    }
}

/// What a text says. Several calendars in one text are read as one.
#[derive(Clone, Debug, Default)]
pub struct Calendar {
    /// What it is called.
    pub name: Option<Name>,
    /// The first day of the release, in a calendar of our own.
    pub start: Option<Date>,
    /// The zone of the release, in a calendar of our own.
    pub own_zone: Option<Zone>,
    /// Its events, in the order of the text.
    pub events: Vec<Event>,
    /// What was not understood.
    pub remarks: Vec<Remark>,
}

/// Reads a text.
///
/// # Errors
/// What makes it no calendar, or half of one.
pub fn read(text: &str) -> Result<Calendar, Remark> {
    let mut reader = Reader::default();
    for line in lines(text.strip_prefix('\u{feff}').unwrap_or(text)) {
        match line {
            Ok(line) => reader.line(line)?,
            Err(malformed) => reader.malformed(malformed.number, &malformed.why)?,
        }
    }
    reader.finish()
}

#[derive(Default)]
struct Reader {
    calendar: Calendar,
    /// The clock of times without a zone, if the calendar that is open names one.
    floating: Option<Zone>,
    /// The places of zones that the text describes, by the name it gives them.
    places: HashMap<String, String>,
    /// The components that are open, with the lines they began on.
    open: Vec<(String, usize)>,
    /// The zone that is being described, and the place it is said to be in.
    zone: (Option<String>, Option<String>),
    seen: bool,
}

/// What may not stand without a calendar around it, as every part of one may: the card of a person is another format.
const NO_CALENDAR: &str = "VCARD";

impl Reader {
    fn line(&mut self, line: Line) -> Result<(), Remark> {
        match line.name.as_str() {
            "BEGIN" => self.begin(line.value.trim().to_ascii_uppercase(), line.number),
            "END" => self.end(&line.value.trim().to_ascii_uppercase(), line.number),
            _ => self.property(line),
        }
    }

    fn begin(&mut self, component: String, number: usize) -> Result<(), Remark> {
        match self.open.last() {
            None if component == NO_CALENDAR => {
                return Err(Remark::new(
                    number,
                    format!("a calendar begins with BEGIN:VCALENDAR, not with {component}"),
                ));
            }
            None if component == "VCALENDAR" => self.floating = None,
            None => self.remark(number, format!("the {component} has no calendar around it; it is read all the same")),
            Some(_) => {}
        }
        // What stands directly in a calendar, or on its own.
        if self.open.iter().all(|(around, _)| around == "VCALENDAR") {
            match component.as_str() {
                "VEVENT" => self.calendar.events.push(Event::new(number)),
                "VCALENDAR" | "VTIMEZONE" => {}
                _ => self.remark(number, format!("a {component} is no event; it is left out")),
            }
        }
        self.seen = true;
        self.open.push((component, number));
        Ok(())
    }

    fn end(&mut self, component: &str, number: usize) -> Result<(), Remark> {
        let Some((opened, begun)) = self.open.pop() else {
            return Err(Remark::new(number, format!("END:{component} ends nothing")));
        };
        if opened != component {
            if self.open.iter().any(|(around, _)| around == component) {
                let what = format!("the {opened} that begins here has no end before END:{component} on line {number}");
                return Err(Remark::new(begun, what));
            }
            // Mistyped ends occur.
            self.remark(number, format!("END:{component} is taken for the end of the {opened} of line {begun}"));
        }
        match opened.as_str() {
            "VCALENDAR" => self.set_clock(),
            "VTIMEZONE" => {
                if let (Some(id), Some(place)) = std::mem::take(&mut self.zone) {
                    self.places.insert(id, place);
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Times without a zone are by the clock of the calendar they stand in, wherever in it that is said.
    fn set_clock(&mut self) {
        let floating = self.floating.take();
        for event in self.calendar.events.iter_mut().rev().take_while(|event| !event.placed) {
            (event.floating, event.placed) = (floating.clone(), true);
        }
    }

    fn property(&mut self, line: Line) -> Result<(), Remark> {
        let within: Vec<&str> = self.open.iter().map(|(component, _)| component.as_str()).collect();
        match within.as_slice() {
            [] => {
                Err(Remark::new(line.number, format!("a calendar begins with BEGIN:VCALENDAR, not with {}", line.name)))
            }
            ["VCALENDAR"] => {
                self.of_calendar(&line);
                Ok(())
            }
            ["VCALENDAR", "VEVENT"] | ["VEVENT"] => {
                if let Some(event) = self.calendar.events.last_mut() {
                    event.lines.push(line);
                }
                Ok(())
            }
            [.., "VTIMEZONE"] => {
                match line.name.as_str() {
                    "TZID" => self.zone.0 = Some(unescape(&line.value)),
                    "X-LIC-LOCATION" => self.zone.1 = Some(unescape(&line.value)),
                    _ => {}
                }
                Ok(())
            }
            [.., "VTIMEZONE", _] if line.name.starts_with("TZOFFSET") && !is_offset(line.value.trim()) => {
                let what = format!("{} is {:?}, which is no distance from UTC", line.name, line.value);
                Err(Remark::new(line.number, what))
            }
            // Alarms, the rules of zones, and what is no event.
            _ => Ok(()),
        }
    }

    fn of_calendar(&mut self, line: &Line) {
        let calendar = &mut self.calendar;
        match line.name.as_str() {
            "NAME" | "X-WR-CALNAME" => {
                calendar.name = calendar.name.take().or_else(|| Name::parse(&unescape(&line.value)).ok());
            }
            "X-WR-TIMEZONE" => self.floating = Zone::parse(&unescape(&line.value)).ok(),
            "X-SIGNALBOX-ZONE" => calendar.own_zone = Zone::parse(&unescape(&line.value)).ok(),
            "X-SIGNALBOX-START" => calendar.start = date(&line.value),
            _ => {}
        }
    }

    /// A line that is none costs an event that line; a calendar or a zone it costs everything.
    fn malformed(&mut self, number: usize, why: &str) -> Result<(), Remark> {
        match self.open.last().map(|(component, _)| component.as_str()) {
            None if !self.seen => Err(Remark::new(number, format!("this is no calendar: {why}"))),
            Some("VCALENDAR" | "VTIMEZONE") => Err(Remark::new(number, why)),
            _ => {
                self.remark(number, format!("{why}; the line is left out"));
                Ok(())
            }
        }
    }

    fn remark(&mut self, line: usize, what: impl Into<String>) {
        self.calendar.remarks.push(Remark::new(line, what));
    }

    fn finish(mut self) -> Result<Calendar, Remark> {
        if !self.seen {
            return Err(Remark::new(0, "this is no calendar: it has no BEGIN:VCALENDAR"));
        }
        if let Some((component, number)) = self.open.pop() {
            // Every part of it is whole: only its own last line is missing.
            if component != "VCALENDAR" {
                let what = format!("the {component} that begins here has no end; the file is cut off");
                return Err(Remark::new(number, what));
            }
            self.remark(number, "the VCALENDAR that begins here has no end; the file may be cut off");
            self.set_clock();
        }
        let places = Arc::new(self.places);
        for event in &mut self.calendar.events {
            event.places = Arc::clone(&places);
        }
        Ok(self.calendar)
    }
}

/// Takes the escapes out of a text value.
#[must_use]
pub fn unescape(value: &str) -> String {
    let mut out = String::new();
    let mut letters = value.chars();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            out.push(letter);
            continue;
        }
        match letters.next() {
            Some('n' | 'N') => out.push('\n'),
            Some(other) => out.push(other),
            None => out.push('\\'),
        }
    }
    out
}

/// A day, `20260302`.
#[must_use]
pub fn date(value: &str) -> Option<Date> {
    (value.len() == 8).then(|| Date::strptime("%Y%m%d", value).ok()).flatten()
}

/// `+0100`, `-0530`, `+013412`: less than a day.
fn is_offset(value: &str) -> bool {
    let Some(digits) = value.strip_prefix(['+', '-']) else { return false };
    let number = |from: usize| digits.get(from..from + 2).and_then(|two| two.parse::<u8>().ok());
    let figures = digits.bytes().all(|byte| byte.is_ascii_digit()) && matches!(digits.len(), 4 | 6);
    figures && number(0).is_some_and(|hours| hours < 24) && number(2).is_some_and(|minutes| minutes < 60)
}
