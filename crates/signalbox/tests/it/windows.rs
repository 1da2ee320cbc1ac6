//! Windows: when they come, whom they hold, who may change them.

mod import;

use crate::harness::{App, Client};
use serde_json::{Value, json};

/// A window of the root portfolio in the first days of March, unless told otherwise.
fn window(client: &Client, key: &str, more: Value) -> crate::harness::Answer {
    let mut new = json!({"key": key, "name": format!("The {key}"), "kind": "freeze", "portfolio": "enterprise",
        "start": "2026-03-01T00:00", "end": "2026-03-08T00:00"});
    new.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    client.post("/windows", new)
}

both_databases!(a_window_is_made_moved_put_away_and_told_in_the_journal, |app| {
    let client = app.administrator();
    app.system("cart", json!({}));
    let more = json!({"zone": "Europe/Berlin", "recurrence": "freq=yearly", "selector": {"systems": ["CART"], "kinds": ["train"]}});
    let made = window(&client, "year-end", more).created();
    assert_eq!(
        (&made["start"], &made["recurrence"], &made["selector"]["systems"][0]["key"], &made["portfolio"]["key"]),
        (&json!("2026-03-01T00:00:00"), &json!("FREQ=YEARLY"), &json!("cart"), &json!("enterprise"))
    );
    let change = json!({"end": "2026-03-10T12:00", "recurrence": null, "selector": {"tags": ["pci"]}});
    let changed = client.patch("/windows/year-end", 1, change.clone());
    let now = changed.ok();
    assert_eq!((&now["recurrence"], &now["selector"]["tags"]), (&Value::Null, &json!(["pci"])));
    assert_eq!(now["selector"]["systems"][0]["key"], "cart", "a list that is not mentioned stays");
    client.patch("/windows/year-end", 1, json!({"name": "Late"})).refused(412);
    app.unchanged_by(|| client.patch("/windows/year-end", changed.rev(), change.clone()).ok());
    assert_eq!(client.list("/windows?kind=freeze&q=YEAR", "key"), ["year-end"]);
    assert_eq!(client.list("/windows?kind=blockout", "key"), [""; 0]);
    assert_eq!(client.list("/windows?from=2026-03-11", "key"), [""; 0], "it is over");
    client.act("/windows/year-end/archive", changed.rev(), json!({})).ok();
    assert_eq!(client.list("/windows", "key"), [""; 0]);
    assert_eq!(client.list("/windows?archived=true", "key"), ["year-end"]);
    app.settle();
    assert_eq!(
        client.list("/journal?kind=window", "kind"),
        ["window.archived", "window.changed", "window.moved", "window.created"]
    );
});

both_databases!(what_is_no_window_is_refused_with_every_fault_and_changes_nothing, |app| {
    let client = app.administrator();
    for (wrong, faults) in [
        (json!({"end": "2026-03-01T00:00"}), vec!["/end order"]),
        (json!({"start": "2026-02-30T00:00"}), vec!["/start local_time"]),
        (json!({"end": "2026-03-08T00:00:00Z"}), vec!["/end local_time"]),
        (json!({"kind": "party"}), vec!["/kind enum"]),
        (json!({"zone": "Mars/Olympus"}), vec!["/zone zone"]),
        (json!({"recurrence": "FREQ=FORTNIGHTLY"}), vec!["/recurrence recurrence"]),
        (json!({"recurrence": "FREQ=SECONDLY"}), vec!["/recurrence too_often"]),
        (json!({"recurrence": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}), vec!["/recurrence never"]),
        (
            json!({"portfolio": "nowhere", "selector": {"types": ["standard", "odd"], "systems": ["ghost"]}}),
            vec!["/portfolio unknown", "/selector/types/1 unknown", "/selector/systems/0 unknown"],
        ),
        (json!({"selector": {"tags": [""]}, "end": "2026-02-01T00:00"}), vec!["/end order", "/selector/tags/0 tag"]),
    ] {
        let refused = app.unchanged_by(|| window(&client, "wrong", wrong.clone())).refused(422);
        assert_eq!(refused.faults(), faults, "{wrong}");
    }
    window(&client, "taken", json!({})).created();
    assert_eq!(window(&client, "Taken", json!({})).refused(422).faults(), ["/key taken"]);
});

both_databases!(a_window_comes_by_its_own_clock, |app| {
    let client = app.administrator();
    let nightly = json!({"kind": "maintenance", "zone": "Europe/Berlin", "start": "2026-03-27T22:00",
        "end": "2026-03-28T04:00", "recurrence": "FREQ=DAILY"});
    window(&client, "nightly", nightly.clone()).created();
    let found = client.get("/windows/nightly/occurrences?from=2026-03-28&to=2026-03-30").ok();
    let starts: Vec<&str> =
        found["items"].as_array().unwrap().iter().map(|one| one["starts_at"].as_str().unwrap()).collect();
    assert_eq!(starts, ["2026-03-27T21:00:00Z", "2026-03-28T21:00:00Z", "2026-03-29T20:00:00Z"]);
    assert_eq!(found["items"][1]["ends_at"], "2026-03-29T02:00:00Z", "the clocks went forward in that night");
    assert!(found["items"].as_array().unwrap().iter().all(|one| one["end"].as_str().unwrap().ends_with("T04:00:00")));
    assert_eq!(found["complete"], true);
    let years = client.get("/windows/nightly/occurrences?from=2026-01-01&to=2031-01-01").ok();
    assert_eq!((years["items"].as_array().unwrap().len(), &years["complete"]), (1_000, &json!(false)), "it is bounded");
    client.get("/windows/nightly/occurrences?from=2026-01-01&to=2032-01-01").refused(422);
    client.get("/windows/nightly/occurrences?from=2026-01-02&to=2026-01-02").refused(422);
    // The same before it is saved.
    let draft = |rule: &str| {
        app.unchanged_by(|| {
            client.post(
                "/windows/preview",
                json!({"zone": "Europe/Berlin", "start": "2026-03-27T22:00",
            "end": "2026-03-28T04:00", "recurrence": rule}),
            )
        })
    };
    let shown = draft("FREQ=DAILY").ok();
    assert_eq!((shown["items"].as_array().unwrap().len(), &shown["complete"]), (10, &json!(false)));
    assert_eq!(shown["items"][1], found["items"][1]);
    assert_eq!(draft("FREQ=MONTHLY;COUNT=2").ok()["items"].as_array().unwrap().len(), 2);
    assert_eq!(draft("FREQ=ODDLY").refused(422).faults(), ["/recurrence recurrence"]);
});

both_databases!(the_calendar_shows_when_windows_come, |app| {
    let client = app.administrator();
    app.portfolio("shop", "enterprise");
    app.portfolio("till", "shop");
    app.portfolio("bank", "enterprise");
    window(
        &client,
        "all",
        json!({"start": "2026-03-02T00:00", "end": "2026-03-03T00:00", "recurrence": "FREQ=WEEKLY"}),
    )
    .created();
    window(&client, "shop", json!({"portfolio": "shop", "kind": "blockout"})).created();
    window(&client, "bank", json!({"portfolio": "bank", "kind": "maintenance", "zone": "AoE"})).created();
    window(&client, "gone", json!({})).created();
    client.act("/windows/gone/archive", 1, json!({})).ok();
    let bands = |who: &Client, query: &str| -> Vec<String> {
        let shown = who.get(&format!("/calendar?from=2026-03-03&to=2026-03-17{query}")).ok();
        assert_eq!(shown["bands_complete"], true);
        let bands = shown["bands"].as_array().unwrap().iter();
        bands.map(|band| format!("{} {}", band["name"].as_str().unwrap(), band["start"].as_str().unwrap())).collect()
    };
    let everything = [
        "The shop 2026-03-01T00:00:00",
        "The bank 2026-03-01T00:00:00",
        "The all 2026-03-09T00:00:00",
        "The all 2026-03-16T00:00:00",
    ];
    assert_eq!(bands(&client, ""), everything);
    assert_eq!(
        bands(&client, "&portfolio=till"),
        [everything[0], everything[2], everything[3]],
        "those above hold here"
    );
    let planner = app.member_of("till");
    assert_eq!(bands(&planner, ""), [everything[0], everything[2], everything[3]]);
    let shown = planner.get("/calendar?from=2026-03-03&to=2026-03-17").ok();
    assert_eq!(shown["bands"][0]["portfolio"], Value::Null, "a portfolio out of sight stays so");
});

both_databases!(a_window_from_above_is_seen_by_whoever_it_holds_and_changed_by_whoever_made_it, |app| {
    let client = app.administrator();
    app.portfolio("shop", "enterprise");
    app.portfolio("bank", "enterprise");
    app.system("ledger", json!({"portfolio": "bank"}));
    app.system("cart", json!({"portfolio": "shop"}));
    window(&client, "all", json!({"selector": {"systems": ["cart", "ledger"]}})).created();
    window(&client, "shop", json!({"portfolio": "shop", "selector": {"systems": ["cart", "ledger"]}})).created();
    window(&client, "bank", json!({"portfolio": "bank"})).created();
    let planner = app.member_of("shop");
    assert_eq!(planner.list("/windows", "key"), ["all", "shop"]);
    let seen = planner.get("/windows/all").ok();
    assert_eq!(seen["portfolio"], Value::Null);
    assert_eq!(seen["selector"]["systems"].as_array().unwrap().len(), 1, "a system out of sight stays so");
    planner.get("/windows/bank").refused(404);
    let refused = planner.patch("/windows/all", 1, json!({"name": "Mine"})).refused(403);
    assert!(refused.detail.contains("declare windows"), "{}", refused.detail);
    assert_eq!(window(&planner, "higher", json!({})).refused(422).faults(), ["/portfolio unknown"]);
    window(&planner, "own", json!({"portfolio": "shop"})).created();
    // What a planner cannot see, a planner does not drop.
    planner.patch("/windows/shop", 1, json!({"selector": {"systems": []}})).ok();
    let left = client.get("/windows/shop").ok();
    assert_eq!(left["selector"]["systems"][0]["key"], "ledger");
});

both_databases!(a_window_tells_which_releases_are_due_while_it_lasts, |app| {
    let client = app.administrator();
    app.portfolio("shop", "enterprise");
    due(app, "first-day", json!({"target": {"date": "2026-03-01"}}));
    due(app, "last-day", json!({"target": {"date": "2026-03-07"}, "tags": ["pci"]}));
    due(app, "day-before", json!({"target": {"date": "2026-02-28"}}));
    due(app, "next-midnight", json!({"target": {"date": "2026-03-08", "time": "00:00"}}));
    due(
        app,
        "first-midnight",
        json!({"target": {"date": "2026-03-01", "time": "00:00"}, "tags": ["pci"], "risk": "high"}),
    );
    due(
        app,
        "last-moment",
        json!({"target": {"date": "2026-03-07", "time": "23:59", "zone": "UTC"}, "portfolio": "shop"}),
    );
    due(app, "begun-elsewhere", json!({"target": {"date": "2026-03-07", "zone": "AoE"}}));
    let held = |key: &str| -> Vec<String> {
        let found = client.get(&format!("/windows/{key}/releases?from=2026-01-01&to=2026-12-31")).ok();
        assert_eq!(found["complete"], true);
        found["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["release"]["key"].as_str().unwrap().to_owned())
            .collect()
    };
    window(&client, "all", json!({})).created();
    assert_eq!(held("all"), ["first-midnight", "first-day", "last-moment", "last-day", "begun-elsewhere"]);
    window(&client, "pci", json!({"selector": {"tags": ["pci", "sox"]}})).created();
    assert_eq!(held("pci"), ["first-midnight", "last-day"]);
    window(&client, "risky", json!({"selector": {"tags": ["pci"], "risk": ["high"]}})).created();
    assert_eq!(held("risky"), ["first-midnight"]);
    window(&client, "shop", json!({"portfolio": "shop"})).created();
    assert_eq!(held("shop"), ["last-moment"]);
});

fn due(app: &App, key: &str, more: Value) {
    app.release(key, more);
}
