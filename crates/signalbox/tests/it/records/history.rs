//! What happened, field by field, in words.

use serde_json::{Value, json};

both_databases!(the_journal_takes_keys_and_tells_names, |app| {
    let client = app.administrator();
    let owner = app.person("Call centre lead", "calls@example.org");
    app.portfolio("payments", "enterprise");
    app.release("R-1", json!({"phases": [{"name": "Roll-out", "start": "2026-03-01", "end": "2026-03-16"}]}));
    app.release("R-2", json!({"portfolio": "payments"}));
    let made = client
        .post(
            "/releases/R-1/activities",
            json!({"name": "Tell the call centre", "phase": "Roll-out", "assignee": "calls@example.org"}),
        )
        .created();
    let path = format!("/releases/R-1/activities/{}", made["id"].as_str().unwrap());
    client.patch(&path, 1, json!({"assignee": null, "status": "doing"})).ok();
    app.settle();

    let by_key = client.all("/journal?about=r-1");
    assert_eq!(by_key.len(), 4);
    let id = client.get("/releases/R-1").ok()["id"].as_str().unwrap().to_owned();
    assert_eq!(by_key, client.all(&format!("/journal?about={id}")));
    assert_eq!(by_key, client.all("/releases/R-1/events"));
    let changed = &by_key[0];
    let assignee = changed["changes"].as_array().unwrap().iter().find(|one| one["field"] == "assignee").unwrap();
    assert_eq!((&assignee["before"], &assignee["after"]), (&json!(owner), &Value::Null));
    assert_eq!(changed["names"][&owner], "Call centre lead");
    let phase = by_key[1]["changes"].as_array().unwrap().iter().find(|one| one["field"] == "phase").unwrap();
    assert_eq!(by_key[1]["names"][phase["after"].as_str().unwrap()], "Roll-out");
    assert_eq!(client.list("/journal?subject=payments", "kind"), ["portfolio.created"]);

    client.get("/journal?about=nothing").refused(404);
    // A key out of sight is a key that nothing has.
    let elsewhere = app.member_of("payments");
    elsewhere.get("/journal?about=R-1").refused(404);
    assert_eq!(elsewhere.all("/journal?about=R-2").len(), 1);
});
