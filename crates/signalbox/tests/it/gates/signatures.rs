//! Electronic signatures: a statement is read, confirmed for its very bytes, and kept with what it says.

use super::{ask, gate, gated, rule, say, signed_in};
use crate::harness::{Client, PASSWORD};
use serde_json::{Value, json};
use signalbox_domain::authz::Role;

fn statement(client: &Client, request: &Value, comment: Option<&str>) -> Value {
    let path = format!("/approval-requests/{}/statement", request["id"].as_str().unwrap());
    client.post(&path, json!({"verdict": "approve", "comment": comment})).ok()
}

/// Confirms a session, and goes on in it.
fn confirm(client: &Client, app: &crate::harness::App, statement: Option<&Value>) -> Client {
    let mut body = json!({"password": PASSWORD});
    if let Some(statement) = statement {
        body["statement"] = statement["digest"].clone();
    }
    app.anonymous().in_session_of(&client.post("/session/confirmation", body))
}

both_databases!(a_signature_is_confirmed_for_the_very_statement_and_shown_wherever_it_is_read, |app| {
    let client = app.administrator();
    gated(app, "PAY-1");
    let (ada, ada_id) = signed_in(app, "Ada", &[Role::Approver]);
    rule(&client, "PAY-1", json!({"role": "approver"}), json!({"signed": true}));
    ask(&client, "PAY-1").created();
    let request = gate(&ada, "PAY-1")["request"].clone();
    assert_eq!(gate(&ada, "PAY-1")["mine"][0]["signed"], true);
    assert_eq!(say(&ada, "PAY-1", "approve", json!({})).refused(403).reasons(), ["sign"]);

    let read = statement(&ada, &request, Some("All is well"));
    let text = read["text"].as_str().unwrap();
    for part in ["gate go \"Go or no go\" of release PAY-1", "meaning: approved", "\"Ada\"", &ada_id, "All is well"] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(text.contains(request["content"].as_str().unwrap()), "{text}");
    let signed =
        |of: &Value| json!({"comment": "All is well", "signature": {"at": of["at"], "statement": of["digest"]}});
    // Signed in is not enough, nor is a confirmation for nothing, nor one for something else.
    assert_eq!(say(&ada, "PAY-1", "approve", signed(&read)).refused(403).reasons(), ["sign"]);
    let ada = confirm(&ada, app, None);
    assert_eq!(say(&ada, "PAY-1", "approve", signed(&read)).refused(403).reasons(), ["sign"]);
    let other = statement(&ada, &request, Some("Something else"));
    let ada = confirm(&ada, app, Some(&other));
    assert_eq!(say(&ada, "PAY-1", "approve", signed(&read)).refused(403).reasons(), ["sign"]);
    let read = statement(&ada, &request, Some("All is well"));
    let ada = confirm(&ada, app, Some(&read));
    // Other words are another statement; an old one is none.
    let mut words = signed(&read);
    words["comment"] = json!("All is not well");
    assert_eq!(say(&ada, "PAY-1", "approve", words).refused(403).reasons(), ["statement"]);
    let old = json!({"comment": "All is well",
        "signature": {"at": "2020-01-01T00:00:00Z", "statement": read["digest"]}});
    assert_eq!(say(&ada, "PAY-1", "approve", old).refused(403).reasons(), ["statement_old"]);
    let ahead = json!({"comment": "All is well",
        "signature": {"at": "2099-01-01T00:00:00Z", "statement": read["digest"]}});
    assert_eq!(say(&ada, "PAY-1", "approve", ahead).refused(403).reasons(), ["statement_old"]);

    let done = say(&ada, "PAY-1", "approve", signed(&read)).ok();
    assert_eq!(done["outcome"], "approved");
    let kept = &gate(&client, "PAY-1")["request"]["approvals"][0];
    assert_eq!((&kept["statement"], &kept["statement_digest"]), (&read["text"], &read["digest"]));
    assert_eq!((&kept["printed_name"], &kept["person"]["id"]), (&json!("Ada"), &json!(ada_id)));
    app.settle();
    let told = client.all("/journal?kind=approval.given")[0].clone();
    let changes = told["changes"].as_array().unwrap();
    let digest = changes.iter().find(|change| change["field"] == "signature").unwrap();
    assert_eq!(digest["after"], read["digest"]);
});

both_databases!(a_confirmation_signs_once, |app| {
    let client = app.administrator();
    for key in ["PAY-1", "PAY-2"] {
        gated(app, key);
        rule(&client, key, json!({"role": "approver"}), json!({"signed": true, "needs": 2}));
        ask(&client, key).created();
    }
    let (ada, _) = signed_in(app, "Ada", &[Role::Approver]);
    let read = statement(&ada, &gate(&ada, "PAY-1")["request"], None);
    let ada = confirm(&ada, app, Some(&read));
    let signature = json!({"signature": {"at": read["at"], "statement": read["digest"]}});
    // For another record it is another statement.
    assert_eq!(say(&ada, "PAY-2", "approve", signature.clone()).refused(403).reasons(), ["statement"]);
    say(&ada, "PAY-1", "approve", signature.clone()).ok();
    assert_eq!(say(&ada, "PAY-1", "approve", signature).refused(409).reasons(), ["counted"]);
    assert_eq!(ada.post("/session/confirmation", json!({"password": PASSWORD, "statement": "short"})).status, 422);
});
