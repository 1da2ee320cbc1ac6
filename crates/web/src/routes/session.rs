//! `/session`: signing in and out, and who one is.

use crate::{
    failure::Reply,
    identity,
    input::{Body, Caller, Known, Stranger},
    output::Mention,
    state::Web,
    wire::Role,
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
use signalbox_service::accounts::{self, Me, Signed, SignedIn};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on one's session.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(get_session, sign_in, sign_out)).routes(routes!(change_password))
}

/// Who is signed in, and what they may do.
#[derive(Serialize, ToSchema)]
pub(super) struct Session {
    person: SessionPerson,
    /// What the header `X-CSRF-Token` of every unsafe request has to hold; `null` with an API token, which needs none.
    csrf_token: Option<String>,
    /// When the session ends at the latest; `null` for an API token without an end.
    expires_at: Option<Timestamp>,
    /// The roles the person holds.
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

/// A role held on a portfolio and everything below it.
#[derive(Serialize, ToSchema)]
struct HeldRole {
    portfolio: Mention,
    role: Role,
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
            grants: me
                .roles
                .into_iter()
                .map(|(portfolio, role)| HeldRole { portfolio: portfolio.into(), role: role.into() })
                .collect(),
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
/// Sets the session's cookie. After a few failures the next attempt has to wait, longer each time.
#[utoipa::path(post, path = "/session", tag = "session", request_body = Credentials,
    responses((status = 201, body = Session)))]
async fn sign_in(
    State(web): State<Web>,
    Stranger(visitor): Stranger,
    Body(sent): Body<Credentials>,
) -> Reply<Response> {
    let signed_in = accounts::sign_in(&web.app, &visitor, &sent.email, &sent.password).await?;
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

/// The answer to whoever has just signed in.
pub(super) async fn begun(web: &Web, signed_in: &SignedIn) -> Reply<Response> {
    let me = accounts::me(&web.app, &signed_in.signed.ctx("session")).await?;
    let mut response = told_once(StatusCode::CREATED, Session::of(me, &signed_in.signed));
    set_cookie(&mut response, &signed_in.secret, SESSION_LIFETIME.as_secs());
    Ok(response)
}

/// An answer that holds a secret: nobody on the way keeps it.
pub(super) fn told_once(status: StatusCode, body: impl Serialize) -> Response {
    let mut response = (status, Json(body)).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// `__Host-` wants `Secure` and the whole site; scripts cannot read it, and no other site can send it.
fn set_cookie(response: &mut Response, secret: &str, seconds: i64) {
    let name = identity::COOKIE;
    let cookie = format!("{name}={secret}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Strict");
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}
