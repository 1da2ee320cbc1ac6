use super::{
    pool::{Member, Pick, first_with, pick},
    utilisation::{Had, Sum, Utilisation, portions},
    *,
};
use crate::{
    bookings::clash::{
        against,
        tests::{environment, hold, holds, hours, trees},
    },
    environments::Money,
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

fn rate(amount: i64, currency: &str) -> Money {
    Money { amount, currency: currency.to_owned() }
}

proptest! {
    /// Hour by hour: who is there pays an equal part of it.
    #[test]
    fn everybody_pays_an_equal_part_and_together_all_of_it(
        taken in prop::collection::vec((0_i64..40, 1_i64..8, any::<bool>()), 0..7),
        from in 0_i64..30, length in 1_i64..30, now in 0_i64..50, amount in 0_i64..1_000,
    ) {
        let within = hours(from, from + length);
        let had: Vec<Had> =
            taken.iter().map(|(start, length, in_use)| Had { span: hours(*start, start + length), in_use: *in_use }).collect();
        let used = Utilisation::of(&had, within, at(now));
        let there = |hour: i64| had.iter().filter(|one| one.span.contains(at(hour))).count();
        let booked = (from..from + length).filter(|hour| there(*hour) > 0).count() as i64;
        let active = (from..from + length)
            .filter(|hour| *hour < now && had.iter().any(|one| one.in_use && one.span.contains(at(*hour))))
            .count() as i64;
        prop_assert_eq!((used.booked, used.active), (long(booked), long(active)));
        let idle: Vec<SignedDuration> = used.idle.iter().map(|gap| gap.length()).collect();
        prop_assert_eq!(idle.iter().sum::<SignedDuration>(), long(length - booked));
        prop_assert_eq!(used.longest_idle().map(Span::length), idle.iter().copied().max());

        let spans: Vec<Option<Span>> = had.iter().map(|one| Some(one.span)).collect();
        let parts = portions(&spans, within);
        prop_assert_eq!(parts.iter().sum::<SignedDuration>(), long(booked));
        let mut sum = Sum::default();
        for (one, part) in had.iter().zip(&parts) {
            let hours = (from..from + length).filter(|hour| one.span.contains(at(*hour)));
            let exact: f64 = hours.map(|hour| 3_600.0 / there(hour) as f64).sum();
            prop_assert!((part.as_secs_f64() - exact).abs() < 1e-3, "{part:?} {exact}");
            sum.add(*part, Some(&rate(amount, "EUR")));
        }
        let cost = sum.costs().first().map_or(0, |money| money.amount);
        prop_assert_eq!((sum.time, cost), (long(booked), booked * amount));
        prop_assert_eq!(sum.thousandths(within.length()), booked * 1_000 / length);
    }
}

#[test]
fn costs_are_rounded_once_and_currencies_are_never_added() {
    let mut sum = Sum::default();
    sum.add(SignedDuration::from_mins(15), Some(&rate(5, "EUR")));
    sum.add(SignedDuration::from_mins(15), Some(&rate(5, "EUR")));
    sum.add(SignedDuration::from_mins(20), Some(&rate(100, "USD")));
    sum.add(SignedDuration::from_mins(40), None);
    assert_eq!(sum.costs(), [rate(3, "EUR"), rate(33, "USD")], "two and a half is three, once");
    assert_eq!((sum.time, sum.unpriced), (SignedDuration::from_mins(90), SignedDuration::from_mins(40)));
    sum.add(SignedDuration::MAX, Some(&rate(i64::MAX, "EUR")));
    assert_eq!(sum.costs()[0].amount, i64::MAX);
}
