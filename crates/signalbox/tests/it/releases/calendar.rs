//! The calendar: what releases need of each other, and what was planned before.

use serde_json::{Value, json};

const YEAR: &str = "from=2026-01-01&to=2027-01-01";

both_databases!(the_calendar_says_who_needs_whom_and_which_need_is_in_trouble, |app| {
    let client = app.administrator();
    app.portfolio("retail", "enterprise");
    app.portfolio("vault", "enterprise");
    let planned = |key: &str, portfolio: &str, target: &str| {
        app.release(key, json!({"portfolio": portfolio, "start": "2026-02-01", "target": {"date": target}}))
    };
    planned("SHOP", "retail", "2026-04-01");
    planned("LEDGER", "retail", "2026-04-01");
    planned("SCHEMA", "retail", "2026-03-01");
    planned("SECRET", "vault", "2026-05-01");
    planned("TARIFF", "retail", "2026-02-01");
    planned("ELSEWHERE", "retail", "2031-05-01");
    let need = |from: &str, to: &str, hard: bool| {
        let rev = client.get(&format!("/releases/{from}")).rev();
        let body = json!({"hard": hard, "note": "the new tariff"});
        client.put(&format!("/releases/{from}/dependencies/{to}"), rev, body).ok();
    };
    need("SHOP", "LEDGER", true);
    need("SHOP", "SCHEMA", false);
    need("SHOP", "SECRET", true);
    need("SHOP", "TARIFF", true);
    let shown = |who: &crate::harness::Client, query: &str| -> Vec<(String, bool, Value)> {
        let calendar = who.get(&format!("/calendar?{YEAR}{query}")).ok();
        let releases = calendar["releases"].as_array().unwrap();
        let key_of =
            |id: &Value| releases.iter().find(|row| row["id"] == *id).unwrap()["key"].as_str().unwrap().to_owned();
        let mut found: Vec<_> = calendar["dependencies"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| {
                assert_eq!((key_of(&one["release"]).as_str(), &one["note"]), ("SHOP", &json!("the new tariff")));
                (key_of(&one["needs"]), one["hard"].as_bool().unwrap(), one["trouble"].clone())
            })
            .collect();
        found.sort_by(|one, other| one.0.cmp(&other.0));
        found
    };
    let entry = |key: &str, hard, trouble: Value| (key.to_owned(), hard, trouble);
    assert_eq!(
        shown(&client, ""),
        [
            entry("LEDGER", true, json!("early")),
            entry("SCHEMA", false, Value::Null),
            entry("SECRET", true, json!("later")),
            entry("TARIFF", true, Value::Null),
        ],
        "a hard need is there before the other begins, a soft one before it is delivered"
    );
    let member = app.member_of("retail");
    assert_eq!(shown(&member, "").len(), 3, "who does not see a release does not see that it is needed");
    assert_eq!(shown(&client, "&q=SHOP"), [], "a need of which one end is not shown is not shown");

    let rev = client.get("/releases/LEDGER").rev();
    client.patch("/releases/LEDGER", rev, json!({"target": {"date": "2026-04-02"}})).ok();
    assert_eq!(shown(&member, "")[0], entry("LEDGER", true, json!("later")));
    for (key, to) in [("LEDGER", "cancelled"), ("SCHEMA", "cancelled")] {
        let rev = client.get(&format!("/releases/{key}")).rev();
        client.act(&format!("/releases/{key}/transition"), rev, json!({"to": to})).ok();
    }
    assert_eq!(
        shown(&member, ""),
        [
            entry("LEDGER", true, json!("cancelled")),
            entry("SCHEMA", false, json!("cancelled")),
            entry("TARIFF", true, Value::Null),
        ]
    );
});

both_databases!(the_calendar_remembers_what_was_planned_before, |app| {
    let client = app.administrator();
    app.release(
        "MOVED",
        json!({"start": "2026-02-01", "target": {"date": "2026-04-01"},
            "phases": [{"name": "Build", "start": "2026-02-01", "end": "2026-03-01"}],
            "milestones": [{"kind": "gate", "name": "Freeze", "due": {"date": "2026-03-01"}}]}),
    );
    app.release("STEADY", json!({"start": "2026-02-01", "target": {"date": "2026-04-01"}}));
    let former = |query: &str| client.get(&format!("/calendar/baselines?{YEAR}{query}")).ok()["items"].clone();
    assert_eq!(former(""), json!([]), "what never moved has no former dates");
    for target in ["2026-05-01", "2026-06-01"] {
        let rev = client.get("/releases/MOVED").rev();
        client.patch("/releases/MOVED", rev, json!({"target": {"date": target}, "reason": "supplier is late"})).ok();
    }
    let items = former("");
    let first = &items[0];
    assert_eq!(items.as_array().unwrap().len(), 1);
    assert_eq!(
        (&first["number"], &first["end"], &first["start"]),
        (&json!(1), &json!("2026-04-01"), &json!("2026-02-01"))
    );
    assert_eq!(
        (&first["reason"], &first["by"]["name"]),
        (&json!("supplier is late"), &client.get("/session").ok()["person"]["name"])
    );
    assert_eq!(
        (&first["phases"][0]["end"], &first["milestones"][0]["date"]),
        (&json!("2026-03-01"), &json!("2026-03-01"))
    );
    assert_eq!(former("&which=last")[0]["end"], "2026-05-01");
    assert_eq!(former("&q=STEADY"), json!([]));
    assert_eq!(client.get("/calendar/baselines?from=2027-01-01&to=2028-01-01").ok()["items"], json!([]));
    client.get(&format!("/calendar/baselines?{YEAR}&which=best")).refused(400);
    client.get("/calendar/baselines?from=2026-02-10&to=2026-02-10").refused(422);
    app.portfolio("elsewhere", "enterprise");
    let stranger = app.member_of("elsewhere");
    assert_eq!(stranger.get(&format!("/calendar/baselines?{YEAR}")).ok()["items"], json!([]));
});

both_databases!(what_was_read_before_is_shown_as_it_is_now, |app| {
    let client = app.administrator();
    app.portfolio("retail", "enterprise");
    app.release(
        "R-1",
        json!({"portfolio": "retail", "start": "2026-03-02", "target": {"date": "2026-04-01"},
            "phases": [{"name": "Build", "start": "2026-03-02", "end": "2026-03-20"}],
            "milestones": [{"kind": "gate", "key": "go", "name": "Go", "due": {"date": "2026-03-27"}}]}),
    );
    let shown = || client.get("/calendar?from=2026-03-01&to=2026-05-01").ok()["releases"][0].clone();
    let phases = || client.all("/releases/R-1/phases");
    let same = |step: &str| {
        let (calendar, plan) = (shown(), phases());
        let told: Vec<_> = calendar["phases"].as_array().unwrap().iter().collect();
        assert_eq!(told.len(), plan.len(), "after {step}");
        for (told, phase) in told.into_iter().zip(&plan) {
            for field in ["id", "name", "start", "end"] {
                assert_eq!(told[field], phase[field], "{field} after {step}");
            }
        }
        let gates = client.all("/releases/R-1/milestones");
        let told = calendar["milestones"].as_array().unwrap();
        assert_eq!(told.len(), gates.len(), "after {step}");
        for (told, gate) in told.iter().zip(&gates) {
            assert_eq!((&told["name"], &told["state"]), (&gate["name"], &gate["state"]), "after {step}");
            assert_eq!(told["date"], gate["due"]["date"], "after {step}");
        }
    };
    same("making it");
    same("reading it");
    let phase = phases()[0]["id"].as_str().unwrap().to_owned();
    client.patch(&format!("/releases/R-1/phases/{phase}"), 1, json!({"name": "Construct"})).ok();
    same("another name");
    client.patch(&format!("/releases/R-1/phases/{phase}"), 2, json!({"end": "2026-03-24"})).ok();
    same("another end");
    client.post("/releases/R-1/phases", json!({"name": "Test", "start": "2026-03-23", "end": "2026-03-27"})).created();
    same("another phase");
    client.act("/releases/R-1/milestones/go/pass", 1, json!({})).ok();
    same("a passed gate");
    client.act("/releases/R-1/milestones/go/reopen", 2, json!({"reason": "too early"})).ok();
    same("an opened gate");
    let rev = client.get("/releases/R-1").rev();
    let moved = json!({"start": "2026-03-09", "end": "2026-04-08", "along": "all"});
    client.act("/releases/R-1/plan", rev, moved).ok();
    same("a move");
    client.delete(&format!("/releases/R-1/phases/{phase}"), phases()[0]["rev"].as_i64().unwrap()).ok();
    same("a phase that is gone");
});
