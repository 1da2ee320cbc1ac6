//! The tasks of a deployment plan.

use super::DeploymentPlanDetail;
use crate::{
    failure::Reply,
    input::{Body, Caller, IfMatch, Path},
    output::Tagged,
    state::Web,
    wire::{LinkKind, NewParty, Party, TaskKind},
};
use axum::extract::State;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use signalbox_domain::{
    Key, Name, Patch, Problem,
    deployment_plans::{self as domain, timing::Time},
};
use signalbox_service::{
    Parties,
    deployment_plans::{self as plans, Told, tasks},
    raid::Owner,
};
use std::collections::{BTreeMap, HashSet};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(add_plan_tasks))
        .routes(routes!(get_plan_task, change_plan_task, remove_plan_task))
        .routes(routes!(move_plan_task))
}

/// How long a task is thought to take, in seconds.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TaskEstimate {
    /// When all goes well.
    #[schema(minimum = 0, maximum = 31622400)]
    optimistic: i64,
    /// What is reckoned with.
    #[schema(minimum = 0, maximum = 31622400)]
    likely: i64,
    /// When little goes well.
    #[schema(minimum = 0, maximum = 31622400)]
    pessimistic: i64,
}

impl From<domain::Estimate> for TaskEstimate {
    fn from(estimate: domain::Estimate) -> Self {
        Self { optimistic: estimate.optimistic, likely: estimate.likely, pessimistic: estimate.pessimistic }
    }
}

impl From<TaskEstimate> for domain::Estimate {
    fn from(estimate: TaskEstimate) -> Self {
        Self { optimistic: estimate.optimistic, likely: estimate.likely, pessimistic: estimate.pessimistic }
    }
}

/// That a task waits for another one.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TaskAfter {
    /// The number of the task it waits for.
    task: u32,
    /// What of the one holds what of the other.
    #[serde(default = "finish_start")]
    link: LinkKind,
    /// How much later, in seconds; negative for earlier.
    #[serde(default)]
    #[schema(minimum = -31622400, maximum = 31622400)]
    lag: i64,
}

const fn finish_start() -> LinkKind {
    LinkKind::FinishStart
}

impl From<domain::After> for TaskAfter {
    fn from(after: domain::After) -> Self {
        Self { task: after.task, link: after.link.into(), lag: after.lag }
    }
}

impl From<TaskAfter> for domain::After {
    fn from(after: TaskAfter) -> Self {
        Self { task: after.task, link: after.link.into(), lag: after.lag }
    }
}

/// What a task brings where. In a live run it is asked whether it may before it begins, and it is a deployment when it is done.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "it is the schema of a type of the domain")]
struct TaskDeploys {
    /// The id or key of the system.
    #[schema(min_length = 1, max_length = 200)]
    system: String,
    /// Its version by number; `{{name}}` stands for a parameter of the run.
    #[schema(min_length = 1, max_length = 200)]
    version: String,
    /// The id or key of the environment.
    #[schema(min_length = 1, max_length = 200)]
    environment: String,
}

/// How something is asked.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "it is the schema of a type of the domain")]
enum CallVerb {
    Get,
    Post,
}

/// Whom a task calls, and with what. `{{name}}` stands for a parameter of the run everywhere, and `{{secret}}` in headers for
/// the secret that the action names.
#[derive(ToSchema)]
#[serde(rename_all = "snake_case", tag = "to")]
#[expect(dead_code, reason = "it is the schema of a type of the domain")]
enum TaskCall {
    /// Any server.
    Http {
        verb: CallVerb,
        /// The whole address.
        url: String,
        #[schema(required = false)]
        headers: BTreeMap<String, String>,
        #[schema(required = false)]
        body: String,
    },
    /// A workflow of GitHub Actions that can be dispatched.
    GithubWorkflow {
        /// The address of the API, such as `https://api.github.com`.
        url: String,
        /// `owner/name`.
        repository: String,
        /// The file of the workflow, such as `deploy.yml`.
        workflow: String,
        /// The branch or tag.
        reference: String,
        #[schema(required = false)]
        inputs: BTreeMap<String, String>,
    },
    /// A pipeline of GitLab.
    GitlabPipeline {
        /// The address of the server, such as `https://gitlab.com`.
        url: String,
        /// The id or the whole path of the project.
        project: String,
        /// The branch or tag.
        reference: String,
        #[schema(required = false)]
        variables: BTreeMap<String, String>,
    },
    /// A job of Jenkins.
    JenkinsJob {
        /// The address of the job.
        url: String,
        #[schema(required = false)]
        parameters: BTreeMap<String, String>,
    },
    /// An application of Argo CD that is brought to what is wanted.
    ArgoSync {
        /// The address of the server.
        url: String,
        application: String,
        /// What the application follows when absent.
        #[schema(required = false)]
        revision: String,
    },
}

/// What is done in a rehearsal: somebody is asked, the same as when it counts, or another call instead.
#[derive(ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(dead_code, reason = "it is the schema of a type of the domain")]
enum TaskRehearsal {
    Ask,
    Same,
    Instead(TaskCall),
}

/// What a machine is told to do.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "it is the schema of a type of the domain")]
struct TaskAction {
    call: TaskCall,
    /// The name of the plan's secret that is sent with it.
    #[schema(required = false, max_length = 64)]
    secret: Option<String>,
    /// How often it is tried at most, when the answer says that it did not work.
    #[schema(minimum = 1, maximum = 10)]
    attempts: i64,
    /// How long to wait between two tries, in seconds.
    #[schema(minimum = 0, maximum = 3600)]
    pause: i64,
    /// Whether whoever is called keeps what it did for a key, and does not do it twice: what became unknown is sent again with
    /// the same key, and nobody is asked.
    repeats: bool,
    /// Whether the answer only says that it was begun, and its end is told later.
    waits: bool,
    /// Somebody is asked when absent.
    #[schema(required = false)]
    rehearsal: TaskRehearsal,
}

/// A task of a plan.
#[derive(Serialize, ToSchema)]
pub(super) struct PlanTask {
    /// What it is called by within the plan; never given to another task.
    number: u32,
    name: String,
    kind: TaskKind,
    /// The heading under which it stands.
    section: Option<String>,
    /// The number of the task it is a step of.
    parent: Option<u32>,
    /// Whether it has steps: it begins with the first of them and is over with the last.
    has_steps: bool,
    /// The key of its lane.
    lane: Option<String>,
    /// The key of the way back to which it belongs; `null` for the plan's own way.
    branch: Option<String>,
    /// Who does it; whoever the lane's team is, when nobody is named.
    owner: Option<Party>,
    estimate: TaskEstimate,
    /// Before when it does not begin, on the clock of the plan's zone.
    #[schema(value_type = Option<String>, format = "local-date-time")]
    not_before: Option<DateTime>,
    after: Vec<TaskAfter>,
    /// What a machine is told to do.
    #[schema(value_type = Option<TaskAction>)]
    action: Option<domain::Action>,
    /// What it brings where.
    #[schema(value_type = Option<TaskDeploys>)]
    deploys: Option<domain::Deploys>,
    /// Markdown.
    description: String,
    /// The earliest it can begin, in seconds from the beginning of its way.
    start: i64,
    /// The earliest it can be over.
    finish: i64,
    /// How much later it may begin without the end being later, in seconds.
    slack: i64,
    /// Whether it decides when the end is.
    critical: bool,
    /// The plan's rev when it was last changed.
    rev: i64,
}

impl PlanTask {
    pub(super) fn of(
        task: &domain::Task,
        time: Option<Time>,
        parties: &Parties,
        groups: &HashSet<domain::Number>,
    ) -> Self {
        Self {
            number: task.number,
            name: task.name.to_string(),
            kind: task.kind.into(),
            section: task.section.as_ref().map(ToString::to_string),
            parent: task.parent,
            has_steps: groups.contains(&task.number),
            lane: task.lane.as_ref().map(ToString::to_string),
            branch: task.branch.as_ref().map(ToString::to_string),
            owner: task.owner.and_then(|owner| parties.holder(owner)).map(Party::from),
            estimate: task.estimate.into(),
            not_before: task.not_before,
            after: task.after.iter().copied().map(TaskAfter::from).collect(),
            action: task.action.clone(),
            deploys: task.deploys.clone(),
            description: task.description.clone(),
            start: time.map_or(0, |time| time.start),
            finish: time.map_or(0, |time| time.finish),
            slack: time.map_or(0, |time| time.slack),
            critical: time.is_some_and(Time::is_critical),
            rev: task.rev,
        }
    }
}

/// What a new task is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPlanTask {
    /// What it is to be called by within the plan; the next number when absent.
    #[serde(default)]
    #[schema(minimum = 1, nullable = false)]
    number: Option<u32>,
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    name: Name,
    #[serde(default = "manual")]
    kind: TaskKind,
    /// The heading under which it stands.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "name", min_length = 1, max_length = 200)]
    section: Option<Name>,
    /// The number of the task it is a step of.
    #[serde(default)]
    parent: Option<u32>,
    /// The key of its lane.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "key", min_length = 1, max_length = 64)]
    lane: Option<Key>,
    /// The key of the way back to which it belongs.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "key", min_length = 1, max_length = 64)]
    branch: Option<Key>,
    /// Who does it.
    #[serde(default)]
    owner: Option<NewParty>,
    /// How long it is thought to take; no time when absent.
    #[serde(default)]
    estimate: Option<TaskEstimate>,
    /// Before when it does not begin, on the clock of the plan's zone.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "local-date-time")]
    not_before: Option<DateTime>,
    /// What it waits for.
    #[serde(default)]
    #[schema(max_items = 100)]
    after: Vec<TaskAfter>,
    /// What a machine is told to do; in automated tasks.
    #[serde(default)]
    #[schema(value_type = Option<TaskAction>)]
    action: Option<domain::Action>,
    /// What it brings where: asked before it begins in a live run, and a deployment when it is done.
    #[serde(default)]
    #[schema(value_type = Option<TaskDeploys>)]
    deploys: Option<domain::Deploys>,
    #[serde(default)]
    #[schema(max_length = 20000)]
    description: String,
}

const fn manual() -> TaskKind {
    TaskKind::Manual
}

impl From<NewPlanTask> for tasks::New {
    fn from(task: NewPlanTask) -> Self {
        Self {
            number: task.number,
            name: task.name,
            kind: task.kind.into(),
            section: task.section,
            parent: task.parent,
            lane: task.lane,
            branch: task.branch,
            owner: task.owner.map(Owner::from),
            estimate: task.estimate.map_or(domain::Estimate::exactly(0), Into::into),
            not_before: task.not_before,
            after: task.after.into_iter().map(Into::into).collect(),
            action: task.action,
            deploys: task.deploys,
            description: task.description,
        }
    }
}

/// Tasks to be added.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPlanTasks {
    #[schema(min_items = 1, max_items = 10000)]
    tasks: Vec<NewPlanTask>,
    /// The number of the task before which they stand; at the end when absent.
    #[serde(default)]
    before: Option<u32>,
}

/// What is to change; what is absent stays, what is `null` is cleared.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PlanTaskChange {
    #[schema(value_type = Option<String>, format = "name", min_length = 1, max_length = 200, nullable = false)]
    name: Option<Name>,
    #[schema(nullable = false)]
    kind: Option<TaskKind>,
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "name", min_length = 1, max_length = 200)]
    section: Patch<Name>,
    #[serde(default)]
    #[schema(value_type = Option<u32>)]
    parent: Patch<u32>,
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "key", min_length = 1, max_length = 64)]
    lane: Patch<Key>,
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "key", min_length = 1, max_length = 64)]
    branch: Patch<Key>,
    #[serde(default)]
    #[schema(value_type = Option<NewParty>)]
    owner: Patch<NewParty>,
    #[schema(nullable = false)]
    estimate: Option<TaskEstimate>,
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "local-date-time")]
    not_before: Patch<DateTime>,
    /// What it waits for: all of it.
    #[schema(max_items = 100, nullable = false)]
    after: Option<Vec<TaskAfter>>,
    /// What a machine is told to do.
    #[serde(default)]
    #[schema(value_type = Option<TaskAction>)]
    action: Patch<domain::Action>,
    #[serde(default)]
    #[schema(value_type = Option<TaskDeploys>)]
    deploys: Patch<domain::Deploys>,
    #[schema(max_length = 20000, nullable = false)]
    description: Option<String>,
}

/// Where a task is to stand.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PlanTaskMove {
    /// The number of the task before which it stands; at the end when absent.
    #[serde(default)]
    before: Option<u32>,
}

/// Add tasks to a deployment plan
///
/// All of them, or none. The answer is the plan as it then is.
#[utoipa::path(post, path = "/deployment-plans/{plan}/tasks", tag = "deployment plans", request_body = NewPlanTasks,
    params(("plan" = String, Path, description = "Id or key")),
    responses((status = 201, body = DeploymentPlanDetail)))]
async fn add_plan_tasks(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    Body(new): Body<NewPlanTasks>,
) -> Reply<Tagged<DeploymentPlanDetail>> {
    let asked = new.tasks.into_iter().map(Into::into).collect();
    let (told, _) = tasks::add(&web.app, &ctx, named, asked, new.before).await?;
    Ok(Tagged::created(told.view.plan.rev, told.into()))
}

/// Read a task of a deployment plan
#[utoipa::path(get, path = "/deployment-plans/{plan}/tasks/{task}", tag = "deployment plans",
    params(("plan" = String, Path, description = "Id or key"), ("task" = u32, Path, description = "Its number")),
    responses((status = 200, body = PlanTask)))]
async fn get_plan_task(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path((named, number)): Path<(String, u32)>,
) -> Reply<Tagged<PlanTask>> {
    let detail = DeploymentPlanDetail::from(plans::get(&web.app, &ctx, named).await?);
    let task = detail.tasks.into_iter().find(|task| task.number == number);
    let task = task.ok_or_else(|| Problem::missing("task", number))?;
    Ok(Tagged::found(task.rev, task))
}

/// Change a task of a deployment plan
///
/// Guarded by the task's own rev: several people write on one plan. The answer is the plan as it then is.
#[utoipa::path(patch, path = "/deployment-plans/{plan}/tasks/{task}", tag = "deployment plans",
    request_body = PlanTaskChange,
    params(("plan" = String, Path, description = "Id or key"), ("task" = u32, Path, description = "Its number"),
        ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = DeploymentPlanDetail)))]
async fn change_plan_task(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path((named, number)): Path<(String, u32)>,
    IfMatch(rev): IfMatch,
    Body(change): Body<PlanTaskChange>,
) -> Reply<Tagged<DeploymentPlanDetail>> {
    let change = tasks::Change {
        name: change.name,
        kind: change.kind.map(Into::into),
        section: change.section,
        parent: change.parent,
        lane: change.lane,
        branch: change.branch,
        owner: change.owner.map(Owner::from),
        estimate: change.estimate.map(Into::into),
        not_before: change.not_before,
        after: change.after.map(|after| after.into_iter().map(Into::into).collect()),
        action: change.action,
        deploys: change.deploys,
        description: change.description,
    };
    Ok(tagged(tasks::change(&web.app, &ctx, named, number, rev, change).await?))
}

/// Put a task of a deployment plan somewhere else
#[utoipa::path(post, path = "/deployment-plans/{plan}/tasks/{task}/move", tag = "deployment plans",
    request_body = PlanTaskMove,
    params(("plan" = String, Path, description = "Id or key"), ("task" = u32, Path, description = "Its number"),
        ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = DeploymentPlanDetail)))]
async fn move_plan_task(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path((named, number)): Path<(String, u32)>,
    IfMatch(rev): IfMatch,
    Body(to): Body<PlanTaskMove>,
) -> Reply<Tagged<DeploymentPlanDetail>> {
    Ok(tagged(tasks::shift(&web.app, &ctx, named, number, rev, to.before).await?))
}

/// Remove a task from a deployment plan
///
/// What waited for it waits for what it waited for. The answer is the plan as it then is.
#[utoipa::path(delete, path = "/deployment-plans/{plan}/tasks/{task}", tag = "deployment plans",
    params(("plan" = String, Path, description = "Id or key"), ("task" = u32, Path, description = "Its number"),
        ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = DeploymentPlanDetail)))]
async fn remove_plan_task(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path((named, number)): Path<(String, u32)>,
    IfMatch(rev): IfMatch,
) -> Reply<Tagged<DeploymentPlanDetail>> {
    Ok(tagged(tasks::remove(&web.app, &ctx, named, number, rev).await?))
}

fn tagged(told: Told) -> Tagged<DeploymentPlanDetail> {
    super::tagged(told)
}
