//! Gates that others keep ask whether something may go.

pub(crate) mod elsewhere;
mod github;
mod gitlab;
mod webhook;

use crate::harness::{Answer, App, Client, Request};
use data_encoding::HEXLOWER;
use jiff::{SignedDuration, Timestamp};
use ring::hmac::{HMAC_SHA256, Key, sign};
use serde_json::{Value, json};
use signalbox_service::{Ctx, jobs};

/// The secret that GitHub and GitLab sign with.
const SECRET: &str = "nobody-guesses-this-one";
/// The commit that `billing` 4.2.0 was built from.
const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

/// An environment, and a system with two versions.
fn prepare(app: &App) -> Client {
    let client = app.administrator();
    client.post("/environments", json!({"key": "prod", "name": "Production", "portfolio": "enterprise"})).created();
    app.system("billing", json!({}));
    client.post("/systems/billing/versions", json!({"number": "4.2.0", "commit": COMMIT})).created();
    client.post("/systems/billing/versions", json!({"number": "4.1.0"})).created();
    client
}

/// Closes everything from now on for so many minutes.
fn freeze(app: &App, minutes: i64) {
    let now = now(app);
    let local = |minutes: i64| {
        let at: Timestamp = now + SignedDuration::from_mins(minutes);
        at.strftime("%Y-%m-%dT%H:%M:%S").to_string()
    };
    let new = json!({"key": "year-end", "name": "Year end", "kind": "freeze", "portfolio": "enterprise",
        "start": local(-1), "end": local(minutes)});
    app.administrator().post("/windows", new).created();
}

fn thaw(app: &App) {
    app.administrator().act("/windows/year-end/archive", 1, json!({})).ok();
}

fn now(app: &App) -> Timestamp {
    app.service.db.read_now(&Ctx::system("test"), |tx| Ok(tx.now())).unwrap()
}

/// Does every job that is due, and no more than there can be.
pub(crate) fn work(app: &App) {
    for _ in 0..100 {
        if !jobs::run_one(&app.service, "test").unwrap() {
            return;
        }
    }
    panic!("the jobs have no end");
}

/// The last delivery.
fn last(client: &Client, gatekeeper: &str) -> Value {
    client.get(&format!("/gatekeepers/{gatekeeper}/deliveries")).ok()["items"][0].clone()
}

/// A signature in hexadecimal.
fn signature(secret: &str, body: &str) -> String {
    HEXLOWER.encode(sign(&Key::new(HMAC_SHA256, secret.as_bytes()), body.as_bytes()).as_ref())
}

/// What its machine asked and was answered, by the decision.
fn asked_by(client: &Client, delivery: &Value) -> Value {
    let decision = delivery["decision"].as_str().unwrap_or_else(|| panic!("no decision: {delivery}"));
    client.get(&format!("/decisions/{decision}")).ok()
}

/// Sends a body with headers to a gatekeeper, as whoever keeps a gate does: nobody signs in.
fn deliver(app: &App, gatekeeper: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let mut request = Request::new("POST", &format!("/gatekeepers/{gatekeeper}/deliveries"));
    for (name, value) in headers {
        request = request.header(name, value);
    }
    app.anonymous().send(request.raw("application/json", body))
}
