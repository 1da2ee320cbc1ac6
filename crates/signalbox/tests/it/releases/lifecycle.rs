//! A release from its first draft to its completion: the slice that everything else copies.

use serde_json::json;

fn planned() -> serde_json::Value {
    json!({
        "zone": "Europe/Berlin",
        "start": "2026-01-12",
        "target": {"date": "2026-04-15", "time": "06:00"},
        "phases": [
            {"name": "Build", "start": "2026-01-12", "end": "2026-02-27"},
            {"name": "Test", "start": "2026-02-28", "end": "2026-04-14"},
        ],
        "milestones": [
            {"kind": "gate", "name": "Feature freeze", "phase": "Build", "due": {"date": "2026-02-26"}, "responsible": "Release lead"},
            {"kind": "gate", "name": "Go or no-go", "phase": "Test", "due": {"date": "2026-04-14", "time": "15:00"}},
            {"kind": "milestone", "name": "Trade fair", "start": "2026-03-02", "due": {"date": "2026-03-06"}},
        ],
    })
}

both_databases!(a_release_is_made_with_its_plan_and_shows_it, |app| {
    let made = app.release("PAY-2026.4", planned());
    assert_eq!(made["status"], json!({"key": "draft", "name": "Draft", "category": "draft"}));
    assert_eq!(made["rev"], 1);
    // Six in the morning of a Berlin summer day is four in the morning of UTC.
    assert_eq!(
        made["target"],
        json!({"date": "2026-04-15", "time": "06:00:00", "zone": "Europe/Berlin", "at": "2026-04-15T04:00:00Z"})
    );
    assert_eq!(made["next_gate"]["name"], "Feature freeze");
    // Keys are found whatever their case, and ids as well.
    let client = app.administrator();
    let found = client.get("/releases/pay-2026.4");
    assert_eq!(found.rev(), 1);
    assert_eq!(found.ok(), client.get(&format!("/releases/{}", made["id"].as_str().unwrap())).ok());
    assert_eq!(client.list("/releases/PAY-2026.4/phases", "name"), ["Build", "Test"]);
    assert_eq!(client.list("/releases/PAY-2026.4/milestones", "name"), ["Feature freeze", "Trade fair", "Go or no-go"]);
    assert_eq!(client.list("/releases/PAY-2026.4/milestones?kind=gate", "key"), ["feature-freeze", "go-or-no-go"]);
    assert_eq!(client.all("/releases/PAY-2026.4/baselines").len(), 0, "a plan that never changed has no former plan");
});

both_databases!(a_moved_date_keeps_the_former_plan_with_who_and_why, |app| {
    app.release("PAY-2026.4", planned());
    let planner = app.member_of("enterprise");
    let freeze = &planner.all("/releases/PAY-2026.4/milestones?kind=gate")[0];
    let path = format!("/releases/PAY-2026.4/milestones/{}", freeze["id"].as_str().unwrap());
    let position = app.settle();
    let moved = planner
        .patch(
            &format!("{path}?reason=The%20payment%20provider%20is%20late"),
            freeze["rev"].as_i64().unwrap(),
            json!({"due": {"date": "2026-03-05"}}),
        )
        .ok();
    assert_eq!(moved["due"]["date"], "2026-03-05");
    assert_eq!(moved["due"]["zone"], "Europe/Berlin", "the release's own zone, unless told otherwise");

    let baselines = planner.all("/releases/PAY-2026.4/baselines");
    assert_eq!(baselines.len(), 1);
    assert_eq!((&baselines[0]["number"], &baselines[0]["moved"]), (&json!(1), &json!(1)));
    assert_eq!(baselines[0]["reason"], "The payment provider is late");
    assert_eq!(baselines[0]["by"]["name"], "Colleague 1");
    let former = planner.get("/releases/PAY-2026.4/baselines/1").ok();
    let then = former["plan"]["milestones"].as_array().unwrap();
    let was = then.iter().find(|item| item["name"] == "Feature freeze").unwrap();
    assert_eq!(was["due"]["date"], "2026-02-26", "the former plan shows the former day");
    assert_eq!(former["plan"]["target"]["date"], "2026-04-15");
    assert_eq!(former["plan"]["phases"].as_array().unwrap().len(), 2);

    let events = app.events_since(position);
    let event = events.iter().find(|event| event["kind"] == "milestone.moved").unwrap();
    assert_eq!((&event["name"], &event["reason"]), (&json!("Feature freeze"), &json!("The payment provider is late")));
    assert_eq!(event["actor"]["name"], "Colleague 1");
    let due = event["changes"].as_array().unwrap().iter().find(|change| change["field"] == "due").unwrap();
    assert_eq!((&due["before"]["date"], &due["after"]["date"]), (&json!("2026-02-26"), &json!("2026-03-05")));

    // Moving the target keeps the plan once more; changing words does not.
    let release = planner.get("/releases/PAY-2026.4");
    let moved = planner.patch(
        "/releases/PAY-2026.4",
        release.rev(),
        json!({"target": {"date": "2026-04-22"}, "reason": "Summer tariff"}),
    );
    assert_eq!(moved.ok()["target"]["date"], "2026-04-22");
    planner.patch("/releases/PAY-2026.4", moved.rev(), json!({"name": "Payments, April"})).ok();
    let reasons = planner.list("/releases/PAY-2026.4/baselines", "reason");
    assert_eq!(reasons, ["The payment provider is late", "Summer tariff"]);
});

both_databases!(completion_is_refused_with_every_reason_until_each_is_cleared, |app| {
    let client = app.administrator();
    app.release(
        "TRAIN-1",
        json!({"kind": "train", "target": {"date": "2026-04-15"}, "milestones": [
            {"kind": "gate", "name": "Feature freeze", "due": {"date": "2026-02-26"}, "responsible": "Release lead"},
            {"kind": "gate", "name": "Go or no-go", "due": {"date": "2026-04-14"}},
            {"kind": "milestone", "name": "Trade fair", "due": {"date": "2026-03-06"}},
        ]}),
    );
    app.release("MEMBER-1", json!({"parent": "TRAIN-1", "target": {"date": "2026-04-10"}}));
    let step = |key: &str, to: &str| {
        let rev = client.get(&format!("/releases/{key}")).rev();
        client.act(&format!("/releases/{key}/transition"), rev, json!({"to": to}))
    };
    step("TRAIN-1", "planned").ok();
    step("TRAIN-1", "in-progress").ok();

    let refusal = app.unchanged_by(|| step("TRAIN-1", "completed")).refused(409);
    assert_eq!(refusal.name, "refused");
    assert_eq!(refusal.reasons(), ["open_gate", "open_gate", "open_member"]);
    assert_eq!(refusal.body["reasons"][0]["who"], "Release lead", "{}", refusal.body);
    assert!(refusal.body.to_string().contains("MEMBER-1"));
    // The same reasons are shown before anybody tries.
    let offered = client.get("/releases/TRAIN-1").ok();
    let completed = offered["transitions"].as_array().unwrap().iter().find(|step| step["to"] == "completed").unwrap();
    assert_eq!(completed["reasons"], refusal.body["reasons"]);

    for gate in client.all("/releases/TRAIN-1/milestones?kind=gate") {
        let path = format!("/releases/TRAIN-1/milestones/{}/pass", gate["key"].as_str().unwrap());
        let passed = client.act(&path, gate["rev"].as_i64().unwrap(), json!({"reason": "all criteria met"})).ok();
        assert_eq!((&passed["state"], &passed["reason"]), (&json!("passed"), &json!("all criteria met")));
        assert_eq!(passed["decided_by"]["name"], "Release manager");
        assert!(passed["decided_at"].is_string());
    }
    assert_eq!(step("TRAIN-1", "completed").refused(409).reasons(), ["open_member"]);
    step("MEMBER-1", "cancelled").ok();
    let done = step("TRAIN-1", "completed").ok();
    assert_eq!(done["status"]["category"], "done");
    assert!(done["completed_at"].is_string());
    assert_eq!(done["health"]["state"], "done");
    // … and reopened, it is not completed any more.
    assert_eq!(step("TRAIN-1", "in-progress").ok()["completed_at"], json!(null));
});

both_databases!(a_step_that_the_workflow_does_not_have_is_refused, |app| {
    let client = app.administrator();
    app.release("R-1", json!({}));
    let straight = client.act("/releases/R-1/transition", 1, json!({"to": "completed"})).refused(409);
    assert_eq!(straight.reasons(), ["no_such_step", "no_target"]);
    let unknown = client.act("/releases/R-1/transition", 1, json!({"to": "shipped"})).refused(422);
    assert_eq!(unknown.faults(), ["/to unknown"]);
    assert!(unknown.detail.contains("in-progress"), "{}", unknown.detail);
    let planned = client.act("/releases/R-1/transition", 1, json!({"to": "planned"})).refused(409);
    assert_eq!(planned.reasons(), ["no_target"], "nobody can rely on a release without a date");
});

both_databases!(a_gate_is_failed_with_a_reason_and_decided_again, |app| {
    let client = app.administrator();
    app.release(
        "R-1",
        json!({"target": {"date": "2030-04-15"}, "milestones": [
            {"kind": "gate", "name": "Security review", "due": {"date": "2030-03-01"}},
        ]}),
    );
    let path = "/releases/R-1/milestones/security-review";
    client.act(&format!("{path}/fail"), 1, json!({})).refused(422);
    let failed = client.act(&format!("{path}/fail"), 1, json!({"reason": "two findings are open"}));
    assert_eq!(failed.ok()["state"], "failed");
    client.act(&format!("{path}/pass"), 1, json!({})).refused(412);
    let again = client.act(&format!("{path}/pass"), failed.rev(), json!({})).refused(409);
    assert_eq!(again.name, "refused");
    let health = client.get("/releases/R-1").ok()["health"].clone();
    assert_eq!(health, json!({"state": "at_risk", "reasons": ["1 gate failed"]}));
    let open = client.act(&format!("{path}/reopen"), failed.rev(), json!({}));
    assert_eq!((&open.ok()["state"], &open.ok()["decided_at"]), (&json!("pending"), &json!(null)));
    client.act(&format!("{path}/pass"), open.rev(), json!({})).ok();
    assert_eq!(client.get("/releases/R-1").ok()["health"]["state"], "on_track");
});

both_databases!(health_follows_the_clock, |app| {
    let client = app.administrator();
    let today = client.get("/calendar?from=2026-01-01&to=2026-01-02").ok()["now"].as_str().unwrap()[..10].to_owned();
    let day: jiff::civil::Date = today.parse().unwrap();
    let ahead = |days: i32| day.saturating_add(jiff::Span::new().days(days)).to_string();
    app.release(
        "R-1",
        json!({"target": {"date": ahead(20)}, "milestones": [
            {"kind": "gate", "name": "Gate", "due": {"date": ahead(10)}},
        ]}),
    );
    client.act("/releases/R-1/transition", 1, json!({"to": "planned"})).ok();
    let state = || client.get("/releases/R-1").ok()["health"]["state"].as_str().unwrap().to_owned();
    assert_eq!(state(), "on_track");
    app.clock.advance(jiff::SignedDuration::from_hours(24 * 12));
    assert_eq!(state(), "at_risk", "a gate is overdue");
    app.clock.advance(jiff::SignedDuration::from_hours(24 * 10));
    assert_eq!(state(), "late", "the target is over");
});
