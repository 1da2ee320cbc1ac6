use super::*;
use crate::documents::model::ReleaseDocument;

fn refused(text: &str) -> Vec<(String, &'static str, String)> {
    read(text).unwrap_err().into_iter().map(|fault| (fault.pointer, fault.code, fault.detail)).collect()
}

fn release(text: &str) -> ReleaseDocument {
    let documents = read(text).unwrap_or_else(|faults| panic!("{faults:#?}"));
    let Document::Release(document) = documents[0].value.clone() else { panic!("no release") };
    document
}

#[test]
fn every_kind_of_document_can_be_checked() {
    assert_eq!(
        KINDS.keys().collect::<Vec<_>>(),
        [
            "DeploymentPlan",
            "Environment",
            "EnvironmentGroup",
            "Policy",
            "Portfolio",
            "Release",
            "ReleaseTemplate",
            "ReleaseType",
            "Stage",
            "System",
            "Team",
            "Window",
            "WorkingCalendar"
        ]
    );
    jsonschema::meta::validate(&schema()).unwrap();
    assert_eq!(schema()["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert!(!schema().to_string().contains("\"null\""), "an absent field is left out, never null");
}

#[test]
fn where_a_text_is_wanted_the_text_counts() {
    let document = release(
        "kind: Release\nkey: 2026.10\nname: 1.10\nrelease: project\nportfolio: 7\ntags: [1.0, true]\n\
         fields: {cost: 1.50, cab: no, at: 2026-01-01, count: 7, plain: true, text: '7'}\n\
         manifest:\n  - system: nova\n    version: 33.0\n\
         target: {date: 2026-11-06, time: 23:59, zone: aoe}\n",
    );
    assert_eq!(document.key.as_str(), "2026.10");
    assert_eq!(document.name.as_str(), "1.10");
    assert_eq!(document.portfolio.as_str(), "7");
    assert_eq!(document.tags, ["1.0", "true"]);
    assert_eq!(document.manifest.unwrap()[0].version, "33.0");
    assert_eq!(document.target.unwrap().to_string(), "2026-11-06 23:59 AoE");
    let fields =
        serde_json::json!({"cost": 1.5, "cab": "no", "at": "2026-01-01", "count": 7, "plain": true, "text": "7"});
    assert_eq!(Value::Object(document.fields), fields);
}

#[test]
fn every_fault_is_named_at_once_with_its_place() {
    let faults = refused(
        "kind: Release
key: a b
release: trian
portfolio: ops
colour: red
start: 2026-02-30
target: {date: 2026-04-01, time: '25:00', zone: Mars/Olympus, at: noon}
tags: fast
needs:
  - release: x
    hard: maybe
phases:
  - name: Build
    start: 2026-01-01
milestones:
  - key: g1
    name: ''
    due: 2026-01-01
risk:
",
    );
    let told: Vec<(&str, &str)> = faults.iter().map(|(pointer, code, _)| (pointer.as_str(), *code)).collect();
    assert_eq!(
        told,
        [
            ("/0/name", "required"),
            ("/0/key", "key"),
            ("/0/release", "enum"),
            ("/0/colour", "unknown"),
            ("/0/start", "date"),
            ("/0/target/time", "time"),
            ("/0/target/zone", "time-zone"),
            ("/0/target/at", "unknown"),
            ("/0/tags", "type"),
            ("/0/needs/0/hard", "type"),
            ("/0/phases/0/end", "required"),
            ("/0/milestones/0/name", "name"),
            ("/0/milestones/0/due", "type"),
            ("/0/risk", "type"),
        ]
        .map(|(pointer, code)| (pointer, if code == "time-zone" { "zone" } else { code }))
    );
    let details: Vec<&str> = faults.iter().map(|(_, _, detail)| detail.as_str()).collect();
    assert_eq!(details[0], "line 1, column 1: the field name is missing");
    assert_eq!(details[1], "line 2, column 1: a key is made of letters, digits, '.', '_' and '-'; \"a b\" has ' '");
    assert_eq!(details[2], "line 3, column 1: \"trian\" is none of train, project, independent");
    assert!(details[3].starts_with("line 5, column 1: there is no field \"colour\" here; fields are kind, key, name"));
    assert_eq!(details[4], "line 6, column 1: \"2026-02-30\" is no day; write YYYY-MM-DD, a day that exists");
    assert!(details[6].starts_with("line 7, column 43: \"Mars/Olympus\" is no time zone"), "{}", details[6]);
    assert_eq!(details[8], "line 8, column 1: this is a text; a list is wanted");
    assert_eq!(details[9], "line 11, column 5: this is a text; true or false is wanted");
    assert_eq!(details[13], "line 19, column 1: nothing stands here; give a value or leave the field out");
}

#[test]
fn a_document_needs_a_kind_that_exists() {
    assert_eq!(refused("key: a")[0].0, "/0/kind");
    let kinds = "DeploymentPlan, Environment, EnvironmentGroup, Policy, Portfolio, Release, ReleaseTemplate, ReleaseType, Stage, System, Team, \
                 Window, WorkingCalendar";
    assert!(refused("kind: Relase\nkey: a")[0].2.contains(kinds));
    assert_eq!(refused("- kind: Team")[0].1, "type");
    assert_eq!(refused("just words")[0].1, "type");
}

#[test]
fn faults_of_every_document_of_a_stream_are_told_with_its_index() {
    let faults = refused("kind: Team\nkey: a\nname: A\n---\nkind: Portfolio\nkey: b\nname: B\nparent: 'x y'\n");
    assert_eq!(faults.iter().map(|fault| fault.0.as_str()).collect::<Vec<_>>(), ["/0/portfolio", "/1/parent"]);
}

#[test]
fn a_thing_is_described_once_whatever_the_case_of_its_key() {
    let faults = refused("kind: Portfolio\nkey: ops\nname: A\n---\nkind: Portfolio\nkey: OPS\nname: B\n");
    assert_eq!((faults[0].0.as_str(), faults[0].1), ("/1/key", "duplicate"));
    assert!(faults[0].2.starts_with("line 6, column 1: "));
}

#[test]
fn json_is_held_to_the_same_rules() {
    let portfolio = serde_json::json!({"kind": "Portfolio", "key": "ops", "name": "Operations"});
    assert_eq!(read_json(vec![portfolio]).unwrap()[0].value.address().1.as_str(), "ops");
    let faults =
        read_json(vec![serde_json::json!({"kind": "Portfolio", "key": 7, "nam": "x", "parent": null})]).unwrap_err();
    let mut told: Vec<&str> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
    told.sort_unstable();
    assert_eq!(told, ["/0/key", "/0/nam", "/0/name", "/0/parent"]);
}

#[test]
fn a_fault_found_later_is_still_placed() {
    let documents = read("kind: Portfolio\nkey: ops\nname: Operations\nparent: above\n").unwrap();
    let fault = documents[0].fault(Fault::new("/parent", "unknown", "there is no portfolio above"));
    assert_eq!(
        (fault.pointer.as_str(), fault.detail.as_str()),
        ("/0/parent", "line 4, column 1: there is no portfolio above")
    );
}
