//! Who keeps checkpoints of the journal outside the database: files that only grow, and other servers. What one of them kept
//! shows later whether history was rewritten or the database taken back.

use crate::{App, outgoing::Ask, proofs::Checkpoint};
use serde_json::{Value, json};
use signalbox_domain::{Outcome, Problem};
use signalbox_store::{
    Ctx, Tx,
    jobs::{self, Job},
    proofs as store,
};
use std::{
    fs::OpenOptions,
    io::Write,
    path::{Path, PathBuf},
};

/// The kind of the job that gives one of them the last checkpoint.
pub(crate) const KIND: &str = "witness";

/// Somebody who keeps checkpoints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Witness {
    /// A file that each is added to the end of.
    File(PathBuf),
    /// A server that each is sent to, as text.
    Server(String),
}

impl Witness {
    /// The one a text names: an address, or else a file.
    #[must_use]
    pub fn named(text: &str) -> Self {
        let is_address = ["https://", "http://"].iter().any(|scheme| text.starts_with(scheme));
        if is_address { Self::Server(text.to_owned()) } else { Self::File(PathBuf::from(text)) }
    }

    fn name(&self) -> String {
        match self {
            Self::File(file) => file.display().to_string(),
            Self::Server(url) => url.clone(),
        }
    }
}

/// Has every witness get the last checkpoint, in the transaction that keeps it. Whoever still waits for an earlier one
/// gets this one in its place.
pub(crate) fn tell_all(tx: &mut Tx<'_>, witnesses: &[Witness]) -> Outcome<()> {
    let now = tx.now();
    for witness in witnesses {
        let name = witness.name();
        jobs::enqueue(tx, KIND, &json!({"to": name}), now, Some(&format!("{KIND} {name}")))?;
    }
    Ok(())
}

/// Gives the last checkpoint to the witness a job names.
pub(crate) fn tell(app: &App, ctx: &Ctx, job: &Job) -> Outcome<()> {
    let named = job.payload.get("to").and_then(Value::as_str).unwrap_or_default();
    let last = app.db.read_now(ctx, store::last_checkpoint)?;
    // Nobody is told any more who is no longer configured.
    let witness = app.witnesses.iter().find(|one| one.name() == named).cloned();
    if let (Some(checkpoint), Some(witness)) = (&last, &witness) {
        match witness {
            Witness::File(file) => {
                add(file, checkpoint).map_err(|error| Problem::Unavailable(format!("{}: {error}", file.display())))?;
            }
            Witness::Server(url) => send(app, url, checkpoint)?,
        }
    }
    let (job, given) = (job.clone(), last.map_or(0, |checkpoint| checkpoint.size));
    app.db.write_now(ctx, move |tx| {
        jobs::complete(tx, &job)?;
        // One that was signed meanwhile found this job waiting.
        let is_behind = store::last_checkpoint(tx)?.is_some_and(|last| last.size > given);
        tell_all(tx, witness.as_ref().filter(|_| is_behind).map_or(&[][..], std::slice::from_ref))
    })
}

/// Adds a checkpoint to the end of a file, after an empty line.
fn add(file: &Path, checkpoint: &Checkpoint) -> std::io::Result<()> {
    let mut file = OpenOptions::new().create(true).append(true).open(file)?;
    let before = if file.metadata()?.len() == 0 { "" } else { "\n" };
    file.write_all(format!("{before}{}", checkpoint.note).as_bytes())?;
    file.sync_data()
}

fn send(app: &App, url: &str, checkpoint: &Checkpoint) -> Outcome<()> {
    let wrong = |what: String| Problem::Unavailable(format!("the witness {url} {what}"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| wrong(format!("cannot be asked: {error}")))?;
    let ask = Ask::post(url, "text/plain; charset=utf-8", checkpoint.note.as_bytes());
    let told =
        runtime.block_on(app.outgoing.ask(ask)).map_err(|error| wrong(format!("cannot be reached: {error:?}")))?;
    if (200..300).contains(&told.status) { Ok(()) } else { Err(wrong(format!("answered {}", told.status))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_witness_is_an_address_or_a_file() {
        assert_eq!(Witness::named("https://w.example/x"), Witness::Server("https://w.example/x".to_owned()));
        assert_eq!(Witness::named("/var/lib/notes"), Witness::File(PathBuf::from("/var/lib/notes")));
    }
}
