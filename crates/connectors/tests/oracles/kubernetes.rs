//! Kubernetes release cycles against rows and dates others read.

use crate::{check_documents, datasets, expected, releases};
use jiff::civil::date;
use signalbox_connectors::import::{Imported, kubernetes};
use signalbox_domain::{Zone, releases::MilestoneKind};
use signalbox_service::documents::model::ReleaseDocument;

const CYCLES: [&str; 6] = ["1.31", "1.32", "1.33", "1.34", "1.35", "1.36"];

pub(crate) fn import(release: &str) -> Imported {
    kubernetes::read(&datasets().join("kubernetes"), release)
}

pub(crate) fn only(imported: &Imported) -> &ReleaseDocument {
    let all: Vec<_> = releases(imported).collect();
    assert_eq!(all.len(), 1);
    all[0]
}

#[test]
fn every_cycle_has_the_rows_and_dates_others_read() {
    for cycle in CYCLES {
        let (imported, expected) = (import(cycle), expected(&format!("kubernetes/expected/release-{cycle}.json")));
        assert!(!imported.is_refused(), "{:?}", imported.notes);
        let release = only(&imported);
        let number = |field: &str| usize::try_from(expected[field].as_u64().unwrap()).unwrap();
        assert_eq!(imported.figure("rows"), Some(number("rows")), "{cycle}");
        assert_eq!(release.milestones.len(), number("rows_with_parsed_date"), "{cycle}");
        assert_eq!(imported.figure("anywhere on Earth"), Some(number("aoe_rows")), "{cycle}");
        assert_eq!(release.start.unwrap().to_string(), expected["first_date"], "{cycle}");

        let items: Vec<&serde_json::Value> =
            expected["items"].as_array().unwrap().iter().filter(|item| !item["date"].is_null()).collect();
        for (milestone, item) in release.milestones.iter().zip(&items) {
            assert_eq!(milestone.name.as_str(), item["what"], "{cycle}");
            assert_eq!(milestone.due.date.to_string(), item["date"], "{cycle} {}", milestone.name);
            assert_eq!(milestone.responsible.as_deref().unwrap_or_default(), item["who"], "{cycle} {}", milestone.name);
            assert_eq!(milestone.scope.as_deref().unwrap_or_default(), item["week"], "{cycle} {}", milestone.name);
            assert_eq!(
                milestone.due.zone == Zone::anywhere_on_earth(),
                item["aoe"] == true,
                "{cycle} {}",
                milestone.name
            );
        }
        let skipped = number("rows") - number("rows_with_parsed_date");
        assert_eq!(
            imported.notes.iter().filter(|note| note.what.ends_with("the row is left out")).count(),
            skipped,
            "{cycle}"
        );
        check_documents(&imported);
    }
}

#[test]
fn code_freeze_of_1_35_is_over_at_noon_of_the_next_day_in_utc() {
    let imported = import("1.35");
    assert_eq!(imported.notes, []);
    let release = only(&imported);
    assert_eq!((release.key.as_str(), release.portfolio.as_str()), ("kubernetes-1.35", "kubernetes"));
    let freeze =
        release.milestones.iter().find(|item| item.name.as_str() == "Begin Code Freeze and Test Freeze").unwrap();
    assert_eq!(freeze.due.instant().to_string(), "2025-11-07T12:00:00Z");
    assert_eq!(freeze.milestone_type, MilestoneKind::Gate);
    let gates: Vec<&str> = release
        .milestones
        .iter()
        .filter(|item| item.milestone_type == MilestoneKind::Gate)
        .map(|item| item.name.as_str())
        .collect();
    assert_eq!(
        gates,
        [
            "Begin Production Readiness Freeze",
            "Begin Enhancements Freeze",
            "Begin Feature blog freeze - Open placeholder PRs",
            "Begin Code Freeze and Test Freeze",
            "Docs Freeze",
        ]
    );
    assert_eq!(release.target.as_ref().unwrap().date, date(2025, 12, 17));
    let conference = release.milestones.iter().find(|item| item.name.as_str() == "KubeCon NA").unwrap();
    assert_eq!((conference.start, conference.due.date), (Some(date(2025, 11, 10)), date(2025, 11, 13)));
    let phases: Vec<String> =
        release.phases.iter().map(|phase| format!("{} {} {}", phase.name, phase.start, phase.end)).collect();
    assert_eq!(
        phases,
        [
            "Enhancements 2025-09-15 2025-10-16",
            "Implementation 2025-10-17 2025-11-06",
            "Stabilisation 2025-11-07 2025-12-17"
        ]
    );
}

#[test]
fn what_the_tables_get_wrong_is_told_by_line() {
    let told = |cycle: &str| {
        import(cycle).notes.iter().map(|note| format!("{}: {}", note.line, note.what)).collect::<Vec<_>>()
    };
    assert_eq!(
        told("1.31"),
        [
            "79: \"Test Freeze\": 2024-07-31 01:00 UTC and 2024-07-30 19:00 America/Los_Angeles are not the same moment; the former counts"
        ]
    );
    assert_eq!(
        told("1.32"),
        [
            "75: \"Start final draft of Release Notes\": \"Tuesday 19th November2024\" names a day without a month; the row is left out"
        ]
    );
    for cycle in ["1.33", "1.34", "1.35", "1.36"] {
        assert_eq!(told(cycle), [""; 0], "{cycle}");
    }
}

#[test]
fn the_releases_folder_will_do_as_well() {
    assert_eq!(kubernetes::read(&datasets().join("kubernetes/releases"), "v1.35").documents, import("1.35").documents);
}
