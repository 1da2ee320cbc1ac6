//! What happens in a span of days.

use crate::{
    App, Ctx,
    releases::Wanted,
    windows::{self, Band},
};
use jiff::{Timestamp, civil::Date};
use signalbox_domain::{
    Outcome,
    releases::{
        dependency::{self, Dependency, Trouble},
        health::{self, HealthState},
    },
};
use signalbox_store::calendar as store;
use std::collections::HashMap;

pub use signalbox_store::plans::BaselineView;
pub use store::{Calendar, Former, Row, State};

/// A calendar as of an instant.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The rows.
    pub calendar: Calendar,
    /// Is each row on time? In the order of the rows.
    pub health: Vec<HealthState>,
    /// When windows come, by begin.
    pub bands: Vec<Band>,
    /// False when not all of them are here.
    pub bands_complete: bool,
    /// What is wrong with each dependency, if anything is. In their order.
    pub troubles: Vec<Option<Trouble>>,
    /// The instant it was read.
    pub now: Timestamp,
}

/// A former plan of each release of a calendar that ever had another one.
///
/// # Errors
/// As [`load`].
pub async fn former(
    app: &App,
    ctx: &Ctx,
    from: Date,
    to: Date,
    wanted: Wanted,
    which: Former,
) -> Outcome<Vec<BaselineView>> {
    windows::span(from, to)?;
    app.db
        .read(ctx, move |tx| {
            let filter = wanted.resolve(tx)?;
            store::former(tx, from, to, &filter, which)
        })
        .await
}

/// What happens from a day to another, the other left out.
///
/// # Errors
/// A fault when the span is empty or longer than five years; names that cannot be found.
pub async fn load(app: &App, ctx: &Ctx, from: Date, to: Date, wanted: Wanted) -> Outcome<Shown> {
    windows::span(from, to)?;
    app.db
        .read(ctx, move |tx| {
            let filter = wanted.resolve(tx)?;
            let calendar = store::load(tx, from, to, &filter)?;
            let (bands, bands_complete) = windows::bands(tx, from, to, filter.portfolio)?;
            let now = tx.now();
            let judge = |row: &Row| {
                let facts = health::Facts {
                    category: row.category,
                    target: row.target.as_ref(),
                    overdue_gates: row.overdue_gates,
                    failed_gates: row.failed_gates,
                };
                health::judge(&facts, now).state
            };
            Ok(Shown {
                health: calendar.rows.iter().map(judge).collect(),
                troubles: troubles(&calendar),
                bands,
                bands_complete,
                calendar,
                now,
            })
        })
        .await
}

fn troubles(calendar: &Calendar) -> Vec<Option<Trouble>> {
    let ends: HashMap<_, _> = calendar
        .rows
        .iter()
        .map(|row| (row.id, dependency::End { category: row.category, target: row.target.as_ref() }))
        .collect();
    let judge =
        |Dependency { release, needs, .. }: &Dependency| dependency::trouble(*ends.get(release)?, *ends.get(needs)?);
    calendar.dependencies.iter().map(judge).collect()
}
