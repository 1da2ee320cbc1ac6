//! Segregation of duties: whoever asked, wrote or carries out is the same person, whatever they call themselves.

use super::{ask, gate, gated, rule, say, signed_in};
use crate::harness::App;
use jiff::ToSpan;
use serde_json::json;
use signalbox_domain::authz::Role;
use signalbox_service::Ctx;

fn barred(app: &App) -> usize {
    app.settle();
    app.administrator().all("/journal?kind=approval.refused").len()
}

both_databases!(whoever_asked_approves_neither_by_a_second_account_nor_a_token_nor_in_somebodys_stead, |app| {
    let client = app.administrator();
    gated(app, "PAY-1");
    let both = [Role::ReleaseManager, Role::Approver];
    let (ada, ada_id) = signed_in(app, "Ada", &both);
    let (bob, bob_id) = signed_in(app, "Bob", &[Role::Approver]);
    rule(&client, "PAY-1", json!({"role": "approver"}), json!({"needs": 2}));
    ask(&ada, "PAY-1").created();
    let refused = say(&ada, "PAY-1", "approve", json!({})).refused(409);
    assert_eq!(refused.reasons(), ["requester"]);
    assert_eq!(refused.body["reasons"][0]["who"], "another approver of the same rule");
    assert_eq!(gate(&ada, "PAY-1")["barred"][0]["code"], "requester");
    assert_eq!(barred(app), 1);

    // The same person, signed in elsewhere, and with a token.
    let elsewhere = app.signed_in("ada@example.org", crate::harness::PASSWORD);
    assert_eq!(say(&elsewhere, "PAY-1", "approve", json!({})).refused(409).reasons(), ["requester"]);
    let token = ada.post("/tokens", json!({"name": "laptop"})).created();
    let machine = app.anonymous().with_token(token["token"].as_str().unwrap());
    assert_eq!(say(&machine, "PAY-1", "approve", json!({})).refused(409).reasons(), ["token", "requester"]);
    assert_eq!(barred(app), 3);
    let others = bob.post("/tokens", json!({"name": "laptop"})).created();
    let machine = app.anonymous().with_token(others["token"].as_str().unwrap());
    assert_eq!(say(&machine, "PAY-1", "approve", json!({})).refused(409).reasons(), ["token"]);

    // Whoever stands in for her is her; and she, standing in for somebody else, is still herself.
    let now = app.service.db.read_now(&Ctx::system("test"), |tx| Ok(tx.now())).unwrap();
    let absence = |to: &str| json!({"to": to, "starts_at": now.to_string(), "ends_at": (now + 1.hour()).to_string()});
    ada.post("/delegations", absence(&bob_id)).created();
    bob.post("/delegations", absence(&ada_id)).created();
    let for_ada = say(&bob, "PAY-1", "approve", json!({"on_behalf_of": ada_id})).refused(409);
    assert_eq!(for_ada.reasons(), ["requester"]);
    let for_bob = say(&ada, "PAY-1", "approve", json!({"on_behalf_of": bob_id})).refused(409);
    assert_eq!(for_bob.reasons(), ["requester"]);
    let (cyd, cyd_id) = signed_in(app, "Cyd", &[]);
    let nobody = say(&bob, "PAY-1", "approve", json!({"on_behalf_of": cyd_id})).refused(422);
    assert_eq!(nobody.faults(), ["/on_behalf_of delegation"]);
    cyd.get("/releases/PAY-1").refused(404);

    // Bob speaks for himself, once.
    say(&bob, "PAY-1", "approve", json!({})).ok();
    let told = say(&bob, "PAY-1", "approve", json!({"on_behalf_of": ada_id})).refused(409);
    assert_eq!(told.reasons(), ["requester", "counted"]);
    let (dee, dee_id) = signed_in(app, "Dee", &[]);
    let _ = dee;
    let one = json!({"person": dee_id, "role": "approver"});
    client.post("/portfolios/enterprise/grants", one).created();
    let dee = app.signed_in("dee@example.org", crate::harness::PASSWORD);
    dee.post("/delegations", absence(&cyd_id)).created();
    let last = say(&cyd, "PAY-1", "approve", json!({"on_behalf_of": dee_id})).ok();
    assert_eq!(last["outcome"], "approved");
    app.settle();
    let given = client.all("/journal?kind=approval.given");
    assert_eq!((&given[0]["actor"]["id"], &given[0]["on_behalf_of"]["id"]), (&json!(cyd_id), &json!(dee_id)));
});

both_databases!(whoever_wrote_it_or_carries_it_out_does_not_approve_it, |app| {
    let client = app.administrator();
    gated(app, "PAY-1");
    app.system("ledger", json!({}));
    let works = [Role::Approver, Role::Contributor, Role::ReleaseManager];
    let (ada, _) = signed_in(app, "Ada", &works);
    let (bob, bob_id) = signed_in(app, "Bob", &works);
    let (cyd, _) = signed_in(app, "Cyd", &works);
    let (dee, _) = signed_in(app, "Dee", &works);
    let (eve, _) = signed_in(app, "Eve", &works);
    rule(&client, "PAY-1", json!({"role": "approver"}), json!({}));
    let criterion = client.post("/releases/PAY-1/gates/go/criteria", json!({"name": "Tested"})).created();
    cyd.post("/systems/ledger/versions", json!({"number": "1.0"})).created();
    let rev = || client.get("/releases/PAY-1").rev();
    ada.put("/releases/PAY-1/manifest/ledger", rev(), json!({"version": "1.0"})).ok();
    let part = json!({"items": [{"person": bob_id, "role": "responsible"}, {"person": bob_id, "role": "accountable"}]});
    client.put("/releases/PAY-1/people", rev(), part).ok();
    let path = format!("/criteria/{}/meet", criterion["id"].as_str().unwrap());
    dee.act(&path, 1, json!({"evidence": [{"kind": "text", "text": "Tested"}]})).ok();
    ask(&client, "PAY-1").created();
    for (who, why) in [(&ada, "author"), (&cyd, "author"), (&dee, "author"), (&bob, "implementer")] {
        assert_eq!(say(who, "PAY-1", "approve", json!({})).refused(409).reasons(), [why]);
    }
    assert_eq!(barred(app), 4);
    say(&eve, "PAY-1", "approve", json!({})).ok();
});
