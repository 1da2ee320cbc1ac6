//! `signalbox journal`: takes the journal along.

use super::{Done, Failure, open, runtime};
use crate::config::{Config, Flags};
use clap::Subcommand;
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
}

/// Runs the command.
pub(super) fn run(flags: &JournalFlags) -> Done {
    let What::Export { file, place } = &flags.what;
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
