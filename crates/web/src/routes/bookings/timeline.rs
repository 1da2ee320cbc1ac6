//! `/bookings/timeline`: who has which environment in a span of days.

use crate::{
    failure::Reply,
    input::{Caller, Query},
    output::{Mention, PersonMention},
    state::Web,
    wire::{BookingPurpose, BookingUsage},
};
use axum::{Json, extract::State};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use signalbox_domain::{Zone, bookings::step};
use signalbox_service::{
    bookings::{self, Asked, Slot, Timeline},
    environments::Filter,
};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operation that shows it.
pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(get_booking_timeline))
}

/// A row of the timeline.
#[derive(Serialize, ToSchema)]
struct TimelineEnvironment {
    id: String,
    key: String,
    name: String,
    /// The id of the environment it is part of; `null` when there is none or it is not visible.
    parent: Option<String>,
    /// The id of the group it belongs to; `null` when there is none or it is not visible.
    group: Option<String>,
}

/// Somebody's time on some of the environments.
#[derive(Serialize, ToSchema)]
struct TimelineBooking {
    /// `null` when it is not visible, like everything else that is said of it beside the time.
    id: Option<String>,
    title: Option<String>,
    purpose: Option<BookingPurpose>,
    priority: Option<i64>,
    release: Option<Mention>,
    requested_by: Option<PersonMention>,
    /// True for what `mine` and `for_team` ask for; others are there beside it.
    asked: bool,
    /// What of it you can move: all of it, or only its end; `null` for nothing.
    movable: Option<Moving>,
    usage: BookingUsage,
    /// How far it is.
    state: String,
    start: Timestamp,
    end: Timestamp,
    /// The ids of those of the environments it takes.
    environments: Vec<String>,
}

/// What of a booking can be moved.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = BookingMoving)]
enum Moving {
    Whole,
    End,
}

/// A time in which environments are not to be booked.
#[derive(Serialize, ToSchema)]
struct TimelineBlock {
    /// Stable: `blockout`.
    kind: String,
    name: String,
    start: Timestamp,
    end: Timestamp,
    /// The ids of those of the environments it blocks.
    environments: Vec<String>,
}

/// Who has which environment.
#[derive(Serialize, ToSchema)]
struct BookingTimeline {
    /// By key.
    environments: Vec<TimelineEnvironment>,
    /// By begin.
    bookings: Vec<TimelineBooking>,
    blocks: Vec<TimelineBlock>,
    /// False when there are more than 500 environments.
    complete: bool,
}

impl From<Timeline> for BookingTimeline {
    fn from(timeline: Timeline) -> Self {
        let texts = |ids: Vec<signalbox_domain::id::EnvironmentId>| ids.iter().map(ToString::to_string).collect();
        let environments = timeline.lines.into_iter().map(|line| TimelineEnvironment {
            id: line.environment.id.to_string(),
            key: line.environment.key.to_string(),
            name: line.environment.name.to_string(),
            parent: line.parent.map(|id| id.to_string()),
            group: line.group.map(|id| id.to_string()),
        });
        let bookings = timeline.taken.into_iter().map(|Slot { taken, environments, asked, movable }| {
            let (start, end) = (taken.span.start(), taken.span.end());
            let (usage, state, environments) = (taken.usage.into(), taken.state, texts(environments));
            let none = TimelineBooking {
                id: None,
                title: None,
                purpose: None,
                priority: None,
                release: None,
                requested_by: None,
                asked,
                movable: movable.map(|movable| match movable {
                    step::Moving::Whole => Moving::Whole,
                    step::Moving::End => Moving::End,
                }),
                usage,
                state,
                start,
                end,
                environments,
            };
            match taken.shown {
                Some(shown) => TimelineBooking {
                    id: Some(shown.booking.to_string()),
                    title: Some(shown.title),
                    purpose: Some(shown.purpose.into()),
                    priority: Some(shown.priority),
                    release: shown.release.map(Mention::from),
                    requested_by: shown.requested_by.map(PersonMention::from),
                    ..none
                },
                None => none,
            }
        });
        let blocks = timeline.blocks.into_iter().map(|(block, environments)| TimelineBlock {
            kind: block.kind.to_owned(),
            name: block.name,
            start: block.span.start(),
            end: block.span.end(),
            environments: texts(environments),
        });
        Self {
            environments: environments.collect(),
            bookings: bookings.collect(),
            blocks: blocks.collect(),
            complete: timeline.complete,
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct TimelineQuery {
    /// The first day.
    from: Date,
    /// The day after the last.
    to: Date,
    /// Whose days these are; UTC when absent.
    #[param(value_type = Option<String>)]
    zone: Option<Zone>,
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
    /// Only environments you have or want in this time; others' bookings on them are told as well.
    mine: Option<bool>,
    /// Only environments somebody has or wants in this time for this team, by id or key.
    for_team: Option<String>,
}

/// Show who has which environment
///
/// The first 500 environments of the filter by key, and everything that is booked on them or on what they are part of. Of
/// bookings that are not visible only the time is told.
#[utoipa::path(get, path = "/bookings/timeline", tag = "bookings", params(TimelineQuery),
    responses((status = 200, body = BookingTimeline)))]
async fn get_booking_timeline(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Query(query): Query<TimelineQuery>,
) -> Reply<Json<BookingTimeline>> {
    let environments = Filter {
        text: query.q,
        portfolio: query.portfolio,
        stage: query.stage,
        group: query.group,
        team: query.team,
        parent: query.parent,
        tag: query.tag,
        ..Filter::default()
    };
    let asked = Asked { environments, mine: query.mine.unwrap_or(false), for_team: query.for_team };
    let zone = query.zone.unwrap_or_else(Zone::utc);
    let found = bookings::timeline(&web.app, &ctx, asked, query.from, query.to, zone).await?;
    Ok(Json(found.into()))
}
