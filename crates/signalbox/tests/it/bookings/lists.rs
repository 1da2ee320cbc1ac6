//! Which bookings there are, and the timeline.

use super::{act, at, book, environment, group, with};
use crate::harness::Client;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use signalbox_domain::authz::Role;
use signalbox_service::Ctx;

both_databases!(bookings_are_found_by_what_they_are_about, |app| {
    let client = app.administrator();
    let tester = app.somebody(&[(Role::Contributor, "enterprise")]);
    group(app, "sandboxes", true);
    environment(app, "uat", json!({"group": "sandboxes"}));
    environment(app, "uat-db", json!({"parent": "uat"}));
    app.release("R-1", json!({"phases": [{"name": "Build", "start": "2031-03-01", "end": "2031-03-31"}]}));
    let team = json!({"key": "payments", "name": "Payments", "portfolio": "enterprise"});
    client.post("/teams", team).created();
    let made = book(&client, "Whole", json!({"release": "R-1", "phase": "Build", "team": "payments"})).created();
    assert_eq!((&made["phase"]["name"], &made["team"]["key"]), (&json!("Build"), &json!("payments")));
    book(&tester, "Part", json!({"place": {"environment": "uat-db"}, "start": at(20), "end": at(22)})).created();
    let pool = json!({"place": {"group": "sandboxes"}, "start": at(30), "end": at(31)});
    book(&tester, "Pool", pool).created();
    for (query, found) in [
        ("", vec!["Whole", "Part", "Pool"]),
        ("?environment=uat", vec!["Whole", "Part", "Pool"]),
        ("?environment=uat-db", vec!["Part"]),
        ("?group=sandboxes", vec!["Pool"]),
        ("?release=r-1", vec!["Whole"]),
        ("?team=payments", vec!["Whole"]),
        ("?state=requested", vec!["Part"]),
        ("?q=who", vec!["Whole"]),
        ("?q=hole", vec![]),
        ("?open=true", vec!["Whole", "Part", "Pool"]),
        ("?open=false", vec![]),
        ("?portfolio=enterprise&state=approved", vec!["Whole", "Pool"]),
        ("?from=2031-03-11", vec!["Pool"]),
        ("?to=2031-03-11", vec!["Whole", "Part"]),
        ("?to=2031-03-10", vec![]),
    ] {
        assert_eq!(client.list(&format!("/bookings{query}"), "title"), found, "{query}");
    }
    assert_eq!(tester.list("/bookings?mine=true", "title"), ["Part", "Pool"]);
    assert_eq!(client.list("/bookings?limit=1", "title"), ["Whole", "Part", "Pool"], "page by page");
    client.get("/bookings?environment=ghost").refused(404);
    // A phase that goes leaves its bookings where they are.
    let phases = client.get("/releases/R-1/phases").ok();
    let id = phases["items"][0]["id"].as_str().unwrap();
    client.delete(&format!("/releases/R-1/phases/{id}"), client.get("/releases/R-1").rev()).ok();
    let left = client.get(&format!("/bookings/{}", made["id"].as_str().unwrap())).ok();
    assert_eq!((&left["phase"], &left["release"]["key"]), (&json!(null), &json!("R-1")));
});

both_databases!(what_is_not_over_is_found_however_long_it_lasts, |app| {
    let client = app.administrator();
    environment(app, "uat", json!({"shareable": true, "capacity": 100}));
    let midnight = 24 * 3;
    let mut expected = Vec::new();
    // Some end exactly then and are over; some end an hour later; some begin later.
    for hours in [1, 24, 25, 24 * 8, 24 * 8 + 1, 24 * 32, 24 * 32 + 1, 24 * 366] {
        for end in [midnight, midnight + 1, midnight + hours + 5] {
            let title = format!("{hours} until {end}");
            let start = end - hours;
            let wish = json!({"usage": "shared", "start": at(start), "end": at(end)});
            let priority = 1 + hours % 5;
            book(&client, &title, with(wish, &json!({"priority": priority}))).created();
            if end > midnight {
                expected.push((start, end, title));
            }
        }
    }
    expected.sort_by_key(|(start, ..)| *start);
    let titles = |until: i64| -> Vec<&str> {
        expected.iter().filter(|(start, ..)| *start < until).map(|(.., title)| title.as_str()).collect()
    };
    assert_eq!(client.list("/bookings?from=2031-03-13&limit=200", "title"), titles(i64::MAX));
    assert_eq!(client.list("/bookings?from=2031-03-13&limit=3", "title"), titles(i64::MAX), "page by page");
    assert_eq!(client.list("/bookings?from=2031-03-13&environment=uat", "title"), titles(i64::MAX), "of something");
    assert_eq!(client.list("/bookings?from=2031-03-13&to=2031-03-14", "title"), titles(midnight + 24));
    let total = client.get("/bookings?from=2031-03-13&to=2031-03-14&total=true&limit=2").ok()["total"].clone();
    assert_eq!(total, json!(titles(midnight + 24).len()));
    // Nobody sees more of them by asking so.
    let new = json!({"key": "branch", "name": "Branch", "parent": "enterprise"});
    client.post("/portfolios", new).created();
    let apart = json!({"portfolio": "branch", "usage": "shared", "start": at(midnight), "end": at(midnight + 2)});
    book(&client, "Apart", apart).created();
    let within = app.somebody(&[(Role::Viewer, "branch")]);
    assert_eq!(within.list("/bookings?from=2031-03-13", "title"), ["Apart"]);
    assert!(app.stranger().list("/bookings?from=2031-03-13", "title").is_empty());
});

both_databases!(the_timeline_shows_who_has_what_whatever_they_booked, |app| {
    let client = app.administrator();
    group(app, "sandboxes", true);
    let uat = environment(app, "uat", json!({"group": "sandboxes"}));
    let db = environment(app, "uat-db", json!({"group": "sandboxes", "parent": "uat"}));
    let window = json!({"key": "move", "name": "Data centre move", "kind": "blockout", "portfolio": "enterprise",
        "start": "2031-03-12T12:00", "end": "2031-03-12T14:00"});
    client.post("/windows", window).created();
    book(&client, "Whole", json!({})).created();
    let gone = book(&client, "Gone", json!({"start": at(20), "end": at(21)})).created();
    act(&client, &gone, "cancel", json!({"reason": "done"})).ok();
    let path = "/bookings/timeline?from=2031-03-10&to=2031-03-13";
    let shown = client.get(&format!("{path}&parent=uat")).ok();
    assert_eq!(shown["environments"][0]["key"], "uat-db");
    assert_eq!(shown["environments"][0]["parent"], uat["id"]);
    let booking = &shown["bookings"][0];
    assert_eq!((&booking["title"], &booking["environments"]), (&json!("Whole"), &json!([db["id"]])));
    assert_eq!(shown["bookings"].as_array().unwrap().len(), 1);
    assert_eq!((&shown["blocks"][0]["name"], &shown["complete"]), (&json!("Data centre move"), &json!(true)));
    let few = client.get(path).statements();
    for number in 0..20 {
        environment(app, &format!("e-{number:02}"), json!({"group": "sandboxes"}));
        book(&client, "More", json!({"place": {"environment": format!("e-{number:02}")}})).created();
    }
    let many = client.get(path);
    assert_eq!((many.statements(), many.ok()["bookings"].as_array().unwrap().len()), (few, 21));
    assert_eq!(client.get("/bookings?limit=5").statements(), client.get("/bookings?limit=50").statements());
    assert_eq!(client.get("/bookings/timeline?from=2031-03-10&to=2031-03-10").refused(422).faults(), ["/to order"]);
});

both_databases!(the_timeline_is_limited_to_whoever_has_something, |app| {
    let client = app.administrator();
    let tester = app.somebody(&[(Role::Contributor, "enterprise")]);
    let viewer = app.somebody(&[(Role::Viewer, "enterprise")]);
    group(app, "sandboxes", true);
    for (key, more) in
        [("uat", json!({})), ("uat-db", json!({"parent": "uat"})), ("qa", json!({})), ("idle", json!({}))]
    {
        environment(app, key, with(json!({"group": "sandboxes"}), &more));
    }
    let team = json!({"key": "payments", "name": "Payments", "portfolio": "enterprise"});
    client.post("/teams", team).created();
    let qa = json!({"environment": "qa"});
    book(&client, "Whole", json!({"team": "payments"})).created();
    book(&tester, "Mine", json!({"place": qa, "start": at(20), "end": at(22)})).created();
    book(&client, "Beside", json!({"place": qa, "start": at(30), "end": at(31)})).created();
    let gone = book(&tester, "Gone", json!({"place": {"environment": "idle"}})).created();
    act(&tester, &gone, "cancel", json!({"reason": "done"})).ok();
    let shown = |client: &Client, more: &str| {
        let shown = client.get(&format!("/bookings/timeline?from=2031-03-10&to=2031-03-12{more}")).ok();
        let texts = |list: &str, name: &str, keep: &dyn Fn(&Value) -> bool| -> Vec<String> {
            let items = shown[list].as_array().unwrap().iter().filter(|one| keep(one));
            items.map(|one| one[name].as_str().unwrap().to_owned()).collect()
        };
        let asked = texts("bookings", "title", &|one| one["asked"] == true);
        let beside = texts("bookings", "title", &|one| one["asked"] == false);
        (texts("environments", "key", &|_| true).join(" "), asked.join(" "), beside.join(" "))
    };
    let told =
        |environments: &str, asked: &str, beside: &str| (environments.to_owned(), asked.to_owned(), beside.to_owned());
    assert_eq!(shown(&tester, ""), told("idle qa uat uat-db", "Whole Mine Beside", ""));
    assert_eq!(shown(&tester, "&mine=true"), told("qa", "Mine", "Beside"));
    assert_eq!(shown(&client, "&mine=true"), told("qa uat uat-db", "Whole Beside", "Mine"));
    assert_eq!(shown(&client, "&for_team=payments"), told("uat uat-db", "Whole", ""), "what is part of it too");
    assert_eq!(shown(&tester, "&for_team=payments&mine=true"), told("", "", ""));
    assert_eq!(shown(&client, "&for_team=payments&q=db"), told("uat-db", "Whole", ""));
    assert_eq!(shown(&viewer, "&mine=true"), told("", "", ""));
    client.get("/bookings/timeline?from=2031-03-10&to=2031-03-12&for_team=ghost").refused(404);
});

both_databases!(the_timeline_tells_what_can_be_moved, |app| {
    let client = app.administrator();
    for (key, parent) in [("branch", "enterprise"), ("other", "enterprise")] {
        client.post("/portfolios", json!({"key": key, "name": key, "parent": parent})).created();
    }
    let tester = app.somebody(&[(Role::Viewer, "enterprise"), (Role::Contributor, "branch")]);
    environment(app, "uat", json!({"shareable": true, "capacity": 50}));
    let now = app.service.db.read_now(&Ctx::system("test"), |tx| Ok(tx.now())).unwrap();
    let hour = |hours: i64| (now + SignedDuration::from_hours(hours)).to_string();
    let wish = json!({"usage": "shared", "start": hour(-1), "end": hour(5)});
    let made = book(&client, "Active", with(wish, &json!({"portfolio": "branch"}))).created();
    act(&client, &made, "approve", json!({})).ok();
    act(&client, &made, "activate", json!({})).ok();
    let later = json!({"usage": "shared", "start": hour(6), "end": hour(7)});
    let done = book(
        &client,
        "Returned",
        json!({"usage": "shared", "start": hour(-1), "end": hour(1),
        "portfolio": "branch"}),
    );
    let done = done.created();
    act(&client, &done, "approve", json!({})).ok();
    act(&client, &done, "return", json!({})).ok();
    book(&client, "Theirs", with(later.clone(), &json!({"portfolio": "other"}))).created();
    book(&client, "Own", with(later.clone(), &json!({"portfolio": "branch"}))).created();
    let days = |of: Timestamp| of.to_zoned(jiff::tz::TimeZone::UTC).date();
    let path = format!(
        "/bookings/timeline?from={}&to={}",
        days(now - SignedDuration::from_hours(48)),
        days(now + SignedDuration::from_hours(96))
    );
    let movable = |client: &Client| {
        let shown = client.get(&path).ok();
        let mut found: Vec<String> = shown["bookings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| format!("{} {}", one["title"].as_str().unwrap(), one["movable"].as_str().unwrap_or("–")))
            .collect();
        found.sort();
        found.join(", ")
    };
    assert_eq!(movable(&client), "Active end, Own whole, Returned –, Theirs whole");
    assert_eq!(movable(&tester), "Active end, Own whole, Returned –, Theirs –");
    let few = tester.get(&path).statements();
    for number in 0..10 {
        let key = format!("p-{number}");
        client.post("/portfolios", json!({"key": key, "name": key, "parent": "branch"})).created();
        book(&client, "More", with(later.clone(), &json!({"portfolio": key}))).created();
    }
    assert_eq!(tester.get(&path).statements(), few);
});
