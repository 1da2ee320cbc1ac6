//! The RAID register of a release.

use serde_json::{Value, json};

both_databases!(a_risk_is_raised_judged_worked_on_and_closed, |app| {
    let client = app.administrator();
    let owner = app.person("Supplier manager", "suppliers@example.org");
    client.post("/teams", json!({"key": "ops", "name": "Operations", "portfolio": "enterprise"})).created();
    app.release("R-1", json!({}));
    let new = json!({"kind": "risk", "title": "The supplier is late", "owner": {"person": "suppliers@example.org"},
        "probability": 4, "impact": 5, "due": "2026-03-12", "response": "A second supplier"});
    let made = client.post("/releases/R-1/raid", new).created();
    assert_eq!((&made["number"], &made["exposure"], &made["level"]), (&json!(1), &json!(20), &json!("critical")));
    assert_eq!((&made["status"], &made["owner"]["person"]["id"]), (&json!("open"), &json!(owner)));
    let path = format!("/releases/R-1/raid/{}", made["id"].as_str().unwrap());

    let worked_on =
        client.patch(&path, 1, json!({"status": "in_progress", "probability": 2, "owner": {"team": "ops"}}));
    let told = worked_on.ok();
    assert_eq!((&told["exposure"], &told["level"]), (&json!(10), &json!("high")));
    assert_eq!((&told["status"], &told["owner"]["team"]["key"]), (&json!("in_progress"), &json!("ops")));
    client.patch(&path, 1, json!({"title": "Late"})).refused(412);

    let closed = client.act(&format!("{path}/close"), worked_on.rev(), json!({"resolution": "It came in time"}));
    assert_eq!((&closed.ok()["status"], &closed.ok()["resolution"]), (&json!("closed"), &json!("It came in time")));
    assert_eq!(closed.ok()["closed_by"]["name"], "Release manager");
    let refused = app.unchanged_by(|| client.patch(&path, closed.rev(), json!({"impact": 1}))).refused(409);
    assert_eq!(refused.reasons(), ["closed"]);
    let again = client.act(&format!("{path}/close"), closed.rev(), json!({"resolution": "Twice"}));
    assert_eq!(again.refused(409).reasons(), ["closed"]);

    let open = client.act(&format!("{path}/reopen"), closed.rev(), json!({}));
    assert_eq!((&open.ok()["status"], &open.ok()["resolution"]), (&json!("open"), &Value::Null));
    // What is no risk any more is judged no more.
    let issue = client.patch(&path, open.rev(), json!({"kind": "issue"}));
    assert_eq!((&issue.ok()["kind"], &issue.ok()["exposure"]), (&json!("issue"), &Value::Null));

    app.settle();
    let events = client.all("/journal?kind=raid");
    let kinds: Vec<&str> = events.iter().map(|event| event["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["raid.changed", "raid.reopened", "raid.closed", "raid.changed", "raid.added"]);
    let changes = events[3]["changes"].as_array().unwrap();
    let probability = changes.iter().find(|change| change["field"] == "probability").unwrap();
    assert_eq!((&probability["before"], &probability["after"]), (&json!(4), &json!(2)));
    assert!(client.all("/releases/R-1/events").iter().any(|event| event["kind"] == "raid.closed"));
});

both_databases!(the_register_is_filtered_ordered_and_counted, |app| {
    let client = app.administrator();
    app.person("Supplier manager", "suppliers@example.org");
    app.release("R-1", json!({"zone": "Europe/Berlin"}));
    app.release("R-2", json!({}));
    let owner = json!({"person": "suppliers@example.org"});
    for item in [
        json!({"kind": "risk", "title": "Small", "probability": 1, "impact": 2, "due": "2020-01-01"}),
        json!({"kind": "risk", "title": "Large", "probability": 5, "impact": 5, "due": "2100-01-01", "owner": owner}),
        json!({"kind": "risk", "title": "Unjudged"}),
        json!({"kind": "decision", "title": "Which supplier", "status": "in_progress", "description": "Two offers"}),
    ] {
        client.post("/releases/R-1/raid", item).created();
    }
    let other = json!({"kind": "risk", "title": "Elsewhere", "probability": 5, "impact": 5});
    assert_eq!(client.post("/releases/R-2/raid", other).created()["number"], 1);
    let titles = |query: &str| client.list(&format!("/releases/R-1/raid{query}"), "title");
    assert_eq!(titles(""), ["Small", "Large", "Unjudged", "Which supplier"]);
    assert_eq!(titles("?sort=-exposure"), ["Large", "Small", "Unjudged", "Which supplier"]);
    assert_eq!(titles("?sort=-exposure&limit=1"), ["Large", "Small", "Unjudged", "Which supplier"]);
    assert_eq!(titles("?sort=due&limit=1"), ["Small", "Large", "Unjudged", "Which supplier"]);
    assert_eq!(titles("?kind=decision"), ["Which supplier"]);
    assert_eq!(titles("?status=in_progress"), ["Which supplier"]);
    assert_eq!(titles("?overdue=true"), ["Small"]);
    assert_eq!(titles("?person=suppliers@example.org"), ["Large"]);
    assert_eq!(titles("?probability=5&impact=5"), ["Large"]);
    assert_eq!(titles("?q=OFFERS"), ["Which supplier"]);
    client.get("/releases/R-1/raid?person=nobody@example.org").refused(404);
    client.get("/releases/R-1/raid?kind=worry").refused(400);

    let counts = client.all("/releases/R-1/raid/counts");
    assert_eq!(counts.iter().map(|count| count["items"].as_i64().unwrap()).sum::<i64>(), 4);
    assert_eq!(counts.iter().map(|count| count["overdue"].as_i64().unwrap()).sum::<i64>(), 1);
    let large = counts.iter().find(|count| count["probability"] == 5).unwrap();
    assert_eq!((&large["kind"], &large["items"]), (&json!("risk"), &json!(1)));

    // What was entered by mistake is put away, and its number is not given again.
    let mistake = client.all("/releases/R-1/raid?q=which").remove(0);
    let path = format!("/releases/R-1/raid/{}", mistake["id"].as_str().unwrap());
    let away = client.act(&format!("{path}/archive"), 1, json!({}));
    assert_eq!(titles(""), ["Small", "Large", "Unjudged"]);
    assert_eq!(titles("?archived=true"), ["Which supplier"]);
    let next = json!({"kind": "issue", "title": "Next"});
    assert_eq!(client.post("/releases/R-1/raid", next).created()["number"], 5);
    client.act(&format!("{path}/restore"), away.rev(), json!({})).ok();
    assert_eq!(titles("?kind=decision"), ["Which supplier"]);
});

both_databases!(what_makes_no_sense_in_a_register_is_refused_and_changes_nothing, |app| {
    let client = app.administrator();
    let release = app.release("R-1", json!({}));
    for (wrong, pointers) in [
        (json!({"kind": "risk", "title": "Half judged", "probability": 3}), vec!["/impact"]),
        (json!({"kind": "issue", "title": "Judged", "probability": 3, "impact": 3}), vec!["/impact", "/probability"]),
        (json!({"kind": "risk", "title": "Too much", "probability": 6, "impact": 0}), vec!["/impact", "/probability"]),
        (json!({"kind": "worry", "title": "Unheard of"}), vec!["/kind"]),
        (json!({"kind": "issue", "title": " "}), vec!["/title"]),
        (json!({"kind": "issue", "title": "Nobody's", "owner": {}}), vec!["/owner"]),
        (json!({"kind": "issue", "title": "Unknown", "owner": {"person": "nobody@example.org"}}), vec!["/owner"]),
        (json!({"kind": "issue", "title": "Closed", "status": "closed"}), vec!["/status"]),
        (json!({"kind": "issue", "title": "Never", "due": "2026-02-30"}), vec!["/due"]),
    ] {
        let refused = app.unchanged_by(|| client.post("/releases/R-1/raid", wrong.clone())).refused(422);
        assert_eq!(refused.pointers(), pointers, "{wrong}");
    }
    let made = client.post("/releases/R-1/raid", json!({"kind": "issue", "title": "Here"})).created();
    app.release("R-2", json!({}));
    client.get(&format!("/releases/R-2/raid/{}", made["id"].as_str().unwrap())).refused(404);
    client.act("/releases/R-1/archive", release["rev"].as_i64().unwrap(), json!({})).ok();
    let late = json!({"kind": "issue", "title": "Late"});
    let refused = app.unchanged_by(|| client.post("/releases/R-1/raid", late)).refused(409);
    assert_eq!(refused.reasons(), ["archived"]);
});

both_databases!(a_register_of_any_length_costs_the_same_number_of_statements, |app| {
    let client = app.administrator();
    app.release("R-1", json!({}));
    let cost = |items: usize| {
        for number in 0..items {
            let item = json!({"kind": "risk", "title": format!("Risk {number}"), "probability": 1, "impact": 1});
            client.post("/releases/R-1/raid", item).created();
            client
                .post("/releases/R-1/comments", json!({"body": format!("Number {number} @release.manager")}))
                .created();
        }
        ["raid?total=true", "comments?total=true"].map(|list| client.get(&format!("/releases/R-1/{list}")).statements())
    };
    assert_eq!(cost(1), cost(9));
});
