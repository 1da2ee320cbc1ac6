//! The stream of live events: at once, in order, and nothing is lost by coming back.

use crate::harness::Stream;
use serde_json::{Value, json};

both_databases!(what_happens_is_told_at_once_and_in_order, |app| {
    let client = app.administrator();
    let listener = app.member_of("enterprise");
    app.settle();
    let mut live = Stream::open(&listener, None);
    let hello = live.next().unwrap();
    assert_eq!(hello.event, "hello");
    let release = app.release("R-1", json!({}));
    let gate = json!({"kind": "gate", "name": "Gate", "due": {"date": "2026-01-20"}});
    let gate = client.post("/releases/R-1/milestones", gate).created();
    let (made, added) = (live.next().unwrap(), live.next().unwrap());
    assert_eq!((made.data["kind"].as_str(), &made.data["subject"]), (Some("release.created"), &release["id"]));
    assert_eq!((added.data["kind"].as_str(), &added.data["subject"]), (Some("milestone.added"), &gate["id"]));
    assert_eq!(added.data["about"], release["id"], "a gate is about its release");
    assert_eq!(made.data["position"], made.id);
    assert!(hello.id < made.id && made.id < added.id);
});

both_databases!(a_reader_that_comes_back_misses_nothing, |app| {
    let who = app.member_of("enterprise");
    app.settle();
    let mut live = Stream::open(&who, None);
    let hello = live.next().unwrap();
    app.release("R-1", json!({}));
    let first = live.next().unwrap();
    drop(live);
    for number in 2..=40 {
        app.release(&format!("R-{number}"), json!({}));
    }
    let mut live = Stream::open(&who, Some(first.id));
    for expected in first.id + 1..first.id + 40 {
        assert_eq!(live.next().unwrap().id, expected);
    }
    let mut live = Stream::open(&who, Some(hello.id));
    assert_eq!(live.next(), Some(first));
    // A place that never was, as after a database was put back from a copy: read everything again.
    let mut live = Stream::open(&who, Some(1_000_000));
    let reset = live.next().unwrap();
    assert_eq!((reset.event.as_str(), reset.id), ("reset", app.settle()));
    app.release("R-41", json!({}));
    assert_eq!(live.next().unwrap().id, reset.id + 1);
});

both_databases!(a_long_gap_means_reading_again, |app| {
    let who = app.member_of("enterprise");
    let documents: Vec<Value> = (0..5_100)
        .map(|number| json!({"kind": "Portfolio", "key": format!("p-{number}"), "name": "P", "parent": "enterprise"}))
        .collect();
    app.administrator().post("/apply", json!({"documents": documents})).ok();
    let last = app.settle();
    assert_eq!(Stream::open(&who, Some(last - 5_001)).next().unwrap().event, "reset");
    assert_eq!(Stream::open(&who, Some(last - 100)).next().unwrap().id, last - 99);
});

both_databases!(streams_end_when_the_server_is_to_stop, |app| {
    let mut live = Stream::open(&app.administrator(), None);
    live.next().unwrap();
    app.end_streams();
    while live.next().is_some() {}
});

both_databases!(nobody_hears_anything_without_signing_in, |app| {
    assert_eq!(Stream::open(&app.anonymous(), None).status, 401);
    assert_eq!(Stream::open(&app.anonymous().with_token("sbx_wrong"), None).status, 401);
});
