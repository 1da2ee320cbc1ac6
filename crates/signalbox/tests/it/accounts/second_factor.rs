//! The second factor: enrolled, asked for, and never taken twice.

use crate::harness::{ADMINISTRATOR, Answer, App, Client, PASSWORD, Request};
use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use sha1::Sha1;
use std::collections::BTreeSet;

/// An authenticator on somebody's telephone: RFC 6238, with the server's clock.
pub(super) struct Authenticator(Vec<u8>);

impl Authenticator {
    fn of(begun: &Value) -> Self {
        Self(BASE32_NOPAD.decode(begun["secret"].as_str().unwrap().as_bytes()).unwrap())
    }

    /// What it shows so many steps from now.
    fn shows(&self, app: &App, steps: i64) -> String {
        let now = now(app);
        let mut mac = Hmac::<Sha1>::new_from_slice(&self.0).unwrap();
        mac.update(&(now.as_second() / 30 + steps).to_be_bytes());
        let hash = mac.finalize().into_bytes();
        let at = usize::from(hash[19] & 15);
        let number = u32::from_be_bytes(hash[at..at + 4].try_into().unwrap()) & 0x7fff_ffff;
        format!("{:06}", number % 1_000_000)
    }
}

/// The server's clock.
fn now(app: &App) -> Timestamp {
    let today = app.administrator().get("/calendar?from=2026-01-01&to=2026-01-02").ok();
    today["now"].as_str().unwrap().parse().unwrap()
}

/// Lets a new code begin, so that a slow machine has time for what is done with it.
fn begin_step(app: &App) {
    app.clock.advance(SignedDuration::from_secs(30 - now(app).as_second() % 30));
}

fn sign_in(app: &App, code: Option<&str>) -> Answer {
    let code = code.map_or(Value::Null, Value::from);
    let mut sent = json!({"email": ADMINISTRATOR, "password": PASSWORD});
    if !code.is_null() {
        sent["code"] = code;
    }
    app.anonymous().post("/session", sent)
}

/// Enrols an authenticator; answers it with the recovery codes.
pub(super) fn enrol(app: &App, browser: &Client) -> (Authenticator, Vec<String>) {
    let begun = browser.post("/account/authenticator", json!({}));
    assert_eq!(begun.header("cache-control"), Some("no-store"));
    let authenticator = Authenticator::of(&begun.created());
    let code = authenticator.shows(app, 0);
    let made = browser.post("/account/authenticator/enrol", json!({"code": code})).created();
    let codes = made["codes"].as_array().unwrap().iter().map(|code| code.as_str().unwrap().to_owned()).collect();
    (authenticator, codes)
}

fn events(app: &App, kind: &str) -> Vec<Value> {
    app.events_since(0).into_iter().filter(|event| event["kind"] == kind).collect()
}

both_databases!(seeds_and_recovery_codes_have_enough_chance_in_them, |app| {
    let browser = app.signed_in(ADMINISTRATOR, PASSWORD);
    let mut seeds = BTreeSet::new();
    for _ in 0..5 {
        // As long as it was not shown to work, another takes its place.
        let begun = browser.post("/account/authenticator", json!({})).created();
        assert_eq!(Authenticator::of(&begun).0.len(), 20, "160 bits, as RFC 4226 recommends");
        seeds.insert(begun["secret"].as_str().unwrap().to_owned());
    }
    assert_eq!(seeds.len(), 5, "{seeds:?}");
    let (_, first) = enrol(app, &browser);
    let again = browser.post("/account/recovery-codes", json!({})).created();
    let again = again["codes"].as_array().unwrap().iter().map(|code| code.as_str().unwrap().to_owned());
    let codes: BTreeSet<String> = first.into_iter().chain(again).map(|code| code.replace('-', "")).collect();
    assert_eq!(codes.len(), 20, "each of them once: {codes:?}");
    // Its number, and 11 of 32 characters with 5 bits in every one: 55 bits, where 20 are asked for.
    assert!(codes.iter().all(|code| code.len() == 12), "{codes:?}");
    for place in 1..12 {
        let seen: BTreeSet<char> = codes.iter().map(|code| code.chars().nth(place).unwrap()).collect();
        assert!(seen.len() > 5, "place {place} is one of {seen:?}");
    }
});

both_databases!(an_authenticator_is_asked_for_once_it_was_shown_to_work, |app| {
    let browser = app.signed_in(ADMINISTRATOR, PASSWORD);
    assert_eq!(browser.get("/account").ok()["authenticator_since"], Value::Null);
    browser.post("/account/authenticator/enrol", json!({"code": "123456"})).refused(409);
    let begun = browser.post("/account/authenticator", json!({})).created();
    let address = begun["address"].as_str().unwrap();
    assert!(address.starts_with("otpauth://totp/Signalbox:release.manager%40example.org?secret="), "{address}");
    assert!(begun["picture"].as_array().unwrap().len() > 20);
    // Whoever closes the page now has locked nobody out.
    sign_in(app, None).created();
    let wrong = Authenticator(vec![7; 20]).shows(app, 0);
    let refused = browser.post("/account/authenticator/enrol", json!({"code": wrong})).refused(422);
    assert_eq!(refused.pointers(), ["/code"]);

    let (authenticator, codes) = enrol(app, &browser);
    assert_eq!(codes.len(), 10);
    let account = browser.get("/account").ok();
    assert!(account["authenticator_since"].is_string() && account["recovery_codes"] == 10, "{account}");
    assert_eq!(sign_in(app, None).refused(403).reasons(), ["code_missing"]);
    let next = authenticator.shows(app, 1);
    sign_in(app, Some(&format!("{} {}", &next[..3], &next[3..]))).created();
    browser.post("/account/authenticator", json!({})).refused(409);

    let kept = app.contents().concat();
    assert!(codes.iter().all(|code| !kept.contains(&code.replace('-', ""))), "codes are kept as hashes");
    assert_eq!(events(app, "authenticator.enrolled").len(), 1);
    let journal = app.administrator().get("/journal?limit=200").text;
    assert!(!journal.contains(begun["secret"].as_str().unwrap()));
});

both_databases!(a_code_is_taken_once, |app| {
    let browser = app.signed_in(ADMINISTRATOR, PASSWORD);
    begin_step(app);
    let (authenticator, _) = enrol(app, &browser);
    // The code that enrolled is used up too.
    assert_eq!(sign_in(app, Some(&authenticator.shows(app, 0))).refused(403).reasons(), ["wrong_code"]);
    app.clock.advance(SignedDuration::from_secs(90));
    begin_step(app);
    let code = authenticator.shows(app, 0);
    sign_in(app, Some(&code)).created();
    let replayed = sign_in(app, Some(&code)).refused(403);
    assert_eq!(replayed.reasons(), ["wrong_code"]);
    // An earlier one, looked over a shoulder, is no better.
    sign_in(app, Some(&authenticator.shows(app, -1))).refused(403);
    let causes: Vec<_> = events(app, "person.sign_in_failed").iter().map(cause).collect();
    assert_eq!(causes, ["code_replayed"; 3]);
    app.clock.advance(SignedDuration::from_secs(30));
    sign_in(app, Some(&authenticator.shows(app, 0))).created();
});

fn cause(event: &Value) -> String {
    let changes = event["changes"].as_array().unwrap();
    changes.iter().find(|change| change["field"] == "cause").unwrap()["after"].as_str().unwrap().to_owned()
}

both_databases!(codes_cannot_be_guessed, |app| {
    let browser = app.signed_in(ADMINISTRATOR, PASSWORD);
    let (authenticator, codes) = enrol(app, &browser);
    app.clock.advance(SignedDuration::from_secs(90));
    let guess = || sign_in(app, Some("000000")).status;
    let answers: Vec<u16> = (0..8).map(|_| guess()).collect();
    assert_eq!(answers.last(), Some(&429), "{answers:?}");
    sign_in(app, Some(&authenticator.shows(app, 0))).refused(429);
    sign_in(app, Some(&codes[0])).refused(429);
    // Without the password a code is worth nothing, and tells nothing.
    app.clock.advance(SignedDuration::from_hours(1));
    let sent = json!({"email": ADMINISTRATOR, "password": "wrong password 1", "code": authenticator.shows(app, 0)});
    assert_eq!(app.anonymous().post("/session", sent).refused(401).detail, "the mail address or the password is wrong");
});

both_databases!(each_recovery_code_lets_in_once, |app| {
    let browser = app.signed_in(ADMINISTRATOR, PASSWORD);
    let (_, codes) = enrol(app, &browser);
    sign_in(app, Some(&codes[3].to_lowercase().replace('-', " "))).created();
    sign_in(app, Some(&codes[3])).refused(403);
    sign_in(app, Some(&format!("4{}", &codes[3][1..]))).refused(403);
    sign_in(app, Some("x")).refused(403);
    sign_in(app, Some(&codes[0])).created();
    assert_eq!(browser.get("/account").ok()["recovery_codes"], 8);
    assert_eq!(events(app, "recovery_code.used").len(), 2);

    let renewed = browser.post("/account/recovery-codes", json!({})).created();
    sign_in(app, Some(&codes[1])).refused(403);
    sign_in(app, renewed["codes"][1].as_str()).created();
});

both_databases!(the_second_factor_is_changed_by_whoever_was_just_there, |app| {
    let browser = app.signed_in(ADMINISTRATOR, PASSWORD);
    let (authenticator, _) = enrol(app, &browser);
    app.clock.advance(SignedDuration::from_mins(11));
    let remove = Request::new("DELETE", "/account/authenticator");
    assert_eq!(browser.send(remove.clone()).refused(403).reasons(), ["confirm"]);
    assert_eq!(browser.post("/account/recovery-codes", json!({})).refused(403).reasons(), ["confirm"]);
    let confirm = |code: &str| browser.post("/session/confirmation", json!({"password": PASSWORD, "code": code}));
    let unproven = browser.post("/session/confirmation", json!({"password": PASSWORD}));
    assert_eq!(unproven.refused(403).reasons(), ["code_missing"]);
    assert_eq!(confirm("000000").refused(403).reasons(), ["wrong_code"]);
    let confirmed = confirm(&authenticator.shows(app, 0));
    let browser = app.anonymous().in_session_of(&confirmed);
    browser.send(remove).ok();
    sign_in(app, None).created();
    browser.post("/account/recovery-codes", json!({})).refused(409);
    assert_eq!(events(app, "authenticator.removed").len(), 1);
});
