//! The second factor: codes that change with time (RFC 6238), and recovery codes for when the device is gone.

use jiff::{SignedDuration, Timestamp};

/// How long a code is the current one, in seconds: what every authenticator expects.
pub const STEP_SECONDS: i64 = 30;
/// How many steps a device's clock may be early or late (RFC 6238, 5.2).
pub const DRIFT: i64 = 1;
/// How many digits a code has.
pub const DIGITS: usize = 6;
/// How many recovery codes there are after making them.
pub const RECOVERY_CODES: usize = 10;
/// How long after proving who one is one may change how one signs in, or sign.
pub const FRESH: SignedDuration = SignedDuration::from_mins(10);

/// Whether whoever is in a session showed a second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Showing {
    /// It was shown, or none is needed beside what was.
    Shown,
    /// It was not; that is enough unless the organisation asks everybody for one.
    NotShown,
    /// It was not, and has to be, whatever the organisation asks of others.
    Owed,
}

impl Showing {
    /// The name in the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Shown => "shown",
            Self::NotShown => "not_shown",
            Self::Owed => "owed",
        }
    }

    /// All of them.
    pub const ALL: [Self; 3] = [Self::Shown, Self::NotShown, Self::Owed];

    /// What is missing before a session is good for anything but that. `demanded` says whether the organisation asks
    /// everybody for a second factor, `has_one` whether the person could show one.
    #[must_use]
    pub const fn missing(self, demanded: bool, has_one: bool) -> Option<Missing> {
        match (self, demanded, has_one) {
            (Self::Shown, ..) | (Self::NotShown, false, _) => None,
            (_, _, true) => Some(Missing::SecondFactor),
            (_, _, false) => Some(Missing::Enrolment),
        }
    }
}

/// What a session lacks before it is good for anything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// To show the second factor that there is.
    SecondFactor,
    /// To set one up.
    Enrolment,
}

/// The number of the step an instant is in, counted from 1970 (RFC 6238, 4.2).
#[must_use]
pub fn step(now: Timestamp) -> i64 {
    now.as_second().div_euclid(STEP_SECONDS)
}

/// The steps whose code is taken now. A code that was used is not taken again, nor is an earlier one.
pub fn taken(now: Timestamp, last_used: Option<i64>) -> impl Iterator<Item = i64> {
    let current = step(now);
    (current - DRIFT..=current + DRIFT).filter(move |step| last_used.is_none_or(|last| *step > last))
}

/// True when somebody proved recently enough who they are to do what must not be left to an unattended browser.
#[must_use]
pub fn is_fresh(authenticated_at: Timestamp, now: Timestamp) -> bool {
    now.duration_since(authenticated_at) <= FRESH
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_steps_are_those_of_the_standard() {
        // RFC 6238, appendix B.
        for (second, expected) in [(59, 0x1), (1_111_111_109, 0x0235_23ec), (20_000_000_000, 0x27bc_86aa)] {
            assert_eq!(step(Timestamp::from_second(second).unwrap()), expected);
        }
    }

    #[test]
    fn a_session_lacks_a_second_factor_where_one_is_asked_for_and_was_not_shown() {
        for has_one in [true, false] {
            let asked = Some(if has_one { Missing::SecondFactor } else { Missing::Enrolment });
            for (showing, freely, by_demand) in
                [(Showing::Shown, None, None), (Showing::NotShown, None, asked), (Showing::Owed, asked, asked)]
            {
                assert_eq!(showing.missing(false, has_one), freely, "{showing:?}");
                assert_eq!(showing.missing(true, has_one), by_demand, "{showing:?}");
            }
        }
    }

    #[test]
    fn one_is_fresh_for_ten_minutes() {
        let then = Timestamp::from_second(1_800_000_000).unwrap();
        assert!(is_fresh(then, then + SignedDuration::from_secs(600)));
        assert!(!is_fresh(then, then + SignedDuration::from_secs(601)));
    }

    proptest! {
        #[test]
        fn a_step_is_taken_once_and_never_far_from_its_time(second in 0_i64..4_000_000_000, last in -5_i64..5) {
            let now = Timestamp::from_second(second).unwrap();
            let last = step(now) + last;
            for taken in taken(now, Some(last)) {
                prop_assert!(taken > last);
                prop_assert!((taken - step(now)).abs() <= DRIFT);
            }
            prop_assert_eq!(taken(now, None).count(), 3);
        }
    }
}
