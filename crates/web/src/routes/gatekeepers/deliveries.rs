//! `/gatekeepers/{gatekeeper}/deliveries`: what gates that others keep ask, and what they were told.

use crate::{
    failure::Reply,
    input::{Caller, Origin, Path, Query, Stranger, bytes, understood},
    json,
    output::Listing,
    routes::{PageQuery, decisions::NewDecision},
    state::Web,
    wire::DeliveryState,
};
use axum::{
    Json,
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use jiff::Timestamp;
use serde::Serialize;
use signalbox_service::gatekeepers::{
    self, Delivery, Kind,
    deliveries::{self, Sent, Taken},
};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on deliveries.
pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(list_gatekeeper_deliveries, take_gatekeeper_delivery))
}

/// What a gatekeeper asked once, and what it was told.
#[derive(Serialize, ToSchema)]
struct GatekeeperDelivery {
    id: String,
    /// What its sender calls it.
    number: String,
    received_at: Timestamp,
    /// The repository; of a webhook the system.
    repository: String,
    /// The environment as it is called there, or the branch.
    target: String,
    commit: String,
    /// The tag or branch; of a webhook the version.
    reference: String,
    state: DeliveryState,
    /// Why nothing could be decided: a stable word.
    code: Option<String>,
    /// What was told, in words; while it waits, what was in the way the last time.
    detail: String,
    /// The decision that was made last.
    decision: Option<String>,
    answered_at: Option<Timestamp>,
    /// When it is asked again.
    again_at: Option<Timestamp>,
    /// Why the answer did not get there yet.
    trouble: Option<String>,
}

impl From<Delivery> for GatekeeperDelivery {
    fn from(delivery: Delivery) -> Self {
        Self {
            id: delivery.id.to_string(),
            number: delivery.number,
            received_at: delivery.received_at,
            repository: delivery.asked.repository,
            target: delivery.asked.target,
            commit: delivery.asked.commit,
            reference: delivery.asked.reference,
            state: delivery.state.into(),
            code: delivery.code,
            detail: delivery.detail,
            decision: delivery.decision.map(|decision| decision.to_string()),
            answered_at: delivery.answered_at,
            again_at: delivery.again_at,
            trouble: delivery.trouble,
        }
    }
}

/// What becomes of a delivery.
#[derive(Serialize, ToSchema)]
struct GatekeeperReceipt {
    /// The id of the delivery.
    delivery: String,
    /// Whether it may go; `null` where the answer is sent later.
    allowed: Option<bool>,
    /// What is told, in words.
    detail: String,
    /// The decision.
    decision: Option<String>,
    /// Whether the delivery came before.
    again: bool,
}

impl From<Taken> for GatekeeperReceipt {
    fn from(taken: Taken) -> Self {
        use signalbox_service::gatekeepers::State;
        let delivery = taken.delivery;
        Self {
            delivery: delivery.id.to_string(),
            allowed: match delivery.state {
                State::Allowed => Some(true),
                State::Refused => Some(false),
                State::Waiting | State::Ignored => None,
            },
            detail: delivery.detail,
            decision: delivery.decision.map(|decision| decision.to_string()),
            again: taken.again,
        }
    }
}

/// List what a gatekeeper asked, the latest first
#[utoipa::path(get, path = "/gatekeepers/{gatekeeper}/deliveries", tag = "gatekeepers",
    params(("gatekeeper" = String, Path, description = "Id or key"), PageQuery),
    responses((status = 200, body = Listing<GatekeeperDelivery>)))]
async fn list_gatekeeper_deliveries(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    Query(query): Query<PageQuery>,
) -> Reply<Json<Listing<GatekeeperDelivery>>> {
    let found = gatekeepers::asked(&web.app, &ctx, named, query.into()).await?;
    Ok(Listing::of(found, GatekeeperDelivery::from))
}

/// Take what a gatekeeper asks
///
/// For GitHub (`deployment_protection_rule`, signed in `X-Hub-Signature-256`), GitLab (external status checks, signed in
/// `X-Gitlab-Signature`) and whatever signs by Standard Webhooks 1.0; nobody signs in, the signature is looked at. GitHub and
/// GitLab get 202, and their answer later. A webhook sends the body of `POST /decisions` and is answered at once: 200 when it may
/// go, and 409 with everything that is in the way when it may not, so that whoever stops at every status but 200 fails closed. The
/// same delivery once more gets the same answer.
#[utoipa::path(post, path = "/gatekeepers/{gatekeeper}/deliveries", tag = "gatekeepers",
    request_body(content = Object, content_type = "application/json"),
    params(("gatekeeper" = String, Path, description = "Id or key")),
    responses((status = 200, body = GatekeeperReceipt), (status = 202, body = GatekeeperReceipt)))]
async fn take_gatekeeper_delivery(
    State(web): State<Web>,
    Stranger(visitor): Stranger,
    Origin(origin): Origin,
    Path(named): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Reply<(StatusCode, Json<GatekeeperReceipt>)> {
    let body = bytes(body, web.settings.body_limit).await?;
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let sent = Sent {
        github_signature: text("x-hub-signature-256"),
        github_event: text("x-github-event"),
        github_delivery: text("x-github-delivery"),
        gitlab_signature: text("x-gitlab-signature"),
        webhook_id: text("webhook-id"),
        webhook_timestamp: text("webhook-timestamp"),
        webhook_signature: text("webhook-signature"),
        body: body.clone(),
        origin,
    };
    let proven = deliveries::prove(&web.app, &visitor, named, sent).await?;
    if proven.kind() == Kind::Webhook {
        let question: NewDecision = understood(&body)?;
        let taken = deliveries::decide(&web.app, proven, question.into()).await?;
        return Ok((StatusCode::OK, Json(taken.into())));
    }
    let taken = deliveries::take(&web.app, proven, json::parse(&body)?).await?;
    Ok((StatusCode::ACCEPTED, Json(taken.into())))
}
