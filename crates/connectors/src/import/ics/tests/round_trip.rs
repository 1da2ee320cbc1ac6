//! What is exported comes back as it was.

use crate::import::ics;
use jiff::{
    Timestamp,
    civil::{date, time},
};
use proptest::{collection::vec, option, prelude::*, sample::select};
use signalbox_domain::{
    Due, Key, Name, Zone,
    releases::{Kind, MilestoneKind},
};
use signalbox_service::{
    documents::{
        self, Document,
        model::{MilestoneEntry, Recorded, ReleaseDocument},
    },
    ical::write,
};

/// The longest line RFC 5545 allows, in octets, its end left out.
const LINE_OCTETS: usize = 75;

const STAMP: Timestamp = Timestamp::UNIX_EPOCH;

fn plan(body: &str) -> ReleaseDocument {
    let text = format!("kind: Release\nkey: r-1\nname: R 1\nrelease: project\nportfolio: p\n{body}");
    let documents = documents::read(&text).unwrap_or_else(|faults| panic!("{faults:#?}"));
    let Document::Release(release) = documents[0].value.clone() else { panic!("no release") };
    release
}

/// What comes back when a calendar is imported under the same names.
fn back(release: &ReleaseDocument, text: &str) -> ReleaseDocument {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    let named = ics::Release {
        key: release.key.clone(),
        name: Some(release.name.clone()),
        portfolio: release.portfolio.clone(),
    };
    let imported = ics::read(file.path(), &named);
    assert_eq!(imported.notes, [], "{text}");
    let [Document::Release(release)] = imported.documents.as_slice() else { panic!("no release") };
    release.clone()
}

#[test]
fn days_stay_days_and_deadlines_become_instants() {
    let release = plan(
        "milestones:
  - key: freeze
    name: Freeze; code, tests
    type: gate
    due: {date: 2025-11-06, zone: AoE}
  - key: talks
    name: Talks
    start: 2025-11-10
    due: {date: 2025-11-13, zone: UTC}
  - key: call
    name: Call
    due: {date: 2026-07-01, time: '18:30', zone: Europe/Berlin}
",
    );
    let text = write(&release, STAMP);
    for expected in [
        "SUMMARY:Freeze\\; code\\, tests\r\n",
        "DTSTART:20251107T120000Z\r\nDTEND:20251107T120000Z\r\n",
        "DTSTART;VALUE=DATE:20251110\r\nDTEND;VALUE=DATE:20251114\r\n",
        "DTSTART:20260701T163000Z\r\n",
        "DTSTAMP:19700101T000000Z\r\n",
        "UID:milestone/freeze/r-1@signalbox\r\n",
    ] {
        assert!(text.contains(expected), "{expected:?} is not in\n{text}");
    }
    assert!(text.ends_with("END:VCALENDAR\r\n"));
}

#[test]
fn another_program_reads_what_is_written() {
    let release = plan(
        "description: x\nstart: 2026-01-01\nmilestones:\n  - key: a\n    name: 'Ä very löng näme that has to be folded somewhere, and once more; because it is so löng'\n    due: {date: 2026-02-01, zone: AoE}\n",
    );
    let text = write(&release, STAMP);
    let calendar: icalendar::Calendar = text.parse().unwrap();
    let event = calendar.components.iter().find_map(|component| component.as_event()).unwrap();
    use icalendar::Component as _;
    assert_eq!(event.get_summary(), Some(release.milestones[0].name.as_str()));
    assert_eq!(event.property_value("DTSTART"), Some("20260202T120000Z"));
}

#[test]
fn an_event_moved_in_a_calendar_counts_as_it_stands_there() {
    let release = plan(
        "milestones:\n  - key: a\n    name: A\n    due: {date: 2025-11-06, zone: AoE}\n  - key: b\n    name: B\n    due: {date: 2025-11-06, zone: Europe/Berlin}\n",
    );
    let text = write(&release, STAMP)
        .replace("20251107T120000Z", "20251108T090000Z")
        .replace("DTSTART;VALUE=DATE:20251106", "DTSTART;VALUE=DATE:20251104")
        .replace("DTEND;VALUE=DATE:20251107", "DTEND;VALUE=DATE:20251105");
    let moved = back(&release, &text);
    assert_eq!(moved.milestones[0].due.instant().to_string(), "2025-11-08T09:00:00Z");
    assert_eq!(moved.milestones[1].due.date, date(2025, 11, 4));
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        vec(
            select(vec!["a", " ", "\\", ";", ",", "\n", ":", "\"", "é", "漢字", "🚀", "\\n", "BEGIN:VEVENT", "="]),
            1..30
        )
        .prop_map(|parts| parts.concat()),
        "[ -~]{1,200}",
    ]
    .prop_filter("calendars know no text of spaces only", |text| !text.trim().is_empty())
}

fn due() -> impl Strategy<Value = Due> {
    let zones = vec!["UTC", "AoE", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"];
    let at =
        option::of((0_i8..24, 0_i8..60, 0_i8..60).prop_map(|(hour, minute, second)| time(hour, minute, second, 0)));
    let day = (1970_i16..2200, 1_i8..13, 1_i8..29).prop_map(|(year, month, day)| date(year, month, day));
    (day, at, select(zones)).prop_map(|(date, time, zone)| Due { date, time, zone: Zone::parse(zone).unwrap() })
}

fn milestone() -> impl Strategy<Value = MilestoneEntry> {
    let kinds = (any::<bool>(), option::of(select(vec![Recorded::Passed, Recorded::Failed])));
    (words(), due(), option::of(0_i64..40), kinds, option::of(words()), option::of(words())).prop_map(
        |(called, due, days, (gate, state), responsible, description)| MilestoneEntry {
            key: Key::from_words("replaced"),
            name: Name::from_words(&called),
            milestone_type: if gate { MilestoneKind::Gate } else { MilestoneKind::Milestone },
            phase: None,
            start: days.map(|days| due.date.checked_sub(jiff::Span::new().days(days)).unwrap().max(date(1970, 1, 1))),
            due,
            state,
            responsible,
            scope: None,
            description: description.unwrap_or_default(),
        },
    )
}

proptest! {
    #[test]
    fn what_is_written_imports_as_it_was(milestones in vec(milestone(), 0..6), target in option::of(due())) {
        let mut release = plan("start: 2026-01-01\nzone: Europe/Berlin\nphases:\n  - name: 'Build; test, ship'\n    start: 2026-01-01\n    end: 2026-01-02\n");
        release.release = Kind::Project;
        release.target = target;
        release.milestones = milestones;
        for (index, milestone) in release.milestones.iter_mut().enumerate() {
            milestone.key = Key::from_words(&format!("m{index}"));
            milestone.phase = (index == 0).then(|| release.phases[0].name.clone());
        }
        let text = write(&release, STAMP);
        for line in text.split("\r\n") {
            prop_assert!(line.len() <= LINE_OCTETS, "{line:?}");
            prop_assert!(!line.contains(['\n', '\r']));
        }
        prop_assert_eq!(back(&release, &text), release);
    }
}
