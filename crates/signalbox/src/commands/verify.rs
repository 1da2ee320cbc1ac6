//! `signalbox verify`: is a journal, or the evidence of a release, what it was when it was signed?

use super::{Done, Failure, journal, open};
use crate::config::{Config, Flags};
use signalbox_service::App;
use signalbox_verify::{Checked, Report, VerifierKey, check, note::notes, pack};
use std::{
    fs::{self, File},
    io::{BufRead, BufReader},
    path::PathBuf,
};

/// Flags of `verify`.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct VerifyFlags {
    #[command(subcommand)]
    what: Option<What>,
    /// A journal that was taken along; the journal of an installation when absent
    #[arg(conflicts_with_all = ["data", "database"])]
    file: Option<PathBuf>,
    /// The key the journal has to be signed with, as `/api/v1/journal/key` tells it; the one it names when absent
    #[arg(long, value_name = "KEY")]
    key: Option<VerifierKey>,
    /// Checkpoints that were kept elsewhere, which the journal has to contain; may be given more than once
    #[arg(long, value_name = "FILE")]
    checkpoint: Vec<PathBuf>,
    #[command(flatten)]
    place: Flags,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Check the evidence of a release that was taken along, without the server
    Pack {
        /// The archive
        file: PathBuf,
        /// The key it has to be signed with, as `/api/v1/journal/key` tells it, or one that handed over to that; the one it names
        /// when absent
        #[arg(long, value_name = "KEY")]
        key: Option<VerifierKey>,
    },
}

/// Runs the command.
pub(super) fn run(flags: &VerifyFlags) -> Done {
    if let Some(What::Pack { file, key }) = &flags.what {
        return checked_pack(file, key.as_ref());
    }
    let read = |file: &PathBuf| fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()));
    let kept = flags.checkpoint.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let kept: Vec<String> = kept.iter().flat_map(|text| notes(text)).collect();
    let checked = |journal: &mut dyn BufRead| check(journal, flags.key.as_ref(), &kept);
    let report = match &flags.file {
        Some(file) => {
            let opened = File::open(file).map_err(|error| format!("{}: {error}", file.display()))?;
            checked(&mut BufReader::new(opened))?
        }
        None => {
            let app = open(&Config::read(&flags.place)?)?;
            if journal::seal(&app)? == 0 {
                say!("0 events: the journal is empty");
                return Ok(());
            }
            installed(&app, checked)?
        }
    };
    say!("{} events, each as it was signed by {}", report.checkpoint.size, report.key.name());
    told(report.former_keys, &report.erased);
    for position in &report.set_back {
        say!("Event {position} is dated before the one in front of it: the clock was set back.");
    }
    if flags.key.is_none() {
        say!("The key is {}: compare it with the one you know, or name that with --key.", report.key);
    }
    Ok(())
}

/// Checks the evidence of a release.
fn checked_pack(file: &PathBuf, key: Option<&VerifierKey>) -> Done {
    let bytes = fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let report = pack::check(&bytes, key)?;
    say!("Evidence of {} ({}), made {} by {}", report.release, report.name, report.at, report.key.name());
    say!("{} files, each as it was signed; none is missing and none was added", report.files);
    say!("{} events, each in the journal of {} that was signed", report.events, report.checkpoint.size);
    told(report.former_keys, &report.erased);
    if key.is_none() {
        say!("The key is {}: compare it with the one you know, or name that with --key.", report.key);
    }
    Ok(())
}

/// Tells of keys before the one that signs, and of what was erased.
fn told(former_keys: usize, erased: &[u64]) {
    if former_keys > 0 {
        say!("{former_keys} key(s) signed before this one, each of which handed over to the next.");
    }
    if !erased.is_empty() {
        say!("What {} event(s) say was erased; that they happened is proven all the same.", erased.len());
    }
}

/// Checks the journal of an installation the way a file is checked.
fn installed(app: &App, checked: impl Fn(&mut dyn BufRead) -> Checked<Report>) -> Result<Report, Failure> {
    let (reader, mut writer) = std::io::pipe()?;
    std::thread::scope(|scope| {
        let written = scope.spawn(move || journal::write(app, &mut writer));
        let report = checked(&mut BufReader::new(reader));
        // Whoever found a fault stopped reading: that the writer then broke off is no news.
        let written = written.join().map_err(|_| "the journal could not be read")?;
        let report = report?;
        written?;
        Ok(report)
    })
}
