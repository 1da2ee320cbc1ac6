//! Rules against what is plain to see; other people's 156 cases are among the oracles.

use super::*;
use jiff::civil::{Weekday, date};
use proptest::prelude::*;

fn starts(rule: &str, from: DateTime, to: DateTime, most: usize) -> Occurrences {
    Recurrence::parse(rule).unwrap().occurrences(date(2026, 1, 6).at(18, 0, 0, 0), &Zone::utc(), from..to, most)
}

#[test]
fn a_release_every_second_tuesday_of_the_month() {
    let found = starts("FREQ=MONTHLY;BYDAY=2TU", DateTime::MIN, date(2026, 4, 30).at(0, 0, 0, 0), 100);
    let days: Vec<String> = found.starts.iter().map(|start| start.date().to_string()).collect();
    assert_eq!(days, ["2026-01-13", "2026-02-10", "2026-03-10", "2026-04-14"]);
    assert!(found.complete);
}

#[test]
fn a_rule_without_end_is_looked_up_far_away_at_once() {
    let from = date(2190, 1, 1).at(0, 0, 0, 0);
    let found = starts("FREQ=MINUTELY;INTERVAL=7", from, date(2190, 1, 2).at(0, 0, 0, 0), 10_000);
    assert_eq!((found.starts.len(), found.complete), (206, true));
    assert!(found.starts[0] >= from && found.starts[0] < date(2190, 1, 1).at(0, 7, 0, 0));
}

#[test]
fn more_than_was_asked_for_is_said_to_be_incomplete() {
    let found = starts("FREQ=DAILY", DateTime::MIN, DateTime::MAX, 3);
    assert_eq!((found.starts.len(), found.complete), (3, false));
}

#[test]
fn rules_made_to_run_for_ever_stop() {
    for rule in [
        "FREQ=SECONDLY;INTERVAL=2;BYSECOND=59",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;INTERVAL=10000000;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=SECONDLY;INTERVAL=10000000;COUNT=10000;BYHOUR=3;BYMINUTE=3;BYSECOND=3;BYDAY=MO;BYYEARDAY=1",
        "FREQ=MONTHLY;COUNT=10000;BYMONTHDAY=31;BYMONTH=2,4",
    ] {
        assert_eq!(starts(rule, DateTime::MIN, DateTime::MAX, 10).starts, [], "{rule}");
    }
    let every_second = format!("FREQ=DAILY;BYHOUR={};BYMINUTE={};BYSECOND={}", numbers(24), numbers(60), numbers(60));
    assert!(starts(&every_second, DateTime::MIN, DateTime::MAX, MOST).starts.len() <= MOST);
    let far_away = starts(&format!("{every_second};COUNT=10000"), date(2199, 1, 1).at(0, 0, 0, 0), DateTime::MAX, 10);
    assert_eq!(far_away.starts, []);
}

fn numbers(to: i8) -> String {
    (0..to).map(|number| number.to_string()).collect::<Vec<_>>().join(",")
}

#[test]
fn a_day_that_ends_a_rule_counts_to_its_end_and_utc_is_read_in_the_zone() {
    let until = |end: &str, zone: &str| {
        let rule = Recurrence::parse(&format!("FREQ=DAILY;UNTIL={end}")).unwrap();
        let zone = Zone::parse(zone).unwrap();
        rule.occurrences(date(2026, 1, 6).at(18, 0, 0, 0), &zone, DateTime::MIN..DateTime::MAX, 100).starts.len()
    };
    assert_eq!(until("20260108", "UTC"), 3);
    assert_eq!(until("20260108T175959", "UTC"), 2);
    assert_eq!(until("20260108T170000Z", "Europe/Berlin"), 3);
    assert_eq!(until("20260108T170000Z", "UTC"), 2);
}

#[test]
fn exceptions_are_left_out_and_further_days_added() {
    let text = "rrule:FREQ=WEEKLY;COUNT=3\nEXDATE;VALUE=DATE-TIME:20260113T180000\n\nRDATE:2026-01-14T18:00:00";
    let days = starts(text, DateTime::MIN, DateTime::MAX, 2).starts;
    assert_eq!(days, [date(2026, 1, 6).at(18, 0, 0, 0), date(2026, 1, 14).at(18, 0, 0, 0)]);
    let canonical = Recurrence::parse(text).unwrap().to_string();
    assert_eq!(canonical, "RRULE:FREQ=WEEKLY;COUNT=3\nEXDATE:20260113T180000\nRDATE:2026-01-14T18:00:00");
}

#[test]
fn what_is_wrong_is_named() {
    for (text, named) in [
        ("", "FREQ=WEEKLY"),
        ("BYDAY=MO", "FREQ"),
        ("FREQ=FORTNIGHTLY", "FORTNIGHTLY"),
        ("FREQ=DAILY;COUNT=0", "COUNT"),
        ("FREQ=DAILY;COUNT=3;UNTIL=20260101", "not by both"),
        ("FREQ=DAILY;FREQ=DAILY", "twice"),
        ("FREQ=DAILY;BYDAY=XX", "XX"),
        ("FREQ=DAILY;BYDAY=é", "day of the week"),
        ("FREQ=DAILY;BYDAY=0MO", "BYDAY"),
        ("FREQ=DAILY;BYMONTH=", "BYMONTH"),
        ("FREQ=DAILY;BYMONTH=13", "13"),
        ("FREQ=DAILY;UNTIL=tomorrow", "TOMORROW"),
        ("FREQ=DAILY;X-NAME=1", "X-NAME"),
        ("DTSTART:20260101\nRRULE:FREQ=DAILY", "DTSTART"),
    ] {
        let detail = Recurrence::parse(text).unwrap_err().detail;
        assert!(detail.contains(named), "{text:?}: {detail}");
    }
    assert!(Recurrence::parse(&"EXDATE:20260101\n".repeat(1_000)).is_err());
}

proptest! {
    /// Looking a span up gives the same as walking there from the start.
    #[test]
    fn a_span_holds_what_the_whole_holds(
        frequency in prop::sample::select(vec!["YEARLY", "MONTHLY", "WEEKLY", "DAILY"]),
        interval in 1..5,
        by in prop::sample::select(vec![
            "", ";BYDAY=MO,FR", ";BYMONTHDAY=-1,15", ";BYMONTH=3,4", ";BYDAY=SU;BYSETPOS=-1", ";WKST=SU;BYWEEKNO=1,53",
        ]),
        from in 0_i64..4_000,
    ) {
        let rule = format!("FREQ={frequency};INTERVAL={interval}{by}");
        let end = date(2040, 1, 1).at(0, 0, 0, 0);
        let from = date(2026, 1, 1).checked_add(jiff::Span::new().days(from)).unwrap().at(12, 0, 0, 0);
        let whole = starts(&rule, DateTime::MIN, end, MOST).starts;
        let expected: Vec<DateTime> = whole.into_iter().filter(|start| *start >= from).collect();
        prop_assert_eq!(starts(&rule, from, end, MOST).starts, expected);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,60}") {
        if let Ok(read) = Recurrence::parse(&text) {
            let again = Recurrence::parse(read.as_str()).unwrap();
            prop_assert_eq!(again, read);
        }
    }

    #[test]
    fn weekly_on_a_day_is_every_seventh(count in 1_usize..50) {
        let found = starts(&format!("FREQ=WEEKLY;BYDAY=WE;COUNT={count}"), DateTime::MIN, DateTime::MAX, MOST).starts;
        prop_assert_eq!(found.len(), count);
        prop_assert!(found.iter().all(|start| start.date().weekday() == Weekday::Wednesday));
        prop_assert!(found.windows(2).all(|pair| (pair[1] - pair[0]).get_days() == 7));
    }
}
