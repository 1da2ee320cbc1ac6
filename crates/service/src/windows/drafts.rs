//! The windows that the events of a calendar describe.

use crate::ical::{self, Event, Line, Point, Remark, When};
use jiff::{
    SignedDuration,
    civil::{Date, DateTime, Time},
};
use signalbox_domain::{Fault, Name, Outcome, Problem, Zone, calendar::recurrence::Recurrence};
use std::collections::HashMap;

/// A window as an event describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Draft {
    /// On which line the event begins.
    pub(super) line: usize,
    /// What it is known by when the calendar comes again.
    pub(super) uid: String,
    pub(super) name: Name,
    pub(super) description: String,
    pub(super) zone: Zone,
    pub(super) start: DateTime,
    pub(super) end: DateTime,
    pub(super) recurrence: Option<String>,
    /// True when it was called off.
    pub(super) cancelled: bool,
}

/// The windows of a calendar, and what was not understood of it.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    pub(super) drafts: Vec<Draft>,
    pub(super) remarks: Vec<Remark>,
}

/// A fault on a line of a calendar.
pub(super) fn fault_on(line: usize, code: &'static str, what: &str) -> Fault {
    let detail = if line == 0 { what.to_owned() } else { format!("line {line}: {what}") };
    Fault::new("", code, detail)
}

/// Reads a calendar. Days and times that name no zone are by the clock of the calendar, or else by the one given.
///
/// # Errors
/// A text that is no calendar; every event that cannot be a window. All with their lines.
pub(super) fn read(text: &str, zone: Option<&Zone>) -> Outcome<Drafts> {
    let calendar = ical::read(text).map_err(|refused| fault_on(refused.line, "calendar", &refused.what))?;
    let mut found = Drafts { drafts: Vec::new(), remarks: calendar.remarks };
    let mut faults = Vec::new();
    let mut lines: HashMap<String, usize> = HashMap::new();
    let moved = Moved::of(&calendar.events);
    for mut event in calendar.events {
        event.floating = event.floating.or_else(|| zone.cloned());
        let mut doubts = Vec::new();
        match draft(&event, &moved, &mut doubts) {
            Ok(Some(draft)) => match lines.insert(draft.uid.clone(), draft.line) {
                None => found.drafts.push(draft),
                Some(before) => {
                    let what = format!("the event of line {before} has the same UID; each event has one of its own");
                    faults.push(fault_on(event.line, "event", &told(&event, &what)));
                }
            },
            Ok(None) => {}
            Err(why) => faults.push(fault_on(event.line, "event", &told(&event, &why))),
        }
        found.remarks.extend(doubts.iter().map(|doubt| Remark { line: event.line, what: told(&event, doubt) }));
    }
    found.remarks.sort_by_key(|remark| remark.line);
    if faults.is_empty() { Ok(found) } else { Err(Problem::Invalid(faults)) }
}

fn told(event: &Event, what: &str) -> String {
    format!("{:?}: {what}", event.summary())
}

/// The times of recurring events that other events of the calendar tell anew, by the UID of both.
struct Moved(HashMap<String, Vec<Line>>);

impl Moved {
    fn of(events: &[Event]) -> Self {
        let mut moved: HashMap<String, Vec<Line>> = HashMap::new();
        for event in events {
            if let (Some(uid), Some(line)) = (event.text("UID"), event.get("RECURRENCE-ID")) {
                moved.entry(uid).or_default().push(line.clone());
            }
        }
        Self(moved)
    }

    fn away_from<'m>(&'m self, event: &Event) -> impl Iterator<Item = &'m Line> + use<'m> {
        event.text("UID").and_then(|uid| self.0.get(&uid)).into_iter().flatten()
    }
}

/// The window of an event; none for one time of a recurring event that was called off.
fn draft(event: &Event, moved: &Moved, doubts: &mut Vec<String>) -> Result<Option<Draft>, String> {
    let uid = event.text("UID");
    let instead_of = event.get("RECURRENCE-ID");
    if let Some(line) = instead_of {
        if line.param("RANGE").is_some() {
            return Err(
                "it changes one time of another event and all that follow; give those an event of their own".to_owned()
            );
        }
        if event.is_cancelled() {
            return Ok(None);
        }
    }
    let times = match times(event, doubts) {
        Ok(times) => times,
        // What was called off needs no time.
        Err(_) if event.is_cancelled() => Times::none(),
        Err(why) => return Err(why),
    };
    let begun = event.get("DTSTART").map(|line| line.value.trim().to_owned()).unwrap_or_default();
    let uid = match (uid, instead_of) {
        (Some(uid), None) => uid,
        (Some(uid), Some(line)) => format!("{uid}#{}", line.value.trim()),
        (None, _) => {
            doubts.push("it has no UID; it is known by its name and its begin".to_owned());
            format!("{}@{begun}", event.summary())
        }
    };
    let recurrence = match instead_of {
        None if !event.is_cancelled() => recurrence(event, &times, moved, doubts)?,
        _ => None,
    };
    let words: Vec<String> = event.summary().split_whitespace().map(str::to_owned).collect();
    Ok(Some(Draft {
        line: event.line,
        uid,
        name: Name::from_words(&words.join(" ")),
        description: event.text("DESCRIPTION").unwrap_or_default().trim_end().to_owned(),
        zone: times.zone,
        start: times.start,
        end: times.end,
        recurrence,
        cancelled: event.is_cancelled(),
    }))
}

/// When an event is, by its own clock.
struct Times {
    zone: Zone,
    start: DateTime,
    end: DateTime,
}

impl Times {
    fn none() -> Self {
        Self { zone: Zone::utc(), start: DateTime::MIN, end: DateTime::MIN }
    }
}

fn times(event: &Event, doubts: &mut Vec<String>) -> Result<Times, String> {
    let midnight = |day: Date| day.to_datetime(Time::midnight());
    match event.when(doubts)? {
        When::Days { from, to } => {
            let zone = event.floating.clone().unwrap_or_else(|| {
                doubts.push("its days name no zone; UTC is taken".to_owned());
                Zone::utc()
            });
            let next = from.tomorrow().map_err(|_| "it lies at the end of time".to_owned())?;
            // Ends are left out; some programs write the same day, and mean that day.
            let to = to.filter(|to| *to > from).unwrap_or(next);
            Ok(Times { zone, start: midnight(from), end: midnight(to) })
        }
        When::Moments { from, to, zone } => {
            let to = to
                .filter(|to| *to > from)
                .ok_or("it lasts no time; a window has a DTEND after its DTSTART, or a DURATION")?;
            let clock = zone.clock();
            Ok(Times { start: clock.to_datetime(from), end: clock.to_datetime(to), zone })
        }
    }
}

/// When an event comes again, by its own clock.
fn recurrence(event: &Event, times: &Times, moved: &Moved, doubts: &mut Vec<String>) -> Result<Option<String>, String> {
    let mut text: Vec<String> = Vec::new();
    for rule in ["RRULE", "EXRULE"] {
        for line in event.all(rule) {
            let value: String = line.value.split_whitespace().collect();
            text.push(format!("{rule}:{value}"));
        }
    }
    let mut further = Vec::new();
    for line in event.all("RDATE") {
        further.extend(moments(event, line, times, doubts)?);
    }
    if !text.iter().any(|line| line.starts_with("RRULE")) && further.is_empty() {
        return Ok(None);
    }
    let mut except = Vec::new();
    for line in event.all("EXDATE").chain(moved.away_from(event)) {
        except.extend(moments(event, line, times, doubts)?);
    }
    let listed = |name: &str, moments: &[DateTime]| {
        let moments: Vec<String> = moments.iter().map(|at| at.strftime("%Y%m%dT%H%M%S").to_string()).collect();
        format!("{name}:{}", moments.join(","))
    };
    let whole = |further: &[DateTime]| {
        let mut text = text.clone();
        if !further.is_empty() {
            text.push(listed("RDATE", further));
        }
        if !except.is_empty() {
            text.push(listed("EXDATE", &except));
        }
        Recurrence::parse(&text.join("\n"))
            .map_err(|fault| format!("it comes again as cannot be understood: {}", fault.detail))
    };
    // In a calendar the first time always counts; here only when the rule says so.
    let first = times.start..times.start.saturating_add(SignedDuration::from_secs(1));
    let mut read = whole(&further)?;
    if !except.contains(&times.start) && read.occurrences(times.start, &times.zone, first, 1).starts.is_empty() {
        further.insert(0, times.start);
        read = whole(&further)?;
    }
    Ok(Some(read.to_string()))
}

/// The moments a line lists, by the clock of the event.
fn moments(event: &Event, line: &Line, times: &Times, doubts: &mut Vec<String>) -> Result<Vec<DateTime>, String> {
    let mut found = Vec::new();
    for value in line.value.split(',').map(str::trim) {
        if value.is_empty() {
            doubts.push(format!("its {} on line {} names nothing", line.name, line.number));
            continue;
        }
        let (value, length) = value.split_once('/').map_or((value, None), |(begin, length)| (begin, Some(length)));
        if length.is_some() {
            doubts.push(format!(
                "its {} on line {} names spans; each lasts as long as the first",
                line.name, line.number
            ));
        }
        found.push(match event.point(line, value, doubts)? {
            Point::Day(day) => day.to_datetime(times.start.time()),
            Point::Moment(at, _) => times.zone.clock().to_datetime(at),
        });
    }
    Ok(found)
}

#[cfg(test)]
mod tests;
