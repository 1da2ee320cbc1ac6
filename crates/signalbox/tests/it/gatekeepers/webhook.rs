//! Whatever signs by Standard Webhooks is answered where it asks.

use super::{asked_by, deliver, freeze, last, now, prepare, thaw};
use crate::harness::{Answer, App};
use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::SignedDuration;
use ring::hmac::{HMAC_SHA256, Key, sign};
use serde_json::{Value, json};

/// A webhook with a secret that was made of one byte.
fn webhook(key: &str, byte: u8) -> Value {
    json!({"key": key, "name": "Deployer", "portfolio": "enterprise", "kind": "webhook", "secret": secret(byte)})
}

fn secret(byte: u8) -> String {
    format!("whsec_{}", STANDARD.encode([byte; 32]))
}

/// Asks, signed with that secret so many minutes ago.
fn ask(app: &App, gatekeeper: &str, byte: u8, id: &str, minutes: i64, body: &Value) -> Answer {
    let at = (now(app) - SignedDuration::from_mins(minutes)).as_second().to_string();
    let body = body.to_string();
    let signed = sign(&Key::new(HMAC_SHA256, &[byte; 32]), format!("{id}.{at}.{body}").as_bytes());
    let signature = format!("v1,{}", STANDARD.encode(signed.as_ref()));
    let headers = [("webhook-id", id), ("webhook-timestamp", at.as_str()), ("webhook-signature", signature.as_str())];
    deliver(app, gatekeeper, &headers, &body)
}

both_databases!(a_webhook_is_answered_at_once_and_the_same_delivery_always_alike, |app| {
    let client = prepare(app);
    client.post("/gatekeepers", webhook("deployer", 1)).created();
    let question = json!({"environment": "prod", "system": "billing", "version": "4.2.0"});
    let asked = |id: &str| ask(app, "deployer", 1, id, 0, &question);
    let told = asked("msg_1").ok();
    assert_eq!((&told["allowed"], &told["again"]), (&json!(true), &json!(false)), "{told}");
    let decision = asked_by(&client, &told);
    assert_eq!(
        (&decision["asked_by"]["name"], &decision["repeats"]),
        (&json!("Gatekeeper of a webhook"), &json!(true))
    );

    freeze(app, 60);
    let again = asked("msg_1").ok();
    assert_eq!(
        (&again["allowed"], &again["decision"], &again["again"]),
        (&json!(true), &told["decision"], &json!(true))
    );
    let refused = asked("msg_2").refused(409);
    assert_eq!(refused.reasons(), ["freeze"]);
    assert!(
        refused.detail.contains("Year end") && refused.detail.contains("/decide?decision=dec_"),
        "{}",
        refused.detail
    );
    assert!(refused.body["reasons"][0]["until"].is_string());
    thaw(app);
    let replayed = asked("msg_2").refused(409);
    assert_eq!((&replayed.detail, replayed.reasons()), (&refused.detail, vec!["freeze".to_owned()]));
    assert_eq!(asked("msg_3").ok()["allowed"], true);

    // What is not known is refused, and kept.
    let unknown = json!({"environment": "nowhere", "system": "billing", "version": "4.2.0"});
    for _ in 0..2 {
        let refused = ask(app, "deployer", 1, "msg_4", 0, &unknown).refused(409);
        assert_eq!(refused.reasons(), ["unseen"]);
        assert!(refused.detail.contains("nowhere"), "{}", refused.detail);
    }
    let delivery = last(&client, "deployer");
    assert_eq!(
        (&delivery["state"], &delivery["code"], &delivery["target"]),
        (&json!("refused"), &json!("unseen"), &json!("nowhere"))
    );
    assert_eq!(client.all("/gatekeepers/deployer/deliveries?limit=2").len(), 4);
    let faults = ask(app, "deployer", 1, "msg_5", 0, &json!({"system": "billing"})).refused(422).pointers();
    assert_eq!(faults, ["/environment"], "it is the body of POST /decisions");
    app.settle();
    let kinds = client.list("/journal?limit=200&kind=gatekeeper.answered", "kind");
    assert_eq!(kinds.len(), 4);
});

both_databases!(whoever_cannot_prove_it_learns_nothing_and_is_noted, |app| {
    let client = prepare(app);
    client.post("/gatekeepers", webhook("deployer", 1)).created();
    let question = json!({"environment": "prod", "system": "billing", "version": "4.2.0"});
    let wrong = ask(app, "deployer", 2, "msg_1", 0, &question).refused(401);
    let unknown = ask(app, "nobody", 2, "msg_1", 0, &question).refused(401);
    assert_eq!(wrong.detail, unknown.detail, "nobody is told which gatekeepers there are");
    deliver(app, "deployer", &[], "{}").refused(401);
    let late = ask(app, "deployer", 1, "msg_1", 6, &question).refused(401);
    assert!(late.detail.contains("5 minutes"), "{}", late.detail);
    ask(app, "deployer", 1, "msg_1", -6, &question).refused(401);
    assert_eq!(client.all("/gatekeepers/deployer/deliveries").len(), 0, "nothing was taken");
    assert_eq!(client.all("/decisions").len(), 0);
    app.settle();
    let cause = |event: &Value| event["changes"].as_array().unwrap()[1]["after"].as_str().unwrap().to_owned();
    let mut causes: Vec<String> = client.all("/journal?kind=gatekeeper.refused").iter().map(cause).collect();
    causes.sort();
    assert_eq!(causes, ["signature", "signature", "timestamp", "timestamp", "unknown"]);
    let reader = app.member_of("enterprise");
    assert_eq!(reader.all("/journal?kind=gatekeeper.refused").len(), 0, "security events are for auditors");

    // A new secret holds at once, and is told to nobody.
    let rotated = client.patch("/gatekeepers/deployer", 1, json!({"secret": secret(3)}));
    assert_eq!(rotated.rev(), 2);
    ask(app, "deployer", 1, "msg_2", 0, &question).refused(401);
    ask(app, "deployer", 3, "msg_2", 0, &question).ok();
    app.settle();
    let journal = client.get("/journal?limit=200").text;
    assert!(journal.contains("gatekeeper.secret_changed"));
    for text in [rotated.text, client.get("/gatekeepers/deployer").text, journal] {
        assert!(!text.contains("whsec_"), "{text}");
    }
    client.act("/gatekeepers/deployer/archive", 2, json!({})).ok();
    let away = ask(app, "deployer", 3, "msg_3", 0, &question).refused(409);
    assert_eq!(away.reasons(), ["archived"]);
    client.patch("/gatekeepers/deployer", 3, json!({"name": "Other"})).refused(409);
    client.act("/gatekeepers/deployer/restore", 3, json!({})).ok();
    ask(app, "deployer", 3, "msg_3", 0, &question).ok();
});

both_databases!(a_gatekeeper_sees_what_is_in_its_portfolio_and_is_whole, |app| {
    let client = prepare(app);
    app.portfolio("site", "enterprise");
    let local = json!({"key": "local", "name": "Local", "portfolio": "site", "kind": "webhook", "secret": secret(1)});
    let boss = app.administrator_of("site");
    let made = boss.post("/gatekeepers", local.clone()).created();
    assert_eq!(made["machine"]["name"], "Gatekeeper of a webhook", "everybody sees people");
    let question = json!({"environment": "prod"});
    assert_eq!(ask(app, "local", 1, "msg_1", 0, &question).refused(409).reasons(), ["unseen"]);
    let twice = boss.post("/gatekeepers", local.clone()).refused(422);
    assert_eq!(twice.faults(), ["/key taken"]);
    app.member_of("site").post("/gatekeepers", local).refused(403);
    app.stranger().get("/gatekeepers/local").refused(404);
    boss.patch("/gatekeepers/local", 1, json!({"name": "Elsewhere"})).ok();
    let machine = client.get(&format!("/people/{}", made["machine"]["id"].as_str().unwrap())).ok();
    assert_eq!(machine["name"], "Gatekeeper of a webhook");

    let faulty = |more: Value| {
        let mut new = json!({"key": "hub", "name": "Hub", "portfolio": "enterprise", "kind": "github",
            "secret": super::SECRET, "credential": include_str!("app.pem"), "app": "1"});
        new.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        client.post("/gatekeepers", new).refused(422).faults()
    };
    let bound = |repository: &str, system: &str, environment: &str| json!({"repository": repository, "system": system, "targets": [{"name": "production", "environment": environment}]});
    assert_eq!(faulty(json!({"secret": "short"})), ["/secret text"]);
    assert_eq!(
        faulty(json!({"credential": "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----"})),
        ["/credential key"]
    );
    assert_eq!(faulty(json!({"url": "api.github.com"})), ["/url address"]);
    assert_eq!(faulty(json!({"app": ""})), ["/app text"]);
    assert_eq!(faulty(json!({"portfolio": "nowhere"})), ["/portfolio unknown"]);
    assert_eq!(faulty(json!({"bindings": [bound("billing", "billing", "prod")]})), ["/bindings/0/repository text"]);
    assert_eq!(faulty(json!({"bindings": [bound("a/b", "nothing", "prod")]})), ["/bindings/0/system unknown"]);
    let outside = json!({"portfolio": "site", "bindings": [bound("a/b", "billing", "prod")]});
    assert!(faulty(outside).contains(&"/bindings/0/system outside".to_owned()));
});
