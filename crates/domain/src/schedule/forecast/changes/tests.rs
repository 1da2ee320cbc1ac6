use super::*;
use crate::schedule::{
    forecast::{
        Spread,
        tests::{plans, reference_end},
    },
    graph::{Link, LinkKind},
};
use proptest::prelude::*;

const MINUTE: i64 = 60;

/// Three tasks of ten minutes, one after the other.
fn chain() -> (Graph, Vec<Task>) {
    let link = |from, to| Link { from, to, kind: LinkKind::FinishStart, lag: 0 };
    let spread = Spread::range(5 * MINUTE, 10 * MINUTE, 30 * MINUTE).unwrap();
    let task = Task { spread, not_before: None, state: State::Waiting };
    (Graph::new(3, &[link(0, 1), link(1, 2)]).unwrap(), vec![task; 3])
}

fn with(tasks: &[Task], place: Place, state: State) -> Vec<Task> {
    let mut tasks = tasks.to_vec();
    tasks[place].state = state;
    tasks
}

fn change(task: Place, cause: Cause, moved: i64) -> Change {
    Change { task, cause, moved }
}

#[test]
fn a_task_that_took_longer_moves_the_end() {
    let (graph, tasks) = chain();
    let before = with(&tasks, 0, State::Running { since: 0 });
    let after = with(&before, 0, State::Finished { started: 0, at: 24 * MINUTE });
    let after = with(&after, 1, State::Running { since: 25 * MINUTE });
    let found = changes(&graph, Moment { tasks: &before, now: 5 * MINUTE }, Moment { tasks: &after, now: 26 * MINUTE });
    assert_eq!((found.former_end, found.present_end, found.moved()), (30 * MINUTE, 45 * MINUTE, 15 * MINUTE));
    let parts = [
        change(0, Cause::Finished { longer_by: 14 * MINUTE }, 14 * MINUTE),
        change(1, Cause::Started { late_by: MINUTE }, MINUTE),
    ];
    assert_eq!(found.parts, parts);
    assert!(!found.are_only_of_time());
}

#[test]
fn what_takes_longer_beside_the_critical_path_moves_less() {
    let (_, mut tasks) = chain();
    let link = |from, to| Link { from, to, kind: LinkKind::FinishStart, lag: 0 };
    let graph = Graph::new(3, &[link(0, 2), link(1, 2)]).unwrap();
    tasks[1].spread = Spread::exactly(15 * MINUTE).unwrap();
    let before = [0, 1].iter().fold(tasks, |tasks, place| with(&tasks, *place, State::Running { since: 0 }));
    let after = with(&before, 1, State::Finished { started: 0, at: 15 * MINUTE });
    let after = with(&after, 0, State::Finished { started: 0, at: 24 * MINUTE });
    let found = changes(&graph, Moment { tasks: &before, now: 0 }, Moment { tasks: &after, now: 24 * MINUTE });
    assert_eq!(found.parts, [change(0, Cause::Finished { longer_by: 14 * MINUTE }, 9 * MINUTE)]);
}

/// Two tasks are waited for and both are late: what finished first counts first, whichever it is.
#[test]
fn delays_count_in_the_order_in_which_they_happened() {
    let (_, tasks) = chain();
    let link = |from, to| Link { from, to, kind: LinkKind::FinishStart, lag: 0 };
    let graph = Graph::new(3, &[link(0, 2), link(1, 2)]).unwrap();
    let before = [0, 1].iter().fold(tasks, |tasks, place| with(&tasks, *place, State::Running { since: 0 }));
    for (first, second) in [(0, 1), (1, 0)] {
        let after = with(&before, first, State::Finished { started: 0, at: 14 * MINUTE });
        let after = with(&after, second, State::Finished { started: 0, at: 24 * MINUTE });
        let found = changes(&graph, Moment { tasks: &before, now: 0 }, Moment { tasks: &after, now: 24 * MINUTE });
        let parts = [
            change(first, Cause::Finished { longer_by: 4 * MINUTE }, 4 * MINUTE),
            change(second, Cause::Finished { longer_by: 14 * MINUTE }, 10 * MINUTE),
        ];
        assert_eq!(found.parts, parts);
    }
}

#[test]
fn time_that_goes_on_counts_for_the_first_that_is_late() {
    let (graph, tasks) = chain();
    let found = changes(&graph, Moment { tasks: &tasks, now: 0 }, Moment { tasks: &tasks, now: 7 });
    assert_eq!(found.parts, [change(0, Cause::NotStarted { late_by: 7 }, 7)]);
    let running = with(&tasks, 0, State::Running { since: 0 });
    let found = changes(&graph, Moment { tasks: &running, now: 60 }, Moment { tasks: &running, now: 13 * MINUTE });
    assert_eq!(found.parts, [change(0, Cause::NotFinished { over_by: 3 * MINUTE }, 3 * MINUTE)]);
    assert!(found.are_only_of_time());
    let found = changes(&graph, Moment { tasks: &running, now: 60 }, Moment { tasks: &running, now: 9 * MINUTE });
    assert_eq!((found.moved(), found.parts), (0, Vec::new()));
}

#[test]
fn what_is_skipped_or_planned_anew_or_done_again_is_told() {
    let (graph, tasks) = chain();
    let skipped = with(&tasks, 0, State::Finished { started: 5, at: 5 });
    let found = changes(&graph, Moment { tasks: &tasks, now: 0 }, Moment { tasks: &skipped, now: 5 });
    let parts = [
        change(0, Cause::Started { late_by: 5 }, 5),
        change(0, Cause::Finished { longer_by: -10 * MINUTE }, -10 * MINUTE),
    ];
    assert_eq!(found.parts, parts);
    let mut longer = skipped.clone();
    longer[2].spread = Spread::exactly(11 * MINUTE).unwrap();
    longer[0].state = State::Running { since: 5 };
    let found = changes(&graph, Moment { tasks: &skipped, now: 5 }, Moment { tasks: &longer, now: 5 });
    let parts = [change(0, Cause::Revised, 10 * MINUTE), change(2, Cause::Replanned { longer_by: MINUTE }, MINUTE)];
    assert_eq!(found.parts, parts);
}

proptest! {
    #[test]
    fn the_parts_are_the_whole_and_the_ends_are_those_of_the_definition(
        (graph, links, before) in plans(), (now, later) in (0..40_i64, 0..40_i64),
        states in prop::collection::vec(prop_oneof![
            Just(None),
            Just(Some(State::Waiting)),
            (-20..60_i64).prop_map(|since| Some(State::Running { since })),
            (-20..60_i64, 0..40_i64).prop_map(|(started, long)| Some(State::Finished { started, at: started + long })),
        ], 9),
        spreads in prop::collection::vec(prop::option::of(0..30_i64), 9),
    ) {
        let mut after = before.clone();
        for (task, (state, spread)) in after.iter_mut().zip(states.iter().zip(spreads)) {
            task.state = state.unwrap_or(task.state);
            task.spread = spread.map_or(task.spread.clone(), |long| Spread::exactly(long).unwrap());
        }
        let present = now + later;
        let found = changes(&graph, Moment { tasks: &before, now }, Moment { tasks: &after, now: present });
        prop_assert_eq!(found.former_end, likely_end(&links, &before, now));
        prop_assert_eq!(found.present_end, likely_end(&links, &after, present));
        prop_assert_eq!(found.parts.iter().map(|part| part.moved).sum::<i64>(), found.moved());
    }
}

/// The end when every task takes what is likely, and what has run longer finishes now.
fn likely_end(links: &[Link], tasks: &[Task], now: i64) -> i64 {
    let finish = |task: &Task| match task.state {
        State::Running { since } => (since + task.spread.likely()).max(now),
        _ => task.spread.likely(),
    };
    reference_end(links, tasks, now, &tasks.iter().map(finish).collect::<Vec<_>>()).0
}
