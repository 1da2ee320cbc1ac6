//! Who else is told or asked: readers and writers of other tools' formats.

pub mod http;
pub mod import;
pub mod scanner;
