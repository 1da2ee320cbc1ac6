//! Overlaps that somebody accepts, knowing of them.

use super::moves::BookingReason;
use crate::{
    failure::Reply,
    input::{Body, Caller, IfMatch, Path},
    output::{Listing, Mention, PersonMention},
    state::Web,
};
use axum::{Json, extract::State};
use jiff::Timestamp;
use serde::Serialize;
use signalbox_service::bookings::{self, OverlapView};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on overlaps.
pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(list_booking_overlaps, accept_booking_overlaps))
}

/// A booking that has part in an overlap.
#[derive(Serialize, ToSchema)]
struct OverlappingBooking {
    id: String,
    title: String,
}

/// A clash that somebody knew of and answers for.
#[derive(Serialize, ToSchema)]
#[schema(as = BookingOverlap)]
struct Overlap {
    id: String,
    /// Where; `null` when it is not visible.
    environment: Option<Mention>,
    start: Timestamp,
    /// What overlaps for longer has to be accepted again.
    end: Timestamp,
    /// The bookings that may overlap, as far as they are visible.
    bookings: Vec<OverlappingBooking>,
    /// How many bookings may overlap.
    count: usize,
    /// Who answers for it.
    by: Option<PersonMention>,
    reason: String,
    at: Timestamp,
}

impl From<OverlapView> for Overlap {
    fn from(view: OverlapView) -> Self {
        let overlap = view.overlap;
        let booking =
            |(id, title): (signalbox_domain::id::BookingId, String)| OverlappingBooking { id: id.to_string(), title };
        Self {
            id: overlap.id.to_string(),
            environment: view.environment.map(Mention::from),
            start: overlap.span.start(),
            end: overlap.span.end(),
            count: overlap.bookings.len(),
            bookings: view.shown.into_iter().map(booking).collect(),
            by: view.by.map(PersonMention::from),
            reason: overlap.reason,
            at: overlap.at,
        }
    }
}

/// List the accepted overlaps of a booking
#[utoipa::path(get, path = "/bookings/{booking}/overlaps", tag = "bookings",
    params(("booking" = String, Path, description = "Id")),
    responses((status = 200, body = Listing<Overlap>)))]
async fn list_booking_overlaps(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
) -> Reply<Json<Listing<Overlap>>> {
    let found = bookings::overlaps(&web.app, &ctx, named).await?;
    Ok(Listing::whole(found.into_iter().map(Overlap::from).collect()))
}

/// Accept the overlaps of a booking
///
/// Every clash it has that nobody answers for yet; the booking can then be approved in spite of them.
#[utoipa::path(post, path = "/bookings/{booking}/overlaps", tag = "bookings", request_body = BookingReason,
    params(("booking" = String, Path, description = "Id"), ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = Listing<Overlap>)))]
async fn accept_booking_overlaps(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
    Body(why): Body<BookingReason>,
) -> Reply<Json<Listing<Overlap>>> {
    let found = bookings::accept_overlaps(&web.app, &ctx, named, rev, why.reason).await?;
    Ok(Listing::whole(found.into_iter().map(Overlap::from).collect()))
}
