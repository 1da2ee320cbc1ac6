//! Calendars that programs subscribe to by a secret address.

use crate::harness::{App, Client, Request};
use serde_json::{Value, json};
use signalbox_domain::authz::Role;

/// Makes a feed; answers it with its address below the API.
fn feed(client: &Client, of: Value) -> (Value, String) {
    let made = client.post("/feeds", of).created();
    let path = made["path"].as_str().unwrap().strip_prefix("/api/v1").unwrap().to_owned();
    (made, path)
}

fn instants(text: &str) -> Vec<&str> {
    let mut found: Vec<&str> = text.lines().filter(|line| line.starts_with("DT")).collect();
    found.retain(|line| !line.starts_with("DTSTAMP"));
    found
}

both_databases!(a_feed_is_read_by_its_secret_alone_until_it_is_taken_back, |app| {
    let client = app.administrator();
    app.release("PAY-1", json!({"target": {"date": "2026-11-06", "zone": "AoE"},
        "milestones": [{"kind": "gate", "name": "Code freeze", "due": {"date": "2026-10-01", "time": "18:00", "zone": "Europe/Berlin"}}]}));
    let (made, path) = feed(&client, json!({"release": "PAY-1"}));
    assert_eq!((&made["name"], &made["release"]["key"]), (&json!("The PAY 1"), &json!("PAY-1")));
    let secret = path.split('/').nth(2).unwrap();
    assert!(!app.contents().join("\n").contains(secret), "the secret is kept nowhere");
    assert!(!client.get("/feeds").ok().to_string().contains(secret), "and told once");

    let stranger = app.anonymous();
    let read = stranger.get(&path);
    let text = read.ok_text();
    assert_eq!(read.header("content-type"), Some("text/calendar; charset=utf-8"));
    assert_eq!(
        instants(&text),
        ["DTSTART:20261001T160000Z", "DTEND:20261001T160000Z", "DTSTART:20261107T120000Z", "DTEND:20261107T120000Z"]
    );
    let tag = read.header("etag").unwrap().to_owned();
    assert_eq!(stranger.send(Request::new("GET", &path).header("if-none-match", &tag)).status, 304);
    let sequence =
        |text: &str| -> i64 { text.lines().find_map(|line| line.strip_prefix("SEQUENCE:")).unwrap().parse().unwrap() };
    let uids = |text: &str| text.lines().filter(|line| line.starts_with("UID")).map(str::to_owned).collect::<Vec<_>>();
    app.clock.advance(jiff::SignedDuration::from_secs(5));
    let rev = client.get("/releases/PAY-1").rev();
    client
        .patch("/releases/PAY-1", rev, json!({"target": {"date": "2026-11-13", "zone": "AoE"}, "reason": "late"}))
        .ok();
    let moved = stranger.send(Request::new("GET", &path).header("if-none-match", &tag)).ok_text();
    assert!(moved.contains("20261114T120000Z"), "{moved}");
    assert_eq!(uids(&moved), uids(&text), "the same things keep their names");
    assert!(sequence(&moved) > sequence(&text));

    client.delete(&format!("/feeds/{}", made["id"].as_str().unwrap()), 1).ok();
    stranger.get(&path).refused(404);
    client.get("/feeds").ok();
    assert_eq!(client.all("/feeds").len(), 0);
    app.settle();
    assert_eq!(client.list("/journal?kind=feed", "kind"), ["feed.revoked", "feed.created"]);
});

both_databases!(a_feed_shows_what_its_maker_may_see_at_that_moment_and_no_more, |app| {
    let client = app.administrator();
    app.portfolio("shop", "enterprise");
    app.portfolio("bank", "enterprise");
    due(app, "SHOP-1", "shop");
    due(app, "BANK-1", "bank");
    let boss = app.somebody(&[(Role::Administrator, "enterprise")]);
    client
        .post(
            "/windows",
            json!({"key": "quiet", "name": "Quiet days", "kind": "freeze", "portfolio": "enterprise",
            "start": format!("{}T00:00", today(app)), "end": format!("{}T12:00", today(app))}),
        )
        .created();
    let (_, everything) = feed(&boss, json!({"portfolio": "enterprise", "name": "All of it"}));
    let text = app.anonymous().get(&everything).ok_text();
    assert!(text.contains("SHOP-1") && text.contains("BANK-1") && text.contains("SUMMARY:Quiet days"), "{text}");
    let planner = app.member_of("shop");
    let (_, own) = feed(&planner, json!({"portfolio": "shop"}));
    let text = app.anonymous().get(&own).ok_text();
    assert!(text.contains("SHOP-1") && !text.contains("BANK-1"), "{text}");
    assert!(text.contains("Quiet days"), "a window from above holds here");

    for (wrong, fault) in [
        (json!({"portfolio": "bank"}), "/portfolio unknown"),
        (json!({"release": "BANK-1"}), "/release unknown"),
        (json!({}), " choice"),
        (json!({"portfolio": "shop", "release": "SHOP-1"}), " choice"),
    ] {
        assert_eq!(
            app.unchanged_by(|| planner.post("/feeds", wrong.clone())).refused(422).faults(),
            [fault],
            "{wrong}"
        );
    }
    let theirs = client.post("/feeds", json!({"portfolio": "shop"})).created();
    planner.delete(&format!("/feeds/{}", theirs["id"].as_str().unwrap()), 1).refused(404);
    app.anonymous().get("/feeds/sbf_nothing/calendar.ics").refused(404);
    app.anonymous().get("/feeds/nothing/calendar.ics").refused(404);

    // What its maker may no longer see, the feed no longer shows.
    let person = planner.get("/session").ok()["person"]["id"].as_str().unwrap().to_owned();
    let grants = client.all("/portfolios/shop/grants");
    let grant = grants.iter().find(|grant| grant["person"]["id"] == person.as_str()).unwrap();
    client.delete(&format!("/portfolios/shop/grants/{}", grant["id"].as_str().unwrap()), 1).ok();
    app.anonymous().get(&own).refused(404);
});

fn today(app: &App) -> String {
    let now = app.administrator().get("/calendar?from=2026-01-01&to=2026-01-02").ok();
    now["now"].as_str().unwrap()[..10].to_owned()
}

fn due(app: &App, key: &str, portfolio: &str) {
    let day = today(app);
    app.release(key, json!({"portfolio": portfolio, "name": key, "target": {"date": day, "zone": "UTC"}}));
}
