//! What a page costs: as many statements for fifty items as for five.

use serde_json::json;

both_databases!(a_page_of_fifty_costs_as_many_statements_as_one_of_five, |app| {
    let client = app.administrator();
    let owner = app.person("Product owner", "owner@example.org");
    app.release("TRAIN", json!({"kind": "train"}));
    for number in 0..50 {
        app.portfolio(&format!("p-{number:02}"), "enterprise");
        app.system(&format!("s-{number:02}"), json!({"tags": ["x"], "repositories": ["a/b"]}));
        client
            .post("/teams", json!({"key": format!("t-{number:02}"), "name": "Team", "portfolio": "enterprise"}))
            .created();
        app.person(&format!("Tester {number}"), &format!("tester.{number}@example.org"));
        client
            .post(
                "/windows",
                json!({"key": format!("w-{number:02}"), "name": "Freeze", "kind": "freeze", "portfolio": "enterprise",
                "start": "2026-01-10T00:00", "end": "2026-01-12T00:00", "recurrence": "FREQ=WEEKLY",
                "selector": {"systems": [format!("s-{number:02}")]}}),
            )
            .created();
        let release = app.release(
            &format!("R-{number:02}"),
            json!({"parent": "TRAIN", "accountable": owner, "tags": ["a", "b"], "start": "2026-01-01", "target": {"date": "2026-02-01"},
                "phases": [{"name": "Build", "start": "2026-01-01", "end": "2026-01-20"}],
                "milestones": [{"kind": "gate", "name": "Gate", "due": {"date": "2026-01-20"}}]}),
        );
        let key = release["key"].as_str().unwrap();
        client.put(&format!("/releases/{key}/systems/s-{number:02}"), 1, json!({"impact": "code"})).ok();
        client
            .post("/releases/TRAIN/milestones", json!({"kind": "gate", "name": "Gate", "due": {"date": "2026-01-01"}}))
            .created();
        client
            .post("/releases/TRAIN/activities", json!({"name": format!("Work {number}"), "assignee": owner}))
            .created();
    }
    app.settle();
    let member = app.member_of("enterprise");
    for who in [&client, &member] {
        for path in [
            "/releases?",
            "/releases?total=true&sort=name&",
            "/releases?system=s-01&",
            "/releases/TRAIN/members?",
            "/releases/TRAIN/milestones?",
            "/releases/TRAIN/activities?",
            "/releases/TRAIN/manifest?",
            "/releases/TRAIN/events?",
            "/portfolios?",
            "/systems?",
            "/teams?",
            "/people?",
            "/release-types?",
            "/windows?",
            "/feeds?",
            "/working-calendars?",
            "/journal?",
            "/tokens?",
        ] {
            let cost = |limit: u32| who.get(&format!("{path}limit={limit}")).statements();
            let (five, fifty) = (cost(5), cost(50));
            assert_eq!(five, fifty, "{path}");
            assert!(fifty <= 12, "{path} costs {fifty}");
        }
    }
    let calendar = |query: &str| client.get(&format!("/calendar?from=2026-01-01&to=2026-03-01{query}")).statements();
    let (read, kept) = (calendar(""), calendar(""));
    assert_eq!(kept + 2, read, "plans that were read before are kept");
    assert_eq!(kept + 2, calendar("&q=R-07"), "a calendar costs what it costs, and words are looked up");
    assert_eq!(client.get("/calendar?from=2026-01-01&to=2026-02-01").ok()["bands"].as_array().unwrap().len(), 200);
    assert!(read <= 9);
    assert_eq!(client.get("/calendar/baselines?from=2026-01-01&to=2026-03-01").statements(), 1, "and so do its ghosts");
    let release = |key: &str| client.get(&format!("/releases/{key}")).statements();
    assert!(release("TRAIN") <= 12 && release("R-01") <= 12);
});
