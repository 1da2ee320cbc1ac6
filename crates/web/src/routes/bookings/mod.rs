//! `/bookings`: who has which environment when.

mod free;
mod moves;
mod overlaps;
mod replan;
mod requests;
mod timeline;
mod utilisation;
mod ways;

use super::page;
use crate::{
    failure::Reply,
    input::{Body, Caller, IfMatch, Path, Query},
    output::{Listing, Mention, PersonMention, Tagged},
    state::Web,
    wire::{BookingPurpose, BookingUsage},
};
use axum::{Json, extract::State};
use jiff::{
    Timestamp,
    civil::{Date, DateTime},
};
use serde::{Deserialize, Serialize};
use signalbox_domain::{Name, Patch, Reason, Zone, bookings as domain};
use signalbox_service::bookings::{self, Change, Detail, Filter, Step, View};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) use utilisation::UtilisationQuery;

/// The operations on bookings.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(list_bookings))
        .merge(requests::routes())
        .merge(timeline::routes())
        .merge(utilisation::routes())
        .routes(routes!(get_booking, change_booking))
        .merge(moves::routes())
        .merge(overlaps::routes())
        .merge(free::routes())
        .merge(ways::routes())
        .merge(replan::routes())
}

/// How far a booking is.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum BookingState {
    /// Somebody wants it.
    Requested,
    /// Somebody wants it as soon as the place is free.
    Waiting,
    /// The place is kept.
    Approved,
    /// It was refused.
    Rejected,
    /// The place is in use.
    Active,
    /// The place was handed back.
    Returned,
    /// It is no longer wanted.
    Cancelled,
}

impl BookingState {
    const fn name(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Waiting => "waiting",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Active => "active",
            Self::Returned => "returned",
            Self::Cancelled => "cancelled",
        }
    }
}

impl From<&domain::State> for BookingState {
    fn from(state: &domain::State) -> Self {
        match state {
            domain::State::Requested => Self::Requested,
            domain::State::Waiting { .. } => Self::Waiting,
            domain::State::Approved { .. } => Self::Approved,
            domain::State::Rejected { .. } => Self::Rejected,
            domain::State::Active { .. } => Self::Active,
            domain::State::Returned { .. } => Self::Returned,
            domain::State::Cancelled { .. } => Self::Cancelled,
        }
    }
}

/// What is booked: one environment with everything below it, or some of a group.
#[derive(Serialize, ToSchema)]
#[schema(as = BookingPlace)]
struct Place {
    /// The group, when some of one are booked; `null` when there is none or it is not visible.
    group: Option<Mention>,
    /// How many environments.
    count: u32,
    /// False while it is still to be picked which members of the group are taken.
    settled: bool,
    /// Which, as far as they are known and visible, by key.
    environments: Vec<Mention>,
}

/// A phase of a release.
#[derive(Serialize, ToSchema)]
#[schema(as = BookingPhase)]
struct Phase {
    id: String,
    name: String,
}

/// A place kept for somebody for a while.
#[derive(Serialize, ToSchema)]
pub(crate) struct Booking {
    id: String,
    title: String,
    description: String,
    portfolio: Mention,
    /// The release it serves; `null` when there is none or it is not visible.
    release: Option<Mention>,
    /// The phase of that release it moves with.
    phase: Option<Phase>,
    place: Place,
    /// The instant it begins.
    start: Timestamp,
    /// The instant it ends, left out.
    end: Timestamp,
    /// Its begin, by the clock of its zone.
    #[schema(value_type = String, format = "local-date-time")]
    start_local: DateTime,
    /// Its end, by the clock of its zone.
    #[schema(value_type = String, format = "local-date-time")]
    end_local: DateTime,
    /// Whose clock it goes by.
    zone: String,
    usage: BookingUsage,
    purpose: BookingPurpose,
    /// How much it matters that it keeps its time and place: 1 (most) to 5 (least).
    priority: u8,
    /// Who asked for it; `null` for the system.
    requested_by: Option<PersonMention>,
    /// The team that works there; `null` when there is none or it is not visible.
    team: Option<Mention>,
    /// The id of the first booking of the series it is one of.
    series: Option<String>,
    state: BookingState,
    /// When it came into this state; `null` while it is requested.
    state_at: Option<Timestamp>,
    /// Who brought it there; `null` for whoever did not have to: a group that approves by itself.
    state_by: Option<PersonMention>,
    /// Why, when somebody said so.
    state_reason: Option<String>,
    created_at: Timestamp,
    rev: i64,
}

impl From<View> for Booking {
    fn from(view: View) -> Self {
        let booking = view.booking;
        let clock = booking.zone.clock();
        let (state_at, state_reason) = told(&booking.state);
        Self {
            id: booking.id.to_string(),
            title: booking.title.to_string(),
            description: booking.description,
            portfolio: view.portfolio.into(),
            release: view.release.map(Mention::from),
            phase: view.phase.map(|(id, name)| Phase { id: id.to_string(), name: name.to_string() }),
            place: Place {
                group: view.group.map(Mention::from),
                count: match booking.place {
                    domain::Place::Environment { .. } => 1,
                    domain::Place::Pool { count, .. } => count,
                },
                settled: booking.place.is_settled(),
                environments: view.environments.into_iter().map(Mention::from).collect(),
            },
            start: booking.span.start(),
            end: booking.span.end(),
            start_local: clock.to_datetime(booking.span.start()),
            end_local: clock.to_datetime(booking.span.end()),
            zone: booking.zone.to_string(),
            usage: booking.usage.into(),
            purpose: booking.purpose.into(),
            priority: booking.priority.number(),
            requested_by: view.requested_by.map(PersonMention::from),
            team: view.team.map(Mention::from),
            series: booking.series.map(|id| id.to_string()),
            state: (&booking.state).into(),
            state_at,
            state_by: view.state_by.map(PersonMention::from),
            state_reason,
            created_at: booking.created_at,
            rev: booking.rev,
        }
    }
}

/// Since when a state is so, and why.
fn told(state: &domain::State) -> (Option<Timestamp>, Option<String>) {
    match state {
        domain::State::Requested => (None, None),
        domain::State::Waiting { since } => (Some(*since), None),
        domain::State::Approved { at, .. } | domain::State::Active { at, .. } | domain::State::Returned { at, .. } => {
            (Some(*at), None)
        }
        domain::State::Rejected { at, reason, .. } | domain::State::Cancelled { at, reason, .. } => {
            (Some(*at), Some(reason.clone()))
        }
    }
}

/// What can be done with a booking.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum BookingStep {
    Approve,
    Wait,
    Activate,
    Return,
    Pick,
    Extend,
    Move,
    AcceptOverlaps,
    Reject,
    Cancel,
}

impl From<Step> for BookingStep {
    fn from(step: Step) -> Self {
        match step {
            Step::Approve => Self::Approve,
            Step::Wait => Self::Wait,
            Step::Activate => Self::Activate,
            Step::Return => Self::Return,
            Step::Pick => Self::Pick,
            Step::Extend => Self::Extend,
            Step::Move => Self::Move,
            Step::AcceptOverlaps => Self::AcceptOverlaps,
            Step::Reject => Self::Reject,
            Step::Cancel => Self::Cancel,
        }
    }
}

/// A booking, with what can be done with it.
#[derive(Serialize, ToSchema)]
struct BookingDetail {
    #[serde(flatten)]
    booking: Booking,
    /// What the caller can do with it now: nothing that would be refused for what is known already.
    steps: Vec<BookingStep>,
    /// What stands against it; nothing once it is over.
    #[schema(value_type = Vec<crate::failure::ReasonShape>)]
    reasons: Vec<Reason>,
    /// True when nothing but what the caller may override stands against it: approving it then needs a reason.
    overridable: bool,
}

impl From<Detail> for BookingDetail {
    fn from(detail: Detail) -> Self {
        Self {
            booking: detail.view.into(),
            steps: detail.steps.into_iter().map(BookingStep::from).collect(),
            reasons: detail.reasons,
            overridable: detail.overridable,
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// How many items, 1 to 200; 50 when absent.
    limit: Option<u32>,
    /// Where the former part ended: its `next_cursor`.
    cursor: Option<String>,
    /// Whether to count the whole list.
    total: Option<bool>,
    /// Each word of this begins a word of its title.
    q: Option<String>,
    /// About this environment or something below it, by id or key.
    environment: Option<String>,
    /// Of some of this group, by id or key.
    group: Option<String>,
    /// For this release, by id or key.
    release: Option<String>,
    /// Of this portfolio or below it, by id or key.
    portfolio: Option<String>,
    /// As far as this.
    #[param(inline)]
    state: Option<BookingState>,
    /// Those of which something will still come, or those that are over.
    open: Option<bool>,
    /// Only those the caller asked for.
    mine: Option<bool>,
    /// For this team, by id or key.
    team: Option<String>,
    /// Of this series: the id of its first booking.
    series: Option<String>,
    /// Not over when this day begins in UTC.
    from: Option<Date>,
    /// Begun before this day begins in UTC.
    to: Option<Date>,
}

/// List bookings
///
/// By when they begin.
#[utoipa::path(get, path = "/bookings", tag = "bookings", params(ListQuery),
    responses((status = 200, body = Listing<Booking>)))]
async fn list_bookings(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Query(query): Query<ListQuery>,
) -> Reply<Json<Listing<Booking>>> {
    let filter = Filter {
        text: query.q,
        environment: query.environment,
        group: query.group,
        release: query.release,
        portfolio: query.portfolio,
        state: query.state.map(BookingState::name),
        open: query.open,
        mine: query.mine.unwrap_or(false),
        team: query.team,
        series: query.series,
        from: query.from,
        to: query.to,
    };
    let page = page(query.limit, query.cursor, query.total);
    let found = bookings::list(&web.app, &ctx, filter, page).await?;
    Ok(Listing::of(found, Booking::from))
}

/// Read a booking
#[utoipa::path(get, path = "/bookings/{booking}", tag = "bookings",
    params(("booking" = String, Path, description = "Id")),
    responses((status = 200, body = BookingDetail)))]
async fn get_booking(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
) -> Reply<Tagged<BookingDetail>> {
    let found = bookings::get(&web.app, &ctx, named).await?;
    Ok(Tagged::found(found.view.booking.rev, found.into()))
}

/// What is to change; what is absent stays, what is `null` is cleared. Time and place are moved instead.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BookingChange {
    #[schema(value_type = Option<String>, format = "name", min_length = 1, max_length = 200, nullable = false)]
    title: Option<Name>,
    #[schema(max_length = 20000, nullable = false)]
    description: Option<String>,
    /// The release it serves, by id or key.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    release: Patch<String>,
    /// The phase of that release it moves with, by id or name.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    phase: Patch<String>,
    /// Whose clock it goes by.
    #[schema(value_type = Option<String>, format = "time-zone", nullable = false)]
    zone: Option<Zone>,
    #[schema(nullable = false)]
    usage: Option<BookingUsage>,
    #[schema(nullable = false)]
    purpose: Option<BookingPurpose>,
    #[schema(minimum = 1, maximum = 5, nullable = false)]
    priority: Option<i64>,
    /// The team that works there, by id or key.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    team: Patch<String>,
}

/// Change what a booking is called and what it is for
#[utoipa::path(patch, path = "/bookings/{booking}", tag = "bookings", request_body = BookingChange,
    params(("booking" = String, Path, description = "Id"), ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = Booking)))]
async fn change_booking(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
    Body(change): Body<BookingChange>,
) -> Reply<Tagged<Booking>> {
    let change = Change {
        title: change.title,
        description: change.description,
        release: change.release,
        phase: change.phase,
        zone: change.zone,
        usage: change.usage.map(Into::into),
        purpose: change.purpose.map(Into::into),
        priority: change.priority,
        team: change.team,
    };
    Ok(tagged(bookings::change(&web.app, &ctx, named, rev, change).await?))
}

fn tagged(found: View) -> Tagged<Booking> {
    Tagged::found(found.booking.rev, found.into())
}
