use super::*;
use std::fs;

fn imported(number: &str, readme: &str, others: &[&str]) -> (Imported, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    for (cycle, text) in others.iter().map(|other| (*other, "")).chain([(number, readme)]) {
        let path = folder.path().join("releases").join(format!("release-{cycle}"));
        fs::create_dir_all(&path).unwrap();
        fs::write(path.join("README.md"), text).unwrap();
    }
    let imported = read(folder.path(), number);
    let root = format!("{}/", folder.path().display());
    let told = imported.notes.iter().map(|note| note.to_string().replace(&root, "")).collect();
    (imported, told)
}

const TABLE: &str = "# 1.99\n\n| What | Who | When | Week |\n|-|-|-|-|\n| Start | Lead | 5th January 2026 | week 1 |\n\
    | Begin Code Freeze | | 12th January 2026 (AoE) | |\n| v1.99.0 released | | 19th January 2026 | |\n";

#[test]
fn a_cycle_is_over_when_another_followed() {
    for (others, over) in [(&["1.98"][..], false), (&["1.100"][..], true)] {
        let (imported, told) = imported("1.99", TABLE, others);
        assert_eq!(told, [""; 0]);
        let Document::Release(release) = &imported.documents[1] else { panic!("no release") };
        assert_eq!(release.status.as_ref().map(Key::as_str), over.then_some("completed"));
        assert_eq!(release.milestones.iter().all(|item| item.state == Some(Recorded::Passed)), over);
        assert_eq!(release.completed_at.is_some(), over);
    }
}

#[test]
fn rows_that_say_nothing_are_told_by_line() {
    let readme = format!("{TABLE}| | Lead | 20th January 2026 | |\n| Thaw | | soon | |\n| Start | | 32nd of May | |\n");
    let (imported, told) = imported("1.99", &readme, &[]);
    assert_eq!(
        told,
        [
            "releases/release-1.99/README.md:8: warning: a row that does not say what happens is left out",
            "releases/release-1.99/README.md:9: warning: \"Thaw\": \"soon\" has no date that can be read; the row is left out",
            "releases/release-1.99/README.md:10: warning: \"Start\": \"32nd of May\" has no date that can be read; the row is left out",
        ]
    );
    assert_eq!((imported.figure("rows"), imported.figure("rows with a date")), (Some(6), Some(3)));
}

#[test]
fn a_readme_without_a_timeline_is_refused() {
    let (imported, told) = imported("1.99", "# Nothing\n", &[]);
    assert!(imported.is_refused() && imported.documents.is_empty());
    assert!(told[0].starts_with("releases/release-1.99/README.md: error: there is no table"), "{told:?}");
    let (imported, told) = self::imported("nonsense/../1.35", TABLE, &["1.98"]);
    assert!(imported.is_refused());
    assert!(told[0].contains("releases are 1.98"), "{told:?}");
}
