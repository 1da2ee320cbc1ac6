//! Deployment plans: written together, approved by somebody else, kept as they were approved.

use crate::{
    gates::signed_in,
    harness::{App, Client, Request},
};
use serde_json::{Value, json};
use signalbox_domain::authz::Role;

/// The plan of a night: two lanes, a checkpoint, a downtime, a way back.
pub(crate) fn night() -> Value {
    json!({
        "key": "night", "name": "Night of the cutover", "portfolio": "enterprise", "zone": "Europe/Berlin",
        "lanes": [{"key": "dba", "name": "Databases"}, {"key": "app", "name": "Applications"}],
        "parameters": [{"name": "version", "default": "4.2"}],
        "branches": [{"key": "undo", "name": "Restore the old version"}],
        "tasks": [
            {"name": "Stop traffic", "kind": "downtime_start", "lane": "app", "estimate": minutes(5, 10, 20)},
            {"name": "Migrate", "lane": "dba", "after": [{"task": 1}]},
            {"name": "Copy tables", "lane": "dba", "parent": 2, "estimate": minutes(30, 40, 90),
                "description": "Copy to {{version}}."},
            {"name": "Check sums", "lane": "dba", "parent": 2, "estimate": minutes(5, 5, 5), "after": [{"task": 3}]},
            {"name": "Go or no go", "kind": "checkpoint", "after": [{"task": 2}]},
            {"name": "Open traffic", "kind": "downtime_end", "lane": "app", "estimate": minutes(5, 5, 10),
                "after": [{"task": 5, "link": "finish_start", "lag": 60}]},
            {"name": "Restore", "branch": "undo", "estimate": minutes(10, 15, 30)},
            {"name": "Open traffic again", "branch": "undo", "kind": "downtime_end", "after": [{"task": 7}]}
        ]
    })
}

fn minutes(optimistic: i64, likely: i64, pessimistic: i64) -> Value {
    json!({"optimistic": optimistic * 60, "likely": likely * 60, "pessimistic": pessimistic * 60})
}

/// Somebody who may approve what the administrator wrote, in a session.
pub(crate) fn approver(app: &App) -> Client {
    signed_in(app, "Bob", &[Role::Approver]).0
}

both_databases!(a_plan_tells_when_each_task_is_done_and_which_decide_the_end, |app| {
    let client = app.administrator();
    let plan = client.post("/deployment-plans", night()).created();
    assert_eq!((&plan["status"], &plan["version"], &plan["task_count"]), (&json!("draft"), &json!(0), &json!(8)));
    let told: Vec<(i64, i64, i64, bool)> = plan["tasks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|task| {
            let minute = |field: &str| task[field].as_i64().unwrap() / 60;
            (minute("start"), minute("finish"), minute("slack"), task["critical"] == true)
        })
        .collect();
    assert_eq!(
        told,
        [
            (0, 10, 0, true),
            (10, 55, 0, true),
            (10, 50, 0, true),
            (50, 55, 0, true),
            (55, 55, 0, true),
            (56, 61, 0, true),
            (0, 15, 0, true),
            (15, 15, 0, true),
        ]
    );
    assert_eq!(plan["ways"][0], json!({"branch": null, "duration": 61 * 60, "tasks": 6}));
    assert_eq!(plan["ways"][1], json!({"branch": "undo", "duration": 15 * 60, "tasks": 2}));
    assert_eq!(client.get("/deployment-plans/NIGHT").ok(), plan);
    assert_eq!(client.list("/deployment-plans?q=cut", "key"), ["night"]);
    assert_eq!(client.list("/deployment-plans?status=approved", "key"), Vec::<String>::new());
    let again = client.post("/deployment-plans", night()).refused(422);
    assert_eq!(again.faults(), ["/key duplicate"]);
});

both_databases!(every_fault_of_a_plan_is_told_where_it_is_and_nothing_is_kept, |app| {
    let client = app.administrator();
    client.post("/deployment-plans", night()).created();
    let wrong = json!({"key": "wrong", "name": "Wrong", "tasks": [
        {"name": "One", "after": [{"task": 3}], "lane": "nobody"},
        {"name": "Two", "after": [{"task": 1}], "estimate": {"optimistic": 9, "likely": 5, "pessimistic": 5}}]});
    let answer = app.unchanged_by(|| client.post("/deployment-plans", wrong));
    assert_eq!(answer.refused(422).faults(), ["/portfolio required"]);
    let cyclic = json!({"tasks": [{"number": 20, "name": "A", "after": [{"task": 21}]},
        {"number": 21, "name": "B", "after": [{"task": 20}]}]});
    let answer = app.unchanged_by(|| client.post("/deployment-plans/night/tasks", cyclic)).refused(422);
    assert_eq!(answer.faults(), ["/tasks/0/after cycle"]);
    assert!(answer.body.to_string().contains("A (20) waits for B (21), which waits for A (20)"), "{}", answer.body);
    let task = |more: Value| client.patch("/deployment-plans/night/tasks/3", 1, more).refused(422).faults();
    assert_eq!(task(json!({"after": [{"task": 99}], "lane": "x"})), ["/lane unknown", "/after/0/task unknown"]);
    assert_eq!(task(json!({"after": [{"task": 7}]})), ["/after/0/task branch"]);
    assert_eq!(task(json!({"parent": 4})), ["/after cycle"]);
    assert_eq!(task(json!({"owner": {"person": "nobody@example.org"}})), ["/owner unknown"]);
    let last = json!({"tasks": [{"number": 4_294_967_295_u32, "name": "Last"}]});
    let refused = client.post("/deployment-plans/night/tasks", last).refused(422);
    assert_eq!(refused.faults(), ["/tasks/0/number range"], "no number takes all others with it");
    client.patch("/deployment-plans/night/tasks/77", 1, json!({"name": "x"})).refused(404);
});

both_databases!(several_people_write_on_one_plan_and_only_the_same_task_is_in_the_way, |app| {
    let client = app.administrator();
    client.post("/deployment-plans", night()).created();
    let (ada, _) = signed_in(app, "Ada", &[Role::Contributor]);
    client.patch("/deployment-plans/night/tasks/3", 1, json!({"name": "Copy all tables"})).ok();
    let plan = ada.patch("/deployment-plans/night/tasks/4", 1, json!({"name": "Compare sums"})).ok();
    assert_eq!((&plan["tasks"][2]["rev"], &plan["tasks"][3]["rev"], &plan["rev"]), (&json!(2), &json!(3), &json!(3)));
    let late = ada.patch("/deployment-plans/night/tasks/3", 1, json!({"name": "Copy some"}));
    assert_eq!(late.refused(412).name, "stale");
    let plan =
        ada.post("/deployment-plans/night/tasks", json!({"tasks": [{"name": "Tell people"}], "before": 1})).created();
    assert_eq!((&plan["tasks"][0]["number"], &plan["tasks"][0]["name"]), (&json!(9), &json!("Tell people")));
    let plan = ada.act("/deployment-plans/night/tasks/9/move", 4, json!({})).ok();
    assert_eq!(plan["tasks"][8]["number"], 9);
    let plan = ada.delete("/deployment-plans/night/tasks/2", 1).ok();
    assert_eq!(plan["tasks"][1]["parent"], json!(null), "its steps stay");
    assert_eq!(plan["tasks"][3]["after"][0]["task"], 1, "what waited for it waits for what it waited for");
    app.settle();
    let kinds = client.list(&format!("/journal?about={}", plan["id"].as_str().unwrap()), "kind");
    assert_eq!(kinds.iter().filter(|kind| *kind == "deployment_plan.tasks_changed").count(), 5);
});

both_databases!(a_plan_is_approved_by_somebody_who_wrote_none_of_it_and_kept_as_it_was, |app| {
    let client = app.administrator();
    let plan = client.post("/deployment-plans", night()).created();
    let bob = approver(app);
    let approve = |who: &Client, rev: i64| who.act("/deployment-plans/night/approve", rev, json!({"comment": "Fine"}));
    assert_eq!(approve(&client, 1).refused(409).reasons(), ["token", "author"]);
    approve(&signed_in(app, "Cora", &[Role::Contributor]).0, 1).refused(403);
    let (dora, _) = signed_in(app, "Dora", &[Role::ReleaseManager]);
    dora.patch("/deployment-plans/night/tasks/1", 1, json!({"estimate": minutes(5, 12, 20)})).ok();
    assert_eq!(approve(&dora, 2).refused(409).reasons(), ["author"]);
    assert_eq!(approve(&bob, 1).refused(412).name, "stale");
    let approved = approve(&bob, 2).ok();
    assert_eq!((&approved["status"], &approved["version"]), (&json!("approved"), &json!(1)));
    assert_eq!(approved["approvals"][0]["by"]["name"], "Bob");
    // What is not about what is done leaves it approved; what is makes it a draft again.
    let named = client.patch("/deployment-plans/night", 3, json!({"description": "Read this first"})).ok();
    assert_eq!(named["status"], "approved");
    let task = json!({"name": "Stop all traffic"});
    let draft = client.patch("/deployment-plans/night/tasks/1", 2, task).ok();
    assert_eq!((&draft["status"], &draft["version"], &draft["approvals"]), (&json!("draft"), &json!(1), &json!([])));
    let kept = client.get("/deployment-plans/night/versions/1").ok();
    assert_eq!((&kept["tasks"][0]["name"], &kept["status"]), (&json!("Stop traffic"), &json!("approved")));
    // Dora wrote nothing of what changed since.
    assert_eq!(approve(&dora, draft["rev"].as_i64().unwrap()).ok()["version"], 2);
    let versions = client.all("/deployment-plans/night/versions");
    assert_eq!(versions.iter().map(|found| found["version"].as_i64().unwrap()).collect::<Vec<_>>(), [2, 1]);
    client.get("/deployment-plans/night/versions/3").refused(404);
    assert_eq!(plan["authors"].as_array().unwrap().len(), 1);
});

both_databases!(a_plan_that_was_put_away_changes_no_more, |app| {
    let client = app.administrator();
    client.post("/deployment-plans", night()).created();
    let away = client.act("/deployment-plans/night/archive", 1, json!({})).ok();
    assert!(away["archived_at"].is_string());
    assert_eq!(client.list("/deployment-plans", "key"), Vec::<String>::new());
    assert_eq!(client.list("/deployment-plans?archived=true", "key"), ["night"]);
    client.patch("/deployment-plans/night/tasks/1", 1, json!({"name": "x"})).refused(409);
    client.act("/deployment-plans/night/restore", 2, json!({})).ok();
    client.patch("/deployment-plans/night/tasks/1", 1, json!({"name": "x"})).ok();
});

both_databases!(a_plan_of_a_thousand_tasks_is_written_at_once_and_read_in_few_statements, |app| {
    let client = app.administrator();
    let tasks: Vec<Value> = (1..=1000)
        .map(|number| {
            let after = if number > 1 { json!([{"task": number - 1}]) } else { json!([]) };
            json!({"name": format!("Task {number}"), "estimate": minutes(1, 2, 3), "after": after})
        })
        .collect();
    let new = json!({"key": "long", "name": "Long", "portfolio": "enterprise", "tasks": tasks});
    let made = client.post("/deployment-plans", new).created();
    assert_eq!(made["ways"][0]["duration"], 120_000);
    let answer = client.send(Request::new("GET", "/deployment-plans/long"));
    assert!(answer.statements() <= 6, "{} statements", answer.statements());
});

both_databases!(nobody_is_in_two_places_and_a_team_does_as_much_as_it_has_people, |app| {
    let client = app.administrator();
    let (ada, bob) = (app.person("Ada", "ada@example.org"), app.person("Bob", "bob@example.org"));
    client
        .post("/teams", json!({"key": "dbas", "name": "DBAs", "portfolio": "enterprise", "members": [ada, bob]}))
        .created();
    let task = |name: &str, owner: Value| json!({"name": name, "owner": owner, "estimate": minutes(10, 10, 10)});
    let (person, team) = (json!({"person": "ada@example.org"}), json!({"team": "dbas"}));
    let tasks =
        json!([task("One", person.clone()), task("Two", person), task("Three", team.clone()), task("Four", team)]);
    client
        .post("/deployment-plans", json!({"key": "x", "name": "X", "portfolio": "enterprise", "tasks": tasks}))
        .created();
    let found = client.get("/deployment-plans/x/staffing").ok();
    assert_eq!((&found["earliest_end"], &found["staffed_end"]), (&json!(600), &json!(1200)), "{found}");
    assert_eq!(found["clashes"].as_array().unwrap().len(), 1, "two of the team do two things: {found}");
    let clash = &found["clashes"][0];
    assert_eq!((&clash["who"]["person"]["name"], &clash["can"]), (&json!("Ada"), &json!(1)));
    assert_eq!((&clash["tasks"], &clash["from"], &clash["to"]), (&json!([1, 2]), &json!(0), &json!(600)));
});

both_databases!(a_plan_is_a_template_for_the_next, |app| {
    let client = app.administrator();
    let plan = client.post("/deployment-plans", night()).created();
    let copy = client.post("/deployment-plans/night/copy", json!({"key": "next", "name": "Next night"})).created();
    assert_eq!((&copy["key"], &copy["status"], &copy["version"]), (&json!("next"), &json!("draft"), &json!(0)));
    for field in ["lanes", "parameters", "branches", "ways"] {
        assert_eq!(copy[field], plan[field], "{field}");
    }
    let numbers =
        |plan: &Value| plan["tasks"].as_array().unwrap().iter().map(|task| task["number"].clone()).collect::<Vec<_>>();
    assert_eq!(numbers(&copy), numbers(&plan));
    let again = client.post("/deployment-plans/night/copy", json!({"key": "next", "name": "Next night"})).refused(422);
    assert_eq!(again.faults(), ["/key duplicate"]);
});
