//! Policies: written, checked, put in force, retired; who may see and change them; what their documents make.

use crate::harness::{Answer, App, Client};
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
        (
            json!({"expression": "relase.risk == 1 && version.numbr == ''"}),
            vec!["/expression unknown", "/expression unknown"],
        ),
        (
            json!({"expression": "deployments.all(a, deployments.all(b, deployments.all(c, deployments.all(d, deployments.all(e, true)))))"}),
            vec!["/expression size"],
        ),
        (json!({"expression": "("}), vec!["/expression syntax"]),
        (json!({"message": "  "}), vec!["/message text"]),
        (json!({"message": "{relase.key}"}), vec!["/message unknown"]),
        (json!({"enforcement": "maybe"}), vec!["/enforcement enum"]),
        (
            json!({"portfolio": "nowhere", "selector": {"stages": ["test", "moon"], "systems": ["ghost"], "types": ["odd"]}}),
            vec![
                "/portfolio unknown",
                "/selector/types/0 unknown",
                "/selector/systems/0 unknown",
                "/selector/stages/1 unknown",
            ],
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
    let asked_by = |path: &str| {
        let fact = facts.iter().find(|fact| fact["path"] == path).unwrap();
        (fact["policies"] == true, fact["criteria"] == true)
    };
    assert_eq!(
        (asked_by("version.number"), asked_by("builds[].number"), asked_by("tests[].failed")),
        ((true, false), (false, true), (true, true))
    );
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

/// Billing, in two versions of which one has a bill of materials, and where it may go.
fn billing(app: &App) {
    let client = app.administrator();
    for key in ["test", "production"] {
        let place = json!({"key": format!("{key}-eu"), "name": key, "portfolio": "enterprise", "stage": key});
        client.post("/environments", place).created();
    }
    app.system("billing", json!({"tags": ["pci"]}));
    app.system("cart", json!({}));
    client.post("/systems/billing/versions", json!({"number": "4.1.0"})).created();
    client.post("/systems/cart/versions", json!({"number": "1.0"})).created();
    let known = json!({"number": "4.2.0", "sbom_url": "https://ci.example.org/sbom"});
    client.post("/systems/billing/versions", known).created();
}

fn ask(client: &Client, version: &str, environment: &str) -> Value {
    client.post("/decisions", json!({"system": "billing", "version": version, "environment": environment})).ok()
}

both_databases!(a_policy_in_force_refuses_warns_or_is_kept, |app| {
    let client = app.administrator();
    billing(app);
    policy(&client, "sbom", json!({"selector": {"stages": ["production"]}})).created();
    assert_eq!(ask(&client, "4.1.0", "production-eu")["allowed"], true, "a draft governs nothing");
    client.act("/policies/sbom/enforce", 1, json!({})).ok();
    let told = ask(&client, "4.1.0", "production-eu");
    assert_eq!((&told["allowed"], &told["reasons"][0]["code"]), (&json!(false), &json!("policy")));
    let reason = told["reasons"][0].to_string();
    assert!(reason.contains("4.1.0 has no bill of materials"), "{reason}");
    assert_eq!(told["verdicts"][0]["fulfilled"], false);
    assert_eq!(told["facts"]["version"]["sbom_url"], Value::Null);
    assert_eq!(told["facts"]["environment"]["is_production"], true);
    assert_eq!(ask(&client, "4.2.0", "production-eu")["allowed"], true);
    assert_eq!(ask(&client, "4.1.0", "test-eu")["allowed"], true, "it governs production");
    // What cannot be told does not go on, and says why.
    let broken = json!({"expression": "release.risk == 'low'", "message": "The risk is not low"});
    client.patch("/policies/sbom", 2, broken).ok();
    client.act("/policies/sbom/enforce", 3, json!({})).ok();
    let told = ask(&client, "4.2.0", "production-eu");
    assert_eq!(told["allowed"], false);
    assert!(told["verdicts"][0]["failure"].as_str().unwrap().contains("nothing that could have a risk"), "{told}");
    client.patch("/policies/sbom", 4, json!({"enforcement": "warn"})).ok();
    client.act("/policies/sbom/enforce", 5, json!({})).ok();
    let told = ask(&client, "4.2.0", "production-eu");
    assert_eq!(told["allowed"], true);
    assert!(told["notes"].to_string().contains("The risk is not low"), "{told}");
});

both_databases!(a_draft_is_replayed_over_history_and_what_is_in_force_says_the_same_again, |app| {
    let client = app.administrator();
    billing(app);
    policy(&client, "sbom", json!({"selector": {"systems": ["billing"]}})).created();
    client.act("/policies/sbom/enforce", 1, json!({})).ok();
    let refused = ask(&client, "4.1.0", "production-eu");
    let allowed = ask(&client, "4.2.0", "production-eu");
    ask(&client, "4.2.0", "test-eu");
    client.post("/decisions", json!({"system": "cart", "version": "1.0", "environment": "test-eu"})).ok();
    let span = json!({"from": "2020-01-01T00:00:00Z", "to": "2021-12-31T00:00:00Z"});
    let from: jiff::Timestamp = allowed["asked_at"].as_str().unwrap().parse().unwrap();
    let hours = |hours| (from + jiff::SignedDuration::from_hours(hours)).to_string();
    let replay = |more: Value| {
        let mut body = json!({"from": hours(-1), "to": hours(1)});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        app.unchanged_by(|| client.post("/policies/sbom/replay", body.clone())).ok()
    };
    let again = replay(json!({"version": 1}));
    assert_eq!(
        (&again["judged"], &again["fulfilled"], &again["would_block"], &again["differing"]),
        (&json!(3), &json!(2), &json!(0), &json!(0)),
        "{again}"
    );
    assert_eq!((&again["items"][0]["decision"]["id"], &again["items"][0]["differs"]), (&refused["id"], &json!(false)));

    let draft =
        json!({"draft": {"expression": "!environment.is_production", "message": "{environment.key} is closed"}});
    let told = replay(draft);
    assert_eq!((&told["judged"], &told["would_block"]), (&json!(3), &json!(1)), "{told}");
    let blocked = told["items"].as_array().unwrap().iter().find(|item| item["would_block"] == true).unwrap();
    assert_eq!(
        (&blocked["decision"]["id"], &blocked["message"], &blocked["differs"]),
        (&allowed["id"], &json!("production-eu is closed"), &Value::Null)
    );
    assert!(blocked["decision"]["asked_by"]["name"].is_string() && blocked["decision"]["asked_at"].is_string());
    // A draft for other systems, or for a release, governs none of them.
    let others = replay(json!({"draft": {"selector": {"systems": ["cart"]}}}));
    assert_eq!((&others["judged"], &others["would_block"]), (&json!(1), &json!(1)));
    assert_eq!(replay(json!({"draft": {"selector": {"kinds": ["train"]}}}))["judged"], 0);
    assert_eq!(replay(json!({"draft": {"selector": {"tags": ["pci"], "systems": []}}}))["judged"], 3);

    let wrong = json!({"from": hours(-1), "to": hours(1), "draft": {"expression": "relase == null"}});
    let wrong = client.post("/policies/sbom/replay", wrong).refused(422);
    assert_eq!(wrong.faults(), ["/expression unknown"]);
    assert_eq!(client.post("/policies/sbom/replay", span).ok()["judged"], 0, "nothing was decided then");
    client.post("/policies/sbom/replay", json!({"from": hours(1), "to": hours(-1)})).refused(422);
    client.post("/policies/sbom/replay", json!({"from": hours(-1), "to": hours(1), "version": 9})).refused(404);
});

both_databases!(of_many_policies_those_that_govern_are_picked, |app| {
    let client = app.administrator();
    billing(app);
    for number in 0..30 {
        let selector = if number % 3 == 0 { json!({"systems": ["cart"]}) } else { json!({"stages": ["test"]}) };
        policy(&client, &format!("other-{number}"), json!({"selector": selector})).created();
        client.act(&format!("/policies/other-{number}/enforce"), 1, json!({})).ok();
    }
    policy(&client, "one", json!({"selector": {"systems": ["billing"], "stages": ["production"]}})).created();
    policy(&client, "two", json!({"enforcement": "audit"})).created();
    policy(&client, "three", json!({"selector": {"tags": ["pci"]}})).created();
    policy(&client, "four", json!({"selector": {"risk": ["high"]}})).created();
    for key in ["one", "two", "three", "four"] {
        client.act(&format!("/policies/{key}/enforce"), 1, json!({})).ok();
    }
    let told = ask(&client, "4.2.0", "production-eu");
    let keys: Vec<&str> =
        told["verdicts"].as_array().unwrap().iter().map(|verdict| verdict["key"].as_str().unwrap()).collect();
    assert_eq!(keys, ["one", "three", "two"]);
    client.act("/policies/two/retire", 2, json!({})).ok();
    client.patch("/policies/three", 2, json!({"name": "Other"})).ok();
    assert_eq!(ask(&client, "4.2.0", "production-eu")["verdicts"].as_array().unwrap().len(), 2);
});
