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
