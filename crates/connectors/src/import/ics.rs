//! A calendar as a plan: its events become the milestones of a release.

use super::{Imported, Keys, Severity, name, read_text};
use crate::ical::{Line, lines, unescape};
use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
};
use signalbox_domain::{
    Due, Key, Name, Zone,
    due::day_fault,
    releases::{Kind, MilestoneKind},
};
use signalbox_service::documents::{
    Document,
    model::{MilestoneEntry, PhaseEntry, Recorded, ReleaseDocument},
};
use std::path::Path;

/// What the release is to be called, and whose it is: a calendar does not say.
#[derive(Clone, Debug)]
pub struct Release {
    /// Its key.
    pub key: Key,
    /// Its name; the calendar's own when absent, else the key.
    pub name: Option<Name>,
    /// The key of its portfolio.
    pub portfolio: Key,
}

/// Reads a calendar file.
#[must_use]
pub fn read(path: &Path, release: &Release) -> Imported {
    let mut imported = Imported::default();
    let Some(text) = read_text(path, &mut imported) else {
        return imported;
    };
    let Some(calendar) = Calendar::read(&text, path, &mut imported) else {
        return imported;
    };
    let mut document = ReleaseDocument {
        key: release.key.clone(),
        name: release.name.clone().or(calendar.name.clone()).unwrap_or_else(|| name(release.key.as_str())),
        release: Kind::Project,
        portfolio: release.portfolio.clone(),
        release_type: None,
        parent: None,
        status: None,
        description: String::new(),
        risk: None,
        zone: calendar.own_zone.clone(),
        start: calendar.start,
        target: None,
        completed_at: None,
        tags: Vec::new(),
        fields: serde_json::Map::new(),
        links: Vec::new(),
        phases: Vec::new(),
        milestones: Vec::new(),
        activities: Vec::new(),
        raid: Vec::new(),
        systems: None,
        manifest: None,
        people: None,
        needs: None,
    };
    let mut keys = Keys::default();
    for event in &calendar.events {
        match event.read(&calendar.zone) {
            Ok((span, doubts)) => {
                for doubt in doubts {
                    imported.warn(path, event.line, format!("{:?}: {doubt}", event.summary()));
                }
                event.put(span, &mut keys, &mut document);
            }
            Err(why) => imported.warn(path, event.line, format!("{:?}: {why}; the event is left out", event.summary())),
        }
    }
    // A phase that was left out, or renamed in the calendar, takes no milestone with it.
    let known: Vec<Name> = document.phases.iter().map(|phase| phase.name.clone()).collect();
    for milestone in &mut document.milestones {
        milestone.phase = milestone.phase.take().filter(|phase| known.contains(phase));
    }
    imported.count("events", calendar.events.len());
    imported.count("milestones", document.milestones.len());
    imported.documents.push(Document::Release(document));
    imported
}

/// What a calendar says as a whole.
struct Calendar {
    name: Option<Name>,
    start: Option<Date>,
    /// The clock of times without a zone, if the calendar names one.
    zone: Option<Zone>,
    /// The zone of the release, in a calendar of our own.
    own_zone: Option<Zone>,
    events: Vec<Event>,
}

impl Calendar {
    fn read(text: &str, path: &Path, imported: &mut Imported) -> Option<Self> {
        let mut calendar = Self { name: None, start: None, zone: None, own_zone: None, events: Vec::new() };
        // The components that are open, with the lines they began on.
        let mut open: Vec<(String, usize)> = Vec::new();
        let mut seen = false;
        for line in lines(text) {
            let line = match line {
                Ok(line) => line,
                Err(malformed) if seen => {
                    imported.notes.push(super::Note {
                        severity: Severity::Warning,
                        file: path.to_owned(),
                        line: malformed.number,
                        what: format!("{}; the line is left out", malformed.why),
                    });
                    continue;
                }
                Err(malformed) => {
                    imported.refuse(path, malformed.number, format!("this is no calendar: {}", malformed.why));
                    return None;
                }
            };
            match (line.name.as_str(), line.value.to_ascii_uppercase()) {
                ("BEGIN", component) => {
                    if open.is_empty() && component != "VCALENDAR" {
                        imported.refuse(
                            path,
                            line.number,
                            format!("a calendar begins with BEGIN:VCALENDAR, not with {component}"),
                        );
                        return None;
                    }
                    if component == "VEVENT" && open.len() == 1 {
                        calendar.events.push(Event { line: line.number, lines: Vec::new() });
                    } else if open.len() == 1 && component != "VTIMEZONE" {
                        imported.warn(path, line.number, format!("a {component} is no event; it is left out"));
                    }
                    seen = true;
                    open.push((component, line.number));
                }
                ("END", component) => match open.pop() {
                    Some((opened, _)) if opened == component => {}
                    // Mistyped ends occur; what is really open shows at the end of the text.
                    Some((opened, number)) => imported.warn(
                        path,
                        line.number,
                        format!("END:{component} is taken for the end of the {opened} of line {number}"),
                    ),
                    None => {
                        imported.refuse(path, line.number, format!("END:{component} ends nothing"));
                        return None;
                    }
                },
                _ => match open.as_slice() {
                    [] => {
                        imported.refuse(
                            path,
                            line.number,
                            format!("a calendar begins with BEGIN:VCALENDAR, not with {}", line.name),
                        );
                        return None;
                    }
                    [_] => calendar.property(&line),
                    [_, (component, _)] if component == "VEVENT" => {
                        if let Some(event) = calendar.events.last_mut() {
                            event.lines.push(line);
                        }
                    }
                    // Alarms, the rules of zones, and what is no event.
                    _ => {}
                },
            }
        }
        match open.last() {
            Some((component, number)) => {
                imported.refuse(
                    path,
                    *number,
                    format!("the {component} that begins here has no end; the file is cut off"),
                );
                None
            }
            None if !seen => {
                imported.refuse(path, 0, "this is no calendar: it has no BEGIN:VCALENDAR");
                None
            }
            None => Some(calendar),
        }
    }

    fn property(&mut self, line: &Line) {
        match line.name.as_str() {
            "NAME" | "X-WR-CALNAME" => {
                self.name = self.name.take().or_else(|| Name::parse(&unescape(&line.value)).ok());
            }
            "X-WR-TIMEZONE" => self.zone = Zone::parse(&unescape(&line.value)).ok(),
            "X-SIGNALBOX-ZONE" => self.own_zone = Zone::parse(&unescape(&line.value)).ok(),
            "X-SIGNALBOX-START" => self.start = date(&line.value),
            _ => {}
        }
    }
}

struct Event {
    line: usize,
    lines: Vec<Line>,
}

/// When an event is.
struct Span {
    start: Option<Date>,
    due: Due,
}

/// A point of a calendar.
enum Point {
    Day(Date),
    Moment(Timestamp, Zone),
}

impl Event {
    fn get(&self, name: &str) -> Option<&Line> {
        self.lines.iter().find(|line| line.name == name)
    }

    fn text(&self, name: &str) -> Option<String> {
        self.get(name).map(|line| unescape(&line.value)).filter(|text| !text.trim().is_empty())
    }

    fn summary(&self) -> String {
        self.text("SUMMARY").unwrap_or_else(|| "an event without a name".to_owned())
    }

    fn read(&self, floating: &Option<Zone>) -> Result<(Span, Vec<String>), String> {
        if self.get("STATUS").is_some_and(|status| status.value.eq_ignore_ascii_case("CANCELLED")) {
            return Err("it is cancelled".to_owned());
        }
        let mut doubts = Vec::new();
        if self.get("RRULE").is_some() || self.get("RDATE").is_some() {
            doubts.push("it recurs; only its first time is taken".to_owned());
        }
        let line = self.get("DTSTART").ok_or("it has no DTSTART")?;
        let from = point(line, floating, &mut doubts)?;
        let to = match (self.get("DTEND"), self.get("DURATION")) {
            (Some(line), _) => Some(point(line, floating, &mut doubts)?),
            (None, Some(line)) => Some(later(&from, line)?),
            (None, None) => None,
        };
        let span = self.stated(&from, to.as_ref()).map_or_else(|| span(from, to), Ok)?;
        let days = [span.start, Some(span.due.date)];
        match days.into_iter().flatten().find_map(|day| day_fault("", day)) {
            Some(fault) => Err(fault.detail),
            None => Ok((span, doubts)),
        }
    }

    /// What the deadline says in our own words, unless somebody has moved the event since: then the calendar is right.
    fn stated(&self, from: &Point, to: Option<&Point>) -> Option<Span> {
        let text = |name: &str| self.get(name).map(|line| unescape(&line.value));
        let zone = Zone::parse(&text("X-SIGNALBOX-ZONE")?).ok()?;
        let due_date = date(&text("X-SIGNALBOX-DATE")?)?;
        let time_of_day = match text("X-SIGNALBOX-TIME") {
            Some(time) => Some(Time::strptime("%H%M%S", &time).ok()?),
            None => None,
        };
        let start = match text("X-SIGNALBOX-FROM") {
            Some(from) => Some(date(&from)?),
            None => None,
        };
        let due = Due { date: due_date, time: time_of_day, zone };
        let unmoved = match (from, to) {
            (Point::Day(from), Some(Point::Day(to))) => {
                *from == start.unwrap_or(due_date) && due_date.tomorrow().ok() == Some(*to)
            }
            (Point::Moment(from, _), Some(Point::Moment(to, _))) => {
                let over = due.instant();
                *to == over && *from == start.map_or(over, |start| due.zone.start_of(start).min(over))
            }
            _ => false,
        };
        unmoved.then_some(Span { start, due })
    }

    fn put(&self, span: Span, keys: &mut Keys, document: &mut ReleaseDocument) {
        match self.text("X-SIGNALBOX-ITEM").as_deref() {
            Some("phase") => {
                let start = span.start.unwrap_or(span.due.date);
                let phase = PhaseEntry { name: Name::from_words(&self.summary()), start, end: span.due.date };
                if document.phases.iter().all(|known| known.name != phase.name) {
                    document.phases.push(phase);
                }
            }
            Some("target") => document.target = Some(span.due),
            _ => {
                let own =
                    self.text("X-SIGNALBOX-KEY").and_then(|key| Key::parse(&key).ok()).filter(|key| keys.take(key));
                let state = match self.text("X-SIGNALBOX-STATE").as_deref() {
                    Some("passed") => Some(Recorded::Passed),
                    Some("failed") => Some(Recorded::Failed),
                    _ => None,
                };
                let gate = self.text("X-SIGNALBOX-TYPE").as_deref() == Some("gate");
                document.milestones.push(MilestoneEntry {
                    key: own.unwrap_or_else(|| keys.next(&self.summary())),
                    name: Name::from_words(&self.summary()),
                    milestone_type: if gate { MilestoneKind::Gate } else { MilestoneKind::Milestone },
                    phase: self.text("X-SIGNALBOX-PHASE").and_then(|phase| Name::parse(&phase).ok()),
                    start: span.start,
                    due: span.due,
                    state,
                    responsible: self.text("X-SIGNALBOX-RESPONSIBLE"),
                    scope: self.text("X-SIGNALBOX-SCOPE"),
                    description: self.text("DESCRIPTION").unwrap_or_default(),
                });
            }
        }
    }
}

/// An event of a day or less is due when it begins; one of several days on the last of them.
fn span(from: Point, to: Option<Point>) -> Result<Span, String> {
    match (from, to) {
        (Point::Day(from), None) => Ok(Span { start: None, due: Due::on(from, Zone::utc()) }),
        (Point::Day(from), Some(Point::Day(to))) => {
            // Ends are exclusive; some programs write the same day, and mean that day.
            let last = if to == from { from } else { to.yesterday().unwrap_or(to) };
            if last < from {
                return Err(format!("it would end on {to}, before it begins on {from}"));
            }
            Ok(Span { start: (last > from).then_some(from), due: Due::on(last, Zone::utc()) })
        }
        (Point::Moment(from, zone), to) => {
            let to = match to {
                None => from,
                Some(Point::Moment(to, _)) if to < from => {
                    return Err(format!("it would end at {to}, before it begins at {from}"));
                }
                Some(Point::Moment(to, _)) => to,
                Some(Point::Day(_)) => return Err("it begins at a time and ends with a day".to_owned()),
            };
            let first = zone.day_at(from);
            let several = zone.day_at(to) > first;
            let local = zone.clock().to_datetime(if several { to } else { from });
            let due = Due { date: local.date(), time: Some(local.time()), zone };
            Ok(Span { start: several.then_some(first), due })
        }
        (Point::Day(_), Some(Point::Moment(..))) => Err("it begins with a day and ends at a time".to_owned()),
    }
}

fn point(line: &Line, floating: &Option<Zone>, doubts: &mut Vec<String>) -> Result<Point, String> {
    let value = line.value.trim();
    let wrong = || format!("{} is {value:?}, which is no date or time", line.name);
    if let Some(day) = date(value) {
        return Ok(Point::Day(day));
    }
    let (local, utc) = match value.strip_suffix(['Z', 'z']) {
        Some(local) => (local, true),
        None => (value, false),
    };
    let local = DateTime::strptime("%Y%m%dT%H%M%S", local).map_err(|_| wrong())?;
    if utc {
        let zone = Zone::utc();
        return Ok(Point::Moment(zone.instant(local), zone));
    }
    let zone = match line.param("TZID") {
        Some(id) => zone_of(id)
            .ok_or_else(|| format!("its time zone {id:?} is not known; IANA names such as Europe/Berlin are"))?,
        None => floating.clone().unwrap_or_else(|| {
            doubts.push("its time names no zone; UTC is taken".to_owned());
            Zone::utc()
        }),
    };
    Ok(Point::Moment(zone.instant(local), zone))
}

/// A zone by its id; some programs put a path before the IANA name (`/freeassociation.sourceforge.net/Europe/Berlin`).
fn zone_of(id: &str) -> Option<Zone> {
    let mut rest = id.trim_start_matches('/');
    loop {
        if let Ok(zone) = Zone::parse(rest) {
            return Some(zone);
        }
        rest = rest.split_once('/')?.1;
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

fn date(value: &str) -> Option<Date> {
    (value.len() == 8).then(|| Date::strptime("%Y%m%d", value).ok()).flatten()
}

#[cfg(test)]
mod tests;
