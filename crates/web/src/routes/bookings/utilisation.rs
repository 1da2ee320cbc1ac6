//! `/bookings/utilisation`: how much environments are used, and what that costs.

use crate::{
    failure::Reply,
    input::{Caller, Query},
    output::Mention,
    routes::environments::Money,
    state::Web,
    wire::{BookingPurpose, UtilisationBy},
};
use axum::{Json, extract::State};
use jiff::{SignedDuration, Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use signalbox_domain::{
    Zone,
    bookings::{Span, free::utilisation::Sum},
};
use signalbox_service::{
    Ctx,
    bookings::{self, Idle, Of, Use, UseReport, UseRow},
    environments::Filter,
};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operation that tells it.
pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(get_utilisation))
}

/// Time on environments, and what it costs.
#[derive(Serialize, ToSchema)]
struct TimeAndCost {
    seconds: i64,
    /// What it costs, in each currency by itself; those of environments whose cost is not known are missing.
    costs: Vec<Money>,
    /// How much of the time is on environments whose cost is not known.
    unpriced_seconds: i64,
}

impl From<Sum> for TimeAndCost {
    fn from(sum: Sum) -> Self {
        Self {
            seconds: sum.time.as_secs(),
            costs: sum.costs().into_iter().map(Money::from).collect(),
            unpriced_seconds: sum.unpriced.as_secs(),
        }
    }
}

/// A span in which nobody has an environment.
#[derive(Serialize, ToSchema)]
struct IdleSpan {
    start: Timestamp,
    end: Timestamp,
}

impl From<Span> for IdleSpan {
    fn from(span: Span) -> Self {
        Self { start: span.start(), end: span.end() }
    }
}

/// How much of environments was used, by which, by whom or for what.
#[derive(Serialize, ToSchema)]
struct UtilisationRow {
    /// When told by environment.
    environment: Option<Mention>,
    /// The stage of the environment.
    stage: Option<Mention>,
    /// When told by team; `null` for bookings without one that is visible.
    team: Option<Mention>,
    /// When told by purpose.
    purpose: Option<BookingPurpose>,
    /// True for what is not visible.
    hidden: bool,
    booked: TimeAndCost,
    /// How much of that environments were really in use, up to now.
    active_seconds: i64,
    /// How much is booked of the environment's time, or of that of all of them, in thousandths.
    share: i64,
    /// When nobody has the environment; `null` unless told by environment.
    idle: Option<TimeAndCost>,
    /// The longest span in which nobody has it.
    longest_idle: Option<IdleSpan>,
}

impl From<UseRow> for UtilisationRow {
    fn from(row: UseRow) -> Self {
        let (booked, active_seconds) = parts(row.usage);
        let (idle, longest) = row.idle.map(|Idle { sum, longest }| (sum, longest)).unzip();
        let none = Self {
            environment: None,
            stage: None,
            team: None,
            purpose: None,
            hidden: false,
            booked,
            active_seconds,
            share: row.thousandths,
            idle: idle.map(TimeAndCost::from),
            longest_idle: longest.flatten().map(IdleSpan::from),
        };
        match row.of {
            Of::Environment(place) => {
                Self { environment: Some(place.environment.into()), stage: place.stage.map(Mention::from), ..none }
            }
            Of::Team(team) => Self { team: team.map(Mention::from), ..none },
            Of::Purpose(purpose) => Self { purpose: Some(purpose.into()), ..none },
            Of::Hidden => Self { hidden: true, ..none },
        }
    }
}

fn parts(usage: Use) -> (TimeAndCost, i64) {
    (usage.booked.into(), SignedDuration::as_secs(&usage.active))
}

/// How much environments are used in a period, and what that costs.
#[derive(Serialize, ToSchema)]
struct Utilisation {
    start: Timestamp,
    end: Timestamp,
    /// How many environments are looked at.
    environments: usize,
    booked: TimeAndCost,
    /// How much of that environments were really in use, up to now.
    active_seconds: i64,
    /// How much of their time is booked, in thousandths.
    share: i64,
    idle: TimeAndCost,
    /// Environments, those used least first; teams and purposes, those that use most first. At most 500.
    rows: Vec<UtilisationRow>,
    /// False when environments or rows are left out.
    complete: bool,
}

impl From<UseReport> for Utilisation {
    fn from(report: UseReport) -> Self {
        let (booked, active_seconds) = parts(report.total);
        Self {
            start: report.within.start(),
            end: report.within.end(),
            environments: report.environments,
            booked,
            active_seconds,
            share: report.thousandths,
            idle: report.idle.into(),
            rows: report.rows.into_iter().map(UtilisationRow::from).collect(),
            complete: report.complete,
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct UtilisationQuery {
    /// The first day.
    from: Date,
    /// The day after the last; at most a year later.
    to: Date,
    /// Whose days these are; UTC when absent.
    #[param(value_type = Option<String>)]
    zone: Option<Zone>,
    /// What it is told by; each environment when absent.
    #[param(inline)]
    by: Option<UtilisationBy>,
    /// Key or name of the environment holds this text.
    q: Option<String>,
    /// In this portfolio or below it, by id or key.
    portfolio: Option<String>,
    /// At this stage, by id or key.
    stage: Option<String>,
    /// Of this group, by id or key.
    group: Option<String>,
    /// Looked after by this team, by id or key.
    team: Option<String>,
    /// Parts of this environment, by id or key.
    parent: Option<String>,
    /// With this label.
    tag: Option<String>,
}

impl UtilisationQuery {
    /// What is asked for.
    pub(crate) async fn report(self, web: &Web, ctx: &Ctx) -> Reply<UseReport> {
        let filter = Filter {
            text: self.q,
            portfolio: self.portfolio,
            stage: self.stage,
            group: self.group,
            team: self.team,
            parent: self.parent,
            tag: self.tag,
            ..Filter::default()
        };
        let by = self.by.unwrap_or(UtilisationBy::Environment).into();
        let zone = self.zone.unwrap_or_else(Zone::utc);
        Ok(bookings::utilisation(&web.app, ctx, filter, by, (self.from, self.to), zone).await?)
    }
}

/// Show how much environments are used, and what that costs
///
/// An environment is used while anybody has it or what it is part of: an instant counts once, however many share it. By team
/// and by purpose, those who have it at the same instant are charged with equal parts of it, so that rows add up to all that
/// is booked. What time costs is the environment's own cost per hour; currencies are never added. Of bookings that are not
/// visible only the time is told. Environments put away are left out.
#[utoipa::path(get, path = "/bookings/utilisation", tag = "bookings", params(UtilisationQuery),
    responses((status = 200, body = Utilisation)))]
async fn get_utilisation(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Query(query): Query<UtilisationQuery>,
) -> Reply<Json<Utilisation>> {
    Ok(Json(query.report(&web, &ctx).await?.into()))
}
