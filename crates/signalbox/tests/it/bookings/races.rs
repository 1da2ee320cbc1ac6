//! Many who book at once: whatever they do, what holds a place never clashes, and nobody is refused without cause.

use super::{act, at, book, environment, group, path};
use crate::{
    conventions::revisions::at_once,
    harness::{App, Client},
};
use serde_json::{Value, json};
use signalbox_domain::{
    bookings::{
        Clash, Hold, Span, Usage,
        clash::{against, among},
    },
    environments::{Node, Tree},
    id::{BookingId, EnvironmentId, Identifier},
};
use std::{collections::HashMap, sync::Mutex};

both_databases!(of_many_who_want_the_last_slot_one_gets_it_and_the_others_hear_who, |app| {
    group(app, "sandboxes", true);
    environment(app, "uat", json!({"group": "sandboxes"}));
    let people: Vec<Client> = (0..6).map(|_| app.member_of("enterprise")).collect();
    let answers = at_once(&people, |number, client| book(client, &format!("Booking {number}"), json!({})));
    let won: Vec<_> = answers.iter().filter(|answer| answer.status == 201).collect();
    assert_eq!(won.len(), 1);
    let title = won[0].created()["title"].as_str().unwrap().to_owned();
    for answer in answers.iter().filter(|answer| answer.status != 201) {
        let refused = answer.refused(409);
        assert_eq!(refused.reasons(), ["booked"]);
        assert!(refused.body["reasons"][0]["detail"].as_str().unwrap().contains(&title), "{}", answer.text);
    }
    assert_eq!(app.administrator().all("/bookings").len(), 1);
});

/// A small tree: some of it approves itself, some of it is shared.
fn tree(app: &App) -> (Vec<&'static str>, HashMap<&'static str, EnvironmentId>, Tree) {
    group(app, "sandboxes", true);
    let kinds = [
        ("top", None, json!({"group": "sandboxes", "shareable": true})),
        ("left", Some("top"), json!({"group": "sandboxes", "shareable": true, "capacity": 2})),
        ("right", Some("top"), json!({})),
        ("left-db", Some("left"), json!({"group": "sandboxes", "shareable": true, "capacity": 2})),
        ("left-web", Some("left"), json!({"shareable": true, "capacity": 3})),
    ];
    let mut ids: HashMap<&str, EnvironmentId> = HashMap::new();
    let mut nodes = Vec::new();
    for (key, parent, mut more) in kinds {
        if let Some(parent) = parent {
            more["parent"] = json!(parent);
        }
        let made = environment(app, key, more);
        let id = EnvironmentId::parse(made["id"].as_str().unwrap()).unwrap();
        let capacity = made["capacity"].as_u64().map(|capacity| u32::try_from(capacity).unwrap());
        let room = if made["shareable"] == true { capacity } else { Some(1) };
        nodes.push(Node { id, parent: parent.map(|parent| ids[parent]), room });
        ids.insert(key, id);
    }
    (vec!["top", "left", "right", "left-db", "left-web"], ids, Tree::new(nodes).unwrap())
}

fn hold(booking: &Value, environment: EnvironmentId) -> Hold {
    let instant = |field: &str| booking[field].as_str().unwrap().parse().unwrap();
    Hold {
        booking: booking["id"].as_str().and_then(BookingId::parse).unwrap_or(BookingId::from_bits(0)),
        environment,
        span: Span::between(instant("start"), instant("end")).unwrap(),
        usage: if booking["usage"] == "shared" { Usage::Shared } else { Usage::Exclusive },
    }
}

/// Each throws something else, and the same in every run.
fn dice(number: usize) -> impl FnMut(u64) -> u64 {
    let mut dice = u64::try_from(number).unwrap() * 7_919 + 1;
    move |sides| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (dice >> 33) % sides
    }
}

/// What is approved holds a place.
fn all_held(app: &App) -> Vec<Hold> {
    let kept = app.administrator().all("/bookings?state=approved&limit=200");
    let held = kept.iter().map(|booking| {
        let environment = booking["place"]["environments"][0]["id"].as_str().unwrap();
        hold(booking, EnvironmentId::parse(environment).unwrap())
    });
    held.collect()
}

both_databases!(what_holds_a_place_never_clashes_however_many_book_at_once, |app| {
    let (keys, ids, tree) = tree(app);
    let people: Vec<Client> = (0..6).map(|_| app.administrator_of("enterprise")).collect();
    let refused: Mutex<Vec<Hold>> = Mutex::new(Vec::new());
    at_once(&people, |number, client| {
        let mut roll = dice(number);
        for attempt in 0..20 {
            let key = keys[usize::try_from(roll(5)).unwrap()];
            let start = i64::try_from(roll(60)).unwrap();
            let end = start + 1 + i64::try_from(roll(8)).unwrap();
            let usage = if roll(3) == 0 { "exclusive" } else { "shared" };
            let wanted = json!({"place": {"environment": key}, "usage": usage, "start": at(start), "end": at(end)});
            let asked = book(client, &format!("{number}-{attempt}"), wanted.clone());
            let decided = match asked.status {
                201 if asked.created()["state"] == "requested" => act(client, &asked.created(), "approve", json!({})),
                _ => asked,
            };
            match decided.status {
                200 | 201 => {}
                409 => refused.lock().unwrap().push(hold(&wanted, ids[key])),
                other => panic!("{other}: {}", decided.text),
            }
        }
    });
    let held = all_held(app);
    assert_eq!(among(&held, &tree), []);
    let refused = refused.into_inner().unwrap();
    assert!(held.len() > 20 && refused.len() > 20, "{} kept and {} refused", held.len(), refused.len());
    for wanted in refused {
        assert_ne!(against(&[wanted], &held, &tree), [], "{wanted:?} was refused without cause");
    }
});

both_databases!(what_holds_a_place_never_clashes_unaccepted_however_many_cancel_move_and_accept_meanwhile, |app| {
    let (keys, _, tree) = tree(app);
    let people: Vec<Client> = (0..6).map(|_| app.administrator_of("enterprise")).collect();
    let done: Mutex<HashMap<&str, usize>> = Mutex::new(HashMap::new());
    at_once(&people, |number, client| {
        let mut roll = dice(number);
        let mut own: Vec<Value> = Vec::new();
        for attempt in 0..24 {
            let start = i64::try_from(roll(40)).unwrap();
            let end = start + 1 + i64::try_from(roll(8)).unwrap();
            let times = json!({"start": at(start), "end": at(end)});
            let (verb, answer) = match (roll(6), own.is_empty()) {
                (0, false) => {
                    let booking = own.swap_remove(usize::try_from(roll(own.len() as u64)).unwrap());
                    ("cancel", act(client, &booking, "cancel", json!({"reason": "not needed"})))
                }
                (1 | 2, false) => {
                    let booking = &own[usize::try_from(roll(own.len() as u64)).unwrap()];
                    ("move", act(client, booking, "move", times))
                }
                _ => {
                    let key = keys[usize::try_from(roll(5)).unwrap()];
                    let usage = if roll(3) == 0 { "exclusive" } else { "shared" };
                    let asked = json!({"place": {"environment": key}, "usage": usage, "if_taken": "request"});
                    let made = book(client, &format!("{number}-{attempt}"), super::with(asked, &times)).created();
                    own.push(made.clone());
                    let is_accepted = made["state"] == "requested" && roll(4) == 0;
                    if is_accepted {
                        act(client, &made, "overlaps", json!({"reason": "both know"}));
                    }
                    match made["state"] == "requested" {
                        true => {
                            (if is_accepted { "accept" } else { "approve" }, act(client, &made, "approve", json!({})))
                        }
                        false => continue,
                    }
                }
            };
            assert!([200, 409].contains(&answer.status), "{verb}: {}", answer.text);
            if answer.status == 200 {
                *done.lock().unwrap().entry(verb).or_default() += 1;
            }
        }
    });
    let client = app.administrator();
    let accepted: Vec<(Span, Vec<String>)> = client
        .all("/bookings?state=approved&limit=200")
        .iter()
        .flat_map(|booking| client.get(&path(booking, "overlaps")).ok()["items"].as_array().unwrap().clone())
        .map(|overlap| {
            let instant = |field: &str| overlap[field].as_str().unwrap().parse().unwrap();
            let of = overlap["bookings"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned());
            (Span::between(instant("start"), instant("end")).unwrap(), of.collect())
        })
        .collect();
    // Somebody answers for exactly these bookings, all the time that they overlap.
    let is_accepted = |clash: &Clash| {
        let of: Vec<String> = clash.bookings.iter().map(ToString::to_string).collect();
        accepted.iter().any(|(span, bookings)| span.encloses(clash.span) && of.iter().all(|id| bookings.contains(id)))
    };
    let open: Vec<Clash> = among(&all_held(app), &tree).into_iter().filter(|clash| !is_accepted(clash)).collect();
    assert_eq!(open, []);
    let done = done.into_inner().unwrap();
    for verb in ["cancel", "move", "accept", "approve"] {
        assert!(done.get(verb).is_some_and(|count| *count > 0), "nobody could {verb}: {done:?}");
    }
});
