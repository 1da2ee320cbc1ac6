//! Releases as code: documents that describe what should be there, by key.

mod apply;
mod apply_environment;
mod apply_policy;
mod apply_raid;
mod apply_release;
mod apply_template;
mod apply_window;
mod as_template;
mod deployment_plans;
mod export;
mod export_environment;
mod export_policy;
pub mod model;
mod read;
mod schema;
mod write;
pub mod yaml;

pub use apply::{Action, Applied, apply, told, told_change};
pub use as_template::as_template;
pub use export::{Selection, export, export_release};
pub use model::Document;
pub use read::{Located, located, read, read_json};
pub use schema::schema;
pub use write::write;
