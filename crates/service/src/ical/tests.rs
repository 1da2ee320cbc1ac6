use super::{microsoft_zones, *};
use proptest::prelude::*;
use signalbox_domain::Zone;

/// The summaries of the events, and what was said about lines; or the one thing that makes it no calendar.
fn told(text: &str) -> Result<(Vec<String>, Vec<String>), String> {
    let line = |remark: &Remark| format!("{}: {}", remark.line, remark.what);
    let read = read(text).map_err(|refused| line(&refused))?;
    Ok((read.events.iter().map(Event::summary).collect(), read.remarks.iter().map(line).collect()))
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn what_is_whole_is_read_and_what_is_half_is_refused() {
    let event = "BEGIN:VEVENT\nSUMMARY:a\nEND:VEVENT\n";
    let all = |text: &str, remarks: &[&str]| {
        assert_eq!(told(text), Ok((strings(&["a"]), strings(remarks))), "{text:?}");
    };
    all(&format!("\u{feff}BEGIN:VCALENDAR\r\n{event}END:VCALENDAR\r\n"), &[]);
    all(
        &format!("BEGIN:VCALENDAR\n{event}"),
        &["1: the VCALENDAR that begins here has no end; the file may be cut off"],
    );
    all(event, &["1: the VEVENT has no calendar around it; it is read all the same"]);
    all(
        &format!("BEGIN:VCALENDAR\n{event}END:VCALENDER\n"),
        &["5: END:VCALENDER is taken for the end of the VCALENDAR of line 1"],
    );
    all(
        &format!("BEGIN:VCALENDAR\nBEGIN:VTODO\nSUMMARY:b\nEND:VTODO\n{event}END:VCALENDAR\n"),
        &["2: a VTODO is no event; it is left out"],
    );
    all(
        "BEGIN:VCALENDAR\nREFRESH - INTERVAL; VALUE = DURATION:PT48H\nBEGIN:VEVENT\nSUMMARY:a\nEND:VEVENT\nEND:VCALENDAR\n",
        &[],
    );
    all(
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nX\nSUMMARY:a\nBEGIN:VALARM\nSUMMARY:ring\nEND:VALARM\nEND:VEVENT\nEND:VCALENDAR",
        &["3: this is no content line: it has no colon; the line is left out"],
    );
    let refused = |text: &str, cause: &str| assert_eq!(told(text), Err(cause.to_owned()), "{text:?}");
    refused(
        &format!("BEGIN:VCALENDAR\n{event}BEGIN:VEVENT\nSUMMARY:b\n"),
        "5: the VEVENT that begins here has no end; the file is cut off",
    );
    refused(
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n",
        "2: the VEVENT that begins here has no end before END:VCALENDAR on line 3",
    );
    refused(&format!("BEGIN:VCALENDAR\n{event}X\nEND:VCALENDAR\n"), "5: this is no content line: it has no colon");
    refused(
        "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:a\rb\nEND:VTIMEZONE\nEND:VCALENDAR\n",
        "3: a control character (U+000D) has no place in a calendar",
    );
    refused(
        "BEGIN:VTIMEZONE\nBEGIN:STANDARD\nTZOFFSETTO:+5744\nEND:STANDARD\nEND:VTIMEZONE\n",
        "3: TZOFFSETTO is \"+5744\", which is no distance from UTC",
    );
}

#[test]
fn each_calendar_of_a_text_has_its_own_clock() {
    let calendar = |zone: &str, begin: &str| {
        format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART{begin}\nEND:VEVENT\nX-WR-TIMEZONE:{zone}\nEND:VCALENDAR\n")
    };
    let text = [
        calendar("Europe/Berlin", ":20260701T120000"),
        calendar("Asia/Kolkata", ":20260701T120000"),
        calendar("Nowhere", ";TZID=Ours:20260701T120000"),
        "BEGIN:VTIMEZONE\nTZID:Ours\nX-LIC-LOCATION:America/New_York\nEND:VTIMEZONE\n".to_owned(),
        calendar("Nowhere", ":20260701T120000"),
    ];
    let read = read(&text.concat()).unwrap();
    let mut doubts = Vec::new();
    let begins: Vec<String> = read
        .events
        .iter()
        .map(|event| match event.when(&mut doubts).unwrap() {
            When::Moments { from, zone, .. } => format!("{from} {zone}"),
            When::Days { from, .. } => from.to_string(),
        })
        .collect();
    assert_eq!(
        begins,
        [
            "2026-07-01T10:00:00Z Europe/Berlin",
            "2026-07-01T06:30:00Z Asia/Kolkata",
            "2026-07-01T16:00:00Z America/New_York",
            "2026-07-01T12:00:00Z UTC",
        ]
    );
    assert_eq!(doubts, ["its time names no zone; UTC is taken"]);
}

#[test]
fn every_zone_of_microsoft_is_a_place_that_is_known() {
    let lost: Vec<&str> =
        microsoft_zones::PLACES.iter().map(|(_, place)| *place).filter(|place| Zone::parse(place).is_err()).collect();
    assert_eq!(lost, [""; 0]);
    assert_eq!(microsoft_zones::place("w. europe standard time"), Some("Europe/Berlin"));
    assert_eq!(microsoft_zones::place("Mars Standard Time"), None);
}

proptest! {
    #[test]
    fn no_text_breaks_the_reader(text in "(BEGIN:VCALENDAR\n)?(BEGIN:VEVENT|END:VEVENT|BEGIN:VTIMEZONE|END:VTIMEZONE|TZOFFSETTO|DTSTART|DURATION|:|;|=|\"|P1D|2026|0101|T|Z|\n|é|,|[+]01|TZID){0,30}") {
        if let Ok(calendar) = read(&text) {
            for event in &calendar.events {
                let _answered = event.when(&mut Vec::new());
            }
        }
    }
}
