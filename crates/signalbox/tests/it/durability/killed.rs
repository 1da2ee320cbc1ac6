//! Killed without warning, again and again, while people write.

use crate::{
    harness::{Client, PATIENCE, Place, Request, Server, eventually, run, token},
    oracles::both_places,
};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

const ROUNDS: usize = 8;
const WRITERS: usize = 4;
/// How many writes are acknowledged before the next kill.
const BETWEEN: usize = 25;

/// What all writers and the killer share.
struct Scene {
    /// Where the server is at the moment.
    client: Mutex<Client>,
    over: AtomicBool,
    acknowledged: AtomicUsize,
}

impl Scene {
    fn client(&self) -> Client {
        self.client.lock().unwrap().clone()
    }
}

both_places!(no_acknowledged_write_is_lost_or_doubled, |place| {
    let token = token(place);
    let mut server = Server::start(place);
    let scene = Scene {
        client: Mutex::new(server.client(&token)),
        over: AtomicBool::new(false),
        acknowledged: AtomicUsize::new(0),
    };
    let written: Vec<String> = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                scope.spawn({
                    let scene = &scene;
                    move || write(scene, writer)
                })
            })
            .collect();
        for round in 0..ROUNDS {
            let enough = (round + 1) * BETWEEN;
            eventually("acknowledged writes", || (scene.acknowledged.load(Ordering::SeqCst) >= enough).then_some(()));
            server.kill();
            server = Server::start(place);
            *scene.client.lock().unwrap() = server.client(&token);
        }
        scene.over.store(true, Ordering::SeqCst);
        writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
    });
    assert!(written.len() >= ROUNDS * BETWEEN);

    let client = scene.client();
    let kept = client.list("/releases?limit=200&sort=key", "key");
    let expected: BTreeSet<&String> = written.iter().collect();
    assert_eq!(expected.len(), written.len());
    assert_eq!(kept.iter().collect::<BTreeSet<_>>(), expected, "every write, and nothing else");
    assert_eq!(kept.len(), written.len());
    // Each with its one event, once the sealer has had its turn.
    let made = eventually("every event", || {
        let events = client.all("/journal?kind=release.created&limit=200");
        (events.len() >= written.len()).then_some(events)
    });
    let mut by_name: BTreeMap<&str, usize> = BTreeMap::new();
    for event in &made {
        *by_name.entry(event["name"].as_str().unwrap()).or_default() += 1;
    }
    assert!(by_name.values().all(|count| *count == 1), "{by_name:?}");
    assert_eq!(by_name.keys().copied().collect::<BTreeSet<_>>(), written.iter().map(String::as_str).collect());
    let positions: BTreeSet<i64> =
        client.all("/journal?limit=200").iter().map(|event| event["position"].as_i64().unwrap()).collect();
    assert_eq!(positions, (1..=*positions.last().unwrap()).collect(), "no place is missing");
    server.kill();
    assert!(verify(place).contains(" events, each as it was signed by signalbox/"));
});

fn verify(place: &Place) -> String {
    run(&[&["verify"], place.flags().as_slice()].concat()).done()
}

/// Makes releases until told to stop; answers the keys of those that are certainly there. When the server dies while it
/// answers, the request is sent again under its key until its fate is known.
fn write(scene: &Scene, writer: usize) -> Vec<String> {
    let mut made = Vec::new();
    while !scene.over.load(Ordering::SeqCst) {
        let key = format!("W{writer}-{:04}", made.len());
        let body: Value = json!({"key": key, "name": "Payments", "kind": "project", "portfolio": "enterprise",
            "milestones": [{"kind": "gate", "name": "Gate", "due": {"date": "2026-01-01"}}]});
        let request = Request::new("POST", "/releases").once(&key).json(&body);
        let begun = std::time::Instant::now();
        loop {
            assert!(begun.elapsed() < PATIENCE, "{key} is never answered");
            match scene.client().try_send(request.clone()) {
                Ok(answer) if answer.status == 201 => break,
                Ok(answer) if answer.status == 409 => {
                    assert_eq!(answer.refused(409).reasons(), ["carried_out"], "{}", answer.text);
                    break;
                }
                Ok(answer) => assert_eq!(answer.status, 503, "{}", answer.text),
                Err(_) => std::thread::sleep(std::time::Duration::from_millis(2)),
            }
        }
        scene.acknowledged.fetch_add(1, Ordering::SeqCst);
        made.push(key);
    }
    made
}
