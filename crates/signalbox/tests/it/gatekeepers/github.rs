//! GitHub is answered by a review of its deployment protection rule.

use super::{COMMIT, SECRET, asked_by, deliver, elsewhere::Elsewhere, freeze, last, now, prepare, signature, work};
use crate::harness::{Answer, App, Client};
use data_encoding::BASE64URL_NOPAD;
use jiff::SignedDuration;
use ring::{
    rsa::KeyPair,
    signature::{KeyPair as _, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey},
};
use serde_json::{Value, json};

/// The private key of the App. It was made for these stories.
const KEY: &str = include_str!("app.pem");

fn gatekeeper(client: &Client, github: &Elsewhere, more: Value) {
    let mut new = json!({"key": "hub", "name": "GitHub", "portfolio": "enterprise", "kind": "github", "secret": SECRET,
        "credential": KEY, "app": "4711", "url": github.url,
        "bindings": [{"repository": "example/billing", "system": "billing",
            "targets": [{"name": "production", "environment": "prod"}]}]});
    new.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    client.post("/gatekeepers", new).created();
}

/// What GitHub sends about a run.
fn payload(github: &Elsewhere, run: u32) -> Value {
    let callback = format!("{}/repos/example/billing/actions/runs/{run}/deployment_protection_rule", github.url);
    json!({"action": "requested", "environment": "production", "event": "push",
        "deployment": {"sha": COMMIT, "ref": "v4.2.0"}, "deployment_callback_url": callback,
        "repository": {"full_name": "example/billing"}, "installation": {"id": 99}})
}

fn send(app: &App, delivery: &str, event: &str, body: &Value) -> Answer {
    let body = body.to_string();
    let signature = format!("sha256={}", signature(SECRET, &body));
    let headers =
        [("x-hub-signature-256", signature.as_str()), ("x-github-event", event), ("x-github-delivery", delivery)];
    deliver(app, "hub", &headers, &body)
}

fn ask(app: &App, delivery: &str, body: &Value) {
    let answer = send(app, delivery, "deployment_protection_rule", body);
    assert_eq!((answer.status, &answer.ok()["allowed"]), (202, &Value::Null));
    work(app);
}

/// What the App said of itself, if its key signed that.
fn claims(token: &str) -> Value {
    let (said, sealed) = token.strip_prefix("Bearer ").unwrap().rsplit_once('.').unwrap();
    let body: String = KEY.lines().filter(|line| !line.starts_with("-----")).collect();
    let key = KeyPair::from_der(&data_encoding::BASE64.decode(body.as_bytes()).unwrap()).unwrap();
    let public = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key.public_key().as_ref().to_vec());
    public.verify(said.as_bytes(), &BASE64URL_NOPAD.decode(sealed.as_bytes()).unwrap()).expect("signed with the key");
    let (header, claims) = said.split_once('.').unwrap();
    let read =
        |part: &str| -> Value { serde_json::from_slice(&BASE64URL_NOPAD.decode(part.as_bytes()).unwrap()).unwrap() };
    assert_eq!(read(header), json!({"alg": "RS256", "typ": "JWT"}));
    read(claims)
}

both_databases!(a_deployment_is_approved_or_rejected_and_github_is_told_why, |app| {
    let (client, github) = (prepare(app), Elsewhere::start());
    gatekeeper(&client, &github, json!({}));
    ask(app, "guid-1", &payload(&github, 1));
    let told = github.told();
    assert_eq!(told.len(), 2, "{told:?} {}", last(&client, "hub"));
    assert_eq!(told[0].path, "/app/installations/99/access_tokens");
    let (claims, second) = (claims(&told[0].credential), now(app).as_second());
    assert_eq!(claims["iss"], "4711");
    let [from, to] = ["iat", "exp"].map(|name| claims[name].as_i64().unwrap() - second);
    assert!((-70..=-60).contains(&from) && (500..=600).contains(&to), "{claims}");
    assert_eq!(told[1].path, "/repos/example/billing/actions/runs/1/deployment_protection_rule");
    assert_eq!(told[1].credential, "Bearer ghs_given");
    assert_eq!((&told[1].body["environment_name"], &told[1].body["state"]), (&json!("production"), &json!("approved")));
    let delivery = last(&client, "hub");
    assert_eq!((&delivery["state"], &delivery["commit"]), (&json!("allowed"), &json!(COMMIT)), "{delivery}");
    let decision = asked_by(&client, &delivery);
    assert_eq!(
        (&decision["asked_by"]["name"], &decision["version"]),
        (&json!("Gatekeeper of GitHub"), &json!("4.2.0"))
    );
    let link = format!("{}/decide?decision={}", app.url(), delivery["decision"].as_str().unwrap());
    assert!(told[1].body["comment"].as_str().unwrap().contains(&link), "{told:?}");

    // The same delivery once more is not asked again.
    let again = send(app, "guid-1", "deployment_protection_rule", &payload(&github, 1)).ok();
    assert_eq!((&again["again"], &again["allowed"]), (&json!(true), &json!(true)));
    work(app);
    assert_eq!(github.told().len(), 0);

    freeze(app, 60);
    ask(app, "guid-2", &payload(&github, 2));
    let told = github.told();
    assert_eq!(told[1].body["state"], "rejected", "{told:?}");
    assert!(told[1].body["comment"].as_str().unwrap().contains("Year end"), "{told:?}");
    let delivery = last(&client, "hub");
    assert_eq!(delivery["state"], "refused");
    assert_eq!(asked_by(&client, &delivery)["codes"], json!(["freeze"]));
    app.settle();
    assert_eq!(client.list("/journal?kind=gatekeeper.answered", "kind").len(), 2);
});

both_databases!(what_is_not_known_is_rejected_and_nobody_else_is_told, |app| {
    let (client, github, stranger) = (prepare(app), Elsewhere::start(), Elsewhere::start());
    gatekeeper(&client, &github, json!({}));
    let with = |pointer: &str, value: Value| {
        let mut body = payload(&github, 1);
        *body.pointer_mut(pointer).unwrap() = value;
        body
    };
    let callback = format!("{}/repos/example/ledger/actions/runs/1/deployment_protection_rule", github.url);
    let mut unknown = with("/repository/full_name", json!("example/ledger"));
    unknown["deployment_callback_url"] = json!(callback);
    for (number, (body, code)) in [
        (unknown, "unknown_repository"),
        (with("/environment", json!("staging")), "unknown_target"),
        (with("/deployment/sha", json!("f".repeat(40))), "unknown_version"),
    ]
    .into_iter()
    .enumerate()
    {
        ask(app, &format!("guid-{number}"), &body);
        let (told, delivery) = (github.told(), last(&client, "hub"));
        assert_eq!((&delivery["state"], &delivery["code"]), (&json!("refused"), &json!(code)), "{delivery}");
        assert_eq!(told.last().map(|told| &told.body["state"]), Some(&json!("rejected")), "{delivery}");
        assert_eq!(told[1].body["comment"], delivery["detail"]);
    }
    // The token goes nowhere but to GitHub, and about nothing but the repository.
    let elsewhere = payload(&stranger, 1);
    let other = with("/deployment_callback_url", json!(callback));
    for (number, body) in [elsewhere, other].into_iter().enumerate() {
        ask(app, &format!("elsewhere-{number}"), &body);
        let delivery = last(&client, "hub");
        assert_eq!((&delivery["state"], &delivery["code"]), (&json!("refused"), &json!("callback_elsewhere")));
        assert_eq!((github.told().len(), stranger.told().len()), (0, 0));
    }
    assert_eq!(client.all("/decisions").len(), 0);
    // Two versions of one commit are one too many.
    client.post("/systems/billing/versions", json!({"number": "4.2.0-rebuilt", "commit": COMMIT})).created();
    ask(app, "guid-two", &payload(&github, 1));
    assert_eq!(last(&client, "hub")["code"], "several_versions");
    let revised = client.patch("/gatekeepers/hub", 1, json!({"version_by": "ref", "prefix": "v"}));
    assert_eq!(revised.ok()["prefix"], "v");
    ask(app, "guid-tag", &payload(&github, 1));
    assert_eq!(last(&client, "hub")["state"], "allowed", "{}", last(&client, "hub"));

    let pinged = send(app, "ping", "ping", &json!({"zen": "Keep it logically awesome."}));
    assert_eq!((pinged.status, &last(&client, "hub")["state"]), (202, &json!("ignored")));
    let broken = send(app, "broken", "deployment_protection_rule", &json!({"action": "requested"})).refused(422);
    assert!(broken.detail.contains("deployment_callback_url"), "{}", broken.detail);
});

both_databases!(an_answer_that_does_not_get_there_is_tried_again_and_the_gate_stays_closed, |app| {
    let (client, github) = (prepare(app), Elsewhere::start());
    gatekeeper(&client, &github, json!({}));
    // No token, then no review.
    github.fails_with([500, 201, 502]);
    ask(app, "guid-1", &payload(&github, 1));
    let delivery = last(&client, "hub");
    assert_eq!((&delivery["state"], github.told().len()), (&json!("waiting"), 1), "{delivery}");
    assert!(delivery["trouble"].as_str().unwrap().contains("500"), "{delivery}");
    // Meanwhile somebody closes it: what is told is what is so then.
    app.clock.advance(SignedDuration::from_secs(3));
    work(app);
    let delivery = last(&client, "hub");
    assert!(delivery["trouble"].as_str().unwrap().contains("502"), "{delivery}");
    assert_eq!(github.told()[1].body["state"], "approved");
    freeze(app, 60);
    app.clock.advance(SignedDuration::from_secs(5));
    work(app);
    let (told, delivery) = (github.told(), last(&client, "hub"));
    assert_eq!(told.len(), 2, "{delivery}");
    assert_eq!((&told[1].body["state"], &delivery["state"]), (&json!("rejected"), &json!("refused")), "{delivery}");
    assert_eq!(delivery["trouble"], Value::Null);
    app.clock.advance(SignedDuration::from_hours(2));
    work(app);
    assert_eq!(github.told().len(), 0, "it was told once");
});

both_databases!(a_gate_that_waits_opens_when_nothing_is_in_the_way_any_more, |app| {
    let (client, github) = (prepare(app), Elsewhere::start());
    gatekeeper(&client, &github, json!({"waits": true}));
    freeze(app, 12);
    ask(app, "guid-1", &payload(&github, 1));
    let delivery = last(&client, "hub");
    assert_eq!((&delivery["state"], github.told().len()), (&json!("waiting"), 0), "{delivery}");
    assert!(
        delivery["again_at"].is_string() && delivery["detail"].as_str().unwrap().contains("Year end"),
        "{delivery}"
    );
    for _ in 0..2 {
        app.clock.advance(SignedDuration::from_mins(5));
        work(app);
        assert_eq!((&last(&client, "hub")["state"], github.told().len()), (&json!("waiting"), 0));
    }
    assert_eq!(client.all("/decisions").len(), 0, "looking is no decision");
    // It opens when the freeze ends, and not five minutes later.
    app.clock.advance(SignedDuration::from_mins(2));
    work(app);
    let (told, delivery) = (github.told(), last(&client, "hub"));
    assert_eq!((&delivery["state"], &delivery["again_at"]), (&json!("allowed"), &Value::Null), "{delivery}");
    assert_eq!(told[1].body["state"], "approved");

    // Whoever has asked for thirty days is rejected.
    freeze_for_ever(app);
    ask(app, "guid-2", &payload(&github, 2));
    assert_eq!(last(&client, "hub")["state"], "waiting");
    app.clock.advance(SignedDuration::from_hours(24 * 31));
    work(app);
    let (told, delivery) = (github.told(), last(&client, "hub"));
    assert_eq!((&told[1].body["state"], &delivery["state"]), (&json!("rejected"), &json!("refused")), "{delivery}");
});

fn freeze_for_ever(app: &App) {
    let stop = json!({"portfolio": "enterprise", "reason": "until somebody looked"});
    app.administrator().post("/stops", stop).created();
}
