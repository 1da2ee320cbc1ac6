//! `/portfolios/{portfolio}/grants`: who holds which role.

use super::PageQuery;
use crate::{
    failure::Reply,
    input::{Body, Caller, Path, Query},
    output::{Listing, Mention, PersonMention},
    state::Web,
    wire::Role,
};
use axum::{Json, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use signalbox_service::grants::{self, Holder, Holding, New};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on grants.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(list_grants, create_grant)).routes(routes!(delete_grant))
}

/// A role that somebody holds on a portfolio and everything below it.
#[derive(Serialize, ToSchema)]
struct Grant {
    id: String,
    /// The person who holds it, if it is one.
    person: Option<PersonMention>,
    /// The team whose members hold it, if it is one.
    team: Option<Mention>,
    role: Role,
    /// Where it is given; `null` when that is a portfolio above that is not visible.
    portfolio: Option<Mention>,
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
            role: holding.view.grant.role.into(),
            portfolio: holding.view.portfolio.map(Mention::from),
            inherited: holding.inherited,
        }
    }
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
    role: Role,
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
    let new = New { person: new.person, team: new.team, role: new.role.into() };
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
