//! `/releases/{release}/comments`: what people say about a release; `/mentionable`: whom they may mention.

use super::PageQuery;
use crate::{
    failure::Reply,
    input::{Body, Caller, IfMatch, Path, Query},
    output::{Listing, PersonMention, Tagged},
    state::Web,
    wire::Party,
};
use axum::{Json, extract::State, http::StatusCode};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use signalbox_domain::releases::comment::State as Said;
use signalbox_service::comments::{self, Suggestion, View};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on comments.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(list_comments, add_comment))
        .routes(routes!(change_comment, delete_comment))
        .routes(routes!(list_mentionable))
}

/// Somebody who is, or may be, mentioned.
#[derive(Serialize, ToSchema)]
struct Handle {
    /// What follows the `@`, whatever its case.
    handle: String,
    /// Who that is.
    who: Party,
}

impl From<Suggestion> for Handle {
    fn from(suggestion: Suggestion) -> Self {
        Self { handle: suggestion.handle, who: suggestion.who.into() }
    }
}

/// A comment, or the place where one was.
#[derive(Serialize, ToSchema)]
struct Comment {
    id: String,
    /// Who wrote it; `null` for the system.
    author: Option<PersonMention>,
    written_at: Timestamp,
    /// Plain text; `null` once it was deleted.
    body: Option<String>,
    /// Whom the text mentions.
    mentions: Vec<Handle>,
    edited_at: Option<Timestamp>,
    deleted_at: Option<Timestamp>,
    deleted_by: Option<PersonMention>,
    rev: i64,
}

impl From<View> for Comment {
    fn from(view: View) -> Self {
        let (body, edited_at, deleted_at) = match view.comment.state {
            Said::Said { body, edited_at, .. } => (Some(body), edited_at, None),
            Said::Deleted { at, .. } => (None, None, Some(at)),
        };
        Self {
            id: view.comment.id.to_string(),
            author: view.author.map(PersonMention::from),
            written_at: view.comment.written_at,
            body,
            mentions: view.mentions.into_iter().map(|(handle, who)| Handle { handle, who: who.into() }).collect(),
            edited_at,
            deleted_at,
            deleted_by: view.deleted_by.map(PersonMention::from),
            rev: view.comment.rev,
        }
    }
}

/// What is said.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Words {
    /// Plain text. `@` and a handle mentions somebody; a handle that means nobody who can see the release is text.
    #[schema(min_length = 1, max_length = 10000)]
    body: String,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct MentionableQuery {
    /// The name, address or key holds this text.
    q: Option<String>,
}

/// List the comments on a release
///
/// The newest first.
#[utoipa::path(get, path = "/releases/{release}/comments", tag = "records",
    params(("release" = String, Path, description = "Id or key"), PageQuery),
    responses((status = 200, body = Listing<Comment>)))]
async fn list_comments(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(release): Path<String>,
    Query(query): Query<PageQuery>,
) -> Reply<Json<Listing<Comment>>> {
    Ok(Listing::of(comments::list(&web.app, &ctx, release, query.into()).await?, Comment::from))
}

/// Comment on a release
#[utoipa::path(post, path = "/releases/{release}/comments", tag = "records", request_body = Words,
    params(("release" = String, Path, description = "Id or key")),
    responses((status = 201, body = Comment)))]
async fn add_comment(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(release): Path<String>,
    Body(Words { body }): Body<Words>,
) -> Reply<Tagged<Comment>> {
    let made = comments::create(&web.app, &ctx, release, body).await?;
    Ok(Tagged::created(made.comment.rev, made.into()))
}

/// Change what one said
///
/// Within a day, by its author.
#[utoipa::path(patch, path = "/releases/{release}/comments/{comment}", tag = "records", request_body = Words,
    params(("release" = String, Path, description = "Id or key"), ("comment" = String, Path, description = "Id"),
        ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = Comment)))]
async fn change_comment(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path((release, comment)): Path<(String, String)>,
    IfMatch(rev): IfMatch,
    Body(Words { body }): Body<Words>,
) -> Reply<Tagged<Comment>> {
    let changed = comments::change(&web.app, &ctx, release, comment, rev, body).await?;
    Ok(Tagged::found(changed.comment.rev, changed.into()))
}

/// Delete a comment
///
/// By its author or an administrator of the portfolio. The words go, the place stays.
#[utoipa::path(delete, path = "/releases/{release}/comments/{comment}", tag = "records",
    params(("release" = String, Path, description = "Id or key"), ("comment" = String, Path, description = "Id"),
        ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 204)))]
async fn delete_comment(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path((release, comment)): Path<(String, String)>,
    IfMatch(rev): IfMatch,
) -> Reply<StatusCode> {
    comments::delete(&web.app, &ctx, release, comment, rev).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// List whom a comment on a release may mention
///
/// People and teams who can see the release, a dozen of each at most.
#[utoipa::path(get, path = "/releases/{release}/mentionable", tag = "records",
    params(("release" = String, Path, description = "Id or key"), MentionableQuery),
    responses((status = 200, body = Listing<Handle>)))]
async fn list_mentionable(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(release): Path<String>,
    Query(query): Query<MentionableQuery>,
) -> Reply<Json<Listing<Handle>>> {
    let found = comments::mentionable(&web.app, &ctx, release, query.q.unwrap_or_default()).await?;
    Ok(Listing::whole(found.into_iter().map(Handle::from).collect()))
}
