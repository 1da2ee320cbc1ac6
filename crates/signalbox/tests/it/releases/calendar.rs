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
    planned("ELSEWHERE", "retail", "2031-05-01");
    let need = |from: &str, to: &str, hard: bool| {
        let rev = client.get(&format!("/releases/{from}")).rev();
        let body = json!({"hard": hard, "note": "the new tariff"});
        client.put(&format!("/releases/{from}/dependencies/{to}"), rev, body).ok();
    };
    need("SHOP", "LEDGER", true);
    need("SHOP", "SCHEMA", false);
    need("SHOP", "SECRET", true);
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
            entry("LEDGER", true, Value::Null),
            entry("SCHEMA", false, Value::Null),
            entry("SECRET", true, json!("later")),
        ]
    );
    let member = app.member_of("retail");
    assert_eq!(shown(&member, "").len(), 2, "who does not see a release does not see that it is needed");
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
        [entry("LEDGER", true, json!("cancelled")), entry("SCHEMA", false, json!("cancelled"))]
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
