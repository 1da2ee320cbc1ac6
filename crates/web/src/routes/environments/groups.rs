//! `/environment-groups`: pools of environments.

use super::super::{archiving, page};
use crate::{
    failure::Reply,
    input::{Body, Caller, IfMatch, Path, Query},
    output::{Listing, Mention, Tagged},
    state::Web,
};
use axum::{Json, extract::State};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use signalbox_domain::{Key, Name};
use signalbox_service::environments::groups::{self, Change, Filter, New, View};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on groups.
pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(list_environment_groups, create_environment_group))
        .routes(routes!(get_environment_group, change_environment_group))
        .routes(routes!(archive_environment_group))
        .routes(routes!(restore_environment_group))
}

/// Environments of which one is as good as the other.
#[derive(Serialize, ToSchema)]
#[schema(as = EnvironmentGroup)]
struct Group {
    id: String,
    key: String,
    name: String,
    description: String,
    portfolio: Mention,
    /// True when a booking that clashes with nothing needs nobody's approval.
    approves_itself: bool,
    /// How many visible environments belong to it.
    environments: i64,
    archived_at: Option<Timestamp>,
    rev: i64,
}

impl From<View> for Group {
    fn from(view: View) -> Self {
        let group = view.group;
        Self {
            id: group.id.to_string(),
            key: group.key.to_string(),
            name: group.name.to_string(),
            description: group.description,
            portfolio: view.portfolio.into(),
            approves_itself: group.approves_itself,
            environments: view.environments,
            archived_at: group.archived_at,
            rev: group.rev,
        }
    }
}

/// What a new group is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewEnvironmentGroup)]
struct NewGroup {
    #[schema(value_type = String, format = "key")]
    key: Key,
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    name: Name,
    #[serde(default)]
    #[schema(max_length = 20000)]
    description: String,
    portfolio: String,
    /// True when a booking that clashes with nothing needs nobody's approval.
    #[serde(default)]
    approves_itself: bool,
}

/// What is to change; what is absent stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = EnvironmentGroupChange)]
struct GroupChange {
    #[schema(value_type = Option<String>, format = "key", nullable = false)]
    key: Option<Key>,
    #[schema(value_type = Option<String>, format = "name", min_length = 1, max_length = 200, nullable = false)]
    name: Option<Name>,
    #[schema(max_length = 20000, nullable = false)]
    description: Option<String>,
    #[schema(nullable = false)]
    approves_itself: Option<bool>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// How many items, 1 to 200; 50 when absent.
    limit: Option<u32>,
    /// Where the former part ended: its `next_cursor`.
    cursor: Option<String>,
    /// Whether to count the whole list.
    total: Option<bool>,
    /// Key or name holds this text.
    q: Option<String>,
    /// Of this portfolio or below it, by id or key.
    portfolio: Option<String>,
    /// Archived ones instead of the others.
    archived: Option<bool>,
}

/// List groups
#[utoipa::path(get, path = "/environment-groups", tag = "environments", params(ListQuery),
    responses((status = 200, body = Listing<Group>)))]
async fn list_environment_groups(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Query(query): Query<ListQuery>,
) -> Reply<Json<Listing<Group>>> {
    let filter = Filter { text: query.q, portfolio: query.portfolio, archived: query.archived.unwrap_or(false) };
    let page = page(query.limit, query.cursor, query.total);
    let found = groups::list(&web.app, &ctx, filter, page).await?;
    Ok(Listing::of(found, Group::from))
}

/// Make a group
#[utoipa::path(post, path = "/environment-groups", tag = "environments", request_body = NewGroup,
    responses((status = 201, body = Group)))]
async fn create_environment_group(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Body(new): Body<NewGroup>,
) -> Reply<Tagged<Group>> {
    let new = New {
        key: new.key,
        name: new.name,
        description: new.description,
        portfolio: new.portfolio,
        approves_itself: new.approves_itself,
    };
    let made = groups::create(&web.app, &ctx, new).await?;
    Ok(Tagged::created(made.group.rev, made.into()))
}

/// Read a group
#[utoipa::path(get, path = "/environment-groups/{group}", tag = "environments",
    params(("group" = String, Path, description = "Id or key")),
    responses((status = 200, body = Group)))]
async fn get_environment_group(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
) -> Reply<Tagged<Group>> {
    Ok(tagged(groups::get(&web.app, &ctx, named).await?))
}

/// Change a group
#[utoipa::path(patch, path = "/environment-groups/{group}", tag = "environments", request_body = GroupChange,
    params(("group" = String, Path, description = "Id or key"), ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = Group)))]
async fn change_environment_group(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
    Body(change): Body<GroupChange>,
) -> Reply<Tagged<Group>> {
    let change = Change {
        key: change.key,
        name: change.name,
        description: change.description,
        approves_itself: change.approves_itself,
    };
    Ok(tagged(groups::change(&web.app, &ctx, named, rev, change).await?))
}

archiving! { Group, "environments", "group" "Id or key", groups::archive, tagged, {
    /// Put a group away
    archive_environment_group("/environment-groups/{group}/archive", true);
    /// Take a group out again
    restore_environment_group("/environment-groups/{group}/restore", false);
} }

fn tagged(found: View) -> Tagged<Group> {
    Tagged::found(found.group.rev, found.into())
}
