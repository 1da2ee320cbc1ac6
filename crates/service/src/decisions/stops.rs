//! Stopping the line, and lifting the stop.

use crate::{
    App, Ctx, Page, Slice,
    app::{fresh, referred},
};
use signalbox_domain::{
    Outcome, Problem,
    authz::{Action, Close, Permit},
    decisions::stop::{self, Lifted, Stop},
    id::{PortfolioId, StopId},
    problem::Faults,
};
use signalbox_store::{Tx, decisions::stops as store, portfolios};

pub use store::View;

/// The stops the caller may see, the latest first: those that hold, or those that were lifted.
///
/// # Errors
/// A fault for a cursor that is none.
pub async fn list(app: &App, ctx: &Ctx, lifted: bool, page: Page) -> Outcome<Slice<View>> {
    app.db.read(ctx, move |tx| store::list(tx, lifted, &page)).await
}

/// One stop.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn get(app: &App, ctx: &Ctx, named: String) -> Outcome<View> {
    app.db.read(ctx, move |tx| store::view(tx, &named)).await
}

/// Stops the line of a portfolio, named by id or key.
///
/// # Errors
/// A portfolio that cannot be found, a line that is stopped already, a reason that is none, a missing right.
pub async fn stop(app: &App, ctx: &Ctx, portfolio: String, reason: String) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let mut faults = Faults::none();
            let found = referred(&mut faults, "/portfolio", portfolios::get(tx, &portfolio))?;
            let Some(portfolio) = found else { return Err(Problem::Invalid(faults.into_vec())) };
            let permit = tx.permit::<Close>("portfolio", portfolio.id, portfolio.id)?;
            let id: StopId = tx.new_id();
            let made = Stop {
                id,
                portfolio: portfolio.id,
                reason: reason.clone(),
                stopped_by: tx.ctx().actor.person(),
                stopped_at: tx.now(),
                lifted: None,
                rev: 1,
            };
            let standing = store::standing(tx, portfolio.id)?;
            let decided = stop::stop(made, standing.as_ref(), portfolio.name.as_str())?;
            store::insert(tx, &decided.state, &permit)?;
            tx.record(&decided.facts)?;
            store::view(tx, &id.to_string())
        })
        .await
}

/// Lifts a stop.
///
/// # Errors
/// A stale revision, one that was lifted already, a missing right.
pub async fn lift(app: &App, ctx: &Ctx, named: String, rev: i64, because: Option<String>) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let view = store::view(tx, &named)?;
            let before = view.stop;
            let permit = permit(tx, before.portfolio)?;
            fresh(tx, "stop", before.id, rev, before.rev)?;
            let called = view.portfolio.map(|portfolio| portfolio.name.to_string()).unwrap_or_default();
            let lifted = Lifted { by: tx.ctx().actor.person(), at: tx.now(), because: because.clone() };
            let decided = stop::lift(&before, lifted, &called)?;
            if let Some(lifted) = &decided.state.lifted {
                store::lift(tx, &before, lifted, &permit)?;
                tx.record(&decided.facts)?;
            }
            store::view(tx, &before.id.to_string())
        })
        .await
}

/// The permit to lift a stop. One that holds from above can be seen by whoever is below, but not lifted.
fn permit(tx: &mut Tx<'_>, portfolio: PortfolioId) -> Outcome<Permit<Close>> {
    tx.permit::<Close>("portfolio", portfolio, portfolio).map_err(|problem| match problem {
        Problem::NotFound { .. } => Problem::Forbidden {
            right: Close::RIGHT.words(),
            ask: "whoever may declare windows in the portfolio that is stopped".to_owned(),
        },
        other => other,
    })
}
