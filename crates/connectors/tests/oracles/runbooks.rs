//! Checklists that teams published, against steps counted by others.

use crate::{datasets, expected};
use signalbox_connectors::import::runbook::{self, Runbook};

fn read(file: &str) -> Runbook {
    let path = datasets().join("runbooks").join(file);
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    runbook::read(&bytes, file).unwrap()
}

#[test]
fn every_checklist_has_the_steps_others_counted() {
    let files = expected("runbooks/expected.json");
    for (file, expected) in files.as_object().unwrap() {
        let runbook = read(file);
        let nested = runbook.steps().filter(|step| step.depth > 0).count();
        let all = runbook.steps().count();
        let headings: Vec<&str> = runbook.sections.iter().map(|section| section.heading.as_str()).collect();
        let found = serde_json::json!({
            "tasks": all, "top_level": all - nested, "nested": nested, "sections_with_tasks": headings,
        });
        assert_eq!(&found, expected, "{file}: {:#?}", runbook.remarks);
    }
    assert_eq!(files.as_object().unwrap().len(), 7);
}

#[test]
fn a_release_day_keeps_its_times_commands_and_addresses() {
    let runbook = read("gitlab/monthly.md");
    assert_eq!(runbook.steps().count(), 31);
    assert_eq!(runbook.sections.len(), 5);
    let day = runbook.sections.last().unwrap();
    let under: Vec<usize> = day.steps.iter().map(|step| step.under.len()).collect();
    assert_eq!(under, [1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1]);
    // All of them name the hour they stand under; the fourteenth hour is that of the last five.
    assert!(day.steps[10..].iter().all(|step| step.under[0].contains("14:10")));
    let tag = &day.steps[4];
    assert!(tag.details.starts_with("```sh\n") && tag.details.ends_with("\n```"), "{:?}", tag.details);
    assert_eq!(tag.parameters, ["version.to_patch"]);
    assert!(day.steps[9].before.contains(":warning:"));
    let links: Vec<&str> = day.steps[0].links.iter().map(|link| link.address.as_str()).collect();
    assert!(links[0].ends_with("/commits/{{version.stable_branch}}"), "{links:?}");
    assert!(runbook.sections.iter().all(|section| section.level == 2));
    assert!(runbook.parameters.iter().any(|name| name == "version"));
    let condition = runbook.sections[3].steps.last().unwrap();
    assert!(condition.before.contains("12.5") && condition.before.contains("\n  - "), "{:?}", condition.before);
}
