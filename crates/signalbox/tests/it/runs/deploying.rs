//! Tasks that bring versions to environments: asked before, recorded after.

use super::{Night, approved};
use crate::{
    gatekeepers::{elsewhere::Elsewhere, work},
    gates::signed_in,
    harness::App,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use signalbox_domain::authz::Role;
use signalbox_service::Ctx;

/// A plan whose first task brings a version of billing to production.
fn plan(app: &App, more: Value) -> Value {
    let client = app.administrator();
    client.post("/environments", json!({"key": "prod", "name": "Production", "portfolio": "enterprise"})).created();
    app.system("billing", json!({}));
    client.post("/systems/billing/versions", json!({"number": "4.2"})).created();
    let deploys = json!({"system": "billing", "version": "{{version}}", "environment": "prod"});
    let mut task = json!({"name": "Deploy", "deploys": deploys});
    task.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({"key": "night", "name": "Night", "portfolio": "enterprise",
        "parameters": [{"name": "version", "default": "4.2"}], "tasks": [task]})
}

/// Nothing goes to production for an hour.
fn freeze(app: &App) {
    let now = app.service.db.read_now(&Ctx::system("test"), |tx| Ok(tx.now())).unwrap();
    let local = |minutes: i64| {
        let at: Timestamp = now + SignedDuration::from_mins(minutes);
        at.strftime("%Y-%m-%dT%H:%M:%S").to_string()
    };
    let new = json!({"key": "freeze", "name": "Year end", "kind": "freeze", "portfolio": "enterprise",
        "start": local(-1), "end": local(60)});
    app.administrator().post("/windows", new).created();
}

both_databases!(what_may_not_go_there_does_not_begin_and_what_went_there_is_known, |app| {
    approved(app, plan(app, json!({})));
    let (ada, _) = signed_in(app, "Ada", &[Role::DeploymentManager]);
    let run = Night::begun(&ada, "live");
    freeze(app);
    let refused = run.act(&ada, 1, "start", json!({})).refused(409);
    assert!(refused.body.to_string().contains("Year end"), "{}", refused.body);
    assert_eq!(run.task(1)["standing"], "ready");
    assert_eq!(ada.list("/decisions", "environment").len(), 1, "that it was asked is kept");
    run.act(&ada, 1, "complete", json!({})).refused(409);
    // A rehearsal deploys nothing that counts.
    let rehearsal = Night::begun(&ada, "rehearsal");
    rehearsal.done(1);
    work(app);
    assert!(ada.all("/deployments").is_empty());
    app.clock.advance(SignedDuration::from_mins(61));
    run.act(&ada, 1, "start", json!({})).ok();
    run.done(1);
    work(app);
    let known = ada.all("/deployments");
    assert_eq!(known.len(), 1);
    assert_eq!((&known[0]["version"], &known[0]["environment"]["key"]), (&json!("4.2"), &json!("prod")));
    let there = ada.get("/environments/prod/versions").ok();
    assert!(there.to_string().contains("4.2"), "{there}");
});

both_databases!(a_machine_that_may_not_deploy_is_not_told_and_its_task_has_failed, |app| {
    let elsewhere = Elsewhere::start();
    let call = json!({"to": "http", "verb": "post", "url": elsewhere.url});
    let action = json!({"call": call, "attempts": 3, "pause": 0, "repeats": false, "waits": false});
    approved(app, plan(app, json!({"kind": "automated", "action": action})));
    freeze(app);
    let (ada, _) = signed_in(app, "Ada", &[Role::DeploymentManager]);
    let run = Night::begun(&ada, "live");
    work(app);
    assert!(elsewhere.told().is_empty());
    let task = run.task(1);
    assert_eq!(task["standing"], "failed");
    assert!(task["reason"].as_str().unwrap().contains("Year end"), "{task}");
    app.clock.advance(SignedDuration::from_mins(61));
    run.act(&ada, 1, "reopen", json!({"reason": "The freeze is over"})).ok();
    work(app);
    assert_eq!((elsewhere.told().len(), run.task(1)["standing"].clone()), (1, json!("completed")));
    assert_eq!(ada.all("/deployments").len(), 1);
});

both_databases!(what_is_deployed_has_to_be_known, |app| {
    let mut plan = plan(app, json!({}));
    plan["tasks"][0]["deploys"] = json!({"system": "nothing", "version": "1", "environment": "nowhere"});
    let told = app.administrator().post("/deployment-plans", plan).refused(422).faults();
    assert_eq!(told, ["/tasks/0/deploys/system unknown", "/tasks/0/deploys/environment unknown"]);
});
