//! What proves the journal: checkpoints, proofs, and the journal to be taken along.

use crate::{
    failure::Reply,
    input::{Caller, Path, Query},
    output::saved,
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
use serde::{Deserialize, Serialize};
use signalbox_domain::{Outcome, proofs::Hash};
use signalbox_service::{
    Ctx,
    proofs::{self, Export},
};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations that prove the journal.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(get_checkpoint))
        .routes(routes!(get_journal_key))
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

/// That an event is in the tree.
#[derive(Serialize, ToSchema)]
struct InclusionProof {
    /// The event's place in the journal, from 1: its index in the tree, which begins at 0, is one less.
    position: u64,
    /// How many events the tree has.
    size: u64,
    /// The bytes of the leaf, an object of JSON.
    leaf: String,
    /// What the leaf's commitment was made with, as hexadecimal digits.
    salt: String,
    /// What was committed to: the SHA-256 of the salt's bytes and this is the commitment.
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
