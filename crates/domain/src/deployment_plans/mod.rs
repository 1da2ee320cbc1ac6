//! Deployment plans, which some call runbooks: tasks in a graph, with lanes, owners, estimates and ways back. A plan is
//! written, approved, and then run; what was approved is a snapshot, and every change of the plan begins a new draft.

pub mod action;
pub mod content;
pub mod edit;
pub mod plan;
pub mod task;
pub mod timing;

#[cfg(test)]
mod tests;

pub use crate::schedule::notation::Estimate;
pub use action::{Action, Call, Rehearsal, Verb};
pub use content::{Branch, Content, Lane, Parameter};
pub use edit::Edited;
pub use plan::{Approval, DeploymentPlan, Status};
pub use task::{After, Deploys, Kind, Number, Task};
pub use timing::{Line, Times};

/// The most tasks of a plan.
pub const MOST_TASKS: usize = 10_000;
/// The most lanes, parameters or branches of a plan.
pub const MOST_PARTS: usize = 100;
/// The most tasks that a task waits for.
pub const MOST_AFTER: usize = 100;
/// The longest that a task is thought to take, and the longest lag: a year, in seconds.
pub const LONGEST: i64 = 366 * 24 * 60 * 60;
