//! What every use case needs: the database. Clones share it.

use signalbox_domain::{Outcome, Problem};
use signalbox_store::Db;

pub use signalbox_store::db::random_bytes;

/// A running Signalbox.
#[derive(Clone)]
pub struct App {
    /// The database.
    pub db: Db,
}

/// Checks that a change was made against the thing as it is now.
///
/// # Errors
/// [`Problem::Stale`] when it was not.
pub fn fresh(noun: &'static str, expected: i64, actual: i64) -> Outcome<()> {
    if expected == actual { Ok(()) } else { Err(Problem::Stale { noun, expected, actual }) }
}
