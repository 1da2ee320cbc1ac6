//! `/change-requests`: what somebody wants done to an environment.

use super::super::page;
use crate::{
    failure::Reply,
    input::{Body, Caller, IfMatch, Path, Query},
    output::{Listing, Mention, PersonMention, Tagged},
    state::Web,
    wire::{ChangeRequestKind, ChangeRequestStatus, NewParty, NewSpan, Party, Span},
};
use axum::{Json, extract::State};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use signalbox_domain::{Name, Patch};
use signalbox_service::{
    environments::changes::{self, Change, Filter, New, Step, View},
    raid::Owner,
};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on change requests.
pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(list_change_requests, create_change_request))
        .routes(routes!(get_change_request, edit_change_request))
        .routes(routes!(submit_change_request))
        .routes(routes!(withdraw_change_request))
        .routes(routes!(approve_change_request))
        .routes(routes!(reject_change_request))
        .routes(routes!(begin_change_request))
        .routes(routes!(finish_change_request))
        .routes(routes!(fail_change_request))
        .routes(routes!(cancel_change_request))
}

/// What somebody wants done to an environment.
#[derive(Serialize, ToSchema)]
struct ChangeRequest {
    id: String,
    environment: Mention,
    kind: ChangeRequestKind,
    title: String,
    description: String,
    status: ChangeRequestStatus,
    /// When it is to be done.
    span: Option<Span>,
    /// The part of that time in which the environment is not to be had.
    outage: Option<Span>,
    requested_by: Option<PersonMention>,
    /// Who does it.
    assignee: Option<Party>,
    /// Those releases it serves that the caller may see.
    releases: Vec<Mention>,
    /// The ids of the bookings it serves.
    bookings: Vec<String>,
    /// What can be done with it now.
    steps: Vec<ChangeRequestStep>,
    begun_at: Option<Timestamp>,
    ended_at: Option<Timestamp>,
    created_at: Timestamp,
    rev: i64,
}

/// What is done with a change request.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ChangeRequestStep {
    Submit,
    Withdraw,
    Approve,
    Reject,
    Begin,
    Finish,
    Fail,
    Cancel,
}

impl From<Step> for ChangeRequestStep {
    fn from(step: Step) -> Self {
        match step {
            Step::Submit => Self::Submit,
            Step::Withdraw => Self::Withdraw,
            Step::Approve => Self::Approve,
            Step::Reject => Self::Reject,
            Step::Begin => Self::Begin,
            Step::Finish => Self::Finish,
            Step::Fail => Self::Fail,
            Step::Cancel => Self::Cancel,
        }
    }
}

impl From<View> for ChangeRequest {
    fn from(view: View) -> Self {
        let request = view.request;
        let steps = Step::ALL.into_iter().filter(|step| step.from(request.status).is_some());
        Self {
            id: request.id.to_string(),
            environment: view.environment.into(),
            kind: request.kind.into(),
            title: request.title.to_string(),
            description: request.description,
            status: request.status.into(),
            span: request.span.map(Span::from),
            outage: request.outage.map(Span::from),
            requested_by: view.requested_by.map(PersonMention::from),
            assignee: view.assignee.map(Party::from),
            releases: view.releases.into_iter().map(Mention::from).collect(),
            bookings: request.bookings.iter().map(ToString::to_string).collect(),
            steps: steps.map(ChangeRequestStep::from).collect(),
            begun_at: request.begun_at,
            ended_at: request.ended_at,
            created_at: request.created_at,
            rev: request.rev,
        }
    }
}

/// What a new change request is. Other things are named by id or key.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewChangeRequest {
    environment: String,
    kind: ChangeRequestKind,
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    title: Name,
    #[serde(default)]
    #[schema(max_length = 20000)]
    description: String,
    /// When it is to be done.
    #[serde(default)]
    span: Option<NewSpan>,
    /// The part of that time in which the environment is not to be had.
    #[serde(default)]
    outage: Option<NewSpan>,
    /// Who does it.
    #[serde(default)]
    assignee: Option<NewParty>,
    /// The releases it serves.
    #[serde(default)]
    #[schema(max_items = 100)]
    releases: Vec<String>,
    /// The ids of the bookings it serves.
    #[serde(default)]
    #[schema(max_items = 100)]
    bookings: Vec<String>,
}

/// What is to change; what is absent stays, what is `null` is cleared.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChangeRequestChange {
    #[schema(nullable = false)]
    kind: Option<ChangeRequestKind>,
    #[schema(value_type = Option<String>, format = "name", min_length = 1, max_length = 200, nullable = false)]
    title: Option<Name>,
    #[schema(max_length = 20000, nullable = false)]
    description: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<NewSpan>)]
    span: Patch<NewSpan>,
    #[serde(default)]
    #[schema(value_type = Option<NewSpan>)]
    outage: Patch<NewSpan>,
    #[serde(default)]
    #[schema(value_type = Option<NewParty>)]
    assignee: Patch<NewParty>,
    #[schema(max_items = 100, nullable = false)]
    releases: Option<Vec<String>>,
    #[schema(max_items = 100, nullable = false)]
    bookings: Option<Vec<String>>,
}

/// Why a step is taken.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct StepReason {
    /// Needed to reject, fail and cancel.
    #[serde(default)]
    #[schema(max_length = 2000)]
    reason: Option<String>,
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
    /// Its title holds this text.
    q: Option<String>,
    /// To this environment, by id or key.
    environment: Option<String>,
    #[param(inline)]
    kind: Option<ChangeRequestKind>,
    #[param(inline)]
    status: Option<ChangeRequestStatus>,
    /// Those of which something will still come, or those that are over.
    open: Option<bool>,
    /// This person does it, by id or mail address.
    person: Option<String>,
    /// This team does it, by id or key.
    team: Option<String>,
    /// It serves this release, by id or key.
    release: Option<String>,
}

/// List change requests
///
/// The newest first.
#[utoipa::path(get, path = "/change-requests", tag = "environments", params(ListQuery),
    responses((status = 200, body = Listing<ChangeRequest>)))]
async fn list_change_requests(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Query(query): Query<ListQuery>,
) -> Reply<Json<Listing<ChangeRequest>>> {
    let page = page(query.limit, query.cursor, query.total);
    let filter = Filter {
        text: query.q,
        environment: query.environment,
        kind: query.kind.map(Into::into),
        status: query.status.map(Into::into),
        open: query.open,
        assignee: Owner { person: query.person, team: query.team },
        release: query.release,
    };
    Ok(Listing::of(changes::list(&web.app, &ctx, filter, page).await?, ChangeRequest::from))
}

/// Write a change request
///
/// A draft: it waits for a decision once it is submitted.
#[utoipa::path(post, path = "/change-requests", tag = "environments", request_body = NewChangeRequest,
    responses((status = 201, body = ChangeRequest)))]
async fn create_change_request(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Body(new): Body<NewChangeRequest>,
) -> Reply<Tagged<ChangeRequest>> {
    let new = New {
        environment: new.environment,
        kind: new.kind.into(),
        title: new.title,
        description: new.description,
        span: new.span.map(|span| span.read("/span")).transpose()?,
        outage: new.outage.map(|span| span.read("/outage")).transpose()?,
        assignee: new.assignee.map(Owner::from),
        releases: new.releases,
        bookings: new.bookings,
    };
    let made = changes::create(&web.app, &ctx, new).await?;
    Ok(Tagged::created(made.request.rev, made.into()))
}

/// Read a change request
#[utoipa::path(get, path = "/change-requests/{change_request}", tag = "environments",
    params(("change_request" = String, Path, description = "Id")),
    responses((status = 200, body = ChangeRequest)))]
async fn get_change_request(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
) -> Reply<Tagged<ChangeRequest>> {
    Ok(tagged(changes::get(&web.app, &ctx, named).await?))
}

/// Change a change request
///
/// What was approved and becomes something else waits for a decision again.
#[utoipa::path(patch, path = "/change-requests/{change_request}", tag = "environments",
    request_body = ChangeRequestChange,
    params(("change_request" = String, Path, description = "Id"), ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = ChangeRequest)))]
async fn edit_change_request(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
    Body(change): Body<ChangeRequestChange>,
) -> Reply<Tagged<ChangeRequest>> {
    let change = Change {
        kind: change.kind.map(Into::into),
        title: change.title,
        description: change.description,
        span: change.span.try_map(|span| span.read("/span"))?,
        outage: change.outage.try_map(|span| span.read("/outage"))?,
        assignee: change.assignee.map(Owner::from),
        releases: change.releases,
        bookings: change.bookings,
    };
    Ok(tagged(changes::change(&web.app, &ctx, named, rev, change).await?))
}

macro_rules! stepping {
    ($($(#[$doc:meta])* $name:ident($path:literal, $step:expr);)*) => {$(
        $(#[$doc])*
        #[utoipa::path(post, path = $path, tag = "environments", request_body = StepReason,
            params(("change_request" = String, Path, description = "Id"),
                ("If-Match" = String, Header, description = "Its rev")),
            responses((status = 200, body = ChangeRequest)))]
        async fn $name(
            State(web): State<Web>,
            Caller(ctx): Caller,
            Path(named): Path<String>,
            IfMatch(rev): IfMatch,
            Body(StepReason { reason }): Body<StepReason>,
        ) -> Reply<Tagged<ChangeRequest>> {
            Ok(tagged(changes::advance(&web.app, &ctx, named, rev, $step, reason).await?))
        }
    )*};
}

stepping! {
    /// Submit a change request for a decision
    submit_change_request("/change-requests/{change_request}/submit", Step::Submit);
    /// Take a change request back to work on it
    withdraw_change_request("/change-requests/{change_request}/withdraw", Step::Withdraw);
    /// Approve a change request
    ///
    /// An outage while somebody has the environment is approved with a reason only; bookings that the request serves do not
    /// count.
    approve_change_request("/change-requests/{change_request}/approve", Step::Approve);
    /// Reject a change request
    reject_change_request("/change-requests/{change_request}/reject", Step::Reject);
    /// Begin what a change request asks for
    begin_change_request("/change-requests/{change_request}/begin", Step::Begin);
    /// Be done with what a change request asks for
    finish_change_request("/change-requests/{change_request}/finish", Step::Finish);
    /// Say that what a change request asks for did not work
    fail_change_request("/change-requests/{change_request}/fail", Step::Fail);
    /// Cancel a change request
    cancel_change_request("/change-requests/{change_request}/cancel", Step::Cancel);
}

fn tagged(found: View) -> Tagged<ChangeRequest> {
    Tagged::found(found.request.rev, found.into())
}
