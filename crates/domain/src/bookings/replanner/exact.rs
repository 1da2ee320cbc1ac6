//! The best plan of a few bookings, by branch and bound.
//!
//! A node is some bookings that have their slot. Every other one then has a cheapest slot that none of those is in the way
//! of; if these clash with each other nowhere, the node is a plan and no plan below it is cheaper. Otherwise one booking that
//! clashes is given each of its slots in turn. What all of them cost at least is their cheapest slots and, for disjoint
//! pairs of them that cannot both have these, what the best two slots of the pair cost more.

use super::{
    Meter,
    model::{Model, Slot},
};

/// What is asked of a search.
pub(super) struct Search<'a> {
    pub(super) model: &'a Model,
    /// Which bookings get a slot.
    pub(super) tasks: &'a [usize],
    /// Which slot others have, who keep it: index of the slot by index of the booking.
    pub(super) kept: &'a [Option<usize>],
    /// Which slot others have, who might keep it: of two equal slots, the one they are not in the way of comes first.
    pub(super) liked: &'a [usize],
    /// A plan has to cost less.
    pub(super) below: u64,
    /// True when any plan is good enough.
    pub(super) any: bool,
    /// The most nodes.
    pub(super) most: u64,
}

/// What a search found.
pub(super) struct Found {
    /// The cheapest plan below the limit: its cost, and the slot of each booking.
    pub(super) best: Option<(u64, Vec<usize>)>,
    /// True when there is none better: nothing was left out for want of time.
    pub(super) complete: bool,
}

/// How many pairs of slots are compared to find out what two bookings cost together.
const PAIRS: usize = 100_000;
/// How many slots of a booking are put in order of who else likes them.
const LIKED: usize = 256;

struct Walk<'a> {
    search: &'a Search<'a>,
    /// Of each booking, its slots as they are tried, and whether those who keep theirs allow them (once known).
    order: Vec<Vec<usize>>,
    allowed: Vec<Vec<Option<bool>>>,
    /// Others who keep their slot, as far as they may get in the way of a booking.
    around: Vec<Vec<Slot>>,
    /// What two bookings cost at least together, where that is more than one by one.
    together: Vec<(usize, usize, u64)>,
    /// Where each booking is, once it has a slot.
    given: Vec<Option<usize>>,
    best: Option<(u64, Vec<usize>)>,
    below: u64,
    nodes: u64,
    complete: bool,
}

pub(super) fn search(search: &Search<'_>, meter: &mut Meter<'_>) -> Found {
    let count = search.tasks.len();
    let mut walk = Walk {
        search,
        order: search.tasks.iter().map(|task| order(search, *task)).collect(),
        allowed: search.tasks.iter().map(|task| vec![None; search.model.slots[*task].len()]).collect(),
        around: search.tasks.iter().map(|task| around(search, *task)).collect(),
        together: Vec::new(),
        given: vec![None; count],
        best: None,
        below: search.below,
        nodes: 0,
        complete: true,
    };
    let first: Option<Vec<usize>> = (0..count).map(|task| walk.next(task, 0)).collect();
    if let Some(first) = first {
        walk.together = walk.pairs(&first);
        walk.node(0, &first, meter);
    }
    Found { best: walk.best, complete: walk.complete }
}

/// The slots of a booking in the order they are tried.
fn order(search: &Search<'_>, task: usize) -> Vec<usize> {
    let slots = &search.model.slots[task];
    let mut order: Vec<usize> = (0..slots.len()).collect();
    if !search.liked.is_empty() {
        let others: Vec<&Slot> = search.model.near[task]
            .iter()
            .filter(|other| !search.tasks.contains(other))
            .map(|other| &search.model.slots[*other][search.liked[*other]])
            .collect();
        let few = order.len().min(LIKED);
        order[..few].sort_by_cached_key(|slot| {
            let slot = &slots[*slot];
            (slot.cost, others.iter().filter(|other| search.model.clash(slot, other)).count())
        });
    }
    order
}

fn around(search: &Search<'_>, task: usize) -> Vec<Slot> {
    let kept = |other: &usize| search.kept.get(*other).copied().flatten().map(|slot| search.model.slots[*other][slot]);
    search.model.near[task].iter().filter(|other| !search.tasks.contains(other)).filter_map(kept).collect()
}

impl Walk<'_> {
    fn slot(&self, task: usize, place: usize) -> &Slot {
        &self.search.model.slots[self.search.tasks[task]][self.order[task][place]]
    }

    /// The first place in the order, from this one on, that nobody who has a slot is in the way of.
    fn next(&mut self, task: usize, from: usize) -> Option<usize> {
        (from..self.order[task].len()).find(|place| self.fits(task, *place))
    }

    fn fits(&mut self, task: usize, place: usize) -> bool {
        let model = self.search.model;
        let slot = *self.slot(task, place);
        let allowed = self.allowed[task][place].unwrap_or_else(|| {
            let around = &self.around[task];
            !around.iter().any(|other| model.clash(&slot, other)) && !model.crowds(&slot, around.iter())
        });
        self.allowed[task][place] = Some(allowed);
        if !allowed {
            return false;
        }
        let given: Vec<&Slot> = self.taken().collect();
        !given.iter().any(|other| model.clash(&slot, other))
            && (given.is_empty() || !model.crowds(&slot, given.iter().copied().chain(&self.around[task])))
    }

    /// The slots that were given.
    fn taken(&self) -> impl Iterator<Item = &Slot> {
        self.given.iter().enumerate().filter_map(|(task, place)| place.map(|place| self.slot(task, place)))
    }

    /// What pairs cost together whose cheapest slots clash.
    fn pairs(&self, first: &[usize]) -> Vec<(usize, usize, u64)> {
        let mut told = Vec::new();
        for one in 0..first.len() {
            for other in 0..one {
                if self.search.model.clash(self.slot(one, first[one]), self.slot(other, first[other])) {
                    told.push((one, other, self.both(one, other, first)));
                }
            }
        }
        let apart = |(one, other, _): &(usize, usize, u64)| {
            self.slot(*one, first[*one]).cost + self.slot(*other, first[*other]).cost
        };
        told.sort_by_key(|pair| std::cmp::Reverse(pair.2.saturating_sub(apart(pair))));
        told
    }

    /// The least two bookings cost together, or something less.
    fn both(&self, one: usize, other: usize, first: &[usize]) -> u64 {
        let least = self.slot(other, first[other]).cost;
        let (mut best, mut looked_at) = (self.below, 0);
        for here in first[one]..self.order[one].len() {
            let mine = self.slot(one, here);
            if mine.cost.saturating_add(least) >= best {
                break;
            }
            if looked_at > PAIRS {
                return mine.cost + least;
            }
            for there in first[other]..self.order[other].len() {
                let theirs = self.slot(other, there);
                looked_at += 1;
                if mine.cost.saturating_add(theirs.cost) >= best {
                    break;
                }
                if !self.search.model.clash(mine, theirs) {
                    best = mine.cost + theirs.cost;
                    break;
                }
            }
        }
        best
    }

    /// What a node costs at least: `spent` for those that have a slot, and the rest.
    fn bound(&self, spent: u64, next: &[usize]) -> u64 {
        let free = |task: usize| self.given[task].is_none();
        let cost = |task: usize| self.slot(task, next[task]).cost;
        let mut sum =
            (0..next.len()).filter(|task| free(*task)).fold(spent, |sum, task| sum.saturating_add(cost(task)));
        let mut used = vec![false; next.len()];
        for &(one, other, both) in &self.together {
            if free(one) && free(other) && !used[one] && !used[other] {
                let more = both.saturating_sub(cost(one).saturating_add(cost(other)));
                if more > 0 {
                    (used[one], used[other]) = (true, true);
                    sum = sum.saturating_add(more);
                }
            }
        }
        sum
    }

    /// `next` are the cheapest slots that are left to those without.
    fn node(&mut self, spent: u64, next: &[usize], meter: &mut Meter<'_>) {
        self.nodes += 1;
        if self.nodes > self.search.most || !meter.step() {
            self.complete = false;
            return;
        }
        let least = self.bound(spent, next);
        if least >= self.below {
            return;
        }
        let Some(task) = self.most_in_the_way(next) else {
            let free = (0..next.len()).filter(|task| self.given[*task].is_none());
            let cost = free.fold(spent, |sum, task| sum.saturating_add(self.slot(task, next[task]).cost));
            let slots = (0..next.len()).map(|task| self.order[task][self.given[task].unwrap_or(next[task])]);
            self.best = Some((cost, slots.collect()));
            self.below = cost;
            return;
        };
        let (base, plainly) = (self.slot(task, next[task]).cost, self.plainly(spent, next));
        let mut place = Some(next[task]);
        while let Some(here) = place {
            let cost = self.slot(task, here).cost;
            if least.max(plainly.saturating_add(cost - base)) >= self.below {
                return;
            }
            self.given[task] = Some(here);
            let others: Option<Vec<usize>> = (0..next.len())
                .map(
                    |other| if self.given[other].is_some() { Some(next[other]) } else { self.next(other, next[other]) },
                )
                .collect();
            if let Some(others) = others {
                self.node(spent.saturating_add(cost), &others, meter);
            }
            self.given[task] = None;
            if !self.complete || (self.search.any && self.best.is_some()) {
                return;
            }
            place = self.next(task, here + 1);
        }
    }

    /// The cheapest slots, whoever clashes.
    fn plainly(&self, spent: u64, next: &[usize]) -> u64 {
        let free = (0..next.len()).filter(|task| self.given[*task].is_none());
        free.fold(spent, |sum, task| sum.saturating_add(self.slot(task, next[task]).cost))
    }

    /// Of those whose cheapest slots clash, the one that clashes with most; of several, the one that is dearest to move.
    fn most_in_the_way(&self, next: &[usize]) -> Option<usize> {
        let model = self.search.model;
        let free: Vec<usize> = (0..next.len()).filter(|task| self.given[*task].is_none()).collect();
        let clashes = |task: usize| {
            let mine = self.slot(task, next[task]);
            free.iter().filter(|other| **other != task && model.clash(mine, self.slot(**other, next[**other]))).count()
        };
        let dear = |task: usize| {
            let after = (next[task] + 1).min(self.order[task].len() - 1);
            self.slot(task, after).cost.saturating_sub(self.slot(task, next[task]).cost)
        };
        let worst = free
            .iter()
            .map(|task| (clashes(*task), dear(*task), *task))
            .max_by_key(|(many, dear, task)| (*many, *dear, std::cmp::Reverse(*task)));
        if let Some((.., task)) = worst.filter(|(many, ..)| *many > 0) {
            return Some(task);
        }
        free.iter().copied().find(|task| {
            let others = free.iter().filter(|other| *other != task).map(|other| self.slot(*other, next[*other]));
            model.crowds(self.slot(*task, next[*task]), others.chain(self.taken()).chain(&self.around[*task]))
        })
    }
}
