//! What administrators and auditors see of how people sign in, and what they do when somebody lost their second factor.

use super::second_factor::enrol;
use crate::harness::{ADMINISTRATOR, App, Client, PASSWORD, Request};
use serde_json::{Value, json};
use signalbox_domain::authz::Role;

/// Somebody with a password and an authenticator: their browser, their id, and a recovery code.
fn enrolled(app: &App) -> (Client, String, String) {
    let id = app.person_with_password("Ada", "ada@example.org");
    let browser = app.signed_in("ada@example.org", PASSWORD);
    let (_, codes) = enrol(app, &browser);
    (browser, id, codes[0].clone())
}

fn kinds(answer: &Value) -> Vec<String> {
    let events = answer["items"].as_array().unwrap();
    events.iter().map(|event| event["kind"].as_str().unwrap().to_owned()).collect()
}

both_databases!(an_administrator_sees_how_a_person_signs_in_and_ends_their_sessions, |app| {
    let (browser, id, _) = enrolled(app);
    browser.post("/tokens", json!({"name": "laptop"})).created();
    let seen = app.administrator().get(&format!("/people/{id}/access")).ok();
    assert_eq!(
        (&seen["account"]["recovery_codes"], &seen["sessions"][0]["here"], &seen["tokens"][0]["name"]),
        (&json!(10), &json!(false), &json!("laptop"))
    );
    assert!(seen["account"]["authenticator_since"].is_string() && seen["account"]["password_set_at"].is_string());
    // Nobody else does, the person included: what is theirs they read at /account.
    app.stranger().get(&format!("/people/{id}/access")).refused(404);
    for nosy in [app.somebody(&[(Role::Auditor, "enterprise")]), browser.clone()] {
        nosy.get(&format!("/people/{id}/access")).refused(403);
    }
    app.administrator().get("/people/per_00000000000000000000000000/access").refused(404);

    let session = seen["sessions"][0]["id"].as_str().unwrap();
    let boss = app.signed_in(ADMINISTRATOR, PASSWORD);
    boss.send(Request::new("DELETE", &format!("/sessions/{session}"))).ok();
    browser.get("/account").refused(401);
});

both_databases!(a_lost_second_factor_is_reset_by_an_administrator_who_was_just_there, |app| {
    let (browser, id, _) = enrolled(app);
    let path = format!("/people/{id}/second-factor");
    let reset = |who: &Client| who.send(Request::new("DELETE", &path));
    app.unchanged_by(|| {
        reset(&browser).refused(403);
        // A token is no person: whoever stole one must not open accounts with it.
        assert_eq!(reset(&app.administrator()).refused(409).reasons(), ["token"]);
    });
    let there = app.signed_in(crate::harness::ADMINISTRATOR, PASSWORD);
    app.clock.advance(jiff::SignedDuration::from_mins(11));
    assert_eq!(reset(&there).refused(403).reasons(), ["confirm"]);
    let there = app.signed_in(crate::harness::ADMINISTRATOR, PASSWORD);
    reset(&there).ok();
    browser.get("/account").refused(401);
    app.anonymous().post("/session", json!({"email": "ada@example.org", "password": PASSWORD})).created();

    reset(&there).ok();
    app.settle();
    let told = there.get(&format!("/journal?kind=authenticator.reset&person={id}")).ok();
    let events = told["items"].as_array().unwrap();
    assert_eq!(events.len(), 1, "what is gone is not reset again: {told}");
    assert_eq!((&events[0]["name"], &events[0]["actor"]["name"]), (&json!("Ada"), &json!("Release manager")));
});

both_databases!(security_events_are_found_by_kind_person_and_time, |app| {
    let (_, id, code) = enrolled(app);
    let wrong = json!({"email": "ada@example.org", "password": "not the password"});
    app.anonymous().post("/session", wrong).refused(401);
    app.clock.advance(jiff::SignedDuration::from_hours(2));
    let right = json!({"email": "ada@example.org", "password": PASSWORD, "code": code});
    app.anonymous().post("/session", right).created();
    app.settle();
    let boss = app.administrator();
    let of = |query: &str| kinds(&boss.get(&format!("/journal?person={id}&{query}")).ok());
    assert_eq!(of("kind=person.sign_in_failed"), ["person.sign_in_failed"]);
    assert_eq!(
        of("kind=person.signed_in,person.sign_in_failed,authenticator"),
        [
            "person.signed_in",
            "person.sign_in_failed",
            "authenticator.enrolled",
            "authenticator.begun",
            "person.signed_in"
        ]
    );
    // A kind is no pattern, and an empty one asks for nothing more.
    assert_eq!(of("kind=person.sign,session"), Vec::<String>::new());
    assert_eq!(of("kind=,person.sign_in_failed,%20"), ["person.sign_in_failed"]);
    let all = boss.get(&format!("/journal?person={id}&kind=person.signed_in")).ok();
    let last = all["items"][0]["at"].as_str().unwrap();
    assert_eq!(of(&format!("kind=person.signed_in&from={last}")).len(), 1);
    assert_eq!(of(&format!("kind=person.signed_in&until={last}")).len(), 1);

    // Who acted and to whom it was done are both asked for by `person`, and nobody sees more for it.
    let own = boss.get("/session").ok()["person"]["id"].as_str().unwrap().to_owned();
    let by_me = boss.get(&format!("/journal?person={own}&kind=person.created")).ok();
    assert!(by_me["items"].as_array().unwrap().iter().any(|event| event["name"] == "Ada"), "{by_me}");
    assert_eq!(kinds(&app.stranger().get(&format!("/journal?person={id}")).ok()), Vec::<String>::new());

    let many = vec!["a"; 51].join(",");
    assert_eq!(boss.get(&format!("/journal?kind={many}")).refused(422).pointers(), ["/kind"]);
    assert_eq!(boss.get("/journal?person=x").refused(422).pointers(), ["/person"]);
});

both_databases!(how_people_get_in_is_for_auditors_and_for_themselves, |app| {
    let boss = app.administrator();
    let ada = app.person_with_password("Ada", "ada@example.org");
    boss.post("/portfolios/enterprise/grants", json!({"person": ada, "role": "viewer"})).created();
    let own = app.signed_in("ada@example.org", PASSWORD);
    app.signed_in(ADMINISTRATOR, PASSWORD);
    app.anonymous().post("/session", json!({"email": ADMINISTRATOR, "password": "wrong password 1"})).refused(401);
    let auditor = app.somebody(&[(Role::Auditor, "enterprise")]);
    let manager = app.somebody(&[(Role::ReleaseManager, "enterprise")]);
    app.settle();
    let read = |who: &Client, kind: &str| {
        let told = who.all(&format!("/journal?kind={kind}"));
        let mut about: Vec<_> = told.iter().map(|event| event["name"].as_str().unwrap().to_owned()).collect();
        about.sort();
        about.dedup();
        about
    };
    assert_eq!(read(&auditor, "person.signed_in"), ["Ada", "Release manager"]);
    assert_eq!(read(&boss, "person.signed_in"), ["Ada", "Release manager"]);
    assert_eq!(read(&own, "person.signed_in"), ["Ada"], "of themselves");
    assert!(read(&manager, "person.signed_in").is_empty());
    assert_eq!(read(&auditor, "person.sign_in_failed"), ["Release manager"]);
    for who in [&own, &manager] {
        assert!(read(who, "person.sign_in_failed").is_empty());
        let table = who.get("/tables/journal?format=csv").ok_text();
        assert!(!table.contains("sign_in_failed") && table.contains("grant.given"), "{table}");
    }
    assert!(auditor.get("/tables/journal?format=csv").ok_text().contains("sign_in_failed"));
    // What is decided about them is for whoever sees the portfolio, as ever.
    assert!(!read(&manager, "person.created").is_empty());
});
