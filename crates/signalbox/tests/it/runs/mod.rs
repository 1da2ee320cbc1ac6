//! Runs: rehearsed, carried out, rolled back.

mod calls;
mod deploying;
mod killed;

use crate::{
    deployment_plans::{approver, night},
    gates::signed_in,
    harness::{Answer, App, Client, Stream},
};
use jiff::SignedDuration;
use serde_json::{Value, json};
use signalbox_domain::authz::Role;

const AT: &str = "2030-05-01T20:00:00Z";

/// The night's plan, approved.
fn approved(app: &App, plan: Value) -> Value {
    let made = app.administrator().post("/deployment-plans", plan).created();
    let path = format!("/deployment-plans/{}/approve", made["key"].as_str().unwrap());
    approver(app).act(&path, 1, json!({})).ok()
}

/// A run in hand.
struct Night {
    who: Client,
    path: String,
}

impl Night {
    fn plan(who: &Client, kind: &str) -> Self {
        let run = json!({"plan": "night", "kind": kind, "scheduled_at": AT, "window_end": "2030-05-02T02:00:00Z"});
        let made = who.post("/runs", run).created();
        Self { who: who.clone(), path: format!("/runs/{}", made["id"].as_str().unwrap()) }
    }

    fn begun(who: &Client, kind: &str) -> Self {
        let run = Self::plan(who, kind);
        run.turn("start", json!({})).ok();
        run
    }

    fn read(&self) -> Value {
        self.who.get(&self.path).ok()
    }

    fn task(&self, number: u32) -> Value {
        self.who.get(&format!("{}/tasks/{number}", self.path)).ok()
    }

    fn act(&self, who: &Client, number: u32, act: &str, body: Value) -> Answer {
        let rev = self.task(number)["rev"].as_i64().unwrap();
        who.act(&format!("{}/tasks/{number}/{act}", self.path), rev, body)
    }

    fn done(&self, number: u32) {
        self.act(&self.who, number, "complete", json!({})).ok();
    }

    fn turn(&self, turn: &str, body: Value) -> Answer {
        self.who.post(&format!("{}/{turn}", self.path), body)
    }

    fn standings(&self) -> Vec<String> {
        let run = self.read();
        run["tasks"].as_array().unwrap().iter().map(|task| task["standing"].as_str().unwrap().to_owned()).collect()
    }
}

both_databases!(only_what_was_approved_is_run, |app| {
    let client = app.administrator();
    client.post("/deployment-plans", night()).created();
    let run = json!({"plan": "night", "kind": "live", "scheduled_at": AT});
    assert_eq!(client.post("/runs", run.clone()).refused(409).reasons(), ["not_approved"]);
    approver(app).act("/deployment-plans/night/approve", 1, json!({})).ok();
    let wrong = json!({"plan": "night", "kind": "live", "scheduled_at": AT, "version": 2, "parameters": {"x": "1"}});
    assert_eq!(client.post("/runs", wrong).refused(422).faults(), ["/version unknown"]);
    let wrong =
        json!({"plan": "night", "kind": "live", "scheduled_at": AT, "window_end": AT, "parameters": {"x": "1"}});
    assert_eq!(client.post("/runs", wrong).refused(422).faults(), ["/parameters/x unknown", "/window_end range"]);
    assert_eq!(
        client.post("/runs", json!({"plan": "day", "kind": "live", "scheduled_at": AT})).refused(422).faults(),
        ["/plan unknown"]
    );
    let made = client.post("/runs", run).created();
    assert_eq!((&made["status"], &made["parameters"]["version"]), (&json!("planned"), &json!("4.2")));
    assert_eq!(made["planned_end"], "2030-05-01T21:01:00Z");
    // What is written afterwards is not what runs.
    client.patch("/deployment-plans/night/tasks/1", 1, json!({"name": "Something else"})).ok();
    assert_eq!(client.get(&format!("/runs/{}", made["id"].as_str().unwrap())).ok()["tasks"][0]["name"], "Stop traffic");
    assert_eq!(client.list("/runs?plan=night&kind=live&open=true", "status"), ["planned"]);
    app.somebody(&[(Role::Contributor, "enterprise")])
        .post("/runs", json!({"plan": "night", "kind": "live", "scheduled_at": AT}))
        .refused(403);
});

both_databases!(a_run_goes_task_by_task_and_tells_why_something_cannot_be_done_yet, |app| {
    approved(app, night());
    let (ada, _) = signed_in(app, "Ada", &[Role::DeploymentManager]);
    let run = Night::plan(&ada, "rehearsal");
    assert_eq!(run.standings()[..2], ["waiting", "waiting"], "before it begins nothing can");
    assert_eq!(run.act(&ada, 1, "start", json!({})).refused(409).reasons(), ["planned"]);
    run.turn("start", json!({})).ok();
    assert_eq!(run.standings()[..7], ["ready", "waiting", "waiting", "waiting", "waiting", "waiting", "off"]);
    let early = run.act(&ada, 3, "start", json!({})).refused(409);
    assert!(early.body.to_string().contains("Stop traffic (1) has not begun"), "{}", early.body);
    run.act(&ada, 1, "start", json!({})).ok();
    app.clock.advance(SignedDuration::from_mins(12));
    run.done(1);
    assert_eq!(run.read()["downtime"]["since"].as_str().map(|_| ()), Some(()));
    run.act(&ada, 3, "start", json!({})).ok();
    assert_eq!(run.standings()[1..4], ["running", "running", "waiting"], "the heading follows its steps");
    let end = run.read()["expected_end"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    assert_eq!(run.task(3)["description"], "Copy to 4.2.");
    run.act(&ada, 3, "fail", json!({})).refused(422);
    run.act(&ada, 3, "fail", json!({"reason": "Disk is full"})).ok();
    assert_eq!(run.standings()[1..5], ["failed", "failed", "blocked", "blocked"]);
    let failed = run.read();
    let later = failed["expected_end"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    assert!(later >= end, "what failed brings nothing forward: {later} after {end}");
    assert_eq!(failed["tasks"][2]["late"], false);
    run.act(&ada, 3, "reopen", json!({"reason": "More disk"})).ok();
    run.done(3);
    run.act(&ada, 4, "skip", json!({"reason": "Known to be fine"})).ok();
    assert_eq!(run.standings()[1..5], ["completed", "completed", "skipped", "ready"]);
    assert_eq!(run.act(&ada, 3, "reopen", json!({"reason": "x"})).status, 200);
    run.done(3);
    let token = ada.post("/tokens", json!({"name": "laptop"})).created();
    let machine = app.anonymous().with_token(token["token"].as_str().unwrap());
    let vote = |who: &Client, go: bool| who.post(&format!("{}/tasks/5/vote", run.path), json!({"go": go}));
    assert_eq!(vote(&machine, true).refused(409).reasons(), ["token"]);
    assert_eq!(run.act(&machine, 5, "complete", json!({})).refused(409).reasons(), ["token"]);
    vote(&ada, false).ok();
    assert_eq!(vote(&ada, true).ok()["votes"][0]["go"], true);
    run.done(5);
    let soon = run.act(&ada, 6, "start", json!({})).refused(409);
    assert!(soon.body.to_string().contains("not for long enough"), "{}", soon.body);
    app.clock.advance(SignedDuration::from_mins(1));
    let open = run.turn("complete", json!({})).refused(409);
    assert_eq!(open.reasons(), ["open"]);
    run.done(6);
    let over = run.turn("complete", json!({})).ok();
    assert_eq!((&over["status"], &over["expected_end"]), (&json!("completed"), &over["ended_at"]));
    assert!(over["downtime"]["seconds"].as_i64().unwrap() >= 60, "{}", over["downtime"]);
    assert_eq!(run.act(&ada, 6, "reopen", json!({"reason": "x"})).refused(409).reasons(), ["over"]);
    app.settle();
    let log = app.administrator().list(&format!("/journal?about={}", over["id"].as_str().unwrap()), "kind");
    for kind in ["run_task.started", "run_task.failed", "run_task.reopened", "run_task.skipped", "run_task.voted"] {
        assert!(log.iter().any(|found| found == kind), "{kind} is not in {log:?}");
    }
});

both_databases!(what_two_people_do_at_once_is_done_once, |app| {
    approved(app, night());
    let (ada, _) = signed_in(app, "Ada", &[Role::DeploymentManager]);
    let (cora, _) = signed_in(app, "Cora", &[Role::DeploymentManager]);
    let run = Night::begun(&ada, "rehearsal");
    let path = format!("{}/tasks/1/complete", run.path);
    ada.act(&path, 1, json!({})).ok();
    let late = cora.act(&path, 1, json!({}));
    assert_eq!(late.refused(412).name, "stale");
    assert_eq!(run.task(1)["ended_by"]["name"], "Ada");
    let rev = run.task(1)["rev"].as_i64().unwrap();
    assert_eq!(cora.act(&path, rev, json!({})).refused(409).reasons(), ["state"]);
});

both_databases!(whoever_is_named_does_it_and_whoever_runs_deployments_does_anything, |app| {
    let (ada, _) = signed_in(app, "Ada", &[Role::DeploymentManager]);
    let (cora, id) = signed_in(app, "Cora", &[Role::Contributor]);
    let (dora, _) = signed_in(app, "Dora", &[Role::Contributor]);
    let team = json!({"key": "dbas", "name": "DBAs", "portfolio": "enterprise", "members": [id]});
    app.administrator().post("/teams", team).created();
    let mut plan = night();
    plan["lanes"][1]["team"] = json!("dbas");
    approved(app, plan);
    let run = Night::begun(&ada, "rehearsal");
    assert_eq!(run.task(1)["owner"]["team"]["key"], "dbas");
    run.act(&dora, 1, "start", json!({})).refused(403);
    run.act(&cora, 1, "start", json!({})).ok();
    run.act(&cora, 1, "skip", json!({"reason": "x"})).refused(403);
    run.act(&cora, 1, "hand-over", json!({"to": {"person": "dora@example.org"}})).ok();
    run.act(&cora, 1, "complete", json!({})).refused(403);
    run.act(&dora, 1, "complete", json!({})).ok();
    // Nobody is named for the databases: anybody does it.
    run.act(&dora, 3, "start", json!({})).ok();
    app.somebody(&[(Role::Viewer, "enterprise")])
        .post(&format!("{}/tasks/3/comments", run.path), json!({"text": "Seen"}))
        .refused(403);
    dora.post(
        &format!("{}/tasks/3/comments", run.path),
        json!({"text": "Half way", "evidence": "https://example.org/1"}),
    )
    .created();
    let script = json!({"text": "Look", "evidence": "javascript:alert(1)"});
    let refused = dora.post(&format!("{}/tasks/3/comments", run.path), script).refused(422);
    assert_eq!(refused.faults(), ["/evidence url"]);
    run.act(&ada, 3, "complete", json!({})).ok();
});

both_databases!(one_live_run_of_a_plan_goes_on_at_a_time_and_a_held_one_begins_nothing, |app| {
    approved(app, night());
    let (ada, _) = signed_in(app, "Ada", &[Role::ReleaseManager]);
    let run = Night::begun(&ada, "live");
    let other = Night::plan(&ada, "live");
    assert_eq!(other.turn("start", json!({})).refused(409).reasons(), ["goes_on"]);
    Night::begun(&ada, "rehearsal");
    run.turn("pause", json!({})).ok();
    assert_eq!(other.turn("start", json!({})).refused(409).reasons(), ["goes_on"]);
    assert_eq!(run.act(&ada, 1, "start", json!({})).refused(409).reasons(), ["paused"]);
    run.turn("resume", json!({})).ok();
    run.act(&ada, 1, "start", json!({})).ok();
    run.turn("abort", json!({})).refused(422);
    run.turn("abort", json!({"reason": "Power cut"})).ok();
    other.turn("start", json!({})).ok();
});

both_databases!(a_rollback_takes_the_way_back_and_is_measured, |app| {
    approved(app, night());
    let (ada, _) = signed_in(app, "Ada", &[Role::DeploymentManager]);
    let run = Night::begun(&ada, "live");
    run.done(1);
    assert_eq!(
        run.turn("roll-back", json!({"branch": "nowhere", "reason": "x"})).refused(422).faults(),
        ["/branch unknown"]
    );
    let back = run.turn("roll-back", json!({"branch": "undo", "reason": "Sums differ"})).ok();
    assert_eq!((&back["branch"], &back["status"]), (&json!("undo"), &json!("running")));
    assert_eq!(run.standings(), ["completed", "off", "off", "off", "off", "off", "ready", "waiting"]);
    run.done(7);
    run.done(8);
    assert_eq!(run.turn("complete", json!({})).ok()["status"], "rolled_back");
    assert!(run.read()["downtime"]["since"].is_null());
});

both_databases!(an_issue_is_raised_given_and_decided, |app| {
    approved(app, night());
    let (ada, _) = signed_in(app, "Ada", &[Role::DeploymentManager]);
    let run = Night::begun(&ada, "rehearsal");
    let path = format!("{}/issues", run.path);
    let wrong = json!({"title": "Slow", "task": 99, "owner": {"team": "none"}});
    assert_eq!(ada.post(&path, wrong).refused(422).faults(), ["/task unknown", "/owner unknown"]);
    let raised = ada.post(&path, json!({"title": "Slow", "task": 3, "owner": {"person": "ada@example.org"}})).created();
    let issue = &raised["issues"][0];
    assert_eq!((&issue["owner"]["person"]["name"], &issue["decision"]), (&json!("Ada"), &json!(null)));
    let path = format!("{path}/{}", issue["id"].as_str().unwrap());
    let decided = ada.patch(&path, 1, json!({"decision": "We wait ten minutes"})).ok();
    assert_eq!(decided["issues"][0]["decided_by"]["name"], "Ada");
    ada.patch(&path, 2, json!({"title": "x"})).refused(409);
    assert_eq!(ada.list(&format!("{}/issues", run.path), "title"), ["Slow"]);
});

both_databases!(what_happens_in_a_run_is_told_to_whoever_watches, |app| {
    approved(app, night());
    let (ada, _) = signed_in(app, "Ada", &[Role::DeploymentManager]);
    let run = Night::begun(&ada, "rehearsal");
    let viewer = app.somebody(&[(Role::Viewer, "enterprise")]);
    let position = app.settle();
    let mut stream = Stream::open(&viewer, Some(position));
    run.done(1);
    let told = stream.next().unwrap();
    assert_eq!(told.data["kind"], "run_task.completed");
    assert_eq!(format!("/runs/{}", told.data["subject"].as_str().unwrap()), run.path);
});

both_databases!(late_is_what_should_be_over_and_the_end_moves_with_it, |app| {
    approved(app, night());
    let (ada, _) = signed_in(app, "Ada", &[Role::DeploymentManager]);
    let now: jiff::Timestamp = Night::plan(&ada, "rehearsal").read()["now"].as_str().unwrap().parse().unwrap();
    let run = json!({"plan": "night", "kind": "rehearsal", "scheduled_at": now.to_string()});
    let made = ada.post("/runs", run).created();
    let run = Night { who: ada.clone(), path: format!("/runs/{}", made["id"].as_str().unwrap()) };
    run.turn("start", json!({})).ok();
    run.act(&ada, 1, "start", json!({})).ok();
    app.clock.advance(SignedDuration::from_mins(25));
    let board = run.read();
    assert_eq!((&board["tasks"][0]["late"], &board["tasks"][2]["late"]), (&json!(true), &json!(false)));
    let instant = |field: &str| board[field].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    let behind = instant("expected_end").duration_since(instant("planned_end")).as_mins();
    assert!((15..=16).contains(&behind), "{behind} minutes behind");
    assert_eq!(board["tasks"][0]["critical"], true);
});

both_databases!(a_forecast_says_when_it_is_over_how_sure_that_is_and_until_when_one_can_go_back, |app| {
    let mut plan = night();
    plan["branches"].as_array_mut().unwrap().push(json!({"key": "nowhere", "name": "Nothing is done on it"}));
    approved(app, plan);
    let (ada, _) = signed_in(app, "Ada", &[Role::DeploymentManager]);
    let run = Night::plan(&ada, "live");
    let forecast = ada.get(&format!("{}/forecast", run.path)).ok();
    let instant = |value: &Value| value.as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    let (p50, p85, p95) = (instant(&forecast["p50"]), instant(&forecast["p85"]), instant(&forecast["p95"]));
    let (start, best) = (AT.parse::<jiff::Timestamp>().unwrap(), SignedDuration::from_mins(46));
    assert!(start + best < p50 && p50 < p85 && p85 < p95, "{forecast}");
    assert!(p95 < start + SignedDuration::from_mins(126), "{p95} is later than when nothing goes well");
    assert_eq!(forecast["odds"], 1.0, "the window is six hours long");
    assert_eq!(forecast["ways_back"].as_array().unwrap().len(), 1, "a way on which nothing is done is none");
    let back = &forecast["ways_back"][0];
    let takes = back["takes"].as_i64().unwrap();
    assert!((15 * 60..30 * 60).contains(&takes), "{takes}");
    let by = instant(&json!("2030-05-02T02:00:00Z")) - SignedDuration::from_secs(takes);
    assert_eq!(instant(&back["decide_by"]), by);
    assert_eq!(ada.get(&format!("{}/forecast", run.path)).ok(), forecast, "the same seed, the same answer");
    run.turn("start", json!({})).ok();
    run.act(&ada, 1, "start", json!({})).ok();
    app.clock.advance(SignedDuration::from_mins(30));
    run.done(1);
    let moved = ada.get(&format!("{}/forecast", run.path)).ok();
    let change = &moved["changes"][0];
    assert_eq!((&change["task"], &change["cause"]), (&json!(1), &json!("finished")), "{moved}");
    assert!((19 * 60..=21 * 60).contains(&change["moved"].as_i64().unwrap()), "{moved}");
});

both_databases!(what_took_how_long_is_reported_and_learnt, |app| {
    approved(app, night());
    let (ada, _) = signed_in(app, "Ada", &[Role::DeploymentManager]);
    for minutes in [20, 14, 17] {
        let run = Night::begun(&ada, "rehearsal");
        run.act(&ada, 1, "start", json!({})).ok();
        app.clock.advance(SignedDuration::from_mins(minutes));
        run.done(1);
        run.turn("abort", json!({"reason": "Enough"})).ok();
    }
    let run = Night::begun(&ada, "rehearsal");
    run.act(&ada, 1, "start", json!({})).ok();
    app.clock.advance(SignedDuration::from_mins(25));
    run.done(1);
    let report = ada.get(&format!("{}/report", run.path)).ok();
    let task = &report["tasks"][0];
    let minute = |value: &Value| value.as_i64().unwrap() / 60;
    assert_eq!((minute(&task["planned"]), minute(&task["took"]), minute(&task["longer_by"])), (10, 25, 15));
    assert_eq!(task["before"].as_array().unwrap().iter().map(minute).collect::<Vec<_>>(), [14, 17, 20]);
    assert_eq!((&report["tasks"][2]["took"], &report["tasks"][2]["before"]), (&json!(null), &json!([])));
    let forecast = ada.get(&format!("{}/forecast", Night::plan(&ada, "live").path)).ok();
    assert_eq!(forecast["learnt"], 1, "{forecast}");
    let client = app.administrator();
    client.act("/deployment-plans/night/learn", 1, json!({})).refused(412);
    let learnt = client.act("/deployment-plans/night/learn", 2, json!({})).ok();
    let estimate = &learnt["tasks"][0]["estimate"];
    assert_eq!(["optimistic", "likely", "pessimistic"].map(|field| minute(&estimate[field])), [14, 17, 25]);
    assert_eq!((&learnt["status"], minute(&learnt["tasks"][2]["estimate"]["likely"])), (&json!("draft"), 40));
});

both_databases!(a_run_that_is_over_is_reviewed_and_what_is_done_about_it_is_somebodys, |app| {
    approved(app, night());
    let (ada, _) = signed_in(app, "Ada", &[Role::DeploymentManager]);
    let run = Night::begun(&ada, "rehearsal");
    let path = format!("{}/review", run.path);
    let said = json!({"happened": "The copy took twice as long", "causes": "An index was missing",
        "actions": [{"title": "Add the index", "owner": {"person": "ada@example.org"}, "due": "2030-06-01"}],
        "support_until": "2030-05-15"});
    assert_eq!(ada.put(&path, 0, said.clone()).refused(409).reasons(), ["state"]);
    run.turn("abort", json!({"reason": "Enough"})).ok();
    assert_eq!(ada.get(&path).ok()["rev"], 0);
    let mut nobodys = said.clone();
    nobodys["actions"][0]["owner"] = json!(null);
    assert_eq!(ada.put(&path, 0, nobodys).refused(422).faults(), ["/actions/0/owner required"]);
    let written = ada.put(&path, 0, said.clone()).ok();
    assert_eq!((&written["rev"], &written["actions"][0]["owner"]["person"]["name"]), (&json!(1), &json!("Ada")));
    ada.put(&path, 0, said.clone()).refused(412);
    let mut done = said;
    done["actions"][0]["done"] = json!(true);
    assert_eq!(ada.put(&path, 1, done).ok()["rev"], 2);
});

both_databases!(many_people_at_once_are_in_each_others_way_at_the_same_task_only, |app| {
    let tasks: Vec<Value> = (1..=24).map(|number| json!({"name": format!("Task {number}")})).collect();
    approved(app, json!({"key": "night", "name": "Night", "portfolio": "enterprise", "tasks": tasks}));
    let (ada, _) = signed_in(app, "Ada", &[Role::DeploymentManager]);
    let run = Night::begun(&ada, "live");
    let (run, done) = (&run, std::sync::atomic::AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for number in 1..=24_u32 {
            let done = &done;
            // Two at each task, of whom one is first.
            for _ in 0..2 {
                scope.spawn(move || {
                    let answer = run.who.act(&format!("{}/tasks/{number}/complete", run.path), 1, json!({}));
                    match answer.status {
                        200 => drop(done.fetch_add(1, std::sync::atomic::Ordering::SeqCst)),
                        status => assert_eq!(status, 412, "{}", answer.text),
                    }
                });
            }
        }
    });
    assert_eq!(done.into_inner(), 24);
    assert!(run.standings().iter().all(|standing| standing == "completed"));
    app.settle();
    let told = app.administrator().all(&format!("/journal?about={}", run.read()["id"].as_str().unwrap()));
    assert_eq!(told.iter().filter(|event| event["kind"] == "run_task.completed").count(), 24);
    assert_eq!(run.read()["rev"], 2 + 24);
});
