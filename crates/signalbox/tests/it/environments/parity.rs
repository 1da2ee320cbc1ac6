//! Which version runs where, how far that is from production, and how like production an environment is.

use super::{deployments::seen, environment};
use crate::harness::{App, Client};
use serde_json::{Value, json};
use signalbox_domain::authz::Role;

/// Test, acceptance and production with two systems of five versions each.
fn places(app: &App) -> Client {
    let client = app.administrator();
    app.portfolio("retail", "enterprise");
    app.portfolio("bank", "enterprise");
    app.system("cart", json!({"portfolio": "retail"}));
    app.system("vault", json!({"portfolio": "bank"}));
    for number in 1..=5 {
        for system in ["cart", "vault"] {
            client.post(&format!("/systems/{system}/versions"), json!({"number": format!("1.{number}")})).created();
        }
    }
    let profile = |memory: &str| json!({"hardware": {"memory": memory}, "network": {"dns": "10.0.0.1"}});
    for (key, stage, memory) in [("live", "production", "64"), ("uat", "acceptance", "32"), ("dev", "test", "64")] {
        let more = json!({"portfolio": "retail", "stage": stage, "profile": profile(memory)});
        environment(&client, key, more).created();
    }
    environment(&client, "idle", json!({"portfolio": "retail", "stage": "test"})).created();
    seen(&client, "live", &[("cart", "1.3"), ("vault", "1.1")]).ok();
    seen(&client, "uat", &[("cart", "1.1"), ("vault", "1.1")]).ok();
    seen(&client, "dev", &[("cart", "1.5"), ("vault", "odd")]).ok();
    client
}

/// The matrix as lines: system, its version in production, and what runs where by how much behind.
fn lines(matrix: &Value) -> Vec<String> {
    let names: Vec<&str> =
        matrix["environments"].as_array().unwrap().iter().map(|one| one["key"].as_str().unwrap()).collect();
    let cell = |cell: &Value| {
        let place = usize::try_from(cell["environment"].as_u64().unwrap()).unwrap();
        assert!(cell["since"].is_string());
        format!("{} {} {}", names[place], cell["version"].as_str().unwrap(), cell["behind"])
    };
    let line = |system: &Value| {
        let cells: Vec<String> = system["cells"].as_array().unwrap().iter().map(cell).collect();
        format!("{} {}: {}", system["key"].as_str().unwrap(), system["production"], cells.join(", "))
    };
    matrix["systems"].as_array().unwrap().iter().map(line).collect()
}

both_databases!(the_matrix_tells_how_far_everything_is_from_production, |app| {
    let client = places(app);
    let matrix = client.get("/version-matrix");
    let (found, cost) = (matrix.ok(), matrix.statements());
    assert_eq!(
        lines(&found),
        ["cart \"1.3\": dev 1.5 -2, uat 1.1 2, live 1.3 0", "vault \"1.1\": dev odd null, uat 1.1 0, live 1.1 0",]
    );
    assert_eq!((&found["complete"], &found["environments"][2]["is_production"]), (&json!(true), &json!(true)));
    let limited = client.get("/version-matrix?stage=acceptance");
    assert_eq!(lines(&limited.ok()), ["cart \"1.3\": uat 1.1 2", "vault \"1.1\": uat 1.1 0"]);
    assert!(cost <= 4, "it costs what it costs: {cost}");
    client.get("/version-matrix?group=none").refused(404);
    // What one may not see is not there, and what runs there counts for nothing.
    let seller = app.somebody(&[(Role::Viewer, "retail")]);
    assert_eq!(lines(&seller.get("/version-matrix").ok()), ["cart \"1.3\": dev 1.5 -2, uat 1.1 2, live 1.3 0"]);
    let banker = app.somebody(&[(Role::Viewer, "bank")]);
    assert_eq!(banker.get("/version-matrix").ok()["environments"], json!([]));
});

both_databases!(an_environment_is_compared_to_production_unless_told_otherwise, |app| {
    let client = places(app);
    let compared = |who: &Client, query: &str| {
        let found = who.get(&format!("/environments/uat/comparison{query}")).ok();
        let text = |value: &Value| value.as_str().unwrap_or("nothing").to_owned();
        let differences: Vec<String> = found["differences"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| {
                format!(
                    "{} {} {}: {} {}",
                    text(&one["kind"]),
                    text(&one["part"]),
                    text(&one["name"]),
                    text(&one["here"]),
                    text(&one["there"])
                )
            })
            .collect();
        (text(&found["with"]["key"]), found["score"].clone(), differences)
    };
    let memory = "different hardware memory: 32 64".to_owned();
    let cart = |there: &str| format!("different versions cart: 1.1 {there}");
    // Hardware 0, network 1, versions 1 of 2.
    assert_eq!(compared(&client, ""), ("live".to_owned(), json!(50), vec![memory.clone(), cart("1.3")]));
    let odd = "different versions vault: 1.1 odd".to_owned();
    assert_eq!(compared(&client, "?with=DEV"), ("dev".to_owned(), json!(33), vec![memory.clone(), cart("1.5"), odd]));
    assert_eq!(compared(&client, "?with=uat"), ("uat".to_owned(), json!(100), vec![]));
    let seller = app.somebody(&[(Role::Viewer, "retail")]);
    assert_eq!(compared(&seller, ""), ("live".to_owned(), json!(33), vec![memory, cart("1.3")]));
    client.get("/environments/uat/comparison?with=ghost").refused(404);
    let alone = client.get("/environments/live/comparison").refused(422);
    assert_eq!(alone.faults(), ["/with required"]);
});
