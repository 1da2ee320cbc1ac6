//! `/releases/bulk`: one change to many releases.

use crate::{
    failure::Reply,
    input::{Body, Caller, Query},
    output::Mention,
    routes::journal::FieldChange,
    state::Web,
    wire::Level,
};
use axum::{Json, extract::State};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use signalbox_domain::{Key, Patch, problem::Reason};
use signalbox_service::bulk::{self, Change, Changed, Chosen};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operation on many releases.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(change_releases))
}

/// What is to change of which releases.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BulkChange {
    /// 1 to 200 of them.
    #[schema(min_items = 1, max_items = 200)]
    items: Vec<ChosenRelease>,
    change: ReleasesChange,
    /// Why; kept in the journal.
    #[serde(default)]
    #[schema(max_length = 2000)]
    reason: Option<String>,
}

/// A release as it was when it was chosen.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChosenRelease {
    /// By id or key.
    release: String,
    /// Its `rev`, as `If-Match` has it for one.
    rev: i64,
}

/// What is to change of each; what is absent stays, what is `null` is cleared.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReleasesChange {
    /// The key of the status to go to.
    #[schema(value_type = Option<String>, format = "key", nullable = false)]
    status: Option<Key>,
    #[serde(default)]
    #[schema(value_type = Option<Level>)]
    risk: Patch<Level>,
    /// By id or key.
    #[schema(nullable = false)]
    portfolio: Option<String>,
    #[serde(default)]
    #[schema(max_items = 50)]
    add_tags: Vec<String>,
    #[serde(default)]
    #[schema(max_items = 50)]
    remove_tags: Vec<String>,
    /// Who decides, by id or mail address.
    #[schema(nullable = false)]
    accountable: Option<String>,
    /// Puts them away, or takes them out again.
    #[schema(nullable = false)]
    archived: Option<bool>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct BulkQuery {
    /// Only says what would become of each.
    dry_run: Option<bool>,
}

/// What became, or would become, of many releases.
#[derive(Serialize, ToSchema)]
struct BulkAnswer {
    /// False when nothing was changed.
    applied: bool,
    /// In the order in which they were chosen.
    items: Vec<BulkItem>,
}

/// What became, or would become, of one release.
#[derive(Serialize, ToSchema)]
struct BulkItem {
    release: Mention,
    /// The revision it then has.
    rev: i64,
    /// What changes; empty when it is like that already.
    changes: Vec<FieldChange>,
    /// Why it cannot be; empty when it can.
    refusals: Vec<BulkRefusal>,
}

/// Why a release cannot be changed like this.
#[derive(Serialize, ToSchema)]
struct BulkRefusal {
    code: String,
    detail: String,
    /// Who can clear it.
    who: Option<String>,
    /// When it clears by itself.
    until: Option<Timestamp>,
}

impl From<Reason> for BulkRefusal {
    fn from(reason: Reason) -> Self {
        Self { code: reason.code.to_owned(), detail: reason.detail, who: reason.who, until: reason.until }
    }
}

impl From<Changed> for BulkItem {
    fn from(one: Changed) -> Self {
        Self {
            release: one.release.into(),
            rev: one.rev,
            changes: one.changes.into_iter().map(FieldChange::from).collect(),
            refusals: one.refusals.into_iter().map(BulkRefusal::from).collect(),
        }
    }
}

/// Change many releases at once
///
/// All of them or none: when one cannot be changed, every reason of every release is told and nothing is changed.
#[utoipa::path(post, path = "/releases/bulk", tag = "releases", params(BulkQuery), request_body = BulkChange,
    responses((status = 200, body = BulkAnswer)))]
async fn change_releases(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Query(query): Query<BulkQuery>,
    Body(sent): Body<BulkChange>,
) -> Reply<Json<BulkAnswer>> {
    let chosen = sent.items.into_iter().map(|one| Chosen { release: one.release, rev: one.rev }).collect();
    let change = Change {
        status: sent.change.status,
        risk: sent.change.risk.map(Into::into),
        portfolio: sent.change.portfolio,
        add_tags: sent.change.add_tags,
        remove_tags: sent.change.remove_tags,
        accountable: sent.change.accountable,
        archived: sent.change.archived,
        reason: sent.reason,
    };
    let rehearsal = query.dry_run.unwrap_or(false);
    let all = if rehearsal {
        bulk::preview(&web.app, &ctx, chosen, change).await?
    } else {
        bulk::change(&web.app, &ctx, chosen, change).await?
    };
    Ok(Json(BulkAnswer { applied: !rehearsal, items: all.into_iter().map(BulkItem::from).collect() }))
}
