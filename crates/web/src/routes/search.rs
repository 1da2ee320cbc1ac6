//! `/search`: finding things by the beginnings of their words.

use crate::{
    failure::Reply,
    input::{Caller, Query},
    output::{Listing, Mention},
    state::Web,
};
use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use signalbox_service::search::{self, Hit};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations that find things.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(find_things))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SearchQuery {
    /// Words of which each begins a word of what is looked for.
    q: String,
    /// How many things, 1 to 50; 10 when absent.
    limit: Option<usize>,
}

/// Something found.
#[derive(Serialize, ToSchema)]
struct SearchHit {
    /// What its events are called by: `release`, `system`, `milestone`, ….
    kind: String,
    id: String,
    /// Empty for what has none of its own.
    key: String,
    name: String,
    /// What tells it from others of its name.
    detail: String,
    /// The release it is part of.
    about: Option<Mention>,
}

impl From<Hit> for SearchHit {
    fn from(hit: Hit) -> Self {
        Self {
            kind: hit.kind,
            id: hit.id,
            key: hit.key,
            name: hit.name,
            detail: hit.detail,
            about: hit.about.map(Mention::from),
        }
    }
}

/// Find things by words
///
/// The very key comes first, then what begins with the words, then what has them anywhere, the newest first.
#[utoipa::path(get, path = "/search", tag = "search", params(SearchQuery),
    responses((status = 200, body = Listing<SearchHit>)))]
async fn find_things(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Query(query): Query<SearchQuery>,
) -> Reply<Json<Listing<SearchHit>>> {
    let found = search::find(&web.app, &ctx, query.q, query.limit.unwrap_or(10)).await?;
    Ok(Listing::whole(found.into_iter().map(SearchHit::from).collect()))
}
