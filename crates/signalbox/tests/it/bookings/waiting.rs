//! The waiting list.

use super::{act, at, book, environment, group, state};
use serde_json::json;

both_databases!(whoever_waits_gets_the_place_that_becomes_free_in_their_turn, |app| {
    let client = app.administrator();
    group(app, "sandboxes", true);
    environment(app, "uat", json!({"group": "sandboxes"}));
    let holder = book(&client, "Holder", json!({})).created();
    let first = book(&client, "First", json!({"if_taken": "wait"})).created();
    let urgent = book(&client, "Urgent", json!({"if_taken": "wait", "priority": 1})).created();
    let evening = book(&client, "Evening", json!({"if_taken": "wait", "start": at(17), "end": at(20)})).created();
    assert_eq!(
        (&first["state"], &urgent["state"], &evening["state"]),
        (&json!("waiting"), &json!("waiting"), &json!("waiting"))
    );
    act(&client, &holder, "cancel", json!({"reason": "done"})).ok();
    assert_eq!(
        [state(&client, &urgent), state(&client, &first), state(&client, &evening)],
        ["approved", "waiting", "waiting"]
    );
    // Only part of its time becomes free.
    act(&client, &urgent, "move", json!({"end": at(17)})).ok();
    assert_eq!([state(&client, &first), state(&client, &evening)], ["waiting", "approved"]);
    act(&client, &urgent, "cancel", json!({"reason": "done"})).ok();
    act(&client, &evening, "cancel", json!({"reason": "done"})).ok();
    assert_eq!(state(&client, &first), "approved");
});

both_databases!(where_somebody_approves_whoever_waits_keeps_waiting_for_them, |app| {
    let client = app.administrator();
    environment(app, "uat", json!({}));
    let holder = book(&client, "Holder", json!({})).created();
    act(&client, &holder, "approve", json!({})).ok();
    let first = book(&client, "First", json!({"if_taken": "wait"})).created();
    act(&client, &holder, "cancel", json!({"reason": "done"})).ok();
    assert_eq!(state(&client, &first), "waiting");
    assert_eq!(act(&client, &first, "approve", json!({})).ok()["state"], "approved");
    let asked = book(&client, "Asked", json!({"if_taken": "request"})).created();
    assert_eq!(act(&client, &asked, "wait", json!({})).ok()["state"], "waiting");
});
