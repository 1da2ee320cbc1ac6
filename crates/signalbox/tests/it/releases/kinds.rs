//! Trains, projects and independent releases, and who rides in what.

use crate::harness::create_release;
use serde_json::{Value, json};

both_databases!(only_a_train_has_members_and_an_independent_release_rides_in_none, |app| {
    let client = app.administrator();
    app.release("TRAIN", json!({"kind": "train"}));
    app.release("PROJECT", json!({"parent": "TRAIN"}));
    app.release("ALONE", json!({}));
    app.release("SMALL", json!({"kind": "independent"}));
    let refused = app.unchanged_by(|| create_release(&client, "X", json!({"parent": "ALONE"}))).refused(422);
    assert_eq!(refused.faults(), ["/parent kind"]);
    let refused = create_release(&client, "X", json!({"kind": "independent", "parent": "TRAIN"})).refused(422);
    assert_eq!(refused.faults(), ["/parent kind"]);
    let refused = create_release(&client, "X", json!({"parent": "nothing"})).refused(422);
    assert_eq!(refused.faults(), ["/parent unknown"]);
    create_release(&client, "project", json!({})).refused(422);

    let train = client.get("/releases/TRAIN").ok();
    assert_eq!(train["member_count"], 1);
    assert_eq!(train["rollup"]["members"], 1);
    assert_eq!(client.list("/releases/TRAIN/members", "key"), ["PROJECT"]);
    // A train with members stays a train, or its members would ride in none.
    client.patch("/releases/TRAIN", 1, json!({"kind": "project"})).refused(422);
    // A project leaves its train, and then it may become something else.
    let left = client.patch("/releases/PROJECT", 1, json!({"parent": null}));
    assert_eq!(left.ok()["parent"], Value::Null);
    assert_eq!(client.get("/releases/TRAIN").ok()["member_count"], 0);
    client.patch("/releases/PROJECT", left.rev(), json!({"kind": "independent"})).ok();
});

both_databases!(no_release_becomes_its_own_ancestor, |app| {
    let client = app.administrator();
    app.release("YEAR", json!({"kind": "train"}));
    app.release("QUARTER", json!({"kind": "train", "parent": "YEAR"}));
    app.release("MONTH", json!({"kind": "train", "parent": "QUARTER"}));
    for parent in ["YEAR", "QUARTER", "MONTH"] {
        let refused = app.unchanged_by(|| client.patch("/releases/YEAR", 1, json!({"parent": parent}))).refused(422);
        assert_eq!(refused.faults(), ["/parent cycle"], "{parent}");
        assert!(refused.detail.contains("YEAR"), "{}", refused.detail);
    }
});

both_databases!(lists_are_filtered_by_what_a_release_is, |app| {
    let client = app.administrator();
    app.portfolio("retail", "enterprise");
    app.portfolio("retail-web", "retail");
    app.release(
        "A",
        json!({"kind": "train", "risk": "high", "tags": ["pci", "summer"], "target": {"date": "2026-03-01"}}),
    );
    app.release(
        "B",
        json!({"parent": "A", "portfolio": "retail-web", "start": "2026-01-01", "target": {"date": "2026-02-01"}}),
    );
    app.release("C", json!({"kind": "independent", "portfolio": "retail", "tags": ["pci"], "start": "2026-06-01"}));
    let keys = |query: &str| client.list(&format!("/releases?sort=key&{query}"), "key").concat();
    assert_eq!(keys(""), "ABC");
    assert_eq!(keys("kind=train"), "A");
    assert_eq!(keys("portfolio=retail"), "BC", "a portfolio counts with what is below it");
    assert_eq!(keys("portfolio=retail-web"), "B");
    assert_eq!(keys("parent=a"), "B");
    assert_eq!(keys("tag=pci"), "AC");
    assert_eq!(keys("tag=pci&kind=independent"), "C");
    assert_eq!(keys("risk=high"), "A");
    assert_eq!(keys("status=draft"), "ABC");
    assert_eq!(keys("category=active"), "");
    assert_eq!(keys("q=THE%20b"), "B", "whatever the case");
    assert_eq!(keys("from=2026-02-01&to=2026-06-01"), "AB", "something happens in the span");
    assert_eq!(keys("from=2026-06-01"), "C");
    assert_eq!(keys("type=standard"), "ABC");
    let page = client.get("/releases?total=true&limit=1").ok();
    assert_eq!((&page["total"], page["items"].as_array().unwrap().len()), (&json!(3), 1));
    client.get("/releases?portfolio=nowhere").refused(404);
    assert_eq!(client.get("/releases?sort=colour").refused(422).faults(), ["/sort choice"]);
    assert!(client.get("/releases?colour=red").refused(400).detail.contains("colour"));
    client.get("/releases?kind=ferry").refused(400);
    client.get("/releases?limit=0").refused(422);
    client.get("/releases?limit=201").refused(422);
    client.get("/releases?limit=many").refused(400);
});
