//! Releases as code: documents that describe what should be there, by key.

pub mod model;
mod schema;

pub use model::Document;
