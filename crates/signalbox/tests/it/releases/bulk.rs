//! `/releases/bulk`: one change to many releases.

use serde_json::{Value, json};

fn chosen(items: &[(&str, i64)]) -> Value {
    items.iter().map(|(release, rev)| json!({"release": release, "rev": rev})).collect()
}

both_databases!(many_releases_are_changed_at_once, |app| {
    let client = app.administrator();
    app.portfolio("retail", "enterprise");
    let boss = app.person("Release train engineer", "engineer@example.org");
    for key in ["A", "B", "C"] {
        app.release(key, json!({"tags": ["old", "kept"], "start": "2026-01-01", "target": {"date": "2026-02-01"}}));
    }
    let rev = |key: &str| client.get(&format!("/releases/{key}")).rev();
    let change = json!({"items": chosen(&[("A", rev("A")), ("B", rev("B"))]), "reason": "reorganised",
        "change": {"risk": "high", "portfolio": "retail", "add_tags": ["pci"], "remove_tags": ["old"],
            "accountable": boss, "status": "planned"}});
    let seen = app.unchanged_by(|| client.post("/releases/bulk?dry_run=true", change.clone()).ok());
    assert_eq!(seen["applied"], false);
    let fields = |item: &Value| {
        let changes = item["changes"].as_array().unwrap();
        changes.iter().map(|change| change["field"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    for field in ["risk", "portfolio", "tags", "people", "status"] {
        assert!(fields(&seen["items"][0]).iter().any(|told| told.contains(field)), "{field}: {seen}");
    }
    let done = client.post("/releases/bulk", change).ok();
    assert_eq!((&done["applied"], &done["items"]), (&json!(true), &seen["items"]), "as it was foretold");
    for key in ["A", "B"] {
        let now = client.get(&format!("/releases/{key}")).ok();
        assert_eq!((&now["risk"], &now["portfolio"]["key"]), (&json!("high"), &json!("retail")));
        assert_eq!((&now["tags"], &now["accountable"]["id"]), (&json!(["kept", "pci"]), &json!(boss)));
        assert_eq!(now["status"]["key"], "planned");
        assert_eq!(
            now["rev"],
            done["items"].as_array().unwrap().iter().find(|one| one["release"]["key"] == key).unwrap()["rev"]
        );
    }
    assert_eq!(client.get("/releases/C").ok()["risk"], Value::Null);
    let away = json!({"items": chosen(&[("A", rev("A")), ("C", rev("C"))]), "change": {"archived": true}});
    client.post("/releases/bulk", away).ok();
    assert_eq!(client.list("/releases?archived=true&sort=key", "key"), ["A", "C"]);
});

both_databases!(when_one_cannot_be_changed_none_is_and_each_says_why, |app| {
    app.portfolio("retail", "enterprise");
    app.portfolio("bank", "enterprise");
    app.release("OWN", json!({"portfolio": "retail"}));
    app.release("SHIPPED", json!({"portfolio": "retail"}));
    app.release("SECRET", json!({"portfolio": "bank"}));
    let (boss, member) = (app.administrator(), app.member_of("retail"));
    let rev = |key: &str| boss.get(&format!("/releases/{key}")).rev();
    boss.act("/releases/SHIPPED/archive", rev("SHIPPED"), json!({})).ok();
    let ask = |items: Value, dry: &str| {
        member.post(&format!("/releases/bulk{dry}"), json!({"items": items, "change": {"risk": "low"}}))
    };
    app.unchanged_by(|| {
        let items = chosen(&[("OWN", rev("OWN") + 7), ("SHIPPED", rev("SHIPPED"))]);
        let refused = ask(items.clone(), "").refused(409);
        assert_eq!(refused.reasons(), ["stale", "archived"]);
        let seen = ask(items, "?dry_run=true").ok();
        assert_eq!(seen["items"][0]["refusals"][0]["code"], "stale");
        assert!(seen["items"][1]["refusals"][0]["detail"].as_str().unwrap().starts_with("SHIPPED: "), "{seen}");

        let hidden = ask(chosen(&[("OWN", rev("OWN")), ("SECRET", 1)]), "").refused(422);
        let nothing = ask(chosen(&[("OWN", rev("OWN")), ("NOTHING", 1)]), "").refused(422);
        assert_eq!(hidden.faults(), nothing.faults());
        assert_eq!(hidden.pointers(), ["/items/1/release"]);
        ask(chosen(&[("OWN", rev("OWN")), ("own", rev("OWN"))]), "").refused(422);
        ask(json!([]), "").refused(422);
        member.post("/releases/bulk", json!({"items": chosen(&[("OWN", 1)]), "change": {}})).refused(422);
    });
});
