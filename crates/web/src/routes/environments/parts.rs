//! What an environment stands on, and what it exchanges with others.

use crate::{
    failure::Reply,
    input::{Body, Caller, IfMatch, Path, Query},
    output::{Mention, Tagged},
    state::Web,
    wire::LinkDirection,
};
use axum::{extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use signalbox_domain::Name;
use signalbox_service::environments::parts::{self, Neighbour, NewLink, Told};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on hosts and links.
pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(list_environment_hosts, put_environment_hosts))
        .routes(routes!(list_environment_links))
        .routes(routes!(put_environment_link, remove_environment_link))
}

/// Something installed on a host.
#[derive(Serialize, ToSchema)]
struct Component {
    name: String,
    version: String,
    /// The system it is; `null` when it is none of ours or not visible.
    system: Option<Mention>,
}

/// A machine, cluster or the like.
#[derive(Serialize, ToSchema)]
struct Host {
    id: String,
    name: String,
    /// The enterprise's own word for what it is: `vm`, `cluster`, ….
    kind: String,
    /// Where it is reached.
    address: Option<String>,
    components: Vec<Component>,
}

/// What an environment stands on.
#[derive(Serialize, ToSchema)]
struct Hosts {
    items: Vec<Host>,
    /// The environment's rev.
    rev: i64,
}

fn hosts_of(found: parts::Hosts) -> Tagged<Hosts> {
    let systems = found.systems;
    let component = |component: signalbox_domain::environments::Component| Component {
        name: component.name,
        version: component.version,
        system: systems.iter().find(|system| Some(system.id) == component.system).cloned().map(Mention::from),
    };
    let items = found.hosts.into_iter().map(|host| Host {
        id: host.id.to_string(),
        name: host.name.to_string(),
        kind: host.kind,
        address: host.address,
        components: host.components.into_iter().map(component).collect(),
    });
    Tagged::found(found.rev, Hosts { items: items.collect(), rev: found.rev })
}

/// Something that was found on a host.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewComponent {
    /// What: `postgresql`, `openjdk`, …; once per host.
    #[schema(min_length = 1, max_length = 500)]
    name: String,
    /// Its version, as its makers write it.
    #[schema(min_length = 1, max_length = 500)]
    version: String,
    /// The system it is, by id or key, when that is one of ours.
    #[serde(default)]
    system: Option<String>,
}

/// A host that was found.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewHost {
    /// What it is called there; once per environment.
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    name: Name,
    /// The enterprise's own word for what it is.
    #[schema(min_length = 1, max_length = 500)]
    kind: String,
    /// Where it is reached.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 500)]
    address: Option<String>,
    #[serde(default)]
    #[schema(max_items = 500)]
    components: Vec<NewComponent>,
}

/// Everything that was found.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewHosts {
    #[schema(max_items = 1000)]
    hosts: Vec<NewHost>,
}

/// List the hosts of an environment
#[utoipa::path(get, path = "/environments/{environment}/hosts", tag = "environments",
    params(("environment" = String, Path, description = "Id or key")),
    responses((status = 200, body = Hosts)))]
async fn list_environment_hosts(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
) -> Reply<Tagged<Hosts>> {
    Ok(hosts_of(parts::list_hosts(&web.app, &ctx, named).await?))
}

/// Say what the hosts of an environment are
///
/// For discovery: what is told replaces what was known, and a host that is not told of is gone. Hosts are told apart by
/// their names. No revision is asked for, what was seen last counts.
#[utoipa::path(put, path = "/environments/{environment}/hosts", tag = "environments", request_body = NewHosts,
    params(("environment" = String, Path, description = "Id or key")),
    responses((status = 200, body = Hosts)))]
async fn put_environment_hosts(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    Body(new): Body<NewHosts>,
) -> Reply<Tagged<Hosts>> {
    let told = new.hosts.into_iter().map(|host| Told {
        name: host.name,
        kind: host.kind,
        address: host.address,
        components: host.components.into_iter().map(|one| (one.name, one.version, one.system)).collect(),
    });
    Ok(hosts_of(parts::put_hosts(&web.app, &ctx, named, told.collect()).await?))
}

/// Something an environment exchanges with another, seen from one of its ends.
#[derive(Serialize, ToSchema)]
struct EnvironmentLink {
    /// The environment at the other end.
    environment: Mention,
    /// The enterprise's own word for it: `data_feed`, `integration`, ….
    kind: String,
    direction: LinkDirection,
    note: String,
}

impl From<Neighbour> for EnvironmentLink {
    fn from(neighbour: Neighbour) -> Self {
        Self {
            environment: neighbour.environment.into(),
            kind: neighbour.kind,
            direction: neighbour.direction.into(),
            note: neighbour.note,
        }
    }
}

/// What an environment exchanges with visible others.
#[derive(Serialize, ToSchema)]
struct EnvironmentLinks {
    items: Vec<EnvironmentLink>,
    /// The environment's rev.
    rev: i64,
}

fn links_of((rev, links): (i64, Vec<Neighbour>)) -> Tagged<EnvironmentLinks> {
    Tagged::found(rev, EnvironmentLinks { items: links.into_iter().map(EnvironmentLink::from).collect(), rev })
}

/// What a link of environments is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewEnvironmentLink {
    /// The enterprise's own word for it; two environments have one link of a kind.
    #[schema(min_length = 1, max_length = 500)]
    kind: String,
    direction: LinkDirection,
    #[serde(default)]
    #[schema(max_length = 2000)]
    note: String,
}

/// List what an environment exchanges with others
#[utoipa::path(get, path = "/environments/{environment}/links", tag = "environments",
    params(("environment" = String, Path, description = "Id or key")),
    responses((status = 200, body = EnvironmentLinks)))]
async fn list_environment_links(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
) -> Reply<Tagged<EnvironmentLinks>> {
    Ok(links_of(parts::list_links(&web.app, &ctx, named).await?))
}

/// Say that an environment exchanges something with another
#[utoipa::path(put, path = "/environments/{environment}/links/{other}", tag = "environments",
    request_body = NewEnvironmentLink,
    params(("environment" = String, Path, description = "Id or key"),
        ("other" = String, Path, description = "Id or key"),
        ("If-Match" = String, Header, description = "The environment's rev")),
    responses((status = 200, body = EnvironmentLinks)))]
async fn put_environment_link(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path((named, other)): Path<(String, String)>,
    IfMatch(rev): IfMatch,
    Body(new): Body<NewEnvironmentLink>,
) -> Reply<Tagged<EnvironmentLinks>> {
    let new = NewLink { kind: new.kind, direction: new.direction.into(), note: new.note };
    Ok(links_of(parts::put_link(&web.app, &ctx, named, rev, other, new).await?))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct LinkQuery {
    /// Which of their links.
    kind: String,
}

/// Say that an environment no longer exchanges something with another
#[utoipa::path(delete, path = "/environments/{environment}/links/{other}", tag = "environments",
    params(("environment" = String, Path, description = "Id or key"),
        ("other" = String, Path, description = "Id or key"), LinkQuery,
        ("If-Match" = String, Header, description = "The environment's rev")),
    responses((status = 204)))]
async fn remove_environment_link(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path((named, other)): Path<(String, String)>,
    Query(query): Query<LinkQuery>,
    IfMatch(rev): IfMatch,
) -> Reply<StatusCode> {
    parts::remove_link(&web.app, &ctx, named, rev, other, query.kind).await?;
    Ok(StatusCode::NO_CONTENT)
}
