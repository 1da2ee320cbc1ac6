//! What proves the journal: checkpoints, proofs, and the journal to be taken along.

use crate::{
    failure::Reply,
    input::{Body as Sent, Caller, Path, Query},
    output::{Listing, saved},
    state::Web,
};
use axum::{
    Json,
    body::Body,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use futures_util::stream;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use signalbox_domain::{Outcome, id::Identifier, proofs::Hash};
use signalbox_service::{
    Ctx,
    proofs::{self, Erasure, Export},
    witnesses,
};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations that prove the journal.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(get_checkpoint))
        .routes(routes!(get_journal_key, replace_journal_key))
        .routes(routes!(list_journal_handovers))
        .routes(routes!(erase_events))
        .routes(routes!(list_witnesses))
        .routes(routes!(get_consistency_proof))
        .routes(routes!(export_journal))
        .routes(routes!(get_inclusion_proof))
}

fn text(text: String) -> Response {
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

fn base64(hash: &Hash) -> String {
    STANDARD.encode(hash)
}

/// Read the last checkpoint of the journal
///
/// How many events the journal's tree has (RFC 9162, over SHA-256) and its root, as a signed note of the C2SP specification
/// `tlog-checkpoint`. Whoever keeps one elsewhere can tell later whether history was rewritten.
#[utoipa::path(get, path = "/journal/checkpoint", tag = "journal",
    responses((status = 200, body = String, content_type = "text/plain")))]
async fn get_checkpoint(State(web): State<Web>, Caller(ctx): Caller) -> Reply<Response> {
    Ok(text(proofs::checkpoint(&web.app, &ctx).await?.note))
}

/// Read the key that checkpoints are checked with
///
/// As the C2SP specification `signed-note` writes it: `name+id+key`.
#[utoipa::path(get, path = "/journal/key", tag = "journal",
    responses((status = 200, body = String, content_type = "text/plain")))]
async fn get_journal_key(State(web): State<Web>, Caller(ctx): Caller) -> Reply<Response> {
    Ok(text(format!("{}\n", proofs::checkpoint(&web.app, &ctx).await?.key)))
}

/// Why a key is replaced.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct KeyReplacement {
    #[schema(min_length = 1, max_length = 2000)]
    reason: String,
}

/// Replace the key that checkpoints are signed with
///
/// Another key signs from the next checkpoint on; the answer is that key. The former one signs a last checkpoint of everything
/// there is, and that it hands over: whoever trusts it can follow. For administrators of the whole.
#[utoipa::path(post, path = "/journal/key", tag = "journal", request_body = KeyReplacement,
    responses((status = 200, body = String, content_type = "text/plain")))]
async fn replace_journal_key(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Sent(sent): Sent<KeyReplacement>,
) -> Reply<Response> {
    Ok(text(format!("{}\n", proofs::rotate(&web.app, &ctx, sent.reason).await?)))
}

/// Read which keys handed over to which
///
/// A line for each: `handover`, how many events the last tree has that the former key signed, its root as hexadecimal digits, the
/// former key, the next one, and the signatures of both in base64. Empty as long as there was one key.
#[utoipa::path(get, path = "/journal/handovers", tag = "journal",
    responses((status = 200, body = String, content_type = "text/plain")))]
async fn list_journal_handovers(State(web): State<Web>, Caller(ctx): Caller) -> Reply<Response> {
    Ok(text(proofs::handovers(&web.app, &ctx).await?))
}

/// What events say that is to be erased.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EventErasure {
    /// The events at these places in the journal.
    #[serde(default)]
    #[schema(max_items = 1000)]
    positions: Vec<u64>,
    /// Those about this person and what is theirs, by the person's id.
    #[serde(default)]
    person: Option<String>,
    #[schema(min_length = 1, max_length = 2000)]
    reason: String,
}

/// What was erased, or would be.
#[derive(Serialize, ToSchema)]
struct ErasedEvents {
    /// The places of the events.
    positions: Vec<u64>,
    /// The place of the event that says so; `null` when nothing was done.
    act: Option<u64>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ErasureQuery {
    /// True to learn what would be erased, without it being so.
    dry_run: Option<bool>,
}

/// Erase what events say
///
/// For people who have a right to be forgotten: the name and the data of the events go for good, with what made the commitment to
/// them. When they happened, what kind they are, whose ids they name and that they are in the journal stays proven. Another event
/// says which they were and why. For administrators of the whole.
#[utoipa::path(post, path = "/journal/erasures", tag = "journal", params(ErasureQuery), request_body = EventErasure,
    responses((status = 200, body = ErasedEvents)))]
async fn erase_events(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Query(query): Query<ErasureQuery>,
    Sent(sent): Sent<EventErasure>,
) -> Reply<Json<ErasedEvents>> {
    let none = |named: &String| {
        let detail = format!("{named:?} is no id of a person");
        signalbox_domain::Problem::fault("/person", "unknown", detail)
    };
    let person = sent.person.as_ref().map(|named| Identifier::parse(named).ok_or_else(|| none(named))).transpose()?;
    let wanted = Erasure { positions: sent.positions, person, reason: sent.reason };
    let erased = proofs::erase(&web.app, &ctx, wanted, query.dry_run.unwrap_or(false)).await?;
    Ok(Json(ErasedEvents { positions: erased.positions, act: erased.act }))
}

/// What a witness signed last.
#[derive(Serialize, ToSchema)]
struct WitnessSignature {
    /// Where it is asked.
    witness: String,
    /// Of how many events.
    size: u64,
    /// Its signature, a line of the checkpoint as a signed note.
    line: String,
    at: Timestamp,
}

/// List what witnesses signed
///
/// The last signature of each that checks that the journal only grew. For auditors of the whole.
#[utoipa::path(get, path = "/journal/witnesses", tag = "journal",
    responses((status = 200, body = Listing<WitnessSignature>)))]
async fn list_witnesses(State(web): State<Web>, Caller(ctx): Caller) -> Reply<Json<Listing<WitnessSignature>>> {
    let found = witnesses::cosigned(&web.app, &ctx).await?.into_iter();
    let wire = |one: witnesses::Cosigned| WitnessSignature {
        witness: one.witness,
        size: one.size,
        line: one.line,
        at: one.at,
    };
    Ok(Listing::whole(found.map(wire).collect()))
}

/// That an event is in the tree.
#[derive(Serialize, ToSchema)]
struct InclusionProof {
    /// The event's place in the journal, from 1: its index in the tree, which begins at 0, is one less.
    position: u64,
    /// How many events the tree has.
    size: u64,
    /// The bytes of the leaf, an object of JSON.
    leaf: String,
    /// What the leaf's commitment was made with, as hexadecimal digits; empty when the content was erased.
    salt: String,
    /// What was committed to: the SHA-256 of the salt's bytes and this is the commitment. Empty when it was erased.
    content: String,
    /// The hash of the leaf, in base64.
    leaf_hash: String,
    /// Hashes from the leaf up, in base64.
    path: Vec<String>,
    /// The root of the tree, in base64.
    root: String,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct InclusionQuery {
    /// In the tree of so many events; in that of the last checkpoint when absent.
    size: Option<u64>,
}

/// Prove that an event is in the journal
///
/// RFC 9162, section 2.1.3.
#[utoipa::path(get, path = "/journal/{position}/proof", tag = "journal",
    params(("position" = u64, Path, description = "Its place in the journal"), InclusionQuery),
    responses((status = 200, body = InclusionProof)))]
async fn get_inclusion_proof(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(position): Path<u64>,
    Query(query): Query<InclusionQuery>,
) -> Reply<Json<InclusionProof>> {
    let proof = proofs::inclusion(&web.app, &ctx, position, query.size).await?;
    Ok(Json(InclusionProof {
        position: proof.position,
        size: proof.size,
        leaf: proof.entry.leaf,
        salt: proof.entry.salt,
        content: proof.entry.content,
        leaf_hash: base64(&proof.hash),
        path: proof.path.iter().map(base64).collect(),
        root: base64(&proof.root),
    }))
}

/// That one tree is the beginning of another.
#[derive(Serialize, ToSchema)]
struct ConsistencyProof {
    from: u64,
    /// In base64, like every hash here.
    from_root: String,
    to: u64,
    to_root: String,
    path: Vec<String>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ConsistencyQuery {
    /// The size of the smaller tree.
    from: u64,
    /// The size of the larger one; that of the last checkpoint when absent.
    to: Option<u64>,
}

/// Prove that the journal only grew
///
/// RFC 9162, section 2.1.4: that the tree of one size is the beginning of the tree of another.
#[utoipa::path(get, path = "/journal/consistency", tag = "journal", params(ConsistencyQuery),
    responses((status = 200, body = ConsistencyProof)))]
async fn get_consistency_proof(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Query(query): Query<ConsistencyQuery>,
) -> Reply<Json<ConsistencyProof>> {
    let proof = proofs::consistency(&web.app, &ctx, query.from, query.to).await?;
    Ok(Json(ConsistencyProof {
        from: proof.from.0,
        from_root: base64(&proof.from.1),
        to: proof.to.0,
        to_root: base64(&proof.to.1),
        path: proof.path.iter().map(base64).collect(),
    }))
}

/// Take the whole journal along
///
/// Every event up to the last checkpoint, and that checkpoint, as `signalbox verify FILE` checks it without this server. For
/// auditors of the whole.
#[utoipa::path(get, path = "/journal/export", tag = "journal",
    responses((status = 200, body = String, content_type = "text/plain")))]
async fn export_journal(State(web): State<Web>, Caller(ctx): Caller) -> Reply<Response> {
    let export = Export::begin(&web.app, &ctx).await?;
    let parts = stream::try_unfold((Part::Head, web, ctx, export), |(part, web, ctx, export)| async move {
        match part.next(&web, &ctx, &export).await {
            Ok(next) => Ok(next.map(|(text, part)| (text, (part, web, ctx, export)))),
            // The connection ends before all was sent, and the file ends without a checkpoint.
            Err(problem) => Err(std::io::Error::other(problem.to_string())),
        }
    });
    Ok(saved("text/plain; charset=utf-8", "journal.signalbox", Body::from_stream(parts)))
}

/// How far an export is.
enum Part {
    Head,
    /// So many events were given.
    Events(u64),
    End,
}

impl Part {
    /// What is sent next, and how far it is then.
    async fn next(self, web: &Web, ctx: &Ctx, export: &Export) -> Outcome<Option<(String, Self)>> {
        let given = match self {
            Self::Head => return Ok(Some((export.head.clone(), Self::Events(0)))),
            Self::Events(given) => given,
            Self::End => return Ok(None),
        };
        Ok(Some(match export.next(&web.app, ctx, given).await? {
            Some((text, given)) => (text, Self::Events(given)),
            None => (export.foot(), Self::End),
        }))
    }
}
