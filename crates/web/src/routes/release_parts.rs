//! `/releases/{release}/people`, `/dependencies`, `/systems`, `/manifest`, `/members`: what belongs to a release.

use super::{PageQuery, releases::Release};
use crate::{
    failure::Reply,
    input::{Body, Caller, IfMatch, Path, Query},
    output::{Listing, Mention, PersonMention, Tagged},
    state::Web,
    wire::{Impact, Involved, Part},
};
use axum::{Json, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use signalbox_service::{
    release_parts::{self, Delivered, InvolvedView, Need, NewInvolved, Touched},
    releases::{self, Order, Wanted},
};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on what belongs to a release.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(list_release_people, set_release_people))
        .routes(routes!(list_release_dependencies))
        .routes(routes!(put_release_dependency, remove_release_dependency))
        .routes(routes!(list_release_systems))
        .routes(routes!(put_release_system, remove_release_system))
        .routes(routes!(list_manifest))
        .routes(routes!(put_manifest_version, remove_manifest_version))
        .routes(routes!(list_members))
        .routes(routes!(compare_members))
}

/// Who has which part in a release.
#[derive(Serialize, ToSchema)]
struct ReleasePeople {
    items: Vec<Involved>,
    /// The release's rev.
    rev: i64,
}

/// Who is to have which part in a release.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewReleasePeople {
    /// Exactly one of them is accountable, and is a person; empty for nobody yet.
    #[schema(max_items = 500)]
    items: Vec<NewInvolvement>,
}

/// Somebody who is to have a part: a person or a team.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewInvolvement {
    /// A person, by id or mail address.
    #[serde(default)]
    person: Option<String>,
    /// A team, by id or key.
    #[serde(default)]
    team: Option<String>,
    role: Part,
}

impl From<NewInvolvement> for NewInvolved {
    fn from(one: NewInvolvement) -> Self {
        Self { person: one.person, team: one.team, part: one.role.into() }
    }
}

fn people_of((rev, people): (i64, Vec<InvolvedView>)) -> Tagged<ReleasePeople> {
    let wire = |one: InvolvedView| Involved {
        person: one.person.map(PersonMention::from),
        team: one.team.map(Mention::from),
        role: one.part.into(),
    };
    Tagged::found(rev, ReleasePeople { items: people.into_iter().map(wire).collect(), rev })
}

/// List who has which part in a release
#[utoipa::path(get, path = "/releases/{release}/people", tag = "releases",
    params(("release" = String, Path, description = "Id or key")),
    responses((status = 200, body = ReleasePeople)))]
async fn list_release_people(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
) -> Reply<Tagged<ReleasePeople>> {
    Ok(people_of(release_parts::people(&web.app, &ctx, named).await?))
}

/// Say who has which part in a release
#[utoipa::path(put, path = "/releases/{release}/people", tag = "releases", request_body = NewReleasePeople,
    params(("release" = String, Path, description = "Id or key"),
        ("If-Match" = String, Header, description = "The release's rev")),
    responses((status = 200, body = ReleasePeople)))]
async fn set_release_people(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
    Body(new): Body<NewReleasePeople>,
) -> Reply<Tagged<ReleasePeople>> {
    let people = new.items.into_iter().map(NewInvolved::from);
    Ok(people_of(release_parts::set_people(&web.app, &ctx, named, rev, people.collect()).await?))
}

/// A dependency seen from one of its ends.
#[derive(Serialize, ToSchema)]
struct Dependency {
    /// The release at the other end.
    release: Mention,
    /// True when the one that needs cannot be delivered without the other.
    hard: bool,
    note: String,
}

impl From<Need> for Dependency {
    fn from(need: Need) -> Self {
        Self { release: need.release.into(), hard: need.hard, note: need.note }
    }
}

/// The releases a release needs, and those that need it.
#[derive(Serialize, ToSchema)]
struct Dependencies {
    needs: Vec<Dependency>,
    needed_by: Vec<Dependency>,
    /// The release's rev.
    rev: i64,
}

fn dependencies_of((rev, needs, needed_by): (i64, Vec<Need>, Vec<Need>)) -> Tagged<Dependencies> {
    let wire = |needs: Vec<Need>| needs.into_iter().map(Dependency::from).collect();
    Tagged::found(rev, Dependencies { needs: wire(needs), needed_by: wire(needed_by), rev })
}

/// What a dependency is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewDependency {
    #[serde(default)]
    hard: bool,
    #[serde(default)]
    #[schema(max_length = 2000)]
    note: String,
}

/// List what a release needs and what needs it
#[utoipa::path(get, path = "/releases/{release}/dependencies", tag = "releases",
    params(("release" = String, Path, description = "Id or key")),
    responses((status = 200, body = Dependencies)))]
async fn list_release_dependencies(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
) -> Reply<Tagged<Dependencies>> {
    Ok(dependencies_of(release_parts::dependencies(&web.app, &ctx, named).await?))
}

/// Say that a release needs another
#[utoipa::path(put, path = "/releases/{release}/dependencies/{other}", tag = "releases", request_body = NewDependency,
    params(("release" = String, Path, description = "Id or key"), ("other" = String, Path, description = "Id or key"),
        ("If-Match" = String, Header, description = "The release's rev")),
    responses((status = 200, body = Dependencies)))]
async fn put_release_dependency(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path((named, other)): Path<(String, String)>,
    IfMatch(rev): IfMatch,
    Body(new): Body<NewDependency>,
) -> Reply<Tagged<Dependencies>> {
    let found = release_parts::put_dependency(&web.app, &ctx, named, rev, other, new.hard, new.note).await?;
    Ok(dependencies_of(found))
}

/// Say that a release no longer needs another
#[utoipa::path(delete, path = "/releases/{release}/dependencies/{other}", tag = "releases",
    params(("release" = String, Path, description = "Id or key"), ("other" = String, Path, description = "Id or key"),
        ("If-Match" = String, Header, description = "The release's rev")),
    responses((status = 204)))]
async fn remove_release_dependency(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path((named, other)): Path<(String, String)>,
    IfMatch(rev): IfMatch,
) -> Reply<StatusCode> {
    release_parts::remove_dependency(&web.app, &ctx, named, rev, other).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A system a release touches.
#[derive(Serialize, ToSchema)]
struct ReleaseSystem {
    system: Mention,
    impact: Impact,
}

/// The systems a release touches.
#[derive(Serialize, ToSchema)]
struct ReleaseSystems {
    items: Vec<ReleaseSystem>,
    /// The release's rev.
    rev: i64,
}

fn systems_of((rev, touched): (i64, Vec<Touched>)) -> Tagged<ReleaseSystems> {
    let wire = |one: Touched| ReleaseSystem { system: one.system.into(), impact: one.impact.into() };
    Tagged::found(rev, ReleaseSystems { items: touched.into_iter().map(wire).collect(), rev })
}

/// How a release is to touch a system.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewReleaseSystem {
    impact: Impact,
}

/// List the systems a release touches
#[utoipa::path(get, path = "/releases/{release}/systems", tag = "releases",
    params(("release" = String, Path, description = "Id or key")),
    responses((status = 200, body = ReleaseSystems)))]
async fn list_release_systems(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
) -> Reply<Tagged<ReleaseSystems>> {
    Ok(systems_of(release_parts::systems(&web.app, &ctx, named).await?))
}

/// Say how a release touches a system
#[utoipa::path(put, path = "/releases/{release}/systems/{system}", tag = "releases", request_body = NewReleaseSystem,
    params(("release" = String, Path, description = "Id or key"), ("system" = String, Path, description = "Id or key"),
        ("If-Match" = String, Header, description = "The release's rev")),
    responses((status = 200, body = ReleaseSystems)))]
async fn put_release_system(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path((named, system)): Path<(String, String)>,
    IfMatch(rev): IfMatch,
    Body(new): Body<NewReleaseSystem>,
) -> Reply<Tagged<ReleaseSystems>> {
    Ok(systems_of(release_parts::put_system(&web.app, &ctx, named, rev, system, new.impact.into()).await?))
}

/// Say that a release no longer touches a system
#[utoipa::path(delete, path = "/releases/{release}/systems/{system}", tag = "releases",
    params(("release" = String, Path, description = "Id or key"), ("system" = String, Path, description = "Id or key"),
        ("If-Match" = String, Header, description = "The release's rev")),
    responses((status = 204)))]
async fn remove_release_system(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path((named, system)): Path<(String, String)>,
    IfMatch(rev): IfMatch,
) -> Reply<StatusCode> {
    release_parts::remove_system(&web.app, &ctx, named, rev, system).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A version as a manifest mentions it.
#[derive(Serialize, ToSchema)]
struct VersionMention {
    id: String,
    number: String,
    commit: Option<String>,
    digest: Option<String>,
}

/// A version a release delivers.
#[derive(Serialize, ToSchema)]
struct ManifestEntry {
    system: Mention,
    version: VersionMention,
    /// The release in whose manifest it stands: this one, or a member of it.
    release: Mention,
}

impl From<Delivered> for ManifestEntry {
    fn from(delivered: Delivered) -> Self {
        Self {
            system: delivered.system.into(),
            version: VersionMention {
                id: delivered.version.to_string(),
                number: delivered.number,
                commit: delivered.commit,
                digest: delivered.digest,
            },
            release: delivered.release.into(),
        }
    }
}

/// Which version a release is to deliver.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewManifestEntry {
    /// Its number or id.
    #[schema(min_length = 1, max_length = 100)]
    version: String,
}

/// List the versions a release delivers
///
/// Of a train, those of its members too.
#[utoipa::path(get, path = "/releases/{release}/manifest", tag = "releases",
    params(("release" = String, Path, description = "Id or key"), PageQuery),
    responses((status = 200, body = Listing<ManifestEntry>)))]
async fn list_manifest(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    Query(query): Query<PageQuery>,
) -> Reply<Json<Listing<ManifestEntry>>> {
    let (_, found) = release_parts::manifest(&web.app, &ctx, named, query.into()).await?;
    Ok(Listing::of(found, ManifestEntry::from))
}

/// Say which version of a system a release delivers
#[utoipa::path(put, path = "/releases/{release}/manifest/{system}", tag = "releases", request_body = NewManifestEntry,
    params(("release" = String, Path, description = "Id or key"), ("system" = String, Path, description = "Id or key"),
        ("If-Match" = String, Header, description = "The release's rev")),
    responses((status = 200, body = Listing<ManifestEntry>)))]
async fn put_manifest_version(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path((named, system)): Path<(String, String)>,
    IfMatch(rev): IfMatch,
    Body(new): Body<NewManifestEntry>,
) -> Reply<Json<Listing<ManifestEntry>>> {
    let (_, found) = release_parts::put_delivered(&web.app, &ctx, named, rev, system, new.version).await?;
    Ok(Listing::of(found, ManifestEntry::from))
}

/// Say that a release no longer delivers a system
#[utoipa::path(delete, path = "/releases/{release}/manifest/{system}", tag = "releases",
    params(("release" = String, Path, description = "Id or key"), ("system" = String, Path, description = "Id or key"),
        ("If-Match" = String, Header, description = "The release's rev")),
    responses((status = 204)))]
async fn remove_manifest_version(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path((named, system)): Path<(String, String)>,
    IfMatch(rev): IfMatch,
) -> Reply<StatusCode> {
    release_parts::remove_delivered(&web.app, &ctx, named, rev, system).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// List the members of a train
#[utoipa::path(get, path = "/releases/{release}/members", tag = "releases",
    params(("release" = String, Path, description = "Id or key"), PageQuery),
    responses((status = 200, body = Listing<Release>)))]
async fn list_members(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    Query(query): Query<PageQuery>,
) -> Reply<Json<Listing<Release>>> {
    let wanted = Wanted { parent: Some(named), ..Wanted::default() };
    let found = releases::list(&web.app, &ctx, wanted, Order::Key, false, query.into()).await?;
    Ok(Listing::of(found, Release::from))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct CompareQuery {
    /// The other train, by id or key: what changed from it to this one.
    with: String,
}

/// The systems of two trains' members.
#[derive(Serialize, ToSchema)]
struct Comparison {
    /// In this train and not in the other.
    added: Vec<Mention>,
    /// In the other and not in this one.
    removed: Vec<Mention>,
    /// How many are in both.
    kept: usize,
}

/// Compare the members of two trains
#[utoipa::path(get, path = "/releases/{release}/members/compare", tag = "releases",
    params(("release" = String, Path, description = "Id or key"), CompareQuery),
    responses((status = 200, body = Comparison)))]
async fn compare_members(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    Query(query): Query<CompareQuery>,
) -> Reply<Json<Comparison>> {
    let found = releases::compare_members(&web.app, &ctx, named, query.with).await?;
    Ok(Json(Comparison {
        added: found.added.into_iter().map(Mention::from).collect(),
        removed: found.removed.into_iter().map(Mention::from).collect(),
        kept: found.kept,
    }))
}
