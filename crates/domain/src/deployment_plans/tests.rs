use super::{plan::save, *};
use crate::{
    Key, Name, Outcome, Problem, Zone,
    gates::duties::Voter,
    id::{DeploymentPlanId, Identifier, PersonId, PortfolioId},
    schedule::graph::LinkKind::{FinishStart, StartStart},
};
use jiff::Timestamp;
use proptest::prelude::*;

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

fn task(number: Number, minutes: i64, after: &[Number]) -> Task {
    let after = after.iter().map(|task| After { task: *task, link: FinishStart, lag: 0 }).collect();
    let estimate = Estimate::exactly(minutes * 60);
    Task { estimate, after, ..Task::named(number, name(&format!("Task {number}"))) }
}

fn content(tasks: Vec<Task>) -> Content {
    Content { numbered: tasks.iter().map(|task| task.number).max().unwrap_or(0), tasks, ..Content::default() }
}

fn plan(content: Content) -> DeploymentPlan {
    DeploymentPlan {
        id: DeploymentPlanId::from_bits(1),
        key: Key::parse("cutover").unwrap(),
        name: name("Cutover"),
        portfolio: PortfolioId::from_bits(2),
        release: None,
        description: String::new(),
        zone: Zone::utc(),
        needs: 1,
        status: Status::Draft,
        content,
        version: 0,
        approvals: Vec::new(),
        authors: [].into(),
        created_at: Timestamp::UNIX_EPOCH,
        archived_at: None,
        rev: 1,
    }
}

fn person(number: u128) -> PersonId {
    PersonId::from_bits(number)
}

fn voter(number: u128) -> Voter {
    Voter { person: person(number), on_behalf_of: None, by_token: false }
}

fn codes<T: std::fmt::Debug>(answer: Outcome<T>) -> Vec<(String, &'static str)> {
    match answer.unwrap_err() {
        Problem::Refused { reasons, .. } => reasons.into_iter().map(|reason| (String::new(), reason.code)).collect(),
        Problem::Invalid(faults) => faults.into_iter().map(|fault| (fault.pointer, fault.code)).collect(),
        other => panic!("{other}"),
    }
}

#[test]
fn tasks_that_wait_for_each_other_are_named_in_their_order() {
    let faults = content(vec![task(1, 5, &[3]), task(2, 5, &[1]), task(3, 5, &[2]), task(4, 1, &[])]).faults();
    let fault = &faults.into_vec()[0];
    assert_eq!((fault.pointer.as_str(), fault.code), ("/tasks/0/after", "cycle"));
    assert_eq!(fault.detail, "Task 1 (1) waits for Task 3 (3), which waits for Task 2 (2), which waits for Task 1 (1)");
    assert_eq!(content(vec![task(1, 5, &[1])]).faults().into_vec()[0].detail, "Task 1 (1) waits for itself");
}

#[test]
fn a_step_that_waits_for_its_own_heading_is_a_cycle() {
    let step = Task { parent: Some(1), ..task(2, 5, &[1]) };
    assert_eq!(content(vec![task(1, 0, &[]), step]).faults().into_vec()[0].code, "cycle");
}

#[test]
fn a_task_with_steps_takes_from_the_first_of_them_to_the_last() {
    let step = |number, minutes, after: &[Number]| Task { parent: Some(2), ..task(number, minutes, after) };
    let content =
        content(vec![task(1, 10, &[]), task(2, 99, &[1]), step(3, 20, &[]), step(4, 5, &[3]), task(5, 1, &[2])]);
    assert!(content.faults().is_empty());
    let line = Line::of(&content, None);
    let times = line.times(|place| content.tasks[place].estimate.likely / 60, |_| 0);
    let told: Vec<(i64, i64, i64)> = times.tasks.iter().map(|time| (time.start, time.finish, time.slack)).collect();
    assert_eq!(told, [(0, 10, 0), (10, 35, 0), (10, 30, 0), (30, 35, 0), (35, 36, 0)]);
    assert_eq!(times.end, 36);
}

#[test]
fn what_is_wrong_with_a_task_is_told_at_the_task() {
    let mut wrong = task(2, 5, &[9, 1, 1]);
    wrong.estimate = Estimate { optimistic: 10, likely: 5, pessimistic: 20 };
    wrong.lane = Some(Key::parse("dba").unwrap());
    wrong.parent = Some(2);
    let told: Vec<(String, &str)> =
        content(vec![task(1, 5, &[]), wrong]).faults().into_vec().into_iter().map(|it| (it.pointer, it.code)).collect();
    let expected = [
        ("/tasks/1/estimate", "range"),
        ("/tasks/1/after/2", "duplicate"),
        ("/tasks/1/lane", "unknown"),
        ("/tasks/1/parent", "cycle"),
        ("/tasks/1/after/0/task", "unknown"),
    ];
    assert_eq!(told, expected.map(|(pointer, code)| (pointer.to_owned(), code)));
}

#[test]
fn the_way_back_is_apart_from_the_way() {
    let back = |number, after: &[Number]| Task { branch: Some(Key::parse("undo").unwrap()), ..task(number, 7, after) };
    let branches = vec![Branch { key: Key::parse("undo").unwrap(), name: name("Undo") }];
    let mut whole = content(vec![task(1, 5, &[]), back(2, &[]), back(3, &[2])]);
    whole.branches = branches;
    assert!(whole.faults().is_empty());
    let line = Line::of(&whole, Some(&Key::parse("undo").unwrap()));
    assert_eq!((line.tasks.as_slice(), line.times(|_| 7, |_| 0).end), (&[1, 2][..], 14));
    assert_eq!(Line::of(&whole, None).tasks, [0]);
    whole.tasks.push(back(4, &[1]));
    assert_eq!(whole.faults().into_vec()[0].code, "branch");
}

#[test]
fn numbers_are_never_given_again() {
    let edited = content(vec![task(1, 5, &[])]).add(vec![task(0, 1, &[1]), task(0, 1, &[])], None).unwrap();
    assert_eq!(edited.numbers, [2, 3]);
    let rest = edited.content.without(3).unwrap().content;
    assert_eq!(rest.add(vec![task(0, 1, &[])], Some(1)).unwrap().numbers, [4]);
}

#[test]
fn what_waited_for_a_task_that_goes_waits_for_what_that_waited_for() {
    let rest = content(vec![task(1, 5, &[]), task(2, 5, &[1]), task(3, 5, &[2])]).without(2).unwrap().content;
    assert_eq!(rest.tasks[1].after, [After { task: 1, link: FinishStart, lag: 0 }]);
    let mut started = task(3, 5, &[]);
    started.after = vec![After { task: 2, link: StartStart, lag: 60 }];
    let rest = content(vec![task(1, 5, &[]), task(2, 5, &[1]), started]).without(2).unwrap().content;
    assert_eq!(rest.tasks[1].after, []);
}

#[test]
fn faults_of_what_is_added_are_told_where_the_request_has_it() {
    let edited = content(vec![task(1, 5, &[])]).add(vec![task(0, 1, &[]), task(0, 1, &[77])], Some(1)).unwrap();
    let problem = edited.content.faults().finish().unwrap_err();
    let Problem::Invalid(faults) = edited.told(problem, |index| format!("/asked/{index}")) else { panic!() };
    assert_eq!(faults[0].pointer, "/asked/1/after/0/task");
}

#[test]
fn whoever_wrote_some_of_a_plan_does_not_approve_it() {
    let made = save(None, plan(content(vec![task(1, 5, &[])])), Some(person(1))).unwrap().state;
    let edited = made.content.clone().put(task(1, 6, &[])).unwrap();
    let made = save(Some(&made), DeploymentPlan { content: edited.content, ..made.clone() }, Some(person(2))).unwrap();
    assert_eq!(made.facts[0].kind, "deployment_plan.tasks_changed");
    assert_eq!(made.facts[0].changes[0].field, "task 1");
    let made = DeploymentPlan { rev: 2, ..made.state };
    let approve = |who| approve_by(&made, who);
    assert_eq!(codes(approve(voter(1)))[0].1, "author");
    assert_eq!(codes(approve(voter(2)))[0].1, "author");
    let token = Voter { by_token: true, ..voter(3) };
    assert_eq!(codes(approve(token))[0].1, "token");
    assert_eq!(approve(voter(3)).unwrap().version, 1);
}

fn approve_by(plan: &DeploymentPlan, who: Voter) -> Outcome<DeploymentPlan> {
    plan::approve(plan, who, String::new(), Timestamp::UNIX_EPOCH).map(|decided| decided.state)
}

#[test]
fn a_plan_is_approved_by_as_many_as_it_needs_and_every_change_voids_that() {
    let two = DeploymentPlan { needs: 2, ..plan(content(vec![task(1, 5, &[])])) };
    let made = save(None, two, Some(person(1))).unwrap().state;
    let once = approve_by(&made, voter(2)).unwrap();
    assert_eq!((once.status, once.version), (Status::Draft, 0));
    assert_eq!(codes(approve_by(&once, voter(2)))[0].1, "counted");
    let twice = approve_by(&once, voter(3)).unwrap();
    assert_eq!((twice.status, twice.version), (Status::Approved, 1));
    assert_eq!(codes(approve_by(&twice, voter(4)))[0].1, "state");
    let renamed = DeploymentPlan { name: name("Cutover of May"), ..twice.clone() };
    let renamed = save(Some(&twice), renamed, Some(person(2))).unwrap().state;
    assert_eq!(renamed.status, Status::Approved, "what is done is the same");
    let content = renamed.content.clone().put(task(1, 9, &[])).unwrap().content;
    let anew = save(Some(&renamed), DeploymentPlan { content, ..renamed.clone() }, Some(person(2))).unwrap().state;
    assert_eq!((anew.status, anew.version, anew.approvals.len()), (Status::Draft, 1, 0));
    assert_eq!(anew.authors, [person(2)].into(), "whoever wrote what was approved may approve what another changed");
    assert!(approve_by(&DeploymentPlan { needs: 1, ..anew }, voter(1)).is_ok());
}

#[test]
fn an_empty_plan_is_not_approved() {
    let made = save(None, plan(Content::default()), Some(person(1))).unwrap().state;
    assert_eq!(codes(approve_by(&made, voter(2)))[0].1, "empty");
}

#[test]
fn an_order_that_changes_is_told_however_long_the_plan_is() {
    let many = content((1..=500).map(|number| task(number, 1, &[])).collect());
    let made = save(None, plan(many), Some(person(1))).unwrap();
    assert_eq!(made.facts[0].changes.last().map(|change| change.after.clone()), Some(500.into()));
    let made = DeploymentPlan { rev: 1, ..made.state };
    let moved = made.content.clone().shift(500, Some(1)).unwrap().content;
    let after = save(Some(&made), DeploymentPlan { content: moved, ..made.clone() }, Some(person(1))).unwrap();
    assert_eq!(after.facts[0].changes[0].field, "order");
    assert_eq!(after.state.content.tasks[0].rev, 1, "a task that was moved is the same task");
}

proptest! {
    #[test]
    fn a_content_survives_its_text(numbers in prop::collection::btree_set(1..50_u32, 1..8), lag in -9..9_i64) {
        let numbers: Vec<u32> = numbers.into_iter().collect();
        let mut whole = content(numbers.iter().map(|number| task(*number, i64::from(*number), &[])).collect());
        for place in 1..whole.tasks.len() {
            whole.tasks[place].after.push(After { task: numbers[place - 1], link: StartStart, lag });
        }
        let text = serde_json::to_string(&whole).unwrap();
        prop_assert_eq!(serde_json::from_str::<Content>(&text).unwrap(), whole);
    }
}
