use super::*;
use proptest::prelude::*;

const KINDS: [LinkKind; 4] =
    [LinkKind::FinishStart, LinkKind::StartStart, LinkKind::FinishFinish, LinkKind::StartFinish];

/// Durations, earliest starts, and links that lead from a task to a later one of a shuffled list.
fn plans() -> impl Strategy<Value = (Vec<i64>, Vec<i64>, Vec<Link>)> {
    (1_usize..9).prop_flat_map(|tasks| {
        let link = (0..tasks, 0..tasks, 0..4_usize, -4..8_i64);
        let order = Just((0..tasks).collect::<Vec<_>>()).prop_shuffle();
        (
            prop::collection::vec(0..9_i64, tasks),
            prop::collection::vec(0..12_i64, tasks),
            prop::collection::vec(link, 0..16),
            order,
        )
            .prop_map(|(durations, not_before, links, order)| {
                let links = links.into_iter().filter(|(from, to, ..)| from != to).map(|(one, other, kind, lag)| Link {
                    from: order[one.min(other)],
                    to: order[one.max(other)],
                    kind: KINDS[kind],
                    lag,
                });
                (durations, not_before, links.collect())
            })
    })
}

/// The definition, word for word.
fn holds(link: &Link, starts: &[i64], durations: &[i64]) -> bool {
    let finish = |place: usize| starts[place] + durations[place];
    match link.kind {
        LinkKind::FinishStart => starts[link.to] >= finish(link.from) + link.lag,
        LinkKind::StartStart => starts[link.to] >= starts[link.from] + link.lag,
        LinkKind::FinishFinish => finish(link.to) >= finish(link.from) + link.lag,
        LinkKind::StartFinish => finish(link.to) >= starts[link.from] + link.lag,
    }
}

fn end(starts: &[i64], durations: &[i64]) -> i64 {
    starts.iter().zip(durations).map(|(start, long)| start + long).max().unwrap_or(0)
}

/// The earliest plan, found by pushing a task on by one as long as anything does not hold.
fn pushed(durations: &[i64], not_before: &[i64], links: &[Link]) -> Vec<i64> {
    let mut starts = not_before.to_vec();
    while let Some(broken) = links.iter().find(|link| !holds(link, &starts, durations)) {
        starts[broken.to] += 1;
    }
    starts
}

proptest! {
    #[test]
    fn tasks_start_as_early_as_in_any_plan((durations, not_before, links) in plans()) {
        let schedule = Graph::new(durations.len(), &links).unwrap().schedule(&durations, &not_before);
        let starts = pushed(&durations, &not_before, &links);
        prop_assert_eq!(schedule.end, end(&starts, &durations));
        prop_assert_eq!(&schedule.starts, &starts);
    }

    #[test]
    fn slack_is_what_a_task_may_be_late_and_no_more((durations, not_before, links) in plans()) {
        let graph = Graph::new(durations.len(), &links).unwrap();
        let schedule = graph.schedule(&durations, &not_before);
        for (place, latest) in schedule.latest_starts.iter().enumerate() {
            let ends = |start: i64| {
                let mut late = not_before.clone();
                late[place] = start;
                end(&pushed(&durations, &late, &links), &durations)
            };
            prop_assert_eq!(ends(*latest), schedule.end, "task {} may start at {}", place, latest);
            prop_assert!(ends(latest + 1) > schedule.end, "task {} may start no later than {}", place, latest);
        }
        prop_assert!(schedule.critical().next().is_some(), "something decides the end");
    }

    #[test]
    fn links_either_make_a_graph_or_name_a_cycle(
        links in prop::collection::vec((0..7_usize, 0..7_usize), 0..14),
    ) {
        let of = |&(from, to): &(usize, usize)| Link { from, to, kind: LinkKind::FinishStart, lag: 0 };
        let links: Vec<Link> = links.iter().map(of).collect();
        let leads = |from: usize, to: usize| links.iter().any(|link| (link.from, link.to) == (from, to));
        match Graph::new(7, &links) {
            Ok(graph) => {
                let mut places = [0; 7];
                graph.order.iter().enumerate().for_each(|(place, task)| places[*task as usize] = place);
                prop_assert!(links.iter().all(|link| places[link.from] < places[link.to]));
            }
            Err(Broken::Cycle(round)) => {
                prop_assert!(!round.is_empty());
                let next = round.iter().cycle().skip(1);
                prop_assert!(round.iter().zip(next).all(|(from, to)| leads(*from, *to)), "{:?}", round);
            }
            Err(other) => prop_assert!(false, "{:?}", other),
        }
    }
}

#[test]
fn a_link_to_nothing_is_told() {
    let link = |from, to| Link { from, to, kind: LinkKind::StartStart, lag: 0 };
    assert_eq!(Graph::new(2, &[link(0, 1), link(1, 2)]).unwrap_err(), Broken::NoTask(1));
    assert_eq!(Graph::new(1, &[link(0, 0)]).unwrap_err(), Broken::Cycle(vec![0]));
    assert_eq!(Graph::new(0, &[]).unwrap().schedule(&[], &[]).end, 0);
}

#[test]
fn times_out_of_all_reason_do_not_overflow() {
    let link = |from, to| Link { from, to, kind: LinkKind::FinishStart, lag: i64::MAX };
    let graph = Graph::new(3, &[link(0, 1), link(1, 2)]).unwrap();
    assert_eq!(graph.schedule(&[i64::MAX; 3], &[i64::MIN, i64::MAX, 0]).end, i64::MAX);
}
