use super::*;
use crate::{
    bookings::{
        Block, Hold, Override, Priority, Purpose, Usage,
        clash::tests::{environment, hours},
    },
    due::Zone,
    environments::{Node, Tree},
    id::{BookingId, EnvironmentGroupId, Identifier, PortfolioId},
    text::Name,
};

pub(crate) fn booking(number: u128, span: Span) -> Booking {
    Booking {
        id: BookingId::from_bits(number),
        title: Name::parse(&format!("Booking {number}")).unwrap(),
        description: String::new(),
        portfolio: PortfolioId::from_bits(1),
        release: None,
        phase: None,
        place: Place::Environment { environment: environment(1) },
        span,
        zone: Zone::utc(),
        usage: Usage::Exclusive,
        purpose: Purpose::Code,
        priority: Priority::USUAL,
        requested_by: None,
        team: None,
        series: None,
        state: State::Requested,
        created_at: Timestamp::UNIX_EPOCH,
        rev: 1,
    }
}

pub(crate) fn at(hour: i64) -> Timestamp {
    hours(hour, hour + 1).start()
}

fn somebody() -> PersonId {
    PersonId::from_bits(7)
}

pub(crate) fn tree() -> Tree {
    let node = |number| Node { id: environment(number), parent: None, room: Some(2) };
    Tree::new([node(1), node(2)]).unwrap()
}

/// Asks with what is held by these.
fn with<T>(held: &[Hold], ask: impl FnOnce(&Standing<'_>) -> T) -> T {
    let (tree, called) = (tree(), |id: BookingId| format!("booking {}", id.bits()));
    ask(&Standing { tree: &tree, held, blocks: &[], accepted: &[], regardless: None, called: &called })
}

pub(crate) fn approved(number: u128, span: Span) -> Booking {
    with(&[], |alone| approve(&booking(number, span), None, at(0), alone)).unwrap().state
}

fn code<T: std::fmt::Debug>(answer: Outcome<T>) -> &'static str {
    match answer.unwrap_err() {
        Problem::Refused { reasons, .. } => reasons[0].code,
        Problem::Invalid(faults) => faults[0].code,
        other => panic!("{other}"),
    }
}

#[test]
fn a_booking_lives() {
    let made = with(&[], |alone| request(booking(1, hours(8, 18)), alone)).unwrap();
    assert_eq!((made.facts[0].kind, made.state.holds()), ("booking.requested", vec![]));
    let kept = approved(1, hours(8, 18));
    assert_eq!(kept.holds().len(), 1);
    assert_eq!(code(activate(&kept, None, at(7))), "early");
    assert_eq!(code(activate(&kept, None, at(18))), "over");
    let used = activate(&kept, Some(somebody()), at(8)).unwrap().state;
    assert!(used.is_overdue(at(18)) && !used.is_overdue(at(17)));
    assert_eq!(code(cancel(&used, None, "no", at(9))), "active");
    let over = give_back(&used, None, at(18)).unwrap();
    assert_eq!((over.facts[0].kind, over.state.span), ("booking.returned", hours(8, 18)));
    assert_eq!(code(give_back(&over.state, None, at(19))), "state");
}

#[test]
fn what_is_handed_back_early_is_free_for_others() {
    let used = activate(&approved(1, hours(8, 18)), None, at(8)).unwrap().state;
    let over = give_back(&used, Some(somebody()), at(12)).unwrap();
    assert_eq!((over.facts[0].kind, over.state.span), ("booking.returned_early", hours(8, 12)));
    assert_eq!(over.facts[0].changes.iter().map(|change| change.field.as_str()).collect::<Vec<_>>(), ["state", "span"]);
    assert_eq!(code(give_back(&approved(1, hours(8, 18)), None, at(8))), "early");
}

#[test]
fn a_second_exclusive_booking_is_refused_and_the_holder_named() {
    let first = approved(1, hours(8, 18));
    let second = booking(2, hours(17, 20));
    let answer = with(&first.holds(), |standing| approve(&second, None, at(0), standing));
    let Err(Problem::Refused { reasons, .. }) = answer else { panic!("approved") };
    assert_eq!((reasons[0].code, reasons[0].until), ("booked", Some(at(18))));
    assert!(reasons[0].detail.contains("booking 1"), "{}", reasons[0].detail);
    // Somebody answers for it, but only for so long.
    let (tree, called) = (tree(), |_| String::new());
    let overlap = Overlap {
        id: OverlapId::from_bits(1),
        bookings: vec![first.id, second.id],
        environment: environment(1),
        span: hours(17, 18),
        by: somebody(),
        reason: "both test the same thing".to_owned(),
        at: at(0),
    };
    let held = first.holds();
    let standing =
        Standing { tree: &tree, held: &held, blocks: &[], accepted: &[overlap], regardless: None, called: &called };
    let kept = approve(&second, None, at(0), &standing).unwrap().state;
    assert_eq!(code(relocate(&kept, hours(16, 20), kept.place.clone(), at(0), &standing)), "booked");
}

#[test]
fn a_block_is_overridden_only_with_a_reason() {
    let (tree, called) = (tree(), |_| String::new());
    let blocks =
        [Block { environment: environment(1), span: hours(10, 12), kind: "outage", name: "New disks".to_owned() }];
    let ask = |regardless: Option<&Override>| {
        let standing = Standing { tree: &tree, held: &[], blocks: &blocks, accepted: &[], regardless, called: &called };
        approve(&booking(1, hours(8, 18)), None, at(0), &standing)
    };
    assert_eq!(code(ask(None)), "outage");
    assert_eq!(code(ask(Some(&Override { by: somebody(), reason: " ".to_owned() }))), "outage");
    let done = ask(Some(&Override { by: somebody(), reason: "the disks are late".to_owned() })).unwrap();
    assert_eq!(done.facts[0].reason.as_deref(), Some("the disks are late"));
}

#[test]
fn what_is_in_use_can_only_end_at_another_time() {
    let used = activate(&approved(1, hours(8, 18)), None, at(8)).unwrap().state;
    let next = approved(2, hours(20, 22));
    with(&[used.holds(), next.holds()].concat(), |standing| {
        assert_eq!(extend(&used, at(20), at(9), standing).unwrap().facts[0].kind, "booking.moved");
        assert_eq!(code(extend(&used, at(21), at(9), standing)), "booked");
        assert_eq!(code(extend(&used, at(18), at(9), standing)), "order");
        assert_eq!(code(relocate(&used, hours(9, 18), used.place.clone(), at(9), standing)), "active");
        let unchanged = relocate(&used, used.span, used.place.clone(), at(9), standing).unwrap();
        assert_eq!(unchanged.facts, []);
    });
}

#[test]
fn the_first_in_line_comes_first_unless_another_matters_more() {
    let line = |number, since, priority| Booking {
        state: State::Waiting { since: at(since) },
        priority: Priority::new(priority).unwrap(),
        ..booking(number, hours(8, 18))
    };
    let waiting = [line(1, 3, 3), line(2, 1, 3), line(3, 5, 1), Booking { span: hours(18, 20), ..line(4, 6, 5) }];
    let told = |held: &[Hold]| -> Vec<u128> {
        with(held, |standing| next_in_line(&waiting, standing, at(0)).iter().map(|one| one.id.bits()).collect())
    };
    assert_eq!(told(&[]), [3, 4]);
    assert_eq!(told(&approved(9, hours(17, 18)).holds()), [4]);
}

#[test]
fn what_keeps_others_out_that_may_be_there_is_no_small_change() {
    let alone = Booking { usage: Usage::Shared, ..approved(1, hours(8, 18)) };
    let beside = Booking { usage: Usage::Shared, ..approved(2, hours(9, 10)) };
    with(&beside.holds(), |standing| {
        let named = Booking { title: Name::parse("Late").unwrap(), ..alone.clone() };
        let changed = change(&alone, named.clone(), standing).unwrap();
        assert_eq!((changed.facts[0].kind, changed.facts[0].changes.len()), ("booking.changed", 1));
        assert_eq!(change(&named, named.clone(), standing).unwrap().facts, []);
        assert_eq!(code(change(&alone, Booking { usage: Usage::Exclusive, ..alone.clone() }, standing)), "booked");
    });
}

#[test]
fn a_clash_that_somebody_answers_for_is_none_any_more() {
    let first = approved(1, hours(8, 18));
    let second = booking(2, hours(17, 20));
    let held = first.holds();
    let accepted = with(&held, |standing| {
        assert_eq!(code(accept(&second, somebody(), " ", at(0), standing, || OverlapId::from_bits(1))), "text");
        accept(&second, somebody(), "same test", at(0), standing, || OverlapId::from_bits(1)).unwrap()
    });
    assert_eq!((accepted.facts[0].kind, accepted.state.len()), ("overlap.accepted", 1));
    let (tree, called) = (tree(), |_| String::new());
    let (accepted, blocks) = (accepted.state, []);
    let standing =
        Standing { tree: &tree, held: &held, blocks: &blocks, accepted: &accepted, regardless: None, called: &called };
    assert!(approve(&second, None, at(0), &standing).is_ok());
    assert_eq!(code(accept(&second, somebody(), "again", at(0), &standing, || OverlapId::from_bits(2))), "no_overlap");
}

#[test]
fn a_pool_is_settled_before_it_is_kept() {
    let pool = |members: &[u128]| Place::Pool {
        group: EnvironmentGroupId::from_bits(1),
        count: 2,
        members: members.iter().copied().map(environment).collect(),
    };
    let open = Booking { place: pool(&[]), ..booking(1, hours(8, 18)) };
    with(&[], |standing| {
        assert_eq!(code(approve(&open, None, at(0), standing)), "unpicked");
        assert_eq!(code(pick(&open, vec![environment(1)], at(0), standing)), "count");
        assert_eq!(code(pick(&open, vec![environment(1), environment(1)], at(0), standing)), "nested");
        let picked = pick(&open, vec![environment(1), environment(2)], at(0), standing).unwrap().state;
        assert_eq!(approve(&picked, None, at(0), standing).unwrap().state.holds().len(), 2);
        assert_eq!(code(pick(&booking(2, hours(8, 9)), vec![], at(0), standing)), "no_pool");
    });
}

#[test]
fn every_step_is_taken_only_from_where_it_leads_on() {
    let states = [
        State::Requested,
        State::Waiting { since: at(0) },
        State::Approved { at: at(0), by: None },
        State::Rejected { at: at(0), by: None, reason: String::new() },
        State::Active { at: at(0), by: None },
        State::Returned { at: at(0), by: None },
        State::Cancelled { at: at(0), by: None, reason: String::new() },
    ];
    let mut table = Vec::new();
    for state in states {
        let one = Booking { state, ..booking(1, hours(1, 9)) };
        let now = at(2);
        let answers = with(&[], |alone| {
            [
                wait(&one, now).is_ok(),
                approve(&one, None, now, alone).is_ok(),
                reject(&one, somebody(), "no", now).is_ok(),
                activate(&one, None, now).is_ok(),
                give_back(&one, None, now).is_ok(),
                cancel(&one, None, "no", now).is_ok(),
                extend(&one, at(12), now, alone).is_ok(),
            ]
        });
        table.push(format!("{} {}", one.state.name(), answers.map(|may| if may { "x" } else { "." }).concat()));
    }
    let expected = [
        "requested xxx..xx",
        "waiting .xx..xx",
        "approved ...xxxx",
        "rejected .......",
        "active ....x.x",
        "returned .......",
        "cancelled .......",
    ];
    assert_eq!(table, expected);
    assert_eq!(code(reject(&booking(1, hours(1, 9)), somebody(), "  ", at(0))), "text");
}
