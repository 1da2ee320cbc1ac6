//! `/systems/{system}/versions`: immutable builds.

use super::PageQuery;
use crate::{
    failure::Reply,
    input::{Body, Caller, Path, Query},
    output::{Listing, Mention},
    state::Web,
};
use axum::{Json, extract::State, http::StatusCode};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use signalbox_service::versions::{self, New, View};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on versions.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(list_versions, register_version)).routes(routes!(get_version))
}

/// An immutable build of a system.
#[derive(Serialize, ToSchema)]
struct Version {
    id: String,
    system: Mention,
    /// As its makers write it; unique per system.
    number: String,
    /// The commit it was built from, or one per repository.
    commit: Option<String>,
    /// Digest of the artefact.
    digest: Option<String>,
    /// Package URL.
    purl: Option<String>,
    build_url: Option<String>,
    /// Its bill of materials.
    sbom_url: Option<String>,
    /// Its provenance statement.
    provenance_url: Option<String>,
    /// True for a release candidate and the like.
    prerelease: bool,
    /// The release that produced it; `null` when there is none or it is not visible.
    release: Option<Mention>,
    built_at: Option<Timestamp>,
    /// When Signalbox learnt of it.
    created_at: Timestamp,
}

impl From<View> for Version {
    fn from(view: View) -> Self {
        let version = view.version;
        Self {
            id: version.id.to_string(),
            system: view.system.into(),
            number: version.number,
            commit: version.commit,
            digest: version.digest,
            purl: version.purl,
            build_url: version.build_url,
            sbom_url: version.sbom_url,
            provenance_url: version.provenance_url,
            prerelease: version.prerelease,
            release: view.release.map(Mention::from),
            built_at: version.built_at,
            created_at: version.created_at,
        }
    }
}

/// What a new version is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewVersion {
    /// Always text, so that `1.10` stays `1.10`.
    #[schema(min_length = 1, max_length = 100)]
    number: String,
    /// The commit it was built from, or one per repository.
    #[serde(default)]
    #[schema(max_length = 20000)]
    commit: Option<String>,
    /// Digest of the artefact.
    #[serde(default)]
    #[schema(max_length = 500)]
    digest: Option<String>,
    /// Package URL.
    #[serde(default)]
    #[schema(max_length = 500)]
    purl: Option<String>,
    #[serde(default)]
    #[schema(max_length = 2000)]
    build_url: Option<String>,
    /// Its bill of materials.
    #[serde(default)]
    #[schema(max_length = 2000)]
    sbom_url: Option<String>,
    /// Its provenance statement.
    #[serde(default)]
    #[schema(max_length = 2000)]
    provenance_url: Option<String>,
    /// Read from the number when absent.
    #[serde(default)]
    prerelease: Option<bool>,
    /// The release that produced it, by id or key.
    #[serde(default)]
    release: Option<String>,
    #[serde(default)]
    built_at: Option<Timestamp>,
}

/// List the versions of a system, newest first
#[utoipa::path(get, path = "/systems/{system}/versions", tag = "systems",
    params(("system" = String, Path, description = "Id or key"), PageQuery),
    responses((status = 200, body = Listing<Version>)))]
async fn list_versions(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(system): Path<String>,
    Query(query): Query<PageQuery>,
) -> Reply<Json<Listing<Version>>> {
    let found = versions::list(&web.app, &ctx, system, query.into()).await?;
    Ok(Listing::of(found, Version::from))
}

/// Register a version
///
/// The same said again answers the version that is there, with 200; another content under its number is refused.
#[utoipa::path(post, path = "/systems/{system}/versions", tag = "systems", request_body = NewVersion,
    params(("system" = String, Path, description = "Id or key")),
    responses((status = 201, body = Version), (status = 200, body = Version)))]
async fn register_version(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(system): Path<String>,
    Body(new): Body<NewVersion>,
) -> Reply<(StatusCode, Json<Version>)> {
    let new = New {
        number: new.number,
        commit: new.commit,
        digest: new.digest,
        purl: new.purl,
        build_url: new.build_url,
        sbom_url: new.sbom_url,
        provenance_url: new.provenance_url,
        prerelease: new.prerelease,
        release: new.release,
        built_at: new.built_at,
    };
    let made = versions::create(&web.app, &ctx, system, new).await?;
    let status = if made.new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(made.version.into())))
}

/// Read a version
#[utoipa::path(get, path = "/systems/{system}/versions/{version}", tag = "systems",
    params(("system" = String, Path, description = "Id or key"), ("version" = String, Path, description = "Id or number")),
    responses((status = 200, body = Version)))]
async fn get_version(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path((system, version)): Path<(String, String)>,
) -> Reply<Json<Version>> {
    Ok(Json(versions::get(&web.app, &ctx, system, version).await?.into()))
}
