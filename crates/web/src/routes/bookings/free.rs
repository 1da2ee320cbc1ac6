//! `/bookings/free`: which environments are free first.

use crate::{
    failure::Reply,
    input::{Caller, Query},
    output::Mention,
    state::Web,
    wire::BookingUsage,
};
use axum::{Json, extract::State};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use signalbox_service::{
    bookings::{self, Free, WantedTime},
    environments::Filter,
};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// How many environments are answered unless somebody says otherwise.
const USUAL: usize = 10;

/// The operation that finds them.
pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(list_free_times))
}

/// An environment and its first free time.
#[derive(Serialize, ToSchema)]
struct FreeTime {
    environment: Mention,
    start: Timestamp,
    end: Timestamp,
}

/// The environments that are free first.
#[derive(Serialize, ToSchema)]
struct FreeTimes {
    /// By their first free time, then by key. Those that are not free in time are left out.
    items: Vec<FreeTime>,
    /// Until when was looked.
    until: Timestamp,
}

impl From<Free> for FreeTimes {
    fn from(found: Free) -> Self {
        let items = found.places.into_iter().map(|(environment, span)| FreeTime {
            environment: environment.into(),
            start: span.start(),
            end: span.end(),
        });
        Self { items: items.collect(), until: found.until }
    }
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct FreeQuery {
    /// For how many hours.
    hours: i64,
    /// From when on; now when absent or earlier.
    #[param(value_type = Option<String>)]
    from: Option<Timestamp>,
    /// Whether others may be there as well; `exclusive` when absent.
    usage: Option<BookingUsage>,
    /// How many environments, 1 to 50; 10 when absent.
    limit: Option<usize>,
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
    /// With this label.
    tag: Option<String>,
}

/// List the environments that are free first
///
/// Each with the first time at which nothing stands against a booking: no other booking, nothing it is part of or that is
/// part of it, no blockout and no outage. At most 366 days ahead.
#[utoipa::path(get, path = "/bookings/free", tag = "bookings", params(FreeQuery),
    responses((status = 200, body = FreeTimes)))]
async fn list_free_times(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Query(query): Query<FreeQuery>,
) -> Reply<Json<FreeTimes>> {
    let environments = Filter {
        text: query.q,
        portfolio: query.portfolio,
        stage: query.stage,
        group: query.group,
        team: query.team,
        tag: query.tag,
        ..Filter::default()
    };
    let wanted = WantedTime {
        environments,
        hours: query.hours,
        from: query.from,
        usage: query.usage.map_or(signalbox_domain::bookings::Usage::Exclusive, Into::into),
        most: query.limit.unwrap_or(USUAL),
    };
    Ok(Json(bookings::free(&web.app, &ctx, wanted).await?.into()))
}
