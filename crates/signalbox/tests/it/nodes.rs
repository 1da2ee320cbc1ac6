//! Two nodes on one database: what one of them was told the other knows.

use crate::{
    harness::{PASSWORD, Request, Server, token},
    oracles::database,
};
use serde_json::json;

#[test]
fn a_change_of_rights_on_one_node_holds_for_the_next_request_on_the_other() {
    let (place, _guard) = database();
    let administrator = token(&place);
    let (mut here, there) = (Server::start(&place), Server::start(&place));
    let boss = here.client(&administrator);
    let line = here.next_line();
    let new = json!({"code": line.rsplit("code=").next().unwrap(), "organisation": "Example Railways",
        "name": "Release manager", "email": "boss@example.org", "password": PASSWORD});
    let visitor = here.client_without_token();
    let browser = visitor.in_session_of(&visitor.post("/setup", new));
    boss.post("/portfolios", json!({"key": "retail", "name": "Retail", "parent": "enterprise"})).created();
    boss.post("/releases", json!({"key": "R-1", "name": "R", "kind": "project", "portfolio": "retail"})).created();
    let ada = json!({"name": "Ada", "email": "ada@example.org"});
    let id = boss.post("/people", ada).created()["id"].as_str().unwrap().to_owned();
    let issued = browser.post(&format!("/people/{id}/password-code"), json!({})).created();
    // A code that one node made sets a password on the other.
    let first = json!({"code": issued["code"], "password": PASSWORD});
    there.client_without_token().post("/session/password-code", first).ok();
    let sign_in = json!({"email": "ada@example.org", "password": PASSWORD});
    let began = here.client_without_token().post("/session", sign_in);
    let elsewhere = there.client_without_token().in_session_of(&began);
    let token = elsewhere.post("/tokens", json!({"name": "laptop"})).created();
    let machine = there.client(token["token"].as_str().unwrap());

    // Each answer of the one is true on the other at once: nothing is waited for.
    for _ in 0..20 {
        machine.get("/releases/R-1").refused(404);
        let grant = json!({"person": id, "role": "release_manager"});
        let grant = boss.post("/portfolios/retail/grants", grant).created();
        let rev = elsewhere.get("/releases/R-1").ok()["rev"].as_i64().unwrap();
        let risk = if rev % 2 == 0 { "low" } else { "high" };
        machine.patch("/releases/R-1", rev, json!({"risk": risk})).ok();
        boss.delete(&format!("/portfolios/retail/grants/{}", grant["id"].as_str().unwrap()), 1).ok();
        elsewhere.get("/releases/R-1").refused(404);
    }
    boss.send(Request::new("DELETE", &format!("/tokens/{}", token["id"].as_str().unwrap()))).ok();
    machine.get("/releases").refused(401);
    here.client_without_token().in_session_of(&began).send(Request::new("DELETE", "/session")).ok();
    elsewhere.get("/session").refused(401);
}
