//! How much environments are used, by whom and for what, what that costs, and which are idle.

use super::environment;
use crate::harness::{Answer, App, Client};
use serde_json::{Value, json};
use signalbox_domain::authz::Role;

/// An hour of the tenth of March 2031.
fn at(hour: u32) -> String {
    format!("2031-03-10T{hour:02}:00:00Z")
}

fn book(client: &Client, place: &str, hours: (u32, u32), more: Value) -> Value {
    let mut new = json!({"title": "Work", "portfolio": "enterprise", "place": {"environment": place}, "usage": "shared",
        "purpose": "code", "start": at(hours.0), "end": at(hours.1)});
    new.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    client.post("/bookings", new).created()
}

/// The report of that day.
fn report(client: &Client, query: &str) -> Answer {
    client.get(&format!("/bookings/utilisation?from=2031-03-10&to=2031-03-11{query}"))
}

/// Rows as lines: what, hours booked, thousandths, costs, idle hours.
fn lines(report: &Value) -> Vec<String> {
    let hours = |time: &Value| time["seconds"].as_f64().unwrap() / 3_600.0;
    let costs = |time: &Value| -> String {
        let each = time["costs"].as_array().unwrap().iter();
        each.map(|cost| format!(" {}{}", cost["amount"], cost["currency"].as_str().unwrap())).collect()
    };
    let what = |row: &Value| {
        let named = |field: &str| row[field]["key"].as_str().map(str::to_owned);
        let purpose = row["purpose"].as_str().map(str::to_owned);
        let hidden = (row["hidden"] == true).then(|| "hidden".to_owned());
        named("environment").or(named("team")).or(purpose).or(hidden).unwrap_or_else(|| "nobody".to_owned())
    };
    let line = |row: &Value| {
        let booked = &row["booked"];
        let idle = row["idle"].as_object().map_or(String::new(), |_| format!(" idle {}h", hours(&row["idle"])));
        format!("{} {}h {}{}{idle}", what(row), hours(booked), row["share"], costs(booked))
    };
    report["rows"].as_array().unwrap().iter().map(line).collect()
}

/// Two environments that cost in euros and dollars, one that costs nobody knows what, and a part of the first.
fn places(app: &App) -> Client {
    let client = app.administrator();
    let group = json!({"key": "pool", "name": "Pool", "portfolio": "enterprise", "approves_itself": true});
    client.post("/environment-groups", group).created();
    let shared = |more: Value| {
        let mut new = json!({"group": "pool", "shareable": true});
        new.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        new
    };
    let euros = json!({"cost_per_hour": {"amount": 1000, "currency": "EUR"}, "stage": "test"});
    environment(&client, "uat", shared(euros)).created();
    let part = json!({"cost_per_hour": {"amount": 1, "currency": "EUR"}, "parent": "uat"});
    environment(&client, "uat-db", shared(part)).created();
    environment(&client, "perf", shared(json!({"cost_per_hour": {"amount": 300, "currency": "USD"}}))).created();
    environment(&client, "spare", shared(json!({}))).created();
    for team in ["payments", "mobile"] {
        client.post("/teams", json!({"key": team, "name": team, "portfolio": "enterprise"})).created();
    }
    client
}

both_databases!(use_and_cost_are_told_by_environment_team_and_purpose, |app| {
    let client = places(app);
    book(&client, "uat", (8, 12), json!({"team": "payments"}));
    book(&client, "uat", (10, 14), json!({"team": "mobile", "purpose": "regression"}));
    book(&client, "perf", (0, 6), json!({"team": "mobile"}));
    book(&client, "spare", (23, 23), json!({"end": "2031-03-12T00:00:00Z"}));
    let cancelled = book(&client, "perf", (12, 18), json!({}));
    let address = format!("/bookings/{}/cancel", cancelled["id"].as_str().unwrap());
    client.act(&address, 1, json!({"reason": "not needed"})).ok();

    let found = report(&client, "").ok();
    assert_eq!(
        lines(&found),
        [
            "spare 1h 41 idle 23h",
            "perf 6h 250 1800USD idle 18h",
            "uat 6h 250 6000EUR idle 18h",
            "uat-db 6h 250 6EUR idle 18h",
        ],
        "what is used least comes first; whoever has the whole has its parts; an hour shared is an hour"
    );
    let spare = &found["rows"][0];
    assert_eq!((&spare["booked"]["unpriced_seconds"], &spare["booked"]["costs"]), (&json!(3_600), &json!([])));
    assert_eq!(spare["longest_idle"], json!({"start": at(0), "end": at(23)}));
    assert_eq!(
        (&found["environments"], &found["share"], &found["booked"]["costs"], &found["complete"]),
        (
            &json!(4),
            &json!(197),
            &json!([{"amount": 6006, "currency": "EUR"}, {"amount": 1800, "currency": "USD"}]),
            &json!(true)
        )
    );
    assert_eq!(
        found["idle"]["costs"],
        json!([{"amount": 18018, "currency": "EUR"}, {"amount": 5400, "currency": "USD"}])
    );

    // Two hours that two share are an hour for each. The teams together pay what the environments cost.
    assert_eq!(
        lines(&report(&client, "&by=team").ok()),
        ["mobile 12h 125 3003EUR 1800USD", "payments 6h 62 3003EUR", "nobody 1h 10"]
    );
    assert_eq!(
        lines(&report(&client, "&by=purpose").ok()),
        ["code 13h 135 3003EUR 1800USD", "regression 6h 62 3003EUR"]
    );
    assert_eq!(lines(&report(&client, "&stage=test").ok()), ["uat 6h 250 6000EUR idle 18h"]);
    assert_eq!(lines(&report(&client, "&q=sp").ok()), ["spare 1h 41 idle 23h"]);

    let table = client.get("/tables/utilisation?from=2031-03-10&to=2031-03-11&by=team&format=csv").ok_text();
    let rows: Vec<&str> = table.lines().skip(1).collect();
    assert_eq!(
        rows,
        [
            "mobile,mobile,12.00,0.00,,30.03,,EUR",
            "mobile,mobile,,,,18.00,,USD",
            "payments,payments,6.00,0.00,,30.03,,EUR",
            ",No team,1.00,0.00,,,,",
        ]
    );
});

both_databases!(what_was_really_in_use_is_told_beside_what_was_booked, |app| {
    let client = places(app);
    let first = book(&client, "uat", (8, 12), json!({}));
    book(&client, "uat", (13, 14), json!({}));
    let now: jiff::Timestamp = client.get("/environments/uat").ok()["created_at"].as_str().unwrap().parse().unwrap();
    let ten: jiff::Timestamp = at(10).parse().unwrap();
    app.clock.advance(now.duration_until(ten));
    // Sessions do not last that long.
    let client = app.signed_in(crate::harness::ADMINISTRATOR, crate::harness::PASSWORD);
    let address = format!("/bookings/{}/activate", first["id"].as_str().unwrap());
    client.act(&address, 1, json!({})).ok();
    let uat = report(&client, "&stage=test").ok()["rows"][0].clone();
    let active = uat["active_seconds"].as_i64().unwrap();
    assert_eq!(uat["booked"]["seconds"], 5 * 3_600);
    assert!((2 * 3_600..2 * 3_600 + 600).contains(&active), "{active}");
});

both_databases!(use_of_what_is_not_visible_is_not_told, |app| {
    let client = places(app);
    app.portfolio("shop", "enterprise");
    app.portfolio("bank", "enterprise");
    environment(&client, "till", json!({"portfolio": "shop"})).created();
    environment(&client, "vault", json!({"portfolio": "bank", "group": "pool"})).created();
    let secret = json!({"portfolio": "bank", "title": "Secret launch", "purpose": "regression", "usage": "exclusive"});
    let made = book(&client, "till", (8, 10), secret.clone());
    let address = format!("/bookings/{}/approve", made["id"].as_str().unwrap());
    client.act(&address, 1, json!({})).ok();
    book(&client, "vault", (8, 10), secret);
    let seller = app.somebody(&[(Role::Viewer, "shop")]);
    let found = report(&seller, "");
    assert_eq!(lines(&found.ok()), ["till 2h 83 idle 22h"], "the time is no secret: the timeline tells it too");
    assert_eq!(found.ok()["environments"], 1);
    let by_purpose = report(&seller, "&by=purpose");
    assert_eq!(lines(&by_purpose.ok()), ["hidden 2h 83"]);
    assert!(!by_purpose.text.contains("regression"));
    assert_eq!(report(&app.stranger(), "").ok()["rows"], json!([]));

    let few = report(&client, "&by=team").statements();
    for number in 0..20 {
        let key = format!("more-{number:02}");
        environment(&client, &key, json!({"group": "pool"})).created();
        book(&client, &key, (1, 2), json!({"team": if number % 2 == 0 { "mobile" } else { "payments" }}));
    }
    assert_eq!(report(&client, "&by=team").statements(), few);
    assert!(few <= 5, "{few}");
});

both_databases!(a_period_that_is_none_is_refused, |app| {
    let client = app.administrator();
    for (query, faults) in
        [("from=2031-03-10&to=2031-03-10", "/to order"), ("from=2031-03-10&to=2032-03-20", "/to range")]
    {
        assert_eq!(client.get(&format!("/bookings/utilisation?{query}")).refused(422).faults(), [faults]);
    }
    client.get("/bookings/utilisation?from=2031-03-10&to=2031-03-11&by=mood").refused(400);
    client.get("/bookings/utilisation?from=2031-03-10").refused(400);
    report(&client, "&group=none").refused(404);
});
