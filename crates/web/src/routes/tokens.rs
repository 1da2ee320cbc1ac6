//! `/tokens`: what machines sign in with.

use super::{PageQuery, session::told_once};
use crate::{
    failure::Reply,
    input::{Body, Caller, Known, Path, Query},
    output::{Listing, PersonMention},
    state::Web,
    wire::Right,
};
use axum::{Json, extract::State, http::StatusCode, response::Response};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use signalbox_domain::{Name, authz};
use signalbox_service::accounts::tokens::{self, New};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on tokens.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(list_tokens, create_token)).routes(routes!(revoke_token))
}

/// A key for a machine, without the text that makes it one.
#[derive(Serialize, ToSchema)]
pub(super) struct Token {
    id: String,
    name: String,
    /// How its text begins.
    hint: String,
    /// As whom it acts.
    person: PersonMention,
    /// What it is for at most; `null` for all that its person may do, empty for reading.
    scope: Option<Vec<Right>>,
    created_at: Timestamp,
    /// When it ends; `null` for never.
    expires_at: Option<Timestamp>,
    /// When it was used last, to the minute.
    last_used_at: Option<Timestamp>,
}

impl From<tokens::Token> for Token {
    fn from(token: tokens::Token) -> Self {
        Self {
            id: token.id.to_string(),
            name: token.name.to_string(),
            hint: token.hint,
            person: token.person.into(),
            scope: token.scope.map(|scope| scope.iter().map(Right::from).collect()),
            created_at: token.created_at,
            expires_at: token.expires_at,
            last_used_at: token.used_at,
        }
    }
}

/// A key that was just made.
#[derive(Serialize, ToSchema)]
struct CreatedToken {
    #[serde(flatten)]
    made: Token,
    /// The token itself, told only here: `Authorization: Bearer sbx_…`.
    token: String,
}

/// What a new token is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewToken {
    /// What its owner calls it.
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    name: Name,
    /// When it ends; never when absent.
    #[serde(default)]
    expires_at: Option<Timestamp>,
    /// The machine it is for, by id; oneself when absent.
    #[serde(default)]
    person: Option<String>,
    /// What it is for at most: rights that it has as long as its person has them. All of them when absent; empty for a token
    /// that reads and changes nothing.
    #[serde(default)]
    #[schema(max_items = 20)]
    scope: Option<Vec<Right>>,
}

/// List tokens
///
/// One's own; for administrators of the installation everybody's.
#[utoipa::path(get, path = "/tokens", tag = "session", params(PageQuery),
    responses((status = 200, body = Listing<Token>)))]
async fn list_tokens(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Query(query): Query<PageQuery>,
) -> Reply<Json<Listing<Token>>> {
    let found = tokens::list(&web.app, &ctx, query.into()).await?;
    Ok(Listing::of(found, Token::from))
}

/// Make a token
///
/// Its text is in this answer and nowhere else: repeating the request with the same idempotency key does not tell it
/// again.
#[utoipa::path(post, path = "/tokens", tag = "session", request_body = NewToken,
    responses((status = 201, body = CreatedToken)))]
async fn create_token(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Known(signed): Known,
    Body(new): Body<NewToken>,
) -> Reply<Response> {
    let scope = new.scope.map(|scope| scope.into_iter().map(authz::Right::from).collect());
    let new = New { name: new.name, expires_at: new.expires_at, person: new.person, scope };
    let made = tokens::create(&web.app, &ctx, signed.and_then(|signed| signed.token), new).await?;
    Ok(told_once(StatusCode::CREATED, CreatedToken { made: made.token.into(), token: made.text }))
}

/// Take a token back
///
/// A token never changes, so it has no revision and needs no If-Match.
#[utoipa::path(delete, path = "/tokens/{token}", tag = "session",
    params(("token" = String, Path, description = "Id")),
    responses((status = 204)))]
async fn revoke_token(State(web): State<Web>, Caller(ctx): Caller, Path(named): Path<String>) -> Reply<StatusCode> {
    tokens::revoke(&web.app, &ctx, named).await?;
    Ok(StatusCode::NO_CONTENT)
}
