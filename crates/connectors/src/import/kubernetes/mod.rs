//! Kubernetes release cycles: the timeline table of `releases/release-X/README.md` in `kubernetes/sig-release`.

mod table;
mod when;

use super::{Imported, Keys, name, read_text};
use jiff::civil::Date;
use signalbox_domain::{
    Due, Key, Zone,
    catalog::Link,
    releases::{Kind, MilestoneKind},
};
use signalbox_service::documents::{
    Document,
    model::{MilestoneEntry, PhaseEntry, PortfolioDocument, Recorded, ReleaseDocument},
};
use std::path::{Path, PathBuf};
use table::Row;

/// Reads one release cycle. The folder is the one that holds `releases/`, or `releases/` itself.
#[must_use]
pub fn read(dir: &Path, release: &str) -> Imported {
    let mut imported = Imported::default();
    let folders = [dir.join("releases"), dir.to_owned()];
    let number = release.strip_prefix('v').unwrap_or(release);
    let Some(folder) =
        folders.iter().find(|folder| is_number(number) && folder.join(format!("release-{number}")).is_dir())
    else {
        let known: Vec<String> =
            folders.iter().flat_map(|folder| cycles(folder)).map(|(major, minor)| format!("{major}.{minor}")).collect();
        let what = if known.is_empty() {
            "this folder has no releases/release-X; name the folder that holds releases/".to_owned()
        } else {
            format!("there is no release {release:?} here; releases are {}", known.join(", "))
        };
        imported.refuse(dir, 0, what);
        return imported;
    };
    let file = folder.join(format!("release-{number}")).join("README.md");
    let Some(text) = read_text(&file, &mut imported) else {
        return imported;
    };
    let rows = match table::rows(&text) {
        Ok(rows) => rows,
        Err((line, what)) => {
            imported.refuse(&file, line, what);
            return imported;
        }
    };
    let milestones = milestones(&rows, &file, &mut imported);
    // Only a cycle that another has followed is known to be over; what day it is, is not for an import to say.
    let followed = cycles(folder).into_iter().any(|other| Some(other) > cycle(number));
    for (what, count) in [
        ("rows", rows.len()),
        ("rows with a date", milestones.len()),
        ("anywhere on Earth", milestones.iter().filter(|item| item.due.zone == Zone::anywhere_on_earth()).count()),
        ("gates", milestones.iter().filter(|item| item.milestone_type == MilestoneKind::Gate).count()),
    ] {
        imported.count(what, count);
    }
    imported.documents = documents(number, milestones, followed, &file, &mut imported.notes);
    imported
}

fn milestones(rows: &[Row], file: &Path, imported: &mut Imported) -> Vec<MilestoneEntry> {
    let mut keys = Keys::default();
    let mut milestones = Vec::new();
    for row in rows {
        // The key is taken even when the row is left out, so that a date filled in later changes no other key.
        let key = keys.next(&row.what);
        if row.what.is_empty() {
            imported.warn(file, row.line, "a row that does not say what happens is left out");
            continue;
        }
        let when = match when::parse(&row.when) {
            Ok(when) => when,
            Err(why) => {
                imported.warn(file, row.line, format!("{:?}: {:?} {why}; the row is left out", row.what, row.when));
                continue;
            }
        };
        for doubt in when.doubts {
            imported.warn(file, row.line, format!("{:?}: {doubt}", row.what));
        }
        milestones.push(MilestoneEntry {
            key,
            name: name(&row.what),
            milestone_type: if is_gate(&row.what) { MilestoneKind::Gate } else { MilestoneKind::Milestone },
            phase: None,
            start: when.start,
            due: when.due,
            state: None,
            responsible: (!row.who.is_empty()).then(|| row.who.clone()),
            scope: (!row.week.is_empty()).then(|| row.week.clone()),
            description: String::new(),
        });
    }
    milestones
}

/// The beginning of a freeze is decided; a call or a reminder that mentions one merely happens.
fn is_gate(what: &str) -> bool {
    let what = what.to_ascii_lowercase();
    what.ends_with("freeze") || (what.starts_with("begin ") && what.contains("freeze"))
}

fn documents(
    number: &str,
    mut milestones: Vec<MilestoneEntry>,
    followed: bool,
    file: &Path,
    notes: &mut Vec<super::Note>,
) -> Vec<Document> {
    let portfolio = Key::from_words("kubernetes");
    let start = milestones.iter().map(|item| item.start.unwrap_or(item.due.date)).min();
    let delivered = |item: &&MilestoneEntry| {
        let what = item.name.as_str().to_ascii_lowercase();
        what.strip_prefix('v').unwrap_or(&what) == format!("{number}.0 released")
    };
    let target = milestones.iter().find(delivered).map(|item| item.due.clone());
    if target.is_none() {
        let what = format!("no dated row says {number}.0 released; the release has no target");
        notes.push(super::Note { severity: super::Severity::Warning, file: file.to_owned(), line: 0, what });
    }
    let phases = phases(start, &milestones, target.as_ref());
    for milestone in &mut milestones {
        let day = milestone.due.date;
        milestone.phase =
            phases.iter().find(|phase| (phase.start..=phase.end).contains(&day)).map(|phase| phase.name.clone());
        milestone.state = followed.then_some(Recorded::Passed);
    }
    let readme = format!("https://github.com/kubernetes/sig-release/blob/master/releases/release-{number}/README.md");
    let completed_at = target.as_ref().filter(|_| followed).map(|target| target.zone.start_of(target.date));
    vec![
        Document::Portfolio(PortfolioDocument {
            key: portfolio.clone(),
            name: name("Kubernetes"),
            parent: None,
            working_calendar: None,
            description: String::new(),
        }),
        Document::Release(ReleaseDocument {
            key: Key::from_words(&format!("kubernetes-{number}")),
            name: name(&format!("Kubernetes {number}")),
            release: Kind::Project,
            portfolio,
            release_type: None,
            parent: None,
            status: completed_at.map(|_| Key::from_words("completed")),
            description: String::new(),
            risk: None,
            zone: Some(Zone::utc()),
            start,
            target,
            completed_at,
            tags: Vec::new(),
            fields: serde_json::Map::new(),
            links: vec![Link { title: "Release information".to_owned(), url: readme }],
            phases,
            milestones,
            activities: Vec::new(),
            raid: Vec::new(),
            systems: None,
            manifest: None,
            people: None,
            needs: None,
        }),
    ]
}

/// The spans between the two freezes everything turns on.
fn phases(start: Option<Date>, milestones: &[MilestoneEntry], target: Option<&Due>) -> Vec<PhaseEntry> {
    let freeze = |words: &str| {
        let of_name = |item: &&MilestoneEntry| {
            item.milestone_type == MilestoneKind::Gate && item.name.as_str().to_ascii_lowercase().contains(words)
        };
        milestones.iter().find(of_name).map(|item| item.due.date)
    };
    let ends = [
        ("Enhancements", freeze("enhancements freeze")),
        ("Implementation", freeze("code freeze")),
        ("Stabilisation", target.map(|target| target.date)),
    ];
    let mut phases = Vec::new();
    let Some(mut from) = start else { return phases };
    for (called, end) in ends {
        if let Some(end) = end
            && end >= from
        {
            phases.push(PhaseEntry { name: name(called), start: from, end });
            from = end.tomorrow().unwrap_or(end);
        }
    }
    phases
}

/// The cycles of a folder, in order.
fn cycles(folder: &Path) -> Vec<(u32, u32)> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok).map(|entry| entry.path());
    let number = |path: PathBuf| cycle(path.file_name()?.to_str()?.strip_prefix("release-")?);
    let mut cycles: Vec<(u32, u32)> =
        entries.filter(|path| path.join("README.md").is_file()).filter_map(number).collect();
    cycles.sort_unstable();
    cycles
}

fn cycle(number: &str) -> Option<(u32, u32)> {
    let (major, minor) = number.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

fn is_number(number: &str) -> bool {
    cycle(number).is_some() && number.chars().all(|letter| letter.is_ascii_digit() || letter == '.')
}

#[cfg(test)]
mod tests;
