//! Releases, and what each has a table of.

use super::{Asked, Column, asked, column, holds, words::Words};
use crate::{
    failure::Reply,
    input::{Caller, Path},
    routes::{activities as activity_list, raid as register, releases as release_list},
    state::Web,
};
use axum::{extract::State, response::Response};
use serde::Deserialize;
use signalbox_domain::{
    Due,
    releases::{health::HealthState, matrix::Row},
};
use signalbox_service::{
    Ctx, activities,
    matrix::{self, ColumnKind},
    raid::{self, Holder},
    releases::{self, Wanted},
    tables::Cell,
};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(export_releases))
        .routes(routes!(export_activities))
        .routes(routes!(export_raid_items))
        .routes(routes!(export_matrix))
}

/// A deadline by its own clock; the zone is a column of its own.
fn due(due: &Due) -> Cell {
    due.time.map_or(Cell::Day(due.date), |time| Cell::Moment(due.date.to_datetime(time)))
}

pub(super) const RELEASES: &[Column<releases::Shown>] = &[
    column("key", "column.key", |shown, _| Cell::text(&shown.view.release.key)),
    column("name", "column.name", |shown, _| Cell::text(&shown.view.release.name)),
    column("kind", "column.kind", |shown, words| Cell::text(words.one("kind", shown.view.release.kind.name()))),
    column("status", "column.status", |shown, _| Cell::text(&shown.view.status_name)),
    column("health", "column.health", |shown, words| Cell::text(words.one("health", shown.health.state.name()))),
    column("target", "column.target", |shown, _| Cell::maybe(shown.view.release.target.as_ref(), due)),
    column("target", "field.zone", |shown, _| {
        Cell::maybe(shown.view.release.target.as_ref(), |target| Cell::text(&target.zone))
    }),
    column("gate", "column.nextGate", |shown, _| {
        Cell::maybe(shown.view.next_gate.as_ref(), |gate| Cell::text(&gate.name))
    }),
    column("portfolio", "column.portfolio", |shown, _| Cell::text(&shown.view.portfolio.name)),
    column("accountable", "column.accountable", |shown, _| {
        Cell::maybe(shown.view.accountable.as_ref(), |person| Cell::text(&person.name))
    }),
    column("risk", "column.risk", |shown, words| {
        Cell::maybe(shown.view.release.risk, |risk| Cell::text(words.one("risk", risk.name())))
    }),
];

type Releases = Asked<release_list::ListQuery>;

/// Take a list of releases along
///
/// All of the list, at most 50,000 rows, with its filters and order.
#[utoipa::path(get, path = "/tables/releases", tag = "tables", params(Releases),
    responses((status = 200, body = String, content_type = "text/csv")))]
async fn export_releases(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Asked { query, taking }: Releases,
) -> Reply<Response> {
    let (wanted, (order, backwards), _) = query.parts()?;
    let source = (web, ctx, wanted);
    let read = move |(web, ctx, wanted): (Web, Ctx, Wanted), page| async move {
        releases::list(&web.app, &ctx, wanted, order, backwards, page).await
    };
    taking.list("releases", RELEASES, source, read).await
}

pub(super) const ACTIVITIES: &[Column<activities::View>] = &[
    column("name", "column.name", |view, _| Cell::text(&view.activity.name)),
    column("phase", "column.phase", |view, _| Cell::maybe(view.phase_name.as_ref(), Cell::text)),
    column("assignee", "column.assignee", |view, _| {
        Cell::maybe(view.assignee.as_ref(), |person| Cell::text(&person.name))
    }),
    column("start", "column.start", |view, _| Cell::maybe(view.activity.start, Cell::Day)),
    column("due", "column.due", |view, _| Cell::maybe(view.activity.due, Cell::Day)),
    column("status", "column.status", |view, words| Cell::text(words.one("activity", view.activity.status.name()))),
    column("description", "field.description", |view, _| Cell::text(&view.activity.description)),
];

type Activities = Asked<activity_list::ListQuery>;

/// Take the activities of a release along
#[utoipa::path(get, path = "/tables/releases/{release}/activities", tag = "tables",
    params(("release" = String, Path, description = "Id or key"), Activities),
    responses((status = 200, body = String, content_type = "text/csv")))]
async fn export_activities(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(release): Path<String>,
    Asked { query, taking }: Activities,
) -> Reply<Response> {
    let (filter, _) = query.parts();
    let name = format!("{release} activities");
    let source = (web, ctx, release, filter);
    let read = |(web, ctx, release, filter): (Web, Ctx, String, activities::Filter), page| async move {
        activities::list(&web.app, &ctx, release, filter, page).await
    };
    taking.list(&name, ACTIVITIES, source, read).await
}

pub(super) const RAID: &[Column<raid::Told>] = &[
    column("number", "column.number", |told, _| Cell::Number(told.view.item.number)),
    column("kind", "column.kind", |told, words| Cell::text(words.one("raid.kind", told.view.item.kind.name()))),
    column("title", "column.title", |told, _| Cell::text(&told.view.item.title)),
    column("status", "column.status", |told, words| {
        Cell::text(words.one("raid.status", told.view.item.status().name()))
    }),
    column("probability", "raid.probability", |told, _| Cell::maybe(told.view.item.probability, Cell::Number)),
    column("impact", "raid.impact", |told, _| Cell::maybe(told.view.item.impact, Cell::Number)),
    column("exposure", "raid.exposure", |told, _| Cell::maybe(told.view.item.exposure(), Cell::Number)),
    column("owner", "raid.owner", |told, _| {
        Cell::maybe(told.view.owner.as_ref(), |owner| match owner {
            Holder::Person(person) => Cell::text(&person.name),
            Holder::Team(team) => Cell::text(&team.name),
        })
    }),
    column("due", "column.due", |told, _| Cell::maybe(told.view.item.due, Cell::Day)),
    column("response", "raid.response", |told, _| Cell::text(&told.view.item.response)),
    column("resolution", "raid.resolution", |told, _| {
        Cell::maybe(told.view.item.closure.as_ref(), |closure| Cell::text(&closure.resolution))
    }),
    column("description", "field.description", |told, _| Cell::text(&told.view.item.description)),
];

type Register = Asked<register::ListQuery>;

/// Take the RAID register of a release along
#[utoipa::path(get, path = "/tables/releases/{release}/raid", tag = "tables",
    params(("release" = String, Path, description = "Id or key"), Register),
    responses((status = 200, body = String, content_type = "text/csv")))]
async fn export_raid_items(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(release): Path<String>,
    Asked { query, taking }: Register,
) -> Reply<Response> {
    let (filter, order, _) = query.parts();
    let name = format!("{release} raid");
    let source = (web, ctx, release, filter);
    let read = move |(web, ctx, release, filter): (Web, Ctx, String, raid::Filter), page| async move {
        raid::list(&web.app, &ctx, release, filter, order, page).await
    };
    taking.list(&name, RAID, source, read).await
}

/// A member of a train with what the matrix says of it.
pub(super) struct Riding {
    member: matrix::Member,
    health: HealthState,
    row: Row,
}

pub(super) const MEMBERS: &[Column<Riding>] = &[
    column("key", "column.key", |riding, _| Cell::text(&riding.member.key)),
    column("name", "column.name", |riding, _| Cell::text(&riding.member.name)),
    column("status", "column.status", |riding, _| Cell::text(&riding.member.status)),
    column("health", "column.health", |riding, words| Cell::text(words.one("health", riding.health.name()))),
    column("accountable", "column.accountable", |riding, _| {
        Cell::maybe(riding.member.accountable.as_ref(), |person| Cell::text(&person.name))
    }),
    column("drift", "matrix.drift", |riding, _| Cell::Number(riding.row.drift.into())),
];

/// What the members are ordered by.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum MatrixOrder {
    Key,
    /// The worst drift first.
    Drift,
}

/// Which of a matrix's things have a column, beside the target.
#[derive(Clone, Copy, PartialEq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum MatrixThings {
    Phases,
    /// Gates and milestones.
    Gates,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct MatrixQuery {
    /// Key or name holds this text.
    q: Option<String>,
    /// Only members that drift.
    drifting: Option<bool>,
    /// `key` when absent.
    #[param(inline)]
    order: Option<MatrixOrder>,
    /// All when absent.
    #[param(inline)]
    things: Option<MatrixThings>,
}

impl MatrixQuery {
    fn shows_column(&self, kind: ColumnKind) -> bool {
        let is_phase = kind == ColumnKind::Phase;
        kind == ColumnKind::Target || self.things.is_none_or(|things| (things == MatrixThings::Phases) == is_phase)
    }

    fn shows(&self, riding: &Riding) -> bool {
        let typed = self.q.as_deref().unwrap_or_default();
        (self.drifting != Some(true) || riding.row.drift > 0)
            && (holds(riding.member.key.as_str(), typed) || holds(riding.member.name.as_str(), typed))
    }
}

type Matrix = Asked<MatrixQuery>;

/// Take a train's matrix along
///
/// A row for each member; after the columns that `columns` chooses, two for each target, phase, gate and milestone: its last
/// day, and by how many days it drifts.
#[utoipa::path(get, path = "/tables/releases/{release}/matrix", tag = "tables",
    params(("release" = String, Path, description = "Id or key"), Matrix),
    responses((status = 200, body = String, content_type = "text/csv")))]
async fn export_matrix(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(train): Path<String>,
    Asked { query, taking }: Matrix,
) -> Reply<Response> {
    let (chosen, words) = (taking.chosen(MEMBERS)?, taking.words());
    let matrix::Shown { matrix, members, health, .. } = matrix::load(&web.app, &ctx, train.clone()).await?;
    let mut headings = asked::headings(&chosen, words);
    let shown = matrix.columns.iter().enumerate().filter(|(_, column)| query.shows_column(column.kind));
    let (places, columns): (Vec<usize>, Vec<&matrix::Column>) = shown.unzip();
    headings.extend(columns.into_iter().flat_map(|column| headings_of(column, words)));
    let riding = members.into_iter().zip(health).zip(matrix.rows);
    let riding = riding.map(|((member, health), row)| Riding { member, health, row });
    let mut riding: Vec<Riding> = riding.filter(|riding| query.shows(riding)).collect();
    if let Some(MatrixOrder::Drift) = query.order {
        riding.sort_by_key(|riding| std::cmp::Reverse(riding.row.drift));
    }
    let rows = riding.iter().map(|riding| {
        let things = places.iter().flat_map(|place| {
            let cell = riding.row.cells.iter().find(|cell| cell.column == *place);
            let end = Cell::maybe(cell, |cell| Cell::Day(cell.dated.end));
            [end, Cell::maybe(cell, |cell| Cell::Number(cell.drift().into()))]
        });
        asked::cells(&chosen, riding, words).into_iter().chain(things).collect()
    });
    taking.file(&format!("{train} matrix"), headings, rows.collect()).await
}

fn headings_of(column: &matrix::Column, words: Words) -> [String; 2] {
    let name = if column.name.is_empty() { words.get("column.target") } else { column.name.clone() };
    let drift = format!("{name}: {}", words.get("matrix.drift"));
    [name, drift]
}
