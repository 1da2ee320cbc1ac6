//! What holds a gate is part of the evidence of its release.

use super::{ask, gated, rule, say, signed_in};
use crate::harness::files_of;
use serde_json::{Value, json};
use signalbox_domain::authz::Role;

both_databases!(criteria_approvals_and_waivers_are_part_of_the_evidence, |app| {
    let client = app.administrator();
    gated(app, "PAY-1");
    let (ada, _) = signed_in(app, "Ada", &[Role::Approver]);
    rule(&client, "PAY-1", json!({"role": "approver"}), json!({}));
    let criterion = json!({"name": "Tests are green"});
    let criterion = client.post("/releases/PAY-1/gates/go/criteria", criterion).created();
    let waiver = json!({"criterion": criterion["id"], "title": "Load test later", "reason": "no machine",
        "expires_at": "2027-06-01T00:00:00Z"});
    client.post("/releases/PAY-1/gates/go/waivers", waiver).created();
    let path = format!("/criteria/{}/meet", criterion["id"].as_str().unwrap());
    client.act(&path, 1, json!({"evidence": [{"kind": "text", "text": "All 812 of them"}]})).ok();
    ask(&client, "PAY-1").created();
    say(&ada, "PAY-1", "approve", json!({"comment": "All is well"})).ok();
    let pack = client.post("/releases/PAY-1/evidence", json!({}));
    pack.ok_text();
    let files = files_of(&pack.bytes);
    let data = |name: &str| serde_json::from_slice::<Value>(&files[&format!("data/{name}.json")]).unwrap();
    assert_eq!(data("criteria")[0]["criterion"]["name"], "Tests are green");
    assert_eq!(data("criteria")[0]["criterion"]["evidence"][0]["text"], "All 812 of them");
    assert_eq!(data("waivers")[0]["title"], "Load test later");
    let approvals = data("approvals");
    assert_eq!(approvals["rules"][0]["rule"]["name"], "Approvers");
    let said = &approvals["requests"][0]["said"][0];
    assert_eq!((&said["printed_name"], &said["comment"]), (&json!("Ada"), &json!("All is well")));
    assert_eq!(approvals["requests"][0]["end"]["outcome"], "approved");
    assert_eq!(signalbox_verify::pack::check(&pack.bytes, None).unwrap().release, "PAY-1");
});
