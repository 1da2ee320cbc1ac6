//! Releases as code: documents that describe what should be there, by key.

pub mod model;
mod read;
mod schema;
mod write;
pub mod yaml;

pub use model::Document;
pub use read::{Located, read, read_json};
pub use schema::schema;
pub use write::write;
