//! `/systems`, `/release-types` and the activities of releases.

mod activities;
mod release_templates;
mod release_types;
mod systems;
