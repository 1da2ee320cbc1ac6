//! Requests that are carried out at most once: what is known of a key, and keeping the answer.

use crate::{App, Ctx};
use signalbox_domain::Outcome;
use signalbox_store::idempotency as store;

pub use signalbox_store::tx::Once;
pub use store::Known;

/// Looks a key up.
///
/// # Errors
/// [`signalbox_domain::Problem::KeyReused`] when the key belongs to another request.
pub async fn look_up(app: &App, ctx: &Ctx, once: Once) -> Outcome<Known> {
    app.db.read(ctx, move |tx| store::look_up(tx, &once)).await
}

/// Keeps the answer, so that a repetition gets the same.
///
/// # Errors
/// When the database cannot be written.
pub async fn keep_answer(app: &App, ctx: &Ctx, once: Once, status: i64, answer: String) -> Outcome<()> {
    let ctx = Ctx { once: None, ..ctx.clone() };
    app.db.write(&ctx, move |tx| store::keep_answer(tx, &once, status, &answer)).await
}
