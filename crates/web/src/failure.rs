//! Problems as RFC 9457 answers.

use crate::arrival::Arrival;
use axum::{
    body::Body,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use signalbox_domain::{Fault, Problem, Reason, id::PersonId};
use signalbox_service::feeds::PREFIX;

/// How much of an address a line of the log holds, in characters.
const LONGEST_TOLD: usize = 200;

/// Why a request was not carried out: a problem of the use case, or of HTTP itself.
#[derive(Clone, Debug)]
pub(crate) enum Failure {
    /// What the use case said.
    Problem(Problem),
    /// What only HTTP knows: a method that is not there, a body that is too large.
    Http { status: StatusCode, name: &'static str, detail: String },
}

/// What a handler answers.
pub(crate) type Reply<T> = Result<T, Failure>;

impl Failure {
    pub(crate) fn http(status: StatusCode, name: &'static str, detail: impl Into<String>) -> Self {
        Self::Http { status, name, detail: detail.into() }
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// The body of a problem answer.
#[derive(Serialize)]
struct ProblemBody<'a> {
    r#type: String,
    title: &'static str,
    status: u16,
    detail: String,
    request_id: &'a str,
    #[serde(skip_serializing_if = "<[Fault]>::is_empty")]
    errors: &'a [Fault],
    #[serde(skip_serializing_if = "<[Reason]>::is_empty")]
    reasons: &'a [Reason],
    #[serde(skip_serializing_if = "Option::is_none")]
    current_rev: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    changed_by: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    changed_at: Option<jiff::Timestamp>,
}

/// What a problem document looks like, for the OpenAPI document.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Problem)]
pub(crate) struct ProblemShape {
    /// Stable: `/problems/<name>`.
    r#type: String,
    /// The kind of problem.
    title: String,
    /// The HTTP status.
    status: u16,
    /// A sentence a person can act on.
    detail: String,
    /// Names the request in the server's log.
    request_id: String,
    /// Every fault of the input.
    errors: Option<Vec<FaultShape>>,
    /// Every reason of a refusal.
    reasons: Option<Vec<ReasonShape>>,
    /// With 412: the revision the thing has now.
    current_rev: Option<i64>,
    /// With 412: the name of who changed it last; absent for the system.
    changed_by: Option<String>,
    /// With 412: when it was changed last.
    changed_at: Option<jiff::Timestamp>,
}

/// One fault of the input.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Fault)]
pub(crate) struct FaultShape {
    /// JSON pointer into the body; for query parameters `/<name>`.
    pointer: String,
    /// Stable.
    code: String,
    /// A sentence a person can act on.
    detail: String,
}

/// One reason of a refusal.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Reason)]
pub(crate) struct ReasonShape {
    /// Stable.
    code: String,
    /// A sentence a person can act on.
    detail: String,
    /// Who can clear it.
    who: Option<String>,
    /// When it clears by itself.
    until: Option<jiff::Timestamp>,
}

fn status_and_title(problem: &Problem) -> (StatusCode, &'static str, &'static str) {
    match problem {
        Problem::NotFound { .. } => (StatusCode::NOT_FOUND, "not-found", "There is no such thing"),
        Problem::Invalid(_) => (StatusCode::UNPROCESSABLE_ENTITY, "invalid", "The input has faults"),
        Problem::Refused { .. } => (StatusCode::CONFLICT, "refused", "A rule says no"),
        Problem::Stale { .. } => (StatusCode::PRECONDITION_FAILED, "stale", "Somebody changed it meanwhile"),
        Problem::Forbidden { .. } => (StatusCode::FORBIDDEN, "forbidden", "A right is missing"),
        Problem::Denied(_) => (StatusCode::FORBIDDEN, "denied", "This does not let you in"),
        Problem::Unauthenticated(_) => (StatusCode::UNAUTHORIZED, "unauthenticated", "Sign in first"),
        Problem::KeyReused => (StatusCode::UNPROCESSABLE_ENTITY, "key-reused", "The idempotency key was used before"),
        Problem::Throttled { .. } => (StatusCode::TOO_MANY_REQUESTS, "throttled", "Too many attempts"),
        Problem::Unavailable(_) => (StatusCode::SERVICE_UNAVAILABLE, "unavailable", "Not possible just now"),
        Problem::LostRace => (StatusCode::CONFLICT, "lost-race", "Others keep changing the same thing"),
        Problem::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, "internal", "A defect of the server"),
    }
}

impl IntoResponse for Failure {
    /// Leaves the body to [`render`], which knows the request's id.
    fn into_response(self) -> Response {
        let status = match &self {
            Self::Problem(problem) => status_and_title(problem).0,
            Self::Http { status, .. } => *status,
        };
        let mut response = status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Names the request in its answer.
#[derive(Clone)]
pub(crate) struct RequestId(pub(crate) std::sync::Arc<str>);

/// Middleware: gives the request an id and writes the body of whatever failed.
pub(crate) async fn render(mut request: Request, next: Next) -> Response {
    let bytes: [u8; 10] = signalbox_service::app::random_bytes();
    let id: std::sync::Arc<str> = bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into();
    request.extensions_mut().insert(RequestId(id.clone()));
    let what = format!("{} {}", request.method(), without_secret(request.uri().path()));
    let mut response = next.run(request).await;
    note(&response, &id, &what);
    if let Some(failure) = response.extensions_mut().remove::<Failure>() {
        fill(&mut response, &failure, &id, &what);
    } else if response.status().is_client_error() && !response.headers().contains_key(header::CONTENT_TYPE) {
        let name = response.status().canonical_reason().unwrap_or("Not possible");
        let failure = Failure::http(response.status(), "http", name);
        fill(&mut response, &failure, &id, &what);
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

/// Who was refused, as far as somebody found out.
#[derive(Clone, Copy)]
pub(crate) struct Asker(pub(crate) PersonId);

/// Leaves a line of whatever was refused because of who asks, how, or how often. It goes to the log and not to the journal:
/// what strangers try must not fill a database.
pub(crate) fn note(response: &Response, id: &str, what: &str) {
    let status = response.status();
    let is_told = matches!(
        status,
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::NOT_FOUND | StatusCode::TOO_MANY_REQUESTS
    );
    let Some(failure) = response.extensions().get::<Failure>().filter(|_| is_told) else { return };
    let why = match failure {
        Failure::Http { name, .. } => name,
        Failure::Problem(Problem::Denied(reason)) => reason.code,
        Failure::Problem(problem) => status_and_title(problem).1,
    };
    let person = response.extensions().get::<Asker>().map(|asker| asker.0.to_string()).unwrap_or_default();
    let address = response.extensions().get::<Arrival>().map(|arrival| arrival.address.to_string()).unwrap_or_default();
    let what: String = what.chars().take(LONGEST_TOLD).collect();
    tracing::info!(request = id, what, status = status.as_u16(), why, person, address, "refused");
}

/// A path as the log may have it: what opens a feed is part of its address.
fn without_secret(path: &str) -> String {
    let parts = path.split('/').map(|part| if part.starts_with(PREFIX) { "…" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

/// What whoever asked is told; what is wrong inside goes to the log.
pub(crate) fn told(failure: &Failure, id: &str, what: &str) -> String {
    match failure {
        Failure::Http { detail, .. } => detail.clone(),
        Failure::Problem(Problem::Internal(detail)) => {
            tracing::error!(request = id, what, detail, "a request failed");
            "Something is broken in the server; its log has more under this request id.".to_owned()
        }
        Failure::Problem(Problem::Unavailable(detail)) => {
            tracing::warn!(request = id, what, detail, "a request must wait");
            // What a database says of itself, with names and addresses, is for the log alone.
            detail.split_once(": ").map_or_else(|| detail.clone(), |(told, _)| told.to_owned())
        }
        Failure::Problem(other) => other.to_string(),
    }
}

fn fill(response: &mut Response, failure: &Failure, id: &str, what: &str) {
    let status = response.status().as_u16();
    let body = match failure {
        Failure::Http { name, detail, .. } => ProblemBody {
            r#type: format!("/problems/{name}"),
            title: response.status().canonical_reason().unwrap_or("Not possible"),
            status,
            detail: detail.clone(),
            request_id: id,
            errors: &[],
            reasons: &[],
            current_rev: None,
            changed_by: None,
            changed_at: None,
        },
        Failure::Problem(problem) => {
            let (_, name, title) = status_and_title(problem);
            let touched = if let Problem::Stale { touched, .. } = problem { touched.as_ref() } else { None };
            let detail = told(failure, id, what);
            ProblemBody {
                r#type: format!("/problems/{name}"),
                title,
                status,
                detail,
                request_id: id,
                errors: if let Problem::Invalid(faults) = problem { faults } else { &[] },
                reasons: match problem {
                    Problem::Refused { reasons, .. } => reasons,
                    Problem::Denied(reason) => std::slice::from_ref(reason),
                    _ => &[],
                },
                current_rev: if let Problem::Stale { actual, .. } = problem { Some(*actual) } else { None },
                changed_by: touched.and_then(|touch| touch.by.as_deref()),
                changed_at: touched.map(|touch| touch.at),
            }
        }
    };
    let text = serde_json::to_vec(&body).unwrap_or_default();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.remove(header::CONTENT_LENGTH);
    match failure {
        Failure::Problem(Problem::Unauthenticated(_)) => {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        Failure::Problem(Problem::Throttled { .. } | Problem::Unavailable(_) | Problem::LostRace)
        | Failure::Http { status: StatusCode::TOO_MANY_REQUESTS, .. } => {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        _ => {}
    }
    *response.body_mut() = Body::from(text);
}
