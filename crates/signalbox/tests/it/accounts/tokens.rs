//! API tokens: told once, in force until their end, taken back at any time.

use crate::harness::Request;
use serde_json::json;

both_databases!(a_token_is_told_once_and_acts_as_its_person, |app| {
    let member = app.member_of("enterprise");
    let made = member.post("/tokens", json!({"name": "ci"}));
    let token = made.created();
    assert_eq!(made.header("cache-control"), Some("no-store"));
    let text = token["token"].as_str().unwrap();
    assert!(text.starts_with("sbx_"), "{text}");
    let machine = app.anonymous().with_token(text);
    assert_eq!(machine.get("/session").ok()["person"], member.get("/session").ok()["person"]);
    machine
        .post("/releases", json!({"key": "R-1", "name": "R", "kind": "project", "portfolio": "enterprise"}))
        .created();
    let listed = machine.get("/tokens").text;
    assert!(listed.contains("\"ci\"") && !listed.contains(text), "{listed}");
    let journal = {
        app.settle();
        app.administrator().get("/journal").text
    };
    assert!(!journal.contains(text));
    assert!(!app.contents().concat().contains(&text[4..]), "the store keeps a digest only");

    // Others neither see it nor take it back; its person and administrators do.
    let other = app.member_of("enterprise");
    assert!(!other.get("/tokens").text.contains("\"ci\""));
    let path = format!("/tokens/{}", token["id"].as_str().unwrap());
    other.send(Request::new("DELETE", &path)).refused(404);
    member.send(Request::new("DELETE", &path)).ok();
    machine.get("/releases").refused(401);
});

both_databases!(a_token_ends_when_it_should, |app| {
    let client = app.administrator();
    client.post("/tokens", json!({"name": "old", "expires_at": "2020-01-01T00:00:00Z"})).refused(422);
    let now: jiff::Timestamp =
        client.get("/calendar?from=2026-01-01&to=2026-01-02").ok()["now"].as_str().unwrap().parse().unwrap();
    let soon = now.checked_add(jiff::SignedDuration::from_hours(1)).unwrap();
    let token = client.post("/tokens", json!({"name": "short", "expires_at": soon.to_string()})).created();
    let machine = app.anonymous().with_token(token["token"].as_str().unwrap());
    machine.get("/releases").ok();
    // What it makes does not outlive it.
    let made = machine.post("/tokens", json!({"name": "for ever"})).created();
    assert_eq!(made["expires_at"], token["expires_at"]);
    app.clock.advance(jiff::SignedDuration::from_mins(61));
    machine.get("/releases").refused(401);
});

both_databases!(what_is_no_token_is_refused, |app| {
    for wrong in ["", "sbx_", "sbx_0", "x", "Bearer", &"x".repeat(5_000)] {
        app.anonymous().with_token(wrong).get("/releases").refused(401);
    }
    for scheme in ["Basic eDp5", "bearer x", "Bearer"] {
        app.anonymous().with("authorization", scheme).get("/releases").refused(401);
    }
    // Whoever sends a credential means it: a wrong one is not the same as none.
    app.anonymous().with_token("sbx_wrong").get("/setup").refused(401);
});

both_databases!(a_token_is_for_no_more_than_its_scope, |app| {
    let member = app.member_of("enterprise");
    let token = |scope: serde_json::Value| {
        let made = member.post("/tokens", json!({"name": "ci", "scope": scope})).created();
        assert_eq!(made["scope"], scope);
        app.anonymous().with_token(made["token"].as_str().unwrap())
    };
    let release = |key: &str| json!({"key": key, "name": "R", "kind": "project", "portfolio": "enterprise"});
    let planning = token(json!(["plan"]));
    planning.post("/releases", release("R-1")).created();
    let refused = planning.post("/releases/R-1/comments", json!({"body": "Hello"})).refused(403);
    assert!(refused.detail.contains("a token of wider scope"), "{}", refused.detail);
    member.post("/releases/R-1/comments", json!({"body": "Hello"})).created();

    // A token that reads changes nothing, not even what is its person's own; it sees what its person sees.
    let reading = token(json!([]));
    reading.get("/releases/R-1").ok();
    app.unchanged_by(|| {
        reading.post("/releases", release("R-2")).refused(403);
        reading.post("/tokens", json!({"name": "wider"})).refused(403);
    });

    // Neither a token made with a token nor a right that its person does not hold goes beyond.
    let made = planning.post("/tokens", json!({"name": "wider", "scope": ["plan", "comment"]})).created();
    assert_eq!(made["scope"], json!(["plan"]));
    assert_eq!(planning.post("/tokens", json!({"name": "all"})).created()["scope"], json!(["plan"]));
    let guest = app.somebody(&[(signalbox_domain::authz::Role::Viewer, "enterprise")]);
    let made = guest.post("/tokens", json!({"name": "much", "scope": ["plan", "administer"]})).created();
    let machine = app.anonymous().with_token(made["token"].as_str().unwrap());
    machine.post("/releases", release("R-3")).refused(403);
    member.post("/tokens", json!({"name": "odd", "scope": ["fly"]})).refused(422);
});
