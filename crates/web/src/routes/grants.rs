//! `/portfolios/{portfolio}/grants`: who holds which role.

use super::PageQuery;
use crate::{
    failure::Reply,
    input::{Body, Caller, Path, Query},
    output::{Listing, Mention, PersonMention},
    state::Web,
    wire::{Right, Role},
};
use axum::{Json, extract::State, http::StatusCode};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use signalbox_domain::people::GivenRole;
use signalbox_service::grants::{self, Because, Holder, Holding, New};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on grants.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(list_grants, create_grant))
        .routes(routes!(delete_grant))
        .routes(routes!(list_holders))
        .routes(routes!(get_standing))
}

/// A role that somebody holds on a portfolio and everything below it.
#[derive(Serialize, ToSchema)]
struct Grant {
    id: String,
    /// The person who holds it, if it is one.
    person: Option<PersonMention>,
    /// The team whose members hold it, if it is one.
    team: Option<Mention>,
    /// One of the roles that every installation has, if it is one.
    role: Option<Role>,
    /// One that the organisation made, if it is one.
    custom_role: Option<Mention>,
    /// Where it is given; `null` when that is a portfolio above that is not visible.
    portfolio: Option<Mention>,
    /// From when on it no longer holds; `null` for good.
    until: Option<Timestamp>,
    /// True when it is given on a portfolio above, where it has to be taken back.
    inherited: bool,
}

impl From<Holding> for Grant {
    fn from(holding: Holding) -> Self {
        let (person, team) = match holding.view.holder {
            Holder::Person(person) => (Some(person.into()), None),
            Holder::Team(team) => (None, Some(team.into())),
        };
        Self {
            id: holding.view.grant.id.to_string(),
            person,
            team,
            role: built_in(holding.view.grant.role),
            custom_role: holding.view.custom.map(Mention::from),
            portfolio: holding.view.portfolio.map(Mention::from),
            until: holding.view.grant.until,
            inherited: holding.inherited,
        }
    }
}

pub(super) fn built_in(role: GivenRole) -> Option<Role> {
    match role {
        GivenRole::BuiltIn(role) => Some(role.into()),
        GivenRole::Custom(_) => None,
    }
}

/// Something that a person holds on a portfolio and everything below it, and why.
#[derive(Serialize, ToSchema)]
pub(super) struct HeldRole {
    /// Where it was given; `null` when that is a portfolio that is not visible.
    portfolio: Option<Mention>,
    /// One of the roles that every installation has, if it is one.
    role: Option<Role>,
    /// One that the organisation made, if it is one.
    custom_role: Option<Mention>,
    /// What it allows, beside reading.
    rights: Vec<Right>,
    /// The team that it was given to, when it was not given to the person.
    team: Option<Mention>,
    /// The person whose role it is and who is away, when this one stands in.
    on_behalf_of: Option<PersonMention>,
    /// From when on it no longer holds; `null` for good.
    until: Option<Timestamp>,
}

impl From<Because> for HeldRole {
    fn from(because: Because) -> Self {
        Self {
            portfolio: because.portfolio.map(Mention::from),
            role: built_in(because.role),
            custom_role: because.custom.map(Mention::from),
            rights: because.rights.iter().map(Right::from).collect(),
            team: because.team.map(Mention::from),
            on_behalf_of: because.on_behalf_of.map(PersonMention::from),
            until: because.until,
        }
    }
}

/// What a person may do, and why.
#[derive(Serialize, ToSchema)]
struct PersonRights {
    /// All of it together, beside reading.
    rights: Vec<Right>,
    /// Where each part of it comes from; empty for whoever may not even read.
    because: Vec<HeldRole>,
}

/// Somebody who holds something on a portfolio.
#[derive(Serialize, ToSchema)]
struct RightsHolder {
    person: PersonMention,
    /// What they may do there, beside reading.
    rights: Vec<Right>,
}

/// Everybody who holds something on a portfolio.
#[derive(Serialize, ToSchema)]
struct RightsHolders {
    items: Vec<RightsHolder>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct HoldersQuery {
    /// Only those who have this right.
    right: Option<Right>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct StandingQuery {
    /// On this portfolio, by id or key, with what is given above it; everywhere when absent.
    portfolio: Option<String>,
}

/// A role to be given: to a person or to a team.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewGrant {
    /// A person, by id.
    #[serde(default)]
    person: Option<String>,
    /// A team, by id or key.
    #[serde(default)]
    team: Option<String>,
    /// One of the roles that every installation has,
    #[serde(default)]
    role: Option<Role>,
    /// or one that the organisation made, by id or key.
    #[serde(default)]
    custom_role: Option<String>,
    /// From when on it no longer holds; for good when absent.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "date-time")]
    until: Option<Timestamp>,
}

/// List the roles held on a portfolio
///
/// Those given on portfolios above hold here too, and are listed as inherited.
#[utoipa::path(get, path = "/portfolios/{portfolio}/grants", tag = "portfolios",
    params(("portfolio" = String, Path, description = "Id or key"), PageQuery),
    responses((status = 200, body = Listing<Grant>)))]
async fn list_grants(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    Query(query): Query<PageQuery>,
) -> Reply<Json<Listing<Grant>>> {
    let found = grants::list(&web.app, &ctx, named, query.into()).await?;
    Ok(Listing::of(found, Grant::from))
}

/// Give a role on a portfolio
#[utoipa::path(post, path = "/portfolios/{portfolio}/grants", tag = "portfolios", request_body = NewGrant,
    params(("portfolio" = String, Path, description = "Id or key")),
    responses((status = 201, body = Grant)))]
async fn create_grant(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    Body(new): Body<NewGrant>,
) -> Reply<(StatusCode, Json<Grant>)> {
    let role = new.role.map(signalbox_domain::authz::Role::from);
    let new = New { person: new.person, team: new.team, role, custom_role: new.custom_role, until: new.until };
    let given = grants::create(&web.app, &ctx, named, new).await?;
    Ok((StatusCode::CREATED, Json(given.into())))
}

/// Take a role back
///
/// A grant never changes, so it has no revision and needs no If-Match.
#[utoipa::path(delete, path = "/portfolios/{portfolio}/grants/{grant}", tag = "portfolios",
    params(("portfolio" = String, Path, description = "Id or key"), ("grant" = String, Path, description = "Id")),
    responses((status = 204)))]
async fn delete_grant(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path((named, grant)): Path<(String, String)>,
) -> Reply<StatusCode> {
    grants::delete(&web.app, &ctx, named, grant).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// List who may do what on a portfolio
///
/// By name: people with roles of their own, members of teams that have one, and whoever stands in for either.
#[utoipa::path(get, path = "/portfolios/{portfolio}/holders", tag = "portfolios",
    params(("portfolio" = String, Path, description = "Id or key"), HoldersQuery),
    responses((status = 200, body = RightsHolders)))]
async fn list_holders(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    Query(query): Query<HoldersQuery>,
) -> Reply<Json<RightsHolders>> {
    let found = grants::holders(&web.app, &ctx, named, query.right.map(signalbox_domain::authz::Right::from)).await?;
    let items = found.into_iter().map(|(person, rights)| RightsHolder {
        person: person.into(),
        rights: rights.iter().map(Right::from).collect(),
    });
    Ok(Json(RightsHolders { items: items.collect() }))
}

/// Tell what a person may do, and why
///
/// Of a portfolio everybody who sees it may ask; of all at once only the person and administrators of the installation.
#[utoipa::path(get, path = "/people/{person}/rights", tag = "people",
    params(("person" = String, Path, description = "Id"), StandingQuery),
    responses((status = 200, body = PersonRights)))]
async fn get_standing(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(person): Path<String>,
    Query(query): Query<StandingQuery>,
) -> Reply<Json<PersonRights>> {
    let found = grants::standing(&web.app, &ctx, person, query.portfolio).await?;
    Ok(Json(PersonRights {
        rights: found.rights.iter().map(Right::from).collect(),
        because: found.because.into_iter().map(HeldRole::from).collect(),
    }))
}
