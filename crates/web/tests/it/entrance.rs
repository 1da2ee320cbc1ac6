//! `/setup`, `/session` and `/tokens`.

use crate::client::*;
use axum::http::header;
use serde_json::{Value, json};

#[test]
fn the_first_administrator_is_made_once_and_is_signed_in() {
    on_both_databases(|server| async move {
        let stranger = server.stranger();
        assert_eq!(stranger.get("/setup").await.is(200).body, json!({"required": true, "examples": null}));
        let empty = stranger.post("/setup", json!({"code": server.code, "email": "nobody"})).await.is(422);
        assert_eq!(empty.pointers(), ["/organisation", "/name", "/password"]);
        let weak = json!({"code": server.code, "organisation": "Example Railways", "name": "Release manager",
                          "email": "nobody", "password": "short"});
        assert_eq!(stranger.post("/setup", weak).await.is(422).pointers(), ["/email", "/password"]);

        let made = stranger.post("/setup", setup_input(&server.code)).await.is(201);
        let cookie = made.headers[header::SET_COOKIE].to_str().unwrap();
        for part in ["__Host-signalbox=", "; Path=/", "; Secure", "; HttpOnly", "; SameSite=Strict"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        assert_eq!(made.headers[header::CACHE_CONTROL], "no-store");
        assert_eq!(made.text("/person/email"), EMAIL);
        assert_eq!(made.text("/grants/0/portfolio/name"), "Example Railways");
        assert_eq!(made.text("/grants/0/role"), "administrator");
        assert!(!made.body.to_string().contains(PASSWORD));

        assert_eq!(stranger.get("/setup").await.body, json!({"required": false, "examples": null}));
        let again = stranger.post("/setup", setup_input(&server.code)).await.is(409);
        assert_eq!(again.text("/reasons/0/code"), "set_up");
        let browser = stranger.begun(made);
        assert_eq!(browser.get("/session").await.is(200).text("/person/name"), "Release manager");
    });
}

#[test]
fn a_wrong_setup_code_is_refused_and_soon_has_to_wait() {
    on_both_databases(|server| async move {
        let stranger = server.stranger();
        for _ in 0..5 {
            let refused = stranger.post("/setup", setup_input("0000")).await.is(403);
            assert_eq!(refused.text("/reasons/0/code"), "wrong_code");
        }
        let waits = stranger.post("/setup", setup_input(&server.code)).await.is(429);
        assert!(waits.headers.contains_key(header::RETRY_AFTER));
    });
}

#[test]
fn an_unsafe_request_of_a_session_carries_its_token() {
    on_both_databases(|server| async move {
        let browser = server.administrator().await;
        let team = json!({"key": "nova", "name": "Nova", "portfolio": "enterprise"});
        let forged = browser.clone().with("x-csrf-token", "made up").post("/teams", team.clone()).await.is(403);
        assert_eq!(forged.text("/type"), "/problems/csrf");
        assert_eq!(browser.get("/teams").await.is(200).body["items"], json!([]));
        browser.post("/teams", team).await.is(201);
    });
}

#[test]
fn signing_out_ends_the_session_and_its_cookie() {
    on_both_databases(|server| async move {
        let browser = server.administrator().await;
        let out = browser.delete("/session").await.is(204);
        assert!(out.headers[header::SET_COOKIE].to_str().unwrap().contains("Max-Age=0"));
        browser.get("/session").await.is(401);
        browser.get("/people").await.is(401);
        let again = browser.begun(browser.sign_in(" Release.Manager@example.org", PASSWORD).await);
        again.get("/people").await.is(200);
    });
}

#[test]
fn a_wrong_password_and_an_unknown_account_are_answered_alike() {
    on_both_databases(|server| async move {
        server.administrator().await;
        let stranger = server.stranger();
        let mut wrong = stranger.sign_in(EMAIL, "a wrong password").await.is(401);
        let mut unknown = stranger.sign_in("nobody@example.org", "a wrong password").await.is(401);
        for answer in [&mut wrong, &mut unknown] {
            answer.body["request_id"] = Value::Null;
        }
        assert_eq!(wrong.body, unknown.body);
        assert!(!wrong.headers.contains_key(header::SET_COOKIE));
    });
}

#[test]
fn a_proxy_on_this_machine_is_believed_and_nobody_else() {
    on_both_databases(|server| async move {
        server.administrator().await;
        let fail = |caller: Caller, number: usize| async move {
            caller.sign_in(&format!("person{number}@example.org"), "a wrong password").await
        };
        // From one address, whatever it says of others.
        let liar = server.stranger();
        for number in 0..20 {
            fail(liar.clone().with("x-forwarded-for", format!("203.0.113.{number}")), number).await.is(401);
        }
        fail(liar.with("x-forwarded-for", "203.0.113.99"), 20).await.is(429);
        // Through the proxy, each is somebody of their own.
        let proxy = server.stranger().at("127.0.0.1:50000");
        for number in 0..25 {
            fail(proxy.clone().with("x-forwarded-for", format!("a lie, 203.0.113.{number}")), number + 30)
                .await
                .is(401);
        }
    });
}

#[test]
fn a_token_is_told_once_and_acts_until_it_is_revoked() {
    on_both_databases(|server| async move {
        let browser = server.administrator().await;
        let new = json!({"name": "ci", "expires_at": "2999-01-01T00:00:00Z"});
        let keyed = browser.clone().with("idempotency-key", "k1");
        let made = keyed.post("/tokens", new.clone()).await.is(201);
        assert_eq!(made.headers[header::CACHE_CONTROL], "no-store");
        let token = made.text("/token");
        assert!(token.starts_with(&made.text("/hint")));

        // A repetition makes no second token, and the first is nowhere to be told from.
        let repeated = keyed.post("/tokens", new).await.is(409);
        assert_eq!(repeated.text("/reasons/0/code"), "carried_out");
        let listed = browser.get("/tokens?total=true").await.is(200);
        assert_eq!(listed.body["total"], 1);
        assert!(!listed.body.to_string().contains(&token));

        let machine = server.stranger().with("authorization", format!("Bearer {token}"));
        let session = machine.get("/session").await.is(200);
        assert_eq!(
            (&session.body["csrf_token"], session.text("/expires_at")),
            (&Value::Null, "2999-01-01T00:00:00Z".into())
        );
        machine.post("/teams", json!({"key": "nova", "name": "Nova", "portfolio": "enterprise"})).await.is(201);
        let listed = browser.get("/tokens").await;
        assert!(listed.body["items"][0]["last_used_at"].is_string());

        browser.delete(&format!("/tokens/{}", made.text("/id"))).await.is(204);
        machine.get("/teams").await.is(401);
        server.stranger().with("authorization", "Bearer sbx_made_up").get("/setup").await.is(401);
        browser.post("/tokens", json!({"name": "late", "expires_at": "2000-01-01T00:00:00Z"})).await.is(422);
    });
}
