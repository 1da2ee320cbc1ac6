//! Slowing guesses down, per account and per address.

use super::digest;
use crate::network::household;
use signalbox_domain::{
    Outcome,
    accounts::{FREE_ATTEMPTS_OF_ACCOUNT, FREE_ATTEMPTS_OF_ADDRESS, Failures},
};
use signalbox_store::{Tx, accounts as store};
use std::net::IpAddr;

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
