//! A calendar as a plan: its events become the milestones of a release.

use super::{Imported, Keys, name, read_text};
use jiff::civil::{Date, Time};
use signalbox_domain::{
    Due, Key, Name, Zone,
    due::day_fault,
    releases::{Kind, MilestoneKind},
};
use signalbox_service::{
    documents::{
        Document,
        model::{MilestoneEntry, PhaseEntry, Recorded, ReleaseDocument},
    },
    ical::{self, Event, When, date, unescape},
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
    let calendar = match ical::read(&text) {
        Ok(calendar) => calendar,
        Err(refused) => {
            imported.refuse(path, refused.line, refused.what);
            return imported;
        }
    };
    for remark in calendar.remarks {
        imported.warn(path, remark.line, remark.what);
    }
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
        match span_of(event) {
            Ok((span, doubts)) => {
                for doubt in doubts {
                    imported.warn(path, event.line, format!("{:?}: {doubt}", event.summary()));
                }
                put(event, span, &mut keys, &mut document);
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

/// When an item is due, and from when it is worked on.
struct Span {
    start: Option<Date>,
    due: Due,
}

/// Reads when an event is, and what had to be guessed.
fn span_of(event: &Event) -> Result<(Span, Vec<String>), String> {
    if event.is_cancelled() {
        return Err("it is cancelled".to_owned());
    }
    let mut doubts = Vec::new();
    if event.get("RRULE").is_some() || event.get("RDATE").is_some() {
        doubts.push("it recurs; only its first time is taken".to_owned());
    }
    let when = event.when(&mut doubts)?;
    let span = stated(event, &when).unwrap_or_else(|| span(when));
    let days = [span.start, Some(span.due.date)];
    match days.into_iter().flatten().find_map(|day| day_fault("", day)) {
        Some(fault) => Err(fault.detail),
        None => Ok((span, doubts)),
    }
}

/// What the deadline says in our own words, unless somebody has moved the event since: then the calendar is right.
fn stated(event: &Event, when: &When) -> Option<Span> {
    let text = |name: &str| event.get(name).map(|line| unescape(&line.value));
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
    let unmoved = match when {
        When::Days { from, to } => *from == start.unwrap_or(due_date) && *to == due_date.tomorrow().ok(),
        When::Moments { from, to, .. } => {
            let over = due.instant();
            *to == Some(over) && *from == start.map_or(over, |start| due.zone.start_of(start).min(over))
        }
    };
    unmoved.then_some(Span { start, due })
}

fn put(event: &Event, span: Span, keys: &mut Keys, document: &mut ReleaseDocument) {
    match event.text("X-SIGNALBOX-ITEM").as_deref() {
        Some("phase") => {
            let start = span.start.unwrap_or(span.due.date);
            let phase = PhaseEntry { name: Name::from_words(&event.summary()), start, end: span.due.date };
            if document.phases.iter().all(|known| known.name != phase.name) {
                document.phases.push(phase);
            }
        }
        Some("target") => document.target = Some(span.due),
        _ => {
            let own = event.text("X-SIGNALBOX-KEY").and_then(|key| Key::parse(&key).ok()).filter(|key| keys.take(key));
            let state = match event.text("X-SIGNALBOX-STATE").as_deref() {
                Some("passed") => Some(Recorded::Passed),
                Some("failed") => Some(Recorded::Failed),
                _ => None,
            };
            let gate = event.text("X-SIGNALBOX-TYPE").as_deref() == Some("gate");
            document.milestones.push(MilestoneEntry {
                key: own.unwrap_or_else(|| keys.next(&event.summary())),
                name: Name::from_words(&event.summary()),
                milestone_type: if gate { MilestoneKind::Gate } else { MilestoneKind::Milestone },
                phase: event.text("X-SIGNALBOX-PHASE").and_then(|phase| Name::parse(&phase).ok()),
                start: span.start,
                due: span.due,
                state,
                responsible: event.text("X-SIGNALBOX-RESPONSIBLE"),
                scope: event.text("X-SIGNALBOX-SCOPE"),
                description: event.text("DESCRIPTION").unwrap_or_default(),
            });
        }
    }
}

/// An event of a day or less is due when it begins; one of several days on the last of them.
fn span(when: When) -> Span {
    match when {
        When::Days { from, to } => {
            // Ends are left out; some programs write the same day, and mean that day.
            let last = to.and_then(|to| to.yesterday().ok()).map_or(from, |last| last.max(from));
            Span { start: (last > from).then_some(from), due: Due::on(last, Zone::utc()) }
        }
        When::Moments { from, to, zone } => {
            let to = to.unwrap_or(from);
            let first = zone.day_at(from);
            let several = zone.day_at(to) > first;
            let local = zone.clock().to_datetime(if several { to } else { from });
            let due = Due { date: local.date(), time: Some(local.time()), zone };
            Span { start: several.then_some(first), due }
        }
    }
}

#[cfg(test)]
mod tests;
