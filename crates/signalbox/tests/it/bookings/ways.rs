//! Ways out of a clash, and taking one.

use super::{act, at, book, environment, group, path, state};
use crate::harness::{Answer, Client};
use serde_json::{Value, json};
use signalbox_domain::authz::Role;

fn proposals(client: &Client, booking: &Value) -> Vec<Value> {
    client.get(&path(booking, "proposals")).ok()["items"].as_array().unwrap().clone()
}

fn take(client: &Client, booking: &Value, way: &Value) -> Answer {
    let span = json!({"start": way["start"], "end": way["end"]});
    let taken = json!({"kind": way["kind"], "environment": way["environment"]["id"], "span": span});
    act(client, booking, "proposals/take", taken)
}

both_databases!(every_way_out_is_told_the_cheapest_first_and_each_of_them_holds, |app| {
    let client = app.administrator();
    group(app, "pool", false);
    for key in ["uat", "uat-2"] {
        environment(app, key, json!({"group": "pool", "shareable": true}));
    }
    let first = book(&client, "First", json!({"priority": 1})).created();
    act(&client, &first, "approve", json!({})).ok();
    assert_eq!(proposals(&client, &first), [Value::Null; 0], "nothing stands against it");
    let late = json!({"start": at(16), "end": at(20), "if_taken": "request"});
    let second = book(&client, "Second", late).created();
    act(&client, &second, "approve", json!({})).refused(409);
    let ways = proposals(&client, &second);
    let told: Vec<(&str, u64)> =
        ways.iter().map(|way| (way["kind"].as_str().unwrap(), way["cost"].as_u64().unwrap())).collect();
    assert!(told.is_sorted_by_key(|(_, cost)| *cost), "{told:?}");
    let later = ways.iter().find(|way| way["kind"] == "later").unwrap();
    assert_eq!((&later["start"], &later["moved_seconds"]), (&json!(at(18)), &json!(7200)));
    assert_eq!(later["clears"][0]["called"].as_str().unwrap().split(" (").next(), Some("First"));
    let kinds: Vec<&str> = told.iter().map(|(kind, _)| *kind).collect();
    for kind in ["later", "earlier", "begin_later", "share", "member"] {
        assert!(kinds.contains(&kind), "{kind} is missing in {kinds:?}");
    }
    // A way that was never told is none.
    let invented = json!({"kind": "later", "environment": later["environment"], "start": at(17), "end": at(21)});
    app.unchanged_by(|| take(&client, &second, &invented)).refused(409);
    let moved = take(&client, &second, later).ok();
    assert_eq!(
        (&moved["start"], &moved["end"], &moved["state"]),
        (&json!(at(18)), &json!(at(22)), &json!("requested"))
    );
    act(&client, &second, "approve", json!({})).ok();
    assert_eq!(proposals(&client, &second), [Value::Null; 0]);
});

both_databases!(those_who_have_to_share_do_so_in_the_same_step, |app| {
    let client = app.administrator();
    environment(app, "uat", json!({"shareable": true, "capacity": 2}));
    let first = book(&client, "First", json!({})).created();
    act(&client, &first, "approve", json!({})).ok();
    let second = book(&client, "Second", json!({"if_taken": "request"})).created();
    let ways = proposals(&client, &second);
    let share = ways.iter().find(|way| way["kind"] == "share").unwrap();
    assert_eq!(share["sharing"][0]["id"], first["id"]);
    // Whoever may book may not make others share.
    let contributor = app.somebody(&[(Role::Contributor, "enterprise")]);
    app.unchanged_by(|| take(&contributor, &second, share)).refused(403);
    // Nor are they told to who does not see them.
    app.portfolio("site", "enterprise");
    client.patch("/environments/uat", 1, json!({"portfolio": "site"})).ok();
    let third = json!({"portfolio": "site", "if_taken": "request"});
    let outsider = app.somebody(&[(Role::EnvironmentManager, "site")]);
    let third = book(&outsider, "Third", third).created();
    let kinds: Vec<Value> = proposals(&outsider, &third).into_iter().map(|mut way| way["kind"].take()).collect();
    assert!(!kinds.is_empty() && !kinds.contains(&json!("share")), "{kinds:?}");
    assert_eq!(take(&client, &second, share).ok()["usage"], "shared");
    assert_eq!(client.get(path(&first, "").trim_end_matches('/')).ok()["usage"], "shared");
    act(&client, &second, "approve", json!({})).ok();
    assert_eq!((state(&client, &first), state(&client, &second)), ("approved".to_owned(), "approved".to_owned()));
});
