//! `/sign-in-providers`: places elsewhere where people sign in. `/session/providers`: the way there and back.

use super::session::{keep_session, told_once};
use crate::{
    failure::Reply,
    identity,
    input::{Body, Caller, IfMatch, Origin, Path, Query, Stranger},
    output::{Mention, Tagged},
    state::Web,
    wire::{Admission, ProviderSecondFactor, Role},
};
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use signalbox_domain::{Key, Name, Ref, accounts::provider, id::Identifier, people::GivenRole};
use signalbox_service::{
    accounts::{
        oidc::{self, Brought},
        providers::{self, Names, New, NewMapping},
    },
    secrets::Secret,
};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on sign-in providers.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(list_sign_in_providers, create_sign_in_provider))
        .routes(routes!(get_sign_in_provider, change_sign_in_provider, remove_sign_in_provider))
        .routes(routes!(list_entrances))
        .routes(routes!(enter))
        .routes(routes!(come_back))
}

/// What the browser keeps that set out, until it comes back. The provider sends it back from another site: `Lax`.
const COOKIE: &str = "__Host-signalbox-entry";

/// A role for everybody who is in a group at the provider.
#[derive(Serialize, ToSchema)]
struct GroupMapping {
    /// The group, as the provider calls it.
    group: String,
    /// One of the roles that every installation has, if it is one.
    role: Option<Role>,
    /// One that the organisation made, if it is one.
    custom_role: Option<Mention>,
    portfolio: Mention,
}

/// A place elsewhere where people sign in, by OpenID Connect.
#[derive(Serialize, ToSchema)]
struct SignInProvider {
    id: String,
    /// Part of the address to which it sends people back: `/api/v1/session/providers/{key}/callback`.
    key: String,
    /// What the button says.
    name: String,
    /// Its issuer, exactly as it calls itself.
    issuer: String,
    /// What it calls this installation: the client id.
    client: String,
    /// Whether it shares a secret with this installation; without one this is a public client, which proves itself by PKCE
    /// alone.
    has_client_secret: bool,
    /// What is asked for, beside `openid`.
    scopes: Vec<String>,
    /// The claim with a person's groups.
    groups_claim: Option<String>,
    /// What groups get; given and taken at each sign-in.
    mappings: Vec<GroupMapping>,
    /// The mail domains whose people it speaks for: who is here already is known by an address of these, and whoever comes new
    /// gets one. About addresses elsewhere its word counts for nothing.
    domains: Vec<String>,
    /// Who may come in.
    admission: Admission,
    /// Whether a second factor that is kept here is asked of them.
    second_factor: ProviderSecondFactor,
    rev: i64,
}

fn wire((found, names): (provider::Provider, &Names)) -> SignInProvider {
    let mapping = |mapping: provider::Mapping| {
        let (role, custom) = match mapping.role {
            GivenRole::BuiltIn(role) => (Some(role.into()), None),
            GivenRole::Custom(id) => (None, mention(&names.roles, id)),
        };
        Some(GroupMapping {
            group: mapping.group,
            role,
            custom_role: custom,
            portfolio: mention(&names.portfolios, mapping.portfolio)?,
        })
    };
    SignInProvider {
        has_client_secret: names.confidential.contains(&found.id),
        id: found.id.to_string(),
        key: found.key.to_string(),
        name: found.name.to_string(),
        issuer: found.issuer,
        client: found.client,
        scopes: found.scopes,
        groups_claim: found.groups_claim,
        mappings: found.mappings.into_iter().filter_map(mapping).collect(),
        domains: found.domains,
        admission: found.admission.into(),
        second_factor: found.second_factor.into(),
        rev: found.rev,
    }
}

fn mention<I: Identifier + PartialEq>(known: &[Ref<I>], id: I) -> Option<Mention>
where
    Mention: From<Ref<I>>,
{
    known.iter().find(|one| one.id == id).cloned().map(Mention::from)
}

/// The sign-in providers.
#[derive(Serialize, ToSchema)]
struct SignInProviders {
    /// By name.
    items: Vec<SignInProvider>,
}

/// A role for a group.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewGroupMapping {
    /// The group, as the provider calls it.
    #[schema(max_length = 500)]
    group: String,
    /// One of the roles that every installation has,
    #[serde(default)]
    role: Option<Role>,
    /// or one that the organisation made, by id or key.
    #[serde(default)]
    custom_role: Option<String>,
    /// By id or key.
    portfolio: String,
}

/// What a provider is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewSignInProvider {
    #[schema(value_type = String, format = "key")]
    key: Key,
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    name: Name,
    /// Its issuer, exactly as it calls itself.
    #[schema(max_length = 500)]
    issuer: String,
    /// What it calls this installation: the client id.
    #[schema(max_length = 500)]
    client: String,
    /// The secret that it shares with this installation, which is kept sealed and never told: as before when absent, none
    /// when empty.
    #[serde(default)]
    #[schema(max_length = 1000, nullable = false)]
    client_secret: Option<String>,
    /// What is asked for, beside `openid`; such as `email` and `profile`.
    #[serde(default)]
    #[schema(max_items = 50)]
    scopes: Vec<String>,
    /// The claim with a person's groups.
    #[serde(default)]
    #[schema(max_length = 200)]
    groups_claim: Option<String>,
    /// What groups get.
    #[serde(default)]
    #[schema(max_items = 500)]
    mappings: Vec<NewGroupMapping>,
    /// The mail domains whose people it speaks for, such as `example.org`; without any it knows nobody who is here already by a
    /// mail address.
    #[serde(default)]
    #[schema(max_items = 50)]
    domains: Vec<String>,
    /// Who may come in.
    admission: Admission,
    /// Whether a second factor that is kept here is asked of them; `unless_reported` when absent.
    #[serde(default)]
    #[schema(nullable = false)]
    second_factor: Option<ProviderSecondFactor>,
}

impl From<NewSignInProvider> for New {
    fn from(new: NewSignInProvider) -> Self {
        let mapping = |mapping: NewGroupMapping| NewMapping {
            group: mapping.group,
            role: mapping.role.map(signalbox_domain::authz::Role::from),
            custom_role: mapping.custom_role,
            portfolio: mapping.portfolio,
        };
        Self {
            key: new.key,
            name: new.name,
            issuer: new.issuer,
            client: new.client,
            scopes: new.scopes,
            groups_claim: new.groups_claim,
            mappings: new.mappings.into_iter().map(mapping).collect(),
            domains: new.domains,
            admission: new.admission.into(),
            second_factor: new.second_factor.map_or(provider::SecondFactor::UnlessReported, Into::into),
            client_secret: new.client_secret.map(Secret::new),
        }
    }
}

/// A button on the page where one signs in.
#[derive(Serialize, ToSchema)]
struct Entrance {
    key: String,
    name: String,
}

/// The providers one may sign in by.
#[derive(Serialize, ToSchema)]
struct Entrances {
    /// By name.
    items: Vec<Entrance>,
}

/// List the sign-in providers
#[utoipa::path(get, path = "/sign-in-providers", tag = "session", responses((status = 200, body = SignInProviders)))]
async fn list_sign_in_providers(State(web): State<Web>, Caller(ctx): Caller) -> Reply<Json<SignInProviders>> {
    let (found, names) = providers::list(&web.app, &ctx).await?;
    Ok(Json(SignInProviders { items: found.into_iter().map(|one| wire((one, &names))).collect() }))
}

/// Get a sign-in provider
#[utoipa::path(get, path = "/sign-in-providers/{provider}", tag = "session",
    params(("provider" = String, Path, description = "Id or key")), responses((status = 200, body = SignInProvider)))]
async fn get_sign_in_provider(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
) -> Reply<Tagged<SignInProvider>> {
    let (found, names) = providers::get(&web.app, &ctx, named).await?;
    Ok(Tagged::found(found.rev, wire((found, &names))))
}

/// Add a sign-in provider
#[utoipa::path(post, path = "/sign-in-providers", tag = "session", request_body = NewSignInProvider,
    responses((status = 201, body = SignInProvider)))]
async fn create_sign_in_provider(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Body(new): Body<NewSignInProvider>,
) -> Reply<Tagged<SignInProvider>> {
    let (made, names) = providers::create(&web.app, &ctx, new.into()).await?;
    Ok(Tagged::created(made.rev, wire((made, &names))))
}

/// Change a sign-in provider
///
/// What is sent is the whole of it.
#[utoipa::path(put, path = "/sign-in-providers/{provider}", tag = "session", request_body = NewSignInProvider,
    params(("provider" = String, Path, description = "Id or key"), ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = SignInProvider)))]
async fn change_sign_in_provider(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
    Body(new): Body<NewSignInProvider>,
) -> Reply<Tagged<SignInProvider>> {
    let (changed, names) = providers::change(&web.app, &ctx, named, rev, new.into()).await?;
    Ok(Tagged::found(changed.rev, wire((changed, &names))))
}

/// Take a sign-in provider away
///
/// Nobody comes in by it any more, and what people were given for their groups there ends.
#[utoipa::path(delete, path = "/sign-in-providers/{provider}", tag = "session",
    params(("provider" = String, Path, description = "Id or key"), ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 204)))]
async fn remove_sign_in_provider(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
) -> Reply<StatusCode> {
    providers::delete(&web.app, &ctx, named, rev).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// List the providers one may sign in by
#[utoipa::path(get, path = "/session/providers", tag = "session", responses((status = 200, body = Entrances)))]
async fn list_entrances(State(web): State<Web>) -> Reply<Json<Entrances>> {
    let found = oidc::offered(&web.app).await?;
    let items = found.into_iter().map(|one| Entrance { key: one.key.to_string(), name: one.name.to_string() });
    Ok(Json(Entrances { items: items.collect() }))
}

/// Where somebody wants to go.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Entering {
    /// The page to show afterwards.
    #[serde(default)]
    #[schema(max_length = 8192, nullable = false)]
    to: Option<String>,
}

/// The way to a provider.
#[derive(Serialize, ToSchema)]
struct Leaving {
    /// Where the browser goes on to.
    address: String,
}

/// Go to a provider to sign in
///
/// For browsers: answers the address at the provider, and sets the cookie of the way back. No link leads there, and no form
/// of another site: what is sent is JSON, so that nobody is signed in who did not ask for it here.
#[utoipa::path(post, path = "/session/providers/{provider}", tag = "session", request_body = Entering,
    params(("provider" = String, Path, description = "Key")),
    responses((status = 200, body = Leaving)))]
async fn enter(
    State(web): State<Web>,
    Stranger(visitor): Stranger,
    Origin(origin): Origin,
    Path(named): Path<String>,
    Body(sent): Body<Entering>,
) -> Reply<Response> {
    let callback = callback(&origin, &named);
    let leaving = oidc::set_out(&web.app, &visitor, named, callback, sent.to.unwrap_or_default()).await?;
    let mut response = told_once(StatusCode::OK, Leaving { address: leaving.address });
    keep(&mut response, &leaving.browser, provider::LONGEST_ENTRY.as_secs());
    Ok(response)
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct BackQuery {
    /// What the provider was given.
    state: Option<String>,
    /// What can be exchanged for a token.
    code: Option<String>,
}

/// Come back from a provider
///
/// For browsers: signs in and sends them on to the page they wanted, or back to the page where one signs in.
#[utoipa::path(get, path = "/session/providers/{provider}/callback", tag = "session",
    params(("provider" = String, Path, description = "Key"), BackQuery),
    responses((status = 303, description = "To the page that was wanted")))]
async fn come_back(
    State(web): State<Web>,
    Stranger(visitor): Stranger,
    Origin(origin): Origin,
    headers: HeaderMap,
    Path(named): Path<String>,
    Query(query): Query<BackQuery>,
) -> Reply<Response> {
    let callback = callback(&origin, &named);
    let brought = Brought {
        state: query.state.unwrap_or_default(),
        code: query.code.unwrap_or_default(),
        browser: identity::cookie_named(&headers, COOKIE).unwrap_or_default(),
    };
    let mut response = match oidc::come_back(&web.app, &visitor, named, callback, brought).await {
        Ok(back) => {
            let mut response = see_other(&back.return_to);
            keep_session(&mut response, &back.signed_in);
            response
        }
        Err(problem @ signalbox_domain::Problem::NotFound { .. }) => return Err(problem.into()),
        Err(problem) => {
            tracing::info!(%problem, "somebody did not get in by a provider");
            see_other("/sign-in?refused=provider")
        }
    };
    keep(&mut response, "", 0);
    Ok(response)
}

/// Where the provider sends people back to: by the address under which the browser knows us.
fn callback(origin: &str, named: &str) -> String {
    format!("{origin}/api/v1/session/providers/{named}/callback")
}

fn see_other(address: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Ok(address) = HeaderValue::from_str(address) {
        response.headers_mut().insert(header::LOCATION, address);
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn keep(response: &mut Response, secret: &str, seconds: i64) {
    let cookie = format!("{COOKIE}={secret}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Lax");
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}
