//! What automatic criteria ask about what a release delivers: builds, tests, deployments, environments.

use super::{gate, gated, pass};
use crate::harness::{App, Client};
use serde_json::{Value, json};

/// A release that delivers a version of each of some systems.
fn delivering(app: &App, systems: &[&str]) -> Client {
    let client = app.administrator();
    gated(app, "PAY-1");
    for system in systems {
        deliver(app, &client, system);
    }
    client
}

fn deliver(app: &App, client: &Client, system: &str) {
    app.system(system, json!({}));
    client.post(&format!("/systems/{system}/versions"), json!({"number": "1.0", "digest": "sha256:1"})).created();
    let rev = client.get("/releases/PAY-1").rev();
    client.put(&format!("/releases/PAY-1/manifest/{system}"), rev, json!({"version": "1.0"})).ok();
}

fn automatic(client: &Client, expression: &str) {
    let new = json!({"name": expression, "expression": expression});
    client.post("/releases/PAY-1/gates/go/criteria", new).created();
}

fn outcomes(client: &Client) -> Vec<Value> {
    gate(client, "PAY-1")["criteria"].as_array().unwrap().iter().map(|one| one["outcome"].clone()).collect()
}

fn tested(client: &Client, system: &str, more: Value) {
    let mut new = json!({"suite": "regression", "passed": 9, "failed": 0});
    new.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    client.post(&format!("/systems/{system}/versions/1.0/test-reports"), new).created();
}

both_databases!(a_gate_is_held_until_what_it_delivers_is_tested, |app| {
    let client = delivering(app, &["cart", "till"]);
    automatic(
        &client,
        "builds.all(b, tests.exists(t, t.system == b.system && t.suite == 'regression' && t.failed == 0))",
    );
    let held = app.unchanged_by(|| pass(&client, "PAY-1")).refused(409);
    assert!(
        held.body["reasons"][0]["detail"].as_str().unwrap().contains("it is not so that builds.all"),
        "{}",
        held.body
    );
    tested(&client, "cart", json!({"finished_at": "2026-01-02T00:00:00Z"}));
    tested(&client, "till", json!({"failed": 1, "finished_at": "2026-01-02T00:00:00Z"}));
    assert_eq!(outcomes(&client), ["lacks"]);
    // A suite that is told of late is not the latest.
    tested(&client, "till", json!({"finished_at": "2026-01-01T00:00:00Z"}));
    assert_eq!(outcomes(&client), ["lacks"]);
    tested(&client, "till", json!({"finished_at": "2026-01-03T00:00:00Z"}));
    assert_eq!(outcomes(&client), ["holds"]);
    // Another version has its own tests.
    client.post("/systems/till/versions", json!({"number": "1.1"})).created();
    let rev = client.get("/releases/PAY-1").rev();
    client.put("/releases/PAY-1/manifest/till", rev, json!({"version": "1.1"})).ok();
    assert_eq!(outcomes(&client), ["lacks"]);
    let rev = client.get("/releases/PAY-1").rev();
    client.put("/releases/PAY-1/manifest/till", rev, json!({"version": "1.0"})).ok();
    pass(&client, "PAY-1").ok();
});

both_databases!(a_gate_asks_for_builds_deployments_and_environments, |app| {
    let client = delivering(app, &["cart"]);
    for place in ["sit", "uat"] {
        client
            .post("/environments", json!({"key": place, "name": place, "portfolio": "enterprise", "stage": "test"}))
            .created();
    }
    automatic(&client, "builds.all(b, b.is_registered && b.digest != null && b.sbom_url == null)");
    automatic(&client, "deployments.exists(d, d.system == 'cart' && d.version == '1.0' && d.result == 'succeeded')");
    automatic(&client, "environments.exists(e, e.key == 'uat' && e.stage == 'test' && e.health != 'down')");
    assert_eq!(outcomes(&client), ["holds", "lacks", "lacks"]);
    let booking = json!({"title": "Acceptance", "portfolio": "enterprise", "place": {"environment": "uat"}, "release": "PAY-1",
        "usage": "exclusive", "purpose": "code", "start": "2031-03-10T08:00:00Z", "end": "2031-03-10T18:00:00Z"});
    let booking = client.post("/bookings", booking).created();
    assert_eq!(outcomes(&client), ["holds", "lacks", "lacks"], "what is only asked for is not booked");
    client.act(&format!("/bookings/{}/approve", booking["id"].as_str().unwrap()), 1, json!({})).ok();
    assert_eq!(outcomes(&client), ["holds", "lacks", "holds"]);
    let deployed = json!({"environment": "sit", "system": "cart", "version": "1.0", "result": "failed"});
    client.post("/deployments", deployed).created();
    assert_eq!(outcomes(&client), ["holds", "lacks", "holds"]);
    automatic(&client, "environments.map(e, e.key) == ['sit', 'uat'] && environments[0].group == null");
    client.post("/deployments", json!({"environment": "sit", "system": "cart", "version": "1.0"})).created();
    assert_eq!(outcomes(&client), ["holds", "holds", "holds", "holds"]);
});

both_databases!(what_a_gate_asks_costs_the_same_however_much_is_delivered, |app| {
    let client = delivering(app, &["cart"]);
    automatic(&client, "tests.all(t, t.failed == 0)");
    let cost = || client.get("/releases/PAY-1/gates/go").statements();
    let one = cost();
    for system in ["till", "ledger", "billing", "search", "mail"] {
        deliver(app, &client, system);
        tested(&client, system, json!({}));
    }
    assert_eq!(cost(), one);
    tested(&client, "mail", json!({"failed": 1}));
    assert_eq!(outcomes(&client), ["lacks"]);
});

both_databases!(a_policy_asks_what_the_tests_of_a_version_found, |app| {
    let client = app.administrator();
    app.system("cart", json!({}));
    client.post("/systems/cart/versions", json!({"number": "1.0"})).created();
    client.post("/environments", json!({"key": "prod", "name": "Production", "portfolio": "enterprise"})).created();
    let ask = || client.post("/decisions", json!({"system": "cart", "version": "1.0", "environment": "prod"})).ok();
    let before = ask();
    assert_eq!(before["facts"]["tests"], json!([]));
    assert_eq!(before["facts"].get("builds"), None, "a decision keeps what policies may ask about");
    let policy = json!({"key": "tested", "name": "Tested", "portfolio": "enterprise", "enforcement": "deny",
        "message": "{version.system} {version.number} is not tested",
        "expression": "tests.exists(t, t.suite == 'regression' && t.failed == 0)"});
    client.post("/policies", policy).created();
    client.act("/policies/tested/enforce", 1, json!({})).ok();
    let told = ask();
    assert_eq!(told["allowed"], false);
    assert!(told["reasons"][0].to_string().contains("cart 1.0 is not tested"), "{told}");
    tested(&client, "cart", json!({"environment": "prod"}));
    let told = ask();
    assert_eq!((&told["allowed"], &told["facts"]["tests"][0]["environment"]), (&json!(true), &json!("prod")));
    // What was decided before is made again from what was known then.
    let again = client.get(&format!("/decisions/{}", before["id"].as_str().unwrap())).ok();
    assert_eq!((&again["facts"], &again["repeats"]), (&before["facts"], &json!(true)));
});

both_databases!(a_report_that_comes_after_a_gate_was_passed_counts_at_the_next_decision, |app| {
    let client = delivering(app, &["cart"]);
    client
        .post("/environments", json!({"key": "uat", "name": "UAT", "portfolio": "enterprise", "stage": "test"}))
        .created();
    let rev = gate(&client, "PAY-1")["gate"]["rev"].as_i64().unwrap();
    client.patch("/releases/PAY-1/milestones/go", rev, json!({"guards": "test"})).ok();
    automatic(&client, "tests.exists(t, t.suite == 'regression') && tests.all(t, t.failed == 0)");
    let held = || {
        let asked = json!({"system": "cart", "version": "1.0", "environment": "uat", "release": "PAY-1"});
        client.post("/decisions", asked).ok()["reasons"].to_string().contains("it is not so that tests.exists")
    };
    assert!(held());
    tested(&client, "cart", json!({}));
    pass(&client, "PAY-1").ok();
    assert!(!held());
    tested(&client, "cart", json!({"failed": 1}));
    assert!(held());
    assert_eq!(gate(&client, "PAY-1")["gate"]["state"], "passed", "what was decided stays as it was");
});
