//! Two plans of a release side by side.

use serde_json::{Value, json};

both_databases!(any_two_plans_are_compared_item_by_item, |app| {
    let client = app.administrator();
    app.release(
        "R-1",
        json!({"start": "2026-01-01", "target": {"date": "2026-04-01"},
            "phases": [{"name": "Build", "start": "2026-01-01", "end": "2026-01-31"},
                {"name": "Test", "start": "2026-02-01", "end": "2026-02-28"}],
            "milestones": [{"kind": "gate", "key": "freeze", "name": "Freeze", "due": {"date": "2026-01-31"}},
                {"kind": "milestone", "key": "party", "name": "Party", "due": {"date": "2026-04-02"}}]}),
    );
    let change = |list: &str, name: &str, body: Value| {
        let item = client.all(&format!("/releases/R-1/{list}")).into_iter().find(|item| item["name"] == *name).unwrap();
        let path = format!("/releases/R-1/{list}/{}?reason=late", item["id"].as_str().unwrap());
        client.patch(&path, item["rev"].as_i64().unwrap(), body).ok();
    };
    change("phases", "Build", json!({"end": "2026-02-05"}));
    change("milestones", "Freeze", json!({"due": {"date": "2026-02-05"}}));
    change("phases", "Test", json!({"start": "2026-02-06"}));
    let party = client.all("/releases/R-1/milestones").into_iter().find(|item| item["name"] == "Party").unwrap();
    client.delete(&format!("/releases/R-1/milestones/{}", party["id"].as_str().unwrap()), 1).ok();
    client
        .post("/releases/R-1/phases", json!({"name": "Roll-out", "start": "2026-03-01", "end": "2026-03-31"}))
        .created();

    let told = |query: &str| -> Vec<(String, Value, Value)> {
        let found = client.get(&format!("/releases/R-1/baselines/compare{query}")).ok();
        let item = |item: &Value| {
            let name = format!("{} {}", item["change"].as_str().unwrap(), item["name"].as_str().unwrap_or("release"));
            (name, item["days"].clone(), item["start_days"].clone())
        };
        found["items"].as_array().unwrap().iter().map(item).collect()
    };
    let row = |name: &str, days: Value, start: Value| (name.to_owned(), days, start);
    assert_eq!(
        told(""),
        [
            row("moved Build", json!(5), json!(0)),
            row("moved Test", json!(0), json!(5)),
            row("added Roll-out", Value::Null, Value::Null),
            row("moved Freeze", json!(5), Value::Null),
            row("removed Party", Value::Null, Value::Null),
        ]
    );
    assert_eq!(told("?from=1&to=2"), [row("moved Build", json!(5), json!(0))]);
    assert_eq!(told("?from=2&to=1"), [row("moved Build", json!(-5), json!(0))]);
    assert_eq!(told("?from=current&to=current"), []);
    let found = client.get("/releases/R-1/baselines/compare?from=1&to=current").ok();
    assert_eq!((&found["from"]["number"], &found["from"]["reason"]), (&json!(1), &json!("late")));
    assert_eq!((&found["to"]["number"], &found["same"]), (&Value::Null, &json!(0)));
    let build = &found["items"][0];
    assert_eq!((&build["before"]["end"], &build["after"]["end"]), (&json!("2026-01-31"), &json!("2026-02-05")));
    assert_eq!(build["fields"], json!([{"field": "end", "before": "2026-01-31", "after": "2026-02-05"}]));

    client.get("/releases/R-1/baselines/compare?from=99").refused(404);
    let refused = client.get("/releases/R-1/baselines/compare?to=yesterday").refused(422);
    assert_eq!(refused.pointers(), ["/to"]);
});
