//! Systems, what they need, and their versions.

use serde_json::{Value, json};

both_databases!(a_system_is_kept_with_all_that_is_known_of_it, |app| {
    let client = app.administrator();
    client.post("/teams", json!({"key": "shop", "name": "Shop", "portfolio": "enterprise"})).created();
    let cart = app.system("cart", json!({"kind": "service", "team": "shop", "criticality": "high", "vendor": "Own",
        "repositories": ["shop/cart"], "tags": ["pci"], "links": [{"title": "Docs", "url": "https://example.org/cart"}]}));
    assert_eq!(
        (&cart["team"]["key"], &cart["criticality"], &cart["repositories"]),
        (&json!("shop"), &json!("high"), &json!(["shop/cart"]))
    );
    app.system("cart-database", json!({"parent": "cart", "kind": "database"}));
    let changed = client.patch("/systems/cart", 1, json!({"criticality": null, "tags": ["pci", "gdpr"]}));
    assert_eq!((&changed.ok()["criticality"], &changed.ok()["team"]["key"]), (&Value::Null, &json!("shop")));
    assert_eq!(client.list("/systems?kind=database", "key"), ["cart-database"]);
    assert_eq!(client.list("/systems?sort=-key", "key"), ["cart-database", "cart"]);
    assert_eq!(
        client.patch("/systems/cart", 2, json!({"parent": "cart-database"})).refused(422).pointers(),
        ["/parent"]
    );
    client.post("/systems", json!({"key": "Cart", "name": "Twin", "portfolio": "enterprise"})).refused(422);
    client.act("/systems/cart-database/archive", 1, json!({})).ok();
    assert_eq!(client.list("/systems", "key"), ["cart"]);
    assert_eq!(client.list("/systems?archived=true", "key"), ["cart-database"]);
});

both_databases!(systems_need_each_other_without_a_cycle, |app| {
    let client = app.administrator();
    for key in ["web", "cart", "ledger"] {
        app.system(key, json!({}));
    }
    let need = |from: &str, to: &str| {
        let rev = client.get(&format!("/systems/{from}")).rev();
        client.put(&format!("/systems/{from}/dependencies/{to}"), rev, json!({"note": "orders"}))
    };
    need("web", "cart").ok();
    need("cart", "ledger").ok();
    let seen = client.get("/systems/cart/dependencies").ok();
    assert_eq!(
        (&seen["upstream"][0]["system"]["key"], &seen["downstream"][0]["system"]["key"]),
        (&json!("ledger"), &json!("web"))
    );
    let oneself = need("web", "web");
    assert!(matches!(oneself.status, 409 | 422), "{}", oneself.text);
    let rev = client.get("/systems/web").rev();
    client.delete("/systems/web/dependencies/cart", rev).ok();
    assert_eq!(client.get("/systems/cart/dependencies").ok()["downstream"], json!([]));
});

both_databases!(a_version_never_changes, |app| {
    let client = app.administrator();
    app.system("cart", json!({}));
    let new = json!({"number": "1.10", "commit": "abc", "digest": "sha256:0", "purl": "pkg:generic/cart@1.10", "built_at": "2026-01-01T00:00:00Z"});
    let made = client.post("/systems/cart/versions", new.clone()).created();
    assert_eq!((&made["number"], &made["system"]["key"]), (&json!("1.10"), &json!("cart")));
    let same = app.unchanged_by(|| client.post("/systems/cart/versions", new.clone()));
    assert_eq!((same.status, same.ok()), (200, made.clone()), "a pipeline may say it twice");
    let mut other = new;
    other["commit"] = json!("def");
    let refused = app.unchanged_by(|| client.post("/systems/cart/versions", other));
    assert!(matches!(refused.status, 409 | 422), "{}", refused.text);
    client.post("/systems/cart/versions", json!({"number": "1.1"})).created();
    assert_eq!(client.get("/systems/cart/versions/1.10").ok(), made);
    assert_eq!(client.list("/systems/cart/versions", "number").len(), 2);
    client.get("/systems/cart/versions/2").refused(404);
    client.post("/systems/cart/versions", json!({"number": 1.1})).refused(422);
    let member = app.member_of("enterprise");
    member.post("/systems/cart/versions", json!({"number": "1.11"})).created();
});
