mod round_trip;

use super::*;
use proptest::prelude::*;

fn imported(text: &str) -> (Imported, Vec<String>) {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    let release = Release { key: Key::from_words("r"), name: None, portfolio: Key::from_words("p") };
    let imported = read(file.path(), &release);
    let told = imported.notes.iter().map(|note| format!("{}: {}", note.line, note.what)).collect();
    (imported, told)
}

fn events(bodies: &[&str]) -> (Vec<String>, Vec<String>) {
    let events: String = bodies.iter().map(|body| format!("BEGIN:VEVENT\n{body}\nEND:VEVENT\n")).collect();
    let (imported, told) = imported(&format!("BEGIN:VCALENDAR\nVERSION:2.0\n{events}END:VCALENDAR\n"));
    let [Document::Release(release)] = imported.documents.as_slice() else { panic!("{told:?}") };
    let when = |item: &MilestoneEntry| {
        let start = item.start.map(|start| format!("{start} to ")).unwrap_or_default();
        format!("{} {start}{}", item.key, item.due)
    };
    (release.milestones.iter().map(when).collect(), told)
}

#[test]
fn every_way_to_say_when_is_read() {
    let (found, told) = events(&[
        "SUMMARY:a\nDTSTART;VALUE=DATE:20260101",
        "SUMMARY:b\nDTSTART;VALUE=DATE:20260101\nDTEND;VALUE=DATE:20260102",
        "SUMMARY:c\nDTSTART;VALUE=DATE:20260101\nDTEND;VALUE=DATE:20260104",
        "SUMMARY:d\nDTSTART;VALUE=DATE:20260101\nDURATION:P1W",
        "SUMMARY:e\nDTSTART:20260101T120000Z\nDTEND:20260101T130000Z",
        "SUMMARY:f\nDTSTART;TZID=Europe/Berlin:20260701T180000",
        "SUMMARY:g\nDTSTART;TZID=\"/example.org/v1/America/New_York\":20260701T220000\nDURATION:PT4H",
        "SUMMARY:h\nDTSTART:20260101T120000Z\nDURATION:P1DT1H",
        "SUMMARY:fol\n ded\nDTSTART;VALUE=DATE:20260101",
        "SUMMARY:a\nDTSTART;VALUE=DATE:20260101\nDTEND;VALUE=DATE:20260101",
        "SUMMARY:i\nDTSTART;TZID=W. Europe Standard Time:20260701T180000",
    ]);
    assert_eq!(told, [""; 0]);
    assert_eq!(
        found,
        [
            "a 2026-01-01 UTC",
            "b 2026-01-01 UTC",
            "c 2026-01-01 to 2026-01-03 UTC",
            "d 2026-01-01 to 2026-01-07 UTC",
            "e 2026-01-01 12:00 UTC",
            "f 2026-07-01 18:00 Europe/Berlin",
            "g 2026-07-01 to 2026-07-02 02:00 America/New_York",
            "h 2026-01-01 to 2026-01-02 13:00 UTC",
            "folded 2026-01-01 UTC",
            "a-2 2026-01-01 UTC",
            "i 2026-07-01 18:00 Europe/Berlin",
        ]
    );
}

#[test]
fn events_that_cannot_be_understood_are_told_by_line() {
    let (found, told) = events(&[
        "SUMMARY:none",
        "SUMMARY:bad\nDTSTART:20260230T120000Z",
        "SUMMARY:zone\nDTSTART;TZID=Mars Standard Time:20260101T120000",
        "SUMMARY:back\nDTSTART;VALUE=DATE:20260105\nDTEND;VALUE=DATE:20260102",
        "SUMMARY:mixed\nDTSTART;VALUE=DATE:20260105\nDTEND:20260106T120000Z",
        "SUMMARY:off\nSTATUS:CANCELLED\nDTSTART;VALUE=DATE:20260105",
        "SUMMARY:early\nDTSTART;VALUE=DATE:16010101",
        "SUMMARY:again\nRRULE:FREQ=DAILY\nDTSTART;VALUE=DATE:20260105",
        "SUMMARY:local\nDTSTART:20260101T120000",
        "no colon\nDTSTART;VALUE=DATE:20260105",
    ]);
    assert_eq!(found, ["again 2026-01-05 UTC", "local 2026-01-01 12:00 UTC", "an-event-without-a-name 2026-01-05 UTC"]);
    assert_eq!(
        told,
        [
            "43: this is no content line: it has no colon; the line is left out",
            "3: \"none\": it has no DTSTART; the event is left out",
            "6: \"bad\": DTSTART is \"20260230T120000Z\", which is no date or time; the event is left out",
            "10: \"zone\": its time zone \"Mars Standard Time\" is not known; IANA names such as Europe/Berlin are; the event is left out",
            "14: \"back\": it would end on 2026-01-02, before it begins on 2026-01-05; the event is left out",
            "19: \"mixed\": it begins with a day and ends at a time; the event is left out",
            "24: \"off\": it is cancelled; the event is left out",
            "29: \"early\": 1601-01-01 lies outside the years 1970 to 2200; the event is left out",
            "33: \"again\": it recurs; only its first time is taken",
            "38: \"local\": its time names no zone; UTC is taken",
        ]
    );
}

#[test]
fn what_is_no_calendar_is_refused_with_line_and_cause() {
    for (text, told) in [
        ("", "0: this is no calendar: it has no BEGIN:VCALENDAR"),
        ("<html>", "1: this is no calendar: this is no content line: it has no colon"),
        ("\n\nSUMMARY:x\n", "3: a calendar begins with BEGIN:VCALENDAR, not with SUMMARY"),
        ("BEGIN:VCARD\nEND:VCARD\n", "1: a calendar begins with BEGIN:VCALENDAR, not with VCARD"),
        (
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\n",
            "2: the VEVENT that begins here has no end; the file is cut off",
        ),
        (
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n",
            "2: the VEVENT that begins here has no end before END:VCALENDAR on line 3",
        ),
        ("BEGIN:VCALENDAR\nEND:VCALENDAR\nEND:VCALENDAR\n", "3: END:VCALENDAR ends nothing"),
    ] {
        let (imported, found) = imported(text);
        assert!(imported.is_refused() && imported.documents.is_empty(), "{text:?}");
        assert_eq!(found.last().unwrap(), told, "{text:?}");
    }
}

proptest! {
    #[test]
    fn no_text_breaks_the_reader(text in "(BEGIN:VCALENDAR\n)?(BEGIN:VEVENT|END:VEVENT|DTSTART|DTEND|DURATION|:|;|=|\"|P1D|-P9W|2026|0101|T|Z|\n|é|,|VALUE=DATE|TZID){0,30}") {
        let _answered = imported(&text);
    }
}
