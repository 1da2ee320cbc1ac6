//! Changing the tasks of a plan: adding, replacing, moving and removing them. What comes of it is checked as a whole where
//! the plan is saved.

use super::{
    content::Content,
    task::{Number, Task},
};
use crate::problem::{Fault, Outcome, Problem};

/// A content that was changed, and which of its tasks that was about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    /// What the plan would hold.
    pub content: Content,
    /// The numbers of the tasks, in the order in which they were given.
    pub numbers: Vec<Number>,
}

impl Content {
    /// With more tasks, before another one or at the end. A task whose number is 0 gets the next one.
    ///
    /// # Errors
    /// The task before which they should stand is not there.
    pub fn add(mut self, tasks: Vec<Task>, before: Option<Number>) -> Outcome<Edited> {
        let at = match before {
            Some(number) => self.place(number, "/before")?,
            None => self.tasks.len(),
        };
        let mut next = tasks.iter().map(|task| task.number).fold(self.numbered, Number::max);
        let mut numbers = Vec::with_capacity(tasks.len());
        let numbered = tasks.into_iter().map(|task| {
            let number = if task.number == 0 {
                next = next.saturating_add(1);
                next
            } else {
                task.number
            };
            numbers.push(number);
            Task { number, ..task }
        });
        let numbered: Vec<Task> = numbered.collect();
        self.tasks.splice(at..at, numbered);
        self.numbered = next;
        Ok(Edited { content: self, numbers })
    }

    /// With a task that takes the place of the one with its number.
    ///
    /// # Errors
    /// There is none.
    pub fn put(mut self, task: Task) -> Outcome<Edited> {
        let at = self.place(task.number, "/number")?;
        let numbers = vec![task.number];
        self.tasks[at] = task;
        Ok(Edited { content: self, numbers })
    }

    /// With a task at another place: before another one or at the end.
    ///
    /// # Errors
    /// One of the two is not there.
    pub fn shift(mut self, number: Number, before: Option<Number>) -> Outcome<Edited> {
        let from = self.place(number, "/number")?;
        if before != Some(number) {
            let task = self.tasks.remove(from);
            let to = match before {
                Some(other) => self.place(other, "/before")?,
                None => self.tasks.len(),
            };
            self.tasks.insert(to, task);
        }
        Ok(Edited { content: self, numbers: vec![number] })
    }

    /// Without a task. What waited for it waits for what it waited for, as long as all of these are finish-start; its steps
    /// become steps of what it was a step of.
    ///
    /// # Errors
    /// There is none.
    pub fn without(mut self, number: Number) -> Outcome<Edited> {
        let at = self.place(number, "/number")?;
        let gone = self.tasks.remove(at);
        for task in &mut self.tasks {
            if task.parent == Some(number) {
                task.parent = gone.parent;
            }
            let Some(place) = task.after.iter().position(|after| after.task == number) else { continue };
            let bridged = task.after[place];
            task.after.retain(|after| after.task != number);
            for before in &gone.after {
                let follows = super::After { task: before.task, link: before.link, lag: before.lag + bridged.lag };
                let is_there = task.after.iter().any(|other| other.task == follows.task && other.link == follows.link);
                if bridged.link == before.link && !is_there && follows.task != task.number {
                    task.after.push(follows);
                }
            }
        }
        Ok(Edited { content: self, numbers: vec![number] })
    }

    fn place(&self, number: Number, pointer: &str) -> Outcome<usize> {
        self.tasks
            .iter()
            .position(|task| task.number == number)
            .ok_or_else(|| Problem::fault(pointer, "unknown", format!("the plan has no task {number}")))
    }
}

impl Edited {
    /// A problem of the content as a problem of what was asked: faults of its tasks are told where the request has them.
    #[must_use]
    pub fn told(&self, problem: Problem, pointer: impl Fn(usize) -> String) -> Problem {
        let Problem::Invalid(faults) = problem else { return problem };
        let places = self.content.places();
        let moved = |fault: Fault| {
            let asked = self.numbers.iter().enumerate().find_map(|(index, number)| {
                let rest = fault.pointer.strip_prefix(&format!("/tasks/{}", places.get(number)?))?;
                (rest.is_empty() || rest.starts_with('/')).then(|| format!("{}{rest}", pointer(index)))
            });
            Fault { pointer: asked.unwrap_or_else(|| fault.pointer.clone()), ..fault }
        };
        Problem::Invalid(faults.into_iter().map(moved).collect())
    }
}
