//! What goes wrong inside: told to the log, and to nobody who asks.

use crate::{
    harness::{Answer, Place, Server, eventually, token},
    oracles::both_places,
};
use serde_json::json;
use signalbox_store::{Db, db::Config, testing};
use std::fs;

/// Words of databases, of programs and of this program's own inside.
const INSIDE: [&str; 12] = [
    "sqlite",
    "postgres",
    "sql",
    "select",
    "table",
    "relation",
    "column",
    "working_calendar",
    "lost",
    "panick",
    ".rs",
    "crates",
];

/// Checks that an answer tells that something is broken, and nothing of what.
fn tells_nothing(answer: &Answer) {
    assert!(answer.status >= 500, "{} {}", answer.status, answer.text);
    let told = answer.text.to_lowercase();
    let headers = format!("{:?}", answer.headers).to_lowercase();
    for word in INSIDE {
        assert!(!told.contains(word), "{word} is in {told}");
        // How long it took is told with the number of statements.
        assert!(!headers.contains(word) || word == "sql", "{word} is in {headers}");
    }
}

both_places!(a_defect_is_told_to_the_log_and_to_nobody_else, |place| {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let server = Server::start_logging(place, &[("SIGNALBOX_LOG", "warn")], &log);
    let client = server.client(&token(place));
    client.get("/working-calendars").ok();
    let db = Db::open(&Config::at(place.flags()[1])).unwrap();

    testing::lose_table(&db, "working_calendar");
    let answer = client.get("/working-calendars");
    tells_nothing(&answer);
    let refused = answer.refused(500);
    assert_eq!(refused.name, "internal");
    assert!(refused.detail.contains("its log has more under this request id"), "{}", refused.detail);
    let id = answer.header("x-request-id").unwrap();
    // Whoever runs the server finds all of it by that id.
    eventually("the line", || {
        let text = fs::read_to_string(&log).unwrap();
        let is_told = |line: &str| {
            ["ERROR", id, "GET /api/v1/working-calendars", "working_calendar"].iter().all(|part| line.contains(part))
        };
        text.lines().any(is_told).then_some(())
    });
    // It goes on with everything else.
    client.get("/releases").ok();
});

both_places!(who_asks_how_the_server_is_learns_nothing_of_the_database, |place| {
    let server = Server::start_logging(place, &[], &tempfile::NamedTempFile::new().unwrap().into_temp_path());
    let stranger = server.client_without_token();
    assert_eq!(stranger.get("//health").ok_text(), "ok");
    let db = Db::open(&Config::at(place.flags()[1])).unwrap();
    testing::lose_table(&db, "event");
    tells_nothing(&stranger.get("//health"));
});

#[test]
fn a_control_that_fails_is_told_in_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let (place, log) = (Place::folder(&folder.path().join("data")), folder.path().join("log"));
    let server = Server::start_logging(&place, &[("SIGNALBOX_LOG", "warn")], &log);
    let client = server.client(&token(&place));
    // A provider that cannot be reached, as it is inside and nothing opens the way.
    let provider = json!({"key": "corporate", "name": "Corporate", "issuer": "https://127.0.0.1:1", "client": "signalbox",
        "admission": "known"});
    client.post("/sign-in-providers", provider).created();
    let refused = server.client_without_token().post("/session/providers/corporate", json!({})).refused(409);
    assert!(!refused.detail.contains("127.0.0.1"), "{}", refused.detail);
    eventually("the line", || {
        let text = fs::read_to_string(&log).unwrap();
        let parts = ["WARN", "a sign-in provider cannot be used", "corporate", "127.0.0.1:1"];
        text.lines().any(|line| parts.iter().all(|part| line.contains(part))).then_some(())
    });
}
