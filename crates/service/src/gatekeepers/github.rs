//! How GitHub is answered: as an App, by a review of the deployment protection rule.

use crate::{
    App,
    outgoing::{Ask, Told},
    secrets::Secret,
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use jiff::Timestamp;
use ring::rand::SystemRandom;
use ring::rsa::KeyPair;
use ring::signature::RSA_PKCS1_SHA256;
use serde_json::{Value, json};
use signalbox_domain::{
    Fault, Outcome, Problem,
    gatekeepers::{Gatekeeper, State},
};

/// How long before now an App says it signed, because clocks differ, in seconds.
const BEFORE: i64 = 60;
/// How long what it signed holds, in seconds: GitHub takes at most ten minutes.
const AFTER: i64 = 540;

/// What is told.
pub(super) struct Review<'a> {
    /// Where to.
    pub(super) callback: &'a str,
    /// Where the App is installed.
    pub(super) installation: i64,
    /// What GitHub calls the environment.
    pub(super) environment: &'a str,
    /// Whether it may go.
    pub(super) state: State,
    /// Why.
    pub(super) comment: &'a str,
}

/// Approves or rejects a deployment.
pub(super) async fn answer(
    app: &App,
    gatekeeper: &Gatekeeper,
    key: &Secret,
    now: Timestamp,
    review: Review<'_>,
) -> Outcome<()> {
    let token = format!("Bearer {}", signed(&gatekeeper.app, key, now)?);
    let url = format!("{}/app/installations/{}/access_tokens", gatekeeper.url, review.installation);
    let told = send(app, &url, &token, &json!({})).await?;
    let given: Value = serde_json::from_slice(&told.body).unwrap_or_default();
    let Some(token) = given["token"].as_str() else {
        return Err(Problem::Unavailable("GitHub gave the App no token for where it is installed".to_owned()));
    };
    let state = if review.state == State::Allowed { "approved" } else { "rejected" };
    let body = json!({"environment_name": review.environment, "state": state, "comment": review.comment});
    send(app, review.callback, &format!("Bearer {token}"), &body).await.map(drop)
}

async fn send(app: &App, url: &str, token: &str, body: &Value) -> Outcome<Told> {
    let ask = Ask::post(url, "application/json", body.to_string())
        .with("accept", "application/vnd.github+json")
        .with("x-github-api-version", "2022-11-28")
        .with("authorization", token);
    let told = app.outgoing.ask(ask).await.map_err(|why| Problem::Unavailable(format!("GitHub: {why}")))?;
    if !(200..300).contains(&told.status) {
        return Err(Problem::Unavailable(format!("GitHub answered {} at {url}", told.status)));
    }
    Ok(told)
}

/// What shows that one is the App (RFC 7519, signed with RS256).
fn signed(app: &str, key: &Secret, now: Timestamp) -> Outcome<String> {
    let broken = |what: &str| Problem::Unavailable(format!("the private key of the App {what}"));
    let key = key_in(key).ok_or_else(|| broken("cannot be read"))?;
    let now = now.as_second();
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let header = part(json!({"alg": "RS256", "typ": "JWT"}));
    let said = format!("{header}.{}", part(json!({"iat": now - BEFORE, "exp": now + AFTER, "iss": app})));
    let mut signature = vec![0; key.public().modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), said.as_bytes(), &mut signature)
        .map_err(|_| broken("does not sign"))?;
    Ok(format!("{said}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

/// The key in a PEM file, as GitHub makes it (PKCS #1) or as others write it (PKCS #8).
fn key_in(pem: &Secret) -> Option<KeyPair> {
    let text = pem.expose();
    let (_, rest) = text.split_once("-----BEGIN ")?;
    let (kind, rest) = rest.split_once("-----")?;
    let (body, _) = rest.split_once("-----END ")?;
    let bytes = STANDARD.decode(body.split_whitespace().collect::<String>()).ok()?;
    match kind {
        "RSA PRIVATE KEY" => KeyPair::from_der(&bytes).ok(),
        "PRIVATE KEY" => KeyPair::from_pkcs8(&bytes).ok(),
        _ => None,
    }
}

/// The fault of a private key that cannot sign.
pub(super) fn key_fault(key: &Secret) -> Option<Fault> {
    let told = "this is no RSA key; send the whole file that GitHub made for the App, with its first and last line";
    key_in(key).is_none().then(|| Fault::new("/credential", "key", told))
}
