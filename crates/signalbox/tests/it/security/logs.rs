//! The log: where it goes, how it is written, and what is not in it.

use crate::{
    harness::{Client, PASSWORD, Place, Server, create_release, eventually, token},
    oracles::both_places,
};
use serde_json::{Value, json};
use std::{
    fs,
    path::{Path, PathBuf},
};

#[test]
fn every_line_of_the_log_is_a_document_for_whoever_processes_it() {
    let folder = tempfile::tempdir().unwrap();
    let (place, log) = (Place::folder(&folder.path().join("data")), folder.path().join("log"));
    let surroundings = [("SIGNALBOX_LOG", "debug"), ("SIGNALBOX_LOG_FORMAT", "json")];
    let mut server = Server::start_logging(&place, &surroundings, &log);
    let client = server.client(&token(&place));
    for odd in ["a%22%0A%7B%22level%22%3A%22FORGED%22%7D", "%5C%22%5C", "%E2%80%A8x", "%7B%7D"] {
        client.get(&format!("/releases/{odd}")).refused(404);
    }
    server.terminate();
    assert!(server.ended().success());
    let text = fs::read_to_string(&log).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    for line in &lines {
        let at: jiff::Timestamp = line["timestamp"].as_str().unwrap().parse().unwrap();
        assert!(line["timestamp"].as_str().unwrap().ends_with('Z') && at.as_second() > 0, "{line}");
        assert!(["DEBUG", "INFO", "WARN", "ERROR"].contains(&line["level"].as_str().unwrap()), "{line}");
        assert!(line["target"].is_string() && line["fields"]["message"].is_string(), "{line}");
    }
    let refused = lines.iter().filter(|line| line["fields"]["message"] == "refused");
    let refused: Vec<&Value> = refused.filter(|line| line["fields"]["status"] == 404).collect();
    assert_eq!(refused.len(), 4, "{text}");
    for field in ["request", "what", "why", "person", "address"] {
        assert!(refused.iter().all(|line| line["fields"][field].is_string()), "{field}: {refused:?}");
    }
}

/// The files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn a_server_writes_to_its_data_folder_and_its_two_streams_and_nowhere_else() {
    let folder = tempfile::tempdir().unwrap();
    let inside = |name: &str| {
        let path = folder.path().join(name);
        fs::create_dir(&path).unwrap();
        path.display().to_string()
    };
    let (home, passing, here) = (inside("home"), inside("tmp"), inside("here"));
    let surroundings = [format!("HOME={home}"), format!("TMPDIR={passing}"), "SIGNALBOX_LOG_FORMAT=json".to_owned()];
    let arguments = ["-C", &here, &surroundings[0], &surroundings[1], &surroundings[2]];
    let place = Place::folder(&folder.path().join("data"));
    let mut server = Server::start_by("env", &arguments, &place);
    let told = server.next_line();
    assert!(told.starts_with("Create the first administrator: "), "{told}");
    let client = server.client_without_token();
    client.get("/releases").refused(401);
    client.get("/none").refused(404);
    server.terminate();
    assert!(server.ended().success());
    // Beside where it is, and with which code the first administrator is made, standard output tells nothing.
    let rest = server.last_lines();
    assert!(rest.len() == 1 && rest[0].starts_with("The code holds until "), "{rest:?}");
    let mut found: Vec<String> = files(folder.path())
        .into_iter()
        .map(|path| path.strip_prefix(folder.path()).unwrap().display().to_string())
        .collect();
    found.retain(|path| {
        !["data/signalbox.db-wal", "data/signalbox.db-shm", "data/secrets.key"].contains(&path.as_str())
    });
    assert_eq!(found, ["data/signalbox.db"]);
}

/// The events in a log, in the order in which they were written; whatever else is in it is left out.
fn journal_in(log: &Path) -> Vec<Value> {
    let text = fs::read_to_string(log).unwrap();
    let lines = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    lines.filter_map(|line| line.get("journal").cloned()).collect()
}

/// The journal as the API tells it, oldest first.
fn journal_of(client: &Client) -> Vec<Value> {
    let mut events = client.all("/journal?limit=200");
    events.reverse();
    events
}

/// Waits until what happened last, to a release of this name, and as many events are in the log as there are, and checks that they are the same, each once and in its place.
fn agree(client: &Client, logs: &[&Path], last: &str) -> usize {
    let (events, written) = eventually("the events to be in the log", || {
        let written: Vec<Value> = logs.iter().flat_map(|log| journal_in(log)).collect();
        let events = journal_of(client);
        let is_there = events.iter().any(|event| event["name"] == last);
        (is_there && events.len() == written.len()).then_some((events, written))
    });
    for (place, (event, line)) in events.iter().zip(&written).enumerate() {
        assert_eq!(line["position"], place + 1, "once, and in order");
        for field in ["id", "position", "kind", "subject", "about", "name", "changes", "reason", "actor", "erased"] {
            assert_eq!(line[field], event[field], "{field} of {line}");
        }
        let at = |event: &Value| event["at"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
        assert_eq!(at(line), at(event));
    }
    events.len()
}

both_places!(every_event_of_the_journal_is_written_to_the_log_once_and_in_order, |place| {
    let folder = tempfile::tempdir().unwrap();
    let [first, second, without] = ["first", "second", "without"].map(|name| folder.path().join(name));
    let with = [("SIGNALBOX_JOURNAL_LOG", "true")];
    let mut server = Server::start_logging(place, &with, &first);
    let line = server.next_line();
    let new = json!({"code": line.rsplit("code=").next().unwrap(), "organisation": "Example Railways",
        "name": "Release manager", "email": "boss@example.org", "password": PASSWORD});
    let visitor = server.client_without_token();
    let boss = visitor.in_session_of(&visitor.post("/setup", new));
    let cookie = boss.headers().find(|(name, _)| *name == "cookie").unwrap().1.to_owned();
    let secret = boss.post("/tokens", json!({"name": "laptop"})).created()["token"].as_str().unwrap().to_owned();
    for number in 0..20 {
        create_release(&boss, &format!("R-{number}"), json!({"description": "two\nlines \"quoted\""})).created();
    }
    let before = agree(&boss, &[&first], "R-19");
    assert!(before > 20);
    server.terminate();
    assert!(server.ended().success());

    // The next start goes on where this one stopped, whatever happened while nobody wrote.
    let mut quiet = Server::start_logging(place, &[], &without);
    create_release(&quiet.client(&secret), "R-unwritten", json!({})).created();
    quiet.terminate();
    assert!(quiet.ended().success());
    let server = Server::start_logging(place, &with, &second);
    let client = server.client(&secret);
    create_release(&client, "R-20", json!({})).created();
    assert!(agree(&client, &[&first, &second], "R-20") > before + 1);
    assert!(journal_in(&without).is_empty());
    let told: String = [&first, &second].iter().map(|log| fs::read_to_string(log).unwrap()).collect();
    for hidden in [secret.as_str(), PASSWORD, cookie.split('=').next_back().unwrap()] {
        assert!(!told.contains(hidden), "{hidden} is in the log");
    }
});

#[test]
fn what_opens_a_feed_is_left_out_of_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let (place, log) = (Place::folder(&folder.path().join("data")), folder.path().join("log"));
    let server = Server::start_logging(&place, &[("SIGNALBOX_LOG", "trace")], &log);
    let canary = "sbf_canary-that-opens-a-calendar";
    server.client_without_token().get(&format!("/feeds/{canary}/calendar.ics")).refused(404);
    let text = eventually("the line", || {
        let text = fs::read_to_string(&log).unwrap();
        text.contains("GET /api/v1/feeds/…/calendar.ics").then_some(text)
    });
    assert!(!text.contains("canary-that"), "the secret of a feed is in the log");
}
