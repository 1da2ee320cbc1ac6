//! Tasks that machines do.

use super::{AT, Night, approved};
use crate::{
    gatekeepers::{
        elsewhere::{ENDLESS, Elsewhere, SILENT},
        work,
    },
    gates::signed_in,
    harness::{App, Client},
};
use serde_json::{Value, json};
use signalbox_domain::authz::{Role, Run};
use signalbox_service::Ctx;
use signalbox_store::{jobs as store, runs};

/// A plan whose first task calls somebody, and whose second waits for it.
fn calling(call: Value, more: Value) -> Value {
    let mut action =
        json!({"call": call, "attempts": 1, "pause": 0, "repeats": false, "waits": false, "rehearsal": "same"});
    action.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({"key": "night", "name": "Night", "portfolio": "enterprise",
        "parameters": [{"name": "version", "default": "4.2"}],
        "tasks": [{"name": "Deploy", "kind": "automated", "action": action},
            {"name": "Look", "after": [{"task": 1}]}]})
}

fn http(elsewhere: &Elsewhere) -> Value {
    json!({"to": "http", "verb": "post", "url": format!("{}/deploy/{{{{version}}}}", elsewhere.url),
        "headers": {"authorization": "Bearer {{secret}}"}, "body": "{\"version\": \"{{version}}\"}"})
}

fn begun(app: &App, plan: Value) -> (Client, Night) {
    approved(app, plan);
    let (ada, _) = signed_in(app, "Ada", &[Role::DeploymentManager]);
    let run = Night::begun(&ada, "live");
    (ada, run)
}

fn standing(run: &Night) -> Value {
    run.task(1)["standing"].clone()
}

both_databases!(a_machine_is_told_by_itself_with_parameters_a_secret_and_one_key, |app| {
    let elsewhere = Elsewhere::start();
    let plan = calling(http(&elsewhere), json!({"secret": "deploy"}));
    app.administrator().post("/deployment-plans", plan).created();
    let kept = json!({"name": "deploy", "secret": "hush-hush"});
    assert_eq!(app.administrator().post("/deployment-plans/night/secrets", kept).status, 204);
    super::approver(app).act("/deployment-plans/night/approve", 1, json!({})).ok();
    let (ada, _) = signed_in(app, "Ada", &[Role::DeploymentManager]);
    let run = Night::begun(&ada, "live");
    assert_eq!(standing(&run), "running", "it waits for nobody");
    work(app);
    let told = elsewhere.told();
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].path.as_str(), told[0].credential.as_str()), ("/deploy/4.2", "Bearer hush-hush"));
    assert_eq!(told[0].body, json!({"version": "4.2"}));
    let task = run.task(1);
    assert_eq!((&task["standing"], &task["call"]["key"]), (&json!("completed"), &json!(told[0].key)));
    assert_eq!(run.standings()[1], "ready");
    app.settle();
    let events = app.administrator().all(&format!("/journal?about={}", run.read()["id"].as_str().unwrap()));
    let kinds: Vec<&str> = events.iter().rev().filter_map(|event| event["kind"].as_str()).collect();
    let told: Vec<&&str> = kinds.iter().filter(|kind| kind.starts_with("run_task.")).collect();
    assert_eq!(
        told,
        [&"run_task.started", &"run_task.called", &"run_task.completed"],
        "the intent before, the result after"
    );
    assert!(!events.iter().any(|event| event.to_string().contains("hush-hush")));
});

both_databases!(what_does_not_work_is_tried_again_under_the_same_key_and_then_fails, |app| {
    let elsewhere = Elsewhere::start();
    elsewhere.fails_with([503, 500, 502]);
    let (ada, run) = begun(app, calling(http(&elsewhere), json!({"attempts": 3})));
    work(app);
    let told = elsewhere.told();
    assert_eq!(told.len(), 3);
    assert!(told.iter().all(|one| one.key == told[0].key));
    assert_eq!((standing(&run), run.standings()[1].as_str()), (json!("failed"), "blocked"));
    assert!(run.task(1)["reason"].as_str().unwrap().starts_with("502"));
    // Done again it is another thing.
    run.act(&ada, 1, "reopen", json!({"reason": "Disk is free"})).ok();
    work(app);
    let again = elsewhere.told();
    assert!(again.len() == 1 && again[0].key != told[0].key);
    assert_eq!(standing(&run), "completed");
});

both_databases!(an_answer_that_is_lost_leaves_the_task_in_doubt_and_a_person_says_what_became_of_it, |app| {
    let elsewhere = Elsewhere::start();
    for (place, loss) in [SILENT, ENDLESS].into_iter().enumerate() {
        elsewhere.fails_with([loss]);
        let mut plan = calling(http(&elsewhere), json!({"attempts": 5}));
        plan["key"] = json!(format!("night-{place}"));
        app.administrator().post("/deployment-plans", plan).created();
        let approver = signed_in(app, &format!("Bob{place}"), &[Role::Approver]).0;
        approver.act(&format!("/deployment-plans/night-{place}/approve"), 1, json!({})).ok();
        let ada = signed_in(app, &format!("Ada{place}"), &[Role::DeploymentManager]).0;
        let made = json!({"plan": format!("night-{place}"), "kind": "live", "scheduled_at": AT});
        let made = ada.post("/runs", made).created();
        let run = Night { who: ada.clone(), path: format!("/runs/{}", made["id"].as_str().unwrap()) };
        run.turn("start", json!({})).ok();
        work(app);
        assert_eq!(standing(&run), "in_doubt");
        let told = elsewhere.told();
        assert_eq!(told.len(), 1, "what may have been done is not told again by itself");
        assert_eq!(run.standings()[1], "blocked");
        if place == 0 {
            run.act(&ada, 1, "complete", json!({"reason": "It is deployed"})).ok();
            assert_eq!(run.standings()[1], "ready");
        } else {
            // Told again by a person, it is told under the same key.
            run.act(&ada, 1, "reopen", json!({"reason": "Once more"})).ok();
            work(app);
            assert_eq!(elsewhere.told()[0].key, told[0].key);
            assert_eq!(standing(&run), "completed");
        }
    }
});

both_databases!(whoever_does_nothing_twice_is_told_again_when_an_answer_was_lost, |app| {
    let elsewhere = Elsewhere::start();
    elsewhere.fails_with([SILENT]);
    let (_, run) = begun(app, calling(http(&elsewhere), json!({"attempts": 2, "repeats": true})));
    work(app);
    let told = elsewhere.told();
    assert!(told.len() == 2 && told[0].key == told[1].key);
    assert_eq!(standing(&run), "completed");
});

both_databases!(a_worker_that_is_gone_leaves_the_task_in_doubt, |app| {
    let elsewhere = Elsewhere::start();
    let (_, run) = begun(app, calling(http(&elsewhere), json!({})));
    // It recorded that it tells the machine, and was killed before it recorded the answer: as if the lease ended.
    let ctx = Ctx::system("test");
    let claim = || app.service.db.write_now(&ctx, |tx| store::claim(tx, "gone")).unwrap().unwrap();
    let job = std::iter::repeat_with(claim).find(|job| job.kind == "run_call").unwrap();
    elsewhere.fails_with([SILENT]);
    let id = run.read()["id"].as_str().unwrap().to_owned();
    app.service
        .db
        .write_now(&ctx, move |tx| {
            let run = runs::view(tx, &id)?.run;
            let mut tasks = runs::tasks(tx, run.id, 0)?;
            tasks.truncate(1);
            let sent_at = Some(tx.now());
            tasks[0].call.as_mut().unwrap().sent_at = sent_at;
            let permit = tx.permit::<Run>("run", run.id, run.portfolio)?;
            runs::put_tasks(tx, &run, &tasks, &permit)
        })
        .unwrap();
    app.clock.advance(store::LEASE);
    app.clock.advance(jiff::SignedDuration::from_secs(1));
    work(app);
    assert_eq!(standing(&run), "in_doubt");
    assert!(elsewhere.told().is_empty(), "nothing was told twice");
    // The worker that comes back too late is refused by its fence.
    let late = app.service.db.write_now(&ctx, move |tx| store::complete(tx, &job));
    assert!(late.is_err());
});

both_databases!(what_is_only_begun_is_over_when_its_end_is_told_and_telling_it_twice_is_telling_it_once, |app| {
    let elsewhere = Elsewhere::start();
    let (ada, run) = begun(app, calling(http(&elsewhere), json!({"waits": true})));
    work(app);
    assert_eq!(standing(&run), "running");
    let key = elsewhere.told()[0].key.clone();
    let machine = app.somebody(&[(Role::Machine, "enterprise")]);
    let tell = |key: &str, done: bool| {
        machine.post(&format!("{}/tasks/1/result", run.path), json!({"key": key, "done": done, "detail": "build 7"}))
    };
    assert_eq!(tell("another", true).refused(409).reasons(), ["key"]);
    let first = tell(&key, true).ok();
    assert_eq!(first["standing"], "completed");
    assert_eq!(tell(&key, true).ok(), first);
    assert_eq!(tell(&key, false).refused(409).reasons(), ["state"]);
    let long = json!({"key": key, "done": true, "detail": "x".repeat(10_000_000)});
    let refused = machine.post(&format!("{}/tasks/1/result", run.path), long);
    assert!(refused.status == 413 || refused.status == 422, "{}", refused.status);
    assert_eq!(run.act(&ada, 2, "start", json!({})).status, 200);
});

both_databases!(a_rehearsal_asks_somebody_unless_the_plan_says_otherwise, |app| {
    let elsewhere = Elsewhere::start();
    approved(app, calling(http(&elsewhere), json!({"rehearsal": "ask"})));
    let (ada, _) = signed_in(app, "Ada", &[Role::DeploymentManager]);
    let run = Night::begun(&ada, "rehearsal");
    work(app);
    assert_eq!(standing(&run), "ready");
    run.done(1);
    assert!(elsewhere.told().is_empty());
});

both_databases!(each_kind_of_call_asks_as_its_server_wants_it, |app| {
    let elsewhere = Elsewhere::start();
    let url = &elsewhere.url;
    let calls = [
        (
            json!({"to": "github_workflow", "url": url, "repository": "acme/shop", "workflow": "deploy.yml", "reference": "main",
            "inputs": {"version": "{{version}}"}}),
            "/repos/acme/shop/actions/workflows/deploy.yml/dispatches",
            json!({"ref": "main", "inputs": {"version": "4.2"}}),
        ),
        (
            json!({"to": "gitlab_pipeline", "url": url, "project": "acme/shop", "reference": "main", "variables": {"V": "{{version}}"}}),
            "/api/v4/projects/acme%2Fshop/pipeline",
            json!({"ref": "main", "variables": [{"key": "V", "value": "4.2"}]}),
        ),
        (
            json!({"to": "jenkins_job", "url": format!("{url}/job/deploy"), "parameters": {"V": "4 2"}}),
            "/job/deploy/buildWithParameters",
            Value::Null,
        ),
        (
            json!({"to": "argo_sync", "url": url, "application": "shop", "revision": "v{{version}}"}),
            "/api/v1/applications/shop/sync",
            json!({"revision": "v4.2"}),
        ),
    ];
    let tasks: Vec<Value> = calls
        .iter()
        .enumerate()
        .map(|(place, (call, ..))| {
            json!({"name": format!("Call {place}"), "kind": "automated", "action": {"call": call, "attempts": 1, "pause": 0,
                "repeats": false, "waits": false}})
        })
        .collect();
    let plan = json!({"key": "night", "name": "Night", "portfolio": "enterprise", "tasks": tasks,
        "parameters": [{"name": "version", "default": "4.2"}]});
    begun(app, plan);
    work(app);
    let told = elsewhere.told();
    let found: Vec<(&str, &Value)> = told.iter().map(|one| (one.path.as_str(), &one.body)).collect();
    let wanted: Vec<(&str, &Value)> = calls.iter().map(|(_, path, body)| (*path, body)).collect();
    assert_eq!(found, wanted);
});

both_databases!(only_an_automated_task_calls_and_its_faults_are_told, |app| {
    let mut plan = calling(json!({"to": "http", "verb": "get", "url": "nowhere"}), json!({"attempts": 99}));
    let client = app.administrator();
    assert_eq!(
        client.post("/deployment-plans", plan.clone()).refused(422).faults(),
        ["/tasks/0/action/attempts schema"]
    );
    plan["tasks"][0]["action"]["attempts"] = json!(1);
    assert_eq!(client.post("/deployment-plans", plan.clone()).refused(422).faults(), ["/tasks/0/action/call/url url"]);
    plan["tasks"][0]["kind"] = json!("manual");
    plan["tasks"][0]["action"]["call"]["url"] = json!("https://example.org");
    assert_eq!(client.post("/deployment-plans", plan).refused(422).faults(), ["/tasks/0/action kind"]);
});
