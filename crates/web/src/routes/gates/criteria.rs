//! Criteria of gates.

use crate::{
    failure::Reply,
    input::{Body, Caller, IfMatch, Path},
    output::{Mention, PersonMention, Tagged},
    state::Web,
    wire::{NewParty, Party},
};
use axum::{extract::State, http::StatusCode};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use signalbox_domain::{
    Name, Patch,
    gates::{self as domain, Said, standing::Finding},
};
use signalbox_service::{
    gates::{
        CriterionView,
        criteria::{self, Change, New, Saying, Shown},
    },
    raid::Owner,
};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(create_criterion))
        .routes(routes!(get_criterion, edit_criterion, remove_criterion))
        .routes(routes!(meet_criterion))
        .routes(routes!(miss_criterion))
        .routes(routes!(reopen_criterion))
}

/// What was said of a criterion.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum CriterionState {
    Open,
    Met,
    Unmet,
}

/// What a criterion comes to: it holds, it lacks something, or it need not hold by a waiver.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum CriterionOutcome {
    Holds,
    Lacks,
    Waived,
}

/// What shows that a criterion is met.
#[derive(Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum Evidence {
    /// Something on the web.
    Link { url: String, title: String },
    /// A file that belongs to the release, with the SHA-256 of its bytes when it was shown.
    File { attachment: String, name: String, sha256: String },
    /// Words.
    Text { text: String },
}

impl From<domain::Evidence> for Evidence {
    fn from(evidence: domain::Evidence) -> Self {
        match evidence {
            domain::Evidence::Link { url, title } => Self::Link { url, title },
            domain::Evidence::File { attachment, name, sha256 } => {
                Self::File { attachment: attachment.to_string(), name, sha256 }
            }
            domain::Evidence::Text { text } => Self::Text { text },
        }
    }
}

/// Something that has to hold before a gate is passed.
#[derive(Serialize, ToSchema)]
pub(super) struct Criterion {
    id: String,
    release: Mention,
    /// The key of the gate.
    gate: String,
    name: String,
    description: String,
    /// Who sees to it.
    owner: Option<Party>,
    /// By when; the gate's own day when `null`.
    due: Option<Date>,
    /// What has to hold, as an expression over facts; `null` where a person says so.
    expression: Option<String>,
    state: CriterionState,
    said_by: Option<PersonMention>,
    said_at: Option<Timestamp>,
    /// Why it is not met.
    reason: Option<String>,
    evidence: Vec<Evidence>,
    /// What it comes to now; only as part of a gate.
    outcome: Option<CriterionOutcome>,
    /// What it lacks.
    lacks: Option<String>,
    rev: i64,
}

impl Criterion {
    pub(super) fn of(view: CriterionView, finding: Option<Finding>) -> Self {
        let criterion = view.criterion;
        let (state, said_at, reason) = match criterion.said {
            Said::Open => (CriterionState::Open, None, None),
            Said::Met { at, .. } => (CriterionState::Met, Some(at), None),
            Said::Unmet { at, reason, .. } => (CriterionState::Unmet, Some(at), Some(reason)),
        };
        let (outcome, lacks) = match finding {
            None => (None, None),
            Some(Finding::Holds) => (Some(CriterionOutcome::Holds), None),
            Some(Finding::Waived(_)) => (Some(CriterionOutcome::Waived), None),
            Some(Finding::Lacks(why)) => (Some(CriterionOutcome::Lacks), Some(why)),
        };
        Self {
            id: criterion.id.to_string(),
            release: view.release.into(),
            gate: view.gate_key.to_string(),
            name: criterion.name.to_string(),
            description: criterion.description,
            owner: view.owner.map(Party::from),
            due: criterion.due,
            expression: criterion.expression,
            state,
            said_by: super::person(view.said_by),
            said_at,
            reason,
            evidence: criterion.evidence.into_iter().map(Evidence::from).collect(),
            outcome,
            lacks,
            rev: criterion.rev,
        }
    }
}

/// What a new criterion is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewCriterion {
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    name: Name,
    #[serde(default)]
    #[schema(max_length = 2000)]
    description: String,
    /// Who sees to it.
    #[serde(default)]
    owner: Option<NewParty>,
    /// By when; the gate's own day when absent.
    #[serde(default)]
    due: Option<Date>,
    /// What has to hold, as an expression over the facts of `GET /facts`; a person says so when absent.
    #[serde(default)]
    #[schema(max_length = 4000)]
    expression: Option<String>,
}

/// What is to change; what is absent stays, what is `null` is cleared.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CriterionEdit {
    #[schema(value_type = Option<String>, format = "name", min_length = 1, max_length = 200, nullable = false)]
    name: Option<Name>,
    #[schema(max_length = 2000, nullable = false)]
    description: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<NewParty>)]
    owner: Patch<NewParty>,
    #[serde(default)]
    #[schema(value_type = Option<Date>)]
    due: Patch<Date>,
    /// What has to hold, as an expression. What was said of the criterion is open again by it.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 4000)]
    expression: Patch<String>,
}

/// One thing that shows that a criterion is met: a link, an attachment of the release, or words.
#[derive(Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
enum NewEvidence {
    /// Something on the web.
    Link {
        /// An `https:` or `http:` address.
        #[schema(max_length = 2000)]
        url: String,
        #[serde(default)]
        #[schema(max_length = 200)]
        title: String,
    },
    /// A file that belongs to the release.
    File {
        /// The id of the attachment.
        attachment: String,
    },
    /// Words.
    Text {
        #[schema(max_length = 2000)]
        text: String,
    },
}

impl From<NewEvidence> for Shown {
    fn from(new: NewEvidence) -> Self {
        match new {
            NewEvidence::Link { url, title } => Self::Link { url, title },
            NewEvidence::File { attachment } => Self::File(attachment),
            NewEvidence::Text { text } => Self::Text(text),
        }
    }
}

/// That a criterion is met.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CriterionMet {
    /// What shows it.
    #[schema(min_items = 1, max_items = 20)]
    evidence: Vec<NewEvidence>,
}

/// That a criterion is not met.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CriterionUnmet {
    /// Why.
    #[schema(min_length = 1, max_length = 2000)]
    reason: String,
}

/// Add a criterion to a gate
#[utoipa::path(post, path = "/releases/{release}/gates/{gate}/criteria", tag = "gates", request_body = NewCriterion,
    params(("release" = String, Path, description = "Id or key"), ("gate" = String, Path, description = "Id or key")),
    responses((status = 201, body = Criterion)))]
async fn create_criterion(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path((release, gate)): Path<(String, String)>,
    Body(new): Body<NewCriterion>,
) -> Reply<Tagged<Criterion>> {
    let new = New {
        name: new.name,
        description: new.description,
        owner: new.owner.map(Owner::from),
        due: new.due,
        expression: new.expression,
    };
    let made = criteria::create(&web.app, &ctx, release, gate, new).await?;
    Ok(Tagged::created(made.criterion.rev, Criterion::of(made, None)))
}

/// Read a criterion
///
/// What it comes to is part of its gate.
#[utoipa::path(get, path = "/criteria/{criterion}", tag = "gates",
    params(("criterion" = String, Path, description = "Id")), responses((status = 200, body = Criterion)))]
async fn get_criterion(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
) -> Reply<Tagged<Criterion>> {
    Ok(tagged(criteria::get(&web.app, &ctx, named).await?))
}

/// Change a criterion
#[utoipa::path(patch, path = "/criteria/{criterion}", tag = "gates", request_body = CriterionEdit,
    params(("criterion" = String, Path, description = "Id"), ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = Criterion)))]
async fn edit_criterion(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
    Body(edit): Body<CriterionEdit>,
) -> Reply<Tagged<Criterion>> {
    let change = Change {
        name: edit.name,
        description: edit.description,
        owner: edit.owner.map(Owner::from),
        due: edit.due,
        expression: edit.expression,
    };
    Ok(tagged(criteria::change(&web.app, &ctx, named, rev, change).await?))
}

/// Remove a criterion
///
/// One that a waiver names stays.
#[utoipa::path(delete, path = "/criteria/{criterion}", tag = "gates",
    params(("criterion" = String, Path, description = "Id"), ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 204)))]
async fn remove_criterion(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
) -> Reply<StatusCode> {
    criteria::remove(&web.app, &ctx, named, rev).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Say that a criterion is met, and show why
#[utoipa::path(post, path = "/criteria/{criterion}/meet", tag = "gates", request_body = CriterionMet,
    params(("criterion" = String, Path, description = "Id"), ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = Criterion)))]
async fn meet_criterion(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
    Body(said): Body<CriterionMet>,
) -> Reply<Tagged<Criterion>> {
    let saying = Saying::Met(said.evidence.into_iter().map(Shown::from).collect());
    Ok(tagged(criteria::say(&web.app, &ctx, named, rev, saying).await?))
}

/// Say that a criterion is not met, and why
#[utoipa::path(post, path = "/criteria/{criterion}/miss", tag = "gates", request_body = CriterionUnmet,
    params(("criterion" = String, Path, description = "Id"), ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = Criterion)))]
async fn miss_criterion(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
    Body(said): Body<CriterionUnmet>,
) -> Reply<Tagged<Criterion>> {
    Ok(tagged(criteria::say(&web.app, &ctx, named, rev, Saying::Unmet(said.reason)).await?))
}

/// Have a criterion open again
#[utoipa::path(post, path = "/criteria/{criterion}/reopen", tag = "gates",
    params(("criterion" = String, Path, description = "Id"), ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = Criterion)))]
async fn reopen_criterion(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
) -> Reply<Tagged<Criterion>> {
    Ok(tagged(criteria::say(&web.app, &ctx, named, rev, Saying::Open).await?))
}

fn tagged(view: CriterionView) -> Tagged<Criterion> {
    Tagged::found(view.criterion.rev, Criterion::of(view, None))
}
