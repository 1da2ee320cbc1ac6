//! Calendars others wrote, and our own read back.

use crate::{check_documents, datasets, kubernetes};
use jiff::Timestamp;
use signalbox_connectors::import::{Imported, ics};
use signalbox_domain::{Key, Name};
use signalbox_service::ical;
use std::{collections::BTreeSet, path::Path};

fn import(path: &Path) -> Imported {
    ics::read(path, &ics::Release { key: Key::from_words("r"), name: None, portfolio: Key::from_words("p") })
}

#[test]
fn the_plan_of_1_35_exports_and_imports_to_the_same_instants() {
    let original = kubernetes::import("1.35");
    let original = kubernetes::only(&original);
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), ical::write(original, Timestamp::UNIX_EPOCH)).unwrap();
    let named = ics::Release {
        key: original.key.clone(),
        name: Some(Name::from_words(original.name.as_str())),
        portfolio: original.portfolio.clone(),
    };
    let imported = ics::read(file.path(), &named);
    assert_eq!(imported.notes, []);
    let back = kubernetes::only(&imported);
    let instants = |release: &signalbox_service::documents::model::ReleaseDocument| {
        release.milestones.iter().map(|item| (item.key.to_string(), item.due.instant())).collect::<Vec<_>>()
    };
    assert_eq!(instants(back).len(), 38);
    assert_eq!(instants(back), instants(original));
    assert_eq!(
        (&back.milestones, &back.phases, &back.target, back.start),
        (&original.milestones, &original.phases, &original.target, original.start)
    );
}

#[test]
fn the_schedule_of_1_35_is_read_although_it_breaks_the_rules() {
    let path = datasets().join("kubernetes/releases/release-1.35/schedule.ics");
    let imported = import(&path);
    assert_eq!(imported.notes, []);
    let text = std::fs::read_to_string(&path).unwrap();
    let events = text.matches("BEGIN:VEVENT").count();
    let release = kubernetes::only(&imported);
    assert_eq!(release.milestones.len(), events);
    // Its deadlines anywhere on Earth, told as noon of the next day, are the same moments as in the timeline.
    let timeline = kubernetes::import("1.35");
    let moments = |release: &signalbox_service::documents::model::ReleaseDocument| {
        let noon = release
            .milestones
            .iter()
            .map(|item| item.due.instant().to_string())
            .filter(|moment| moment.ends_with("T12:00:00Z"));
        noon.collect::<BTreeSet<_>>()
    };
    assert_eq!(moments(release).len(), 6);
    assert_eq!(moments(release), moments(kubernetes::only(&timeline)));
    check_documents(&imported);
}

#[test]
fn calendars_of_other_programs_are_read_and_four_that_are_none_are_refused() {
    let root = datasets().join("icalendar");
    let index: Vec<serde_json::Value> =
        serde_json::from_str(&std::fs::read_to_string(root.join("index.json")).unwrap()).unwrap();
    let (mut read, mut refused) = (0, 0);
    for entry in &index {
        let file = entry["file"].as_str().unwrap();
        let imported = import(&root.join(file));
        assert_eq!(!imported.is_refused(), entry["parses"], "{file}: {:?}", imported.notes);
        if imported.is_refused() {
            refused += 1;
            let [.., last] = imported.notes.as_slice() else { panic!("{file}: why?") };
            assert!(last.line > 0, "{file}: {last}");
        } else {
            read += 1;
            check_documents(&imported);
        }
    }
    assert_eq!((read, refused), (115, 4));
}
