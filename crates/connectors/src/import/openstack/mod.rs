//! OpenStack's coordinated releases: a folder with one file per deliverable and series, a schedule by weeks, and the
//! status of every series, as kept in `openstack/releases`.

mod documents;
mod members;
mod schedule;

use super::{Imported, read_yaml};
use jiff::civil::Date;
use signalbox_service::documents::yaml::Node;
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

/// Reads one series: the train, its members, systems, versions and teams.
#[must_use]
pub fn read(dir: &Path, series: &str) -> Imported {
    let mut imported = Imported::default();
    let deliverables = dir.join("deliverables").join(series);
    if !is_plain_word(series) || !deliverables.is_dir() {
        let known = folders(&dir.join("deliverables"));
        let what = if known.is_empty() {
            "this folder has no deliverables/; name the folder that holds deliverables/, schedules/ and series_status.yaml".to_owned()
        } else {
            format!("there is no series {series:?} in deliverables/; series are {}", known.join(", "))
        };
        imported.refuse(dir, 0, what);
        return imported;
    }
    let states = first_of(dir, &["series_status.yaml", "data/series_status.yaml"]);
    let states_node = read_yaml(&states, &mut imported);
    let all: Vec<SeriesState> = states_node
        .iter()
        .flat_map(Node::items)
        .filter_map(|node| SeriesState::read(node, &states, &mut imported))
        .collect();
    let state = all.iter().find(|state| state.series == series).cloned();
    if states_node.is_some() && state.is_none() {
        imported.warn(
            &states,
            0,
            format!("there is no series {series} here; it is imported without number, status and release day"),
        );
    }
    let state = state.unwrap_or_else(|| SeriesState::unknown(series));
    let plan = schedule::read(dir, series, &all, &mut imported);
    let members = members::read_members(&deliverables, &mut imported);

    let counted = [
        ("deliverables", members.len()),
        ("teams", members.iter().filter_map(|member| member.team.as_ref()).collect::<BTreeSet<_>>().len()),
        ("repositories", members.iter().flat_map(|member| &member.repositories).collect::<BTreeSet<_>>().len()),
        ("versions", members.iter().map(|member| member.versions.len()).sum()),
        ("lifecycle tags", members.iter().map(|member| member.lifecycle_tags).sum()),
        ("weeks", plan.weeks),
        ("gates", plan.gates()),
        ("milestones", plan.milestones.len() - plan.gates()),
    ];
    for (what, number) in counted {
        imported.count(what, number);
    }
    imported.documents = documents::documents(&state, &plan, members);
    imported
}

/// What is known of a series.
#[derive(Clone, Debug)]
struct SeriesState {
    series: String,
    /// `2026.1`; a text, although YAML would take it for a number.
    number: Option<String>,
    /// The key of the release's status; `None` when theirs is none we know.
    status: Option<&'static str>,
    released: Option<Date>,
    slurp: bool,
}

impl SeriesState {
    fn read(node: &Node, file: &Path, imported: &mut Imported) -> Option<Self> {
        let text = |field: &str| node.get(field).and_then(Node::text);
        let Some(series) = text("name") else {
            imported.warn(file, node.at.line, "a series without a name is left out");
            return None;
        };
        let released = text("initial-release").and_then(|day| {
            let parsed = day.parse().ok();
            if parsed.is_none() {
                imported.warn(
                    file,
                    node.locate("/initial-release").line,
                    format!("{day:?} is no day; {series} has no release day"),
                );
            }
            parsed
        });
        let status = match text("status") {
            Some("future") => Some("planned"),
            Some("development") => Some("in-progress"),
            Some("maintained" | "extended maintenance" | "unmaintained" | "end of life") => Some("completed"),
            other => {
                let line = node.locate("/status").line;
                imported.warn(
                    file,
                    line,
                    format!("{:?} is no known status of a series; {series} has none", other.unwrap_or_default()),
                );
                None
            }
        };
        Some(Self {
            series: series.to_owned(),
            number: text("release-id").map(str::to_owned),
            status,
            released,
            slurp: text("slurp").is_some_and(|slurp| ["yes", "true", "True"].contains(&slurp)),
        })
    }

    fn unknown(series: &str) -> Self {
        Self { series: series.to_owned(), number: None, status: None, released: None, slurp: false }
    }

    /// What tells this series' releases from others: `2026.1`, or the name of a series that had no number yet.
    fn mark(&self) -> &str {
        self.number.as_deref().unwrap_or(&self.series)
    }

    fn title(&self) -> String {
        let mut letters = self.series.chars();
        let capital: String =
            letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default();
        self.number.as_ref().map_or_else(|| capital.clone(), |number| format!("{number} {capital}"))
    }

    fn is_finished(&self) -> bool {
        self.status == Some("completed")
    }
}

/// The first of these files that is there; the first of all when none is, so that the fault names it.
fn first_of(dir: &Path, files: &[&str]) -> PathBuf {
    let paths: Vec<PathBuf> = files.iter().map(|file| dir.join(file)).collect();
    paths.iter().find(|path| path.exists()).or(paths.first()).cloned().unwrap_or_default()
}

fn folders(dir: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(dir).into_iter().flatten().filter_map(Result::ok);
    let mut names: Vec<String> = entries
        .filter(|entry| entry.path().is_dir())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort();
    names
}

/// True for a word that can stand in a path or an address as it is.
fn is_plain_word(word: &str) -> bool {
    !word.is_empty()
        && !word.starts_with('.')
        && word.chars().all(|letter| letter.is_ascii_alphanumeric() || "._-+".contains(letter))
}

#[cfg(test)]
mod tests;
