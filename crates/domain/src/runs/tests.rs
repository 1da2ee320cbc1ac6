use super::*;
use crate::{
    Key, Name, Outcome, Problem, Zone,
    deployment_plans::{After, Branch, Content, Estimate, Kind as TaskKind, Number, Task},
    id::{DeploymentPlanId, Identifier, PersonId, PortfolioId, RunId, TeamId},
    people::Party,
    schedule::graph::LinkKind::{self, FinishFinish, FinishStart, StartFinish, StartStart},
};
use jiff::Timestamp;
use proptest::prelude::*;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn task(number: Number, after: &[(Number, LinkKind, i64)]) -> Task {
    let after = after.iter().map(|(task, link, lag)| After { task: *task, link: *link, lag: *lag }).collect();
    let estimate = Estimate::exactly(100);
    Task { estimate, after, ..Task::named(number, Name::parse(&format!("Task {number}")).unwrap()) }
}

fn content(tasks: Vec<Task>) -> Content {
    Content { tasks, ..Content::default() }
}

/// A run in hand: what is done with it is done at once, or refused.
struct Hand {
    plan: Content,
    run: Run,
    tasks: Vec<RunTask>,
    now: i64,
}

impl Hand {
    fn of(plan: Content) -> Self {
        assert!(plan.faults().is_empty());
        let run = Run {
            id: RunId::from_bits(1),
            plan: DeploymentPlanId::from_bits(2),
            version: 1,
            name: Name::parse("Cutover").unwrap(),
            kind: Kind::Live,
            portfolio: PortfolioId::from_bits(3),
            release: None,
            status: Status::Running,
            scheduled_at: at(0),
            window_end: None,
            parameters: [].into(),
            started_at: Some(at(0)),
            ended_at: None,
            branch: None,
            branched_at: None,
            created_at: at(0),
            rev: 1,
        };
        let tasks = plan.tasks.iter().map(|task| RunTask::waiting(task.number)).collect();
        Self { plan, run, tasks, now: 0 }
    }

    fn look<T>(&self, look: impl FnOnce(&Scene<'_>) -> T) -> T {
        look(&Scene::new(&self.plan, &Zone::utc(), &self.run, &self.tasks, at(self.now)))
    }

    fn downtime(&self) -> (i64, Option<Timestamp>) {
        Scene::new(&self.plan, &Zone::utc(), &self.run, &self.tasks, at(self.now)).downtime()
    }

    fn open(&self) -> Vec<crate::Reason> {
        Scene::new(&self.plan, &Zone::utc(), &self.run, &self.tasks, at(self.now)).open()
    }

    fn act(&mut self, number: Number, act: Act) -> Outcome<Vec<&'static str>> {
        let said = Said { by: Some(PersonId::from_bits(7)), reason: Some("because".to_owned()) };
        let stepped = self.look(|scene| scene.act(number, &act, &said))?;
        for changed in stepped.tasks {
            let place = self.tasks.iter().position(|task| task.number == changed.number).unwrap();
            self.tasks[place] = changed;
        }
        self.run.rev += 1;
        Ok(stepped.facts.iter().map(|fact| fact.kind).collect())
    }

    fn refused(&mut self, number: Number, act: Act) -> Vec<String> {
        match self.act(number, act).unwrap_err() {
            Problem::Refused { reasons, .. } => {
                let until = |reason: &crate::Reason| reason.until.map(Timestamp::as_second);
                reasons.iter().map(|reason| format!("{}: {} {:?}", reason.code, reason.detail, until(reason))).collect()
            }
            other => panic!("{other}"),
        }
    }

    fn states(&self) -> Vec<&'static str> {
        self.look(|scene| (0..self.tasks.len()).map(|place| scene.standing(place).name()).collect())
    }
}

#[test]
fn a_task_begins_after_what_it_waits_for_and_every_reason_is_told() {
    let mut run =
        Hand::of(content(vec![task(1, &[]), task(2, &[]), task(3, &[(1, FinishStart, 30), (2, StartStart, 0)])]));
    assert_eq!(run.states(), ["ready", "ready", "waiting"]);
    assert_eq!(
        run.refused(3, Act::Start),
        ["predecessor: Task 1 (1) has not begun None", "predecessor: Task 2 (2) has not begun None"]
    );
    assert_eq!(run.act(1, Act::Start).unwrap(), ["run_task.started"]);
    run.now = 50;
    run.act(1, Act::Complete).unwrap();
    run.act(2, Act::Start).unwrap();
    assert_eq!(run.refused(3, Act::Start), ["predecessor: Task 1 (1) is over, but not for long enough Some(80)"]);
    run.now = 80;
    run.act(3, Act::Start).unwrap();
    assert_eq!(run.states(), ["completed", "running", "running"]);
}

#[test]
fn a_task_ends_after_what_its_end_waits_for() {
    let mut run =
        Hand::of(content(vec![task(1, &[]), task(2, &[(1, FinishFinish, 0)]), task(3, &[(1, StartFinish, 0)])]));
    run.act(2, Act::Start).unwrap();
    run.act(3, Act::Start).unwrap();
    assert_eq!(run.refused(2, Act::Complete), ["predecessor: Task 1 (1) has not begun None"]);
    run.act(1, Act::Start).unwrap();
    run.act(3, Act::Complete).unwrap();
    assert_eq!(run.refused(2, Act::Complete), ["predecessor: Task 1 (1) is not over None"]);
    run.act(1, Act::Complete).unwrap();
    run.act(2, Act::Complete).unwrap();
}

#[test]
fn a_negative_lag_lets_a_task_begin_so_long_before_the_other_should_be_over() {
    let mut run = Hand::of(content(vec![task(1, &[]), task(2, &[(1, FinishStart, -40)])]));
    run.act(1, Act::Start).unwrap();
    assert_eq!(run.refused(2, Act::Start), ["predecessor: Task 1 (1) is not over Some(60)"]);
    run.now = 60;
    run.act(2, Act::Start).unwrap();
}

#[test]
fn what_another_completed_cannot_be_completed_again() {
    let mut run = Hand::of(content(vec![task(1, &[])]));
    run.act(1, Act::Complete).unwrap();
    assert_eq!(run.refused(1, Act::Complete), ["state: it is completed None"]);
    assert_eq!(run.refused(1, Act::Start), ["state: it is completed None"]);
}

#[test]
fn what_waits_for_something_that_failed_is_blocked_until_somebody_decides() {
    let mut run = Hand::of(content(vec![task(1, &[]), task(2, &[(1, FinishStart, 0)])]));
    run.act(1, Act::Start).unwrap();
    run.act(1, Act::Fail).unwrap();
    assert_eq!(run.states(), ["failed", "blocked"]);
    run.act(1, Act::Reopen).unwrap();
    assert_eq!(run.states(), ["ready", "waiting"]);
    run.act(1, Act::Skip).unwrap();
    assert_eq!(run.states(), ["skipped", "ready"]);
    run.act(2, Act::Start).unwrap();
    assert_eq!(run.refused(1, Act::Reopen), ["successor: Task 2 (2) was begun after it None"]);
}

#[test]
fn a_heading_is_as_far_as_its_steps() {
    let step = |number, after: &[(Number, LinkKind, i64)]| Task { parent: Some(1), ..task(number, after) };
    let mut run = Hand::of(content(vec![
        task(1, &[]),
        step(2, &[]),
        step(3, &[(2, FinishStart, 0)]),
        task(4, &[(1, FinishStart, 0)]),
    ]));
    assert_eq!(run.refused(1, Act::Start)[0], "steps: it has steps, and is as far as they are: take those None");
    run.act(2, Act::Start).unwrap();
    assert_eq!(run.states(), ["running", "running", "waiting", "waiting"]);
    run.now = 9;
    run.act(2, Act::Complete).unwrap();
    run.act(3, Act::Skip).unwrap();
    assert_eq!(run.states(), ["completed", "completed", "skipped", "ready"]);
    assert_eq!(run.tasks[0].ended_at, Some(at(9)));
    run.act(4, Act::Start).unwrap();
    assert_eq!(run.refused(3, Act::Reopen), ["successor: Task 4 (4) was begun after it None"]);
}

#[test]
fn what_the_end_of_a_heading_waits_for_only_its_last_step_waits_for() {
    let step = |number| Task { parent: Some(1), ..task(number, &[]) };
    let heading = task(1, &[(4, FinishFinish, 0)]);
    let mut run = Hand::of(content(vec![heading, step(2), step(3), task(4, &[])]));
    run.act(2, Act::Complete).unwrap();
    assert_eq!(run.refused(3, Act::Complete), ["predecessor: Task 4 (4) has not begun None"]);
    run.act(4, Act::Complete).unwrap();
    run.act(3, Act::Complete).unwrap();
    assert_eq!(run.states(), ["completed"; 4]);
}

#[test]
fn nothing_begins_in_a_paused_run_and_what_was_begun_goes_on() {
    let mut run = Hand::of(content(vec![task(1, &[]), task(2, &[])]));
    run.act(1, Act::Start).unwrap();
    run.run.status = Status::Paused;
    assert_eq!(run.refused(2, Act::Start)[0], "paused: the run is paused: nothing is begun None");
    assert_eq!(run.refused(2, Act::Complete)[0], "paused: the run is paused: nothing is begun None");
    run.act(1, Act::Complete).unwrap();
    run.run.status = Status::Aborted;
    assert_eq!(run.refused(2, Act::Start)[0], "over: the run is aborted None");
}

#[test]
fn a_rollback_leaves_the_way_and_ends_when_the_way_back_is_done() {
    let undo = Key::parse("undo").unwrap();
    let back = |number, after: &[(Number, LinkKind, i64)]| Task { branch: Some(undo.clone()), ..task(number, after) };
    let mut plan = content(vec![task(1, &[]), task(2, &[(1, FinishStart, 0)]), back(3, &[])]);
    plan.branches = vec![Branch { key: undo.clone(), name: Name::parse("Undo").unwrap() }];
    let mut run = Hand::of(plan);
    assert_eq!(run.states(), ["ready", "waiting", "off"]);
    run.act(1, Act::Start).unwrap();
    let turn = |run: &Hand, turn: Turn, reason: Option<&str>| {
        run::turn(&run.run, &turn, reason, run.open(), at(run.now)).map(|decided| decided.state)
    };
    assert!(matches!(turn(&run, Turn::RollBack(undo.clone()), None), Err(Problem::Invalid(_))));
    run.run = turn(&run, Turn::RollBack(undo.clone()), Some("data is wrong")).unwrap();
    assert_eq!(run.states(), ["running", "off", "ready"]);
    assert!(matches!(turn(&run, Turn::RollBack(undo), Some("again")), Err(Problem::Refused { .. })));
    run.act(3, Act::Complete).unwrap();
    let Problem::Refused { reasons, .. } = turn(&run, Turn::Complete, None).unwrap_err() else { panic!() };
    assert_eq!(reasons[0].detail, "Task 1 (1) is running");
    run.act(1, Act::Fail).unwrap();
    assert_eq!(turn(&run, Turn::Complete, None).unwrap().status, Status::RolledBack);
}

#[test]
fn downtime_is_measured_from_the_end_of_its_beginning_to_the_end_of_its_end() {
    let kinded = |number, kind| Task { kind, ..task(number, &[]) };
    let mut run = Hand::of(content(vec![kinded(1, TaskKind::DowntimeStart), kinded(2, TaskKind::DowntimeEnd)]));
    run.now = 10;
    run.act(1, Act::Complete).unwrap();
    run.now = 25;
    assert_eq!(run.downtime(), (15, Some(at(10))));
    run.act(2, Act::Complete).unwrap();
    run.now = 90;
    assert_eq!(run.downtime(), (15, None));
}

#[test]
fn a_clock_that_goes_back_ends_nothing_before_it_began() {
    let mut run = Hand::of(content(vec![task(1, &[]), task(2, &[(1, FinishStart, 0)])]));
    run.now = 100;
    run.act(1, Act::Start).unwrap();
    run.now = 40;
    run.act(1, Act::Complete).unwrap();
    assert_eq!(run.tasks[0].ended_at, Some(at(100)));
}

#[test]
fn a_checkpoint_collects_a_vote_of_each_and_can_be_no_go() {
    let mut run =
        Hand::of(content(vec![Task { kind: TaskKind::Checkpoint, ..task(1, &[]) }, task(2, &[(1, FinishStart, 0)])]));
    run.act(1, Act::Vote(true)).unwrap();
    run.act(1, Act::Vote(false)).unwrap();
    assert_eq!(run.tasks[0].votes.len(), 1);
    assert_eq!(run.refused(2, Act::Vote(true)).last().unwrap(), "kind: it is no checkpoint None");
    run.act(1, Act::Fail).unwrap();
    assert_eq!(run.states(), ["failed", "blocked"]);
}

#[test]
fn a_rehearsal_does_not_wait_for_the_day() {
    let local = "1970-01-01T00:10".parse().unwrap();
    let mut run = Hand::of(content(vec![Task { not_before: Some(local), ..task(1, &[]) }]));
    assert_eq!(run.refused(1, Act::Start), ["not_before: it is too early for it Some(600)"]);
    run.run.kind = Kind::Rehearsal;
    run.act(1, Act::Start).unwrap();
}

fn acts() -> impl Strategy<Value = Vec<(u32, u8, i64)>> {
    prop::collection::vec((1..7_u32, 0..6_u8, 0..40_i64), 0..60)
}

fn links() -> impl Strategy<Value = Vec<(u32, u32, u8, i64)>> {
    prop::collection::vec((1..7_u32, 1..7_u32, 0..4_u8, -20..30_i64), 0..9)
}

proptest! {
    /// The table of the module, looked at once more: whatever people do in whatever order, what they were let do had
    /// everything it waits for behind it.
    #[test]
    fn nobody_is_let_begin_or_end_before_the_time((links, acts) in (links(), acts())) {
        let mut tasks: Vec<Task> = (1..7).map(|number| task(number, &[])).collect();
        for (one, other, kind, lag) in links.into_iter().filter(|(one, other, ..)| one != other) {
            let link = [FinishStart, StartStart, FinishFinish, StartFinish][usize::from(kind)];
            let to = &mut tasks[one.max(other) as usize - 1];
            if !to.after.iter().any(|after| after.task == one.min(other) && after.link == link) {
                to.after.push(After { task: one.min(other), link, lag });
            }
        }
        let mut run = Hand::of(content(tasks));
        for (number, act, passes) in acts {
            run.now += passes;
            let act = [Act::Start, Act::Complete, Act::Fail, Act::Skip, Act::Reopen, Act::Start][usize::from(act)].clone();
            let before = run.tasks.clone();
            let is_done = run.act(number, act.clone()).is_ok();
            let place = number as usize - 1;
            let was = &before[place];
            let over = |number: Number| before[number as usize - 1].state.is_over();
            let ended = |number: Number| before[number as usize - 1].ended_at.map(Timestamp::as_second);
            let begun = |number: Number| {
                let other = &before[number as usize - 1];
                other.started_at.or(other.ended_at.filter(|_| over(number))).map(Timestamp::as_second)
            };
            let holds = |after: &After| match after.link {
                FinishStart | FinishFinish if over(after.task) => ended(after.task).unwrap() + after.lag <= run.now,
                FinishStart | FinishFinish => {
                    before[after.task as usize - 1].state == State::Running
                        && after.lag < 0
                        && begun(after.task).unwrap() + 100 + after.lag <= run.now
                }
                StartStart | StartFinish => begun(after.task).is_some_and(|at| at + after.lag <= run.now),
            };
            let after = &run.plan.tasks[place].after;
            let begins = after.iter().filter(|after| matches!(after.link, FinishStart | StartStart)).all(holds);
            let ends = after.iter().filter(|after| matches!(after.link, FinishFinish | StartFinish)).all(holds);
            let expected = match act {
                Act::Start => was.state == State::Waiting && begins,
                Act::Complete => ends && match was.state {
                    State::Waiting => begins,
                    State::Running | State::InDoubt => true,
                    _ => false,
                },
                Act::Fail => was.state == State::Running,
                Act::Skip => !was.state.is_over(),
                _ => is_done,
            };
            prop_assert_eq!(is_done, expected, "{:?} of {} at {}", act, number, run.now);
            if !is_done {
                prop_assert_eq!(&run.tasks, &before);
            }
            for task in &run.tasks {
                prop_assert_eq!(task.ended_at.is_some(), task.state.is_over() || task.state.is_stuck());
                prop_assert!(task.started_at.zip(task.ended_at).is_none_or(|(from, to)| from <= to));
            }
        }
    }
}

#[test]
fn what_is_handed_over_is_somebody_elses() {
    let mut run = Hand::of(content(vec![task(1, &[])]));
    run.run.status = Status::Planned;
    let team = Party::Team(TeamId::from_bits(4));
    assert_eq!(run.act(1, Act::HandOver(team)).unwrap(), ["run_task.handed_over"]);
    assert_eq!(run.tasks[0].owner, Some(team));
    assert_eq!(run.refused(1, Act::Start), ["planned: the run has not begun None"]);
}
