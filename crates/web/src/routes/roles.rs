//! `/roles` and `/rights`: the table of roles and rights, and the roles that the organisation made for itself.

use crate::{
    failure::Reply,
    input::{Body, Caller, IfMatch, Path},
    output::Tagged,
    state::Web,
    wire,
};
use axum::{Json, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use signalbox_domain::{Key, Name, authz, people};
use signalbox_service::roles::{self, Change, New};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on roles.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(list_rights)).routes(routes!(list_roles, create_role)).routes(routes!(
        get_role,
        change_role,
        delete_role
    ))
}

/// Something one may be allowed to do.
#[derive(Serialize, ToSchema)]
struct RightDescription {
    right: wire::Right,
    /// What a refusal calls it: "the right to …".
    words: &'static str,
    /// Whether a role that an organisation makes may have it.
    custom: bool,
}

/// Everything one may be allowed to do.
#[derive(Serialize, ToSchema)]
struct Rights {
    items: Vec<RightDescription>,
}

/// A role that every installation has, and what it allows. Each allows to read what is there.
#[derive(Serialize, ToSchema)]
struct RoleRights {
    role: wire::Role,
    rights: Vec<wire::Right>,
}

/// A role that the organisation made for itself.
#[derive(Serialize, ToSchema)]
struct CustomRole {
    id: String,
    key: String,
    name: String,
    description: String,
    /// What it allows, beside reading.
    rights: Vec<wire::Right>,
    rev: i64,
}

impl From<people::CustomRole> for CustomRole {
    fn from(role: people::CustomRole) -> Self {
        Self {
            id: role.id.to_string(),
            key: role.key.to_string(),
            name: role.name.to_string(),
            description: role.description,
            rights: role.rights.iter().map(wire::Right::from).collect(),
            rev: role.rev,
        }
    }
}

/// Every role.
#[derive(Serialize, ToSchema)]
struct Roles {
    /// Those that every installation has.
    items: Vec<RoleRights>,
    /// Those that the organisation made, by name.
    custom: Vec<CustomRole>,
}

/// A role to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewRole {
    #[schema(value_type = String, format = "key")]
    key: Key,
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    name: Name,
    #[serde(default)]
    #[schema(max_length = 20000)]
    description: String,
    /// What it allows, beside reading.
    #[schema(max_items = 50)]
    rights: Vec<wire::Right>,
}

/// What is to change; what is absent stays, and rights that are given replace them all.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RoleChange {
    #[schema(value_type = Option<String>, format = "key", nullable = false)]
    key: Option<Key>,
    #[schema(value_type = Option<String>, format = "name", min_length = 1, max_length = 200, nullable = false)]
    name: Option<Name>,
    #[schema(max_length = 20000, nullable = false)]
    description: Option<String>,
    #[schema(max_items = 50, nullable = false)]
    rights: Option<Vec<wire::Right>>,
}

fn set(rights: Vec<wire::Right>) -> authz::RightSet {
    rights.into_iter().map(authz::Right::from).collect()
}

/// List what one may be allowed to do
#[utoipa::path(get, path = "/rights", tag = "portfolios", responses((status = 200, body = Rights)))]
async fn list_rights(_: Caller) -> Reply<Json<Rights>> {
    let all: authz::RightSet = authz::Right::ALL.into_iter().collect();
    let custom = authz::without_administration(all);
    let items = authz::Right::ALL.into_iter().map(|right| RightDescription {
        right: right.into(),
        words: right.words(),
        custom: custom.has(right),
    });
    Ok(Json(Rights { items: items.collect() }))
}

/// List the roles and what each allows
#[utoipa::path(get, path = "/roles", tag = "portfolios", responses((status = 200, body = Roles)))]
async fn list_roles(State(web): State<Web>, Caller(ctx): Caller) -> Reply<Json<Roles>> {
    let items = authz::Role::ALL
        .into_iter()
        .map(|role| RoleRights { role: role.into(), rights: role.rights().map(wire::Right::from).collect() });
    let custom = roles::list(&web.app, &ctx).await?;
    Ok(Json(Roles { items: items.collect(), custom: custom.into_iter().map(CustomRole::from).collect() }))
}

/// Make a role
#[utoipa::path(post, path = "/roles", tag = "portfolios", request_body = NewRole,
    responses((status = 201, body = CustomRole)))]
async fn create_role(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Body(new): Body<NewRole>,
) -> Reply<Tagged<CustomRole>> {
    let new = New { key: new.key, name: new.name, description: new.description, rights: set(new.rights) };
    let made = roles::create(&web.app, &ctx, new).await?;
    Ok(Tagged::created(made.rev, made.into()))
}

/// Get a role that the organisation made
#[utoipa::path(get, path = "/roles/{role}", tag = "portfolios",
    params(("role" = String, Path, description = "Id or key")), responses((status = 200, body = CustomRole)))]
async fn get_role(State(web): State<Web>, Caller(ctx): Caller, Path(named): Path<String>) -> Reply<Tagged<CustomRole>> {
    let found = roles::get(&web.app, &ctx, named).await?;
    Ok(Tagged::found(found.rev, found.into()))
}

/// Change a role
///
/// It holds from the next request on, for everybody who was given the role.
#[utoipa::path(patch, path = "/roles/{role}", tag = "portfolios", request_body = RoleChange,
    params(("role" = String, Path, description = "Id or key"), ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = CustomRole)))]
async fn change_role(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
    Body(change): Body<RoleChange>,
) -> Reply<Tagged<CustomRole>> {
    let rights = change.rights.map(set);
    let change = Change { key: change.key, name: change.name, description: change.description, rights };
    let changed = roles::change(&web.app, &ctx, named, rev, change).await?;
    Ok(Tagged::found(changed.rev, changed.into()))
}

/// Take a role away that nobody was given
#[utoipa::path(delete, path = "/roles/{role}", tag = "portfolios",
    params(("role" = String, Path, description = "Id or key"), ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 204)))]
async fn delete_role(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
) -> Reply<StatusCode> {
    roles::delete(&web.app, &ctx, named, rev).await?;
    Ok(StatusCode::NO_CONTENT)
}
