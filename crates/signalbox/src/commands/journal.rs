//! `signalbox journal`: takes the journal along, replaces its key, erases what events say.

use super::{
    Done, Failure, open, runtime,
    target::{Target, TargetFlags},
};
use crate::config::{Config, Flags};
use clap::Subcommand;
use serde::Deserialize;
use serde_json::json;
use signalbox_domain::Problem;
use signalbox_service::{
    App,
    proofs::{Export, checkpoint, sign},
};
use signalbox_store::{Ctx, journal as store};
use std::{
    fs::File,
    io::{BufWriter, Write},
    path::PathBuf,
};

/// Flags of `journal`.
#[derive(Debug, clap::Args)]
pub(crate) struct JournalFlags {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Write every event and a checkpoint to a file, which `signalbox verify FILE` checks
    Export {
        /// The file, which is made
        file: PathBuf,
        #[command(flatten)]
        place: Flags,
    },
    /// Have another key sign from the next checkpoint on; the former one signs that it hands over
    ReplaceKey {
        /// Why
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        target: TargetFlags,
    },
    /// Erase what events say, for people who have a right to be forgotten; that they happened stays proven
    Erase {
        /// The places of the events in the journal
        positions: Vec<u64>,
        /// Also the events about this person, by id
        #[arg(long, value_name = "ID")]
        person: Option<String>,
        /// Why
        #[arg(long)]
        reason: String,
        /// Tell which events it would be, and erase nothing
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        target: TargetFlags,
    },
}

#[derive(Deserialize)]
struct Erased {
    positions: Vec<u64>,
    act: Option<u64>,
}

/// Runs the command.
pub(super) fn run(flags: &JournalFlags) -> Done {
    match &flags.what {
        What::Export { file, place } => export(file, place),
        What::ReplaceKey { reason, target } => {
            let key = Target::find(target)?.post_for_text("/api/v1/journal/key", &json!({"reason": reason}));
            say!("From the next checkpoint on the journal is signed by {}", key.map_err(Failure::from)?.trim_end());
            Ok(())
        }
        What::Erase { positions, person, reason, dry_run, target } => {
            let wanted = json!({"positions": positions, "person": person, "reason": reason});
            let path = format!("/api/v1/journal/erasures?dry_run={dry_run}");
            let erased: Erased = Target::find(target)?.post(&path, &wanted).map_err(Failure::from)?;
            let places: Vec<String> = erased.positions.iter().map(u64::to_string).collect();
            match erased.act {
                Some(act) => {
                    say!("What {} event(s) say is erased; event {act} tells so: {}", places.len(), places.join(", "));
                }
                None => say!("What {} event(s) say would be erased: {}", places.len(), places.join(", ")),
            }
            Ok(())
        }
    }
}

fn export(file: &PathBuf, place: &Flags) -> Done {
    let app = open(&Config::read(place)?)?;
    if seal(&app)? == 0 {
        return Err("there is no event yet".into());
    }
    let wrong = |error: std::io::Error| format!("{}: {error}", file.display());
    let mut out = BufWriter::new(File::create_new(file).map_err(wrong)?);
    let size = write(&app, &mut out)?;
    out.into_inner().map_err(|error| wrong(error.into_error()))?.sync_all().map_err(wrong)?;
    say!("{size} events are in {0}; check it with: signalbox verify {0}", file.display());
    Ok(())
}

/// Gives every event its place, unless a server does, and signs a checkpoint where the key is; answers of how many events
/// the last one is.
pub(super) fn seal(app: &App) -> Result<u64, Failure> {
    let (ctx, name) = (Ctx::system("seal"), format!("command-{}", std::process::id()));
    loop {
        let own = name.clone();
        let (_, more) = app.db.write_now(&ctx, move |tx| store::seal(tx, &own))?;
        if !more {
            break;
        }
    }
    app.db.write_now(&ctx, move |tx| store::stand_down(tx, &name))?;
    let runtime = runtime()?;
    match runtime.block_on(sign(app)) {
        Ok(signed) => Ok(signed.map_or(0, |checkpoint| checkpoint.size)),
        // Without the key, or when the events are others than before: what was signed last tells more.
        Err(problem @ (Problem::Unavailable(_) | Problem::Internal(_))) => {
            let last = runtime.block_on(checkpoint(app, &ctx))?;
            say!("Nothing new was signed ({problem}): this is the journal up to its last checkpoint, of {}.", last.at);
            Ok(last.size)
        }
        Err(other) => Err(other.into()),
    }
}

/// Writes the journal with its last checkpoint; answers how many events it has.
pub(super) fn write(app: &App, out: &mut dyn Write) -> Result<u64, Failure> {
    let ctx = Ctx::system("journal export");
    let runtime = runtime()?;
    let export = runtime.block_on(Export::begin(app, &ctx))?;
    out.write_all(export.head.as_bytes())?;
    let mut given = 0;
    while let Some((lines, now)) = runtime.block_on(export.next(app, &ctx, given))? {
        out.write_all(lines.as_bytes())?;
        given = now;
    }
    out.write_all(export.foot().as_bytes())?;
    out.flush()?;
    Ok(given)
}
