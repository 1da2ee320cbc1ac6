//! Trains: OpenStack's series.

use super::{both_places, events, import_openstack, serve};
use crate::harness::expected;
use serde_json::{Value, json};
use std::collections::BTreeSet;

both_places!(gazpacho_is_as_large_as_others_counted, |place| {
    let first = import_openstack(place, "gazpacho");
    assert!(first.err.contains("216 ") && first.err.contains("39 teams"), "{}", first.err);
    first.done();
    let before = events(place);
    let again = import_openstack(place, "gazpacho").done();
    assert!(again.contains("0 created, 0 changed, "), "{again}");
    assert_eq!(events(place), before, "importing twice changes nothing");

    let (_server, client) = serve(place);
    let counted = expected("openstack/expected/gazpacho.json");
    let trains = client.get("/releases?kind=train").ok();
    assert_eq!((trains["items"].as_array().unwrap().len(), &trains["next_cursor"]), (1, &Value::Null));
    let train = &trains["items"][0];
    assert_eq!((&train["key"], &train["member_count"]), (&json!("openstack-2026.1"), &json!(216)));
    assert_eq!(train["target"]["date"], counted["series_status"]["initial-release"]);
    let sums = client.get("/releases/openstack-2026.1").ok()["rollup"].clone();
    let figures = |field: &str| sums[field].as_i64().unwrap();
    assert_eq!(
        [
            figures("members"),
            figures("systems"),
            figures("teams"),
            figures("repositories"),
            figures("versions"),
            figures("members_without_version")
        ],
        [216, 216, 39, 270, 414, 8],
    );

    let matrix = client.get("/releases/openstack-2026.1/matrix");
    assert!(matrix.statements() <= 8, "{}", matrix.statements());
    let matrix = matrix.ok();
    assert_eq!((&matrix["total"], &matrix["complete"]), (&json!(216), &json!(true)));
    // Five phases, 23 cross-project gates, 11 milestones of projects, and the target.
    assert_eq!(matrix["columns"].as_array().unwrap().len(), 5 + 23 + 11 + 1);
    assert_eq!(matrix["columns"][0]["members"], 216);
    assert_eq!(matrix["drifting"], 0, "what is over does not drift");

    let members = client.list("/releases/openstack-2026.1/members?limit=50", "key");
    assert_eq!(members.len(), 216);
    assert_eq!(members.iter().collect::<BTreeSet<_>>().len(), 216);
    assert_eq!(client.all("/systems?limit=200").len(), 216);
    assert_eq!(client.all("/teams?limit=200").len(), 39);
    let manifest = client.all("/releases/openstack-2026.1/manifest?limit=200");
    assert_eq!(manifest.len(), 216 - 8);
    let last: serde_json::Map<String, Value> = manifest
        .iter()
        .map(|entry| (entry["system"]["key"].as_str().unwrap().to_owned(), entry["version"]["number"].clone()))
        .collect();
    for (system, version) in counted["last_real_version"].as_object().unwrap() {
        assert_eq!(last.get(system), Some(version), "{system}");
    }
    assert_eq!(last["nova"], "33.0.2");
    let nova = client.get("/releases/nova-2026.1/manifest").ok();
    assert_eq!(nova["items"][0]["version"]["commit"], "32bd8471f86fa33555dc9890b8730d83296da7b0");
    let without: BTreeSet<&str> = counted["deliverables_without_any_release"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one.as_str().unwrap())
        .collect();
    let delivered: BTreeSet<&str> = last.keys().map(String::as_str).collect();
    assert!(delivered.is_disjoint(&without) && without.len() == 8);
});

both_places!(systems_come_and_go_between_series, |place| {
    for series in ["epoxy", "flamingo", "gazpacho"] {
        import_openstack(place, series).done();
    }
    let (_server, client) = serve(place);
    assert_eq!(
        client.list("/releases?kind=train&sort=target", "key"),
        ["openstack-2025.1", "openstack-2025.2", "openstack-2026.1"]
    );
    let compare = |this: &str, with: &str| {
        client.get(&format!("/releases/openstack-{this}/members/compare?with=openstack-{with}")).ok()
    };
    let keys = |list: &Value| {
        list.as_array().unwrap().iter().map(|one| one["key"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let flamingo = compare("2025.2", "2025.1");
    assert_eq!(keys(&flamingo["added"]), ["aetos"]);
    let gazpacho = compare("2026.1", "2025.2");
    assert_eq!(gazpacho["removed"].as_array().unwrap().len(), 9);
    assert_eq!(gazpacho["kept"].as_i64().unwrap() + gazpacho["added"].as_array().unwrap().len() as i64, 216);
    // The other way round it is the other way round.
    assert_eq!(keys(&compare("2025.1", "2025.2")["removed"]), ["aetos"]);
    assert_eq!(compare("2025.2", "2026.1")["added"].as_array().unwrap().len(), 9);
});
