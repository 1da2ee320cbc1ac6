//! The use cases, told on both databases.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests may fail loudly")]

mod accounts;
mod common;
mod organisation;
