//! Passwords that somebody else has lost already.

use crate::harness::{Place, Server, run_with};
use serde_json::json;
use sha1::{Digest, Sha1};
use std::fs;

/// A file of passwords as it is published.
fn published(passwords: &[&str], end: &str) -> String {
    let hash = |password: &&str| -> String {
        Sha1::digest(password.as_bytes()).iter().map(|byte| format!("{byte:02X}")).collect()
    };
    let mut lines: Vec<String> = passwords.iter().map(|password| format!("{}:3{end}", hash(password))).collect();
    lines.sort();
    lines.concat()
}

#[test]
fn a_password_that_is_known_from_a_breach_is_refused_wherever_one_is_set() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("breached.txt");
    // Long, and nothing that anybody would guess; but somebody else had it.
    let lost = ["violet lantern eastbound", "gravel otter seventeen", "plum carriage overnight"];
    fs::write(&file, published(&lost, "\r\n")).unwrap();
    let surroundings = [("SIGNALBOX_BREACHED_PASSWORDS", file.to_str().unwrap())];
    let place = Place::folder(&folder.path().join("data"));
    let mut server = Server::start_logging(&place, &surroundings, &folder.path().join("log"));
    let code = server.next_line().rsplit("code=").next().unwrap().to_owned();
    let visitor = server.client_without_token();
    let set_up = |password: &str| {
        visitor.post(
            "/setup",
            json!({"code": code, "organisation": "Example Railways", "name": "Release manager",
            "email": "boss@example.org", "password": password}),
        )
    };
    for password in lost {
        assert_eq!(set_up(password).refused(422).faults(), ["/password breached"], "{password}");
    }
    let own = crate::harness::PASSWORD;
    let boss = visitor.in_session_of(&set_up(own));
    let change = json!({"current": own, "password": lost[0]});
    assert_eq!(boss.post("/session/password", change).refused(422).faults(), ["/password breached"]);
    let ada = boss.post("/people", json!({"name": "Ada", "email": "ada@example.org"})).created();
    let path = format!("/people/{}/password-code", ada["id"].as_str().unwrap());
    let issued = boss.post(&path, json!({})).created();
    let set =
        |password: &str| visitor.post("/session/password-code", json!({"code": issued["code"], "password": password}));
    assert_eq!(set(lost[1]).refused(422).faults(), ["/password breached"]);
    set("amber kettle westbound").ok();
}

#[test]
fn a_file_of_breached_passwords_that_cannot_be_searched_is_told_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let (data, file) = (folder.path().join("data"), folder.path().join("breached.txt"));
    let refused = || {
        let surroundings = [("SIGNALBOX_BREACHED_PASSWORDS", file.to_str().unwrap())];
        run_with(&["serve", "--data", data.to_str().unwrap(), "--listen", "127.0.0.1:0"], &surroundings).failed()
    };
    assert!(refused().contains("breached.txt: No such file"));
    let sorted = published(&["a", "b", "c"], "\n");
    let mut lines: Vec<&str> = sorted.lines().collect();
    lines.reverse();
    fs::write(&file, lines.join("\n")).unwrap();
    let told = refused();
    assert!(told.contains("is not sorted") && told.contains("LC_ALL=C sort"), "{told}");
    fs::write(&file, "password1\n").unwrap();
    assert!(refused().contains("40 digits"));
    assert!(!data.exists(), "nothing was made");
}
