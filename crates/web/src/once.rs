//! `Idempotency-Key`: a POST that is repeated is carried out once, and gets the same answer again.

use crate::{failure::Failure, state::Web};
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use signalbox_domain::Problem;
use signalbox_service::{
    Ctx,
    once::{self, Known, Once},
};
use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
};

/// The longest key.
const LONGEST: usize = 200;

/// The parts of an answer that are kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    content_type: Option<String>,
    etag: Option<String>,
    location: Option<String>,
    body: String,
}

/// Middleware: see the module.
pub(crate) async fn once(State(web): State<Web>, request: Request, next: Next) -> Response {
    let ctx = request.extensions().get::<Ctx>().cloned();
    let key = request.headers().get("idempotency-key").map(|value| value.to_str().unwrap_or_default().to_owned());
    match (request.method() == Method::POST, ctx, key) {
        (true, Some(ctx), Some(key)) => match carry_out(&web, ctx, key, request, next).await {
            Ok(response) => response,
            Err(failure) => failure.into_response(),
        },
        _ => next.run(request).await,
    }
}

async fn carry_out(web: &Web, ctx: Ctx, key: String, request: Request, next: Next) -> Result<Response, Failure> {
    if key.is_empty() || key.len() > LONGEST || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        let detail = format!("an idempotency key has 1 to {LONGEST} visible characters");
        return Err(Failure::http(StatusCode::BAD_REQUEST, "idempotency-key", detail));
    }
    let (parts, body) = request.into_parts();
    let bytes = crate::input::bytes(body, web.settings.documents_limit).await?;
    let mut digest = Sha256::new();
    digest.update(parts.uri.to_string().as_bytes());
    digest.update([0]);
    digest.update(&bytes);
    let fingerprint: String = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    let promise = Once { key: key.clone(), fingerprint };

    let _first = UnderWay::begin(web, &ctx, &key).ok_or_else(|| {
        let told = "the first request with this idempotency key is still under way";
        Failure::from(Problem::refused("under_way", told))
    })?;
    match once::look_up(&web.app, &ctx, promise.clone()).await? {
        Known::Answered { status, answer } => return replay(status, &answer),
        Known::Unanswered => {
            let told = "this request was carried out already, but its answer is not kept; look the result up";
            return Err(Problem::refused("carried_out", told).into());
        }
        Known::New => {}
    }
    let mut request = Request::from_parts(parts, Body::from(bytes));
    request.extensions_mut().insert(Ctx { once: Some(promise.clone()), ..ctx.clone() });
    let response = next.run(request).await;
    keep(web, &ctx, promise, response).await
}

/// Keeps the answer of what was carried out. A refusal changed nothing, so there is nothing to remember; what holds a
/// secret (`no-store`) is not remembered either.
async fn keep(web: &Web, ctx: &Ctx, promise: Once, response: Response) -> Result<Response, Failure> {
    if !response.status().is_success() || response.headers().contains_key(header::CACHE_CONTROL) {
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.map_err(|error| Problem::Internal(error.to_string()))?;
    let text = |name: HeaderName, headers: &HeaderMap| headers.get(name)?.to_str().ok().map(str::to_owned);
    let kept = Kept {
        content_type: text(header::CONTENT_TYPE, &parts.headers),
        etag: text(header::ETAG, &parts.headers),
        location: text(header::LOCATION, &parts.headers),
        body: String::from_utf8_lossy(&bytes).into_owned(),
    };
    let answer = serde_json::to_string(&kept).unwrap_or_default();
    // The work is done: failing to keep the answer must not make it look undone.
    if let Err(problem) = once::keep_answer(&web.app, ctx, promise, i64::from(parts.status.as_u16()), answer).await {
        tracing::warn!(%problem, "an answer could not be kept for repetition");
    }
    Ok(Response::from_parts(parts, Body::from(bytes)))
}

fn replay(status: i64, answer: &str) -> Result<Response, Failure> {
    let broken = |_| Failure::from(Problem::Internal("a kept answer cannot be read".to_owned()));
    let kept: Kept = serde_json::from_str(answer).map_err(broken)?;
    let status = u16::try_from(status).ok().and_then(|code| StatusCode::from_u16(code).ok()).unwrap_or(StatusCode::OK);
    let mut response = (status, Bytes::from(kept.body)).into_response();
    let headers = response.headers_mut();
    let fields =
        [(header::CONTENT_TYPE, kept.content_type), (header::ETAG, kept.etag), (header::LOCATION, kept.location)];
    for (name, value) in fields {
        if let Some(value) = value.and_then(|text| HeaderValue::from_str(&text).ok()) {
            headers.insert(name, value);
        }
    }
    headers.insert("idempotent-replay", HeaderValue::from_static("true"));
    Ok(response)
}

/// Held while the first request with a key runs on this node.
struct UnderWay {
    keys: Arc<Mutex<HashSet<String>>>,
    key: String,
}

impl UnderWay {
    fn begin(web: &Web, ctx: &Ctx, key: &str) -> Option<Self> {
        let key = format!("{:?} {key}", ctx.actor);
        let keys = web.under_way.clone();
        let new = keys.lock().unwrap_or_else(PoisonError::into_inner).insert(key.clone());
        new.then(|| Self { keys, key })
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.key);
    }
}
