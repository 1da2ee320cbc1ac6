//! `/views`: screens as people want to see them again.

use super::page;
use crate::{
    failure::Reply,
    input::{Body, Caller, IfMatch, Path, Query},
    output::{Listing, Mention, PersonMention, Tagged},
    state::Web,
};
use axum::{Json, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use signalbox_domain::{Key, Name, Patch};
use signalbox_service::views::{self, Change, New, View};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on saved views.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(list_views, save_view)).routes(routes!(get_view, change_view, remove_view))
}

/// A screen as somebody wants to see it again.
#[derive(Serialize, ToSchema)]
struct SavedView {
    id: String,
    name: String,
    /// The screen it belongs to, such as `calendar`.
    screen: String,
    /// What the address of the screen says.
    #[schema(value_type = Object)]
    state: Map<String, Value>,
    /// Who made it, and alone may change it.
    owner: PersonMention,
    /// Whose members see it too; `null` when nobody else does.
    portfolio: Option<Mention>,
    /// Whether it is what its owner sees when the screen is opened without anything else.
    preferred: bool,
    rev: i64,
}

impl From<View> for SavedView {
    fn from(found: View) -> Self {
        Self {
            id: found.view.id.to_string(),
            name: found.view.name.to_string(),
            screen: found.view.screen.to_string(),
            state: found.view.state,
            owner: found.owner.into(),
            portfolio: found.portfolio.map(Mention::from),
            preferred: found.view.preferred,
            rev: found.view.rev,
        }
    }
}

/// What a new view is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewView {
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    name: Name,
    /// The screen it belongs to, such as `calendar`.
    #[schema(value_type = String, format = "key")]
    screen: Key,
    /// What the address of the screen says; at most 8,000 bytes.
    #[schema(value_type = Object)]
    state: Map<String, Value>,
    /// With whom it is shared, by id or key; with nobody when absent.
    #[serde(default)]
    portfolio: Option<String>,
    /// Whether it opens by itself; not when absent.
    #[serde(default)]
    #[schema(nullable = false)]
    preferred: Option<bool>,
}

/// What is to change; what is absent stays, what is `null` is cleared.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ViewChange {
    #[schema(value_type = Option<String>, format = "name", min_length = 1, max_length = 200, nullable = false)]
    name: Option<Name>,
    #[schema(value_type = Option<Object>, nullable = false)]
    state: Option<Map<String, Value>>,
    /// With whom it is shared, by id or key.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    portfolio: Patch<String>,
    #[schema(nullable = false)]
    preferred: Option<bool>,
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
    /// Of this screen.
    #[param(value_type = Option<String>)]
    screen: Option<Key>,
}

/// List views by name
///
/// One's own, and those that were shared with a portfolio one sees.
#[utoipa::path(get, path = "/views", tag = "views", params(ListQuery),
    responses((status = 200, body = Listing<SavedView>)))]
async fn list_views(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Query(query): Query<ListQuery>,
) -> Reply<Json<Listing<SavedView>>> {
    let page = page(query.limit, query.cursor, query.total);
    Ok(Listing::of(views::list(&web.app, &ctx, query.screen, page).await?, SavedView::from))
}

/// Save a view
#[utoipa::path(post, path = "/views", tag = "views", request_body = NewView,
    responses((status = 201, body = SavedView)))]
async fn save_view(State(web): State<Web>, Caller(ctx): Caller, Body(new): Body<NewView>) -> Reply<Tagged<SavedView>> {
    let new = New {
        name: new.name,
        screen: new.screen,
        state: new.state,
        portfolio: new.portfolio,
        preferred: new.preferred.unwrap_or(false),
    };
    let made = views::create(&web.app, &ctx, new).await?;
    Ok(Tagged::created(made.view.rev, made.into()))
}

/// Read a view
#[utoipa::path(get, path = "/views/{view}", tag = "views", params(("view" = String, Path, description = "Its id")),
    responses((status = 200, body = SavedView)))]
async fn get_view(State(web): State<Web>, Caller(ctx): Caller, Path(view): Path<String>) -> Reply<Tagged<SavedView>> {
    let found = views::get(&web.app, &ctx, view).await?;
    Ok(Tagged::found(found.view.rev, found.into()))
}

/// Change a view
#[utoipa::path(patch, path = "/views/{view}", tag = "views", request_body = ViewChange,
    params(("view" = String, Path, description = "Its id"),
        ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = SavedView)))]
async fn change_view(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(view): Path<String>,
    IfMatch(rev): IfMatch,
    Body(change): Body<ViewChange>,
) -> Reply<Tagged<SavedView>> {
    let change =
        Change { name: change.name, state: change.state, portfolio: change.portfolio, preferred: change.preferred };
    let changed = views::change(&web.app, &ctx, view, rev, change).await?;
    Ok(Tagged::found(changed.view.rev, changed.into()))
}

/// Remove a view
#[utoipa::path(delete, path = "/views/{view}", tag = "views",
    params(("view" = String, Path, description = "Its id"),
        ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 204)))]
async fn remove_view(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(view): Path<String>,
    IfMatch(rev): IfMatch,
) -> Reply<StatusCode> {
    views::remove(&web.app, &ctx, view, rev).await?;
    Ok(StatusCode::NO_CONTENT)
}
