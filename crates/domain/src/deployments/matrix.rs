//! The version matrix: which version of which system runs where, and how far that is from production.
//!
//! The definition. Versions of a system stand in the order in which they were registered; the place of one counts those
//! that were registered before it, and it. Of what runs in production, the version with the highest place is compared to;
//! one that was never registered counts only where no other runs. A version is as far behind as there are versions from it
//! to that one: 0 for the same, less than 0 for one that is newer, and unknown when only one of them was registered.

use crate::id::{EnvironmentId, SystemId};
use jiff::Timestamp;
use std::collections::HashMap;

/// What runs of a system in an environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Where.
    pub environment: EnvironmentId,
    /// Of what.
    pub system: SystemId,
    /// The number of the version.
    pub version: String,
    /// The place of the version; `None` for one that was never registered.
    pub place: Option<i64>,
    /// Since when.
    pub since: Timestamp,
}

/// The version of each system that counts as the one in production, of everything that runs there.
#[must_use]
pub fn in_production(cells: Vec<Cell>) -> HashMap<SystemId, Cell> {
    let mut found: HashMap<SystemId, Cell> = HashMap::new();
    for cell in cells {
        let is_newer = |known: &Cell| (cell.place, cell.since) > (known.place, known.since);
        if found.get(&cell.system).is_none_or(is_newer) {
            found.insert(cell.system, cell);
        }
    }
    found
}

/// How many versions a cell is behind production.
#[must_use]
pub fn behind(cell: &Cell, production: &Cell) -> Option<i64> {
    if cell.version == production.version {
        return Some(0);
    }
    Some(production.place? - cell.place?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Identifier;

    fn cell(environment: u128, version: &str, place: Option<i64>, since: i64) -> Cell {
        Cell {
            environment: EnvironmentId::from_bits(environment),
            system: SystemId::from_bits(1),
            version: version.to_owned(),
            place,
            since: Timestamp::from_second(since).unwrap(),
        }
    }

    #[test]
    fn versions_behind_are_counted_in_the_order_they_were_registered() {
        let production = cell(1, "5.0", Some(5), 0);
        for (version, place, expected) in
            [("2.0", Some(2), Some(3)), ("5.0", Some(5), Some(0)), ("6.0", Some(6), Some(-1)), ("odd", None, None)]
        {
            assert_eq!(behind(&cell(2, version, place, 0), &production), expected, "{version}");
        }
        let odd = cell(1, "odd", None, 0);
        assert_eq!(behind(&cell(2, "odd", None, 0), &odd), Some(0), "the same is the same, registered or not");
        assert_eq!(behind(&cell(2, "2.0", Some(2), 0), &odd), None);
    }

    #[test]
    fn the_newest_version_in_production_counts() {
        let cells = vec![cell(1, "4.0", Some(4), 9), cell(2, "5.0", Some(5), 1), cell(3, "odd", None, 10)];
        let found = in_production(cells);
        assert_eq!(found[&SystemId::from_bits(1)].version, "5.0");
        let found = in_production(vec![cell(1, "odd", None, 1), cell(2, "odder", None, 2)]);
        assert_eq!(found[&SystemId::from_bits(1)].version, "odder", "of those nobody registered, the last to come");
    }
}
