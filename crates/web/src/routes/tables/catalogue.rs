//! Systems, environments, windows, teams and people.

use super::{Asked, Column, column, words::Words};
use crate::{
    failure::Reply,
    input::Caller,
    routes::{
        environments as environment_list, people as people_list, systems as system_list, teams as team_list,
        windows as window_list,
    },
    state::Web,
};
use axum::{extract::State, response::Response};
use signalbox_domain::people::Person;
use signalbox_service::{Ctx, environments, people, systems, tables::Cell, teams, windows};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(export_systems))
        .routes(routes!(export_environments))
        .routes(routes!(export_windows))
        .routes(routes!(export_teams))
        .routes(routes!(export_people))
}

pub(super) const SYSTEMS: &[Column<systems::View>] = &[
    column("key", "column.key", |view, _| Cell::text(&view.system.key)),
    column("name", "column.name", |view, _| Cell::text(&view.system.name)),
    column("kind", "column.kind", |view, _| Cell::text(&view.system.kind)),
    column("portfolio", "column.portfolio", |view, _| Cell::text(&view.portfolio.name)),
    column("team", "people.team", |view, _| Cell::maybe(view.team.as_ref(), |team| Cell::text(&team.name))),
    column("criticality", "column.criticality", |view, words| {
        Cell::maybe(view.system.criticality, |level| Cell::text(words.one("risk", level.name())))
    }),
    column("latest", "column.latest", |view, _| {
        Cell::maybe(view.latest_version.as_ref(), |version| Cell::text(&version.number))
    }),
];

type Systems = Asked<system_list::ListQuery>;

/// Take a list of systems along
#[utoipa::path(get, path = "/tables/systems", tag = "tables", params(Systems),
    responses((status = 200, body = String, content_type = "text/csv")))]
async fn export_systems(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Asked { query, taking }: Systems,
) -> Reply<Response> {
    let (filter, order, _) = query.parts()?;
    let read = move |(web, ctx, filter): (Web, Ctx, systems::Filter), page| async move {
        systems::list(&web.app, &ctx, filter, order, page).await
    };
    taking.list("systems", SYSTEMS, (web, ctx, filter), read).await
}

pub(super) const ENVIRONMENTS: &[Column<environments::View>] = &[
    column("key", "column.key", |view, _| Cell::text(&view.environment.key)),
    column("name", "column.name", |view, _| Cell::text(&view.environment.name)),
    column("state", "column.state", |view, words| {
        Cell::text(words.one("environment.state", view.environment.state.name()))
    }),
    column("stage", "column.stage", |view, _| Cell::maybe(view.stage.as_ref(), |stage| Cell::text(&stage.name))),
    column("group", "column.group", |view, _| Cell::maybe(view.group.as_ref(), |group| Cell::text(&group.name))),
    column("shareable", "environments.use", |view, words| {
        let use_ = if view.environment.shareable { "environments.shared" } else { "environments.exclusive" };
        Cell::text(words.get(use_))
    }),
    column("team", "systems.team", |view, _| Cell::maybe(view.team.as_ref(), |team| Cell::text(&team.name))),
    column("portfolio", "column.portfolio", |view, _| Cell::text(&view.portfolio.name)),
];

type Environments = Asked<environment_list::ListQuery>;

/// Take a list of environments along
#[utoipa::path(get, path = "/tables/environments", tag = "tables", params(Environments),
    responses((status = 200, body = String, content_type = "text/csv")))]
async fn export_environments(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Asked { query, taking }: Environments,
) -> Reply<Response> {
    let (filter, order, _) = query.parts()?;
    let read = move |(web, ctx, filter): (Web, Ctx, environments::Filter), page| async move {
        environments::list(&web.app, &ctx, filter, order, page).await
    };
    taking.list("environments", ENVIRONMENTS, (web, ctx, filter), read).await
}

pub(super) const WINDOWS: &[Column<windows::View>] = &[
    column("name", "column.name", |view, _| Cell::text(&view.window.name)),
    column("kind", "column.kind", |view, words| Cell::text(words.one("window", view.window.kind.name()))),
    column("first", "windows.first", |view, _| Cell::Moment(view.window.start)),
    column("first", "table.until", |view, _| Cell::Moment(view.window.end)),
    column("first", "field.zone", |view, _| Cell::text(&view.window.zone)),
    column("repeats", "recurrence.repeat", |view, _| Cell::maybe(view.window.recurrence.as_ref(), Cell::text)),
    column("holds", "windows.holds", |view, words| Cell::text(holds(view, words))),
    column("portfolio", "column.portfolio", |view, words| {
        Cell::text(
            view.portfolio.as_ref().map_or_else(|| words.get("windows.above"), |portfolio| portfolio.name.to_string()),
        )
    }),
];

/// Whom a window holds for.
fn holds(view: &windows::View, words: Words) -> String {
    let selector = &view.window.selector;
    let mut parts: Vec<String> = selector.kinds.iter().map(|kind| words.one("kind", kind.name())).collect();
    parts.extend(view.types.iter().map(|one| one.name.to_string()));
    parts.extend(selector.tags.iter().map(|tag| format!("#{tag}")));
    parts.extend(view.systems.iter().map(|one| one.name.to_string()));
    let risk = words.get("column.risk");
    parts.extend(selector.risk.iter().map(|level| format!("{risk}: {}", words.one("risk", level.name()))));
    if parts.is_empty() { words.get("windows.all") } else { parts.join(", ") }
}

type Windows = Asked<window_list::ListQuery>;

/// Take a list of windows along
#[utoipa::path(get, path = "/tables/windows", tag = "tables", params(Windows),
    responses((status = 200, body = String, content_type = "text/csv")))]
async fn export_windows(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Asked { query, taking }: Windows,
) -> Reply<Response> {
    let (filter, _) = query.parts();
    let read = |(web, ctx, filter): (Web, Ctx, windows::Filter), page| async move {
        windows::list(&web.app, &ctx, filter, page).await
    };
    taking.list("windows", WINDOWS, (web, ctx, filter), read).await
}

pub(super) const TEAMS: &[Column<teams::View>] = &[
    column("key", "column.key", |view, _| Cell::text(&view.team.key)),
    column("name", "column.name", |view, _| Cell::text(&view.team.name)),
    column("portfolio", "column.portfolio", |view, _| Cell::text(&view.portfolio.name)),
    column("members", "teams.members", |view, _| {
        let names: Vec<&str> = view.members.iter().map(|person| person.name.as_str()).collect();
        Cell::text(names.join(", "))
    }),
];

type Teams = Asked<team_list::ListQuery>;

/// Take a list of teams along
#[utoipa::path(get, path = "/tables/teams", tag = "tables", params(Teams),
    responses((status = 200, body = String, content_type = "text/csv")))]
async fn export_teams(State(web): State<Web>, Caller(ctx): Caller, Asked { query, taking }: Teams) -> Reply<Response> {
    let (filter, _) = query.parts();
    let read = |(web, ctx, filter): (Web, Ctx, teams::Filter), page| async move {
        teams::list(&web.app, &ctx, filter, page).await
    };
    taking.list("teams", TEAMS, (web, ctx, filter), read).await
}

pub(super) const PEOPLE: &[Column<Person>] = &[
    column("name", "column.name", |person, _| Cell::text(&person.name)),
    column("email", "field.email", |person, _| Cell::maybe(person.email.as_ref(), Cell::text)),
    column("zone", "field.zone", |person, _| Cell::text(&person.zone)),
];

type People = Asked<people_list::ListQuery>;

/// Take a list of people along
#[utoipa::path(get, path = "/tables/people", tag = "tables", params(People),
    responses((status = 200, body = String, content_type = "text/csv")))]
async fn export_people(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Asked { query, taking }: People,
) -> Reply<Response> {
    let (filter, _) = query.parts();
    let read = |(web, ctx, filter): (Web, Ctx, people::Filter), page| async move {
        people::list(&web.app, &ctx, filter, page).await
    };
    taking.list("people", PEOPLE, (web, ctx, filter), read).await
}
