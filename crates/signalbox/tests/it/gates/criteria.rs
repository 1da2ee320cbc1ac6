//! Criteria: what holds a gate, who sees to it, what shows that it is met.

use super::{gate, gated, pass};
use crate::harness::{Client, Request};
use serde_json::{Value, json};

fn criterion(client: &Client, name: &str, more: Value) -> Value {
    let mut new = json!({"name": name});
    new.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    client.post("/releases/PAY-1/gates/go/criteria", new).created()
}

fn path(criterion: &Value, step: &str) -> String {
    format!("/criteria/{}{step}", criterion["id"].as_str().unwrap())
}

both_databases!(a_gate_is_held_until_its_criteria_are_met_and_says_who_can_help, |app| {
    let client = app.administrator();
    gated(app, "PAY-1");
    let owner = app.person("Ada", "ada@example.org");
    let tests = criterion(&client, "All tests pass", json!({"owner": {"person": owner}}));
    let notes = criterion(&client, "Notes are written", json!({"due": "2030-02-01"}));
    let refused = app.unchanged_by(|| pass(&client, "PAY-1")).refused(409);
    assert_eq!(refused.reasons(), ["criterion", "criterion"]);
    assert_eq!(refused.body["reasons"][0]["who"], "Ada");
    assert!(refused.body["reasons"][1]["detail"].as_str().unwrap().contains("2030-02-01"), "{}", refused.body);
    assert_eq!(gate(&client, "PAY-1")["blockers"], refused.body["reasons"]);

    assert_eq!(client.act(&path(&tests, "/meet"), 1, json!({"evidence": []})).refused(422).faults().len(), 1);
    let link = json!({"evidence": [{"kind": "link", "url": "javascript:alert(1)"}]});
    assert_eq!(client.act(&path(&tests, "/meet"), 1, link).refused(422).faults(), ["/evidence/0/url url"]);
    let file = Request::new("POST", "/releases/PAY-1/attachments?name=report.txt");
    let file = client.send(file.raw("application/octet-stream", "42 passed")).created();
    let shown = json!({"evidence": [{"kind": "file", "attachment": file["id"]}, {"kind": "text", "text": "Twice"}]});
    let met = client.act(&path(&tests, "/meet"), 1, shown).ok();
    assert_eq!((&met["state"], &met["evidence"][0]["name"]), (&json!("met"), &json!("report.txt")));
    assert_eq!(met["evidence"][0]["sha256"].as_str().unwrap().len(), 64);
    client.act(&path(&notes, "/miss"), 1, json!({"reason": "Half of them"})).ok();
    assert_eq!(gate(&client, "PAY-1")["criteria"][1]["lacks"], "not met: Half of them");
    let link = json!({"evidence": [{"kind": "link", "url": "https://example.org/notes", "title": "Notes"}]});
    client.act(&path(&notes, "/meet"), 2, link).ok();

    // Evidence that vanished holds the gate again.
    let id = file["id"].as_str().unwrap();
    client.delete(&format!("/releases/PAY-1/attachments/{id}"), 1).ok();
    let refused = pass(&client, "PAY-1").refused(409);
    assert!(refused.body["reasons"][0]["detail"].as_str().unwrap().contains("report.txt"), "{}", refused.body);
    client.act(&path(&tests, "/reopen"), 2, json!({})).ok();
    client.act(&path(&tests, "/meet"), 3, json!({"evidence": [{"kind": "text", "text": "Seen"}]})).ok();
    assert_eq!(gate(&client, "PAY-1")["compliance"], "compliant");
    pass(&client, "PAY-1").ok();

    // What a gate was decided by stays as it was.
    client.act(&path(&notes, "/reopen"), 3, json!({})).refused(409);
    client.post("/releases/PAY-1/gates/go/criteria", json!({"name": "Late"})).refused(409);
    client.delete(&path(&notes, ""), 3).refused(409);
    app.settle();
    assert_eq!(
        client.list("/journal?kind=criterion", "kind"),
        [
            "criterion.met",
            "criterion.reopened",
            "criterion.met",
            "criterion.unmet",
            "criterion.met",
            "criterion.created",
            "criterion.created"
        ]
    );
});

both_databases!(a_gate_that_is_held_is_passed_by_no_other_way, |app| {
    let client = app.administrator();
    gated(app, "PAY-1");
    criterion(&client, "All tests pass", json!({}));
    let release = json!({"kind": "Release", "key": "PAY-1", "name": "The PAY 1", "release": "project",
        "portfolio": "enterprise", "milestones": [{"key": "go", "name": "Go or no go", "type": "gate",
            "due": {"date": "2030-03-01", "zone": "UTC"}, "state": "passed"}]});
    let refused = app.unchanged_by(|| client.post("/apply", json!({"documents": [release]})));
    assert!(refused.refused(422).body.to_string().contains("All tests pass: nobody has said yet"), "{}", refused.text);
    // A mere milestone would be held by nothing.
    let rev = client.get("/releases/PAY-1/gates/go").rev();
    let plain = json!({"kind": "milestone"});
    let refused = app.unchanged_by(|| client.patch("/releases/PAY-1/milestones/go", rev, plain)).refused(409);
    assert_eq!(refused.reasons(), ["held"]);
});

both_databases!(a_milestone_has_no_criteria_and_a_criterion_is_changed_by_whoever_plans, |app| {
    let client = app.administrator();
    gated(app, "PAY-1");
    let point = json!({"kind": "milestone", "key": "point", "name": "A point", "due": {"date": "2030-02-01"}});
    client.post("/releases/PAY-1/milestones", point).created();
    client.get("/releases/PAY-1/gates/point").refused(404);
    client.post("/releases/PAY-1/gates/point/criteria", json!({"name": "x"})).refused(404);
    let made = criterion(&client, "All tests pass", json!({}));
    let contributor = app.somebody(&[(signalbox_domain::authz::Role::Contributor, "enterprise")]);
    contributor.patch(&path(&made, ""), 1, json!({"name": "Some tests pass"})).refused(403);
    let changed = client.patch(&path(&made, ""), 1, json!({"name": "Most tests pass", "due": "2030-02-02"})).ok();
    assert_eq!((&changed["name"], &changed["rev"]), (&json!("Most tests pass"), &json!(2)));
    client.patch(&path(&made, ""), 1, json!({"name": "x"})).refused(412);
    contributor.act(&path(&made, "/meet"), 2, json!({"evidence": [{"kind": "text", "text": "Ran them"}]})).ok();
    app.stranger().patch(&path(&made, ""), 3, json!({"name": "x"})).refused(404);
    client.delete(&path(&made, ""), 3).ok();
    assert_eq!(gate(&client, "PAY-1")["criteria"], json!([]));
});

both_databases!(a_criterion_that_is_an_expression_is_found_out_from_facts, |app| {
    let client = app.administrator();
    gated(app, "PAY-1");
    let at = "/releases/PAY-1/gates/go/criteria";
    let refused = |expression: &str| {
        let new = json!({"name": "No open risk", "expression": expression});
        app.unchanged_by(|| client.post(at, new)).refused(422)
    };
    for wrong in
        ["raid.risk.high == 0", "raid.risks.high", "environment.key == 'x'", "raid.risks.high == 'none'", "1 +"]
    {
        let told = refused(wrong);
        assert_eq!(told.pointers(), ["/expression"], "{wrong}: {}", told.body);
        assert!(told.body.to_string().contains("column"), "{wrong}: {}", told.body);
    }
    let expression = "raid.risks.high + raid.risks.critical == 0";
    let made = criterion(&client, "No open risk", json!({"expression": expression}));
    assert_eq!(gate(&client, "PAY-1")["criteria"][0]["outcome"], "holds");
    let shown = json!({"evidence": [{"kind": "text", "text": "Believe me"}]});
    assert_eq!(client.act(&path(&made, "/meet"), 1, shown).refused(409).reasons(), ["automatic"]);
    let risk = json!({"kind": "risk", "title": "The data centre burns", "probability": 5, "impact": 5});
    let risk = client.post("/releases/PAY-1/raid", risk).created();
    let held = pass(&client, "PAY-1").refused(409);
    assert!(held.body["reasons"][0]["detail"].as_str().unwrap().contains(expression), "{}", held.body);
    let close = format!("/releases/PAY-1/raid/{}/close", risk["id"].as_str().unwrap());
    client.act(&close, 1, json!({"resolution": "It rained"})).ok();
    // What cannot be told holds the gate: the field is not there.
    let field = json!({"expression": "release.fields.go == true"});
    client.patch(&path(&made, ""), 1, field).ok();
    let held = pass(&client, "PAY-1").refused(409);
    assert!(
        held.body["reasons"][0]["detail"].as_str().unwrap().starts_with("No open risk: it cannot be told"),
        "{}",
        held.body
    );
    client.patch(&path(&made, ""), 2, json!({"expression": null})).ok();
    client.act(&path(&made, "/meet"), 3, json!({"evidence": [{"kind": "text", "text": "None"}]})).ok();
    pass(&client, "PAY-1").ok();
});
