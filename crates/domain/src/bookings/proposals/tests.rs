use super::*;
use crate::bookings::clash::tests::{environment, every_clash, hold, holds, hours, trees};
use proptest::prelude::*;

fn at(hour: i64) -> Timestamp {
    hours(hour, hour + 1).start()
}

fn question<'a>(hold: Hold, held: &'a [Hold], tree: &'a Tree, members: &'a [EnvironmentId]) -> Question<'a> {
    Question {
        hold,
        priority: Priority::USUAL,
        tree,
        held,
        blocks: &[],
        members,
        limits: hours(0, 48),
        least: SignedDuration::from_hours(2),
        horizon: at(58),
        weights: Weights::default(),
    }
}

/// The holds once a proposal was accepted.
fn accepted(held: &[Hold], proposal: &Proposal) -> Vec<Hold> {
    let share = |hold: &Hold| {
        if proposal.sharing.contains(&hold.booking) { Hold { usage: Usage::Shared, ..*hold } } else { *hold }
    };
    held.iter().map(share).chain([proposal.hold]).collect()
}

proptest! {
    #[test]
    fn what_is_proposed_clashes_with_nothing(held in holds(8), tree in trees(), on in 0_u128..5, from in 0_i64..40, length in 1_i64..8, shared: bool) {
        let usage = if shared { Usage::Shared } else { Usage::Exclusive };
        let wanted = hold(99, on, hours(from, from + length), usage);
        let members: Vec<EnvironmentId> = (0..5).map(environment).collect();
        let asked = question(wanted, &held, &tree, &members);
        let found = proposals(&asked);
        let clash = |holds: &[Hold]| every_clash(holds, &tree).into_iter().any(|clash| clash.bookings.contains(&wanted.booking));
        let before: Vec<Hold> = held.iter().copied().chain([wanted]).collect();
        prop_assert!(clash(&before) || found.is_empty());
        prop_assert!(found.windows(2).all(|pair| pair[0].cost <= pair[1].cost));
        for proposal in &found {
            prop_assert!(!clash(&accepted(&held, proposal)), "{:?}", proposal);
            prop_assert!(every_clash(&accepted(&held, proposal), &tree).len() <= every_clash(&before, &tree).len());
        }
        if clash(&before) {
            // Every hour is tried.
            let fits = |span: Span| { let mut all = held.clone(); all.push(Hold { span, ..wanted }); !clash(&all) };
            let later = (from..=48 - length).map(|hour| hours(hour, hour + length)).find(|span| fits(*span));
            let earlier = (0..=(from + length).min(48) - length).rev().map(|hour| hours(hour, hour + length)).find(|span| fits(*span));
            let told = |kind| found.iter().find(|one| one.kind == kind).map(|one| one.hold.span);
            prop_assert_eq!(told(Kind::Later), later);
            prop_assert_eq!(told(Kind::Earlier), earlier);
            let shorter = (2..length).rev().map(|left| hours(from, from + left)).find(|span| fits(*span));
            prop_assert_eq!(told(Kind::EndEarlier), shorter);
        }
    }
}

#[test]
fn every_way_out_is_told_with_what_it_costs() {
    use crate::environments::Node;
    let node = |number| Node { id: environment(number), parent: None, room: Some(2) };
    let tree = Tree::new([node(1), node(2)]).unwrap();
    let held = [hold(1, 1, hours(12, 20), Usage::Exclusive)];
    let members = [environment(1), environment(2)];
    let found = proposals(&question(hold(2, 1, hours(8, 16), Usage::Exclusive), &held, &tree, &members));
    let told: Vec<(Kind, u64, i64, i64)> = found
        .iter()
        .map(|one| (one.kind, one.cost / 4 / 3_600, one.moved_seconds / 3_600, one.lost_seconds / 3_600))
        .collect();
    let expected = [
        (Kind::Earlier, 4, -4, 0),
        (Kind::EndEarlier, 8, 0, 4),
        (Kind::Later, 12, 12, 0),
        (Kind::Member, 24, 0, 0),
        (Kind::Share, 48, 0, 0),
    ];
    assert_eq!(told, expected);
    assert_eq!((found[4].sharing.clone(), found[0].clears.clone()), (vec![held[0].booking], vec![held[0].booking]));
    // Out of its limits is the last resort.
    let tight =
        Question { limits: hours(8, 16), ..question(hold(2, 1, hours(8, 16), Usage::Shared), &held, &tree, &[]) };
    let tight = proposals(&Question { least: SignedDuration::from_hours(5), weights: Weights::default(), ..tight });
    assert_eq!(
        tight.iter().map(|one| (one.kind, one.leaves_limits)).collect::<Vec<_>>(),
        [(Kind::Share, false), (Kind::NextFree, true)]
    );
}
