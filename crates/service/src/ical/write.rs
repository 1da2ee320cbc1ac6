//! A release's plan as a calendar (iCalendar, RFC 5545).
//!
//! Calendars know days and instants, not "the end of a day in a zone". A day that everybody counts on their own clock is
//! written as a day; a deadline with a time, or anywhere on Earth, as the UTC instant at which it is over. What the
//! deadline really says stands beside it in `X-SIGNALBOX-` properties, so that what is exported here imports here as it
//! was; a reader that knows nothing of them still shows the right moment.

use crate::{
    App, Ctx,
    documents::{
        self,
        model::{MilestoneEntry, PhaseEntry, Recorded, ReleaseDocument},
    },
    windows::Band,
};
use jiff::{Timestamp, civil::Date, tz};
use signalbox_domain::{
    Due, Key, Name, Outcome, Zone,
    releases::{Milestone, MilestoneKind},
};

/// 1 January 2020: what sequences are counted from, so that they stay small enough for every program.
const SEQUENCE_BEGINS: i64 = 1_577_836_800;
/// The longest line, in octets, without its end.
const LINE_OCTETS: usize = 75;

/// The calendar of a release, and the release's key.
///
/// # Errors
/// [`signalbox_domain::Problem::NotFound`].
pub async fn of_release(app: &App, ctx: &Ctx, named: String) -> Outcome<(Key, String)> {
    let (release, changed) = documents::export_release(app, ctx, named).await?;
    let text = write(&release, changed);
    Ok((release.key, text))
}

/// Writes a release's plan: its phases, gates and milestones, and its target. `changed` is when the
/// release last changed, which every event carries; so the same plan is always the same text.
#[must_use]
pub fn write(release: &ReleaseDocument, changed: Timestamp) -> String {
    let mut writer = Writer { text: String::new(), release: release.key.as_str(), changed };
    writer.head(&release.name);
    writer.text("X-SIGNALBOX-RELEASE", release.key.as_str());
    if let Some(zone) = &release.zone {
        writer.text("X-SIGNALBOX-ZONE", zone.as_str());
    }
    if let Some(start) = release.start {
        writer.line("X-SIGNALBOX-START", &day(start));
    }
    for phase in &release.phases {
        writer.phase(phase);
    }
    for milestone in &release.milestones {
        writer.milestone(milestone);
    }
    if let Some(target) = &release.target {
        writer.begin("target", "target", &format!("{}: target", release.name));
        writer.due(None, target);
        writer.end();
    }
    writer.line("END", "VCALENDAR");
    writer.text
}

/// A release as the calendar of a portfolio tells it.
#[derive(Clone, Debug)]
pub struct Planned {
    /// Its key.
    pub key: Key,
    /// Its name.
    pub name: Name,
    /// When it is due.
    pub target: Option<Due>,
    /// Its gates and milestones.
    pub milestones: Vec<Milestone>,
    /// When it last changed.
    pub changed: Timestamp,
}

/// Writes what happens in a portfolio: the gates, milestones and targets of its releases, and when windows come.
#[must_use]
pub fn write_portfolio(name: &Name, releases: &[Planned], bands: &[Band]) -> String {
    let mut writer = Writer { text: String::new(), release: "", changed: Timestamp::UNIX_EPOCH };
    writer.head(name);
    for release in releases {
        (writer.release, writer.changed) = (release.key.as_str(), release.changed);
        for milestone in &release.milestones {
            let summary = format!("{}: {}", release.name, milestone.name);
            writer.begin("milestone", milestone.key.as_str(), &summary);
            writer.due(milestone.start, &milestone.due);
            writer.end();
        }
        if let Some(target) = &release.target {
            writer.begin("target", "target", &format!("{}: target", release.name));
            writer.due(None, target);
            writer.end();
        }
    }
    for band in bands {
        (writer.release, writer.changed) = (band.window.key.as_str(), Timestamp::UNIX_EPOCH);
        writer.begin("window", &band.occurrence.start.to_string(), band.window.name.as_str());
        writer.line("DTSTART", &instant(band.occurrence.starts_at));
        writer.line("DTEND", &instant(band.occurrence.ends_at));
        writer.line("CATEGORIES", band.kind.name());
        writer.end();
    }
    writer.line("END", "VCALENDAR");
    writer.text
}

struct Writer<'release> {
    text: String,
    release: &'release str,
    changed: Timestamp,
}

impl Writer<'_> {
    fn head(&mut self, name: &Name) {
        self.line("BEGIN", "VCALENDAR");
        self.line("VERSION", "2.0");
        self.line("PRODID", "-//Signalbox//Signalbox//EN");
        self.line("CALSCALE", "GREGORIAN");
        self.line("METHOD", "PUBLISH");
        self.text("NAME", name.as_str());
        self.text("X-WR-CALNAME", name.as_str());
    }

    fn phase(&mut self, phase: &PhaseEntry) {
        self.begin("phase", phase.name.as_str(), phase.name.as_str());
        self.line("DTSTART;VALUE=DATE", &day(phase.start));
        self.line("DTEND;VALUE=DATE", &day(after(phase.end)));
        self.end();
    }

    fn milestone(&mut self, milestone: &MilestoneEntry) {
        self.begin("milestone", milestone.key.as_str(), milestone.name.as_str());
        self.due(milestone.start, &milestone.due);
        self.text("X-SIGNALBOX-KEY", milestone.key.as_str());
        self.line("X-SIGNALBOX-TYPE", milestone.milestone_type.name());
        let category = match milestone.milestone_type {
            MilestoneKind::Gate => "Gate",
            MilestoneKind::Milestone => "Milestone",
        };
        self.line("CATEGORIES", category);
        let texts = [
            ("X-SIGNALBOX-PHASE", milestone.phase.as_ref().map(Name::as_str)),
            ("X-SIGNALBOX-RESPONSIBLE", milestone.responsible.as_deref()),
            ("X-SIGNALBOX-SCOPE", milestone.scope.as_deref()),
            ("DESCRIPTION", Some(milestone.description.as_str()).filter(|text| !text.is_empty())),
        ];
        for (name, text) in texts {
            if let Some(text) = text {
                self.text(name, text);
            }
        }
        match milestone.state {
            Some(Recorded::Passed) => self.line("X-SIGNALBOX-STATE", "passed"),
            Some(Recorded::Failed) => self.line("X-SIGNALBOX-STATE", "failed"),
            None => {}
        }
        self.end();
    }

    fn begin(&mut self, item: &str, id: &str, summary: &str) {
        self.line("BEGIN", "VEVENT");
        // The id is a name in a namespace of our own: the same thing always has the same, and no other thing has it.
        self.text("UID", &format!("{item}/{id}/{}@signalbox", self.release));
        self.line("DTSTAMP", &instant(self.changed));
        // Grows with every change, and not otherwise: a second is the smallest step a calendar knows.
        self.line("SEQUENCE", &(self.changed.as_second() - SEQUENCE_BEGINS).max(0).to_string());
        self.text("SUMMARY", summary);
        self.line("X-SIGNALBOX-ITEM", item);
        self.line("TRANSP", "TRANSPARENT");
    }

    fn end(&mut self) {
        self.line("END", "VEVENT");
    }

    fn due(&mut self, start: Option<Date>, due: &Due) {
        if due.time.is_none() && due.zone.as_str() != Zone::ANYWHERE_ON_EARTH {
            self.line("DTSTART;VALUE=DATE", &day(start.unwrap_or(due.date)));
            self.line("DTEND;VALUE=DATE", &day(after(due.date)));
        } else {
            let over = due.instant();
            let from = start.map_or(over, |start| due.zone.start_of(start).min(over));
            self.line("DTSTART", &instant(from));
            self.line("DTEND", &instant(over));
        }
        if let Some(start) = start {
            self.line("X-SIGNALBOX-FROM", &day(start));
        }
        self.line("X-SIGNALBOX-DATE", &day(due.date));
        if let Some(time) = due.time {
            self.line("X-SIGNALBOX-TIME", &time.strftime("%H%M%S").to_string());
        }
        self.text("X-SIGNALBOX-ZONE", due.zone.as_str());
    }

    fn text(&mut self, name: &str, text: &str) {
        self.line(name, &escape(text));
    }

    /// A content line, folded at 75 octets without breaking a character.
    fn line(&mut self, name: &str, value: &str) {
        let mut used = 0;
        for letter in name.chars().chain([':']).chain(value.chars()) {
            if used + letter.len_utf8() > LINE_OCTETS {
                self.text.push_str("\r\n ");
                used = 1;
            }
            self.text.push(letter);
            used += letter.len_utf8();
        }
        self.text.push_str("\r\n");
    }
}

/// Text as a value (RFC 5545, 3.3.11). Controls other than line ends have no place in a content line.
fn escape(text: &str) -> String {
    let mut out = String::new();
    for letter in text.replace("\r\n", "\n").chars() {
        match letter {
            '\\' | ';' | ',' => out.extend(['\\', letter]),
            '\n' | '\r' => out.push_str("\\n"),
            '\t' => out.push('\t'),
            control if control.is_control() => {}
            other => out.push(other),
        }
    }
    out
}

fn day(day: Date) -> String {
    day.strftime("%Y%m%d").to_string()
}

fn instant(instant: Timestamp) -> String {
    instant.to_zoned(tz::TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// The day after; ends are exclusive in a calendar.
fn after(day: Date) -> Date {
    day.tomorrow().unwrap_or(day)
}
