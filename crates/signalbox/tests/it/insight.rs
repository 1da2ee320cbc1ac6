//! `/capacity`, `/impact-matrix`: how full weeks are, and who works on the same systems at once.

use crate::harness::App;
use serde_json::{Value, json};

/// Payments and its two teams beside Logistics; releases of them that meet on two systems in January 2031. The 6th is a
/// Monday.
fn stage(app: &App) {
    for (key, parent) in [("pay", "enterprise"), ("cards", "pay"), ("loans", "pay"), ("logistics", "enterprise")] {
        app.portfolio(key, parent);
    }
    for system in ["ledger", "gateway", "lonely"] {
        app.system(system, json!({}));
    }
    let client = app.administrator();
    let plan = |portfolio: &str, start: &str, target: &str, gate: &str| {
        json!({"portfolio": portfolio, "start": start, "target": {"date": target},
            "milestones": [{"kind": "gate", "name": "Go or no-go", "due": {"date": gate}}]})
    };
    app.release("C-1", plan("cards", "2031-01-07", "2031-01-22", "2031-01-20"));
    app.release("L-1", plan("loans", "2031-01-21", "2031-01-31", "2031-01-30"));
    app.release("G-1", plan("logistics", "2031-01-20", "2031-01-21", "2031-01-21"));
    for (release, system, impact) in [
        ("C-1", "ledger", "code"),
        ("L-1", "ledger", "regression"),
        ("L-1", "gateway", "regression"),
        ("G-1", "gateway", "regression"),
        ("G-1", "lonely", "code"),
    ] {
        let rev = client.get(&format!("/releases/{release}")).rev();
        client.put(&format!("/releases/{release}/systems/{system}"), rev, json!({"impact": impact})).ok();
    }
}

/// One number of a portfolio, week by week.
fn numbers(capacity: &Value, portfolio: &str, measure: &str) -> Vec<u64> {
    let rows = capacity["portfolios"].as_array().unwrap();
    let row = rows.iter().find(|row| row["key"] == portfolio).unwrap_or_else(|| panic!("no {portfolio}: {capacity}"));
    let mut weeks = vec![0; capacity["weeks"].as_array().unwrap().len()];
    for load in row["loads"].as_array().unwrap() {
        weeks[load["week"].as_u64().unwrap() as usize] = load[measure].as_u64().unwrap();
    }
    weeks
}

both_databases!(each_week_of_a_portfolio_is_counted_and_every_number_has_its_releases, |app| {
    stage(app);
    let client = app.administrator();
    let found = client.get("/capacity?from=2031-01-08&to=2031-02-01").ok();
    let weeks = found["weeks"].as_array().unwrap();
    assert_eq!((&weeks[0]["start"], &weeks[0]["week"], weeks.len()), (&json!("2031-01-06"), &json!(2), 4));
    let keys: Vec<(&str, u64)> = found["portfolios"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["key"].as_str().unwrap(), row["depth"].as_u64().unwrap()))
        .collect();
    assert_eq!(keys, [("enterprise", 0), ("logistics", 1), ("pay", 1), ("cards", 2), ("loans", 2)]);
    assert_eq!(numbers(&found, "cards", "active"), [1, 1, 1, 0]);
    assert_eq!(numbers(&found, "pay", "active"), [1, 1, 2, 1]);
    assert_eq!(numbers(&found, "enterprise", "active"), [1, 1, 3, 1]);
    assert_eq!(numbers(&found, "enterprise", "gates"), [0, 0, 2, 1]);
    assert_eq!(numbers(&found, "enterprise", "targeting"), [0, 0, 2, 1]);
    // Both touch the ledger in the third week, one changes it. The gateway is only tested again by both.
    assert_eq!(numbers(&found, "enterprise", "collisions"), [0, 0, 1, 0]);
    assert_eq!(numbers(&found, "loans", "collisions"), [0, 0, 1, 0]);
    assert_eq!(numbers(&found, "logistics", "collisions"), [0, 0, 0, 0]);

    let behind = |portfolio: &str, measure: &str| {
        client.all(&format!("/capacity/releases?week=2031-01-24&portfolio={portfolio}&measure={measure}"))
    };
    let keys = |items: Vec<Value>| -> Vec<String> {
        items.iter().map(|item| item["release"]["key"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(keys(behind("enterprise", "active")), ["C-1", "G-1", "L-1"]);
    assert_eq!(keys(behind("pay", "targeting")), ["C-1"]);
    let gates = behind("enterprise", "gates");
    assert_eq!(gates[0]["gates"], json!(["Go or no-go"]));
    let together = behind("loans", "collisions");
    assert!(together.iter().all(|item| item["system"]["key"] == "ledger"), "{together:?}");
    assert_eq!(keys(together), ["C-1", "L-1"], "the other one too, whosever it is");
    // A completed release is delivered when it was; one that is given up takes up nobody's time.
    let step = |key: &str, to: &str| {
        let rev = client.get(&format!("/releases/{key}")).rev();
        client.act(&format!("/releases/{key}/transition"), rev, json!({"to": to})).ok();
    };
    step("C-1", "cancelled");
    let after = client.get("/capacity?from=2031-01-08&to=2031-02-01&portfolio=pay").ok();
    assert_eq!(after["portfolios"].as_array().unwrap().len(), 2, "pay and loans: {after}");
    assert_eq!(numbers(&after, "pay", "active"), [0, 0, 1, 1]);
    assert_eq!(numbers(&after, "pay", "deliveries"), [0, 0, 0, 1]);
    assert_eq!(numbers(&after, "pay", "collisions"), [0, 0, 0, 0]);
});

both_databases!(a_release_is_found_however_long_before_the_week_it_began, |app| {
    let client = app.administrator();
    for (key, start, target) in [
        ("INSIDE", "2031-01-07", "2031-01-08"),
        ("ENDING", "2030-06-01", "2031-01-08"),
        ("AROUND", "2030-12-01", "2031-03-01"),
        ("LONG", "2027-01-01", "2034-01-01"),
        ("BEFORE", "2027-01-01", "2031-01-05"),
        ("AFTER", "2031-01-13", "2034-01-01"),
    ] {
        app.release(key, json!({"start": start, "target": {"date": target}}));
    }
    let found = client.all("/capacity/releases?week=2031-01-06&portfolio=enterprise&measure=active");
    let keys: Vec<&str> = found.iter().map(|item| item["release"]["key"].as_str().unwrap()).collect();
    assert_eq!(keys, ["LONG", "ENDING", "AROUND", "INSIDE"]);
});

both_databases!(who_works_on_the_same_system_at_once_is_told_with_the_days, |app| {
    stage(app);
    let client = app.administrator();
    let found = client.get("/impact-matrix?from=2031-01-01&to=2032-01-01").ok();
    let systems: Vec<(&str, u64, u64)> = found["systems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let number = |field: &str| one[field].as_u64().unwrap();
            (one["key"].as_str().unwrap(), number("releases"), number("collisions"))
        })
        .collect();
    assert_eq!(systems, [("ledger", 2, 1), ("gateway", 2, 0), ("lonely", 1, 0)]);
    let releases = found["releases"].as_array().unwrap();
    let keys: Vec<&str> = releases.iter().map(|one| one["key"].as_str().unwrap()).collect();
    assert_eq!(keys, ["C-1", "G-1", "L-1"]);
    assert_eq!(
        found["collisions"],
        json!([{"system": 0, "left": 0, "right": 2, "from": "2031-01-21", "to": "2031-01-22"}])
    );
    assert_eq!(found["cells"].as_array().unwrap().len(), 5);
    assert!(found["cells"].as_array().unwrap().contains(&json!({"system": 1, "release": 1, "impact": "regression"})));
    let cards = client.get("/impact-matrix?from=2031-01-01&to=2032-01-01&portfolio=cards").ok();
    let keys: Vec<&str> =
        cards["releases"].as_array().unwrap().iter().map(|one| one["key"].as_str().unwrap()).collect();
    assert_eq!(keys, ["C-1", "L-1"], "its own, and who touches the same");
});

both_databases!(insight_shows_only_what_one_may_see_and_costs_the_same_whatever_its_size, |app| {
    stage(app);
    let (boss, member) = (app.administrator(), app.member_of("loans"));
    let seen = member.get("/capacity?from=2031-01-01&to=2031-02-10").ok();
    let keys: Vec<&str> =
        seen["portfolios"].as_array().unwrap().iter().map(|row| row["key"].as_str().unwrap()).collect();
    assert_eq!(keys, ["loans"]);
    assert_eq!(numbers(&seen, "loans", "collisions").iter().sum::<u64>(), 0, "what collides with it is out of sight");
    let impacts = member.get("/impact-matrix?from=2031-01-01&to=2031-02-10");
    assert!(!impacts.text.contains("C-1"), "{}", impacts.text);
    member.get("/capacity?from=2031-01-01&to=2031-02-10&portfolio=cards").refused(404);
    member.get("/capacity/releases?week=2031-01-21&portfolio=cards&measure=active").refused(404);

    for who in [&boss, &member] {
        for path in
            ["/capacity?", "/impact-matrix?", "/capacity/releases?portfolio=loans&measure=active&week=2031-01-21"]
        {
            let cost =
                |span: &str| who.get(&format!("{path}{}", if path.ends_with('?') { span } else { "" })).statements();
            let (full, empty) = (cost("from=2031-01-01&to=2031-02-10"), cost("from=2001-01-01&to=2002-01-01"));
            assert_eq!(full, empty, "{path}");
            assert!(full <= 9, "{path} costs {full}");
        }
    }
    assert_eq!(boss.get("/capacity?from=2031-01-01&to=2031-01-01").refused(422).faults(), ["/to order"]);
    assert_eq!(boss.get("/impact-matrix?from=2031-01-01&to=2035-01-01").refused(422).faults(), ["/to range"]);
});
