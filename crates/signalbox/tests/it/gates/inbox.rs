//! The inbox: what waits for whom, the nearest first.

use super::{ask, gated, rule, say, signed_in};
use crate::harness::Client;
use serde_json::{Value, json};
use signalbox_domain::authz::Role;

fn inbox(client: &Client) -> Vec<(String, String)> {
    let items = client.get("/inbox").ok()["items"].take();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    items.as_array().unwrap().iter().map(|item| (text(&item["kind"]), text(&item["title"]))).collect()
}

both_databases!(the_inbox_holds_what_waits_for_me_and_nothing_else, |app| {
    let client = app.administrator();
    gated(app, "PAY-1");
    gated(app, "PAY-2");
    let (ada, ada_id) = signed_in(app, "Ada", &[Role::Approver, Role::Contributor]);
    let (bob, _) = signed_in(app, "Bob", &[Role::ReleaseManager]);
    assert!(inbox(&ada).is_empty());
    rule(&client, "PAY-1", json!({"role": "approver"}), json!({}));
    ask(&client, "PAY-1").created();
    let mine = json!({"name": "Write the notes", "owner": {"person": ada_id}, "due": "2030-01-15"});
    let criterion = client.post("/releases/PAY-2/gates/go/criteria", mine).created();
    let work = json!({"name": "Fix the build", "assignee": ada_id, "due": "2030-01-10"});
    client.post("/releases/PAY-2/activities", work).created();
    let waiver = json!({"title": "Without notes", "criterion": criterion["id"], "reason": "Small",
        "expires_at": app.in_days(30)});
    let waiver = bob.post("/releases/PAY-2/gates/go/waivers", waiver).created();
    let text = |kind: &str, title: &str| (kind.to_owned(), title.to_owned());
    assert_eq!(
        inbox(&ada),
        [
            text("waiver", "Without notes"),
            text("activity", "Fix the build"),
            text("criterion", "Write the notes"),
            text("approval", "Go or no go")
        ]
    );
    assert!(inbox(&bob).is_empty(), "what he asked for waits for others: {:?}", inbox(&bob));
    let items = ada.get("/inbox").ok();
    let approval = &items["items"][3];
    assert_eq!((&approval["release"]["key"], approval["votes"].as_array().unwrap().len()), (&json!("PAY-1"), 1));
    say(&ada, "PAY-1", "approve", json!({})).ok();
    let path = format!("/criteria/{}/meet", criterion["id"].as_str().unwrap());
    ada.act(&path, 1, json!({"evidence": [{"kind": "text", "text": "Done"}]})).ok();
    ada.act(&format!("/waivers/{}/reject", waiver["id"].as_str().unwrap()), 1, json!({"reason": "Written now"})).ok();
    assert_eq!(inbox(&ada), [text("activity", "Fix the build")]);
    assert!(inbox(&app.stranger()).is_empty());
});
