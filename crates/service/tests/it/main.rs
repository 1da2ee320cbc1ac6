//! The use cases, told on both databases.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests may fail loudly")]

mod accounts;
mod activities;
mod common;
mod organisation;
mod release_types;
mod sight;
mod stage;
mod systems;
mod versions;
