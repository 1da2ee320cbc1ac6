//! `/setup`, `/session`, `/tokens`, `/people`, `/teams` and grants: who is there, and how they prove it.

mod break_glass;
mod clients;
mod directory;
mod organisation;
mod provider;
mod providers;
mod passkeys;
mod second_factor;
mod sessions;
mod setup;
mod standing;
mod supervision;
mod tokens;
