//! The calendar around releases: what comes again and again, and when something is closed or open.

pub mod recurrence;
pub mod window;
