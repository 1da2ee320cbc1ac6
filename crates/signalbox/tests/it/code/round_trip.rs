//! `export` → `apply` → `export` is the same, byte for byte.

use super::{EVERYTHING, apply, apply::people};
use crate::harness::App;
use serde_json::Value;

both_databases!(what_was_exported_can_be_applied_elsewhere_and_exports_the_same, |app| {
    people(app);
    let client = app.administrator();
    apply(&client, EVERYTHING).ok();
    let exported = client.get("/export").ok_text();
    for word in [
        "cart-cache",
        "1.10",
        "zone: AoE",
        "time: 06:00:00",
        "ledger-1",
        "Tell the call centre",
        "The second one.",
        "accountable",
        "sha256:0",
        "recurrence: FREQ=YEARLY;COUNT=5",
        "key: rehearsal",
        "approves_itself: true",
        "DB_PASSWORD: secret:vault/acceptance/db",
        "vlan: '12'",
        "note: orders at night",
        "type: replica",
        "system: cart",
        "expression: version.sbom_url != null || release.kind == 'independent'",
        "in_force: true",
        "estimate: 5m/10m/20m",
        "- 1SS+10m",
    ] {
        assert!(exported.contains(word), "{word} is not in\n{exported}");
    }
    app.unchanged_by(|| apply(&client, &exported).ok());

    let other = App::on_sqlite();
    people(&other);
    apply(&other.administrator(), &exported).ok();
    same(&other.administrator().get("/export").ok_text(), &exported);
    other.unchanged_by(|| apply(&other.administrator(), &exported).ok());

    // As JSON it is the same again.
    let json = client.send(crate::harness::Request::new("GET", "/export").header("accept", "application/json")).ok();
    let third = App::on_postgres();
    people(&third);
    third.administrator().post("/apply", json).ok();
    same(&third.administrator().get("/export").ok_text(), &exported);
});

both_databases!(one_thing_is_exported_when_asked_for, |app| {
    people(app);
    let client = app.administrator();
    apply(&client, EVERYTHING).ok();
    let one = client.get("/export?kind=Release&key=CART-1").ok_text();
    assert!(one.contains("key: cart-1") && one.matches("kind: ").count() == 1, "{one}");
    let systems = client.get("/export?kind=System").ok_text();
    assert_eq!(systems.matches("kind: System").count(), 3);
    client.get("/export?kind=Ferry").refused(422);
    client.get("/export?key=cart-1").refused(422);
    client.get("/export?kind=Release&key=nothing").refused(404);
});

both_databases!(a_plan_changed_by_hand_exports_as_it_stands, |app| {
    people(app);
    let client = app.administrator();
    apply(&client, EVERYTHING).ok();
    let rev = client.get("/releases/shop-1").rev();
    client
        .patch(
            "/releases/shop-1",
            rev,
            serde_json::json!({"risk": "low", "tags": [], "description": "a: b # c\n\n  d\n"}),
        )
        .ok();
    let exported = client.get("/export").ok_text();
    assert_eq!(applied(&client, &exported), 0, "nothing is left to change");
});

fn applied(client: &crate::harness::Client, yaml: &str) -> i64 {
    let told: Value = apply(client, yaml).ok();
    told["changed"].as_i64().unwrap() + told["created"].as_i64().unwrap()
}

#[track_caller]
fn same(one: &str, other: &str) {
    for (left, right) in one.lines().zip(other.lines()) {
        assert_eq!(left, right);
    }
    assert!(one == other, "one is longer than the other");
}
