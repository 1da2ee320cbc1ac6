//! Requests for approval, what is said to them, and what is signed.

use super::super::page;
use crate::{
    failure::Reply,
    input::{Body, Caller, IfMatch, Known, Path, Query},
    output::{Listing, Mention, PersonMention, Tagged},
    routes::account::session_of,
    state::Web,
    wire::{ApprovalVerdict, Due, RequestOutcome},
};
use axum::{Json, extract::State};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use signalbox_service::gates::{
    self, RequestView, Said,
    approvals::{self, Filter, Told, Word},
};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(request_approval))
        .routes(routes!(list_approval_requests))
        .routes(routes!(get_approval_request))
        .routes(routes!(withdraw_approval_request))
        .routes(routes!(draw_up_statement))
        .routes(routes!(answer_approval_request))
}

/// What somebody said to a request.
#[derive(Serialize, ToSchema)]
pub(super) struct Approval {
    id: String,
    /// By which rule.
    rule: String,
    rule_name: String,
    person: PersonMention,
    /// For whom, when that is somebody else.
    on_behalf_of: Option<PersonMention>,
    verdict: ApprovalVerdict,
    comment: Option<String>,
    at: Timestamp,
    /// The name as printed then.
    printed_name: String,
    /// The text that was signed; `null` when it was not.
    statement: Option<String>,
    /// Its SHA-256.
    statement_digest: Option<String>,
}

impl From<Said> for Approval {
    fn from(said: Said) -> Self {
        let approval = said.approval;
        Self {
            id: approval.id.to_string(),
            rule: approval.rule.to_string(),
            rule_name: approval.rule_name.to_string(),
            person: said.person.into(),
            on_behalf_of: super::person(said.on_behalf_of),
            verdict: approval.verdict.into(),
            comment: approval.comment,
            at: approval.at,
            printed_name: approval.printed_name.to_string(),
            statement: approval.statement,
            statement_digest: approval.statement_digest,
        }
    }
}

/// That somebody asked for the approval of a gate.
#[derive(Serialize, ToSchema)]
pub(super) struct ApprovalRequest {
    id: String,
    release: Mention,
    gate: String,
    gate_name: String,
    /// When the gate is due.
    due: Due,
    /// 1 for the first of its gate.
    number: i64,
    /// SHA-256 of what is to be approved: an answer names it, so that nobody approves what they have not seen.
    content: String,
    note: String,
    requested_by: Option<PersonMention>,
    /// For whom, when that is somebody else.
    requested_for: Option<PersonMention>,
    requested_at: Timestamp,
    /// Until when it can be decided.
    expires_at: Option<Timestamp>,
    /// How it ended; `null` while it waits.
    outcome: Option<RequestOutcome>,
    ended_at: Option<Timestamp>,
    ended_by: Option<PersonMention>,
    /// Why it ended so.
    reason: Option<String>,
    approvals: Vec<Approval>,
    rev: i64,
}

impl ApprovalRequest {
    pub(super) fn of(view: RequestView, approvals: Vec<Approval>) -> Self {
        let request = view.request;
        let (outcome, ended_at, reason) = match request.end {
            None => (None, None, None),
            Some(end) => (Some(end.outcome.into()), Some(end.at), end.reason),
        };
        Self {
            id: request.id.to_string(),
            release: view.release.into(),
            gate: view.gate_key.to_string(),
            gate_name: request.gate_name.to_string(),
            due: view.gate_due.into(),
            number: request.number,
            content: request.digest,
            note: request.note,
            requested_by: super::person(view.requested_by),
            requested_for: super::person(view.requested_for),
            requested_at: request.requested_at,
            expires_at: request.expires_at,
            outcome,
            ended_at,
            ended_by: super::person(view.ended_by),
            reason,
            approvals,
            rev: request.rev,
        }
    }
}

impl From<Told> for ApprovalRequest {
    fn from(told: Told) -> Self {
        Self::of(told.view, told.said.into_iter().map(Approval::from).collect())
    }
}

/// What the caller can say to a request.
#[derive(Serialize, ToSchema)]
pub(super) struct MyVote {
    /// By which rule.
    rule: String,
    /// For whom; themselves when `null`.
    on_behalf_of: Option<PersonMention>,
    /// Whether it has to be signed.
    signed: bool,
}

impl From<gates::MyVote> for MyVote {
    fn from(vote: gates::MyVote) -> Self {
        Self { rule: vote.rule.to_string(), on_behalf_of: super::person(vote.on_behalf_of), signed: vote.signed }
    }
}

/// What is said when approval is asked for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewApprovalRequest {
    #[serde(default)]
    #[schema(max_length = 2000)]
    note: String,
    /// Until when it can be decided; for as long as it takes when absent.
    #[serde(default)]
    expires_at: Option<Timestamp>,
}

/// Why a request is taken back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Withdrawal {
    #[schema(min_length = 1, max_length = 2000)]
    reason: String,
}

/// What somebody is about to sign.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewStatement {
    verdict: ApprovalVerdict,
    /// By which rule; the first that takes it when absent.
    #[serde(default)]
    rule: Option<String>,
    /// For whom, by id or mail address; the caller themselves when absent.
    #[serde(default)]
    on_behalf_of: Option<String>,
    #[serde(default)]
    #[schema(max_length = 2000)]
    comment: Option<String>,
}

/// What is signed.
#[derive(Serialize, ToSchema)]
struct Statement {
    /// The text to read: it is signed byte for byte.
    text: String,
    /// Its SHA-256.
    digest: String,
    /// The instant that stands in it.
    at: Timestamp,
}

/// What somebody says to a request.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewApproval {
    verdict: ApprovalVerdict,
    /// The `content` of the request they looked at.
    #[schema(min_length = 64, max_length = 64)]
    content: String,
    /// By which rule; the first that takes it when absent.
    #[serde(default)]
    rule: Option<String>,
    /// For whom, by id or mail address; the caller themselves when absent.
    #[serde(default)]
    on_behalf_of: Option<String>,
    /// Needed to reject and to return.
    #[serde(default)]
    #[schema(max_length = 2000)]
    comment: Option<String>,
    /// What is signed; needed where the rule asks for a signature.
    #[serde(default)]
    signature: Option<NewSignature>,
}

/// A statement that was confirmed in this session.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewSignature {
    /// The `at` of the statement.
    at: Timestamp,
    /// The `digest` of the statement.
    #[schema(min_length = 64, max_length = 64)]
    statement: String,
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
    /// Of this release, by id or key.
    release: Option<String>,
    /// Those that wait, or those that have ended.
    open: Option<bool>,
}

/// Ask for the approval of a gate
///
/// As it is now: a change of the release, its plan up to the gate, its scope, manifest, evidence or rules makes the request
/// void. Criteria have to hold, or to be waived, first.
#[utoipa::path(post, path = "/releases/{release}/gates/{gate}/approval-requests", tag = "gates",
    request_body = NewApprovalRequest,
    params(("release" = String, Path, description = "Id or key"), ("gate" = String, Path, description = "Id or key")),
    responses((status = 201, body = ApprovalRequest)))]
async fn request_approval(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path((release, gate)): Path<(String, String)>,
    Body(new): Body<NewApprovalRequest>,
) -> Reply<Tagged<ApprovalRequest>> {
    let made = approvals::ask(&web.app, &ctx, release, gate, new.note, new.expires_at).await?;
    Ok(Tagged::created(made.view.request.rev, made.into()))
}

/// List requests for approval
///
/// By when their gates are due: what a board decides in one sitting, in order.
#[utoipa::path(get, path = "/approval-requests", tag = "gates", params(ListQuery),
    responses((status = 200, body = Listing<ApprovalRequest>)))]
async fn list_approval_requests(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Query(query): Query<ListQuery>,
) -> Reply<Json<Listing<ApprovalRequest>>> {
    let page = page(query.limit, query.cursor, query.total);
    let filter = Filter { release: query.release, open: query.open };
    Ok(Listing::of(approvals::list(&web.app, &ctx, filter, page).await?, ApprovalRequest::from))
}

/// Read a request for approval
#[utoipa::path(get, path = "/approval-requests/{request}", tag = "gates",
    params(("request" = String, Path, description = "Id")),
    responses((status = 200, body = ApprovalRequest)))]
async fn get_approval_request(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
) -> Reply<Tagged<ApprovalRequest>> {
    Ok(tagged(approvals::get(&web.app, &ctx, named).await?))
}

/// Take a request for approval back
#[utoipa::path(post, path = "/approval-requests/{request}/withdraw", tag = "gates", request_body = Withdrawal,
    params(("request" = String, Path, description = "Id"), ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = ApprovalRequest)))]
async fn withdraw_approval_request(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
    Body(taken): Body<Withdrawal>,
) -> Reply<Tagged<ApprovalRequest>> {
    Ok(tagged(approvals::withdraw(&web.app, &ctx, named, rev, Some(taken.reason)).await?))
}

/// Draw up what the caller would sign
///
/// Nothing is saved. To sign it, confirm with its digest that it is you (`POST /session/confirmation`), and answer the
/// request with it within five minutes.
#[utoipa::path(post, path = "/approval-requests/{request}/statement", tag = "gates", request_body = NewStatement,
    params(("request" = String, Path, description = "Id")),
    responses((status = 200, body = Statement)))]
async fn draw_up_statement(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    Body(new): Body<NewStatement>,
) -> Reply<Json<Statement>> {
    let word = Word {
        verdict: new.verdict.into(),
        content: String::new(),
        rule: new.rule,
        on_behalf_of: new.on_behalf_of,
        comment: new.comment,
        signed_at: None,
        statement: None,
    };
    let drawn = approvals::statement(&web.app, &ctx, named, word).await?;
    Ok(Json(Statement { text: drawn.text(), digest: drawn.digest(), at: drawn.at }))
}

/// Approve, reject or return what a request is about
///
/// Only in a session: an approval is a person's own act. The last approval that is needed passes the gate, when nothing else
/// holds it; a rejection fails it.
#[utoipa::path(post, path = "/approval-requests/{request}/approvals", tag = "gates", request_body = NewApproval,
    params(("request" = String, Path, description = "Id")),
    responses((status = 200, body = ApprovalRequest)))]
async fn answer_approval_request(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Known(signed): Known,
    Path(named): Path<String>,
    Body(new): Body<NewApproval>,
) -> Reply<Tagged<ApprovalRequest>> {
    let word = Word {
        verdict: new.verdict.into(),
        content: new.content,
        rule: new.rule,
        on_behalf_of: new.on_behalf_of,
        comment: new.comment,
        signed_at: new.signature.as_ref().map(|signature| signature.at),
        statement: new.signature.map(|signature| signature.statement),
    };
    Ok(tagged(approvals::say(&web.app, &ctx, session_of(signed), named, word).await?))
}

fn tagged(told: Told) -> Tagged<ApprovalRequest> {
    Tagged::found(told.view.request.rev, told.into())
}
