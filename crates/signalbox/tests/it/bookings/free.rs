//! Which environments are free first.

use super::{act, at, book, environment, group, outage, with};
use crate::harness::{App, Client};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

fn free(client: &Client, query: &str) -> Vec<(String, String)> {
    let found = client.get(&format!("/bookings/free?{query}")).ok();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let items = found["items"].as_array().unwrap();
    items.iter().map(|one| (text(&one["environment"]["key"]), text(&one["start"]))).collect()
}

/// Whether a booking would be approved.
fn fits(client: &Client, key: &str, usage: &str, start: Timestamp, hours: i64) -> bool {
    let wish = json!({"title": "Wish", "portfolio": "enterprise", "place": {"environment": key}, "usage": usage,
        "purpose": "code", "start": start.to_string(), "end": (start + SignedDuration::from_hours(hours)).to_string()});
    client.post("/bookings/preview", wish).ok()["passes"] == true
}

/// Three days in which much is booked, and something is blocked.
fn crowded(app: &App) {
    let client = app.administrator();
    group(app, "pool", true);
    let pooled = |more: Value| with(json!({"group": "pool"}), &more);
    for key in ["a", "b", "c"] {
        environment(app, key, pooled(json!({})));
    }
    environment(app, "shared", pooled(json!({"shareable": true, "capacity": 2})));
    environment(app, "whole", pooled(json!({})));
    environment(app, "part", pooled(json!({"parent": "whole"})));
    for (key, usage, from, to) in [
        ("a", "exclusive", 0, 5),
        ("a", "exclusive", 8, 30),
        ("b", "exclusive", -20, 12),
        ("c", "exclusive", 2, 4),
        ("c", "exclusive", 4, 60),
        ("shared", "shared", -4, 9),
        ("shared", "shared", 3, 7),
        ("whole", "exclusive", 1, 20),
        ("part", "exclusive", 24, 40),
    ] {
        let wish = json!({"place": {"environment": key}, "usage": usage, "start": at(from), "end": at(to)});
        assert_eq!(book(&client, key, wish).created()["state"], "approved", "{key}");
    }
    outage(&client, "b", &at(14), &at(26), None).ok();
}

both_databases!(the_first_free_time_is_the_first_at_which_a_booking_would_be_approved, |app| {
    let client = app.administrator();
    crowded(app);
    let from: Timestamp = at(0).parse().unwrap();
    let mut known = Vec::new();
    for (usage, hours) in [("exclusive", 1), ("exclusive", 4), ("exclusive", 10), ("shared", 3), ("shared", 12)] {
        let mut expected = Vec::new();
        for key in ["a", "b", "c", "part", "shared", "whole"] {
            let hour = |ahead: i64| from + SignedDuration::from_hours(ahead);
            let first = (0..72).map(hour).find(|start| fits(&client, key, usage, *start, hours)).unwrap();
            expected.push((first, key));
        }
        expected.sort();
        let expected: Vec<(String, String)> =
            expected.into_iter().map(|(start, key)| (key.to_owned(), start.to_string())).collect();
        let query = format!("hours={hours}&usage={usage}&from={}", at(0));
        assert_eq!(free(&client, &query), expected, "{usage} for {hours} hours, however many are told unless asked");
        known.push((query, expected));
    }
    let holds = |when: &str| {
        for (query, expected) in &known {
            assert_eq!(free(&client, &format!("{query}&limit=6")), expected[..], "{query} {when}");
            assert_eq!(free(&client, &format!("{query}&limit=2")), expected[..2], "{query} {when}");
        }
    };
    holds("among a few, each of which is looked at");
    for number in 0..40 {
        let key = format!("busy-{number}");
        environment(app, &key, json!({}));
        let wish = json!({"place": {"environment": key}, "start": at(-1), "end": at(100)});
        let booking = book(&client, &key, wish).created();
        act(&client, &booking, "approve", json!({})).ok();
    }
    holds("among many, by what ends when");
});

both_databases!(free_times_are_looked_for_among_those_that_are_meant_and_seen, |app| {
    let client = app.administrator();
    crowded(app);
    group(app, "empty", true);
    assert_eq!(free(&client, "hours=2&group=empty"), []);
    let named = free(&client, &format!("hours=2&q=shar&from={}", at(0)));
    assert_eq!(named, [("shared".to_owned(), at(9))], "for itself, unless it is told otherwise");
    let stranger = app.stranger();
    assert_eq!(free(&stranger, "hours=2"), []);
    for (query, fault) in [
        ("hours=0", "/hours range"),
        ("hours=9000", "/hours range"),
        ("hours=2&limit=0", "/limit range"),
        ("hours=2&limit=51", "/limit range"),
    ] {
        assert_eq!(client.get(&format!("/bookings/free?{query}")).refused(422).faults(), [fault], "{query}");
    }
    // What has passed is nobody's to have.
    let made = environment(app, "new", json!({}));
    let found = free(&client, "hours=2&q=new&from=2001-01-01T00:00:00Z");
    assert!(
        found[0].1.parse::<Timestamp>().unwrap() >= made["created_at"].as_str().unwrap().parse().unwrap(),
        "{found:?}"
    );
});
