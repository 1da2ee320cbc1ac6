//! The executable: what it prints, where it works, and how it ends.

use super::{EVERYTHING, documents};
use crate::harness::{Place, Server, run, run_with_a_reader_that_leaves, token};
use serde_json::Value;
use std::path::Path;

fn write(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

/// Without people, who are no documents.
fn everything() -> String {
    let with_people = EVERYTHING.split("people:\n").collect::<Vec<_>>();
    let after = with_people[1].split_once("---").unwrap().1;
    let text = format!("{}---{after}", with_people[0]);
    text.replace("members:\n  - owner@example.org\n  - tests@example.org\n", "")
        .replace("assignee: tests@example.org, ", "")
}

#[test]
fn documents_are_applied_shown_and_exported_on_a_data_folder() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data").display().to_string();
    let file = write(folder.path(), "all.yaml", &everything());
    let told = run(&["diff", &file, "--data", &data]).done();
    assert!(told.contains(&format!("{} created", documents())) && told.contains("nothing was changed"), "{told}");
    let told = run(&["apply", "--data", &data, "--dry-run", &file]).done();
    assert!(told.contains(&format!("{} created", documents())) && told.contains("nothing was changed"), "{told}");
    assert_eq!(run(&["export", "--data", &data]).done().matches("kind: Release\n").count(), 0);
    let told = run(&["apply", "--data", &data, &file]).done();
    assert!(
        told.contains("+ Release shop-1") && told.contains(&format!("{} created, 0 changed, 0 unchanged", documents())),
        "{told}"
    );
    let told = run(&["apply", "--data", &data, &file]).done();
    assert_eq!(told, format!("0 created, 0 changed, {} unchanged\n", documents()));

    let later = write(folder.path(), "later.yaml", &everything().replace("risk: medium", "risk: high"));
    let told = run(&["diff", "--data", &data, &later]).done();
    assert!(told.contains("~ Release cart-1") && told.contains("medium → high"), "{told}");
    let json = run(&["apply", "--data", &data, "--output", "json", &later]).done();
    let items: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(items.as_array().unwrap().iter().filter(|item| item["action"] == "changed").count(), 1);

    let exported = run(&["export", "--data", &data]).done();
    let back = write(folder.path(), "back.yaml", &exported);
    let other = folder.path().join("other").display().to_string();
    run(&["apply", "--data", &other, &back]).done();
    assert!(run(&["export", "--data", &other]).done() == exported);
    let one = run(&["export", "--data", &data, "--kind", "System", "--key", "cart"]).done();
    assert_eq!(one.matches("kind: System").count(), 1);
}

#[test]
fn a_server_is_worked_on_as_a_folder_is() {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::folder(&folder.path().join("data"));
    let token = token(&place);
    let server = Server::start(&place);
    let file = write(folder.path(), "all.yaml", &everything());
    let url = server.url.clone();
    let there = ["--url", &url, "--token", &token];
    let ran = |command: &[&str]| run(&[command, &there].concat());
    assert!(ran(&["apply", &file]).done().contains(&format!("{} created", documents())));
    assert!(ran(&["apply", &file]).done().contains(&format!("{} unchanged", documents())));
    let exported = ran(&["export"]).done();
    assert!(exported.contains("key: shop-1"));
    let table = "key,name,kind,portfolio,target\nnight-1,Night one,independent,shop,2026-05-01\n";
    let table = write(folder.path(), "releases.csv", table);
    assert!(ran(&["import", "csv", &table]).done().contains("1 created"));
    assert!(ran(&["import", "csv", &table]).done().contains("1 unchanged"));

    let wrong = run(&["export", "--url", &server.url, "--token", "sbx_wrong"]).failed();
    assert!(wrong.contains("401"), "{wrong}");
    let nobody = run(&["export", "--url", &server.url]).failed();
    assert!(nobody.contains("signalbox token create"), "{nobody}");
    drop(server);
    let gone = ran(&["export"]);
    assert_eq!(gone.code, 1, "{}", gone.err);
}

#[test]
fn what_is_wrong_is_told_with_file_and_line_and_nothing_is_changed() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data").display().to_string();
    let good = write(folder.path(), "a.yaml", "kind: Portfolio\nkey: shop\nname: Shop\n");
    let bad = write(
        folder.path(),
        "b.yaml",
        "kind: Portfolio\nkey: bank\nname: Bank\n---\nkind: Release\nkey: r 1\nname: R\nrelease: ferry\nportfolio: shop\n",
    );
    let told = run(&["apply", "--data", &data, &good, &bad]).failed();
    assert!(told.contains("nothing was changed"), "{told}");
    assert!(told.contains("b.yaml") && told.contains("line 6") && told.contains("line 8"), "{told}");
    let unknown =
        write(folder.path(), "c.yaml", "\nkind: Release\nkey: r-1\nname: R\nrelease: project\nportfolio: nowhere\n");
    let told = run(&["apply", "--data", &data, &good, &unknown]).failed();
    assert!(told.contains("nowhere"), "{told}");
    assert!(told.contains("c.yaml") && told.contains("line 6"), "{told}");
    assert_eq!(run(&["export", "--data", &data, "--kind", "Portfolio"]).done(), "");
    let missing = run(&["apply", "--data", &data, "/nowhere/at/all.yaml"]).failed();
    assert!(missing.contains("/nowhere/at/all.yaml"), "{missing}");
}

#[test]
fn the_exit_code_tells_success_refusal_and_wrong_usage_apart() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data").display().to_string();
    for usage in [
        vec!["fly"],
        vec![],
        vec!["apply", "--data", &data],
        vec!["token", "create", "--data", &data],
        vec!["import", "openstack", "x"],
        vec!["export", "--data", &data, "--database", "postgres://x"],
        vec!["export", "--data", &data, "--key", "x"],
        vec!["serve", "--listen", "nowhere"],
        vec!["apply", "--data", &data, "--output", "poem", "x.yaml"],
    ] {
        let ran = run(&usage);
        assert_eq!(ran.code, 2, "{usage:?}: {}{}", ran.out, ran.err);
        assert!(!ran.err.is_empty());
    }
    run(&["import", "openstack", "/nowhere", "--series", "gazpacho", "--data", &data]).failed();
    run(&["export", "--database", "postgres://nobody@127.0.0.1:1/x"]).failed();
    run(&["--help"]).done();
    run(&["--version"]).done();
    assert!(run(&["schema"]).done().contains("json-schema.org"));
    assert!(run(&["openapi"]).done().contains("3.1.0"));
    let cut = run_with_a_reader_that_leaves("openapi");
    assert_eq!((cut.code, cut.out.as_str(), cut.err.as_str()), (0, "{", ""), "a pipe that ends is no failure");
    assert!(run(&["config", "--database", "postgres://me:secret@db.example.org/x"]).done().contains("me:***@"));
    assert!(run(&["migrate", "--data", &data]).done().contains("step"));
    assert!(run(&["migrate", "--data", &data]).done().contains("up to date"));
    assert_eq!(run(&["verify", "--data", &data]).done(), "0 events: the journal is empty\n");
    assert!(
        run(&["journal", "export", "journal.signalbox", "--data", &data]).failed().contains("there is no event yet")
    );
}
