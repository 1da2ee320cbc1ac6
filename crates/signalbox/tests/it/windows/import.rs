//! Windows from the calendars of other programs.

use crate::harness::{Answer, Client, Place, Request, Server, datasets, expected, run, token};
use serde_json::{Value, json};

const FREEZE: &str = "UID:year-end@example.org\nSUMMARY:Year-end freeze\nDESCRIPTION:Nothing goes in\\, nothing goes out.\n\
    DTSTART;VALUE=DATE:20261220\nDTEND;VALUE=DATE:20270104\nRRULE:FREQ=YEARLY";
const NIGHT: &str = "UID:night@example.org\nSUMMARY:Night of the clocks\n\
    DTSTART;TZID=Europe/Berlin:20260328T220000\nDTEND;TZID=Europe/Berlin:20260329T040000\n\
    BEGIN:VALARM\nTRIGGER:-PT15M\nACTION:AUDIO\nEND:VALARM";

fn calendar(events: &[&str]) -> String {
    let events: String = events.iter().map(|body| format!("BEGIN:VEVENT\n{body}\nEND:VEVENT\n")).collect();
    format!("BEGIN:VCALENDAR\nVERSION:2.0\n{events}END:VCALENDAR\n")
}

fn import(client: &Client, text: &str, more: &str) -> Answer {
    let path = format!("/windows/import?portfolio=enterprise&kind=freeze&zone=Europe/Berlin{more}");
    client.send(Request::new("POST", &path).raw("text/calendar; charset=utf-8", text))
}

/// Each event with what became of it.
fn actions(report: &Value) -> Vec<String> {
    let items = report["items"].as_array().unwrap().iter();
    items.map(|item| format!("{} {}", item["key"].as_str().unwrap(), item["action"].as_str().unwrap())).collect()
}

fn details(refused: &Answer) -> Vec<String> {
    refused.refused(422);
    let errors = refused.json()["errors"].as_array().unwrap().clone();
    errors.iter().map(|error| error["detail"].as_str().unwrap().to_owned()).collect()
}

both_databases!(a_calendar_is_imported_once_however_often_it_comes, |app| {
    let client = app.administrator();
    let text = calendar(&[FREEZE, NIGHT]);
    let shown = app.unchanged_by(|| import(&client, &text, "&dry_run=true").ok());
    let done = import(&client, &text, "").ok();
    assert_eq!(actions(&done), ["year-end-freeze created", "night-of-the-clocks created"]);
    assert_eq!((&shown["items"], &shown["dry_run"], &done["created"]), (&done["items"], &json!(true), &json!(2)));
    let freeze = client.get("/windows/year-end-freeze").ok();
    assert_eq!(
        [
            &freeze["start"],
            &freeze["end"],
            &freeze["zone"],
            &freeze["recurrence"],
            &freeze["uid"],
            &freeze["description"]
        ],
        [
            "2026-12-20T00:00:00",
            "2027-01-04T00:00:00",
            "Europe/Berlin",
            "FREQ=YEARLY",
            "year-end@example.org",
            "Nothing goes in, nothing goes out."
        ]
    );
    let night = client.get("/windows/night-of-the-clocks/occurrences?from=2026-03-01&to=2026-05-01").ok();
    assert_eq!(night["items"][0]["ends_at"], "2026-03-29T02:00:00Z", "an hour is missing in that night");
    app.unchanged_by(|| assert_eq!(import(&client, &text, "").ok()["unchanged"], 2));

    // Which releases it governs is said here; when it is, is said there.
    client.patch("/windows/year-end-freeze", 1, json!({"selector": {"tags": ["pci"]}})).ok();
    let moved = calendar(&[&FREEZE.replace("20270104", "20270111"), &format!("{NIGHT}\nSTATUS:CANCELLED")]);
    let done = import(&client, &moved, "").ok();
    assert_eq!(actions(&done), ["year-end-freeze changed", "night-of-the-clocks archived"]);
    assert_eq!(
        done["items"][0]["changes"],
        json!([{"field": "end", "before": "2027-01-04T00:00:00", "after": "2027-01-11T00:00:00"}])
    );
    let freeze = client.get("/windows/year-end-freeze").ok();
    assert_eq!((&freeze["end"], &freeze["selector"]["tags"][0]), (&json!("2027-01-11T00:00:00"), &json!("pci")));
    assert_eq!(client.list("/windows", "key"), ["year-end-freeze"]);
    let again = app.unchanged_by(|| import(&client, &text.replace("20270104", "20270111"), "").ok());
    assert_eq!(
        again["remarks"][0]["detail"],
        "\"Night of the clocks\": its window night-of-the-clocks was put away and stays so"
    );
    app.settle();
    assert_eq!(
        client.list("/journal?kind=window", "kind"),
        ["window.archived", "window.moved", "window.changed", "window.created", "window.created"]
    );
});

both_databases!(a_calendar_is_imported_as_a_whole_or_refused_with_line_and_cause, |app| {
    let client = app.administrator();
    for (text, cause) in [
        ("", "this is no calendar: it has no BEGIN:VCALENDAR"),
        ("%PDF-1.7", "line 1: this is no calendar: this is no content line: it has no colon"),
        (
            "{\"kind\": \"freeze\"}",
            "line 1: this is no calendar: this is no content line: it does not begin with a name",
        ),
        (
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:cut",
            "line 2: the VEVENT that begins here has no end; the file is cut off",
        ),
    ] {
        let refused = app.unchanged_by(|| import(&client, text, ""));
        assert_eq!(
            (details(&refused), refused.refused(422).faults()),
            (vec![cause.to_owned()], vec![" calendar".to_owned()])
        );
    }
    let half = calendar(&[
        FREEZE,
        "UID:1\nSUMMARY:no time\nDTSTART:20261220T120000",
        "UID:2\nSUMMARY:every second\nDTSTART:20261220T120000\nDURATION:PT1H\nRRULE:FREQ=SECONDLY",
        "UID:3\nSUMMARY:two years\nDTSTART:20261220T120000\nDURATION:P731D",
    ]);
    // Which events are no events comes first, then which are no windows.
    assert_eq!(
        details(&app.unchanged_by(|| import(&client, &half, ""))),
        ["line 11: \"no time\": it lasts no time; a window has a DTEND after its DTSTART, or a DURATION"]
    );
    let half = half.replace("SUMMARY:no time\n", "SUMMARY:no time\nDURATION:P1D\n");
    let refused = app.unchanged_by(|| import(&client, &half, ""));
    assert_eq!(
        details(&refused),
        [
            "line 17: \"every second\": it would come more than 1000 times a year; choose a longer interval",
            "line 24: \"two years\": a window lasts at most a year; what lasts longer is no window",
        ]
    );
    // A line that is none costs the event that line, and that is said.
    let odd = calendar(&[&format!("{FREEZE}\nX")]);
    let report = import(&client, &odd, "&dry_run=true").ok();
    assert_eq!(
        report["remarks"],
        json!([{"line": 10, "detail": "this is no content line: it has no colon; the line is left out"}])
    );
    let bytes = Request::new("POST", "/windows/import?portfolio=enterprise&kind=freeze");
    let latin =
        client.send(bytes.raw("text/calendar", b"BEGIN:VCALENDAR\nNAME:M\xfcnchen\nEND:VCALENDAR\n".as_slice()));
    assert_eq!(details(&latin), ["line 2: this is not UTF-8; save the calendar as UTF-8"]);
    let path = "/windows/import?portfolio=enterprise&kind=freeze";
    client.send(Request::new("POST", path).raw("application/pdf", odd.as_str())).refused(415);
    client.send(Request::new("POST", path).raw("text/calendar", vec![b'x'; (16 << 20) + 1])).refused(413);
    let many: Vec<String> = (0..1_001).map(|number| format!("UID:{number}\nDTSTART;VALUE=DATE:20261220")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(import(&client, &calendar(&many), "").refused(422).faults(), [" too_many"]);
});

both_databases!(a_recurrence_without_end_is_bounded, |app| {
    let client = app.administrator();
    let daily = "UID:1\nSUMMARY:Daily\nDTSTART:20260101T020000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY";
    import(&client, &calendar(&[daily]), "").ok();
    let years = client.get("/windows/daily/occurrences?from=2026-01-01&to=2031-01-01").ok();
    assert_eq!((years["items"].as_array().unwrap().len(), &years["complete"]), (1_000, &json!(false)));
    let year = client.get("/calendar?from=2026-01-01&to=2027-01-01").ok();
    assert_eq!(year["bands"].as_array().unwrap().len(), 365);
});

both_databases!(whoever_plans_a_portfolio_imports_into_it_and_nobody_else, |app| {
    let client = app.administrator();
    app.portfolio("shop", "enterprise");
    let planner = app.member_of("shop");
    let text = calendar(&[FREEZE]);
    let into = |who: &Client, portfolio: &str| {
        let path = format!("/windows/import?portfolio={portfolio}&kind=blockout");
        who.send(Request::new("POST", &path).raw("text/calendar", text.as_str()))
    };
    app.unchanged_by(|| into(&planner, "enterprise").refused(404));
    assert_eq!(into(&planner, "shop").ok()["created"], 1);
    // The same calendar elsewhere is another window, with a key of its own.
    assert_eq!(actions(&into(&client, "enterprise").ok()), ["year-end-freeze-2 created"]);
    assert_eq!(client.list("/windows?kind=blockout", "key"), ["year-end-freeze", "year-end-freeze-2"]);
});

both_databases!(of_others_calendars_115_are_read_and_4_that_are_none_are_refused, |app| {
    let client = app.administrator();
    let (mut read, mut refused) = (0, 0);
    for entry in expected("icalendar/index.json").as_array().unwrap() {
        let file = entry["file"].as_str().unwrap();
        let text = std::fs::read_to_string(datasets().join("icalendar").join(file)).unwrap();
        let answer = import(&client, &text, "&dry_run=true");
        let is_calendar = match answer.status {
            200 => true,
            // A calendar whose events are no windows is a calendar all the same.
            _ => {
                details(&answer).iter().all(|detail| detail.starts_with("line "))
                    && answer.refused(422).faults() != [" calendar"]
            }
        };
        assert_eq!(entry["parses"], is_calendar, "{file}: {}", answer.text);
        *(if is_calendar { &mut read } else { &mut refused }) += 1;
    }
    assert_eq!((read, refused), (115, 4));
});

#[test]
fn the_command_line_imports_into_a_folder_and_into_a_server() {
    let data = tempfile::tempdir().unwrap();
    let place = Place::folder(data.path());
    let file = data.path().join("freezes.ics");
    let path = file.to_str().unwrap();
    let flags = ["import", "windows", path, "--portfolio", "enterprise", "--kind", "freeze", "--zone", "Europe/Berlin"];
    std::fs::write(&file, calendar(&[FREEZE, "UID:1\nSUMMARY:cut\nDTSTART:2026"])).unwrap();
    let refused = run(&[&flags, place.flags().as_slice()].concat()).failed();
    assert!(refused.contains(&format!("{path}: line 11: \"cut\": DTSTART is \"2026\"")), "{refused}");
    std::fs::write(&file, calendar(&[FREEZE])).unwrap();
    let rehearsed = run(&[&flags, place.flags().as_slice(), &["--dry-run"]].concat()).done();
    assert!(rehearsed.contains("1 created") && rehearsed.contains("rehearsal"), "{rehearsed}");
    let done = run(&[&flags, place.flags().as_slice()].concat()).done();
    assert!(done.contains("+ Window year-end-freeze") && done.contains("1 created"), "{done}");
    let token = token(&place);
    let server = Server::start(&place);
    let url = server.client(&token).address("").trim_end_matches("/api/v1").to_owned();
    let there = ["--url", url.as_str(), "--token", token.as_str()];
    let again = run(&[flags.as_slice(), &there].concat()).done();
    assert!(again.contains("0 created, 0 changed, 1 unchanged"), "{again}");
    std::fs::write(&file, calendar(&[&FREEZE.replace("20270104", "20270111")])).unwrap();
    let moved = run(&[flags.as_slice(), &there].concat()).done();
    assert!(moved.contains("~ Window year-end-freeze") && moved.contains("end"), "{moved}");
    std::fs::write(&file, "no calendar").unwrap();
    let refused = run(&[flags.as_slice(), &there].concat()).failed();
    assert!(refused.contains("line 1: this is no calendar"), "{refused}");
}
