//! `/decisions`: may this go to that environment at that time?

use crate::{
    failure::{ReasonShape, Reply},
    input::{Body, Caller},
    output::Mention,
    state::Web,
};
use axum::{Json, extract::State};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use signalbox_domain::Reason;
use signalbox_service::decisions::{self, Decision as Decided, Question};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The one question.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(decide))
}

/// What is asked. Other things are named by id or key.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewDecision {
    /// Where something is to go.
    environment: String,
    /// When; now when absent.
    #[serde(default)]
    #[schema(nullable = false)]
    at: Option<Timestamp>,
    /// For which release: what is booked for it is not in its way.
    #[serde(default)]
    release: Option<String>,
}

/// The answer.
#[derive(Serialize, ToSchema)]
struct Decision {
    /// Whether it may go there then.
    allowed: bool,
    environment: Mention,
    at: Timestamp,
    release: Option<Mention>,
    /// Everything that is in the way, who can clear it, and when it clears by itself.
    #[schema(value_type = Vec<ReasonShape>)]
    reasons: Vec<Reason>,
    /// The first instant, not before the one asked for, at which nothing is in the way as far as is known; `null` when none
    /// is found within 92 days.
    allowed_from: Option<Timestamp>,
}

impl From<Decided> for Decision {
    fn from(decided: Decided) -> Self {
        Self {
            allowed: decided.answer.is_allowed(),
            environment: decided.environment.into(),
            at: decided.at,
            release: decided.release.map(Mention::from),
            reasons: decided.answer.reasons,
            allowed_from: decided.answer.allowed_from,
        }
    }
}

/// Ask whether something may go to an environment at a time
///
/// Answered from bookings, blockouts and outages: what others have for themselves is in the way, and what is not to be had.
/// Nothing is saved.
#[utoipa::path(post, path = "/decisions", tag = "decisions", request_body = NewDecision,
    responses((status = 200, body = Decision)))]
async fn decide(State(web): State<Web>, Caller(ctx): Caller, Body(new): Body<NewDecision>) -> Reply<Json<Decision>> {
    let question = Question { environment: new.environment, at: new.at, release: new.release };
    Ok(Json(decisions::decide(&web.app, &ctx, question).await?.into()))
}
