//! Signing in and out in a browser.

use crate::harness::{ADMINISTRATOR, App, Client, PASSWORD, Request};
use serde_json::json;

/// Signs in as a browser does; answers who is signed in now.
fn sign_in(app: &App) -> Client {
    let answer = app.anonymous().post("/session", json!({"email": ADMINISTRATOR, "password": PASSWORD}));
    let secret = answer.header("set-cookie").unwrap().split(['=', ';']).nth(1).unwrap().to_owned();
    app.anonymous().with_session(&secret, answer.created()["csrf_token"].as_str().unwrap())
}

both_databases!(a_session_lasts_until_one_signs_out, |app| {
    let browser = sign_in(app);
    let session = browser.get("/session").ok();
    assert_eq!(session["person"]["email"], ADMINISTRATOR);
    assert_eq!(session["grants"][0]["role"], "administrator");
    let out = browser.send(Request::new("DELETE", "/session"));
    assert_eq!((out.status, out.text.as_str()), (204, ""));
    assert!(out.header("set-cookie").unwrap().contains("Max-Age=0"));
    browser.get("/session").refused(401);
    browser.get("/releases").refused(401);
});

both_databases!(a_wrong_password_and_an_unknown_address_look_alike, |app| {
    let visitor = app.anonymous();
    let known = visitor.post("/session", json!({"email": ADMINISTRATOR, "password": "wrong password 1"})).refused(401);
    let unknown =
        visitor.post("/session", json!({"email": "nobody@example.org", "password": "wrong password 1"})).refused(401);
    assert_eq!(known.detail, unknown.detail);
    visitor.post("/session", json!({"email": "RELEASE.Manager@Example.org ", "password": PASSWORD})).created();
    // Guessing becomes slower and slower; the right password does not help meanwhile, time does.
    let guess = || visitor.post("/session", json!({"email": ADMINISTRATOR, "password": "wrong password 1"})).status;
    let answers: Vec<u16> = (0..12).map(|_| guess()).collect();
    assert_eq!(answers.last(), Some(&429), "{answers:?}");
    visitor.post("/session", json!({"email": ADMINISTRATOR, "password": PASSWORD})).refused(429);
    app.clock.advance(jiff::SignedDuration::from_hours(24));
    visitor.post("/session", json!({"email": ADMINISTRATOR, "password": PASSWORD})).created();
});

both_databases!(another_site_cannot_act_for_a_browser, |app| {
    let browser = app.signed_in(ADMINISTRATOR, PASSWORD);
    let cookie = browser.headers().find(|(name, _)| *name == "cookie").unwrap().1.to_owned();
    let forged = app.anonymous().with("cookie", &cookie);
    forged.get("/releases").ok();
    app.unchanged_by(|| {
        for forged in [forged.clone(), forged.with("x-csrf-token", ""), forged.with("x-csrf-token", "guess")] {
            let refused =
                forged.post("/portfolios", json!({"key": "x", "name": "X", "parent": "enterprise"})).refused(403);
            assert_eq!(refused.name, "csrf");
            forged.send(Request::new("DELETE", "/session")).refused(403);
        }
    });
    browser.post("/portfolios", json!({"key": "x", "name": "X", "parent": "enterprise"})).created();
});

both_databases!(an_old_session_is_over, |app| {
    let browser = sign_in(app);
    app.clock.advance(jiff::SignedDuration::from_hours(24 * 400));
    browser.get("/releases").refused(401);
});

both_databases!(whoever_left_is_signed_out_and_their_tokens_end, |app| {
    let client = app.administrator();
    let new = json!({"name": "Test manager", "email": "tests@example.org", "password": PASSWORD});
    let person = client.post("/people", new).created();
    let browser = app.signed_in("tests@example.org", PASSWORD);
    let token = browser.post("/tokens", json!({"name": "laptop"})).created();
    let machine = app.anonymous().with_token(token["token"].as_str().unwrap());
    machine.get("/session").ok();
    let path = format!("/people/{}", person["id"].as_str().unwrap());
    client.act(&format!("{path}/archive"), 1, json!({})).ok();
    browser.get("/releases").refused(401);
    machine.get("/releases").refused(401);
    app.anonymous().post("/session", json!({"email": "tests@example.org", "password": PASSWORD})).refused(401);
});

both_databases!(whoever_knows_the_password_changes_it_and_is_signed_out_elsewhere, |app| {
    let (here, elsewhere) = (app.signed_in(ADMINISTRATOR, PASSWORD), app.signed_in(ADMINISTRATOR, PASSWORD));
    let change =
        |current: &str, new: &str| here.post("/session/password", json!({"current": current, "password": new}));
    assert_eq!(change("amber kettle southbound", "violet lantern eastbound").refused(422).pointers(), ["/current"]);
    assert_eq!(change(PASSWORD, "short").refused(422).pointers(), ["/password"]);
    app.administrator()
        .post("/session/password", json!({"current": PASSWORD, "password": "violet lantern eastbound"}))
        .refused(409);
    elsewhere.get("/session").ok();
    let done = change(PASSWORD, "violet lantern eastbound").created();
    assert_eq!(done["person"]["email"], ADMINISTRATOR);
    elsewhere.get("/session").refused(401);
    let sign_in =
        |password: &str| app.anonymous().post("/session", json!({"email": ADMINISTRATOR, "password": password}));
    sign_in(PASSWORD).refused(401);
    assert_eq!(sign_in("violet lantern eastbound").created()["person"]["zone"], "UTC");
});
