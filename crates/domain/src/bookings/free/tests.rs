use super::{
    pool::{Member, Pick, first_with, pick},
    utilisation::{cost, utilisation},
    *,
};
use crate::{
    bookings::clash::{
        against,
        tests::{environment, hold, holds, hours, trees},
    },
    text::Key,
};
use proptest::prelude::*;

fn at(hour: i64) -> Timestamp {
    hours(hour, hour + 1).start()
}

fn spans() -> impl Strategy<Value = Vec<Span>> {
    let one = (0_i64..40, 1_i64..8).prop_map(|(from, length)| hours(from, from + length));
    prop::collection::vec(one, 0..8)
}

fn long(hours: i64) -> SignedDuration {
    SignedDuration::from_hours(hours)
}

/// The definition: nothing of it is in any of the spans.
fn is_free(taken: &[Span], wanted: Span) -> bool {
    taken.iter().all(|span| !span.overlaps(wanted))
}

proptest! {
    /// Hours are all there is here, so that trying every hour tries everything.
    #[test]
    fn the_first_and_last_free_are_found_by_trying_every_hour(taken in spans(), length in 1_i64..10, from in 0_i64..30, room in 0_i64..30) {
        let busy = Busy::new(taken.iter().copied());
        prop_assert!(busy.spans().windows(2).all(|pair| pair[0].end() < pair[1].start()));
        let free: Vec<Span> = (from..=from + room - length).map(|hour| hours(hour, hour + length)).filter(|span| is_free(&taken, *span)).collect();
        prop_assert_eq!(busy.next_free(long(length), at(from), at(from + room)), free.first().copied());
        prop_assert_eq!(busy.last_free(long(length), at(from), at(from + room)), free.last().copied());
    }

    #[test]
    fn taken_and_gaps_are_all_of_a_span(taken in spans(), from in 0_i64..30, length in 1_i64..30) {
        let busy = Busy::new(taken.iter().copied());
        let within = hours(from, from + length);
        let free: Vec<i64> = (from..from + length).filter(|hour| is_free(&taken, hours(*hour, hour + 1))).collect();
        let gaps = busy.gaps(within);
        let told: Vec<i64> = (from..from + length).filter(|hour| gaps.iter().any(|gap| gap.contains(at(*hour)))).collect();
        prop_assert_eq!(&told, &free);
        prop_assert_eq!(busy.taken(within), long(length - free.len() as i64));
        prop_assert_eq!(busy.is_free(within), free.len() as i64 == length);
        let used = utilisation(&busy, within, Some(60), long(2));
        prop_assert_eq!(used.cost.unwrap() + used.idle_cost.unwrap(), 60 * length);
        prop_assert_eq!(used.cost, Some(60 * (length - free.len() as i64)));
        prop_assert!(used.idle.iter().all(|gap| gap.length() >= long(2)));
    }

    #[test]
    fn busy_is_when_a_further_booking_would_clash(held in holds(10), tree in trees(), on in 0_u128..5, from in 0_i64..45, length in 1_i64..6, shared: bool) {
        let usage = if shared { Usage::Shared } else { Usage::Exclusive };
        let wanted = hold(99, on, hours(from, from + length), usage);
        let busy = Busy::of(environment(on), usage, &held, &[], &tree);
        prop_assert_eq!(busy.is_free(wanted.span), against(&[wanted], &held, &tree).is_empty());
    }

    #[test]
    fn members_are_picked_or_it_is_said_when_there_are_enough(all in prop::collection::vec((spans(), 0_i64..3), 1..5), count in 1_usize..5, from in 0_i64..20, length in 1_i64..5) {
        let members: Vec<Member> = all.iter().enumerate().map(|(place, (taken, used))| Member {
            environment: environment(place as u128),
            key: Key::parse(&format!("m{place}")).unwrap(),
            used: long(*used),
            busy: Busy::new(taken.iter().copied()),
        }).collect();
        let free = |hour: i64| -> Vec<usize> {
            (0..all.len()).filter(|place| is_free(&all[*place].0, hours(hour, hour + length))).collect()
        };
        let until = 60;
        let enough = (from..=until - length).find(|hour| free(*hour).len() >= count).map(at);
        prop_assert_eq!(first_with(&members, count, long(length), at(from), at(until)), enough);
        match pick(&members, count, hours(from, from + length), at(until)) {
            Pick::Short { free: told, members: there, by } => {
                prop_assert!(told == free(from).len() && told < count && there == all.len());
                prop_assert_eq!(by, enough);
            }
            Pick::Picked { members: picked } => {
                let mut expected = free(from);
                expected.sort_by_key(|place| (all[*place].1, *place));
                let expected: Vec<EnvironmentId> = expected.into_iter().take(count).map(|place| environment(place as u128)).collect();
                prop_assert_eq!(picked, expected);
            }
        }
    }
}

#[test]
fn costs_are_rounded_to_the_minor_unit() {
    assert_eq!(cost(SignedDuration::from_mins(30), 5), 3, "two and a half");
    assert_eq!(cost(SignedDuration::from_mins(20), 100), 33);
    assert_eq!(cost(SignedDuration::MAX, i64::MAX), i64::MAX);
}
