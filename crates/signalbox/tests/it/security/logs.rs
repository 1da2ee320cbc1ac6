//! The log: where it goes, how it is written, and what is not in it.

use crate::harness::{Place, Server, eventually, token};
use serde_json::Value;
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
