//! What is done with a booking after it was asked for.

use super::{
    Booking,
    requests::{BookingPreview, NewPlace},
    tagged,
};
use crate::{
    failure::Reply,
    input::{Body, Caller, IfMatch, Path},
    output::Tagged,
    state::Web,
};
use axum::{Json, extract::State};
use jiff::{Timestamp, civil::DateTime};
use serde::Deserialize;
use signalbox_service::bookings::{self, Times};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations that move a booking on.
pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(approve_booking))
        .routes(routes!(reject_booking))
        .routes(routes!(wait_for_booking))
        .routes(routes!(activate_booking))
        .routes(routes!(return_booking))
        .routes(routes!(cancel_booking))
        .routes(routes!(extend_booking))
        .routes(routes!(move_booking))
        .routes(routes!(preview_booking_move))
        .routes(routes!(pick_booking_members))
}

/// An approval.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BookingApproval {
    /// Why blockouts and outages do not matter; needs the right to override them.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 2000, nullable = false)]
    r#override: Option<String>,
}

/// Approve a booking
///
/// The place is kept from then on. Refused with every clash that nobody accepted and everything that blocks it.
#[utoipa::path(post, path = "/bookings/{booking}/approve", tag = "bookings", request_body = BookingApproval,
    params(("booking" = String, Path, description = "Id"), ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = Booking)))]
async fn approve_booking(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
    Body(approval): Body<BookingApproval>,
) -> Reply<Tagged<Booking>> {
    Ok(tagged(bookings::approve(&web.app, &ctx, named, rev, approval.r#override).await?))
}

/// Why something is not to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BookingReason {
    #[schema(min_length = 1, max_length = 2000)]
    pub(super) reason: String,
}

/// Reject a booking
#[utoipa::path(post, path = "/bookings/{booking}/reject", tag = "bookings", request_body = BookingReason,
    params(("booking" = String, Path, description = "Id"), ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = Booking)))]
async fn reject_booking(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
    Body(why): Body<BookingReason>,
) -> Reply<Tagged<Booking>> {
    Ok(tagged(bookings::reject(&web.app, &ctx, named, rev, why.reason).await?))
}

/// Put a booking on the waiting list
///
/// It is approved as soon as the place is free and its turn has come, where nobody has to approve that.
#[utoipa::path(post, path = "/bookings/{booking}/wait", tag = "bookings",
    params(("booking" = String, Path, description = "Id"), ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = Booking)))]
async fn wait_for_booking(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
) -> Reply<Tagged<Booking>> {
    Ok(tagged(bookings::wait(&web.app, &ctx, named, rev).await?))
}

/// Take the place of a booking into use
#[utoipa::path(post, path = "/bookings/{booking}/activate", tag = "bookings",
    params(("booking" = String, Path, description = "Id"), ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = Booking)))]
async fn activate_booking(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
) -> Reply<Tagged<Booking>> {
    Ok(tagged(bookings::activate(&web.app, &ctx, named, rev).await?))
}

/// Hand the place of a booking back
///
/// Before its end the booking is cut short, and the rest of its time goes to whoever waits for it.
#[utoipa::path(post, path = "/bookings/{booking}/return", tag = "bookings",
    params(("booking" = String, Path, description = "Id"), ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = Booking)))]
async fn return_booking(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
) -> Reply<Tagged<Booking>> {
    Ok(tagged(bookings::give_back(&web.app, &ctx, named, rev).await?))
}

/// Cancel a booking
#[utoipa::path(post, path = "/bookings/{booking}/cancel", tag = "bookings", request_body = BookingReason,
    params(("booking" = String, Path, description = "Id"), ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = Booking)))]
async fn cancel_booking(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
    Body(why): Body<BookingReason>,
) -> Reply<Tagged<Booking>> {
    Ok(tagged(bookings::cancel(&web.app, &ctx, named, rev, why.reason).await?))
}

/// A later end: an instant, or a time by the clock of the booking's zone.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BookingExtension {
    #[serde(default)]
    #[schema(nullable = false)]
    end: Option<Timestamp>,
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "local-date-time", nullable = false)]
    end_local: Option<DateTime>,
    /// Why blockouts and outages do not matter; needs the right to override them.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 2000, nullable = false)]
    r#override: Option<String>,
}

/// Let a booking end later
#[utoipa::path(post, path = "/bookings/{booking}/extend", tag = "bookings", request_body = BookingExtension,
    params(("booking" = String, Path, description = "Id"), ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = Booking)))]
async fn extend_booking(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
    Body(longer): Body<BookingExtension>,
) -> Reply<Tagged<Booking>> {
    let times = Times { end: longer.end, end_local: longer.end_local, ..Times::default() };
    Ok(tagged(bookings::extend(&web.app, &ctx, named, rev, times, longer.r#override).await?))
}

/// Where a booking is to be instead; what is absent stays. Times by the clock are those of the booking's zone.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BookingMove {
    #[serde(default)]
    #[schema(nullable = false)]
    start: Option<Timestamp>,
    #[serde(default)]
    #[schema(nullable = false)]
    end: Option<Timestamp>,
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "local-date-time", nullable = false)]
    start_local: Option<DateTime>,
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "local-date-time", nullable = false)]
    end_local: Option<DateTime>,
    #[serde(default)]
    #[schema(nullable = false)]
    place: Option<NewPlace>,
    /// Why blockouts and outages do not matter; needs the right to override them.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 2000, nullable = false)]
    r#override: Option<String>,
}

/// Move a booking to another time or place
///
/// What holds a place holds the other afterwards. Another environment that somebody has to approve needs their right.
#[utoipa::path(post, path = "/bookings/{booking}/move", tag = "bookings", request_body = BookingMove,
    params(("booking" = String, Path, description = "Id"), ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = Booking)))]
async fn move_booking(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
    Body(to): Body<BookingMove>,
) -> Reply<Tagged<Booking>> {
    let times = Times { start: to.start, end: to.end, start_local: to.start_local, end_local: to.end_local };
    let place = to.place.map(Into::into);
    Ok(tagged(bookings::relocate(&web.app, &ctx, named, rev, times, place, to.r#override).await?))
}

/// Say what would come of moving a booking
///
/// To another time or place, to a later end, or to other members of its group: what stands against it. Nothing is saved.
#[utoipa::path(post, path = "/bookings/{booking}/move/preview", tag = "bookings", request_body = BookingMove,
    params(("booking" = String, Path, description = "Id")),
    responses((status = 200, body = BookingPreview)))]
async fn preview_booking_move(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    Body(to): Body<BookingMove>,
) -> Reply<Json<BookingPreview>> {
    let times = Times { start: to.start, end: to.end, start_local: to.start_local, end_local: to.end_local };
    let place = to.place.map(Into::into);
    Ok(Json(bookings::preview_move(&web.app, &ctx, named, times, place, to.r#override).await?.into()))
}

/// The members of a group to be taken.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BookingMembers {
    /// By id or key; those that are free and were used least when absent.
    #[serde(default)]
    #[schema(max_items = 100, nullable = false)]
    members: Option<Vec<String>>,
}

/// Pick the members of a group that a booking takes
#[utoipa::path(post, path = "/bookings/{booking}/pick", tag = "bookings", request_body = BookingMembers,
    params(("booking" = String, Path, description = "Id"), ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = Booking)))]
async fn pick_booking_members(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
    Body(picked): Body<BookingMembers>,
) -> Reply<Tagged<Booking>> {
    Ok(tagged(bookings::pick(&web.app, &ctx, named, rev, picked.members).await?))
}
