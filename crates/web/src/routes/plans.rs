//! `/releases/{release}/phases`, `/milestones`, `/baselines`: the dated side of a release.

use super::{PageQuery, page};
use crate::{
    failure::Reply,
    input::{Body, Caller, IfMatch, Path, Query},
    output::{Listing, Mention, PersonMention, Tagged},
    state::Web,
    wire::{Due, MilestoneKind, MilestoneState, NewDue},
};
use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use signalbox_domain::{
    Key, Name, Patch, Zone,
    releases::{self as domain, plan::Verdict},
};
use signalbox_service::{
    ical,
    plans::{self, BaselineView, MilestoneChange, MilestoneView, PhaseChange},
    releases,
};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on plans.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(list_phases, add_phase))
        .routes(routes!(change_phase, remove_phase))
        .routes(routes!(list_milestones, add_milestone))
        .routes(routes!(change_milestone, remove_milestone))
        .routes(routes!(pass_milestone))
        .routes(routes!(fail_milestone))
        .routes(routes!(reopen_milestone))
        .routes(routes!(list_baselines))
        .routes(routes!(get_baseline))
        .routes(routes!(get_release_calendar))
}

/// A named span of a release.
#[derive(Serialize, ToSchema)]
pub(crate) struct Phase {
    id: String,
    name: String,
    /// Its first day.
    start: Date,
    /// Its last day.
    end: Date,
    rev: i64,
}

impl From<domain::Phase> for Phase {
    fn from(phase: domain::Phase) -> Self {
        Self {
            id: phase.id.to_string(),
            name: phase.name.to_string(),
            start: phase.start,
            end: phase.end,
            rev: phase.rev,
        }
    }
}

/// What a new phase is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPhase {
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    name: Name,
    /// Its first day.
    start: Date,
    /// Its last day.
    end: Date,
}

impl From<NewPhase> for releases::NewPhase {
    fn from(new: NewPhase) -> Self {
        Self { name: new.name, start: new.start, end: new.end }
    }
}

/// What is to change of a phase.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PhaseEdit {
    #[schema(value_type = Option<String>, format = "name", min_length = 1, max_length = 200, nullable = false)]
    name: Option<Name>,
    #[schema(nullable = false)]
    start: Option<Date>,
    #[schema(nullable = false)]
    end: Option<Date>,
}

/// A gate or a milestone.
#[derive(Serialize, ToSchema)]
pub(crate) struct Milestone {
    id: String,
    kind: MilestoneKind,
    /// Unique in its release.
    key: String,
    name: String,
    /// The phase it ends or lies in.
    phase: Option<PhaseMention>,
    /// Its first day, when it spans several.
    start: Option<Date>,
    due: Due,
    state: MilestoneState,
    decided_at: Option<Timestamp>,
    decided_by: Option<PersonMention>,
    /// What was said when it was decided.
    reason: Option<String>,
    /// The role or team that answers for it.
    responsible: Option<String>,
    /// What it is for: `cross-project`, `project`, ….
    scope: Option<String>,
    description: String,
    /// The stage that a gate guards: nothing of the release goes to it, or to a later one, before the gate is passed.
    guards: Option<Mention>,
    rev: i64,
}

/// A phase as its milestones and activities mention it.
#[derive(Serialize, ToSchema)]
pub(crate) struct PhaseMention {
    pub(crate) id: String,
    pub(crate) name: Option<String>,
}

impl From<MilestoneView> for Milestone {
    fn from(view: MilestoneView) -> Self {
        let milestone = view.milestone;
        let state = MilestoneState::from(&milestone.state);
        let (decided_at, reason) = match milestone.state {
            domain::MilestoneState::Pending => (None, None),
            domain::MilestoneState::Passed { at, reason, .. } | domain::MilestoneState::Failed { at, reason, .. } => {
                (Some(at), reason)
            }
        };
        Self {
            id: milestone.id.to_string(),
            kind: milestone.kind.into(),
            key: milestone.key.to_string(),
            name: milestone.name.to_string(),
            phase: milestone.phase.map(|id| PhaseMention { id: id.to_string(), name: view.phase_name }),
            start: milestone.start,
            due: milestone.due.into(),
            state,
            decided_at,
            decided_by: view.decided_by.map(PersonMention::from),
            reason,
            responsible: milestone.responsible,
            scope: milestone.scope,
            description: milestone.description,
            guards: view.guards.map(Mention::from),
            rev: milestone.rev,
        }
    }
}

/// What a new gate or milestone is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewMilestone {
    kind: MilestoneKind,
    /// Unique in its release; made from its name when absent.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "key")]
    key: Option<Key>,
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    name: Name,
    /// Its phase, by name or id.
    #[serde(default)]
    phase: Option<String>,
    /// Its first day, when it spans several.
    #[serde(default)]
    start: Option<Date>,
    due: NewDue,
    /// The role or team that answers for it.
    #[serde(default)]
    #[schema(max_length = 200)]
    responsible: Option<String>,
    /// What it is for.
    #[serde(default)]
    #[schema(max_length = 200)]
    scope: Option<String>,
    #[serde(default)]
    #[schema(max_length = 20000)]
    description: String,
}

impl NewMilestone {
    pub(crate) fn command(self, zone: &Zone) -> releases::NewMilestone {
        releases::NewMilestone {
            kind: self.kind.into(),
            key: self.key,
            name: self.name,
            phase: self.phase,
            start: self.start,
            due: self.due.in_zone(zone),
            state: domain::MilestoneState::Pending,
            responsible: self.responsible,
            scope: self.scope,
            description: self.description,
        }
    }
}

/// What is to change of a gate or milestone; what is absent stays, what is `null` is cleared.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MilestoneEdit {
    #[schema(nullable = false)]
    kind: Option<MilestoneKind>,
    #[schema(value_type = Option<String>, format = "key", nullable = false)]
    key: Option<Key>,
    #[schema(value_type = Option<String>, format = "name", min_length = 1, max_length = 200, nullable = false)]
    name: Option<Name>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    phase: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<Date>)]
    start: Patch<Date>,
    #[schema(nullable = false)]
    due: Option<NewDue>,
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 200)]
    responsible: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 200)]
    scope: Patch<String>,
    #[schema(max_length = 20000, nullable = false)]
    description: Option<String>,
    /// The stage that a gate guards, by id or key.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    guards: Patch<String>,
}

/// Why a plan changes.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Because {
    /// Why; kept with the former plan when a date moves.
    reason: Option<String>,
}

/// List the phases of a release
#[utoipa::path(get, path = "/releases/{release}/phases", tag = "plans",
    params(("release" = String, Path, description = "Id or key")),
    responses((status = 200, body = Listing<Phase>)))]
async fn list_phases(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
) -> Reply<Json<Listing<Phase>>> {
    let found = plans::phases(&web.app, &ctx, named).await?;
    Ok(Listing::whole(found.into_iter().map(Phase::from).collect()))
}

/// Add a phase
#[utoipa::path(post, path = "/releases/{release}/phases", tag = "plans", request_body = NewPhase,
    params(("release" = String, Path, description = "Id or key"), Because),
    responses((status = 201, body = Phase)))]
async fn add_phase(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    Query(because): Query<Because>,
    Body(new): Body<NewPhase>,
) -> Reply<Tagged<Phase>> {
    let made = plans::add_phase(&web.app, &ctx, named, new.into(), because.reason).await?;
    Ok(Tagged::created(made.rev, made.into()))
}

/// Change a phase
#[utoipa::path(patch, path = "/releases/{release}/phases/{phase}", tag = "plans", request_body = PhaseEdit,
    params(("release" = String, Path, description = "Id or key"), ("phase" = String, Path, description = "Id"),
        ("If-Match" = String, Header, description = "Its rev"), Because),
    responses((status = 200, body = Phase)))]
async fn change_phase(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path((named, phase)): Path<(String, String)>,
    IfMatch(rev): IfMatch,
    Query(because): Query<Because>,
    Body(edit): Body<PhaseEdit>,
) -> Reply<Tagged<Phase>> {
    let phase = super::id_in_path("phase", &phase)?;
    let change = PhaseChange { name: edit.name, start: edit.start, end: edit.end };
    let changed = plans::change_phase(&web.app, &ctx, named, phase, rev, change, because.reason).await?;
    Ok(Tagged::found(changed.rev, changed.into()))
}

/// Remove a phase
#[utoipa::path(delete, path = "/releases/{release}/phases/{phase}", tag = "plans",
    params(("release" = String, Path, description = "Id or key"), ("phase" = String, Path, description = "Id"),
        ("If-Match" = String, Header, description = "Its rev"), Because),
    responses((status = 204)))]
async fn remove_phase(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path((named, phase)): Path<(String, String)>,
    IfMatch(rev): IfMatch,
    Query(because): Query<Because>,
) -> Reply<StatusCode> {
    let phase = super::id_in_path("phase", &phase)?;
    plans::remove_phase(&web.app, &ctx, named, phase, rev, because.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct MilestoneQuery {
    /// How many items, 1 to 200; 50 when absent.
    limit: Option<u32>,
    /// Where the former part ended: its `next_cursor`.
    cursor: Option<String>,
    /// Whether to count the whole list.
    total: Option<bool>,
    /// Only gates, or only milestones.
    kind: Option<MilestoneKind>,
    /// In this state.
    state: Option<MilestoneState>,
}

/// List the gates and milestones of a release
#[utoipa::path(get, path = "/releases/{release}/milestones", tag = "plans",
    params(("release" = String, Path, description = "Id or key"), MilestoneQuery),
    responses((status = 200, body = Listing<Milestone>)))]
async fn list_milestones(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    Query(query): Query<MilestoneQuery>,
) -> Reply<Json<Listing<Milestone>>> {
    let state = query.state.map(|state| match state {
        MilestoneState::Pending => "pending",
        MilestoneState::Passed => "passed",
        MilestoneState::Failed => "failed",
    });
    let filter = plans::Filter { kind: query.kind.map(Into::into), state: state.map(str::to_owned) };
    let page = page(query.limit, query.cursor, query.total);
    let found = plans::milestones(&web.app, &ctx, named, filter, page).await?;
    Ok(Listing::of(found, Milestone::from))
}

/// Add a gate or milestone
#[utoipa::path(post, path = "/releases/{release}/milestones", tag = "plans", request_body = NewMilestone,
    params(("release" = String, Path, description = "Id or key"), Because),
    responses((status = 201, body = Milestone)))]
async fn add_milestone(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    Query(because): Query<Because>,
    Body(new): Body<NewMilestone>,
) -> Reply<Tagged<Milestone>> {
    let zone = releases::zone(&web.app, &ctx, named.clone()).await?;
    let made = plans::add_milestone(&web.app, &ctx, named, new.command(&zone), because.reason).await?;
    Ok(Tagged::created(made.milestone.rev, made.into()))
}

/// Change a gate or milestone
#[utoipa::path(patch, path = "/releases/{release}/milestones/{milestone}", tag = "plans", request_body = MilestoneEdit,
    params(("release" = String, Path, description = "Id or key"), ("milestone" = String, Path, description = "Id or key"),
        ("If-Match" = String, Header, description = "Its rev"), Because),
    responses((status = 200, body = Milestone)))]
async fn change_milestone(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path((named, milestone)): Path<(String, String)>,
    IfMatch(rev): IfMatch,
    Query(because): Query<Because>,
    Body(edit): Body<MilestoneEdit>,
) -> Reply<Tagged<Milestone>> {
    let zone = releases::zone(&web.app, &ctx, named.clone()).await?;
    let change = MilestoneChange {
        kind: edit.kind.map(Into::into),
        key: edit.key,
        name: edit.name,
        phase: edit.phase,
        start: edit.start,
        due: edit.due.map(|due| due.in_zone(&zone)),
        responsible: edit.responsible,
        scope: edit.scope,
        description: edit.description,
        guards: edit.guards,
    };
    let changed = plans::change_milestone(&web.app, &ctx, named, milestone, rev, change, because.reason).await?;
    Ok(Tagged::found(changed.milestone.rev, changed.into()))
}

/// Remove a gate or milestone
#[utoipa::path(delete, path = "/releases/{release}/milestones/{milestone}", tag = "plans",
    params(("release" = String, Path, description = "Id or key"), ("milestone" = String, Path, description = "Id or key"),
        ("If-Match" = String, Header, description = "Its rev"), Because),
    responses((status = 204)))]
async fn remove_milestone(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path((named, milestone)): Path<(String, String)>,
    IfMatch(rev): IfMatch,
    Query(because): Query<Because>,
) -> Reply<StatusCode> {
    plans::remove_milestone(&web.app, &ctx, named, milestone, rev, because.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What is said when a gate or milestone is decided.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MilestoneVerdict {
    /// Why; required to fail one.
    #[serde(default)]
    #[schema(max_length = 2000)]
    reason: Option<String>,
}

macro_rules! verdicts {
    ($($(#[$doc:meta])* $name:ident = $path:literal: $verdict:ident;)*) => {$(
        $(#[$doc])*
        #[utoipa::path(post, path = $path, tag = "plans", request_body = MilestoneVerdict,
            params(("release" = String, Path, description = "Id or key"),
                ("milestone" = String, Path, description = "Id or key"),
                ("If-Match" = String, Header, description = "Its rev")),
            responses((status = 200, body = Milestone)))]
        async fn $name(
            State(web): State<Web>,
            Caller(ctx): Caller,
            Path((named, milestone)): Path<(String, String)>,
            IfMatch(rev): IfMatch,
            Body(said): Body<MilestoneVerdict>,
        ) -> Reply<Tagged<Milestone>> {
            let decided = plans::decide(&web.app, &ctx, named, milestone, rev, Verdict::$verdict, said.reason).await?;
            Ok(Tagged::found(decided.milestone.rev, decided.into()))
        }
    )*};
}

verdicts! {
    /// Pass a gate, or reach a milestone
    pass_milestone = "/releases/{release}/milestones/{milestone}/pass": Pass;
    /// Fail a gate, or miss a milestone
    fail_milestone = "/releases/{release}/milestones/{milestone}/fail": Fail;
    /// Have a gate or milestone decided again
    reopen_milestone = "/releases/{release}/milestones/{milestone}/reopen": Reopen;
}

/// A former plan of a release.
#[derive(Serialize, ToSchema)]
struct Baseline {
    /// 1 for the first plan there was.
    number: i64,
    /// Until when it held.
    at: Timestamp,
    /// Who replaced it; `null` for the system.
    by: Option<PersonMention>,
    reason: Option<String>,
    /// How many dates moved when it was replaced.
    moved: i64,
    /// The plan; only on a single baseline.
    #[serde(skip_serializing_if = "Option::is_none")]
    plan: Option<FormerPlan>,
}

/// A plan as it once was.
#[derive(Serialize, ToSchema)]
struct FormerPlan {
    start: Option<Date>,
    target: Option<Due>,
    phases: Vec<Phase>,
    milestones: Vec<Milestone>,
}

fn without_plan(view: &BaselineView) -> Baseline {
    Baseline {
        number: view.baseline.number,
        at: view.baseline.at,
        by: view.by.clone().map(PersonMention::from),
        reason: view.baseline.reason.clone(),
        moved: view.baseline.moved,
        plan: None,
    }
}

fn with_plan(view: BaselineView) -> Baseline {
    let head = without_plan(&view);
    let plan = view.baseline.plan;
    let name_of = |id| plan.phases.iter().find(|phase| phase.id == id).map(|phase| phase.name.to_string());
    let milestones = plan.milestones.iter().map(|milestone| {
        let phase_name = milestone.phase.and_then(name_of);
        Milestone::from(MilestoneView { milestone: milestone.clone(), phase_name, decided_by: None, guards: None })
    });
    let former = FormerPlan {
        start: plan.start,
        target: plan.target.clone().map(Due::from),
        milestones: milestones.collect(),
        phases: plan.phases.iter().cloned().map(Phase::from).collect(),
    };
    Baseline { plan: Some(former), ..head }
}

/// List the former plans of a release
#[utoipa::path(get, path = "/releases/{release}/baselines", tag = "plans",
    params(("release" = String, Path, description = "Id or key"), PageQuery),
    responses((status = 200, body = Listing<Baseline>)))]
async fn list_baselines(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    Query(query): Query<PageQuery>,
) -> Reply<Json<Listing<Baseline>>> {
    let found = plans::baselines(&web.app, &ctx, named, query.into()).await?;
    Ok(Listing::of(found, |view| without_plan(&view)))
}

/// Read a former plan
#[utoipa::path(get, path = "/releases/{release}/baselines/{number}", tag = "plans",
    params(("release" = String, Path, description = "Id or key"), ("number" = i64, Path, description = "1 is the first")),
    responses((status = 200, body = Baseline)))]
async fn get_baseline(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path((named, number)): Path<(String, i64)>,
) -> Reply<Json<Baseline>> {
    let found = plans::baseline(&web.app, &ctx, named, number).await?;
    Ok(Json(with_plan(found)))
}

/// Read the plan of a release as a calendar
///
/// iCalendar, for a calendar program: its phases, gates, milestones and target.
#[utoipa::path(get, path = "/releases/{release}/calendar.ics", tag = "plans",
    params(("release" = String, Path, description = "Id or key")),
    responses((status = 200, body = String, content_type = "text/calendar")))]
async fn get_release_calendar(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
) -> Reply<impl IntoResponse> {
    let (key, text) = ical::of_release(&web.app, &ctx, named).await?;
    let name = format!("attachment; filename=\"{key}.ics\"");
    Ok(([(header::CONTENT_TYPE, "text/calendar; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)], text))
}
