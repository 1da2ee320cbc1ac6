//! The journal proves itself: checkpoints, proofs, and an export that is checked without the server.

mod erasure;
mod keys;
mod witness;

use crate::harness::{App, Client, PATIENCE};
use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::SignedDuration;
use serde_json::Value;
use signalbox_domain::{Fact, authz::Role, id::PortfolioId};
use signalbox_service::{Ctx, jobs, proofs, witnesses::Witness};
use signalbox_store::testing;
use signalbox_verify::{
    Checkpoint, VerifierKey, check,
    merkle::{self, Hash, Head},
    note::notes,
};
use std::{
    io::{Read, Write},
    net::TcpListener,
};

/// Records so many facts, one in a transaction.
fn record(app: &App, count: usize) {
    for _ in 0..count {
        let fact = Fact::of("test.counted", "x", None::<PortfolioId>);
        app.service.db.write_now(&Ctx::system("test"), move |tx| tx.record(std::slice::from_ref(&fact))).unwrap();
    }
    app.settle();
}

fn hash(text: &Value) -> Hash {
    STANDARD.decode(text.as_str().unwrap()).unwrap().try_into().unwrap()
}

fn hashes(list: &Value) -> Vec<Hash> {
    list.as_array().unwrap().iter().map(hash).collect()
}

/// The key and the last checkpoint, as anybody gets them.
fn signed(app: &App, client: &Client) -> (VerifierKey, String) {
    app.settle();
    app.wait(proofs::sign(&app.service)).unwrap();
    let key = client.get("/journal/key").ok_text();
    (key.trim_end().parse().unwrap(), client.get("/journal/checkpoint").ok_text())
}

fn checked(file: &str, key: Option<&VerifierKey>, kept: &[String]) -> Result<u64, String> {
    check(&mut file.as_bytes(), key, kept).map(|report| report.checkpoint.size).map_err(|fault| fault.to_string())
}

both_databases!(every_event_is_proven_and_every_tree_begins_the_next, |app| {
    let (client, stranger) = (app.administrator(), app.stranger());
    client.get("/journal/checkpoint").refused(404);
    client.get("/journal/key").refused(404);
    record(app, 300);
    let (key, first) = signed(app, &client);
    let first = Checkpoint::open(&first, &key).unwrap();
    record(app, 500);
    let (_, last) = signed(app, &stranger);
    let last = Checkpoint::open(&last, &key).unwrap();
    assert!(first.size > 300 && last.size == first.size + 500, "{first:?} {last:?}");
    let events = client.all("/journal?limit=200");
    for event in events.iter().step_by(23).chain([&events[0], events.last().unwrap()]) {
        let position = event["position"].as_u64().unwrap();
        for checkpoint in [&first, &last].into_iter().filter(|checkpoint| checkpoint.size >= position) {
            let proof = client.get(&format!("/journal/{position}/proof?size={}", checkpoint.size)).ok();
            let leaf = merkle::leaf(proof["leaf"].as_str().unwrap().as_bytes());
            assert_eq!((leaf, hash(&proof["root"])), (hash(&proof["leaf_hash"]), checkpoint.root));
            let path = hashes(&proof["path"]);
            merkle::inclusion(position - 1, checkpoint.size, &leaf, &path, &checkpoint.root).unwrap();
            let told: Value = serde_json::from_str(proof["leaf"].as_str().unwrap()).unwrap();
            assert_eq!((&told["id"], &told["kind"]), (&event["id"], &event["kind"]));
        }
    }
    for from in [1, 2, 255, 256, 257, first.size, last.size - 1] {
        let proof = client.get(&format!("/journal/consistency?from={from}")).ok();
        let earlier = Head { size: from, root: hash(&proof["from_root"]) };
        let later = Head { size: last.size, root: hash(&proof["to_root"]) };
        merkle::consistency(earlier, later, &hashes(&proof["path"])).unwrap();
        assert_eq!(later.root, last.root);
        assert!(from != first.size || earlier.root == first.root);
    }
    // What is not there is refused, and what is not to be seen is not there.
    let more = last.size + 1;
    assert_eq!(client.get(&format!("/journal/1/proof?size={more}")).refused(422).faults(), ["/size range"]);
    assert_eq!(client.get("/journal/9/proof?size=8").refused(422).faults(), ["/size range"]);
    assert_eq!(client.get("/journal/consistency?from=0").refused(422).faults(), ["/to range"]);
    assert_eq!(client.get("/journal/consistency?from=9&to=8").refused(422).faults(), ["/to range"]);
    client.get(&format!("/journal/{more}/proof")).refused(404);
    stranger.get("/journal/1/proof").refused(404);
});

both_databases!(an_export_is_checked_without_the_server, |app| {
    let client = app.administrator();
    app.release("PAY-1", serde_json::json!({"description": "tab\there, line\nthere"}));
    record(app, 20);
    let (key, kept) = signed(app, &client);
    record(app, 5);
    app.wait(proofs::sign(&app.service)).unwrap();
    for (role, is_allowed) in [(Role::Viewer, false), (Role::ReleaseManager, false), (Role::Auditor, true)] {
        let answer = app.somebody(&[(role, "enterprise")]).get("/journal/export");
        match is_allowed {
            true => drop(answer.ok_text()),
            false => drop(answer.refused(403)),
        }
    }
    let file = client.get("/journal/export").ok_text();
    let size = checked(&file, Some(&key), std::slice::from_ref(&kept)).unwrap();
    assert_eq!(size, Checkpoint::open(&client.get("/journal/checkpoint").ok_text(), &key).unwrap().size);
    assert!(file.contains("PAY-1"));
    // Whoever has the database changes an event, drops one, or takes the database back: a checkpoint that was kept tells.
    let events = client.all("/journal?kind=release.created");
    let name = events[0]["name"].as_str().unwrap();
    testing::rename_events(&app.service.db, name, "Another");
    let fault = checked(&client.get("/journal/export").ok_text(), Some(&key), &[]).unwrap_err();
    assert!(fault.contains("is not the one that was committed to"), "{fault}");
    testing::rename_events(&app.service.db, "Another", name);
    assert_eq!(checked(&client.get("/journal/export").ok_text(), Some(&key), &[]), Ok(size));
    testing::disown_events(&app.service.db, "release.created");
    let fault = checked(&client.get("/journal/export").ok_text(), Some(&key), &[]).unwrap_err();
    assert!(fault.contains("the root of the tree is another"), "{fault}");
    // And the server signs nothing any more that would make it right.
    let before = client.get("/journal/checkpoint").ok_text();
    record(app, 3);
    assert!(app.wait(proofs::sign(&app.service)).is_err());
    assert_eq!(client.get("/journal/checkpoint").ok_text(), before);
});

/// A server that takes one request and answers it with 204; answers its address, and what it was sent.
fn one_request() -> (String, std::thread::JoinHandle<String>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = format!("http://{}/kept", listener.local_addr().unwrap());
    let taken = std::thread::Builder::new().name("witness".to_owned()).spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut text = String::new();
        let mut part = [0; 4096];
        // A note ends with its signature.
        while !text.contains("\n\u{2014} ") || !text.ends_with('\n') {
            let read = stream.read(&mut part).unwrap();
            assert!(read > 0, "{text}");
            text.push_str(std::str::from_utf8(&part[..read]).unwrap());
        }
        stream.write_all(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n").unwrap();
        text
    });
    (address, taken.unwrap())
}

both_databases!(witnesses_keep_every_checkpoint_and_tell_when_history_is_another, |app| {
    let client = app.administrator();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("checkpoints");
    let (address, taken) = one_request();
    let witnesses = [Witness::File(file.clone()), Witness::named(&address).unwrap()];
    let service = app.service.clone().witnessed_by(witnesses);
    let work = || while jobs::run_one(&service, "test").unwrap() {};
    record(app, 3);
    work();
    let note = client.get("/journal/checkpoint").ok_text();
    assert!(taken.join().unwrap().ends_with(&note), "sent as it was signed");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), note);
    record(app, 2);
    work();
    assert_eq!(client.get("/journal/checkpoint").ok_text(), note, "not so soon");
    app.clock.advance(SignedDuration::from_secs(11));
    work();
    let kept = notes(&std::fs::read_to_string(&file).unwrap());
    assert_eq!(kept, [note, client.get("/journal/checkpoint").ok_text()], "the server that is gone holds nobody up");
    let export = client.get("/journal/export").ok_text();
    let key: VerifierKey = client.get("/journal/key").ok_text().trim_end().parse().unwrap();
    checked(&export, Some(&key), &kept).unwrap();
});
