//! `/people`, `/teams` and `/portfolios/{id}/grants`.

use crate::client::*;
use axum::http::header;
use serde_json::json;

const LEAD: &str = "team.lead@example.org";

#[test]
fn people_are_added_changed_and_say_goodbye() {
    on_both_databases(|server| async move {
        let browser = server.administrator().await;
        let new = json!({"name": "Team lead", "email": LEAD, "zone": "Europe/Berlin"});
        let made = browser.post("/people", new.clone()).await.is(201);
        assert_eq!(made.headers[header::ETAG], "\"1\"");
        assert_eq!(
            made.body,
            json!({"id": made.text("/id"), "name": "Team lead", "email": LEAD, "service": false, "locale": "en",
                   "zone": "Europe/Berlin", "archived_at": null, "rev": 1})
        );
        assert_eq!(browser.post("/people", new).await.is(422).pointers(), ["/email"]);
        let wrong = json!({"name": "", "zone": "Nowhere", "shoe_size": 43});
        let mut pointers = browser.post("/people", wrong).await.is(422);
        pointers.body["errors"].as_array_mut().unwrap().sort_by_key(|fault| fault["pointer"].to_string());
        assert_eq!(pointers.pointers(), ["/name", "/shoe_size", "/zone"]);

        let path = format!("/people/{}", made.text("/id"));
        browser.send("PATCH", &path, Some(json!({"name": "Lead"}))).await.is(428);
        browser.patch(&path, 7, json!({"name": "Lead"})).await.is(412);
        let changed = browser.patch(&path, 1, json!({"name": "Lead", "locale": "de"})).await.is(200);
        assert_eq!(
            (changed.text("/name"), changed.text("/locale"), changed.text("/email")),
            ("Lead".into(), "de".into(), LEAD.into())
        );

        let lead = server.lets_in(&browser, &made.text("/id"), LEAD).await;
        assert_eq!(lead.patch(&path, 2, json!({"name": "Team lead"})).await.is(200).text("/name"), "Team lead");
        lead.patch(&path, 3, json!({"email": "x@example.org"})).await.is(403);
        lead.post("/people", json!({"name": "Friend"})).await.is(403);
        browser.step(&format!("{path}/archive"), 3).await.is(200);
        lead.get("/people").await.is(401);
        assert_eq!(browser.get("/people?q=lead").await.is(200).body["items"], json!([]));
        assert_eq!(browser.get("/people?q=lead&archived=true").await.body["items"][0]["rev"], 4);
        browser.step(&format!("{path}/restore"), 4).await.is(200);
        browser.get("/people?colour=red").await.is(400);
        browser.get("/people/per_nobody").await.is(404);
    });
}

#[test]
fn a_team_gets_a_role_and_its_members_see_what_it_sees() {
    on_both_databases(|server| async move {
        let browser = server.administrator().await;
        let person = browser.post("/people", json!({"name": "Team lead", "email": LEAD})).await.is(201);
        browser
            .post("/portfolios", json!({"key": "payments", "name": "Payments", "parent": "enterprise"}))
            .await
            .is(201);
        let new = json!({"key": "nova", "name": "Nova", "portfolio": "payments", "members": [person.text("/id")]});
        let team = browser.post("/teams", new).await.is(201);
        assert_eq!(team.body["members"], json!([{"id": person.text("/id"), "name": "Team lead"}]));
        assert_eq!(team.text("/portfolio/key"), "payments");

        let lead = server.lets_in(&browser, &person.text("/id"), LEAD).await;
        lead.get("/portfolios/payments").await.is(404);
        lead.get("/teams/nova").await.is(404);
        let given = browser
            .post("/portfolios/payments/grants", json!({"team": "nova", "role": "release_manager"}))
            .await
            .is(201);
        assert_eq!(
            (given.text("/team/key"), &given.body["person"], &given.body["inherited"]),
            ("nova".into(), &json!(null), &json!(false))
        );
        lead.get("/portfolios/payments").await.is(200);
        lead.get("/portfolios/enterprise").await.is(404);
        let roles = lead.get("/portfolios/payments/grants").await.is(200);
        // The administrator's role comes from a portfolio the lead does not see.
        assert_eq!(roles.body["items"][0]["inherited"], true);
        assert_eq!(roles.body["items"][0]["portfolio"], json!(null));
        lead.patch("/teams/nova", 1, json!({"members": []})).await.is(403);

        let path = format!("/portfolios/payments/grants/{}", given.text("/id"));
        lead.delete(&path).await.is(403);
        browser.delete(&path).await.is(204);
        lead.get("/portfolios/payments").await.is(404);
        let both = json!({"team": "nova", "person": person.text("/id"), "role": "release_manager"});
        browser.post("/portfolios/payments/grants", both).await.is(422);
        browser.post("/portfolios/payments/grants", json!({"team": "nova", "role": "king"})).await.is(422);
        let archived = browser.step("/teams/nova/archive", 1).await.is(200);
        assert!(archived.body["archived_at"].is_string());
        browser.step("/teams/nova/restore", 2).await.is(200);
    });
}

#[test]
fn the_last_administrator_stays() {
    on_both_databases(|server| async move {
        let browser = server.administrator().await;
        let grants = browser.get("/portfolios/enterprise/grants").await.is(200);
        let refused =
            browser.delete(&format!("/portfolios/enterprise/grants/{}", grants.text("/items/0/id"))).await.is(409);
        assert_eq!(refused.text("/reasons/0/code"), "last_administrator");
        assert!(refused.text("/reasons/0/who").contains("making somebody else one"));
    });
}
