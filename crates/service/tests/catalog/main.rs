//! Stories of the catalogue (systems, their dependencies and versions), of release types and of work, on both databases.

mod activities;
mod release_types;
mod stage;
mod systems;
mod versions;
