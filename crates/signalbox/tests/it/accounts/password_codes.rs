//! First and forgotten passwords: an administrator makes a code, its person sets the password, nobody else ever knows it.

use super::second_factor::enrol;
use crate::harness::{ADMINISTRATOR, Answer, App, Client, PASSWORD};
use jiff::SignedDuration;
use serde_json::{Value, json};
use signalbox_domain::authz::Role;

const ADA: &str = "ada@example.org";
const NEW: &str = "violet lantern eastbound";

fn issue(who: &Client, person: &str) -> Answer {
    who.post(&format!("/people/{person}/password-code"), json!({}))
}

fn code_for(app: &App, person: &str) -> String {
    issue(&app.signed_in(ADMINISTRATOR, PASSWORD), person).created()["code"].as_str().unwrap().to_owned()
}

fn set(app: &App, code: &str, password: &str) -> Answer {
    app.anonymous().post("/session/password-code", json!({"code": code, "password": password}))
}

fn sign_in(app: &App, password: &str) -> Answer {
    app.anonymous().post("/session", json!({"email": ADA, "password": password}))
}

fn changes_of(app: &App, kind: &str) -> Vec<Value> {
    let events = app.events_since(0);
    events.into_iter().filter(|event| event["kind"] == kind).map(|event| event["changes"].clone()).collect()
}

both_databases!(somebody_new_sets_the_first_password_with_a_code_that_holds_once, |app| {
    let ada = app.person("Ada", ADA);
    sign_in(app, NEW).refused(401);
    let issued = issue(&app.signed_in(ADMINISTRATOR, PASSWORD), &ada);
    assert_eq!(issued.header("cache-control"), Some("no-store"));
    let code = issued.created()["code"].as_str().unwrap().to_owned();
    let bits = code.chars().filter(char::is_ascii_alphanumeric).count() * 5;
    assert!(bits >= 128, "{bits} bits: {code}");
    // What is wrong with a password uses nothing up.
    assert_eq!(set(app, &code, "short").refused(422).pointers(), ["/password"]);
    assert_eq!(set(app, &code, ADA).refused(422).faults(), ["/password email"]);
    let done = set(app, &code.to_lowercase().replace('-', " "), NEW);
    assert_eq!((done.status, done.header("set-cookie")), (204, None), "it sets a password and lets nobody in");
    sign_in(app, NEW).created();
    assert_eq!(set(app, &code, "amber lantern westbound").refused(403).reasons(), ["wrong_code"]);
    sign_in(app, NEW).created();

    assert_eq!(changes_of(app, "password_code.issued").len(), 1);
    let ways = changes_of(app, "person.password_set").into_iter().map(|changes| changes.to_string());
    assert_eq!(ways.filter(|changes| changes.contains("password_code") && changes.contains("127.0.0.1")).count(), 1);
    let failed = changes_of(app, "person.sign_in_failed");
    assert!(failed.iter().any(|changes| changes.to_string().contains("password_code")), "{failed:?}");
    app.settle();
    let kept = app.contents().concat() + &app.administrator().get("/journal?limit=200").text;
    assert!(!kept.contains(&code) && !kept.contains(&code.replace('-', "")), "only a digest is kept");
});

both_databases!(a_forgotten_password_is_replaced_and_every_session_ends, |app| {
    let ada = app.person_with_password("Ada", ADA);
    let browser = app.signed_in(ADA, PASSWORD);
    let code = code_for(app, &ada);
    browser.get("/account").ok();
    sign_in(app, PASSWORD).created();
    assert_eq!(set(app, &code, NEW).status, 204);
    browser.get("/account").refused(401);
    sign_in(app, PASSWORD).refused(401);
    sign_in(app, NEW).created();
});

both_databases!(a_second_factor_is_asked_for_after_a_reset_as_before, |app| {
    let ada = app.person_with_password("Ada", ADA);
    let (_, codes) = enrol(app, &app.signed_in(ADA, PASSWORD));
    assert_eq!(set(app, &code_for(app, &ada), NEW).status, 204);
    assert_eq!(sign_in(app, NEW).refused(403).reasons(), ["code_missing"]);
    let sent = json!({"email": ADA, "password": NEW, "code": codes[0]});
    app.anonymous().post("/session", sent).created();
});

both_databases!(a_code_for_a_password_is_void_after_a_day_with_another_and_with_a_change, |app| {
    let ada = app.person_with_password("Ada", ADA);
    let (first, second) = (code_for(app, &ada), code_for(app, &ada));
    set(app, &first, NEW).refused(403);
    app.clock.advance(SignedDuration::from_hours(24) + SignedDuration::from_secs(1));
    set(app, &second, NEW).refused(403);
    let third = code_for(app, &ada);
    let change = json!({"current": PASSWORD, "password": "amber lantern westbound"});
    app.signed_in(ADA, PASSWORD).post("/session/password", change).created();
    set(app, &third, NEW).refused(403);
    sign_in(app, "amber lantern westbound").created();
});

both_databases!(codes_for_passwords_are_made_by_administrators_who_were_just_there, |app| {
    let ada = app.person_with_password("Ada", ADA);
    let machine = app.administrator().post("/people", json!({"name": "pipeline", "service": true})).created();
    let gone = app.person("Gone", "gone@example.org");
    app.administrator().act(&format!("/people/{gone}/archive"), 1, json!({})).ok();
    let (boss, own) = (app.signed_in(ADMINISTRATOR, PASSWORD), app.signed_in(ADA, PASSWORD));
    let auditor = app.somebody(&[(Role::Auditor, "enterprise")]);
    app.unchanged_by(|| {
        issue(&own, &ada).refused(403);
        issue(&auditor, &ada).refused(403);
        assert_eq!(issue(&app.administrator(), &ada).refused(409).reasons(), ["token"]);
        for nobody in [machine["id"].as_str().unwrap(), &gone] {
            assert_eq!(issue(&boss, nobody).refused(409).reasons(), ["no_account"]);
        }
    });
    app.clock.advance(SignedDuration::from_mins(11));
    assert_eq!(issue(&boss, &ada).refused(403).reasons(), ["confirm"]);
});

both_databases!(a_code_for_a_password_cannot_be_guessed, |app| {
    let ada = app.person("Ada", ADA);
    let code = code_for(app, &ada);
    let answers: Vec<u16> = (0..12).map(|_| set(app, "0000-0000-0000-0000", NEW).status).collect();
    assert_eq!(answers.last(), Some(&429), "{answers:?}");
    set(app, &code, NEW).refused(429);
});
