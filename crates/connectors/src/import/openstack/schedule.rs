//! The schedule of a series: `schedule.yaml` says which week an event falls in, `schedule.rst` what it is.

use super::{
    super::{Imported, name, one_line, read_text, read_yaml},
    SeriesState, first_of,
};
use jiff::{Span, civil::Date};
use signalbox_domain::{Due, Key, Name, Zone, releases::MilestoneKind};
use signalbox_service::documents::{
    model::{MilestoneEntry, PhaseEntry},
    yaml::Node,
};
use std::{collections::HashMap, path::Path};

/// The events that end a phase, by what follows the series' letter in their keys, with the name of the phase.
const PHASES: [(&str, &str); 5] = [
    ("1", "Milestone 1"),
    ("2", "Milestone 2"),
    ("3", "Milestone 3"),
    ("rc1", "Stabilisation"),
    ("final", "Release candidates"),
];

/// The dated side of a series.
#[derive(Debug, Default)]
pub(super) struct Schedule {
    pub(super) start: Option<Date>,
    /// The Thursday of the release week.
    pub(super) target: Option<Date>,
    pub(super) weeks: usize,
    pub(super) phases: Vec<PhaseEntry>,
    pub(super) milestones: Vec<MilestoneEntry>,
}

impl Schedule {
    pub(super) fn gates(&self) -> usize {
        self.milestones.iter().filter(|milestone| milestone.milestone_type == MilestoneKind::Gate).count()
    }
}

/// Reads the schedule of a series.
pub(super) fn read(dir: &Path, series: &str, all: &[SeriesState], imported: &mut Imported) -> Schedule {
    let place = |file: &str| [format!("schedules/{series}/{file}"), format!("doc/source/{series}/{file}")];
    let [here, there] = place("schedule.yaml");
    let file = first_of(dir, &[&here, &there]);
    let Some(node) = read_yaml(&file, imported) else {
        return Schedule::default();
    };

    let [here, there] = place("schedule.rst");
    let meanings = first_of(dir, &[&here, &there]);
    let sections = if meanings.exists() {
        read_text(&meanings, imported).map(|text| sections(&text)).unwrap_or_default()
    } else {
        imported.warn(&meanings, 0, "this file is missing; events are named by their keys");
        HashMap::new()
    };

    let mut day = |field: &str| {
        let text = node.get(field).and_then(Node::text);
        let parsed = text.and_then(|text| text.parse::<Date>().ok());
        if parsed.is_none() {
            imported.warn(&file, node.locate(&format!("/{field}")).line, format!("there is no day {field} here"));
        }
        parsed
    };
    let (start, release_week) = (day("start-week"), day("release-week"));
    let weeks = node.get("cycle").map(Node::items).unwrap_or_default();
    if weeks.is_empty() {
        imported.warn(&file, node.at.line, "there is no week under cycle; the series has no events");
    }
    let events = events(weeks, &file, imported);
    let milestones: Vec<MilestoneEntry> = events.into_iter().map(|event| event.milestone(&sections, all)).collect();
    let phases = phases(series, start, &milestones);
    let milestones = milestones.into_iter().map(|milestone| within(&phases, milestone)).collect();

    let target = release_week.map(thursday);
    let released = all.iter().find(|state| state.series == series).and_then(|state| state.released);
    if let (Some(week), Some(released)) = (release_week, released)
        && monday(week) != monday(released)
    {
        let line = node.locate("/release-week").line;
        imported.warn(
            &file,
            line,
            format!("series_status.yaml says {released}, which is not in this week; {released} counts"),
        );
    }
    Schedule { start: start.map(monday), target, weeks: weeks.len(), phases, milestones }
}

/// An event with the weeks it is named in; one event, whether or not the weeks follow each other.
struct Event {
    key: Key,
    kind: MilestoneKind,
    first: Date,
    last: Date,
}

fn events(weeks: &[Node], file: &Path, imported: &mut Imported) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::new();
    let mut index: HashMap<Key, usize> = HashMap::new();
    for week in weeks {
        let Some(start) = week.get("start").and_then(Node::text).and_then(|day| day.parse::<Date>().ok()) else {
            imported.warn(file, week.at.line, "a week without a start that is a day is left out");
            continue;
        };
        for entry in week.entries() {
            let kind = match entry.key.as_str() {
                "x-project" => MilestoneKind::Gate,
                "project-specific" => MilestoneKind::Milestone,
                "start" | "end" | "name" => continue,
                other => {
                    imported.warn(
                        file,
                        entry.at.line,
                        format!("the field {other:?} of a week is not known; it is left out"),
                    );
                    continue;
                }
            };
            for item in entry.value.items() {
                let key = match item.text().map(Key::parse) {
                    Some(Ok(key)) => key,
                    Some(Err(fault)) => {
                        imported.warn(file, item.at.line, format!("this event is left out: {}", fault.detail));
                        continue;
                    }
                    None => {
                        imported.warn(file, item.at.line, "an event without a key is left out");
                        continue;
                    }
                };
                if let Some(event) = index.get(&key).and_then(|at| events.get_mut(*at)) {
                    (event.first, event.last) = (event.first.min(start), event.last.max(start));
                    continue;
                }
                index.insert(key.clone(), events.len());
                events.push(Event { key, kind, first: start, last: start });
            }
        }
    }
    events
}

impl Event {
    fn milestone(self, sections: &HashMap<String, Section>, all: &[SeriesState]) -> MilestoneEntry {
        // "Deadlines are generally the Thursday of the week", says the schedule. That holds for the week of the release
        // too; the day of the release itself, which series_status.yaml states, is the target of the train.
        let is_final = self.key.as_str().ends_with("-final");
        let released = all.iter().find(|state| is_final && state.released.map(monday) == Some(monday(self.last)));
        let due = thursday(self.last);
        let section = sections.get(self.key.as_str());
        let called = section.map(|section| name(&section.title));
        let called = called.or_else(|| released.map(|state| name(&format!("{} release", state.title()))));
        MilestoneEntry {
            name: called.unwrap_or_else(|| name(self.key.as_str())),
            key: self.key,
            milestone_type: self.kind,
            phase: None,
            start: (self.first != self.last).then(|| monday(self.first)),
            due: Due::on(due, Zone::utc()),
            state: None,
            responsible: section.and_then(|section| section.project.clone()),
            scope: Some(if self.kind == MilestoneKind::Gate { "cross-project" } else { "project" }.to_owned()),
            description: section.map(|section| section.body.clone()).unwrap_or_default(),
        }
    }
}

/// The spans between the events that end them.
fn phases(series: &str, start: Option<Date>, milestones: &[MilestoneEntry]) -> Vec<PhaseEntry> {
    let letter = series.chars().take(1).collect::<String>().to_ascii_lowercase();
    let mut phases = Vec::new();
    let Some(mut from) = start.map(monday) else {
        return phases;
    };
    for (event, called) in PHASES {
        let key = format!("{letter}-{event}");
        let Some(end) =
            milestones.iter().find(|milestone| milestone.key.as_str() == key).map(|milestone| milestone.due.date)
        else {
            continue;
        };
        if end >= from {
            phases.push(PhaseEntry { name: Name::from_words(called), start: from, end });
            from = end.tomorrow().unwrap_or(end);
        }
    }
    phases
}

fn within(phases: &[PhaseEntry], mut milestone: MilestoneEntry) -> MilestoneEntry {
    let day = milestone.due.date;
    milestone.phase =
        phases.iter().find(|phase| (phase.start..=phase.end).contains(&day)).map(|phase| phase.name.clone());
    milestone
}

fn monday(day: Date) -> Date {
    day.saturating_sub(Span::new().days(day.weekday().to_monday_zero_offset()))
}

fn thursday(day: Date) -> Date {
    monday(day).saturating_add(Span::new().days(3))
}

/// What `schedule.rst` says of an event.
#[derive(Debug, PartialEq, Eq)]
struct Section {
    title: String,
    /// The heading above, for an event of one project.
    project: Option<String>,
    body: String,
}

/// The sections by label. A label is a line `.. _key:`; the next line is the title, underlined; what follows up to the
/// next label, heading or directive is the body.
fn sections(text: &str) -> HashMap<String, Section> {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let rule = |at: usize| lines.get(at).and_then(|line| underline(line));
    let is_heading = |at: usize| !lines[at].is_empty() && underline(lines[at]).is_none() && rule(at + 1).is_some();
    let mut sections = HashMap::new();
    let mut project: Option<String> = None;
    let mut label: Option<String> = None;
    let mut at = 0;
    while at < lines.len() {
        if let Some(key) = lines[at].strip_prefix(".. _").and_then(|rest| rest.strip_suffix(':')) {
            label = Some(key.to_owned());
        } else if is_heading(at) {
            // Projects are one level above their events, on the level of the cross-project events.
            let above = rule(at + 1) == Some('^');
            let Some(key) = label.take() else {
                project = (rule(at + 1) == Some('-')).then(|| lines[at].trim().to_owned());
                at += 2;
                continue;
            };
            let body = at + 2;
            let end = (body..lines.len())
                .find(|line| lines[*line].starts_with("..") || is_heading(*line))
                .unwrap_or(lines.len());
            let paragraphs: Vec<String> =
                lines[body..end].split(|line| line.is_empty()).map(|part| plain(&part.join(" "))).collect();
            let body = paragraphs.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n");
            let title = plain(lines[at]);
            sections.insert(key, Section { title, project: project.clone().filter(|_| above), body });
            at = end;
            continue;
        }
        at += 1;
    }
    sections
}

/// The character of a line that underlines a title.
fn underline(line: &str) -> Option<char> {
    let first = line.chars().next().filter(|first| "=-^~\"'`#*+".contains(*first))?;
    (line.chars().count() >= 3 && line.chars().all(|letter| letter == first)).then_some(first)
}

/// Text without the marks of reStructuredText: `` `words <address>`_ `` and `` `words`_ `` become the words.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for (index, part) in text.split('`').enumerate() {
        let part =
            if index > 0 { part.strip_prefix("__").or_else(|| part.strip_prefix('_')).unwrap_or(part) } else { part };
        out.push_str(if index % 2 == 1 { part.split(" <").next().unwrap_or(part) } else { part });
    }
    one_line(&out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_week_has_a_monday_and_a_thursday() {
        for day in 5..=11 {
            assert_eq!(monday(date(2026, 1, day)), date(2026, 1, 5));
            assert_eq!(thursday(date(2026, 1, day)), date(2026, 1, 8));
        }
    }

    #[test]
    fn labels_give_titles_projects_and_bodies() {
        let text = "Top\n===\n\nCross\n=====\n\n.. _x-1:\n\nFirst milestone\n---------------\n\nIt is `here`_ and\n`there <https://x>`_.\n\nMore.\n\n\
                    .. _here: https://y\n\nProjects\n========\n\nNova\n----\n\n.. _x-nova:\n\nReview\n^^^^^^\n\nNova reviews.\n\nManila\n------\n";
        let found = sections(text);
        assert_eq!(
            found["x-1"],
            Section {
                title: "First milestone".to_owned(),
                project: None,
                body: "It is here and there.\n\nMore.".to_owned()
            }
        );
        assert_eq!(
            found["x-nova"],
            Section { title: "Review".to_owned(), project: Some("Nova".to_owned()), body: "Nova reviews.".to_owned() }
        );
    }
}
