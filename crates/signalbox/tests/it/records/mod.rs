//! What is kept beside a release's plan.

mod comments;
mod raid;
