//! What every use case needs: the database, and the way to other servers. Clones share them.

use crate::{
    accounts::{breached::Breached, oidc::SMALLEST_RSA_KEY},
    outgoing::Outgoing,
    proofs::VerifierKey,
    runs::{Approved, Outlooks},
    scanning::Scanner,
    secrets::Keys,
    witnesses::Witness,
};
use signalbox_domain::{Fault, Outcome, Patch, Problem, problem::Faults};
use signalbox_store::{
    Db, Tx, calendar, grants,
    journal::{self, Touched},
};
use std::{fmt::Display, sync::Arc};
use tokio::sync::Semaphore;

pub use signalbox_store::db::random_bytes;

/// A running Signalbox.
#[derive(Clone)]
pub struct App {
    /// The database.
    pub db: Db,
    /// Plans that the calendar read before.
    pub(crate) plans: Arc<calendar::Kept>,
    /// What was approved of deployment plans, as it was read before.
    pub(crate) approved: Arc<Approved>,
    /// What is to be expected of runs, as it was worked out before.
    pub(crate) outlooks: Arc<Outlooks>,
    /// What people hold, as it was read before.
    pub(crate) standings: Arc<grants::Kept>,
    /// The way to other servers.
    pub outgoing: Outgoing,
    /// The keys of secrets.
    pub keys: Keys,
    /// Who keeps checkpoints of the journal.
    pub(crate) witnesses: Arc<[Witness]>,
    /// The keys of journals that are witnessed here.
    pub(crate) witness_for: Arc<[VerifierKey]>,
    /// Passwords that nobody may have, because somebody lost them.
    pub(crate) breached: Option<Arc<Breached>>,
    /// Who looks at files before they are kept.
    pub(crate) scanner: Scanner,
    /// The smallest RSA key that is believed, in bits.
    pub(crate) smallest_rsa_key: usize,
    /// Documents that whoever sets it up may begin with.
    pub(crate) examples: &'static [&'static str],
}

impl App {
    /// A Signalbox on a database, with no way to other servers, and a key that ends with it.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self {
            db,
            plans: Arc::default(),
            approved: Arc::default(),
            outlooks: Arc::default(),
            standings: Arc::default(),
            outgoing: Outgoing::closed(),
            keys: Keys::passing(),
            witnesses: Arc::new([]),
            witness_for: Arc::new([]),
            breached: None,
            scanner: Scanner::default(),
            smallest_rsa_key: SMALLEST_RSA_KEY,
            examples: &[],
        }
    }

    /// … that asks other servers this way.
    #[must_use]
    pub fn reaching(self, outgoing: Outgoing) -> Self {
        Self { outgoing, ..self }
    }

    /// … that may begin with these documents, each the text of a YAML stream.
    #[must_use]
    pub fn offering(self, examples: &'static [&'static str]) -> Self {
        Self { examples, ..self }
    }

    /// … whose checkpoints these keep.
    #[must_use]
    pub fn witnessed_by(self, witnesses: impl IntoIterator<Item = Witness>) -> Self {
        Self { witnesses: witnesses.into_iter().collect(), ..self }
    }

    /// … that witnesses the journals these keys sign.
    #[must_use]
    pub fn witnessing(self, keys: impl IntoIterator<Item = VerifierKey>) -> Self {
        Self { witness_for: keys.into_iter().collect(), ..self }
    }

    /// … where nobody may have a password that is known from a breach.
    #[must_use]
    pub fn refusing(self, breached: Option<Breached>) -> Self {
        Self { breached: breached.map(Arc::new), ..self }
    }

    /// … where this scanner looks at files before they are kept.
    #[must_use]
    pub fn scanning_with(self, scanner: Scanner) -> Self {
        Self { scanner, ..self }
    }

    /// … that believes no RSA key with fewer bits.
    #[must_use]
    pub fn believing_rsa_keys_from(self, bits: usize) -> Self {
        Self { smallest_rsa_key: bits, ..self }
    }

    /// … that seals secrets under these keys.
    #[must_use]
    pub fn sealing_with(self, keys: Keys) -> Self {
        Self { keys, ..self }
    }
}

/// Runs work that keeps a processor busy where waiting hurts nobody, so many at once as there are turns.
///
/// # Errors
/// What the work answers; [`Problem::Unavailable`] when the server is stopping.
pub(crate) async fn aside<T: Send + 'static>(
    turns: &Semaphore,
    work: impl FnOnce() -> Outcome<T> + Send + 'static,
) -> Outcome<T> {
    let closed = |_| Problem::Unavailable("the server is stopping".to_owned());
    let _turn = turns.acquire().await.map_err(closed)?;
    let broken = |error| Problem::Internal(format!("work aside broke off: {error}"));
    tokio::task::spawn_blocking(work).await.map_err(broken)?
}

/// Checks that a change was made against the thing as it is now.
///
/// # Errors
/// [`Problem::Stale`] when it was not, with who changed it last and when.
pub fn fresh(tx: &mut Tx<'_>, noun: &'static str, id: impl Display, expected: i64, actual: i64) -> Outcome<()> {
    fresh_in(tx, Touched::Itself, noun, id, expected, actual)
}

/// … for a thing whose parts count for it, too.
///
/// # Errors
/// As [`fresh`].
pub fn fresh_in(
    tx: &mut Tx<'_>,
    touched: Touched,
    noun: &'static str,
    id: impl Display,
    expected: i64,
    actual: i64,
) -> Outcome<()> {
    if expected == actual {
        return Ok(());
    }
    let id = id.to_string();
    let touched = journal::last_touched(tx, touched, std::slice::from_ref(&id))?.remove(&id);
    Err(Problem::Stale { noun, expected, actual, touched })
}

/// What an input refers to. Something that cannot be found is a fault of the input, noted at its pointer with all others.
///
/// # Errors
/// What is no fault of the input.
pub fn referred<T>(faults: &mut Faults, pointer: &str, found: Outcome<T>) -> Outcome<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(missing @ Problem::NotFound { .. }) => {
            faults.push(Fault::new(pointer, "unknown", missing.to_string()));
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

/// What a change of an input refers to, as [`referred`]: what cannot be found changes nothing.
///
/// # Errors
/// What is no fault of the input.
pub fn renamed<T>(
    faults: &mut Faults,
    pointer: &str,
    named: &Patch<String>,
    find: impl FnOnce(&str) -> Outcome<T>,
) -> Outcome<Patch<T>> {
    Ok(match named {
        Patch::Keep => Patch::Keep,
        Patch::Clear => Patch::Clear,
        Patch::Set(named) => referred(faults, pointer, find(named))?.map_or(Patch::Keep, Patch::Set),
    })
}

/// A decision, whose own faults are told together with those found before.
///
/// # Errors
/// All faults of both, or why the decision was refused.
pub fn together<T>(mut faults: Faults, decided: Outcome<T>) -> Outcome<T> {
    match decided {
        Ok(decided) => faults.finish().map(|()| decided),
        Err(Problem::Invalid(more)) => {
            faults.extend(more);
            Err(Problem::Invalid(faults.into_vec()))
        }
        Err(other) => faults.finish().and(Err(other)),
    }
}
