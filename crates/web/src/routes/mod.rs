//! The routes, one file per noun. Each file holds the noun's wire types and its handlers.

pub(crate) mod account;
pub(crate) mod activities;
pub(crate) mod answers;
pub(crate) mod attachments;
pub(crate) mod bookings;
pub(crate) mod bulk;
pub(crate) mod calendar;
pub(crate) mod code;
pub(crate) mod comments;
pub(crate) mod compare;
pub(crate) mod decisions;
pub(crate) mod delegations;
pub(crate) mod deployment_plans;
pub(crate) mod deployments;
pub(crate) mod environments;
pub(crate) mod evidence;
pub(crate) mod feeds;
pub(crate) mod gatekeepers;
pub(crate) mod gates;
pub(crate) mod grants;
pub(crate) mod guests;
pub(crate) mod health;
pub(crate) mod insight;
pub(crate) mod journal;
pub(crate) mod map;
mod matrix;
pub(crate) mod oauth;
pub(crate) mod passkeys;
pub(crate) mod people;
pub(crate) mod plans;
pub(crate) mod policies;
pub(crate) mod portfolios;
mod proofs;
pub(crate) mod raid;
pub(crate) mod reference;
pub(crate) mod release_parts;
pub(crate) mod release_templates;
pub(crate) mod release_types;
pub(crate) mod releases;
pub(crate) mod replanning;
pub(crate) mod roles;
pub(crate) mod runs;
pub(crate) mod scim;
pub(crate) mod search;
pub(crate) mod session;
pub(crate) mod setup;
pub(crate) mod sign_in_providers;
pub(crate) mod sign_in_rules;
pub(crate) mod systems;
pub(crate) mod tables;
pub(crate) mod teams;
pub(crate) mod test_reports;
pub(crate) mod tokens;
pub(crate) mod versions;
pub(crate) mod views;
pub(crate) mod windows;
pub(crate) mod witness;
pub(crate) mod working_calendars;

use crate::{failure::Reply, state::Web};
use serde::Deserialize;
use signalbox_domain::{Problem, id::Identifier};
use signalbox_service::{Order, Page, Sort};
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;

/// The two operations that put a thing away and take it out again: alike for every noun. `$found` makes the answer of what
/// the use case answered.
macro_rules! archiving {
    ($wire:ty, $tag:literal, $parameter:literal $described:literal, $archive:path, $found:expr, {
        $($(#[$doc:meta])* $name:ident($path:literal, $away:literal);)*
    }) => {$(
        $(#[$doc])*
        #[utoipa::path(post, path = $path, tag = $tag,
            params(($parameter = String, Path, description = $described),
                ("If-Match" = String, Header, description = "Its rev")),
            responses((status = 200, body = $wire)))]
        async fn $name(
            axum::extract::State(web): axum::extract::State<crate::state::Web>,
            crate::input::Caller(ctx): crate::input::Caller,
            crate::input::Path(named): crate::input::Path<String>,
            crate::input::IfMatch(rev): crate::input::IfMatch,
        ) -> crate::failure::Reply<crate::output::Tagged<$wire>> {
            Ok($found($archive(&web.app, &ctx, named, rev, $away).await?))
        }
    )*};
}
pub(crate) use archiving;

/// Every operation of the API.
pub(crate) fn all() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .merge(calendar::routes())
        .merge(insight::routes())
        .merge(map::routes())
        .merge(releases::routes())
        .merge(bulk::routes())
        .merge(plans::routes())
        .merge(compare::routes())
        .merge(replanning::routes())
        .merge(release_parts::routes())
        .merge(matrix::routes())
        .merge(activities::routes())
        .merge(raid::routes())
        .merge(comments::routes())
        .merge(attachments::routes())
        .merge(evidence::routes())
        .merge(systems::routes())
        .merge(bookings::routes())
        .merge(environments::routes())
        .merge(decisions::routes())
        .merge(gates::routes())
        .merge(gatekeepers::routes())
        .merge(deployments::routes())
        .merge(deployment_plans::routes())
        .merge(runs::routes())
        .merge(versions::routes())
        .merge(test_reports::routes())
        .merge(release_types::routes())
        .merge(release_templates::routes())
        .merge(working_calendars::routes())
        .merge(policies::routes())
        .merge(portfolios::routes())
        .merge(sign_in_providers::routes())
        .merge(sign_in_rules::routes())
        .merge(grants::routes())
        .merge(guests::routes())
        .merge(delegations::routes())
        .merge(people::routes())
        .merge(teams::routes())
        .merge(setup::routes())
        .merge(session::routes())
        .merge(account::routes())
        .merge(passkeys::routes())
        .merge(tokens::routes())
        .merge(journal::routes())
        .merge(proofs::routes())
        .merge(witness::routes())
        .merge(roles::routes())
        .merge(search::routes())
        .merge(views::routes())
        .merge(code::routes())
        .merge(tables::routes())
        .merge(windows::routes())
        .merge(feeds::routes())
}

/// Which part of a list is wanted. Each list repeats these three parameters, because a flattened struct cannot refuse
/// parameters that do not exist.
pub(crate) const fn page(limit: Option<u32>, cursor: Option<String>, total: Option<bool>) -> Page {
    Page { limit, cursor, total: matches!(total, Some(true)) }
}

/// The order of a list that can be sorted by key or by name, with `-` before it backwards.
pub(crate) fn order(sort: Option<&str>) -> Reply<Order> {
    let text = sort.unwrap_or("key");
    let (descending, name) = text.strip_prefix('-').map_or((false, text), |name| (true, name));
    let by = match name {
        "key" => Sort::Key,
        "name" => Sort::Name,
        _ => {
            let detail = format!("{text:?} is no order; there are key and name, each also with '-'");
            return Err(Problem::fault("/sort", "choice", detail).into());
        }
    };
    Ok(Order { by, descending })
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

/// An id in a path: anything else names nothing.
pub(crate) fn id_in_path<I: Identifier>(noun: &'static str, text: &str) -> Reply<I> {
    I::parse(text).ok_or_else(|| Problem::missing(noun, text).into())
}
