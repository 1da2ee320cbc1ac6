//! Who else is told or asked: readers and writers of other tools' formats.

mod ical;
pub mod import;
