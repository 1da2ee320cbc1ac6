//! From asking for an environment to handing it back.

use super::{act, at, book, environment, group, outage, path, state};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use signalbox_domain::authz::Role;
use signalbox_service::jobs;

both_databases!(a_booking_is_asked_for_approved_used_and_handed_back_early, |app| {
    let client = app.administrator();
    let uat = environment(app, "uat", json!({"zone": "Europe/Berlin"}));
    let now: Timestamp = uat["created_at"].as_str().unwrap().parse().unwrap();
    let hours = |count: i64| (now + SignedDuration::from_hours(count)).to_string();
    let made = book(&client, "Regression", json!({"start": hours(1), "end": hours(9)})).created();
    assert_eq!(
        (&made["state"], &made["zone"], &made["place"]["environments"][0]["key"], &made["requested_by"]["name"]),
        (&json!("requested"), &json!("Europe/Berlin"), &json!("uat"), &json!("Release manager"))
    );
    assert_eq!((&made["start"], &made["priority"], &made["state_at"]), (&json!(hours(1)), &json!(3), &Value::Null));
    let approved = act(&client, &made, "approve", json!({})).ok();
    assert_eq!((&approved["state"], &approved["state_by"]["name"]), (&json!("approved"), &json!("Release manager")));
    assert_eq!(act(&client, &made, "activate", json!({})).refused(409).reasons(), ["early"]);
    app.clock.advance(SignedDuration::from_hours(2));
    assert_eq!(act(&client, &made, "activate", json!({})).ok()["state"], "active");
    let reason = json!({"reason": "not needed"});
    app.unchanged_by(|| assert_eq!(act(&client, &made, "cancel", reason.clone()).refused(409).reasons(), ["active"]));
    // The rest of its time is somebody else's once it is handed back.
    let next = book(&client, "Next", json!({"start": hours(4), "end": hours(9), "if_taken": "request"})).created();
    assert_eq!(act(&client, &next, "approve", json!({})).refused(409).reasons(), ["booked"]);
    let over = act(&client, &made, "return", json!({})).ok();
    let end: Timestamp = over["end"].as_str().unwrap().parse().unwrap();
    assert!(over["state"] == "returned" && end < now + SignedDuration::from_hours(3), "{over}");
    assert_eq!(act(&client, &next, "approve", json!({})).ok()["state"], "approved");
    app.settle();
    let told = client.list(&format!("/journal?about={}", made["id"].as_str().unwrap()), "kind");
    assert_eq!(told, ["booking.returned_early", "booking.activated", "booking.approved", "booking.requested"]);
});

both_databases!(a_booking_is_rejected_or_cancelled_with_a_reason_and_nothing_more_comes_of_it, |app| {
    let client = app.administrator();
    environment(app, "uat", json!({}));
    let first = book(&client, "First", json!({})).created();
    let second = book(&client, "Second", json!({})).created();
    for verb in ["reject", "cancel"] {
        let faults = app.unchanged_by(|| act(&client, &first, verb, json!({"reason": "  "})).refused(422).faults());
        assert_eq!(faults, ["/reason text"]);
    }
    let rejected = act(&client, &first, "reject", json!({"reason": "year-end close"})).ok();
    assert_eq!((&rejected["state"], &rejected["state_reason"]), (&json!("rejected"), &json!("year-end close")));
    assert_eq!(act(&client, &second, "cancel", json!({"reason": "moved on"})).ok()["state"], "cancelled");
    for (booking, verb) in [(&first, "approve"), (&second, "wait"), (&second, "activate"), (&first, "return")] {
        app.unchanged_by(|| assert_eq!(act(&client, booking, verb, json!({})).refused(409).reasons(), ["state"]));
    }
});

both_databases!(a_group_that_approves_itself_keeps_the_place_at_once, |app| {
    let client = app.administrator();
    group(app, "sandboxes", true);
    environment(app, "uat", json!({"group": "sandboxes"}));
    let made = book(&client, "Try", json!({})).created();
    assert_eq!((&made["state"], &made["state_by"]), (&json!("approved"), &Value::Null));
    app.settle();
    let told = client.list(&format!("/journal?about={}", made["id"].as_str().unwrap()), "kind");
    assert_eq!(told, ["booking.approved", "booking.requested"]);
});

both_databases!(a_booking_is_changed_extended_and_moved_as_far_as_there_is_room, |app| {
    let client = app.administrator();
    group(app, "sandboxes", true);
    environment(app, "uat", json!({"group": "sandboxes"}));
    environment(app, "other", json!({}));
    let made = book(&client, "First", json!({})).created();
    book(&client, "Second", json!({"start": at(20), "end": at(24)})).created();
    let changed = client.patch(path(&made, "").trim_end_matches('/'), 1, json!({"title": "Renamed", "priority": 1}));
    assert_eq!((&changed.ok()["title"], changed.rev()), (&json!("Renamed"), 2));
    app.unchanged_by(|| client.patch(path(&made, "").trim_end_matches('/'), 1, json!({"title": "Late"})).refused(412));
    assert_eq!(act(&client, &made, "extend", json!({"end": at(20)})).ok()["end"], at(20));
    app.unchanged_by(|| {
        let refused = act(&client, &made, "extend", json!({"end": at(21)})).refused(409);
        assert_eq!(refused.reasons(), ["booked"]);
        assert_eq!(refused.body["reasons"][0]["until"], at(21));
        assert_eq!(act(&client, &made, "extend", json!({"end": at(19)})).refused(422).faults(), ["/end order"]);
        assert_eq!(act(&client, &made, "extend", json!({})).refused(422).faults(), ["/end required"]);
        let into = json!({"start": at(19), "end": at(23)});
        assert_eq!(act(&client, &made, "move", into).refused(409).reasons(), ["booked"]);
    });
    let moved =
        act(&client, &made, "move", json!({"start_local": "2031-03-11T09:00", "end_local": "2031-03-11T10:00"}));
    assert_eq!(moved.ok()["start"], "2031-03-11T09:00:00Z");
    // Where somebody has to approve, what is held does not come by being moved.
    let tester = app.somebody(&[(Role::Contributor, "enterprise")]);
    let there = json!({"place": {"environment": "other"}});
    app.unchanged_by(|| act(&tester, &made, "move", there.clone()).refused(403));
    let moved = act(&client, &made, "move", there).ok();
    assert_eq!((&moved["place"]["environments"][0]["key"], &moved["state"]), (&json!("other"), &json!("approved")));
    assert_eq!(state(&client, &made), "approved");
});

both_databases!(a_series_is_made_as_a_whole_by_the_clock_or_not_at_all, |app| {
    let client = app.administrator();
    group(app, "sandboxes", true);
    environment(app, "uat", json!({"group": "sandboxes"}));
    let weekly = json!({"start": null, "end": null, "start_local": "2031-03-14T18:00", "end_local": "2031-03-14T22:00",
        "zone": "Europe/Berlin", "recurrence": {"rule": "FREQ=WEEKLY;BYDAY=FR", "until": "2031-04-12T00:00"}});
    // Two of its five evenings are taken.
    let taken = |day: u32, month: u32| {
        let day = format!("2031-{month:02}-{day:02}");
        let span = json!({"start": format!("{day}T18:00:00Z"), "end": format!("{day}T19:00:00Z")});
        book(&client, &format!("On {day}"), span).created()
    };
    let (first, second) = (taken(21, 3), taken(4, 4));
    let refused = app.unchanged_by(|| book(&client, "Friday", weekly.clone())).refused(409);
    assert_eq!(refused.reasons(), ["booked", "booked"]);
    assert!(refused.detail.contains("2 of 5"), "{}", refused.detail);
    for booking in [first, second] {
        act(&client, &booking, "cancel", json!({"reason": "make room"})).ok();
    }
    let made = book(&client, "Friday", weekly).created();
    let series = client.all(&format!("/bookings?series={}", made["series"].as_str().unwrap()));
    let starts: Vec<&str> = series.iter().map(|one| one["start"].as_str().unwrap()).collect();
    assert_eq!(starts[..3], ["2031-03-14T17:00:00Z", "2031-03-21T17:00:00Z", "2031-03-28T17:00:00Z"]);
    assert_eq!(starts[3..], ["2031-04-04T16:00:00Z", "2031-04-11T16:00:00Z"], "the clock was put forward");
    assert!(series.iter().all(|one| one["state"] == "approved"));
});

both_databases!(a_series_ends_by_its_rule_where_nothing_else_is_said, |app| {
    let client = app.administrator();
    environment(app, "uat", json!({}));
    let daily = |rule: &str| {
        json!({"start": null, "end": null, "start_local": "2031-03-14T18:00", "end_local": "2031-03-14T22:00",
            "recurrence": {"rule": rule}})
    };
    let made = book(&client, "Evenings", daily("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;COUNT=3")).created();
    let series = client.list(&format!("/bookings?series={}", made["series"].as_str().unwrap()), "start_local");
    assert_eq!(series, ["2031-03-14T18:00:00", "2031-03-17T18:00:00", "2031-03-18T18:00:00"]);
    let endless = app.unchanged_by(|| book(&client, "Always", daily("FREQ=DAILY")).refused(422));
    assert_eq!(endless.faults(), ["/recurrence too_many"]);
});

both_databases!(a_booking_begins_and_ends_by_itself_when_its_time_comes, |app| {
    let client = app.administrator();
    group(app, "sandboxes", true);
    let uat = environment(app, "uat", json!({"group": "sandboxes"}));
    let now: Timestamp = uat["created_at"].as_str().unwrap().parse().unwrap();
    let hours = |count: i64| (now + SignedDuration::from_hours(count)).to_string();
    let at = |from: i64, to: i64| json!({"start": hours(from), "end": hours(to)});
    let [first, second, wish] = [(1, 3), (3, 5), (1, 2)].map(|(from, to)| {
        let mut wanted = at(from, to);
        wanted["if_taken"] = json!("request");
        book(&client, "Regression", wanted).created()
    });
    let turn = || {
        while jobs::run_one(&app.service, "test").unwrap() {}
    };
    turn();
    assert_eq!((state(&client, &first), state(&client, &wish)), ("approved".to_owned(), "requested".to_owned()));
    app.clock.advance(SignedDuration::from_mins(61));
    turn();
    assert_eq!((state(&client, &first), state(&client, &second)), ("active".to_owned(), "approved".to_owned()));
    // Of two that are due at once, whoever was to have it while no server ran has had it.
    app.clock.advance(SignedDuration::from_hours(9));
    turn();
    assert_eq!((state(&client, &first), state(&client, &second)), ("returned".to_owned(), "returned".to_owned()));
    assert_eq!(state(&client, &wish), "requested", "what nobody decided becomes nothing by itself");
    app.settle();
    let told = client.all(&format!("/journal?about={}", first["id"].as_str().unwrap()));
    let kinds: Vec<&str> = told.iter().map(|event| event["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["booking.returned", "booking.activated", "booking.approved", "booking.requested"]);
    assert!(told[0]["actor"]["name"].is_null(), "nobody did it: {}", told[0]);
});

both_databases!(an_outage_while_somebody_has_the_environment_is_approved_with_a_reason_only, |app| {
    let client = app.administrator();
    group(app, "sandboxes", true);
    environment(app, "uat", json!({"group": "sandboxes"}));
    environment(app, "uat-db", json!({"group": "sandboxes", "parent": "uat"}));
    book(&client, "Regression", json!({"place": {"environment": "uat-db"}})).created();
    outage(&client, "uat", &at(18), &at(20), None).ok();
    let refused = outage(&client, "uat", &at(17), &at(20), Some("  ")).refused(409);
    assert_eq!(refused.reasons(), ["booked"]);
    let reason = &refused.body["reasons"][0];
    assert!(reason["detail"].as_str().unwrap().contains("Regression (Release manager)"), "{reason}");
    assert_eq!(reason["until"], at(18));
    assert_eq!(outage(&client, "uat", &at(17), &at(20), Some("it cannot wait")).ok()["status"], "approved");
    app.settle();
    let last = client.all("/journal?kind=change_request.approved");
    assert!(last.iter().any(|event| event["reason"] == "it cannot wait"), "{last:?}");
});
