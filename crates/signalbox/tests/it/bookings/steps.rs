//! What one can do with a booking is told by the server, and so is what moving it would come to.

use super::{act, at, book, environment, group, path, with};
use crate::harness::Client;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use signalbox_domain::authz::Role;

/// A booking as it is read by itself.
fn read(client: &Client, booking: &Value) -> Value {
    client.get(path(booking, "").trim_end_matches('/')).ok()
}

fn steps(client: &Client, booking: &Value) -> Vec<String> {
    let found = read(client, booking);
    found["steps"].as_array().unwrap().iter().map(|step| step.as_str().unwrap().to_owned()).collect()
}

fn codes(thing: &Value) -> Vec<&str> {
    thing["reasons"].as_array().unwrap().iter().map(|reason| reason["code"].as_str().unwrap()).collect()
}

both_databases!(a_booking_tells_what_can_be_done_with_it_by_whoever_asks, |app| {
    let boss = app.administrator();
    let uat = environment(app, "uat", json!({}));
    let now: Timestamp = uat["created_at"].as_str().unwrap().parse().unwrap();
    let hours = |count: i64| (now + SignedDuration::from_hours(count)).to_string();
    let made = book(&boss, "Regression", json!({"start": hours(1), "end": hours(9)})).created();
    let tester = app.somebody(&[(Role::Contributor, "enterprise")]);
    let viewer = app.somebody(&[(Role::Viewer, "enterprise")]);
    assert_eq!(steps(&boss, &made), ["approve", "extend", "move", "reject", "cancel"]);
    assert_eq!(steps(&tester, &made), ["extend", "move", "cancel"]);
    assert_eq!(steps(&viewer, &made), [""; 0]);
    act(&boss, &made, "approve", json!({})).ok();
    assert_eq!(steps(&boss, &made), ["extend", "move", "cancel"], "its time has not come");
    app.clock.advance(SignedDuration::from_hours(2));
    assert_eq!(steps(&tester, &made), ["activate", "return", "extend", "move", "cancel"]);
    act(&boss, &made, "activate", json!({})).ok();
    assert_eq!(steps(&tester, &made), ["return", "extend"]);
    act(&boss, &made, "return", json!({})).ok();
    assert_eq!(steps(&boss, &made), [""; 0]);
});

both_databases!(what_clashes_is_accepted_or_waits_and_is_not_approved, |app| {
    let boss = app.administrator();
    environment(app, "uat", json!({}));
    let first = book(&boss, "First", json!({})).created();
    act(&boss, &first, "approve", json!({})).ok();
    let second = book(&boss, "Second", json!({"if_taken": "request"})).created();
    let found = read(&boss, &second);
    assert_eq!((codes(&found), &found["overridable"]), (vec!["booked"], &json!(false)));
    assert_eq!(steps(&boss, &second), ["wait", "extend", "move", "accept_overlaps", "reject", "cancel"]);
    act(&boss, &second, "overlaps", json!({"reason": "both test the same thing"})).ok();
    assert_eq!(steps(&boss, &second), ["approve", "extend", "move", "reject", "cancel"]);
    assert_eq!(codes(&read(&boss, &second)), [""; 0]);
});

both_databases!(what_only_a_block_stands_against_is_approved_by_whoever_may_override_it, |app| {
    let boss = app.administrator();
    environment(app, "uat", json!({}));
    let made = book(&boss, "First", json!({})).created();
    let window = json!({"key": "close", "name": "Year-end close", "portfolio": "enterprise", "kind": "blockout",
        "zone": "UTC", "start": "2031-03-10T00:00", "end": "2031-03-11T00:00"});
    boss.post("/windows", window).created();
    let manager = app.somebody(&[(Role::EnvironmentManager, "enterprise")]);
    let found = read(&boss, &made);
    assert_eq!((codes(&found), &found["overridable"]), (vec!["blockout"], &json!(true)));
    assert!(steps(&boss, &made).contains(&"approve".to_owned()));
    let tester = app.somebody(&[(Role::Contributor, "enterprise")]);
    assert_eq!(read(&tester, &made)["overridable"], json!(false));
    assert_eq!(read(&manager, &made)["overridable"], json!(true));
    let longer = boss.post(&path(&made, "move/preview"), json!({"end": at(20)})).ok();
    assert_eq!(longer["bookings"][0]["overridable"], json!(true));
    let told = json!({"override": "the close was put off"});
    assert_eq!(act(&manager, &made, "approve", told).ok()["state"], "approved");
});

both_databases!(a_move_is_previewed_as_it_would_be_decided, |app| {
    let boss = app.administrator();
    environment(app, "uat", json!({}));
    environment(app, "sit", json!({}));
    let first = book(&boss, "First", json!({})).created();
    let second = book(&boss, "Second", json!({"start": at(20), "end": at(24)})).created();
    for booking in [&first, &second] {
        act(&boss, booking, "approve", json!({})).ok();
    }
    let preview = |to: Value| boss.post(&path(&first, "move/preview"), to);
    let longer = app.unchanged_by(|| preview(json!({"end": at(21)})).ok());
    let draft = &longer["bookings"][0];
    assert_eq!(
        (&longer["passes"], codes(draft), &draft["overridable"]),
        (&json!(false), vec!["booked"], &json!(false))
    );
    assert_eq!(draft["clashes"][0]["with"][0]["id"], second["id"]);
    assert_eq!(preview(json!({"end": at(20)})).ok()["passes"], json!(true), "it is not in its own way");
    let there = preview(json!({"end": at(21), "place": {"environment": "sit"}})).ok();
    assert_eq!((&there["passes"], &there["bookings"][0]["environments"][0]["key"]), (&json!(true), &json!("sit")));
    assert_eq!(preview(json!({"start": at(30)})).refused(422).faults(), ["/end order"]);
    let viewer = app.somebody(&[(Role::Viewer, "enterprise")]);
    viewer.post(&path(&first, "move/preview"), json!({"end": at(20)})).refused(403);
});

both_databases!(members_are_previewed_and_picked, |app| {
    let boss = app.administrator();
    group(app, "sandboxes", true);
    for key in ["one", "two", "three"] {
        environment(app, key, json!({"group": "sandboxes"}));
    }
    let taken = book(&boss, "Taken", json!({"place": {"environment": "three"}})).created();
    assert_eq!(taken["state"], "approved");
    let pool = book(&boss, "Any", json!({"place": {"group": "sandboxes", "count": 1}})).created();
    assert!(steps(&boss, &pool).contains(&"pick".to_owned()));
    let preview = |members: Value| {
        let place = with(json!({"group": "sandboxes", "count": 1}), &members);
        boss.post(&path(&pool, "move/preview"), json!({"place": place})).ok()
    };
    assert_eq!(codes(&preview(json!({"members": ["three"]}))["bookings"][0]), ["booked"]);
    let free = preview(json!({"members": ["two"]}));
    assert_eq!((&free["passes"], &free["bookings"][0]["environments"][0]["key"]), (&json!(true), &json!("two")));
    assert_eq!(act(&boss, &pool, "pick", json!({"members": ["two"]})).ok()["place"]["environments"][0]["key"], "two");
});
