//! `signalbox verify`: is the journal sound?

use super::{Done, open};
use crate::config::{Config, Flags};
use signalbox_store::{Ctx, journal};

/// Runs the command.
pub(super) fn run(flags: &Flags) -> Done {
    let app = open(&Config::read(flags)?)?;
    let found = app.db.read_now(&Ctx::system("verify"), journal::soundness)?;
    say!("{} events in their place, {} waiting for one", found.sealed, found.waiting);
    if found.is_sound() {
        say!("No place is missing or given twice.");
        return Ok(());
    }
    Err(format!("the journal has gaps: its last place is {}, but {} are taken", found.last, found.sealed).into())
}
