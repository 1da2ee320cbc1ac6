//! `If-Match`: nobody overwrites what they have not seen.

use crate::harness::{App, Client, Request};
use serde_json::json;

both_databases!(a_change_says_against_which_revision_it_was_made, |app| {
    let client = app.administrator();
    app.release("R-1", json!({}));
    let change = || Request::new("PATCH", "/releases/R-1").json(&json!({"name": "New name"}));
    app.unchanged_by(|| {
        let missing = client.send(change()).refused(428);
        assert!(missing.detail.contains("If-Match"), "{}", missing.detail);
        let stale = client.send(change().rev(7)).refused(412);
        assert_eq!((stale.name.as_str(), &stale.body["current_rev"]), ("stale", &json!(1)));
        client.send(change().header("if-match", "\"abc\"")).refused(412);
        client.send(change().header("if-match", "*")).refused(412);
    });
    let changed = client.send(change().header("if-match", "W/\"1\""));
    assert_eq!((changed.rev(), &changed.ok()["rev"]), (2, &json!(2)));
    // The same words again change nothing, and are no new revision.
    let same = app.unchanged_by(|| client.send(change().rev(2)));
    assert_eq!(same.rev(), 2);
});

both_databases!(of_two_people_at_once_one_wins_and_the_other_is_told, |app| {
    let owner = app.release("R-1", json!({}));
    let path = format!("/releases/{}", owner["id"].as_str().unwrap());
    let people: Vec<Client> = (0..6).map(|_| app.member_of("enterprise")).collect();
    let answers: Vec<u16> =
        at_once(&people, |number, client| client.patch(&path, 1, json!({"name": format!("Name {number}")})).status);
    assert_eq!(answers.iter().filter(|status| **status == 200).count(), 1, "{answers:?}");
    assert_eq!(answers.iter().filter(|status| **status == 412).count(), 5, "{answers:?}");
    assert_eq!(app.administrator().get(&path).rev(), 2);
    assert_eq!(changes_of(app, &path), 1, "one event for the one change");
});

both_databases!(changes_made_one_after_another_are_all_kept, |app| {
    app.release("R-1", json!({}));
    let people: Vec<Client> = (0..4).map(|_| app.member_of("enterprise")).collect();
    // Everybody reads, changes their own tag, and tries again when somebody else was faster.
    at_once(&people, |number, client| {
        for _ in 0..200 {
            let read = client.get("/releases/R-1");
            let mut tags = read.ok()["tags"].as_array().unwrap().clone();
            tags.push(json!(format!("tag-{number}")));
            match client.patch("/releases/R-1", read.rev(), json!({"tags": tags})).status {
                200 => return,
                412 => {}
                other => panic!("{other}"),
            }
        }
        panic!("never got a turn");
    });
    let found = app.administrator().get("/releases/R-1");
    assert_eq!(found.ok()["tags"].as_array().unwrap().len(), 4, "{}", found.text);
    assert_eq!(found.rev(), 5);
});

/// Everybody does the same at the same time.
pub(crate) fn at_once<T: Send>(people: &[Client], act: impl Fn(usize, &Client) -> T + Sync) -> Vec<T> {
    let barrier = std::sync::Barrier::new(people.len());
    std::thread::scope(|scope| {
        let acting: Vec<_> = people
            .iter()
            .enumerate()
            .map(|(number, client)| {
                let (act, barrier) = (&act, &barrier);
                scope.spawn(move || {
                    barrier.wait();
                    act(number, client)
                })
            })
            .collect();
        acting.into_iter().map(|acting| acting.join().unwrap()).collect()
    })
}

fn changes_of(app: &App, path: &str) -> usize {
    app.settle();
    app.administrator().all(&format!("{path}/events")).iter().filter(|event| event["kind"] == "release.changed").count()
}
