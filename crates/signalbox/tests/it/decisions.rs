//! May this go to that environment at that time?

use serde_json::{Value, json};
use signalbox_domain::authz::Role;

both_databases!(what_others_have_for_themselves_is_in_the_way_until_it_ends, |app| {
    let client = app.administrator();
    for (key, parent) in [("rack", Value::Null), ("uat", json!("rack"))] {
        let new = json!({"key": key, "name": key, "portfolio": "enterprise", "parent": parent});
        client.post("/environments", new).created();
    }
    app.release("PAY-1", json!({}));
    let booked = json!({"title": "Acceptance of PAY-1", "portfolio": "enterprise", "release": "PAY-1",
        "place": {"environment": "rack"}, "usage": "exclusive", "purpose": "code",
        "start": "2030-03-01T08:00:00Z", "end": "2030-03-05T18:00:00Z"});
    let booked = client.post("/bookings", booked).created();
    let ask = |who: &crate::harness::Client, more: Value| {
        let mut question = json!({"environment": "uat", "at": "2030-03-02T12:00:00Z"});
        question.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        who.post("/decisions", question)
    };
    let pipeline = app.somebody(&[(Role::Machine, "enterprise")]);
    assert_eq!(ask(&pipeline, json!({})).ok()["allowed"], true, "what is only asked for keeps nobody out");
    let path = format!("/bookings/{}/approve", booked["id"].as_str().unwrap());
    client.act(&path, 1, json!({})).ok();
    let told = app.unchanged_by(|| ask(&pipeline, json!({}))).ok();
    assert_eq!((&told["allowed"], &told["allowed_from"]), (&json!(false), &json!("2030-03-05T18:00:00Z")));
    assert_eq!((&told["reasons"][0]["code"], &told["reasons"][0]["until"]), (&json!("booked"), &told["allowed_from"]));
    assert!(told["reasons"][0]["detail"].as_str().unwrap().contains("Acceptance of PAY-1"), "{told}");
    assert!(told["reasons"][0]["who"].is_string(), "{told}");
    // The release it was booked for, whoever asked for it, and the instant it ends.
    assert_eq!(ask(&pipeline, json!({"release": "PAY-1"})).ok()["allowed"], true);
    assert_eq!(ask(&client, json!({})).ok()["allowed"], true);
    assert_eq!(ask(&pipeline, json!({"at": "2030-03-05T18:00:00Z"})).ok()["allowed"], true);
    // Somebody who sees the environment and not the booking learns when, not who.
    app.portfolio("site", "enterprise");
    client.patch("/environments/uat", 1, json!({"portfolio": "site"})).ok();
    let outsider = app.somebody(&[(Role::Machine, "site")]);
    let told = ask(&outsider, json!({})).ok();
    assert_eq!(told["allowed"], false);
    assert!(!told.to_string().contains("Acceptance"), "{told}");
    ask(&outsider, json!({"environment": "rack"})).refused(404);
});

both_databases!(outages_and_blockouts_are_in_the_way, |app| {
    let client = app.administrator();
    client.post("/environments", json!({"key": "uat", "name": "UAT", "portfolio": "enterprise"})).created();
    let outage = json!({"environment": "uat", "kind": "outage", "title": "New disks",
        "span": {"start": "2030-03-01T00:00:00Z", "end": "2030-03-02T00:00:00Z"},
        "outage": {"start": "2030-03-01T08:00:00Z", "end": "2030-03-01T10:00:00Z"}});
    let request = client.post("/change-requests", outage).created();
    let id = request["id"].as_str().unwrap();
    let ask = || client.post("/decisions", json!({"environment": "uat", "at": "2030-03-01T09:00:00Z"})).ok();
    assert_eq!(ask()["allowed"], true, "a draft keeps nobody out");
    client.act(&format!("/change-requests/{id}/submit"), 1, json!({})).ok();
    client.act(&format!("/change-requests/{id}/approve"), 2, json!({})).ok();
    let told = ask();
    assert_eq!(
        (&told["reasons"][0]["code"], &told["allowed_from"]),
        (&json!("outage"), &json!("2030-03-01T10:00:00Z"))
    );
    let blockout = json!({"key": "closed", "name": "Closed", "kind": "blockout", "portfolio": "enterprise",
        "start": "2030-03-01T09:30", "end": "2030-03-01T12:00"});
    client.post("/windows", blockout).created();
    assert_eq!(ask()["allowed_from"], "2030-03-01T12:00:00Z", "when one ends the other has begun");
});
