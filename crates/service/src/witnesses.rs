//! Who keeps checkpoints of the journal outside the database: files that only grow, and other servers. What one of them kept
//! shows later whether history was rewritten or the database taken back.

use crate::{
    App,
    outgoing::{self, Ask},
    proofs::{Checkpoint, VerifierKey, permit_whole, text_of},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use signalbox_domain::{Outcome, Problem, authz::Audit};
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

pub use store::Cosigned;

/// The kind of the job that gives one of them the last checkpoint.
pub(crate) const KIND: &str = "witness";

/// What the address ends with at which a witness takes checkpoints: C2SP `tlog-witness`.
const ADD: &str = "/add-checkpoint";

/// Somebody who keeps checkpoints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Witness {
    /// A file that each is added to the end of.
    File(PathBuf),
    /// A server that each is sent to, as text.
    Server(String),
    /// A server that checks that the journal only grew, and signs that: another Signalbox, or whatever else speaks
    /// `tlog-witness`. Its address and its key.
    Cosigner(String, VerifierKey),
}

impl Witness {
    /// The one a text names: an address, for one that signs with its key behind a space, or else a file.
    ///
    /// # Errors
    /// A sentence that says what is missing.
    pub fn named(text: &str) -> Result<Self, String> {
        if !["https://", "http://"].iter().any(|scheme| text.starts_with(scheme)) {
            return Ok(Self::File(PathBuf::from(text)));
        }
        let (url, key) = text.split_once(' ').map_or((text, None), |(url, key)| (url, Some(key.trim())));
        match key {
            None if url.ends_with(ADD) => Err(format!(
                "the witness {url} signs what it sees: write its key behind its address, as …/witness/key tells it"
            )),
            None => Ok(Self::Server(url.to_owned())),
            Some(key) => {
                let read = VerifierKey::read_cosigner(key).filter(|_| url.ends_with(ADD));
                let wrong =
                    || format!("a witness that signs is named as https://…{ADD} name+id+key, and not as {text:?}");
                read.map(|key| Self::Cosigner(url.to_owned(), key)).ok_or_else(wrong)
            }
        }
    }

    fn name(&self) -> String {
        match self {
            Self::File(file) => file.display().to_string(),
            Self::Server(url) | Self::Cosigner(url, _) => url.clone(),
        }
    }
}

/// What witnesses signed last. For auditors of the whole.
///
/// # Errors
/// A missing right; when the database cannot be read.
pub async fn cosigned(app: &App, ctx: &Ctx) -> Outcome<Vec<Cosigned>> {
    app.db
        .read(ctx, |tx| {
            permit_whole::<Audit>(tx)?;
            store::cosigned(tx)
        })
        .await
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
            Witness::Server(url) => {
                let (status, _) = send(app, url, checkpoint.note.clone())?;
                if !(200..300).contains(&status) {
                    return Err(wrong(url, &format!("answered {status}")));
                }
            }
            Witness::Cosigner(url, key) => have_signed(app, ctx, url, key, checkpoint)?,
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

fn wrong(url: &str, what: &str) -> Problem {
    Problem::Unavailable(format!("the witness {url} {what}"))
}

/// Sends text; answers the status and the text that comes back.
fn send(app: &App, url: &str, text: String) -> Outcome<(u16, String)> {
    let ask = Ask::post(url, "text/plain; charset=utf-8", text);
    let told = outgoing::wait(app.outgoing.ask(ask))?;
    let told = told.map_err(|error| wrong(url, &format!("cannot be reached: {error:?}")))?;
    Ok((told.status, String::from_utf8_lossy(&told.body).into_owned()))
}

/// Has a witness sign a checkpoint, with what proves that the one it signed last is its beginning.
fn have_signed(app: &App, ctx: &Ctx, url: &str, key: &VerifierKey, checkpoint: &Checkpoint) -> Outcome<()> {
    let named = url.to_owned();
    let known = app.db.read_now(ctx, move |tx| {
        let found = store::cosigned(tx)?.into_iter().find(|one| one.witness == named);
        Ok(found.map_or(0, |one| one.size))
    })?;
    let (mut status, mut told) = send(app, url, submission(app, ctx, known, checkpoint)?)?;
    if let (409, Ok(seen)) = (status, told.trim_end().parse::<u64>())
        && seen != known
    {
        if seen > checkpoint.size {
            let size = checkpoint.size;
            tracing::error!(url, seen, size, "a witness saw more events than there are: the database was taken back");
            return Err(wrong(url, &format!("saw {seen} events, and here are {size}: the database was taken back")));
        }
        (status, told) = send(app, url, submission(app, ctx, seen, checkpoint)?)?;
    }
    if status != 200 {
        if matches!(status, 409 | 422) {
            tracing::error!(url, status, "a witness saw another journal than this one: history was rewritten");
        }
        return Err(wrong(
            url,
            &format!("did not sign the checkpoint of {} events: it answered {status}", checkpoint.size),
        ));
    }
    let text = text_of(&checkpoint.note).unwrap_or_default().to_owned();
    let line = told.lines().find(|line| key.has_cosigned(&text, line));
    let line = line.ok_or_else(|| wrong(url, "signed with another key than the configured one"))?.to_owned();
    let (named, size) = (url.to_owned(), checkpoint.size);
    app.db.write_now(ctx, move |tx| store::keep_cosignature(tx, &named, size, &line))
}

/// What a witness is sent that signed a tree of a size last: `tlog-witness`, add-checkpoint.
fn submission(app: &App, ctx: &Ctx, old: u64, checkpoint: &Checkpoint) -> Outcome<String> {
    let size = checkpoint.size;
    let path = match old {
        0 => Vec::new(),
        old if old == size => Vec::new(),
        old => app.db.read_now(ctx, move |tx| store::prove_consistency(tx, old, size))?,
    };
    let path: String = path.iter().map(|hash| format!("{}\n", STANDARD.encode(hash))).collect();
    Ok(format!("old {old}\n{path}\n{}", checkpoint.note))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_witness_is_an_address_or_a_file() {
        assert_eq!(Witness::named("https://w.example/x"), Ok(Witness::Server("https://w.example/x".to_owned())));
        assert_eq!(Witness::named("/var/lib/notes"), Ok(Witness::File(PathBuf::from("/var/lib/notes"))));
        let told = Witness::named("https://w.example/add-checkpoint").unwrap_err();
        assert!(told.contains("write its key behind its address"), "{told}");
        for wrong in ["https://w.example/add-checkpoint nobody", "https://w.example/x a+b+c"] {
            assert!(Witness::named(wrong).unwrap_err().contains("name+id+key"), "{wrong}");
        }
    }
}
