//! `/oauth/token`: tokens for machines in exchange for their secrets (RFC 6749, 4.4), and where that is written down
//! (RFC 8414). It answers as those say, not with our problems.

use super::session::told_once;
use crate::{
    failure::Reply,
    input::{Origin, Stranger},
    state::Web,
};
use axum::{
    Form, Json, Router,
    extract::{State, rejection::FormRejection},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use serde_json::json;
use signalbox_domain::authz::Right;
use signalbox_service::accounts::clients::{self, Asked, READ, Refused};

/// Both of them.
pub(crate) fn routes() -> Router<Web> {
    Router::new().route("/oauth/token", post(issue)).route("/.well-known/oauth-authorization-server", get(describe))
}

/// What a client sends. What it does not know it leaves to others (RFC 6749, 3.2).
#[derive(Deserialize)]
struct Sent {
    grant_type: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
    scope: Option<String>,
}

#[derive(Serialize)]
struct Token {
    access_token: String,
    token_type: &'static str,
    expires_in: i64,
    scope: String,
}

async fn issue(
    State(web): State<Web>,
    Stranger(visitor): Stranger,
    headers: HeaderMap,
    sent: Result<Form<Sent>, FormRejection>,
) -> Reply<Response> {
    let Ok(Form(sent)) = sent else {
        let told = "send grant_type=client_credentials as application/x-www-form-urlencoded";
        return Ok(refused(StatusCode::BAD_REQUEST, "invalid_request", told));
    };
    if sent.grant_type.as_deref() != Some("client_credentials") {
        let told = "the only grant_type here is client_credentials";
        return Ok(refused(StatusCode::BAD_REQUEST, "unsupported_grant_type", told));
    }
    let told = match (basic(&headers), sent.client_id, sent.client_secret) {
        (Some(told), None, None) => told,
        (None, Some(client), Some(secret)) => (client, secret),
        _ => {
            let told = "send client_id and client_secret once: in the form, or as Authorization: Basic";
            return Ok(refused(StatusCode::BAD_REQUEST, "invalid_request", told));
        }
    };
    let asked = Asked { client: told.0, secret: told.1, scope: sent.scope };
    Ok(match clients::issue(&web.app, &visitor, asked).await? {
        Ok(issued) => told_once(
            StatusCode::OK,
            Token { access_token: issued.text, token_type: "Bearer", expires_in: issued.seconds, scope: issued.scope },
        ),
        Err(Refused::Client) => {
            let told = "there is no such client, or this is no secret of it";
            let mut response = refused(StatusCode::UNAUTHORIZED, "invalid_client", told);
            let scheme = HeaderValue::from_static("Basic realm=\"Signalbox\"");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, scheme);
            response
        }
        Err(Refused::Scope(told)) => refused(StatusCode::BAD_REQUEST, "invalid_scope", &told),
    })
}

/// Client and secret as the header has them. Neither of ours holds a character that would have to be encoded.
fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let told = headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Basic ")?;
    let text = String::from_utf8(STANDARD.decode(told.trim()).ok()?).ok()?;
    text.split_once(':').map(|(client, secret)| (client.to_owned(), secret.to_owned()))
}

fn refused(status: StatusCode, error: &str, told: &str) -> Response {
    told_once(status, json!({"error": error, "error_description": told}))
}

async fn describe(Origin(origin): Origin) -> Response {
    let scopes: Vec<&str> = [READ].into_iter().chain(Right::ALL.into_iter().map(Right::name)).collect();
    Json(json!({
        "issuer": origin,
        "token_endpoint": format!("{origin}/oauth/token"),
        "grant_types_supported": ["client_credentials"],
        "response_types_supported": [],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "scopes_supported": scopes,
    }))
    .into_response()
}
