use super::*;
use crate::import::Severity;
use signalbox_service::documents::Document;
use std::fs;

const NOVA: &str = "team: nova\ntype: service\nrelease-model: cycle-with-rc\nrepository-settings:\n  openstack/nova: {}\n\
    releases:\n  - version: 1.10\n    projects:\n      - repo: openstack/nova\n        hash: abc\n";
const SCHEDULE: &str = "start-week: '2024-01-01'\nrelease-week: '2024-04-01'\ncycle:\n  - start: '2024-01-01'\n    end: '2024-01-05'\n\
    \x20   x-project: [x-1]\n  - start: '2024-01-08'\n    end: '2024-01-12'\n    x-project: [x-1]\n";
const STATES: &str = "- name: xenon\n  release-id: 2024.10\n  status: maintained\n  initial-release: 2024-04-03\n";

/// A folder with one good series, then changed.
fn imported(changes: &[(&str, &str)]) -> (Imported, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let files = [
        ("deliverables/xenon/nova.yaml", NOVA),
        ("schedules/xenon/schedule.yaml", SCHEDULE),
        ("schedules/xenon/schedule.rst", ""),
        ("series_status.yaml", STATES),
    ];
    for (file, text) in files.iter().chain(changes) {
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let imported = read(folder.path(), "xenon");
    let root = format!("{}/", folder.path().display());
    let told = imported.notes.iter().map(|note| note.to_string().replace(&root, "")).collect();
    (imported, told)
}

#[test]
fn numbers_that_look_like_floats_stay_texts() {
    let (imported, told) = imported(&[]);
    assert_eq!(told, [""; 0]);
    let keys: Vec<String> = imported.documents.iter().map(|document| document.address().1.to_string()).collect();
    assert_eq!(keys, ["openstack", "nova", "nova", "openstack-2024.10", "nova-2024.10"]);
    let Document::System(nova) = &imported.documents[2] else { panic!("no system") };
    assert_eq!(nova.versions[0].number, "1.10");
}

#[test]
fn end_of_life_tags_are_no_versions() {
    let tags = format!("{NOVA}  - version: 2024.1-eom\n    projects: []\n  - version: xenon-eol\n    projects: []\n");
    let (imported, told) = imported(&[("deliverables/xenon/nova.yaml", &tags)]);
    assert_eq!(told, [""; 0]);
    assert_eq!((imported.figure("versions"), imported.figure("lifecycle tags")), (Some(1), Some(2)));
}

#[test]
fn one_malformed_file_refuses_the_import_and_every_fault_is_told() {
    let (imported, told) = imported(&[
        ("deliverables/xenon/nova.yaml", "team: nova\ntype: [service\n"),
        ("deliverables/xenon/cinder.yaml", "team: cinder\nteam: nova\n"),
        ("deliverables/xenon/empty.yaml", "# nothing\n"),
    ]);
    assert!(imported.is_refused());
    assert_eq!(told.len(), 3, "{told:#?}");
    assert!(
        told[0].starts_with("deliverables/xenon/cinder.yaml:2: error: column 1: the key \"team\" stands here again"),
        "{told:#?}"
    );
    assert_eq!(told[1], "deliverables/xenon/empty.yaml: error: this file is empty");
    assert!(
        told[2].starts_with("deliverables/xenon/nova.yaml:3: error: column 1: this is not well-formed YAML"),
        "{told:#?}"
    );
}

#[test]
fn what_is_not_understood_is_told_with_its_line_and_the_rest_is_imported() {
    let odd = "team: nova\ncolour: blue\nreleases:\n  - projects: []\n  - version: 1.0\n    projects:\n      - repo: openstack/nova\n  - version: 1.0\n";
    let (imported, told) = imported(&[
        ("deliverables/xenon/odd.yaml", odd),
        ("deliverables/xenon/README", "read me"),
        ("deliverables/xenon/two words.yaml", NOVA),
        (
            "series_status.yaml",
            "- name: xenon\n  release-id: 2024.1\n  status: dreaming\n  initial-release: 2024-02-30\n- status: x\n",
        ),
        (
            "schedules/xenon/schedule.yaml",
            "start-week: soon\nrelease-week: '2024-04-01'\ncycle:\n  - start: never\n  - start: '2024-01-08'\n    q-project: [y]\n    x-project: ['a b', x-1]\n",
        ),
    ]);
    assert!(!imported.is_refused());
    assert!(imported.notes.iter().all(|note| note.severity == Severity::Warning));
    let places: Vec<&str> = told.iter().map(|told| told.split(": warning").next().unwrap()).collect();
    assert_eq!(
        places,
        [
            "series_status.yaml:4",
            "series_status.yaml:3",
            "series_status.yaml:5",
            "schedules/xenon/schedule.yaml:1",
            "schedules/xenon/schedule.yaml:4",
            "schedules/xenon/schedule.yaml:6",
            "schedules/xenon/schedule.yaml:7",
            "deliverables/xenon/README",
            "deliverables/xenon/odd.yaml:2",
            "deliverables/xenon/odd.yaml:1",
            "deliverables/xenon/odd.yaml:4",
            "deliverables/xenon/odd.yaml:5",
            "deliverables/xenon/odd.yaml:8",
            "deliverables/xenon/two words.yaml",
        ],
        "{told:#?}"
    );
    assert_eq!((imported.figure("deliverables"), imported.figure("gates")), (Some(2), Some(1)));
}

#[test]
fn a_missing_schedule_or_status_refuses_the_import() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("deliverables/xenon")).unwrap();
    let imported = read(folder.path(), "xenon");
    let files: Vec<String> = imported
        .notes
        .iter()
        .map(|note| note.file.strip_prefix(folder.path()).unwrap().display().to_string())
        .collect();
    assert!(imported.is_refused());
    assert_eq!(files, ["series_status.yaml", "schedules/xenon/schedule.yaml"]);
}

#[test]
fn the_real_repository_keeps_its_files_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    for (file, text) in [
        ("deliverables/xenon/nova.yaml", NOVA),
        ("doc/source/xenon/schedule.yaml", SCHEDULE),
        ("data/series_status.yaml", STATES),
    ] {
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let imported = read(folder.path(), "xenon");
    assert!(!imported.is_refused(), "{:?}", imported.notes);
    assert_eq!(imported.figure("gates"), Some(1));
}
