//! The routes, one file per noun. Each file holds the noun's wire types and its handlers.

pub(crate) mod health;
pub(crate) mod portfolios;
pub(crate) mod reference;

use crate::state::Web;
use serde::Deserialize;
use signalbox_service::Page;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;

/// Every operation of the API.
pub(crate) fn all() -> OpenApiRouter<Web> {
    OpenApiRouter::new().merge(portfolios::routes())
}

/// Which part of a list is wanted; the same for every list. Query types flatten cannot refuse unknown parameters, so each
/// list repeats these three and calls [`page`].
pub(crate) const fn page(limit: Option<u32>, cursor: Option<String>, total: Option<bool>) -> Page {
    Page { limit, cursor, total: matches!(total, Some(true)) }
}

/// The three parameters of a list that has no filters.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageQuery {
    /// How many items, 1 to 200; 50 when absent.
    limit: Option<u32>,
    /// Where the former part ended: its `next_cursor`.
    cursor: Option<String>,
    /// Whether to count the whole list.
    total: Option<bool>,
}

impl From<PageQuery> for Page {
    fn from(query: PageQuery) -> Self {
        page(query.limit, query.cursor, query.total)
    }
}
