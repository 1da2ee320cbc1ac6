//! Reading the journal.

use crate::{App, Ctx, Page, Slice};
use signalbox_domain::Outcome;
use signalbox_store::journal as store;

pub use store::{Event, Filter};

/// The last position there is; 0 in an empty journal.
///
/// # Errors
/// When the database cannot be read.
pub async fn last_position(app: &App, ctx: &Ctx) -> Outcome<i64> {
    app.db.read(ctx, store::last_position).await
}

/// Events after a position, oldest first, as far as the caller may see.
///
/// # Errors
/// When the database cannot be read.
pub async fn after(app: &App, ctx: &Ctx, position: i64, limit: usize) -> Outcome<Vec<Event>> {
    app.db.read(ctx, move |tx| store::after(tx, position, limit)).await
}

/// Events, newest first, as far as the caller may see.
///
/// # Errors
/// A fault for a cursor that is none.
pub async fn list(app: &App, ctx: &Ctx, filter: Filter, page: Page) -> Outcome<Slice<Event>> {
    app.db.read(ctx, move |tx| store::list(tx, &filter, &page)).await
}

/// What happened to a release and its parts, newest first.
///
/// # Errors
/// [`signalbox_domain::Problem::NotFound`]; a fault for a cursor that is none.
pub async fn of_release(app: &App, ctx: &Ctx, named: String, page: Page) -> Outcome<Slice<Event>> {
    app.db
        .read(ctx, move |tx| {
            let release = signalbox_store::releases::get(tx, &named)?;
            let filter = Filter { about: Some(release.id.to_string()), ..Filter::default() };
            store::list(tx, &filter, &page)
        })
        .await
}
