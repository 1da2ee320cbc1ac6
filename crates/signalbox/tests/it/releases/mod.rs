//! `/releases`: made, planned, moved, decided, completed, put away.

mod answers;
mod archive;
mod bulk;
mod calendar;
mod dependencies;
mod kinds;
mod lifecycle;
mod matrix;
mod people;
mod plan;
mod replanning;
mod spans;
