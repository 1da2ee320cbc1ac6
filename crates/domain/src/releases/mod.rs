//! Releases: trains, projects and independent changes, their workflow, plan, people and dependencies.

pub mod activity;
pub mod answers;
pub mod attachment;
pub mod comment;
pub mod compare;
pub mod dependency;
pub mod evidence;
pub mod fields;
pub mod health;
pub mod matrix;
pub mod plan;
pub mod raci;
pub mod raid;
pub mod release;
pub mod template;
pub mod workflow;

pub use activity::{Activity, ActivityStatus};
pub use attachment::Attachment;
pub use comment::Comment;
pub use plan::{Milestone, MilestoneKind, MilestoneState, Phase, Plan};
pub use raid::{RaidItem, RaidKind, RaidStatus};
pub use release::{Creation, Impact, Kind, Release};
pub use workflow::{Category, ReleaseType, Status, Transition};
