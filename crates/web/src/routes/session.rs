//! `/session`: signing in and out, and who one is.

use super::grants::HeldRole;
use crate::{
    failure::Reply,
    identity,
    input::{Body, Caller, Known, Stranger},
    state::Web,
    wire::Missing,
};
use axum::{
    Json,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use signalbox_domain::{Problem, accounts::SESSION_LIFETIME};
use signalbox_service::accounts::{self, Me, Signed, SignedIn, sessions};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on one's session.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(get_session, sign_in, sign_out))
        .routes(routes!(change_password))
        .routes(routes!(confirm_session))
        .routes(routes!(break_glass))
        .routes(routes!(set_password))
        .routes(routes!(show_second_factor))
}

/// Who is signed in, and what they may do.
#[derive(Serialize, ToSchema)]
pub(super) struct Session {
    person: SessionPerson,
    /// What the header `X-CSRF-Token` of every unsafe request has to hold; `null` with an API token, which needs none.
    csrf_token: Option<String>,
    /// When the session ends at the latest; `null` for an API token without an end.
    expires_at: Option<Timestamp>,
    /// When the person last proved who they are; `null` with an API token. What changes how one signs in wants it to be at
    /// most ten minutes ago.
    authenticated_at: Option<Timestamp>,
    /// What the session lacks before it is good for anything else; `null` when it lacks nothing.
    missing: Option<Missing>,
    /// What the person holds, and why.
    grants: Vec<HeldRole>,
}

/// The person who is signed in.
#[derive(Serialize, ToSchema)]
struct SessionPerson {
    id: String,
    name: String,
    /// `null` for a machine.
    email: Option<String>,
    /// Language and number format, a BCP 47 tag.
    locale: String,
    /// The zone the person's times are shown in.
    zone: String,
}

impl Session {
    fn of(me: Me, signed: &Signed) -> Self {
        Self {
            person: SessionPerson {
                id: me.person.id.to_string(),
                name: me.person.name.to_string(),
                email: me.person.email,
                locale: me.person.locale,
                zone: me.person.zone.to_string(),
            },
            csrf_token: signed.csrf.clone(),
            expires_at: signed.expires_at,
            authenticated_at: signed.authenticated_at,
            missing: signed.missing.map(Missing::from),
            grants: me.standing.because.into_iter().map(HeldRole::from).collect(),
        }
    }
}

/// What one signs in with.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Credentials {
    #[schema(max_length = 254)]
    email: String,
    #[schema(max_length = 4096)]
    password: String,
    /// What the authenticator shows, or a recovery code; for accounts that have a second factor.
    #[serde(default)]
    #[schema(max_length = 20)]
    code: Option<String>,
}

/// What one proves again with who one is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Confirmation {
    #[schema(max_length = 4096)]
    password: String,
    /// What the authenticator shows, or a recovery code; for accounts that have a second factor.
    #[serde(default)]
    #[schema(max_length = 20)]
    code: Option<String>,
    /// The digest of the statement that is about to be signed, for which alone the proof then holds.
    #[serde(default)]
    #[schema(min_length = 64, max_length = 64)]
    statement: Option<String>,
}

/// What the server's command line told.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BreakGlassCode {
    #[schema(max_length = 100)]
    code: String,
}

/// The second factor that a session lacks.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SecondFactorCode {
    /// What the authenticator shows, or a recovery code.
    #[schema(max_length = 20)]
    code: String,
}

/// The password of whoever has the code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FirstPassword {
    /// What an administrator made for them.
    #[schema(max_length = 100)]
    code: String,
    /// 12 to 256 characters.
    #[schema(max_length = 4096)]
    password: String,
}

/// Another password for oneself.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PasswordChange {
    /// The one that holds now.
    #[schema(max_length = 4096)]
    current: String,
    /// The one that is to hold from now on.
    #[schema(max_length = 4096)]
    password: String,
}

/// Read who is signed in
#[utoipa::path(get, path = "/session", tag = "session",
    responses((status = 200, body = Session)))]
async fn get_session(State(web): State<Web>, Caller(ctx): Caller, Known(signed): Known) -> Reply<Response> {
    let Some(signed) = signed else { return Err(Problem::Unauthenticated("sign in first".to_owned()).into()) };
    let me = accounts::me(&web.app, &ctx).await?;
    Ok(told_once(StatusCode::OK, Session::of(me, &signed)))
}

/// Sign in
///
/// Sets the session's cookie; a session that the browser was in ends. After a few failures the next attempt has to wait,
/// longer each time. An account with a second factor is answered 403 with the reason `code_missing` until a code comes too.
#[utoipa::path(post, path = "/session", tag = "session", request_body = Credentials,
    responses((status = 201, body = Session)))]
async fn sign_in(
    State(web): State<Web>,
    Stranger(visitor): Stranger,
    Body(sent): Body<Credentials>,
) -> Reply<Response> {
    let signed_in = accounts::sign_in(&web.app, &visitor, &sent.email, &sent.password, sent.code.as_deref()).await?;
    begun(&web, &signed_in).await
}

/// Sign out
///
/// Ends the session and its cookie. An API token is no session: see `DELETE /tokens/{token}`.
#[utoipa::path(delete, path = "/session", tag = "session", responses((status = 204)))]
async fn sign_out(State(web): State<Web>, Caller(ctx): Caller, Known(signed): Known) -> Reply<Response> {
    if let Some(session) = signed.and_then(|signed| signed.session) {
        accounts::sign_out(&web.app, &ctx, session).await?;
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    set_cookie(&mut response, "", 0);
    Ok(response)
}

/// Change one's own password
///
/// Ends every session of the person and begins a new one here.
#[utoipa::path(post, path = "/session/password", tag = "session", request_body = PasswordChange,
    responses((status = 201, body = Session)))]
async fn change_password(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Known(signed): Known,
    Stranger(visitor): Stranger,
    Body(sent): Body<PasswordChange>,
) -> Reply<Response> {
    let session = signed.and_then(|signed| signed.session);
    let changed = accounts::change_password(&web.app, &ctx, &visitor, session, sent.current, sent.password).await?;
    begun(&web, &changed).await
}

/// Confirm that it is oneself
///
/// Proves again who one is, for what a browser that was left alone must not do. The session goes on with another cookie and
/// another `csrf_token`.
#[utoipa::path(post, path = "/session/confirmation", tag = "session", request_body = Confirmation,
    responses((status = 201, body = Session)))]
async fn confirm_session(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Known(signed): Known,
    Stranger(visitor): Stranger,
    Body(sent): Body<Confirmation>,
) -> Reply<Response> {
    let session = signed.and_then(|signed| signed.session);
    let code = sent.code.as_deref();
    let confirmed = sessions::confirm(&web.app, &ctx, &visitor, session, sent.password, code, sent.statement).await?;
    begun(&web, &confirmed).await
}

/// Show the second factor that the session lacks
///
/// For whoever came in without it and has to show it (`missing` is `second_factor`); with a passkey it is `POST
/// /session/confirmation/passkey`. The session goes on with another cookie and another `csrf_token`.
#[utoipa::path(post, path = "/session/second-factor", tag = "session", request_body = SecondFactorCode,
    responses((status = 201, body = Session)))]
async fn show_second_factor(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Known(signed): Known,
    Stranger(visitor): Stranger,
    Body(sent): Body<SecondFactorCode>,
) -> Reply<Response> {
    let session = signed.and_then(|signed| signed.session);
    let shown = sessions::show_second_factor(&web.app, &ctx, &visitor, session, &sent.code).await?;
    begun(&web, &shown).await
}

/// Enter with a code from the server's command line
///
/// For an administrator whom nothing else lets in: `signalbox break-glass` makes the code, which holds once and for ten
/// minutes. Sets the session's cookie.
#[utoipa::path(post, path = "/session/break-glass", tag = "session", request_body = BreakGlassCode,
    responses((status = 201, body = Session)))]
async fn break_glass(
    State(web): State<Web>,
    Stranger(visitor): Stranger,
    Body(sent): Body<BreakGlassCode>,
) -> Reply<Response> {
    let signed_in = accounts::break_glass::enter(&web.app, &visitor, &sent.code).await?;
    begun(&web, &signed_in).await
}

/// Set a password with a code
///
/// For whoever got a code from an administrator of the installation, made by `POST /people/{person}/password-code`; it holds
/// once and for a day. Ends every session of the person and begins none: they sign in with the password, and with their second
/// factor if they have one.
#[utoipa::path(post, path = "/session/password-code", tag = "session", request_body = FirstPassword,
    responses((status = 204)))]
async fn set_password(
    State(web): State<Web>,
    Stranger(visitor): Stranger,
    Body(sent): Body<FirstPassword>,
) -> Reply<StatusCode> {
    accounts::password_codes::set(&web.app, &visitor, &sent.code, sent.password).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The answer to whoever has just signed in.
pub(super) async fn begun(web: &Web, signed_in: &SignedIn) -> Reply<Response> {
    let me = accounts::me(&web.app, &signed_in.signed.ctx("session")).await?;
    let mut response = told_once(StatusCode::CREATED, Session::of(me, &signed_in.signed));
    keep_session(&mut response, signed_in);
    Ok(response)
}

/// An answer that holds a secret: nobody on the way keeps it.
pub(super) fn told_once(status: StatusCode, body: impl Serialize) -> Response {
    let mut response = (status, Json(body)).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Lets the browser go on in a session that has just begun.
pub(super) fn keep_session(response: &mut Response, signed_in: &SignedIn) {
    set_cookie(response, &signed_in.secret, SESSION_LIFETIME.as_secs());
}

/// `__Host-` wants `Secure` and the whole site; scripts cannot read it, and no other site can send it.
fn set_cookie(response: &mut Response, secret: &str, seconds: i64) {
    let name = identity::COOKIE;
    let cookie = format!("{name}={secret}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Strict");
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}
