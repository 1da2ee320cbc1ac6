//! Another Signalbox as a witness.

use super::{record, signed};
use crate::harness::{App, Client, Place, Request, Server, eventually, token};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;
use signalbox_domain::proofs::witness::Refusal;
use signalbox_service::{
    proofs::{self, VerifierKey},
    witnessing::{Answer, take},
};
use signalbox_store::testing;
use signalbox_verify::Checkpoint;

/// What is sent to a witness that saw a journal at a size last.
fn submission(client: &Client, old: u64, note: &str) -> String {
    let size: u64 = note.lines().nth(1).unwrap().parse().unwrap();
    let mut text = format!("old {old}\n");
    if old > 0 && old < size {
        let proof = client.get(&format!("/journal/consistency?from={old}&to={size}")).ok();
        for hash in proof["path"].as_array().unwrap() {
            text.push_str(&format!("{}\n", hash.as_str().unwrap()));
        }
    }
    format!("{text}\n{note}")
}

both_databases!(a_journal_is_witnessed_as_long_as_it_only_grows, |app| {
    let log = App::on_sqlite();
    let client = log.administrator();
    log.release("PAY-1", json!({}));
    record(&log, 5);
    let (key, first) = signed(&log, &client);
    let known = VerifierKey::read(&key.to_string()).unwrap();
    let stranger = app.service.clone();
    let witness = app.service.clone().witnessing([known]);
    let sent = |text: String| app.wait(take(&witness, text)).unwrap();
    let size = |note: &str| Checkpoint::open(note, &key).unwrap().size;

    assert_eq!(app.wait(take(&stranger, submission(&client, 0, &first))), Ok(Answer::Unknown));
    assert!(matches!(sent("old 0\n\nx".to_owned()), Answer::Malformed(_)));
    assert_eq!(sent(submission(&client, 3, &first)), Answer::Refused(Refusal::Elsewhere(0)));
    let Answer::Signed(line) = sent(submission(&client, 0, &first)) else { panic!("it is the first") };
    // The line is one more signature of the same note: the specification's own words about it.
    assert!(line.starts_with("\u{2014} signalbox/") && line.ends_with('\n'));
    assert_eq!(Checkpoint::open(&format!("{first}{line}"), &key).unwrap().size, size(&first));
    assert!(matches!(sent(submission(&client, size(&first), &first)), Answer::Signed(_)), "again");

    record(&log, 7);
    let (_, second) = signed(&log, &client);
    assert_eq!(sent(submission(&client, 0, &second)), Answer::Refused(Refusal::Elsewhere(size(&first))));
    let right = submission(&client, size(&first), &second);
    let wrong = right.replacen(right.lines().nth(1).unwrap(), &STANDARD.encode([7; 32]), 1);
    assert_eq!(sent(wrong), Answer::Refused(Refusal::Unproven));
    let forged = right.replacen(&format!("\n{}\n", size(&second)), &format!("\n{}\n", size(&second) + 1), 1);
    assert_eq!(sent(forged), Answer::Untrusted);
    assert!(matches!(sent(right), Answer::Signed(_)));
    // The database was taken back: what was signed before is signed no more.
    assert_eq!(sent(submission(&client, size(&first), &first)), Answer::Refused(Refusal::Elsewhere(size(&second))));
    assert_eq!(sent(submission(&client, size(&second), &first)), Answer::Refused(Refusal::Shrinks));
    // Whoever has the database changes an event, and makes the server forget what it signed: it signs another history.
    testing::disown_events(&log.service.db, "release.created");
    testing::forget_checkpoints(&log.service.db);
    let fork = log.wait(proofs::sign(&log.service)).unwrap().unwrap();
    assert_eq!((fork.size, fork.note != second), (size(&second), true));
    for _ in 0..2 {
        assert_eq!(sent(submission(&client, size(&second), &fork.note)), Answer::Refused(Refusal::Forked));
    }
    app.settle();
    let told = app.administrator().all("/journal?kind=journal.contradicted");
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0]["reason"].as_str().unwrap().contains("signed two different journals"));
});

/// The key that a server tells at a path, once it has one.
fn key_at(client: &Client, path: &str) -> String {
    eventually("a key", || {
        let answer = client.get(path);
        (answer.status == 200).then(|| answer.ok_text().trim_end().to_owned())
    })
}

#[test]
fn two_servers_are_witnesses_of_one_another() {
    let folder = tempfile::tempdir().unwrap();
    let [here, there] = ["here", "there"].map(|name| Place::folder(&folder.path().join(name)));
    let tokens = [&here, &there].map(token);
    let start = |place: &Place, name: &str, settings: &[(&str, String)]| {
        let settings: Vec<(&str, &str)> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Server::start_logging(place, &settings, &folder.path().join(format!("{name}.log")))
    };
    // Each has to know the key of the other before it begins.
    let mut first = start(&here, "first", &[]);
    let log_key = key_at(&first.client(&tokens[0]), "/journal/key");
    first.terminate();
    first.ended();
    let witness_for = ("SIGNALBOX_JOURNAL__WITNESS_FOR", format!("[{log_key:?}]"));
    let witness = start(&there, "witness", std::slice::from_ref(&witness_for));
    let witness_key = key_at(&witness.client(&tokens[1]), "/witness/key");
    let address = witness.url.strip_prefix("http://").unwrap();
    let named = format!("{}/api/v1/witness/add-checkpoint {witness_key}", witness.url);
    let server = start(
        &here,
        "log",
        &[
            ("SIGNALBOX_JOURNAL__WITNESSES", format!("[{named:?}]")),
            ("SIGNALBOX_OUTGOING__ALLOW", format!("[{address:?}]")),
        ],
    );
    let client = server.client(&tokens[0]);
    // Something happens, and within seconds the other server has signed it.
    client.post("/portfolios", json!({"key": "P", "name": "P", "parent": "enterprise"})).created();
    let signature = eventually("a signature of the witness", || client.all("/journal/witnesses").pop());
    let note = client.get("/journal/checkpoint").ok_text();
    let size: u64 = note.lines().nth(1).unwrap().parse().unwrap();
    assert!(signature["size"].as_u64().unwrap() <= size);
    assert!(signature["line"].as_str().unwrap().starts_with("\u{2014} signalbox/"));
    // What is no checkpoint is refused by whoever it comes from.
    let anybody = witness.client_without_token();
    let send = |text: &str| anybody.send(Request::new("POST", "/witness/add-checkpoint").raw("text/plain", text));
    send("hello").refused(400);
    let unknown = note.replacen("signalbox/", "signalbox/0", 1);
    send(&format!("old 0\n\n{unknown}")).refused(404);
    let conflict = send(&format!("old 0\n\n{note}"));
    assert_eq!((conflict.status, conflict.header("content-type")), (409, Some("text/x.tlog.size")));
    assert!(conflict.text.trim_end().parse::<u64>().unwrap() >= 1);
}
