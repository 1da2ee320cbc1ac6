//! The journal: who changed what, from what to what, and why.

use serde_json::{Value, json};

/// What an event says of a field.
fn change<'a>(event: &'a Value, field: &str) -> (&'a Value, &'a Value) {
    let changes = event["changes"].as_array().unwrap();
    let found =
        changes.iter().find(|change| change["field"] == field).unwrap_or_else(|| panic!("no {field} in {event}"));
    (&found["before"], &found["after"])
}

both_databases!(every_field_is_told_before_and_after, |app| {
    let planner = app.member_of("enterprise");
    let release = app.release("R-1", json!({"risk": "low", "tags": ["a"], "target": {"date": "2026-02-01"}}));
    let position = app.settle();
    let edit = json!({"name": "Payments", "risk": "high", "tags": ["a", "b"], "description": "Tariffs"});
    planner.patch("/releases/R-1", 1, edit).ok();
    let events = app.events_since(position);
    assert_eq!(events.len(), 1);
    let event = &events[0];
    let id = &release["id"];
    assert_eq!((&event["kind"], &event["subject"], &event["about"]), (&json!("release.changed"), id, id));
    assert_eq!(event["actor"]["name"], "Colleague 1");
    assert_eq!(change(event, "name"), (&json!("The R 1"), &json!("Payments")));
    assert_eq!(change(event, "risk"), (&json!("low"), &json!("high")));
    assert_eq!(change(event, "tags"), (&json!(["a"]), &json!(["a", "b"])));
    assert_eq!(change(event, "description"), (&json!(""), &json!("Tariffs")));
    assert_eq!(event["changes"].as_array().unwrap().len(), 4, "and nothing else: {event}");

    planner.act("/releases/R-1/transition", 2, json!({"to": "planned", "comment": "agreed by the board"})).ok();
    let event = app.events_since(position + 1).remove(0);
    assert_eq!(event["kind"], "release.transitioned");
    assert_eq!(change(&event, "status"), (&json!("draft"), &json!("planned")));
    assert_eq!(event["reason"], "agreed by the board");
});

both_databases!(the_journal_is_searched_by_what_and_who, |app| {
    let planner = app.member_of("enterprise");
    let gate = json!({"kind": "gate", "name": "Gate", "due": {"date": "2026-01-20"}});
    let release = app.release("R-1", json!({"milestones": [gate]}));
    app.release("R-2", json!({}));
    planner.patch("/releases/R-2", 1, json!({"name": "Two"})).ok();
    app.settle();
    let client = app.administrator();
    let id = release["id"].as_str().unwrap();
    assert_eq!(client.list(&format!("/journal?about={id}"), "kind"), ["milestone.added", "release.created"]);
    assert_eq!(client.list(&format!("/journal?subject={id}"), "kind"), ["release.created"]);
    assert_eq!(client.list("/journal?kind=release.created", "name"), ["R-2", "R-1"]);
    assert_eq!(client.list("/journal?kind=release", "kind"), ["release.changed", "release.created", "release.created"]);
    let actor = client.all("/journal?kind=release.changed")[0]["actor"]["id"].as_str().unwrap().to_owned();
    assert_eq!(client.list(&format!("/journal?kind=release&actor={actor}"), "kind"), ["release.changed"]);
    assert_eq!(client.list("/releases/R-1/events", "kind"), ["milestone.added", "release.created"]);
    client.get("/journal?actor=me").refused(422);
    client.get("/journal?colour=red").refused(400);
    let positions: Vec<i64> = client.all("/journal").iter().map(|event| event["position"].as_i64().unwrap()).collect();
    let last = app.settle();
    assert_eq!(positions, (1..=last).rev().collect::<Vec<_>>(), "no place is missing");
});

both_databases!(an_event_carries_the_instant_it_became_true, |app| {
    let client = app.administrator();
    app.release("R-1", json!({}));
    app.clock.advance(jiff::SignedDuration::from_hours(1000));
    app.release("R-2", json!({}));
    app.settle();
    let instant = |event: &Value| event["at"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    let at: Vec<jiff::Timestamp> = client.all("/journal?kind=release.created").iter().map(instant).collect();
    let between = at[0].duration_since(at[1]);
    assert!(between >= jiff::SignedDuration::from_hours(1000), "{between}");
    assert!(between < jiff::SignedDuration::from_hours(1001), "{between}");
});
