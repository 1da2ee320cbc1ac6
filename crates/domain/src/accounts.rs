//! Signing in: what a password must be, how long sessions last, and how guessing is slowed down.

mod common;
mod device;
pub mod passkey;
pub mod provider;
pub mod rules;
pub mod second_factor;

pub use device::device;

use crate::problem::{Faults, Problem};
use jiff::{SignedDuration, Timestamp};

/// How long a token lasts that was made in exchange for another.
pub const ACCESS_LIFETIME: SignedDuration = SignedDuration::from_hours(1);
/// How long somebody has to set a password with the code that an administrator made for them.
pub const PASSWORD_CODE_LIFETIME: SignedDuration = SignedDuration::from_hours(24);
/// How long the code that the server prints makes the first administrator.
pub const SETUP_CODE_LIFETIME: SignedDuration = SignedDuration::from_hours(24);
/// How long a session lasts, whatever happens.
pub const SESSION_LIFETIME: SignedDuration = SignedDuration::from_hours(12);
/// How long a session lasts when nothing is asked in it.
pub const SESSION_IDLE: SignedDuration = SignedDuration::from_hours(2);
/// How long the last use of a session or token may go unrecorded: it spares a write for every request.
pub const SEEN_AGAIN_AFTER: SignedDuration = SignedDuration::from_mins(1);

/// The shortest password, in characters (NIST SP 800-63B wants 8 with a second factor and 15 without; this is between).
pub const SHORTEST_PASSWORD: usize = 12;
/// The longest password, in characters.
pub const LONGEST_PASSWORD: usize = 256;

/// Notes everything that is wrong with a password somebody wants to have, at `/password`.
pub fn check_password(faults: &mut Faults, password: &str, email: Option<&str>) {
    let length = password.chars().count();
    faults.require((SHORTEST_PASSWORD..=LONGEST_PASSWORD).contains(&length), "/password", "length", || {
        format!("a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters; this has {length}")
    });
    let lower = password.to_lowercase();
    let email = email.unwrap_or_default().to_lowercase();
    let repeats_email = !email.is_empty() && (lower == email || email.split('@').next() == Some(&lower));
    let fits = (SHORTEST_PASSWORD..=LONGEST_PASSWORD).contains(&length) && !repeats_email;
    let is_guessed = common::is_common(password) || (fits && common::is_soon_guessed(password, &email));
    faults.require(!is_guessed, "/password", "common", || {
        "this password is among the first that are guessed; choose another".to_owned()
    });
    faults.require(!repeats_email, "/password", "email", || "the mail address is no password".to_owned());
}

/// How many failures an account has before it must wait.
pub const FREE_ATTEMPTS_OF_ACCOUNT: i64 = 5;
/// How many failures an address has before it must wait. More than an account, because an office may share one address.
pub const FREE_ATTEMPTS_OF_ADDRESS: i64 = 20;
/// How many refusals of one address the journal holds within [`LONGEST_WAIT`]. Those beyond are in the log of the server only:
/// strangers must not be able to fill a database.
pub const MOST_NOTED: i64 = 50;
/// The longest wait between two attempts. After as long without a failure, all are forgotten.
pub const LONGEST_WAIT: SignedDuration = SignedDuration::from_mins(15);

/// For how long a network from which somebody came in stays familiar: what others guess elsewhere keeps nobody out there.
pub const FAMILIAR_FOR: SignedDuration = SignedDuration::from_hours(90 * 24);

/// What is known of the failures of one account or address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failures {
    /// How many, in a row.
    pub count: i64,
    /// Until when there is no further attempt; the instant of the last failure when there was no need to wait.
    pub blocked_until: Timestamp,
}

impl Failures {
    /// Refuses an attempt that comes too soon.
    ///
    /// # Errors
    /// [`Problem::Throttled`] with the instant of the next attempt.
    pub fn admit(self, now: Timestamp) -> Result<(), Problem> {
        if now < self.blocked_until { Err(Problem::Throttled { until: self.blocked_until }) } else { Ok(()) }
    }

    /// What is known after another failure. The wait is 1 s when the free attempts are used up, then 2 s, 4 s, … up to
    /// [`LONGEST_WAIT`].
    #[must_use]
    pub fn another(known: Option<Self>, free: i64, now: Timestamp) -> Self {
        let count = known.filter(|known| !known.is_forgotten(now)).map_or(0, |known| known.count).saturating_add(1);
        Self { count, blocked_until: now.checked_add(wait(count, free)).unwrap_or(Timestamp::MAX) }
    }

    /// True when it was long enough ago not to count any more.
    #[must_use]
    pub fn is_forgotten(self, now: Timestamp) -> bool {
        self.blocked_until.checked_add(LONGEST_WAIT).is_ok_and(|until| until <= now)
    }
}

fn wait(count: i64, free: i64) -> SignedDuration {
    match count - free {
        ..0 => SignedDuration::ZERO,
        over @ 0..=9 => SignedDuration::from_secs(1 << over),
        _ => LONGEST_WAIT,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn codes(password: &str, email: Option<&str>) -> Vec<&'static str> {
        let mut faults = Faults::none();
        check_password(&mut faults, password, email);
        faults.into_vec().into_iter().map(|fault| fault.code).collect()
    }

    #[test]
    fn a_password_is_long_and_not_what_everybody_guesses() {
        assert_eq!(codes("amber kettle northbound", Some("release.manager@example.org")), [""; 0]);
        assert_eq!(codes("short", None), ["length"]);
        assert_eq!(codes(&"long ".repeat(60), None), ["length"]);
        for guessed in ["Password1234", "123456789012345", "aaaaaaaaaaaaaaa", "abababababababab", "SignalboxSignalbox"]
        {
            assert_eq!(codes(guessed, None), ["common"], "{guessed}");
        }
        assert_eq!(codes("Release.Manager@example.org", Some("release.manager@example.org")), ["email"]);
        assert_eq!(codes("release.manager", Some("release.manager@example.org")), ["email"]);
    }

    #[test]
    fn waiting_begins_after_the_free_attempts_and_doubles() {
        let mut known = None;
        let mut waits = Vec::new();
        for second in 0..8 {
            let now = Timestamp::from_second(1_800_000_000 + second).unwrap();
            let failures = Failures::another(known, FREE_ATTEMPTS_OF_ACCOUNT, now);
            waits.push(failures.blocked_until.duration_since(now).as_secs());
            known = Some(failures);
        }
        assert_eq!(waits, [0, 0, 0, 0, 1, 2, 4, 8]);
    }

    proptest! {
        #[test]
        fn nobody_waits_longer_than_the_longest_wait(count in 0_i64..i64::MAX, free in 1_i64..50) {
            let now = Timestamp::from_second(1_800_000_000).unwrap();
            let known = Failures { count, blocked_until: now };
            let next = Failures::another(Some(known), free, now);
            prop_assert!(next.blocked_until.duration_since(now) <= LONGEST_WAIT);
            prop_assert!(next.count >= count);
            prop_assert!(next.is_forgotten(next.blocked_until + LONGEST_WAIT));
            prop_assert_eq!(Failures::another(Some(next), free, next.blocked_until + LONGEST_WAIT).count, 1);
        }
    }
}
