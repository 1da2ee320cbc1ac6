//! The inbox: everything that waits for the caller.

use super::approvals::{ApprovalRequest, MyVote};
use super::criteria::Criterion;
use super::waivers::Waiver;
use crate::{
    failure::Reply,
    input::Caller,
    output::{Listing, Mention},
    routes::{activities::Activity, bookings::Booking},
    state::Web,
};
use axum::{Json, extract::State};
use jiff::Timestamp;
use serde::Serialize;
use signalbox_service::gates::inbox::{self, Item, Waiting};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(get_inbox))
}

/// What kind of thing waits.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum InboxKind {
    /// A gate to approve.
    Approval,
    /// A criterion to see to.
    Criterion,
    /// Work to be done.
    Activity,
    /// A waiver to decide.
    Waiver,
    /// A booking to decide.
    Booking,
}

/// Something that waits for the caller: exactly the part of its kind is there.
#[derive(Serialize, ToSchema)]
struct InboxItem {
    kind: InboxKind,
    /// The id of the thing itself.
    id: String,
    /// What it is called.
    title: String,
    /// The release it belongs to.
    release: Option<Mention>,
    /// When it is due; `null` when no time is set.
    due: Option<Timestamp>,
    approval: Option<ApprovalRequest>,
    /// What the caller can say to the request.
    votes: Vec<MyVote>,
    criterion: Option<Criterion>,
    activity: Option<Activity>,
    waiver: Option<Waiver>,
    booking: Option<Booking>,
}

impl From<Item> for InboxItem {
    fn from(item: Item) -> Self {
        let blank = |kind, id: String, title: String, release| Self {
            kind,
            id,
            title,
            release,
            due: item.due,
            approval: None,
            votes: Vec::new(),
            criterion: None,
            activity: None,
            waiver: None,
            booking: None,
        };
        match item.what {
            Waiting::Approval(view, votes) => {
                let head = (view.request.id.to_string(), view.request.gate_name.to_string());
                let release = Some(view.release.clone().into());
                Self {
                    approval: Some(ApprovalRequest::of(*view, Vec::new())),
                    votes: votes.into_iter().map(MyVote::from).collect(),
                    ..blank(InboxKind::Approval, head.0, head.1, release)
                }
            }
            Waiting::Criterion(view) => {
                let head = (view.criterion.id.to_string(), view.criterion.name.to_string());
                let release = Some(view.release.clone().into());
                Self {
                    criterion: Some(Criterion::of(*view, None)),
                    ..blank(InboxKind::Criterion, head.0, head.1, release)
                }
            }
            Waiting::Activity(view, release) => {
                let head = (view.activity.id.to_string(), view.activity.name.to_string());
                Self {
                    activity: Some((*view).into()),
                    ..blank(InboxKind::Activity, head.0, head.1, Some(release.into()))
                }
            }
            Waiting::Waiver(view) => {
                let head = (view.waiver.id.to_string(), view.waiver.title.to_string());
                let release = Some(view.release.clone().into());
                Self { waiver: Some((*view).into()), ..blank(InboxKind::Waiver, head.0, head.1, release) }
            }
            Waiting::Booking(view) => {
                let head = (view.booking.id.to_string(), view.booking.title.to_string());
                let release = view.release.clone().map(Mention::from);
                Self { booking: Some((*view).into()), ..blank(InboxKind::Booking, head.0, head.1, release) }
            }
        }
    }
}

/// Read everything that waits for the caller
///
/// The nearest first, what has no time last; at most a hundred of a kind.
#[utoipa::path(get, path = "/inbox", tag = "gates", responses((status = 200, body = Listing<InboxItem>)))]
async fn get_inbox(State(web): State<Web>, Caller(ctx): Caller) -> Reply<Json<Listing<InboxItem>>> {
    let found = inbox::list(&web.app, &ctx).await?;
    Ok(Listing::whole(found.into_iter().map(InboxItem::from).collect()))
}
