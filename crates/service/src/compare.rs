//! Two plans of a release side by side: former ones, or a former one and the present.

use crate::{App, Ctx};
use signalbox_domain::{
    Outcome,
    releases::{Plan, Release, compare},
};
use signalbox_store::{
    Tx,
    plans::{self as store, BaselineView},
    releases,
};

pub use compare::{Comparison, Fate, Item, ItemKind, When};

/// One of two plans to be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The former plan of this number.
    Baseline(i64),
    /// The plan as it is now.
    Current,
}

/// What two plans of a release differ in, and which they are: `None` for the present one.
#[derive(Clone, Debug)]
pub struct Compared {
    /// The first.
    pub from: Option<BaselineView>,
    /// The second.
    pub to: Option<BaselineView>,
    /// What differs.
    pub comparison: Comparison,
}

/// Compares two plans of a release.
///
/// # Errors
/// [`signalbox_domain::Problem::NotFound`]: the release, or a baseline of that number.
pub async fn compare(app: &App, ctx: &Ctx, release: String, from: Side, to: Side) -> Outcome<Compared> {
    app.db
        .read(ctx, move |tx| {
            let release = releases::get(tx, &release)?;
            let (from, first) = plan(tx, &release, from)?;
            let (to, second) = plan(tx, &release, to)?;
            Ok(Compared { from, to, comparison: compare::compare(&first, &second) })
        })
        .await
}

fn plan(tx: &mut Tx<'_>, release: &Release, side: Side) -> Outcome<(Option<BaselineView>, Plan)> {
    match side {
        Side::Current => Ok((None, store::load(tx, release)?)),
        Side::Baseline(number) => {
            let view = store::baseline(tx, release.id, number)?;
            let plan = view.baseline.plan.clone();
            Ok((Some(view), plan))
        }
    }
}
