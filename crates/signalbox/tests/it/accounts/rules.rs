//! A second factor that the organisation asks of everybody.

use super::second_factor::enrol;
use crate::harness::{ADMINISTRATOR, Answer, App, Client, PASSWORD, Request, Stream};
use jiff::SignedDuration;
use serde_json::{Value, json};
use signalbox_domain::authz::Role;

const ADA: &str = "ada@example.org";

fn sign_in(app: &App, code: Option<&str>) -> Answer {
    let mut sent = json!({"email": ADA, "password": PASSWORD});
    if let Some(code) = code {
        sent["code"] = code.into();
    }
    app.anonymous().post("/session", sent)
}

fn decide(who: &Client, second_factor: bool) -> Answer {
    let rev = who.get("/sign-in-rules").rev();
    who.put("/sign-in-rules", rev, json!({"second_factor": second_factor}))
}

/// An administrator who has a second factor and showed it.
fn guarded(app: &App) -> Client {
    let boss = app.signed_in(ADMINISTRATOR, PASSWORD);
    enrol(app, &boss);
    boss
}

fn missing(browser: &Client) -> Value {
    browser.get("/session").ok()["missing"].clone()
}

both_databases!(who_has_no_second_factor_sets_one_up_before_anything_else, |app| {
    let ada = app.person_with_password("Ada", ADA);
    app.administrator()
        .post("/portfolios/enterprise/grants", json!({"person": ada, "role": "administrator"}))
        .created();
    let before = app.signed_in(ADA, PASSWORD);
    let token = before.post("/tokens", json!({"name": "laptop"})).created();
    let boss = guarded(app);
    assert_eq!(boss.get("/sign-in-rules").ok()["second_factor"], false);
    assert_eq!(decide(&boss, true).ok(), json!({"second_factor": true, "rev": 2}));

    // It holds at once, also for whoever is signed in; whoever showed one goes on.
    assert_eq!((missing(&boss), missing(&before)), (Value::Null, json!("enrolment")));
    boss.get("/releases").ok();
    let browser = app.anonymous().in_session_of(&sign_in(app, None));
    app.unchanged_by(|| {
        for browser in [&before, &browser] {
            for (method, path) in [
                ("GET", "/releases"),
                ("GET", "/people"),
                ("GET", "/tokens"),
                ("GET", "/events"),
                ("GET", "/journal"),
                ("DELETE", "/sessions"),
            ] {
                let refused = browser.send(Request::new(method, path)).refused(403);
                assert_eq!(refused.reasons(), ["second_factor"], "{method} {path}");
            }
            browser.post("/tokens", json!({"name": "way round"})).refused(403);
            browser.post("/portfolios", json!({"key": "x", "name": "X", "parent": "enterprise"})).refused(403);
            browser.post("/session/second-factor", json!({"code": "000000"})).refused(409);
        }
    });
    let (_, codes) = enrol(app, &browser);
    assert_eq!(missing(&browser), Value::Null, "one that was set up was shown");
    browser.get("/releases").ok();
    // Elsewhere it has to be shown, and is not replaced by whoever does not have it.
    assert_eq!(missing(&before), "second_factor");
    before.send(Request::new("DELETE", "/account/authenticator")).refused(403);
    before.post("/account/passkeys/options", json!({})).refused(403);
    sign_in(app, None).refused(403);
    app.anonymous().in_session_of(&sign_in(app, Some(&codes[0]))).get("/releases").ok();
    // A token is no sign-in.
    app.anonymous().with_token(token["token"].as_str().unwrap()).get("/releases").ok();

    decide(&boss, false).ok();
    before.get("/releases").ok();
    let told = app.events_since(0).into_iter().filter(|event| event["kind"] == "sign_in_rules.changed");
    assert_eq!(told.count(), 2);
});

both_databases!(what_is_asked_of_everybody_administrators_decide_who_were_just_there, |app| {
    let boss = app.signed_in(ADMINISTRATOR, PASSWORD);
    let auditor = app.somebody(&[(Role::Auditor, "enterprise")]);
    app.unchanged_by(|| {
        auditor.get("/sign-in-rules").refused(403);
        auditor.put("/sign-in-rules", 1, json!({"second_factor": true})).refused(403);
        let by_token = app.administrator().put("/sign-in-rules", 1, json!({"second_factor": true}));
        assert_eq!(by_token.refused(409).reasons(), ["token"]);
        boss.put("/sign-in-rules", 7, json!({"second_factor": true})).refused(412);
    });
    app.clock.advance(SignedDuration::from_mins(11));
    assert_eq!(decide(&boss, true).refused(403).reasons(), ["confirm"]);
});

both_databases!(a_live_stream_ends_when_a_second_factor_is_asked_for, |app| {
    app.person_with_password("Ada", ADA);
    let browser = app.signed_in(ADA, PASSWORD);
    let boss = guarded(app);
    let mut stream = Stream::open(&browser, None);
    assert_eq!((stream.status, stream.next().unwrap().event.as_str()), (200, "hello"));
    decide(&boss, true).ok();
    assert_eq!(stream.next(), None, "it ends before it tells anything");
    assert_eq!(Stream::open(&browser, None).status, 403);
});
