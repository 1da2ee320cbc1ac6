//! Templates of other people's cycles, and what the next cycle really was.

use super::{both_places, import_openstack, serve};
use crate::harness::{datasets, run};
use jiff::civil::{Date, Weekday};
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn dates(milestones: &[Value]) -> BTreeMap<String, Date> {
    let of = |one: &Value| {
        (one["key"].as_str().unwrap().to_owned(), one["due"]["date"].as_str().unwrap().parse::<Date>().unwrap())
    };
    milestones.iter().map(of).collect()
}

both_places!(gazpacho_as_a_template_foretells_hibiscus, |place| {
    import_openstack(place, "gazpacho").done();
    import_openstack(place, "hibiscus").done();
    let (_server, client) = serve(place);
    let words = |cycle: &str, number: &str, letter: &str, last: &str| json!({"cycle": cycle, "number": number, "letter": letter, "last": last});
    let wanted = json!({"release": "openstack-2026.1", "key": "cycle", "name": "OpenStack cycle",
        "words": words("Gazpacho", "2026.1", "g", "2025.2 Flamingo")});
    client.post("/release-templates/from-release", wanted).created();
    let next = json!({"key": "forecast-2026.2", "name": "Forecast", "target": {"date": "2026-09-30"},
        "words": words("Hibiscus", "2026.2", "h", "2026.1 Gazpacho")});
    client.post("/release-templates/cycle/instantiate", next).created();
    let forecast = client.all("/releases/forecast-2026.2/milestones?kind=gate&limit=100");
    for gate in &forecast {
        let day: Date = gate["due"]["date"].as_str().unwrap().parse().unwrap();
        assert_eq!(day.weekday(), Weekday::Thursday, "{}", gate["key"]);
    }
    let forecast = dates(&forecast);
    let real = dates(&client.all("/releases/openstack-2026.2/milestones?kind=gate&limit=100"));
    let same: Vec<&String> = forecast.keys().filter(|key| real.contains_key(*key)).collect();
    let right = same.iter().filter(|key| forecast[**key] == real[**key]).count();
    // Milestone 2, with its membership freeze, was planned a week earlier before the summer than before the winter.
    assert_eq!((forecast.len(), right, same.len()), (23, 14, 16));
});

both_places!(kubernetes_1_35_is_a_template_with_its_rows_and_zones, |place| {
    let folder = datasets().join("kubernetes").display().to_string();
    let flags =
        ["import", "kubernetes", &folder, "--release", "1.35", "--as-template", "kubernetes", "--word", "version=1.35"];
    run(&[&flags, place.flags().as_slice()].concat()).done();
    let (_server, client) = serve(place);
    assert_eq!(client.all("/releases").len(), 0);
    let template = client.get("/release-templates/kubernetes").ok();
    let milestones = template["milestones"].as_array().unwrap();
    let anywhere = milestones.iter().filter(|one| one["zone"] == "AoE").count();
    assert_eq!((milestones.len(), anywhere), (38, 6));
    // A conference of four days stays one item of four days.
    let conference = milestones.iter().find(|one| one["name"] == "KubeCon NA").unwrap();
    assert_eq!(
        (&conference["start"]["weekday"], &conference["due"]["weekday"]),
        (&json!("monday"), &json!("thursday"))
    );
});
