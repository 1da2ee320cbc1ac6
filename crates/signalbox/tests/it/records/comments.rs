//! What people say about a release.

use jiff::SignedDuration;
use serde_json::{Value, json};

fn path(comment: &Value) -> String {
    format!("/releases/R-1/comments/{}", comment["id"].as_str().unwrap())
}

both_databases!(what_is_said_can_be_changed_for_a_day_and_taken_back, |app| {
    let client = app.administrator();
    app.portfolio("payments", "enterprise");
    app.release("R-1", json!({"portfolio": "payments"}));
    let author = app.member_of("payments");
    let made = author.post("/releases/R-1/comments", json!({"body": "Are <b>we</b> ready?\nSee https://example.org"}));
    let said = made.created();
    // Plain text comes back as it was written; nothing in it is markup.
    assert_eq!(said["body"], "Are <b>we</b> ready?\nSee https://example.org");
    assert_eq!((&said["author"]["name"], &said["edited_at"]), (&json!("Colleague 1"), &Value::Null));

    let edited = author.patch(&path(&said), 1, json!({"body": "Are we ready?"}));
    assert!(edited.ok()["edited_at"].is_string());
    let refused = app.unchanged_by(|| client.patch(&path(&said), 2, json!({"body": "No"}))).refused(409);
    assert_eq!(refused.reasons(), ["author"]);
    author.patch(&path(&said), 1, json!({"body": "Stale"})).refused(412);
    let other = app.member_of("payments");
    let refused = app.unchanged_by(|| other.delete(&path(&said), 2)).refused(409);
    assert_eq!(refused.body["reasons"][0]["who"], "an administrator of the portfolio");

    app.clock.advance(SignedDuration::from_hours(25));
    let refused = app.unchanged_by(|| author.patch(&path(&said), 2, json!({"body": "Too late"}))).refused(409);
    assert_eq!(refused.reasons(), ["too_late"]);

    author.delete(&path(&said), 2).ok();
    let left = client.all("/releases/R-1/comments").remove(0);
    assert_eq!((&left["body"], &left["deleted_by"]["name"]), (&Value::Null, &json!("Colleague 1")));
    assert_eq!(author.delete(&path(&said), 3).refused(409).reasons(), ["deleted"]);
    app.settle();
    assert_eq!(client.list("/journal?kind=comment", "kind"), ["comment.deleted", "comment.edited", "comment.added"]);
    // What was taken back is nowhere any more, not in the journal either.
    assert!(!app.contents().iter().any(|row| row.contains("we ready")));
});

both_databases!(an_administrator_may_delete_what_others_said, |app| {
    app.portfolio("payments", "enterprise");
    app.release("R-1", json!({"portfolio": "payments"}));
    let said = app.member_of("payments").post("/releases/R-1/comments", json!({"body": "Rude"})).created();
    app.administrator_of("payments").delete(&path(&said), 1).ok();
    assert_eq!(app.administrator().all("/releases/R-1/comments")[0]["body"], Value::Null);
});

both_databases!(nothing_is_mentioned_or_suggested_that_cannot_see_the_release, |app| {
    let client = app.administrator();
    app.portfolio("payments", "enterprise");
    app.portfolio("cards", "enterprise");
    app.release("R-1", json!({"portfolio": "payments"}));
    let team = |key: &str, portfolio: &str, members: Value| {
        let new = json!({"key": key, "name": format!("Team {key}"), "portfolio": portfolio, "members": members});
        client.post("/teams", new).created()["id"].as_str().unwrap().to_owned()
    };
    let insider = app.person("Ines Insider", "ines@example.org");
    let outsider = app.person("Otto Outsider", "otto@example.org");
    let by_team = app.person("Tea Member", "tea@example.org");
    app.person("Nobody", "ines@example.net");
    let crew = team("crew", "payments", json!([by_team]));
    team("strangers", "cards", json!([outsider]));
    let secret = team("hidden", "cards", json!([insider]));
    client.post("/portfolios/payments/grants", json!({"person": insider, "role": "release_manager"})).created();
    client.post("/portfolios/payments/grants", json!({"team": crew, "role": "release_manager"})).created();
    client.post("/portfolios/cards/grants", json!({"person": outsider, "role": "release_manager"})).created();

    let author = app.member_of("payments");
    let handles = |q: &str| author.list(&format!("/releases/R-1/mentionable?q={q}"), "handle");
    assert_eq!(handles("ines"), ["ines"]);
    assert_eq!(handles("TEA"), ["tea", "crew"]);
    assert_eq!(handles("otto"), [""; 0]);
    assert_eq!(handles("strangers"), [""; 0]);
    // A member can see the release, but the author cannot see the team.
    assert_eq!(handles("hidden"), [""; 0]);
    assert_eq!(client.list("/releases/R-1/mentionable?q=hidden", "handle"), ["hidden"]);
    app.stranger().get("/releases/R-1/mentionable?q=ines").refused(404);

    let body = "@Ines, @crew: @otto and @hidden and @nobody must not know. @ines@example.org.";
    let said = author.post("/releases/R-1/comments", json!({"body": body})).created();
    let mentioned: Vec<&str> =
        said["mentions"].as_array().unwrap().iter().map(|one| one["handle"].as_str().unwrap()).collect();
    assert_eq!(mentioned, ["crew", "ines", "ines@example.org"]);
    assert_eq!(said["mentions"][0]["who"]["team"]["id"], crew);
    assert_eq!(said["mentions"][1]["who"]["person"]["id"], insider);
    app.settle();
    let told: Vec<Value> = client.all("/journal?kind=comment.mentioned");
    let who: Vec<&Value> = told.iter().map(|event| &event["changes"][0]["after"]).collect();
    assert!(who.contains(&&json!(insider)) && who.contains(&&json!(crew)), "{who:?}");
    assert!(!who.contains(&&json!(outsider)) && !who.contains(&&json!(secret)), "{who:?}");

    // Two people with the same text before the @: only the whole address tells them apart.
    let twin = app.person("Ines Other", "ines@example.com");
    client.post("/portfolios/payments/grants", json!({"person": twin, "role": "release_manager"})).created();
    assert_eq!(handles("ines"), ["ines@example.org", "ines@example.com"]);
    let said = author.post("/releases/R-1/comments", json!({"body": "@ines?"})).created();
    assert_eq!(said["mentions"], json!([]));
});

both_databases!(what_says_nothing_or_too_much_is_refused, |app| {
    let client = app.administrator();
    app.release("R-1", json!({}));
    for body in ["", " \n ", &"x".repeat(10_001)] {
        let refused = app.unchanged_by(|| client.post("/releases/R-1/comments", json!({"body": body}))).refused(422);
        assert_eq!(refused.pointers(), ["/body"]);
    }
    // As many handles as fit are looked up in as many statements as one.
    let crowd: String = (0..1_500).map(|number| format!("@a{number} ")).collect();
    let said = client.post("/releases/R-1/comments", json!({"body": crowd})).created();
    assert_eq!(said["mentions"], json!([]));
});
