//! Any so many of a group.

use super::{act, at, book, environment, group, path};
use serde_json::{Value, json};

fn keys(booking: &Value) -> Vec<&str> {
    booking["place"]["environments"].as_array().unwrap().iter().map(|one| one["key"].as_str().unwrap()).collect()
}

both_databases!(any_two_of_a_pool_are_those_that_are_free_and_were_used_least, |app| {
    let client = app.administrator();
    group(app, "gce", true);
    for number in 1..=3 {
        environment(app, &format!("gce-{number}"), json!({"group": "gce"}));
    }
    let two = json!({"place": {"group": "gce", "count": 2}});
    let first = book(&client, "First", two.clone()).created();
    assert_eq!((keys(&first), &first["state"]), (vec!["gce-1", "gce-2"], &json!("approved")));
    app.unchanged_by(|| {
        let refused = book(&client, "Second", two.clone()).refused(409);
        assert_eq!(refused.reasons(), ["short"]);
        let reason = &refused.body["reasons"][0];
        assert_eq!(reason["until"], at(18));
        assert!(reason["detail"].as_str().unwrap().contains("1 of 3 are free"), "{reason}");
    });
    let one = book(&client, "One", json!({"place": {"group": "gce"}})).created();
    assert_eq!(keys(&one), ["gce-3"]);
    let waits = book(&client, "Later", json!({"place": {"group": "gce", "count": 2}, "if_taken": "wait"})).created();
    assert_eq!((&waits["state"], &waits["place"]["settled"]), (&json!("waiting"), &json!(false)));
    assert_eq!(act(&client, &waits, "approve", json!({})).refused(409).reasons(), ["unpicked"]);
    // Whoever makes them free gives them to whoever waits.
    act(&client, &first, "cancel", json!({"reason": "done"})).ok();
    let now = client.get(path(&waits, "").trim_end_matches('/')).ok();
    assert_eq!((&now["state"], keys(&now)), (&json!("approved"), vec!["gce-1", "gce-2"]));
    let other = act(&client, &one, "pick", json!({"members": ["gce-2"]})).refused(409);
    assert_eq!(other.reasons(), ["booked"]);
    assert_eq!(keys(&act(&client, &one, "pick", json!({"members": ["GCE-3"]})).ok()), ["gce-3"]);
    assert_eq!(
        act(&client, &one, "pick", json!({"members": ["gce-1", "gce-3"]})).refused(422).faults(),
        ["/members count"]
    );
    assert_eq!(act(&client, &one, "pick", json!({"members": ["uat"]})).refused(422).faults(), ["/members/0 unknown"]);
});

both_databases!(a_member_that_is_used_less_is_picked_before_others, |app| {
    let client = app.administrator();
    group(app, "gce", true);
    let made = environment(app, "gce-1", json!({"group": "gce"}));
    environment(app, "gce-2", json!({"group": "gce"}));
    let now: jiff::Timestamp = made["created_at"].as_str().unwrap().parse().unwrap();
    let hours = |count: i64| (now + jiff::SignedDuration::from_hours(count)).to_string();
    let pool = |from: i64| json!({"place": {"group": "gce"}, "start": hours(from), "end": hours(from + 5)});
    assert_eq!(keys(&book(&client, "First", pool(1)).created()), ["gce-1"]);
    assert_eq!(keys(&book(&client, "Second", pool(10)).created()), ["gce-2"]);
    assert_eq!(keys(&book(&client, "Third", pool(20)).created()), ["gce-1"]);
});
