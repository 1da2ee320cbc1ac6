//! Asking for environments, for real or to see what would come of it.

use super::{Booking, BookingState};
use crate::{
    failure::Reply,
    input::{Body, Caller},
    output::{Mention, Tagged},
    state::Web,
    wire::{BookingPurpose, BookingUsage, IfTaken},
};
use axum::{Json, extract::State};
use jiff::{Timestamp, civil::DateTime};
use serde::{Deserialize, Serialize};
use signalbox_domain::{Name, Reason, Zone, bookings as domain};
use signalbox_service::bookings::{self, Again, Draft, New, Preview, Times, Wanted};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations that ask.
pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(create_booking)).routes(routes!(preview_booking))
}

/// What is to be booked, by id or key: an environment, or some of a group.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewBookingPlace)]
pub(super) struct NewPlace {
    /// One environment, with everything below it.
    #[serde(default)]
    #[schema(max_length = 200, nullable = false)]
    environment: Option<String>,
    /// A group.
    #[serde(default)]
    #[schema(max_length = 200, nullable = false)]
    group: Option<String>,
    /// How many of it; as many as are named when absent, and one when none are.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 100, nullable = false)]
    count: Option<u32>,
    /// Which of it; those that are free and were used least when absent.
    #[serde(default)]
    #[schema(max_items = 100, nullable = false)]
    members: Option<Vec<String>>,
}

impl From<NewPlace> for Wanted {
    fn from(place: NewPlace) -> Self {
        Self { environment: place.environment, group: place.group, count: place.count, members: place.members }
    }
}

/// When it comes again.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BookingRecurrence)]
struct Recurrence {
    /// A rule such as `FREQ=WEEKLY;BYDAY=FR`, as RFC 5545 writes it.
    #[schema(max_length = 8000)]
    rule: String,
    /// The local time before which the last of them begins; absent where the rule itself ends, by `UNTIL` or `COUNT`.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "local-date-time", nullable = false)]
    until: Option<DateTime>,
}

/// What is asked for. Other things are named by id or key. Begin and end are each said as an instant, or with `_local` by
/// the clock of the zone.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewBooking {
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    title: Name,
    #[serde(default)]
    #[schema(max_length = 20000)]
    description: String,
    portfolio: String,
    /// The release it serves.
    #[serde(default)]
    release: Option<String>,
    /// The phase of that release it moves with, by id or name.
    #[serde(default)]
    phase: Option<String>,
    place: NewPlace,
    /// The instant it begins.
    #[serde(default)]
    #[schema(nullable = false)]
    start: Option<Timestamp>,
    /// The instant it ends, left out.
    #[serde(default)]
    #[schema(nullable = false)]
    end: Option<Timestamp>,
    /// The local time it begins.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "local-date-time", nullable = false)]
    start_local: Option<DateTime>,
    /// The local time it ends, left out.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "local-date-time", nullable = false)]
    end_local: Option<DateTime>,
    /// Whose clock it goes by; that of the environment, or of the first of the group, when absent.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "time-zone", nullable = false)]
    zone: Option<Zone>,
    /// When it comes again: makes a booking for each time, all of them or none.
    #[serde(default)]
    #[schema(nullable = false)]
    recurrence: Option<Recurrence>,
    usage: BookingUsage,
    purpose: BookingPurpose,
    /// How much it matters: 1 (most) to 5 (least); 3 when absent.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 5, nullable = false)]
    priority: Option<i64>,
    /// The team that works there.
    #[serde(default)]
    team: Option<String>,
    /// What becomes of it when the place is taken; `refuse` when absent.
    #[serde(default)]
    #[schema(nullable = false)]
    if_taken: Option<IfTaken>,
    /// Why blockouts and outages do not matter; needs the right to override them.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 2000, nullable = false)]
    r#override: Option<String>,
}

impl From<NewBooking> for New {
    fn from(new: NewBooking) -> Self {
        Self {
            title: new.title,
            description: new.description,
            portfolio: new.portfolio,
            release: new.release,
            phase: new.phase,
            place: new.place.into(),
            times: Times { start: new.start, end: new.end, start_local: new.start_local, end_local: new.end_local },
            zone: new.zone,
            again: new.recurrence.map(|again| Again { rule: again.rule, until: again.until }),
            usage: new.usage.into(),
            purpose: new.purpose.into(),
            priority: new.priority,
            team: new.team,
            if_taken: new.if_taken.unwrap_or(IfTaken::Refuse).into(),
            regardless: new.r#override,
        }
    }
}

/// Ask for an environment
///
/// Approved at once where the groups of all its environments approve by themselves and nothing stands against it. Refused
/// with every reason when the place is taken, unless it is to wait or to be decided. Of a series, answers the first.
#[utoipa::path(post, path = "/bookings", tag = "bookings", request_body = NewBooking,
    responses((status = 201, body = Booking)))]
async fn create_booking(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Body(new): Body<NewBooking>,
) -> Reply<Tagged<Booking>> {
    let made = bookings::request(&web.app, &ctx, new.into()).await?;
    Ok(Tagged::created(made.booking.rev, made.into()))
}

/// A clash that nobody answers for.
#[derive(Serialize, ToSchema)]
struct BookingClash {
    /// Where; `null` when it is not visible.
    environment: Option<Mention>,
    start: Timestamp,
    end: Timestamp,
    /// How many there is room for; `null` when one of the bookings is exclusive.
    room: Option<u32>,
    /// The other bookings: what they are called and who has them, as far as they are visible.
    with: Vec<ClashingBooking>,
}

/// A booking that others clash with.
#[derive(Serialize, ToSchema)]
struct ClashingBooking {
    /// `null` when it is not visible.
    id: Option<String>,
    /// Its title and who has it.
    called: String,
}

/// A booking as it would be.
#[derive(Serialize, ToSchema)]
struct BookingDraft {
    start: Timestamp,
    end: Timestamp,
    /// The state it would have.
    state: BookingState,
    /// The environments it would take, as far as they are visible.
    environments: Vec<Mention>,
    /// What stands against it; empty when it can have the place.
    #[schema(value_type = Vec<crate::failure::ReasonShape>)]
    reasons: Vec<Reason>,
    clashes: Vec<BookingClash>,
    /// True when nothing but what the caller may override stands against it.
    overridable: bool,
}

/// What a request would come to.
#[derive(Serialize, ToSchema)]
pub(super) struct BookingPreview {
    /// Whether nothing stands against any of it.
    passes: bool,
    /// Each booking, in order.
    bookings: Vec<BookingDraft>,
}

impl From<Preview> for BookingPreview {
    fn from(preview: Preview) -> Self {
        let bookings: Vec<BookingDraft> = preview.drafts.iter().map(|draft| shown(&preview, draft)).collect();
        Self { passes: bookings.iter().all(|draft| draft.reasons.is_empty()), bookings }
    }
}

fn shown(preview: &Preview, draft: &Draft) -> BookingDraft {
    let environment =
        |id: &signalbox_domain::id::EnvironmentId| preview.environments.get(id).cloned().map(Mention::from);
    let other = |id: &signalbox_domain::id::BookingId| match preview.called.get(id) {
        Some(called) => ClashingBooking { id: Some(id.to_string()), called: called.clone() },
        None => ClashingBooking { id: None, called: "another booking".to_owned() },
    };
    let clash = |clash: &domain::Clash| BookingClash {
        environment: environment(&clash.environment),
        start: clash.span.start(),
        end: clash.span.end(),
        room: match clash.why {
            domain::Why::Exclusive => None,
            domain::Why::Crowded { room } => Some(room),
        },
        with: clash.bookings.iter().filter(|id| **id != draft.booking.id).map(other).collect(),
    };
    BookingDraft {
        start: draft.booking.span.start(),
        end: draft.booking.span.end(),
        state: (&draft.booking.state).into(),
        environments: draft.booking.place.environments().iter().filter_map(environment).collect(),
        reasons: draft.reasons.clone(),
        clashes: draft.clashes.iter().map(clash).collect(),
        overridable: draft.overridable,
    }
}

/// Say what would come of asking for an environment
///
/// Whether it could be had, what stands against it and which members of a group would be taken. Nothing is saved.
#[utoipa::path(post, path = "/bookings/preview", tag = "bookings", request_body = NewBooking,
    responses((status = 200, body = BookingPreview)))]
async fn preview_booking(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Body(new): Body<NewBooking>,
) -> Reply<Json<BookingPreview>> {
    Ok(Json(bookings::preview(&web.app, &ctx, new.into()).await?.into()))
}
