//! What a deployment plan holds, and what makes it whole.

use super::{
    MOST_PARTS, MOST_TASKS,
    task::{Number, Task},
    timing,
};
use crate::{
    environments::description_fault,
    id::TeamId,
    problem::{Fault, Faults},
    text::{Key, Name},
};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};

/// A swim lane: what one team does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lane {
    /// What tasks call it by.
    pub key: Key,
    /// What it is called.
    pub name: Name,
    /// Who does what nobody else is named for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<TeamId>,
}

/// Something that is said when a run is prepared, and that tasks name as `{{name}}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameter {
    /// What tasks call it by: what stands between the braces.
    pub name: Name,
    /// What it is when nothing else is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// What it means.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
}

/// A way back: tasks that are done only when somebody decides to roll back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Branch {
    /// What tasks call it by.
    pub key: Key,
    /// What it is called.
    pub name: Name,
}

/// Everything a plan holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// Its swim lanes.
    #[serde(default)]
    pub lanes: Vec<Lane>,
    /// What is said when a run is prepared.
    #[serde(default)]
    pub parameters: Vec<Parameter>,
    /// The ways back.
    #[serde(default)]
    pub branches: Vec<Branch>,
    /// What is done, in the order in which it is shown.
    #[serde(default)]
    pub tasks: Vec<Task>,
    /// The largest number a task ever had.
    #[serde(default)]
    pub numbered: Number,
}

impl Content {
    /// The task of this number.
    #[must_use]
    pub fn task(&self, number: Number) -> Option<&Task> {
        self.tasks.iter().find(|task| task.number == number)
    }

    /// The place of each task in the list.
    #[must_use]
    pub fn places(&self) -> HashMap<Number, usize> {
        self.tasks.iter().enumerate().map(|(place, task)| (task.number, place)).collect()
    }

    /// The numbers of the tasks that have steps.
    #[must_use]
    pub fn groups(&self) -> HashSet<Number> {
        self.tasks.iter().filter_map(|task| task.parent).collect()
    }

    /// The team of the lane in which a task stands.
    #[must_use]
    pub fn team_of(&self, task: &Task) -> Option<TeamId> {
        let lane = task.lane.as_ref()?;
        self.lanes.iter().find(|other| other.key == *lane)?.team
    }

    /// Every fault of the whole. Those of a task are told at `/tasks/…`, counted from 0.
    #[must_use]
    pub fn faults(&self) -> Faults {
        let mut faults = self.part_faults();
        faults.require(self.tasks.len() <= MOST_TASKS, "/tasks", "range", || {
            format!("a plan has at most {MOST_TASKS} tasks")
        });
        let places = self.places();
        for (place, task) in self.tasks.iter().enumerate() {
            let pointer = format!("/tasks/{place}");
            if places.get(&task.number) != Some(&place) {
                let told = format!("another task has the number {}", task.number);
                faults.push(Fault::new(format!("{pointer}/number"), "duplicate", told));
            }
            faults.extend(self.task_faults(task, &places).into_vec().into_iter().map(|fault| fault.within(&pointer)));
        }
        if faults.is_empty()
            && let Err(cycle) = timing::check(self)
        {
            let pointer =
                places.get(&cycle.first).map_or_else(|| "/tasks".to_owned(), |at| format!("/tasks/{at}/after"));
            faults.push(Fault::new(pointer, "cycle", cycle.told));
        }
        faults
    }

    /// The faults of lanes, parameters and branches.
    fn part_faults(&self) -> Faults {
        let mut faults = Faults::none();
        let lanes: Vec<&str> = self.lanes.iter().map(|lane| lane.key.as_str()).collect();
        let branches: Vec<&str> = self.branches.iter().map(|branch| branch.key.as_str()).collect();
        let parameters: Vec<&str> = self.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
        for (pointer, field, named) in
            [("/lanes", "key", lanes), ("/branches", "key", branches), ("/parameters", "name", parameters)]
        {
            faults.require(named.len() <= MOST_PARTS, pointer, "range", || format!("there are at most {MOST_PARTS}"));
            let mut seen = HashSet::new();
            for (place, name) in named.iter().enumerate() {
                let pointer = format!("{pointer}/{place}/{field}");
                faults.require(seen.insert(*name), &pointer, "duplicate", || format!("there is another {name}"));
            }
        }
        for (place, parameter) in self.parameters.iter().enumerate() {
            let within = format!("/parameters/{place}");
            faults.extend(description_fault(&parameter.description).map(|fault| fault.within(&within)));
            let long = parameter.default.as_ref().is_some_and(|value| value.chars().count() > 2_000);
            faults.require(!long, &format!("{within}/default"), "text", || {
                "a value has at most 2000 characters".to_owned()
            });
        }
        faults
    }

    /// The faults of one task in the whole, cycles left out.
    fn task_faults(&self, task: &Task, places: &HashMap<Number, usize>) -> Faults {
        let mut faults = task.faults();
        let unknown = |what: &str, named: &dyn std::fmt::Display| format!("the plan has no {what} {named}");
        if let Some(lane) = &task.lane {
            let is_there = self.lanes.iter().any(|other| other.key == *lane);
            faults.require(is_there, "/lane", "unknown", || unknown("lane", &lane.as_str()));
        }
        if let Some(branch) = &task.branch {
            let is_there = self.branches.iter().any(|other| other.key == *branch);
            faults.require(is_there, "/branch", "unknown", || unknown("way back", &branch.as_str()));
        }
        let same_way = |other: &Task| other.branch == task.branch;
        if let Some(parent) = task.parent {
            match places.get(&parent).map(|place| &self.tasks[*place]) {
                None => faults.push(Fault::new("/parent", "unknown", unknown("task", &parent))),
                Some(_) if parent == task.number => {
                    faults.push(Fault::new("/parent", "cycle", "a task is no step of itself"));
                }
                Some(other) => faults.require(same_way(other), "/parent", "branch", || {
                    format!("task {parent} is on another way: steps are on the way of their task")
                }),
            }
        }
        for (place, after) in task.after.iter().enumerate() {
            let pointer = format!("/after/{place}/task");
            match places.get(&after.task).map(|place| &self.tasks[*place]) {
                None => faults.push(Fault::new(pointer, "unknown", unknown("task", &after.task))),
                Some(other) => faults.require(same_way(other), &pointer, "branch", || {
                    format!("task {} is on another way: tasks wait for tasks of their own way", after.task)
                }),
            }
        }
        faults
    }
}
