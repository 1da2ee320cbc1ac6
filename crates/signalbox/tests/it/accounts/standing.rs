//! Roles of one's own making, standing in for others, guests of one release, and why somebody may do what they may.

use crate::harness::{App, Client, Stream, eventually};
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};
use signalbox_domain::authz::Role;

fn id_of(client: &Client) -> String {
    client.get("/session").ok()["person"]["id"].as_str().unwrap().to_owned()
}

/// The server's clock, which is the one that counts.
fn clock(app: &App) -> Timestamp {
    app.administrator().get("/session").ok();
    let made = app.administrator().post("/tokens", json!({"name": "clock"})).created();
    made["created_at"].as_str().unwrap().parse().unwrap()
}

both_databases!(a_role_is_made_of_published_rights_and_holds_from_the_next_request_on, |app| {
    let client = app.administrator();
    app.portfolio("retail", "enterprise");
    app.release("R-1", json!({"portfolio": "retail"}));
    let published = client.get("/rights").ok();
    let may_be_in_one = |right: &str| {
        published["items"].as_array().unwrap().iter().find(|one| one["right"] == right).unwrap()["custom"] == true
    };
    assert!(may_be_in_one("decide") && !may_be_in_one("administer"));

    let made = client.post("/roles", json!({"key": "test-lead", "name": "Test lead", "rights": ["work"]})).created();
    let lead = app.stranger();
    let give = json!({"person": id_of(&lead), "custom_role": "test-lead"});
    let grant = client.post("/portfolios/retail/grants", give.clone()).created();
    assert_eq!((&grant["role"], &grant["custom_role"]["name"]), (&Value::Null, &json!("Test lead")));
    assert_eq!(client.post("/portfolios/retail/grants", give).refused(422).faults(), ["/role taken"]);
    lead.post("/releases/R-1/activities", json!({"name": "Try it"})).created();
    lead.post("/releases/R-1/comments", json!({"body": "Tried"})).refused(403);
    client.patch("/roles/test-lead", 1, json!({"rights": ["comment"]})).ok();
    lead.post("/releases/R-1/comments", json!({"body": "Tried"})).created();
    lead.post("/releases/R-1/activities", json!({"name": "Try again"})).refused(403);

    // What is refused: a name that is there, the right that gives rights, a stale change, taking away what is held.
    let role = |key: &str, rights: Value| client.post("/roles", json!({"key": key, "name": "X", "rights": rights}));
    assert_eq!(role("TEST-LEAD", json!([])).refused(422).faults(), ["/key taken"]);
    assert_eq!(role("release-manager", json!([])).refused(422).faults(), ["/key taken"]);
    assert_eq!(role("boss", json!(["administer"])).refused(422).faults(), ["/rights administer"]);
    role("odd", json!(["reign"])).refused(422);
    client.patch("/roles/test-lead", 1, json!({"name": "Late"})).refused(412);
    assert_eq!(client.delete("/roles/test-lead", 2).refused(409).reasons(), ["given"]);
    let which = json!({"person": id_of(&lead), "role": "viewer", "custom_role": "test-lead"});
    assert_eq!(client.post("/portfolios/retail/grants", which).refused(422).faults(), [" role"]);
    client.delete(&format!("/portfolios/retail/grants/{}", grant["id"].as_str().unwrap()), 1).ok();
    client.delete("/roles/test-lead", 2).ok();
    lead.get("/releases/R-1").refused(404);
    client.get(&format!("/roles/{}", made["id"].as_str().unwrap())).refused(404);
    app.settle();
    let told = client.all("/journal?kind=role");
    let kinds: Vec<&str> = told.iter().map(|event| event["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["role.deleted", "role.changed", "role.created"]);
});

both_databases!(whoever_stands_in_acts_on_behalf_of_whoever_is_away, |app| {
    let client = app.administrator();
    app.portfolio("retail", "enterprise");
    app.release("R-1", json!({"portfolio": "retail"}));
    let (manager, deputy) = (app.administrator_of("retail"), app.stranger());
    let (away, stands_in) = (id_of(&manager), id_of(&deputy));
    deputy.get("/releases/R-1").refused(404);
    let now = clock(app);
    let absence = |to: &str, from: Timestamp, until: Timestamp| json!({"to": to, "starts_at": from.to_string(), "ends_at": until.to_string(), "reason": "Holiday"});
    let given = manager.post("/delegations", absence(&stands_in, now, now + 1.hour())).created();
    let rev = deputy.get("/releases/R-1").rev();
    deputy.patch("/releases/R-1", rev, json!({"name": "Kept going"})).ok();
    // To give rights is left to nobody.
    let refused = deputy.post("/portfolios/retail/grants", json!({"person": stands_in, "role": "viewer"})).refused(403);
    assert!(refused.detail.contains("administer"), "{}", refused.detail);
    app.settle();
    let told = client.all("/journal?kind=release.changed");
    assert_eq!(told[0]["actor"]["id"], json!(stands_in));
    assert_eq!(told[0]["on_behalf_of"]["id"], json!(away));
    let why = deputy.get(&format!("/people/{stands_in}/rights?portfolio=retail")).ok();
    assert_eq!(why["because"][0]["on_behalf_of"]["id"], json!(away));
    assert!(!why["rights"].as_array().unwrap().contains(&json!("administer")));

    // What one may oneself, one does for oneself.
    let grant = json!({"person": stands_in, "role": "release_manager"});
    let grant = client.post("/portfolios/retail/grants", grant).created();
    let rev = deputy.get("/releases/R-1").rev();
    deputy.patch("/releases/R-1", rev, json!({"name": "My own"})).ok();
    app.settle();
    assert_eq!(client.all("/journal?kind=release.changed")[0]["on_behalf_of"], Value::Null);
    client.delete(&format!("/portfolios/retail/grants/{}", grant["id"].as_str().unwrap()), 1).ok();

    // A right that was lent is not lent on.
    let third = app.stranger();
    deputy.post("/delegations", absence(&id_of(&third), now, now + 1.hour())).created();
    third.get("/releases/R-1").refused(404);

    assert_eq!(manager.get("/delegations").ok()["items"].as_array().unwrap().len(), 1);
    let path = format!("/delegations/{}", given["id"].as_str().unwrap());
    third.delete(&path, 1).refused(404);
    deputy.delete(&path, 1).ok();
    deputy.get("/releases/R-1").refused(404);

    // What is refused.
    let refused = |body: Value| manager.post("/delegations", body).refused(422).faults();
    assert_eq!(refused(absence(&away, now, now + 1.hour())), ["/to oneself"]);
    assert_eq!(refused(absence(&stands_in, now, now)), ["/ends_at order"]);
    assert_eq!(refused(absence(&stands_in, now - 2.hours(), now - 1.hour())), ["/ends_at past"]);
    assert_eq!(refused(absence(&stands_in, now, now + (24 * 367).hours())), ["/ends_at long"]);
    assert_eq!(refused(absence("per_00000000000000000000000000", now, now + 1.hour())), ["/to unknown"]);
    let mut others = absence(&stands_in, now, now + 1.hour());
    others["from"] = json!(id_of(&third));
    manager.post("/delegations", others).refused(403);
});

both_databases!(a_guest_sees_one_release_and_nothing_beside_it, |app| {
    let client = app.administrator();
    app.portfolio("retail", "enterprise");
    app.release("train", json!({"portfolio": "retail", "kind": "train"}));
    app.release("hidden", json!({"portfolio": "retail", "name": "Hidden plan"}));
    app.release(
        "shown",
        json!({"portfolio": "retail", "parent": "train", "start": "2026-03-02", "target": {"date": "2026-04-01"},
            "phases": [{"name": "Build", "start": "2026-03-02", "end": "2026-03-20"}]}),
    );
    app.system("ledger", json!({"portfolio": "retail"}));
    let guest = app.stranger();
    let who = id_of(&guest);
    let mut heard = Stream::open(&guest, None);
    assert_eq!(heard.status, 200);
    let manager = app.member_of("retail");
    assert!(manager.list("/people", "id").len() > 1);
    let share = |body: Value| manager.post("/releases/shown/guests", body);
    let shared = share(json!({"person": who})).created();
    assert_eq!(share(json!({"person": who})).refused(422).faults(), ["/person taken"]);
    assert_eq!(guest.list("/releases", "key"), ["shown"]);
    let shown = guest.get("/releases/shown").ok();
    assert_eq!(shown["parent"], Value::Null, "the train is out of sight");
    assert_eq!(guest.all("/releases/shown/phases").len(), 1);
    let calendar = guest.get("/calendar?from=2026-03-01&to=2026-05-01").ok();
    assert_eq!(calendar["releases"].as_array().unwrap().len(), 1, "{calendar}");
    assert_eq!(guest.get("/search?q=shown").ok()["items"].as_array().unwrap().len(), 1);
    for hidden in ["hidden", "ledger", "retail", "train"] {
        assert_eq!(guest.get(&format!("/search?q={hidden}")).ok()["items"], json!([]), "{hidden}");
    }
    assert_eq!(guest.list("/people", "id"), std::slice::from_ref(&who), "a guest knows of nobody");
    assert_eq!(guest.get("/search?q=colleague").ok()["items"].as_array().unwrap().len(), 1, "but of themselves");
    guest.get(&format!("/people/{}", id_of(&client))).refused(404);
    guest.get("/releases/hidden").refused(404);
    guest.get("/portfolios/retail").refused(404);
    assert!(guest.list("/systems", "key").is_empty());
    assert!(guest.all("/journal").is_empty(), "the journal names things beside it");
    guest.post("/releases/shown/comments", json!({"body": "Looks good"})).created();
    guest.patch("/releases/shown", shown["rev"].as_i64().unwrap(), json!({"name": "Mine"})).refused(403);
    guest.post("/releases/shown/guests", json!({"person": who})).refused(403);
    let table = guest.get("/tables/releases?format=csv").ok_text();
    assert!(table.contains("shown") && !table.contains("Hidden"), "{table}");
    let feed = guest.post("/feeds", json!({"release": "shown"})).created();
    assert!(feed["path"].as_str().is_some());
    let called = manager.get("/releases/shown/mentionable?q=colleague").ok();
    assert!(called.to_string().contains(&who), "a guest can be mentioned: {called}");

    // The stream from before ends, as what its listener holds is another; a new one tells of the release alone.
    client.patch("/releases/hidden", 1, json!({"risk": "high"})).ok();
    while heard.next().is_some() {}
    let mut heard = Stream::open(&guest, None);
    let rev = client.get("/releases/hidden").rev();
    client.patch("/releases/hidden", rev, json!({"risk": "low"})).ok();
    let rev = client.get("/releases/shown").rev();
    client.patch("/releases/shown", rev, json!({"risk": "low"})).ok();
    let told = std::iter::from_fn(|| heard.next()).find(|told| told.data.to_string().contains("release.")).unwrap();
    assert!(told.data.to_string().contains(shown["id"].as_str().unwrap()), "{}", told.data);

    manager.delete(&format!("/releases/shown/guests/{}", shared["id"].as_str().unwrap()), 1).ok();
    guest.get("/releases/shown").refused(404);
    assert!(guest.list("/releases", "key").is_empty());

    // A visit that ends is over by itself, and that somebody came back too late is told.
    let until = clock(app) + 1500.milliseconds();
    assert_eq!(
        share(json!({"person": who, "until": (clock(app) - 1.hour()).to_string()})).refused(422).faults(),
        ["/until past"]
    );
    share(json!({"person": who, "until": until.to_string()})).created();
    guest.get("/releases/shown").ok();
    eventually("the visit ends", || (guest.get("/releases/shown").status == 401).then_some(()));
    assert!(clock(app) >= until);
    for _ in 0..3 {
        guest.get("/releases/shown").refused(401);
    }
    let events = app.events_since(0);
    let late: Vec<_> = events.iter().filter(|event| event["kind"] == "person.access_lapsed").collect();
    assert_eq!(late.len(), 1, "the journal tells it once, however often they ask");
    assert_eq!(late[0]["subject"], who.as_str());
});

both_databases!(why_somebody_may_do_something_is_told, |app| {
    let client = app.administrator();
    app.portfolio("retail", "enterprise");
    app.portfolio("tills", "retail");
    let nova = app.stranger();
    let who = id_of(&nova);
    let team = json!({"key": "nova", "name": "Nova", "portfolio": "retail", "members": [who]});
    client.post("/teams", team).created();
    client.post("/portfolios/retail/grants", json!({"team": "nova", "role": "contributor"})).created();
    client.post("/portfolios/tills/grants", json!({"person": who, "role": "approver"})).created();
    let why = nova.get(&format!("/people/{who}/rights?portfolio=tills")).ok();
    assert_eq!(why["rights"], json!(["decide", "work", "comment", "version", "book"]));
    let because = |place: &str| {
        let all = why["because"].as_array().unwrap();
        all.iter().find(|one| one["portfolio"]["key"] == place).unwrap().clone()
    };
    assert_eq!(
        (&because("retail")["team"]["key"], &because("retail")["role"]),
        (&json!("nova"), &json!("contributor"))
    );
    assert_eq!((&because("tills")["team"], &because("tills")["role"]), (&Value::Null, &json!("approver")));
    let above = nova.get(&format!("/people/{who}/rights?portfolio=retail")).ok();
    assert_eq!(above["because"].as_array().unwrap().len(), 1);
    assert_eq!(nova.get(&format!("/people/{who}/rights")).ok()["because"].as_array().unwrap().len(), 2);

    let viewer = app.somebody(&[(Role::Viewer, "tills")]);
    viewer.get(&format!("/people/{who}/rights?portfolio=tills")).ok();
    viewer.get(&format!("/people/{who}/rights?portfolio=retail")).refused(422);
    viewer.get(&format!("/people/{who}/rights")).refused(403);
    let deciders = viewer.get("/portfolios/tills/holders?right=decide").ok();
    let names: Vec<&Value> = deciders["items"].as_array().unwrap().iter().map(|one| &one["person"]["id"]).collect();
    assert_eq!(names.len(), 2, "the approver and the administrator above: {deciders}");
    assert!(names.contains(&&json!(who)));
    let all = viewer.get("/portfolios/tills/holders").ok();
    assert_eq!(all["items"].as_array().unwrap().len(), 3, "{all}");
});
