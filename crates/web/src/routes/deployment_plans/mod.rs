//! `/deployment-plans`: what is done in a deployment, written and approved before it is run.

mod staffing;
mod tasks;

use super::{account::session_of, archiving, page};
use crate::{
    failure::Reply,
    input::{Body, Caller, IfMatch, Known, Path, Query},
    output::{Listing, Mention, PersonMention, Tagged},
    state::Web,
    wire::DeploymentPlanStatus,
};
use axum::{Json, extract::State, http::StatusCode};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use signalbox_domain::{Key, Name, Patch, Zone, deployment_plans as domain};
use signalbox_service::{
    Parties,
    deployment_plans::{self as plans, Change, Copied, Filter, New, NewLane, Told, View},
    runs::{calls, report},
    secrets::Secret,
};
use tasks::{NewPlanTask, PlanTask};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(list_deployment_plans, create_deployment_plan))
        .routes(routes!(get_deployment_plan, change_deployment_plan))
        .routes(routes!(archive_deployment_plan))
        .routes(routes!(restore_deployment_plan))
        .routes(routes!(approve_deployment_plan))
        .routes(routes!(learn_deployment_plan))
        .routes(routes!(keep_plan_secret))
        .routes(routes!(copy_deployment_plan))
        .routes(routes!(list_deployment_plan_versions))
        .routes(routes!(get_deployment_plan_version))
        .merge(staffing::routes())
        .merge(tasks::routes())
}

/// A deployment plan, without what it holds.
#[derive(Serialize, ToSchema)]
struct DeploymentPlan {
    id: String,
    key: String,
    name: String,
    portfolio: Mention,
    /// The release it carries out, if the caller may see it.
    release: Option<Mention>,
    /// Markdown.
    description: String,
    /// The zone of its fixed times.
    zone: String,
    /// How many have to approve it.
    needs: i64,
    status: DeploymentPlanStatus,
    /// How often it was approved: the number of the newest approved version; 0 before the first.
    version: i64,
    /// How many tasks it has.
    task_count: i64,
    created_at: Timestamp,
    archived_at: Option<Timestamp>,
    rev: i64,
}

impl From<View> for DeploymentPlan {
    fn from(view: View) -> Self {
        let plan = view.plan;
        Self {
            id: plan.id.to_string(),
            key: plan.key.to_string(),
            name: plan.name.to_string(),
            portfolio: view.portfolio.into(),
            release: view.release.map(Mention::from),
            description: plan.description,
            zone: plan.zone.to_string(),
            needs: plan.needs,
            status: plan.status.into(),
            version: plan.version,
            task_count: view.tasks,
            created_at: plan.created_at,
            archived_at: plan.archived_at,
            rev: plan.rev,
        }
    }
}

/// A swim lane: what one team does.
#[derive(Serialize, ToSchema)]
struct Lane {
    key: String,
    name: String,
    /// Who does what nobody else is named for.
    team: Option<Mention>,
}

/// Something that is said when a run is prepared, and that tasks name as `{{name}}`.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PlanParameter {
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    name: Name,
    /// What it is when nothing else is said.
    #[serde(default)]
    #[schema(max_length = 2000)]
    default: Option<String>,
    #[serde(default)]
    #[schema(max_length = 20000)]
    description: String,
}

/// A way back: tasks that are done only when somebody decides to roll back.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PlanBranch {
    #[schema(value_type = String, format = "key", min_length = 1, max_length = 64)]
    key: KeyText,
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    name: Name,
}

/// A key as it comes in and goes out.
type KeyText = Key;

/// How long a way through the plan takes.
#[derive(Serialize, ToSchema)]
struct PlanWay {
    /// The key of the way back; `null` for the plan's own way.
    branch: Option<String>,
    /// In seconds, when every task takes as long as is likely.
    duration: i64,
    /// How many tasks are on it.
    tasks: usize,
}

/// That somebody approved a plan.
#[derive(Serialize, ToSchema)]
struct PlanApproval {
    by: Option<PersonMention>,
    on_behalf_of: Option<PersonMention>,
    at: Timestamp,
    comment: String,
}

fn approval(given: &domain::Approval, parties: &Parties) -> PlanApproval {
    PlanApproval {
        by: parties.person(given.person).map(PersonMention::from),
        on_behalf_of: given.on_behalf_of.and_then(|id| parties.person(id)).map(PersonMention::from),
        at: given.at,
        comment: given.comment.clone(),
    }
}

/// A deployment plan with everything it holds. Times are seconds from the beginning of the way, when every task takes as long
/// as is likely.
#[derive(Serialize, ToSchema)]
struct DeploymentPlanDetail {
    #[serde(flatten)]
    plan: DeploymentPlan,
    lanes: Vec<Lane>,
    parameters: Vec<PlanParameter>,
    branches: Vec<PlanBranch>,
    /// In the order in which they are shown.
    tasks: Vec<PlanTask>,
    ways: Vec<PlanWay>,
    /// Who approved it as it is.
    approvals: Vec<PlanApproval>,
    /// Who wrote what is not approved yet, or what was approved last: they cannot approve it.
    authors: Vec<PersonMention>,
}

impl From<Told> for DeploymentPlanDetail {
    fn from(told: Told) -> Self {
        let Told { view, parties, lines, .. } = told;
        let content = &view.plan.content;
        let mut times = vec![None; content.tasks.len()];
        for (line, of_line) in &lines {
            for (place, time) in line.tasks.iter().zip(&of_line.tasks) {
                times[*place] = Some(*time);
            }
        }
        let branches = std::iter::once(None).chain(content.branches.iter().map(|branch| Some(branch.key.to_string())));
        let ways = branches.zip(&lines).map(|(branch, (line, times))| PlanWay {
            branch,
            duration: times.end,
            tasks: line.tasks.len(),
        });
        let groups = content.groups();
        let tasks = content.tasks.iter().zip(&times);
        let lane = |lane: &domain::Lane| Lane {
            key: lane.key.to_string(),
            name: lane.name.to_string(),
            team: lane.team.and_then(|team| parties.team(team)).map(Mention::from),
        };
        Self {
            lanes: content.lanes.iter().map(lane).collect(),
            parameters: content.parameters.iter().cloned().map(PlanParameter::from).collect(),
            branches: content.branches.iter().cloned().map(PlanBranch::from).collect(),
            tasks: tasks.map(|(task, time)| PlanTask::of(task, *time, &parties, &groups)).collect(),
            ways: ways.collect(),
            approvals: view.plan.approvals.iter().map(|given| approval(given, &parties)).collect(),
            authors: view.plan.authors.iter().filter_map(|id| parties.person(*id)).map(PersonMention::from).collect(),
            plan: view.into(),
        }
    }
}

impl From<domain::Parameter> for PlanParameter {
    fn from(parameter: domain::Parameter) -> Self {
        Self { name: parameter.name, default: parameter.default, description: parameter.description }
    }
}

impl From<PlanParameter> for domain::Parameter {
    fn from(parameter: PlanParameter) -> Self {
        Self { name: parameter.name, default: parameter.default, description: parameter.description }
    }
}

impl From<domain::Branch> for PlanBranch {
    fn from(branch: domain::Branch) -> Self {
        Self { key: branch.key, name: branch.name }
    }
}

impl From<PlanBranch> for domain::Branch {
    fn from(branch: PlanBranch) -> Self {
        Self { key: branch.key, name: branch.name }
    }
}

/// A swim lane to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPlanLane {
    #[schema(value_type = String, format = "key", min_length = 1, max_length = 64)]
    key: Key,
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    name: Name,
    /// Who does what nobody else is named for: a team, by id or key.
    #[serde(default)]
    team: Option<String>,
}

impl From<NewPlanLane> for NewLane {
    fn from(lane: NewPlanLane) -> Self {
        Self { key: lane.key, name: lane.name, team: lane.team }
    }
}

/// What a new plan is. Other things are named by id or key.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewDeploymentPlan {
    #[schema(value_type = String, format = "key", min_length = 1, max_length = 64)]
    key: Key,
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    name: Name,
    /// Whose it is; the release's when absent.
    #[serde(default)]
    portfolio: Option<String>,
    /// The release it carries out.
    #[serde(default)]
    release: Option<String>,
    #[serde(default)]
    #[schema(max_length = 20000)]
    description: String,
    /// The zone of its fixed times, an IANA name; UTC when absent.
    #[serde(default = "Zone::utc")]
    #[schema(value_type = Option<String>, format = "time-zone", nullable = false)]
    zone: Zone,
    /// How many have to approve it.
    #[serde(default = "one")]
    #[schema(minimum = 1, maximum = 20)]
    needs: i64,
    #[serde(default)]
    #[schema(max_items = 100)]
    lanes: Vec<NewPlanLane>,
    #[serde(default)]
    #[schema(max_items = 100)]
    parameters: Vec<PlanParameter>,
    #[serde(default)]
    #[schema(max_items = 100)]
    branches: Vec<PlanBranch>,
    #[serde(default)]
    #[schema(max_items = 10000)]
    tasks: Vec<NewPlanTask>,
}

const fn one() -> i64 {
    1
}

/// What is to change; what is absent stays, what is `null` is cleared.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DeploymentPlanChange {
    #[schema(value_type = Option<String>, format = "key", min_length = 1, max_length = 64, nullable = false)]
    key: Option<Key>,
    #[schema(value_type = Option<String>, format = "name", min_length = 1, max_length = 200, nullable = false)]
    name: Option<Name>,
    /// The release it carries out.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    release: Patch<String>,
    #[schema(max_length = 20000, nullable = false)]
    description: Option<String>,
    #[schema(value_type = Option<String>, format = "time-zone", nullable = false)]
    zone: Option<Zone>,
    #[schema(minimum = 1, maximum = 20, nullable = false)]
    needs: Option<i64>,
    #[schema(max_items = 100, nullable = false)]
    lanes: Option<Vec<NewPlanLane>>,
    #[schema(max_items = 100, nullable = false)]
    parameters: Option<Vec<PlanParameter>>,
    #[schema(max_items = 100, nullable = false)]
    branches: Option<Vec<PlanBranch>>,
}

/// What whoever approves says.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PlanApprovalComment {
    #[serde(default)]
    #[schema(max_length = 2000)]
    comment: String,
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
    /// Of this portfolio, by id or key, and everything below it.
    portfolio: Option<String>,
    /// They carry out this release, by id or key.
    release: Option<String>,
    #[param(inline)]
    status: Option<DeploymentPlanStatus>,
    /// Those that were put away instead of the others.
    archived: Option<bool>,
}

/// List deployment plans
///
/// By key.
#[utoipa::path(get, path = "/deployment-plans", tag = "deployment plans", params(ListQuery),
    responses((status = 200, body = Listing<DeploymentPlan>)))]
async fn list_deployment_plans(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Query(query): Query<ListQuery>,
) -> Reply<Json<Listing<DeploymentPlan>>> {
    let page = page(query.limit, query.cursor, query.total);
    let filter = Filter {
        text: query.q,
        portfolio: query.portfolio,
        release: query.release,
        status: query.status.map(Into::into),
        archived: matches!(query.archived, Some(true)),
    };
    Ok(Listing::of(plans::list(&web.app, &ctx, filter, page).await?, DeploymentPlan::from))
}

/// Write a deployment plan
///
/// A draft: it is run once it is approved.
#[utoipa::path(post, path = "/deployment-plans", tag = "deployment plans", request_body = NewDeploymentPlan,
    responses((status = 201, body = DeploymentPlanDetail)))]
async fn create_deployment_plan(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Body(new): Body<NewDeploymentPlan>,
) -> Reply<Tagged<DeploymentPlanDetail>> {
    let new = New {
        key: new.key,
        name: new.name,
        portfolio: new.portfolio,
        release: new.release,
        description: new.description,
        zone: new.zone,
        needs: new.needs,
        lanes: new.lanes.into_iter().map(NewLane::from).collect(),
        parameters: new.parameters.into_iter().map(Into::into).collect(),
        branches: new.branches.into_iter().map(Into::into).collect(),
        tasks: new.tasks.into_iter().map(Into::into).collect(),
    };
    let made = plans::create(&web.app, &ctx, new).await?;
    Ok(Tagged::created(made.view.plan.rev, made.into()))
}

/// Read a deployment plan
#[utoipa::path(get, path = "/deployment-plans/{plan}", tag = "deployment plans",
    params(("plan" = String, Path, description = "Id or key")),
    responses((status = 200, body = DeploymentPlanDetail)))]
async fn get_deployment_plan(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
) -> Reply<Tagged<DeploymentPlanDetail>> {
    Ok(tagged(plans::get(&web.app, &ctx, named).await?))
}

/// Change a deployment plan
///
/// When that changes what is done, an approved plan is a draft again; what was approved can still be run.
#[utoipa::path(patch, path = "/deployment-plans/{plan}", tag = "deployment plans", request_body = DeploymentPlanChange,
    params(("plan" = String, Path, description = "Id or key"), ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = DeploymentPlanDetail)))]
async fn change_deployment_plan(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
    Body(change): Body<DeploymentPlanChange>,
) -> Reply<Tagged<DeploymentPlanDetail>> {
    let all = |list: Vec<PlanParameter>| list.into_iter().map(Into::into).collect();
    let change = Change {
        key: change.key,
        name: change.name,
        release: change.release,
        description: change.description,
        zone: change.zone,
        needs: change.needs,
        lanes: change.lanes.map(|lanes| lanes.into_iter().map(NewLane::from).collect()),
        parameters: change.parameters.map(all),
        branches: change.branches.map(|branches| branches.into_iter().map(Into::into).collect()),
        archived: None,
    };
    Ok(tagged(plans::change(&web.app, &ctx, named, rev, change).await?))
}

archiving! {
    DeploymentPlanDetail, "deployment plans", "plan" "Id or key", plans::archive, tagged, {
        /// Put a deployment plan away
        archive_deployment_plan("/deployment-plans/{plan}/archive", true);
        /// Take a deployment plan out again
        restore_deployment_plan("/deployment-plans/{plan}/restore", false);
    }
}

/// Approve a deployment plan
///
/// As it is, in a session, by somebody who wrote none of it. When as many have as it needs, it can be run, and what it holds
/// is kept as a version that never changes.
#[utoipa::path(post, path = "/deployment-plans/{plan}/approve", tag = "deployment plans",
    request_body = PlanApprovalComment,
    params(("plan" = String, Path, description = "Id or key"), ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = DeploymentPlanDetail)))]
async fn approve_deployment_plan(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Known(signed): Known,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
    Body(said): Body<PlanApprovalComment>,
) -> Reply<Tagged<DeploymentPlanDetail>> {
    Ok(tagged(plans::approve(&web.app, &ctx, named, rev, session_of(signed), said.comment).await?))
}

/// What a copy is called, and whose it is. Other things are named by id or key.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DeploymentPlanCopy {
    #[schema(value_type = String, format = "key", min_length = 1, max_length = 64)]
    key: Key,
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    name: Name,
    /// Whose it is; the release's, or as that of which it is a copy, when absent.
    #[serde(default)]
    portfolio: Option<String>,
    /// The release it carries out.
    #[serde(default)]
    release: Option<String>,
}

/// Copy a deployment plan
///
/// A draft of its own that holds the same, with the same numbers: any plan is a template for the next. Secrets are not copied.
#[utoipa::path(post, path = "/deployment-plans/{plan}/copy", tag = "deployment plans", request_body = DeploymentPlanCopy,
    params(("plan" = String, Path, description = "Id or key")), responses((status = 201, body = DeploymentPlanDetail)))]
async fn copy_deployment_plan(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    Body(copy): Body<DeploymentPlanCopy>,
) -> Reply<Tagged<DeploymentPlanDetail>> {
    let copied = Copied { key: copy.key, name: copy.name, portfolio: copy.portfolio, release: copy.release };
    let made = plans::copy(&web.app, &ctx, named, copied).await?;
    Ok(Tagged::created(made.view.plan.rev, made.into()))
}

/// A secret by which the machines that a plan calls let it in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PlanSecret {
    /// What actions call it by.
    #[schema(min_length = 1, max_length = 64)]
    name: String,
    #[schema(min_length = 1, max_length = 8192)]
    secret: String,
}

/// Keep a secret of a deployment plan
///
/// It replaces the former one of this name, and is never shown again.
#[utoipa::path(post, path = "/deployment-plans/{plan}/secrets", tag = "deployment plans", request_body = PlanSecret,
    params(("plan" = String, Path, description = "Id or key")), responses((status = 204)))]
async fn keep_plan_secret(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    Body(kept): Body<PlanSecret>,
) -> Reply<StatusCode> {
    calls::keep_secret(&web.app, &ctx, named, kept.name, Secret::new(kept.secret)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Estimate the tasks of a deployment plan by its runs
///
/// By how long they took: the shortest, the middle and the longest. What was never done keeps its estimate.
#[utoipa::path(post, path = "/deployment-plans/{plan}/learn", tag = "deployment plans",
    params(("plan" = String, Path, description = "Id or key"), ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = DeploymentPlanDetail)))]
async fn learn_deployment_plan(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
) -> Reply<Tagged<DeploymentPlanDetail>> {
    Ok(tagged(report::learn(&web.app, &ctx, named, rev).await?))
}

/// What was approved of a plan once.
#[derive(Serialize, ToSchema)]
struct DeploymentPlanVersion {
    version: i64,
    approved_at: Timestamp,
    approvals: Vec<PlanApproval>,
}

/// List the approved versions of a deployment plan
///
/// The newest first.
#[utoipa::path(get, path = "/deployment-plans/{plan}/versions", tag = "deployment plans",
    params(("plan" = String, Path, description = "Id or key")),
    responses((status = 200, body = Listing<DeploymentPlanVersion>)))]
async fn list_deployment_plan_versions(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
) -> Reply<Json<Listing<DeploymentPlanVersion>>> {
    let (versions, parties) = plans::versions(&web.app, &ctx, named).await?;
    let wire = |version: plans::Snapshot| DeploymentPlanVersion {
        version: version.version,
        approved_at: version.approved_at,
        approvals: version.approvals.iter().map(|given| approval(given, &parties)).collect(),
    };
    Ok(Listing::whole(versions.into_iter().map(wire).collect()))
}

/// Read a deployment plan as it was approved
#[utoipa::path(get, path = "/deployment-plans/{plan}/versions/{number}", tag = "deployment plans",
    params(("plan" = String, Path, description = "Id or key"), ("number" = i64, Path, description = "Counted from 1")),
    responses((status = 200, body = DeploymentPlanDetail)))]
async fn get_deployment_plan_version(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path((named, version)): Path<(String, i64)>,
) -> Reply<Tagged<DeploymentPlanDetail>> {
    Ok(tagged(plans::version(&web.app, &ctx, named, version).await?))
}

fn tagged(told: Told) -> Tagged<DeploymentPlanDetail> {
    Tagged::found(told.view.plan.rev, told.into())
}
