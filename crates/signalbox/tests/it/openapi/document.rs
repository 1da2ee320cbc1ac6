//! The document itself.

use super::{document, operations};
use serde_json::Value;
use std::{collections::BTreeSet, path::Path};

#[test]
fn the_document_that_the_client_was_made_from_is_the_one_the_server_gives() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/openapi.json");
    let kept: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let made = document();
    let names = |document: &Value| -> BTreeSet<String> { operations(document).into_iter().map(|one| one.id).collect() };
    let (old, new) = (names(&kept), names(&made));
    assert!(
        old == new,
        "only in the file: {:?}; only in the code: {:?}; run: cargo xtask openapi",
        old.difference(&new).collect::<Vec<_>>(),
        new.difference(&old).collect::<Vec<_>>()
    );
    for part in ["paths", "components"] {
        for (name, value) in made[part].as_object().unwrap() {
            assert!(kept[part][name] == *value, "{part} {name} differs from ui/openapi.json; run: cargo xtask openapi");
        }
    }
    assert!(kept == made, "ui/openapi.json is not what the code says; run: cargo xtask openapi");
}

#[test]
fn every_operation_has_a_name_of_its_own_and_says_what_it_does() {
    let mut names = BTreeSet::new();
    for operation in operations(&document()) {
        assert!(names.insert(operation.id.clone()), "two operations {}", operation.id);
        for field in ["summary", "tags", "responses"] {
            assert!(!operation.value[field].is_null(), "{} has no {field}", operation.id);
        }
        let in_path: BTreeSet<&str> = operation.path.split(['{', '}']).skip(1).step_by(2).collect();
        let told: BTreeSet<&str> = operation.value["parameters"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|parameter| parameter["in"] == "path")
            .map(|parameter| parameter["name"].as_str().unwrap())
            .collect();
        assert_eq!(in_path, told, "{}", operation.id);
        // What somebody saw is no change of what somebody else wrote, and its description says so.
        let is_seen =
            operation.value["description"].as_str().is_some_and(|told| told.contains("No revision is asked for"));
        let changes = matches!(operation.method.as_str(), "PATCH" | "PUT") && operation.body().is_some() && !is_seen;
        assert!(!changes || operation.wants_rev_of().is_some(), "{} changes something without If-Match", operation.id);
    }
}

both_databases!(the_server_gives_the_document_to_everybody, |app| {
    let visitor = app.anonymous();
    assert_eq!(visitor.get("/openapi.json").ok(), super::document());
    assert!(visitor.get("//api/docs").ok_text().contains("openapi"));
    assert_eq!(visitor.get("//health").ok_text(), "ok");
    let schema = visitor.get("/schemas/documents.json");
    assert!(schema.status == 200 || schema.status == 401, "{}", schema.status);
    assert_eq!(visitor.get("/nothing").refused(404).name, "not-found");
});
