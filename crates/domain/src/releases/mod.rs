//! Releases: trains, projects and independent changes, their workflow, plan, people and dependencies.

pub mod activity;
pub mod answers;
pub mod dependency;
pub mod fields;
pub mod health;
pub mod matrix;
pub mod plan;
pub mod raci;
pub mod release;
pub mod workflow;

pub use activity::{Activity, ActivityStatus};
pub use plan::{Milestone, MilestoneKind, MilestoneState, Phase, Plan};
pub use release::{Creation, Impact, Kind, Release};
pub use workflow::{Category, ReleaseType, Status, Transition};
