//! `/account/passkeys` and signing in with one.

use super::{
    account::session_of,
    session::{Session, begun, told_once},
};
use crate::{
    failure::Reply,
    input::{Body, Caller, Known, Origin, Path, Query, Stranger},
    state::Web,
};
use axum::{Json, extract::State, http::StatusCode, response::Response};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use signalbox_domain::Name;
use signalbox_service::accounts::passkeys::{self, Answered, Asked};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on passkeys.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(list_passkeys, add_passkey))
        .routes(routes!(begin_passkey))
        .routes(routes!(remove_passkey))
        .routes(routes!(begin_passkey_sign_in))
        .routes(routes!(sign_in_with_passkey))
        .routes(routes!(confirm_with_passkey))
}

/// A key on one's device: it signs in by itself.
#[derive(Serialize, ToSchema)]
pub(super) struct Passkey {
    id: String,
    /// What its owner calls it.
    name: String,
    created_at: Timestamp,
    /// When it was used last; `null` when it never was.
    last_used_at: Option<Timestamp>,
}

impl From<passkeys::Passkey> for Passkey {
    fn from(passkey: passkeys::Passkey) -> Self {
        Self {
            id: passkey.id.to_string(),
            name: passkey.name.to_string(),
            created_at: passkey.created_at,
            last_used_at: passkey.used_at,
        }
    }
}

/// One's passkeys.
#[derive(Serialize, ToSchema)]
struct Passkeys {
    items: Vec<Passkey>,
}

/// What the browser asks a device.
#[derive(Serialize, ToSchema)]
struct PasskeyQuestion {
    /// What the answer has to be sent with: once, and within five minutes.
    challenge: String,
    /// What `PublicKeyCredential.parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON` reads.
    #[schema(value_type = Object)]
    options: Value,
}

impl From<Asked> for PasskeyQuestion {
    fn from(asked: Asked) -> Self {
        Self { challenge: asked.challenge, options: asked.options }
    }
}

/// A passkey that a device made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPasskey {
    /// What its owner calls it.
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    name: Name,
    /// What it was asked with.
    #[schema(max_length = 100)]
    challenge: String,
    /// What `PublicKeyCredential.toJSON` answers.
    #[schema(value_type = Object)]
    credential: Map<String, Value>,
}

/// What a device answered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PasskeyAnswer {
    /// What it was asked with.
    #[schema(max_length = 100)]
    challenge: String,
    /// What `PublicKeyCredential.toJSON` answers.
    #[schema(value_type = Object)]
    credential: Map<String, Value>,
}

impl From<PasskeyAnswer> for Answered {
    fn from(sent: PasskeyAnswer) -> Self {
        Self { challenge: sent.challenge, credential: Value::Object(sent.credential) }
    }
}

/// List passkeys
///
/// One's own, oldest first. There are at most twenty, so they are not paged.
#[utoipa::path(get, path = "/account/passkeys", tag = "session", responses((status = 200, body = Passkeys)))]
async fn list_passkeys(State(web): State<Web>, Caller(ctx): Caller) -> Reply<Json<Passkeys>> {
    let found = passkeys::list(&web.app, &ctx).await?;
    Ok(Json(Passkeys { items: found.into_iter().map(Passkey::from).collect() }))
}

/// Begin to add a passkey
///
/// Answers what the browser has to ask the device. It works under the name by which the browser knows this installation, and
/// not under a bare number.
#[utoipa::path(post, path = "/account/passkeys/options", tag = "session",
    responses((status = 201, body = PasskeyQuestion)))]
async fn begin_passkey(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Known(signed): Known,
    Origin(origin): Origin,
) -> Reply<Response> {
    let asked = passkeys::begin(&web.app, &ctx, session_of(signed), &origin).await?;
    Ok(told_once(StatusCode::CREATED, PasskeyQuestion::from(asked)))
}

/// Add a passkey
#[utoipa::path(post, path = "/account/passkeys", tag = "session", request_body = NewPasskey,
    responses((status = 201, body = Passkey)))]
async fn add_passkey(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Known(signed): Known,
    Origin(origin): Origin,
    Body(sent): Body<NewPasskey>,
) -> Reply<(StatusCode, Json<Passkey>)> {
    let answered = Answered { challenge: sent.challenge, credential: Value::Object(sent.credential) };
    let made = passkeys::finish(&web.app, &ctx, session_of(signed), &origin, sent.name, answered).await?;
    Ok((StatusCode::CREATED, Json(made.into())))
}

/// Remove a passkey
#[utoipa::path(delete, path = "/account/passkeys/{passkey}", tag = "session",
    params(("passkey" = String, Path, description = "Id")),
    responses((status = 204)))]
async fn remove_passkey(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Known(signed): Known,
    Path(named): Path<String>,
) -> Reply<StatusCode> {
    passkeys::remove(&web.app, &ctx, session_of(signed), named).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Begin to sign in with a passkey
///
/// Also before confirming with one. Answers what the browser has to ask the device.
#[utoipa::path(post, path = "/session/passkey/options", tag = "session",
    responses((status = 201, body = PasskeyQuestion)))]
async fn begin_passkey_sign_in(
    State(web): State<Web>,
    Stranger(visitor): Stranger,
    Origin(origin): Origin,
) -> Reply<Response> {
    let asked = passkeys::ask_anyone(&web.app, &visitor, &origin).await?;
    Ok(told_once(StatusCode::CREATED, PasskeyQuestion::from(asked)))
}

/// Sign in with a passkey
///
/// Sets the session's cookie; a session that the browser was in ends. No code is asked for: the device has made sure of its
/// holder.
#[utoipa::path(post, path = "/session/passkey", tag = "session", request_body = PasskeyAnswer,
    responses((status = 201, body = Session)))]
async fn sign_in_with_passkey(
    State(web): State<Web>,
    Stranger(visitor): Stranger,
    Origin(origin): Origin,
    Body(sent): Body<PasskeyAnswer>,
) -> Reply<Response> {
    let signed_in = passkeys::sign_in(&web.app, &visitor, &origin, sent.into()).await?;
    begun(&web, &signed_in).await
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct AboutToSign {
    /// The digest of the statement that is about to be signed, for which alone the proof then holds.
    statement: Option<String>,
}

/// Confirm with a passkey that it is oneself
///
/// In place of the password. The session goes on with another cookie and another `csrf_token`.
#[utoipa::path(post, path = "/session/confirmation/passkey", tag = "session", request_body = PasskeyAnswer,
    params(AboutToSign), responses((status = 201, body = Session)))]
async fn confirm_with_passkey(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Known(signed): Known,
    Stranger(visitor): Stranger,
    Origin(origin): Origin,
    Query(about): Query<AboutToSign>,
    Body(sent): Body<PasskeyAnswer>,
) -> Reply<Response> {
    let session = session_of(signed);
    let confirmed = passkeys::confirm(&web.app, &ctx, &visitor, session, &origin, sent.into(), about.statement).await?;
    begun(&web, &confirmed).await
}
