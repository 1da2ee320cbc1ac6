//! Where things are kept: the only SQL in Signalbox, one text for SQLite and PostgreSQL.
//!
//! A [`Db`] runs closures in transactions on threads that own their connections. Inside, a [`Tx`] runs plain SQL; it adds
//! the condition that hides what the caller may not see, counts its statements and records facts in the journal.

pub mod accounts;
pub mod activities;
pub mod answers;
pub mod attachments;
pub mod bookings;
pub mod break_glass;
pub mod calendar;
pub mod comments;
pub mod db;
pub mod decisions;
pub mod delegations;
pub mod deployment_plans;
pub mod deployments;
pub mod directory;
pub mod environments;
pub mod facts;
pub mod feeds;
pub mod filter;
pub mod gatekeepers;
pub mod gates;
pub mod grants;
pub mod guests;
pub mod idempotency;
pub mod insight;
pub mod jobs;
pub mod journal;
pub mod journal_log;
pub mod map;
pub mod matrix;
pub mod migrate;
pub mod names;
pub mod order;
pub mod page;
pub mod passkeys;
pub mod password_codes;
pub mod people;
pub mod plan_changes;
pub mod plans;
pub mod policies;
pub mod portfolios;
pub mod proofs;
pub mod raid;
pub mod release_parts;
pub mod release_templates;
pub mod release_types;
pub mod releases;
pub mod roles;
pub mod runs;
pub mod search;
pub mod second_factors;
pub mod secrets;
pub mod setup;
pub mod sign_in_providers;
pub mod sign_in_rules;
pub mod standings;
pub mod systems;
pub mod teams;
pub mod test_reports;
#[cfg(feature = "testing")]
pub mod testing;
pub mod tokens;
pub mod tx;
pub mod value;
pub mod verifications;
pub mod versions;
pub mod views;
pub mod windows;
mod within;
pub mod working_calendars;

pub use db::{Config, Db};
pub use order::{Order, Sort};
pub use page::{Page, Slice};
pub use tx::{Ctx, Tx};
