//! `/setup`, `/session`, `/tokens`, `/people`, `/teams` and grants: who is there, and how they prove it.

mod organisation;
mod sessions;
mod setup;
mod tokens;
