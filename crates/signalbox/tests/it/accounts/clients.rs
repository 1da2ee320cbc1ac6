//! OAuth client credentials: a machine's token exchanged for one that lasts an hour.

use crate::harness::{Answer, App, Client, Request};
use data_encoding::BASE64;
use jiff::SignedDuration;
use serde_json::{Value, json};

/// A machine of the enterprise, and its secret.
struct Machine {
    id: String,
    token: String,
    secret: String,
}

fn machine(app: &App, name: &str, scope: &Value) -> Machine {
    let boss = app.administrator();
    let made = boss.post("/people", json!({"name": name, "service": true})).created();
    let id = made["id"].as_str().unwrap().to_owned();
    boss.post("/portfolios/enterprise/grants", json!({"person": id, "role": "machine"})).created();
    let mut new = json!({"name": "pipeline", "person": id});
    if !scope.is_null() {
        new["scope"] = scope.clone();
    }
    let token = boss.post("/tokens", new).created();
    let text = |field: &str| token[field].as_str().unwrap().to_owned();
    Machine { id, token: text("id"), secret: text("token") }
}

fn ask(app: &App, form: &str) -> Answer {
    app.anonymous().send(Request::new("POST", "//oauth/token").raw("application/x-www-form-urlencoded", form))
}

fn exchange(app: &App, machine: &Machine, more: &str) -> Answer {
    let (id, secret) = (&machine.id, &machine.secret);
    ask(app, &format!("grant_type=client_credentials&client_id={id}&client_secret={secret}{more}"))
}

fn with(app: &App, answer: &Answer) -> Client {
    app.anonymous().with_token(answer.ok()["access_token"].as_str().unwrap())
}

fn create(client: &Client, key: &str) -> Answer {
    client.post("/releases", json!({"key": key, "name": key, "kind": "project", "portfolio": "enterprise"}))
}

both_databases!(a_machine_gets_a_token_for_an_hour, |app| {
    let machine = machine(app, "Pipeline", &Value::Null);
    let issued = exchange(app, &machine, "");
    assert_eq!(issued.header("cache-control"), Some("no-store"));
    let told = issued.ok();
    assert_eq!((&told["token_type"], &told["expires_in"]), (&json!("Bearer"), &json!(3600)));
    assert!(told["scope"].as_str().unwrap().starts_with("read plan "), "{told}");
    let client = with(app, &issued);
    create(&client, "R-1").created();
    assert_eq!(client.get("/session").ok()["person"]["id"], machine.id.as_str());
    // It makes nothing that outlives it, is no secret itself, and stands in no list.
    assert_eq!(client.post("/tokens", json!({"name": "for ever"})).refused(409).reasons(), ["access_token"]);
    let again = Machine {
        secret: told["access_token"].as_str().unwrap().to_owned(),
        ..self::machine(app, "Other", &Value::Null)
    };
    assert_eq!(exchange(app, &Machine { id: machine.id.clone(), ..again }, "").status, 401);
    assert_eq!(
        app.administrator().get(&format!("/people/{}/access", machine.id)).ok()["tokens"].as_array().unwrap().len(),
        1
    );
    app.clock.advance(SignedDuration::from_mins(61));
    client.get("/releases").refused(401);
    // By header, as most clients do.
    let basic = BASE64.encode(format!("{}:{}", machine.id, machine.secret).as_bytes());
    let request = Request::new("POST", "//oauth/token").header("authorization", &format!("Basic {basic}"));
    let issued = app
        .anonymous()
        .send(request.raw("application/x-www-form-urlencoded", "grant_type=client_credentials&scope=version"));
    let client = with(app, &issued);
    create(&client, "R-2").refused(403);
    client.get("/releases").ok();

    let kinds: Vec<_> = app.events_since(0).iter().map(|event| event["kind"].as_str().unwrap().to_owned()).collect();
    assert_eq!(kinds.iter().filter(|kind| *kind == "token.issued").count(), 2);
    assert_eq!(kinds.iter().filter(|kind| *kind == "client.refused").count(), 1);
    assert!(!app.contents().concat().contains(&told["access_token"].as_str().unwrap()[4..]));
});

both_databases!(a_token_for_an_hour_is_for_no_more_than_its_secret, |app| {
    let machine = machine(app, "Pipeline", &json!(["version"]));
    let wide = exchange(app, &machine, "&scope=plan+version");
    assert_eq!((wide.status, &wide.json()["error"]), (400, &json!("invalid_scope")), "{}", wide.text);
    assert!(wide.json()["error_description"].as_str().unwrap().contains("plan"), "{}", wide.text);
    assert_eq!(exchange(app, &machine, "&scope=fly").json()["error"], "invalid_scope");
    let issued = exchange(app, &machine, "");
    assert_eq!(issued.ok()["scope"], "read version");
    create(&with(app, &issued), "R-1").refused(403);
    assert_eq!(exchange(app, &machine, "&scope=read").ok()["scope"], "read");
});

both_databases!(with_its_secret_ends_what_was_issued_for_it, |app| {
    let boss = app.administrator();
    let machine = machine(app, "Pipeline", &Value::Null);
    let client = with(app, &exchange(app, &machine, ""));
    client.get("/releases").ok();
    boss.send(Request::new("DELETE", &format!("/tokens/{}", machine.token))).ok();
    client.get("/releases").refused(401);
    assert_eq!(exchange(app, &machine, "").status, 401);
    // A secret that ends sooner than in an hour takes its tokens along.
    let now: jiff::Timestamp =
        boss.get("/calendar?from=2026-01-01&to=2026-01-02").ok()["now"].as_str().unwrap().parse().unwrap();
    let soon = now.checked_add(SignedDuration::from_mins(10)).unwrap().to_string();
    let made = boss.post("/tokens", json!({"name": "short", "person": machine.id, "expires_at": soon})).created();
    let short = Machine { secret: made["token"].as_str().unwrap().to_owned(), ..machine };
    let seconds = exchange(app, &short, "").ok()["expires_in"].as_i64().unwrap();
    assert!((590..=600).contains(&seconds), "{seconds}");
});

both_databases!(what_is_no_client_gets_nothing, |app| {
    let machine = machine(app, "Pipeline", &Value::Null);
    let other = self::machine(app, "Other", &Value::Null);
    let refused = |answer: Answer, status: u16, error: &str| {
        assert_eq!((answer.status, answer.json()["error"].as_str().unwrap()), (status, error), "{}", answer.text);
        answer
    };
    let unknown = refused(exchange(app, &Machine { id: other.id.clone(), ..machine }, ""), 401, "invalid_client");
    assert!(unknown.header("www-authenticate").unwrap().starts_with("Basic"));
    let person = app.member_of("enterprise");
    let own = person.post("/tokens", json!({"name": "mine"})).created();
    let own = Machine {
        id: person.get("/session").ok()["person"]["id"].as_str().unwrap().to_owned(),
        token: String::new(),
        secret: own["token"].as_str().unwrap().to_owned(),
    };
    refused(exchange(app, &own, ""), 401, "invalid_client");
    for secret in ["", "sbx_wrong", "x"] {
        refused(
            exchange(app, &Machine { secret: secret.to_owned(), id: other.id.clone(), token: String::new() }, ""),
            401,
            "invalid_client",
        );
    }
    refused(ask(app, "grant_type=password&username=a&password=b"), 400, "unsupported_grant_type");
    refused(ask(app, "grant_type=client_credentials"), 400, "invalid_request");
    refused(ask(app, ""), 400, "unsupported_grant_type");
    let json = Request::new("POST", "//oauth/token").json(&json!({"grant_type": "client_credentials"}));
    refused(app.anonymous().send(json), 400, "invalid_request");
    // The same in two places is one too many.
    let basic = BASE64.encode(format!("{}:{}", other.id, other.secret).as_bytes());
    let twice = format!("grant_type=client_credentials&client_id={}&client_secret={}", other.id, other.secret);
    let twice = Request::new("POST", "//oauth/token")
        .header("authorization", &format!("Basic {basic}"))
        .raw("application/x-www-form-urlencoded", twice);
    refused(app.anonymous().send(twice), 400, "invalid_request");
    let described = app.anonymous().get("//.well-known/oauth-authorization-server").ok();
    assert!(described["token_endpoint"].as_str().unwrap().ends_with("/oauth/token"), "{described}");
    let told = app.events_since(0);
    let refusals: Vec<_> = told.iter().filter(|event| event["kind"] == "client.refused").collect();
    assert_eq!(refusals.len(), 5);
    // Only where the secret was somebody's is it somebody's attempt.
    assert_eq!(refusals.iter().filter(|event| event["actor"].is_null()).count(), 4);
});
