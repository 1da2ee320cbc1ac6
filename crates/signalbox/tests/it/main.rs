//! Stories of the whole server: real HTTP on loopback, on SQLite and on PostgreSQL. Folders mirror the URLs.
//!
//! Run them with a PostgreSQL server beside: `scripts/with-postgres cargo test -p signalbox --test it`.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on fails loudly, in its helpers too"
)]

#[macro_use]
mod harness;

mod accounts;
mod bookings;
mod catalogue;
mod code;
mod conventions;
mod decisions;
mod deployment_plans;
mod durability;
mod environments;
mod events;
mod feeds;
mod gatekeepers;
mod gates;
mod insight;
mod network;
mod nodes;
mod openapi;
mod oracles;
mod policies;
mod portfolios;
mod proofs;
mod records;
mod releases;
mod runs;
mod search;
mod secrets;
mod security;
mod tables;
mod views;
mod windows;
