//! What is kept beside a release's plan.

mod attachments;
mod comments;
mod compare;
mod evidence;
mod history;
mod raid;
