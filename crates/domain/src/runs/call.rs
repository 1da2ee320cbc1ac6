//! Tasks that a machine does: told once, under one key, and what became of it is known or a person is asked.
//!
//! Before a machine is told, that it will be is recorded; afterwards, what it answered. What was recorded as told and has no
//! answer is *in doubt*: the answer was lost, or whoever would have recorded it. It is told again only when whoever is called
//! does nothing twice for the same key; otherwise a person looks and says what became of it.

use super::{
    run::Status,
    scene::{Scene, Standing},
    step::{Act, Said, Stepped},
    task::{Called, RunTask, State},
};
use crate::{
    deployment_plans::{Action, Call, Number},
    event::{Fact, differences},
    problem::{Outcome, Problem},
};
use serde_json::json;

/// What came of telling a machine to do something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It is done; or begun, where the end is told later.
    Fine(String),
    /// It did not work, or could not be told.
    Wrong(String),
    /// Nobody knows: there was no answer, or none that can be read.
    Unknown(String),
}

/// What is to be done next about a task that a machine does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nothing: somebody decided otherwise, or it is over.
    Nothing,
    /// The machine is told now.
    Send(Called),
    /// It was told, and nobody knows what became of it.
    Doubt,
}

impl Scene<'_> {
    /// What the machine is told in the task at a place, in this run.
    #[must_use]
    pub fn call_of(&self, place: usize) -> Option<(&Action, &Call)> {
        let action = self.plan.tasks[place].action.as_ref()?;
        Some((action, action.call_in(self.run.kind == super::Kind::Rehearsal)?))
    }

    /// What is recorded when the task at a place is begun: that a machine waits to be told.
    pub(super) fn called(&self, place: usize, before: &RunTask) -> Option<Called> {
        self.call_of(place)?;
        let number = self.plan.tasks[place].number;
        let key = match &before.call {
            Some(former) => former.key.clone(),
            // The revision makes it another one when the task is done again.
            None => format!("{}-{number}-{}", self.run.id, self.run.rev),
        };
        Some(Called { key, attempt: 1, sent_at: None, told: String::new() })
    }

    /// The tasks that begin by themselves now: machines wait for nobody.
    #[must_use]
    pub fn by_themselves(&self) -> Vec<Number> {
        if self.run.status != Status::Running {
            return Vec::new();
        }
        let starts = |place: &usize| {
            let task = &self.plan.tasks[*place];
            self.call_of(*place).is_some() && !self.is_group(task.number) && self.standing(*place) == Standing::Ready
        };
        (0..self.tasks.len()).filter(starts).map(|place| self.plan.tasks[place].number).collect()
    }

    /// What is to be done about a machine that was to be told under a key.
    #[must_use]
    pub fn next(&self, number: Number, key: &str) -> Next {
        let Some(place) = self.place(number) else { return Next::Nothing };
        let task = &self.tasks[place];
        let Some(call) = task.call.as_ref().filter(|call| call.key == key && task.state == State::Running) else {
            return Next::Nothing;
        };
        if self.run.status.is_over() {
            return Next::Nothing;
        }
        let repeats = self.plan.tasks[place].action.as_ref().is_some_and(|action| action.repeats);
        match call.sent_at {
            Some(_) if !repeats => Next::Doubt,
            _ => Next::Send(Called { sent_at: Some(self.now), ..call.clone() }),
        }
    }

    /// Records that a machine is told now.
    ///
    /// # Errors
    /// There is no such task.
    pub fn sent(&self, number: Number, call: Called) -> Outcome<Stepped> {
        let place = self.place(number).ok_or_else(|| Problem::missing("task", number))?;
        let before = &self.tasks[place];
        let fact = self.told("run_task.called", place).change("key", json!(null), &call.key);
        let fact = fact.change("attempt", json!(null), call.attempt);
        let after = RunTask { call: Some(call), rev: self.run.rev + 1, ..before.clone() };
        Ok(Stepped { tasks: vec![after], facts: vec![fact] })
    }

    /// Records what came of it; `None` when it is tried once more.
    ///
    /// # Errors
    /// There is no such task, or it is no longer being done.
    pub fn answered(&self, number: Number, answer: &Answer) -> Outcome<(Stepped, bool)> {
        let place = self.place(number).ok_or_else(|| Problem::missing("task", number))?;
        let before = &self.tasks[place];
        let (Some(call), Some(action)) = (&before.call, &self.plan.tasks[place].action) else {
            return Err(Problem::refused("state", "no machine was told to do it"));
        };
        let once_more = call.attempt < action.attempts
            && match answer {
                Answer::Wrong(_) => true,
                Answer::Unknown(_) => action.repeats,
                Answer::Fine(_) => false,
            };
        let (Answer::Fine(told) | Answer::Wrong(told) | Answer::Unknown(told)) = answer;
        let mut after = RunTask { rev: self.run.rev + 1, ..before.clone() };
        let mut call = Called { told: told.clone(), ..call.clone() };
        let waits = action.waits && matches!(answer, Answer::Fine(_));
        if once_more {
            call = Called { attempt: call.attempt + 1, sent_at: None, ..call };
        }
        after.call = Some(call);
        let kind = match answer {
            _ if once_more => "run_task.tried",
            Answer::Fine(_) if waits => "run_task.accepted",
            Answer::Fine(_) => "run_task.completed",
            Answer::Wrong(_) => "run_task.failed",
            Answer::Unknown(_) => "run_task.in_doubt",
        };
        if !once_more && !waits {
            after.state = match answer {
                Answer::Fine(_) => State::Completed,
                Answer::Wrong(_) => State::Failed,
                Answer::Unknown(_) => State::InDoubt,
            };
            let now = before.started_at.map_or(self.now, |since| since.max(self.now));
            after.ended_at = Some(now);
            if after.state != State::Completed {
                after.reason.clone_from(told);
            }
        }
        let mut fact = self.told(kind, place).because(Some(told.clone()).filter(|told| !told.is_empty()));
        fact.changes
            .extend(differences(Some(before), Some(&after)).into_iter().filter(|change| change.field == "state"));
        let mut tasks = vec![after];
        self.lift(place, &mut tasks);
        Ok((Stepped { tasks, facts: vec![fact] }, once_more))
    }

    /// What somebody else says became of what was told under a key. Said twice, it is the same.
    ///
    /// # Errors
    /// Another key than the one under which it was told; the opposite was said before; nothing waits for it.
    pub fn heard(&self, number: Number, key: &str, answer: &Answer) -> Outcome<Option<Stepped>> {
        let place = self.place(number).ok_or_else(|| Problem::missing("task", number))?;
        let task = &self.tasks[place];
        let known = task.call.as_ref().is_some_and(|call| call.key == key);
        if !known {
            return Err(Problem::refused("key", "nothing was told under this key, or it is told anew since"));
        }
        let fine = matches!(answer, Answer::Fine(_));
        match task.state {
            State::Completed if fine => Ok(None),
            State::Failed if !fine => Ok(None),
            State::Running | State::InDoubt => {
                let act = if fine { Act::Complete } else { Act::Fail };
                let (Answer::Fine(told) | Answer::Wrong(told) | Answer::Unknown(told)) = answer;
                let told = if told.trim().is_empty() { "told by whoever did it" } else { told };
                let said = Said { by: None, reason: Some(told.chars().take(2_000).collect()) };
                self.act(number, &act, &said).map(Some)
            }
            state => Err(Problem::refused("state", format!("the task is {} by now", state.name().replace('_', " ")))),
        }
    }

    fn told(&self, kind: &'static str, place: usize) -> Fact {
        let task = &self.plan.tasks[place];
        let fact = self.run.fact(kind).about(self.run.id).named(format!("{} {}", task.number, task.name));
        fact.change("task", json!(null), task.number)
    }
}
