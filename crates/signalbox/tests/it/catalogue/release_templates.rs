//! Releases without dates, and the releases made of them.

use serde_json::{Value, json};

fn week(before: i32, weekday: &str) -> Value {
    json!({"unit": "weeks", "before": before, "weekday": weekday})
}

fn working_days(before: i32) -> Value {
    json!({"unit": "working_days", "before": before})
}

fn monthly(owner: &str) -> Value {
    json!({
        "key": "monthly", "name": "Monthly train", "kind": "train", "portfolio": "enterprise", "risk": "medium",
        "zone": "Europe/Berlin", "start": working_days(30), "tags": ["{colour}"],
        "phases": [{"name": "Build", "start": working_days(30), "end": week(2, "thursday")}],
        "milestones": [
            {"kind": "gate", "key": "{colour}-freeze", "name": "{colour} code freeze", "phase": "Build",
             "due": week(2, "thursday"), "time": "18:00", "responsible": "Test manager",
             "description": "Nothing new for {name}.", "criteria": [{"name": "No open blocker"},
                {"name": "Notes are written for {colour}", "expression": "raid.risks.high == 0"}]},
            {"kind": "milestone", "name": "Tell the call centre", "due": {"unit": "days", "before": 3, "day_off": "before"}},
        ],
        "activities": [{"name": "Regression test", "phase": "Build", "start": working_days(12), "due": working_days(10)}],
        "roles": [{"person": owner, "role": "accountable"}],
        "systems": [{"system": "billing", "impact": "regression"}],
    })
}

both_databases!(a_release_of_a_template_has_every_date_person_and_system, |app| {
    let client = app.administrator();
    let owner = app.person("Train driver", "driver@example.org");
    app.system("billing", json!({}));
    let made = client.post("/release-templates", monthly(&owner)).created();
    assert_eq!(made["open_words"], json!(["colour"]));
    assert_eq!(made["roles"][0]["person"]["name"], "Train driver");
    assert_eq!(made["systems"][0]["system"]["key"], "billing");

    // 17 November 2025 is a Monday; three days before it is a Friday, two weeks before lies the week of the 3rd.
    let target = json!({"date": "2025-11-17"});
    let shown = client.post("/release-templates/monthly/preview", json!({"target": target})).ok();
    assert_eq!(shown["open_words"], json!(["colour"]));
    assert_eq!(shown["milestones"][0]["due"]["at"], "2025-11-06T17:00:00Z");
    assert_eq!(shown["target"]["zone"], "Europe/Berlin");

    let wanted = json!({"key": "M-11", "name": "Train November", "target": target, "words": {"colour": "blue"}});
    let release = client.post("/release-templates/monthly/instantiate", wanted).created();
    assert_eq!(
        (&release["kind"], &release["start"], &release["risk"], &release["tags"], &release["accountable"]["id"]),
        (&json!("train"), &json!("2025-10-06"), &json!("medium"), &json!(["blue"]), &json!(owner))
    );
    let gates = client.all("/releases/M-11/milestones");
    assert_eq!((&gates[0]["key"], &gates[0]["name"]), (&json!("blue-freeze"), &json!("blue code freeze")));
    assert_eq!(gates[0]["due"]["at"], "2025-11-06T17:00:00Z");
    assert_eq!(gates[0]["description"], "Nothing new for Train November.");
    let gate = client.get("/releases/M-11/gates/blue-freeze").ok();
    let criteria: Vec<&Value> = gate["criteria"].as_array().unwrap().iter().map(|one| &one["name"]).collect();
    assert_eq!(criteria, ["No open blocker", "Notes are written for blue"]);
    let expressions = |place: usize| &gate["criteria"][place]["expression"];
    assert_eq!((expressions(0), expressions(1)), (&Value::Null, &json!("raid.risks.high == 0")));
    assert_eq!(gate["blockers"].as_array().unwrap().len(), 1, "nobody says so of what is found out");
    assert_eq!((&gates[1]["key"], &gates[1]["due"]["date"]), (&json!("tell-the-call-centre"), &json!("2025-11-14")));
    assert_eq!(client.list("/releases/M-11/activities", "due"), ["2025-11-03"]);
    assert_eq!(client.all("/releases/M-11/systems")[0]["impact"], "regression");
    app.settle();
    assert_eq!(client.list("/journal?kind=release.instantiated", "name"), ["M-11"]);
});

both_databases!(nothing_is_made_while_anything_is_missing_or_wrong, |app| {
    let client = app.administrator();
    let owner = app.person("Train driver", "driver@example.org");
    app.system("billing", json!({}));
    client.post("/release-templates", monthly(&owner)).created();
    app.release("M-10", json!({}));
    let refused = |wanted: Value| {
        app.unchanged_by(|| client.post("/release-templates/monthly/instantiate", wanted)).refused(422).pointers()
    };
    let day = json!({"date": "2025-11-17"});
    assert_eq!(refused(json!({"key": "M-11", "name": "x", "target": day})), ["/words/colour"]);
    let blue = json!({"colour": "blue"});
    assert_eq!(refused(json!({"key": "M-10", "name": "x", "target": day, "words": blue})), ["/key"]);
    assert_eq!(
        refused(json!({"key": "M-11", "name": "x", "target": day, "words": blue, "portfolio": "nowhere"})),
        ["/portfolio"]
    );
    assert_eq!(refused(json!({"key": "M-11", "name": "x", "target": {"date": "2025-02-30"}})), ["/target/date"]);

    let broken = json!({"phases": [{"name": "Build", "start": {"unit": "weeks", "before": 1}, "end": working_days(-1)}],
        "milestones": [{"kind": "gate", "name": "x", "phase": "Nowhere", "due": {"unit": "days", "before": 1, "weekday": "monday"}}]});
    let faults = app.unchanged_by(|| client.patch("/release-templates/monthly", 1, broken)).refused(422).faults();
    assert_eq!(faults, ["/phases/0/start/weekday required", "/milestones/0/due/weekday choice"]);
    let nowhere = json!({"milestones": [{"kind": "gate", "name": "x", "phase": "Nowhere", "due": working_days(1)}]});
    let faults = app.unchanged_by(|| client.patch("/release-templates/monthly", 1, nowhere)).refused(422).faults();
    assert_eq!(faults, ["/milestones/0/phase unknown"]);
    let automatic = |kind: &str, expression: &str| {
        let criteria = json!([{"name": "By hand"}, {"name": "By itself", "expression": expression}]);
        let one = json!([{"kind": kind, "name": "x", "due": working_days(1), "criteria": criteria}]);
        app.unchanged_by(|| client.patch("/release-templates/monthly", 1, json!({"milestones": one})))
            .refused(422)
            .faults()
    };
    let at = "/milestones/0/criteria/1/expression";
    assert_eq!(automatic("gate", "tests.all(t, t.fails == 0)"), [format!("{at} unknown")]);
    assert_eq!(automatic("gate", "raid.risks.high"), [format!("{at} type")]);
    assert_eq!(automatic("gate", "1 +"), [format!("{at} syntax")]);
    assert_eq!(automatic("milestone", "true"), [format!("{at} gate")]);

    // Nobody accountable in the template: whoever makes a release says who is.
    let roles = json!({"roles": [{"person": owner, "role": "informed"}]});
    let rev = client.patch("/release-templates/monthly", 1, roles).rev();
    let mut wanted = json!({"key": "M-11", "name": "x", "target": day, "words": blue});
    assert_eq!(refused(wanted.clone()), ["/accountable"]);
    wanted["accountable"] = json!(owner);
    client.post("/release-templates/monthly/instantiate", wanted.clone()).created();

    client.act("/release-templates/monthly/archive", rev, json!({})).ok();
    assert_eq!(client.list("/release-templates", "key"), [""; 0]);
    assert_eq!(client.list("/release-templates?archived=true&kind=train&q=MONTH", "key"), ["monthly"]);
    wanted["key"] = json!("M-12");
    let away = app.unchanged_by(|| client.post("/release-templates/monthly/instantiate", wanted)).refused(409);
    assert_eq!(away.reasons(), ["archived"]);
    client.patch("/release-templates/monthly", rev, json!({"name": "Late"})).refused(412);
});

both_databases!(a_template_of_a_release_makes_the_same_release_again, |app| {
    let client = app.administrator();
    app.release(
        "R-1",
        json!({
            "name": "Aurora", "start": "2026-01-12", "target": {"date": "2026-04-09", "zone": "Europe/Berlin"},
            "zone": "Europe/Berlin",
            "phases": [{"name": "Build Aurora", "start": "2026-01-12", "end": "2026-02-26"}],
            "milestones": [{"kind": "gate", "key": "aurora-freeze", "name": "Freeze", "phase": "Build Aurora",
                "due": {"date": "2026-02-26", "zone": "AoE"}, "description": "Aurora rests."}],
        }),
    );
    let criteria = |key: &str| client.get(&format!("/releases/{key}/gates/aurora-freeze")).ok()["criteria"].take();
    let tested = json!({"name": "Aurora is tested", "expression": "tests.all(t, t.failed == 0)"});
    client.post("/releases/R-1/gates/aurora-freeze/criteria", tested).created();
    client.post("/releases/R-1/activities", json!({"name": "Load test", "due": "2026-02-20"})).created();
    let words = json!({"word": "Aurora", "small": "aurora"});
    let wanted = json!({"release": "R-1", "key": "aurora", "name": "Like Aurora", "words": words});
    let made = client.post("/release-templates/from-release", wanted).created();
    assert_eq!(made["milestones"][0]["due"], week(6, "thursday"));
    assert_eq!(
        (&made["milestones"][0]["zone"], &made["milestones"][0]["criteria"], &made["open_words"]),
        (
            &json!("AoE"),
            &json!([{"name": "{word} is tested", "expression": "tests.all(t, t.failed == 0)"}]),
            &json!(["small", "word"])
        )
    );
    let again = json!({"key": "R-2", "name": "Aurora", "target": {"date": "2026-04-09"}, "words": words});
    client.post("/release-templates/aurora/instantiate", again).created();
    for list in ["phases", "milestones", "activities"] {
        let same = |key: &str| {
            let mut items = client.all(&format!("/releases/{key}/{list}"));
            for item in &mut items {
                item["id"] = Value::Null;
                if item["phase"].is_object() {
                    item["phase"]["id"] = Value::Null;
                }
            }
            items
        };
        assert_eq!(same("R-1"), same("R-2"), "{list}");
    }
    for field in ["name", "expression"] {
        assert_eq!(criteria("R-2")[0][field], criteria("R-1")[0][field]);
    }
    app.release("R-3", json!({}));
    let undated = json!({"release": "R-3", "key": "undated", "name": "x"});
    let refused = app.unchanged_by(|| client.post("/release-templates/from-release", undated)).refused(409);
    assert_eq!(refused.reasons(), ["no_target"]);
});

both_databases!(a_template_is_code_like_everything_else, |app| {
    let client = app.administrator();
    let owner = app.person("Train driver", "driver@example.org");
    app.system("billing", json!({}));
    client.post("/release-templates", monthly(&owner)).created();
    let text = client.get("/export?kind=ReleaseTemplate&key=monthly").ok_text();
    assert!(text.contains("due:\n      unit: weeks\n      before: 2\n      weekday: thursday"), "{text}");
    assert!(text.contains("person: driver@example.org"), "{text}");
    let written = "criteria:\n      - No open blocker\n      - name: Notes are written for {colour}\n        expression: raid.risks.high == 0\n";
    assert!(text.contains(written), "{text}");
    let apply = |text: &str| client.send(crate::harness::Request::new("POST", "/apply").yaml(text));
    let same = app.unchanged_by(|| apply(&text)).ok();
    assert_eq!(same["items"][0]["action"], "unchanged");
    let later = text.replace("before: 2\n", "before: 3\n");
    assert_eq!(apply(&later).ok()["items"][0]["action"], "changed");
    assert_eq!(client.get("/export?kind=ReleaseTemplate&key=monthly").ok_text(), later);
    let wrong = text.replace("weekday: thursday", "day_off: before");
    let told = app.unchanged_by(|| apply(&wrong)).refused(422);
    assert!(told.body.to_string().contains("which day of that week"), "{}", told.body);
    let wrong = text.replace("raid.risks.high == 0", "raid.risk.high == 0");
    let told = app.unchanged_by(|| apply(&wrong)).refused(422);
    assert!(told.body.to_string().contains("criteria/1/expression"), "{}", told.body);
    // What stands there plainly is text, whatever it looks like.
    let plain = text.replace("No open blocker", "2026").replace("Notes are written for {colour}", "42");
    assert_eq!(apply(&plain).ok()["items"][0]["action"], "changed");
    let shown = client.get("/release-templates/monthly").ok()["milestones"][0]["criteria"].clone();
    assert_eq!((&shown[0]["name"], &shown[1]["name"]), (&json!("2026"), &json!("42")));
});

both_databases!(a_quarter_of_trains_is_made_in_one_step_or_not_at_all, |app| {
    let client = app.administrator();
    let owner = app.person("Train driver", "driver@example.org");
    app.system("billing", json!({}));
    client.post("/release-templates", monthly(&owner)).created();
    let easter = json!({"key": "easter", "name": "With Easter", "days": ["monday", "tuesday", "wednesday", "thursday", "friday"],
        "holidays": [{"date": "2026-04-03", "name": "Good Friday"}]});
    client.post("/working-calendars", easter).created();
    let root = client.get("/portfolios/enterprise").rev();
    client.patch("/portfolios/enterprise", root, json!({"working_calendar": "easter"})).ok();
    let mut quarter = json!({"rule": "FREQ=MONTHLY;BYDAY=1FR", "from": "2026-04-01", "until": "2026-06-30", "dry_run": true,
        "key": "T-{year}.{month}", "name": "Train {n}", "words": {"colour": "c{month}"}});
    let series = |wanted: &Value| client.post("/release-templates/monthly/series", wanted.clone());
    let shown = app.unchanged_by(|| series(&quarter)).ok();
    let first = &shown["items"][0];
    assert_eq!(
        (&first["key"], &first["counted"], &first["release"]),
        (&json!("T-2026.04"), &json!("2026-04-03"), &Value::Null)
    );
    // Good Friday is no day for a train: it goes on the Thursday.
    assert_eq!(first["target"]["date"], "2026-04-02");
    app.release("T-2026.06", json!({}));
    let taken = app.unchanged_by(|| series(&quarter)).refused(422);
    assert_eq!(taken.faults(), ["/key taken"]);
    assert!(taken.body.to_string().contains("T-2026.06"), "{}", taken.body);
    quarter["key"] = json!("Q-{month}");
    quarter["dry_run"] = json!(false);
    let made = series(&quarter).ok();
    assert_eq!(made["items"].as_array().unwrap().len(), 3);
    assert_eq!(client.list("/releases?kind=train&sort=target", "key"), ["Q-04", "Q-05", "Q-06"]);
    assert_eq!(client.list("/releases/Q-05/milestones", "key"), ["c05-freeze", "tell-the-call-centre"]);
    for (field, wrong, pointer) in [
        ("rule", json!("every month"), "/rule"),
        ("rule", json!("FREQ=DAILY"), "/key"),
        ("until", json!("2026-03-01"), "/until"),
        ("key", json!("x y"), "/key"),
        ("name", json!("{who}"), "/name"),
        ("words", json!({}), "/words/colour"),
    ] {
        let mut asked = quarter.clone();
        asked["key"] = json!("R-{month}");
        asked[field] = wrong;
        assert_eq!(app.unchanged_by(|| series(&asked)).refused(422).pointers(), [pointer], "{field}");
    }
});
