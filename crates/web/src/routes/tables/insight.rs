//! Capacity and impact. On the screen each is a grid; as a table each of its fields is a row, so that a spreadsheet can sum
//! and pivot them.

use super::{Asked, Column, column, holds};
use crate::{failure::Reply, input::Caller, routes::insight::SpanQuery, state::Web};
use axum::{extract::State, response::Response};
use jiff::civil::Date;
use serde::Deserialize;
use signalbox_domain::{
    Outcome, Problem, Ref,
    id::{PortfolioId, ReleaseId},
    insight::{Effort, capacity::Load},
    releases::Impact,
};
use signalbox_service::{
    insight::{self, System},
    tables::Cell,
};
use std::collections::HashSet;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(export_capacity)).routes(routes!(export_impact_matrix))
}

type Span = Asked<SpanQuery>;

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ImpactQuery {
    /// The first day.
    from: Date,
    /// The day after the last; at most two years later.
    to: Date,
    /// This portfolio and what is below it, by id or key.
    portfolio: Option<String>,
    /// The system's key or name holds this text.
    q: Option<String>,
    /// Only systems and releases that collide.
    colliding: Option<bool>,
}

type Impacts = Asked<ImpactQuery>;

/// Numbers that leave something out are not taken along as if they were whole.
fn whole(complete: bool) -> Outcome<()> {
    if complete {
        return Ok(());
    }
    Err(Problem::refused(
        "too_many_releases",
        "there are too many releases in this span to look at all; ask for less of it",
    ))
}

/// A portfolio in a week.
pub(super) struct Full {
    portfolio: Ref<PortfolioId>,
    week: Date,
    load: Load,
}

pub(super) const CAPACITY: &[Column<Full>] = &[
    column("key", "column.key", |full, _| Cell::text(&full.portfolio.key)),
    column("portfolio", "column.portfolio", |full, _| Cell::text(&full.portfolio.name)),
    column("week", "table.week", |full, _| Cell::Day(full.week)),
    column("active", "capacity.measure.active", |full, _| Cell::number(full.load.active)),
    column("targeting", "capacity.measure.targeting", |full, _| Cell::number(full.load.targeting)),
    column("gates", "capacity.measure.gates", |full, _| Cell::number(full.load.gates)),
    column("deliveries", "capacity.measure.deliveries", |full, _| Cell::number(full.load.deliveries)),
    column("collisions", "capacity.measure.collisions", |full, _| Cell::number(full.load.collisions)),
];

/// Take along how full weeks are
///
/// A row for each portfolio and week.
#[utoipa::path(get, path = "/tables/capacity", tag = "tables", params(Span),
    responses((status = 200, body = String, content_type = "text/csv")))]
async fn export_capacity(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Asked { query, taking }: Span,
) -> Reply<Response> {
    let found = insight::capacity(&web.app, &ctx, query.from, query.to, query.portfolio).await?;
    whole(found.complete)?;
    let weeks = found.weeks;
    let rows = found.rows.into_iter().flat_map(|row| {
        let portfolio = row.portfolio;
        let each = row.loads.into_iter().enumerate();
        each.map(move |(week, load)| Full { portfolio: portfolio.clone(), week: weeks.monday(week), load })
    });
    taking.whole("capacity", CAPACITY, rows.collect()).await
}

/// A release that touches a system.
pub(super) struct Touching {
    system: System,
    release: Ref<ReleaseId>,
    effort: Effort,
    impact: Impact,
}

pub(super) const IMPACT: &[Column<Touching>] = &[
    column("system", "column.system", |touching, _| Cell::text(&touching.system.system.key)),
    column("name", "column.name", |touching, _| Cell::text(&touching.system.system.name)),
    column("collisions", "impact.collisions", |touching, _| Cell::number(touching.system.collisions)),
    column("release", "column.release", |touching, _| Cell::text(&touching.release.key)),
    column("title", "column.title", |touching, _| Cell::text(&touching.release.name)),
    column("impact", "column.impact", |touching, words| Cell::text(words.one("impact", touching.impact.name()))),
    column("first", "column.start", |touching, _| Cell::Day(touching.effort.first)),
    column("last", "table.until", |touching, _| Cell::Day(touching.effort.last)),
];

/// Take along who touches which systems
///
/// A row for each system and release that touches it.
#[utoipa::path(get, path = "/tables/impact-matrix", tag = "tables", params(Impacts),
    responses((status = 200, body = String, content_type = "text/csv")))]
async fn export_impact_matrix(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Asked { query, taking }: Impacts,
) -> Reply<Response> {
    let found = insight::impact(&web.app, &ctx, query.from, query.to, query.portfolio).await?;
    whole(found.complete)?;
    let only = query.colliding == Some(true);
    let typed = query.q.unwrap_or_default();
    let shows = |place: usize| {
        let System { system, collisions, .. } = &found.systems[place];
        (!only || *collisions > 0) && (holds(system.key.as_str(), &typed) || holds(system.name.as_str(), &typed))
    };
    let pairs = found.collisions.iter().filter(|(system, _)| shows(*system));
    let colliding: HashSet<usize> = pairs.flat_map(|(_, pair)| [pair.left, pair.right]).collect();
    let mut cells = found.cells.clone();
    cells.retain(|(system, release, _)| shows(*system) && (!only || colliding.contains(release)));
    cells.sort_by_key(|(system, release, _)| (*system, *release));
    let rows = cells.into_iter().map(|(system, release, impact)| {
        let (release, effort) = &found.releases[release];
        Touching { system: found.systems[system].clone(), release: release.clone(), effort: *effort, impact }
    });
    taking.whole("impact", IMPACT, rows.collect()).await
}
