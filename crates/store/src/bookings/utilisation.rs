//! Who has, had or will have which environments: what their use and cost is made of, in a constant number of statements.

use super::{earliest, span};
use crate::{args, environments::Filter, tx::Tx};
use signalbox_domain::{
    Outcome, Ref,
    bookings::{Purpose, Span},
    environments::Money,
    id::{EnvironmentId, StageId, TeamId},
};
use std::collections::HashMap;

/// An environment whose use is looked at.
#[derive(Clone, Debug)]
pub struct Place {
    /// Which.
    pub environment: Ref<EnvironmentId>,
    /// How near to production it is.
    pub stage: Option<Ref<StageId>>,
    /// What an hour of it costs.
    pub per_hour: Option<Money>,
}

/// The visible environments of a filter by key, at most `most`.
///
/// # Errors
/// As [`Tx::all`].
pub fn places(tx: &mut Tx<'_>, filter: &Filter, most: usize) -> Outcome<Vec<Place>> {
    let mut conditions = filter.conditions();
    let limit = conditions.value(most);
    let sql = format!(
        "select e.id as it_id, e.key as it_key, e.name as it_name, e.cost_amount, e.cost_currency, e.stage_id,
             stage.key as stage_key, stage.name as stage_name
         from environment e left join stage on stage.id = e.stage_id
         where {{visible e.portfolio_id}} and {} order by e.key_lower limit {limit}",
        conditions.sql()
    );
    tx.all(&sql, conditions.values(), |row| {
        let stage = row.maybe("stage_id")?;
        let (amount, currency) = (row.maybe_int("cost_amount")?, row.maybe_text("cost_currency")?);
        Ok(Place {
            environment: row.mention("it")?,
            stage: row.called(stage, "stage")?,
            per_hour: amount.zip(currency).map(|(amount, currency)| Money { amount, currency }),
        })
    })
}

/// A booking's time on an environment.
#[derive(Clone, Debug)]
pub struct Taken {
    /// Where it was booked.
    pub environment: EnvironmentId,
    /// When.
    pub span: Span,
    /// Whether the place was taken into use.
    pub in_use: bool,
    /// Who has it and for what; `None` when the caller may know no more than the time.
    pub shown: Option<Shown>,
}

/// What the caller may know of a booking.
#[derive(Clone, Copy, Debug)]
pub struct Shown {
    /// What the place is wanted for.
    pub purpose: Purpose,
    /// The team that works there, when visible.
    pub team: Option<TeamId>,
}

/// Every time that overlaps a span in which a booking keeps or kept these environments. Of bookings that are not visible the
/// time is told, as the timeline tells it.
///
/// # Errors
/// As [`Tx::all`].
pub fn taken(tx: &mut Tx<'_>, environments: &[EnvironmentId], within: Span) -> Outcome<Vec<Taken>> {
    tx.all(
        "select bp.environment_id, bp.start_at, bp.end_at, b.state, b.purpose, shown.id as shown_id, team.id as team_id
         from booking_place bp join booking b on b.id = bp.booking_id
         left join portfolio shown on shown.id = b.portfolio_id and {visible shown.id}
         left join team on team.id = b.team_id and {visible team.portfolio_id}
         where bp.environment_id in {each $1} and bp.start_at < $2 and bp.start_at > $3 and bp.end_at > $4
             and b.state in ('approved', 'active', 'returned')
         order by bp.environment_id, bp.start_at, bp.booking_id",
        args![&serde_json::json!(environments), within.end(), earliest(within.start()), within.start()],
        |row| {
            let shown = match row.maybe_text("shown_id")? {
                Some(_) => Some(Shown { purpose: row.read("purpose")?, team: row.maybe("team_id")? }),
                None => None,
            };
            Ok(Taken {
                environment: row.read("environment_id")?,
                span: span(row)?,
                in_use: row.text("state")? != "approved",
                shown,
            })
        },
    )
}

/// What these teams are called, of those the caller may see.
///
/// # Errors
/// As [`Tx::all`].
pub fn teams(tx: &mut Tx<'_>, ids: &[TeamId]) -> Outcome<HashMap<TeamId, Ref<TeamId>>> {
    let found: Vec<Ref<TeamId>> = tx.all(
        "select t.id as it_id, t.key as it_key, t.name as it_name from team t
         where t.id in {each $1} and {visible t.portfolio_id}",
        args![&serde_json::json!(ids)],
        |row| row.mention("it"),
    )?;
    Ok(found.into_iter().map(|team| (team.id, team)).collect())
}
