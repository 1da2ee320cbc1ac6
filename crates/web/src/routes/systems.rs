//! `/systems`: what can be deployed, and what it needs.

use super::{archiving, order, page};
use crate::{
    failure::Reply,
    input::{Body, Caller, IfMatch, Path, Query},
    output::{Listing, Mention, Tagged},
    state::Web,
    wire::{Level, Link},
};
use axum::{Json, extract::State, http::StatusCode};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use signalbox_domain::{Key, Name, Patch};
use signalbox_service::{
    Order, Page,
    systems::{self, Change, Filter, Neighbour, Neighbours, New, View},
};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on systems.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(list_systems, create_system))
        .routes(routes!(get_system, change_system))
        .routes(routes!(archive_system))
        .routes(routes!(restore_system))
        .routes(routes!(list_system_dependencies))
        .routes(routes!(put_system_dependency, remove_system_dependency))
}

/// Something deployable: application, service, database, library.
#[derive(Serialize, ToSchema)]
struct System {
    id: String,
    key: String,
    name: String,
    /// The enterprise's own word for what it is: `service`, `library`, ….
    kind: String,
    description: String,
    portfolio: Mention,
    /// Who looks after it; `null` when there is none or it is not visible.
    team: Option<Mention>,
    /// Who supplies it.
    vendor: Option<String>,
    criticality: Option<Level>,
    /// The system it is part of; `null` when there is none or it is not visible.
    parent: Option<Mention>,
    /// Where its source is kept.
    repositories: Vec<String>,
    links: Vec<Link>,
    tags: Vec<String>,
    /// The number of the newest version that is no pre-release, or else of the newest.
    latest_version: Option<String>,
    archived_at: Option<Timestamp>,
    rev: i64,
}

impl From<View> for System {
    fn from(view: View) -> Self {
        let system = view.system;
        Self {
            id: system.id.to_string(),
            key: system.key.to_string(),
            name: system.name.to_string(),
            kind: system.kind,
            description: system.description,
            portfolio: view.portfolio.into(),
            team: view.team.map(Mention::from),
            vendor: system.vendor,
            criticality: system.criticality.map(Level::from),
            parent: view.parent.map(Mention::from),
            repositories: system.repositories,
            links: system.links.into_iter().map(Link::from).collect(),
            tags: system.tags,
            latest_version: view.latest_version.map(|version| version.number),
            archived_at: system.archived_at,
            rev: system.rev,
        }
    }
}

/// What a new system is to be. Other things are named by id or key.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewSystem {
    #[schema(value_type = String, format = "key")]
    key: Key,
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    name: Name,
    /// The enterprise's own word for what it is.
    #[serde(default)]
    #[schema(max_length = 50)]
    kind: String,
    #[serde(default)]
    #[schema(max_length = 20000)]
    description: String,
    portfolio: String,
    /// Who looks after it.
    #[serde(default)]
    team: Option<String>,
    /// Who supplies it.
    #[serde(default)]
    #[schema(max_length = 500)]
    vendor: Option<String>,
    #[serde(default)]
    criticality: Option<Level>,
    /// The system it is part of.
    #[serde(default)]
    parent: Option<String>,
    /// Where its source is kept.
    #[serde(default)]
    #[schema(max_items = 500)]
    repositories: Vec<String>,
    #[serde(default)]
    #[schema(max_items = 50)]
    links: Vec<Link>,
    #[serde(default)]
    #[schema(max_items = 50)]
    tags: Vec<String>,
}

/// What is to change; what is absent stays, what is `null` is cleared.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SystemChange {
    #[schema(value_type = Option<String>, format = "key", nullable = false)]
    key: Option<Key>,
    #[schema(value_type = Option<String>, format = "name", min_length = 1, max_length = 200, nullable = false)]
    name: Option<Name>,
    #[schema(max_length = 50, nullable = false)]
    kind: Option<String>,
    #[schema(max_length = 20000, nullable = false)]
    description: Option<String>,
    #[schema(nullable = false)]
    portfolio: Option<String>,
    /// Who looks after it.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    team: Patch<String>,
    /// Who supplies it.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 500)]
    vendor: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<Level>)]
    criticality: Patch<Level>,
    /// The system it is part of.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    parent: Patch<String>,
    #[schema(max_items = 500, nullable = false)]
    repositories: Option<Vec<String>>,
    #[schema(max_items = 50, nullable = false)]
    links: Option<Vec<Link>>,
    #[schema(max_items = 50, nullable = false)]
    tags: Option<Vec<String>>,
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
    /// `key` (the usual one) or `name`; with `-` before it backwards.
    sort: Option<String>,
    /// Key or name holds this text.
    q: Option<String>,
    /// Of this kind.
    kind: Option<String>,
    /// In this portfolio or below it, by id or key.
    portfolio: Option<String>,
    /// Looked after by this team, by id or key.
    team: Option<String>,
    criticality: Option<Level>,
    /// Parts of this system, by id or key.
    parent: Option<String>,
    /// With this label.
    tag: Option<String>,
    /// Archived ones instead of the others.
    archived: Option<bool>,
}

impl ListQuery {
    /// Which systems, in which order, and which part of them.
    pub(super) fn parts(self) -> Reply<(Filter, Order, Page)> {
        let filter = Filter {
            text: self.q,
            kind: self.kind,
            portfolio: self.portfolio,
            team: self.team,
            criticality: self.criticality.map(Into::into),
            parent: self.parent,
            tag: self.tag,
            archived: self.archived.unwrap_or(false),
        };
        Ok((filter, order(self.sort.as_deref())?, page(self.limit, self.cursor, self.total)))
    }
}

/// List systems
#[utoipa::path(get, path = "/systems", tag = "systems", params(ListQuery),
    responses((status = 200, body = Listing<System>)))]
async fn list_systems(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Query(query): Query<ListQuery>,
) -> Reply<Json<Listing<System>>> {
    let (filter, order, page) = query.parts()?;
    let found = systems::list(&web.app, &ctx, filter, order, page).await?;
    Ok(Listing::of(found, System::from))
}

/// Make a system
#[utoipa::path(post, path = "/systems", tag = "systems", request_body = NewSystem,
    responses((status = 201, body = System)))]
async fn create_system(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Body(new): Body<NewSystem>,
) -> Reply<Tagged<System>> {
    let new = New {
        key: new.key,
        name: new.name,
        kind: new.kind,
        description: new.description,
        portfolio: new.portfolio,
        team: new.team,
        vendor: new.vendor,
        criticality: new.criticality.map(Into::into),
        parent: new.parent,
        repositories: new.repositories,
        links: new.links.into_iter().map(Into::into).collect(),
        tags: new.tags,
    };
    let made = systems::create(&web.app, &ctx, new).await?;
    Ok(Tagged::created(made.system.rev, made.into()))
}

/// Read a system
#[utoipa::path(get, path = "/systems/{system}", tag = "systems",
    params(("system" = String, Path, description = "Id or key")),
    responses((status = 200, body = System)))]
async fn get_system(State(web): State<Web>, Caller(ctx): Caller, Path(named): Path<String>) -> Reply<Tagged<System>> {
    let found = systems::get(&web.app, &ctx, named).await?;
    Ok(tagged(found))
}

/// Change a system
#[utoipa::path(patch, path = "/systems/{system}", tag = "systems", request_body = SystemChange,
    params(("system" = String, Path, description = "Id or key"), ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = System)))]
async fn change_system(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
    Body(change): Body<SystemChange>,
) -> Reply<Tagged<System>> {
    let change = Change {
        key: change.key,
        name: change.name,
        kind: change.kind,
        description: change.description,
        portfolio: change.portfolio,
        team: change.team,
        vendor: change.vendor,
        criticality: change.criticality.map(Into::into),
        parent: change.parent,
        repositories: change.repositories,
        links: change.links.map(|links| links.into_iter().map(Into::into).collect()),
        tags: change.tags,
    };
    let changed = systems::change(&web.app, &ctx, named, rev, change).await?;
    Ok(tagged(changed))
}

archiving! { System, "systems", "system" "Id or key", systems::archive, tagged, {
    /// Put a system away
    archive_system("/systems/{system}/archive", true);
    /// Take a system out again
    restore_system("/systems/{system}/restore", false);
} }

/// A dependency of systems seen from one of its ends.
#[derive(Serialize, ToSchema)]
struct SystemDependency {
    /// The system at the other end.
    system: Mention,
    /// What for.
    note: String,
}

impl From<Neighbour> for SystemDependency {
    fn from(neighbour: Neighbour) -> Self {
        Self { system: neighbour.system.into(), note: neighbour.note }
    }
}

/// The visible systems a system needs, and those that need it.
#[derive(Serialize, ToSchema)]
struct SystemDependencies {
    /// Those it needs.
    upstream: Vec<SystemDependency>,
    /// Those that need it.
    downstream: Vec<SystemDependency>,
    /// The system's rev.
    rev: i64,
}

fn dependencies_of((rev, around): (i64, Neighbours)) -> Tagged<SystemDependencies> {
    let wire = |some: Vec<Neighbour>| some.into_iter().map(SystemDependency::from).collect();
    let body = SystemDependencies { upstream: wire(around.upstream), downstream: wire(around.downstream), rev };
    Tagged::found(rev, body)
}

/// What a dependency of systems is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewSystemDependency {
    /// What for.
    #[serde(default)]
    #[schema(max_length = 2000)]
    note: String,
}

/// List what a system needs and what needs it
#[utoipa::path(get, path = "/systems/{system}/dependencies", tag = "systems",
    params(("system" = String, Path, description = "Id or key")),
    responses((status = 200, body = SystemDependencies)))]
async fn list_system_dependencies(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
) -> Reply<Tagged<SystemDependencies>> {
    Ok(dependencies_of(systems::dependencies(&web.app, &ctx, named).await?))
}

/// Say that a system needs another
#[utoipa::path(put, path = "/systems/{system}/dependencies/{other}", tag = "systems", request_body = NewSystemDependency,
    params(("system" = String, Path, description = "Id or key"), ("other" = String, Path, description = "Id or key"),
        ("If-Match" = String, Header, description = "The system's rev")),
    responses((status = 200, body = SystemDependencies)))]
async fn put_system_dependency(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path((named, other)): Path<(String, String)>,
    IfMatch(rev): IfMatch,
    Body(new): Body<NewSystemDependency>,
) -> Reply<Tagged<SystemDependencies>> {
    Ok(dependencies_of(systems::put_dependency(&web.app, &ctx, named, rev, other, new.note).await?))
}

/// Say that a system no longer needs another
#[utoipa::path(delete, path = "/systems/{system}/dependencies/{other}", tag = "systems",
    params(("system" = String, Path, description = "Id or key"), ("other" = String, Path, description = "Id or key"),
        ("If-Match" = String, Header, description = "The system's rev")),
    responses((status = 204)))]
async fn remove_system_dependency(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path((named, other)): Path<(String, String)>,
    IfMatch(rev): IfMatch,
) -> Reply<StatusCode> {
    systems::remove_dependency(&web.app, &ctx, named, rev, other).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn tagged(found: View) -> Tagged<System> {
    Tagged::found(found.system.rev, found.into())
}
