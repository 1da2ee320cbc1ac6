//! iCalendar (RFC 5545): plans written for calendar programs, and the calendars of others read.
//!
//! There is one reader. What becomes of the events is decided elsewhere: they are the milestones of a release, or
//! windows ([`crate::windows::import`]).

mod event;
mod lines;
mod microsoft_zones;
mod read;
mod write;

pub use event::{Event, Point, When};
pub use lines::Line;
pub use read::{Calendar, Remark, date, read, unescape};
pub use write::{Planned, of_release, write, write_portfolio};

#[cfg(test)]
mod tests;
