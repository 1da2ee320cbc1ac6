//! Who else is told or asked: readers and writers of other tools' formats.

pub mod ical;
pub mod import;
