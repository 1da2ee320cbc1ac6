//! Policies: written, checked, put in force, retired; who may see and change them; what their documents make.

use crate::harness::{Answer, Client};
use serde_json::{Value, json};
use signalbox_domain::authz::Role;

/// A policy of the root portfolio that asks for a bill of materials, unless told otherwise.
fn policy(client: &Client, key: &str, more: Value) -> Answer {
    let mut new = json!({"key": key, "name": format!("The {key}"), "portfolio": "enterprise", "enforcement": "deny",
        "expression": "version.sbom_url != null", "message": "{version.number} has no bill of materials"});
    new.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    client.post("/policies", new)
}

both_databases!(a_policy_is_drafted_put_in_force_rewritten_and_retired, |app| {
    let client = app.administrator();
    app.system("cart", json!({}));
    let made = policy(&client, "sbom", json!({"selector": {"systems": ["CART"], "kinds": ["train"]}})).created();
    assert_eq!((&made["in_force"], &made["latest"]["number"]), (&Value::Null, &json!(1)));
    assert_eq!(made["latest"]["selector"]["systems"][0]["key"], "cart");
    client.act("/policies/sbom/retire", 1, json!({})).refused(409);

    let enforced = client.act("/policies/sbom/enforce", 1, json!({"reason": "audit finding 12"})).ok();
    assert_eq!((&enforced["in_force"]["number"], &enforced["in_force"]["status"]), (&json!(1), &json!("in_force")));
    assert!(enforced["in_force"]["in_force_at"].is_string());
    client.act("/policies/sbom/enforce", 1, json!({})).refused(412);
    let twice = client.act("/policies/sbom/enforce", 2, json!({})).refused(409);
    assert!(twice.detail.contains("version 1 is in force already"), "{}", twice.detail);

    // Another text is another version; the first one governs on and stays as it is.
    let change = json!({"expression": "has(version.sbom_url)", "selector": {"tags": ["pci"]}});
    let changed = client.patch("/policies/sbom", 2, change.clone()).ok();
    assert_eq!((&changed["latest"]["number"], &changed["latest"]["status"]), (&json!(2), &json!("draft")));
    assert_eq!(changed["in_force"]["expression"], "version.sbom_url != null");
    assert_eq!(changed["latest"]["selector"]["systems"][0]["key"], "cart", "a list that is not mentioned stays");
    app.unchanged_by(|| client.patch("/policies/sbom", 3, change.clone()).ok());
    let third = client.patch("/policies/sbom", 3, json!({"enforcement": "warn"})).ok();
    assert_eq!(third["latest"]["number"], 3);
    let versions = client.all("/policies/sbom/versions");
    let told: Vec<_> = versions.iter().map(|one| format!("{} {}", one["number"], one["status"])).collect();
    assert_eq!(told, ["3 \"draft\"", "2 \"retired\"", "1 \"in_force\""], "one draft at a time");

    client.act("/policies/sbom/enforce", 4, json!({})).ok();
    let back = client.act("/policies/sbom/enforce", 5, json!({"version": 1})).ok();
    assert_eq!((&back["in_force"]["number"], &back["in_force"]["enforcement"]), (&json!(4), &json!("deny")));
    client.act("/policies/sbom/archive", 6, json!({})).refused(409);
    let over = client.act("/policies/sbom/retire", 6, json!({"reason": "superseded"})).ok();
    assert_eq!((&over["in_force"], &over["latest"]["status"]), (&Value::Null, &json!("retired")));
    client.act("/policies/sbom/archive", 7, json!({})).ok();
    client.patch("/policies/sbom", 8, json!({"name": "Other"})).refused(409);
    assert_eq!(client.list("/policies", "key"), [""; 0]);
    assert_eq!(client.list("/policies?archived=true", "key"), ["sbom"]);
    app.settle();
    assert_eq!(
        client.list("/journal?kind=policy", "kind"),
        [
            "policy.archived",
            "policy.retired",
            "policy.enforced",
            "policy.enforced",
            "policy.drafted",
            "policy.drafted",
            "policy.enforced",
            "policy.created"
        ]
    );
});

both_databases!(what_is_no_policy_is_refused_with_every_fault_and_changes_nothing, |app| {
    let client = app.administrator();
    for (wrong, faults) in [
        (json!({"expression": "release.key"}), vec!["/expression type"]),
        (json!({"expression": "relase.risk == 1 && version.numbr == ''"}), vec!["/expression unknown", "/expression unknown"]),
        (json!({"expression": "deployments.all(a, deployments.all(b, deployments.all(c, deployments.all(d, deployments.all(e, true)))))"}),
            vec!["/expression size"]),
        (json!({"expression": "("}), vec!["/expression syntax"]),
        (json!({"message": "  "}), vec!["/message text"]),
        (json!({"message": "{relase.key}"}), vec!["/message unknown"]),
        (json!({"enforcement": "maybe"}), vec!["/enforcement enum"]),
        (
            json!({"portfolio": "nowhere", "selector": {"stages": ["test", "moon"], "systems": ["ghost"], "types": ["odd"]}}),
            vec!["/portfolio unknown", "/selector/stages/1 unknown", "/selector/types/0 unknown", "/selector/systems/0 unknown"],
        ),
    ] {
        let refused = app.unchanged_by(|| policy(&client, "wrong", wrong.clone())).refused(422);
        assert_eq!(refused.faults(), faults, "{wrong}");
    }
    policy(&client, "taken", json!({})).created();
    assert_eq!(policy(&client, "Taken", json!({})).refused(422).faults(), ["/key taken"]);
});

both_databases!(an_expression_is_checked_while_it_is_written, |app| {
    let client = app.somebody(&[(Role::Viewer, "enterprise")]);
    let check = |expression: &str, message: &str| {
        app.unchanged_by(|| client.post("/policies/check", json!({"expression": expression, "message": message})).ok())
    };
    assert_eq!(check("release.risk == 'low'", "{release.key}"), json!({"expression": [], "message": []}));
    let found = check("true &&\n  release.rsik == 'low'", "{version.numbr}");
    let mistake = &found["expression"][0];
    assert_eq!((&mistake["line"], &mistake["column"], &mistake["code"]), (&json!(2), &json!(10), &json!("unknown")));
    assert!(mistake["detail"].as_str().unwrap().contains("do you mean risk?"), "{mistake}");
    assert_eq!(found["message"][0]["code"], "unknown");
    let facts = client.all("/facts");
    let risk = facts.iter().find(|fact| fact["path"] == "release.risk").unwrap();
    assert_eq!(risk["type"], "string or null");
    assert!(facts.iter().any(|fact| fact["path"] == "deployments[].result"));
});

both_databases!(whoever_works_below_sees_what_holds_there_and_does_not_change_it, |app| {
    let client = app.administrator();
    app.portfolio("shop", "enterprise");
    app.portfolio("bank", "enterprise");
    policy(&client, "all", json!({})).created();
    policy(&client, "shop-only", json!({"portfolio": "shop"})).created();
    policy(&client, "bank-only", json!({"portfolio": "bank"})).created();
    let keeper = app.somebody(&[(Role::ReleaseManager, "shop")]);
    assert_eq!(keeper.list("/policies", "key"), ["all", "shop-only"]);
    keeper.get("/policies/bank-only").refused(404);
    assert_eq!(keeper.get("/policies/all").ok()["portfolio"], Value::Null, "its portfolio is out of sight");
    keeper.patch("/policies/all", 1, json!({"name": "Mine"})).refused(403);
    keeper.act("/policies/shop-only/enforce", 1, json!({})).ok();
    keeper.patch("/policies/shop-only", 2, json!({"portfolio": "bank"})).refused(422);
    app.somebody(&[(Role::Viewer, "shop")]).act("/policies/shop-only/retire", 2, json!({})).refused(403);
    assert_eq!(client.list("/policies?in_force=true", "key"), ["shop-only"]);
    assert_eq!(client.list("/policies?enforcement=warn", "key"), [""; 0]);
    assert_eq!(client.list("/policies?portfolio=bank", "key"), ["bank-only"]);
});

both_databases!(a_document_writes_a_policy_and_puts_it_in_force, |app| {
    let client = app.administrator();
    let document = |in_force: &str, expression: &str| {
        let text = format!(
            "kind: Policy\nkey: calm\nname: Calm Fridays\nportfolio: enterprise\nenforcement: warn\n{in_force}\
             expression: {expression}\nmessage: It is Friday.\n"
        );
        client.send(crate::harness::Request::new("POST", "/apply").raw("application/yaml", text))
    };
    document("", "at.getDayOfWeek() != 5").ok();
    assert_eq!(client.get("/policies/calm").ok()["in_force"], Value::Null);
    document("in_force: true\n", "at.getDayOfWeek() != 5").ok();
    assert_eq!(client.get("/policies/calm").ok()["in_force"]["number"], 1);
    app.unchanged_by(|| document("in_force: true\n", "at.getDayOfWeek() != 5").ok());
    document("in_force: true\n", "at.getDayOfWeek() < 5").ok();
    assert_eq!(client.get("/policies/calm").ok()["in_force"]["number"], 2);
    // A draft beside it is nobody's to undo.
    let rev = client.get("/policies/calm").rev();
    client.patch("/policies/calm", rev, json!({"message": "Not today."})).ok();
    app.unchanged_by(|| document("in_force: true\n", "at.getDayOfWeek() < 5").ok());
    document("in_force: false\n", "at.getDayOfWeek() < 5").ok();
    assert_eq!(client.get("/policies/calm").ok()["in_force"], Value::Null);
    document("in_force: true\n", "at.getDayOfWeek() < 5").ok();
    assert_eq!(client.get("/policies/calm").ok()["in_force"]["expression"], "at.getDayOfWeek() < 5");
    let wrong = document("", "relase.key == ''").refused(422);
    assert_eq!(wrong.faults(), ["/0/expression unknown"]);
});
