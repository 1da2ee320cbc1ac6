//! `/portfolios`: the tree, and who sees which part of it.

use crate::harness::{App, Client, Stream, create_release};
use serde_json::{Value, json};

both_databases!(the_tree_grows_moves_and_never_loops, |app| {
    let client = app.administrator();
    app.portfolio("retail", "enterprise");
    app.portfolio("retail-web", "retail");
    app.portfolio("shops", "retail-web");
    app.portfolio("wholesale", "enterprise");
    let path = |key: &str| {
        let shown = client.get(&format!("/portfolios/{key}")).ok();
        let keys: Vec<String> =
            shown["path"].as_array().unwrap().iter().map(|node| node["key"].as_str().unwrap().to_owned()).collect();
        keys.join(" ")
    };
    assert_eq!(path("shops"), "enterprise retail retail-web shops");
    for (what, into) in [("retail", "retail"), ("retail", "shops"), ("enterprise", "shops")] {
        let refused = app
            .unchanged_by(|| client.patch(&format!("/portfolios/{what}"), rev(&client, what), json!({"parent": into})));
        assert!(matches!(refused.status, 409 | 422), "{} {}", refused.status, refused.text);
        refused.refused(refused.status);
    }
    // A branch moves with everything on it.
    app.release("R-1", json!({"portfolio": "shops"}));
    client.patch("/portfolios/retail-web", 1, json!({"parent": "wholesale"})).ok();
    assert_eq!(path("shops"), "enterprise wholesale retail-web shops");
    assert_eq!(client.list("/releases?portfolio=wholesale", "key"), ["R-1"]);
    assert_eq!(client.list("/releases?portfolio=retail", "key"), [""; 0]);
    assert_eq!(client.get("/portfolios/wholesale").ok()["release_count"], 1);
    assert_eq!(client.get("/portfolios/retail").ok()["release_count"], 0);
    assert_eq!(client.list("/portfolios?parent=wholesale", "key"), ["retail-web"]);

    client.post("/portfolios", json!({"key": "RETAIL", "name": "Twin", "parent": "enterprise"})).refused(422);
    client.post("/portfolios", json!({"key": "orphan", "name": "Orphan", "parent": "nowhere"})).refused(422);
    let root = client.act("/portfolios/enterprise/archive", rev(&client, "enterprise"), json!({})).refused(409);
    assert_eq!(root.reasons(), ["root"]);
    client.act("/portfolios/retail/archive", 1, json!({})).ok();
    assert!(!client.list("/portfolios", "key").contains(&"retail".to_owned()));
    assert_eq!(client.list("/portfolios?archived=true", "key"), ["retail"]);
});

fn rev(client: &Client, portfolio: &str) -> i64 {
    client.get(&format!("/portfolios/{portfolio}")).rev()
}

/// Two branches, and things on both.
fn two_branches(app: &App) {
    app.portfolio("retail", "enterprise");
    app.portfolio("retail-web", "retail");
    app.portfolio("bank", "enterprise");
    app.release("OWN", json!({"portfolio": "retail-web", "start": "2026-01-01", "target": {"date": "2026-02-01"}}));
    app.release("SECRET", json!({"portfolio": "bank", "kind": "train", "name": "Merger", "start": "2026-01-01", "target": {"date": "2026-02-01"},
        "milestones": [{"kind": "gate", "name": "Board", "due": {"date": "2026-01-15"}}]}));
    app.release("HALF", json!({"portfolio": "retail", "parent": "SECRET"}));
}

both_databases!(a_member_sees_one_branch_and_no_trace_of_another, |app| {
    two_branches(app);
    let boss = app.administrator();
    let secret = boss.get("/releases/SECRET").ok();
    let member = app.member_of("retail");
    assert_eq!(member.list("/releases?sort=key", "key"), ["HALF", "OWN"]);
    assert_eq!(member.get("/releases?total=true").ok()["total"], 2);
    assert_eq!(member.list("/portfolios?limit=1", "key"), ["retail", "retail-web"]);
    let top = member.get("/portfolios/retail").ok();
    assert_eq!(top["parent"], Value::Null, "what is above is not shown");
    assert_eq!(top["release_count"], 2);
    assert_eq!(top["path"].as_array().unwrap().len(), 1);

    let id = secret["id"].as_str().unwrap();
    for path in [
        "/releases/SECRET".to_owned(),
        format!("/releases/{id}"),
        "/releases/SECRET/milestones".to_owned(),
        "/releases/SECRET/milestones?cursor=x".to_owned(),
        "/releases/SECRET/phases".to_owned(),
        "/releases/SECRET/people".to_owned(),
        "/releases/SECRET/systems".to_owned(),
        "/releases/SECRET/manifest".to_owned(),
        "/releases/SECRET/members".to_owned(),
        "/releases/SECRET/events".to_owned(),
        "/releases/SECRET/baselines".to_owned(),
        "/releases/SECRET/dependencies".to_owned(),
        "/releases/SECRET/activities".to_owned(),
        "/releases/OWN/members/compare?with=SECRET".to_owned(),
        "/portfolios/bank".to_owned(),
        "/portfolios/enterprise".to_owned(),
        "/releases?portfolio=bank".to_owned(),
        "/releases?parent=SECRET".to_owned(),
    ] {
        let hidden = member.get(&path);
        let nothing = member.get(&path.replace("SECRET", "NOTHING").replace(id, "NOTHING").replace("bank", "nothing"));
        assert!(matches!(hidden.status, 404 | 422), "{path}: {}", hidden.text);
        assert_eq!(hidden.status, nothing.status, "{path}: what is hidden looks like what is not there");
        assert!(!hidden.text.contains("Merger"), "{path}");
    }
    assert_eq!(member.get("/releases/HALF").ok()["parent"], Value::Null, "a train one cannot see is not mentioned");
    assert_eq!(member.get("/search?q=Merger").ok()["items"], json!([]));
    assert_eq!(member.get("/search?q=SECRET").ok()["items"], json!([]));
    let calendar = member.get("/calendar?from=2026-01-01&to=2026-03-01").ok();
    assert_eq!(calendar["total"], 1);
    assert!(!calendar.to_string().contains("Merger") && !calendar.to_string().contains("bank"), "{calendar}");

    app.settle();
    let journal = Value::from(member.all("/journal")).to_string();
    assert!(journal.contains("OWN") && !journal.contains("SECRET") && !journal.contains("bank"), "{journal}");
    let by_subject = member.all(&format!("/journal?about={id}"));
    assert!(by_subject.is_empty(), "{by_subject:?}");
    let exported = member.get("/export").ok_text();
    assert!(exported.contains("OWN") && !exported.contains("Merger") && !exported.contains("bank"), "{exported}");

    // What is written is refused in the same way, and changes nothing.
    app.unchanged_by(|| {
        member.patch("/releases/SECRET", 1, json!({"name": "x"})).refused(404);
        member.act("/releases/SECRET/transition", 1, json!({"to": "planned"})).refused(404);
        member.act("/releases/SECRET/archive", 1, json!({})).refused(404);
        member.act("/releases/SECRET/milestones/board/pass", 1, json!({})).refused(404);
        assert_eq!(
            create_release(&member, "X", json!({"portfolio": "bank"})).refused(422).faults(),
            ["/portfolio unknown"]
        );
        assert_eq!(
            create_release(&member, "X", json!({"portfolio": "retail", "parent": "SECRET"})).refused(422).faults(),
            ["/parent unknown"]
        );
        member.patch("/releases/OWN", 1, json!({"portfolio": "bank"})).refused(422);
        let need = member.put("/releases/OWN/dependencies/SECRET", 1, json!({}));
        assert!(matches!(need.status, 404 | 422), "{}", need.text);
    });
});

both_databases!(a_missing_right_is_named_with_who_can_give_it, |app| {
    two_branches(app);
    let member = app.member_of("retail");
    let refused = app
        .unchanged_by(|| member.post("/portfolios", json!({"key": "x", "name": "X", "parent": "retail"})))
        .refused(403);
    assert_eq!(refused.name, "forbidden");
    assert!(refused.detail.contains("the right to administer"), "{}", refused.detail);
    assert!(refused.detail.contains("an administrator"), "{}", refused.detail);
    member.patch("/portfolios/retail", 1, json!({"name": "Mine"})).refused(403);
    member.act("/portfolios/retail/archive", 1, json!({})).refused(403);
    // … and the right holds for the subtree only.
    let chief = app.administrator_of("retail");
    chief.post("/portfolios", json!({"key": "x", "name": "X", "parent": "retail-web"})).created();
    chief.post("/portfolios", json!({"key": "y", "name": "Y", "parent": "enterprise"})).refused(422);
    chief.patch("/portfolios/retail-web", 1, json!({"parent": "bank"})).refused(422);
    chief.patch("/portfolios/bank", 1, json!({"name": "Mine"})).refused(404);
});

both_databases!(live_events_of_another_branch_do_not_arrive, |app| {
    two_branches(app);
    let (member, boss) = (app.member_of("retail"), app.administrator());
    app.settle();
    let mut live = Stream::open(&member, None);
    assert_eq!(live.next().unwrap().event, "hello");
    boss.patch("/releases/SECRET", 1, json!({"description": "signed"})).ok();
    let own = boss.patch("/releases/OWN", 1, json!({"description": "changed"})).ok();
    let told = live.next().unwrap();
    assert_eq!((&told.data["kind"], &told.data["subject"]), (&json!("release.changed"), &own["id"]));
    // What has no right any more hears nothing: a stranger gets no event at all.
    let mut deaf = Stream::open(&app.stranger(), Some(0));
    app.end_streams();
    assert_eq!(deaf.next(), None);
});

both_databases!(roles_of_several_portfolios_add_up, |app| {
    use signalbox_domain::authz::Role;
    two_branches(app);
    let both = app.somebody(&[(Role::ReleaseManager, "retail"), (Role::Administrator, "bank")]);
    assert_eq!(both.list("/releases?sort=key", "key"), ["HALF", "OWN", "SECRET"]);
    assert_eq!(both.get("/releases/HALF").ok()["parent"]["key"], "SECRET");
    both.patch("/portfolios/bank", 1, json!({"description": "money"})).ok();
    both.patch("/portfolios/retail", 1, json!({"description": "goods"})).refused(403);
    // To move a release between portfolios one plans in both.
    both.patch("/releases/OWN", 1, json!({"portfolio": "bank"})).ok();
});
