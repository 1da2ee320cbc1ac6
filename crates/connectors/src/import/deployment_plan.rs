//! Checklists and tables of tasks, as deployment plans.

use super::{Imported, runbook, runbook_table};
use calamine::{Data, Reader, open_workbook_auto_from_rs};
use signalbox_domain::{
    Key, Name, Zone,
    deployment_plans::Kind,
    schedule::notation::{Estimate, Predecessor, write_estimate, write_predecessor},
};
use signalbox_service::documents::{
    Document,
    model::{DeploymentPlanDocument, LaneEntry, ParameterEntry, TaskEntry},
};
use std::{collections::HashMap, io::Cursor, path::Path};

/// What a file does not say of the plan that it becomes.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Its key.
    pub key: Key,
    /// Its name; the file's own when absent.
    pub name: Option<Name>,
    /// Whose it is.
    pub portfolio: Key,
    /// The release it carries out.
    pub release: Option<Key>,
    /// The zone of its fixed times.
    pub zone: Zone,
    /// Whether the steps of a checklist are done one after the other, as they stand there.
    pub in_order: bool,
}

/// The largest file, in bytes.
const LARGEST: u64 = 16 * 1024 * 1024;

/// Reads a checklist (`.md`), or a table of tasks (`.csv`, `.tsv`, `.xlsx`, `.ods`).
#[must_use]
pub fn read(file: &Path, plan: &Plan) -> Imported {
    let mut imported = Imported::default();
    let bytes = match std::fs::metadata(file).and_then(|about| {
        if about.len() > LARGEST {
            Err(std::io::Error::other("a file has at most 16 MiB"))
        } else {
            std::fs::read(file)
        }
    }) {
        Ok(bytes) => bytes,
        Err(error) => {
            imported.refuse(file, 0, error.to_string());
            return imported;
        }
    };
    let extension = file.extension().map(|it| it.to_string_lossy().to_lowercase()).unwrap_or_default();
    match extension.as_str() {
        "csv" | "tsv" | "txt" => match std::str::from_utf8(&bytes) {
            Ok(text) => match runbook_table::rows(text) {
                Ok(rows) => table(file, plan, &rows, &mut imported),
                Err(fault) => imported.refuse(file, fault.row, fault.what),
            },
            Err(_) => imported.refuse(file, 0, "this is not UTF-8; save the table as UTF-8"),
        },
        "xlsx" | "xlsm" | "xls" | "ods" => match sheet(bytes) {
            Ok(rows) => table(file, plan, &rows, &mut imported),
            Err(what) => imported.refuse(file, 0, what),
        },
        _ => checklist(file, plan, &bytes, &mut imported),
    }
    imported
}

/// The rows of the first sheet that has any.
fn sheet(bytes: Vec<u8>) -> Result<Vec<Vec<String>>, String> {
    let mut book = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let names = book.sheet_names();
    for name in &names {
        let range = book.worksheet_range(name).map_err(|error| error.to_string())?;
        if range.height() > 0 {
            return Ok(range.rows().map(|row| row.iter().map(cell).collect()).collect());
        }
    }
    Err("this workbook has no sheet with rows".to_owned())
}

/// What a cell shows; whole numbers without a point, and dates as they are written in tables.
fn cell(data: &Data) -> String {
    match data {
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
        Data::DateTime(at) if at.is_datetime() => {
            let (year, month, day, hour, minute, ..) = at.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}")
        }
        Data::DateTime(long) => format!("{:.0}m", long.as_f64() * 24.0 * 60.0),
        other => other.to_string(),
    }
}

fn stem(file: &Path) -> String {
    file.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn checklist(file: &Path, plan: &Plan, bytes: &[u8], imported: &mut Imported) {
    let found = match runbook::read(bytes, &stem(file)) {
        Ok(found) => found,
        Err(remark) => return imported.refuse(file, remark.line, remark.what),
    };
    for remark in &found.remarks {
        imported.warn(file, remark.line, remark.what.clone());
    }
    let mut tasks: Vec<TaskEntry> = Vec::new();
    // The last step below each step, and below none: what the next one there waits for.
    let mut former: HashMap<Option<u32>, u32> = HashMap::new();
    for section in &found.sections {
        for step in &section.steps {
            let parent = step.parent.map(number);
            let own = number(tasks.len());
            let after = former.insert(parent, own).filter(|_| plan.in_order);
            let (name, rest) = named(&step.text);
            let parts = [rest.as_str(), &step.before, &links(step), &step.details];
            let parts = step.under.iter().map(String::as_str).chain(parts);
            let parts: Vec<&str> = parts.filter(|part| !part.trim().is_empty()).collect();
            tasks.push(TaskEntry {
                section: (!section.heading.is_empty()).then(|| Name::from_words(&section.heading)),
                parent,
                after: after.iter().map(ToString::to_string).collect(),
                description: parts.join("\n\n"),
                ..entry(own, name)
            });
        }
    }
    // Also what stands below a line that is no step, such as the hour at which it is done.
    let nested = found.steps().filter(|step| step.depth > 0).count();
    let sections = found.sections.iter().filter(|section| !section.steps.is_empty()).count();
    imported.count("steps", tasks.len());
    imported.count("steps at the top", tasks.len() - nested);
    imported.count("steps below", nested);
    imported.count("sections", sections);
    if tasks.is_empty() {
        imported.refuse(file, 0, "there is no step: a step is a line that begins with - [ ]");
    }
    let parameters = found.parameters.iter().map(|name| ParameterEntry {
        name: Name::from_words(name),
        default: None,
        description: String::new(),
    });
    let made = document(plan, Name::from_words(&found.title), found.description.clone(), tasks);
    imported
        .documents
        .push(Document::DeploymentPlan(DeploymentPlanDocument { parameters: parameters.collect(), ..made }));
}

/// The addresses that a step names, as Markdown.
fn links(step: &runbook::Step) -> String {
    let links: Vec<String> = step.links.iter().map(|link| format!("- [{}]({})", link.text, link.address)).collect();
    links.join("\n")
}

/// The name of a step, and what of its text is too long for one.
fn named(text: &str) -> (Name, String) {
    let name = Name::from_words(text);
    let is_whole = name.as_str() == text.trim();
    (name, if is_whole { String::new() } else { text.to_owned() })
}

fn table(file: &Path, plan: &Plan, rows: &[Vec<String>], imported: &mut Imported) {
    let read = runbook_table::read(rows);
    for fault in &read.faults {
        let column = if fault.column > 0 { format!("column {}: ", fault.column) } else { String::new() };
        imported.refuse(file, fault.row, format!("{column}{}", fault.what));
    }
    let mut after: Vec<Vec<String>> = vec![Vec::new(); read.tasks.len()];
    for link in &read.links {
        let task = number(link.from).to_string();
        after[link.to].push(write_predecessor(&Predecessor { task, kind: link.kind, lag: link.lag }));
    }
    let mut lanes: Vec<LaneEntry> = Vec::new();
    let mut tasks = Vec::with_capacity(read.tasks.len());
    for (place, (task, after)) in read.tasks.iter().zip(after).enumerate() {
        let (name, rest) = named(&task.name);
        let lane = task.team.as_deref().map(|team| {
            let key = Key::from_words(team);
            if !lanes.iter().any(|lane| lane.key == key) {
                lanes.push(LaneEntry { key: key.clone(), name: Name::from_words(team), team: None });
            }
            key
        });
        let kind = match task.kind.as_deref().map(kind_of) {
            None => Kind::Manual,
            Some(Some(kind)) => kind,
            Some(None) => {
                let said = task.kind.clone().unwrap_or_default();
                imported.warn(file, task.row, format!("{said:?} is no kind of task; it is taken as manual"));
                Kind::Manual
            }
        };
        let description = task.description.clone().unwrap_or_default();
        let who = task.owner.as_deref();
        let person = who.filter(|owner| owner.contains('@')).map(str::to_owned);
        if let Some(owner) = who.filter(|owner| !owner.contains('@')) {
            imported.warn(file, task.row, format!("{owner:?} is no mail address; the task has no owner"));
        }
        let parts: Vec<&str> = [rest.as_str(), &description].into_iter().filter(|part| !part.is_empty()).collect();
        tasks.push(TaskEntry {
            kind,
            section: task.section.as_deref().map(Name::from_words),
            lane,
            person,
            estimate: task.duration.filter(|long| *long != Estimate::default()).map(|long| write_estimate(&long)),
            not_before: task.start,
            after,
            description: parts.join("\n\n"),
            ..entry(number(place), name)
        });
    }
    imported.count("tasks", tasks.len());
    imported.count("links", read.links.len());
    imported.count("lanes", lanes.len());
    let made = document(plan, Name::from_words(&stem(file)), String::new(), tasks);
    imported.documents.push(Document::DeploymentPlan(DeploymentPlanDocument { lanes, ..made }));
}

/// A kind of task by one of the words that people have for it.
fn kind_of(word: &str) -> Option<Kind> {
    let word = word.trim().to_lowercase().replace([' ', '-'], "_");
    match word.as_str() {
        "" | "task" | "step" => Some(Kind::Manual),
        "auto" | "automatic" => Some(Kind::Automated),
        "gate" | "go/no_go" | "go_no_go" | "decision" => Some(Kind::Checkpoint),
        "message" | "mail" | "notification" => Some(Kind::Communication),
        other => Kind::ALL.into_iter().find(|kind| kind.name() == other),
    }
}

fn document(plan: &Plan, name: Name, description: String, tasks: Vec<TaskEntry>) -> DeploymentPlanDocument {
    DeploymentPlanDocument {
        key: plan.key.clone(),
        name: plan.name.clone().unwrap_or(name),
        portfolio: plan.portfolio.clone(),
        release: plan.release.clone(),
        description,
        zone: plan.zone.clone(),
        needs: 1,
        lanes: Vec::new(),
        parameters: Vec::new(),
        branches: Vec::new(),
        tasks,
    }
}

const fn entry(number: u32, name: Name) -> TaskEntry {
    TaskEntry {
        number,
        name,
        kind: Kind::Manual,
        section: None,
        parent: None,
        lane: None,
        branch: None,
        person: None,
        team: None,
        estimate: None,
        not_before: None,
        after: Vec::new(),
        action: None,
        deploys: None,
        description: String::new(),
    }
}

/// The number of the task at a place: they are counted from 1, and there are never more than fit.
fn number(place: usize) -> u32 {
    u32::try_from(place + 1).unwrap_or(u32::MAX)
}
