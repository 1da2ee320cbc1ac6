//! Secrets: sealed under a key that is not in the database, and nowhere to be read.

use crate::harness::{Client, PASSWORD, Place, Server, eventually, run, run_with, token};
use serde_json::json;
use std::{fs, path::Path};

const KEY: &str = "5ec7e75ec7e75ec7e75ec7e75ec7e75ec7e75ec7e75ec7e75ec7e75ec7e75ec7";
const OTHER: &str = "0a110a110a110a110a110a110a110a110a110a110a110a110a110a110a110a11";

const CANARY: &str = "canary-that-nobody-may-hear";

/// The addresses of everything that can be read without naming a thing.
fn lists(client: &Client) -> Vec<String> {
    let document = client.get("/openapi.json").ok();
    let paths = document["paths"].as_object().unwrap().iter();
    let read = paths.filter(|(path, operations)| {
        !path.contains('{') && operations.get("get").is_some() && !path.ends_with("/v1/events")
    });
    read.map(|(path, operations)| {
        let path = path.strip_prefix("/api/v1").unwrap_or(path);
        let wanted = operations["get"]["parameters"].as_array().into_iter().flatten();
        let wanted = wanted.filter(|parameter| parameter["required"] == true);
        let query = wanted.map(|parameter| match parameter["name"].as_str().unwrap() {
            "format" => "format=csv",
            "from" => "from=2026-01-01",
            "to" => "to=2026-02-01",
            _ => "",
        });
        format!("{path}?{}", query.collect::<Vec<_>>().join("&"))
    })
    .collect()
}

/// Everything that is in the files of a folder.
fn bytes_below(folder: &Path) -> Vec<u8> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { bytes_below(&path) } else { fs::read(&path).unwrap() }).collect()
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

/// Sets an installation up and begins to enrol an authenticator; answers its secret.
fn put_a_secret_in(server: &mut Server) -> (Client, String) {
    let line = server.next_line();
    let code = line.rsplit("code=").next().unwrap();
    let new = json!({"code": code, "organisation": "Example Railways", "name": "Release manager",
        "email": "boss@example.org", "password": PASSWORD});
    let visitor = server.client_without_token();
    let made = visitor.post("/setup", new);
    let boss = visitor.in_session_of(&made);
    let begun = boss.post("/account/authenticator", json!({})).created();
    (boss, begun["secret"].as_str().unwrap().to_owned())
}

#[test]
fn a_secret_that_was_put_in_is_found_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::folder(&folder.path().join("data"));
    let surroundings = [("SIGNALBOX_LOG", "trace"), ("SIGNALBOX_SECRETS__KEY_ENV", "THE_KEY"), ("THE_KEY", KEY)];
    let log = folder.path().join("log");
    let mut server = Server::start_logging(&place, &surroundings, &log);
    let (boss, secret) = put_a_secret_in(&mut server);
    // What goes wrong with it tells nothing of it, neither to whoever asks nor to the log.
    let wrong = json!({"code": "000000"});
    let mut told = boss.post("/account/authenticator/enrol", wrong).text;
    told += &boss.post("/account/authenticator/enrol", json!({"code": 1})).text;
    told += &boss.post("/account/authenticator/enrol", json!({"code": "x".repeat(21)})).text;
    let provider = json!({"key": "corporate", "name": "Corporate", "issuer": "https://id.invalid", "client": "signalbox",
        "admission": "known", "client_secret": CANARY});
    boss.post("/sign-in-providers", provider.clone()).created();
    boss.post("/sign-in-providers", provider).refused(422);
    told += &boss.post("/session/providers/corporate", json!({})).text;
    // Every list and export that there is.
    let lists = lists(&boss);
    assert!(lists.len() > 30 && lists.iter().any(|list| list.starts_with("/tables/journal")), "{lists:?}");
    for list in lists {
        told += &boss.get(&list).text;
    }
    server.terminate();
    assert!(server.ended().success());
    told += &run_with(&[&["export"], place.flags().as_slice()].concat(), &surroundings).done();
    told += &run_with(&[&["config"], place.flags().as_slice()].concat(), &surroundings).done();
    assert!(!folder.path().join("data/secrets.key").exists(), "the key is in the surroundings");
    let log = fs::read(&log).unwrap();
    assert!(!log.is_empty(), "the log is there to be searched");
    let kept = bytes_below(&folder.path().join("data"));
    assert!(holds(&kept, "authenticator"), "the database is there to be searched");
    for (what, bytes) in [("what was told", told.as_bytes()), ("the log", &log), ("the database", &kept)] {
        assert!(!holds(bytes, &secret), "the secret is in {what}");
        assert!(!holds(bytes, CANARY), "a provider's secret is in {what}");
        assert!(!holds(bytes, KEY), "the key is in {what}");
    }
}

#[test]
fn a_server_does_not_start_with_a_key_that_opens_nothing_and_a_key_can_be_changed() {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::folder(&folder.path().join("data"));
    let mut server = Server::start(&place);
    put_a_secret_in(&mut server);
    server.kill();
    let key = folder.path().join("data/secrets.key");
    let made = fs::read_to_string(&key).unwrap();
    let serve = [&["serve", "--listen", "127.0.0.1:0"], place.flags().as_slice()].concat();
    fs::write(&key, format!("{OTHER}\n")).unwrap();
    let told = run(&serve).failed();
    assert!(told.contains("name the right key under [secrets]"), "{told}");
    let rotate = [&["secrets", "rotate"], place.flags().as_slice()].concat();
    run(&rotate).failed();

    // The new one before the old one, everything sealed anew, the old one thrown away.
    fs::write(&key, format!("{OTHER}\n{made}")).unwrap();
    // The secret, and the key that signs the journal when the server ran long enough to need it.
    let told = run(&rotate).done();
    assert!(told.contains("1 were sealed under another") || told.contains("2 were sealed under another"), "{told}");
    assert!(run(&rotate).done().contains("0 were sealed under another"));
    fs::write(&key, format!("{OTHER}\n")).unwrap();
    let server = Server::start(&place);
    let client = server.client(&token(&place));
    eventually("the journal to tell of it", || {
        let journal = client.get("/journal?limit=200").ok();
        journal["items"].as_array().unwrap().iter().find(|event| event["kind"] == "secrets.rotated").cloned()
    });
}
