//! `/scim/v2`: a directory adds people and teams, changes them and lets them go.

use crate::harness::{Answer, Client, PASSWORD, Request};
use serde_json::{Value, json};
use signalbox_domain::authz::Role;

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const PATCH: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

fn send(who: &Client, method: &str, path: &str, body: Option<&Value>) -> Answer {
    let request = Request::new(method, &format!("{ROOT}{path}"));
    who.send(match body {
        Some(body) => request.raw("application/scim+json", body.to_string()),
        None => request,
    })
}

const ROOT: &str = "//scim/v2";

fn done(answer: &Answer, status: u16) -> Value {
    assert_eq!(answer.status, status, "{}", answer.text);
    assert_eq!(answer.header("content-type"), Some("application/scim+json"), "{}", answer.text);
    answer.json()
}

/// An error as directories read it; answers its kind.
fn refused(answer: &Answer, status: u16) -> String {
    let body = done(answer, status);
    assert_eq!(body["schemas"], json!(["urn:ietf:params:scim:api:messages:2.0:Error"]));
    assert_eq!(body["status"], status.to_string());
    assert!(body["detail"].as_str().is_some_and(|detail| !detail.is_empty()), "{body}");
    body["scimType"].as_str().unwrap_or_default().to_owned()
}

fn ada() -> Value {
    json!({
        "schemas": [USER], "userName": "ada", "externalId": "A-1", "name": {"givenName": "Ada", "familyName": "Byron"},
        "emails": [{"value": "old@example.org"}, {"value": "ada@example.org", "primary": true, "type": "work"}],
        "title": "Countess",
    })
}

fn create(directory: &Client, user: &Value) -> Value {
    let answer = send(directory, "POST", "/Users", Some(user));
    let made = done(&answer, 201);
    assert_eq!(answer.header("location"), made["meta"]["location"].as_str());
    made
}

fn patch(directory: &Client, place: &str, operations: &Value) -> Answer {
    send(directory, "PATCH", place, Some(&json!({"schemas": [PATCH], "Operations": operations})))
}

fn user_names(directory: &Client, filter: &str) -> Vec<String> {
    let encoded: String = filter.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let found = done(&send(directory, "GET", &format!("/Users?filter={encoded}"), None), 200);
    let items = found["Resources"].as_array().unwrap();
    assert_eq!(found["totalResults"], items.len());
    items.iter().map(|item| item["userName"].as_str().unwrap().to_owned()).collect()
}

both_databases!(a_directory_adds_a_person_who_is_one_like_others, |app| {
    let directory = app.administrator();
    let made = create(&directory, &ada());
    assert_eq!(
        (&made["userName"], &made["displayName"], &made["active"], &made["emails"]),
        (&json!("ada"), &json!("Ada Byron"), &json!(true), &json!([{"value": "ada@example.org"}]))
    );
    let id = made["id"].as_str().unwrap();
    assert_eq!(directory.get(&format!("/people/{id}")).ok()["email"], "ada@example.org");
    assert_eq!(refused(&send(&directory, "POST", "/Users", Some(&ada())), 409), "uniqueness");
    assert_eq!(refused(&send(&directory, "POST", "/Users", Some(&json!({"displayName": "x"}))), 400), "invalidValue");
    let odd = json!({"userName": "x", "emails": [{"value": "no address"}]});
    assert_eq!(refused(&send(&directory, "POST", "/Users", Some(&odd)), 400), "invalidValue");
    let kinds: Vec<_> = app.events_since(0).iter().map(|event| event["kind"].as_str().unwrap().to_owned()).collect();
    assert!(kinds.contains(&"person.created".to_owned()) && kinds.contains(&"person.provisioned".to_owned()));
});

both_databases!(a_directory_needs_no_right_but_its_own, |app| {
    let boss = app.administrator();
    let browser = app.signed_in(crate::harness::ADMINISTRATOR, PASSWORD);
    let role = json!({"key": "directory", "name": "Directory", "rights": ["directory"]});
    boss.post("/roles", role).created();
    let machine = boss.post("/people", json!({"name": "Corporate directory", "service": true})).created();
    let id = machine["id"].as_str().unwrap().to_owned();
    boss.post("/portfolios/enterprise/grants", json!({"person": id, "custom_role": "directory"})).created();
    let token = browser.post("/tokens", json!({"name": "scim", "person": id})).created();
    let directory = app.anonymous().with_token(token["token"].as_str().unwrap());

    // It says who is here, and who is in which team.
    let made = create(&directory, &ada());
    let place = format!("/Users/{}", made["id"].as_str().unwrap());
    let gone = json!([{"op": "replace", "path": "active", "value": false}]);
    assert_eq!(done(&patch(&directory, &place, &gone), 200)["active"], false);
    let back = json!([{"op": "replace", "path": "active", "value": true}]);
    done(&patch(&directory, &place, &back), 200);
    let group = json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": "Signalling",
        "members": [{"value": made["id"]}]});
    let group = done(&send(&directory, "POST", "/Groups", Some(&group)), 201);
    let team = format!("/Groups/{}", group["id"].as_str().unwrap());
    boss.post("/portfolios/enterprise/grants", json!({"team": group["id"], "role": "release_manager"})).created();
    let nobody = json!([{"op": "replace", "path": "members", "value": []}]);
    done(&patch(&directory, &team, &nobody), 200);

    // But it makes nobody an administrator.
    boss.post("/portfolios/enterprise/grants", json!({"team": group["id"], "role": "administrator"})).created();
    let somebody = json!([{"op": "replace", "path": "members", "value": [{"value": made["id"]}]}]);
    app.unchanged_by(|| refused(&patch(&directory, &team, &somebody), 403));

    // And its token is for nothing else, not even for reading.
    app.unchanged_by(|| {
        for (method, path) in [
            ("GET", "/releases"),
            ("GET", "/people"),
            ("GET", "/portfolios"),
            ("GET", "/journal"),
            ("GET", "/events"),
            ("GET", "/sign-in-providers"),
            ("POST", "/people"),
            ("POST", "/apply"),
            ("POST", "/tokens"),
            ("POST", "/portfolios/enterprise/grants"),
        ] {
            let request = Request::new(method, path);
            let request = if method == "POST" { request.json(&json!({})) } else { request };
            let answer = directory.send(request);
            assert_eq!(answer.refused(403).reasons(), ["directory"], "{method} {path}");
        }
    });
    // Whoever administers may give a token that is for no more.
    let narrow = browser.post("/tokens", json!({"name": "narrow", "scope": ["directory"]})).created();
    let narrow = app.anonymous().with_token(narrow["token"].as_str().unwrap());
    done(&send(&narrow, "GET", "/Users", None), 200);
    narrow.get("/releases").refused(403);
    // The right is none of those that stand in for others, or of any role that there is but the administrator.
    let member = app.member_of("enterprise");
    refused(&send(&member, "GET", "/Users", None), 403);
});

both_databases!(who_left_the_directory_is_signed_out_and_may_come_back, |app| {
    let directory = app.administrator();
    app.person_with_password("Ada", "ada@example.org");
    let browser = app.signed_in("ada@example.org", PASSWORD);
    // A person whom somebody added by hand is known by the mail address.
    assert_eq!(user_names(&directory, r#"userName eq "ADA@example.org""#), ["ada@example.org"]);
    let found = done(&send(&directory, "GET", "/Users?filter=emails%20eq%20%22ada%40example.org%22", None), 200);
    let place = format!("/Users/{}", found["Resources"][0]["id"].as_str().unwrap());

    let gone = json!([{"op": "Replace", "path": "active", "value": "False"}]);
    assert_eq!(done(&patch(&directory, &place, &gone), 200)["active"], false);
    browser.get("/account").refused(401);
    app.anonymous().post("/session", json!({"email": "ada@example.org", "password": PASSWORD})).refused(401);
    assert_eq!(done(&send(&directory, "GET", &place, None), 200)["active"], false, "the directory still knows them");
    let back = json!([{"op": "replace", "value": {"active": true, "nickName": "A"}}]);
    assert_eq!(done(&patch(&directory, &place, &back), 200)["active"], true);
    app.signed_in("ada@example.org", PASSWORD);

    assert_eq!(send(&directory, "DELETE", &place, None).status, 204);
    refused(&send(&directory, "GET", &place, None), 404);
    refused(&send(&directory, "DELETE", &place, None), 404);
    // Whoever is added again with the same address is the same person.
    let again = create(&directory, &ada());
    assert!(place.ends_with(again["id"].as_str().unwrap()), "{again}");
});

both_databases!(changes_in_parts_and_as_a_whole, |app| {
    let directory = app.administrator();
    let place = format!("/Users/{}", create(&directory, &ada())["id"].as_str().unwrap());
    let changed = patch(
        &directory,
        &place,
        &json!([
            {"op": "add", "path": "urn:ietf:params:scim:schemas:core:2.0:User:displayName", "value": "Ada Lovelace"},
            {"op": "replace", "path": "emails[type eq \"work\"].value", "value": "lovelace@example.org"},
            {"op": "remove", "path": "externalId"},
        ]),
    );
    let changed_body = done(&changed, 200);
    assert_eq!(changed_body["displayName"], "Ada Lovelace");
    assert_eq!(changed_body["emails"], json!([{"value": "lovelace@example.org"}]));
    assert!(changed_body.get("externalId").is_none());

    app.unchanged_by(|| {
        for (operation, kind) in [
            (json!({"op": "replace", "path": "id", "value": "x"}), "mutability"),
            (json!({"op": "replace", "path": "shoeSize", "value": 9}), "invalidPath"),
            (json!({"op": "remove"}), "noTarget"),
            (json!({"op": "remove", "path": "userName"}), "invalidValue"),
            (json!({"op": "fly", "path": "userName"}), "invalidSyntax"),
        ] {
            // One that cannot be done undoes those before it.
            let both = json!([{"op": "replace", "path": "displayName", "value": "Nobody"}, operation]);
            assert_eq!(refused(&patch(&directory, &place, &both), 400), kind, "{both}");
        }
        let stale = Request::new("PUT", &format!("{ROOT}{place}")).header("if-match", "W/\"1\"");
        refused(&directory.send(stale.raw("application/json", ada().to_string())), 412);
    });
    let version = changed.header("etag").unwrap().to_owned();
    assert_eq!(Some(version.as_str()), changed_body["meta"]["version"].as_str());
    let known = Request::new("GET", &format!("{ROOT}{place}")).header("if-none-match", &version);
    assert_eq!(directory.send(known).status, 304);
    let whole = Request::new("PUT", &format!("{ROOT}{place}")).header("if-match", &version);
    let whole = done(&directory.send(whole.raw("application/json", json!({"userName": "ada.l"}).to_string())), 200);
    assert_eq!((&whole["userName"], &whole["displayName"]), (&json!("ada.l"), &json!("ada.l")));
    assert!(whole.get("emails").is_none(), "what a whole leaves out is gone: {whole}");
});

both_databases!(people_are_found_by_filters_and_in_pages, |app| {
    let directory = app.administrator();
    for (name, external) in [("ada", "A-1"), ("Alan", "a-1"), ("grace_h", "G%1")] {
        create(&directory, &json!({"userName": name, "externalId": external}));
    }
    let found = |filter: &str| user_names(&directory, filter);
    assert_eq!(found(r#"userName eq "ALAN""#), ["Alan"]);
    assert_eq!(found(r#"externalId eq "a-1""#), ["Alan"], "an external id keeps its case");
    assert_eq!(found(r#"userName sw "a" and externalId pr"#), ["ada", "Alan"]);
    assert_eq!(found(r#"externalId co "%" or userName eq "ada""#), ["ada", "grace_h"]);
    assert_eq!(found(r#"externalId pr and not (userName co "_")"#), ["ada", "Alan"]);
    assert_eq!(
        found(r#"externalId ne "A-1" and (userName eq "ada" or userName eq "alan") and active eq true"#),
        ["Alan"]
    );
    assert_eq!(found(r#"userName eq "x' or 1=1 --""#), Vec::<String>::new());
    for filter in ["userName", "password%20pr", "members%20pr", "((id%20pr)", "userName%20eq%20%22a%5Cu0000%22"] {
        assert_eq!(refused(&send(&directory, "GET", &format!("/Users?filter={filter}"), None), 400), "invalidFilter");
    }
    let page =
        |query: &str| done(&send(&directory, "GET", &format!("/Users?filter=externalId%20pr&{query}"), None), 200);
    let second = page("startIndex=2&count=1&attributes=userName");
    assert_eq!(
        (&second["totalResults"], &second["startIndex"], &second["itemsPerPage"]),
        (&json!(3), &json!(2), &json!(1))
    );
    let mut fields: Vec<&String> = second["Resources"][0].as_object().unwrap().keys().collect();
    fields.sort();
    assert_eq!(fields, ["id", "schemas", "userName"]);
    assert_eq!(page("count=0")["Resources"], json!([]));
    assert_eq!(page("count=-5&startIndex=-5")["startIndex"], 1);
    let body = json!({"filter": "userName eq \"ada\"", "excludedAttributes": ["meta", "active"]});
    let searched = done(&send(&directory, "POST", "/Users/.search", Some(&body)), 200);
    assert!(searched["totalResults"] == 1 && searched["Resources"][0].get("meta").is_none(), "{searched}");
});

both_databases!(a_group_is_a_team_and_its_members_are_in_it, |app| {
    let directory = app.administrator();
    let ids: Vec<String> = ["ada", "alan"]
        .map(|name| create(&directory, &json!({"userName": name}))["id"].as_str().unwrap().to_owned())
        .into();
    let group = json!({"displayName": "Release crew", "externalId": "G-1", "members": [{"value": ids[0]}]});
    let made = done(&send(&directory, "POST", "/Groups", Some(&group)), 201);
    let place = format!("/Groups/{}", made["id"].as_str().unwrap());
    let members = || -> Vec<String> {
        let team = directory.get(&format!("/teams/{}", made["id"].as_str().unwrap())).ok();
        team["members"].as_array().unwrap().iter().map(|member| member["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(members(), [ids[0].clone()]);
    done(&patch(&directory, &place, &json!([{"op": "add", "path": "members", "value": [{"value": ids[1]}]}])), 200);
    assert_eq!(members(), ids);
    let path = format!("members[value eq \"{}\"]", ids[0]);
    done(&patch(&directory, &place, &json!([{"op": "remove", "path": path}])), 200);
    assert_eq!(members(), [ids[1].clone()]);
    let stranger = json!([{"op": "add", "path": "members", "value": [{"value": "per_00000000000000000000000000"}]}]);
    assert_eq!(refused(&patch(&directory, &place, &stranger), 400), "invalidValue");
    let mine = format!("/Groups?filter=members.value%20eq%20%22{}%22&excludedAttributes=members", ids[1]);
    let found = done(&send(&directory, "GET", &mine, None), 200);
    assert_eq!((&found["totalResults"], found["Resources"][0].get("members")), (&json!(1), None));
    // Another of the same name is another team, under a key of its own.
    let twin = done(&send(&directory, "POST", "/Groups", Some(&json!({"displayName": "Release crew"}))), 201);
    assert_eq!(directory.get(&format!("/teams/{}", twin["id"].as_str().unwrap())).ok()["key"], "release-crew-2");

    // The team gives what it is given here: who is put into it may do more from the next request on.
    let grant = json!({"team": made["id"], "role": "viewer"});
    directory.post("/portfolios/enterprise/grants", grant).created();
    assert_eq!(send(&directory, "DELETE", &place, None).status, 204);
    refused(&send(&directory, "GET", &place, None), 404);
    assert!(directory.get("/teams?archived=true").text.contains("release-crew"));
});

// Every endpoint with every method: SCIM describes itself, so the table of the OpenAPI document does not know it.
both_databases!(only_who_administers_the_installation_speaks_for_a_directory, |app| {
    let directory = app.administrator();
    let user = create(&directory, &ada())["id"].as_str().unwrap().to_owned();
    let group = done(&send(&directory, "POST", "/Groups", Some(&json!({"displayName": "Crew"}))), 201);
    let (user, group) = (format!("/Users/{user}"), format!("/Groups/{}", group["id"].as_str().unwrap()));
    let operations = json!({"Operations": []});
    let calls = [
        ("GET", "/Users", None),
        ("POST", "/Users", Some(json!({"userName": "eve"}))),
        ("POST", "/Users/.search", Some(json!({}))),
        ("GET", user.as_str(), None),
        ("PUT", user.as_str(), Some(json!({"userName": "ada"}))),
        ("PATCH", user.as_str(), Some(operations.clone())),
        ("DELETE", user.as_str(), None),
        ("GET", "/Groups", None),
        ("POST", "/Groups", Some(json!({"displayName": "Eve"}))),
        ("POST", "/Groups/.search", Some(json!({}))),
        ("GET", group.as_str(), None),
        ("PUT", group.as_str(), Some(json!({"displayName": "Eve"}))),
        ("PATCH", group.as_str(), Some(operations)),
        ("DELETE", group.as_str(), None),
    ];
    let described = ["/ServiceProviderConfig", "/ResourceTypes", "/ResourceTypes/User", "/Schemas", "/nowhere"];
    app.portfolio("branch", "enterprise");
    let strangers = [
        app.stranger(),
        app.administrator_of("branch"),
        app.somebody(&[(Role::ReleaseManager, "enterprise"), (Role::Auditor, "enterprise")]),
    ];
    app.unchanged_by(|| {
        for (method, path, body) in &calls {
            let answer = send(&app.anonymous(), method, path, body.as_ref());
            refused(&answer, 401);
            assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
            for stranger in &strangers {
                let answer = send(stranger, method, path, body.as_ref());
                refused(&answer, 403);
                assert!(!answer.text.contains("Byron"), "{}", answer.text);
            }
        }
        for path in described {
            refused(&send(&app.anonymous(), "GET", path, None), 401);
        }
    });
    for (method, path, body) in &calls {
        let answer = send(&directory, method, path, body.as_ref());
        assert!((200..300).contains(&answer.status), "{method} {path}: {}", answer.text);
    }
    refused(&send(&directory, "POST", "/.search", Some(&json!({}))), 501);
    refused(&send(&directory, "PUT", "/Schemas", None), 405);
    refused(&send(&directory, "GET", "/Schemas?filter=id%20pr", None), 403);
});

#[test]
fn what_is_under_scim_describes_itself_and_is_in_no_other_document() {
    let document = serde_json::to_value(signalbox_web::openapi()).unwrap();
    let paths: Vec<&String> = document["paths"].as_object().unwrap().keys().collect();
    assert!(paths.iter().all(|path| path.starts_with("/api/v1/") && !path.contains("scim")), "{paths:?}");
}
