//! The four questions of a release's header: on time, blocked by, next gate, who decides.

use crate::harness::App;
use serde_json::{Value, json};

fn answers(app: &App, key: &str) -> Value {
    app.administrator().get(&format!("/releases/{key}")).ok()["answers"].clone()
}

fn codes(answer: &Value) -> Vec<&str> {
    answer["reasons"].as_array().unwrap().iter().map(|reason| reason["code"].as_str().unwrap()).collect()
}

/// The day some days after today, by the database's clock.
fn ahead(app: &App, days: i32) -> String {
    let now = app.administrator().get("/calendar?from=2026-01-01&to=2026-01-02").ok()["now"].clone();
    let day: jiff::civil::Date = now.as_str().unwrap()[..10].parse().unwrap();
    day.saturating_add(jiff::Span::new().days(days)).to_string()
}

both_databases!(the_header_answers_four_questions_with_reasons_and_where_to_look, |app| {
    let client = app.administrator();
    let owner = app.person("Product owner", "owner@example.org");
    let plan = |days: i32| json!({"target": {"date": ahead(app, days)}});
    app.release(
        "PAY-1",
        json!({"target": {"date": ahead(app, 30)}, "accountable": owner, "milestones": [
            {"kind": "gate", "name": "Go or no-go", "due": {"date": ahead(app, 20)}, "responsible": "Release lead"}]}),
    );
    let fine = answers(app, "PAY-1");
    assert_eq!((&fine["on_time"]["code"], &fine["blocked_by"]["code"]), (&json!("on_track"), &json!("clear")));
    assert_eq!(fine["on_time"]["until"], client.get("/releases/PAY-1").ok()["target"]["at"]);
    let gate = &fine["next_gate"];
    assert_eq!(
        (&gate["code"], &gate["name"], &gate["who"]),
        (&json!("gate_due"), &json!("Go or no-go"), &json!("Release lead"))
    );
    assert_eq!(
        (&fine["decision_owner"]["code"], &fine["decision_owner"]["name"]),
        (&json!("owner"), &json!("Product owner"))
    );

    // A release it cannot do without ends after it; work is blocked; a gate fails.
    app.release("TAX-1", plan(40));
    let rev = || client.get("/releases/PAY-1").rev();
    client.put("/releases/PAY-1/dependencies/TAX-1", rev(), json!({"hard": true})).ok();
    assert_eq!(codes(&answers(app, "PAY-1")["on_time"]), ["need_after"]);
    assert_eq!(answers(app, "PAY-1")["blocked_by"]["code"], "clear", "it can still be planned otherwise");
    client
        .post("/releases/PAY-1/activities", json!({"name": "Load test", "status": "blocked", "assignee": owner}))
        .created();
    client.act("/releases/PAY-1/milestones/go-or-no-go/fail", 1, json!({"reason": "two findings"})).ok();
    let found = answers(app, "PAY-1");
    assert_eq!((&found["on_time"]["code"], &found["on_time"]["tone"]), (&json!("at_risk"), &json!("warning")));
    assert_eq!(codes(&found["on_time"]), ["gates_failed", "work_blocked", "need_after"]);
    assert_eq!(codes(&found["blocked_by"]), ["gate_failed", "activity_blocked"]);
    let failed = &found["blocked_by"]["reasons"][0];
    assert_eq!((&failed["name"], &failed["who"]), (&json!("Go or no-go"), &json!("Release lead")));
    assert!(failed["since"].is_string() && failed["link"] == json!({"release": "PAY-1", "section": "plan"}));
    assert_eq!(found["blocked_by"]["reasons"][1]["who"], "Product owner");
    assert_eq!(found["next_gate"]["code"], "no_gate");

    // When that release is late, it blocks, and the reason leads to it.
    app.clock.advance(jiff::SignedDuration::from_hours(24 * 42));
    let late = answers(app, "PAY-1");
    assert_eq!(late["on_time"]["code"], "late");
    let need = late["blocked_by"]["reasons"].as_array().unwrap().last().unwrap();
    assert_eq!((&need["code"], &need["link"]["release"]), (&json!("need_late"), &json!("TAX-1")));
    assert_eq!(need["since"], client.get("/releases/TAX-1").ok()["target"]["at"]);
    // Of what is given up nobody asks any more.
    client.act("/releases/PAY-1/transition", rev(), json!({"to": "cancelled"})).ok();
    let over = answers(app, "PAY-1");
    assert_eq!(
        [&over["on_time"]["code"], &over["blocked_by"]["code"], &over["next_gate"]["code"]],
        ["cancelled", "over", "over"]
    );
});

both_databases!(what_the_register_says_stands_in_the_way_blocks, |app| {
    let client = app.administrator();
    let owner = app.person("Test lead", "test.lead@example.org");
    client.post("/teams", json!({"key": "night", "name": "Night shift", "portfolio": "enterprise"})).created();
    app.release("PAY-1", json!({"zone": "Europe/Berlin", "target": {"date": ahead(app, 30)}}));
    let raid = |item: Value| client.post("/releases/PAY-1/raid", item).created();
    let risk = raid(json!({"kind": "risk", "title": "Supplier is late", "probability": 5, "impact": 2,
        "owner": {"person": owner}, "due": ahead(app, 3)}));
    let issue =
        raid(json!({"kind": "issue", "title": "No test data", "owner": {"team": "night"}, "due": ahead(app, 5)}));
    // Neither stands in the way: a small risk, one nobody judged, what is no issue and no risk.
    raid(json!({"kind": "risk", "title": "Rain", "probability": 3, "impact": 3}));
    raid(json!({"kind": "risk", "title": "Snow"}));
    raid(json!({"kind": "decision", "title": "Which bank"}));

    let found = answers(app, "PAY-1")["blocked_by"].clone();
    assert_eq!((found["code"].as_str(), codes(&found)), (Some("blocked"), vec!["issue_open", "risk_high"]));
    let (first, second) = (&found["reasons"][0], &found["reasons"][1]);
    assert_eq!((&first["name"], &first["who"]), (&json!("No test data"), &json!("Night shift")));
    assert_eq!(first["link"], json!({"release": "PAY-1", "section": "raid"}));
    let day: jiff::civil::Date = ahead(app, 5).parse().unwrap();
    let ends = signalbox_domain::Due::on(day, signalbox_domain::Zone::parse("Europe/Berlin").unwrap()).instant();
    assert_eq!((&first["due"], &first["since"]), (&json!(day), &json!(null)));
    assert_eq!((&second["name"], &second["who"]), (&json!("Supplier is late"), &json!("Test lead")));

    // Past its day it says since when; closed or put away it blocks no more.
    app.clock.advance(jiff::SignedDuration::from_hours(24 * 7));
    assert_eq!(answers(app, "PAY-1")["blocked_by"]["reasons"][0]["since"], json!(ends.to_string()));
    let turn = |item: &Value, how: &str, body: Value| {
        let path = format!("/releases/PAY-1/raid/{}", item["id"].as_str().unwrap());
        client.act(&format!("{path}/{how}"), client.get(&path).rev(), body).ok();
    };
    turn(&issue, "close", json!({"resolution": "Found some"}));
    assert_eq!(codes(&answers(app, "PAY-1")["blocked_by"]), ["risk_high"]);
    turn(&risk, "archive", json!({}));
    assert_eq!(answers(app, "PAY-1")["blocked_by"]["code"], "clear");

    // However many there are, the first are named and the rest are counted.
    for number in 0..7 {
        raid(json!({"kind": "issue", "title": format!("Issue {number}")}));
    }
    let found = answers(app, "PAY-1")["blocked_by"].clone();
    let last = found["reasons"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (found["reasons"].as_array().unwrap().len(), &last["code"], &last["count"]),
        (6, &json!("more"), &json!(2))
    );
});

both_databases!(the_answers_say_which_releases_they_look_at, |app| {
    app.portfolio("open", "enterprise");
    let needed = app.release("TAX-1", json!({"target": {"date": ahead(app, 10)}}));
    app.release("PAY-1", json!({"portfolio": "open", "target": {"date": ahead(app, 30)}}));
    let client = app.administrator();
    assert_eq!(answers(app, "PAY-1")["needs"], json!([]));
    let rev = client.get("/releases/PAY-1").rev();
    client.put("/releases/PAY-1/dependencies/TAX-1", rev, json!({"hard": true})).ok();
    assert_eq!(answers(app, "PAY-1")["needs"], json!([needed["id"]]));
    let seen = app.member_of("open").get("/releases/PAY-1").ok()["answers"]["needs"].clone();
    assert_eq!(seen, json!([]), "what cannot be seen is not told");
});

both_databases!(what_cannot_be_seen_is_in_no_answer, |app| {
    app.portfolio("open", "enterprise");
    app.portfolio("hidden", "enterprise");
    app.release("PAY-1", json!({"portfolio": "open", "kind": "train", "target": {"date": ahead(app, 30)}}));
    app.release("SECRET-1", json!({"portfolio": "hidden", "target": {"date": ahead(app, 60)}}));
    app.release("SECRET-2", json!({"portfolio": "hidden", "parent": "PAY-1", "target": {"date": ahead(app, 60)}}));
    let boss = app.administrator();
    let rev = boss.get("/releases/PAY-1").rev();
    boss.put("/releases/PAY-1/dependencies/SECRET-1", rev, json!({"hard": true})).ok();
    assert_eq!(codes(&answers(app, "PAY-1")["on_time"]), ["members_drifting", "need_after"]);
    let member = app.member_of("open");
    let told = member.get("/releases/PAY-1");
    assert!(!told.text.contains("SECRET"), "{}", told.text);
    assert_eq!(told.ok()["answers"]["on_time"]["code"], "on_track");
    assert_eq!(member.get("/releases/PAY-1/matrix").ok()["total"], 0);
});
