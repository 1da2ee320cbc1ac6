use super::*;
use crate::{
    bookings::clash::tests::{environment, holds, hours, trees},
    id::Identifier,
};
use proptest::prelude::*;

fn holding(hold: Hold, release: Option<u128>) -> Holding {
    Holding {
        hold,
        release: release.map(ReleaseId::from_bits),
        person: None,
        team: None,
        called: format!("booking {}", hold.booking),
        holder: None,
    }
}

fn asked(on: u128, hour: i64) -> Question {
    Question {
        environment: environment(on),
        at: hours(hour, hour + 1).start(),
        release: Some(ReleaseId::from_bits(1)),
        person: None,
        teams: Vec::new(),
    }
}

proptest! {
    #[test]
    fn it_may_go_when_nothing_is_in_the_way_and_from_the_first_hour_at_which_nothing_is(
        tree in trees(),
        held in holds(8),
        own in prop::collection::vec(prop::option::of(1_u128..3), 8),
        blocked in prop::collection::vec((0_u128..5, 0_i64..40, 1_i64..9), 0..3),
        on in 0_u128..5,
        hour in 0_i64..48,
    ) {
        let holdings: Vec<Holding> = held.iter().zip(own).map(|(hold, release)| holding(*hold, release)).collect();
        let blocks: Vec<Block> = blocked.into_iter().map(|(on, from, length)| Block {
            environment: environment(on),
            span: hours(from, from + length),
            kind: "outage",
            name: "Power".to_owned(),
        }).collect();
        let related = |other| tree.covers(environment(on), other) || tree.covers(other, environment(on));
        let in_the_way = |hour: i64| {
            let at = hours(hour, hour + 1).start();
            let held = holdings.iter().filter(|one| one.hold.usage == Usage::Exclusive
                && one.release != Some(ReleaseId::from_bits(1))
                && related(one.hold.environment) && one.hold.span.contains(at)).count();
            held + blocks.iter().filter(|one| related(one.environment) && one.span.contains(at)).count()
        };
        let told = answer(&asked(on, hour), &holdings, &blocks, &tree, hours(200, 201).start());
        prop_assert_eq!(told.reasons.len(), in_the_way(hour));
        prop_assert_eq!(told.is_allowed(), in_the_way(hour) == 0);
        let first = (hour..).find(|hour| in_the_way(*hour) == 0).unwrap();
        prop_assert_eq!(told.allowed_from, Some(hours(first, first + 1).start()));
    }
}

#[test]
fn what_lies_beyond_what_is_known_is_not_promised() {
    let tree = Tree::default();
    let hold = Hold {
        booking: crate::id::BookingId::from_bits(1),
        environment: environment(0),
        span: hours(0, 10),
        usage: Usage::Exclusive,
    };
    let told = answer(&asked(0, 3), &[holding(hold, None)], &[], &tree, hours(10, 11).start());
    assert_eq!((told.reasons.len(), told.allowed_from), (1, None));
    let told = answer(&asked(0, 3), &[holding(hold, None)], &[], &tree, hours(11, 12).start());
    assert_eq!(told.allowed_from, Some(hours(10, 11).start()));
    assert_eq!(told.reasons[0].until, told.allowed_from);
}

#[test]
fn whoever_has_it_is_let_in() {
    let hold = Hold {
        booking: crate::id::BookingId::from_bits(1),
        environment: environment(0),
        span: hours(0, 10),
        usage: Usage::Exclusive,
    };
    let (me, team) = (PersonId::from_bits(7), TeamId::from_bits(8));
    let mine = Holding { person: Some(me), ..holding(hold, None) };
    let ours = Holding { team: Some(team), ..holding(hold, None) };
    let far = hours(99, 100).start();
    let nobody = asked(0, 3);
    let somebody = Question { person: Some(me), teams: vec![team], ..asked(0, 3) };
    for one in [mine, ours] {
        assert!(!answer(&nobody, std::slice::from_ref(&one), &[], &Tree::default(), far).is_allowed());
        assert!(answer(&somebody, &[one], &[], &Tree::default(), far).is_allowed());
    }
}
