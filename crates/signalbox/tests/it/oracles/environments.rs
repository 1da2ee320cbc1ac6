//! Environments: the pools that the tests of Kubernetes lease from.

use super::{both_places, events, serve};
use crate::harness::{Place, Ran, datasets, expected, run};
use serde_json::Value;
use std::collections::BTreeMap;

fn import(place: &Place, more: &[&str]) -> Ran {
    let file = datasets().join("environments/boskos-pools-2022-11.yaml").display().to_string();
    run(&[&["import", "environments", &file], more, place.flags().as_slice()].concat())
}

both_places!(every_pool_has_the_environments_others_counted, |place| {
    let counted = expected("environments/boskos-pools-2022-11.expected.json");
    let rehearsed = import(place, &["--dry-run"]);
    assert!(rehearsed.err.contains("9 groups, 311 environments"), "{}", rehearsed.err);
    assert!(rehearsed.done().contains("320 created, 0 changed, 0 unchanged (nothing was changed"));
    let first = import(place, &["--stage", "test"]).done();
    assert!(first.contains("320 created"), "{first}");
    let told = events(place);
    let again = import(place, &["--stage", "test"]).done();
    assert!(again.contains("0 created, 0 changed, 320 unchanged"), "{again}");
    assert_eq!(events(place), told, "a second import leaves no trace");

    let (_server, client) = serve(place);
    let environments = client.all("/environments?limit=200");
    assert_eq!(environments.len() as u64, counted["names"].as_u64().unwrap());
    let mut pools: BTreeMap<String, (u64, String)> = BTreeMap::new();
    for environment in &environments {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let state = text(&environment["state"]);
        assert_eq!(environment["stage"]["key"], "test");
        assert_eq!(environment["key"], environment["name"], "these names are keys");
        pools.entry(text(&environment["group"]["key"])).or_insert((0, state)).0 += 1;
    }
    let expected: BTreeMap<String, (u64, String)> = counted["pools"]
        .as_array()
        .unwrap()
        .iter()
        .map(|pool| {
            let text = |field: &str| pool[field].as_str().unwrap().to_owned();
            (text("type"), (pool["static"].as_u64().unwrap(), text("state")))
        })
        .collect();
    assert_eq!(pools, expected);
    assert_eq!(client.all("/environment-groups").len() as u64, counted["types"].as_u64().unwrap());
});
