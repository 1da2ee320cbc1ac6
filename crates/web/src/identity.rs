//! Who asks: a session cookie with its CSRF token, or an API token.

use crate::{
    arrival::too_often,
    failure::{Asker, Failure, RequestId},
    state::Web,
};
use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use signalbox_domain::{Problem, Reason, accounts::second_factor::Missing, authz::Actor};
use signalbox_service::{
    Ctx,
    accounts::{self, Signed},
};
use std::{
    net::SocketAddr,
    sync::{Arc, atomic::Ordering},
    time::Instant,
};

/// The name of the session cookie. `__Host-` makes browsers refuse it from anywhere but this very host.
pub(crate) const COOKIE: &str = "__Host-signalbox";

/// Middleware: finds out who asks and counts what it cost.
pub(crate) async fn identify(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    // No text holds U+0000: an address with it names nothing, and PostgreSQL would not even compare it.
    if request.uri().to_string().contains("%00") {
        let detail = "an address cannot hold the character U+0000";
        return Failure::http(StatusCode::BAD_REQUEST, "address", detail).into_response();
    }
    let (statements, mut asker) = (Arc::default(), None);
    let sent = credential(request.headers());
    match signed(&web, sent).await {
        Ok(None) => {}
        Ok(Some((signed, by_cookie))) => {
            asker = Some(Asker(signed.person.id));
            if let Some(failure) = turned_away(&web, &request, &signed, by_cookie) {
                let mut response = failure.into_response();
                response.extensions_mut().insert(Asker(signed.person.id));
                return response;
            }
            let name = request.extensions().get::<RequestId>().map_or_else(|| "".into(), |id| id.0.clone());
            let ctx = Ctx {
                actor: Actor::Person(signed.person.id),
                rights: Arc::new(signed.rights.clone()),
                request: name,
                once: None,
                statements: Arc::clone(&statements),
            };
            request.extensions_mut().insert(ctx);
            request.extensions_mut().insert(signed);
        }
        // Whoever sends a credential means it: a wrong one is not the same as none.
        Err(problem) => return Failure::from(problem).into_response(),
    }
    let mut response = next.run(request).await;
    let count = statements.load(Ordering::Relaxed);
    if let Ok(value) = format!("db;desc=\"{count} statements\"").parse() {
        response.headers_mut().insert("server-timing", value);
    }
    if let Some(asker) = asker {
        response.extensions_mut().insert(asker);
    }
    response
}

/// Why somebody who is known is not served at all: forged by another site, lacking a second factor, asking too often.
fn turned_away(web: &Web, request: &Request, signed: &Signed, by_cookie: bool) -> Option<Failure> {
    if by_cookie && !request.method().is_safe() && !holds_csrf(request.headers(), signed) {
        let detail = "send the X-CSRF-Token header with the value from GET /api/v1/session";
        return Some(Failure::http(StatusCode::FORBIDDEN, "csrf", detail));
    }
    if let Some(missing) = signed.missing
        && !serves(request.method(), request.uri().path(), missing)
    {
        return Some(lacking(missing).into());
    }
    if signed.rights.is_of_a_directory() && is_closed_to_directories(request.uri().path()) {
        let told =
            "this is for people and machines that do more than a directory does: what is given to you serves /scim/v2";
        return Some(
            Problem::Denied(Reason::new("directory", told).cleared_by("an administrator of the whole installation"))
                .into(),
        );
    }
    // Whoever has the data in their hands asks without an address, and as often as they like.
    request.extensions().get::<ConnectInfo<SocketAddr>>()?;
    web.people.take(signed.person.id, Instant::now()).err().map(too_often)
}

/// Whether a path is none that a directory's token serves: everything of the API but what is about the caller.
fn is_closed_to_directories(path: &str) -> bool {
    path.starts_with("/api/") && !serves(&Method::GET, path, Missing::Enrolment)
}

/// Whether an operation serves to get what a session lacks. Whoever has a second factor has to show it, and must not put
/// another in its place first.
fn serves(method: &Method, path: &str, missing: Missing) -> bool {
    let below = |top: &str| path.strip_prefix(top).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    match missing {
        Missing::Enrolment => below("/api/v1/session") || below("/api/v1/account"),
        Missing::SecondFactor => {
            (below("/api/v1/session") && path != "/api/v1/session/password")
                || (below("/api/v1/account") && method.is_safe())
        }
    }
}

fn lacking(missing: Missing) -> Problem {
    Problem::Denied(match missing {
        Missing::SecondFactor => Reason::new(
            "second_factor",
            "show your second factor first: POST /session/second-factor with a code, or confirm with a passkey",
        ),
        Missing::Enrolment => Reason::new(
            "second_factor",
            "set up a second factor first, which your organisation asks of everybody: an authenticator or a passkey, under \
             /account",
        ),
    })
}

/// What a request carries to say who asks.
enum Credential {
    None,
    Token(String),
    Unreadable,
    Session(String),
}

fn credential(headers: &HeaderMap) -> Credential {
    match headers.get(header::AUTHORIZATION) {
        Some(value) => match value.to_str().ok().and_then(|text| text.strip_prefix("Bearer ")) {
            Some(token) => Credential::Token(token.trim().to_owned()),
            None => Credential::Unreadable,
        },
        None => cookie(headers).map_or(Credential::None, Credential::Session),
    }
}

/// Who asks, and whether a cookie said so.
async fn signed(web: &Web, sent: Credential) -> Result<Option<(Signed, bool)>, Problem> {
    match sent {
        Credential::None => Ok(None),
        Credential::Unreadable => {
            Err(Problem::Unauthenticated("the Authorization header must be: Bearer <token>".to_owned()))
        }
        Credential::Token(token) => {
            accounts::tokens::authenticate(&web.app, &token).await.map(|signed| Some((signed, false)))
        }
        Credential::Session(secret) => match accounts::authenticate_session(&web.app, &secret).await {
            Ok(signed) => Ok(Some((signed, true))),
            // A browser keeps sending a cookie whose session is over: treat it as not signed in, so that it can sign in.
            Err(Problem::Unauthenticated(_)) => Ok(None),
            Err(problem) => Err(problem),
        },
    }
}

/// The session's secret, if the browser sent one.
pub(crate) fn cookie(headers: &HeaderMap) -> Option<String> {
    cookie_named(headers, COOKIE)
}

/// What a cookie of this name holds, if the browser sent one.
pub(crate) fn cookie_named(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('=').map(str::to_owned))
}

fn holds_csrf(headers: &HeaderMap, signed: &Signed) -> bool {
    let sent = headers.get("x-csrf-token").map(axum::http::HeaderValue::as_bytes).unwrap_or_default();
    signed.csrf.as_deref().is_some_and(|csrf| accounts::same_secret(csrf.as_bytes(), sent))
}
