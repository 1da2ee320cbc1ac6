//! `/releases/{release}/attachments`: files that belong to a release. What people upload is never shown by a browser as
//! something of ours: every answer says that it is a file to be saved, of no kind, in a sandbox.

use super::PageQuery;
use crate::{
    failure::{Failure, Reply},
    input::{Caller, IfMatch, Path, Query, unreadable},
    output::{Listing, PersonMention, Tagged, saved},
    state::Web,
};
use axum::{
    Json,
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use signalbox_domain::Problem;
use signalbox_service::attachments::{self, View};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on attachments.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(list_attachments, add_attachment))
        .routes(routes!(get_attachment, remove_attachment))
        .routes(routes!(download_attachment))
}

/// A file that belongs to a release.
#[derive(Serialize, ToSchema)]
struct Attachment {
    id: String,
    /// What it is called: never a path.
    name: String,
    /// How long it is, in bytes.
    size: i64,
    /// The SHA-256 of its bytes, in hexadecimal.
    sha256: String,
    added_at: Timestamp,
    /// Who added it; `null` for the system.
    added_by: Option<PersonMention>,
    rev: i64,
}

impl From<View> for Attachment {
    fn from(view: View) -> Self {
        Self {
            id: view.attachment.id.to_string(),
            name: view.attachment.name.to_string(),
            size: view.attachment.size,
            sha256: view.attachment.sha256,
            added_at: view.attachment.added_at,
            added_by: view.added_by.map(PersonMention::from),
            rev: view.attachment.rev,
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct NameQuery {
    /// What the file is called. Of a path, the last part counts.
    name: String,
}

/// List the attachments of a release
///
/// The newest first.
#[utoipa::path(get, path = "/releases/{release}/attachments", tag = "records",
    params(("release" = String, Path, description = "Id or key"), PageQuery),
    responses((status = 200, body = Listing<Attachment>)))]
async fn list_attachments(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(release): Path<String>,
    Query(query): Query<PageQuery>,
) -> Reply<Json<Listing<Attachment>>> {
    Ok(Listing::of(attachments::list(&web.app, &ctx, release, query.into()).await?, Attachment::from))
}

/// Attach a file to a release
///
/// The body is the file itself, whatever its content type says.
#[utoipa::path(post, path = "/releases/{release}/attachments", tag = "records",
    request_body(content = String, content_type = "application/octet-stream"),
    params(("release" = String, Path, description = "Id or key"), NameQuery),
    responses((status = 201, body = Attachment)))]
async fn add_attachment(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(release): Path<String>,
    Query(query): Query<NameQuery>,
    headers: HeaderMap,
    body: Body,
) -> Reply<Tagged<Attachment>> {
    let expected = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    let mut arriving = attachments::begin(&web.app, &ctx, release, &query.name, expected, web.settings.attachments)
        .await
        .map_err(refusal)?;
    let mut frames = body.into_data_stream();
    while let Some(frame) = frames.next().await {
        let frame = frame.map_err(|error| unreadable(&error))?;
        arriving.take(&frame).await.map_err(refusal)?;
    }
    let made = arriving.finish().await.map_err(refusal)?;
    Ok(Tagged::created(made.attachment.rev, made.into()))
}

/// A file that is too large is too large as a body, too.
fn refusal(problem: Problem) -> Failure {
    match &problem {
        Problem::Invalid(faults) if faults.iter().any(|fault| fault.code == "too-large") => {
            Failure::http(StatusCode::PAYLOAD_TOO_LARGE, "too-large", problem.to_string())
        }
        _ => problem.into(),
    }
}

/// Read what is known of an attachment
#[utoipa::path(get, path = "/releases/{release}/attachments/{attachment}", tag = "records",
    params(("release" = String, Path, description = "Id or key"), ("attachment" = String, Path, description = "Id")),
    responses((status = 200, body = Attachment)))]
async fn get_attachment(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path((release, attachment)): Path<(String, String)>,
) -> Reply<Tagged<Attachment>> {
    let found = attachments::get(&web.app, &ctx, release, attachment).await?;
    Ok(Tagged::found(found.attachment.rev, found.into()))
}

/// Remove an attachment from a release
#[utoipa::path(delete, path = "/releases/{release}/attachments/{attachment}", tag = "records",
    params(("release" = String, Path, description = "Id or key"), ("attachment" = String, Path, description = "Id"),
        ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 204)))]
async fn remove_attachment(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path((release, attachment)): Path<(String, String)>,
    IfMatch(rev): IfMatch,
) -> Reply<StatusCode> {
    attachments::delete(&web.app, &ctx, release, attachment, rev).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Download an attachment
///
/// Always as a file to be saved, never as something a browser shows.
#[utoipa::path(get, path = "/releases/{release}/attachments/{attachment}/content", tag = "records",
    params(("release" = String, Path, description = "Id or key"), ("attachment" = String, Path, description = "Id")),
    responses((status = 200, body = String, content_type = "application/octet-stream")))]
async fn download_attachment(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path((release, attachment)): Path<(String, String)>,
) -> Reply<Response> {
    let found = attachments::get(&web.app, &ctx, release, attachment).await?.attachment;
    let (name, size, digest) = (found.name.to_string(), found.size, format!("\"{}\"", found.sha256));
    let parts = stream::try_unfold((0, web, ctx, found), |(number, web, ctx, found)| async move {
        match attachments::part(&web.app, &ctx, found.release, found.id, number).await {
            Ok(None) => Ok(None),
            Ok(Some(bytes)) => Ok(Some((bytes, (number + 1, web, ctx, found)))),
            // The connection ends before all was sent, which is how the reader learns of it.
            Err(problem) => Err(std::io::Error::other(problem.to_string())),
        }
    });
    let mut response = saved("application/octet-stream", &name, Body::from_stream(parts));
    for (field, value) in [(header::CONTENT_LENGTH, size.to_string()), (header::ETAG, digest)] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(field, value);
        }
    }
    Ok(response)
}
