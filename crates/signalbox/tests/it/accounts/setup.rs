//! The first start: one administrator, made once, by whoever reads what the server prints.

use crate::harness::{App, PASSWORD, both};
use serde_json::{Value, json};
use signalbox_service::setup;

fn input(code: &str) -> Value {
    json!({"code": code, "organisation": "Example Railways", "name": "Release manager",
        "email": "boss@example.org", "password": PASSWORD})
}

#[test]
fn the_first_administrator_is_made_once_by_whoever_has_the_code() {
    both(|db, guard| {
        let (app, code) = App::before_set_up(db, guard);
        let visitor = app.anonymous();
        assert_eq!(visitor.get("/setup").ok(), json!({"required": true, "examples": null}));
        app.unchanged_by(|| {
            let wrong = visitor.post("/setup", input("0000-0000-0000-0000")).refused(403);
            assert_eq!(wrong.reasons(), ["wrong_code"]);
            assert!(!wrong.body.to_string().contains(&code));
            let weak = json!({"code": code, "organisation": "Example Railways", "name": "Release manager", "email": "boss", "password": "short"});
            assert_eq!(visitor.post("/setup", weak).refused(422).pointers(), ["/email", "/password"]);
        });
        let made = visitor.post("/setup", input(&code));
        let session = made.created();
        assert_eq!(session["person"]["name"], "Release manager");
        assert_eq!(
            (&session["grants"][0]["role"], &session["grants"][0]["portfolio"]["name"]),
            (&json!("administrator"), &json!("Example Railways"))
        );
        // Signed in at once, with the cookie that came.
        let cookie = made.header("set-cookie").unwrap();
        for word in ["__Host-signalbox=", "Secure", "HttpOnly", "SameSite=Strict", "Path=/"] {
            assert!(cookie.contains(word), "{cookie}");
        }
        let boss = visitor.in_session_of(&made);
        boss.post("/portfolios", json!({"key": "retail", "name": "Retail", "parent": "enterprise"})).created();

        assert_eq!(visitor.get("/setup").ok(), json!({"required": false, "examples": null}));
        let again = app.unchanged_by(|| visitor.post("/setup", input(&code))).refused(409);
        assert_eq!(again.reasons(), ["set_up"]);
    });
}

#[test]
fn the_code_is_void_after_a_day_and_a_start_tells_another() {
    both(|db, guard| {
        let (app, code) = App::before_set_up(db, guard);
        let told = |app: &App| app.wait(setup::bootstrap(&app.service)).unwrap().setup_code.unwrap().text;
        app.clock.advance(jiff::SignedDuration::from_hours(11));
        assert_eq!(told(&app), code, "a start soon after tells the same");
        app.clock.advance(jiff::SignedDuration::from_hours(14));
        let visitor = app.anonymous();
        let old = app.unchanged_by(|| visitor.post("/setup", input(&code))).refused(403);
        assert_eq!(old.reasons(), ["wrong_code"]);
        let other = told(&app);
        assert_ne!(other, code);
        visitor.post("/setup", input(&code)).refused(403);
        visitor.post("/setup", input(&other)).created();
    });
}

#[test]
fn the_code_cannot_be_guessed() {
    both(|db, guard| {
        let (app, code) = App::before_set_up(db, guard);
        let visitor = app.anonymous();
        let answers: Vec<u16> = (0..12).map(|_| visitor.post("/setup", input("WRONG")).status).collect();
        assert_eq!(answers.last(), Some(&429), "{answers:?}");
        let told = visitor.post("/setup", input(&code)).refused(429);
        assert_eq!(told.name, "throttled");
        app.clock.advance(jiff::SignedDuration::from_hours(23));
        visitor.post("/setup", input(&code)).created();
    });
}
