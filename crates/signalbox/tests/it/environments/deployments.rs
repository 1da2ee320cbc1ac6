//! Deployments and what runs where because of them: told, seen, found again; drift.

use super::environment;
use crate::harness::{Answer, App, Client};
use serde_json::{Value, json};
use signalbox_domain::authz::Role;

pub(super) fn deployed(client: &Client, system: &str, version: &str, at: &str, more: Value) -> Answer {
    let mut new = json!({"environment": "uat", "system": system, "version": version, "at": at});
    new.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    client.post("/deployments", new)
}

/// Says what was seen; one that sees asks for no revision.
pub(super) fn seen(client: &Client, place: &str, versions: &[(&str, &str)]) -> Answer {
    let told = versions.iter().map(|(system, version)| json!({"system": system, "version": version}));
    let body = json!({"versions": told.collect::<Vec<_>>()});
    client.send(crate::harness::Request::new("PUT", &format!("/environments/{place}/versions")).json(&body))
}

/// Systems with the versions that run in a place.
fn running(client: &Client, place: &str) -> Vec<String> {
    let found = client.get(&format!("/environments/{place}/versions")).ok();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let items = found["items"].as_array().unwrap().iter();
    items.map(|one| format!("{} {}", text(&one["system"]["key"]), text(&one["version"]))).collect()
}

fn place(app: &App) -> Client {
    let client = app.administrator();
    environment(&client, "uat", json!({})).created();
    for system in ["cart", "till"] {
        app.system(system, json!({}));
    }
    client
}

both_databases!(what_was_deployed_last_runs_whenever_it_was_told, |app| {
    let client = place(app);
    client.post("/systems/cart/versions", json!({"number": "1.1"})).created();
    let pipeline = app.somebody(&[(Role::Machine, "enterprise")]);
    let made = deployed(&pipeline, "cart", "1.1", "2026-01-10T00:00:00Z", json!({"source": "jenkins 7"})).created();
    assert_eq!((&made["result"], &made["system"]["key"]), (&json!("succeeded"), &json!("cart")));
    assert!(made["version_id"].is_string() && made["reported_by"]["id"].is_string());
    deployed(&pipeline, "cart", "1.0", "2026-01-05T00:00:00Z", json!({})).created();
    assert_eq!(running(&client, "uat"), ["cart 1.1"], "what is told of late never overwrites what is newer");
    deployed(&pipeline, "cart", "1.2", "2026-01-11T00:00:00Z", json!({"result": "failed"})).created();
    assert_eq!(running(&client, "uat"), ["cart 1.1"], "what failed does not run");
    deployed(&pipeline, "till", "9", "2026-01-11T00:00:00Z", json!({})).created();
    assert_eq!(running(&client, "uat"), ["cart 1.1", "till 9"]);
    let again = app.unchanged_by(|| deployed(&pipeline, "cart", "1.1", "2026-01-10T00:00:00Z", json!({})));
    assert_eq!((again.status, &again.ok()["id"]), (200, &made["id"]));
    for (query, count) in [
        ("", 4),
        ("?environment=uat", 4),
        ("?system=cart", 3),
        ("?result=failed", 1),
        ("?from=2026-01-10T00:00:00Z", 3),
        ("?to=2026-01-10T00:00:00Z", 1),
        ("?portfolio=enterprise&limit=3", 4),
    ] {
        assert_eq!(client.all(&format!("/deployments{query}")).len(), count, "{query}");
    }
    app.settle();
    assert_eq!(client.list("/journal?kind=deployment", "kind"), ["deployment.reported"; 4]);
});

both_databases!(a_deployment_that_is_none_is_refused_with_every_fault, |app| {
    let client = place(app);
    let wrong = json!({"environment": "nowhere", "system": "nothing", "version": "1"});
    let refused = app.unchanged_by(|| client.post("/deployments", wrong)).refused(422);
    assert_eq!(refused.faults(), ["/environment unknown", "/system unknown"]);
    let more = json!({"url": "ftp://x", "source": "two\nlines"});
    let refused = app.unchanged_by(|| deployed(&client, "cart", "1", "2999-01-01T00:00:00Z", more)).refused(422);
    assert_eq!(refused.faults(), ["/at range", "/source text", "/url url"]);
    let viewer = app.somebody(&[(Role::Viewer, "enterprise")]);
    let told = deployed(&viewer, "cart", "1", "2026-01-01T00:00:00Z", json!({})).refused(403).body.to_string();
    assert!(told.contains("report deployments"), "{told}");
    seen(&viewer, "uat", &[("cart", "1")]).refused(403);
    let twice = app.unchanged_by(|| seen(&client, "uat", &[("cart", "1"), ("CART", "2"), ("ghost", "1")]));
    assert_eq!(twice.refused(422).faults(), ["/versions/1/system twice", "/versions/2/system unknown"]);
});

both_databases!(what_was_seen_and_nobody_announced_is_drift, |app| {
    let client = place(app);
    let minutes = |minutes: i64| app.clock.advance(jiff::SignedDuration::from_mins(minutes));
    seen(&client, "uat", &[("cart", "1.0"), ("till", "9")]).ok();
    let drift = || client.get("/environments/uat/drift").ok();
    assert_eq!(drift()["items"], json!([]), "where nobody looked before nothing drifted");
    minutes(10);
    client.post("/deployments", json!({"environment": "uat", "system": "cart", "version": "1.1"})).created();
    minutes(10);
    seen(&client, "uat", &[("cart", "1.1"), ("till", "10")]).ok();
    let found = drift();
    assert_eq!(found["items"].as_array().unwrap().len(), 1, "{found}");
    let only = &found["items"][0];
    assert_eq!(
        (&only["part"], &only["name"], &only["before"], &only["after"]),
        (&json!("versions"), &json!("till"), &json!("9"), &json!("10"))
    );
    seen(&client, "uat", &[("cart", "1.1"), ("till", "10")]).ok();
    app.settle();
    let told = client.all("/journal?kind=environment.drifted");
    assert_eq!((told.len(), &told[0]["changes"][0]["after"]), (1, &json!("10")), "it is told once");
    assert_eq!(
        client.list("/journal?kind=environment.versions_seen", "kind").len(),
        2,
        "the same seen again is no news"
    );

    // While somebody works on the environment by request, nothing drifts.
    minutes(10);
    let new = json!({"environment": "uat", "kind": "deploy", "title": "By hand",
        "span": {"start": "2030-03-01T08:00:00Z", "end": "2030-03-01T18:00:00Z"}});
    let request = client.post("/change-requests", new).created();
    let step = |rev: i64, step: &str| {
        client.act(&format!("/change-requests/{}/{step}", request["id"].as_str().unwrap()), rev, json!({})).ok();
    };
    step(1, "submit");
    step(2, "approve");
    step(3, "begin");
    minutes(1);
    seen(&client, "uat", &[("cart", "2.0")]).ok();
    client.patch("/environments/uat", 1, json!({"profile": {"network": {"vlan": "7"}}})).ok();
    step(4, "finish");
    minutes(1);
    app.settle();
    assert_eq!(drift()["items"].as_array().unwrap().len(), 1);
    assert_eq!(running(&client, "uat"), ["cart 2.0"], "what is not seen runs no longer");
    assert_eq!(client.all("/journal?kind=environment.drifted").len(), 1, "what a request announced is no drift");
    client.patch("/environments/uat", 2, json!({"profile": {"network": {"vlan": "8"}}})).ok();
    app.settle();
    let latest = drift()["items"][0].clone();
    assert_eq!(
        (&latest["part"], &latest["name"], &latest["before"], &latest["after"]),
        (&json!("network"), &json!("vlan"), &json!("7"), &json!("8"))
    );
    // The change itself says so, in the same write.
    let id = client.get("/environments/uat").ok()["id"].as_str().unwrap().to_owned();
    let told = client.all(&format!("/journal?kind=environment.drifted&about={id}"));
    assert_eq!(told.len(), 2, "{told:?}");
    assert_eq!(told[0]["changes"], json!([{"field": "profile/network/vlan", "before": "7", "after": "8"}]));
    let changed = client.all("/journal?kind=environment.profile_changed").remove(0);
    assert_eq!(told[0]["at"], changed["at"]);
    assert_eq!(client.get("/environments/uat/drift?since=2999-01-01T00:00:00Z").ok()["items"], json!([]));
});
