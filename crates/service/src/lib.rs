//! What can be done with Signalbox: one use case loads, decides and saves.

pub mod documents;
