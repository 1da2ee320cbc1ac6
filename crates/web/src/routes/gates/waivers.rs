//! Waivers.

use super::super::page;
use crate::{
    failure::Reply,
    input::{Body, Caller, IfMatch, Known, Path, Query},
    output::{Listing, Mention, PersonMention, Tagged},
    routes::account::session_of,
    state::Web,
    wire::WaiverState,
};
use axum::{Json, extract::State};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use signalbox_domain::Name;
use signalbox_service::gates::{
    WaiverView,
    waivers::{self, Filter, New, State as Stage},
};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(request_waiver))
        .routes(routes!(request_policy_waiver))
        .routes(routes!(list_waivers))
        .routes(routes!(get_waiver))
        .routes(routes!(approve_waiver))
        .routes(routes!(reject_waiver))
        .routes(routes!(revoke_waiver))
}

/// That something need not hold.
#[derive(Serialize, ToSchema)]
pub(super) struct Waiver {
    id: String,
    release: Mention,
    /// The key of the gate; `null` for a policy.
    gate: Option<String>,
    gate_name: Option<String>,
    /// The policy that decisions about the release need not meet; `null` at a gate, or when the caller may not see it.
    policy: Option<Mention>,
    /// Which criterion, by id.
    criterion: Option<String>,
    criterion_name: Option<String>,
    /// For which single thing; for that alone, the criterion still has to hold for the rest.
    item: Option<String>,
    title: String,
    /// Why.
    reason: String,
    requested_by: Option<PersonMention>,
    requested_at: Timestamp,
    /// From when on it no longer holds.
    expires_at: Option<Timestamp>,
    state: WaiverState,
    decided_by: Option<PersonMention>,
    decided_at: Option<Timestamp>,
    /// What was said when it was decided.
    decision: Option<String>,
    rev: i64,
}

impl From<WaiverView> for Waiver {
    fn from(view: WaiverView) -> Self {
        let waiver = view.waiver;
        Self {
            id: waiver.id.to_string(),
            release: view.release.into(),
            gate: view.gate.as_ref().map(|gate| gate.key.to_string()),
            gate_name: view.gate.map(|gate| gate.name.to_string()),
            policy: view.policy.map(Mention::from),
            criterion: waiver.criterion.map(|id| id.to_string()),
            criterion_name: view.criterion_name.map(|name| name.to_string()),
            item: waiver.item,
            title: waiver.title.to_string(),
            reason: waiver.reason,
            requested_by: super::person(view.requested_by),
            requested_at: waiver.requested_at,
            expires_at: waiver.expires_at,
            state: waiver.state.into(),
            decided_by: super::person(view.decided_by),
            decided_at: waiver.decided_at,
            decision: waiver.decision,
            rev: waiver.rev,
        }
    }
}

/// What is to be waived: a criterion, a single thing, or a criterion for a single thing.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewWaiver {
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    title: Name,
    /// The id of the criterion.
    #[serde(default)]
    criterion: Option<String>,
    /// The single thing it is for, in the enterprise's own words.
    #[serde(default)]
    #[schema(max_length = 200)]
    item: Option<String>,
    /// Why.
    #[schema(min_length = 1, max_length = 2000)]
    reason: String,
    /// From when on it no longer holds.
    expires_at: Timestamp,
}

/// A policy that decisions about a release need not meet.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPolicyWaiver {
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    title: Name,
    /// The id or key of the policy.
    policy: String,
    /// Why.
    #[schema(min_length = 1, max_length = 2000)]
    reason: String,
    /// From when on it no longer holds.
    expires_at: Timestamp,
}

/// What is said when a waiver is decided.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WaiverDecision {
    /// Needed to reject and to revoke.
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
    /// Of this release, by id or key.
    release: Option<String>,
    /// At this gate of the release, by id or key.
    gate: Option<String>,
    /// Those of policies, or those at gates.
    of_policies: Option<bool>,
    #[param(inline)]
    state: Option<WaiverState>,
}

/// Ask for a waiver at a gate
#[utoipa::path(post, path = "/releases/{release}/gates/{gate}/waivers", tag = "gates", request_body = NewWaiver,
    params(("release" = String, Path, description = "Id or key"), ("gate" = String, Path, description = "Id or key")),
    responses((status = 201, body = Waiver)))]
async fn request_waiver(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path((release, gate)): Path<(String, String)>,
    Body(new): Body<NewWaiver>,
) -> Reply<Tagged<Waiver>> {
    let new = New {
        policy: None,
        criterion: new.criterion,
        item: new.item,
        title: new.title,
        reason: new.reason,
        expires_at: Some(new.expires_at),
    };
    let made = waivers::create(&web.app, &ctx, release, Some(gate), new).await?;
    Ok(Tagged::created(made.waiver.rev, made.into()))
}

/// Ask for a waiver of a policy
///
/// Decisions about this release need not meet it. Allowed by whoever may decide in the portfolio of the policy.
#[utoipa::path(post, path = "/releases/{release}/waivers", tag = "gates", request_body = NewPolicyWaiver,
    params(("release" = String, Path, description = "Id or key")),
    responses((status = 201, body = Waiver)))]
async fn request_policy_waiver(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(release): Path<String>,
    Body(new): Body<NewPolicyWaiver>,
) -> Reply<Tagged<Waiver>> {
    let new = New {
        policy: Some(new.policy),
        criterion: None,
        item: None,
        title: new.title,
        reason: new.reason,
        expires_at: Some(new.expires_at),
    };
    let made = waivers::create(&web.app, &ctx, release, None, new).await?;
    Ok(Tagged::created(made.waiver.rev, made.into()))
}

/// List waivers
///
/// The newest first.
#[utoipa::path(get, path = "/waivers", tag = "gates", params(ListQuery),
    responses((status = 200, body = Listing<Waiver>)))]
async fn list_waivers(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Query(query): Query<ListQuery>,
) -> Reply<Json<Listing<Waiver>>> {
    let page = page(query.limit, query.cursor, query.total);
    let filter = Filter {
        release: query.release,
        gate: query.gate,
        of_policies: query.of_policies,
        state: query.state.map(Stage::from),
    };
    Ok(Listing::of(waivers::list(&web.app, &ctx, filter, page).await?, Waiver::from))
}

/// Read a waiver
#[utoipa::path(get, path = "/waivers/{waiver}", tag = "gates", params(("waiver" = String, Path, description = "Id")),
    responses((status = 200, body = Waiver)))]
async fn get_waiver(State(web): State<Web>, Caller(ctx): Caller, Path(named): Path<String>) -> Reply<Tagged<Waiver>> {
    Ok(tagged(waivers::get(&web.app, &ctx, named).await?))
}

macro_rules! deciding {
    ($($(#[$doc:meta])* $name:ident($path:literal, $to:expr);)*) => {$(
        $(#[$doc])*
        #[utoipa::path(post, path = $path, tag = "gates", request_body = WaiverDecision,
            params(("waiver" = String, Path, description = "Id"), ("If-Match" = String, Header, description = "Its rev")),
            responses((status = 200, body = Waiver)))]
        async fn $name(
            State(web): State<Web>,
            Caller(ctx): Caller,
            Known(signed): Known,
            Path(named): Path<String>,
            IfMatch(rev): IfMatch,
            Body(WaiverDecision { reason }): Body<WaiverDecision>,
        ) -> Reply<Tagged<Waiver>> {
            Ok(tagged(waivers::decide(&web.app, &ctx, session_of(signed), named, rev, $to, reason).await?))
        }
    )*};
}

deciding! {
    /// Allow a waiver
    ///
    /// Never whoever asked for it, and only in a session.
    approve_waiver("/waivers/{waiver}/approve", Stage::Approved);
    /// Reject a waiver
    reject_waiver("/waivers/{waiver}/reject", Stage::Rejected);
    /// Revoke a waiver that was allowed
    revoke_waiver("/waivers/{waiver}/revoke", Stage::Revoked);
}

fn tagged(view: WaiverView) -> Tagged<Waiver> {
    Tagged::found(view.waiver.rev, view.into())
}
