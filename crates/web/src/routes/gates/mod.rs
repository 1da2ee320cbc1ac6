//! `/releases/{release}/gates`: what holds a gate, who has to approve it, what was waived.

mod approvals;
mod criteria;
mod inbox;
mod rules;
mod waivers;

use super::plans::Milestone;
use crate::{
    failure::{ReasonShape, Reply},
    input::{Caller, Path},
    output::{Listing, Mention, PersonMention, Tagged},
    state::Web,
    wire::Compliance,
};
use approvals::{Approval, ApprovalRequest, MyVote};
use axum::{Json, extract::State};
use criteria::Criterion;
use rules::ApprovalRule;
use serde::Serialize;
use signalbox_domain::Reason;
use signalbox_service::gates::{self, GateView, Rollup};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use waivers::Waiver;

/// The operations on gates.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(get_gate))
        .routes(routes!(get_compliance))
        .merge(criteria::routes())
        .merge(rules::routes())
        .merge(approvals::routes())
        .merge(waivers::routes())
        .merge(inbox::routes())
}

/// A gate with everything that holds it.
#[derive(Serialize, ToSchema)]
struct Gate {
    release: Mention,
    gate: Milestone,
    criteria: Vec<Criterion>,
    rules: Vec<ApprovalRule>,
    /// The last request for approval; `null` when nobody has asked.
    request: Option<ApprovalRequest>,
    /// What changed since that was asked for, in words: it covers it no longer.
    changed: Vec<&'static str>,
    waivers: Vec<Waiver>,
    /// Everything that the gate lacks, and who can help; empty when it may be passed.
    #[schema(value_type = Vec<ReasonShape>)]
    blockers: Vec<Reason>,
    compliance: Compliance,
    /// What the caller can say to the request that waits.
    mine: Vec<MyVote>,
    /// Why they can say nothing, while one waits.
    #[schema(value_type = Vec<ReasonShape>)]
    barred: Vec<Reason>,
}

impl From<GateView> for Gate {
    fn from(view: GateView) -> Self {
        let said = view.said.into_iter().map(Approval::from).collect();
        Self {
            release: view.release.into(),
            gate: view.gate.into(),
            criteria: view.criteria.into_iter().map(|(view, finding)| Criterion::of(view, Some(finding))).collect(),
            rules: view.rules.into_iter().map(ApprovalRule::from).collect(),
            request: view.request.map(|request| ApprovalRequest::of(request, said)),
            changed: view.changed,
            waivers: view.waivers.into_iter().map(Waiver::from).collect(),
            blockers: view.blockers,
            compliance: view.compliance.into(),
            mine: view.mine.into_iter().map(MyVote::from).collect(),
            barred: view.barred,
        }
    }
}

/// Read a gate with everything that holds it
#[utoipa::path(get, path = "/releases/{release}/gates/{gate}", tag = "gates",
    params(("release" = String, Path, description = "Id or key"), ("gate" = String, Path, description = "Id or key")),
    responses((status = 200, body = Gate)))]
async fn get_gate(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path((release, gate)): Path<(String, String)>,
) -> Reply<Tagged<Gate>> {
    let found = gates::get(&web.app, &ctx, release, gate).await?;
    Ok(Tagged::found(found.gate.milestone.rev, found.into()))
}

/// How a release stands to its gates.
#[derive(Serialize, ToSchema)]
struct ReleaseCompliance {
    release: Mention,
    /// As bad as its worst gate; a gate that is not due yet is no fault.
    compliance: Compliance,
    gates: Vec<GateCompliance>,
    /// How many waivers of policies hold for it.
    exceptions: usize,
}

/// How one gate stands.
#[derive(Serialize, ToSchema)]
struct GateCompliance {
    id: String,
    key: String,
    name: String,
    state: crate::wire::MilestoneState,
    compliance: Compliance,
    /// How many waivers hold at it.
    exceptions: usize,
    #[schema(value_type = Vec<ReasonShape>)]
    blockers: Vec<Reason>,
}

impl From<Rollup> for ReleaseCompliance {
    fn from(rollup: Rollup) -> Self {
        let gate = |standing: gates::GateStanding| GateCompliance {
            id: standing.gate.id.to_string(),
            key: standing.gate.key.to_string(),
            name: standing.gate.name.to_string(),
            state: (&standing.gate.state).into(),
            compliance: standing.compliance.into(),
            exceptions: standing.exceptions,
            blockers: standing.blockers,
        };
        Self {
            release: rollup.release.into(),
            compliance: rollup.compliance.into(),
            gates: rollup.gates.into_iter().map(gate).collect(),
            exceptions: rollup.exceptions,
        }
    }
}

/// Read how a release stands to its gates
///
/// The release itself first, and then each member of a train.
#[utoipa::path(get, path = "/releases/{release}/compliance", tag = "gates",
    params(("release" = String, Path, description = "Id or key")),
    responses((status = 200, body = Listing<ReleaseCompliance>)))]
async fn get_compliance(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(release): Path<String>,
) -> Reply<Json<Listing<ReleaseCompliance>>> {
    let found = gates::compliance(&web.app, &ctx, release).await?;
    Ok(Listing::whole(found.into_iter().map(ReleaseCompliance::from).collect()))
}

fn person(who: Option<signalbox_domain::PersonRef>) -> Option<PersonMention> {
    who.map(PersonMention::from)
}
