//! What a release touches, delivers and needs.

use serde_json::{Value, json};

both_databases!(a_cycle_of_needs_is_refused_and_named, |app| {
    let client = app.administrator();
    for key in ["A", "B", "C"] {
        app.release(key, json!({}));
    }
    let need = |from: &str, to: &str| {
        let rev = client.get(&format!("/releases/{from}")).rev();
        client.put(&format!("/releases/{from}/dependencies/{to}"), rev, json!({"hard": true, "note": "the new tariff"}))
    };
    let told = need("A", "B").ok();
    assert_eq!((&told["needs"][0]["release"]["key"], &told["needs"][0]["hard"]), (&json!("B"), &json!(true)));
    need("B", "C").ok();
    let refused = app.unchanged_by(|| need("C", "A")).refused(422);
    for key in ["A", "B", "C"] {
        assert!(refused.detail.contains(key), "{}", refused.detail);
    }
    app.unchanged_by(|| need("A", "A")).refused(422);
    let seen = client.get("/releases/C/dependencies").ok();
    assert_eq!(seen["needed_by"][0]["release"]["key"], "B");
    let rev = client.get("/releases/B").rev();
    client.delete("/releases/B/dependencies/C", rev).ok();
    need("C", "A").ok();
});

both_databases!(a_release_touches_systems_and_delivers_exact_versions, |app| {
    let client = app.administrator();
    app.system("cart", json!({"repositories": ["shop/cart"]}));
    app.system("payment", json!({}));
    let version = json!({"number": "1.10", "commit": "0000000000000000000000000000000000000001"});
    client.post("/systems/cart/versions", version).created();
    app.release("TRAIN", json!({"kind": "train"}));
    app.release("R-1", json!({"parent": "TRAIN"}));
    let rev = || client.get("/releases/R-1").rev();
    client.put("/releases/R-1/systems/cart", rev(), json!({"impact": "code"})).ok();
    let touched = client.put("/releases/R-1/systems/payment", rev(), json!({"impact": "regression"})).ok();
    assert_eq!(touched["items"].as_array().unwrap().len(), 2);
    client.put("/releases/R-1/systems/payment", rev(), json!({"impact": "explosive"})).refused(422);
    client.put("/releases/R-1/systems/ghost", rev(), json!({"impact": "code"})).refused(404);
    assert_eq!(client.list("/releases?system=payment", "key"), ["R-1"]);

    let delivered = client.put("/releases/R-1/manifest/cart", rev(), json!({"version": "1.10"})).ok();
    assert_eq!(delivered["items"][0]["version"]["number"], "1.10", "always text: 1.10 is not 1.1");
    client.put("/releases/R-1/manifest/cart", rev(), json!({"version": "1.1"})).refused(422);
    let train = client.get("/releases/TRAIN/manifest").ok();
    assert_eq!(
        (&train["items"][0]["system"]["key"], &train["items"][0]["release"]["key"]),
        (&json!("cart"), &json!("R-1"))
    );
    let sums = client.get("/releases/TRAIN").ok()["rollup"].clone();
    assert_eq!((&sums["systems"], &sums["repositories"]), (&json!(2), &json!(1)), "{sums}");
    client.delete("/releases/R-1/manifest/cart", rev()).ok();
    client.delete("/releases/R-1/systems/cart", rev()).ok();
    assert_eq!(client.get("/releases/R-1/manifest").ok()["items"], Value::Array(Vec::new()));
    assert_eq!(client.get("/releases/R-1/systems").ok()["items"][0]["system"]["key"], "payment");
});
