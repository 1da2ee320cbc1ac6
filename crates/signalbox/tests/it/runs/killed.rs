//! A server that is killed without warning, again and again, while machines are told what to do.

use crate::{
    gatekeepers::elsewhere::Elsewhere,
    harness::{Client, Place, Server, run, token},
    oracles::both_places,
};
use serde_json::{Value, json};
use signalbox_domain::{
    authz::Decide,
    deployment_plans::plan,
    gates::Voter,
    id::{Identifier, PersonId},
};
use signalbox_service::Ctx;
use signalbox_store::{Config, Db, deployment_plans as store};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

/// How often the server is killed.
const KILLS: usize = 8;
/// How many tasks call somebody. Every other one calls somebody who does nothing twice.
const TASKS: usize = 64;
/// Longer than the lease of a worker that is gone.
const AT_MOST: Duration = Duration::from_secs(150);

fn states(client: &Client, path: &str) -> BTreeMap<u64, String> {
    let run = client.get(path).ok();
    let tasks = run["tasks"].as_array().unwrap().iter();
    tasks.map(|task| (task["number"].as_u64().unwrap(), task["standing"].as_str().unwrap().to_owned())).collect()
}

/// Somebody else approves the plan, past the server: here it is not about who may.
fn approve(place: &Place) {
    let (Place::Folder(at) | Place::Database(at)) = place;
    let db = Db::open(&Config::at(at)).unwrap();
    db.write_now(&Ctx::system("test"), |tx| {
        let before = store::view(tx, "night")?.plan;
        let voter = Voter { person: PersonId::from_bits(1), on_behalf_of: None, by_token: false };
        let decided = plan::approve(&before, voter, String::new(), tx.now())?;
        let permit = tx.permit::<Decide>("deployment plan", before.id, before.portfolio)?;
        store::update(tx, &before, &decided.state, &permit)?;
        tx.record(&decided.facts)
    })
    .unwrap();
}

both_places!(nothing_is_lost_nothing_is_done_twice_and_what_nobody_knows_is_in_doubt, |place| {
    let elsewhere = Elsewhere::start();
    let token = token(place);
    let host = elsewhere.url.trim_start_matches("http://").to_owned();
    let allow = format!("[\"{host}\"]");
    let start = || Server::start_within(place, &[("SIGNALBOX_OUTGOING__ALLOW", &allow)]);
    let mut server = start();
    let mut client = server.client(&token);
    let tasks: Vec<Value> = (1..=TASKS)
        .map(|number| {
            let call = json!({"to": "http", "verb": "post", "url": format!("{}/{number}", elsewhere.url)});
            json!({"number": number, "name": format!("Call {number}"), "kind": "automated", "action": {"call": call,
                "attempts": 10, "pause": 0, "repeats": number % 2 == 0, "waits": false}})
        })
        .collect();
    let plan = json!({"key": "night", "name": "Night", "portfolio": "enterprise", "tasks": tasks});
    client.post("/deployment-plans", plan).created();
    approve(place);
    let made = json!({"plan": "night", "kind": "live", "scheduled_at": "2030-01-01T00:00:00Z"});
    let path = format!("/runs/{}", client.post("/runs", made).created()["id"].as_str().unwrap());
    client.post(&format!("{path}/start"), json!({})).ok();

    let mut done: BTreeSet<u64> = BTreeSet::new();
    for round in 1..=KILLS {
        // In the middle of what it does, whatever that is just now.
        while elsewhere.count() < round * TASKS / (KILLS + 1) {
            std::thread::sleep(Duration::from_millis(1));
        }
        done.extend(states(&client, &path).iter().filter(|(_, state)| *state == "completed").map(|(task, _)| *task));
        server.kill();
        server = start();
        client = server.client(&token);
        let now = states(&client, &path);
        assert!(done.iter().all(|task| now[task] == "completed"), "what was seen to be done stays done");
    }
    let begun = Instant::now();
    let last = loop {
        let now = states(&client, &path);
        if now.values().all(|state| state == "completed" || state == "in_doubt") {
            break now;
        }
        assert!(begun.elapsed() < AT_MOST, "{now:?}");
        std::thread::sleep(Duration::from_millis(200));
    };
    let mut calls: BTreeMap<u64, Vec<String>> = BTreeMap::new();
    for told in elsewhere.told() {
        calls.entry(told.path.trim_start_matches('/').parse().unwrap()).or_default().push(told.key);
    }
    let mut in_doubt = 0;
    for (task, state) in &last {
        let keys = calls.remove(task).unwrap_or_default();
        assert!(keys.iter().all(|key| *key == keys[0]), "task {task} was told under {keys:?}");
        if task % 2 == 0 {
            assert_eq!((state.as_str(), keys.is_empty()), ("completed", false), "task {task}");
        } else {
            assert!(keys.len() <= 1, "task {task} was told {} times", keys.len());
            assert!(state == "in_doubt" || keys.len() == 1, "task {task} is {state} and was never told");
            in_doubt += usize::from(state == "in_doubt");
        }
    }
    // A server does so many at once, and no more of them can be in doubt for each time that it was killed.
    assert!(in_doubt <= KILLS * signalbox_service::jobs::WORKERS, "{in_doubt} in doubt");
    assert!(run(&[&["verify"], place.flags().as_slice()].concat()).done().contains(" events, each as it was signed"));
});
