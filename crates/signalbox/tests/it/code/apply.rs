//! Documents are made true: all of them or none, once.

use super::{EVERYTHING, apply, documents, rehearse};
use crate::harness::App;
use serde_json::{Value, json};

pub(super) fn people(app: &App) {
    app.person("Product owner", "owner@example.org");
    app.person("Test manager", "tests@example.org");
}

both_databases!(documents_are_made_true_once, |app| {
    people(app);
    let client = app.administrator();
    let first = apply(&client, EVERYTHING).ok();
    assert_eq!(
        (&first["created"], &first["changed"], &first["dry_run"]),
        (&json!(documents()), &json!(0), &json!(false))
    );
    let position = app.settle();
    let again = app.unchanged_by(|| apply(&client, EVERYTHING)).ok();
    assert_eq!(
        (&again["created"], &again["changed"], &again["unchanged"]),
        (&json!(0), &json!(0), &json!(documents()))
    );
    assert_eq!(app.settle(), position);

    let train = client.get("/releases/shop-1").ok();
    assert_eq!((&train["status"]["key"], &train["accountable"]["name"]), (&json!("building"), &json!("Product owner")));
    assert_eq!(
        train["fields"],
        json!({"ticket": "4711", "cost": 12.5, "board": "urgent", "signed": true, "review": "2026-02-28"})
    );
    assert_eq!(client.list("/releases/shop-1/milestones?state=passed", "key"), ["freeze"]);
    assert_eq!(client.list("/releases/shop-1/activities", "name").len(), 2);
    assert!(client.get("/systems/cart").ok()["latest_version"].to_string().contains("1.10"));
    assert_eq!(client.get("/releases/cart-1/dependencies").ok()["needs"][0]["release"]["key"], "ledger-1");
    assert_eq!(client.get("/releases/ledger-1").ok()["completed_at"], "2026-01-20T08:00:00Z");
    // … and all of it can be reached from the train.
    assert_eq!(client.get("/releases/shop-1/manifest").ok()["items"][0]["version"]["number"], "1.10");
});

both_databases!(a_changed_document_changes_what_differs_and_keeps_the_former_plan, |app| {
    people(app);
    let client = app.administrator();
    apply(&client, EVERYTHING).ok();
    let position = app.settle();
    let later = EVERYTHING
        .replace("due: {date: 2026-03-15, time: '15:00'", "due: {date: 2026-03-14, time: '15:00'")
        .replace("risk: medium", "risk: high");
    let told = rehearse(&client, &later).ok();
    assert_eq!((&told["changed"], &told["dry_run"]), (&json!(2), &json!(true)));
    let changes = told["items"].to_string();
    assert!(changes.contains("2026-03-15") && changes.contains("2026-03-14") && changes.contains("risk"), "{changes}");
    app.unchanged_by(|| rehearse(&client, &later));
    assert_eq!(app.settle(), position, "a rehearsal leaves no trace");

    let done = apply(&client, &later).ok();
    assert_eq!(done["items"], told["items"], "what was told is what happens");
    let kinds: Vec<Value> = app.events_since(position).iter().map(|event| event["kind"].clone()).collect();
    assert_eq!(kinds, ["milestone.moved", "release.changed"]);
    let former = client.get("/releases/shop-1/baselines/1").ok();
    let go = former["plan"]["milestones"].as_array().unwrap().iter().find(|item| item["key"] == "go").unwrap();
    assert_eq!(go["due"]["date"], "2026-03-15");
    // What a document does not mention stays: a train without its milestones would be a mistake, not a wish.
    let words = "kind: Release\nkey: cart-1\nname: Cart one\nrelease: project\nportfolio: shop\n";
    apply(&client, words).ok();
    let kept = client.get("/releases/cart-1").ok();
    assert_eq!(
        (&kept["name"], &kept["risk"], &kept["status"]["key"]),
        (&json!("Cart one"), &json!("high"), &json!("planned"))
    );
    assert_eq!(client.get("/releases/cart-1/systems").ok()["items"].as_array().unwrap().len(), 3);
});

both_databases!(one_wrong_document_keeps_all_others_out, |app| {
    people(app);
    let client = app.administrator();
    let broken = EVERYTHING.replace("system: ledger, impact: regression", "system: legder, impact: regression");
    let refused = app.unchanged_by(|| apply(&client, &broken)).refused(422);
    assert_eq!(refused.pointers(), ["/14/systems/2/system"]);
    let line = broken.lines().position(|line| line.contains("legder")).unwrap() + 1;
    assert!(
        refused.detail.contains("legder") && refused.detail.contains(&format!("line {line}")),
        "{}",
        refused.detail
    );
    // Several at once are all told.
    let worse = broken
        .replace("2026-02-12, end: 2026-03-15", "2026-02-12, end: 2026-02-01")
        .replace("criticality: high", "criticality: huge");
    let refused = app.unchanged_by(|| apply(&client, &worse)).refused(422);
    assert!(!refused.pointers().is_empty(), "{}", refused.body);
});

both_databases!(whoever_applies_needs_the_rights_for_each_document, |app| {
    people(app);
    app.portfolio("bank", "enterprise");
    let member = app.member_of("bank");
    let release =
        |portfolio: &str| format!("kind: Release\nkey: r-1\nname: R\nrelease: project\nportfolio: {portfolio}\n");
    let stranger = app.stranger();
    app.unchanged_by(|| {
        apply(&member, EVERYTHING).refused(403);
        apply(&member, &release("enterprise")).refused(422);
        apply(&member, "kind: Portfolio\nkey: x\nname: X\nparent: bank\n").refused(403);
        apply(&stranger, &release("bank")).refused(422);
    });
    apply(&member, &release("bank")).ok();
    let exported = member.get("/export").ok_text();
    assert!(exported.contains("key: r-1"));
});
