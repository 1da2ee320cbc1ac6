//! Slowing guesses down, per account and per address.

use super::digest;
use crate::network::household;
use signalbox_domain::{
    Fact, Outcome,
    accounts::{FREE_ATTEMPTS_OF_ACCOUNT, FREE_ATTEMPTS_OF_ADDRESS, Failures, MOST_NOTED},
};
use signalbox_store::{Tx, accounts as store};
use std::net::IpAddr;

/// Journals that somebody from there was refused. Of many in a row the first [`MOST_NOTED`] are, and the last of them says so;
/// the rest are in the log of the server only.
pub(super) fn note_refused(tx: &mut Tx<'_>, from: IpAddr, fact: Fact) -> Outcome<()> {
    let subject = format!("noted:{}", household(from));
    let known = store::failures(tx, &subject)?.filter(|known| !known.is_forgotten(tx.now()));
    let since = known.map_or(tx.now(), |known| known.blocked_until);
    let count = known.map_or(0, |known| known.count).saturating_add(1);
    store::keep_failures(tx, &subject, Failures { count, blocked_until: since })?;
    if count > MOST_NOTED {
        tracing::info!(kind = fact.kind, address = %from, "a refusal is not journalled: there were too many from there");
        return Ok(());
    }
    let last =
        (count == MOST_NOTED).then(|| "more from there are in the log of the server only, for a while".to_owned());
    tx.record(&[fact.because(last)])
}

/// What an attempt is counted against.
#[derive(Clone, Debug)]
pub(crate) struct Watch {
    /// What is guessed at; a success forgives its failures.
    target: Option<String>,
    /// Where the guess comes from. A success forgives nothing: whoever has one account could guess at others for ever.
    address: String,
    free_of_address: i64,
}

impl Watch {
    /// An attempt to sign in. The mail address is kept as a digest, because anything may have been typed there.
    pub(crate) fn account(email: &str, from: IpAddr) -> Self {
        Self {
            target: Some(format!("account:{}", digest(email))),
            address: format!("address:{}", household(from)),
            free_of_address: FREE_ATTEMPTS_OF_ADDRESS,
        }
    }

    /// An attempt to set the installation up. There is one code for all: counting against it would let a stranger lock
    /// the first administrator out.
    pub(crate) fn setup(from: IpAddr) -> Self {
        let address = format!("setup:{}", household(from));
        Self { target: None, address, free_of_address: FREE_ATTEMPTS_OF_ACCOUNT }
    }

    /// An attempt to enter with a code from the command line, for which the same holds.
    pub(crate) fn break_glass(from: IpAddr) -> Self {
        let address = format!("break-glass:{}", household(from));
        Self { target: None, address, free_of_address: FREE_ATTEMPTS_OF_ACCOUNT }
    }

    /// An attempt to set a password with a code that an administrator made, for which the same holds.
    pub(crate) fn password_code(from: IpAddr) -> Self {
        let address = format!("password-code:{}", household(from));
        Self { target: None, address, free_of_address: FREE_ATTEMPTS_OF_ACCOUNT }
    }

    fn subjects(&self) -> impl Iterator<Item = (&str, i64)> {
        let target = self.target.as_deref().map(|target| (target, FREE_ATTEMPTS_OF_ACCOUNT));
        target.into_iter().chain([(self.address.as_str(), self.free_of_address)])
    }

    /// Refuses an attempt that comes too soon.
    pub(crate) fn admit(&self, tx: &mut Tx<'_>) -> Outcome<()> {
        for (subject, _) in self.subjects() {
            if let Some(known) = store::failures(tx, subject)? {
                known.admit(tx.now())?;
            }
        }
        Ok(())
    }

    /// Counts a failure.
    pub(crate) fn count(&self, tx: &mut Tx<'_>) -> Outcome<()> {
        for (subject, free) in self.subjects() {
            let known = store::failures(tx, subject)?;
            store::keep_failures(tx, subject, Failures::another(known, free, tx.now()))?;
        }
        Ok(())
    }

    /// Forgets the failures of the target.
    pub(crate) fn forgive(&self, tx: &mut Tx<'_>) -> Outcome<()> {
        match &self.target {
            Some(target) => store::forget_failures(tx, target),
            None => Ok(()),
        }
    }
}
