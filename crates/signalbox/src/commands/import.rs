//! `signalbox import`: other tools' plans. Read completely, then applied in one transaction.

mod windows;

use super::{
    Done, Failure,
    code::show,
    output::Output,
    target::{Target, TargetFlags},
};
use clap::Subcommand;
use indicatif::{ProgressBar, ProgressStyle};
use signalbox_connectors::import::{self, Imported, Severity};
use signalbox_domain::{
    Key, Name, Zone,
    releases::template::{
        learn::Wish,
        words::{Words, is_word},
    },
};
use signalbox_service::documents::{self, Document};
use std::{path::PathBuf, time::Duration};

/// Flags of `import`.
#[derive(Debug, clap::Args)]
pub(crate) struct ImportFlags {
    #[command(subcommand)]
    source: Source,
}

/// Where a plan comes from.
#[derive(Debug, Subcommand)]
enum Source {
    /// A series of OpenStack's coordinated releases, from a folder laid out as its releases repository
    Openstack {
        /// The folder
        folder: PathBuf,
        /// The series, such as gazpacho
        #[arg(long)]
        series: String,
        #[command(flatten)]
        template: AsTemplate,
        #[command(flatten)]
        common: Common,
    },
    /// A Kubernetes release, from a folder laid out as its release repository
    Kubernetes {
        /// The folder
        folder: PathBuf,
        /// The release, such as 1.35
        #[arg(long)]
        release: String,
        #[command(flatten)]
        template: AsTemplate,
        #[command(flatten)]
        common: Common,
    },
    /// Releases in a table, one a row, with a header that names the columns
    Csv {
        /// The file
        file: PathBuf,
        #[command(flatten)]
        common: Common,
    },
    /// Environments: pools as Boskos keeps them, a table (.csv) with one a row, or our own documents
    Environments {
        /// The file
        file: PathBuf,
        /// The portfolio of what does not say otherwise; the root when absent
        #[arg(long)]
        portfolio: Option<String>,
        /// The stage of environments that do not say otherwise
        #[arg(long)]
        stage: Option<String>,
        #[command(flatten)]
        common: Common,
    },
    /// An iCalendar file, as the milestones of one release
    Ics {
        /// The file
        file: PathBuf,
        /// The key of the release
        #[arg(long)]
        key: String,
        /// The name of the release; the calendar's own when absent
        #[arg(long)]
        name: Option<String>,
        /// The portfolio it belongs to
        #[arg(long)]
        portfolio: String,
        #[command(flatten)]
        common: Common,
    },
    /// A checklist (.md) or a table of tasks (.csv, .xlsx), as a deployment plan
    Runbook {
        /// The file
        file: PathBuf,
        /// The key of the plan
        #[arg(long)]
        key: String,
        /// The portfolio it belongs to
        #[arg(long)]
        portfolio: String,
        /// The name of the plan; the file's own title when absent
        #[arg(long)]
        name: Option<String>,
        /// The key of the release it carries out
        #[arg(long)]
        release: Option<String>,
        /// The zone of its fixed times
        #[arg(long, default_value = "UTC")]
        zone: String,
        /// Leave the steps of a checklist free, in place of one after the other
        #[arg(long)]
        loose: bool,
        #[command(flatten)]
        common: Common,
    },
    /// An iCalendar file, as windows: freezes, maintenance or blockouts
    Windows(windows::WindowsFlags),
}

/// Bring the plan in as a template for the next of its kind, not as a release.
#[derive(Debug, clap::Args)]
struct AsTemplate {
    /// The key of a template to make of the plan, in the place of the release
    #[arg(long, value_name = "KEY")]
    as_template: Option<String>,
    /// The template's name; its key when absent
    #[arg(long, value_name = "NAME", requires = "as_template")]
    template_name: Option<String>,
    /// A word to be left open and what stands for it in the plan, such as cycle=Gazpacho
    #[arg(long, value_name = "WORD=TEXT", requires = "as_template")]
    word: Vec<String>,
}

impl AsTemplate {
    /// The documents, with a template in the place of the release when that is wanted.
    fn apply(&self, documents: Vec<Document>) -> Result<Vec<Document>, Failure> {
        let Some(key) = &self.as_template else { return Ok(documents) };
        let name = self.template_name.as_ref().unwrap_or(key);
        let (key, name) =
            (Key::parse(key).map_err(told("--as-template"))?, Name::parse(name).map_err(told("--template-name"))?);
        let mut words = Words::default();
        for said in &self.word {
            let (word, text) = said.split_once('=').ok_or_else(|| format!("--word {said}: write WORD=TEXT"))?;
            if !is_word(word) {
                return Err(format!("--word {said}: a word has small letters, digits and _").into());
            }
            words = words.with(word, text);
        }
        Ok(documents::as_template(documents, key, name, &Wish { words, ..Wish::default() })?)
    }
}

#[derive(Debug, clap::Args)]
struct Common {
    #[command(flatten)]
    target: TargetFlags,
    /// Tell what would become of it, and change nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    output: Output,
}

/// Runs the command.
pub(super) fn run(flags: ImportFlags) -> Done {
    let progress = spinner();
    progress.set_message("Reading…");
    let (mut imported, template, common) = match flags.source {
        Source::Windows(flags) => {
            progress.finish_and_clear();
            return windows::run(flags);
        }
        Source::Openstack { folder, series, template, common } => {
            (import::openstack::read(&folder, &series), Some(template), common)
        }
        Source::Kubernetes { folder, release, template, common } => {
            (import::kubernetes::read(&folder, &release), Some(template), common)
        }
        Source::Csv { file, common } => (import::csv::read(&file), None, common),
        Source::Environments { file, portfolio, stage, common } => {
            let usual = import::environments::Usual {
                portfolio: portfolio.map(|key| Key::parse(&key)).transpose().map_err(told("--portfolio"))?,
                stage: stage.map(|key| Key::parse(&key)).transpose().map_err(told("--stage"))?,
            };
            (import::environments::read(&file, &usual), None, common)
        }
        Source::Runbook { file, key, portfolio, name, release, zone, loose, common } => {
            let plan = import::deployment_plan::Plan {
                key: Key::parse(&key).map_err(told("--key"))?,
                name: name.map(|name| Name::parse(&name)).transpose().map_err(told("--name"))?,
                portfolio: Key::parse(&portfolio).map_err(told("--portfolio"))?,
                release: release.map(|key| Key::parse(&key)).transpose().map_err(told("--release"))?,
                zone: Zone::parse(&zone).map_err(told("--zone"))?,
                in_order: !loose,
            };
            (import::deployment_plan::read(&file, &plan), None, common)
        }
        Source::Ics { file, key, name, portfolio, common } => {
            let key = Key::parse(&key).map_err(told("--key"))?;
            let name = name.map(|name| Name::parse(&name)).transpose().map_err(told("--name"))?;
            let portfolio = Key::parse(&portfolio).map_err(told("--portfolio"))?;
            (import::ics::read(&file, &import::ics::Release { key, name, portfolio }), None, common)
        }
    };
    report(&imported, &progress);
    if imported.is_refused() {
        progress.finish_and_clear();
        return Err("nothing was imported; mend the lines above".into());
    }
    if let Some(template) = template {
        imported.documents = template.apply(imported.documents)?;
    }
    progress.set_message(format!("Applying {} documents…", imported.documents.len()));
    let applied = Target::find(&common.target)?.apply(documents::located(imported.documents), common.dry_run);
    progress.finish_and_clear();
    show(&applied?, &common.output, common.dry_run)
}

fn told(flag: &'static str) -> impl Fn(signalbox_domain::Fault) -> Failure {
    move |fault| format!("{flag}: {}", fault.detail).into()
}

/// Tells what was found, and every line that could not be understood.
fn report(imported: &Imported, progress: &ProgressBar) {
    progress.suspend(|| {
        for note in &imported.notes {
            let word = match note.severity {
                Severity::Warning => "not understood",
                Severity::Error => "error",
            };
            eprintln!("{}:{}: {word}: {}", note.file.display(), note.line, note.what);
        }
        let figures: Vec<String> =
            imported.summary.iter().map(|figure| format!("{} {}", figure.number, figure.what)).collect();
        eprintln!("Found {}.", figures.join(", "));
    });
}

/// Shown on a terminal only.
fn spinner() -> ProgressBar {
    let progress = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
        progress.set_style(style);
    }
    progress.enable_steady_tick(Duration::from_millis(120));
    progress
}
