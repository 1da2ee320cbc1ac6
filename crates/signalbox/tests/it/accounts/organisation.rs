//! People, teams, and the roles they hold.

use crate::harness::PASSWORD;
use jiff::ToSpan;
use serde_json::{Value, json};
use signalbox_domain::authz::Right;

both_databases!(people_are_added_changed_and_leave, |app| {
    let client = app.administrator();
    let new = json!({"name": "Test manager", "email": "tests@example.org", "zone": "Europe/Berlin", "locale": "de-DE"});
    let person = client.post("/people", new.clone()).created();
    assert_eq!(client.post("/people", new).refused(422).faults(), ["/email taken"]);
    let path = format!("/people/{}", person["id"].as_str().unwrap());
    let faults = client
        .post("/people", json!({"name": "", "email": "nowhere", "zone": "Mars/Olympus", "password": PASSWORD}))
        .refused(422);
    assert!(faults.pointers().len() >= 2, "{:?}", faults.pointers());
    assert!(
        faults.pointers().contains(&"/password".to_owned()),
        "nobody types somebody else's: {:?}",
        faults.pointers()
    );
    let changed = client.patch(&path, 1, json!({"name": "Head of test"}));
    assert_eq!((&changed.ok()["name"], changed.rev()), (&json!("Head of test"), 2));
    assert!(client.list("/people", "name").contains(&"Head of test".to_owned()));
    assert_eq!(client.list("/people?q=HEAD", "name"), ["Head of test"]);
    client.act(&format!("{path}/archive"), 2, json!({})).ok();
    assert!(!client.list("/people", "name").contains(&"Head of test".to_owned()));
    client.act(&format!("{path}/restore"), 3, json!({})).ok();
    // Only administrators of the installation add people; everybody keeps their own name.
    let member = app.member_of("enterprise");
    let refused = member.post("/people", json!({"name": "Friend", "email": "friend@example.org"})).refused(403);
    assert!(refused.detail.contains("administer"), "{}", refused.detail);
    let me = member.get("/session").ok()["person"]["id"].as_str().unwrap().to_owned();
    member.patch(&format!("/people/{me}"), 1, json!({"name": "Product owner"})).ok();
    member.patch(&path, 4, json!({"name": "Nobody"})).refused(403);
});

both_databases!(the_last_administrator_stays, |app| {
    let client = app.administrator();
    let me = client.get("/session").ok()["person"]["id"].as_str().unwrap().to_owned();
    let refused = app.unchanged_by(|| client.act(&format!("/people/{me}/archive"), 1, json!({}))).refused(409);
    assert_eq!(refused.reasons(), ["last_administrator"]);
    let grant = client.get("/portfolios/enterprise/grants").ok()["items"][0].clone();
    let path = format!("/portfolios/enterprise/grants/{}", grant["id"].as_str().unwrap());
    let take = || client.send(crate::harness::Request::new("DELETE", &path));
    assert_eq!(app.unchanged_by(take).refused(409).reasons(), ["last_administrator"]);
});

both_databases!(a_team_holds_a_role_for_all_its_people, |app| {
    let client = app.administrator();
    app.portfolio("retail", "enterprise");
    app.release("R-1", json!({"portfolio": "retail"}));
    let stranger = app.stranger();
    let me = stranger.get("/session").ok()["person"]["id"].clone();
    assert_eq!(stranger.get("/releases").ok()["items"], json!([]));
    let team =
        client.post("/teams", json!({"key": "web", "name": "Web", "portfolio": "retail", "members": [me]})).created();
    assert_eq!(team["members"][0]["id"], me);
    let grant = client.post("/portfolios/retail/grants", json!({"team": "web", "role": "release_manager"})).created();
    assert_eq!(stranger.list("/releases", "key"), ["R-1"]);
    stranger.patch("/releases/R-1", 1, json!({"name": "Ours"})).ok();
    let twice =
        client.post("/portfolios/retail/grants", json!({"team": "web", "role": "release_manager"})).refused(422);
    assert_eq!(twice.faults(), ["/role taken"]);
    // Who leaves the team loses the role with it; so does everybody when the role is taken back.
    client.patch("/teams/web", 1, json!({"members": []})).ok();
    assert_eq!(stranger.get("/releases").ok()["items"], json!([]));
    client.patch("/teams/web", 2, json!({"members": [me]})).ok();
    assert_eq!(stranger.list("/releases", "key"), ["R-1"]);
    let path = format!("/portfolios/retail/grants/{}", grant["id"].as_str().unwrap());
    client.send(crate::harness::Request::new("DELETE", &path)).ok();
    assert_eq!(stranger.get("/releases").ok()["items"], json!([]));
    stranger.get("/releases/R-1").refused(404);
});

both_databases!(a_role_from_above_is_shown_and_taken_back_where_it_was_given, |app| {
    let client = app.administrator();
    app.portfolio("retail", "enterprise");
    app.portfolio("retail-web", "retail");
    app.member_of("retail");
    let grants = client.all("/portfolios/retail-web/grants");
    let from_above = grants.iter().find(|grant| grant["role"] == "release_manager").unwrap();
    assert_eq!((&from_above["inherited"], &from_above["portfolio"]["key"]), (&json!(true), &json!("retail")));
    let path = |portfolio: &str| format!("/portfolios/{portfolio}/grants/{}", from_above["id"].as_str().unwrap());
    let refused = client.send(crate::harness::Request::new("DELETE", &path("retail-web"))).refused(409);
    assert_eq!(refused.reasons(), ["inherited"]);
    client.send(crate::harness::Request::new("DELETE", &path("retail"))).ok();
    for wrong in [
        json!({"role": "release_manager"}),
        json!({"person": "nobody", "role": "release_manager"}),
        json!({"person": Value::Null, "team": "x", "role": "king"}),
    ] {
        client.post("/portfolios/retail/grants", wrong).refused(422);
    }
    // Nobody gives what they do not administer.
    let member = app.member_of("retail");
    let me = member.get("/session").ok()["person"]["id"].clone();
    member.post("/portfolios/retail/grants", json!({"person": me, "role": "administrator"})).refused(403);
    member.post("/portfolios/enterprise/grants", json!({"person": me, "role": "administrator"})).refused(404);
});

both_databases!(a_role_that_ends_is_gone_by_itself, |app| {
    let client = app.administrator();
    app.portfolio("retail", "enterprise");
    app.release("R-1", json!({"portfolio": "retail"}));
    let supplier = app.stranger();
    let who = supplier.get("/session").ok()["person"]["id"].clone();
    let give = |until: jiff::Timestamp| {
        client.post("/portfolios/retail/grants", json!({"person": who, "role": "guest", "until": until.to_string()}))
    };
    // The server's clock is the one that counts.
    let clock = || {
        let made = client.post("/releases/R-1/comments", json!({"body": "What is the time?"})).created();
        made["written_at"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap()
    };
    let now = clock();
    assert_eq!(app.unchanged_by(|| give(now - 1.second())).refused(422).faults(), ["/until past"]);
    let until = now + 1500.milliseconds();
    let grant = give(until).created();
    assert_eq!(grant["until"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap().as_second(), until.as_second());
    assert_eq!(supplier.list("/releases", "key"), ["R-1"]);
    supplier.post("/releases/R-1/comments", json!({"body": "Delivered"})).created();
    crate::harness::eventually("the role ends", || (supplier.get("/releases").status == 401).then_some(()));
    assert!(clock() >= until, "it ended too early");
    let refused = supplier.get("/releases/R-1").refused(401);
    assert!(refused.detail.contains("has ended; ask"), "{}", refused.detail);
    // What is over can be given anew.
    give(clock() + 1.hour()).created();
    assert_eq!(supplier.list("/releases", "key"), ["R-1"]);
});

both_databases!(whoever_is_refused_hears_which_right_is_missing_and_who_gives_it, |app| {
    let client = app.administrator();
    app.portfolio("retail", "enterprise");
    app.release("R-1", json!({"portfolio": "retail"}));
    let near = app.administrator_of("retail").get("/session").ok()["person"]["name"].as_str().unwrap().to_owned();
    let viewer = app.somebody(&[(signalbox_domain::authz::Role::Viewer, "retail")]);
    let refused = viewer.patch("/releases/R-1", 1, json!({"name": "Mine"})).refused(403);
    assert!(refused.detail.contains("the right to plan releases"), "{}", refused.detail);
    assert!(
        refused.detail.contains(&format!("an administrator of the portfolio ({near}, ")),
        "the nearest comes first: {}",
        refused.detail
    );
    let roles = client.get("/roles").ok();
    let rights = |role: &str| {
        let found = roles["items"].as_array().unwrap().iter().find(|one| one["role"] == role).unwrap();
        found["rights"].clone()
    };
    assert_eq!((rights("viewer"), rights("approver")), (json!([]), json!(["decide", "comment"])));
    assert_eq!(rights("administrator").as_array().unwrap().len(), Right::ALL.len());
});
