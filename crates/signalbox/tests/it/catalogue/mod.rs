//! `/systems`, `/release-types`, `/working-calendars` and the activities of releases.

mod activities;
mod release_types;
mod systems;
mod working_calendars;
