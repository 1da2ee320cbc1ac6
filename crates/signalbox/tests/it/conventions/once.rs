//! `Idempotency-Key`: what is repeated is carried out once.

use super::revisions::at_once;
use crate::harness::{Client, Request};
use serde_json::{Value, json};

fn new(key: &str) -> Value {
    json!({"key": key, "name": "Payments", "kind": "project", "portfolio": "enterprise"})
}

fn post(once: &str, key: &str) -> Request {
    Request::new("POST", "/releases").once(once).json(&new(key))
}

both_databases!(a_repeated_request_gets_the_same_answer_and_happens_once, |app| {
    let client = app.administrator();
    let first = client.send(post("k-1", "R-1"));
    let again = app.unchanged_by(|| client.send(post("k-1", "R-1")));
    assert_eq!((again.status, &again.text, again.header("etag")), (201, &first.text, first.header("etag")));
    assert_eq!(again.header("idempotent-replay"), Some("true"));
    assert_eq!(first.header("idempotent-replay"), None);
    let other = app.unchanged_by(|| client.send(post("k-1", "R-2"))).refused(422);
    assert_eq!(other.name, "key-reused");
    // Another path is another request; another person has keys of their own.
    client.send(Request::new("POST", "/releases/R-1/archive").rev(1).once("k-1")).refused(422);
    app.member_of("enterprise").send(post("k-1", "R-3")).created();
    // A refusal changed nothing, so the key is free for the request put right.
    client.send(post("k-2", "R-1")).refused(422);
    client.send(post("k-2", "R-4")).created();
    // A day later the key is forgotten.
    app.clock.advance(jiff::SignedDuration::from_hours(25));
    client.send(post("k-1", "R-5")).created();
});

both_databases!(keys_are_visible_characters, |app| {
    let client = app.administrator();
    for key in ["", "two words", &"x".repeat(201)] {
        client.send(post(key, "R-1")).refused(400);
    }
    client.send(post(&"x".repeat(200), "R-1")).created();
});

both_databases!(many_at_once_with_one_key_make_one_release, |app| {
    let client = app.administrator();
    let people: Vec<Client> = (0..8).map(|_| client.clone()).collect();
    let answers = at_once(&people, |_, client| client.send(post("k-1", "R-1")));
    let made: Vec<_> = answers.iter().filter(|answer| answer.status == 201).collect();
    assert!(!made.is_empty());
    assert!(made.iter().all(|answer| answer.text == made[0].text), "all get the same answer");
    for waiting in answers.iter().filter(|answer| answer.status != 201) {
        assert!(matches!(waiting.refused(409).reasons()[0].as_str(), "under_way" | "carried_out"), "{}", waiting.text);
    }
    assert_eq!(client.list("/releases", "key"), ["R-1"]);
    app.settle();
    assert_eq!(client.all("/journal?kind=release.created").len(), 1);
});

// Work that comes together is committed together. Each of these claims its key first, and only then can be refused.
both_databases!(who_is_refused_among_many_undoes_nothing_but_their_own, |app| {
    let client = app.administrator();
    client.send(post("first", "TAKEN")).created();
    let people: Vec<Client> = (0..24).map(|_| client.clone()).collect();
    let key = |number: usize| if number.is_multiple_of(3) { "TAKEN".to_owned() } else { format!("R-{number:02}") };
    for round in 0..3 {
        let once = |number: usize| format!("k-{round}-{number}");
        let answers = at_once(&people, |number, client| client.send(post(&once(number), &key(number + 100 * round))));
        for (number, answer) in answers.iter().enumerate() {
            let is_refused = (number + 100 * round).is_multiple_of(3);
            assert_eq!(answer.status, if is_refused { 422 } else { 201 }, "{}", answer.text);
            if is_refused {
                // Nothing is left of it: its key is free for the request put right.
                client.send(post(&once(number), &format!("RIGHT-{round}-{number}"))).created();
            }
        }
    }
    assert_eq!(client.list("/releases", "key").len(), 1 + 3 * 24);
    app.settle();
    assert_eq!(client.all("/journal?kind=release.created").len(), 1 + 3 * 24);
});
