//! Better plans from worse ones: a few bookings are planned anew while the others stay (large neighbourhood search: Shaw,
//! "Using Constraint Programming and Local Search Methods to Solve Vehicle Routing Problems", CP 1998).

use crate::chance::Chance;

use super::{
    Meter,
    exact::{Search, search},
    model::{Model, Slot},
    whole,
};

/// How many bookings are planned anew at once: from two to so many.
const TOGETHER: usize = 8;
/// The most steps spent on them.
const STEPS: u64 = 2_000;
/// How often for each booking it is tried in vain before it is given up.
const TRIES: usize = 20;

/// A plan in which nobody clashes: in this order, everybody keeps the slot they have in `plan`, unless somebody before them
/// is in the way; then they get the cheapest that is left.
pub(super) fn mended(model: &Model, plan: &[usize], order: &[usize]) -> Vec<usize> {
    let mut given: Vec<Option<usize>> = vec![None; plan.len()];
    for &task in order {
        let slots = &model.slots[task];
        let nowhere = slots.len() - 1;
        let around: Vec<&Slot> =
            model.near[task].iter().filter_map(|other| given[*other].map(|slot| &model.slots[*other][slot])).collect();
        let fits = |slot: usize| {
            let slot = &slots[slot];
            !around.iter().any(|other| model.clash(slot, other)) && !model.crowds(slot, around.iter().copied())
        };
        let same = Some(plan[task]).filter(|slot| *slot < nowhere && fits(*slot));
        given[task] = same.or_else(|| (0..nowhere).find(|slot| fits(*slot))).or(Some(nowhere));
    }
    given.into_iter().zip(plan).map(|(slot, old)| slot.unwrap_or(*old)).collect()
}

/// Improves a plan until nothing better is found for long, or there are no more steps.
pub(super) fn improve(model: &Model, plan: &mut [usize], chance: &mut Chance, meter: &mut Meter<'_>) {
    let mut in_vain = 0;
    while in_vain < TRIES * plan.len() + 100 && meter.goes_on() {
        let cost = model.cost(plan);
        meter.cost = whole(cost);
        if cost <= meter.bound {
            return;
        }
        let Some(tasks) = neighbourhood(model, plan, chance) else { return };
        let now = tasks.iter().fold(0_u64, |sum, task| sum.saturating_add(model.slots[*task][plan[*task]].cost));
        let kept: Vec<Option<usize>> = plan.iter().copied().map(Some).collect();
        // Now and then another plan that is as cheap opens a way.
        let below = if chance.below(4) == 0 { now.saturating_add(1) } else { now };
        let asked = Search { model, tasks: &tasks, kept: &kept, liked: &[], below, any: false, most: STEPS };
        in_vain += 1;
        if let Some((cheaper, slots)) = search(&asked, meter).best {
            if cheaper < now {
                in_vain = 0;
            }
            for (task, slot) in tasks.iter().zip(slots) {
                plan[*task] = slot;
            }
        }
        if !meter.step() {
            break;
        }
    }
    meter.cost = whole(model.cost(plan));
}

/// One booking that costs something, some that are in the way of its cheaper slots, and some that are near.
fn neighbourhood(model: &Model, plan: &[usize], chance: &mut Chance) -> Option<Vec<usize>> {
    let moved: Vec<usize> = (0..plan.len()).filter(|task| model.slots[*task][plan[*task]].cost > 0).collect();
    let first = *moved.get(chance.below(moved.len()))?;
    let cheaper = &model.slots[first][..plan[first]];
    let near = &model.near[first];
    let mut in_the_way = Vec::new();
    if !cheaper.is_empty() {
        // The cheapest slot or any other: what stands there would have to go.
        let wanted = if chance.below(2) == 0 { &cheaper[0] } else { &cheaper[chance.below(cheaper.len())] };
        let stands = |other: &&usize| {
            let slot = &model.slots[**other][plan[**other]];
            model.clash(wanted, slot) || model.shares(wanted, slot)
        };
        in_the_way.extend(near.iter().filter(stands).copied());
    }
    let mut tasks = vec![first];
    let most = 2 + chance.below(TOGETHER - 1);
    while tasks.len() < most && !in_the_way.is_empty() {
        tasks.push(in_the_way.swap_remove(chance.below(in_the_way.len())));
    }
    for _ in 0..TOGETHER {
        if tasks.len() >= most || near.is_empty() {
            break;
        }
        let other = near[chance.below(near.len())];
        if !tasks.contains(&other) {
            tasks.push(other);
        }
    }
    tasks.sort_unstable();
    Some(tasks)
}
