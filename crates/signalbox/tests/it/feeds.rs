//! Calendars that programs subscribe to by a secret address.

use crate::harness::{App, Client, Request};
use serde_json::{Value, json};
use signalbox_connectors::import::ics::{self, Release};
use signalbox_domain::{Key, authz::Role};

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
    let modified = read.header("last-modified").unwrap().to_owned();
    let since = |since: &str| stranger.send(Request::new("GET", &path).header("if-modified-since", since));
    assert_eq!((since(&modified).status, since("Thu, 01 Jan 1970 00:00:00 GMT").status), (304, 200));
    let both = Request::new("GET", &path).header("if-none-match", "\"other\"").header("if-modified-since", &modified);
    assert_eq!(stranger.send(both).status, 200, "the tag says more than the time");
    let sequence =
        |text: &str| -> i64 { text.lines().find_map(|line| line.strip_prefix("SEQUENCE:")).unwrap().parse().unwrap() };
    let uids = |text: &str| text.lines().filter(|line| line.starts_with("UID")).map(str::to_owned).collect::<Vec<_>>();
    app.clock.advance(jiff::SignedDuration::from_secs(5));
    let rev = client.get("/releases/PAY-1").rev();
    client
        .patch("/releases/PAY-1", rev, json!({"target": {"date": "2026-11-13", "zone": "AoE"}, "reason": "late"}))
        .ok();
    let moved = stranger.send(Request::new("GET", &path).header("if-none-match", &tag)).ok_text();
    assert_eq!(since(&modified).status, 200, "something happened since");
    assert!(moved.contains("20261114T120000Z"), "{moved}");
    assert_eq!(uids(&moved), uids(&text), "the same things keep their names");
    assert!(sequence(&moved) > sequence(&text));

    client.delete(&format!("/feeds/{}", made["id"].as_str().unwrap()), 1).ok();
    stranger.get(&path).refused(404);
    stranger.send(Request::new("GET", &path).header("if-none-match", &tag)).refused(404);
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
        (json!({"view": "vie_nothing"}), "/view unknown"),
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

both_databases!(a_feed_of_a_view_shows_what_the_view_shows_to_its_maker_at_that_moment, |app| {
    let client = app.administrator();
    app.portfolio("shop", "enterprise");
    app.portfolio("bank", "enterprise");
    let day = today(app);
    let target = json!({"date": day, "zone": "UTC"});
    let planned = |key: &str, portfolio: &str, risk: &str| {
        app.release(key, json!({"portfolio": portfolio, "name": key, "risk": risk, "tags": ["pci"], "target": target}));
    };
    planned("SHOP-HIGH", "shop", "high");
    planned("SHOP-LOW", "shop", "low");
    planned("BANK-HIGH", "bank", "high");
    let freeze = json!({"key": "quiet", "name": "Quiet days", "kind": "freeze", "portfolio": "shop",
        "start": format!("{day}T00:00"), "end": format!("{day}T12:00")});
    client.post("/windows", freeze).created();
    let planner = app.member_of("shop");
    let view = |screen: &str, state: Value| {
        let view = json!({"name": format!("Risky {screen}"), "screen": screen, "state": state, "portfolio": "shop"});
        let made = client.post("/views", view).created();
        (made["id"].as_str().unwrap().to_owned(), made["rev"].as_i64().unwrap())
    };
    let shown = |path: &str| -> Vec<&str> {
        let text = app.anonymous().get(path).ok_text();
        ["SHOP-HIGH", "SHOP-LOW", "BANK-HIGH", "Quiet days"].into_iter().filter(|name| text.contains(name)).collect()
    };
    // Days in the address of a calendar say where one looks.
    let (calendar, rev) = view("calendar", json!({"risk": "high", "from": "1999-01-01", "group": "risk"}));
    let (made, everything) = feed(&client, json!({"view": calendar}));
    assert_eq!((&made["name"], &made["view"]["screen"]), (&json!("Risky calendar"), &json!("calendar")));
    assert_eq!(shown(&everything), ["SHOP-HIGH", "BANK-HIGH", "Quiet days"]);
    let (_, shared) = feed(&planner, json!({"view": calendar}));
    assert_eq!(shown(&shared), ["SHOP-HIGH", "Quiet days"], "with the eyes of whoever made the feed");
    client.patch(&format!("/views/{calendar}"), rev, json!({"state": {"risk": "low"}})).ok();
    assert_eq!((shown(&everything), shown(&shared)), (vec!["SHOP-LOW", "Quiet days"], vec!["SHOP-LOW", "Quiet days"]));

    let (listed, _) = view("releases", json!({"tag": "pci", "portfolio": "shop", "status": "", "sort": "-key"}));
    let (_, path) = feed(&client, json!({"view": listed}));
    assert_eq!(shown(&path), ["SHOP-HIGH", "SHOP-LOW"], "a list shows no windows");
    let (past, _) = view("releases", json!({"to": "2001-01-01"}));
    let (_, path) = feed(&client, json!({"view": past}));
    assert_eq!(shown(&path), [""; 0]);
    for (screen, state, fault) in
        [("journal", json!({}), "/view screen"), ("releases", json!({"kind": "odd"}), "/view filter")]
    {
        let (wrong, _) = view(screen, state);
        assert_eq!(app.unchanged_by(|| client.post("/feeds", json!({"view": wrong}))).refused(422).faults(), [fault]);
    }

    // Whoever no longer sees the view reads nothing by it.
    let now = client.get(&format!("/views/{calendar}")).rev();
    client.patch(&format!("/views/{calendar}"), now, json!({"portfolio": null})).ok();
    app.anonymous().get(&shared).refused(404);
    assert_eq!(planner.all("/feeds")[0]["view"], Value::Null);
    let now = client.get(&format!("/views/{calendar}")).rev();
    client.delete(&format!("/views/{calendar}"), now).ok();
    app.anonymous().get(&everything).refused(404);
});

both_databases!(what_a_feed_says_is_read_back_to_the_same_dates, |app| {
    let client = app.administrator();
    let long = "A gate, with a name; longer than a line of a calendar may be, so that it is folded: näher am Ende, ganz am Ende";
    let milestones = json!([
        {"kind": "gate", "key": "all-day", "name": long, "due": {"date": "2026-10-01", "zone": "Europe/Berlin"}},
        {"kind": "gate", "key": "timed", "name": "Berlin \\ evening", "start": "2026-10-20",
            "due": {"date": "2026-10-25", "time": "18:00", "zone": "Europe/Berlin"}, "description": "One, two;\nthree\\n"},
        {"kind": "milestone", "key": "aoe", "name": "Anywhere", "due": {"date": "2026-11-06", "zone": "AoE"}},
        {"kind": "milestone", "key": "days", "name": "Talks", "start": "2026-11-09", "due": {"date": "2026-11-13", "zone": "UTC"}},
    ]);
    app.release(
        "PAY-1",
        json!({"target": {"date": "2026-12-01", "time": "09:30", "zone": "America/New_York"}, "milestones": milestones}),
    );
    let (_, path) = feed(&client, json!({"release": "PAY-1"}));
    let text = app.anonymous().get(&path).ok_text();
    assert!(text.lines().all(|line| line.len() <= 75), "{text}");
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &text).unwrap();
    let named = Release { key: Key::from_words("back"), name: None, portfolio: Key::from_words("enterprise") };
    let imported = ics::read(file.path(), &named);
    assert_eq!(imported.notes, []);
    client.post("/apply", json!({"documents": imported.documents})).ok();
    let told = |release: &str| {
        let mut items = client.all(&format!("/releases/{release}/milestones"));
        items.sort_by_key(|item| item["key"].to_string());
        let kept = ["key", "name", "kind", "start", "due", "description"];
        let items: Vec<Vec<Value>> =
            items.iter().map(|item| kept.iter().map(|field| item[field].clone()).collect()).collect();
        (items, client.get(&format!("/releases/{release}")).ok()["target"].clone())
    };
    assert_eq!(told("PAY-1").0.len(), 4);
    assert_eq!(told("back"), told("PAY-1"));
});

fn today(app: &App) -> String {
    let now = app.administrator().get("/calendar?from=2026-01-01&to=2026-01-02").ok();
    now["now"].as_str().unwrap()[..10].to_owned()
}

fn due(app: &App, key: &str, portfolio: &str) {
    let day = today(app);
    app.release(key, json!({"portfolio": portfolio, "name": key, "target": {"date": day, "zone": "UTC"}}));
}
