//! `signalbox import windows`: the windows of a calendar.

use super::{Common, told};
use crate::commands::{
    Done, Failure,
    code::{read_file, show},
    target::{Applied, Refused, Target, named},
};
use serde::Deserialize;
use signalbox_domain::{Zone, calendar::window::WindowKind, event::Change};
use signalbox_service::documents::told_change;
use std::path::PathBuf;

/// Flags of `import windows`.
#[derive(Debug, clap::Args)]
pub(super) struct WindowsFlags {
    /// The file; `-` reads standard input
    file: PathBuf,
    /// The portfolio whose releases the windows govern
    #[arg(long, value_parser = named)]
    portfolio: String,
    /// What the windows mean for releases
    #[arg(long, value_enum)]
    kind: Meaning,
    /// Whose clock counts where the calendar does not say; UTC when absent
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,
    #[command(flatten)]
    common: Common,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Meaning {
    Freeze,
    Maintenance,
    Blockout,
}

/// What became of a calendar, as far as it is shown.
#[derive(Deserialize)]
struct Imported {
    items: Vec<Item>,
    remarks: Vec<Remark>,
}

#[derive(Deserialize)]
struct Item {
    key: String,
    action: String,
    changes: Vec<Change>,
}

#[derive(Deserialize)]
struct Remark {
    line: usize,
    detail: String,
}

/// Runs the command.
pub(super) fn run(flags: WindowsFlags) -> Done {
    let portfolio = flags.portfolio;
    let kind = match flags.kind {
        Meaning::Freeze => WindowKind::Freeze,
        Meaning::Maintenance => WindowKind::Maintenance,
        Meaning::Blockout => WindowKind::Blockout,
    };
    let rehearsal = flags.common.dry_run;
    let mut path = format!("/api/v1/windows/import?portfolio={portfolio}&kind={}&dry_run={rehearsal}", kind.name());
    if let Some(zone) = flags.zone {
        let zone = Zone::parse(&zone).map_err(told("--zone"))?;
        path.push_str(&format!("&zone={}", zone.as_str().replace('+', "%2B")));
    }
    let (name, text) = read_file(&flags.file)?;
    let imported = Target::find(&flags.common.target)?.post_calendar(&path, &text);
    let Imported { items, remarks } = imported.map_err(|refused| in_file(refused, &name))?;
    for remark in remarks {
        eprintln!("{name}:{}: {}", remark.line, remark.detail);
    }
    let applied: Vec<Applied> = items
        .into_iter()
        .map(|item| Applied {
            kind: "Window".to_owned(),
            key: item.key,
            action: item.action,
            changes: item.changes.iter().map(told_change).collect(),
        })
        .collect();
    show(&applied, &flags.common.output, rehearsal)
}

/// The faults of a calendar, each with the file it stands in.
fn in_file(refused: Refused, name: &str) -> Failure {
    let Refused::Faults(faults) = refused else { return refused.into() };
    let lines: Vec<String> = faults.iter().map(|fault| format!("  {name}: {}", fault.detail)).collect();
    format!("nothing was imported:\n{}", lines.join("\n")).into()
}
