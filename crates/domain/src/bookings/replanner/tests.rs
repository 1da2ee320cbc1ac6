use super::*;
use crate::bookings::{
    Usage,
    clash::{
        among, holds_conflict,
        tests::{environment, hold, holds, hours, trees},
    },
};
use proptest::prelude::*;

/// A question with everything in it that the answer depends on.
#[derive(Clone, Debug)]
struct Case {
    movable: Vec<Movable>,
    fixed: Vec<Hold>,
    blocks: Vec<Block>,
    tree: Tree,
}

impl Case {
    fn world(&self) -> World<'_> {
        let Self { movable, fixed, blocks, tree } = self;
        World { movable, fixed, blocks, tree, weights: Weights::default() }
    }

    fn answer(&self, steps: u64, seed: u64) -> Answer {
        replan(&self.world(), Effort { steps, seed }, &mut |_| ControlFlow::Continue(()))
    }

    fn only(&self, bookings: &[BookingId]) -> Self {
        let chosen = self.movable.iter().filter(|one| bookings.contains(&one.hold.booking));
        Self { movable: chosen.cloned().collect(), ..self.clone() }
    }

    /// True when nobody who may move clashes, and nothing is blocked.
    fn holds(&self, plan: &[Hold]) -> bool {
        let all: Vec<Hold> = plan.iter().chain(&self.fixed).copied().collect();
        let mine = |booking: &BookingId| plan.iter().any(|hold| hold.booking == *booking);
        !among(&all, &self.tree).iter().any(|clash| clash.bookings.iter().any(mine))
            && !plan.iter().any(|hold| self.blocks.iter().any(|block| block.stops(hold, &self.tree)))
    }
}

/// The definition of what a booking can have, with what that costs.
fn choices(one: &Movable) -> Vec<(Hold, u64)> {
    let mut all = Vec::new();
    let mut places = vec![one.hold.environment];
    places.extend(one.elsewhere.iter().copied());
    for environment in places {
        for steps in -60_i32..=60 {
            let Some(span) = one.hold.span.later_by(one.step * steps) else { continue };
            if !one.bounds.encloses(span) {
                continue;
            }
            let days = if environment == one.hold.environment { 0 } else { 1 };
            let leaves = one.phase.is_some_and(|phase| phase.encloses(one.hold.span) && !phase.encloses(span));
            let seconds = one.step.as_secs().unsigned_abs() * u64::from(steps.unsigned_abs())
                + (days + if leaves { 5 } else { 0 }) * 86_400;
            all.push((Hold { environment, span, ..one.hold }, seconds * one.priority.weight()));
        }
    }
    all
}

/// The definition of the cheapest plan: everything is tried.
fn cheapest(case: &Case) -> Option<u64> {
    fn go(case: &Case, all: &[Vec<(Hold, u64)>], plan: &mut Vec<Hold>, cost: u64, best: &mut Option<u64>) {
        let Some(choices) = all.get(plan.len()) else {
            if best.is_none_or(|best| cost < best) && case.holds(plan) {
                *best = Some(cost);
            }
            return;
        };
        for (hold, more) in choices {
            // Two that clash do so whatever comes after.
            if !plan.iter().any(|other| holds_conflict(hold, other, &case.tree)) {
                plan.push(*hold);
                go(case, all, plan, cost + more, best);
                plan.pop();
            }
        }
    }
    let all: Vec<Vec<(Hold, u64)>> = case.movable.iter().map(choices).collect();
    let mut best = None;
    go(case, &all, &mut Vec::new(), 0, &mut best);
    best
}

/// Bookings of which each has a few slots.
fn cases(most: usize, reach: i64) -> impl Strategy<Value = Case> {
    let one = (
        (
            0_u128..3,
            10_i64..16,
            1_i64..5,
            prop::sample::select(vec![Usage::Exclusive, Usage::Exclusive, Usage::Shared]),
        ),
        (prop::sample::subsequence(vec![0_u128, 1, 2, 3], 0..=1), 1_i64..6),
        (0..=reach, 0..=reach, 1_i64..3, prop::bool::weighted(0.3)),
    );
    let blocks = prop::collection::vec((0_u128..5, 8_i64..20, 1_i64..3), 0..2);
    (prop::collection::vec(one, 1..=most), holds(5), blocks, trees()).prop_map(|(all, fixed, blocks, tree)| {
        let movable = all.into_iter().enumerate().map(
            |(place, ((on, from, length, usage), (others, priority), (before, after, step, phased)))| Movable {
                hold: hold(100 + place as u128, on, hours(from, from + length), usage),
                elsewhere: others.into_iter().map(environment).collect(),
                priority: Priority::new(priority).unwrap(),
                step: SignedDuration::from_hours(step),
                bounds: hours(from - before * step, from + length + after * step),
                phase: phased.then(|| hours(from - 1, from + length + 1)),
            },
        );
        let blocks = blocks.into_iter().map(|(on, from, length)| Block {
            environment: environment(on),
            span: hours(from, from + length),
            kind: "outage",
            name: "Outage".to_owned(),
        });
        Case { movable: movable.collect(), fixed, blocks: blocks.collect(), tree }
    })
}

proptest! {
    // Trying everything takes its time.
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_plan_is_as_cheap_as_any(case in cases(8, 1)) {
        let answer = case.answer(1_000_000, 7);
        match (cheapest(&case), &answer.outcome) {
            (Some(least), Outcome::Plan { placed, cost, proven }) => {
                prop_assert!(*proven && answer.bound == *cost);
                prop_assert_eq!(*cost, least);
                let plan: Vec<Hold> = placed.iter().map(|one| one.to).collect();
                prop_assert!(case.holds(&plan));
                for (one, placed) in case.movable.iter().zip(placed) {
                    prop_assert_eq!(placed.from, one.hold);
                    prop_assert!(choices(one).contains(&(placed.to, placed.cost)));
                }
                prop_assert_eq!(placed.iter().map(|one| one.cost).sum::<u64>(), least);
                prop_assert!(answer.greedy.is_none_or(|greedy| greedy >= least));
            }
            (None, Outcome::Impossible { bookings, smallest }) => {
                prop_assert!(*smallest);
                prop_assert_eq!(cheapest(&case.only(bookings)), None);
                // Every smaller set can be, so that those it is made of can.
                let ids: Vec<BookingId> = case.movable.iter().map(|one| one.hold.booking).collect();
                for chosen in 0_u32..1 << ids.len() {
                    if (chosen.count_ones() as usize) < bookings.len() {
                        let set: Vec<BookingId> = (0..ids.len()).filter(|place| chosen >> place & 1 == 1).map(|place| ids[place]).collect();
                        prop_assert!(cheapest(&case.only(&set)).is_some());
                    }
                }
            }
            (least, outcome) => prop_assert!(false, "{:?} and {:?}", least, outcome),
        }
    }

    #[test]
    fn the_same_question_has_the_same_answer_and_none_is_worse_than_greedy(case in cases(20, 3), steps in 0_u64..3_000, seed: u64) {
        let answer = case.answer(steps, seed);
        prop_assert_eq!(&answer, &case.answer(steps, seed));
        match &answer.outcome {
            Outcome::Plan { placed, cost, proven } => {
                prop_assert!(answer.greedy.is_none_or(|greedy| *cost <= greedy));
                prop_assert!(answer.bound <= *cost && *proven == (answer.bound == *cost));
                let plan: Vec<Hold> = placed.iter().map(|one| one.to).collect();
                prop_assert!(case.holds(&plan));
            }
            Outcome::Impossible { .. } | Outcome::Unknown { .. } => prop_assert_eq!(answer.greedy, None),
        }
    }

    #[test]
    fn what_cannot_coexist_can_without_any_one_of_it(case in cases(16, 1)) {
        if let Outcome::Impossible { bookings, .. } = case.answer(1_000_000, 0).outcome {
            let whole = matches!(case.only(&bookings).answer(1_000_000, 0).outcome, Outcome::Plan { .. });
            prop_assert!(!whole);
            for left_out in &bookings {
                let rest: Vec<BookingId> = bookings.iter().copied().filter(|one| one != left_out).collect();
                let plan = matches!(case.only(&rest).answer(1_000_000, 0).outcome, Outcome::Plan { .. });
                prop_assert!(plan, "{} can be left in", left_out);
            }
        }
    }

    #[test]
    fn whoever_stops_it_has_the_best_so_far(case in cases(20, 3), after in 0_u32..4) {
        let (mut told, mut last) = (0, None);
        let answer = replan(&case.world(), Effort { steps: 20_000, seed: 1 }, &mut |progress| {
            told += 1;
            last = Some(*progress);
            if told > after { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        prop_assert!(told <= after + 1);
        prop_assert_eq!(answer.stopped, told == after + 1);
        if let (Outcome::Plan { cost, .. }, Some(told)) = (&answer.outcome, last.and_then(|last| last.cost)) {
            prop_assert!(*cost <= told);
        }
    }
}

#[test]
fn nothing_to_do_costs_nothing() {
    let case = Case { movable: Vec::new(), fixed: Vec::new(), blocks: Vec::new(), tree: Tree::default() };
    let answer = case.answer(0, 0);
    assert_eq!(answer.outcome, Outcome::Plan { placed: Vec::new(), cost: 0, proven: true });
}

#[test]
fn what_matters_more_stays() {
    let one = |number, priority| Movable {
        hold: hold(number, 1, hours(0, 24), Usage::Exclusive),
        elsewhere: Vec::new(),
        priority: Priority::new(priority).unwrap(),
        step: SignedDuration::from_hours(24),
        bounds: hours(-72, 96),
        phase: None,
    };
    let movable = vec![one(1, 3), one(2, 1), one(3, 5)];
    let case = Case { movable, fixed: Vec::new(), blocks: Vec::new(), tree: Tree::default() };
    let Outcome::Plan { placed, cost, .. } = case.answer(10_000, 0).outcome else { panic!("no plan") };
    let moved: Vec<i64> =
        placed.iter().map(|one| one.from.span.start().duration_until(one.to.span.start()).as_hours().abs()).collect();
    assert_eq!((moved, cost), (vec![24, 0, 24], 5 * 86_400));
}

#[test]
fn whoever_shares_the_whole_fills_its_parts_too() {
    use crate::environments::Node;
    let node =
        |number, parent: Option<u128>, room| Node { id: environment(number), parent: parent.map(environment), room };
    let tree = Tree::new([node(0, None, Some(1)), node(1, Some(0), Some(2))]).unwrap();
    // Two fill the part; the third, on the whole, is one too many there, though not on the whole itself.
    let one = |number, on, span| Movable {
        hold: hold(number, on, span, Usage::Shared),
        elsewhere: Vec::new(),
        priority: Priority::new(3).unwrap(),
        step: SignedDuration::from_hours(24),
        bounds: span,
        phase: None,
    };
    let movable = vec![one(1, 1, hours(11, 15)), one(2, 1, hours(13, 15)), one(3, 0, hours(10, 14))];
    let case = Case { movable, fixed: Vec::new(), blocks: Vec::new(), tree };
    for steps in [0, 5, 10_000] {
        let outcome = case.answer(steps, 0).outcome;
        assert!(!matches!(outcome, Outcome::Plan { .. }), "{steps}: {outcome:?}");
    }
}

/// Bookings of a quarter on pools of environments, of which so many clash with another.
fn quarter(bookings: usize, clashes: usize, pools: usize, size: usize, seed: u64) -> Case {
    use crate::environments::Node;
    let mut chance = Chance::new(seed);
    let id = |pool: usize, member: usize| environment((pool * size + member) as u128);
    let nodes = (0..pools * size).map(|place| Node { id: environment(place as u128), parent: None, room: Some(3) });
    let tree = Tree::new(nodes).unwrap();
    let mut taken: Vec<Hold> = Vec::new();
    let mut movable = Vec::new();
    while movable.len() < bookings {
        let (pool, member) = (chance.below(pools), chance.below(size));
        let (from, length) = (24 * chance.below(80) as i64, 24 * (2 + chance.below(9) as i64));
        let usage = if chance.below(4) == 0 { Usage::Shared } else { Usage::Exclusive };
        let made =
            Hold { environment: id(pool, member), ..hold(movable.len() as u128, 0, hours(from, from + length), usage) };
        let clashing = taken.iter().any(|other| holds_conflict(&made, other, &tree));
        let wanted = movable.len() >= bookings - clashes;
        if clashing != wanted {
            continue;
        }
        taken.push(made);
        movable.push(Movable {
            hold: made,
            elsewhere: (0..size).map(|member| id(pool, member)).collect(),
            priority: Priority::new(1 + chance.below(5) as i64).unwrap(),
            step: SignedDuration::from_hours(24),
            bounds: hours(from - 24 * 14, from + length + 24 * 14),
            phase: Some(hours(from - 24 * 3, from + length + 24 * 3)),
        });
    }
    Case { movable, fixed: Vec::new(), blocks: Vec::new(), tree }
}

/// What it takes: `cargo test --release -p signalbox-domain --lib -- --ignored --nocapture planning_takes`.
#[test]
#[ignore = "measures"]
fn planning_takes_two_seconds_at_most() {
    for (pools, size) in [(10, 8), (10, 4), (5, 6), (1, 40)] {
        for seed in 0..3 {
            let case = quarter(200, 40, pools, size, seed);
            let start = std::time::Instant::now();
            let answer = case.answer(400_000, seed);
            let took = start.elapsed();
            let (cost, proven) = match &answer.outcome {
                Outcome::Plan { cost, proven, .. } => (Some(cost / 86_400), *proven),
                _ => (None, false),
            };
            let (greedy, bound) = (answer.greedy.map(|greedy| greedy / 86_400), answer.bound / 86_400);
            println!(
                "{pools} pools of {size}: {took:?}, cost {cost:?} proven {proven}, greedy {greedy:?}, bound {bound}, steps {}",
                answer.steps
            );
            assert!(took.as_secs_f64() < 2.0, "it took {took:?}");
        }
    }
}
