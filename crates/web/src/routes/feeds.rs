//! `/feeds`: calendars that programs subscribe to by a secret address.

use super::{PageQuery, session::told_once};
use crate::{
    failure::Reply,
    input::{Body, Caller, Path, Query, Stranger},
    output::{Listing, Mention},
    state::Web,
};
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use signalbox_domain::Name;
use signalbox_service::feeds::{self, New};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on feeds.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(list_feeds, create_feed))
        .routes(routes!(revoke_feed))
        .routes(routes!(read_feed))
}

/// A calendar that programs subscribe to, without the secret that opens it.
#[derive(Serialize, ToSchema)]
struct Feed {
    id: String,
    name: String,
    /// How its secret begins.
    hint: String,
    /// The portfolio whose releases and windows it tells; `null` when it tells of something else, or is out of sight.
    portfolio: Option<Mention>,
    /// The release whose plan it tells; `null` when it tells of something else, or is out of sight.
    release: Option<Mention>,
    /// The saved view whose releases it tells; `null` when it tells of something else, or is out of sight.
    view: Option<FeedView>,
    created_at: Timestamp,
}

impl From<feeds::Feed> for Feed {
    fn from(feed: feeds::Feed) -> Self {
        Self {
            id: feed.id.to_string(),
            name: feed.name.to_string(),
            hint: feed.hint,
            portfolio: feed.portfolio.map(Mention::from),
            release: feed.release.map(Mention::from),
            view: feed.view.map(FeedView::from),
            created_at: feed.created_at,
        }
    }
}

/// A saved view, as a feed mentions it.
#[derive(Serialize, ToSchema)]
struct FeedView {
    id: String,
    name: String,
    /// The screen it belongs to.
    screen: String,
}

impl From<feeds::ViewRef> for FeedView {
    fn from(view: feeds::ViewRef) -> Self {
        Self { id: view.id.to_string(), name: view.name.to_string(), screen: view.screen.to_string() }
    }
}

/// A feed that was just made.
#[derive(Serialize, ToSchema)]
struct CreatedFeed {
    #[serde(flatten)]
    made: Feed,
    /// Its address on this server, told only here. Whoever has it reads with its maker's eyes.
    path: String,
}

/// What a new feed is to tell of: exactly one of portfolio and release, by id or key, and saved view.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewFeed {
    /// What its owner calls it; the thing's own name when absent.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "name", max_length = 200, nullable = false)]
    name: Option<Name>,
    #[serde(default)]
    portfolio: Option<String>,
    #[serde(default)]
    release: Option<String>,
    /// A saved view of releases or of the calendar, by id. The feed tells what the view shows whenever it is read.
    #[serde(default)]
    view: Option<String>,
}

/// List one's feeds
#[utoipa::path(get, path = "/feeds", tag = "feeds", params(PageQuery),
    responses((status = 200, body = Listing<Feed>)))]
async fn list_feeds(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Query(query): Query<PageQuery>,
) -> Reply<Json<Listing<Feed>>> {
    Ok(Listing::of(feeds::list(&web.app, &ctx, query.into()).await?, Feed::from))
}

/// Make a feed
///
/// Its address is in this answer and nowhere else: repeating the request with the same idempotency key does not tell it
/// again.
#[utoipa::path(post, path = "/feeds", tag = "feeds", request_body = NewFeed,
    responses((status = 201, body = CreatedFeed)))]
async fn create_feed(State(web): State<Web>, Caller(ctx): Caller, Body(new): Body<NewFeed>) -> Reply<Response> {
    let new = New { name: new.name, portfolio: new.portfolio, release: new.release, view: new.view };
    let made = feeds::create(&web.app, &ctx, new).await?;
    let path = format!("/api/v1/feeds/{}/calendar.ics", made.secret);
    Ok(told_once(StatusCode::CREATED, CreatedFeed { made: made.feed.into(), path }))
}

/// Take a feed back
///
/// A feed never changes, so it has no revision and needs no If-Match.
#[utoipa::path(delete, path = "/feeds/{feed}", tag = "feeds", params(("feed" = String, Path, description = "Id")),
    responses((status = 204)))]
async fn revoke_feed(State(web): State<Web>, Caller(ctx): Caller, Path(named): Path<String>) -> Reply<StatusCode> {
    feeds::revoke(&web.app, &ctx, named).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Read a feed
///
/// iCalendar, for a calendar program that knows the secret address; nobody signs in. It tells what the feed's maker may
/// see at this moment. A program that says what it has (`If-None-Match`, `If-Modified-Since`) is told when that still holds.
#[utoipa::path(get, path = "/feeds/{secret}/calendar.ics", tag = "feeds",
    params(("secret" = String, Path, description = "The secret of the feed")),
    responses((status = 200, body = String, content_type = "text/calendar"), (status = 304, description = "As it was")))]
async fn read_feed(
    State(web): State<Web>,
    Stranger(visitor): Stranger,
    Path(secret): Path<String>,
    headers: HeaderMap,
) -> Reply<Response> {
    let read = feeds::read(&web.app, &secret, &visitor.request).await?;
    let tag = format!("\"{}\"", read.tag);
    let asked = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    // What is known by its tag is not looked at by its time, which says less.
    let same = match asked(header::IF_NONE_MATCH) {
        Some(known) => known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag),
        None => asked(header::IF_MODIFIED_SINCE)
            .and_then(|since| jiff::fmt::rfc2822::parse(since).ok())
            .is_some_and(|since| read.changed.as_second() <= since.timestamp().as_second()),
    };
    let changed = read.changed.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    let caching = [
        (header::ETAG, tag),
        (header::LAST_MODIFIED, changed),
        (header::CACHE_CONTROL, "private, no-cache".to_owned()),
    ];
    if same {
        return Ok((StatusCode::NOT_MODIFIED, caching).into_response());
    }
    let kind = [(header::CONTENT_TYPE, "text/calendar; charset=utf-8")];
    Ok((caching, kind, read.text).into_response())
}
