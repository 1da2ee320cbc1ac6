//! What proves the journal: signed checkpoints of its tree, and proofs that an event is in it or that one tree begins
//! another. Checkpoints are signed notes with Ed25519, by the C2SP specifications `signed-note` and `tlog-checkpoint`.

mod erasure;
mod rotation;
mod signer;

use crate::{App, Ctx, people, witnesses};
use jiff::SignedDuration;
use signalbox_domain::{
    Outcome, Problem,
    authz::{Action, Audit},
    id::PortfolioId,
    proofs::Hash,
};
use signalbox_store::{Tx, proofs as store};

pub use erasure::{Erased, Erasure, erase};
pub(crate) use rotation::lines_up_to as hand_lines;
pub use rotation::{handovers, rotate};
pub use signer::VerifierKey;
pub(crate) use signer::{OWNER, Signer, opened, text_of};
pub use store::{Checkpoint, Entry};

/// How long a checkpoint is the last one while events go on.
const EVERY: SignedDuration = SignedDuration::from_secs(10);
/// How many events are read at once.
const PAGE: usize = 1_000;

/// Checks that the caller may act so on the journal, which belongs to the whole installation; answers the root.
pub(crate) fn permit_whole<A: Action>(tx: &mut Tx<'_>) -> Outcome<PortfolioId> {
    let root = people::root(tx)?;
    let permit = tx.permit::<A>("journal", "", root);
    // That there is a journal is no secret.
    permit.map(|_| root).map_err(|problem| match problem {
        Problem::NotFound { .. } => {
            let ask = "an administrator of the whole installation".to_owned();
            Problem::Forbidden { right: A::RIGHT.words(), ask }
        }
        other => other,
    })
}

fn none_yet() -> Problem {
    Problem::missing("checkpoint", "the first")
}

/// The last checkpoint. For everybody: it tells nothing of the events.
///
/// # Errors
/// [`Problem::NotFound`] before the first.
pub async fn checkpoint(app: &App, ctx: &Ctx) -> Outcome<Checkpoint> {
    app.db.read(ctx, |tx| store::last_checkpoint(tx)?.ok_or_else(none_yet)).await
}

/// An event with what proves that it is in the tree of a size.
#[derive(Clone, Debug)]
pub struct Proof {
    /// Where it is.
    pub position: u64,
    /// Of how many events the tree is.
    pub size: u64,
    /// The event.
    pub entry: Entry,
    /// The hash of its leaf.
    pub hash: Hash,
    /// From the leaf up.
    pub path: Vec<Hash>,
    /// What the path leads to.
    pub root: Hash,
}

/// Proves that an event is in the tree of a size, that of the last checkpoint when none is named.
///
/// # Errors
/// [`Problem::NotFound`] for an event the caller does not see; a fault for a tree that does not hold it.
pub async fn inclusion(app: &App, ctx: &Ctx, position: u64, size: Option<u64>) -> Outcome<Proof> {
    app.db
        .read(ctx, move |tx| {
            let entry = store::entry_at(tx, position)?;
            let size = grown_to(tx, "/size", size)?;
            let path = store::prove_inclusion(tx, position, size)?;
            let root = store::root_of(tx, size)?;
            Ok(Proof { position, size, hash: store::hash_of_entry(&entry), entry, path, root })
        })
        .await
}

/// That the tree of one size is the beginning of the tree of another.
#[derive(Clone, Debug)]
pub struct Beginning {
    /// The size and root of the smaller.
    pub from: (u64, Hash),
    /// … and of the larger.
    pub to: (u64, Hash),
    /// What proves it.
    pub path: Vec<Hash>,
}

/// Proves that the tree of one size is the beginning of a larger one, that of the last checkpoint when none is named.
///
/// # Errors
/// A fault for sizes the tree does not have, or in the wrong order.
pub async fn consistency(app: &App, ctx: &Ctx, from: u64, to: Option<u64>) -> Outcome<Beginning> {
    app.db
        .read(ctx, move |tx| {
            let to = grown_to(tx, "/to", to)?;
            let path = store::prove_consistency(tx, from, to)?;
            Ok(Beginning { from: (from, store::root_of(tx, from)?), to: (to, store::root_of(tx, to)?), path })
        })
        .await
}

/// A size the tree has had.
fn grown_to(tx: &mut Tx<'_>, pointer: &str, size: Option<u64>) -> Outcome<u64> {
    let now = store::size(tx)?;
    match size {
        Some(size) if size > now => {
            Err(Problem::fault(pointer, "range", format!("the tree has {now} events, not {size}")))
        }
        Some(size) => Ok(size),
        None => Ok(store::last_checkpoint(tx)?.ok_or_else(none_yet)?.size),
    }
}

/// Signs a checkpoint when events came since the last one and that is not of just now; answers whether it did.
///
/// # Errors
/// When no key opens the signing key, or the database cannot be written.
pub fn sign_if_due(app: &App, ctx: &Ctx) -> Outcome<bool> {
    let keys = app.keys.clone();
    let is_due = app.db.read_now(ctx, move |tx| {
        let size = store::size(tx)?;
        let now = tx.now();
        let before = now.checked_sub(EVERY).unwrap_or(now);
        // One from the future is none to wait for: the clock was set back.
        let is_old = |at| at < before || at > now;
        let due = size > 0 && store::last_checkpoint(tx)?.is_none_or(|last| last.size < size && is_old(last.at));
        // A node that lacks the key leaves it to those that have it.
        Ok(due && keys.can_reveal(tx, OWNER, signer::KEY)?)
    })?;
    if is_due {
        let app = app.clone();
        app.db.clone().write_now(ctx, move |tx| sign_in(tx, &app))?;
    }
    Ok(is_due)
}

/// Signs a checkpoint of the tree as it is; the last one, when nothing came since. `None` before the first event.
///
/// # Errors
/// As [`sign_if_due`]; when the events are not those any more that the last checkpoint is of: nothing is signed then, so that
/// no later checkpoint makes a changed journal right.
pub async fn sign(app: &App) -> Outcome<Option<Checkpoint>> {
    let own = app.clone();
    app.db.write(&Ctx::system("checkpoint"), move |tx| sign_in(tx, &own)).await
}

/// … in a transaction that is open already.
///
/// # Errors
/// As [`sign`].
pub(crate) fn sign_in(tx: &mut Tx<'_>, app: &App) -> Outcome<Option<Checkpoint>> {
    let size = store::size(tx)?;
    let last = store::last_checkpoint(tx)?;
    // Another node may have been first.
    if size == 0 || last.as_ref().is_some_and(|last| last.size >= size) {
        return Ok(last);
    }
    let signer = Signer::of(tx, &app.keys)?;
    if let Some(last) = last {
        let root = store::root_of(tx, last.size)?;
        if !signer.is_as_signed(tx, &app.keys, &last, &root)? {
            let size = last.size;
            tracing::error!(size, "the journal is not the one that was signed: somebody changed the database");
            return Err(Problem::Internal(format!("the first {size} events are not those that were signed")));
        }
    }
    let note = signer.sign(size, &store::root_of(tx, size)?);
    store::keep_checkpoint(tx, size, &note, &signer.verifier_key())?;
    witnesses::tell_all(tx, &app.witnesses)?;
    store::last_checkpoint(tx)
}

/// A journal to be taken along, as `signalbox_verify::export` reads it: first the head, then events until there are no more,
/// then the foot.
#[derive(Clone, Debug)]
pub struct Export {
    /// The first line, and one for each key that handed over to the next.
    pub head: String,
    /// Up to where.
    pub checkpoint: Checkpoint,
}

impl Export {
    /// Begins one, up to the last checkpoint. For auditors of the whole, and for the system.
    ///
    /// # Errors
    /// A missing right; [`Problem::NotFound`] before the first checkpoint.
    pub async fn begin(app: &App, ctx: &Ctx) -> Outcome<Self> {
        app.db
            .read(ctx, |tx| {
                permit_whole::<Audit>(tx)?;
                let checkpoint = store::last_checkpoint(tx)?.ok_or_else(none_yet)?;
                let handovers = rotation::lines_up_to(tx, &checkpoint)?;
                Ok(Self { head: format!("signalbox-journal 1 {}\n{handovers}", checkpoint.key), checkpoint })
            })
            .await
    }

    /// Events after so many, in their lines, with how many were given then; nothing after the last.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn next(&self, app: &App, ctx: &Ctx, given: u64) -> Outcome<Option<(String, u64)>> {
        let most = usize::try_from(self.checkpoint.size - given).unwrap_or(PAGE).min(PAGE);
        if most == 0 {
            return Ok(None);
        }
        let entries = app.db.read(ctx, move |tx| store::entries(tx, given, most)).await?;
        if entries.is_empty() {
            return Err(Problem::Internal(format!("the journal ends after {given} events, before its checkpoint")));
        }
        // Whoever checks it looks for the act in the journal, and this one ends before it.
        if entries.iter().any(|entry| entry.erased_by.is_some_and(|act| act > self.checkpoint.size)) {
            return Err(Problem::Unavailable(
                "something was erased meanwhile: take the journal along again".to_owned(),
            ));
        }
        let line = |Entry { leaf, salt, content, .. }: &Entry| format!("{leaf}\t{salt}\t{content}\n");
        Ok(Some((entries.iter().map(line).collect(), given + entries.len() as u64)))
    }

    /// What comes after the last event.
    #[must_use]
    pub fn foot(&self) -> String {
        format!("\n{}", self.checkpoint.note)
    }
}
