//! Environments: where systems run, what they are made of, and how they hang together.

pub mod tree;

pub use tree::{Cycle, Node, Tree};
