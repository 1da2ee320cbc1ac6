//! Who works on the same systems at the same time.
//!
//! Two releases **collide** on a system when both touch it, at least one of them changes it (its code or its
//! configuration), their plans share a day, and neither was given up. A train and its members are not told apart here:
//! what a train itself touches is its own.

use super::{Effort, Touch, clash};
use crate::id::SystemId;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Two releases that work on one system at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Collision {
    /// The system.
    pub system: SystemId,
    /// The index of the one that begins first.
    pub left: usize,
    /// The index of the other.
    pub right: usize,
    /// The first day they share.
    pub from: Date,
    /// The last day they share.
    pub to: Date,
}

/// Every collision, by system and day, found by going through each system's releases in the order of their first days.
#[must_use]
pub fn collisions(efforts: &[Effort], touches: &[Touch]) -> Vec<Collision> {
    let mut by_system: BTreeMap<SystemId, Vec<&Touch>> = BTreeMap::new();
    for touch in touches.iter().filter(|touch| efforts[touch.effort].counts()) {
        by_system.entry(touch.system).or_default().push(touch);
    }
    let mut found = Vec::new();
    for (system, mut touches) in by_system {
        touches.sort_by_key(|touch| (efforts[touch.effort].first, touch.effort));
        for (place, left) in touches.iter().enumerate() {
            let one = &efforts[left.effort];
            for right in touches[place + 1..].iter().take_while(|right| efforts[right.effort].first <= one.last) {
                if clash(left.impact, right.impact) {
                    let other = &efforts[right.effort];
                    let (from, to) = (other.first, one.last.min(other.last));
                    found.push(Collision { system, left: left.effort, right: right.effort, from, to });
                }
            }
        }
    }
    found.sort_by_key(|one| (one.system, one.from, one.left, one.right));
    found
}

#[cfg(test)]
mod tests {
    use super::{
        super::tests::{day, years},
        *,
    };
    use proptest::prelude::*;
    use std::collections::HashSet;

    proptest! {
        #[test]
        fn the_sweep_finds_what_the_definition_says((efforts, touches) in years()) {
            let mut every = HashSet::new();
            for (place, left) in touches.iter().enumerate() {
                for right in &touches[place + 1..] {
                    let (one, other) = (&efforts[left.effort], &efforts[right.effort]);
                    let together = (-20..100).map(day).filter(|day| {
                        [one, other].iter().all(|effort| effort.first <= *day && *day <= effort.last)
                    });
                    let days: Vec<Date> = together.collect();
                    if left.system == right.system && one.counts() && other.counts() && clash(left.impact, right.impact)
                        && let (Some(from), Some(to)) = (days.first(), days.last())
                    {
                        let pair = (left.effort.min(right.effort), left.effort.max(right.effort));
                        every.insert((left.system, pair, *from, *to));
                    }
                }
            }
            let found = collisions(&efforts, &touches);
            let told: HashSet<_> = found
                .iter()
                .map(|one| (one.system, (one.left.min(one.right), one.left.max(one.right)), one.from, one.to))
                .collect();
            prop_assert_eq!(told.len(), found.len(), "none twice");
            prop_assert_eq!(told, every);
        }
    }
}
