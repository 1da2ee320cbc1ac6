//! A train's members beside its own plan.

use crate::{App, Ctx};
use jiff::civil::Date;
use signalbox_domain::{
    Outcome, Problem, Ref,
    id::ReleaseId,
    releases::{
        Kind,
        health::{self, HealthState},
        matrix::{self, Planned},
    },
};
use signalbox_store::{matrix as store, releases};

pub use signalbox_domain::releases::matrix::{Cell, Column, ColumnKind, Dated, Matrix, Standing};
pub use store::Member;

/// A matrix as of a day.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The train.
    pub train: Ref<ReleaseId>,
    /// The day it is for the train.
    pub today: Date,
    /// The members, in the order of the matrix's rows.
    pub members: Vec<Member>,
    /// Is each member on time? In the same order.
    pub health: Vec<HealthState>,
    /// How many members there are.
    pub total: i64,
    /// Members by phases, gates and target.
    pub matrix: Matrix,
}

/// The members of a train beside its plan.
///
/// # Errors
/// [`Problem::NotFound`]; a refusal for a release that is no train.
pub async fn load(app: &App, ctx: &Ctx, named: String) -> Outcome<Shown> {
    app.db
        .read(ctx, move |tx| {
            let train = releases::get(tx, &named)?;
            if train.kind != Kind::Train {
                let detail = format!("{} is no train; only a train has members to stand beside it", train.key);
                return Err(Problem::refused("no_train", detail));
            }
            let now = tx.now();
            let today = train.zone.day_at(now);
            let found = store::load(tx, &train)?;
            let planned: Vec<Planned<'_>> =
                found.members.iter().map(|member| Planned { category: member.category, plan: &member.plan }).collect();
            let own = Planned { category: train.category, plan: &found.plan };
            let matrix = matrix::matrix(own, &planned, today, now);
            let judge = |member: &Member| {
                let facts = health::Facts {
                    category: member.category,
                    target: member.plan.target.as_ref(),
                    overdue_gates: member.overdue_gates,
                    failed_gates: member.failed_gates,
                };
                health::judge(&facts, now).state
            };
            let health = found.members.iter().map(judge).collect();
            let train = Ref { id: train.id, key: train.key, name: train.name };
            Ok(Shown { train, today, health, members: found.members, total: found.total, matrix })
        })
        .await
}
