//! A train's members beside its own plan.

use serde_json::{Value, json};

fn plan(target: &str, build: &str, freeze: &str) -> Value {
    json!({"target": {"date": target}, "phases": [{"name": "Build", "start": "2031-01-01", "end": build}],
        "milestones": [{"kind": "gate", "key": "freeze", "name": "Code freeze", "due": {"date": freeze}}]})
}

fn with(mut plan: Value, more: Value) -> Value {
    plan.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    plan
}

both_databases!(members_stand_beside_the_train_with_their_drift, |app| {
    let client = app.administrator();
    let train = json!({"kind": "train"});
    app.release("TRAIN", with(plan("2031-04-01", "2031-02-01", "2031-03-01"), train));
    let member = || json!({"parent": "TRAIN"});
    app.release("A", with(plan("2031-04-01", "2031-02-01", "2031-03-01"), member()));
    app.release("B", with(plan("2031-03-25", "2031-02-11", "2031-03-04"), member()));
    let own = json!([{"name": "Pilot", "start": "2031-01-01", "end": "2031-12-01"}]);
    app.release("C", json!({"parent": "TRAIN", "target": {"date": "2031-05-01"}, "phases": own}));

    let found = client.get("/releases/TRAIN/matrix").ok();
    let columns = found["columns"].as_array().unwrap();
    let named: Vec<(&str, &str)> =
        columns.iter().map(|one| (one["kind"].as_str().unwrap(), one["name"].as_str().unwrap())).collect();
    assert_eq!(named, [("target", ""), ("phase", "Build"), ("phase", "Pilot"), ("gate", "Code freeze")]);
    let members = found["members"].as_array().unwrap();
    let drifts: Vec<(&str, i64, i64)> = members
        .iter()
        .map(|one| (one["key"].as_str().unwrap(), one["drift"].as_i64().unwrap(), one["drifting"].as_i64().unwrap()))
        .collect();
    assert_eq!(drifts, [("A", 0, 0), ("B", 10, 2), ("C", 30, 1)]);
    assert_eq!((&found["drifting"], &found["worst"], &found["total"]), (&json!(2), &json!(30), &json!(3)));
    let cells = members[1]["cells"].as_array().unwrap();
    let told: Vec<(i64, i64, i64)> = cells
        .iter()
        .map(|cell| {
            let number = |field: &str| cell[field].as_i64().unwrap();
            (number("column"), number("days"), number("drift"))
        })
        .collect();
    assert_eq!(told, [(0, -7, 0), (1, 10, 10), (3, 3, 3)]);
    assert_eq!(columns[2]["own"], Value::Null, "a phase of its own drifts from nothing");
    let build = &columns[1];
    assert_eq!((&build["members"], &build["drifting"], &build["last"]), (&json!(2), &json!(1), &json!("2031-02-11")));

    // The header counts the same.
    let header = client.get("/releases/TRAIN").ok()["answers"]["on_time"].clone();
    assert_eq!(header["reasons"][0]["code"], "members_drifting");
    assert_eq!(header["reasons"][0]["count"], found["drifting"]);
    assert_eq!(header["reasons"][0]["link"], json!({"release": "TRAIN", "section": "matrix"}));

    // What is decided or over does not drift any more.
    client.act("/releases/B/milestones/freeze/pass", 1, json!({})).ok();
    let rev = client.get("/releases/C").rev();
    client.act("/releases/C/transition", rev, json!({"to": "cancelled"})).ok();
    let after = client.get("/releases/TRAIN/matrix").ok();
    assert_eq!((&after["drifting"], &after["worst"]), (&json!(1), &json!(10)));
    assert_eq!(after["members"][1]["cells"][2]["standing"], "passed");
    assert_eq!(after["members"][1]["cells"][2]["days"], 3, "it is still told by how much it was late");
    let refused = client.get("/releases/A/matrix").refused(409);
    assert_eq!(refused.reasons(), ["no_train"]);
});

both_databases!(a_matrix_costs_the_same_whatever_its_size, |app| {
    let client = app.administrator();
    let viewer = app.member_of("enterprise");
    app.release("SMALL", with(plan("2031-04-01", "2031-02-01", "2031-03-01"), json!({"kind": "train"})));
    app.release("LARGE", with(plan("2031-04-01", "2031-02-01", "2031-03-01"), json!({"kind": "train"})));
    for number in 0..30 {
        let member = json!({"parent": "LARGE"});
        app.release(&format!("L-{number}"), with(plan("2031-04-02", "2031-02-01", "2031-03-01"), member));
    }
    for who in [&client, &viewer] {
        let cost = |path: &str| who.get(path).statements();
        assert_eq!(cost("/releases/SMALL/matrix"), cost("/releases/LARGE/matrix"));
        assert!(cost("/releases/LARGE/matrix") <= 8, "{}", cost("/releases/LARGE/matrix"));
        assert_eq!(cost("/releases/SMALL"), cost("/releases/LARGE"));
        assert!(cost("/releases/LARGE") <= 12, "{}", cost("/releases/LARGE"));
    }
});
