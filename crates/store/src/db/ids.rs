//! The one place that makes ids, and the one source of randomness for them.

use jiff::Timestamp;
use std::sync::Mutex;

/// Makes UUIDv7 bits: 48 bits of milliseconds, then randomness; within a millisecond each id is greater than the last.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    last: Mutex<u128>,
}

const VERSION: u128 = 0x7 << 76;
const VARIANT: u128 = 0b10 << 62;
const RANDOM: u128 = (0xfff << 64) | ((1 << 62) - 1);

impl Ids {
    /// The next id at an instant.
    pub(crate) fn next(&self, now: Timestamp) -> u128 {
        let millis = u128::from(u64::try_from(now.as_millisecond()).unwrap_or(0)) & 0xffff_ffff_ffff;
        let fresh = (millis << 80) | VERSION | VARIANT | (random() & RANDOM);
        let mut last = self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let same_millisecond = (*last >> 80) == millis;
        // The lowest 62 bits are random; adding a little keeps order without guessing the neighbour's id easily.
        *last = if same_millisecond && fresh <= *last { *last + 1 + (random() & 0xffff) } else { fresh };
        *last
    }
}

fn random() -> u128 {
    u128::from_le_bytes(crate::db::random_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_instant_are_distinct_and_ascend() {
        let ids = Ids::default();
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let made: Vec<u128> = (0..10_000).map(|_| ids.next(now)).collect();
        assert!(made.windows(2).all(|pair| pair[0] < pair[1]));
        assert_eq!((made[0] >> 76) & 0xf, 7);
        assert_eq!((made[9_999] >> 62) & 0b11, 0b10);
    }
}
