use super::*;
use crate::{
    Due, Key, Name, Zone,
    id::{ActivityId, Identifier, MilestoneId, PhaseId},
    releases::{ActivityStatus, Category, Milestone, MilestoneKind, MilestoneState, Phase, release::tests::release},
    schedule::Weekday,
};
use jiff::{Span as Duration, civil::date};
use proptest::prelude::*;

const EASTER: [Date; 2] = [date(2026, 4, 3), date(2026, 4, 6)];

fn day(number: i64) -> Date {
    date(2026, 1, 5).checked_add(Duration::new().days(number)).unwrap()
}

fn phase(id: u128, start: Date, end: Date) -> Phase {
    Phase { id: PhaseId::from_bits(id), name: Name::from_words(&format!("Phase {id}")), start, end, rev: 1 }
}

fn gate(id: u128, due: Date, state: MilestoneState) -> Milestone {
    Milestone {
        id: MilestoneId::from_bits(id),
        kind: MilestoneKind::Gate,
        key: Key::from_words(&format!("g-{id}")),
        name: Name::from_words(&format!("Gate {id}")),
        phase: None,
        start: None,
        due: Due::on(due, Zone::utc()),
        state,
        responsible: None,
        scope: None,
        description: String::new(),
        guards: None,
        rev: 1,
    }
}

fn work(id: u128, of: ReleaseId, start: Date, due: Date, status: ActivityStatus) -> Activity {
    let (id, name) = (ActivityId::from_bits(id), Name::from_words(&format!("Work {id}")));
    let description = String::new();
    Activity {
        id,
        release: of,
        phase: None,
        name,
        description,
        assignee: None,
        start: Some(start),
        due: Some(due),
        status,
        rev: 1,
    }
}

fn standing(number: u128, start: Date, end: Date) -> Standing {
    let target = Some(Due::on(end, Zone::utc()));
    Standing {
        release: Release { start: Some(start), target: target.clone(), ..release(number) },
        plan: Plan { start: Some(start), target, ..Plan::default() },
        activities: Vec::new(),
        calendar: WorkingCalendar::new(&Weekday::USUAL, EASTER),
        needs: Vec::new(),
        closures: Vec::new(),
        accountable: None,
        seen: true,
        may: true,
    }
}

fn to(subject: Subject, start: Date, end: Date) -> Move {
    Move {
        subject,
        start: Some(start),
        end: Some(end),
        along: Along::All,
        unit: Unit::WorkingDays,
        members: Choice::Follow,
        each: HashMap::new(),
        dependants: Dependants::Push,
    }
}

fn id(number: u128) -> ReleaseId {
    ReleaseId::from_bits(number)
}

fn codes(done: &Replanned) -> Vec<(&'static str, &'static str)> {
    done.conflicts.iter().map(|conflict| (conflict.severity.name(), conflict.code)).collect()
}

fn span(done: &Replanned, release: u128) -> Option<(String, String)> {
    let changed = done.changes.iter().find(|changed| changed.release == id(release))?;
    Some((changed.plan.start?.to_string(), changed.plan.target.as_ref()?.date.to_string()))
}

fn days(start: &str, end: &str) -> Option<(String, String)> {
    Some((start.to_owned(), end.to_owned()))
}

#[test]
fn a_release_that_is_dropped_on_a_weekend_begins_on_the_working_day_in_its_direction() {
    let one = standing(1, date(2026, 3, 2), date(2026, 3, 13));
    // 14 March is a Saturday, 28 February too.
    let later = replan(id(1), std::slice::from_ref(&one), &to(Subject::Release, date(2026, 3, 14), date(2026, 3, 25)));
    assert_eq!(span(&later, 1), days("2026-03-16", "2026-03-27"));
    let earlier =
        replan(id(1), std::slice::from_ref(&one), &to(Subject::Release, date(2026, 2, 28), date(2026, 3, 11)));
    assert_eq!(span(&earlier, 1), days("2026-02-27", "2026-03-12"));
    // Over Easter it takes the same ten working days.
    let easter = replan(id(1), std::slice::from_ref(&one), &to(Subject::Release, date(2026, 3, 30), date(2026, 4, 10)));
    assert_eq!(span(&easter, 1), days("2026-03-30", "2026-04-14"));
    let exactly = Move { unit: Unit::Days, ..to(Subject::Release, date(2026, 3, 14), date(2026, 3, 25)) };
    assert_eq!(span(&replan(id(1), &[one], &exactly), 1), days("2026-03-14", "2026-03-25"));
}

#[test]
fn what_needs_a_moved_release_is_pushed_as_far_as_it_must_and_no_further() {
    let mut worlds = vec![
        standing(1, date(2026, 3, 2), date(2026, 3, 13)),
        standing(2, date(2026, 3, 18), date(2026, 3, 27)),
        standing(3, date(2026, 3, 27), date(2026, 4, 10)),
        standing(4, date(2026, 3, 16), date(2026, 3, 20)),
    ];
    worlds[1].needs = vec![(id(1), true)];
    worlds[2].needs = vec![(id(2), true), (id(1), true)];
    worlds[3].needs = vec![(id(1), false)];
    let mut wanted = to(Subject::Release, date(2026, 3, 9), date(2026, 3, 20));
    let done = replan(id(1), &worlds, &wanted);
    assert_eq!(span(&done, 2), days("2026-03-20", "2026-03-31"), "two working days, to where it can begin");
    assert_eq!(span(&done, 3), days("2026-03-31", "2026-04-14"), "and so on, over Easter");
    assert_eq!(span(&done, 4), None, "what is only good to know pushes nobody");
    assert_eq!(codes(&done), []);
    wanted.dependants = Dependants::Keep;
    let kept = replan(id(1), &worlds, &wanted);
    assert_eq!((codes(&kept), kept.changes.len()), (vec![("blocks", "dependency")], 1));
    // What was broken before is no news; that it becomes worse is.
    worlds[1].plan.start = Some(date(2026, 3, 10));
    assert_eq!(codes(&replan(id(1), &worlds, &wanted)), [("warns", "dependency")]);
    // Whoever waits in a circle moves once.
    worlds[0].needs = vec![(id(3), true)];
    wanted.dependants = Dependants::Push;
    assert!(replan(id(1), &worlds, &wanted).changes.len() <= 3);
}

#[test]
fn members_follow_keep_or_are_asked_about() {
    let mut train = standing(1, date(2026, 3, 2), date(2026, 3, 31));
    train.release.kind = crate::releases::Kind::Train;
    let member = |number, calendar: &[Weekday]| {
        let mut one = standing(number, date(2026, 3, 2), date(2026, 3, 16));
        one.release.parent = Some(id(1));
        one.calendar = WorkingCalendar::new(calendar, []);
        one
    };
    let mut over = member(5, &Weekday::USUAL);
    over.release.category = Category::Done;
    let worlds = [member(4, &Weekday::USUAL), train, member(2, &Weekday::ALL), member(3, &[Weekday::Monday]), over];
    let mut wanted = to(Subject::Release, date(2026, 3, 4), date(2026, 4, 2));
    wanted.members = Choice::Ask;
    wanted.each = HashMap::from([(id(2), Choice::Follow), (id(3), Choice::Keep)]);
    let done = replan(id(1), &worlds, &wanted);
    assert_eq!(span(&done, 2), days("2026-03-04", "2026-03-18"), "two of its own working days");
    assert_eq!((span(&done, 3), span(&done, 4), span(&done, 5)), (None, None, None));
    let asked: Vec<(ReleaseId, i32)> = done.asks.iter().map(|one| (one.release, one.items[0].days())).collect();
    assert_eq!(asked, [(id(4), 2)]);
    // A train that is to be delivered before its members says so.
    wanted.start = Some(date(2026, 2, 2));
    wanted.end = Some(date(2026, 3, 3));
    assert_eq!(codes(&replan(id(1), &worlds, &wanted)), [("warns", "after_train"); 3]);
}

#[test]
fn every_conflict_is_told_with_what_it_is_about() {
    let mut one = standing(1, date(2026, 3, 2), date(2026, 3, 31));
    one.plan.phases = vec![phase(7, date(2026, 3, 2), date(2026, 3, 31))];
    let passed = MilestoneState::Passed { at: Timestamp::UNIX_EPOCH, by: None, reason: None };
    one.plan.milestones = vec![gate(8, date(2026, 3, 31), MilestoneState::Pending), gate(9, date(2026, 3, 20), passed)];
    one.plan.milestones[0].phase = Some(PhaseId::from_bits(7));
    one.accountable = Some("Release lead".to_owned());
    let freeze = |kind: &str| Closure {
        window: "win_1".to_owned(),
        name: "Year end".to_owned(),
        kind: kind.to_owned(),
        start: "2026-04-09T00:00:00Z".parse().unwrap(),
        end: "2026-04-10T06:00:00Z".parse().unwrap(),
    };
    one.closures = vec![freeze("freeze"), freeze("maintenance")];
    let alone = |subject, start, end| Move { along: Along::None, ..to(subject, start, end) };
    let told = |wanted: &Move| replan(id(1), &[one.clone()], wanted);
    let phase_id = Subject::Phase(PhaseId::from_bits(7));
    assert_eq!(
        codes(&told(&alone(phase_id, date(2026, 3, 10), date(2026, 3, 9)))),
        [("blocks", "order"), ("warns", "after_phase")]
    );
    assert_eq!(codes(&told(&alone(phase_id, date(2026, 2, 27), date(2026, 4, 1)))), [("warns", "outside_release"); 2]);
    let gate_id = |number| Subject::Milestone(MilestoneId::from_bits(number));
    let done = told(&alone(gate_id(9), date(2026, 3, 23), date(2026, 3, 23)));
    assert_eq!((codes(&done), done.conflicts[0].who.as_deref()), (vec![("blocks", "decided")], Some("Release lead")));
    let frozen = told(&alone(Subject::Release, date(2026, 3, 2), date(2026, 4, 10)));
    assert_eq!(codes(&frozen), [("warns", "freeze")]);
    assert_eq!(frozen.conflicts[0].rule.as_ref().map(|rule| rule.name.as_str()), Some("Year end"));
    assert_eq!(frozen.conflicts[0].until.map(|until| until.to_string()).as_deref(), Some("2026-04-10T06:00:00Z"));
    let mut archived = one.clone();
    archived.release.archived_at = Some(Timestamp::UNIX_EPOCH);
    archived.release.category = Category::Done;
    archived.may = false;
    let refused = replan(id(1), &[archived], &to(Subject::Release, date(2026, 3, 3), date(2026, 4, 1)));
    assert_eq!(codes(&refused), [("blocks", "archived"), ("blocks", "over"), ("blocks", "forbidden")]);
}

#[test]
fn what_somebody_cannot_see_stays_and_is_not_named() {
    let mut hidden = standing(2, date(2026, 3, 16), date(2026, 3, 27));
    hidden.needs = vec![(id(1), true)];
    hidden.seen = false;
    let worlds = [standing(1, date(2026, 3, 2), date(2026, 3, 13)), hidden];
    let done = replan(id(1), &worlds, &to(Subject::Release, date(2026, 3, 9), date(2026, 3, 20)));
    assert_eq!((done.changes.len(), codes(&done)), (1, vec![("blocks", "dependency")]));
    assert!(!done.conflicts[0].detail.contains("R-2"), "{}", done.conflicts[0].detail);
}

/// Four releases with everything in them, any of which may ride in or need another.
fn worlds(only_working_days: bool) -> impl Strategy<Value = Vec<Standing>> {
    let one = (
        (0_i64..60, 1_i64..40, prop::collection::vec((0_i64..60, 0_i64..20), 0..4)),
        prop::collection::vec((0_i64..80, any::<bool>()), 0..4),
        prop::collection::vec((0_i64..60, 0_i64..20, any::<bool>()), 0..3),
        (prop::option::of(1_u128..5), prop::collection::vec((1_u128..5, any::<bool>()), 0..3)),
        (0_u8..8, prop::sample::subsequence(Weekday::ALL.to_vec(), 1..=7)),
    );
    prop::collection::vec(one, 4).prop_map(move |all| {
        let made = all.into_iter().enumerate().map(
            |(place, ((start, length, phases), gates, activities, (parent, needs), (kind, week)))| {
                let number = place as u128 + 1;
                let calendar = WorkingCalendar::new(&week, EASTER);
                let on = |number: i64| if only_working_days { calendar.next(day(number)) } else { day(number) };
                let mut made = standing(number, on(start), on(start + length));
                let part = |index: usize| number * 100 + index as u128;
                let phases = phases.iter().enumerate();
                made.plan.phases =
                    phases.map(|(index, (start, length))| phase(part(index), on(*start), on(start + length))).collect();
                let gates = gates.iter().enumerate().map(|(index, (due, decided))| {
                    let passed = MilestoneState::Passed { at: Timestamp::UNIX_EPOCH, by: None, reason: None };
                    gate(part(index), on(*due), if *decided { passed } else { MilestoneState::Pending })
                });
                made.plan.milestones = gates.collect();
                let activities = activities.iter().enumerate().map(|(index, (start, length, done))| {
                    let status = if *done { ActivityStatus::Done } else { ActivityStatus::Doing };
                    work(part(index), id(number), on(*start), on(start + length), status)
                });
                made.activities = activities.collect();
                made.release.parent = parent.filter(|parent| *parent < number).map(id);
                made.needs = needs
                    .into_iter()
                    .filter(|(other, _)| *other != number)
                    .map(|(other, hard)| (id(other), hard))
                    .collect();
                made.release.category = if kind == 0 && number > 1 { Category::Done } else { Category::Planned };
                made.calendar = calendar;
                made
            },
        );
        made.collect()
    })
}

fn moves() -> impl Strategy<Value = (i64, Move)> {
    let along = prop::sample::select(vec![Along::All, Along::After, Along::None]);
    let unit = prop::sample::select(vec![Unit::WorkingDays, Unit::Days]);
    let members = prop::sample::select(vec![Choice::Ask, Choice::Keep, Choice::Follow]);
    let dependants = prop::sample::select(vec![Dependants::Push, Dependants::Keep]);
    (-30_i64..60, along, unit, members, dependants).prop_map(|(by, along, unit, members, dependants)| {
        let wanted = to(Subject::Release, day(0), day(0));
        (by, Move { along, unit, members, dependants, ..wanted })
    })
}

/// The move of the first release by so many days.
fn by_days(worlds: &[Standing], by: i64, wanted: &Move) -> Move {
    let plan = &worlds[0].plan;
    let there = |day: Date| day.checked_add(Duration::new().days(by)).unwrap();
    Move { start: plan.start.map(there), end: plan.target.as_ref().map(|target| there(target.date)), ..wanted.clone() }
}

fn days_of(plan: &Plan, activities: &[Activity]) -> Vec<(String, Date)> {
    let mut days = Vec::new();
    for phase in &plan.phases {
        days.extend([(format!("{}>", phase.id), phase.start), (format!("{}<", phase.id), phase.end)]);
    }
    days.extend(plan.milestones.iter().map(|gate| (gate.id.to_string(), gate.due.date)));
    for activity in activities {
        days.extend(activity.start.map(|day| (format!("{}>", activity.id), day)));
        days.extend(activity.due.map(|day| (format!("{}<", activity.id), day)));
    }
    days
}

/// The world after a move.
fn after(worlds: &[Standing], done: &Replanned) -> Vec<Standing> {
    let mut worlds = worlds.to_vec();
    for changed in &done.changes {
        let one = worlds.iter_mut().find(|one| one.release.id == changed.release).unwrap();
        one.plan = changed.plan.clone();
        for activity in &changed.activities {
            *one.activities.iter_mut().find(|old| old.id == activity.id).unwrap() = activity.clone();
        }
    }
    worlds
}

proptest! {
    #[test]
    fn the_order_it_is_told_in_does_not_matter(worlds in worlds(false), (by, wanted) in moves(), turn in 0_usize..4) {
        let wanted = by_days(&worlds, by, &wanted);
        let mut other = worlds.clone();
        other.rotate_left(turn);
        for one in &mut other { one.needs.reverse(); }
        prop_assert_eq!(replan(id(1), &worlds, &wanted), replan(id(1), &other, &wanted));
    }

    #[test]
    fn everything_moves_once_for_one_reason_and_what_is_done_never(worlds in worlds(false), (by, wanted) in moves()) {
        let done = replan(id(1), &worlds, &by_days(&worlds, by, &wanted));
        let mut moved: Vec<ReleaseId> = done.changes.iter().map(|one| one.release).collect();
        prop_assert!(moved.is_empty() || moved[0] == id(1));
        moved.sort();
        let count = moved.len();
        moved.dedup();
        prop_assert_eq!(moved.len(), count);
        for (before, after) in worlds.iter().zip(after(&worlds, &done)) {
            if before.release.category == Category::Done {
                prop_assert_eq!(&before.plan, &after.plan);
            }
            for (old, new) in before.plan.milestones.iter().zip(&after.plan.milestones) {
                prop_assert!(old.state == MilestoneState::Pending || old == new);
            }
            for (old, new) in before.activities.iter().zip(&after.activities) {
                prop_assert!(old.status != ActivityStatus::Done || old == new);
            }
        }
        for item in done.changes.iter().chain(&done.asks).flat_map(|one| &one.items) {
            prop_assert!(item.before != item.after);
        }
    }

    #[test]
    fn after_leaves_alone_what_comes_before_and_shifts_all_the_rest(worlds in worlds(false), (by, wanted) in moves(), which in 0_usize..4) {
        let first = &worlds[0];
        let Some(subject) = first.plan.phases.get(which) else { return Ok(()) };
        let there = |day: Date| day.checked_add(Duration::new().days(by)).unwrap();
        let wanted = Move { along: Along::After, start: Some(there(subject.start)), end: Some(there(subject.end)), subject: Subject::Phase(subject.id), ..wanted };
        let done = replan(id(1), &worlds, &wanted);
        let now = after(&worlds, &done);
        let moved = now[0].plan.phases[which].start != subject.start;
        let others = |one: &Standing| -> Vec<(String, Date)> {
            let own = subject.id.to_string();
            days_of(&one.plan, &one.activities).into_iter().filter(|(name, _)| !name.starts_with(&own)).collect()
        };
        let open: HashSet<String> = first.plan.milestones.iter().filter(|gate| gate.state == MilestoneState::Pending).map(|gate| gate.id.to_string())
            .chain(first.activities.iter().filter(|one| one.status != ActivityStatus::Done).flat_map(|one| [format!("{}>", one.id), format!("{}<", one.id)]))
            .chain(first.plan.phases.iter().flat_map(|one| [format!("{}>", one.id), format!("{}<", one.id)])).collect();
        for ((name, old), (_, new)) in others(first).into_iter().zip(others(&now[0])) {
            let wants = old >= subject.start && moved && open.contains(&name);
            prop_assert!(wants || old == new, "{} moved from {} to {}", name, old, new);
            prop_assert!(!wants || old != new, "{} stayed on {}", name, old);
        }
    }

    #[test]
    fn no_two_days_change_their_order_and_working_days_between_them_are_kept(worlds in worlds(false), (by, wanted) in moves()) {
        let wanted = Move { along: Along::All, members: Choice::Follow, ..by_days(&worlds, by, &wanted) };
        let now = after(&worlds, &replan(id(1), &worlds, &wanted));
        for (before, after) in worlds.iter().zip(&now) {
            let moving = |one: &Standing| {
                let plan = Plan { milestones: Vec::new(), ..one.plan.clone() };
                days_of(&plan, &[])
            };
            let (old, new) = (moving(before), moving(after));
            for (one, then) in old.iter().zip(&new) {
                for (other, later) in old.iter().zip(&new) {
                    prop_assert!(one.1 > other.1 || then.1 <= later.1);
                    let calendar = &before.calendar;
                    if wanted.unit == Unit::WorkingDays && calendar.is_working(one.1) && calendar.is_working(other.1) {
                        prop_assert_eq!(calendar.between(one.1, other.1), calendar.between(then.1, later.1));
                    }
                }
            }
        }
    }

    #[test]
    fn there_and_back_is_where_it_was(worlds in worlds(true), (by, wanted) in moves()) {
        let wanted = Move { along: Along::All, members: Choice::Follow, dependants: Dependants::Keep, ..by_days(&worlds, by, &wanted) };
        let there = after(&worlds, &replan(id(1), &worlds, &wanted));
        let home = &worlds[0].plan;
        let back = Move { start: home.start, end: home.target.as_ref().map(|target| target.date), ..wanted };
        let again = after(&there, &replan(id(1), &there, &back));
        for (before, after) in worlds.iter().zip(&again) {
            prop_assert_eq!(&before.plan, &after.plan);
            prop_assert_eq!(&before.activities, &after.activities);
        }
    }

    #[test]
    fn what_was_kept_apart_stays_apart_or_is_told(worlds in worlds(false), (by, wanted) in moves()) {
        let done = replan(id(1), &worlds, &by_days(&worlds, by, &wanted));
        let now = after(&worlds, &done);
        let find = |worlds: &[Standing], id: ReleaseId| worlds.iter().position(|one| one.release.id == id).unwrap();
        for (before, after) in worlds.iter().zip(&now) {
            for (needed, _) in before.needs.iter().filter(|(_, hard)| *hard) {
                let place = find(&worlds, *needed);
                let held = end_of(&worlds[place].plan) <= start_of(&before.plan);
                let holds = end_of(&now[place].plan) <= start_of(&after.plan);
                let told = done.conflicts.iter().any(|one| {
                    one.code == "dependency" && one.severity == Severity::Blocks && one.release == Some(before.release.id)
                });
                prop_assert!(!held || holds || told);
            }
        }
    }
}
