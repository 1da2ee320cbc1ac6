//! The smallest set of bookings that cannot coexist.

use super::{
    Meter,
    exact::{Search, search},
    model::{LEFT_OUT, Model},
};

/// Of so many bookings every set is looked at.
const FEW: usize = 12;
/// The most sets of a size that are looked at.
const SETS: usize = 20_000;
/// The most steps spent on one set.
const STEPS: u64 = 20_000;

pub(super) struct Core {
    pub(super) tasks: Vec<usize>,
    /// True when there is no smaller set among all bookings.
    pub(super) smallest: bool,
}

/// Makes a set that cannot coexist as small as it gets. Among few bookings the smallest of all sets is found; otherwise
/// bookings are left out of the group one by one as long as the rest cannot coexist, and then smaller sets are looked at
/// while they are not too many.
pub(super) fn core(model: &Model, group: &[usize], meter: &mut Meter<'_>) -> Core {
    let all = model.slots.len();
    let mut tasks = group.to_vec();
    let mut sure = true;
    if all > FEW {
        let mut place = 0;
        while place < tasks.len() {
            let mut fewer = tasks.clone();
            fewer.remove(place);
            match fits(model, &fewer, meter) {
                Some(false) => tasks = fewer,
                Some(true) => place += 1,
                None => {
                    sure = false;
                    place += 1;
                }
            }
        }
    }
    for size in 1..tasks.len() {
        if sets(all, size) > SETS {
            return Core { tasks, smallest: false };
        }
        let mut set: Vec<usize> = (0..size).collect();
        loop {
            match fits(model, &set, meter) {
                Some(false) => return Core { tasks: set, smallest: sure },
                Some(true) => {}
                None => sure = false,
            }
            if !advance(&mut set, all) {
                break;
            }
        }
    }
    Core { tasks, smallest: sure }
}

/// Whether bookings can all have a slot; `None` when there was no time to find out.
fn fits(model: &Model, tasks: &[usize], meter: &mut Meter<'_>) -> Option<bool> {
    let asked = Search { model, tasks, kept: &[], liked: &[], below: LEFT_OUT, any: true, most: STEPS };
    let found = search(&asked, meter);
    if found.best.is_some() { Some(true) } else { found.complete.then_some(false) }
}

/// How many sets of a size there are.
fn sets(all: usize, size: usize) -> usize {
    (0..size).fold(1_usize, |count, place| count.saturating_mul(all - place) / (place + 1))
}

/// The next set of the same size, in the order of dictionaries.
fn advance(set: &mut [usize], all: usize) -> bool {
    let size = set.len();
    let Some(place) = (0..size).rev().find(|place| set[*place] < all - size + place) else { return false };
    set[place] += 1;
    for later in place + 1..size {
        set[later] = set[later - 1] + 1;
    }
    true
}
