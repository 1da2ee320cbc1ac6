//! What can be done with Signalbox. One use case is one function: it loads, lets the domain decide, and saves, in one
//! transaction.

pub mod accounts;
pub mod activities;
pub(crate) mod answers;
pub mod app;
pub mod attachments;
pub mod bulk;
pub mod calendar;
pub mod comments;
pub mod compare;
pub mod documents;
pub mod feeds;
pub mod grants;
pub mod ical;
pub mod insight;
pub mod jobs;
pub mod journal;
pub mod matrix;
pub mod once;
pub mod people;
pub mod plans;
pub mod portfolios;
pub mod raid;
pub mod release_parts;
pub mod release_templates;
pub mod release_types;
pub mod releases;
pub mod replanning;
pub mod schema;
pub mod search;
pub mod seed;
pub mod setup;
pub mod systems;
pub mod teams;
pub mod versions;
pub mod views;
pub mod windows;
pub mod working_calendars;

pub use app::App;
pub use signalbox_store::{Ctx, Page, Slice};
