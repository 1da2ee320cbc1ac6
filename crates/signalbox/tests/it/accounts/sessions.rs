//! Signing in and out in a browser.

use crate::harness::{ADMINISTRATOR, App, Client, PASSWORD, Request};
use jiff::SignedDuration;
use serde_json::json;

/// Signs in as a browser does; answers who is signed in now.
fn sign_in(app: &App) -> Client {
    let answer = app.anonymous().post("/session", json!({"email": ADMINISTRATOR, "password": PASSWORD}));
    app.anonymous().in_session_of(&answer)
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

both_databases!(a_session_that_was_put_there_ends_when_one_signs_in, |app| {
    let planted = sign_in(app);
    let answer = planted.post("/session", json!({"email": ADMINISTRATOR, "password": PASSWORD}));
    planted.get("/releases").refused(401);
    app.anonymous().in_session_of(&answer).get("/releases").ok();
});

both_databases!(sessions_are_seen_with_their_device_and_ended, |app| {
    let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
    let credentials = json!({"email": ADMINISTRATOR, "password": PASSWORD});
    let here =
        app.anonymous().in_session_of(&app.anonymous().with("user-agent", firefox).post("/session", credentials));
    let (there, third) = (sign_in(app), sign_in(app));
    app.clock.advance(jiff::SignedDuration::from_mins(5));
    here.get("/releases").ok();
    let listed = here.get("/sessions").ok()["items"].as_array().unwrap().clone();
    let mine: Vec<_> = listed.iter().filter(|session| session["here"] == true).collect();
    assert_eq!(
        (mine.len(), &mine[0]["device"], &mine[0]["address"]),
        (1, &json!("Firefox on Linux"), &json!("127.0.0.1"))
    );
    let used =
        |session: &serde_json::Value| session["last_used_at"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    assert!(used(mine[0]) > used(&listed[0]), "{listed:#?}");

    // Nobody else knows of them.
    let id = |place: usize| listed[place]["id"].as_str().unwrap().to_owned();
    let stranger = app.stranger();
    assert_eq!(stranger.get("/sessions").ok()["items"], json!([]));
    stranger.send(Request::new("DELETE", &format!("/sessions/{}", id(0)))).refused(404);
    // Nor does whoever sits down at a browser that was left alone end any.
    app.clock.advance(jiff::SignedDuration::from_mins(6));
    for path in [format!("/sessions/{}", id(0)), "/sessions".to_owned()] {
        assert_eq!(here.send(Request::new("DELETE", &path)).refused(403).reasons(), ["confirm"]);
    }
    app.administrator().send(Request::new("DELETE", &format!("/sessions/{}", id(0)))).refused(409);
    let confirmed = here.post("/session/confirmation", json!({"password": PASSWORD}));
    let here = app.anonymous().in_session_of(&confirmed);
    here.send(Request::new("DELETE", &format!("/sessions/{}", id(0)))).ok();
    third.get("/releases").refused(401);
    there.get("/releases").ok();
    here.send(Request::new("DELETE", "/sessions")).ok();
    there.get("/releases").refused(401);
    here.get("/releases").ok();
    app.administrator().send(Request::new("DELETE", "/sessions")).refused(409);
    let kinds: Vec<_> = app.events_since(0).iter().map(|event| event["kind"].as_str().unwrap().to_owned()).collect();
    assert!(kinds.contains(&"session.ended".to_owned()) && kinds.contains(&"sessions.ended".to_owned()));
});

both_databases!(a_session_ends_when_it_is_idle_and_at_the_latest_after_half_a_day, |app| {
    let (idle, busy) = (sign_in(app), sign_in(app));
    for _ in 0..11 {
        app.clock.advance(jiff::SignedDuration::from_mins(61));
        busy.get("/releases").ok();
    }
    idle.get("/releases").refused(401);
    app.clock.advance(jiff::SignedDuration::from_mins(61));
    busy.get("/releases").refused(401);
});

both_databases!(whoever_confirms_goes_on_under_another_secret, |app| {
    let before = sign_in(app);
    app.clock.advance(jiff::SignedDuration::from_mins(30));
    let old = before.get("/session").ok()["authenticated_at"].clone();
    let here = |browser: &Client| {
        let items = browser.get("/sessions").ok()["items"].as_array().unwrap().clone();
        items.into_iter().find(|session| session["here"] == true).unwrap()["id"].clone()
    };
    let session = here(&before);
    assert_eq!(before.post("/account/authenticator", json!({})).refused(403).reasons(), ["confirm"]);
    let wrong = before.post("/session/confirmation", json!({"password": "wrong password 1"}));
    assert_eq!(wrong.refused(422).pointers(), ["/password"]);
    app.administrator().post("/session/confirmation", json!({"password": PASSWORD})).refused(409);
    let answer = before.post("/session/confirmation", json!({"password": PASSWORD}));
    assert!(answer.created()["authenticated_at"].as_str() > old.as_str());
    before.get("/releases").refused(401);
    let after = app.anonymous().in_session_of(&answer);
    after.post("/account/authenticator", json!({})).created();
    assert_eq!(here(&after), session, "it is the same session");
    let failed: Vec<_> =
        app.events_since(0).into_iter().filter(|event| event["kind"] == "person.sign_in_failed").collect();
    assert_eq!(failed.len(), 1, "{failed:#?}");
});

both_databases!(an_old_session_is_over, |app| {
    let browser = sign_in(app);
    app.clock.advance(jiff::SignedDuration::from_hours(24 * 400));
    browser.get("/releases").refused(401);
});

both_databases!(whoever_left_is_signed_out_and_their_tokens_end, |app| {
    let client = app.administrator();
    let person = app.person_with_password("Test manager", "tests@example.org");
    let browser = app.signed_in("tests@example.org", PASSWORD);
    let token = browser.post("/tokens", json!({"name": "laptop"})).created();
    let machine = app.anonymous().with_token(token["token"].as_str().unwrap());
    machine.get("/session").ok();
    let path = format!("/people/{person}");
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

both_databases!(with_an_authenticator_a_new_password_wants_its_code_too, |app| {
    let browser = app.signed_in(ADMINISTRATOR, PASSWORD);
    let (_, codes) = super::second_factor::enrol(app, &browser);
    app.clock.advance(jiff::SignedDuration::from_mins(11));
    let change = json!({"current": PASSWORD, "password": "violet lantern eastbound"});
    assert_eq!(browser.post("/session/password", change.clone()).refused(403).reasons(), ["confirm"]);
    let alone = browser.post("/session/confirmation", json!({"password": PASSWORD}));
    assert_eq!(alone.refused(403).reasons(), ["code_missing"]);
    let confirmed = browser.post("/session/confirmation", json!({"password": PASSWORD, "code": codes[0]}));
    app.anonymous().in_session_of(&confirmed).post("/session/password", change).created();
});

both_databases!(another_mail_address_wants_a_proof_of_whoever_gives_it, |app| {
    let ada = app.person("Ada", "ada@example.org");
    let path = format!("/people/{ada}");
    let boss = app.signed_in(ADMINISTRATOR, PASSWORD);
    app.clock.advance(jiff::SignedDuration::from_mins(11));
    boss.patch(&path, 1, json!({"name": "Ada L."})).ok();
    let other = json!({"email": "ada.l@example.org"});
    app.unchanged_by(|| assert_eq!(boss.patch(&path, 2, other.clone()).refused(403).reasons(), ["confirm"]));
    let confirmed = boss.post("/session/confirmation", json!({"password": PASSWORD}));
    app.anonymous().in_session_of(&confirmed).patch(&path, 2, other).ok();
});

both_databases!(a_password_is_compared_as_it_was_typed_and_does_not_expire, |app| {
    let boss = app.signed_in(ADMINISTRATOR, PASSWORD);
    let new = json!({"name": "Long password", "email": "long@example.org"});
    let id = boss.post("/people", new).created()["id"].as_str().unwrap().to_owned();
    let code = boss.post(&format!("/people/{id}/password-code"), json!({})).created();
    let password = format!(" Ünder the Old {} ", "viaduct 7 ".repeat(12));
    assert!(password.chars().count() > 128);
    let set = json!({"code": code["code"], "password": password});
    app.anonymous().post("/session/password-code", set).ok();
    let sign_in = |password: &str| {
        // Others have not been guessed at.
        app.clock.advance(SignedDuration::from_hours(1));
        app.anonymous().post("/session", json!({"email": "long@example.org", "password": password})).status
    };
    let cut: String = password.chars().take(72).collect();
    for other in [password.trim(), &password.to_lowercase(), &cut, &password.replace('Ü', "U")] {
        assert_eq!(sign_in(other), 401, "{other:?}");
    }
    assert_eq!(sign_in(&password), 201);
    app.clock.advance(SignedDuration::from_hours(24 * 800));
    assert_eq!(sign_in(&password), 201);
});
