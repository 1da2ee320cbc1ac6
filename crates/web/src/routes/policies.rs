//! `/policies`: rules of engagement, their versions, and the facts they ask about.

mod check;
mod replay;

use super::{archiving, page};
use crate::{
    failure::Reply,
    input::{Body, Caller, IfMatch, Path, Query},
    output::{Listing, Mention, PersonMention, Tagged},
    state::Web,
    wire::{Kind, Level, PolicyEnforcement, PolicyStatus},
};
use axum::{Json, extract::State};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use signalbox_domain::{Key, Name};
use signalbox_service::policies::{self, Change, Filter, New, Selected, VersionView, View};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on policies.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(list_policies, create_policy))
        .routes(routes!(get_policy, change_policy))
        .routes(routes!(list_policy_versions))
        .routes(routes!(enforce_policy))
        .routes(routes!(retire_policy))
        .routes(routes!(archive_policy))
        .routes(routes!(restore_policy))
        .merge(check::routes())
        .merge(replay::routes())
}

/// A rule of engagement: an expression over the published facts that says when it is fulfilled.
#[derive(Serialize, ToSchema)]
struct Policy {
    id: String,
    key: String,
    name: String,
    description: String,
    /// Whose systems, environments and releases it governs, with those of every portfolio below; `null` when that portfolio
    /// is out of sight.
    portfolio: Option<Mention>,
    /// The version that governs; `null` when none does.
    in_force: Option<PolicyVersion>,
    /// The version written last: the one in force, a draft, or one that was retired.
    latest: PolicyVersion,
    archived_at: Option<Timestamp>,
    rev: i64,
}

/// A version of what a policy says. Its text never changes.
#[derive(Serialize, ToSchema)]
struct PolicyVersion {
    /// Counts the versions of the policy, from 1.
    number: i64,
    /// What is told when it is not fulfilled; `{…}` holds an expression whose value is put there.
    message: String,
    /// When it is fulfilled: true or false.
    expression: String,
    enforcement: PolicyEnforcement,
    selector: PolicySelector,
    status: PolicyStatus,
    made_at: Timestamp,
    made_by: Option<PersonMention>,
    /// From when on it governed.
    in_force_at: Option<Timestamp>,
    /// Until when it governed, or when it was given up.
    retired_at: Option<Timestamp>,
}

/// Which questions a policy governs. An empty list says nothing; of each other list a question matches one.
#[derive(Serialize, ToSchema)]
struct PolicySelector {
    /// Into one of these stages.
    stages: Vec<Mention>,
    /// Of one of these systems, as far as the caller may see them.
    systems: Vec<Mention>,
    /// For a release of one of these types.
    types: Vec<Mention>,
    /// For a release of one of these kinds.
    kinds: Vec<Kind>,
    /// Where system, environment or release bears one of these labels.
    tags: Vec<String>,
    /// For a release at one of these risks.
    risk: Vec<Level>,
}

impl From<View> for Policy {
    fn from(view: View) -> Self {
        let policy = view.policy;
        Self {
            id: policy.id.to_string(),
            key: policy.key.to_string(),
            name: policy.name.to_string(),
            description: policy.description,
            portfolio: view.portfolio.map(Mention::from),
            in_force: view.in_force.map(PolicyVersion::from),
            latest: view.latest.into(),
            archived_at: policy.archived_at,
            rev: policy.rev,
        }
    }
}

impl From<VersionView> for PolicyVersion {
    fn from(view: VersionView) -> Self {
        let version = view.version;
        let selector = version.rule.selector;
        Self {
            number: version.number,
            message: version.rule.message,
            expression: version.rule.expression,
            enforcement: version.rule.enforcement.into(),
            selector: PolicySelector {
                stages: view.stages.into_iter().map(Mention::from).collect(),
                systems: view.systems.into_iter().map(Mention::from).collect(),
                types: view.types.into_iter().map(Mention::from).collect(),
                kinds: selector.kinds.into_iter().map(Kind::from).collect(),
                tags: selector.tags,
                risk: selector.risk.into_iter().map(Level::from).collect(),
            },
            status: version.status.into(),
            made_at: version.made_at,
            made_by: view.made_by.map(PersonMention::from),
            in_force_at: version.in_force_at,
            retired_at: version.retired_at,
        }
    }
}

/// The lists of a selector; what is absent stays.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPolicySelector {
    /// Stages, by id or key.
    #[schema(max_items = 100, nullable = false)]
    stages: Option<Vec<String>>,
    /// Systems, by id or key.
    #[schema(max_items = 100, nullable = false)]
    systems: Option<Vec<String>>,
    /// Release types, by id or key.
    #[schema(max_items = 100, nullable = false)]
    types: Option<Vec<String>>,
    #[schema(max_items = 3, nullable = false)]
    kinds: Option<Vec<Kind>>,
    /// Labels.
    #[schema(max_items = 100, nullable = false)]
    tags: Option<Vec<String>>,
    #[schema(max_items = 4, nullable = false)]
    risk: Option<Vec<Level>>,
}

impl From<NewPolicySelector> for Selected {
    fn from(new: NewPolicySelector) -> Self {
        Self {
            stages: new.stages,
            systems: new.systems,
            types: new.types,
            kinds: new.kinds.map(|kinds| kinds.into_iter().map(Into::into).collect()),
            tags: new.tags,
            risk: new.risk.map(|risk| risk.into_iter().map(Into::into).collect()),
        }
    }
}

/// What a new policy is to be. Other things are named by id or key.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPolicy {
    #[schema(value_type = String, format = "key")]
    key: Key,
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    name: Name,
    #[serde(default)]
    #[schema(max_length = 20000)]
    description: String,
    /// Whose systems, environments and releases it governs, with those of every portfolio below.
    portfolio: String,
    /// What is told when it is not fulfilled; `{…}` holds an expression whose value is put there.
    #[schema(max_length = 1000)]
    message: String,
    /// When it is fulfilled: an expression over the published facts that is true or false.
    #[schema(max_length = 8000)]
    expression: String,
    enforcement: PolicyEnforcement,
    #[serde(default)]
    selector: NewPolicySelector,
}

/// What is to change; what is absent stays. A changed message, expression, enforcement or selector is a new version, a draft.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PolicyChange {
    #[schema(value_type = Option<String>, format = "key", nullable = false)]
    key: Option<Key>,
    #[schema(value_type = Option<String>, format = "name", min_length = 1, max_length = 200, nullable = false)]
    name: Option<Name>,
    #[schema(max_length = 20000, nullable = false)]
    description: Option<String>,
    #[schema(nullable = false)]
    portfolio: Option<String>,
    #[schema(max_length = 1000, nullable = false)]
    message: Option<String>,
    #[schema(max_length = 8000, nullable = false)]
    expression: Option<String>,
    #[schema(nullable = false)]
    enforcement: Option<PolicyEnforcement>,
    #[serde(default)]
    selector: NewPolicySelector,
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
    /// Key or name holds this text.
    q: Option<String>,
    /// Of this portfolio or below it, by id or key.
    portfolio: Option<String>,
    /// With a version in force that does this.
    #[param(inline)]
    enforcement: Option<PolicyEnforcement>,
    /// Whether a version is in force.
    in_force: Option<bool>,
    /// Archived ones instead of the others.
    archived: Option<bool>,
}

/// List policies
///
/// Those of the caller's portfolios, and those above them, which hold for what is below.
#[utoipa::path(get, path = "/policies", tag = "policies", params(ListQuery),
    responses((status = 200, body = Listing<Policy>)))]
async fn list_policies(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Query(query): Query<ListQuery>,
) -> Reply<Json<Listing<Policy>>> {
    let filter = Filter {
        text: query.q,
        portfolio: query.portfolio,
        enforcement: query.enforcement.map(Into::into),
        in_force: query.in_force,
        archived: query.archived.unwrap_or(false),
    };
    let page = page(query.limit, query.cursor, query.total);
    let found = policies::list(&web.app, &ctx, filter, page).await?;
    Ok(Listing::of(found, Policy::from))
}

/// Write a policy
///
/// Its first version is a draft and governs nothing.
#[utoipa::path(post, path = "/policies", tag = "policies", request_body = NewPolicy,
    responses((status = 201, body = Policy)))]
async fn create_policy(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Body(new): Body<NewPolicy>,
) -> Reply<Tagged<Policy>> {
    let new = New {
        key: new.key,
        name: new.name,
        description: new.description,
        portfolio: new.portfolio,
        message: new.message,
        expression: new.expression,
        enforcement: new.enforcement.into(),
        selector: new.selector.into(),
    };
    let made = policies::create(&web.app, &ctx, new).await?;
    Ok(Tagged::created(made.policy.rev, made.into()))
}

/// Read a policy
#[utoipa::path(get, path = "/policies/{policy}", tag = "policies",
    params(("policy" = String, Path, description = "Id or key")),
    responses((status = 200, body = Policy)))]
async fn get_policy(State(web): State<Web>, Caller(ctx): Caller, Path(named): Path<String>) -> Reply<Tagged<Policy>> {
    Ok(tagged(policies::get(&web.app, &ctx, named).await?))
}

/// Change a policy
///
/// What it says anew is a new version, a draft; the version in force governs on until the new one is put in force.
#[utoipa::path(patch, path = "/policies/{policy}", tag = "policies", request_body = PolicyChange,
    params(("policy" = String, Path, description = "Id or key"), ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = Policy)))]
async fn change_policy(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
    Body(change): Body<PolicyChange>,
) -> Reply<Tagged<Policy>> {
    let change = Change {
        key: change.key,
        name: change.name,
        description: change.description,
        portfolio: change.portfolio,
        message: change.message,
        expression: change.expression,
        enforcement: change.enforcement.map(Into::into),
        selector: change.selector.into(),
    };
    Ok(tagged(policies::change(&web.app, &ctx, named, rev, change).await?))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct VersionsQuery {
    /// How many items, 1 to 200; 50 when absent.
    limit: Option<u32>,
    /// Where the former part ended: its `next_cursor`.
    cursor: Option<String>,
    /// Whether to count the whole list.
    total: Option<bool>,
}

/// List the versions of a policy
///
/// The newest first.
#[utoipa::path(get, path = "/policies/{policy}/versions", tag = "policies",
    params(("policy" = String, Path, description = "Id or key"), VersionsQuery),
    responses((status = 200, body = Listing<PolicyVersion>)))]
async fn list_policy_versions(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    Query(query): Query<VersionsQuery>,
) -> Reply<Json<Listing<PolicyVersion>>> {
    let page = page(query.limit, query.cursor, query.total);
    let found = policies::versions(&web.app, &ctx, named, page).await?;
    Ok(Listing::of(found, PolicyVersion::from))
}

/// Which version is to govern, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PolicyEnforcing {
    /// The number of the version; the latest when absent. One that was retired is written anew, as the latest version.
    #[schema(minimum = 1, nullable = false)]
    version: Option<i64>,
    /// Why, for the journal.
    #[schema(max_length = 2000, nullable = false)]
    reason: Option<String>,
}

/// Put a version of a policy in force
///
/// It governs from this instant on; the version that did is retired.
#[utoipa::path(post, path = "/policies/{policy}/enforce", tag = "policies", request_body = PolicyEnforcing,
    params(("policy" = String, Path, description = "Id or key"), ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = Policy)))]
async fn enforce_policy(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
    Body(wanted): Body<PolicyEnforcing>,
) -> Reply<Tagged<Policy>> {
    Ok(tagged(policies::enforce(&web.app, &ctx, named, rev, wanted.version, wanted.reason).await?))
}

/// Why a policy is to govern no longer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PolicyRetiring {
    /// Why, for the journal.
    #[schema(max_length = 2000, nullable = false)]
    reason: Option<String>,
}

/// Retire the version of a policy that is in force
///
/// The policy governs nothing from this instant on.
#[utoipa::path(post, path = "/policies/{policy}/retire", tag = "policies", request_body = PolicyRetiring,
    params(("policy" = String, Path, description = "Id or key"), ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = Policy)))]
async fn retire_policy(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
    Body(wanted): Body<PolicyRetiring>,
) -> Reply<Tagged<Policy>> {
    Ok(tagged(policies::retire(&web.app, &ctx, named, rev, wanted.reason).await?))
}

archiving! { Policy, "policies", "policy" "Id or key", policies::archive, tagged, {
    /// Put a policy away
    archive_policy("/policies/{policy}/archive", true);
    /// Take a policy out again
    restore_policy("/policies/{policy}/restore", false);
} }

fn tagged(found: View) -> Tagged<Policy> {
    Tagged::found(found.policy.rev, found.into())
}
