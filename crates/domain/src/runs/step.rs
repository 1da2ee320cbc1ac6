//! What people do with the tasks of a run.

use super::{
    run::Status,
    scene::{Scene, later},
    task::{RunTask, State, Vote},
};
use crate::{
    catalog::is_web_address,
    deployment_plans::{Kind, Number},
    event::{Fact, differences},
    id::PersonId,
    people::Party,
    problem::{Outcome, Problem, Reason},
};
use serde_json::json;

/// What is done with a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Begins it.
    Start,
    /// It is done; a checkpoint: go.
    Complete,
    /// It did not work; a checkpoint: no-go. It is said why.
    Fail,
    /// It is not done, and it is said why.
    Skip,
    /// It is to be done again, and it is said why.
    Reopen,
    /// Somebody else does it.
    HandOver(Party),
    /// Says at a checkpoint whether to go on.
    Vote(bool),
    /// Says something about it, perhaps with what proves it at this address.
    Comment(Option<String>),
}

impl Act {
    /// True when whoever does it has to say why, or what.
    #[must_use]
    pub const fn needs_a_reason(&self) -> bool {
        matches!(self, Self::Fail | Self::Skip | Self::Reopen | Self::Comment(None))
    }

    const fn fact(&self) -> &'static str {
        match self {
            Self::Start => "run_task.started",
            Self::Complete => "run_task.completed",
            Self::Fail => "run_task.failed",
            Self::Skip => "run_task.skipped",
            Self::Reopen => "run_task.reopened",
            Self::HandOver(_) => "run_task.handed_over",
            Self::Vote(_) => "run_task.voted",
            Self::Comment(_) => "run_task.commented",
        }
    }
}

/// Who does it, and what they say.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// Who.
    pub by: Option<PersonId>,
    /// What they say to it.
    pub reason: Option<String>,
}

/// What became of the tasks of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stepped {
    /// Those that are another now: the task, and what it is a step of.
    pub tasks: Vec<RunTask>,
    /// What became true.
    pub facts: Vec<Fact>,
}

impl Scene<'_> {
    /// Does something with a task. Tasks with steps follow their steps: one does nothing with them but speak about them.
    ///
    /// # Errors
    /// There is no such task; every reason why it cannot be done; a fault for a missing reason.
    pub fn act(&self, number: Number, act: &Act, said: &Said) -> Outcome<Stepped> {
        let place = self.place(number).ok_or_else(|| Problem::missing("task", number))?;
        let before = &self.tasks[place];
        let reason = said.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
        let reasons = self.bars(place, act);
        if !reasons.is_empty() {
            let called = &self.plan.tasks[place].name;
            let detail = format!("{called} ({number}) cannot be {}", participle(act));
            return Err(Problem::Refused { detail, reasons });
        }
        if act.needs_a_reason() && reason.is_none() {
            return Err(Problem::fault("/reason", "required", "say why"));
        }
        if reason.is_some_and(|reason| reason.chars().count() > 2_000) {
            return Err(Problem::fault("/reason", "text", "this has at most 2000 characters"));
        }
        if let Act::Comment(Some(address)) = act
            && !(is_web_address(address) && address.chars().count() <= 2_000)
        {
            return Err(Problem::fault("/evidence", "url", format!("{address:?} is no https:// or http:// address")));
        }
        let mut after = RunTask { rev: self.run.rev + 1, ..before.clone() };
        let now = before.started_at.map_or(self.now, |since| since.max(self.now));
        match act {
            Act::Start => {
                after.state = State::Running;
                (after.started_at, after.started_by) = (Some(now), said.by);
                (after.ended_at, after.ended_by) = (None, None);
                after.reason = String::new();
                after.call = self.called(place, before);
            }
            Act::Complete | Act::Fail | Act::Skip => {
                after.state = match act {
                    Act::Complete => State::Completed,
                    Act::Fail => State::Failed,
                    _ => State::Skipped,
                };
                if after.started_at.is_none() && *act != Act::Skip {
                    (after.started_at, after.started_by) = (Some(now), said.by);
                }
                (after.ended_at, after.ended_by) = (Some(now), said.by);
                after.reason = reason.unwrap_or_default().to_owned();
            }
            Act::Reopen => {
                // What nobody knows of may have been done: it is told again under the same key.
                let call = before.call.clone().filter(|_| before.state == State::InDoubt);
                after = RunTask { owner: after.owner, rev: after.rev, call, ..RunTask::waiting(number) };
            }
            Act::HandOver(to) => after.owner = Some(*to),
            Act::Vote(go) => {
                let Some(person) = said.by else {
                    return Err(Problem::refused("token", "a vote is a person's own act"));
                };
                after.votes.retain(|vote| vote.person != person);
                let comment = reason.unwrap_or_default().to_owned();
                after.votes.push(Vote { person, go: *go, at: now, comment });
            }
            Act::Comment(_) => {}
        }
        let called = format!("{number} {}", self.plan.tasks[place].name);
        let mut fact =
            self.run.fact(act.fact()).about(self.run.id).named(called).with(differences(Some(before), Some(&after)));
        fact.changes.retain(|change| change.field != "rev");
        fact = fact.change("task", json!(null), number).because(reason.map(str::to_owned));
        match act {
            Act::Vote(go) => fact = fact.change("go", json!(null), go),
            Act::Comment(Some(address)) => fact = fact.change("evidence", json!(null), address),
            _ => {}
        }
        let mut tasks = vec![after];
        self.lift(place, &mut tasks);
        Ok(Stepped { tasks, facts: vec![fact] })
    }

    /// Every reason why something cannot be done with the task at a place now.
    #[must_use]
    pub fn bars(&self, place: usize, act: &Act) -> Vec<Reason> {
        let (task, state) = (&self.plan.tasks[place], self.tasks[place].state);
        let mut reasons = Vec::new();
        if matches!(act, Act::Comment(_)) {
            return reasons;
        }
        let is = |status: Status| status.name().replace('_', " ");
        match self.run.status {
            Status::Running => {}
            Status::Paused if *act != Act::Start => {}
            Status::Paused => {
                let told = Reason::new("paused", "the run is paused: nothing is begun");
                reasons.push(told.cleared_by("whoever resumes it"));
            }
            Status::Planned if matches!(act, Act::HandOver(_)) => {}
            Status::Planned => {
                reasons.push(Reason::new("planned", "the run has not begun").cleared_by("whoever begins it"));
            }
            status => reasons.push(Reason::new("over", format!("the run is {}", is(status)))),
        }
        if self.is_group(task.number) && !matches!(act, Act::HandOver(_)) {
            reasons.push(Reason::new("steps", "it has steps, and is as far as they are: take those"));
        }
        let stands =
            |fine: bool| (!fine).then(|| Reason::new("state", format!("it is {}", state.name().replace('_', " "))));
        let on_the_way = self.is_on_the_way(place);
        let off = || Reason::new("off", "it is on a way that is not taken");
        match act {
            Act::Start => {
                reasons.extend(stands(state == State::Waiting));
                if !on_the_way {
                    reasons.push(off());
                } else if state == State::Waiting {
                    reasons.extend(self.reasons(&self.waits_to_begin(place)));
                }
            }
            Act::Complete => {
                reasons.extend(stands(matches!(state, State::Waiting | State::Running | State::InDoubt)));
                if state == State::Waiting {
                    // What takes no time is done in one: begun and over.
                    reasons.extend((!on_the_way).then(off));
                    reasons.extend(
                        self.bars(place, &Act::Start)
                            .into_iter()
                            .filter(|bar| matches!(bar.code, "predecessor" | "not_before" | "paused")),
                    );
                }
                reasons.extend(self.reasons(&self.waits_to_end(place)));
            }
            Act::Fail => {
                let decided = state == State::Waiting && task.kind == Kind::Checkpoint && on_the_way;
                reasons.extend(stands(decided || matches!(state, State::Running | State::InDoubt)));
            }
            Act::Skip => {
                reasons.extend(stands(!state.is_over()));
                reasons.extend((!on_the_way).then(off));
            }
            Act::Reopen => {
                reasons.extend(stands(state != State::Waiting && state != State::Running));
                reasons.extend((!on_the_way).then(off));
                if reasons.is_empty() {
                    reasons.extend(self.relied_on(place));
                }
            }
            Act::HandOver(_) => reasons.extend(stands(!state.is_over())),
            Act::Vote(_) => {
                reasons.extend(stands(!state.is_over()));
                if task.kind != Kind::Checkpoint {
                    reasons.push(Reason::new("kind", "it is no checkpoint"));
                }
            }
            Act::Comment(_) => {}
        }
        reasons.dedup_by(|one, other| one.code == other.code && one.detail == other.detail);
        reasons
    }

    /// The tasks that were begun because the one at a place was over.
    fn relied_on(&self, place: usize) -> Vec<Reason> {
        let mut numbers = vec![self.plan.tasks[place].number];
        let mut above = self.plan.tasks[place].parent;
        while let Some(parent) = above {
            numbers.push(parent);
            above = self.place(parent).and_then(|at| self.plan.tasks[at].parent);
        }
        if !numbers.iter().any(|number| self.relied.contains(number)) {
            return Vec::new();
        }
        let waited =
            |task: &crate::deployment_plans::Task| task.after.iter().any(|after| numbers.contains(&after.task));
        let begun = |(task, at): &(&crate::deployment_plans::Task, &RunTask)| {
            waited(task) && !matches!(at.state, State::Waiting | State::Skipped)
        };
        let reason = |(task, _): (&crate::deployment_plans::Task, &RunTask)| {
            Reason::new("successor", format!("{} ({}) was begun after it", task.name, task.number))
                .cleared_by("whoever reopens that first")
        };
        self.plan.tasks.iter().zip(self.tasks).filter(begun).map(reason).collect()
    }

    /// Lets the tasks of which the task at a place is a step follow.
    pub(super) fn lift(&self, place: usize, changed: &mut Vec<RunTask>) {
        let mut above = self.plan.tasks[place].parent.and_then(|parent| self.place(parent));
        while let Some(group) = above {
            let number = self.plan.tasks[group].number;
            let children = (0..self.tasks.len()).filter(|child| self.plan.tasks[*child].parent == Some(number));
            let steps: Vec<&RunTask> = children
                .map(|child| {
                    let now = changed.iter().find(|task| task.number == self.tasks[child].number);
                    now.unwrap_or(&self.tasks[child])
                })
                .collect();
            let before = &self.tasks[group];
            let mut after = gathered(before, &steps);
            if after != *before {
                after.rev = self.run.rev + 1;
                changed.push(after);
            }
            above = self.plan.tasks[group].parent.and_then(|parent| self.place(parent));
        }
    }
}

/// A task with steps, as far as its steps are.
fn gathered(before: &RunTask, steps: &[&RunTask]) -> RunTask {
    let all = |is: fn(State) -> bool| steps.iter().all(|step| is(step.state));
    let any = |is: fn(State) -> bool| steps.iter().any(|step| is(step.state));
    let state = if all(|state| state == State::Skipped) {
        State::Skipped
    } else if all(State::is_over) {
        State::Completed
    } else if any(State::is_stuck) {
        State::Failed
    } else if all(|state| state == State::Waiting) {
        State::Waiting
    } else {
        State::Running
    };
    let first = steps.iter().filter(|step| step.started_at.is_some()).min_by_key(|step| step.started_at);
    let last = steps.iter().filter(|step| step.ended_at.is_some()).max_by_key(|step| step.ended_at);
    let over = last.filter(|_| state.is_over());
    RunTask {
        state,
        started_at: first.and_then(|step| step.started_at),
        started_by: first.and_then(|step| step.started_by),
        ended_at: over.and_then(|step| step.ended_at).map(|at| later(at, 0)),
        ended_by: over.and_then(|step| step.ended_by),
        ..before.clone()
    }
}

const fn participle(act: &Act) -> &'static str {
    match act {
        Act::Start => "begun",
        Act::Complete => "completed",
        Act::Fail => "failed",
        Act::Skip => "skipped",
        Act::Reopen => "reopened",
        Act::HandOver(_) => "handed over",
        Act::Vote(_) => "voted on",
        Act::Comment(_) => "commented on",
    }
}
