use super::{May, Moving, Step, is_overridable, steps};
use crate::{
    bookings::{
        Block, Booking, Hold, Override, Place, Standing, State,
        clash::tests::{environment, hours},
        moves::{
            self,
            tests::{approved, at, booking, tree},
        },
    },
    id::{BookingId, EnvironmentGroupId, Identifier, OverlapId, PersonId},
    problem::Outcome,
};
use jiff::Timestamp;

const EVERYTHING: May = May { book: true, allot: true, regardless: true, answer: true };

/// The same booking in every state, as it could be reached.
fn lives() -> Vec<Booking> {
    let asked = booking(1, hours(8, 18));
    let by = PersonId::from_bits(7);
    let states = [
        State::Requested,
        State::Waiting { since: at(0) },
        State::Approved { at: at(0), by: None },
        State::Rejected { at: at(0), by: None, reason: "no".to_owned() },
        State::Active { at: at(8), by: Some(by) },
        State::Returned { at: at(9), by: Some(by) },
        State::Cancelled { at: at(0), by: None, reason: "no".to_owned() },
    ];
    let pool = Place::Pool { group: EnvironmentGroupId::from_bits(1), count: 1, members: vec![environment(1)] };
    let unpicked = Place::Pool { group: EnvironmentGroupId::from_bits(1), count: 1, members: Vec::new() };
    let places = [asked.place.clone(), pool, unpicked];
    let one =
        |(state, place): (&State, &Place)| Booking { state: state.clone(), place: place.clone(), ..asked.clone() };
    states.iter().flat_map(|state| places.iter().map(move |place| (state, place))).map(one).collect()
}

/// What the step comes to when it is taken.
fn taken(step: Step, one: &Booking, now: Timestamp, standing: &Standing<'_>) -> Outcome<()> {
    let by = PersonId::from_bits(7);
    let later = hours(30, 40);
    let done = match step {
        Step::Approve => moves::approve(one, Some(by), now, standing),
        Step::Wait => moves::wait(one, now),
        Step::Activate => moves::activate(one, Some(by), now),
        Step::Return => moves::give_back(one, Some(by), now),
        Step::Pick => moves::pick(one, vec![environment(2)], now, standing),
        Step::Extend => moves::extend(one, later.end(), now, standing),
        Step::Move => moves::relocate(one, later, one.place.clone(), now, standing),
        Step::Reject => moves::reject(one, by, "because", now),
        Step::Cancel => moves::cancel(one, Some(by), "because", now),
        Step::AcceptOverlaps => {
            return moves::accept(one, by, "because", now, standing, || OverlapId::from_bits(1)).map(drop);
        }
    };
    done.map(drop)
}

/// Asks with what is held and blocked, in spite of blocks or not.
fn with<T>(held: &[Hold], blocks: &[Block], regardless: bool, ask: impl FnOnce(&Standing<'_>) -> T) -> T {
    let (tree, called) = (tree(), |id: BookingId| format!("booking {}", id.bits()));
    let over = Override { by: PersonId::from_bits(7), reason: "the disks are late".to_owned() };
    let regardless = regardless.then_some(&over);
    ask(&Standing { tree: &tree, held, blocks, accepted: &[], regardless, called: &called })
}

#[test]
fn a_step_is_told_exactly_when_it_would_not_be_refused() {
    let other = approved(2, hours(10, 12)).holds();
    let outage =
        [Block { environment: environment(1), span: hours(10, 12), kind: "outage", name: "New disks".to_owned() }];
    let mut told = 0;
    for one in lives() {
        for now in [at(0), at(8), at(9), at(18), at(20)] {
            for (held, blocks) in [(&[][..], &[][..]), (&other[..], &[][..]), (&[][..], &outage[..])] {
                let offered = with(held, blocks, false, |standing| steps(&one, EVERYTHING, now, standing));
                for step in Step::ALL {
                    let answer = with(held, blocks, true, |standing| taken(step, &one, now, standing));
                    let is_told = offered.contains(&step);
                    told += usize::from(is_told);
                    // Waiting for what is free, and moving only the end of what is in use, are possible and no use.
                    let is_of_no_use = matches!(step, Step::Wait);
                    // Whether another place or time is free is seen only once it is named.
                    let depends = matches!(step, Step::Pick | Step::Extend | Step::Move) && one.state.holds();
                    assert!(
                        is_told == answer.is_ok() || (!is_told && is_of_no_use) || (is_told && depends),
                        "{step:?} of what is {} at {now}: told {is_told}, {answer:?}",
                        one.state.name()
                    );
                }
            }
        }
    }
    assert!(told > 300, "{told}");
}

#[test]
fn what_can_be_moved_is_what_the_steps_say() {
    for one in lives() {
        let told = with(&[], &[], false, |standing| steps(&one, EVERYTHING, at(0), standing));
        let expected = if told.contains(&Step::Move) {
            Some(Moving::Whole)
        } else {
            told.contains(&Step::Extend).then_some(Moving::End)
        };
        assert_eq!(Moving::in_state(one.state.name()), expected, "{}", one.state.name());
    }
}

#[test]
fn nobody_is_told_what_they_may_not_do() {
    let other = approved(2, hours(10, 12)).holds();
    for one in lives() {
        let none = with(&other, &[], false, |standing| steps(&one, May::default(), at(9), standing));
        assert_eq!(none, []);
    }
    let asked = booking(1, hours(8, 18));
    let machine = May { answer: false, ..EVERYTHING };
    let told = with(&other, &[], false, |standing| steps(&asked, machine, at(0), standing));
    assert_eq!(told, [Step::Wait, Step::Extend, Step::Move, Step::Cancel]);
}

#[test]
fn only_what_blocks_can_be_overridden() {
    let other = approved(2, hours(10, 12)).holds();
    let outage =
        [Block { environment: environment(1), span: hours(10, 12), kind: "outage", name: "New disks".to_owned() }];
    let asked = booking(1, hours(8, 18));
    let ask = |held, blocks, may| with(held, blocks, false, |standing| is_overridable(&asked, may, standing));
    assert!(ask(&[], &outage, EVERYTHING));
    assert!(!ask(&[], &outage, May { regardless: false, ..EVERYTHING }));
    assert!(!ask(&other, &outage, EVERYTHING));
    assert!(!ask(&[], &[], EVERYTHING));
}
