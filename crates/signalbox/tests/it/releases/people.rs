//! Who has which part in a release: exactly one is accountable, and is a person.

use serde_json::json;

both_databases!(exactly_one_person_is_accountable, |app| {
    let client = app.administrator();
    app.release("R-1", json!({}));
    app.person("Product owner", "owner@example.org");
    app.person("Test manager", "tests@example.org");
    client.post("/teams", json!({"key": "ops", "name": "Operations", "portfolio": "enterprise"})).created();
    let put = |items: serde_json::Value| {
        let rev = client.get("/releases/R-1").rev();
        client.put("/releases/R-1/people", rev, json!({"items": items}))
    };
    let told = put(json!([
        {"person": "owner@example.org", "role": "accountable"},
        {"person": "tests@example.org", "role": "responsible"},
        {"person": "owner@example.org", "role": "consulted"},
        {"team": "ops", "role": "informed"},
    ]));
    assert_eq!(told.ok()["items"].as_array().unwrap().len(), 4);
    assert_eq!(client.get("/releases/R-1").ok()["accountable"]["name"], "Product owner");

    for (items, fault) in [
        (
            json!([{"person": "owner@example.org", "role": "accountable"}, {"person": "tests@example.org", "role": "accountable"}]),
            "/items/1/role",
        ),
        (json!([{"person": "tests@example.org", "role": "responsible"}]), "/items"),
        (json!([{"team": "ops", "role": "accountable"}]), "/items/0"),
        (json!([{"person": "nobody@example.org", "role": "accountable"}]), "/items/0"),
        (json!([{"person": "owner@example.org", "team": "ops", "role": "accountable"}]), "/items/0"),
        (json!([{"role": "accountable"}]), "/items/0"),
    ] {
        let refused = app.unchanged_by(|| put(items.clone())).refused(422);
        assert_eq!(refused.pointers(), [fault], "{items} {}", refused.body);
    }
    // Nobody yet is a state a draft may be in.
    put(json!([])).ok();
    assert_eq!(client.get("/releases/R-1").ok()["accountable"], json!(null));
});

both_databases!(the_accountable_person_is_named_when_a_release_is_made, |app| {
    let owner = app.person("Product owner", "owner@example.org");
    let made = app.release("R-1", json!({"accountable": owner}));
    assert_eq!(made["accountable"], json!({"id": owner, "name": "Product owner"}));
    let client = app.administrator();
    let parts = client.get("/releases/R-1/people").ok();
    assert_eq!(parts["items"][0]["role"], "accountable");
});
