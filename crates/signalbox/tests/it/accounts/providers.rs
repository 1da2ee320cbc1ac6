//! Signing in by a provider that lies, or that somebody else speaks for.

use super::provider::{Provider, Says};
use crate::harness::{Answer, App, Client, PASSWORD, Request};
use data_encoding::BASE64;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

pub(super) fn add(app: &App, provider: &Provider, key: &str, more: &[(&str, Value)]) -> Value {
    let mut new = json!({"key": key, "name": key, "issuer": provider.issuer, "client": "signalbox",
        "admission": "everybody", "domains": ["example.org"]});
    for (name, value) in more {
        new[name] = value.clone();
    }
    app.administrator().post("/sign-in-providers", new).created()
}

/// Somebody's browser on its way through a provider.
pub(super) struct Way {
    pub(super) browser: Client,
    pub(super) state: String,
    pub(super) nonce: String,
    key: &'static str,
}

pub(super) fn set_out(app: &App, key: &'static str) -> Way {
    let leaving = app.anonymous().post(&format!("/session/providers/{key}"), json!({"to": "/releases"}));
    let to = leaving.ok()["address"].as_str().unwrap().to_owned();
    let part = |name: &str| {
        let found = to.split(['?', '&']).find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
        found.unwrap_or_else(|| panic!("no {name} in {to}")).to_owned()
    };
    assert_eq!(part("code_challenge_method"), "S256");
    let cookie = leaving.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    Way { browser: app.anonymous().with("cookie", &cookie), state: part("state"), nonce: part("nonce"), key }
}

pub(super) fn come_back(way: &Way, state: &str) -> Answer {
    way.browser.send(Request::new("GET", &format!("/session/providers/{}/callback?state={state}&code=c", way.key)))
}

/// What an honest provider says of somebody who has just proved who they are.
pub(super) fn honest(app: &App, provider: &Provider, nonce: &str) -> Value {
    let now = now(app);
    json!({"iss": provider.issuer, "aud": "signalbox", "sub": "robin", "nonce": nonce, "iat": now, "exp": now + 60,
        "auth_time": now, "email": "robin@example.org", "email_verified": true, "name": "Robin Reed"})
}

fn now(app: &App) -> i64 {
    let told = app.administrator().get("/calendar?from=2026-01-01&to=2026-01-02").ok();
    told["now"].as_str().unwrap().parse::<Timestamp>().unwrap().as_second()
}

pub(super) fn is_in(answer: &Answer) -> bool {
    assert_eq!(answer.status, 303, "{}", answer.text);
    match answer.header("location").unwrap() {
        "/releases" => {
            assert!(
                answer.header("set-cookie").unwrap().contains("__Host-signalbox"),
                "{:?}",
                answer.header("set-cookie")
            );
            true
        }
        // It tells nobody why.
        "/sign-in?refused=provider" => false,
        other => panic!("sent to {other}"),
    }
}

pub(super) fn causes(app: &App) -> Vec<String> {
    let events = app.events_since(0);
    let refused = events.iter().filter(|event| event["kind"] == "sign_in_provider.refused");
    let changes = refused.flat_map(|event| event["changes"].as_array().unwrap());
    changes.filter(|one| one["field"] == "cause").map(|one| one["after"].as_str().unwrap().to_owned()).collect()
}

/// Makes something untrue of what a provider says.
type Lie<'a> = &'a dyn Fn(&mut Says);

both_databases!(a_token_that_does_not_hold_lets_nobody_in, |app| {
    let provider = Provider::start();
    add(app, &provider, "corporate", &[]);
    let attempt = |bend: Lie<'_>| {
        let way = set_out(app, "corporate");
        let mut says = provider.says.lock().unwrap();
        says.claims = honest(app, &provider, &way.nonce);
        says.header = json!({"alg": "ES256", "kid": "k"});
        says.is_signed = true;
        bend(&mut says);
        drop(says);
        let answer = come_back(&way, &way.state);
        is_in(&answer)
    };
    assert!(attempt(&|_| {}), "an honest one");
    let now = now(app);
    assert!(attempt(&|says| says.claims["nbf"] = json!(now)), "one that holds from now on");
    let lies: [(&str, Lie<'_>); 13] = [
        ("for somebody else", &|says| says.claims["aud"] = json!("another")),
        ("for us and for others", &|says| says.claims["aud"] = json!(["signalbox", "another"])),
        ("by somebody else", &|says| says.claims["iss"] = json!("https://id.invalid")),
        ("for another browser", &|says| says.claims["nonce"] = json!("another")),
        ("for no browser", &|says| {
            says.claims.as_object_mut().unwrap().remove("nonce");
        }),
        ("ended", &|says| says.claims["exp"] = json!(now - 3_600)),
        ("without an end", &|says| {
            says.claims.as_object_mut().unwrap().remove("exp");
        }),
        ("that holds later only", &|says| says.claims["nbf"] = json!(now + 120)),
        ("that says when it holds in words", &|says| says.claims["nbf"] = json!("now")),
        ("of nobody", &|says| {
            says.claims.as_object_mut().unwrap().remove("sub");
        }),
        ("signed by somebody else", &|says| says.is_signed = false),
        ("that says it needs no signature", &|says| says.header = json!({"alg": "none"})),
        ("signed otherwise than was agreed", &|says| says.header = json!({"alg": "HS256"})),
    ];
    for (what, lie) in &lies {
        assert!(!attempt(lie), "a token {what} lets somebody in");
    }
    assert_eq!(causes(app).len(), lies.len());
    assert!(attempt(&|_| {}), "nothing of it stays");
});

both_databases!(a_way_back_is_gone_once_by_the_browser_that_set_out, |app| {
    let provider = Provider::start();
    add(app, &provider, "corporate", &[]);
    add(app, &provider, "other", &[]);
    let say = |way: &Way| provider.says.lock().unwrap().claims = honest(app, &provider, &way.nonce);

    // Somebody who is made to finish what another began.
    let theirs = set_out(app, "corporate");
    say(&theirs);
    let victim = Way { browser: app.anonymous(), ..set_out(app, "corporate") };
    assert!(!is_in(&come_back(&victim, &theirs.state)));
    // That used it up for everybody.
    assert!(!is_in(&come_back(&theirs, &theirs.state)));

    let way = set_out(app, "corporate");
    say(&way);
    assert!(!is_in(&come_back(&way, "made-up")));
    assert!(is_in(&come_back(&way, &way.state)));
    assert!(!is_in(&come_back(&way, &way.state)), "a state that was used");

    let elsewhere = Way { key: "other", ..set_out(app, "corporate") };
    assert!(!is_in(&come_back(&elsewhere, &elsewhere.state)), "what one provider was asked another answers");

    let late = set_out(app, "corporate");
    say(&late);
    app.clock.advance(SignedDuration::from_mins(11));
    assert!(!is_in(&come_back(&late, &late.state)), "too late");
    assert_eq!(causes(app), ["browser", "state", "state", "state", "state", "state"]);
});

both_databases!(a_secret_that_is_shared_proves_who_asks, |app| {
    let provider = Provider::start();
    let made = add(app, &provider, "corporate", &[("client_secret", json!("canary-of-the-client"))]);
    assert_eq!(made["has_client_secret"], true);
    let basic = |secret: &str| format!("Basic {}", BASE64.encode(format!("signalbox:{secret}").as_bytes()));
    let enter = || {
        let way = set_out(app, "corporate");
        provider.says.lock().unwrap().claims = honest(app, &provider, &way.nonce);
        is_in(&come_back(&way, &way.state))
    };
    provider.says.lock().unwrap().proof = Some(basic("canary-of-the-client"));
    assert!(enter());
    assert!(provider.says.lock().unwrap().asked.contains("code_verifier="), "and PKCE beside it");

    // Kept when nothing is said of it, replaced when another is, gone when none is.
    let boss = app.administrator();
    let change = |more: &[(&str, Value)]| {
        let mut body = json!({"key": "corporate", "name": "Corporate", "issuer": provider.issuer, "client": "signalbox",
            "admission": "everybody", "domains": ["example.org"]});
        for (name, value) in more {
            body[name] = value.clone();
        }
        let rev = boss.get("/sign-in-providers/corporate").rev();
        boss.put("/sign-in-providers/corporate", rev, body).ok()
    };
    assert_eq!(change(&[])["has_client_secret"], true);
    assert!(enter());
    change(&[("client_secret", json!("another"))]);
    assert!(!enter());
    provider.says.lock().unwrap().proof = Some(basic("another"));
    assert!(enter());
    assert_eq!(change(&[("client_secret", json!(""))])["has_client_secret"], false);
    assert!(!enter());

    let kept = app.contents().concat();
    app.settle();
    let journal = boss.get("/journal?limit=200").text;
    for place in [&kept, &journal, &boss.get("/sign-in-providers").text, &boss.get("/sign-in-providers/corporate").text]
    {
        assert!(!place.contains("canary-of-the-client"), "a secret is told");
    }
    assert_eq!(
        app.events_since(0).iter().filter(|event| event["kind"] == "sign_in_provider.secret_changed").count(),
        3
    );
});

both_databases!(who_comes_in_by_several_accounts_stays_one_person, |app| {
    let (one, other) = (Provider::start(), Provider::start());
    let boss = app.administrator();
    let id = app.person_with_password("Robin Reed", "robin@example.org");
    add(app, &one, "corporate", &[]);
    add(app, &other, "partner", &[]);
    let enter = |provider: &Provider, key: &'static str, subject: &str, email: &str, is_checked: bool| {
        let way = set_out(app, key);
        let mut claims = honest(app, provider, &way.nonce);
        claims["sub"] = json!(subject);
        claims["email"] = json!(email);
        claims["email_verified"] = json!(is_checked);
        provider.says.lock().unwrap().claims = claims;
        let answer = come_back(&way, &way.state);
        let entered = is_in(&answer);
        entered.then(|| {
            let cookies: Vec<_> = answer.headers("set-cookie");
            let session = cookies.iter().find(|cookie| cookie.starts_with("__Host-signalbox=")).unwrap();
            let browser = app.anonymous().with("cookie", session.split(';').next().unwrap());
            browser.get("/session").ok()["person"]["id"].as_str().unwrap().to_owned()
        })
    };
    let by = |provider, key, subject| enter(provider, key, subject, "robin@example.org", true);
    assert_eq!(by(&one, "corporate", "r1").as_deref(), Some(id.as_str()));
    assert_eq!(by(&other, "partner", "another subject").as_deref(), Some(id.as_str()));
    app.signed_in("robin@example.org", PASSWORD);
    // From now on it is the subject that counts, whatever becomes of the address.
    assert_eq!(enter(&one, "corporate", "r1", "robin.reed@example.org", true).as_deref(), Some(id.as_str()));
    // An address that nobody has checked makes nobody of anybody.
    assert_eq!(enter(&other, "partner", "mallory", "robin@example.org", false), None);
    let found = boss.all("/people?q=robin");
    assert_eq!(found.len(), 1, "{found:?}");
});

both_databases!(nobody_is_led_to_a_provider_by_another_site, |app| {
    let provider = Provider::start();
    add(app, &provider, "corporate", &[]);
    let path = "/session/providers/corporate";
    // What a link, an image or a form of another site can send.
    assert_eq!(app.anonymous().get(path).status, 405);
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"] {
        let refused = app.anonymous().send(Request::new("POST", path).raw(kind, "{}"));
        assert_eq!((refused.status, refused.header("set-cookie")), (415, None), "{kind}");
    }
    app.anonymous().post(path, json!({})).ok();
});

/// Somebody who comes in by a provider that says this of how they signed in there; in the session that begins.
pub(super) fn enter(app: &App, provider: &Provider, more: &[(&str, Value)]) -> Client {
    let way = set_out(app, "corporate");
    let mut claims = honest(app, provider, &way.nonce);
    for (name, value) in more {
        claims[name] = value.clone();
    }
    provider.says.lock().unwrap().claims = claims;
    let answer = come_back(&way, &way.state);
    assert!(is_in(&answer));
    let cookies = answer.headers("set-cookie");
    let session = cookies.iter().find(|cookie| cookie.starts_with("__Host-signalbox=")).unwrap();
    let browser = app.anonymous().with("cookie", session.split(';').next().unwrap());
    let told = browser.get("/session").ok();
    browser.with("x-csrf-token", told["csrf_token"].as_str().unwrap())
}

both_databases!(a_provider_that_tells_of_no_second_factor_does_not_get_past_the_one_here, |app| {
    let provider = Provider::start();
    let made = add(app, &provider, "corporate", &[]);
    assert_eq!(made["second_factor"], "unless_reported");
    let missing = |browser: &Client| browser.get("/session").ok()["missing"].clone();
    // Who has none here comes in as the provider lets them.
    let first = enter(app, &provider, &[]);
    assert_eq!(missing(&first), Value::Null);
    let (_, codes) = super::second_factor::enrol(app, &first);

    let several = [("amr", json!(["pwd", "otp"])), ("amr", json!(["mfa"])), ("acr", json!("phr"))];
    for told in several {
        assert_eq!(missing(&enter(app, &provider, std::slice::from_ref(&told))), Value::Null, "{told:?}");
    }
    let short = enter(app, &provider, &[("amr", json!(["pwd"])), ("acr", json!("1"))]);
    assert_eq!(missing(&short), "second_factor");
    app.unchanged_by(|| {
        for (method, path) in [
            ("GET", "/releases"),
            ("GET", "/people"),
            ("DELETE", "/account/authenticator"),
            ("POST", "/account/recovery-codes"),
            ("GET", "/sessions"),
            ("GET", "/events"),
            ("GET", "/tokens"),
        ] {
            let refused = short.send(Request::new(method, path)).refused(403);
            assert_eq!(refused.reasons(), ["second_factor"], "{method} {path}");
        }
        let another = json!({"current": PASSWORD, "password": "violet lantern eastbound"});
        short.post("/session/password", another).refused(403);
    });
    assert_eq!(short.post("/session/second-factor", json!({"code": "000000"})).refused(403).reasons(), ["wrong_code"]);
    let shown = short.post("/session/second-factor", json!({"code": codes[0]}));
    short.get("/session").refused(401);
    let whole = app.anonymous().in_session_of(&shown);
    assert_eq!(missing(&whole), Value::Null);
    whole.get("/releases").ok();

    // The setting of the provider decides.
    let administrator = app.administrator();
    let set = |rule: &str| {
        let path = "/sign-in-providers/corporate";
        let rev = administrator.get(path).rev();
        let whole = json!({"key": "corporate", "name": "corporate", "issuer": provider.issuer, "client": "signalbox",
            "admission": "everybody", "domains": ["example.org"], "second_factor": rule});
        administrator.put(path, rev, whole).ok();
    };
    set("never");
    assert_eq!(missing(&enter(app, &provider, &[])), Value::Null);
    set("always");
    assert_eq!(missing(&enter(app, &provider, &[("amr", json!(["mfa"]))])), "second_factor");
    let stranger = [("sub", json!("ada")), ("email", json!("ada@example.org")), ("name", json!("Ada"))];
    assert_eq!(missing(&enter(app, &provider, &stranger)), "enrolment");
});
