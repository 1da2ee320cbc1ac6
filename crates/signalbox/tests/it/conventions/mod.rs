//! What holds everywhere: revisions, repeated requests, pages, their cost, and what is refused.

mod bad_input;
mod cursors;
mod heard;
mod once;
pub(crate) mod revisions;
mod statements;
