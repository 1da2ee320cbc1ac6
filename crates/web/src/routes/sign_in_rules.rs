//! `/sign-in-rules`: what is asked of everybody who signs in.

use super::account::session_of;
use crate::{
    failure::Reply,
    input::{Body, Caller, IfMatch, Known},
    output::Tagged,
    state::Web,
};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use signalbox_domain::accounts::rules;
use signalbox_service::accounts::rules as service;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on the rules for signing in.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(get_sign_in_rules, change_sign_in_rules))
}

/// What is asked of everybody who signs in.
#[derive(Serialize, ToSchema)]
struct SignInRules {
    /// Whether everybody has to show a second factor.
    second_factor: bool,
    rev: i64,
}

fn found(rules: rules::SignInRules) -> Tagged<SignInRules> {
    Tagged::found(rules.rev, SignInRules { second_factor: rules.second_factor, rev: rules.rev })
}

/// What is to be asked.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewSignInRules {
    /// Whether everybody has to show a second factor: an authenticator or a passkey here, or several factors of which a
    /// sign-in provider tells. A session without is good for nothing but to show one or to set one up, at once.
    second_factor: bool,
}

/// Read what is asked of everybody who signs in
#[utoipa::path(get, path = "/sign-in-rules", tag = "session", responses((status = 200, body = SignInRules)))]
async fn get_sign_in_rules(State(web): State<Web>, Caller(ctx): Caller) -> Reply<Tagged<SignInRules>> {
    Ok(found(service::get(&web.app, &ctx).await?))
}

/// Decide what is asked of everybody who signs in
///
/// Administrators of the installation decide it where they are signed in.
#[utoipa::path(put, path = "/sign-in-rules", tag = "session", request_body = NewSignInRules,
    params(("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = SignInRules)))]
async fn change_sign_in_rules(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Known(signed): Known,
    IfMatch(rev): IfMatch,
    Body(sent): Body<NewSignInRules>,
) -> Reply<Tagged<SignInRules>> {
    let changed = service::change(&web.app, &ctx, session_of(signed), rev, sent.second_factor).await?;
    Ok(found(changed))
}
