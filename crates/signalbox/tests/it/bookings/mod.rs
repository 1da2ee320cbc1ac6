//! Bookings: who has which environment when, and what comes of it when two want the same.

mod bad_input;
mod clashes;
mod free;
mod life;
mod lists;
mod phases;
mod pools;
mod races;
mod replan;
mod steps;
mod waiting;
mod ways;

use crate::harness::{Answer, App, Client};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

/// One value with the fields of another.
fn with(mut into: Value, more: &Value) -> Value {
    into.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    into
}

/// A group of environments that lets itself be booked by anybody, or not.
fn group(app: &App, key: &str, approves_itself: bool) {
    let new = json!({"key": key, "name": key, "portfolio": "enterprise", "approves_itself": approves_itself});
    app.administrator().post("/environment-groups", new).created();
}

/// An environment of the root portfolio, unless told otherwise.
fn environment(app: &App, key: &str, more: Value) -> Value {
    let new = json!({"key": key, "name": key, "portfolio": "enterprise"});
    app.administrator().post("/environments", with(new, &more)).created()
}

/// Asks for `uat` on the tenth of March 2031 from eight to six in UTC, for itself, unless told otherwise.
fn book(client: &Client, title: &str, more: Value) -> Answer {
    let new = json!({"title": title, "portfolio": "enterprise", "place": {"environment": "uat"}, "usage": "exclusive",
        "purpose": "code", "start": at(8), "end": at(18)});
    let mut new = with(new, &more);
    new.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    client.post("/bookings", new)
}

/// An hour of the tenth of March 2031 in UTC, or of a later day.
fn at(hour: i64) -> String {
    let midnight: Timestamp = "2031-03-10T00:00:00Z".parse().unwrap();
    (midnight + SignedDuration::from_hours(hour)).to_string()
}

/// The address of a booking, for something to be done with it.
fn path(booking: &Value, verb: &str) -> String {
    format!("/bookings/{}/{verb}", booking["id"].as_str().unwrap())
}

/// Does something with a booking as it is now.
fn act(client: &Client, booking: &Value, verb: &str, body: Value) -> Answer {
    let rev = client.get(path(booking, "").trim_end_matches('/')).rev();
    client.act(&path(booking, verb), rev, body)
}

/// The state of a booking now.
fn state(client: &Client, booking: &Value) -> String {
    let found = client.get(path(booking, "").trim_end_matches('/')).ok();
    found["state"].as_str().unwrap().to_owned()
}

/// The answer to approving an outage.
fn outage(client: &Client, key: &str, start: &str, end: &str, reason: Option<&str>) -> Answer {
    let span = json!({"start": start, "end": end});
    let new = json!({"kind": "outage", "title": "New disks", "environment": key, "span": span, "outage": span});
    let made = client.post("/change-requests", new).created();
    let path = |step: &str| format!("/change-requests/{}/{step}", made["id"].as_str().unwrap());
    client.act(&path("submit"), 1, json!({})).ok();
    client.act(&path("approve"), 2, json!({"reason": reason}))
}
