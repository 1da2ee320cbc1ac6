//! Two who want the same place: who is told what, and what a right and a reason can do about it.

use super::{act, at, book, environment, group};
use serde_json::{Value, json};
use signalbox_domain::authz::Role;

both_databases!(a_parent_is_not_booked_inside_its_child_nor_a_child_inside_its_parent, |app| {
    let client = app.administrator();
    group(app, "sandboxes", true);
    environment(app, "uat", json!({"group": "sandboxes"}));
    environment(app, "uat-db", json!({"group": "sandboxes", "parent": "uat"}));
    environment(app, "uat-web", json!({"group": "sandboxes", "parent": "uat"}));
    let tester = app.somebody(&[(Role::Contributor, "enterprise")]);
    let db = json!({"place": {"environment": "uat-db"}});
    let below = book(&tester, "Schema change", db.clone()).created();
    app.unchanged_by(|| {
        let refused = book(&client, "Everything", json!({"start": at(10), "end": at(12)})).refused(409);
        assert_eq!(refused.reasons(), ["booked"]);
        let reason = &refused.body["reasons"][0];
        let detail = reason["detail"].as_str().unwrap();
        assert!(detail.contains("Schema change (Colleague 1)"), "{detail}");
        assert_eq!((&reason["until"], &reason["who"]), (&json!(at(12)), &json!("Release manager")));
    });
    // What ends then does not meet what begins then, and beside it there is room.
    book(&client, "After", json!({"start": at(18), "end": at(20)})).created();
    book(&client, "Beside", json!({"place": {"environment": "uat-web"}})).created();
    act(&tester, &below, "cancel", json!({"reason": "done"})).ok();
    app.unchanged_by(|| {
        let inside = json!({"place": {"environment": "uat-db"}, "start": at(19), "end": at(30)});
        let refused = book(&tester, "Inside", inside).refused(409);
        assert!(refused.body["reasons"][0]["detail"].as_str().unwrap().contains("After (Release manager)"));
    });
});

both_databases!(shared_bookings_go_together_until_there_is_no_more_room, |app| {
    let client = app.administrator();
    group(app, "sandboxes", true);
    environment(app, "uat", json!({"group": "sandboxes", "shareable": true, "capacity": 2}));
    let shared = json!({"usage": "shared"});
    for title in ["First", "Second"] {
        assert_eq!(book(&client, title, shared.clone()).created()["state"], "approved");
    }
    app.unchanged_by(|| {
        assert_eq!(book(&client, "Third", shared.clone()).refused(409).reasons(), ["crowded"]);
        assert_eq!(book(&client, "Alone", json!({})).refused(409).reasons(), ["booked", "booked"]);
    });
    let changed = client.all("/bookings");
    let first = format!("/bookings/{}", changed[0]["id"].as_str().unwrap());
    app.unchanged_by(|| client.patch(&first, 1, json!({"usage": "exclusive"})).refused(409));
});

both_databases!(whoever_may_not_see_a_booking_hears_only_that_the_place_is_taken, |app| {
    for portfolio in ["platform", "shop", "bank"] {
        app.portfolio(portfolio, "enterprise");
    }
    group(app, "sandboxes", true);
    let client = app.administrator();
    client.patch("/environment-groups/sandboxes", 1, json!({"name": "Sandboxes"})).ok();
    environment(app, "uat", json!({"portfolio": "platform", "group": "sandboxes"}));
    let shopper = app.somebody(&[(Role::ReleaseManager, "shop"), (Role::Viewer, "platform")]);
    let banker = app.somebody(&[(Role::ReleaseManager, "bank"), (Role::Viewer, "platform")]);
    let made = book(&shopper, "Secret launch", json!({"portfolio": "shop"})).created();
    let timeline = "/bookings/timeline?from=2031-03-01&to=2031-04-01";
    app.unchanged_by(|| {
        let refused = book(&banker, "Audit", json!({"portfolio": "bank"}));
        assert_eq!(refused.refused(409).reasons(), ["booked"]);
        assert!(refused.text.contains("another booking"), "{}", refused.text);
        let asked = json!({"title": "Audit", "portfolio": "bank", "place": {"environment": "uat"}, "usage": "exclusive",
            "purpose": "code", "start": at(8), "end": at(18)});
        let preview = banker.post("/bookings/preview", asked);
        assert_eq!(
            (&preview.ok()["passes"], &preview.ok()["bookings"][0]["clashes"][0]["with"][0]["id"]),
            (&json!(false), &Value::Null)
        );
        let seen = banker.get(timeline);
        let taken = &seen.ok()["bookings"][0];
        assert_eq!((&taken["id"], &taken["title"], &taken["start"]), (&Value::Null, &Value::Null, &json!(at(8))));
        let list = banker.get("/bookings?total=true");
        assert_eq!(list.ok()["total"], 0);
        let one = banker.get(&format!("/bookings/{}", made["id"].as_str().unwrap()));
        one.refused(404);
        for answer in [&refused, &preview, &seen, &list, &one] {
            assert!(!answer.text.contains("Secret") && !answer.text.contains("Colleague 1"), "{}", answer.text);
        }
    });
    assert_eq!(shopper.get(timeline).ok()["bookings"][0]["title"], "Secret launch");
    // Nobody books what they cannot see.
    let outsider = app.member_of("bank");
    let refused = app.unchanged_by(|| book(&outsider, "Blind", json!({"portfolio": "bank"})));
    assert_eq!(refused.refused(422).faults(), ["/place/environment unknown"]);
});

both_databases!(an_overlap_is_accepted_knowingly_by_whoever_decides_there, |app| {
    let client = app.administrator();
    environment(app, "uat", json!({}));
    let tester = app.somebody(&[(Role::Contributor, "enterprise")]);
    let first = book(&client, "First", json!({})).created();
    act(&client, &first, "approve", json!({})).ok();
    let second = book(&tester, "Second", json!({"start": at(17), "end": at(20), "if_taken": "request"})).created();
    let because = json!({"reason": "both test the same thing"});
    app.unchanged_by(|| {
        act(&tester, &second, "overlaps", because.clone()).refused(403);
        act(&tester, &second, "approve", json!({})).refused(403);
        assert_eq!(act(&client, &second, "approve", json!({})).refused(409).reasons(), ["booked"]);
        assert_eq!(act(&client, &second, "overlaps", json!({"reason": " "})).refused(422).faults(), ["/reason text"]);
    });
    let accepted = act(&client, &second, "overlaps", because.clone()).ok();
    let overlap = &accepted["items"][0];
    assert_eq!(
        (&overlap["start"], &overlap["end"], &overlap["reason"], &overlap["by"]["name"]),
        (&json!(at(17)), &json!(at(18)), &because["reason"], &json!("Release manager"))
    );
    assert_eq!(overlap["bookings"].as_array().unwrap().len(), 2);
    assert_eq!(act(&client, &second, "overlaps", because).refused(409).reasons(), ["no_overlap"]);
    assert_eq!(act(&client, &second, "approve", json!({})).ok()["state"], "approved");
    // What overlaps for longer has to be accepted again.
    app.unchanged_by(|| {
        assert_eq!(act(&client, &second, "move", json!({"start": at(16)})).refused(409).reasons(), ["booked"]);
    });
    let listed = tester.get(&format!("/bookings/{}/overlaps", first["id"].as_str().unwrap())).ok();
    assert_eq!(listed["items"][0]["id"], overlap["id"]);
    app.settle();
    assert_eq!(client.list("/journal?kind=overlap", "kind"), ["overlap.accepted"]);
});

both_databases!(a_blockout_blocks_unless_a_right_and_a_reason_override_it, |app| {
    let client = app.administrator();
    app.portfolio("shop", "enterprise");
    environment(app, "uat", json!({"portfolio": "shop"}));
    let window = json!({"key": "move", "name": "Data centre move", "kind": "blockout", "portfolio": "enterprise",
        "start": "2031-03-10T12:00", "end": "2031-03-10T14:00"});
    client.post("/windows", window).created();
    let freeze = json!({"key": "pci", "name": "Others", "kind": "blockout", "portfolio": "enterprise",
        "start": "2031-03-10T12:00", "end": "2031-03-10T14:00", "selector": {"tags": ["pci"]}});
    client.post("/windows", freeze).created();
    let planner = app.somebody(&[(Role::ReleaseManager, "shop")]);
    let keeper = app.somebody(&[(Role::EnvironmentManager, "shop")]);
    let shop = json!({"portfolio": "shop"});
    let overriding = json!({"portfolio": "shop", "override": "the disks are late"});
    app.unchanged_by(|| {
        let refused = book(&planner, "Test", shop.clone()).refused(409);
        assert_eq!(refused.reasons(), ["blockout"]);
        let reason = &refused.body["reasons"][0];
        assert_eq!(reason["until"], at(14));
        assert!(reason["detail"].as_str().unwrap().contains("Data centre move"), "{reason}");
        assert!(reason["who"].as_str().unwrap().contains("Colleague 2"), "{reason}");
        book(&planner, "Test", overriding.clone()).refused(403);
    });
    book(&planner, "Before", json!({"portfolio": "shop", "end": at(12)})).created();
    let made = book(&keeper, "Test", json!({"portfolio": "shop", "if_taken": "request"})).created();
    assert_eq!(act(&keeper, &made, "approve", json!({})).refused(409).reasons(), ["blockout"]);
    let approved = act(&keeper, &made, "approve", json!({"override": "the disks are late"})).ok();
    assert_eq!(approved["state"], "approved");
    app.settle();
    let events = client.all(&format!("/journal?about={}", made["id"].as_str().unwrap()));
    assert_eq!(events[0]["reason"], "the disks are late");
});
