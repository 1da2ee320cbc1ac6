//! What every use case needs: the database. Clones share it.

use signalbox_domain::{Fault, Outcome, Problem, problem::Faults};
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
    if expected == actual { Ok(()) } else { Err(Problem::Stale { noun, expected, actual, touched: None }) }
}

/// What an input refers to. Something that cannot be found is a fault of the input, noted at its pointer with all others.
///
/// # Errors
/// What is no fault of the input.
pub fn referred<T>(faults: &mut Faults, pointer: &str, found: Outcome<T>) -> Outcome<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(missing @ Problem::NotFound { .. }) => {
            faults.push(Fault::new(pointer, "unknown", missing.to_string()));
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

/// A decision, whose own faults are told together with those found before.
///
/// # Errors
/// All faults of both, or why the decision was refused.
pub fn together<T>(mut faults: Faults, decided: Outcome<T>) -> Outcome<T> {
    match decided {
        Ok(decided) => faults.finish().map(|()| decided),
        Err(Problem::Invalid(more)) => {
            faults.extend(more);
            Err(Problem::Invalid(faults.into_vec()))
        }
        Err(other) => faults.finish().and(Err(other)),
    }
}
