//! Environments: made, changed, found, put away; what they stand on and exchange.

mod changes;
mod deployments;
mod map;
mod parity;
mod parts;
mod utilisation;

use crate::harness::{Answer, Client};
use serde_json::{Value, json};
use signalbox_domain::authz::Role;

/// An environment of the root portfolio, unless told otherwise.
fn environment(client: &Client, key: &str, more: Value) -> Answer {
    let mut new = json!({"key": key, "name": format!("The {key}"), "portfolio": "enterprise"});
    new.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    client.post("/environments", new)
}

both_databases!(an_environment_is_made_changed_put_away_and_told_in_the_journal, |app| {
    let client = app.administrator();
    client.post("/environment-groups", json!({"key": "pool", "name": "Pool", "portfolio": "enterprise"})).created();
    environment(&client, "datacentre", json!({"stage": "test"})).created();
    let more = json!({"stage": "acceptance", "parent": "DATACENTRE", "group": "pool", "shareable": true, "capacity": 3,
        "cost_per_hour": {"amount": 1250, "currency": "EUR"}, "zone": "Europe/Berlin", "tags": ["pci"],
        "profile": {"network": {"vlan": "12"}, "variables": {"db/password": "secret:vault/uat/db"}}});
    let made = environment(&client, "uat", more).created();
    assert_eq!(
        (&made["stage"]["key"], &made["parent"]["key"], &made["group"]["key"], &made["state"]),
        (&json!("acceptance"), &json!("datacentre"), &json!("pool"), &json!("free"))
    );
    assert_eq!(made["profile"]["variables"]["db/password"], "secret:vault/uat/db");
    let change = json!({"capacity": null, "group": null, "tags": ["pci", "eu"],
        "profile": {"network": {"vlan": null, "cidr": "10.0.0.0/8"}}});
    let changed = client.patch("/environments/uat", 1, change.clone());
    let now = changed.ok();
    assert_eq!(
        (&now["capacity"], &now["group"], &now["profile"]["network"]),
        (&Value::Null, &Value::Null, &json!({"cidr": "10.0.0.0/8"}))
    );
    assert_eq!(now["profile"]["variables"], made["profile"]["variables"], "a setting that is not mentioned stays");
    assert_eq!((&now["parent"]["key"], &now["cost_per_hour"]), (&json!("datacentre"), &made["cost_per_hour"]));
    client.patch("/environments/uat", 1, json!({"name": "Late"})).refused(412);
    app.unchanged_by(|| client.patch("/environments/uat", changed.rev(), change.clone()).ok());
    client.act("/environments/uat/archive", changed.rev(), json!({})).ok();
    assert_eq!(client.list("/environments", "key"), ["datacentre"]);
    assert_eq!(client.list("/environments?archived=true", "key"), ["uat"]);
    app.settle();
    let kinds = client.list("/journal?kind=environment", "kind");
    assert_eq!(
        kinds,
        [
            "environment.archived",
            "environment.drifted",
            "environment.profile_changed",
            "environment.changed",
            "environment.created",
            "environment.created"
        ]
    );
    let told = client.all("/journal?kind=environment.profile_changed").remove(0);
    let fields: Vec<&Value> = told["changes"].as_array().unwrap().iter().map(|change| &change["field"]).collect();
    assert_eq!(fields, ["profile/network/cidr", "profile/network/vlan"]);
});

both_databases!(environments_are_found_by_what_they_are, |app| {
    let client = app.administrator();
    app.portfolio("retail", "enterprise");
    client.post("/environment-groups", json!({"key": "pool", "name": "Pool", "portfolio": "retail"})).created();
    environment(&client, "alpha", json!({"portfolio": "retail", "stage": "test", "group": "pool"})).created();
    environment(&client, "beta", json!({"portfolio": "retail", "stage": "production", "tags": ["pci"]})).created();
    environment(&client, "gamma", json!({"parent": "beta", "state": "dirty", "shareable": true})).created();
    for (query, found) in [
        ("", vec!["alpha", "beta", "gamma"]),
        ("?sort=-key", vec!["gamma", "beta", "alpha"]),
        ("?sort=name&limit=2", vec!["alpha", "beta", "gamma"]),
        ("?q=ALPH", vec!["alpha"]),
        ("?portfolio=retail", vec!["alpha", "beta"]),
        ("?stage=production", vec!["beta"]),
        ("?group=pool", vec!["alpha"]),
        ("?parent=beta", vec!["gamma"]),
        ("?state=dirty", vec!["gamma"]),
        ("?shareable=true", vec!["gamma"]),
        ("?tag=pci", vec!["beta"]),
    ] {
        let keys: Vec<Value> =
            client.all(&format!("/environments{query}")).into_iter().map(|mut one| one["key"].take()).collect();
        assert_eq!(keys, found, "{query}");
    }
    assert_eq!(client.get("/environments?total=true&limit=1").ok()["total"], 3);
    assert_eq!(client.get("/environment-groups?q=poo").ok()["items"][0]["environments"], 1);
    client.get("/environments?stage=nowhere").refused(404);
    assert_eq!(client.get("/environments?sort=size").refused(422).faults(), ["/sort choice"]);
});

both_databases!(what_is_no_environment_is_refused_with_every_fault_and_changes_nothing, |app| {
    let client = app.administrator();
    environment(&client, "uat", json!({})).created();
    for (wrong, faults) in [
        (json!({"key": "UAT"}), vec!["/key taken"]),
        (
            json!({"portfolio": "nowhere", "stage": "odd", "parent": "ghost", "group": "none", "team": "none"}),
            vec!["/portfolio unknown", "/stage unknown", "/parent unknown", "/group unknown", "/team unknown"],
        ),
        (json!({"capacity": 0}), vec!["/capacity schema"]),
        (json!({"capacity": 3}), vec!["/capacity kind"]),
        (json!({"cost_per_hour": {"amount": 5, "currency": "euro"}}), vec!["/cost_per_hour/currency schema"]),
        (json!({"zone": "Mars/Olympus"}), vec!["/zone zone"]),
        (json!({"state": "tired"}), vec!["/state enum"]),
        (json!({"profile": {"weather": {"sun": "yes"}}}), vec!["/profile/weather unknown"]),
        (json!({"profile": {"variables": {"db_password": "hunter2"}}}), vec!["/profile/variables/db_password secret"]),
        (json!({"profile": {"network": {"": "x"}}, "tags": [""]}), vec!["/tags/0 tag", "/profile/network/ name"]),
    ] {
        let refused = app.unchanged_by(|| environment(&client, "wrong", wrong.clone())).refused(422);
        assert_eq!(refused.faults(), faults, "{wrong}");
        assert!(!refused.body.to_string().contains("hunter2"), "what looks like a secret is not repeated");
    }
});

both_databases!(nothing_is_part_of_itself, |app| {
    let client = app.administrator();
    environment(&client, "top", json!({})).created();
    environment(&client, "middle", json!({"parent": "top"})).created();
    environment(&client, "leaf", json!({"parent": "middle"})).created();
    for (one, parent) in [("top", "top"), ("top", "leaf"), ("middle", "leaf")] {
        let path = format!("/environments/{one}");
        let refused = app.unchanged_by(|| client.patch(&path, 1, json!({"parent": parent}))).refused(422);
        assert_eq!(refused.faults(), ["/parent cycle"]);
    }
    let told = client.patch("/environments/top", 1, json!({"parent": "leaf"})).text;
    assert!(told.contains("top in leaf in middle in top"), "{told}");
    client.patch("/environments/leaf", 1, json!({"parent": "top"})).ok();
});

both_databases!(two_who_make_a_circle_together_do_not, |app| {
    let client = app.administrator();
    for key in ["one", "two", "three"] {
        environment(&client, key, json!({})).created();
    }
    // Each alone is sound; all of them together would be a circle.
    let moves = [("one", "two"), ("two", "three"), ("three", "one")];
    let done: Vec<u16> = std::thread::scope(|scope| {
        let tries = moves.map(|(child, parent)| {
            let client = client.clone();
            scope.spawn(move || client.patch(&format!("/environments/{child}"), 1, json!({"parent": parent})).status)
        });
        tries.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(done.iter().filter(|status| **status == 200).count(), 2, "{done:?}");
    assert_eq!(done.iter().filter(|status| **status == 422).count(), 1, "{done:?}");
});

both_databases!(stages_stand_in_their_order_and_belong_to_everybody, |app| {
    let client = app.administrator();
    assert_eq!(client.list("/stages", "key"), ["development", "test", "staging", "acceptance", "production"]);
    let hardening = json!({"key": "hardening", "name": "Hardening", "portfolio": "enterprise", "position": 25});
    client.post("/stages", hardening.clone()).created();
    assert_eq!(client.post("/stages", hardening).refused(422).faults(), ["/key taken"]);
    client.patch("/stages/hardening", 1, json!({"position": 35})).ok();
    client.act("/stages/development/archive", 1, json!({})).ok();
    let first = client.get("/stages?limit=2").ok();
    assert_eq!((&first["items"][0]["key"], &first["items"][1]["key"]), (&json!("test"), &json!("staging")));
    let stranger = app.stranger();
    let keys: Vec<Value> = stranger.all("/stages").into_iter().map(|mut one| one["key"].take()).collect();
    assert_eq!(keys, ["test", "staging", "hardening", "acceptance", "production"]);
    assert_eq!(stranger.get("/stages/test").ok()["portfolio"], Value::Null);
    stranger.patch("/stages/test", 1, json!({"name": "Mine"})).refused(404);
});

both_databases!(a_check_says_how_an_environment_is, |app| {
    let client = app.administrator();
    environment(&client, "uat", json!({})).created();
    let pipeline = app.somebody(&[(Role::Machine, "enterprise")]);
    let down = json!({"state": "down", "note": "the database does not answer"});
    assert_eq!(pipeline.post("/environments/uat/state", down.clone()).ok()["state"], "down");
    app.unchanged_by(|| pipeline.post("/environments/uat/state", down).ok());
    let two_lines = json!({"state": "free", "note": "one\ntwo"});
    assert_eq!(pipeline.post("/environments/uat/state", two_lines).refused(422).faults(), ["/note text"]);
    let viewer = app.somebody(&[(Role::Viewer, "enterprise")]);
    viewer.post("/environments/uat/state", json!({"state": "free"})).refused(403);
    app.settle();
    let told = client.all("/journal?kind=environment.state_changed").remove(0);
    assert_eq!(told["reason"], "the database does not answer");
});

both_databases!(an_environment_out_of_sight_is_neither_counted_nor_named, |app| {
    let client = app.administrator();
    app.portfolio("retail", "enterprise");
    app.portfolio("bank", "enterprise");
    environment(&client, "vault", json!({"portfolio": "bank"})).created();
    environment(&client, "shop", json!({"portfolio": "retail", "parent": "vault"})).created();
    let keeper = app.somebody(&[(Role::EnvironmentManager, "retail")]);
    assert_eq!(keeper.list("/environments", "key"), ["shop"]);
    assert_eq!(keeper.get("/environments?total=true").ok()["total"], 1);
    assert_eq!(keeper.get("/environments/shop").ok()["parent"], Value::Null);
    keeper.get("/environments/vault").refused(404);
    // A change of something else keeps the parent that the keeper does not see.
    keeper.patch("/environments/shop", 1, json!({"name": "Shop"})).ok();
    assert_eq!(client.get("/environments/shop").ok()["parent"]["key"], "vault");
    // What is taken is taken, whoever sees it.
    let taken = json!({"portfolio": "retail"});
    assert_eq!(environment(&keeper, "vault", taken).refused(422).faults(), ["/key taken"]);
    environment(&keeper, "mine", json!({"portfolio": "bank"})).refused(422);
});
