//! Workflows and fields of an enterprise's own.

use crate::harness::create_release;
use serde_json::{Value, json};

fn quarterly() -> Value {
    json!({
        "key": "quarterly", "name": "Quarterly", "kinds": ["train", "project"],
        "statuses": [
            {"key": "idea", "name": "Idea", "category": "draft"},
            {"key": "building", "name": "Building", "category": "active"},
            {"key": "live", "name": "Live", "category": "done"},
        ],
        "transitions": [{"from": "idea", "to": "building"}, {"from": "building", "to": "live"}],
        "fields": [
            {"key": "ticket", "name": "Change ticket", "type": "text", "required": true},
            {"key": "cost", "name": "Cost", "type": "number"},
            {"key": "board", "name": "Board", "type": "choice", "choices": ["weekly", "urgent"]},
            {"key": "signed", "name": "Signed", "type": "boolean"},
            {"key": "review", "name": "Review", "type": "date"},
        ],
    })
}

both_databases!(a_release_follows_the_workflow_of_its_type, |app| {
    let client = app.administrator();
    client.post("/release-types", quarterly()).created();
    let made = app
        .release("R-1", json!({"type": "quarterly", "fields": {"ticket": "4711"}, "target": {"date": "2026-03-01"}}));
    assert_eq!(made["status"], json!({"key": "idea", "name": "Idea", "category": "draft"}));
    let steps: Vec<&str> =
        made["transitions"].as_array().unwrap().iter().map(|step| step["to"].as_str().unwrap()).collect();
    assert_eq!(steps, ["building"]);
    client.act("/releases/R-1/transition", 1, json!({"to": "live"})).refused(409);
    client.act("/releases/R-1/transition", 1, json!({"to": "building"})).ok();
    client.act("/releases/R-1/transition", 2, json!({"to": "live"})).ok();
    assert_eq!(client.list("/releases?type=quarterly&category=done", "key"), ["R-1"]);
    let wrong =
        create_release(&client, "R-2", json!({"kind": "independent", "type": "quarterly", "fields": {"ticket": "1"}}));
    assert_eq!(wrong.refused(422).faults(), ["/type kind"]);
});

both_databases!(fields_hold_what_their_type_says, |app| {
    let client = app.administrator();
    client.post("/release-types", quarterly()).created();
    app.unchanged_by(|| {
        for (fields, pointer) in [
            (json!({}), "/fields/ticket"),
            (json!({"ticket": "1", "cost": "much"}), "/fields/cost"),
            (json!({"ticket": "1", "board": "monthly"}), "/fields/board"),
            (json!({"ticket": "1", "signed": "yes"}), "/fields/signed"),
            (json!({"ticket": "1", "review": "2026-02-30"}), "/fields/review"),
            (json!({"ticket": "1", "colour": "red"}), "/fields/colour"),
            (json!({"ticket": 1}), "/fields/ticket"),
        ] {
            let told = create_release(&client, "R-1", json!({"type": "quarterly", "fields": fields})).refused(422);
            assert_eq!(told.pointers(), [pointer], "{fields}");
        }
    });
    let all = json!({"ticket": "4711", "cost": 12.5, "board": "urgent", "signed": true, "review": "2026-02-28"});
    assert_eq!(app.release("R-1", json!({"type": "quarterly", "fields": all}))["fields"], all);
    // A change names only what changes; `null` takes a value away, but not a required one.
    let changed = client.patch("/releases/R-1", 1, json!({"fields": {"cost": null, "signed": false}}));
    assert_eq!(
        changed.ok()["fields"],
        json!({"ticket": "4711", "board": "urgent", "signed": false, "review": "2026-02-28"})
    );
    assert_eq!(
        client.patch("/releases/R-1", 2, json!({"fields": {"ticket": null}})).refused(422).pointers(),
        ["/fields/ticket"]
    );
});

both_databases!(a_type_is_sound_and_its_releases_are_minded, |app| {
    let client = app.administrator();
    let broken = json!({
        "key": "broken", "name": "Broken", "kinds": [],
        "statuses": [{"key": "done", "name": "Done", "category": "done"}, {"key": "done", "name": "Done", "category": "done"}],
        "transitions": [{"from": "done", "to": "nowhere"}],
        "fields": [{"key": "a", "name": "A", "type": "choice"}, {"key": "a", "name": "A", "type": "text"}],
    });
    let faults = app.unchanged_by(|| client.post("/release-types", broken)).refused(422).pointers();
    for pointer in ["/kinds", "/statuses/0/category", "/statuses/1/key", "/transitions/0/to", "/fields/1/key"] {
        assert!(faults.iter().any(|fault| fault == pointer), "{pointer} is not among {faults:?}");
    }
    client.post("/release-types", quarterly()).created();
    app.release("R-1", json!({"type": "quarterly", "fields": {"ticket": "4711"}}));
    let gone = json!({"statuses": [{"key": "building", "name": "Building", "category": "active"}], "transitions": []});
    let refused = app.unchanged_by(|| client.patch("/release-types/quarterly", 1, gone)).refused(409);
    assert!(refused.body["reasons"].to_string().contains("idea"), "{}", refused.body);
    client.act("/release-types/quarterly/archive", 1, json!({})).ok();
    assert_eq!(client.list("/release-types", "key"), ["standard"]);
    // Members plan with types; only administrators make them.
    let member = app.member_of("enterprise");
    assert_eq!(member.list("/release-types", "key"), ["standard"]);
    member.post("/release-types", quarterly()).refused(403);
});
