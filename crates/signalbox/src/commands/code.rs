//! `signalbox apply`, `diff`, `export`, `schema`: releases as code.

use super::{
    Done, Failure,
    output::Output,
    target::{Applied, Refused, Target, TargetFlags, Told},
};
use signalbox_service::documents::{self, Document, Located, Selection};
use std::{
    io::Read,
    path::{Path, PathBuf},
};

/// Flags of `apply` and `diff`.
#[derive(Debug, clap::Args)]
pub(crate) struct ApplyFlags {
    #[command(flatten)]
    target: TargetFlags,
    /// Files or folders with YAML documents; `-` reads standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Tell what would become of the documents, and change nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    output: Output,
}

/// Flags of `export`.
#[derive(Debug, clap::Args)]
pub(crate) struct ExportFlags {
    #[command(flatten)]
    target: TargetFlags,
    /// Only this kind: WorkingCalendar, Portfolio, Team, ReleaseType, System, Stage, EnvironmentGroup, Environment,
    /// ReleaseTemplate, Window, Policy or Release
    #[arg(long)]
    kind: Option<String>,
    /// Only the thing with this key (with --kind)
    #[arg(long, requires = "kind")]
    key: Option<String>,
}

/// `apply`
pub(super) fn apply(flags: &ApplyFlags) -> Done {
    make_true(flags, flags.dry_run)
}

/// `diff`: what `apply` would do.
pub(super) fn diff(flags: &ApplyFlags) -> Done {
    make_true(flags, true)
}

fn make_true(flags: &ApplyFlags, rehearsal: bool) -> Done {
    let Sourced { documents, files } = read_all(&flags.paths)?;
    let applied =
        Target::find(&flags.target)?.apply(documents, rehearsal).map_err(|refused| with_files(refused, &files))?;
    show(&applied, &flags.output, rehearsal)
}

/// The faults of documents, each with the file it stands in.
fn with_files(refused: Refused, files: &[String]) -> Failure {
    let Refused::Faults(faults) = refused else { return refused.into() };
    let line = |told: &Told| match told.place().and_then(|(number, within)| Some((files.get(number)?, within))) {
        Some((file, within)) => format!("  {file}: {within} {}", told.detail),
        None => format!("  {}: {}", told.pointer, told.detail),
    };
    let lines: Vec<String> = faults.iter().map(line).collect();
    format!("nothing was changed:\n{}", lines.join("\n")).into()
}

/// `export`
pub(super) fn export(flags: &ExportFlags) -> Done {
    let selection = Selection { kind: flags.kind.clone(), key: flags.key.clone() };
    super::print(&Target::find(&flags.target)?.export(selection)?);
    Ok(())
}

/// `schema`
pub(super) fn schema() -> Done {
    say!("{}", serde_json::to_string_pretty(&documents::schema())?);
    Ok(())
}

/// Shows what became of documents: a line for each that is new or changed, then the sums.
pub(super) fn show(applied: &[Applied], output: &Output, rehearsal: bool) -> Done {
    if output.json(applied)? {
        return Ok(());
    }
    let mut counts = [("created", 0), ("changed", 0), ("archived", 0), ("unchanged", 0)];
    for one in applied {
        if let Some(count) = counts.iter_mut().find(|(action, _)| *action == one.action) {
            count.1 += 1;
        }
        let sign = match one.action.as_str() {
            "created" => '+',
            "changed" => '~',
            "archived" => '-',
            _ => continue,
        };
        say!("{sign} {} {}", one.kind, one.key);
        for change in &one.changes {
            say!("    {change}");
        }
    }
    let told = counts.iter().filter(|(action, count)| *action != "archived" || *count > 0);
    let sums: Vec<String> = told.map(|(action, count)| format!("{count} {action}")).collect();
    let tail = if rehearsal { " (nothing was changed: this was a rehearsal)" } else { "" };
    say!("{}{tail}", sums.join(", "));
    Ok(())
}

/// Documents, and the name of the file of each.
#[derive(Default)]
pub(super) struct Sourced {
    pub(super) documents: Vec<Located<Document>>,
    files: Vec<String>,
}

/// The documents of files and of the YAML files in folders, in the order of their names.
pub(super) fn read_all(paths: &[PathBuf]) -> Result<Sourced, Failure> {
    let mut found = Sourced::default();
    let mut faults = Vec::new();
    for file in files(paths)? {
        let (name, text) = read_file(&file)?;
        match documents::read(&text) {
            Ok(documents) => {
                for document in documents {
                    let number = found.documents.len();
                    found.documents.push(document.numbered(number));
                    found.files.push(name.clone());
                }
            }
            Err(told) => {
                faults.extend(told.into_iter().map(|fault| format!("  {name}: {} {}", fault.pointer, fault.detail)));
            }
        }
    }
    if faults.is_empty() { Ok(found) } else { Err(format!("nothing was changed:\n{}", faults.join("\n")).into()) }
}

pub(super) fn read_file(file: &Path) -> Result<(String, String), Failure> {
    if file.as_os_str() == "-" {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text)?;
        return Ok(("standard input".to_owned(), text));
    }
    let name = file.display().to_string();
    let text = std::fs::read_to_string(file).map_err(|error| format!("cannot read {name}: {error}"))?;
    Ok((name, text))
}

fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            let mut inside: Vec<PathBuf> = std::fs::read_dir(path)
                .map_err(|error| format!("cannot read {}: {error}", path.display()))?
                .filter_map(|entry| entry.ok().map(|entry| entry.path()))
                .filter(|file| file.extension().is_some_and(|ending| ending == "yaml" || ending == "yml"))
                .collect();
            inside.sort();
            files.extend(inside);
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}
