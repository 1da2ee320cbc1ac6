//! The API as its callers meet it, on both databases.
#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

mod client;
mod entrance;
mod organisation;
