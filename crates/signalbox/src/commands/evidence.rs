//! `signalbox evidence`: takes the evidence of a release along.

use super::{
    Done, Failure,
    target::{Target, TargetFlags, named},
};
use std::{fs::File, io::Write, path::PathBuf};

/// Flags of `evidence`.
#[derive(Debug, clap::Args)]
pub(crate) struct EvidenceFlags {
    /// The release, by id or key
    #[arg(value_parser = named)]
    release: String,
    #[command(flatten)]
    target: TargetFlags,
    /// The file, which is made; named after the release when absent
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Runs the command.
pub(super) fn run(flags: &EvidenceFlags) -> Done {
    let pack = Target::find(&flags.target)?.fetch(&format!("/api/v1/releases/{}/evidence", flags.release));
    let pack = pack.map_err(Failure::from)?;
    let file = flags.output.clone().unwrap_or_else(|| PathBuf::from(format!("{}-evidence.zip", flags.release)));
    let wrong = |error: std::io::Error| format!("{}: {error}", file.display());
    let mut out = File::create_new(&file).map_err(wrong)?;
    out.write_all(&pack).and_then(|()| out.sync_all()).map_err(wrong)?;
    say!("The evidence of {} is in {1}; check it with: signalbox verify pack {1}", flags.release, file.display());
    Ok(())
}
