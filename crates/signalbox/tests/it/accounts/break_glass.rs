//! The way in when every other is shut: made at the server's command line, used once in a browser.

use crate::harness::{ADMINISTRATOR, Answer, App, PASSWORD};
use serde_json::{Value, json};
use signalbox_service::accounts::break_glass;

fn issue(app: &App, named: &str) -> String {
    app.wait(break_glass::issue(&app.service, named)).unwrap().code
}

fn enter(app: &App, code: &str) -> Answer {
    app.anonymous().post("/session/break-glass", json!({"code": code}))
}

fn changes_of(app: &App, kind: &str) -> Vec<Value> {
    let events = app.events_since(0);
    events.into_iter().filter(|event| event["kind"] == kind).map(|event| event["changes"].clone()).collect()
}

both_databases!(a_code_lets_an_administrator_in_once_without_password_and_second_factor, |app| {
    // The password is of no use: there is a second factor, and its device is gone.
    super::second_factor::enrol(app, &app.signed_in(ADMINISTRATOR, PASSWORD));
    let sent = json!({"email": ADMINISTRATOR, "password": PASSWORD});
    app.anonymous().post("/session", sent.clone()).refused(403);
    let code = issue(app, " RELEASE.Manager@Example.org ");
    let made = enter(app, &code.to_lowercase().replace('-', " "));
    assert!(made.header("set-cookie").unwrap().contains("HttpOnly"));
    let boss = app.anonymous().in_session_of(&made);
    // It counts as having proved who one is: the lost factor can be removed.
    boss.send(crate::harness::Request::new("DELETE", "/account/authenticator")).ok();
    app.anonymous().post("/session", sent).created();
    assert_eq!(enter(app, &code).refused(403).reasons(), ["wrong_code"], "a code lets in once");

    assert_eq!(changes_of(app, "break_glass.issued").len(), 1);
    let ways: Vec<_> = changes_of(app, "person.signed_in").iter().map(ToString::to_string).collect();
    assert!(ways.iter().any(|changes| changes.contains("break_glass")), "{ways:?}");
    let failed: Vec<_> = changes_of(app, "person.sign_in_failed").iter().map(ToString::to_string).collect();
    assert!(failed.iter().any(|changes| changes.contains("break_glass")), "{failed:?}");
    app.settle();
    let kept = app.contents().concat() + &app.administrator().get("/journal?limit=200").text;
    assert!(!kept.contains(&code) && !kept.contains(&code.replace('-', "")), "only a digest is kept");
});

both_databases!(a_code_is_void_after_minutes_and_when_there_is_another, |app| {
    let first = issue(app, ADMINISTRATOR);
    let second = issue(app, ADMINISTRATOR);
    enter(app, &first).refused(403);
    app.clock.advance(jiff::SignedDuration::from_secs(599));
    enter(app, &second).created();
    let third = issue(app, ADMINISTRATOR);
    app.clock.advance(jiff::SignedDuration::from_secs(601));
    enter(app, &third).refused(403);
});

both_databases!(a_code_is_for_administrators_of_the_installation_who_are_here, |app| {
    let ada = app.person("Ada", "ada@example.org");
    app.unchanged_by(|| {
        let refused = app.wait(break_glass::issue(&app.service, "ada@example.org")).unwrap_err().to_string();
        assert!(refused.contains("Ada does not administer"), "{refused}");
        app.wait(break_glass::issue(&app.service, &ada)).unwrap_err();
        app.wait(break_glass::issue(&app.service, "nobody@example.org")).unwrap_err();
    });
});

both_databases!(a_code_cannot_be_guessed, |app| {
    let code = issue(app, ADMINISTRATOR);
    let answers: Vec<u16> = (0..12).map(|_| enter(app, "0000-0000-0000-0000").status).collect();
    assert_eq!(answers.last(), Some(&429), "{answers:?}");
    enter(app, &code).refused(429);
});
