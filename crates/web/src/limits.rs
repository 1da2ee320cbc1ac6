//! How often somebody may ask: a bucket of tokens for each, which fills again with time.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// How many buckets are kept before full ones are thrown away.
const MANY: usize = 10_000;
/// How many are kept at all. Whoever can have more addresses than these cannot be slowed down by them.
const TOO_MANY: usize = 100_000;

/// How often somebody may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How many requests a second, for as long as one likes; 0 for any number.
    pub per_second: u32,
    /// How many at once, after a pause.
    pub at_once: u32,
}

struct Bucket {
    left: f64,
    at: Instant,
}

/// The buckets of everybody who asked lately.
pub(crate) struct Buckets<Who> {
    rate: Rate,
    buckets: Mutex<HashMap<Who, Bucket>>,
}

impl<Who: Eq + Hash> Buckets<Who> {
    pub(crate) fn new(rate: Rate) -> Self {
        Self { rate, buckets: Mutex::default() }
    }

    /// Takes a token out of somebody's bucket; the time until there is one again when it is empty.
    pub(crate) fn take(&self, who: Who, now: Instant) -> Result<(), Duration> {
        let (per_second, at_once) = (f64::from(self.rate.per_second), f64::from(self.rate.at_once.max(1)));
        if self.rate.per_second == 0 {
            return Ok(());
        }
        let filled = |bucket: &Bucket| {
            let since = now.saturating_duration_since(bucket.at).as_secs_f64();
            at_once.min(bucket.left + since * per_second)
        };
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= MANY {
            buckets.retain(|_, bucket| filled(bucket) < at_once);
        }
        if buckets.len() >= TOO_MANY {
            buckets.clear();
        }
        let bucket = buckets.entry(who).or_insert(Bucket { left: at_once, at: now });
        let left = filled(bucket);
        if left < 1.0 {
            return Err(Duration::from_secs_f64((1.0 - left) / per_second));
        }
        *bucket = Bucket { left: left - 1.0, at: now };
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_empties_and_fills_again_and_is_ones_own() {
        let buckets = Buckets::new(Rate { per_second: 2, at_once: 3 });
        let begun = Instant::now();
        let at = |millis| begun + Duration::from_millis(millis);
        for _ in 0..3 {
            assert_eq!(buckets.take("one", at(0)), Ok(()));
        }
        assert_eq!(buckets.take("one", at(0)), Err(Duration::from_millis(500)));
        assert_eq!(buckets.take("other", at(0)), Ok(()));
        assert_eq!(buckets.take("one", at(250)), Err(Duration::from_millis(250)));
        assert_eq!(buckets.take("one", at(500)), Ok(()));
        assert_eq!(buckets.take("one", at(500)), Err(Duration::from_millis(500)));
        for _ in 0..3 {
            assert_eq!(buckets.take("one", at(60_000)), Ok(()));
        }
        assert!(buckets.take("one", at(60_000)).is_err(), "a long pause gives no more than a full bucket");
    }

    #[test]
    fn without_a_rate_nobody_waits_and_full_buckets_are_thrown_away() {
        let endless = Buckets::new(Rate { per_second: 0, at_once: 0 });
        let now = Instant::now();
        assert!((0..100).all(|_| endless.take(1, now).is_ok()));
        let buckets = Buckets::new(Rate { per_second: 1, at_once: 1 });
        for who in 0..MANY {
            assert_eq!(buckets.take(who, now), Ok(()));
        }
        assert_eq!(buckets.take(MANY, now + Duration::from_secs(2)), Ok(()));
        assert_eq!(buckets.buckets.lock().unwrap().len(), 1);
    }
}
