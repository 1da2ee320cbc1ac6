//! `signalbox secrets`: minds the key that secrets are sealed under.

use super::{Done, open, runtime};
use crate::config::{Config, Flags};
use clap::Subcommand;

/// Flags of `secrets`.
#[derive(Debug, clap::Args)]
pub(crate) struct SecretsFlags {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Seal every secret anew under the key on the first line, so that the others can be thrown away
    Rotate(Flags),
}

/// Runs the command.
pub(super) fn run(flags: &SecretsFlags) -> Done {
    let What::Rotate(place) = &flags.what;
    let app = open(&Config::read(place)?)?;
    let former = runtime()?.block_on(async {
        signalbox_service::setup::bootstrap(&app).await?;
        signalbox_service::secrets::rotate(&app).await
    })?;
    say!("Every secret is sealed under the first key; {former} were sealed under another.");
    Ok(())
}
