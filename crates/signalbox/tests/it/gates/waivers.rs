//! Waivers: exactly what, why, by whom, until when; and how exceptions roll up.

use super::{ask, gate, gated, pass, rule, say, signed_in};
use crate::harness::{Client, files_of};
use serde_json::{Value, json};
use signalbox_domain::authz::Role;

fn wanted(more: Value) -> Value {
    let mut new = json!({"title": "Ship without it", "reason": "It is small", "expires_at": "2026-12-31T00:00:00Z"});
    new.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    new
}

const AT: &str = "/releases/PAY-1/gates/go/waivers";

fn decide(client: &Client, waiver: &Value, rev: i64, step: &str, reason: Option<&str>) -> crate::harness::Answer {
    client.act(&format!("/waivers/{}/{step}", waiver["id"].as_str().unwrap()), rev, json!({"reason": reason}))
}

both_databases!(a_waiver_lets_exactly_what_it_names_pass_and_never_by_whoever_asked, |app| {
    let client = app.administrator();
    gated(app, "PAY-1");
    let tests = client.post("/releases/PAY-1/gates/go/criteria", json!({"name": "All tests pass"})).created();
    let notes = client.post("/releases/PAY-1/gates/go/criteria", json!({"name": "Notes"})).created();
    let (ada, _) = signed_in(app, "Ada", &[Role::ReleaseManager]);
    let (bob, _) = signed_in(app, "Bob", &[Role::Approver]);
    assert_eq!(ada.post(AT, wanted(json!({}))).refused(422).faults(), ["/criterion required"]);
    let other = wanted(json!({"criterion": "crt_00000000000000000000000000"}));
    assert_eq!(ada.post(AT, other).refused(422).faults(), ["/criterion unknown"]);
    let past = wanted(json!({"criterion": tests["id"], "expires_at": "2020-01-01T00:00:00Z"}));
    assert_eq!(ada.post(AT, past).refused(422).faults(), ["/expires_at past"]);
    let until = app.in_days(1);
    let made = ada.post(AT, wanted(json!({"criterion": tests["id"], "expires_at": until}))).created();
    assert_eq!(decide(&ada, &made, 1, "approve", None).refused(409).reasons(), ["requester"]);
    decide(&app.somebody(&[(Role::Contributor, "enterprise")]), &made, 1, "approve", None).refused(403);
    // Never with a token.
    let token = bob.post("/tokens", json!({"name": "laptop"})).created();
    let machine = app.anonymous().with_token(token["token"].as_str().unwrap());
    assert_eq!(decide(&machine, &made, 1, "approve", None).refused(409).reasons(), ["token"]);
    assert_eq!(pass(&client, "PAY-1").refused(409).reasons(), ["criterion", "criterion"]);
    decide(&bob, &made, 1, "approve", Some("Once")).ok();
    let held = gate(&client, "PAY-1");
    assert_eq!((&held["criteria"][0]["outcome"], &held["criteria"][1]["outcome"]), (&json!("waived"), &json!("lacks")));
    assert_eq!(pass(&client, "PAY-1").refused(409).reasons(), ["criterion"]);
    client
        .act(
            &format!("/criteria/{}/meet", notes["id"].as_str().unwrap()),
            1,
            json!({"evidence": [{"kind": "text", "text": "Written"}]}),
        )
        .ok();
    assert_eq!(gate(&client, "PAY-1")["compliance"], "compliant_with_exception");
    client.delete(&format!("/criteria/{}", tests["id"].as_str().unwrap()), 1).refused(409);
    // Approvers decide on what is there, exceptions included.
    rule(&client, "PAY-1", json!({"role": "approver"}), json!({}));
    ask(&client, "PAY-1").created();
    say(&bob, "PAY-1", "approve", json!({})).ok();
    let rolled = client.get("/releases/PAY-1/compliance").ok();
    assert_eq!(rolled["items"][0]["compliance"], "compliant_with_exception");
    assert_eq!(rolled["items"][0]["gates"][0]["exceptions"], 1);
    assert_eq!(decide(&bob, &made, 2, "revoke", None).refused(422).faults(), ["/reason required"]);
    decide(&bob, &made, 2, "revoke", Some("It is not small")).ok();
    assert_eq!(client.get("/releases/PAY-1/compliance").ok()["items"][0]["compliance"], "not_compliant");
    decide(&bob, &made, 3, "approve", None).refused(409);
    app.settle();
    assert_eq!(
        client.list("/journal?kind=waiver", "kind"),
        ["waiver.revoked", "waiver.approved", "waiver.refused", "waiver.refused", "waiver.requested"]
    );
});

both_databases!(who_may_not_see_a_policy_is_not_told_of_it_by_its_waiver, |app| {
    let client = app.administrator();
    for key in ["payments", "trading"] {
        app.portfolio(key, "enterprise");
    }
    let secret = json!({"key": "hush-policy", "name": "Hush policy", "portfolio": "trading", "enforcement": "deny",
        "expression": "version.sbom_url != null", "message": "no"});
    client.post("/policies", secret).created();
    client.act("/policies/hush-policy/enforce", 1, json!({})).ok();
    app.release("PAY-1", json!({"portfolio": "payments", "target": {"date": "2030-03-02"}}));
    let asked = json!({"title": "Once", "policy": "hush-policy", "reason": "late", "expires_at": app.in_days(1)});
    let made = client.post("/releases/PAY-1/waivers", asked.clone()).created();
    assert_eq!(made["policy"]["key"], "hush-policy");
    let planner = app.somebody(&[(Role::ReleaseManager, "payments")]);
    let told = planner.get("/waivers?release=PAY-1").ok();
    assert_eq!((&told["items"][0]["title"], &told["items"][0]["policy"]), (&json!("Once"), &Value::Null));
    assert!(!told.to_string().to_lowercase().contains("hush"), "{told}");
    assert_eq!(planner.post("/releases/PAY-1/waivers", asked).refused(422).faults(), ["/policy unknown"]);
    // Nor by what it leaves in the journal, and in evidence that is taken along: this says that a policy was waived, and which.
    app.settle();
    let events = planner.get("/releases/PAY-1/events").ok();
    assert!(!events.to_string().to_lowercase().contains("hush"), "{events}");
    let taken = planner.post("/releases/PAY-1/evidence", json!({}));
    taken.ok_text();
    let files = files_of(&taken.bytes);
    let waivers: Value = serde_json::from_slice(&files["data/waivers.json"]).unwrap();
    assert_eq!((&waivers[0]["policy"], &waivers[0]["policy_id"]), (&Value::Null, &made["policy"]["id"]));
    for (name, bytes) in &files {
        assert!(!String::from_utf8_lossy(bytes).to_lowercase().contains("hush"), "{name}");
    }
    // Nor may whoever approves in the one division let the other's policy be.
    let approver = app.somebody(&[(Role::Approver, "payments")]);
    let path = format!("/waivers/{}/approve", made["id"].as_str().unwrap());
    assert!([403, 404].contains(&approver.act(&path, 1, json!({})).status));
});
