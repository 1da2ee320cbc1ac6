//! `/views`: screens as people want to see them again.

use serde_json::json;

both_databases!(a_view_is_saved_shared_changed_and_removed, |app| {
    app.portfolio("retail", "enterprise");
    app.portfolio("bank", "enterprise");
    let owner = app.member_of("retail");
    let (colleague, other) = (app.member_of("retail"), app.member_of("bank"));
    let new = json!({"name": "Late ones", "screen": "releases", "state": {"category": "active", "sort": "-target"}});
    let made = owner.post("/views", new).created();
    let path = format!("/views/{}", made["id"].as_str().unwrap());
    assert_eq!(made["state"], json!({"category": "active", "sort": "-target"}));
    assert_eq!(owner.list("/views?screen=releases", "name"), ["Late ones"]);
    assert_eq!(owner.list("/views?screen=calendar", "name"), [""; 0]);
    assert_eq!(colleague.list("/views", "name"), [""; 0], "nobody else sees it");
    colleague.get(&path).refused(404);

    owner.patch(&path, 1, json!({"portfolio": "bank"})).refused(422);
    let shared = owner.patch(&path, 1, json!({"portfolio": "retail", "name": "Late in retail"})).ok();
    assert_eq!((&shared["portfolio"]["key"], &shared["rev"]), (&json!("retail"), &json!(2)));
    assert_eq!(colleague.list("/views", "name"), ["Late in retail"]);
    assert_eq!(other.list("/views", "name"), [""; 0], "it stays in its portfolio");
    assert_eq!(other.get("/views?total=true").ok()["total"], 0);
    app.unchanged_by(|| colleague.patch(&path, 2, json!({"name": "Mine"})).refused(403));
    app.unchanged_by(|| colleague.delete(&path, 2).refused(403));
    owner.patch(&path, 1, json!({"name": "Stale"})).refused(412);

    assert_eq!(owner.patch(&path, 2, json!({"portfolio": null})).ok()["portfolio"], json!(null));
    assert_eq!(colleague.list("/views", "name"), [""; 0]);
    assert!(owner.delete(&path, 3).status < 300);
    owner.get(&path).refused(404);
    let kinds: Vec<String> = owner_events(app, made["id"].as_str().unwrap());
    assert_eq!(kinds, ["view.saved", "view.changed", "view.changed", "view.removed"]);
});

fn owner_events(app: &crate::harness::App, id: &str) -> Vec<String> {
    let events = app.events_since(0);
    let own = events.iter().filter(|event| event["subject"] == id);
    own.map(|event| event["kind"].as_str().unwrap().to_owned()).collect()
}

both_databases!(one_view_of_a_screen_opens_by_itself, |app| {
    let client = app.administrator();
    let save = |name: &str| {
        let new = json!({"name": name, "screen": "calendar", "state": {"group": name}, "preferred": true});
        client.post("/views", new).created()["id"].as_str().unwrap().to_owned()
    };
    let (first, second) = (save("First"), save("Second"));
    let preferred = |id: &str| client.get(&format!("/views/{id}")).ok()["preferred"].as_bool().unwrap();
    assert_eq!((preferred(&first), preferred(&second)), (false, true));
    let rev = client.get(&format!("/views/{first}")).rev();
    client.patch(&format!("/views/{first}"), rev, json!({"preferred": true})).ok();
    assert_eq!((preferred(&first), preferred(&second)), (true, false));
});

both_databases!(a_view_that_is_none_is_refused, |app| {
    let client = app.administrator();
    app.unchanged_by(|| {
        for (new, pointer) in [
            (json!({"name": "", "screen": "releases", "state": {}}), "/name"),
            (json!({"name": "V", "screen": "no screen", "state": {}}), "/screen"),
            (json!({"name": "V", "screen": "releases", "state": []}), "/state"),
            (json!({"name": "V", "screen": "releases", "state": {"q": "x".repeat(8_000)}}), "/state"),
            (json!({"name": "V", "screen": "releases", "state": {}, "portfolio": "nowhere"}), "/portfolio"),
        ] {
            assert_eq!(client.post("/views", new).refused(422).pointers(), [pointer]);
        }
        client.get("/views/viw_nothing").refused(404);
    });
});
