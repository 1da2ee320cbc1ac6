//! Environments: pools as Boskos keeps them, a table with one environment a row, or documents of our own.

mod pools;
mod table;
#[cfg(test)]
mod tests;

use super::{Imported, line_of, read_text};
use signalbox_domain::Key;
use signalbox_service::documents::{self, Document, yaml};
use std::path::Path;

pub use table::COLUMNS;

/// What holds for everything in a file that does not say otherwise itself.
#[derive(Clone, Debug, Default)]
pub struct Usual {
    /// Whose it is; the root's when absent.
    pub portfolio: Option<Key>,
    /// At which stage environments are.
    pub stage: Option<Key>,
}

/// Reads a file: a table when its name ends in `.csv`, else YAML. A file with any fault is refused as a whole; every fault
/// is named by line.
#[must_use]
pub fn read(path: &Path, usual: &Usual) -> Imported {
    let mut imported = Imported::default();
    if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv")) {
        table::read(path, &mut imported);
    } else if let Some(text) = read_text(path, &mut imported) {
        yaml_text(&text, path, &mut imported);
    }
    if imported.is_refused() {
        imported.documents.clear();
    }
    for document in &mut imported.documents {
        let (portfolio, stage) = match document {
            Document::EnvironmentGroup(group) => (&mut group.portfolio, None),
            Document::Environment(environment) => (&mut environment.portfolio, Some(&mut environment.stage)),
            Document::Stage(stage) => (&mut stage.portfolio, None),
            _ => continue,
        };
        *portfolio = portfolio.take().or_else(|| usual.portfolio.clone());
        if let Some(stage) = stage {
            *stage = stage.take().or_else(|| usual.stage.clone());
        }
    }
    let count = |kind| imported.documents.iter().filter(|document| document.address().0 == kind).count();
    let counts =
        [("stages", count("Stage")), ("groups", count("EnvironmentGroup")), ("environments", count("Environment"))];
    for (what, number) in counts {
        imported.count(what, number);
    }
    imported
}

fn yaml_text(text: &str, path: &Path, imported: &mut Imported) {
    let nodes = match yaml::parse(text) {
        Ok(nodes) => nodes,
        Err(faults) => {
            for fault in faults {
                let (line, what) = line_of(&fault);
                imported.refuse(path, line, what);
            }
            return;
        }
    };
    match nodes.as_slice() {
        [] => imported.refuse(path, 0, "this file is empty"),
        [only] if only.get("resources").is_some() => pools::read(only, path, imported),
        [first, ..] if first.get("kind").is_some() => own(text, path, imported),
        [other, ..] => imported.refuse(
            path,
            other.at.line,
            "these are neither pools (resources: …) nor documents (kind: …); a table has a name that ends in .csv",
        ),
    }
}

/// Our own documents, as far as they are about environments.
fn own(text: &str, path: &Path, imported: &mut Imported) {
    match documents::read(text) {
        Ok(read) => {
            for located in read {
                if matches!(located.value.address().0, "Stage" | "EnvironmentGroup" | "Environment") {
                    imported.documents.push(located.value);
                } else {
                    let (kind, key) = located.value.address();
                    let what = format!("{kind} {key} is no environment; bring it in with: signalbox apply");
                    let (line, what) = line_of(&located.fault(signalbox_domain::Fault::new("", "kind", what)));
                    imported.refuse(path, line, what);
                }
            }
        }
        Err(faults) => {
            for fault in faults {
                let (line, what) = line_of(&fault);
                imported.refuse(path, line, what);
            }
        }
    }
}
