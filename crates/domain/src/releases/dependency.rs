//! Dependencies between releases: which must be there before which.

use super::Category;
use crate::{due::Due, id::ReleaseId};
use std::collections::{HashMap, HashSet};

/// One release needs another.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Dependency {
    /// The one that needs.
    pub release: ReleaseId,
    /// The one that is needed.
    pub needs: ReleaseId,
    /// True when the first cannot be delivered without the second; otherwise it is good to know.
    pub hard: bool,
    /// Why.
    pub note: String,
}

/// One end of a dependency, as far as it matters to the other.
#[derive(Clone, Copy, Debug)]
pub struct End<'a> {
    /// What the release's status means.
    pub category: Category,
    /// When it is due.
    pub target: Option<&'a Due>,
}

/// What is wrong with a dependency as things are planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Trouble {
    /// What is needed was given up.
    Cancelled,
    /// What is needed is due on a later day than what needs it.
    Later,
}

/// What is wrong between a release and one that it needs, if anything is. What is over troubles nobody, and nothing can
/// be said of a release without a target.
#[must_use]
pub fn trouble(needing: End<'_>, needed: End<'_>) -> Option<Trouble> {
    if matches!(needing.category, Category::Done | Category::Cancelled) {
        return None;
    }
    match (needed.category, needing.target, needed.target) {
        (Category::Cancelled, ..) => Some(Trouble::Cancelled),
        (Category::Draft | Category::Planned | Category::Active, Some(needing), Some(needed))
            if needed.date > needing.date =>
        {
            Some(Trouble::Later)
        }
        _ => None,
    }
}

/// The way from `from` to `to` along "needs" edges, both ends included, if there is one. Adding "`to` needs `from`" would
/// close it to a cycle.
#[must_use]
pub fn path(edges: &[(ReleaseId, ReleaseId)], from: ReleaseId, to: ReleaseId) -> Option<Vec<ReleaseId>> {
    let mut next: HashMap<ReleaseId, Vec<ReleaseId>> = HashMap::new();
    for (release, needs) in edges {
        next.entry(*release).or_default().push(*needs);
    }
    let mut came_from: HashMap<ReleaseId, ReleaseId> = HashMap::new();
    let mut seen = HashSet::from([from]);
    let mut waiting = vec![from];
    while let Some(here) = waiting.pop() {
        if here == to {
            let mut way = vec![to];
            while let Some(previous) = way.last().and_then(|last| came_from.get(last)) {
                way.push(*previous);
            }
            way.reverse();
            return Some(way);
        }
        for there in next.get(&here).into_iter().flatten() {
            if seen.insert(*there) {
                came_from.insert(*there, here);
                waiting.push(*there);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{due::Zone, id::Identifier};
    use jiff::civil::date;
    use proptest::prelude::*;

    fn id(number: u8) -> ReleaseId {
        ReleaseId::from_bits(u128::from(number))
    }

    #[test]
    fn a_need_is_in_trouble_when_it_was_given_up_or_comes_too_late() {
        let due = |day| Due::on(date(2026, 3, day), Zone::utc());
        let judged = |needing: (Category, Option<i8>), needed: (Category, Option<i8>)| {
            let targets = [needing.1.map(due), needed.1.map(due)];
            trouble(
                End { category: needing.0, target: targets[0].as_ref() },
                End { category: needed.0, target: targets[1].as_ref() },
            )
        };
        use Category::{Active, Cancelled, Done, Draft, Planned};
        assert_eq!(judged((Planned, Some(10)), (Active, Some(11))), Some(Trouble::Later));
        assert_eq!(judged((Planned, Some(10)), (Active, Some(10))), None, "the same day is early enough");
        assert_eq!(judged((Draft, None), (Cancelled, None)), Some(Trouble::Cancelled));
        assert_eq!(judged((Planned, Some(10)), (Done, Some(11))), None, "it is there");
        assert_eq!(judged((Done, Some(10)), (Cancelled, Some(11))), None, "it went without");
        assert_eq!(judged((Planned, None), (Active, Some(11))), None);
        assert_eq!(judged((Planned, Some(10)), (Draft, None)), None);
    }

    proptest! {
        /// The definition: reachability by repeated squaring of the edge relation.
        #[test]
        fn a_path_is_found_exactly_when_there_is_one(edges in prop::collection::vec((0_u8..8, 0_u8..8), 0..20), from in 0_u8..8, to in 0_u8..8) {
            let mut reach = [[false; 8]; 8];
            for (place, row) in reach.iter_mut().enumerate() { row[place] = true; }
            for (a, b) in &edges { reach[*a as usize][*b as usize] = true; }
            for _ in 0..3 {
                let old = reach;
                for a in 0..8 { for b in 0..8 { reach[a][b] = (0..8).any(|c| old[a][c] && old[c][b]); } }
            }
            let ids: Vec<_> = edges.iter().map(|(a, b)| (id(*a), id(*b))).collect();
            let found = path(&ids, id(from), id(to));
            prop_assert_eq!(found.is_some(), reach[from as usize][to as usize]);
            if let Some(way) = found {
                prop_assert_eq!(way.first(), Some(&id(from)));
                prop_assert_eq!(way.last(), Some(&id(to)));
                for step in way.windows(2) { prop_assert!(ids.contains(&(step[0], step[1]))); }
            }
        }
    }
}
