//! `/portfolios`: the organisation tree.

use super::{archiving, page};
use crate::{
    failure::Reply,
    input::{Body, Caller, IfMatch, Path, Query},
    output::{Listing, Mention, Tagged},
    state::Web,
};
use axum::{Json, extract::State};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use signalbox_domain::{Key, Name, Patch};
use signalbox_service::portfolios::{self, Change, Detail, Filter, New, View};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on portfolios.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(list_portfolios, create_portfolio))
        .routes(routes!(get_portfolio, change_portfolio))
        .routes(routes!(archive_portfolio))
        .routes(routes!(restore_portfolio))
}

/// A node of the organisation tree.
#[derive(Serialize, ToSchema)]
struct Portfolio {
    id: String,
    key: String,
    name: String,
    description: String,
    /// The node above; `null` for the root, or when it is not visible.
    parent: Option<Mention>,
    /// From the root down, itself last; only on a single portfolio.
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<Vec<Mention>>,
    /// The working calendar it names; `null` when it works by that of the portfolio above.
    working_calendar: Option<Mention>,
    /// The working calendar that the nearest portfolio above names: what it works by when it names none. `null` where none
    /// does, and in lists.
    inherited_calendar: Option<Mention>,
    /// Releases in it and below.
    release_count: i64,
    /// Systems in it and below.
    system_count: i64,
    archived_at: Option<Timestamp>,
    rev: i64,
}

impl From<View> for Portfolio {
    fn from(view: View) -> Self {
        let portfolio = view.portfolio;
        Self {
            id: portfolio.id.to_string(),
            key: portfolio.key.to_string(),
            name: portfolio.name.to_string(),
            description: portfolio.description,
            parent: view.parent.map(Mention::from),
            path: None,
            working_calendar: view.working_calendar.map(Mention::from),
            inherited_calendar: None,
            release_count: view.release_count,
            system_count: view.system_count,
            archived_at: portfolio.archived_at,
            rev: portfolio.rev,
        }
    }
}

impl From<Detail> for Portfolio {
    fn from(detail: Detail) -> Self {
        let path = Some(detail.path.into_iter().map(Mention::from).collect());
        let inherited_calendar = detail.inherited_calendar.map(Mention::from);
        Self { path, inherited_calendar, ..Self::from(detail.view) }
    }
}

/// What a new portfolio is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPortfolio {
    #[schema(value_type = String, format = "key")]
    key: Key,
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    name: Name,
    /// What it is for.
    #[serde(default)]
    #[schema(max_length = 20000)]
    description: String,
    /// The portfolio above, by id or key.
    parent: String,
    /// The working calendar it names, by id or key.
    #[serde(default)]
    working_calendar: Option<String>,
}

/// What is to change; what is absent stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PortfolioChange {
    #[schema(value_type = Option<String>, format = "key", nullable = false)]
    key: Option<Key>,
    #[schema(value_type = Option<String>, format = "name", min_length = 1, max_length = 200, nullable = false)]
    name: Option<Name>,
    #[schema(max_length = 20000, nullable = false)]
    description: Option<String>,
    /// The portfolio above, by id or key.
    #[schema(nullable = false)]
    parent: Option<String>,
    /// The working calendar it names, by id or key; `null` to work by that of the portfolio above.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    working_calendar: Patch<String>,
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
    /// Children of this portfolio, by id or key.
    parent: Option<String>,
    /// Key or name holds this text.
    q: Option<String>,
    /// Archived ones instead of the others.
    archived: Option<bool>,
}

/// List portfolios
#[utoipa::path(get, path = "/portfolios", tag = "portfolios", params(ListQuery),
    responses((status = 200, body = Listing<Portfolio>)))]
async fn list_portfolios(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Query(query): Query<ListQuery>,
) -> Reply<Json<Listing<Portfolio>>> {
    let filter = Filter { parent: None, text: query.q, archived: query.archived.unwrap_or(false) };
    let page = page(query.limit, query.cursor, query.total);
    let found = portfolios::list(&web.app, &ctx, filter, query.parent, page).await?;
    Ok(Listing::of(found, Portfolio::from))
}

/// Make a portfolio
#[utoipa::path(post, path = "/portfolios", tag = "portfolios", request_body = NewPortfolio,
    responses((status = 201, body = Portfolio)))]
async fn create_portfolio(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Body(new): Body<NewPortfolio>,
) -> Reply<Tagged<Portfolio>> {
    let new = New {
        key: new.key,
        name: new.name,
        description: new.description,
        parent: new.parent,
        working_calendar: new.working_calendar,
    };
    let made = portfolios::create(&web.app, &ctx, new).await?;
    Ok(Tagged::created(made.view.portfolio.rev, made.into()))
}

/// Read a portfolio
#[utoipa::path(get, path = "/portfolios/{portfolio}", tag = "portfolios",
    params(("portfolio" = String, Path, description = "Id or key")),
    responses((status = 200, body = Portfolio)))]
async fn get_portfolio(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
) -> Reply<Tagged<Portfolio>> {
    let found = portfolios::get(&web.app, &ctx, named).await?;
    Ok(tagged(found))
}

/// Change a portfolio
#[utoipa::path(patch, path = "/portfolios/{portfolio}", tag = "portfolios", request_body = PortfolioChange,
    params(("portfolio" = String, Path, description = "Id or key"), ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = Portfolio)))]
async fn change_portfolio(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
    Body(change): Body<PortfolioChange>,
) -> Reply<Tagged<Portfolio>> {
    let change = Change {
        key: change.key,
        name: change.name,
        description: change.description,
        parent: change.parent,
        working_calendar: change.working_calendar,
    };
    let changed = portfolios::change(&web.app, &ctx, named, rev, change).await?;
    Ok(tagged(changed))
}

archiving! { Portfolio, "portfolios", "portfolio" "Id or key", portfolios::archive, tagged, {
    /// Put a portfolio away
    archive_portfolio("/portfolios/{portfolio}/archive", true);
    /// Take a portfolio out again
    restore_portfolio("/portfolios/{portfolio}/restore", false);
} }

fn tagged(found: Detail) -> Tagged<Portfolio> {
    Tagged::found(found.view.portfolio.rev, found.into())
}
