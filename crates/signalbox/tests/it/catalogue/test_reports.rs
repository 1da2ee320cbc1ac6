//! What suites of tests found in versions: told once, listed, never changed.

use crate::harness::{Answer, App, Client};
use serde_json::{Value, json};
use signalbox_domain::authz::Role;

const REPORTS: &str = "/systems/cart/versions/1.1/test-reports";

fn told(client: &Client, suite: &str, more: Value) -> Answer {
    let mut new = json!({"suite": suite, "passed": 10, "failed": 0});
    new.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    client.post(REPORTS, new)
}

fn cart(app: &App) -> Client {
    let client = app.administrator();
    app.system("cart", json!({}));
    client.post("/systems/cart/versions", json!({"number": "1.1"})).created();
    client.post("/environments", json!({"key": "uat", "name": "UAT", "portfolio": "enterprise"})).created();
    client
}

both_databases!(a_pipeline_tells_what_its_tests_found_and_the_latest_comes_first, |app| {
    let client = cart(app);
    let pipeline = app.somebody(&[(Role::Machine, "enterprise")]);
    let at = |day: u32| format!("2026-01-{day:02}T00:00:00Z");
    let more = json!({"environment": "uat", "failed": 2, "skipped": 1, "finished_at": at(10), "url": "https://ci.example.org/7"});
    let made = told(&pipeline, "regression", more.clone()).created();
    assert_eq!(
        (&made["suite"], &made["environment"]["key"], &made["passed"], &made["failed"], &made["skipped"]),
        (&json!("regression"), &json!("uat"), &json!(10), &json!(2), &json!(1))
    );
    assert!(made["reported_by"]["id"].is_string());
    told(&pipeline, "unit", json!({"finished_at": at(5)})).created();
    told(&pipeline, "smoke", json!({})).created();
    assert_eq!(client.list(REPORTS, "suite"), ["smoke", "regression", "unit"]);
    let page = client.get(&format!("{REPORTS}?limit=2&total=true")).ok();
    assert_eq!((page["items"].as_array().unwrap().len(), &page["total"]), (2, &json!(3)));
    let rest = client.get(&format!("{REPORTS}?limit=2&cursor={}", page["next_cursor"].as_str().unwrap())).ok();
    assert_eq!(rest["items"][0]["suite"], "unit");
    // The same told again counts once; what differs is another run.
    let again = app.unchanged_by(|| told(&pipeline, "regression", more.clone()));
    assert_eq!((again.status, &again.ok()["id"]), (200, &made["id"]));
    let mut other = more;
    other["failed"] = json!(0);
    told(&pipeline, "regression", other).created();
    app.settle();
    let journal = client.all("/journal?kind=tests");
    assert_eq!((journal.len(), &journal[0]["kind"]), (4, &json!("tests.reported")));
    assert!(journal[0]["name"].as_str().unwrap().ends_with("cart 1.1"), "{}", journal[0]);
    // Whoever reads of the system need not see the environment.
    app.portfolio("elsewhere", "enterprise");
    client.patch("/environments/uat", 1, json!({"portfolio": "elsewhere"})).ok();
    app.portfolio("shop", "enterprise");
    let rev = client.get("/systems/cart").rev();
    client.patch("/systems/cart", rev, json!({"portfolio": "shop"})).ok();
    let member = app.somebody(&[(Role::Viewer, "shop")]);
    assert_eq!(member.get(&format!("{REPORTS}?limit=3")).ok()["items"][1]["environment"], Value::Null);
});

both_databases!(a_test_report_that_is_none_is_refused_with_every_fault, |app| {
    let client = cart(app);
    let faults = |suite: &str, more: Value| app.unchanged_by(|| told(&client, suite, more)).refused(422).faults();
    let pointers = |suite: &str, more: Value| app.unchanged_by(|| told(&client, suite, more)).refused(422).pointers();
    assert_eq!(
        pointers("unit", json!({"passed": -1, "failed": -1, "skipped": -1})),
        ["/failed", "/passed", "/skipped"]
    );
    assert_eq!(pointers(&"x".repeat(201), json!({})), ["/suite"]);
    assert_eq!(pointers("", json!({})), ["/suite"]);
    assert_eq!(faults("unit", json!({"passed": 0})), ["/passed required"]);
    let wrong = json!({"passed": 0, "environment": "nowhere", "finished_at": "2999-01-01T00:00:00Z", "url": "ftp://x"});
    assert_eq!(faults("unit", wrong), ["/environment unknown", "/passed required", "/finished_at range", "/url url"]);
    client
        .post("/systems/cart/versions/9/test-reports", json!({"suite": "unit", "passed": 1, "failed": 0}))
        .refused(404);
    app.stranger().post(REPORTS, json!({"suite": "unit", "passed": 1, "failed": 0})).refused(404);
    let viewer = app.somebody(&[(Role::Viewer, "enterprise")]);
    let refused = told(&viewer, "unit", json!({})).refused(403).body.to_string();
    assert!(refused.contains("report deployments"), "{refused}");
    // Names made up for each run would never be the latest of anything.
    for number in 0..100 {
        told(&client, &format!("run {number}"), json!({})).created();
    }
    assert_eq!(faults("run 100", json!({})), ["/suite too_many"]);
    told(&client, "run 7", json!({})).created();
});
