//! Gates that hold: criteria with evidence, approvals, signatures, waivers, the inbox.

mod approvals;
mod criteria;
mod duties;
mod evidence;
mod facts;
mod inbox;
mod signatures;
mod waivers;

use crate::harness::{Answer, App, Client, PASSWORD};
use serde_json::{Value, json};
use signalbox_domain::authz::Role;
use signalbox_service::{Ctx, grants};

/// A person with a password, signed in, with these roles on the root portfolio; and their id.
pub(crate) fn signed_in(app: &App, name: &str, roles: &[Role]) -> (Client, String) {
    let email = format!("{}@example.org", name.to_lowercase());
    let id = app.person_with_password(name, &email);
    for role in roles {
        let (person, custom_role) = (Some(id.clone()), None);
        let new = grants::New { person, team: None, role: Some(*role), custom_role, until: None };
        app.wait(grants::create(&app.service, &Ctx::system("test"), "enterprise".to_owned(), new)).unwrap();
    }
    (app.signed_in(&email, PASSWORD), id)
}

/// A release with a gate `go`, due on the first of March.
fn gated(app: &App, key: &str) {
    app.release(
        key,
        json!({"start": "2030-01-01", "target": {"date": "2030-03-02"}, "milestones": [
            {"kind": "gate", "key": "go", "name": "Go or no go", "due": {"date": "2030-03-01"}}]}),
    );
}

fn gate(client: &Client, release: &str) -> Value {
    client.get(&format!("/releases/{release}/gates/go")).ok()
}

fn rule(client: &Client, release: &str, who: Value, more: Value) -> Value {
    let mut new = json!({"name": "Approvers", "who": who});
    new.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    client.post(&format!("/releases/{release}/gates/go/approval-rules"), new).created()
}

fn ask(client: &Client, release: &str) -> Answer {
    client.post(&format!("/releases/{release}/gates/go/approval-requests"), json!({"note": "Ready"}))
}

/// Says something to the request that waits for a gate.
fn say(client: &Client, release: &str, verdict: &str, more: Value) -> Answer {
    let request = gate(client, release)["request"].clone();
    let mut word = json!({"verdict": verdict, "content": request["content"]});
    word.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    client.post(&format!("/approval-requests/{}/approvals", request["id"].as_str().unwrap()), word)
}

fn pass(client: &Client, release: &str) -> Answer {
    let rev = gate(client, release)["gate"]["rev"].as_i64().unwrap();
    client.act(&format!("/releases/{release}/milestones/go/pass"), rev, json!({}))
}
