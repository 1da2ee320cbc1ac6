//! `/capacity`, `/impact-matrix`: how full weeks are, and who works on the same systems at once.

use crate::{
    failure::Reply,
    input::{Caller, Query},
    output::{Listing, Mention},
    state::Web,
    wire::{CapacityMeasure, Category, Impact, Kind},
};
use axum::{Json, extract::State};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use signalbox_domain::insight::capacity::Load;
use signalbox_service::insight::{self, Behind, Row};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations of insight.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(get_capacity))
        .routes(routes!(list_capacity_releases))
        .routes(routes!(get_impact_matrix))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct SpanQuery {
    /// The first day.
    pub(super) from: Date,
    /// The day after the last; at most two years later.
    pub(super) to: Date,
    /// This portfolio and what is below it, by id or key.
    pub(super) portfolio: Option<String>,
}

/// How full the weeks of portfolios are.
#[derive(Serialize, ToSchema)]
struct Capacity {
    /// The Monday of the first week.
    from: Date,
    /// The Monday after the last week.
    to: Date,
    /// False when there were too many releases to count them all.
    complete: bool,
    weeks: Vec<CapacityWeek>,
    /// Each under its parent.
    portfolios: Vec<CapacityPortfolio>,
}

/// A week of ISO 8601.
#[derive(Serialize, ToSchema)]
struct CapacityWeek {
    /// Its Monday.
    start: Date,
    /// The year it belongs to.
    year: i16,
    /// Its number in that year.
    week: i8,
}

/// A portfolio with everything below it.
#[derive(Serialize, ToSchema)]
struct CapacityPortfolio {
    id: String,
    key: String,
    name: String,
    parent: Option<String>,
    /// How many of the others stand above it.
    depth: usize,
    /// The weeks in which there is anything.
    loads: Vec<CapacityLoad>,
}

/// The numbers of a portfolio in a week.
#[derive(Serialize, ToSchema)]
struct CapacityLoad {
    /// The index of the week.
    week: usize,
    /// Releases with anything of their plan, from its first to its last day, in the week.
    active: u32,
    /// Releases whose target lies in the week.
    targeting: u32,
    /// Gates due in the week.
    gates: u32,
    /// Releases that were completed in the week or, not being completed, have their target in it: it stands for production
    /// deployments as long as those are not recorded.
    deliveries: u32,
    /// Systems that two or more active releases touch, one of them of the portfolio, and not all only to test it again.
    collisions: u32,
}

fn load((week, load): (usize, &Load)) -> CapacityLoad {
    let Load { active, targeting, gates, deliveries, collisions } = *load;
    CapacityLoad { week, active, targeting, gates, deliveries, collisions }
}

fn portfolio(row: Row) -> CapacityPortfolio {
    CapacityPortfolio {
        id: row.portfolio.id.to_string(),
        key: row.portfolio.key.to_string(),
        name: row.portfolio.name.to_string(),
        parent: row.parent.map(|parent| parent.to_string()),
        depth: row.depth,
        loads: row.loads.iter().enumerate().filter(|(_, load)| !load.is_empty()).map(load).collect(),
    }
}

/// Read how full weeks are
///
/// Per portfolio, with everything below it, and ISO week: releases under way and to be done, gates due, deliveries, and
/// systems that several releases work on. What was given up counts nowhere.
#[utoipa::path(get, path = "/capacity", tag = "insight", params(SpanQuery),
    responses((status = 200, body = Capacity)))]
async fn get_capacity(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Query(query): Query<SpanQuery>,
) -> Reply<Json<Capacity>> {
    let found = insight::capacity(&web.app, &ctx, query.from, query.to, query.portfolio).await?;
    let weeks = (0..found.weeks.count).map(|week| {
        let start = found.weeks.monday(week);
        let iso = start.iso_week_date();
        CapacityWeek { start, year: iso.year(), week: iso.week() }
    });
    Ok(Json(Capacity {
        from: found.weeks.first,
        to: found.weeks.end(),
        complete: found.complete,
        weeks: weeks.collect(),
        portfolios: found.rows.into_iter().map(portfolio).collect(),
    }))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct BehindQuery {
    /// A day of the week.
    week: Date,
    /// This portfolio and what is below it, by id or key.
    portfolio: String,
    /// Which number.
    #[param(inline)]
    measure: CapacityMeasure,
}

/// A release behind a number of the capacity.
#[derive(Serialize, ToSchema)]
struct CapacityRelease {
    release: Mention,
    portfolio: Option<Mention>,
    kind: Kind,
    category: Category,
    /// The first day of anything in its plan.
    first: Date,
    /// The last such day.
    last: Date,
    target: Option<Date>,
    /// The day it was or is to be delivered.
    delivery: Option<Date>,
    /// Its gates that are due in the week, when those are counted.
    gates: Vec<String>,
    /// The system it works on together with others, when that is counted.
    system: Option<Mention>,
}

impl From<Behind> for CapacityRelease {
    fn from(behind: Behind) -> Self {
        let effort = behind.effort;
        Self {
            release: behind.release.into(),
            portfolio: behind.portfolio.map(Mention::from),
            kind: effort.kind.into(),
            category: effort.category.into(),
            first: effort.first,
            last: effort.last,
            target: effort.target,
            delivery: effort.delivery(),
            gates: behind.gates,
            system: behind.system.map(Mention::from),
        }
    }
}

/// List the releases behind a number of the capacity
///
/// For collisions, every release that touches such a system comes, whosever it is, once for each system.
#[utoipa::path(get, path = "/capacity/releases", tag = "insight", params(BehindQuery),
    responses((status = 200, body = Listing<CapacityRelease>)))]
async fn list_capacity_releases(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Query(query): Query<BehindQuery>,
) -> Reply<Json<Listing<CapacityRelease>>> {
    let found = insight::behind(&web.app, &ctx, query.week, query.portfolio, query.measure.into()).await?;
    Ok(Listing::whole(found.into_iter().map(CapacityRelease::from).collect()))
}

/// Systems by releases: who touches what, and who collides.
#[derive(Serialize, ToSchema)]
struct ImpactMatrix {
    from: Date,
    to: Date,
    /// False when there were too many releases to look at them all.
    complete: bool,
    /// Those with most collisions first, then by key.
    systems: Vec<ImpactSystem>,
    /// By first day, then key.
    releases: Vec<ImpactRelease>,
    cells: Vec<ImpactCell>,
    /// By system and day; at most 5,000.
    collisions: Vec<ImpactCollision>,
    /// How many there are.
    collisions_total: usize,
}

/// A system that releases touch.
#[derive(Serialize, ToSchema)]
struct ImpactSystem {
    id: String,
    key: String,
    name: String,
    /// How many releases touch it.
    releases: usize,
    /// How many pairs of them collide.
    collisions: usize,
}

/// A release that touches systems.
#[derive(Serialize, ToSchema)]
struct ImpactRelease {
    id: String,
    key: String,
    name: String,
    kind: Kind,
    category: Category,
    /// The id of its portfolio.
    portfolio: String,
    first: Date,
    last: Date,
}

/// How a release touches a system, by their places in the lists.
#[derive(Serialize, ToSchema)]
struct ImpactCell {
    system: usize,
    release: usize,
    impact: Impact,
}

/// Two releases that touch a system on the same days, at least one of which changes it.
#[derive(Serialize, ToSchema)]
struct ImpactCollision {
    system: usize,
    left: usize,
    right: usize,
    /// The first day they share.
    from: Date,
    /// The last day they share.
    to: Date,
}

/// Read who touches which systems, and who collides
#[utoipa::path(get, path = "/impact-matrix", tag = "insight", params(SpanQuery),
    responses((status = 200, body = ImpactMatrix)))]
async fn get_impact_matrix(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Query(query): Query<SpanQuery>,
) -> Reply<Json<ImpactMatrix>> {
    let found = insight::impact(&web.app, &ctx, query.from, query.to, query.portfolio).await?;
    let systems = found.systems.into_iter().map(|one| ImpactSystem {
        id: one.system.id.to_string(),
        key: one.system.key.to_string(),
        name: one.system.name.to_string(),
        releases: one.releases,
        collisions: one.collisions,
    });
    let releases = found.releases.into_iter().map(|(release, effort)| ImpactRelease {
        id: release.id.to_string(),
        key: release.key.to_string(),
        name: release.name.to_string(),
        kind: effort.kind.into(),
        category: effort.category.into(),
        portfolio: effort.portfolio.to_string(),
        first: effort.first,
        last: effort.last,
    });
    let cells = found.cells.into_iter();
    let collisions = found.collisions.into_iter();
    Ok(Json(ImpactMatrix {
        from: query.from,
        to: query.to,
        complete: found.complete,
        systems: systems.collect(),
        releases: releases.collect(),
        cells: cells.map(|(system, release, impact)| ImpactCell { system, release, impact: impact.into() }).collect(),
        collisions: collisions
            .map(|(system, one)| ImpactCollision {
                system,
                left: one.left,
                right: one.right,
                from: one.from,
                to: one.to,
            })
            .collect(),
        collisions_total: found.collisions_total,
    }))
}
