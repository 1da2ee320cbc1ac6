//! Whom a provider may speak for, with which keys, and what becomes of what it sent.

use super::{
    provider::{ACCESS, Provider, SHARED},
    providers::{add, causes, come_back, enter, honest, is_in, set_out},
};
use crate::harness::{App, Request};
use jiff::SignedDuration;
use serde_json::{Value, json};

/// Somebody who comes back with a token that has this header, signed with the key that is shown or with the other one.
fn with_header(app: &App, provider: &Provider, header: Value, is_signed: bool) -> bool {
    let way = set_out(app, "corporate");
    let mut says = provider.says.lock().unwrap();
    says.claims = honest(app, provider, &way.nonce);
    says.header = header;
    says.is_signed = is_signed;
    drop(says);
    is_in(&come_back(&way, &way.state))
}

both_databases!(a_token_cannot_name_the_keys_that_it_is_checked_with, |app| {
    let provider = Provider::start();
    add(app, &provider, "corporate", &[]);
    let elsewhere = format!("{}/other-jwks", provider.issuer);
    for named in [
        json!({"alg": "ES256", "kid": "k", "jku": elsewhere}),
        json!({"alg": "ES256", "kid": "k", "jwk": provider.other_key}),
        json!({"alg": "ES256", "kid": "k", "x5u": elsewhere, "x5c": ["AAAA"]}),
        json!({"alg": "ES256", "jku": elsewhere, "jwk": provider.other_key}),
        json!({"alg": "ES256", "kid": elsewhere}),
        json!({"alg": "ES256", "kid": "../other-jwks"}),
    ] {
        assert!(!with_header(app, &provider, named.clone(), false), "{named}");
    }
    let paths = provider.says.lock().unwrap().paths.clone();
    assert!(paths.iter().any(|path| path == "/jwks"));
    assert!(!paths.iter().any(|path| path.contains("other-jwks")), "nobody went where a token said: {paths:?}");
    assert!(with_header(app, &provider, json!({"alg": "ES256", "kid": "k"}), true));
});

both_databases!(a_token_that_is_for_something_else_lets_nobody_in, |app| {
    let provider = Provider::start();
    add(app, &provider, "corporate", &[]);
    for kind in ["at+jwt", "application/at+jwt", "logout+jwt", "dpop+jwt", "secevent+jwt", "token-introspection+jwt"] {
        let header = json!({"alg": "ES256", "kid": "k", "typ": kind});
        assert!(!with_header(app, &provider, header, true), "{kind}");
    }
    assert!(with_header(app, &provider, json!({"alg": "ES256", "kid": "k", "typ": "JWT"}), true));
});

both_databases!(what_a_provider_signs_without_a_key_of_its_own_is_not_believed, |app| {
    let provider = Provider::start();
    add(app, &provider, "corporate", &[("client_secret", json!(SHARED))]);
    // A provider that says so itself is not believed either: whoever knows the secret could sign for it.
    provider.says.lock().unwrap().signs_with = json!(["none", "HS256", "HS384", "HS512", "ES256"]);
    for algorithm in ["HS256", "none"] {
        for header in [json!({"alg": algorithm}), json!({"alg": algorithm, "kid": "k"})] {
            assert!(!with_header(app, &provider, header.clone(), true), "{header}");
        }
    }
    assert!(with_header(app, &provider, json!({"alg": "ES256", "kid": "k"}), true));
});

both_databases!(a_provider_whose_metadata_names_another_is_not_gone_to, |app| {
    let provider = Provider::start();
    add(app, &provider, "corporate", &[]);
    let leave = || app.anonymous().post("/session/providers/corporate", json!({}));
    for other in
        ["https://id.invalid", &format!("{}/", provider.issuer), &provider.issuer.replace("127.0.0.1", "localhost")]
    {
        provider.says.lock().unwrap().calls_itself = Some(other.to_owned());
        let answer = app.unchanged_by(leave);
        assert_eq!(answer.header("set-cookie"), None, "{other}");
        assert_eq!(answer.refused(409).reasons(), ["provider"], "{other}");
    }
    // One that begins to when somebody is on the way gets nobody in either.
    provider.says.lock().unwrap().calls_itself = None;
    let way = set_out(app, "corporate");
    let mut says = provider.says.lock().unwrap();
    says.claims = honest(app, &provider, &way.nonce);
    says.calls_itself = Some("https://id.invalid".to_owned());
    drop(says);
    assert!(!is_in(&come_back(&way, &way.state)));
    assert_eq!(causes(app), ["provider"]);
});

both_databases!(what_a_provider_sent_is_told_to_nobody_and_kept_nowhere, |app| {
    let provider = Provider::start();
    add(app, &provider, "corporate", &[]);
    let way = set_out(app, "corporate");
    provider.says.lock().unwrap().claims = honest(app, &provider, &way.nonce);
    let answer = come_back(&way, &way.state);
    assert!(is_in(&answer));
    let (token, code) = {
        let says = provider.says.lock().unwrap();
        (says.token.clone(), says.asked.split('&').find(|part| part.starts_with("code_verifier=")).unwrap().to_owned())
    };
    assert!(token.len() > 100);
    let verifier = code.trim_start_matches("code_verifier=");
    let told = format!("{:?}{}", answer.headers, answer.text);
    let kept = app.contents().concat();
    let signature = token.rsplit('.').next().unwrap();
    for secret in [ACCESS, token.as_str(), signature, verifier, way.nonce.as_str()] {
        assert!(!told.contains(secret), "the browser gets {secret}");
        assert!(!kept.contains(secret), "{secret} is kept");
    }
    // The provider is asked for its keys and for this token, and for nothing that the access token would open.
    let paths = provider.says.lock().unwrap().paths.clone();
    assert!(paths.iter().all(|path| path.starts_with("/.well-known/") || ["/jwks", "/token"].contains(&path.as_str())));
});

both_databases!(a_provider_speaks_for_people_of_its_own_domains_alone, |app| {
    let (corporate, partner) = (Provider::start(), Provider::start());
    let id = app.person_with_password("Robin Reed", "robin@example.org");
    add(app, &corporate, "corporate", &[]);
    let made = add(app, &partner, "partner", &[("domains", json!([" Partner.example "]))]);
    assert_eq!(made["domains"], json!(["partner.example"]));
    let enter = |provider: &Provider, key: &'static str, subject: &str, email: &str| {
        let way = set_out(app, key);
        let mut claims = honest(app, provider, &way.nonce);
        claims["sub"] = json!(subject);
        claims["email"] = json!(email);
        provider.says.lock().unwrap().claims = claims;
        let answer = come_back(&way, &way.state);
        is_in(&answer).then(|| {
            let cookies = answer.headers("set-cookie");
            let session = cookies.iter().find(|cookie| cookie.starts_with("__Host-signalbox=")).unwrap();
            let browser = app.anonymous().with("cookie", session.split(';').next().unwrap());
            browser.get("/session").ok()["person"].clone()
        })
    };
    // It says that somebody is Robin, whose address it has checked; nobody asked it about those.
    assert_eq!(enter(&partner, "partner", "mallory", "robin@example.org"), None);
    assert_eq!(causes(app), ["unknown"]);
    assert_eq!(enter(&corporate, "corporate", "r1", "robin@example.org").unwrap()["id"], id.as_str());

    // Somebody of whom nobody knows yet comes in without the address, which stays free for whom it belongs to.
    let mallory = enter(&partner, "partner", "mallory", "ada@example.org").unwrap();
    assert_eq!(mallory["email"], Value::Null, "{mallory}");
    let ada = enter(&corporate, "corporate", "a1", "ada@example.org").unwrap();
    assert!(ada["id"] != mallory["id"] && ada["email"] == "ada@example.org", "{ada}");
    let own = enter(&partner, "partner", "kim", "kim@partner.example").unwrap();
    assert_eq!(own["email"], "kim@partner.example");
    // Who came once is known by the subject from then on, whatever address comes with it.
    assert_eq!(enter(&partner, "partner", "kim", "robin@example.org").unwrap()["id"], own["id"]);

    let boss = app.administrator();
    let taken = json!({"key": "partner", "name": "Partner", "issuer": partner.issuer, "client": "signalbox",
        "admission": "known", "domains": ["@partner.example", "partner"]});
    let rev = boss.get("/sign-in-providers/partner").rev();
    let refused = boss.put("/sign-in-providers/partner", rev, taken).refused(422);
    assert_eq!(refused.faults(), ["/domains/0 domain", "/domains/1 domain"]);
});

both_databases!(a_session_that_a_provider_began_ends_like_any_other, |app| {
    let provider = Provider::start();
    add(app, &provider, "corporate", &[]);
    let browser = enter(app, &provider, &[]);
    browser.get("/session").ok();
    app.clock.advance(SignedDuration::from_mins(121));
    browser.get("/session").refused(401);

    let browser = enter(app, &provider, &[]);
    for _ in 0..7 {
        app.clock.advance(SignedDuration::from_mins(100));
        browser.get("/session").ok();
    }
    // Twelve hours are over, although it was in use all the time.
    app.clock.advance(SignedDuration::from_mins(21));
    browser.get("/session").refused(401);

    // Signing out ends it here at once; what the provider's own session does is the provider's affair.
    let browser = enter(app, &provider, &[]);
    browser.send(Request::new("DELETE", "/session")).ok();
    browser.get("/session").refused(401);
    let paths = provider.says.lock().unwrap().paths.clone();
    assert!(!paths.iter().any(|path| path.contains("logout") || path.contains("end_session")), "{paths:?}");
});

both_databases!(the_cookie_of_the_way_back_lasts_ten_minutes_and_opens_nothing, |app| {
    let provider = Provider::start();
    add(app, &provider, "corporate", &[]);
    let leaving = app.anonymous().post("/session/providers/corporate", json!({}));
    let cookie = leaving.header("set-cookie").unwrap();
    for attribute in
        ["__Host-signalbox-entry=", "; HttpOnly", "; Secure", "; SameSite=Lax", "; Max-Age=600", "; Path=/"]
    {
        assert!(cookie.contains(attribute), "{attribute} is missing: {cookie}");
    }
    let pair = cookie.split(';').next().unwrap();
    app.anonymous().with("cookie", pair).get("/session").refused(401);
    app.anonymous().with("cookie", &pair.replace("-entry", "")).get("/session").refused(401);
});
