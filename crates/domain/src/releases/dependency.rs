//! Dependencies between releases: which must be there before which.

use super::Category;
use crate::id::ReleaseId;
use jiff::civil::Date;
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

/// The day a release begins: its own start, or the first day of anything in its plan.
#[must_use]
pub fn begins(start: Option<Date>, days: impl IntoIterator<Item = Date>) -> Option<Date> {
    start.or_else(|| days.into_iter().min())
}

/// The day a release is delivered: that of its target, or the last day of anything in its plan.
#[must_use]
pub fn delivered(target: Option<Date>, days: impl IntoIterator<Item = Date>) -> Option<Date> {
    target.or_else(|| days.into_iter().max())
}

/// How many days too early a release begins that cannot do without another. On the day that the other is delivered is
/// early enough.
#[must_use]
pub fn too_early(begins: Option<Date>, delivered: Option<Date>) -> Option<i32> {
    Some((delivered? - begins?).get_days()).filter(|days| *days > 0)
}

/// One end of a dependency, as far as it matters to the other.
#[derive(Clone, Copy, Debug)]
pub struct End {
    /// What the release's status means.
    pub category: Category,
    /// See [`begins`].
    pub begins: Option<Date>,
    /// See [`delivered`].
    pub delivered: Option<Date>,
}

/// What is wrong with a dependency as things are planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Trouble {
    /// What is needed was given up.
    Cancelled,
    /// What is needed is delivered on a later day than what needs it.
    Later,
    /// What cannot do without the other begins before it is delivered.
    Early,
}

/// What is wrong between a release and one that it needs, if anything is. What is over troubles nobody, and nothing can
/// be said of a release without any day.
#[must_use]
pub fn trouble(needing: End, needed: End, hard: bool) -> Option<Trouble> {
    if needing.category.is_over() {
        return None;
    }
    match needed.category {
        Category::Cancelled => Some(Trouble::Cancelled),
        Category::Done => None,
        Category::Draft | Category::Planned | Category::Active => {
            let later = needing.delivered.zip(needed.delivered).is_some_and(|(needing, needed)| needed > needing);
            let early = || hard && too_early(needing.begins, needed.delivered).is_some();
            if later { Some(Trouble::Later) } else { early().then_some(Trouble::Early) }
        }
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
    use crate::id::Identifier;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn id(number: u8) -> ReleaseId {
        ReleaseId::from_bits(u128::from(number))
    }

    #[test]
    fn a_need_is_in_trouble_when_it_was_given_up_or_comes_too_late() {
        let end = |(category, days): (Category, Option<(i8, i8)>)| End {
            category,
            begins: days.map(|(from, _)| date(2026, 3, from)),
            delivered: days.map(|(_, to)| date(2026, 3, to)),
        };
        let hard = |needing, needed| trouble(end(needing), end(needed), true);
        let soft = |needing, needed| trouble(end(needing), end(needed), false);
        use Category::{Active, Cancelled, Done, Draft, Planned};
        assert_eq!(hard((Planned, Some((5, 10))), (Active, Some((1, 11)))), Some(Trouble::Later));
        assert_eq!(soft((Planned, Some((5, 10))), (Active, Some((1, 11)))), Some(Trouble::Later));
        assert_eq!(hard((Planned, Some((5, 10))), (Active, Some((1, 6)))), Some(Trouble::Early));
        assert_eq!(soft((Planned, Some((5, 10))), (Active, Some((1, 6)))), None, "it can begin without");
        assert_eq!(hard((Planned, Some((5, 10))), (Active, Some((1, 5)))), None, "the same day is early enough");
        assert_eq!(hard((Draft, None), (Cancelled, None)), Some(Trouble::Cancelled));
        assert_eq!(hard((Planned, Some((5, 10))), (Done, Some((1, 11)))), None, "it is there");
        assert_eq!(hard((Done, Some((5, 10))), (Cancelled, Some((1, 11)))), None, "it went without");
        assert_eq!(hard((Planned, None), (Active, Some((1, 11)))), None);
        assert_eq!(hard((Planned, Some((5, 10))), (Draft, None)), None);
    }

    #[test]
    fn a_release_without_a_start_or_target_begins_and_ends_with_what_is_in_its_plan() {
        let days = [date(2026, 3, 4), date(2026, 3, 2), date(2026, 3, 9)];
        assert_eq!(begins(None, days), Some(date(2026, 3, 2)));
        assert_eq!(begins(Some(date(2026, 3, 3)), days), Some(date(2026, 3, 3)));
        assert_eq!(delivered(None, days), Some(date(2026, 3, 9)));
        assert_eq!(delivered(Some(date(2026, 3, 8)), days), Some(date(2026, 3, 8)));
        assert_eq!(begins(None, []), None);
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
