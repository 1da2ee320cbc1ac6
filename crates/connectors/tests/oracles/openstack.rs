//! OpenStack's series against counts made with `PyYAML`.

use crate::{check_documents, datasets, expected, releases};
use jiff::{
    Span,
    civil::{Date, Weekday, date},
};
use serde_json::Value;
use signalbox_connectors::import::{Imported, openstack};
use signalbox_domain::releases::{Kind, MilestoneKind};
use signalbox_service::documents::{
    Document,
    model::{Recorded, ReleaseDocument, SystemDocument},
};
use std::collections::{BTreeMap, BTreeSet};

const SERIES: [&str; 4] = ["epoxy", "flamingo", "gazpacho", "hibiscus"];

fn import(series: &str) -> Imported {
    let imported = openstack::read(&datasets().join("openstack"), series);
    assert_eq!(imported.notes, [], "{series}");
    imported
}

fn train(imported: &Imported) -> &ReleaseDocument {
    let trains: Vec<_> = releases(imported).filter(|release| release.release == Kind::Train).collect();
    assert_eq!(trains.len(), 1);
    trains[0]
}

fn members(imported: &Imported) -> Vec<&ReleaseDocument> {
    releases(imported).filter(|release| release.release == Kind::Project).collect()
}

fn systems(imported: &Imported) -> Vec<&SystemDocument> {
    let documents = imported.documents.iter();
    documents.filter_map(|document| if let Document::System(system) = document { Some(system) } else { None }).collect()
}

fn number(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap()).unwrap()
}

#[test]
fn every_series_has_the_figures_others_counted() {
    for series in SERIES {
        let (imported, expected) = (import(series), expected(&format!("openstack/expected/{series}.json")));
        let (systems, members, train) = (systems(&imported), members(&imported), train(&imported));
        assert_eq!(systems.len(), number(&expected["deliverables"]), "{series}");
        assert_eq!(members.len(), systems.len(), "{series}");
        let teams = imported.documents.iter().filter(|document| matches!(document, Document::Team(_))).count();
        assert_eq!(teams, number(&expected["teams"]), "{series}");
        let repositories: BTreeSet<_> = systems.iter().flat_map(|system| &system.repositories).collect();
        assert_eq!(repositories.len(), number(&expected["repositories"]), "{series}");
        let versions: usize = systems.iter().map(|system| system.versions.len()).sum();
        assert_eq!(versions, number(&expected["release_records"]), "{series}");
        assert!(
            systems
                .iter()
                .flat_map(|system| &system.versions)
                .all(|version| version.commit.is_some() && version.release.is_some())
        );

        for (field, of) in [
            ("by_type", (|system: &SystemDocument| system.system_type.clone()) as fn(&_) -> _),
            ("by_release_model", |system| system.tags[0].clone()),
        ] {
            let mut found: BTreeMap<String, u64> = BTreeMap::new();
            systems.iter().for_each(|system| *found.entry(of(system)).or_default() += 1);
            assert_eq!(serde_json::json!(found), expected[field], "{series} {field}");
        }

        let last: BTreeMap<&str, &str> = members
            .iter()
            .flat_map(|member| member.manifest.as_ref().unwrap())
            .map(|entry| (entry.system.as_str(), entry.version.as_str()))
            .collect();
        assert_eq!(serde_json::json!(last), expected["last_real_version"], "{series}");
        let without: Vec<&str> = members
            .iter()
            .filter(|member| member.manifest.as_ref().unwrap().is_empty())
            .map(|member| member.systems.as_ref().unwrap()[0].system.as_str())
            .collect();
        assert_eq!(serde_json::json!(without), expected["deliverables_without_any_release"], "{series}");
        assert!(members.iter().all(|member| member.parent.as_ref() == Some(&train.key)));

        let schedule = &expected["schedule"];
        let of_kind = |kind| train.milestones.iter().filter(|milestone| milestone.milestone_type == kind).count();
        assert_eq!(of_kind(MilestoneKind::Gate), number(&schedule["cross_project_events"]), "{series}");
        assert_eq!(of_kind(MilestoneKind::Milestone), number(&schedule["project_specific_events"]), "{series}");
        assert_eq!(imported.figure("weeks"), Some(number(&schedule["weeks"])), "{series}");
        assert_eq!(train.start.unwrap().to_string(), schedule["start_week"], "{series}");
        check_documents(&imported);
    }
}

#[test]
fn an_event_is_one_item_due_on_the_thursday_of_its_last_week() {
    for series in SERIES {
        let (imported, expected) = (import(series), expected(&format!("openstack/expected/{series}.json")));
        let events = expected["schedule"]["events"].as_object().unwrap();
        let train = train(&imported);
        assert_eq!(train.milestones.len(), events.len(), "{series}");
        for milestone in &train.milestones {
            let event = &events[milestone.key.as_str()];
            let day = |field: &str| event[field].as_str().unwrap().parse::<Date>().unwrap();
            let spans = number(&event["weeks"]) > 1;
            assert_eq!(milestone.start, spans.then(|| day("first_week_start")), "{}", milestone.key);
            let last = milestone.due.date;
            assert!(
                last <= day("last_week_end") && last >= day("last_week_end").saturating_sub(Span::new().days(4)),
                "{}",
                milestone.key
            );
            assert_eq!(last.weekday(), Weekday::Thursday, "{}", milestone.key);
            assert_eq!((milestone.due.time, milestone.due.zone.as_str()), (None, "UTC"));
            let cross = event["kind"] == "x-project";
            assert_eq!(milestone.milestone_type == MilestoneKind::Gate, cross);
            assert_eq!(milestone.scope.as_deref(), Some(if cross { "cross-project" } else { "project" }));
            assert_ne!(milestone.name.as_str(), milestone.key.as_str(), "every event has a title");
        }
        let released = &expected["series_status"]["initial-release"];
        assert_eq!(train.target.as_ref().unwrap().date.to_string(), *released, "{series}");
    }
}

#[test]
fn gazpacho_is_the_train_it_was() {
    let imported = import("gazpacho");
    let train = train(&imported);
    assert_eq!((train.key.as_str(), train.name.as_str()), ("openstack-2026.1", "OpenStack 2026.1 Gazpacho"));
    assert_eq!(train.status.as_ref().unwrap().as_str(), "completed");
    assert_eq!(train.completed_at.unwrap().to_string(), "2026-04-01T00:00:00Z");
    assert!(train.milestones.iter().all(|milestone| milestone.state == Some(Recorded::Passed)));
    let phases: Vec<(String, String, String)> = train
        .phases
        .iter()
        .map(|phase| (phase.name.to_string(), phase.start.to_string(), phase.end.to_string()))
        .collect();
    let phase = |name: &str, start: &str, end: &str| (name.to_owned(), start.to_owned(), end.to_owned());
    assert_eq!(
        phases,
        [
            phase("Milestone 1", "2025-10-06", "2025-11-13"),
            phase("Milestone 2", "2025-11-14", "2026-01-08"),
            phase("Milestone 3", "2026-01-09", "2026-02-26"),
            phase("Stabilisation", "2026-02-27", "2026-03-12"),
            phase("Release candidates", "2026-03-13", "2026-04-02"),
        ]
    );
    let milestone = |key: &str| train.milestones.iter().find(|milestone| milestone.key.as_str() == key).unwrap();
    assert_eq!(milestone("g-ff").name.as_str(), "Feature freeze");
    assert_eq!(milestone("g-final").due.date, date(2026, 4, 2));
    assert_eq!(train.target.as_ref().unwrap().date, date(2026, 4, 1));
    assert_eq!(milestone("f-final").name.as_str(), "2025.2 Flamingo release");
    let review = milestone("g-nova-review-day");
    assert_eq!((review.start, review.due.date), (Some(date(2026, 1, 12)), date(2026, 2, 19)));
    assert_eq!(review.responsible.as_deref(), Some("Nova"));

    let nova = members(&imported).into_iter().find(|member| member.key.as_str() == "nova-2026.1").unwrap();
    assert_eq!(nova.manifest.as_ref().unwrap()[0].version, "33.0.2");
    assert!(nova.description.starts_with("Nova now supports parallel live migrations"));
    let nova = systems(&imported).into_iter().find(|system| system.key.as_str() == "nova").unwrap();
    assert_eq!(nova.versions[3].commit.as_deref(), Some("32bd8471f86fa33555dc9890b8730d83296da7b0"));
    assert_eq!(nova.versions[3].release.as_ref().unwrap().as_str(), "nova-2026.1");
}

#[test]
fn a_series_in_development_is_under_way_and_nothing_is_passed() {
    let imported = import("hibiscus");
    let train = train(&imported);
    assert_eq!(train.status.as_ref().unwrap().as_str(), "in-progress");
    assert_eq!(train.completed_at, None);
    assert!(train.milestones.iter().all(|milestone| milestone.state.is_none()));
    assert_eq!(train.target.as_ref().unwrap().date, date(2026, 9, 30));
}

#[test]
fn systems_come_and_go_between_series() {
    let keys = |series: &str| {
        systems(&import(series)).into_iter().map(|system| system.key.to_string()).collect::<BTreeSet<_>>()
    };
    let (epoxy, flamingo, gazpacho) = (keys("epoxy"), keys("flamingo"), keys("gazpacho"));
    assert_eq!(flamingo.difference(&epoxy).collect::<Vec<_>>(), ["aetos"]);
    assert_eq!(flamingo.difference(&gazpacho).count(), 9);
}

#[test]
fn a_folder_that_is_something_else_is_refused() {
    let nothing = openstack::read(&datasets().join("kubernetes"), "gazpacho");
    assert!(nothing.is_refused() && nothing.documents.is_empty());
    for series in ["zzz", "", "..", "../deliverables/gazpacho", "/etc"] {
        let unknown = openstack::read(&datasets().join("openstack"), series);
        assert!(unknown.is_refused(), "{series}");
        assert!(unknown.notes[0].what.contains("epoxy, flamingo, gazpacho, hibiscus"), "{}", unknown.notes[0]);
    }
}
