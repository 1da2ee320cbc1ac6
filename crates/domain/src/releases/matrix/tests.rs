use super::*;
use crate::{
    Key, Name, Zone,
    id::{Identifier, MilestoneId, PhaseId},
    releases::{Milestone, Phase},
};
use jiff::{ToSpan, civil::date};
use proptest::prelude::*;

const TODAY: Date = date(2026, 3, 1);

fn now() -> Timestamp {
    Zone::utc().start_of(TODAY)
}

fn day(offset: i32) -> Date {
    TODAY.checked_add(offset.days()).unwrap()
}

fn phase(number: u8, start: i32, days: i32) -> Phase {
    Phase {
        id: PhaseId::from_bits(u128::from(number)),
        name: Name::parse(&format!("Phase {number}")).unwrap(),
        start: day(start),
        end: day(start + days),
        rev: 1,
    }
}

fn gate(number: u8, due: i32, state: MilestoneState) -> Milestone {
    Milestone {
        id: MilestoneId::from_bits(u128::from(number)),
        kind: MilestoneKind::Gate,
        key: Key::parse(&format!("g-{number}")).unwrap(),
        name: Name::parse(&format!("Gate {number}")).unwrap(),
        phase: None,
        start: None,
        due: Due::on(day(due), Zone::utc()),
        state,
        responsible: None,
        scope: None,
        description: String::new(),
        guards: None,
        rev: 1,
    }
}

fn passed() -> MilestoneState {
    MilestoneState::Passed { at: Timestamp::UNIX_EPOCH, by: None, reason: None }
}

fn plan(target: i32, phases: Vec<Phase>, milestones: Vec<Milestone>) -> Plan {
    Plan { start: None, target: Some(Due::on(day(target), Zone::utc())), phases, milestones }
}

fn active(plan: &Plan) -> Planned<'_> {
    Planned { category: Category::Active, plan }
}

#[test]
fn a_member_drifts_by_the_worst_of_what_is_still_ahead() {
    let train = plan(40, vec![phase(1, -20, 10), phase(2, 0, 20)], vec![gate(1, 15, MilestoneState::Pending)]);
    let member = plan(38, vec![phase(1, -20, 13), phase(2, 0, 25)], vec![gate(1, 22, MilestoneState::Pending)]);
    let found = matrix(active(&train), &[active(&member)], TODAY, now());
    assert_eq!(
        found.columns.iter().map(|column| column.key.as_str()).collect::<Vec<_>>(),
        ["", "Phase 1", "Phase 2", "g-1"]
    );
    let days: Vec<Option<i32>> = found.rows[0].cells.iter().map(|cell| cell.days).collect();
    assert_eq!(days, [Some(-2), Some(3), Some(5), Some(7)]);
    // The first phase ended days ago: what it was late by is told and is no drift.
    assert_eq!((found.rows[0].drift, found.rows[0].drifting), (7, 2));
    assert_eq!((found.columns[1].drifting, found.columns[3].drifting, found.columns[3].worst), (0, 1, 7));
}

#[test]
fn a_decided_gate_and_a_member_that_is_over_do_not_drift() {
    let train = plan(10, vec![], vec![gate(1, 5, MilestoneState::Pending)]);
    let member = plan(30, vec![], vec![gate(1, 9, passed())]);
    let gone = Planned { category: Category::Done, plan: &member };
    let found = matrix(active(&train), &[gone, active(&member)], TODAY, now());
    assert_eq!((found.rows[0].drift, found.rows[0].drifting), (0, 0));
    assert_eq!((found.rows[1].drift, found.rows[1].drifting), (20, 1), "its target does");
    assert_eq!(found.rows[1].cells[1].dated.standing, Standing::Passed);
}

#[test]
fn what_only_members_have_gets_a_column_and_never_drifts() {
    let train = plan(10, vec![], vec![]);
    let members = [plan(10, vec![phase(7, 3, 40)], vec![]), plan(10, vec![phase(7, 1, 2)], vec![])];
    let found = matrix(active(&train), &[active(&members[0]), active(&members[1])], TODAY, now());
    let column = &found.columns[1];
    assert_eq!((column.own, column.members, column.drifting), (None, 2, 0));
    assert_eq!((column.first, column.last), (Some(day(1)), Some(day(43))));
    assert_eq!(found.rows[0].drift, 0);
}

#[test]
fn the_trains_own_columns_come_first_when_there_are_too_many() {
    let train = plan(10, vec![phase(1, 0, 3)], vec![]);
    let many = plan(10, (2..150).map(|number| phase(number, 0, 3)).collect(), vec![]);
    let found = matrix(active(&train), &[active(&many)], TODAY, now());
    assert_eq!((found.columns.len(), found.left_out), (MOST_COLUMNS, 50));
    assert!(found.columns.iter().any(|column| column.key == "Phase 1"));
    assert_eq!(found.columns[0].kind, ColumnKind::Target);
}

fn plans() -> impl Strategy<Value = (Category, Plan)> {
    let phases = prop::collection::btree_map(1_u8..5, (-30_i32..30, 0_i32..20), 0..4);
    let gates = prop::collection::btree_map(1_u8..5, (-30_i32..40, any::<bool>()), 0..4);
    let category = prop::sample::select(Category::ALL.to_vec());
    (category, prop::option::of(-30_i32..60), phases, gates).prop_map(|(category, target, phases, gates)| {
        let gate = |(number, (due, open)): (u8, (i32, bool))| {
            gate(number, due, if open { MilestoneState::Pending } else { passed() })
        };
        let plan = Plan {
            start: None,
            target: target.map(|target| Due::on(day(target), Zone::utc())),
            phases: phases.into_iter().map(|(number, (start, days))| phase(number, start, days)).collect(),
            milestones: gates.into_iter().map(gate).collect(),
        };
        (category, plan)
    })
}

/// The definition, pair by pair.
fn drifts_of(train: &Plan, category: Category, member: &Plan) -> Vec<i32> {
    if category.is_over() {
        return Vec::new();
    }
    let mut days = Vec::new();
    for phase in member.phases.iter().filter(|phase| phase.end >= TODAY) {
        days.extend(
            train.phases.iter().filter(|own| own.name == phase.name).map(|own| (phase.end - own.end).get_days()),
        );
    }
    for gate in member.milestones.iter().filter(|gate| gate.state == MilestoneState::Pending) {
        let same = train.milestones.iter().filter(|own| own.key == gate.key);
        days.extend(same.map(|own| (gate.due.date - own.due.date).get_days()));
    }
    if let (Some(own), Some(target)) = (&train.target, &member.target) {
        days.push((target.date - own.date).get_days());
    }
    days.retain(|days| *days > 0);
    days
}

proptest! {
    #[test]
    fn drift_is_what_the_definition_says(train in plans(), members in prop::collection::vec(plans(), 0..6)) {
        let planned: Vec<Planned<'_>> =
            members.iter().map(|(category, plan)| Planned { category: *category, plan }).collect();
        let found = matrix(Planned { category: train.0, plan: &train.1 }, &planned, TODAY, now());
        prop_assert_eq!(found.rows.len(), members.len());
        for (row, (category, plan)) in found.rows.iter().zip(&members) {
            let drifts = drifts_of(&train.1, *category, plan);
            prop_assert_eq!(row.drift, drifts.iter().copied().max().unwrap_or(0));
            prop_assert_eq!(row.drifting, drifts.len());
            let things = plan.phases.len() + plan.milestones.len() + usize::from(plan.target.is_some());
            prop_assert_eq!(row.cells.len(), things, "everything of a member has its cell");
        }
        // What columns add up to is what their cells say.
        for (index, column) in found.columns.iter().enumerate() {
            let cells = || found.rows.iter().flat_map(|row| &row.cells).filter(|cell| cell.column == index);
            prop_assert_eq!(column.members, cells().count());
            prop_assert_eq!(column.drifting, cells().filter(|cell| cell.drift() > 0).count());
            prop_assert_eq!(column.worst, cells().map(Cell::drift).max().unwrap_or(0));
            prop_assert_eq!(column.last, cells().map(|cell| cell.dated.end).max());
        }
    }
}
