//! Freezes: which release requests of a series fell into them.

use crate::harness::{datasets, expected};
use jiff::{Span, Timestamp, civil::Date, tz::TimeZone};
use serde_json::{Value, json};

/// The types of deliverables, and when each of them is frozen.
const FROZEN: [(&str, &str); 2] = [("library", "final-lib"), ("client-library", "final-clientlib")];

both_databases!(requests_inside_a_freeze_are_those_others_counted, |app| {
    let client = app.administrator();
    let statuses = json!([{"key": "new", "name": "New", "category": "active"}]);
    for (kind, _) in FROZEN {
        let new = json!({"key": kind, "name": kind, "kinds": ["independent"], "statuses": statuses});
        client.post("/release-types", new).created();
    }
    for (series, counts) in [("gazpacho", [14, 3]), ("epoxy", [9, 7]), ("flamingo", [7, 1])] {
        app.portfolio(series, "enterprise");
        let documents: Vec<Value> = requests(series);
        assert!(documents.len() > 60, "{series}: {} requests", documents.len());
        client.post("/apply", json!({"documents": documents})).ok();
        let schedule = &expected(&format!("openstack/expected/{series}.json"))["schedule"];
        let day = |value: &Value| value.as_str().unwrap().parse::<Date>().unwrap();
        // The Wednesday of the last week is the day of the release.
        let after_release = day(&schedule["release_week"]).checked_add(Span::new().days(3)).unwrap();
        for ((kind, event), count) in FROZEN.into_iter().zip(counts) {
            let event = &schedule["events"][format!("{}-{event}", &series[..1])];
            let freeze = json!({"key": format!("{series}-{kind}"), "name": "Freeze", "kind": "freeze", "portfolio": series,
                "start": format!("{}T00:00", day(&event["last_week_end"])), "end": format!("{after_release}T00:00"),
                "selector": {"types": [kind]}});
            client.post("/windows", freeze).created();
            let held = client.get(&format!("/windows/{series}-{kind}/releases?from=2024-10-01&to=2026-12-31")).ok();
            assert_eq!(held["items"].as_array().unwrap().len(), count, "{series} {kind}: {held}");
        }
        // Whoever had asked at the moment of each request would have been refused exactly those.
        client
            .post("/environments", json!({"key": format!("{series}-index"), "name": "Index", "portfolio": series}))
            .created();
        let ask = |document: &Value| {
            let target = &document["target"];
            let at = format!("{}T{}Z", target["date"].as_str().unwrap(), target["time"].as_str().unwrap());
            let asked = json!({"environment": format!("{series}-index"), "release": document["key"], "at": at});
            client.post("/decisions", asked).ok()
        };
        let refused: Vec<Value> = documents.iter().map(ask).filter(|told| told["allowed"] == false).collect();
        assert_eq!(refused.len(), counts.iter().sum::<usize>(), "{series}: {refused:#?}");
        assert!(refused.iter().all(|told| told["codes"] == json!(["freeze"])), "{series}: {refused:#?}");
    }
});

/// Each request for a release of a frozen type as a release that was due at that moment.
fn requests(series: &str) -> Vec<Value> {
    let folder = datasets().join("openstack");
    let history = std::fs::read_to_string(folder.join(format!("release_history/{series}.csv"))).unwrap();
    let mut documents = Vec::new();
    for (index, line) in history.lines().skip(1).enumerate() {
        let [at, deliverable, ..] = line.split(',').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let path = folder.join(format!("deliverables/{series}/{deliverable}.yaml"));
        // What was withdrawn meanwhile has no file.
        let Ok(text) = std::fs::read_to_string(path) else { continue };
        let kind = text.lines().find_map(|line| line.strip_prefix("type:")).unwrap().trim();
        if !FROZEN.iter().any(|(frozen, _)| *frozen == kind) {
            continue;
        }
        let at = at.parse::<Timestamp>().unwrap().to_zoned(TimeZone::UTC);
        documents.push(
            json!({"kind": "Release", "key": format!("{series}-{index}"), "name": line, "release": "independent",
            "type": kind, "portfolio": series,
            "target": {"date": at.date().to_string(), "time": at.time().to_string(), "zone": "UTC"}}),
        );
    }
    documents
}
