//! Slowing guesses down, per account and per address.

use super::digest;
use signalbox_domain::{
    Outcome,
    accounts::{FREE_ATTEMPTS_OF_ACCOUNT, FREE_ATTEMPTS_OF_ADDRESS, Failures},
};
use signalbox_store::{Tx, accounts as store};
use std::net::{IpAddr, Ipv6Addr};

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
            address: format!("address:{}", network(from)),
            free_of_address: FREE_ATTEMPTS_OF_ADDRESS,
        }
    }

    /// An attempt to set the installation up. There is one code for all: counting against it would let a stranger lock
    /// the first administrator out.
    pub(crate) fn setup(from: IpAddr) -> Self {
        let address = format!("setup:{}", network(from));
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

/// An address as whoever sits there cannot change it: IPv6 gives everybody 2^64 of them.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_network_are_one() {
        let network = |text: &str| network(text.parse().unwrap()).to_string();
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), network("2001:db8:1:2:ffff::1"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:192.0.2.7"), "192.0.2.7");
        assert_ne!(network("192.0.2.7"), network("192.0.2.8"));
    }
}
