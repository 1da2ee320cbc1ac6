//! Putting away hides, and never deletes.

use serde_json::{Value, json};

both_databases!(an_archived_release_is_hidden_and_comes_back_whole, |app| {
    let client = app.administrator();
    app.release("R-1", json!({"start": "2026-01-01", "target": {"date": "2026-02-01"}, "tags": ["pci"]}));
    app.release("R-2", json!({}));
    let before = client.get("/releases/R-1").ok();
    let away = client.act("/releases/R-1/archive", 1, json!({}));
    assert!(away.ok()["archived_at"].is_string());
    assert_eq!(client.list("/releases", "key"), ["R-2"]);
    assert_eq!(client.list("/releases?archived=true", "key"), ["R-1"]);
    assert_eq!(client.get("/calendar?from=2026-01-01&to=2026-03-01").ok()["total"], 0);
    assert_eq!(client.get("/search?q=R-1").ok()["items"], json!([]));
    assert_eq!(client.get("/releases/R-1").ok()["key"], "R-1", "whoever knows it still finds it");
    let refused = client.act("/releases/R-1/transition", away.rev(), json!({"to": "planned"})).refused(409);
    assert_eq!(refused.reasons(), ["archived"]);

    let back = client.act("/releases/R-1/restore", away.rev(), json!({}));
    let mut after = back.ok();
    for field in ["rev", "updated_at"] {
        after[field] = before[field].clone();
    }
    assert_eq!(after, before, "everything is as it was");
    assert_eq!(client.list("/releases?sort=key", "key"), ["R-1", "R-2"]);
    app.settle();
    let kinds = client.list("/releases/R-1/events", "kind");
    assert_eq!(kinds, ["release.restored", "release.archived", "release.created"]);
});

both_databases!(archiving_twice_is_one_event, |app| {
    let client = app.administrator();
    app.release("R-1", json!({}));
    let once = client.act("/releases/R-1/archive", 1, json!({}));
    once.ok();
    app.unchanged_by(|| client.act("/releases/R-1/archive", once.rev(), json!({}))).ok();
    assert_ne!(client.get("/releases/R-1").ok()["archived_at"], Value::Null);
});
