//! What is true in Signalbox: types, states and the rules over them.
//!
//! Nothing here reads a clock, a file, a socket or a random number, and nothing waits: time and identity come in as
//! arguments, decisions go out as values. That is what lets every rule be tested against its definition.

pub mod accounts;
pub mod authz;
pub mod bookings;
pub mod calendar;
pub mod catalog;
mod chance;
pub mod decisions;
pub mod deployment_plans;
pub mod deployments;
pub mod due;
pub mod environments;
pub mod event;
pub mod expressions;
pub mod gatekeepers;
pub mod gates;
pub mod id;
pub mod insight;
pub mod map;
pub mod patch;
pub mod people;
pub mod policy;
pub mod portfolio;
pub mod problem;
pub mod proofs;
pub mod releases;
pub mod runs;
pub mod schedule;
pub mod text;
pub mod views;

pub use due::{Due, Zone};
pub use event::{Decided, Fact};
pub use patch::Patch;
pub use problem::{Fault, Outcome, Problem, Reason};
pub use text::{Key, Name, PersonRef, Ref};
