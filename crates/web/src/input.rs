//! What comes in: who asks, the body, the query, the revision a change was made against.

use crate::{
    arrival::{Arrival, FORWARDED_HOST},
    failure::{Failure, Reply, RequestId},
    json,
    server::schemas,
    state::Web,
};
use axum::{
    extract::{FromRequest, FromRequestParts, Request},
    http::{StatusCode, header, request::Parts},
};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use signalbox_domain::Problem;
use signalbox_service::{
    Ctx,
    accounts::{Signed, Visitor},
    schema::Schema,
};
use std::{
    collections::HashMap,
    convert::Infallible,
    net::{IpAddr, Ipv4Addr},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};
use utoipa::ToSchema;

/// Who asks. A handler that takes it refuses everybody who is not signed in.
pub(crate) struct Caller(pub(crate) Ctx);

impl FromRequestParts<Web> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &Web) -> Reply<Self> {
        match parts.extensions.get::<Ctx>() {
            Some(ctx) => Ok(Self(ctx.clone())),
            None => Err(Problem::Unauthenticated("sign in, or send an API token".to_owned()).into()),
        }
    }
}

/// Who asks, session and all; `None` for a stranger.
pub(crate) struct Known(pub(crate) Option<Signed>);

impl FromRequestParts<Web> for Known {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &Web) -> Result<Self, Infallible> {
        Ok(Self(parts.extensions.get().cloned()))
    }
}

/// Somebody who is not signed in yet, and where they come from.
pub(crate) struct Stranger(pub(crate) Visitor);

impl FromRequestParts<Web> for Stranger {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &Web) -> Result<Self, Infallible> {
        let request = parts.extensions.get::<RequestId>().map_or_else(|| "".into(), |id| id.0.clone());
        let agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let former = parts.extensions.get::<Signed>().and_then(|signed| signed.session);
        Ok(Self(Visitor { address: address(parts), request, agent: agent.to_owned(), former }))
    }
}

/// The address by which the browser knows this installation, such as `https://signalbox.example.org`.
pub(crate) struct Origin(pub(crate) String);

impl FromRequestParts<Web> for Origin {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &Web) -> Result<Self, Infallible> {
        // Only a proxy that is trusted still says so here.
        let told = parts.headers.get(FORWARDED_HOST).or_else(|| parts.headers.get(header::HOST));
        let host = told.and_then(|value| value.to_str().ok()).unwrap_or("localhost");
        let is_encrypted = parts.extensions.get::<Arrival>().is_some_and(|arrival| arrival.is_encrypted);
        Ok(Self(format!("{}://{host}", if is_encrypted { "https" } else { "http" })))
    }
}

/// Where a request comes from.
fn address(parts: &Parts) -> IpAddr {
    parts.extensions.get::<Arrival>().map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |arrival| arrival.address)
}

/// The body, checked against its schema: every fault is told at once.
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned + ToSchema> FromRequest<Web> for Body<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, web: &Web) -> Reply<Self> {
        let kind =
            request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if !kind.split(';').next().unwrap_or_default().trim().ends_with("json") {
            let detail = "send JSON, with Content-Type: application/json";
            return Err(Failure::http(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media-type", detail));
        }
        understood(&bytes(request.into_body(), web.settings.body_limit).await?).map(Self)
    }
}

/// What a body says, checked against its schema.
pub(crate) fn understood<T: DeserializeOwned + ToSchema>(bytes: &[u8]) -> Reply<T> {
    let input = json::parse(bytes)?;
    let faults = schema_of::<T>()?.faults(&input);
    if !faults.is_empty() {
        return Err(Problem::Invalid(faults).into());
    }
    serde_json::from_value(input).map_err(|error| Problem::fault("", "value", error.to_string()).into())
}

/// The raw body, if it is not larger than this.
pub(crate) async fn bytes(body: axum::body::Body, limit: usize) -> Reply<Vec<u8>> {
    let (mut frames, mut kept) = (body.into_data_stream(), Vec::new());
    while let Some(frame) = frames.next().await {
        let frame = frame.map_err(|error| unreadable(&error))?;
        if kept.len() + frame.len() > limit {
            let detail = format!("the body is larger than this request may be: at most {limit} bytes");
            return Err(Failure::http(StatusCode::PAYLOAD_TOO_LARGE, "too-large", detail));
        }
        kept.extend_from_slice(&frame);
    }
    Ok(kept)
}

/// Why a body that broke off cannot be used.
pub(crate) fn unreadable(error: &axum::Error) -> Failure {
    Failure::http(StatusCode::BAD_REQUEST, "body", format!("the body could not be read: {error}"))
}

/// Compiled once per type, from the same schema that the OpenAPI document publishes.
fn schema_of<T: ToSchema>() -> Reply<Arc<Schema>> {
    static COMPILED: OnceLock<Mutex<HashMap<String, Arc<Schema>>>> = OnceLock::new();
    let name = T::name().into_owned();
    let mut compiled = COMPILED.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(schema) = compiled.get(&name) {
        return Ok(schema.clone());
    }
    let whole = serde_json::json!({
        "$ref": format!("#/components/schemas/{name}"),
        "components": { "schemas": schemas() },
    });
    let schema = Arc::new(Schema::compile(whole)?);
    compiled.insert(name, schema.clone());
    Ok(schema)
}

/// The query. A parameter that does not exist is refused by name.
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<Web> for Query<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Reply<Self> {
        axum::extract::Query::<T>::from_request_parts(parts, web)
            .await
            .map(|axum::extract::Query(query)| Self(query))
            .map_err(|rejection| Failure::http(StatusCode::BAD_REQUEST, "query", rejection.body_text()))
    }
}

/// The names in the path.
pub(crate) struct Path<T>(pub(crate) T);

impl<T: DeserializeOwned + Send> FromRequestParts<Web> for Path<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Reply<Self> {
        axum::extract::Path::<T>::from_request_parts(parts, web)
            .await
            .map(|axum::extract::Path(path)| Self(path))
            .map_err(|rejection| Failure::http(StatusCode::NOT_FOUND, "not-found", rejection.body_text()))
    }
}

/// The revision a change was made against, from `If-Match: "7"`.
pub(crate) struct IfMatch(pub(crate) i64);

impl FromRequestParts<Web> for IfMatch {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &Web) -> Reply<Self> {
        let Some(value) = parts.headers.get(header::IF_MATCH) else {
            let detail =
                "send If-Match with the rev you read, such as If-Match: \"7\", so that no other change is lost";
            return Err(Failure::http(StatusCode::PRECONDITION_REQUIRED, "if-match-required", detail));
        };
        let text = value.to_str().unwrap_or_default().trim();
        let text = text.strip_prefix("W/").unwrap_or(text).trim_matches('"');
        text.parse().map(Self).map_err(|_| {
            Failure::http(
                StatusCode::PRECONDITION_FAILED,
                "stale",
                "If-Match holds no revision of this thing; read it again",
            )
        })
    }
}
