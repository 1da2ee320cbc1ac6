use super::{
    dates::{Draft, instantiate},
    learn::{Model, Wish, from_release},
    offset::{DayOff, Unit, weekend},
    words::Words,
    *,
};
use crate::{
    Due, Problem,
    id::{ActivityId, Identifier, MilestoneId, PhaseId, ReleaseId, TeamId},
    releases::{Activity, ActivityStatus, Milestone, MilestoneState, Phase, Plan},
    schedule::Weekday,
};
use jiff::{
    Span,
    civil::{Date, date},
};
use proptest::prelude::*;

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

fn weekdays_only(day: Date) -> Option<String> {
    let holiday = (day == date(2026, 5, 1)).then(|| "Labour Day".to_owned());
    holiday.or_else(|| weekend(day))
}

fn gate(title: &str, due: Offset) -> TemplateMilestone {
    TemplateMilestone {
        kind: MilestoneKind::Gate,
        key: None,
        name: name(title),
        phase: None,
        start: None,
        due,
        time: None,
        zone: None,
        responsible: None,
        scope: None,
        description: String::new(),
        criteria: Vec::new(),
    }
}

pub(super) fn template() -> Template {
    let freeze = Offset::Weeks { before: 2, weekday: Weekday::Friday, day_off: DayOff::Before };
    Template {
        id: TemplateId::from_bits(1),
        key: Key::parse("train").unwrap(),
        name: name("Train"),
        description: String::new(),
        portfolio: PortfolioId::from_bits(1),
        kind: Kind::Train,
        release_type: ReleaseTypeId::from_bits(1),
        risk: None,
        zone: Zone::parse("Europe/Berlin").unwrap(),
        time: None,
        start: Some(Offset::WorkingDays { before: 30 }),
        tags: vec!["{cycle}".to_owned()],
        parts: Parts {
            phases: vec![TemplatePhase { name: name("Build"), start: Offset::WorkingDays { before: 30 }, end: freeze }],
            milestones: vec![TemplateMilestone {
                phase: Some(name("Build")),
                key: Some(name("{cycle}-freeze")),
                criteria: vec![TemplateCriterion::manual(name("No open blocker"))],
                description: "Nothing new for {cycle}.".to_owned(),
                ..gate("{cycle} code freeze", freeze)
            }],
            activities: vec![TemplateActivity {
                name: name("Notes for {name}"),
                phase: Some(name("Build")),
                start: None,
                due: Some(Offset::Days { before: 3, day_off: DayOff::Keep }),
                description: String::new(),
            }],
            roles: Vec::new(),
            systems: Vec::new(),
        },
        archived_at: None,
        rev: 1,
    }
}

#[test]
fn a_template_becomes_a_plan_with_its_words_filled_in_and_days_off_minded() {
    let target = Due::on(date(2026, 5, 12), Zone::utc());
    let words = Words::chosen(BTreeMap::from([("cycle".to_owned(), "May".to_owned())]))
        .with_target(&target)
        .with_release(&Key::parse("T-5").unwrap(), &name("Train 5"));
    let made = instantiate(&template(), &target, &words, &weekdays_only).unwrap();
    let gate = &made.draft.milestones[0];
    // 1 May is a Friday and a holiday: the gate moves to the Thursday, and that is told with the reason.
    assert_eq!((gate.name.as_str(), gate.due.date), ("May code freeze", date(2026, 4, 30)));
    assert_eq!(gate.key.as_ref().map(Key::as_str), Some("May-freeze"));
    assert_eq!(
        (gate.description.as_str(), &gate.criteria),
        ("Nothing new for May.", &template().parts.milestones[0].criteria)
    );
    assert_eq!(gate.due.zone.as_str(), "Europe/Berlin");
    assert_eq!(made.draft.phases[0].end, date(2026, 4, 30));
    assert_eq!(made.draft.activities[0].name.as_str(), "Notes for Train 5");
    let told: Vec<(&str, Date, &str, Date)> =
        made.notes.iter().map(|note| (note.pointer.as_str(), note.day, note.because.as_str(), note.to)).collect();
    assert_eq!(
        told,
        [
            ("/phases/0/end", date(2026, 5, 1), "Labour Day", date(2026, 4, 30)),
            ("/milestones/0/due", date(2026, 5, 1), "Labour Day", date(2026, 4, 30)),
            ("/activities/0/due", date(2026, 5, 9), "Saturday", date(2026, 5, 9)),
        ]
    );
}

#[test]
fn a_word_nobody_filled_in_is_a_fault_by_its_name() {
    let target = Due::on(date(2026, 5, 12), Zone::utc());
    let Err(Problem::Invalid(faults)) = instantiate(&template(), &target, &Words::default(), &weekdays_only) else {
        panic!("made")
    };
    assert_eq!(faults.iter().map(|fault| fault.pointer.as_str()).collect::<Vec<_>>(), ["/words/cycle"]);
}

#[test]
fn every_fault_of_a_template_is_named_by_place() {
    let mut broken = template();
    let far = Offset::Weeks { before: 9_999, weekday: Weekday::Monday, day_off: DayOff::Keep };
    broken.parts.phases.push(TemplatePhase { name: name("Build"), start: far, end: far });
    broken.parts.milestones[0].phase = Some(name("Nowhere"));
    broken.parts.milestones.push(TemplateMilestone { key: Some(name("a b")), ..broken.parts.milestones[0].clone() });
    broken.parts.activities[0].phase = Some(name("Nowhere"));
    let team = Involved { who: Party::Team(TeamId::from_bits(1)), role: Part::Accountable };
    broken.parts.roles = vec![team.clone(), team];
    let pointers: Vec<String> = broken.faults().into_vec().into_iter().map(|fault| fault.pointer).collect();
    assert_eq!(
        pointers,
        [
            "/phases/1/name",
            "/phases/1/start",
            "/phases/1/end",
            "/milestones/0/phase",
            "/milestones/1/phase",
            "/milestones/1/key",
            "/activities/0/phase",
            "/roles/0",
            "/roles/1/role",
            "/roles/1",
            "/roles/1",
        ]
    );
}

#[test]
fn what_a_day_off_would_turn_round_lasts_one_day() {
    let mut turned = template();
    turned.parts.phases[0].start = Offset::Weeks { before: 2, weekday: Weekday::Friday, day_off: DayOff::After };
    let target = Due::on(date(2026, 5, 12), Zone::utc());
    let words = Words::default().with("cycle", "May").with("name", "x");
    let phase = &instantiate(&turned, &target, &words, &weekdays_only).unwrap().draft.phases[0];
    assert_eq!((phase.start, phase.end), (date(2026, 5, 4), date(2026, 5, 4)));
}

fn day(offset: i32) -> Date {
    date(2025, 9, 1).checked_add(Span::new().days(offset)).unwrap()
}

/// Plans as people make them: phases, gates in and outside of them, with times and zones of their own, some work.
fn plans() -> impl Strategy<Value = (Plan, Due, Vec<Activity>)> {
    let phases = prop::collection::vec((0_i32..200, 0_i32..60), 0..5);
    let gates = prop::collection::vec(
        (0_i32..300, prop::option::of(0_i32..20), any::<bool>(), prop::option::of(0_usize..5), any::<bool>()),
        0..8,
    );
    let work = prop::collection::vec((prop::option::of(0_i32..200), prop::option::of(200_i32..300)), 0..4);
    (phases, gates, work, 150_i32..320, prop::option::of(0_i32..100)).prop_map(
        |(phases, gates, work, target, start)| {
            let phases: Vec<Phase> = phases
                .into_iter()
                .zip(1_u128..)
                .map(|((start, length), number)| Phase {
                    id: PhaseId::from_bits(number),
                    name: name(&format!("Phase {number} of Gazpacho")),
                    start: day(start),
                    end: day(start + length),
                    rev: 1,
                })
                .collect();
            let milestones = gates
                .into_iter()
                .zip(1_u128..)
                .map(|((due, length, aoe, phase, timed), number)| Milestone {
                    id: MilestoneId::from_bits(number),
                    kind: if aoe { MilestoneKind::Gate } else { MilestoneKind::Milestone },
                    key: Key::parse(&format!("g-{number}")).unwrap(),
                    name: name(&format!("Gazpacho-{number} {{gate}}")),
                    phase: phase.and_then(|index| phases.get(index)).map(|phase| phase.id),
                    start: length.map(|length| day(due - length)),
                    due: Due {
                        date: day(due),
                        time: timed.then(|| jiff::civil::time(18, 30, 0, 0)),
                        zone: if aoe { Zone::anywhere_on_earth() } else { Zone::utc() },
                    },
                    state: MilestoneState::Pending,
                    responsible: None,
                    scope: None,
                    description: if timed { "Criteria:\n- Gazpacho is tested".to_owned() } else { String::new() },
                    guards: None,
                    rev: 1,
                })
                .collect();
            let activities = work
                .into_iter()
                .zip(1_u128..)
                .map(|((start, due), number)| Activity {
                    id: ActivityId::from_bits(number),
                    release: ReleaseId::from_bits(1),
                    phase: phases.first().map(|phase| phase.id),
                    name: name(&format!("Task {number}")),
                    description: String::new(),
                    assignee: None,
                    start: start.map(day),
                    due: due.map(day),
                    status: ActivityStatus::Todo,
                    rev: 1,
                })
                .collect();
            let target = Due::on(day(target), Zone::utc());
            (Plan { start: start.map(day), target: Some(target.clone()), phases, milestones }, target, activities)
        },
    )
}

fn learned(model: &Model<'_>, wish: &Wish) -> Template {
    let learned = from_release(model, wish, &weekdays_only).unwrap();
    let (time, start, tags, parts) = (learned.time, learned.start, learned.tags, learned.parts);
    Template { zone: Zone::utc(), time, start, tags, parts, ..template() }
}

fn model<'a>(plan: &'a Plan, activities: &'a [Activity], key: &'a Key, zone: &'a Zone) -> Model<'a> {
    static NONE: std::sync::LazyLock<std::collections::HashMap<MilestoneId, Vec<TemplateCriterion>>> =
        std::sync::LazyLock::new(std::collections::HashMap::new);
    Model { key, zone, tags: &[], plan, activities, people: &[], criteria: &NONE, systems: &[] }
}

proptest! {
    /// A template made of a plan and given that plan's own target is that plan again, whatever it is counted in and
    /// whichever words were left open.
    #[test]
    fn a_template_of_a_plan_leads_back_to_the_plan(
        (plan, target, activities) in plans(),
        unit in prop::sample::select(vec![Unit::Weeks, Unit::WorkingDays, Unit::Days]),
        day_off in prop::sample::select(DayOff::ALL.to_vec()),
    ) {
        let words = Words::default().with("cycle", "Gazpacho").with("letter", "g");
        let wish = Wish { unit, day_off, words: words.clone() };
        let made = learned(&model(&plan, &activities, &template().key, &Zone::utc()), &wish);
        prop_assert_eq!(made.faults().into_vec(), Vec::new());
        let again = instantiate(&made, &target, &words, &weekdays_only).unwrap();
        prop_assert_eq!(again.draft, Draft::of(&plan, target, &activities, &[]));
    }

    /// Moved to another target with days off minded, nothing of a plan lies on a day off unless it was meant to.
    #[test]
    fn nothing_lands_on_a_day_off_that_did_not_lie_on_one_before(
        (plan, _, activities) in plans(),
        later in 0_i32..400,
    ) {
        let wish = Wish { unit: Unit::Weeks, day_off: DayOff::Before, words: Words::default() };
        let made = learned(&model(&plan, &activities, &template().key, &Zone::utc()), &wish);
        let target = Due::on(day(later), Zone::utc());
        let moved = instantiate(&made, &target, &Words::default(), &weekdays_only).unwrap().draft;
        for (before, after) in plan.milestones.iter().zip(&moved.milestones) {
            prop_assert!(weekdays_only(before.due.date).is_some() || weekdays_only(after.due.date).is_none());
        }
    }
}
