//! `/releases`: made, planned, moved, decided, completed, put away.

mod archive;
mod calendar;
mod dependencies;
mod kinds;
mod lifecycle;
mod people;
mod plan;
