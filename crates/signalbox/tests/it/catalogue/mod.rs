//! `/systems`, `/release-types`, `/working-calendars` and the activities of releases.

mod activities;
mod release_templates;
mod release_types;
mod systems;
mod working_calendars;
