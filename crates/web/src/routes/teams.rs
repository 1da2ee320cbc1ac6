//! `/teams`: groups of people.

use super::{archiving, page};
use crate::{
    failure::Reply,
    input::{Body, Caller, IfMatch, Path, Query},
    output::{Listing, Mention, PersonMention, Tagged},
    state::Web,
};
use axum::{Json, extract::State};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use signalbox_domain::{Key, Name};
use signalbox_service::{
    Page,
    teams::{self, Change, Filter, New, View},
};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on teams.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(list_teams, create_team))
        .routes(routes!(get_team, change_team))
        .routes(routes!(archive_team))
        .routes(routes!(restore_team))
}

/// A group of people.
#[derive(Serialize, ToSchema)]
struct Team {
    id: String,
    key: String,
    name: String,
    description: String,
    /// Whose it is.
    portfolio: Mention,
    /// Who is in it, by name.
    members: Vec<PersonMention>,
    archived_at: Option<Timestamp>,
    rev: i64,
}

impl From<View> for Team {
    fn from(view: View) -> Self {
        let team = view.team;
        Self {
            id: team.id.to_string(),
            key: team.key.to_string(),
            name: team.name.to_string(),
            description: team.description,
            portfolio: view.portfolio.into(),
            members: view.members.into_iter().map(PersonMention::from).collect(),
            archived_at: team.archived_at,
            rev: team.rev,
        }
    }
}

fn found(view: View) -> Tagged<Team> {
    Tagged::found(view.team.rev, view.into())
}

/// What a new team is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewTeam {
    #[schema(value_type = String, format = "key")]
    key: Key,
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    name: Name,
    /// What it does.
    #[serde(default)]
    #[schema(max_length = 20000)]
    description: String,
    /// Whose it is, by id or key.
    portfolio: String,
    /// The ids of the people in it.
    #[serde(default)]
    #[schema(max_items = 1000)]
    members: Vec<String>,
}

/// What is to change; what is absent stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TeamChange {
    #[schema(value_type = Option<String>, format = "key", nullable = false)]
    key: Option<Key>,
    #[schema(value_type = Option<String>, format = "name", min_length = 1, max_length = 200, nullable = false)]
    name: Option<Name>,
    #[schema(max_length = 20000, nullable = false)]
    description: Option<String>,
    /// Whose it is, by id or key.
    #[schema(nullable = false)]
    portfolio: Option<String>,
    /// The ids of all people in it.
    #[schema(max_items = 1000, nullable = false)]
    members: Option<Vec<String>>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListQuery {
    /// How many items, 1 to 200; 50 when absent.
    limit: Option<u32>,
    /// Where the former part ended: its `next_cursor`.
    cursor: Option<String>,
    /// Whether to count the whole list.
    total: Option<bool>,
    /// Teams of this portfolio, by id or key, and those below it.
    portfolio: Option<String>,
    /// Teams this person is in.
    member: Option<String>,
    /// Key or name holds this text.
    q: Option<String>,
    /// Archived ones instead of the others.
    archived: Option<bool>,
}

impl ListQuery {
    /// Which teams, and which part of them.
    pub(super) fn parts(self) -> (Filter, Page) {
        let filter = Filter {
            portfolio: self.portfolio,
            member: self.member,
            text: self.q,
            archived: self.archived.unwrap_or(false),
        };
        (filter, page(self.limit, self.cursor, self.total))
    }
}

/// List teams
#[utoipa::path(get, path = "/teams", tag = "people", params(ListQuery),
    responses((status = 200, body = Listing<Team>)))]
async fn list_teams(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Query(query): Query<ListQuery>,
) -> Reply<Json<Listing<Team>>> {
    let (filter, page) = query.parts();
    let found = teams::list(&web.app, &ctx, filter, page).await?;
    Ok(Listing::of(found, Team::from))
}

/// Make a team
#[utoipa::path(post, path = "/teams", tag = "people", request_body = NewTeam,
    responses((status = 201, body = Team)))]
async fn create_team(State(web): State<Web>, Caller(ctx): Caller, Body(new): Body<NewTeam>) -> Reply<Tagged<Team>> {
    let new = New {
        key: new.key,
        name: new.name,
        description: new.description,
        portfolio: new.portfolio,
        members: new.members,
    };
    let made = teams::create(&web.app, &ctx, new).await?;
    Ok(Tagged::created(made.team.rev, made.into()))
}

/// Read a team
#[utoipa::path(get, path = "/teams/{team}", tag = "people",
    params(("team" = String, Path, description = "Id or key")),
    responses((status = 200, body = Team)))]
async fn get_team(State(web): State<Web>, Caller(ctx): Caller, Path(named): Path<String>) -> Reply<Tagged<Team>> {
    Ok(found(teams::get(&web.app, &ctx, named).await?))
}

/// Change a team
///
/// To say who is in a team takes the right to administer every portfolio on which the team holds a role.
#[utoipa::path(patch, path = "/teams/{team}", tag = "people", request_body = TeamChange,
    params(("team" = String, Path, description = "Id or key"), ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = Team)))]
async fn change_team(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
    Body(change): Body<TeamChange>,
) -> Reply<Tagged<Team>> {
    let change = Change {
        key: change.key,
        name: change.name,
        description: change.description,
        portfolio: change.portfolio,
        members: change.members,
    };
    Ok(found(teams::change(&web.app, &ctx, named, rev, change).await?))
}

archiving! { Team, "people", "team" "Id or key", teams::archive, found, {
    /// Put a team away
    ///
    /// A team that is away gives its members nothing.
    archive_team("/teams/{team}/archive", true);
    /// Take a team out again
    restore_team("/teams/{team}/restore", false);
} }
