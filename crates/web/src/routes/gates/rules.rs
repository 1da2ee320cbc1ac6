//! Rules of approval.

use crate::{
    failure::Reply,
    input::{Body, Caller, IfMatch, Path},
    output::{Mention, PersonMention, Tagged},
    state::Web,
};
use axum::{extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use signalbox_domain::{Name, gates::Approvers, people::GivenRole};
use signalbox_service::gates::{
    RuleStanding, RuleView,
    rules::{self, Change, New, Who},
};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(create_approval_rule)).routes(routes!(
        get_approval_rule,
        edit_approval_rule,
        remove_approval_rule
    ))
}

/// Whom a rule names: one of these.
#[derive(Serialize, ToSchema)]
struct ApproversNamed {
    /// Whoever holds this role where the release belongs: a built-in role, or the key of one of the organisation's own.
    role: Option<String>,
    /// Whoever is in this team.
    team: Option<Mention>,
    /// This person.
    person: Option<PersonMention>,
}

/// How many of whom have to approve a gate.
#[derive(Serialize, ToSchema)]
pub(super) struct ApprovalRule {
    id: String,
    name: String,
    who: ApproversNamed,
    /// Whom it names, in words.
    named: String,
    /// Some of whom it names.
    names: Vec<String>,
    /// How many of them have to approve.
    needs: i64,
    /// Rules of a lower step come first.
    step: i64,
    /// Whether they have to sign.
    signed: bool,
    /// How many approvals count.
    has: i64,
    /// How many it lacks.
    lacks: i64,
    /// Whether every rule of a lower step is fulfilled.
    is_open: bool,
    rev: i64,
}

impl From<RuleStanding> for ApprovalRule {
    fn from(standing: RuleStanding) -> Self {
        let named = standing.view.who();
        let RuleView { rule, custom, team, person } = standing.view;
        let role = match rule.who {
            Approvers::Role(GivenRole::BuiltIn(role)) => Some(role.name().to_owned()),
            Approvers::Role(GivenRole::Custom(_)) => custom.map(|custom| custom.key.to_string()),
            Approvers::Team(_) | Approvers::Person(_) => None,
        };
        Self {
            id: rule.id.to_string(),
            name: rule.name.to_string(),
            who: ApproversNamed { role, team: team.map(Mention::from), person: super::person(person) },
            named,
            names: standing.names,
            needs: rule.needs,
            step: rule.step,
            signed: rule.signed,
            has: standing.has,
            lacks: standing.lacks,
            is_open: standing.is_open,
            rev: rule.rev,
        }
    }
}

/// A rule before anybody approved by it.
fn fresh(view: RuleView) -> ApprovalRule {
    let lacks = view.rule.needs;
    RuleStanding { view, has: 0, lacks, is_open: false, names: Vec::new() }.into()
}

/// Whom a rule is to name: exactly one of these.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewApprovers {
    /// Whoever holds this role: a built-in role, or one of the organisation's own by id or key.
    #[serde(default)]
    role: Option<String>,
    /// Whoever is in this team, by id or key.
    #[serde(default)]
    team: Option<String>,
    /// This person, by id or mail address.
    #[serde(default)]
    person: Option<String>,
}

impl From<NewApprovers> for Who {
    fn from(new: NewApprovers) -> Self {
        Self { role: new.role, team: new.team, person: new.person }
    }
}

/// What a new rule is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewApprovalRule {
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    name: Name,
    who: NewApprovers,
    /// How many of them have to approve; one when absent.
    #[serde(default = "one")]
    #[schema(minimum = 1, maximum = 20)]
    needs: i64,
    /// Rules of a lower step come first; 1 when absent.
    #[serde(default = "one")]
    #[schema(minimum = 1, maximum = 9)]
    step: i64,
    /// Whether they have to sign.
    #[serde(default)]
    signed: bool,
}

const fn one() -> i64 {
    1
}

/// What is to change; what is absent stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ApprovalRuleEdit {
    #[schema(value_type = Option<String>, format = "name", min_length = 1, max_length = 200, nullable = false)]
    name: Option<Name>,
    #[schema(nullable = false)]
    who: Option<NewApprovers>,
    #[schema(minimum = 1, maximum = 20, nullable = false)]
    needs: Option<i64>,
    #[schema(minimum = 1, maximum = 9, nullable = false)]
    step: Option<i64>,
    #[schema(nullable = false)]
    signed: Option<bool>,
}

/// Add a rule of approval to a gate
#[utoipa::path(post, path = "/releases/{release}/gates/{gate}/approval-rules", tag = "gates",
    request_body = NewApprovalRule,
    params(("release" = String, Path, description = "Id or key"), ("gate" = String, Path, description = "Id or key")),
    responses((status = 201, body = ApprovalRule)))]
async fn create_approval_rule(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path((release, gate)): Path<(String, String)>,
    Body(new): Body<NewApprovalRule>,
) -> Reply<Tagged<ApprovalRule>> {
    let new = New { name: new.name, who: new.who.into(), needs: new.needs, step: new.step, signed: new.signed };
    let made = rules::create(&web.app, &ctx, release, gate, new).await?;
    Ok(Tagged::created(made.rule.rev, fresh(made)))
}

/// Read a rule of approval
///
/// How far it is, is part of its gate.
#[utoipa::path(get, path = "/approval-rules/{rule}", tag = "gates",
    params(("rule" = String, Path, description = "Id")), responses((status = 200, body = ApprovalRule)))]
async fn get_approval_rule(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
) -> Reply<Tagged<ApprovalRule>> {
    let found = rules::get(&web.app, &ctx, named).await?;
    Ok(Tagged::found(found.rule.rev, fresh(found)))
}

/// Change a rule of approval
///
/// A request that waits is void by it: what is to be approved, and by whom, is something else.
#[utoipa::path(patch, path = "/approval-rules/{rule}", tag = "gates", request_body = ApprovalRuleEdit,
    params(("rule" = String, Path, description = "Id"), ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = ApprovalRule)))]
async fn edit_approval_rule(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
    Body(edit): Body<ApprovalRuleEdit>,
) -> Reply<Tagged<ApprovalRule>> {
    let change = Change {
        name: edit.name,
        who: edit.who.map(Who::from),
        needs: edit.needs,
        step: edit.step,
        signed: edit.signed,
    };
    let changed = rules::change(&web.app, &ctx, named, rev, change).await?;
    Ok(Tagged::found(changed.rule.rev, fresh(changed)))
}

/// Remove a rule of approval
#[utoipa::path(delete, path = "/approval-rules/{rule}", tag = "gates",
    params(("rule" = String, Path, description = "Id"), ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 204)))]
async fn remove_approval_rule(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
) -> Reply<StatusCode> {
    rules::remove(&web.app, &ctx, named, rev).await?;
    Ok(StatusCode::NO_CONTENT)
}
