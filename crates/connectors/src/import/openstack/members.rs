//! The deliverables of a series, one file each.

use super::super::{Imported, read_yaml};
use signalbox_domain::Key;
use signalbox_service::documents::yaml::Node;
use std::path::{Path, PathBuf};

/// Tags in a deliverable's list of releases that end a branch's life and deliver nothing.
const LIFECYCLE_TAGS: [&str; 4] = ["-eom", "-eol", "-em", "-last"];

/// Fields of a deliverable that are understood, whether or not anything is made of them.
const KNOWN_FIELDS: [&str; 17] = [
    "artifact-link-mode",
    "branches",
    "cycle-highlights",
    "include-pypi-link",
    "launchpad",
    "release-model",
    "release-notes",
    "release-type",
    "releases",
    "repository-settings",
    "send-announcements-to",
    "stable-branch-type",
    "stable-status",
    "storyboard",
    "team",
    "tarball-base",
    "type",
];

/// One file of the series.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) key: Key,
    pub(super) team: Option<String>,
    pub(super) kind: String,
    pub(super) model: Option<String>,
    pub(super) repositories: Vec<String>,
    pub(super) launchpad: Option<String>,
    pub(super) release_notes: Option<String>,
    pub(super) highlights: Vec<String>,
    pub(super) versions: Vec<(String, Option<String>)>,
    pub(super) lifecycle_tags: usize,
}

pub(super) fn read_members(dir: &Path, imported: &mut Imported) -> Vec<Member> {
    let mut files: Vec<PathBuf> = match std::fs::read_dir(dir) {
        Ok(entries) => entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect(),
        Err(error) => {
            imported.refuse(dir, 0, format!("this folder cannot be read: {error}"));
            return Vec::new();
        }
    };
    files.sort();
    let mut members: Vec<Member> = Vec::new();
    for file in files {
        let stem = file.file_stem().and_then(std::ffi::OsStr::to_str).unwrap_or_default();
        if !file.extension().is_some_and(|extension| extension == "yaml" || extension == "yml") {
            imported.warn(&file, 0, "this is no deliverable (a .yaml file); it is left out");
            continue;
        }
        let key = match Key::parse(stem) {
            Ok(key) => key,
            Err(fault) => {
                imported.warn(&file, 0, format!("this deliverable is left out: {}", fault.detail));
                continue;
            }
        };
        if members.iter().any(|member| member.key.as_str().eq_ignore_ascii_case(key.as_str())) {
            imported.refuse(&file, 0, format!("there is another deliverable {key}; remove one of the two files"));
            continue;
        }
        if let Some(node) = read_yaml(&file, imported) {
            members.push(Member::read(key, &node, &file, imported));
        }
    }
    // By key and not by file name, whose ending sorts `a.yaml` behind `a-b.yaml`.
    members.sort_by(|left, right| left.key.cmp(&right.key));
    members
}

impl Member {
    fn read(key: Key, node: &Node, file: &Path, imported: &mut Imported) -> Self {
        for entry in node.entries() {
            if !KNOWN_FIELDS.contains(&entry.key.as_str()) {
                imported.warn(file, entry.at.line, format!("the field {:?} is not known; it is left out", entry.key));
            }
        }
        let mut text = |field: &str, needed: bool| {
            let value = node.get(field).and_then(Node::text).map(str::trim).filter(|text| !text.is_empty());
            if value.is_none() && (needed || node.get(field).is_some()) {
                imported.warn(
                    file,
                    node.locate(&format!("/{field}")).line,
                    format!("there is no {field} here; the deliverable is imported without"),
                );
            }
            value.map(str::to_owned)
        };
        let team = text("team", true);
        let kind = text("type", true).unwrap_or_default();
        let (model, launchpad) = (text("release-model", false), text("launchpad", false));
        let repositories = node.get("repository-settings").map(Node::entries).unwrap_or_default();
        let highlights = node.get("cycle-highlights").map(Node::items).unwrap_or_default();
        let mut member = Self {
            key,
            team,
            kind,
            model,
            repositories: repositories.iter().map(|entry| entry.key.clone()).collect(),
            launchpad,
            // Theirs may also be a mapping, one address per repository; a link is made of a single one.
            release_notes: node.get("release-notes").and_then(Node::text).map(|url| url.trim().to_owned()),
            highlights: highlights.iter().filter_map(Node::text).map(|text| text.trim().to_owned()).collect(),
            versions: Vec::new(),
            lifecycle_tags: 0,
        };
        for record in node.get("releases").map(Node::items).unwrap_or_default() {
            member.record(record, file, imported);
        }
        member
    }

    fn record(&mut self, record: &Node, file: &Path, imported: &mut Imported) {
        let line = record.at.line;
        let Some(number) = record.get("version").and_then(Node::text) else {
            imported.warn(file, line, "a release without a version is left out");
            return;
        };
        if LIFECYCLE_TAGS.iter().any(|tag| number.ends_with(tag)) {
            self.lifecycle_tags += 1;
            return;
        }
        if number.is_empty() || number.chars().count() > 100 || self.versions.iter().any(|(known, _)| known == number) {
            imported.warn(
                file,
                line,
                format!("the version {number:?} is empty, too long or there twice; it is left out"),
            );
            return;
        }
        let projects = record.get("projects").map(Node::items).unwrap_or_default();
        let commits: Vec<(&str, &str)> = projects
            .iter()
            .filter_map(|project| Some((project.get("repo")?.text()?, project.get("hash")?.text()?)))
            .collect();
        if commits.is_empty() || commits.len() < projects.len() {
            imported.warn(file, line, format!("the version {number} has a project without repo or hash"));
        }
        let commit = match commits.as_slice() {
            [] => None,
            [(_, hash)] => Some((*hash).to_owned()),
            several => Some(several.iter().map(|(repo, hash)| format!("{repo}@{hash}")).collect::<Vec<_>>().join(" ")),
        };
        self.versions.push((number.to_owned(), commit));
    }
}
