//! Phases and milestones: dates as people state them.

use serde_json::{Value, json};

both_databases!(a_deadline_is_over_where_its_own_clock_says_so, |app| {
    let client = app.administrator();
    app.release("R-1", json!({"zone": "America/New_York"}));
    let add = |name: &str, due: Value| {
        let new = json!({"kind": "gate", "name": name, "due": due});
        client.post("/releases/R-1/milestones", new).created()["due"]["at"].as_str().unwrap().to_owned()
    };
    assert_eq!(add("aoe", json!({"date": "2025-11-06", "zone": "AoE"})), "2025-11-07T12:00:00Z");
    assert_eq!(add("aoe in small letters", json!({"date": "2025-11-06", "zone": "aoe"})), "2025-11-07T12:00:00Z");
    assert_eq!(add("own zone", json!({"date": "2025-11-06"})), "2025-11-07T05:00:00Z");
    assert_eq!(add("utc", json!({"date": "2025-11-06", "zone": "UTC"})), "2025-11-07T00:00:00Z");
    assert_eq!(
        add("hour", json!({"date": "2025-07-01", "time": "10:00", "zone": "Europe/London"})),
        "2025-07-01T09:00:00Z"
    );
    // The day on which a clock is set back has 25 hours.
    assert_eq!(add("long day", json!({"date": "2025-10-26", "zone": "Europe/Berlin"})), "2025-10-26T23:00:00Z");
    // An hour that does not exist, and one that exists twice.
    assert_eq!(
        add("gap", json!({"date": "2025-03-30", "time": "02:30", "zone": "Europe/Berlin"})),
        "2025-03-30T01:30:00Z"
    );
    assert_eq!(
        add("fold", json!({"date": "2025-10-26", "time": "02:30", "zone": "Europe/Berlin"})),
        "2025-10-26T00:30:00Z"
    );
    let refused = client.post(
        "/releases/R-1/milestones",
        json!({"kind": "gate", "name": "x", "due": {"date": "2025-11-06", "zone": "Mars/Olympus"}}),
    );
    assert_eq!(refused.refused(422).pointers(), ["/due/zone"]);
});

both_databases!(phases_and_milestones_are_added_changed_and_removed, |app| {
    let client = app.administrator();
    app.release("R-1", json!({"target": {"date": "2026-06-30"}}));
    let phase =
        client.post("/releases/R-1/phases", json!({"name": "Build", "start": "2026-01-05", "end": "2026-02-01"}));
    let id = phase.created()["id"].as_str().unwrap().to_owned();
    assert_eq!(client.all("/releases/R-1/baselines").len(), 0, "what is merely added contradicts nobody");
    let gate = json!({"kind": "gate", "name": "Exit", "phase": "Build", "due": {"date": "2026-02-01"}});
    let gate = client.post("/releases/R-1/milestones", gate).created();
    assert_eq!(gate["phase"], json!({"id": id, "name": "Build"}));

    let changed = client.patch(&format!("/releases/R-1/phases/{id}?reason=late"), 1, json!({"end": "2026-02-08"}));
    assert_eq!(changed.ok()["end"], "2026-02-08");
    assert_eq!(client.all("/releases/R-1/baselines").len(), 1);
    let swapped =
        client.patch(&format!("/releases/R-1/phases/{id}"), changed.rev(), json!({"end": "2026-01-01"})).refused(422);
    assert_eq!(swapped.faults(), ["/end order"]);
    let twin =
        client.post("/releases/R-1/phases", json!({"name": "Build", "start": "2026-03-01", "end": "2026-03-02"}));
    assert_eq!(twin.refused(422).faults(), ["/name duplicate"]);

    // A removed phase leaves its gate behind.
    client.delete(&format!("/releases/R-1/phases/{id}"), changed.rev()).ok();
    let left = &client.all("/releases/R-1/milestones")[0];
    assert_eq!((&left["name"], &left["phase"]), (&json!("Exit"), &Value::Null));
    client.delete("/releases/R-1/milestones/exit", left["rev"].as_i64().unwrap()).ok();
    assert_eq!(client.all("/releases/R-1/milestones").len(), 0);
    assert_eq!(client.all("/releases/R-1/baselines").len(), 3, "what goes is kept in a former plan");
    client.delete("/releases/R-1/milestones/exit", 1).refused(404);
    let former = client.get("/releases/R-1/baselines/3").ok();
    assert_eq!(former["plan"]["milestones"][0]["name"], "Exit");
});

both_databases!(a_plan_with_many_faults_is_told_all_of_them, |app| {
    let client = app.administrator();
    let answer = app.unchanged_by(|| {
        client.post(
            "/releases",
            json!({
                "key": "R-1", "name": "Payments", "kind": "project", "portfolio": "enterprise",
                "start": "2026-05-01", "target": {"date": "2026-04-01"},
                "phases": [
                    {"name": "Build", "start": "2026-02-01", "end": "2026-01-01"},
                    {"name": "Build", "start": "2026-02-01", "end": "2026-03-01"},
                ],
                "milestones": [
                    {"kind": "gate", "name": "Exit", "phase": "Bulid", "due": {"date": "2026-02-01"}},
                    {"kind": "gate", "name": "Fair", "start": "2026-02-02", "due": {"date": "2026-02-01"}},
                ],
            }),
        )
    });
    assert_eq!(
        answer.refused(422).pointers(),
        ["/milestones/0/phase", "/milestones/1/due/date", "/phases/0/end", "/phases/1/name", "/target/date"]
    );
});

both_databases!(the_calendar_shows_what_happens_in_its_days, |app| {
    let client = app.administrator();
    app.portfolio("retail", "enterprise");
    app.release("TRAIN", json!({"kind": "train", "portfolio": "retail", "start": "2026-01-01", "target": {"date": "2026-03-31", "zone": "AoE"},
        "phases": [{"name": "Build", "start": "2026-01-01", "end": "2026-02-01"}],
        "milestones": [
            {"kind": "gate", "name": "Freeze", "due": {"date": "2026-02-01", "zone": "AoE"}},
            {"kind": "milestone", "name": "Fair", "start": "2026-02-09", "due": {"date": "2026-02-20"}},
        ]}));
    app.release("MEMBER", json!({"parent": "TRAIN", "start": "2026-01-15", "target": {"date": "2026-02-15"}}));
    app.release("LATER", json!({"start": "2026-07-01", "target": {"date": "2026-08-01"}}));
    app.release("UNDATED", json!({}));
    let calendar = client.get("/calendar?from=2026-01-01&to=2026-07-01").ok();
    assert_eq!((&calendar["total"], &calendar["complete"]), (&json!(2), &json!(true)));
    let rows = calendar["releases"].as_array().unwrap();
    let keys: Vec<&str> = rows.iter().map(|row| row["key"].as_str().unwrap()).collect();
    assert_eq!(keys, ["TRAIN", "MEMBER"], "by first day");
    assert_eq!(rows[1]["parent"], rows[0]["id"]);
    assert_eq!((&rows[0]["start"], &rows[0]["end"]), (&json!("2026-01-01"), &json!("2026-03-31")));
    assert_eq!(rows[0]["phases"][0]["end"], "2026-02-01");
    let items = rows[0]["milestones"].as_array().unwrap();
    assert_eq!((&items[0]["name"], &items[0]["at"]), (&json!("Freeze"), &json!("2026-02-02T12:00:00Z")));
    assert_eq!((&items[1]["start"], &items[1]["date"]), (&json!("2026-02-09"), &json!("2026-02-20")));
    let portfolios = calendar["portfolios"].as_array().unwrap();
    let keys: Vec<_> = portfolios.iter().map(|portfolio| portfolio["key"].as_str().unwrap()).collect();
    assert!(keys.contains(&"retail"), "{keys:?}");
    assert!(keys.contains(&"enterprise"), "those above are there, or nothing could be found below them: {keys:?}");
    assert_eq!(client.get("/calendar?from=2026-01-01&to=2026-07-01&kind=train").ok()["total"], 1);
    assert_eq!(client.get("/calendar?from=2026-02-10&to=2026-02-11&portfolio=retail").ok()["total"], 1);
    client.get("/calendar?from=2026-02-10&to=2026-02-10").refused(422);
    client.get("/calendar?from=2000-01-01&to=2026-01-01").refused(422);
    client.get("/calendar?from=2026-02-30&to=2026-03-01").refused(400);
    client.get("/calendar").refused(400);
});
