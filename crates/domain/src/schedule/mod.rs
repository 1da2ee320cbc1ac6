//! Days on which work is done, and what moving a plan means on them.

pub mod calendar;
pub mod capacity;
pub mod forecast;
pub mod graph;
pub mod notation;
pub mod replan;
pub mod working;

pub use calendar::{Calendar, Holiday};
pub use working::{Weekday, WorkingCalendar};
