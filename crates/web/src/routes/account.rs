//! `/account`: how one signs in. `/sessions`: where one is signed in.

use super::{passkeys::Passkey, session::told_once, tokens::Token};
use crate::{
    failure::Reply,
    input::{Body, Caller, Known, Path, Stranger},
    state::Web,
};
use axum::{Json, extract::State, http::StatusCode, response::Response};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use signalbox_domain::id::SessionId;
use signalbox_service::accounts::{
    Signed, password_codes,
    second_factor::{self, Enrolment},
    sessions, supervision,
};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on one's account.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(get_account))
        .routes(routes!(begin_authenticator, remove_authenticator))
        .routes(routes!(enrol_authenticator))
        .routes(routes!(make_recovery_codes))
        .routes(routes!(list_sessions, end_other_sessions))
        .routes(routes!(end_session))
        .routes(routes!(get_person_access))
        .routes(routes!(reset_second_factor))
        .routes(routes!(issue_password_code))
}

/// How one signs in.
#[derive(Serialize, ToSchema)]
struct Account {
    /// When the password was set; `null` without one.
    password_set_at: Option<Timestamp>,
    /// Since when the code of an authenticator is asked for; `null` when it is not.
    authenticator_since: Option<Timestamp>,
    /// How many recovery codes were not used.
    recovery_codes: i64,
}

impl From<second_factor::Account> for Account {
    fn from(account: second_factor::Account) -> Self {
        Self {
            password_set_at: account.password_set_at,
            authenticator_since: account.enrolled_at,
            recovery_codes: account.recovery_codes,
        }
    }
}

/// What an authenticator has to be told.
#[derive(Serialize, ToSchema)]
struct NewAuthenticator {
    /// The secret, in base 32, to be typed.
    secret: String,
    /// The same and more as an address, to be opened on the device itself.
    address: String,
    /// That address as a QR code: rows from the top, each `1` a dark square.
    picture: Vec<String>,
}

impl From<Enrolment> for NewAuthenticator {
    fn from(enrolment: Enrolment) -> Self {
        Self { secret: enrolment.secret, address: enrolment.address, picture: enrolment.picture }
    }
}

/// A code that an authenticator shows.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AuthenticatorCode {
    #[schema(min_length = 6, max_length = 20)]
    code: String,
}

/// A code with which a person sets a password.
#[derive(Serialize, ToSchema)]
struct PasswordCode {
    /// In groups of four. The page `/password` takes it, after a `#code=` in its address.
    code: String,
    /// Until when it holds.
    expires_at: Timestamp,
}

/// Codes that each let their person in once.
#[derive(Serialize, ToSchema)]
struct RecoveryCodes {
    codes: Vec<String>,
}

/// A place where one is signed in.
#[derive(Serialize, ToSchema)]
struct OpenSession {
    id: String,
    /// Browser and system, such as `Firefox on Linux`; empty when it did not say.
    device: String,
    /// The address it began from; `null` when nobody noted it.
    address: Option<String>,
    created_at: Timestamp,
    /// When it was used last, to the minute.
    last_used_at: Timestamp,
    /// When it ends at the latest.
    expires_at: Timestamp,
    /// Whether it is the one that asks.
    here: bool,
}

impl OpenSession {
    fn of(session: sessions::Session, here: Option<SessionId>) -> Self {
        Self {
            id: session.id.to_string(),
            here: here == Some(session.id),
            device: session.device,
            address: session.address,
            created_at: session.created_at,
            last_used_at: session.seen_at,
            expires_at: session.expires_at,
        }
    }
}

/// How a person signs in, and where they are signed in.
#[derive(Serialize, ToSchema)]
struct PersonAccess {
    account: Account,
    /// Oldest first.
    passkeys: Vec<Passkey>,
    /// Newest first.
    sessions: Vec<OpenSession>,
    /// Newest first; the last two hundred.
    tokens: Vec<Token>,
}

/// Where one is signed in.
#[derive(Serialize, ToSchema)]
struct OpenSessions {
    items: Vec<OpenSession>,
}

pub(super) fn session_of(signed: Option<Signed>) -> Option<SessionId> {
    signed.and_then(|signed| signed.session)
}

/// Read how one signs in
#[utoipa::path(get, path = "/account", tag = "session", responses((status = 200, body = Account)))]
async fn get_account(State(web): State<Web>, Caller(ctx): Caller) -> Reply<Json<Account>> {
    Ok(Json(second_factor::account(&web.app, &ctx).await?.into()))
}

/// Begin to enrol an authenticator
///
/// Its secret is in this answer and nowhere else. It is asked for once a code of it was sent.
#[utoipa::path(post, path = "/account/authenticator", tag = "session",
    responses((status = 201, body = NewAuthenticator)))]
async fn begin_authenticator(State(web): State<Web>, Caller(ctx): Caller, Known(signed): Known) -> Reply<Response> {
    let begun = second_factor::begin(&web.app, &ctx, session_of(signed)).await?;
    Ok(told_once(StatusCode::CREATED, NewAuthenticator::from(begun)))
}

/// Enrol the authenticator
///
/// From now on signing in asks for its code. Answers the recovery codes, which are told only here.
#[utoipa::path(post, path = "/account/authenticator/enrol", tag = "session", request_body = AuthenticatorCode,
    responses((status = 201, body = RecoveryCodes)))]
async fn enrol_authenticator(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Known(signed): Known,
    Stranger(visitor): Stranger,
    Body(sent): Body<AuthenticatorCode>,
) -> Reply<Response> {
    let codes = second_factor::finish(&web.app, &ctx, &visitor, session_of(signed), &sent.code).await?;
    Ok(told_once(StatusCode::CREATED, RecoveryCodes { codes }))
}

/// Remove the authenticator
///
/// Signing in asks for the password only, and the recovery codes are void.
#[utoipa::path(delete, path = "/account/authenticator", tag = "session", responses((status = 204)))]
async fn remove_authenticator(State(web): State<Web>, Caller(ctx): Caller, Known(signed): Known) -> Reply<StatusCode> {
    second_factor::remove(&web.app, &ctx, session_of(signed)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Make new recovery codes
///
/// Those before are void.
#[utoipa::path(post, path = "/account/recovery-codes", tag = "session",
    responses((status = 201, body = RecoveryCodes)))]
async fn make_recovery_codes(State(web): State<Web>, Caller(ctx): Caller, Known(signed): Known) -> Reply<Response> {
    let codes = second_factor::renew_codes(&web.app, &ctx, session_of(signed)).await?;
    Ok(told_once(StatusCode::CREATED, RecoveryCodes { codes }))
}

/// List sessions
///
/// One's own, newest first. There are never many, so they are not paged.
#[utoipa::path(get, path = "/sessions", tag = "session", responses((status = 200, body = OpenSessions)))]
async fn list_sessions(State(web): State<Web>, Caller(ctx): Caller, Known(signed): Known) -> Reply<Json<OpenSessions>> {
    let here = session_of(signed);
    let found = sessions::list(&web.app, &ctx).await?;
    let items = found.into_iter().map(|session| OpenSession::of(session, here));
    Ok(Json(OpenSessions { items: items.collect() }))
}

/// End a session
///
/// One's own; administrators of the installation end anybody's. Whoever does it proved lately who they are.
#[utoipa::path(delete, path = "/sessions/{session}", tag = "session",
    params(("session" = String, Path, description = "Id")),
    responses((status = 204)))]
async fn end_session(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Known(signed): Known,
    Path(named): Path<String>,
) -> Reply<StatusCode> {
    sessions::end(&web.app, &ctx, session_of(signed), named).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// End all other sessions
///
/// Every session of one's own but the one that asks, in which one proved lately who one is.
#[utoipa::path(delete, path = "/sessions", tag = "session", responses((status = 204)))]
async fn end_other_sessions(State(web): State<Web>, Caller(ctx): Caller, Known(signed): Known) -> Reply<StatusCode> {
    sessions::end_others(&web.app, &ctx, session_of(signed)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Read how a person signs in
///
/// For administrators of the installation: what the person signs in with, their sessions and their tokens.
#[utoipa::path(get, path = "/people/{person}/access", tag = "people",
    params(("person" = String, Path, description = "Id")),
    responses((status = 200, body = PersonAccess)))]
async fn get_person_access(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Known(signed): Known,
    Path(named): Path<String>,
) -> Reply<Json<PersonAccess>> {
    let here = session_of(signed);
    let found = supervision::access(&web.app, &ctx, named).await?;
    Ok(Json(PersonAccess {
        account: found.account.into(),
        passkeys: found.passkeys.into_iter().map(Passkey::from).collect(),
        sessions: found.sessions.into_iter().map(|session| OpenSession::of(session, here)).collect(),
        tokens: found.tokens.into_iter().map(Token::from).collect(),
    }))
}

/// Reset a person's second factor
///
/// For somebody who lost their device: signing in asks for the password only, their passkeys are forgotten, and every session
/// of theirs ends. Administrators of the installation do it where they are signed in.
#[utoipa::path(delete, path = "/people/{person}/second-factor", tag = "people",
    params(("person" = String, Path, description = "Id")),
    responses((status = 204)))]
async fn reset_second_factor(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Known(signed): Known,
    Path(named): Path<String>,
) -> Reply<StatusCode> {
    supervision::reset_second_factor(&web.app, &ctx, session_of(signed), named).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Make a code for a person's password
///
/// With it they set a first password, or another in place of one they forgot: once, within a day, at `POST
/// /session/password-code`. It is told only here, and voids the one before. Administrators of the installation make it where
/// they are signed in, and give it to nobody but its person.
#[utoipa::path(post, path = "/people/{person}/password-code", tag = "people",
    params(("person" = String, Path, description = "Id")),
    responses((status = 201, body = PasswordCode)))]
async fn issue_password_code(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Known(signed): Known,
    Path(named): Path<String>,
) -> Reply<Response> {
    let issued = password_codes::issue(&web.app, &ctx, session_of(signed), named).await?;
    Ok(told_once(StatusCode::CREATED, PasswordCode { code: issued.code, expires_at: issued.expires_at }))
}
