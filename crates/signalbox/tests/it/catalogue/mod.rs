//! `/systems`, `/release-types` and the activities of releases.

mod activities;
mod release_types;
mod systems;
