//! Ways out for a booking that cannot have its place.

use super::{Booking, tagged};
use crate::{
    failure::Reply,
    input::{Body, Caller, IfMatch, Path},
    output::{Mention, Tagged},
    state::Web,
    wire::{BookingUsage, NewSpan, ProposalKind},
};
use axum::extract::State;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use signalbox_domain::id::BookingId;
use signalbox_service::bookings::{self, Taken, Ways};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on ways out.
pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(list_booking_proposals)).routes(routes!(take_booking_proposal))
}

/// A booking that a way out is about.
#[derive(Serialize, ToSchema)]
struct ConcernedBooking {
    /// `null` when it is not visible.
    id: Option<String>,
    /// Its title and who has it.
    called: String,
}

/// One way out, after which nothing stands against the booking.
#[derive(Serialize, ToSchema)]
struct BookingProposal {
    kind: ProposalKind,
    /// The environment in question; `null` when it is not visible.
    from: Option<Mention>,
    /// The environment it would have.
    environment: Mention,
    start: Timestamp,
    end: Timestamp,
    usage: BookingUsage,
    /// What it costs, in seconds by which it is moved, times the weight of its priority; another environment counts as a
    /// day, leaving the phase as five, sharing as a day for each that has to, a second that is lost as two.
    cost: u64,
    /// The seconds by which it begins later, or earlier if below zero.
    moved_seconds: i64,
    /// The seconds by which it is shorter.
    lost_seconds: i64,
    /// Whether it leaves its phase, or the fortnight around it.
    leaves_limits: bool,
    /// The others that have to share with it.
    sharing: Vec<ConcernedBooking>,
    /// The bookings it no longer clashes with.
    clears: Vec<ConcernedBooking>,
}

/// Every way out, the cheapest first.
#[derive(Serialize, ToSchema)]
struct BookingProposals {
    items: Vec<BookingProposal>,
    /// The booking's rev.
    rev: i64,
}

impl From<Ways> for BookingProposals {
    fn from(found: Ways) -> Self {
        let concerned = |ids: &[BookingId]| -> Vec<ConcernedBooking> {
            let one = |id: &BookingId| match found.called.get(id) {
                Some(called) => ConcernedBooking { id: Some(id.to_string()), called: called.clone() },
                None => ConcernedBooking { id: None, called: "another booking".to_owned() },
            };
            ids.iter().map(one).collect()
        };
        let items = found.ways.iter().filter_map(|way| {
            let proposal = &way.proposal;
            Some(BookingProposal {
                kind: proposal.kind.into(),
                from: found.environments.get(&way.from).cloned().map(Mention::from),
                environment: found.environments.get(&proposal.hold.environment)?.clone().into(),
                start: proposal.hold.span.start(),
                end: proposal.hold.span.end(),
                usage: proposal.hold.usage.into(),
                cost: proposal.cost,
                moved_seconds: proposal.moved_seconds,
                lost_seconds: proposal.lost_seconds,
                leaves_limits: proposal.leaves_limits,
                sharing: concerned(&proposal.sharing),
                clears: concerned(&proposal.clears),
            })
        });
        Self { items: items.collect(), rev: found.rev }
    }
}

/// List the ways out for a booking that clashes
///
/// Moved, shortened, shared, on another member of its group, or at the next free time. Empty when nothing stands against it.
#[utoipa::path(get, path = "/bookings/{booking}/proposals", tag = "bookings",
    params(("booking" = String, Path, description = "Id")),
    responses((status = 200, body = BookingProposals)))]
async fn list_booking_proposals(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
) -> Reply<Tagged<BookingProposals>> {
    let found = bookings::ways(&web.app, &ctx, named).await?;
    Ok(Tagged::found(found.rev, found.into()))
}

/// The way that is taken, as it was told.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TakenProposal {
    kind: ProposalKind,
    /// The id of the environment it would have.
    environment: String,
    span: NewSpan,
}

/// Take a way out
///
/// All of it is done, those who have to share included, or nothing. Refused when it is none any more.
#[utoipa::path(post, path = "/bookings/{booking}/proposals/take", tag = "bookings", request_body = TakenProposal,
    params(("booking" = String, Path, description = "Id"), ("If-Match" = String, Header, description = "The booking's rev")),
    responses((status = 200, body = Booking)))]
async fn take_booking_proposal(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
    Body(way): Body<TakenProposal>,
) -> Reply<Tagged<Booking>> {
    let taken = Taken { environment: way.environment, span: way.span.read("/span")? };
    Ok(tagged(bookings::take(&web.app, &ctx, named, rev, way.kind.into(), taken).await?))
}
