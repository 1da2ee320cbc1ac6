use super::*;
use jiff::civil::date;
use proptest::prelude::*;

fn made(rule: &str, zone: &str, from: (i8, i8), hours: i64) -> Result<Series, Fault> {
    let start = date(2026, 3, 2).at(from.0, from.1, 0, 0);
    let end = start.saturating_add(SignedDuration::from_hours(hours));
    series(start, end, &Zone::parse(zone).unwrap(), rule, date(2026, 12, 1).at(0, 0, 0, 0))
}

#[test]
fn it_keeps_the_time_on_the_wall_when_the_clock_changes() {
    let found = made("FREQ=WEEKLY;BYDAY=MO;COUNT=5", "Europe/Berlin", (9, 0), 8).unwrap();
    let starts: Vec<String> = found.spans.iter().map(|span| span.start().to_string()).collect();
    let expected = ["2026-03-02T08", "2026-03-09T08", "2026-03-16T08", "2026-03-23T08", "2026-03-30T07"];
    assert!(starts.iter().zip(expected).all(|(start, hour)| start.starts_with(hour)), "{starts:?}");
    assert!(found.complete && found.spans.iter().all(|span| span.length() == SignedDuration::from_hours(8)));
    // The night on which the clock is put forward is an hour shorter.
    let nights = made("FREQ=DAILY;COUNT=40", "Europe/Berlin", (22, 0), 8).unwrap().spans;
    let short: Vec<&Span> = nights.iter().filter(|span| span.length() == SignedDuration::from_hours(7)).collect();
    assert_eq!((short.len(), short[0].start().to_string().as_str()), (1, "2026-03-28T21:00:00Z"));
}

#[test]
fn what_cannot_be_is_named() {
    let code = |rule, hours| made(rule, "UTC", (9, 0), hours).map(|_| ()).unwrap_err();
    assert_eq!((code("FREQ=DAILY", 25).code, code("FREQ=DAILY", 0).code), ("overlap", "order"));
    assert_eq!(code("FREQ=DAILY", 24 * 400).pointer, "/end");
    assert_eq!(code("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", 1).code, "never");
    assert_eq!(code("FREQ=SOMETIMES", 1).pointer, "/recurrence");
    let many = made("FREQ=HOURLY", "UTC", (0, 0), 1).unwrap();
    assert_eq!((many.spans.len(), many.complete), (MOST, false));
}

proptest! {
    #[test]
    fn every_span_begins_and_ends_at_its_times_of_day(hour in 0_i8..24, length in 1_i64..20, zone in prop::sample::select(vec!["Europe/Berlin", "America/New_York", "UTC"])) {
        let found = made("FREQ=DAILY;INTERVAL=2;COUNT=100", zone, (hour, 0), length).unwrap();
        let clock = Zone::parse(zone).unwrap().clock();
        // At three o'clock every clock has done what it does in the night.
        let plain = |hour: i64| (4..24).contains(&hour);
        let ends = i64::from(hour) + length;
        for span in found.spans {
            if plain(hour.into()) {
                prop_assert_eq!(clock.to_datetime(span.start()).hour(), hour);
            }
            if plain(ends % 24) {
                prop_assert_eq!(i64::from(clock.to_datetime(span.end()).hour()), ends % 24);
            }
        }
    }
}
