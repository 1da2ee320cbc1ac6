//! Baselines: the six date moves in the history of Kubernetes 1.36.

use crate::harness::{Request, datasets, expected};
use serde_json::{Value, json};
use signalbox_connectors::import::kubernetes;
use signalbox_service::documents::{self, Document, model::MilestoneEntry};

both_databases!(each_move_keeps_the_plan_before_it, |app| {
    let history = expected("kubernetes/expected/release-1.36.json");
    let moves = history["date_changes_in_git_history"].as_array().unwrap();
    assert_eq!(moves.len(), 6);
    let last = kubernetes::read(&datasets().join("kubernetes"), "1.36").documents;
    // The plan as it was before any of the moves. A row was reworded since: its first words and its day tell which it is.
    let mut first = last.clone();
    let mut keys = Vec::new();
    for document in &mut first {
        if let Document::Release(release) = document {
            for moved in moves {
                let words: String = moved["milestone"].as_str().unwrap().chars().take(14).collect();
                let is_it = |milestone: &&mut MilestoneEntry| {
                    milestone.name.as_str().starts_with(&words) && milestone.due.date.to_string() == moved["to"]
                };
                let milestone = release.milestones.iter_mut().find(is_it).unwrap_or_else(|| panic!("no {moved}"));
                milestone.due.date = moved["from"].as_str().unwrap().parse().unwrap();
                keys.push(milestone.key.to_string());
            }
        }
    }
    let client = app.administrator();
    client.send(Request::new("POST", "/apply").yaml(&documents::write(&first))).ok();
    let list = "/releases/kubernetes-1.36/milestones";
    let by_key = |items: &[Value], key: &str| items.iter().find(|item| item["key"] == *key).unwrap().clone();
    for (moved, key) in moves.iter().zip(&keys) {
        let milestone = by_key(&client.all(list), key);
        assert_eq!(milestone["due"]["date"], moved["from"]);
        let path = format!("{list}/{key}?reason={}", moved["commit"].as_str().unwrap());
        let due = json!({"due": {"date": moved["to"], "zone": milestone["due"]["zone"]}});
        client.patch(&path, milestone["rev"].as_i64().unwrap(), due).ok();
    }

    let baselines = client.all("/releases/kubernetes-1.36/baselines?limit=2");
    assert_eq!(baselines.len(), 6);
    for (place, (baseline, moved)) in baselines.iter().zip(moves).enumerate() {
        assert_eq!((&baseline["number"], &baseline["moved"]), (&json!(place + 1), &json!(1)));
        assert_eq!(baseline["reason"], moved["commit"]);
        assert_eq!(baseline["by"]["name"], "Release manager");
        let plan = client.get(&format!("/releases/kubernetes-1.36/baselines/{}", place + 1)).ok();
        let items = plan["plan"]["milestones"].as_array().unwrap();
        // Moves before this plan are in it, this one and later ones are not.
        for (other, moved) in moves.iter().enumerate() {
            let shown = &by_key(items, &keys[other])["due"]["date"];
            assert_eq!(
                shown,
                if other < place { &moved["to"] } else { &moved["from"] },
                "{} in plan {}",
                moved["milestone"],
                place + 1
            );
        }
    }

    // The first plan beside the present one: six dates moved, by as many days as the history says, and nothing else.
    let compared = client.get("/releases/kubernetes-1.36/baselines/compare?from=1&to=current").ok();
    let items = compared["items"].as_array().unwrap();
    assert_eq!(items.len(), 6);
    for (moved, key) in moves.iter().zip(&keys) {
        let id = by_key(&client.all(list), key)["id"].clone();
        let item = items.iter().find(|item| item["id"] == id).unwrap();
        assert_eq!((&item["before"]["end"], &item["after"]["end"]), (&moved["from"], &moved["to"]));
        let day = |text: &Value| text.as_str().unwrap().parse::<jiff::civil::Date>().unwrap();
        let days = (day(&moved["to"]) - day(&moved["from"])).get_days();
        assert_eq!((&item["change"], &item["days"]), (&json!("moved"), &json!(days)));
    }

    let now = client.all(list);
    for document in &last {
        if let Document::Release(release) = document {
            assert_eq!(now.len(), release.milestones.len());
            for milestone in &release.milestones {
                let shown = now.iter().find(|item| item["key"] == milestone.key.as_str()).unwrap();
                assert_eq!(shown["due"]["date"], milestone.due.date.to_string(), "{}", milestone.name);
                assert_eq!(shown["due"]["at"], milestone.due.instant().to_string(), "{}", milestone.name);
            }
        }
    }
    for row in history["items"].as_array().unwrap().iter().filter(|row| row["date"].is_string()) {
        assert!(now.iter().any(|item| item["name"] == row["what"] && item["due"]["date"] == row["date"]), "{row}");
    }
});
