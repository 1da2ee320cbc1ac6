//! What environments stand on, and what they exchange.

use super::environment;
use crate::harness::{Answer, Client, Request};
use serde_json::{Value, json};

fn told(client: &Client, hosts: &Value) -> Answer {
    client.send(Request::new("PUT", "/environments/uat/hosts").json(&json!({"hosts": hosts})))
}

both_databases!(what_is_discovered_replaces_what_was_known, |app| {
    let client = app.administrator();
    environment(&client, "uat", json!({})).created();
    app.system("cart", json!({}));
    let hosts = json!([
        {"name": "db-1", "kind": "vm", "address": "10.0.0.5", "components": [{"name": "postgresql", "version": "17.2"}]},
        {"name": "app-1", "kind": "vm", "components": [{"name": "cart", "version": "4.1", "system": "CART"}]},
    ]);
    let found = told(&client, &hosts).ok();
    assert_eq!((&found["items"][0]["name"], &found["items"][1]["name"]), (&json!("app-1"), &json!("db-1")));
    assert_eq!(found["items"][0]["components"][0]["system"]["key"], "cart");
    app.unchanged_by(|| told(&client, &hosts).ok());
    let later = json!([{"name": "db-1", "kind": "vm", "address": "10.0.0.5",
        "components": [{"name": "postgresql", "version": "18.0"}]}]);
    let after = told(&client, &later).ok();
    assert_eq!(after["items"].as_array().unwrap().len(), 1);
    assert_eq!(after["items"][0]["id"], found["items"][1]["id"], "the host is the same");
    assert_eq!(client.get("/environments/uat/hosts").ok(), after);
    app.settle();
    let told_of = client.all("/journal?kind=environment.hosts_changed").remove(0);
    let fields: Vec<&Value> = told_of["changes"].as_array().unwrap().iter().map(|change| &change["field"]).collect();
    assert_eq!(fields, ["hosts/db-1", "hosts/app-1"]);
    for (wrong, faults) in [
        (json!([{"name": "a", "kind": "vm"}, {"name": "A", "kind": "vm"}]), vec!["/hosts/1/name twice"]),
        (
            json!([{"name": "a", "kind": "vm", "components": [{"name": "x", "version": "1", "system": "ghost"}]}]),
            vec!["/hosts/0/components/0/system unknown"],
        ),
        (
            json!([{"name": "a", "kind": "vm", "components": [{"name": "x", "version": "1"}, {"name": "x", "version": "2"}]}]),
            vec!["/hosts/0/components/1/name twice"],
        ),
    ] {
        assert_eq!(app.unchanged_by(|| told(&client, &wrong)).refused(422).faults(), faults, "{wrong}");
    }
});

both_databases!(a_link_is_one_whichever_end_says_it, |app| {
    let client = app.administrator();
    for key in ["uat", "ledger"] {
        environment(&client, key, json!({})).created();
    }
    let feed = json!({"kind": "data_feed", "direction": "to", "note": "nightly"});
    client.put("/environments/uat/links/ledger", 1, feed.clone()).ok();
    app.unchanged_by(|| client.put("/environments/uat/links/ledger", 1, feed.clone()).ok());
    let seen = client.get("/environments/ledger/links").ok();
    assert_eq!(
        (&seen["items"][0]["environment"]["key"], &seen["items"][0]["direction"]),
        (&json!("uat"), &json!("from"))
    );
    // The same said from the other end is the same; another direction changes it, whoever says so.
    let back = json!({"kind": "data_feed", "direction": "from", "note": "nightly"});
    app.unchanged_by(|| client.put("/environments/ledger/links/uat", 1, back).ok());
    let both = json!({"kind": "data_feed", "direction": "both"});
    client.put("/environments/ledger/links/uat", 1, both).ok();
    let seen = client.get("/environments/uat/links").ok();
    assert_eq!((seen["items"].as_array().unwrap().len(), &seen["items"][0]["direction"]), (1, &json!("both")));
    let itself = client.put("/environments/uat/links/uat", 1, feed).refused(422);
    assert_eq!(itself.faults(), ["/other self"]);
    client.delete("/environments/uat/links/ledger?kind=replica", 1).refused(404);
    client.delete("/environments/uat/links/ledger?kind=data_feed", 1).ok();
    assert_eq!(client.get("/environments/ledger/links").ok()["items"], json!([]));
});
