//! `signalbox token`: keys for machines.

use super::{Done, open, runtime};
use crate::config::{Config, Flags};
use clap::Subcommand;

/// Flags of `token`.
#[derive(Debug, clap::Args)]
pub(crate) struct TokenFlags {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Make a token for a service account of this name, and print only the token
    Create {
        #[command(flatten)]
        place: Flags,
        /// The name of the service account, such as ci
        #[arg(long)]
        name: String,
    },
}

/// Runs the command.
pub(super) fn run(flags: TokenFlags) -> Done {
    let What::Create { place, name } = flags.what;
    let app = open(&Config::read(&place)?)?;
    let token = runtime()?.block_on(async {
        signalbox_service::setup::bootstrap(&app).await?;
        signalbox_service::accounts::tokens::create_local(&app, &name).await
    })?;
    say!("{token}");
    Ok(())
}
