//! `/systems`, `/release-types`, `/working-calendars` and the activities of releases.

mod activities;
mod release_templates;
mod release_types;
mod systems;
mod test_reports;
mod working_calendars;
