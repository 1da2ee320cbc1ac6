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
pub(crate) fn note_refused(tx: &mut Tx<'_>, from: IpAddr, fact: Fact) -> Outcome<()> {
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
    /// The network it comes from; where its owner was lately, guesses from elsewhere do not count.
    network: String,
    /// Where the guess comes from. A success forgives nothing: whoever has one account could guess at others for ever.
    address: String,
    free_of_address: i64,
}

impl Watch {
    /// An attempt to sign in. The mail address is kept as a digest, because anything may have been typed there.
    pub(crate) fn account(email: &str, from: IpAddr) -> Self {
        Self {
            target: Some(format!("account:{}", digest(email))),
            network: household(from).to_string(),
            address: format!("address:{}", household(from)),
            free_of_address: FREE_ATTEMPTS_OF_ADDRESS,
        }
    }

    /// An attempt to set the installation up. There is one code for all: counting against it would let a stranger lock
    /// the first administrator out.
    pub(crate) fn setup(from: IpAddr) -> Self {
        Self::code("setup", from)
    }

    /// An attempt to enter with a code from the command line, for which the same holds.
    pub(crate) fn break_glass(from: IpAddr) -> Self {
        Self::code("break-glass", from)
    }

    /// An attempt to set a password with a code that an administrator made, for which the same holds.
    pub(crate) fn password_code(from: IpAddr) -> Self {
        Self::code("password-code", from)
    }

    /// An attempt with a code of some kind, counted by address alone.
    fn code(kind: &str, from: IpAddr) -> Self {
        let address = format!("{kind}:{}", household(from));
        Self { target: None, network: String::new(), address, free_of_address: FREE_ATTEMPTS_OF_ACCOUNT }
    }

    /// What the attempt is counted against, and how many are free. Guesses at an account are counted together wherever they
    /// come from, but for a network that its owner came from lately: what is guessed there is counted for itself, so that
    /// nobody elsewhere keeps the owner out.
    fn subjects(&self, tx: &mut Tx<'_>) -> Outcome<Vec<(String, i64)>> {
        let mut subjects = vec![(self.address.clone(), self.free_of_address)];
        if let Some(target) = self.counted(tx)? {
            subjects.push((target, FREE_ATTEMPTS_OF_ACCOUNT));
        }
        Ok(subjects)
    }

    /// What guesses at the account are counted under, from where this one comes.
    fn counted(&self, tx: &mut Tx<'_>) -> Outcome<Option<String>> {
        let Some(target) = &self.target else { return Ok(None) };
        let is_familiar = store::is_familiar(tx, target, &self.network)?;
        Ok(Some(if is_familiar { format!("{target}@{}", self.network) } else { target.clone() }))
    }

    /// Refuses an attempt that comes too soon.
    pub(crate) fn admit(&self, tx: &mut Tx<'_>) -> Outcome<()> {
        for (subject, _) in self.subjects(tx)? {
            if let Some(known) = store::failures(tx, &subject)? {
                known.admit(tx.now())?;
            }
        }
        Ok(())
    }

    /// Counts a failure.
    pub(crate) fn count(&self, tx: &mut Tx<'_>) -> Outcome<()> {
        for (subject, free) in self.subjects(tx)? {
            let known = store::failures(tx, &subject)?;
            store::keep_failures(tx, &subject, Failures::another(known, free, tx.now()))?;
        }
        Ok(())
    }

    /// Forgets the failures that a success is counted with, and that its owner came from there.
    pub(crate) fn forgive(&self, tx: &mut Tx<'_>) -> Outcome<()> {
        let Some(target) = &self.target else { return Ok(()) };
        if let Some(counted) = self.counted(tx)? {
            store::forget_failures(tx, &counted)?;
        }
        store::note_familiar(tx, target, &self.network)
    }
}
