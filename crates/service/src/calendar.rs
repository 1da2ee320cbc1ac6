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
        dependency::{self, Dependency, End, Trouble},
        health::{self, HealthState},
    },
};
use signalbox_store::calendar as store;
use std::{collections::HashMap, sync::Arc};

pub use signalbox_store::plans::BaselineView;
pub use store::{Calendar, Former, Milestone, Phase, Plan, Row, State, Written};

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
    let kept = Arc::clone(&app.plans);
    app.db
        .read(ctx, move |tx| {
            let filter = wanted.resolve(tx)?;
            let calendar = store::load(tx, &kept, from, to, &filter)?;
            let (bands, bands_complete) = windows::bands(tx, from, to, filter.portfolio)?;
            let now = tx.now();
            let judge = |row: &Row| {
                let (overdue_gates, failed_gates) = row.gates_in_trouble(now);
                let target = row.target.as_ref();
                let facts = health::Facts { category: row.category, target, overdue_gates, failed_gates };
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
    let end = |row: &Row| {
        let target = row.target.as_ref().map(|target| target.date);
        let phases = row.plan.phases.iter().flat_map(|phase| [phase.start, phase.end]);
        let milestones = row.plan.milestones.iter().flat_map(|one| one.start.into_iter().chain([one.date]));
        let planned = phases.chain(milestones).chain(row.start).chain(target);
        End {
            category: row.category,
            begins: dependency::begins(row.start, planned.clone()),
            delivered: dependency::delivered(target, planned),
        }
    };
    if calendar.dependencies.is_empty() {
        return Vec::new();
    }
    let ends: HashMap<_, _> = calendar.rows.iter().map(|row| (row.id, end(row))).collect();
    let judge = |&Dependency { release, needs, hard, .. }: &Dependency| {
        dependency::trouble(*ends.get(&release)?, *ends.get(&needs)?, hard)
    };
    calendar.dependencies.iter().map(judge).collect()
}
