//! `signalbox break-glass`: the way in when every other is shut.

use super::{Done, open, runtime};
use crate::config::{Config, Flags};

/// Flags of `break-glass`.
#[derive(Debug, clap::Args)]
pub(crate) struct BreakGlassFlags {
    #[command(flatten)]
    place: Flags,
    /// The mail address or id of an administrator
    #[arg(long, value_name = "ADDRESS")]
    person: String,
    /// Where the server is, such as `https://signalbox.example.org`: prints a link
    #[arg(long, value_name = "URL")]
    url: Option<String>,
}

/// Runs the command.
pub(super) fn run(flags: &BreakGlassFlags) -> Done {
    let app = open(&Config::read(&flags.place)?)?;
    let issued = runtime()?.block_on(signalbox_service::accounts::break_glass::issue(&app, &flags.person))?;
    let until = issued.expires_at.strftime("%H:%M UTC");
    match &flags.url {
        Some(url) => {
            let link = format!("{}/break-glass#code={}", url.trim_end_matches('/'), issued.code);
            say!("Lets {} in once, until {until}: {link}", issued.person.name);
        }
        None => say!("Lets {} in once, until {until}, at /break-glass: {}", issued.person.name, issued.code),
    }
    Ok(())
}
