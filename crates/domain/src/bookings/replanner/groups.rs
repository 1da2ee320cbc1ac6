//! The cheapest plan of groups that do not clash.

use super::{
    Meter,
    exact::{Search, search},
    model::{LEFT_OUT, Model, Slot},
};
use std::collections::HashSet;

/// The most steps spent on one group.
const STEPS_OF_A_GROUP: u64 = 100_000;

/// What came of it.
pub(super) enum Grouped {
    /// The cheapest plan there is: the slot of each booking.
    Whole(Vec<usize>),
    /// Bookings that cannot all have a slot, whatever the others do.
    Impossible(Vec<usize>),
    /// Too many steps. The slots everybody has so far may clash.
    Partly(Vec<usize>),
}

struct Groups<'a> {
    model: &'a Model,
    /// The slot of each booking.
    plan: Vec<usize>,
    /// The group of each booking.
    of: Vec<usize>,
    /// The members of each group, and what their cheapest plan costs. Those that became part of another are empty.
    groups: Vec<(Vec<usize>, u64)>,
    /// The groups of which one has been asked to give way to the other.
    asked: HashSet<(usize, usize)>,
}

pub(super) fn plan(model: &Model, meter: &mut Meter<'_>) -> Grouped {
    let count = model.slots.len();
    if let Some(task) = model.slots.iter().position(|slots| slots[0].cost >= LEFT_OUT) {
        return Grouped::Impossible(vec![task]);
    }
    let mut groups = Groups {
        model,
        plan: vec![0; count],
        of: (0..count).collect(),
        groups: (0..count).map(|task| (vec![task], model.slots[task][0].cost)).collect(),
        asked: HashSet::new(),
    };
    // Whoever is looked at once more comes later; what was found in order stays in order.
    let mut waiting: Vec<usize> = (0..count).rev().collect();
    meter.bound = groups.cost();
    while let Some(task) = waiting.pop() {
        let Some(clashing) = groups.clash(task) else { continue };
        if !meter.step() {
            return Grouped::Partly(groups.plan);
        }
        let moved = match groups.give_way(&clashing, meter) {
            Some(moved) => moved,
            None => match groups.merge(&clashing, meter) {
                Ok(moved) => moved,
                Err(grouped) => return grouped,
            },
        };
        waiting.push(task);
        waiting.extend(moved);
        meter.bound = groups.cost();
    }
    Grouped::Whole(groups.plan)
}

impl Groups<'_> {
    /// The sum of what each group costs at least.
    fn cost(&self) -> u64 {
        self.groups.iter().map(|(_, cost)| cost).sum()
    }

    fn slot(&self, task: usize) -> &Slot {
        &self.model.slots[task][self.plan[task]]
    }

    /// The groups, in order, that a booking and those it clashes with belong to; `None` when it clashes with nobody of
    /// another group.
    fn clash(&self, task: usize) -> Option<Vec<usize>> {
        let (slot, own) = (self.slot(task), self.of[task]);
        let others = || self.model.near[task].iter().copied();
        if let Some(other) = others().find(|other| self.of[*other] != own && self.model.clash(slot, self.slot(*other)))
        {
            return Some(vec![own, self.of[other]]);
        }
        if !self.model.crowds(slot, others().map(|other| self.slot(other))) {
            return None;
        }
        // Whoever may be part of the crowd is.
        let part = others().filter(|other| self.model.shares(slot, self.slot(*other)));
        let mut groups: Vec<usize> = part.map(|other| self.of[other]).chain([own]).collect();
        groups.sort_unstable();
        groups.dedup();
        (groups.len() > 1).then_some(groups)
    }

    /// Finds another plan for one of two groups, as cheap as it was, that leaves the other alone. Each is asked once.
    fn give_way(&mut self, clashing: &[usize], meter: &mut Meter<'_>) -> Option<Vec<usize>> {
        let [one, other] = *clashing else { return None };
        for (mover, stayer) in [(one, other), (other, one)] {
            if !self.asked.insert((mover, stayer)) {
                continue;
            }
            let kept: Vec<Option<usize>> =
                (0..self.plan.len()).map(|task| (self.of[task] == stayer).then_some(self.plan[task])).collect();
            let (tasks, cost) = self.groups[mover].clone();
            let asked = Search {
                model: self.model,
                tasks: &tasks,
                kept: &kept,
                liked: &self.plan,
                below: cost + 1,
                any: true,
                most: STEPS_OF_A_GROUP / 100,
            };
            if let Some((_, slots)) = search(&asked, meter).best {
                for (task, slot) in tasks.iter().zip(slots) {
                    self.plan[*task] = slot;
                }
                return Some(tasks);
            }
        }
        None
    }

    /// Makes one group of several.
    fn merge(&mut self, clashing: &[usize], meter: &mut Meter<'_>) -> Result<Vec<usize>, Grouped> {
        let mut tasks: Vec<usize> = clashing.iter().flat_map(|group| self.groups[*group].0.clone()).collect();
        tasks.sort_unstable();
        let asked = Search {
            model: self.model,
            tasks: &tasks,
            kept: &[],
            liked: &self.plan,
            below: LEFT_OUT,
            any: false,
            most: STEPS_OF_A_GROUP,
        };
        let found = search(&asked, meter);
        match found.best {
            None if found.complete => Err(Grouped::Impossible(tasks)),
            Some((cost, slots)) if found.complete => {
                for (task, slot) in tasks.iter().zip(slots) {
                    self.plan[*task] = slot;
                    self.of[*task] = self.groups.len();
                }
                for group in clashing {
                    self.groups[*group] = (Vec::new(), 0);
                }
                self.groups.push((tasks.clone(), cost));
                Ok(tasks)
            }
            best => {
                if let Some((_, slots)) = best {
                    for (task, slot) in tasks.iter().zip(slots) {
                        self.plan[*task] = slot;
                    }
                }
                Err(Grouped::Partly(self.plan.clone()))
            }
        }
    }
}
