//! Work in a release.

use serde_json::{Value, json};

both_databases!(work_is_planned_assigned_and_done, |app| {
    let client = app.administrator();
    let owner = app.person("Call centre lead", "calls@example.org");
    app.release("R-1", json!({"phases": [{"name": "Roll-out", "start": "2026-03-01", "end": "2026-03-16"}]}));
    let new = json!({"name": "Tell the call centre", "phase": "Roll-out", "assignee": "calls@example.org", "start": "2026-03-02", "due": "2026-03-12"});
    let made = client.post("/releases/R-1/activities", new).created();
    assert_eq!(
        (&made["status"], &made["assignee"]["id"], &made["phase"]["name"]),
        (&json!("todo"), &json!(owner), &json!("Roll-out"))
    );
    let path = format!("/releases/R-1/activities/{}", made["id"].as_str().unwrap());
    let done = client.patch(&path, 1, json!({"status": "done", "assignee": null}));
    assert_eq!((&done.ok()["status"], &done.ok()["assignee"]), (&json!("done"), &Value::Null));
    assert_eq!(client.list("/releases/R-1/activities?status=done", "name"), ["Tell the call centre"]);
    assert_eq!(client.list("/releases/R-1/activities?status=todo", "name"), [""; 0]);
    for (wrong, pointer) in [
        (json!({"due": "2026-03-01"}), "/due"),
        (json!({"phase": "Unheard of"}), "/phase"),
        (json!({"assignee": "nobody@example.org"}), "/assignee"),
        (json!({"status": "forgotten"}), "/status"),
        (json!({"start": "2026-02-30"}), "/start"),
    ] {
        let refused = app.unchanged_by(|| client.patch(&path, done.rev(), wrong.clone())).refused(422);
        assert_eq!(refused.pointers(), [pointer], "{wrong}");
    }
    client.patch(&path, 1, json!({"name": "Late"})).refused(412);
    client.delete(&path, done.rev()).ok();
    assert_eq!(client.all("/releases/R-1/activities").len(), 0);
    app.settle();
    assert_eq!(
        client.list("/journal?kind=activity", "kind"),
        ["activity.removed", "activity.changed", "activity.added"]
    );
});
