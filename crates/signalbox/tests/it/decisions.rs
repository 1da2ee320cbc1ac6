//! May this version go to that environment at that time?

use crate::{
    gates::signed_in,
    harness::{App, Client, Place, Server, run, token},
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use signalbox_domain::authz::Role;

/// What was asked, with more.
fn question(base: Value, more: Value) -> Value {
    let mut question = base;
    question.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    question
}

fn codes(told: &Value) -> Vec<&str> {
    told["reasons"].as_array().unwrap().iter().map(|reason| reason["code"].as_str().unwrap()).collect()
}

/// A decision as it is read later: the same, and it repeats.
fn repeats(client: &Client, told: &Value) {
    let again = client.get(&format!("/decisions/{}", told["id"].as_str().unwrap())).ok();
    assert_eq!((&again["repeats"], &again["reasons"]), (&json!(true), &told["reasons"]));
    assert_eq!(again["allowed_from"], told["allowed_from"]);
}

both_databases!(what_others_have_for_themselves_is_in_the_way_until_it_ends, |app| {
    let client = app.administrator();
    for (key, parent) in [("rack", Value::Null), ("uat", json!("rack"))] {
        let new = json!({"key": key, "name": key, "portfolio": "enterprise", "parent": parent});
        client.post("/environments", new).created();
    }
    active(app, "PAY-1", json!({}));
    let booked = json!({"title": "Acceptance of PAY-1", "portfolio": "enterprise", "release": "PAY-1",
        "place": {"environment": "rack"}, "usage": "exclusive", "purpose": "code",
        "start": "2030-03-01T08:00:00Z", "end": "2030-03-05T18:00:00Z"});
    let booked = client.post("/bookings", booked).created();
    let ask = |who: &Client, more: Value| {
        who.post("/decisions", question(json!({"environment": "uat", "at": "2030-03-02T12:00:00Z"}), more))
    };
    let pipeline = app.somebody(&[(Role::Machine, "enterprise")]);
    assert_eq!(ask(&pipeline, json!({})).ok()["allowed"], true, "what is only asked for keeps nobody out");
    let path = format!("/bookings/{}/approve", booked["id"].as_str().unwrap());
    client.act(&path, 1, json!({})).ok();
    let told = ask(&pipeline, json!({})).ok();
    assert_eq!((&told["allowed"], &told["allowed_from"]), (&json!(false), &json!("2030-03-05T18:00:00Z")));
    assert_eq!((&told["reasons"][0]["code"], &told["reasons"][0]["until"]), (&json!("booked"), &told["allowed_from"]));
    assert!(told["reasons"][0]["detail"].as_str().unwrap().contains("Acceptance of PAY-1"), "{told}");
    assert!(told["reasons"][0]["who"].is_string(), "{told}");
    assert_eq!(told["reasons"][0]["remedy"], json!({"act": "cancel_booking", "booking": booked["id"]}));
    repeats(&pipeline, &told);
    // The release it was booked for, whoever asked for it, and the instant it ends.
    assert_eq!(ask(&pipeline, json!({"release": "PAY-1"})).ok()["allowed"], true);
    assert_eq!(ask(&client, json!({})).ok()["allowed"], true);
    assert_eq!(ask(&pipeline, json!({"at": "2030-03-05T18:00:00Z"})).ok()["allowed"], true);
    // What would run into it is in its way as well.
    let before = json!({"at": "2030-03-01T07:30:00Z"});
    assert_eq!(ask(&pipeline, before.clone()).ok()["allowed"], true);
    let told = ask(&pipeline, question(before, json!({"minutes": 31}))).ok();
    assert_eq!((codes(&told), &told["allowed_from"]), (vec!["booked"], &json!("2030-03-05T18:00:00Z")));
    // Somebody who sees the environment and not the booking learns when, not who; neither now nor later.
    app.portfolio("site", "enterprise");
    client.patch("/environments/uat", 1, json!({"portfolio": "site"})).ok();
    let outsider = app.somebody(&[(Role::Machine, "site")]);
    let told = ask(&outsider, json!({})).ok();
    assert_eq!(told["allowed"], false);
    assert!(!told.to_string().contains("Acceptance"), "{told}");
    for known in pipeline.list("/decisions?environment=uat&allowed=false", "id") {
        let again = outsider.get(&format!("/decisions/{known}"));
        assert!(!again.text.contains("Acceptance"), "{}", again.text);
    }
    ask(&outsider, json!({"environment": "rack"})).refused(404);
});

both_databases!(outages_and_blockouts_are_in_the_way, |app| {
    let client = app.administrator();
    client.post("/environments", json!({"key": "uat", "name": "UAT", "portfolio": "enterprise"})).created();
    let outage = json!({"environment": "uat", "kind": "outage", "title": "New disks",
        "span": {"start": "2030-03-01T00:00:00Z", "end": "2030-03-02T00:00:00Z"},
        "outage": {"start": "2030-03-01T08:00:00Z", "end": "2030-03-01T10:00:00Z"}});
    let request = client.post("/change-requests", outage).created();
    let id = request["id"].as_str().unwrap();
    let ask = || client.post("/decisions", json!({"environment": "uat", "at": "2030-03-01T09:00:00Z"})).ok();
    assert_eq!(ask()["allowed"], true, "a draft keeps nobody out");
    client.act(&format!("/change-requests/{id}/submit"), 1, json!({})).ok();
    client.act(&format!("/change-requests/{id}/approve"), 2, json!({})).ok();
    let told = ask();
    assert_eq!((codes(&told), &told["allowed_from"]), (vec!["outage"], &json!("2030-03-01T10:00:00Z")));
    assert_eq!(told["reasons"][0]["remedy"], json!({"act": "end_outage", "request": id}));
    let blockout = json!({"key": "closed", "name": "Closed", "kind": "blockout", "portfolio": "enterprise",
        "start": "2030-03-01T09:30", "end": "2030-03-01T12:00"});
    client.post("/windows", blockout).created();
    assert_eq!(ask()["allowed_from"], "2030-03-01T12:00:00Z", "when one ends the other has begun");
});

both_databases!(a_freeze_refuses_to_the_second_and_an_override_lets_one_thing_through, |app| {
    let client = app.administrator();
    stages(app);
    billing(app);
    active(app, "PAY-1", json!({}));
    client.put("/releases/PAY-1/manifest/billing", rev(&client, "PAY-1"), json!({"version": "4.2.0"})).ok();
    let now: Timestamp = ask(&client, json!({}))["asked_at"].as_str().unwrap().parse().unwrap();
    let hour = |hours: i64| now + SignedDuration::from_hours(hours);
    let local = |instant: Timestamp| instant.strftime("%Y-%m-%dT%H:%M:%S").to_string();
    let freeze = json!({"key": "year-end", "name": "Year end", "kind": "freeze", "portfolio": "enterprise",
        "start": local(hour(-1)), "end": local(hour(48)), "selector": {"stages": ["production"]}});
    client.post("/windows", freeze).created();
    let told = ask(&client, json!({}));
    assert_eq!(codes(&told), ["freeze"]);
    let until: Timestamp = told["allowed_from"].as_str().unwrap().parse().unwrap();
    assert_eq!(told["reasons"][0]["until"], told["allowed_from"]);
    let at = |instant: Timestamp| ask(&client, json!({"at": instant.to_string()}))["allowed"].clone();
    assert_eq!(at(until), true);
    assert_eq!(at(until - SignedDuration::from_secs(1)), false);
    assert_eq!(at(until - SignedDuration::from_micros(1)), false);
    let elsewhere = client.post("/decisions", json!({"environment": "test-1"})).ok();
    assert_eq!(elsewhere["allowed"], true, "it is for production alone: {elsewhere}");

    // Only with the right, with a reason, for something, for a while.
    let path = "/windows/year-end/overrides";
    let planner = app.somebody(&[(Role::ReleaseManager, "enterprise")]);
    let granted = json!({"system": "billing", "until": hour(24).to_string(), "reason": "a leak is closed"});
    planner.post(path, granted.clone()).refused(403);
    for (wrong, fault) in [
        (json!({"system": null}), " scope"),
        (json!({"reason": ""}), "/reason length"),
        (json!({"until": hour(-1).to_string()}), "/until range"),
        (json!({"until": hour(24 * 91).to_string()}), "/until range"),
    ] {
        assert_eq!(client.post(path, question(granted.clone(), wrong)).refused(422).faults(), [fault]);
    }
    let granted = client.post(path, granted).created();
    let later = json!({"at": hour(25).to_string()});
    assert_eq!(codes(&ask(&client, later)), ["freeze"], "it has ended by then");
    let told = ask(&client, json!({}));
    assert_eq!((&told["allowed"], &told["notes"][0]["code"]), (&json!(true), &json!("overridden")), "{told}");
    repeats(&client, &told);
    // It was used by that, and is for the same alone from now on.
    let list = client.get(path).ok();
    assert_eq!(list["items"][0]["used_by"], told["id"]);
    assert_eq!(ask(&client, json!({}))["allowed"], true, "the same asked again");
    client.post("/systems/billing/versions", json!({"number": "4.2.1"})).created();
    assert_eq!(codes(&ask(&client, json!({"version": "4.2.1"}))), ["freeze"]);
    assert_eq!(codes(&ask(&client, json!({"release": "PAY-1"}))), ["freeze"]);
    let withdraw = format!("{path}/{}/withdraw", granted["id"].as_str().unwrap());
    client.act(&withdraw, list["items"][0]["rev"].as_i64().unwrap(), json!({})).ok();
    assert_eq!(codes(&ask(&client, json!({}))), ["freeze"]);
    app.settle();
    let kinds = client.list("/journal?limit=200", "kind");
    for kind in ["window.override_granted", "window.override_used", "window.override_withdrawn", "decision.made"] {
        assert!(kinds.iter().any(|known| known == kind), "{kind} is not in the journal");
    }
});

both_databases!(maintenance_windows_let_in_what_is_done_before_they_end, |app| {
    let client = app.administrator();
    stages(app);
    billing(app);
    let nightly = json!({"key": "nightly", "name": "Nightly", "kind": "maintenance", "portfolio": "enterprise",
        "start": "2030-03-01T22:00", "end": "2030-03-02T02:00", "recurrence": "FREQ=DAILY", "selector": {"stages": ["production"]}});
    client.post("/windows", nightly).created();
    let noon = json!({"at": "2030-03-05T12:00:00Z"});
    let told = ask(&client, noon.clone());
    assert_eq!((codes(&told), &told["allowed_from"]), (vec!["maintenance"], &json!("2030-03-05T22:00:00Z")));
    assert_eq!(told["times"], json!(["2030-03-05T22:00:00Z", "2030-03-06T22:00:00Z", "2030-03-07T22:00:00Z"]));
    let late = json!({"at": "2030-03-06T01:30:00Z", "minutes": 30});
    assert_eq!(ask(&client, late.clone())["allowed"], true);
    let told = ask(&client, question(late.clone(), json!({"minutes": 31})));
    assert_eq!((codes(&told), &told["allowed_from"]), (vec!["overrun"], &json!("2030-03-06T22:00:00Z")));
    client.patch("/windows/nightly", 1, json!({"overrun": "warn"})).ok();
    let told = ask(&client, question(late, json!({"minutes": 31})));
    assert_eq!((&told["allowed"], &told["notes"][0]["code"]), (&json!(true), &json!("overrun")), "{told}");
    // Deny beats allow.
    let freeze = json!({"key": "closed", "name": "Closed", "kind": "freeze", "portfolio": "enterprise",
        "start": "2030-03-05T21:00", "end": "2030-03-06T12:00"});
    client.post("/windows", freeze).created();
    let told = ask(&client, json!({"at": "2030-03-05T23:00:00Z"}));
    assert_eq!((codes(&told), &told["allowed_from"]), (vec!["freeze"], &json!("2030-03-06T22:00:00Z")));
    assert_eq!(ask(&client, noon)["allowed_from"], "2030-03-06T22:00:00Z");
});

both_databases!(a_version_goes_through_the_stages_before_it_goes_to_production, |app| {
    let client = app.administrator();
    stages(app);
    billing(app);
    let test = json!({"environments": 2, "soak_minutes": 60, "verified": true});
    client.patch("/stages/test", 1, test).ok();
    let told = ask(&client, json!({}));
    assert_eq!((codes(&told), &told["allowed_from"]), (vec!["stage"], &Value::Null), "{told}");
    let remedy = &told["reasons"][0]["remedy"];
    assert_eq!((&remedy["act"], &remedy["environments"]), (&json!("pass_stage"), &json!(2)));
    assert_eq!(ask(&client, json!({"environment": "test-1"}))["allowed"], true, "a stage asks nothing of itself");
    let there = |environment: &str| json!({"environment": environment, "system": "billing", "version": "4.2.0"});
    for environment in ["test-1", "test-2"] {
        client.post("/deployments", there(environment)).created();
    }
    assert_eq!(ask(&client, json!({}))["allowed_from"], Value::Null, "nobody looked whether it works");
    for (environment, passed) in [("test-1", true), ("test-2", false), ("test-2", true)] {
        client.post("/verifications", question(there(environment), json!({"passed": passed}))).created();
    }
    let told = ask(&client, json!({}));
    let (asked, from): (Timestamp, Timestamp) =
        (told["asked_at"].as_str().unwrap().parse().unwrap(), told["allowed_from"].as_str().unwrap().parse().unwrap());
    let soak = asked.duration_until(from);
    assert!(soak > SignedDuration::from_mins(59) && soak <= SignedDuration::from_mins(60), "{told}");
    let at = |instant: Timestamp| ask(&client, json!({"at": instant.to_string()}))["allowed"].clone();
    assert_eq!((at(from), at(from - SignedDuration::from_secs(1))), (json!(true), json!(false)));
    app.clock.advance(SignedDuration::from_mins(61));
    let told = ask(&client, json!({}));
    assert_eq!(told["allowed"], true, "{told}");
    repeats(&client, &told);
    assert_eq!(codes(&ask(&client, json!({"version": "4.1.0"}))), ["stage"], "it was another that went there");
    assert_eq!(codes(&ask(&client, json!({"version": "9.9"}))), ["unregistered", "stage"]);
});

both_databases!(what_a_version_needs_must_run_there_and_be_new_enough, |app| {
    let client = app.administrator();
    stages(app);
    billing(app);
    app.system("ledger", json!({}));
    for number in ["1.0", "1.1", "1.2"] {
        client.post("/systems/ledger/versions", json!({"number": number})).created();
    }
    let system = client.get("/systems/billing").rev();
    client.put("/systems/billing/dependencies/ledger", system, json!({"note": "writes"})).ok();
    let told = ask(&client, json!({}));
    assert_eq!(codes(&told), ["dependency"]);
    assert!(told["reasons"][0]["detail"].as_str().unwrap().contains("ledger"), "{told}");
    assert_eq!(told["reasons"][0]["remedy"]["act"], "deploy");
    let deploy = |version: &str| {
        let told = json!({"environment": "prod", "system": "ledger", "version": version});
        client.post("/deployments", told).created();
    };
    deploy("1.0");
    assert_eq!(ask(&client, json!({}))["allowed"], true, "any version does when none is named");
    active(app, "PAY-1", json!({}));
    for (system, version) in [("billing", "4.2.0"), ("ledger", "1.1")] {
        let path = format!("/releases/PAY-1/manifest/{system}");
        client.put(&path, rev(&client, "PAY-1"), json!({"version": version})).ok();
    }
    let for_release = json!({"release": "PAY-1"});
    let told = ask(&client, for_release.clone());
    assert_eq!((codes(&told), &told["reasons"][0]["remedy"]["version"]), (vec!["dependency"], &json!("1.1")));
    deploy("1.2");
    assert_eq!(ask(&client, for_release)["allowed"], true, "a later one does as well");
});

both_databases!(only_a_release_that_is_worked_on_brings_what_is_in_its_manifest, |app| {
    let client = app.administrator();
    stages(app);
    billing(app);
    app.release("PAY-1", json!({"target": {"date": "2030-03-01"}}));
    let for_release = json!({"release": "PAY-1"});
    let told = ask(&client, for_release.clone());
    assert_eq!(codes(&told), ["release_not_active", "not_in_manifest"]);
    assert!(told["elsewhere"].as_array().unwrap().is_empty());
    begin(app, "PAY-1");
    client.put("/releases/PAY-1/manifest/billing", rev(&client, "PAY-1"), json!({"version": "4.1.0"})).ok();
    assert_eq!(codes(&ask(&client, for_release.clone())), ["not_in_manifest"]);
    client.put("/releases/PAY-1/manifest/billing", rev(&client, "PAY-1"), json!({"version": "4.2.0"})).ok();
    assert_eq!(ask(&client, for_release.clone())["allowed"], true);
    client.act("/releases/PAY-1/archive", rev(&client, "PAY-1"), json!({})).ok();
    assert_eq!(codes(&ask(&client, for_release)), ["release_archived"]);
    client.act("/systems/billing/archive", client.get("/systems/billing").rev(), json!({})).ok();
    client.act("/environments/prod/archive", client.get("/environments/prod").rev(), json!({})).ok();
    assert_eq!(codes(&ask(&client, json!({}))), ["environment_archived", "system_archived"]);
});

both_databases!(a_gate_guards_its_stage_and_those_after_it, |app| {
    let client = app.administrator();
    stages(app);
    billing(app);
    let gate = json!({"kind": "gate", "key": "go", "name": "Go or no-go", "due": {"date": "2030-02-01"}});
    active(app, "PAY-1", json!({"milestones": [gate]}));
    client.put("/releases/PAY-1/manifest/billing", rev(&client, "PAY-1"), json!({"version": "4.2.0"})).ok();
    let for_release = json!({"release": "PAY-1"});
    assert_eq!(ask(&client, for_release.clone())["allowed"], true, "it guards nothing");
    client.patch("/releases/PAY-1/milestones/go", 1, json!({"guards": "staging"})).ok();
    let told = ask(&client, for_release.clone());
    assert_eq!((codes(&told), &told["allowed_from"]), (vec!["gate"], &Value::Null), "{told}");
    assert!(told["reasons"][0]["detail"].as_str().unwrap().contains("Go or no-go"), "{told}");
    assert_eq!(told["reasons"][0]["remedy"]["act"], "pass_gate");
    let before = json!({"release": "PAY-1", "environment": "test-1"});
    assert_eq!(ask(&client, before)["allowed"], true, "a stage before it is not guarded");
    client.act("/releases/PAY-1/milestones/go/pass", 2, json!({})).ok();
    assert_eq!(ask(&client, for_release)["allowed"], true);
    repeats(&client, &told);
});

both_databases!(a_stopped_line_refuses_everything_until_it_is_lifted, |app| {
    let client = app.administrator();
    stages(app);
    app.portfolio("bank", "enterprise");
    app.portfolio("cards", "bank");
    app.portfolio("trains", "enterprise");
    billing(app);
    client.patch("/systems/billing", client.get("/systems/billing").rev(), json!({"portfolio": "cards"})).ok();
    client.post("/stops", json!({"portfolio": "bank", "reason": ""})).refused(422);
    app.somebody(&[(Role::Contributor, "enterprise")])
        .post("/stops", json!({"portfolio": "bank", "reason": "fire"}))
        .refused(403);
    let below = app.somebody(&[(Role::EnvironmentManager, "cards")]);
    let stop = client.post("/stops", json!({"portfolio": "bank", "reason": "the provider is down"})).created();
    client.post("/stops", json!({"portfolio": "bank", "reason": "again"})).refused(409);
    let told = ask(&client, json!({}));
    assert_eq!((codes(&told), &told["allowed_from"]), (vec!["stopped"], &Value::Null));
    assert!(told["reasons"][0]["detail"].as_str().unwrap().contains("the provider is down"), "{told}");
    assert_eq!(told["reasons"][0]["remedy"], json!({"act": "lift_stop", "stop": stop["id"]}));
    assert_eq!(codes(&ask(&client, json!({"at": "2020-01-01T00:00:00Z"}))), ["stopped"], "whatever time is asked for");
    let empty = client.post("/decisions", json!({"environment": "prod"})).ok();
    assert_eq!(empty["allowed"], true, "the environment is not the bank's");
    // Whoever is below sees why, and cannot lift it.
    assert_eq!(below.list("/stops", "reason"), ["the provider is down"]);
    let lift = format!("/stops/{}/lift", stop["id"].as_str().unwrap());
    below.act(&lift, 1, json!({})).refused(403);
    client.act(&lift, 7, json!({})).refused(412);
    client.act(&lift, 1, json!({"reason": "it is back"})).ok();
    client.act(&lift, 2, json!({})).refused(409);
    assert_eq!(ask(&client, json!({}))["allowed"], true);
    assert_eq!(client.list("/stops?lifted=true", "lifted_because"), ["it is back"]);
    repeats(&client, &told);
});

both_databases!(decisions_are_found_again_and_others_are_told_that_are_as_good, |app| {
    let client = app.administrator();
    stages(app);
    billing(app);
    let blockout = json!({"environment": "test-1", "kind": "outage", "title": "New disks",
        "span": {"start": "2030-03-01T00:00:00Z", "end": "2030-03-02T00:00:00Z"},
        "outage": {"start": "2030-03-01T08:00:00Z", "end": "2030-03-01T10:00:00Z"}});
    let request = client.post("/change-requests", blockout).created();
    let id = request["id"].as_str().unwrap();
    client.act(&format!("/change-requests/{id}/submit"), 1, json!({})).ok();
    client.act(&format!("/change-requests/{id}/approve"), 2, json!({})).ok();
    let told = ask(&client, json!({"environment": "test-1", "at": "2030-03-01T09:00:00Z"}));
    assert_eq!(
        told["elsewhere"].as_array().unwrap().iter().map(|one| one["key"].clone()).collect::<Vec<_>>(),
        ["test-2"]
    );
    ask(&client, json!({}));
    let outsider = app.stranger();
    assert!(outsider.all("/decisions").is_empty());
    outsider.get(&format!("/decisions/{}", told["id"].as_str().unwrap())).refused(404);
    let found = |query: &str| client.all(&format!("/decisions?{query}")).len();
    assert_eq!((found("environment=test-1"), found("system=billing"), found("allowed=false")), (1, 2, 1));
    let at = told["asked_at"].as_str().unwrap();
    assert_eq!((found(&format!("to={at}")), found(&format!("from={at}")), found("limit=1")), (0, 2, 2));
    for (wrong, fault) in
        [(json!({"system": null}), "/system missing"), (json!({"minutes": 44_641}), "/minutes schema")]
    {
        let asked = question(json!({"environment": "prod", "system": "billing", "version": "4.2.0"}), wrong);
        assert_eq!(client.post("/decisions", asked).refused(422).faults(), [fault]);
    }
});

both_databases!(argo_is_told_when_it_may_sync, |app| {
    let client = app.administrator();
    stages(app);
    let freeze = json!({"key": "year-end", "name": "Year end", "kind": "freeze", "portfolio": "enterprise",
        "start": "2020-01-01T00:00", "end": "2020-01-02T00:00:30", "recurrence": "FREQ=DAILY;INTERVAL=7",
        "selector": {"stages": ["production"]}});
    client.post("/windows", freeze).created();
    let windows = |path: &str| client.get(path).ok()["spec"]["syncWindows"].as_array().unwrap().clone();
    let told = windows("/environments/prod/sync-windows?applications=billing-*,ledger");
    assert!(told.len() >= 5, "four weeks and what comes after them: {told:?}");
    let first = &told[0];
    assert_eq!(
        (&first["kind"], &first["duration"], &first["manualSync"]),
        (&json!("deny"), &json!("1441m"), &json!(false))
    );
    assert_eq!((&first["timeZone"], &first["applications"]), (&json!("UTC"), &json!(["billing-*", "ledger"])));
    assert!(first["schedule"].as_str().unwrap().starts_with("0 0 "), "{first}");
    let unknown = told.last().unwrap();
    // A year, in the whole minutes that it meets.
    let year = unknown["duration"].as_str().unwrap();
    assert!(unknown["kind"] == "deny" && ["525600m", "525601m"].contains(&year), "{unknown}");
    client.post("/stops", json!({"portfolio": "enterprise", "reason": "fire"})).created();
    let stopped = windows("/environments/test-1/sync-windows");
    assert_eq!((&stopped[0]["schedule"], &stopped[0]["duration"]), (&json!("0 0 * * *"), &json!("24h")));
});

#[test]
fn the_exit_code_is_the_answer_and_1_when_nobody_answers() {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::folder(&folder.path().join("data"));
    let token = token(&place);
    let server = Server::start(&place);
    let client = Client::new(server.url.clone()).with_token(&token);
    client.post("/environments", json!({"key": "prod", "name": "Production", "portfolio": "enterprise"})).created();
    client.post("/systems", json!({"key": "billing", "name": "Billing", "portfolio": "enterprise"})).created();
    let url = server.url.clone();
    let there = ["--url", url.as_str(), "--token", token.as_str()];
    let ask = |more: &[&str]| run(&[&["decide", "--environment", "prod"], more, &there].concat());
    assert!(ask(&[]).done().starts_with("Allowed at "));
    let build = ["--system", "billing", "--version", "4.2.0"];
    let told = ask(&build);
    assert_eq!(told.code, 1, "{}", told.err);
    assert!(told.out.contains("unregistered: billing has no version 4.2.0"), "{}", told.out);
    assert!(told.err.contains("billing 4.2.0 may not go to prod"), "{}", told.err);
    let told = ask(&[&build[..], &["--output", "json"]].concat());
    let answer: Value = serde_json::from_str(&told.out).unwrap();
    assert_eq!((told.code, &answer["allowed"]), (1, &json!(false)));
    client.post("/systems/billing/versions", json!({"number": "4.2.0"})).created();
    ask(&[&build[..], &["--minutes", "30"]].concat()).done();
    assert_eq!(ask(&["--version", "4.2.0"]).code, 2, "of which system?");
    assert_eq!(ask(&["--at", "soon"]).code, 2);
    assert_eq!(ask(&["--system", "unknown"]).code, 1);
    drop(server);
    assert_eq!(ask(&build).code, 1, "nobody answers");
}

both_databases!(a_waiver_lets_one_release_pass_one_policy_until_it_ends, |app| {
    let client = app.administrator();
    stages(app);
    billing(app);
    for key in ["PAY-1", "PAY-2"] {
        active(app, key, json!({}));
        client.put(&format!("/releases/{key}/manifest/billing"), rev(&client, key), json!({"version": "4.2.0"})).ok();
    }
    for (key, fact) in [("sbom", "version.sbom_url"), ("source", "version.provenance_url")] {
        let policy = json!({"key": key, "name": key, "portfolio": "enterprise", "enforcement": "deny",
            "expression": format!("{fact} != null"), "message": "it is missing"});
        client.post("/policies", policy).created();
        if key == "sbom" {
            let draft = json!({"title": "Once", "policy": key, "reason": "it is late", "expires_at": app.in_days(2)});
            assert_eq!(client.post("/releases/PAY-1/waivers", draft).refused(422).faults(), ["/policy state"]);
        }
        client.act(&format!("/policies/{key}/enforce"), 1, json!({})).ok();
    }
    let carried = |release: &str| ask(&client, json!({"release": release}));
    assert_eq!(codes(&carried("PAY-1")), ["policy", "policy"]);

    let (ada, _) = signed_in(app, "Ada", &[Role::ReleaseManager]);
    let (bob, _) = signed_in(app, "Bob", &[Role::Approver]);
    let wanted = |more: Value| {
        let usual = json!({"title": "Once", "policy": "sbom", "reason": "it is late", "expires_at": app.in_days(2)});
        ada.post("/releases/PAY-1/waivers", question(usual, more))
    };
    assert_eq!(wanted(json!({"policy": "unheard-of"})).refused(422).faults(), ["/policy unknown"]);
    assert_eq!(wanted(json!({"expires_at": "2020-01-01T00:00:00Z"})).refused(422).faults(), ["/expires_at past"]);
    assert_eq!(wanted(json!({"reason": " "})).refused(422).faults(), ["/reason required"]);
    app.somebody(&[(Role::Viewer, "enterprise")])
        .post(
            "/releases/PAY-1/waivers",
            json!({"title": "Once", "policy": "sbom", "reason": "so", "expires_at": app.in_days(2)}),
        )
        .refused(403);
    let made = wanted(json!({})).created();
    assert_eq!((&made["policy"]["key"], &made["gate"]), (&json!("sbom"), &Value::Null));
    assert_eq!(codes(&carried("PAY-1")), ["policy", "policy"], "nobody allowed it yet");
    let path = format!("/waivers/{}", made["id"].as_str().unwrap());
    assert_eq!(ada.act(&format!("{path}/approve"), 1, json!({})).refused(409).reasons(), ["requester"]);
    // The policy is the whole enterprise's: whoever approves in one division cannot let it be.
    app.portfolio("division", "enterprise");
    let below = app.somebody(&[(Role::Approver, "division")]);
    assert!([403, 404].contains(&below.act(&format!("{path}/approve"), 1, json!({})).status));
    assert_eq!(bob.get("/inbox").ok()["items"][0]["waiver"]["policy"]["key"], "sbom");
    bob.act(&format!("{path}/approve"), 1, json!({})).ok();

    let told = carried("PAY-1");
    assert_eq!(codes(&told), ["policy"], "the other policy holds on");
    assert!(told["reasons"][0]["detail"].as_str().unwrap().contains("source"), "{told}");
    assert_eq!(told["notes"][0]["code"], "waived");
    assert_eq!(told["verdicts"][0]["fulfilled"], false, "what the policy says stays said");
    repeats(&client, &told);
    assert_eq!(codes(&carried("PAY-2")), ["policy", "policy"], "it is for one release");
    assert_eq!(codes(&ask(&client, json!({}))), ["policy", "policy"], "… and for what it brings");
    let until: Timestamp = made["expires_at"].as_str().unwrap().parse().unwrap();
    let at = |at: Timestamp| ask(&client, json!({"release": "PAY-1", "at": at.to_string()}));
    assert_eq!(codes(&at(until - SignedDuration::from_micros(1))), ["policy"]);
    assert_eq!(codes(&at(until)), ["policy", "policy"]);
    let rolled = client.get("/releases/PAY-1/compliance").ok();
    assert_eq!(rolled["items"][0]["compliance"], "compliant_with_exception");
    assert_eq!(rolled["items"][0]["exceptions"], 1);
    assert_eq!(client.list("/waivers?release=PAY-1&of_policies=true", "title"), ["Once"]);
    assert_eq!(client.list("/waivers?release=PAY-1&of_policies=false", "title"), [""; 0]);

    bob.act(&format!("{path}/revoke"), 2, json!({"reason": "it was found"})).ok();
    assert_eq!(codes(&carried("PAY-1")), ["policy", "policy"]);
    assert_eq!(client.get("/releases/PAY-1/compliance").ok()["items"][0]["compliance"], "compliant");
});

/// Two stages with their environments: `test-1` and `test-2`, then `prod`.
fn stages(app: &App) {
    let client = app.administrator();
    for (key, stage) in [("test-1", "test"), ("test-2", "test"), ("prod", "production")] {
        client
            .post("/environments", json!({"key": key, "name": key, "portfolio": "enterprise", "stage": stage}))
            .created();
    }
}

/// The system `billing`, with two versions.
fn billing(app: &App) {
    app.system("billing", json!({}));
    for number in ["4.1.0", "4.2.0"] {
        app.administrator().post("/systems/billing/versions", json!({"number": number})).created();
    }
}

/// Asks for `billing` 4.2.0 in production, unless told otherwise.
fn ask(client: &Client, more: Value) -> Value {
    let usual = json!({"environment": "prod", "system": "billing", "version": "4.2.0"});
    client.post("/decisions", question(usual, more)).ok()
}

/// A release that is being worked on.
fn active(app: &App, key: &str, more: Value) {
    app.release(key, question(json!({"target": {"date": "2030-03-01"}}), more));
    begin(app, key);
}

fn begin(app: &App, key: &str) {
    let client = app.administrator();
    for status in ["planned", "in-progress"] {
        client.act(&format!("/releases/{key}/transition"), rev(&client, key), json!({"to": status})).ok();
    }
}

fn rev(client: &Client, release: &str) -> i64 {
    client.get(&format!("/releases/{release}")).rev()
}
