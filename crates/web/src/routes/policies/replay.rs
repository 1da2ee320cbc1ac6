//! What a policy would have said to the decisions that were made.

use super::super::decisions::DecisionItem;
use super::NewPolicySelector;
use crate::{
    failure::Reply,
    input::{Body, Caller, Path},
    state::Web,
    wire::PolicyEnforcement,
};
use axum::{Json, extract::State};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use signalbox_service::policies::{self, Answer, Listed, Replay, Text};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(replay_policy))
}

/// What is to be replayed over which decisions: a version, or a draft. What a draft leaves out is as in the latest version.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PolicyReplaying {
    /// Decisions asked for at this instant or later.
    from: Timestamp,
    /// … and before this one.
    to: Timestamp,
    /// The number of a version. Without it a draft is replayed.
    #[schema(minimum = 1, nullable = false)]
    version: Option<i64>,
    /// What the draft says.
    #[schema(nullable = false)]
    draft: Option<PolicyDraft>,
}

/// What a policy might say.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PolicyDraft {
    #[schema(max_length = 1000, nullable = false)]
    message: Option<String>,
    #[schema(max_length = 8000, nullable = false)]
    expression: Option<String>,
    #[schema(nullable = false)]
    enforcement: Option<PolicyEnforcement>,
    #[serde(default)]
    selector: NewPolicySelector,
}

/// What came of a replay.
#[derive(Serialize, ToSchema)]
struct PolicyReplay {
    /// How many decisions the policy governs, of those made in the span.
    judged: usize,
    /// How many of them fulfil it.
    fulfilled: usize,
    /// How many were allowed and would have been blocked.
    would_block: usize,
    /// How many verdicts of this version were others at that time: none, unless what policies mean has changed.
    differing: usize,
    /// The decisions that do not fulfil it, or to which this version said another thing; the latest first, at most 500.
    items: Vec<ReplayedDecision>,
    /// False when there are more of them, or more decisions in the span than the 5,000 latest, which were judged.
    complete: bool,
}

/// A decision that does not fulfil a policy.
#[derive(Serialize, ToSchema)]
struct ReplayedDecision {
    decision: DecisionItem,
    fulfilled: bool,
    /// What would have been told.
    message: Option<String>,
    /// Why it cannot be told whether it is fulfilled.
    failure: Option<String>,
    /// Whether it was allowed then and would have been blocked.
    would_block: bool,
    /// Whether this version said another thing then; `null` when it was not asked.
    differs: Option<bool>,
}

impl From<Answer<Listed>> for ReplayedDecision {
    fn from(answer: Answer<Listed>) -> Self {
        Self {
            would_block: answer.was_allowed && answer.verdict.blocks(),
            fulfilled: answer.verdict.fulfilled,
            message: answer.verdict.message,
            failure: answer.verdict.failure,
            differs: answer.differs,
            decision: answer.decision.into(),
        }
    }
}

/// The most decisions an answer names.
const MOST: usize = 500;

impl From<Replay> for PolicyReplay {
    fn from(replay: Replay) -> Self {
        let replayed = replay.replayed;
        Self {
            judged: replayed.judged,
            fulfilled: replayed.fulfilled,
            would_block: replayed.would_block,
            differing: replayed.differing,
            complete: replay.complete && replayed.answers.len() <= MOST,
            items: replayed.answers.into_iter().take(MOST).map(ReplayedDecision::from).collect(),
        }
    }
}

/// Replay a policy over the decisions that were made
///
/// Each decision that the caller may see and the policy governs is judged by a version, or by a draft, from the facts that
/// were kept with it: what it would have blocked, whom and when. Nothing is changed.
#[utoipa::path(post, path = "/policies/{policy}/replay", tag = "policies", request_body = PolicyReplaying,
    params(("policy" = String, Path, description = "Id or key")),
    responses((status = 200, body = PolicyReplay)))]
async fn replay_policy(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    Body(wanted): Body<PolicyReplaying>,
) -> Reply<Json<PolicyReplay>> {
    let draft = wanted.draft.unwrap_or_default();
    let text = match wanted.version {
        Some(number) => Text::Version(number),
        None => Text::Draft {
            expression: draft.expression,
            message: draft.message,
            enforcement: draft.enforcement.map(Into::into),
            selector: draft.selector.into(),
        },
    };
    let replay = policies::replay(&web.app, &ctx, named, text, wanted.from, wanted.to).await?;
    Ok(Json(replay.into()))
}
