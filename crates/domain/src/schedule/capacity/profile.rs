//! How much of a resource is left at any time.

use super::{Resource, united};

/// Steps: so much is left from an instant up to the next. The first begins before all times.
#[derive(Clone, Debug)]
pub(super) struct Profile {
    begins: Vec<i64>,
    left: Vec<i64>,
}

impl Profile {
    /// All of a resource, but where there is none of it.
    pub(super) fn new(resource: &Resource) -> Self {
        let capacity = resource.capacity.max(0);
        let mut profile = Self { begins: vec![i64::MIN], left: vec![capacity] };
        for span in united(&resource.unavailable) {
            profile.begins.extend([span.start, span.end]);
            profile.left.extend([0, capacity]);
        }
        profile
    }

    /// The step at an instant.
    fn step(&self, at: i64) -> usize {
        self.begins.partition_point(|begin| *begin <= at) - 1
    }

    /// The first instant, not before `from`, from which on so much is left for so long.
    pub(super) fn earliest(&self, from: i64, long: i64, amount: i64) -> i64 {
        let mut start = from;
        if long == 0 {
            return start;
        }
        let mut step = self.step(start);
        loop {
            if self.left[step] < amount {
                // After the last step all of it is left: a step follows one with less.
                let Some(next) = self.begins.get(step + 1) else { return start };
                start = *next;
            } else if self.begins.get(step + 1).is_none_or(|next| *next >= start + long) {
                return start;
            }
            step += 1;
        }
    }

    /// The last instant, not after `until`, from which on so much is left for so long.
    pub(super) fn latest(&self, until: i64, long: i64, amount: i64) -> i64 {
        let mut start = until;
        if long == 0 {
            return start;
        }
        let mut step = self.step(start + long - 1);
        loop {
            if self.left[step] < amount {
                // Before the first instant all of it is left.
                if step == 0 {
                    return start;
                }
                start = self.begins[step] - long;
            } else if self.begins[step] <= start {
                return start;
            }
            step -= 1;
        }
    }

    /// Takes so much away for so long.
    pub(super) fn take(&mut self, start: i64, long: i64, amount: i64) {
        if long == 0 {
            return;
        }
        let (first, last) = (self.divide(start), self.divide(start + long));
        for left in &mut self.left[first..last] {
            *left -= amount;
        }
    }

    /// The step that begins at an instant.
    fn divide(&mut self, at: i64) -> usize {
        let step = self.step(at);
        if self.begins[step] == at {
            return step;
        }
        self.begins.insert(step + 1, at);
        self.left.insert(step + 1, self.left[step]);
        step + 1
    }
}
