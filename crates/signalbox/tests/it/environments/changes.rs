//! Change requests: asked for, decided, done; who may do which.

use super::environment;
use crate::harness::{Answer, Client};
use serde_json::{Value, json};
use signalbox_domain::authz::Role;

fn request(client: &Client, more: Value) -> Answer {
    let mut new = json!({"environment": "uat", "kind": "refresh", "title": "Fresh data",
        "span": {"start": "2030-03-01T08:00:00Z", "end": "2030-03-01T18:00:00Z"}});
    new.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    client.post("/change-requests", new)
}

fn step(client: &Client, id: &str, rev: i64, step: &str, reason: Option<&str>) -> Answer {
    client.act(&format!("/change-requests/{id}/{step}"), rev, json!({"reason": reason}))
}

both_databases!(a_change_request_goes_from_draft_to_done, |app| {
    let client = app.administrator();
    environment(&client, "uat", json!({})).created();
    app.release("PAY-1", json!({}));
    let asker = app.somebody(&[(Role::Contributor, "enterprise")]);
    let keeper = app.somebody(&[(Role::EnvironmentManager, "enterprise")]);
    let doer = app.somebody(&[(Role::Contributor, "enterprise")]);
    let me = doer.get("/session").ok()["person"]["id"].clone();
    let made = request(&asker, json!({"releases": ["pay-1"], "assignee": {"person": me}})).created();
    let id = made["id"].as_str().unwrap();
    assert_eq!((&made["status"], &made["steps"]), (&json!("draft"), &json!(["submit", "cancel"])));
    assert_eq!((&made["releases"][0]["key"], &made["environment"]["key"]), (&json!("PAY-1"), &json!("uat")));
    step(&asker, id, 1, "approve", None).refused(403);
    let told = step(&asker, id, 1, "begin", None).refused(403).body.to_string();
    assert!(told.contains("report deployments"), "{told}");
    step(&asker, id, 1, "submit", None).ok();
    step(&asker, id, 1, "submit", None).refused(412);
    step(&asker, id, 2, "approve", None).refused(403);
    step(&keeper, id, 2, "approve", None).ok();
    step(&doer, id, 3, "begin", None).ok();
    let changed = client.patch(&format!("/change-requests/{id}"), 4, json!({"title": "Other"})).refused(409);
    assert!(changed.detail.contains("it changes no more"), "{}", changed.detail);
    assert_eq!(step(&doer, id, 4, "fail", None).refused(422).faults(), ["/reason required"]);
    let done = step(&doer, id, 4, "finish", None).ok();
    assert_eq!((&done["status"], &done["steps"]), (&json!("done"), &json!([])));
    assert!(done["begun_at"].is_string() && done["ended_at"].is_string());
    let late = app.unchanged_by(|| step(&keeper, id, 5, "cancel", Some("too late"))).refused(409).body.to_string();
    assert!(late.contains("it is over"), "{late}");
    app.settle();
    assert_eq!(
        client.list("/journal?kind=change_request", "kind"),
        [
            "change_request.finished",
            "change_request.begun",
            "change_request.approved",
            "change_request.submitted",
            "change_request.created"
        ]
    );
});

both_databases!(what_was_approved_and_changes_waits_again, |app| {
    let client = app.administrator();
    environment(&client, "uat", json!({})).created();
    let made = request(&client, json!({})).created();
    let id = made["id"].as_str().unwrap();
    let path = format!("/change-requests/{id}");
    step(&client, id, 1, "submit", None).ok();
    step(&client, id, 2, "approve", None).ok();
    let team = json!({"key": "ops", "name": "Operations", "portfolio": "enterprise", "members": []});
    client.post("/teams", team).created();
    let given = client.patch(&path, 3, json!({"assignee": {"team": "ops"}})).ok();
    assert_eq!((&given["status"], &given["assignee"]["team"]["key"]), (&json!("approved"), &json!("ops")));
    let outage = json!({"outage": {"start": "2030-03-01T09:00:00Z", "end": "2030-03-01T10:00:00Z"}});
    assert_eq!(client.patch(&path, 4, outage).ok()["status"], "requested");
    app.unchanged_by(|| client.patch(&path, 5, json!({"title": "Fresh data"})).ok());
    assert_eq!(client.get(&path).ok()["rev"], 5);
});

both_databases!(what_is_no_change_request_is_refused_and_changes_nothing, |app| {
    let client = app.administrator();
    environment(&client, "uat", json!({})).created();
    let at = |start: &str, end: &str| json!({"start": start, "end": end});
    for (wrong, faults) in [
        (json!({"environment": "ghost"}), vec!["/environment unknown"]),
        (json!({"releases": ["ghost"], "bookings": ["x"]}), vec!["/releases/0 unknown", "/bookings/0 unknown"]),
        (json!({"bookings": ["bok_01m8dbjg06ewsa9qhhsyk7bj4w"]}), vec!["/bookings/0 unknown"]),
        (json!({"span": at("2030-03-01T08:00:00Z", "2030-03-01T08:00:00Z")}), vec!["/span/end empty"]),
        (json!({"span": at("2030-03-01T08:00:00Z", "2030-02-01T08:00:00Z")}), vec!["/span/end order"]),
        (json!({"outage": at("2030-03-02T08:00:00Z", "2030-03-02T09:00:00Z")}), vec!["/outage range"]),
        (json!({"kind": "outage"}), vec!["/outage required"]),
        (json!({"assignee": {}}), vec!["/assignee choice"]),
    ] {
        assert_eq!(app.unchanged_by(|| request(&client, wrong.clone())).refused(422).faults(), faults, "{wrong}");
    }
    // A draft may still lack its time; what is submitted may not.
    let draft = request(&client, json!({"span": null})).created();
    let submitted = step(&client, draft["id"].as_str().unwrap(), 1, "submit", None).refused(422);
    assert_eq!(submitted.faults(), ["/span required"]);
});

both_databases!(change_requests_are_found_by_what_they_are, |app| {
    let client = app.administrator();
    app.portfolio("bank", "enterprise");
    environment(&client, "uat", json!({})).created();
    environment(&client, "vault", json!({"portfolio": "bank"})).created();
    app.release("PAY-1", json!({}));
    let first = request(&client, json!({"title": "First", "releases": ["PAY-1"]})).created();
    request(&client, json!({"title": "Second", "kind": "configure"})).created();
    request(&client, json!({"title": "Third", "environment": "vault"})).created();
    step(&client, first["id"].as_str().unwrap(), 1, "cancel", Some("not needed")).ok();
    for (query, titles) in [
        ("", vec!["Third", "Second", "First"]),
        ("?limit=2", vec!["Third", "Second", "First"]),
        ("?open=true", vec!["Third", "Second"]),
        ("?open=false", vec!["First"]),
        ("?status=cancelled", vec!["First"]),
        ("?kind=configure", vec!["Second"]),
        ("?environment=vault", vec!["Third"]),
        ("?release=PAY-1", vec!["First"]),
        ("?q=SEC", vec!["Second"]),
    ] {
        let found: Vec<Value> =
            client.all(&format!("/change-requests{query}")).into_iter().map(|mut one| one["title"].take()).collect();
        assert_eq!(found, titles, "{query}");
    }
    let outsider = app.somebody(&[(Role::Viewer, "bank")]);
    assert_eq!(outsider.list("/change-requests", "title"), ["Third"]);
    outsider.get(&format!("/change-requests/{}", first["id"].as_str().unwrap())).refused(404);
});
