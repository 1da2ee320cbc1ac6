//! `/setup`, `/session`, `/tokens`, `/people`, `/teams` and grants: who is there, and how they prove it.

mod break_glass;
mod clients;
mod directory;
mod organisation;
mod passkeys;
mod password_codes;
mod provider;
mod providers;
mod rules;
mod second_factor;
mod sessions;
mod setup;
mod standing;
mod supervision;
mod tokens;
mod vouching;
