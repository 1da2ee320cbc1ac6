//! Approvals: who has to, in which order, what makes them void, and that each person counts once.

use super::{ask, gate, gated, pass, rule, say, signed_in};
use crate::{conventions::revisions::at_once, harness::eventually};
use serde_json::json;
use signalbox_domain::authz::Role;
use signalbox_service::{Ctx, jobs};

both_databases!(a_gate_passes_when_everybody_it_needs_has_approved_in_order, |app| {
    let client = app.administrator();
    gated(app, "PAY-1");
    let (ada, _) = signed_in(app, "Ada", &[Role::Approver]);
    let (bob, _) = signed_in(app, "Bob", &[Role::Approver]);
    let (eve, eve_id) = signed_in(app, "Eve", &[Role::Viewer]);
    let team = json!({"key": "board", "name": "Board", "portfolio": "enterprise", "members": [eve_id]});
    client.post("/teams", team).created();
    rule(&client, "PAY-1", json!({"role": "approver"}), json!({"needs": 2}));
    rule(&client, "PAY-1", json!({"team": "board"}), json!({"name": "The board", "step": 2}));
    assert_eq!(pass(&client, "PAY-1").refused(409).reasons(), ["approval"]);
    let asked = ask(&client, "PAY-1").created();
    assert_eq!((&asked["number"], &asked["outcome"]), (&json!(1), &json!(null)));
    assert_eq!(ask(&client, "PAY-1").refused(409).reasons(), ["waits"]);
    let blockers = gate(&client, "PAY-1")["blockers"].clone();
    assert_eq!(blockers[0]["detail"], "Approvers lacks 2 approvals");
    assert_eq!(blockers[1]["who"], "somebody of Board");

    // The board comes after the approvers.
    let early = say(&eve, "PAY-1", "approve", json!({})).refused(409);
    assert_eq!(early.reasons(), ["order"]);
    assert_eq!(gate(&eve, "PAY-1")["barred"][0]["code"], "order");
    say(&ada, "PAY-1", "approve", json!({"comment": "Fine"})).ok();
    assert_eq!(say(&ada, "PAY-1", "approve", json!({})).refused(409).reasons(), ["counted"]);
    say(&bob, "PAY-1", "approve", json!({})).ok();
    assert_eq!(gate(&eve, "PAY-1")["mine"].as_array().unwrap().len(), 1);
    let done = say(&eve, "PAY-1", "approve", json!({})).ok();
    assert_eq!(done["outcome"], "approved");
    let passed = gate(&client, "PAY-1");
    assert_eq!((&passed["gate"]["state"], &passed["compliance"]), (&json!("passed"), &json!("compliant")));
    assert_eq!(passed["gate"]["decided_by"]["id"], json!(eve_id));
    app.settle();
    assert_eq!(client.list("/journal?kind=approval", "kind"), ["approval.given", "approval.given", "approval.given",]);
    let told = client.all("/journal?kind=approval_request");
    let kinds: Vec<&str> = told.iter().map(|event| event["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["approval_request.approved", "approval_request.created"]);
});

both_databases!(a_rejection_fails_the_gate_and_a_return_gives_it_back, |app| {
    let client = app.administrator();
    gated(app, "PAY-1");
    let (ada, _) = signed_in(app, "Ada", &[Role::Approver]);
    rule(&client, "PAY-1", json!({"role": "approver"}), json!({}));
    ask(&client, "PAY-1").created();
    assert_eq!(say(&ada, "PAY-1", "return", json!({})).refused(422).faults(), ["/comment required"]);
    let returned = say(&ada, "PAY-1", "return", json!({"comment": "Add the test report"})).ok();
    assert_eq!((&returned["outcome"], &returned["reason"]), (&json!("returned"), &json!("Add the test report")));
    assert_eq!(gate(&client, "PAY-1")["gate"]["state"], "pending");
    assert_eq!(ask(&client, "PAY-1").created()["number"], 2);
    say(&ada, "PAY-1", "reject", json!({"comment": "No"})).ok();
    let failed = gate(&client, "PAY-1");
    assert_eq!((&failed["gate"]["state"], &failed["gate"]["reason"]), (&json!("failed"), &json!("No")));
    ask(&client, "PAY-1").refused(409);
    // Withdrawn by whoever plans, with a reason.
    let rev = failed["gate"]["rev"].as_i64().unwrap();
    client.act("/releases/PAY-1/milestones/go/reopen", rev, json!({})).ok();
    let third = ask(&client, "PAY-1").created();
    let path = format!("/approval-requests/{}/withdraw", third["id"].as_str().unwrap());
    assert_eq!(client.act(&path, 1, json!({"reason": "Not yet"})).ok()["outcome"], "withdrawn");
    client.act(&path, 2, json!({"reason": "Again"})).refused(409);
});

both_databases!(what_changes_after_it_was_approved_is_void_and_the_gate_open_again, |app| {
    let client = app.administrator();
    gated(app, "PAY-1");
    app.system("ledger", json!({}));
    client.post("/systems/ledger/versions", json!({"number": "1.0"})).created();
    client.post("/systems/ledger/versions", json!({"number": "1.1"})).created();
    let deliver = |number: &str| {
        let rev = client.get("/releases/PAY-1").rev();
        client.put("/releases/PAY-1/manifest/ledger", rev, json!({"version": number})).ok();
    };
    deliver("1.0");
    let (ada, _) = signed_in(app, "Ada", &[Role::Approver]);
    rule(&client, "PAY-1", json!({"role": "approver"}), json!({}));
    ask(&client, "PAY-1").created();
    // What she looked at is not what is there any more.
    let seen = gate(&ada, "PAY-1")["request"].clone();
    deliver("1.1");
    let path = format!("/approval-requests/{}/approvals", seen["id"].as_str().unwrap());
    let stale = ada.post(&path, json!({"verdict": "approve", "content": seen["content"]})).refused(409);
    assert_eq!(stale.reasons(), ["void"]);
    assert!(stale.detail.contains("the manifest"), "{}", stale.detail);
    app.settle();
    while jobs::run_one(&app.service, "test").unwrap() {}
    let voided = gate(&client, "PAY-1")["request"].clone();
    assert_eq!(
        (&voided["outcome"], &voided["reason"]),
        (&json!("void"), &json!("the manifest changed since approval was asked for"))
    );

    ask(&client, "PAY-1").created();
    let wrong = ada.post(
        &format!("/approval-requests/{}/approvals", gate(&ada, "PAY-1")["request"]["id"].as_str().unwrap()),
        json!({"verdict": "approve", "content": seen["content"]}),
    );
    assert_eq!(wrong.refused(409).reasons(), ["content"]);
    say(&ada, "PAY-1", "approve", json!({})).ok();
    assert_eq!(gate(&client, "PAY-1")["gate"]["state"], "passed");
    // A gate later in the plan is of no concern to it; what is delivered is.
    let later = json!({"kind": "gate", "key": "later", "name": "Later", "due": {"date": "2030-04-01"}});
    client.post("/releases/PAY-1/milestones", later).created();
    app.settle();
    while jobs::run_one(&app.service, "test").unwrap() {}
    assert_eq!(gate(&client, "PAY-1")["gate"]["state"], "passed");
    deliver("1.0");
    assert_eq!(gate(&client, "PAY-1")["blockers"][0]["code"], "void");
    assert_eq!(gate(&client, "PAY-1")["compliance"], "not_compliant");
    app.settle();
    while jobs::run_one(&app.service, "test").unwrap() {}
    let open = gate(&client, "PAY-1");
    assert_eq!(open["gate"]["state"], "pending");
    app.settle();
    let told = client.all("/journal?kind=milestone.reopened");
    assert_eq!(told[0]["reason"], "the manifest changed after it was approved");
});

both_databases!(of_thirty_two_racing_approvals_each_person_counts_once, |app| {
    let client = app.administrator();
    gated(app, "PAY-1");
    let people: Vec<_> = ["Ada", "Bob", "Cyd", "Dee"].map(|name| signed_in(app, name, &[Role::Approver])).into();
    rule(&client, "PAY-1", json!({"role": "approver"}), json!({"needs": 5}));
    ask(&client, "PAY-1").created();
    let request = gate(&client, "PAY-1")["request"].clone();
    let path = format!("/approval-requests/{}/approvals", request["id"].as_str().unwrap());
    let racing: Vec<_> = (0..32).map(|number| people[number % 4].0.clone()).collect();
    let answers =
        at_once(&racing, |_, client| client.post(&path, json!({"verdict": "approve", "content": request["content"]})));
    let counted = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(counted, 4, "{:?}", answers.iter().map(|answer| answer.status).collect::<Vec<_>>());
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        assert_eq!(answer.refused(409).reasons(), ["counted"]);
    }
    let after = gate(&client, "PAY-1");
    assert_eq!((&after["rules"][0]["has"], &after["rules"][0]["lacks"]), (&json!(4), &json!(1)));
    assert_eq!(after["request"]["approvals"].as_array().unwrap().len(), 4);
});

both_databases!(a_request_that_nobody_decides_in_time_lapses, |app| {
    let client = app.administrator();
    gated(app, "PAY-1");
    let (ada, _) = signed_in(app, "Ada", &[Role::Approver]);
    rule(&client, "PAY-1", json!({"role": "approver"}), json!({}));
    let past = json!({"expires_at": "2020-01-01T00:00:00Z"});
    let path = "/releases/PAY-1/gates/go/approval-requests";
    assert_eq!(client.post(path, past).refused(422).faults(), ["/expires_at past"]);
    let now = app.service.db.read_now(&Ctx::system("test"), |tx| Ok(tx.now())).unwrap();
    let soon = now.checked_add(jiff::SignedDuration::from_millis(1500)).unwrap();
    client.post(path, json!({"expires_at": soon.to_string()})).created();
    eventually("nobody decided in time", || {
        let _ = jobs::run_one(&app.service, "test").unwrap();
        (gate(&client, "PAY-1")["request"]["outcome"] == "expired").then_some(())
    });
    let id = gate(&client, "PAY-1")["request"]["id"].as_str().unwrap().to_owned();
    let late = json!({"verdict": "approve", "content": gate(&client, "PAY-1")["request"]["content"]});
    ada.post(&format!("/approval-requests/{id}/approvals"), late).refused(409);
    app.settle();
    let kinds = client.list("/journal?kind=approval_request", "kind");
    assert_eq!(
        kinds,
        ["approval_request.expired", "approval_request.reminded", "approval_request.created"],
        "it was less than a day, so it was brought to mind at once"
    );
});

both_databases!(nothing_is_decided_about_a_release_that_was_put_away, |app| {
    let client = app.administrator();
    gated(app, "PAY-1");
    let (ada, _) = signed_in(app, "Ada", &[Role::Approver, Role::ReleaseManager]);
    let made = rule(&client, "PAY-1", json!({"role": "approver"}), json!({}));
    ask(&client, "PAY-1").created();
    let request = gate(&ada, "PAY-1")["request"].clone();
    let rev = client.get("/releases/PAY-1").rev();
    client.act("/releases/PAY-1/archive", rev, json!({})).ok();
    let word = json!({"verdict": "approve", "content": request["content"]});
    let said = ada.post(&format!("/approval-requests/{}/approvals", request["id"].as_str().unwrap()), word);
    assert_eq!(said.refused(409).reasons(), ["archived"]);
    let rule = format!("/approval-rules/{}", made["id"].as_str().unwrap());
    assert_eq!(client.patch(&rule, 1, json!({"needs": 2})).refused(409).reasons(), ["archived"]);
    let waiver = json!({"title": "Late", "item": "one", "reason": "small", "expires_at": app.in_days(9)});
    assert_eq!(client.post("/releases/PAY-1/gates/go/waivers", waiver).refused(409).reasons(), ["archived"]);
    assert_eq!(ask(&client, "PAY-1").refused(409).reasons(), ["archived"]);
});
