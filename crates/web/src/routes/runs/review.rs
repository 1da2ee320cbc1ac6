//! The review of a run after it.

use crate::{
    failure::Reply,
    input::{Body, Caller, IfMatch, Path},
    output::Tagged,
    state::Web,
    wire::{NewParty, Party},
};
use axum::extract::State;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use signalbox_domain::Name;
use signalbox_service::{
    raid::Owner,
    runs::reviews::{self, NewAction, Told, Written},
};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(get_run_review, write_run_review))
}

/// The review of a run: what happened, why, and what is done so that it goes better.
#[derive(Serialize, ToSchema)]
struct RunReview {
    /// Markdown.
    happened: String,
    /// Markdown.
    causes: String,
    actions: Vec<ReviewAction>,
    /// The last day on which whoever carried it out is at hand for what comes up: early-life support.
    support_until: Option<Date>,
    /// Counts its changes; 0 before it is written.
    rev: i64,
}

/// Something that is done so that it goes better.
#[derive(Serialize, ToSchema)]
struct ReviewAction {
    title: String,
    owner: Option<Party>,
    due: Option<Date>,
    done: bool,
}

/// What a review says.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewRunReview {
    #[schema(max_length = 20000)]
    happened: String,
    #[serde(default)]
    #[schema(max_length = 20000)]
    causes: String,
    #[serde(default)]
    #[schema(max_items = 100)]
    actions: Vec<NewReviewAction>,
    #[serde(default)]
    support_until: Option<Date>,
}

/// Something that is to be done.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewReviewAction {
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    title: Name,
    #[serde(default)]
    owner: Option<NewParty>,
    #[serde(default)]
    due: Option<Date>,
    #[serde(default)]
    done: bool,
}

impl From<Told> for RunReview {
    fn from(told: Told) -> Self {
        let Told { review, parties, .. } = told;
        let actions = review.actions.into_iter().map(|action| ReviewAction {
            title: action.title.to_string(),
            owner: action.owner.and_then(|owner| parties.holder(owner)).map(Party::from),
            due: action.due,
            done: action.done,
        });
        Self {
            actions: actions.collect(),
            happened: review.happened,
            causes: review.causes,
            support_until: review.support_until,
            rev: review.rev,
        }
    }
}

/// Read the review of a run
#[utoipa::path(get, path = "/runs/{run}/review", tag = "runs", params(("run" = String, Path, description = "Id")),
    responses((status = 200, body = RunReview)))]
async fn get_run_review(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
) -> Reply<Tagged<RunReview>> {
    Ok(tagged(reviews::get(&web.app, &ctx, named).await?))
}

/// Write the review of a run
///
/// When it is over: what happened, why, and what is done about it, each by somebody.
#[utoipa::path(put, path = "/runs/{run}/review", tag = "runs", request_body = NewRunReview,
    params(("run" = String, Path, description = "Id"), ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = RunReview)))]
async fn write_run_review(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
    Body(review): Body<NewRunReview>,
) -> Reply<Tagged<RunReview>> {
    let action = |action: NewReviewAction| NewAction {
        title: action.title,
        owner: action.owner.map(Owner::from),
        due: action.due,
        done: action.done,
    };
    let written = Written {
        happened: review.happened,
        causes: review.causes,
        actions: review.actions.into_iter().map(action).collect(),
        support_until: review.support_until,
    };
    Ok(tagged(reviews::write(&web.app, &ctx, named, rev, written).await?))
}

fn tagged(told: Told) -> Tagged<RunReview> {
    Tagged::found(told.review.rev, told.into())
}
