//! What changes of bookings cost, so that they can be compared.
//!
//! A cost is counted in *weighted seconds*: seconds by which a booking is moved, or what else happens to it counted as so
//! many seconds, times the [weight](super::Priority::weight) of its priority. A day by which a booking of priority 5 is moved
//! costs 86,400.

use super::Priority;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

/// A day, in seconds.
const DAY: u64 = 86_400;

/// How many seconds of moving each other change counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// Another environment.
    pub other_environment: u64,
    /// Leaving the phase, or the limits, it was within.
    pub leaving_phase: u64,
    /// Sharing what was to be exclusive, for each booking that has to.
    pub sharing: u64,
    /// Each second by which a booking is shortened.
    pub lost_second: u64,
}

impl Default for Weights {
    /// Another environment is as bad as a day, leaving the phase as five, sharing as a day each; a second that is lost is as
    /// bad as two by which it is moved.
    fn default() -> Self {
        Self { other_environment: DAY, leaving_phase: 5 * DAY, sharing: DAY, lost_second: 2 }
    }
}

/// What happens to a booking.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Toll {
    /// By how much it is moved, in either direction.
    pub(super) moved: SignedDuration,
    /// By how much it is shortened.
    pub(super) lost: SignedDuration,
    /// Whether it gets another environment.
    pub(super) elsewhere: bool,
    /// Whether it leaves its phase.
    pub(super) leaves: bool,
    /// How many have to share.
    pub(super) sharing: u64,
}

impl Weights {
    /// What it costs, in weighted seconds.
    pub(super) fn cost(&self, priority: Priority, toll: Toll) -> u64 {
        let seconds = |time: SignedDuration| time.as_secs().unsigned_abs();
        let sum = seconds(toll.moved)
            .saturating_add(seconds(toll.lost).saturating_mul(self.lost_second))
            .saturating_add(if toll.elsewhere { self.other_environment } else { 0 })
            .saturating_add(if toll.leaves { self.leaving_phase } else { 0 })
            .saturating_add(toll.sharing.saturating_mul(self.sharing));
        sum.saturating_mul(priority.weight())
    }
}
