//! The plans in `examples/`: they can be applied, and the real ones say what their sources say.
//!
//! `SIGNALBOX_WRITE_EXAMPLES=1 cargo test -p signalbox-connectors examples` writes them anew; review what changed.

use crate::{check_documents, datasets, kubernetes};
use signalbox_connectors::import::{Imported, openstack};
use signalbox_domain::{
    Key, Name, Zone,
    releases::template::{learn::Wish, words::Words},
};
use signalbox_service::documents::{self, Document, model::Recorded};
use std::path::{Path, PathBuf};

const OPENSTACK: &str = "\
# OpenStack 2026.1 \"Gazpacho\": the train, its members, systems with versions, and teams.
# Facts taken from openstack/releases (https://opendev.org/openstack/releases, Apache-2.0) at commit
# 02df7c9a3cc39cf886c8c1b8181d5e4ed96781c9 by `signalbox import openstack`; texts of the source are left out.
";
const KUBERNETES: &str = "\
# Kubernetes 1.36: the plan of a release cycle, with deadlines anywhere on Earth.
# Facts taken from kubernetes/sig-release (https://github.com/kubernetes/sig-release, Apache-2.0) at commit
# e8dfc80571dcb23c67a5ec044da17374358130cf by `signalbox import kubernetes`. The cycle is over; it is recorded as completed on its planned day.
";

const CYCLE: &str = "\
# A cycle of OpenStack as a template: 23 gates and 11 milestones, each so many weeks before the release and on its Thursday.
# Facts taken from the schedule of 2026.1 \"Gazpacho\" in openstack/releases (https://opendev.org/openstack/releases,
# Apache-2.0, © the OpenStack contributors) at commit 02df7c9a3cc39cf886c8c1b8181d5e4ed96781c9 by
# `signalbox import openstack --as-template openstack-cycle`; texts of the source are left out. The words in braces are said
# for each cycle: cycle (Hibiscus), version (2026.2), letter (h), and those of the cycles before and after it.
# Its portfolio stands in openstack-gazpacho.yaml.
";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples")
}

fn gazpacho() -> Imported {
    let mut imported = openstack::read(&datasets().join("openstack"), "gazpacho");
    for document in &mut imported.documents {
        if let Document::Release(release) = document {
            if release.parent.is_some() {
                release.description.clear();
            }
            release.milestones.iter_mut().for_each(|milestone| milestone.description.clear());
        }
    }
    imported
}

/// What the words of a cycle stood for in Gazpacho.
fn words_of_gazpacho() -> Words {
    [
        ("cycle", "Gazpacho"),
        ("version", "2026.1"),
        ("letter", "g"),
        ("tag", "gazpacho"),
        ("last", "2025.2 Flamingo"),
        ("last_letter", "f"),
        ("next", "2026.2"),
        ("next_letter", "h"),
    ]
    .into_iter()
    .fold(Words::default(), |words, (word, text)| words.with(word, text))
}

fn openstack_cycle() -> Imported {
    let mut imported = gazpacho();
    let wish = Wish { words: words_of_gazpacho(), ..Wish::default() };
    let (key, name) = (Key::from_words("openstack-cycle"), Name::from_words("OpenStack cycle"));
    imported.documents = documents::as_template(imported.documents, key, name, &wish).unwrap();
    // All examples are applied at once, and the portfolio stands beside the train itself.
    imported.documents.retain(|document| matches!(document, Document::ReleaseTemplate(_)));
    for document in &mut imported.documents {
        if let Document::ReleaseTemplate(template) = document {
            // Only every other cycle is one that may be skipped.
            template.tags.retain(|tag| tag != "slurp");
        }
    }
    imported
}

fn kubernetes_1_36() -> Imported {
    let mut imported = kubernetes::import("1.36");
    for document in &mut imported.documents {
        if let Document::Release(release) = document {
            release.status = Some(Key::from_words("completed"));
            release.completed_at = release.target.as_ref().map(|target| Zone::utc().start_of(target.date));
            release.milestones.iter_mut().for_each(|milestone| milestone.state = Some(Recorded::Passed));
        }
    }
    imported
}

#[test]
fn the_real_examples_say_what_their_sources_say() {
    for (file, header, imported) in [
        ("openstack-gazpacho.yaml", OPENSTACK, gazpacho()),
        ("openstack-cycle.yaml", CYCLE, openstack_cycle()),
        ("kubernetes-1.36.yaml", KUBERNETES, kubernetes_1_36()),
    ] {
        assert_eq!(imported.notes, []);
        check_documents(&imported);
        let text = format!("{header}{}", documents::write(&imported.documents));
        let path = folder().join(file);
        if std::env::var_os("SIGNALBOX_WRITE_EXAMPLES").is_some() {
            std::fs::write(&path, &text).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(kept == text, "{file} differs from what its source says; SIGNALBOX_WRITE_EXAMPLES=1 writes it anew");
    }
}

#[test]
fn every_example_can_be_read() {
    let mut read = Vec::new();
    let folders = [folder(), folder().join("templates")];
    for entry in folders.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap()) {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "yaml") {
            let text = std::fs::read_to_string(&path).unwrap();
            let documents = documents::read(&text).unwrap_or_else(|faults| panic!("{}: {faults:#?}", path.display()));
            assert!(!documents.is_empty(), "{}", path.display());
            read.push(path.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    read.sort();
    assert_eq!(read, ["kubernetes-1.36.yaml", "one-of-each.yaml", "openstack-cycle.yaml", "openstack-gazpacho.yaml"]);
}
