//! The use of environments, and what it costs.

use super::{Asked, Column, column, words::Words};
use crate::{failure::Reply, input::Caller, routes::bookings::UtilisationQuery, state::Web};
use axum::{extract::State, response::Response};
use jiff::SignedDuration;
use signalbox_domain::{Problem, bookings::free::utilisation::Sum, environments::Money};
use signalbox_service::{
    bookings::{Of, UseRow},
    tables::Cell,
};
use std::collections::BTreeSet;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(export_utilisation))
}

type Uses = Asked<UtilisationQuery>;

/// What was used, and what that costs in one currency. Times stand beside the first currency only, so that a column of them
/// can be added up.
pub(super) struct Used {
    row: UseRow,
    is_first: bool,
    currency: Option<String>,
}

impl Used {
    /// A line for each currency, and at least one.
    fn lines(row: UseRow) -> Vec<Self> {
        let idle = row.idle.iter().flat_map(|idle| idle.sum.costs());
        let all: BTreeSet<String> =
            row.usage.booked.costs().into_iter().chain(idle).map(|cost| cost.currency).collect();
        let mut currencies: Vec<Option<String>> = all.into_iter().map(Some).collect();
        if currencies.is_empty() {
            currencies.push(None);
        }
        let line = |(place, currency)| Self { row: row.clone(), is_first: place == 0, currency };
        currencies.into_iter().enumerate().map(line).collect()
    }

    fn name(&self, words: Words) -> String {
        match &self.row.of {
            Of::Environment(place) => place.environment.name.to_string(),
            Of::Team(Some(team)) => team.name.to_string(),
            Of::Team(None) => words.get("utilisation.noTeam"),
            Of::Purpose(purpose) => words.one("bookings.purpose", purpose.name()),
            Of::Hidden => words.get("utilisation.hidden"),
        }
    }

    fn key(&self) -> Option<String> {
        match &self.row.of {
            Of::Environment(place) => Some(place.environment.key.to_string()),
            Of::Team(team) => team.as_ref().map(|team| team.key.to_string()),
            Of::Purpose(_) | Of::Hidden => None,
        }
    }

    fn hours(&self, time: Option<SignedDuration>) -> Cell {
        let hundredths = |time: SignedDuration| Cell::Decimal { number: time.as_secs() / 36, places: 2 };
        Cell::maybe(time.filter(|_| self.is_first), hundredths)
    }

    fn cost(&self, of: Option<&Sum>) -> Cell {
        let costs = of.map(Sum::costs).unwrap_or_default();
        let cost = costs.into_iter().find(|cost| Some(&cost.currency) == self.currency.as_ref());
        Cell::maybe(cost, |cost: Money| Cell::Decimal { places: cost.decimals(), number: cost.amount })
    }

    fn idle(&self) -> Option<&Sum> {
        self.row.idle.as_ref().map(|idle| &idle.sum)
    }
}

pub(super) const UTILISATION: &[Column<Used>] = &[
    column("key", "column.key", |used, _| Cell::maybe(used.key(), Cell::text)),
    column("name", "column.name", |used, words| Cell::text(used.name(words))),
    column("booked", "utilisation.booked", |used, _| used.hours(Some(used.row.usage.booked.time))),
    column("active", "utilisation.active", |used, _| used.hours(Some(used.row.usage.active))),
    column("idle", "utilisation.idle", |used, _| used.hours(used.idle().map(|idle| idle.time))),
    column("cost", "utilisation.cost", |used, _| used.cost(Some(&used.row.usage.booked))),
    column("idle_cost", "utilisation.idleCost", |used, _| used.cost(used.idle())),
    column("currency", "utilisation.currency", |used, _| Cell::maybe(used.currency.as_ref(), Cell::text)),
];

/// Take the use of environments along
///
/// Times in hours. A row for each currency.
#[utoipa::path(get, path = "/tables/utilisation", tag = "tables", params(Uses),
    responses((status = 200, body = String, content_type = "text/csv")))]
async fn export_utilisation(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Asked { query, taking }: Uses,
) -> Reply<Response> {
    let found = query.report(&web, &ctx).await?;
    if !found.complete {
        let detail = "there are more environments than one table holds; ask for fewer of them";
        return Err(Problem::refused("too_many_environments", detail).into());
    }
    taking.whole("utilisation", UTILISATION, found.rows.into_iter().flat_map(Used::lines).collect()).await
}
