//! `/witness`: what other servers ask of a witness of their journals, by the C2SP specification `tlog-witness`.

use crate::{
    failure::{Failure, Reply},
    input::{Caller, bytes},
    state::Web,
};
use axum::{
    body::Body,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use signalbox_domain::proofs::witness::Refusal;
use signalbox_service::witnessing::{self, Answer};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The longest submission, in bytes.
const LONGEST: usize = 64 << 10;

/// The operations of a witness.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(add_checkpoint)).routes(routes!(get_witness_key))
}

/// Have a checkpoint of another journal witnessed
///
/// The body is `old` and the size of the tree that was witnessed last, the hashes that prove that it is the beginning of this one,
/// a line each in base64, an empty line, and the checkpoint. Anybody may send one: it counts that its key, which the
/// configuration of this server names, signed it. The answer is a line to add to its signatures. With 409, where the tree does
/// not continue the one seen last, the size of that.
#[utoipa::path(post, path = "/witness/add-checkpoint", tag = "journal",
    request_body(content = String, content_type = "text/plain"),
    responses((status = 200, body = String, content_type = "text/plain")))]
async fn add_checkpoint(State(web): State<Web>, body: Body) -> Reply<Response> {
    let refused = |status, name, detail: &str| Err(Failure::http(status, name, detail));
    let Ok(text) = String::from_utf8(bytes(body, LONGEST).await?) else {
        return refused(StatusCode::BAD_REQUEST, "body", "a checkpoint is a text");
    };
    match witnessing::take(&web.app, text).await? {
        Answer::Signed(line) => Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], line).into_response()),
        Answer::Malformed(why) => refused(StatusCode::BAD_REQUEST, "body", why),
        Answer::Unknown => refused(StatusCode::NOT_FOUND, "not-found", "no journal of this name is witnessed here"),
        Answer::Untrusted => {
            refused(StatusCode::FORBIDDEN, "denied", "no key that is known here for this journal signed the checkpoint")
        }
        Answer::Refused(Refusal::Shrinks) => {
            refused(StatusCode::BAD_REQUEST, "body", "the old size is larger than that of the checkpoint")
        }
        Answer::Refused(Refusal::Elsewhere(seen)) => {
            let kind = [(header::CONTENT_TYPE, "text/x.tlog.size")];
            Ok((StatusCode::CONFLICT, kind, format!("{seen}\n")).into_response())
        }
        Answer::Refused(Refusal::Forked) => refused(
            StatusCode::CONFLICT,
            "refused",
            "another journal of this size was witnessed: history was rewritten",
        ),
        Answer::Refused(Refusal::Unproven) => {
            let told = "the hashes do not show that the journal witnessed last is the beginning of this one";
            refused(StatusCode::UNPROCESSABLE_ENTITY, "invalid", told)
        }
    }
}

/// Read the key of this server as a witness
///
/// As the C2SP specification `signed-note` writes it: `name+id+key`. Servers that have their journal witnessed here name it behind
/// the address `…/api/v1/witness/add-checkpoint`.
#[utoipa::path(get, path = "/witness/key", tag = "journal",
    responses((status = 200, body = String, content_type = "text/plain")))]
async fn get_witness_key(State(web): State<Web>, Caller(ctx): Caller) -> Reply<Response> {
    let key = witnessing::key(&web.app, &ctx).await?;
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], format!("{key}\n")).into_response())
}
