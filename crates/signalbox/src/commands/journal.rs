//! `signalbox journal`: takes the journal along.

use super::{Done, Failure, open, runtime};
use crate::config::{Config, Flags};
use clap::Subcommand;
use signalbox_service::{
    App,
    proofs::{Export, sign},
};
use signalbox_store::Ctx;
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
    let wrong = |error: std::io::Error| format!("{}: {error}", file.display());
    let mut out = BufWriter::new(File::create_new(file).map_err(wrong)?);
    let size = write(&app, &mut out)?;
    out.into_inner().map_err(|error| wrong(error.into_error()))?.sync_all().map_err(wrong)?;
    say!("{size} events are in {}; check it with: signalbox verify {0}", file.display());
    Ok(())
}

/// Writes the journal with a checkpoint of now; answers how many events it has.
pub(super) fn write(app: &App, out: &mut dyn Write) -> Result<u64, Failure> {
    let ctx = Ctx::system("journal export");
    let runtime = runtime()?;
    let export = runtime.block_on(async {
        signalbox_service::setup::bootstrap(app).await?;
        sign(app).await?;
        Export::begin(app, &ctx).await
    })?;
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
