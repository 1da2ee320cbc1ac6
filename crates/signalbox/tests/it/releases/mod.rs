//! `/releases`: made, planned, moved, decided, completed, put away.

mod archive;
mod dependencies;
mod kinds;
mod lifecycle;
mod people;
mod plan;
