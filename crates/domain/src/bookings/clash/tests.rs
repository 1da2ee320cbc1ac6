use super::*;
use crate::{environments::Node, id::Identifier};
use jiff::Timestamp;
use proptest::prelude::*;

pub(crate) fn environment(number: u128) -> EnvironmentId {
    EnvironmentId::from_bits(number)
}

pub(crate) fn hours(from: i64, to: i64) -> Span {
    let at = |hour: i64| Timestamp::from_second(1_767_225_600 + hour * 3_600).unwrap();
    Span::new(at(from), at(to)).unwrap()
}

pub(crate) fn hold(booking: u128, on: u128, span: Span, usage: Usage) -> Hold {
    Hold { booking: BookingId::from_bits(booking), environment: environment(on), span, usage }
}

/// Five environments, each perhaps part of an earlier one.
pub(crate) fn trees() -> impl Strategy<Value = Tree> {
    prop::collection::vec((prop::option::of(0_usize..4), prop::option::of(1_u32..4)), 5).prop_map(|all| {
        let nodes = all.into_iter().enumerate().map(|(place, (parent, room))| Node {
            id: environment(place as u128),
            parent: parent.filter(|parent| *parent < place).map(|parent| environment(parent as u128)),
            room,
        });
        Tree::new(nodes).unwrap()
    })
}

/// Holds within two days, each of a booking of its own.
pub(crate) fn holds(most: usize) -> impl Strategy<Value = Vec<Hold>> {
    let one =
        (0_u128..5, 0_i64..40, 1_i64..9, prop::sample::select(vec![Usage::Exclusive, Usage::Shared, Usage::Shared]));
    prop::collection::vec(one, 0..most).prop_map(|all| {
        let made = all.into_iter().enumerate();
        made.map(|(place, (on, from, length, usage))| hold(place as u128 + 1, on, hours(from, from + length), usage))
            .collect()
    })
}

/// The definition: every pair, and every hour of every environment.
pub(crate) fn every_clash(holds: &[Hold], tree: &Tree) -> Vec<Clash> {
    let mut found = Vec::new();
    for (place, one) in holds.iter().enumerate() {
        for other in &holds[place + 1..] {
            let either = one.usage == Usage::Exclusive || other.usage == Usage::Exclusive;
            if let Some((environment, span)) = one.meets(other, tree).filter(|_| either) {
                let mut bookings = vec![one.booking, other.booking];
                bookings.sort();
                found.push(Clash { environment, span, why: Why::Exclusive, bookings });
            }
        }
    }
    for number in 0..5 {
        let here = environment(number);
        let Some(room) = tree.room(here) else { continue };
        let at = |hour: i64| -> Vec<&Hold> {
            let there = |hold: &&Hold| hold.usage == Usage::Shared && hold.span.contains(hours(hour, hour + 1).start());
            let all: Vec<&Hold> =
                holds.iter().filter(there).filter(|hold| tree.covers(hold.environment, here)).collect();
            let crowded = all.len() > room as usize && all.iter().any(|hold| hold.environment == here);
            if crowded { all } else { Vec::new() }
        };
        let mut hour = 0;
        while hour < 60 {
            let start = hour;
            let mut bookings = Vec::new();
            while !at(hour).is_empty() {
                bookings.extend(at(hour).into_iter().map(|hold| hold.booking));
                hour += 1;
            }
            if hour > start {
                bookings.sort();
                bookings.dedup();
                found.push(Clash { environment: here, span: hours(start, hour), why: Why::Crowded { room }, bookings });
            }
            hour += 1;
        }
    }
    found.sort();
    found
}

proptest! {
    #[test]
    fn the_sweep_finds_what_the_definition_says(holds in holds(14), tree in trees()) {
        prop_assert_eq!(among(&holds, &tree), every_clash(&holds, &tree));
    }

    #[test]
    fn a_wanted_hold_clashes_exactly_when_it_makes_a_clash(holds in holds(12), tree in trees()) {
        let Some((wanted, held)) = holds.split_first() else { return Ok(()) };
        let mine = |clash: &Clash| clash.bookings.contains(&wanted.booking);
        let all = every_clash(&holds, &tree);
        let found = against(&[*wanted], held, &tree);
        prop_assert_eq!(found.is_empty(), !all.iter().any(mine));
        let pairs = |clashes: &[Clash]| -> Vec<Clash> {
            clashes.iter().filter(|clash| mine(clash) && clash.why == Why::Exclusive).cloned().collect()
        };
        prop_assert_eq!(pairs(&found), pairs(&all));
    }

    #[test]
    fn two_conflict_when_they_clash_with_nobody_else_there(holds in holds(3), tree in trees()) {
        let [one, other] = holds.as_slice() else { return Ok(()) };
        prop_assert_eq!(holds_conflict(one, other, &tree), !every_clash(&holds, &tree).is_empty());
        prop_assert_eq!(holds_conflict(one, other, &tree), holds_conflict(other, one, &tree));
    }
}

#[test]
fn back_to_back_is_no_clash_and_a_parent_covers_its_child() {
    let node =
        |number, parent: Option<u128>| Node { id: environment(number), parent: parent.map(environment), room: None };
    let tree = Tree::new([node(1, None), node(2, Some(1)), node(3, Some(1))]).unwrap();
    let morning = hold(1, 1, hours(8, 12), Usage::Exclusive);
    assert_eq!(against(&[hold(2, 1, hours(12, 18), Usage::Exclusive)], &[morning], &tree), []);
    let child = against(&[hold(2, 2, hours(11, 18), Usage::Shared)], &[morning], &tree);
    assert_eq!((child[0].environment, child[0].span), (environment(2), hours(11, 12)));
    let sibling = hold(3, 3, hours(8, 12), Usage::Exclusive);
    assert_eq!(against(&[hold(2, 2, hours(8, 12), Usage::Exclusive)], &[sibling], &tree), []);
}
