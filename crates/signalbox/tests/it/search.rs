//! `/search`: everything that can be found, by the beginnings of its words, and by nobody who may not see it.

use crate::harness::Client;
use serde_json::{Value, json};
use signalbox_domain::authz::Role;

/// What is found, as `kind name`, in order.
fn found(client: &Client, text: &str) -> Vec<String> {
    let hits = client.get(&format!("/search?limit=50&q={text}")).ok();
    let hits = hits["items"].as_array().unwrap();
    hits.iter().map(|hit| format!("{} {}", hit["kind"].as_str().unwrap(), hit["name"].as_str().unwrap())).collect()
}

both_databases!(everything_is_found_by_the_beginnings_of_its_words, |app| {
    let client = app.administrator();
    app.portfolio("cards", "enterprise");
    app.system("ledger", json!({"name": "Zürich ledger", "vendor": "Kassel Software", "portfolio": "cards"}));
    client.post("/teams", json!({"key": "night", "name": "Night shift", "portfolio": "cards"})).created();
    app.person("Grid operator", "grid.operator@example.org");
    app.release(
        "PAY-2026.4",
        json!({"name": "Payments April", "tags": ["pci"], "description": "Replaces the clearing protocol.",
            "phases": [{"name": "Rehearsal", "start": "2026-01-01", "end": "2026-01-20"}],
            "milestones": [{"kind": "gate", "name": "Code freeze", "due": {"date": "2026-01-20"}}]}),
    );
    client.post("/releases/PAY-2026.4/activities", json!({"name": "Train the tellers"})).created();

    client.post("/releases/PAY-2026.4/comments", json!({"body": "The vestibule is flooded"})).created();
    assert_eq!(found(&client, "vestibule"), ["comment The vestibule is flooded"]);

    assert_eq!(found(&client, "zurich"), ["system Zürich ledger"], "without accents");
    assert_eq!(found(&client, "Z%C3%9CR%20led"), ["system Zürich ledger"], "with them, whatever the case");
    assert_eq!(found(&client, "kassel%20ledger"), ["system Zürich ledger"], "a word may be in its vendor");
    assert_eq!(found(&client, "nigh"), ["team Night shift"]);
    assert_eq!(found(&client, "grid.operator"), ["person Grid operator"], "by the mail address");
    assert_eq!(found(&client, "standard"), ["release_type Standard"]);
    assert_eq!(found(&client, "clear"), ["release Payments April"], "by its description");
    assert_eq!(found(&client, "pci"), ["release Payments April"], "by a tag");
    assert_eq!(found(&client, "lear"), [""; 0], "the middle of a word is no beginning");
    assert_eq!(found(&client, "april%20nothing"), [""; 0], "every word counts");
    for (text, kind, name) in [
        ("rehears", "phase", "Rehearsal"),
        ("code%20fr", "milestone", "Code freeze"),
        ("tellers", "activity", "Train the tellers"),
    ] {
        let hits = client.get(&format!("/search?q={text}")).ok();
        let hit = &hits["items"][0];
        assert_eq!((hit["kind"].as_str(), hit["name"].as_str()), (Some(kind), Some(name)));
        assert_eq!(hit["about"]["key"], "PAY-2026.4", "a part leads to its release");
    }
});

both_databases!(environments_and_bookings_are_found_by_whoever_sees_them, |app| {
    let boss = app.administrator();
    for key in ["retail", "bank"] {
        app.portfolio(key, "enterprise");
        let new = json!({"key": format!("{key}-uat"), "name": format!("Acceptance of {key}"), "portfolio": key});
        boss.post("/environments", new).created();
    }
    let booking = |title: &str, portfolio: &str| {
        let place = json!({"environment": format!("{portfolio}-uat")});
        let new = json!({"title": title, "portfolio": portfolio, "place": place, "usage": "shared", "purpose": "code",
            "start": "2031-03-10T08:00:00Z", "end": "2031-03-12T08:00:00Z"});
        boss.post("/bookings", new).created()
    };
    let till = booking("Till rehearsal", "retail");
    booking("Vault rehearsal", "bank");
    assert_eq!(found(&boss, "rehears"), ["booking Vault rehearsal", "booking Till rehearsal"]);
    assert_eq!(found(&boss, "retail-uat"), ["environment Acceptance of retail"], "by its key");
    let member = app.somebody(&[(Role::Viewer, "retail")]);
    assert_eq!(found(&member, "rehears"), ["booking Till rehearsal"]);
    assert_eq!(found(&member, "acceptance"), ["environment Acceptance of retail"]);
    let path = format!("/bookings/{}", till["id"].as_str().unwrap());
    boss.act(&format!("{path}/cancel"), 1, json!({"reason": "no longer needed"})).ok();
    assert_eq!(found(&boss, "rehears"), ["booking Vault rehearsal"], "what is over is not what somebody looks for");
});

both_databases!(windows_and_templates_are_found_by_whoever_sees_them, |app| {
    let boss = app.administrator();
    for (key, parent) in [("retail", "enterprise"), ("shops", "retail"), ("bank", "enterprise")] {
        app.portfolio(key, parent);
    }
    for (key, name, kind, portfolio) in
        [("frost", "Yuletide freeze", "freeze", "retail"), ("vault", "Yuletide vault", "blockout", "bank")]
    {
        let window = json!({"key": key, "name": name, "kind": kind, "portfolio": portfolio,
            "description": "Nobody is at the tellers", "start": "2026-12-20T18:00", "end": "2027-01-02T06:00"});
        boss.post("/windows", window).created();
    }
    let template = json!({"key": "quarterly", "name": "Quarterly train", "kind": "train", "portfolio": "retail",
        "tags": ["cadence"]});
    boss.post("/release-templates", template).created();
    assert_eq!(found(&boss, "yulet"), ["window Yuletide vault", "window Yuletide freeze"]);
    assert_eq!(found(&boss, "frost"), ["window Yuletide freeze"], "by its key");
    assert_eq!(found(&boss, "tellers%20freeze"), ["window Yuletide freeze"], "a word may be in its description");
    assert_eq!(found(&boss, "cadence"), ["release_template Quarterly train"], "by a tag");
    let hit = boss.get("/search?q=quarterly").ok()["items"][0].clone();
    assert_eq!((&hit["key"], &hit["detail"]), (&json!("quarterly"), &json!("train")));

    let calendar = json!({"key": "saxony", "name": "Works days of Saxony",
        "holidays": [{"date": "2026-11-18", "name": "Repentance day"}]});
    boss.post("/working-calendars", calendar).created();
    for text in ["saxo", "works%20days", "repentance"] {
        assert_eq!(found(&app.stranger(), text), ["working_calendar Works days of Saxony"], "{text}: everybody's");
    }

    // A window holds for what is below it, so it is found there too; a template is its own portfolio's.
    let shops = app.member_of("shops");
    assert_eq!(found(&shops, "yuletide"), ["window Yuletide freeze"]);
    assert_eq!(found(&shops, "quarterly"), [""; 0]);
    assert_eq!(found(&app.member_of("retail"), "quarterly"), ["release_template Quarterly train"]);
    assert_eq!(found(&app.stranger(), "yuletide"), [""; 0]);

    // As things change, so does what is found.
    let rev = |path: &str| boss.get(path).rev();
    boss.patch("/windows/frost", rev("/windows/frost"), json!({"name": "Winter freeze"})).ok();
    assert_eq!((found(&shops, "yuletide"), found(&shops, "winter")), (vec![], vec!["window Winter freeze".to_owned()]));
    boss.act("/windows/frost/archive", rev("/windows/frost"), json!({})).ok();
    assert_eq!(found(&boss, "winter"), [""; 0]);
    let path = "/release-templates/quarterly";
    boss.act(&format!("{path}/archive"), rev(path), json!({})).ok();
    assert_eq!(found(&boss, "quarterly"), [""; 0]);
    boss.act(&format!("{path}/restore"), rev(path), json!({})).ok();
    assert_eq!(found(&boss, "quarterly"), ["release_template Quarterly train"]);
});

both_databases!(the_nearest_comes_first_and_an_answer_has_an_end, |app| {
    let client = app.administrator();
    for number in 1..=12 {
        app.release(&format!("R-{number}"), json!({"name": format!("Ledger change {number}")}));
    }
    app.release("LEDGER", json!({"name": "Something else"}));
    app.release("LEDGER-2", json!({"name": "Another thing"}));
    app.release("LAST", json!({"name": "Change of the ledger"}));
    let hits = client.get("/search?q=ledger&limit=5").ok();
    let keys: Vec<&str> = hits["items"].as_array().unwrap().iter().map(|hit| hit["key"].as_str().unwrap()).collect();
    assert_eq!(keys, ["LEDGER", "LEDGER-2", "R-12", "R-11", "R-10"], "the very key, such keys, such names, the newest");
    assert_eq!(
        found(&client, "ledger").last().unwrap(),
        "release Change of the ledger",
        "a word in the middle is last"
    );
    client.get("/search?q=ledger&limit=0").refused(422);
    client.get("/search?q=ledger&limit=51").refused(422);
    assert!(client.get("/search?q=ledger").statements() <= 5);
});

both_databases!(what_is_found_is_what_is_there_now, |app| {
    let client = app.administrator();
    let rev = |path: &str| client.get(path).rev();
    app.release(
        "R-1",
        json!({"name": "Before", "milestones": [{"kind": "gate", "name": "Handover", "due": {"date": "2026-01-20"}}]}),
    );
    client.patch("/releases/R-1", rev("/releases/R-1"), json!({"name": "After"})).ok();
    assert_eq!((found(&client, "before"), found(&client, "after")), (vec![], vec!["release After".to_owned()]));
    assert_eq!(client.list("/releases?q=aft", "key"), ["R-1"], "lists look in the same index");
    assert_eq!(client.list("/releases?q=before", "key"), [""; 0]);

    let milestone = client.get("/releases/R-1/milestones").ok()["items"][0].clone();
    let path = format!("/releases/R-1/milestones/{}", milestone["id"].as_str().unwrap());
    assert_eq!(found(&client, "handover"), ["milestone Handover"]);
    client.act("/releases/R-1/archive", rev("/releases/R-1"), json!({})).ok();
    assert_eq!(found(&client, "handover"), [""; 0], "a part goes where its release goes");
    assert_eq!(client.list("/releases?q=after&archived=true", "key"), ["R-1"], "what is put away is found among such");
    client.act("/releases/R-1/restore", rev("/releases/R-1"), json!({})).ok();
    assert_eq!(found(&client, "handover"), ["milestone Handover"]);
    assert!(client.delete(&path, milestone["rev"].as_i64().unwrap()).status < 300);
    assert_eq!(found(&client, "handover"), [""; 0]);

    // What is refused leaves no trace.
    app.unchanged_by(|| {
        client.patch("/releases/R-1", rev("/releases/R-1"), json!({"name": "Never", "start": "2026-02-30"})).status
    });
    let document = "kind: Release\nkey: R-1\nname: Rehearsed only\nrelease: project\nportfolio: enterprise\n";
    drop(client.send(crate::harness::Request::new("POST", "/apply?dry_run=true").yaml(document)));
    assert_eq!(found(&client, "rehearsed"), [""; 0]);
});

both_databases!(nobody_finds_what_they_may_not_see, |app| {
    app.portfolio("retail", "enterprise");
    app.portfolio("bank", "enterprise");
    let plan = |name: &str| json!([{"kind": "gate", "name": name, "due": {"date": "2026-01-20"}}]);
    app.release("OWN", json!({"name": "Merger of shops", "portfolio": "retail", "milestones": plan("Merger gate")}));
    app.release("SECRET", json!({"name": "Merger of banks", "portfolio": "bank", "milestones": plan("Merger vote")}));
    app.system("merger-desk", json!({"portfolio": "bank"}));
    let (member, boss) = (app.member_of("retail"), app.administrator());
    assert_eq!(found(&member, "merger"), ["release Merger of shops", "milestone Merger gate"]);
    assert_eq!(found(&boss, "merger").len(), 5);
    assert_eq!(member.get("/releases?q=merger&total=true").ok()["total"], 1, "not even counted");

    // What moves takes its parts along.
    let rev = boss.get("/releases/SECRET").rev();
    boss.patch("/releases/SECRET", rev, json!({"portfolio": "retail"})).ok();
    assert_eq!(found(&member, "merger").len(), 4);
    let rev = boss.get("/releases/OWN").rev();
    boss.patch("/releases/OWN", rev, json!({"portfolio": "bank"})).ok();
    assert_eq!(found(&member, "merger"), ["release Merger of banks", "milestone Merger vote"]);
    assert_eq!(found(&app.stranger(), "merger"), [""; 0]);
});

both_databases!(a_list_finds_the_same_by_a_rare_word_and_by_a_common_one, |app| {
    let client = app.administrator();
    let releases: Vec<Value> = (0..3).map(|number| json!({"name": format!("Rare word {number}")})).collect();
    for (number, release) in releases.into_iter().enumerate() {
        app.release(&format!("RARE-{number}"), release);
    }
    let mut documents = String::new();
    for number in 0..1_100 {
        documents.push_str(&format!(
            "---\nkind: Release\nkey: C-{number:04}\nname: Common word\nportfolio: enterprise\nrelease: independent\n"
        ));
    }
    let applied = client.send(crate::harness::Request::new("POST", "/apply").yaml(&documents));
    assert!(applied.status < 300, "{}", applied.text);
    assert_eq!(client.list("/releases?q=rare&sort=key", "key"), ["RARE-0", "RARE-1", "RARE-2"]);
    assert_eq!(client.get("/releases?q=word&total=true&limit=1").ok()["total"], 1_103);
    let page = client.get("/releases?q=wor%20comm&sort=-key&limit=2").ok();
    assert_eq!((&page["items"][0]["key"], &page["items"][1]["key"]), (&json!("C-1099"), &json!("C-1098")));
    assert_eq!(client.get("/releases?q=common%20rare&total=true").ok()["total"], 0);
});
