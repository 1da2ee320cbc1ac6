//! Time zones: a Kubernetes release cycle, with deadlines anywhere on Earth.

use super::{both_places, import_kubernetes, serve};
use crate::harness::{expected, run};
use serde_json::Value;
use std::collections::BTreeMap;

both_places!(deadlines_anywhere_on_earth_are_the_same_instants_everywhere, |place| {
    import_kubernetes(place, "1.35").done();
    let again = import_kubernetes(place, "1.35").done();
    assert!(again.starts_with("0 created, 0 changed"), "{again}");
    let (_server, client) = serve(place);
    let counted = expected("kubernetes/expected/release-1.35.json");
    let milestones = client.all("/releases/kubernetes-1.35/milestones");
    assert_eq!(milestones.len(), 38);
    assert_eq!(milestones.iter().filter(|item| item["due"]["zone"] == "AoE").count(), 6);
    let freeze = milestones.iter().find(|item| item["name"] == "Begin Code Freeze and Test Freeze").unwrap();
    assert_eq!(
        (&freeze["due"]["date"], &freeze["due"]["at"]),
        (&Value::from("2025-11-06"), &Value::from("2025-11-07T12:00:00Z"))
    );
    for row in counted["items"].as_array().unwrap() {
        let fits = |item: &&Value| {
            item["name"] == row["what"]
                && item["due"]["date"] == row["date"]
                && (item["due"]["zone"] == "AoE") == (row["aoe"] == true)
        };
        assert!(milestones.iter().any(|item| fits(&item)), "{row}");
    }

    // Out as a calendar, and in again as another release: the same instants.
    let calendar = client.get("/releases/kubernetes-1.35/calendar.ics");
    assert_eq!(calendar.header("content-type"), Some("text/calendar; charset=utf-8"));
    let text = calendar.ok_text();
    assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"), "{text}");
    assert!(text.contains("DTSTART:20251107T120000Z"));
    assert!(text.lines().all(|line| line.len() <= 76), "lines are folded");
    let file = tempfile::Builder::new().suffix(".ics").tempfile().unwrap();
    std::fs::write(file.path(), &text).unwrap();
    let path = file.path().display().to_string();
    let flags = place.flags();
    run(&[&["import", "ics", &path, "--key", "back", "--portfolio", "kubernetes"], flags.as_slice()].concat()).done();
    let instants = |release: &str| -> BTreeMap<String, String> {
        let items = client.all(&format!("/releases/{release}/milestones"));
        let pair =
            |item: &Value| (item["key"].as_str().unwrap().to_owned(), item["due"]["at"].as_str().unwrap().to_owned());
        items.iter().map(pair).collect()
    };
    assert_eq!(instants("back").len(), 38);
    assert_eq!(instants("back"), instants("kubernetes-1.35"));
    assert_eq!(client.get("/releases/back").ok()["target"], client.get("/releases/kubernetes-1.35").ok()["target"]);
    client.get("/releases/nothing/calendar.ics").refused(404);
});
