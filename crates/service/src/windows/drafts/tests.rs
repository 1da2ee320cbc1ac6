use super::*;
use proptest::prelude::*;

fn calendar(events: &[&str]) -> String {
    let events: String = events.iter().map(|body| format!("BEGIN:VEVENT\n{body}\nEND:VEVENT\n")).collect();
    format!("BEGIN:VCALENDAR\n{events}END:VCALENDAR\n")
}

fn zone() -> Zone {
    Zone::parse("Europe/Berlin").unwrap()
}

/// Each window in a line, and what was said about lines.
fn windows(events: &[&str]) -> (Vec<String>, Vec<String>) {
    let found = read(&calendar(events), Some(&zone())).unwrap();
    let line = |draft: &Draft| {
        let recurrence =
            draft.recurrence.as_ref().map(|text| format!(" {}", text.replace('\n', " "))).unwrap_or_default();
        let (start, end) = (draft.start.strftime("%m-%d %H:%M"), draft.end.strftime("%m-%d %H:%M"));
        format!("{}: {start} to {end} {}{recurrence}", draft.uid, draft.zone)
    };
    (
        found.drafts.iter().map(line).collect(),
        found.remarks.iter().map(|remark| format!("{}: {}", remark.line, remark.what)).collect(),
    )
}

fn refused(events: &[&str]) -> Vec<String> {
    match read(&calendar(events), Some(&zone())) {
        Err(Problem::Invalid(faults)) => faults.into_iter().map(|fault| fault.detail).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_way_to_say_when_becomes_a_window() {
    let (found, told) = windows(&[
        "UID:a\nDTSTART;VALUE=DATE:20261220\nDTEND;VALUE=DATE:20270104",
        "UID:b\nDTSTART;VALUE=DATE:20261220",
        "UID:c\nDTSTART:20261220T180000\nDURATION:PT12H",
        "UID:d\nDTSTART:20260701T180000Z\nDTEND:20260701T200000Z",
        "UID:e\nDTSTART;TZID=America/New_York:20260701T180000\nDTEND;TZID=Europe/Berlin:20260702T060000",
        "UID:f\nDTSTART;TZID=W. Europe Standard Time:20260701T180000\nDTEND:20260701T220000Z",
    ]);
    assert_eq!(
        found,
        [
            "a: 12-20 00:00 to 01-04 00:00 Europe/Berlin",
            "b: 12-20 00:00 to 12-21 00:00 Europe/Berlin",
            "c: 12-20 18:00 to 12-21 06:00 Europe/Berlin",
            "d: 07-01 18:00 to 07-01 20:00 UTC",
            "e: 07-01 18:00 to 07-02 00:00 America/New_York",
            "f: 07-01 18:00 to 07-02 00:00 Europe/Berlin",
        ]
    );
    assert_eq!(told, [""; 0]);
}

#[test]
fn what_comes_again_comes_again_by_the_clock_of_its_event() {
    let night = "DTSTART;TZID=Europe/Berlin:20260302T220000\nDURATION:PT6H";
    let (found, told) = windows(&[
        &format!("UID:plain\n{night}\nRRULE:FREQ=WEEKLY;BYDAY=MO, WE"),
        &format!("UID:except\n{night}\nRRULE:FREQ=WEEKLY;COUNT=3\nEXDATE:20260309T210000Z\nEXDATE;VALUE=DATE:20260316"),
        &format!("UID:moved\n{night}\nRRULE:FREQ=WEEKLY"),
        "UID:moved\nRECURRENCE-ID;TZID=Europe/Berlin:20260309T220000\nDTSTART;TZID=Europe/Berlin:20260310T230000\nDURATION:PT1H",
        "UID:moved\nRECURRENCE-ID;TZID=Europe/Berlin:20260316T220000\nSTATUS:CANCELLED\nDTSTART;TZID=Europe/Berlin:20260316T220000\nDURATION:PT6H",
        &format!("UID:first\n{night}\nRRULE:FREQ=WEEKLY;BYDAY=TU"),
        "UID:dates\nDTSTART;VALUE=DATE:20260302\nRDATE;VALUE=DATE:20260401,20260501\nRDATE;VALUE=PERIOD:20260601T000000/P1D",
        "UID:empty\nDTSTART;VALUE=DATE:20260302\nRDATE:\nEXDATE;VALUE=DATE:20260302",
    ]);
    assert_eq!(
        found,
        [
            "plain: 03-02 22:00 to 03-03 04:00 Europe/Berlin FREQ=WEEKLY;BYDAY=MO,WE",
            "except: 03-02 22:00 to 03-03 04:00 Europe/Berlin RRULE:FREQ=WEEKLY;COUNT=3 EXDATE:20260309T220000,20260316T220000",
            "moved: 03-02 22:00 to 03-03 04:00 Europe/Berlin RRULE:FREQ=WEEKLY EXDATE:20260309T220000,20260316T220000",
            "moved#20260309T220000: 03-10 23:00 to 03-11 00:00 Europe/Berlin",
            "first: 03-02 22:00 to 03-03 04:00 Europe/Berlin RRULE:FREQ=WEEKLY;BYDAY=TU RDATE:20260302T220000",
            "dates: 03-02 00:00 to 03-03 00:00 Europe/Berlin RDATE:20260302T000000,20260401T000000,20260501T000000,20260601T000000",
            "empty: 03-02 00:00 to 03-03 00:00 Europe/Berlin",
        ]
    );
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].contains("names spans; each lasts as long as the first") && told[1].contains("names nothing"));
}

#[test]
fn an_event_that_is_no_window_is_refused_with_its_line_and_all_others_of_its_kind() {
    assert_eq!(
        refused(&[
            "UID:a\nSUMMARY:none",
            "UID:b\nSUMMARY:point\nDTSTART:20260101T120000Z",
            "UID:c\nSUMMARY:back\nDTSTART;VALUE=DATE:20260105\nDTEND;VALUE=DATE:20260102",
            "UID:d\nSUMMARY:odd\nDTSTART;VALUE=DATE:20260105\nRRULE:FREQ=FORTNIGHTLY",
            "UID:e\nSUMMARY:fine\nDTSTART;VALUE=DATE:20260105",
            "UID:e\nSUMMARY:twin\nDTSTART;VALUE=DATE:20260105",
            "UID:f\nSUMMARY:rest\nDTSTART;VALUE=DATE:20260105\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260102",
        ]),
        [
            "line 2: \"none\": it has no DTSTART",
            "line 6: \"point\": it lasts no time; a window has a DTEND after its DTSTART, or a DURATION",
            "line 11: \"back\": it would end on 2026-01-02, before it begins on 2026-01-05",
            "line 17: \"odd\": it comes again as cannot be understood: \"FORTNIGHTLY\" is no frequency; use DAILY, WEEKLY, MONTHLY or YEARLY",
            "line 28: \"twin\": the event of line 23 has the same UID; each event has one of its own",
            "line 33: \"rest\": it changes one time of another event and all that follow; give those an event of their own",
        ]
    );
}

#[test]
fn what_was_guessed_is_said() {
    let text = calendar(&["SUMMARY:Quiet\\, please\nDTSTART;VALUE=DATE:20260105"]);
    let found = read(&text, None).unwrap();
    let told: Vec<&str> = found.remarks.iter().map(|remark| remark.what.as_str()).collect();
    assert_eq!(
        told,
        [
            "\"Quiet, please\": its days name no zone; UTC is taken",
            "\"Quiet, please\": it has no UID; it is known by its name and its begin",
        ]
    );
    assert_eq!((found.drafts[0].uid.as_str(), found.drafts[0].line), ("Quiet, please@20260105", 2));
}

proptest! {
    #[test]
    fn no_event_breaks_the_reader(lines in proptest::collection::vec("(DTSTART|DTEND|DURATION|RRULE|RDATE|EXDATE|UID|RECURRENCE-ID|STATUS)(;TZID=Asia/Tokyo|;VALUE=DATE)?:(20260101|20260229|20260101T000000Z?|P1D|-P1D|PT0S|FREQ=DAILY|FREQ=SECONDLY;COUNT=2|CANCELLED|,|/|x)*", 0..8)) {
        let _answered = read(&calendar(&[&lines.join("\n")]), None);
    }
}
