//! Finding things by the beginnings of their words.

use crate::{App, Ctx};
use signalbox_domain::{Outcome, Problem};
use signalbox_store::search as store;

pub use store::Hit;

/// Things in which every word of a text begins a word, the nearest first.
///
/// # Errors
/// A fault for a limit out of range.
pub async fn find(app: &App, ctx: &Ctx, text: String, limit: usize) -> Outcome<Vec<Hit>> {
    if !(1..=50).contains(&limit) {
        return Err(Problem::fault("/limit", "range", "1 to 50 things can be found at once"));
    }
    app.db.read(ctx, move |tx| store::find(tx, &text, limit)).await
}
