use super::*;
use crate::schedule::graph::LinkKind;
use proptest::prelude::*;

const KINDS: [LinkKind; 4] =
    [LinkKind::FinishStart, LinkKind::StartStart, LinkKind::FinishFinish, LinkKind::StartFinish];

#[derive(Clone, Debug)]
struct Owned {
    tasks: Vec<Task>,
    links: Vec<Link>,
    resources: Vec<Resource>,
}

impl Owned {
    fn project(&self) -> Project<'_> {
        Project { tasks: &self.tasks, links: &self.links, resources: &self.resources }
    }

    fn finish(&self, starts: &[i64], place: usize) -> i64 {
        starts[place] + self.tasks[place].duration
    }

    fn end(&self, starts: &[i64]) -> i64 {
        (0..starts.len()).map(|place| self.finish(starts, place)).max().unwrap_or(0)
    }

    fn is_under_way(&self, starts: &[i64], place: usize, at: i64) -> bool {
        (starts[place]..self.finish(starts, place)).contains(&at)
    }

    fn needs(&self, place: usize, resource: usize) -> i64 {
        let demands = self.tasks[place].demands.iter().filter(|demand| demand.resource == resource);
        demands.map(|demand| demand.amount.max(0)).sum()
    }

    fn is_unavailable(&self, resource: usize, at: i64) -> bool {
        self.resources[resource].unavailable.iter().any(|span| span.contains(&at))
    }

    fn holds(&self, link: &Link, starts: &[i64]) -> bool {
        let finish = |place: usize| self.finish(starts, place);
        match link.kind {
            LinkKind::FinishStart => starts[link.to] >= finish(link.from) + link.lag,
            LinkKind::StartStart => starts[link.to] >= starts[link.from] + link.lag,
            LinkKind::FinishFinish => finish(link.to) >= finish(link.from) + link.lag,
            LinkKind::StartFinish => finish(link.to) >= starts[link.from] + link.lag,
        }
    }

    /// By how much the needs at an instant exceed the capacity, 0 or below for enough, and whose needs these are.
    fn over(&self, starts: &[i64], resource: usize, at: i64) -> (i64, Vec<usize>) {
        let needs = |place: &usize| self.needs(*place, resource) > 0 && self.is_under_way(starts, *place, at);
        let tasks: Vec<usize> = (0..starts.len()).filter(needs).collect();
        let used: i64 = tasks.iter().map(|place| self.needs(*place, resource)).sum();
        (used - self.resources[resource].capacity, tasks)
    }

    /// The definition, word for word.
    fn is_a_plan(&self, starts: &[i64]) -> bool {
        starts.iter().zip(&self.tasks).all(|(start, task)| *start >= task.not_before.max(0))
            && self.links.iter().all(|link| self.holds(link, starts))
            && (0..self.resources.len()).all(|resource| {
                (0..self.end(starts)).all(|at| {
                    let (over, tasks) = self.over(starts, resource, at);
                    over <= 0 && (tasks.is_empty() || !self.is_unavailable(resource, at))
                })
            })
    }

    /// The earliest end of all plans that end by a limit.
    fn best_end(&self, limit: i64) -> Option<i64> {
        let mut starts = vec![0; self.tasks.len()];
        let mut best = None;
        loop {
            let end = self.end(&starts);
            if end <= limit && best.is_none_or(|best| end < best) && self.is_a_plan(&starts) {
                best = Some(end);
            }
            let Some(next) = starts.iter().position(|start| *start < limit) else { return best };
            starts[..next].fill(0);
            starts[next] += 1;
        }
    }
}

fn projects(tasks: std::ops::Range<usize>, longest: i64) -> impl Strategy<Value = Owned> {
    tasks.prop_flat_map(move |tasks| {
        let link = (0..tasks.max(1), 0..tasks.max(1), 0..4_usize, -3..4_i64);
        let demand = (0..3_usize, 0..3_i64).prop_map(|(resource, amount)| Demand { resource, amount });
        let task = (0..=longest, 0..4_i64, prop::collection::vec(demand, 0..3))
            .prop_map(|(duration, not_before, demands)| Task { duration, not_before, demands });
        let span = (-2..9_i64, 0..4_i64).prop_map(|(start, long)| start..start + long);
        // Two demands of two units each are the most that a task of these may have.
        let resource = (4..6_i64, prop::collection::vec(span, 0..2))
            .prop_map(|(capacity, unavailable)| Resource { capacity, unavailable });
        (
            prop::collection::vec(task, tasks),
            prop::collection::vec(link, 0..tasks + 2),
            prop::collection::vec(resource, 3),
            Just((0..tasks).collect::<Vec<_>>()).prop_shuffle(),
        )
            .prop_map(|(tasks, links, resources, order)| {
                let links = links.into_iter().filter(|(from, to, ..)| from != to).map(|(one, other, kind, lag)| Link {
                    from: order[one.min(other)],
                    to: order[one.max(other)],
                    kind: KINDS[kind],
                    lag,
                });
                Owned { tasks, links: links.collect(), resources }
            })
    })
}

fn effort(passes: usize) -> Effort {
    Effort { passes, seed: 7 }
}

/// Faults in a row that differ in their spans alone, one behind the other, are one.
fn joined(overloads: impl Iterator<Item = Overload>) -> Vec<Overload> {
    let mut joined: Vec<Overload> = Vec::new();
    for next in overloads {
        match joined.last_mut().filter(|last| {
            (last.resource, last.span.end, &last.tasks, last.over)
                == (next.resource, next.span.start, &next.tasks, next.over)
        }) {
            Some(last) => last.span.end = next.span.end,
            None => joined.push(next),
        }
    }
    joined
}

proptest! {
    #[test]
    fn plans_are_what_the_definition_says(owned in projects(0..14, 6)) {
        let plan = plan(owned.project(), effort(6)).unwrap();
        prop_assert!(owned.is_a_plan(&plan.starts), "{:?}", plan);
        prop_assert_eq!(plan.end, owned.end(&plan.starts));
        let durations: Vec<i64> = owned.tasks.iter().map(|task| task.duration).collect();
        let not_before: Vec<i64> = owned.tasks.iter().map(|task| task.not_before).collect();
        let earliest = Graph::new(owned.tasks.len(), &owned.links).unwrap().schedule(&durations, &not_before);
        prop_assert!(plan.starts.iter().zip(&earliest.starts).all(|(start, earliest)| start >= earliest));
        prop_assert_eq!(plan.earliest_end, earliest.end);
        prop_assert!(faults(owned.project(), &plan.starts).is_none());
        prop_assert_eq!(plan, super::plan(owned.project(), effort(6)).unwrap(), "the same again");
    }

    #[test]
    fn faults_are_what_the_definition_says(
        owned in projects(0..7, 6),
        starts in prop::collection::vec(-3..9_i64, 7),
        capacities in prop::collection::vec(0..4_i64, 3),
    ) {
        let mut owned = owned;
        owned.resources.iter_mut().zip(capacities).for_each(|(resource, capacity)| resource.capacity = capacity);
        let starts = &starts[..owned.tasks.len()];
        let found = faults(owned.project(), starts);
        let (mut overloads, mut at_rest) = (Vec::new(), Vec::new());
        for resource in 0..3 {
            for at in -4..20 {
                let (over, tasks) = owned.over(starts, resource, at);
                if over > 0 {
                    overloads.push(Overload { resource, span: at..at + 1, tasks: tasks.clone(), over });
                }
                if owned.is_unavailable(resource, at) {
                    at_rest.extend(tasks.into_iter().map(|task| (task, resource, at)));
                }
            }
        }
        at_rest.sort_unstable();
        let rest = |fault: &AtRest| fault.span.clone().map(|at| (fault.task, fault.resource, at)).collect::<Vec<_>>();
        prop_assert_eq!(found.at_rest.iter().flat_map(rest).collect::<Vec<_>>(), at_rest);
        prop_assert_eq!(joined(found.overloads.into_iter()), joined(overloads.into_iter()));
        prop_assert_eq!(found.left_out, 0);
    }

    #[test]
    fn what_is_left_of_a_resource_is_found(
        taken in prop::collection::vec((-9..9_i64, 0..5_i64), 0..4),
        rest in prop::collection::vec((-9..9_i64, 0..5_i64), 0..3),
        (from, long, amount) in (-9..9_i64, 0..6_i64, 1..5_i64),
    ) {
        let unavailable: Vec<_> = rest.iter().map(|(start, long)| *start..start + long).collect();
        let mut profile = Profile::new(&Resource { capacity: 4, unavailable: unavailable.clone() });
        for (start, long) in &taken {
            profile.take(*start, *long, 1);
        }
        let left = |at: i64| -> i64 {
            let all = if unavailable.iter().any(|span| span.contains(&at)) { 0 } else { 4 };
            all - taken.iter().map(|(start, long)| i64::from((*start..start + long).contains(&at))).sum::<i64>()
        };
        let fits = |start: &i64| (*start..start + long).all(|at| left(at) >= amount);
        prop_assert_eq!(profile.earliest(from, long, amount), (from..60).find(fits).unwrap());
        prop_assert_eq!(profile.latest(from, long, amount), (-60..=from).rev().find(fits).unwrap());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn no_plan_is_better_than_the_best(owned in projects(1..5, 3)) {
        let plan = plan(owned.project(), effort(12)).unwrap();
        // Whatever ends no later than the plan was looked at.
        let best = owned.best_end(plan.end.min(9));
        prop_assert!(best.is_none_or(|best| best <= plan.end));
        prop_assert!(plan.end > 9 || best.is_some());
    }
}

/// Everything that is drawn here is the same in every run.
#[test]
fn small_projects_get_the_best_plan() {
    let mut number = 1_u64;
    let mut below = |limit: u64| {
        number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((number >> 33) % limit).unwrap()
    };
    let mut best = 0;
    for _ in 0..60 {
        let place = |number: i64| usize::try_from(number).unwrap();
        let task = |below: &mut dyn FnMut(u64) -> i64| Task {
            duration: below(3) + 1,
            not_before: below(2),
            demands: vec![Demand { resource: place(below(2)), amount: below(2) + 1 }],
        };
        let tasks: Vec<Task> = (0..4).map(|_| task(&mut below)).collect();
        let links = (0..2).map(|_| {
            let from = below(3);
            Link { from: place(from), to: place(from + 1), kind: KINDS[place(below(4))], lag: below(3) - 1 }
        });
        let links = links.collect();
        let rest = below(4)..5;
        let resources = vec![
            Resource { capacity: 2, unavailable: Vec::new() },
            Resource { capacity: 2, unavailable: std::iter::once(rest.start..rest.start + 1).collect() },
        ];
        let owned = Owned { tasks, links, resources };
        let plan = plan(owned.project(), Effort::for_tasks(4)).unwrap();
        best += usize::from(owned.best_end(plan.end) == Some(plan.end));
    }
    assert_eq!(best, 60);
}

fn alone(duration: i64) -> Task {
    Task { duration, not_before: 0, demands: vec![Demand { resource: 0, amount: 1 }] }
}

#[test]
fn nobody_is_in_two_places_and_everybody_rests() {
    let night = Resource { capacity: 1, unavailable: vec![10..14, 12..20] };
    let tasks = [alone(6), alone(5), alone(0)];
    let project = Project { tasks: &tasks, links: &[], resources: &[night] };
    let found = plan(project, effort(3)).unwrap();
    assert_eq!((found.end, found.earliest_end), (25, 6));
    let faults = faults(project, &[0, 5, 12]);
    assert_eq!(faults.overloads, [Overload { resource: 0, span: 5..6, tasks: vec![0, 1], over: 1 }]);
    assert_eq!(faults.at_rest, []);
    assert_eq!(super::faults(project, &[0, 6, 12]).at_rest, [AtRest { resource: 0, task: 1, span: 10..11 }]);
}

#[test]
fn what_cannot_be_planned_is_told() {
    let resources = [Resource { capacity: 1, unavailable: Vec::new() }];
    let refused = |task: Task, links: &[Link]| {
        plan(Project { tasks: &[task], links, resources: &resources }, effort(1)).unwrap_err()
    };
    let needs = |resource, amount| Task { demands: vec![Demand { resource, amount }], ..alone(1) };
    assert_eq!(refused(needs(1, 1), &[]), Impossible::NoResource { task: 0, resource: 1 });
    assert_eq!(refused(needs(0, 2), &[]), Impossible::TooMuch { task: 0, resource: 0, amount: 2 });
    let twice = Task { demands: vec![Demand { resource: 0, amount: 1 }; 2], ..alone(1) };
    assert_eq!(refused(twice, &[]), Impossible::TooMuch { task: 0, resource: 0, amount: 2 });
    let itself = Link { from: 0, to: 0, kind: LinkKind::StartStart, lag: 0 };
    assert_eq!(refused(alone(1), &[itself]), Impossible::Links(Broken::Cycle(vec![0])));
    assert_eq!(refused(alone(FURTHEST + 1), &[]), Impossible::TooFar);
    let many = vec![Task::default(); MOST_TASKS + 1];
    let project = Project { tasks: &many, links: &[], resources: &[] };
    assert_eq!(plan(project, effort(1)), Err(Impossible::TooMany));
    let none = Project { tasks: &[], links: &[], resources: &[] };
    assert_eq!(plan(none, effort(1)), Ok(Plan { starts: Vec::new(), end: 0, earliest_end: 0 }));
}

#[test]
fn faults_out_of_all_proportion_are_counted() {
    let tasks = vec![
        Task { duration: i64::MAX, not_before: 0, demands: vec![Demand { resource: 0, amount: i64::MAX }] };
        1_500
    ];
    let starts: Vec<i64> = (0..1_500).collect();
    let resources = [Resource { capacity: 1, unavailable: std::iter::once(0..i64::MAX).collect() }];
    let found = faults(Project { tasks: &tasks, links: &[], resources: &resources }, &starts);
    assert_eq!((found.overloads.len(), found.at_rest.len(), found.left_out), (MOST_FAULTS, MOST_FAULTS, 1_000));
    assert_eq!((found.overloads[0].over, found.overloads[1].over), (i64::MAX - 1, i64::MAX));
}
