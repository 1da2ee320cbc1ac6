//! `/calendar`: what happens in a span of days.

use super::releases::release_query;
use crate::{
    failure::Reply,
    input::{Caller, Query},
    output::PersonMention,
    state::Web,
    wire::{Category, HealthState, Kind, Level, MilestoneKind, MilestoneState, WindowKind},
};
use axum::{Json, extract::State};
use jiff::{
    Timestamp,
    civil::{Date, DateTime},
};
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};
use signalbox_domain::releases::dependency::{Dependency, Trouble};
use signalbox_service::{
    calendar::{self, BaselineView, Former, Plan, Shown, Written},
    windows::Band,
};
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on the calendar.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(get_calendar)).routes(routes!(list_calendar_baselines))
}

release_query! { CalendarQuery {
    /// The first day.
    from: Date,
    /// The day after the last.
    to: Date,
} }

release_query! { BaselinesQuery {
    /// The first day.
    from: Date,
    /// The day after the last.
    to: Date,
    /// Which former plan; the first one when absent.
    #[param(inline)]
    which: Option<WhichBaseline>,
} }

/// Which former plan of a release one looks back at.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum WhichBaseline {
    /// The first there was.
    First,
    /// The one before the present plan.
    Last,
}

impl From<WhichBaseline> for Former {
    fn from(which: WhichBaseline) -> Self {
        match which {
            WhichBaseline::First => Self::First,
            WhichBaseline::Last => Self::Last,
        }
    }
}

/// What happens in a span of days.
#[derive(Serialize, ToSchema)]
struct Calendar {
    from: Date,
    to: Date,
    /// The instant it was read, by the database's clock.
    now: Timestamp,
    /// How many releases there are.
    total: i64,
    /// False when not all of them are here.
    complete: bool,
    /// When nothing happens in the span: the first and last day on which anything does.
    elsewhere: Option<CalendarExtent>,
    portfolios: Vec<CalendarPortfolio>,
    /// By first day, then key.
    releases: Vec<CalendarRelease>,
    /// Which of these releases needs which other of them; at most 10,000.
    dependencies: Vec<CalendarDependency>,
    /// When windows come, by begin; at most 2,000.
    bands: Vec<CalendarBand>,
    /// False when not all of them are here.
    bands_complete: bool,
}

/// One time a window comes.
#[derive(Serialize, ToSchema)]
struct CalendarBand {
    /// The window's id.
    window: String,
    name: String,
    kind: WindowKind,
    /// Whose releases it governs, with those of every portfolio below; `null` when that portfolio is out of sight.
    portfolio: Option<String>,
    /// Its begin, by the clock of its zone.
    #[schema(value_type = String, format = "local-date-time")]
    start: DateTime,
    /// Its end, by the clock of its zone, left out.
    #[schema(value_type = String, format = "local-date-time")]
    end: DateTime,
    zone: String,
}

impl From<Band> for CalendarBand {
    fn from(band: Band) -> Self {
        Self {
            window: band.window.id.to_string(),
            name: band.window.name.to_string(),
            kind: band.kind.into(),
            portfolio: band.portfolio.map(|portfolio| portfolio.to_string()),
            start: band.occurrence.start,
            end: band.occurrence.end,
            zone: band.zone.to_string(),
        }
    }
}

/// One release needs another.
#[derive(Serialize, ToSchema)]
struct CalendarDependency {
    /// The one that needs.
    release: String,
    /// The one that is needed.
    needs: String,
    /// True when the first cannot be delivered without the second.
    hard: bool,
    /// Why.
    note: String,
    /// What is wrong with it as things are planned; `null` when nothing is.
    trouble: Option<DependencyTrouble>,
}

/// What is wrong with a dependency as things are planned.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum DependencyTrouble {
    /// What is needed was given up.
    Cancelled,
    /// What is needed is delivered on a later day than what needs it.
    Later,
    /// What cannot do without the other begins before it is delivered.
    Early,
}

impl From<Trouble> for DependencyTrouble {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Cancelled => Self::Cancelled,
            Trouble::Later => Self::Later,
            Trouble::Early => Self::Early,
        }
    }
}

/// The first and last day on which anything happens.
#[derive(Serialize, ToSchema)]
struct CalendarExtent {
    first: Date,
    last: Date,
}

/// A portfolio with releases in the calendar.
#[derive(Serialize, ToSchema)]
struct CalendarPortfolio {
    id: String,
    key: String,
    name: String,
    parent: Option<String>,
}

/// A release with its phases, gates and milestones. Other things are mentioned by id.
#[derive(Serialize, ToSchema)]
struct CalendarRelease {
    id: String,
    key: String,
    name: String,
    kind: Kind,
    status: String,
    category: Category,
    health: HealthState,
    risk: Option<Level>,
    r#type: String,
    portfolio: String,
    parent: Option<String>,
    accountable: Option<PersonMention>,
    start: Option<Date>,
    /// The day of its target.
    end: Option<Date>,
    rev: i64,
    #[schema(value_type = Vec<CalendarPhase>)]
    phases: Phases,
    #[schema(value_type = Vec<CalendarMilestone>)]
    milestones: Milestones,
}

/// The phases of a plan; what they are written as is kept with it.
struct Phases(Arc<Plan>);

impl Serialize for Phases {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.written(write).phases.serialize(serializer)
    }
}

/// The gates and milestones of a plan; what they are written as is kept with it.
struct Milestones(Arc<Plan>);

impl Serialize for Milestones {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.written(write).milestones.serialize(serializer)
    }
}

fn write(plan: &Plan) -> Written {
    let phases: Vec<_> = plan.phases.iter().map(CalendarPhase::from).collect();
    let milestones: Vec<_> = plan.milestones.iter().map(CalendarMilestone::from).collect();
    Written { phases: raw(&phases), milestones: raw(&milestones) }
}

/// As JSON. What is written here has no keys but names, so that there is always some.
fn raw(list: &impl Serialize) -> Box<RawValue> {
    to_raw_value(list).unwrap_or_else(|_| RawValue::NULL.to_owned())
}

/// A phase in the calendar.
#[derive(Serialize, ToSchema)]
struct CalendarPhase {
    id: String,
    name: String,
    start: Date,
    /// Its last day.
    end: Date,
}

/// A gate or milestone in the calendar.
#[derive(Serialize, ToSchema)]
struct CalendarMilestone {
    id: String,
    kind: MilestoneKind,
    name: String,
    /// Its first day, when it spans several.
    start: Option<Date>,
    /// The day of its deadline.
    date: Date,
    /// The instant from which it is too late.
    at: Timestamp,
    zone: String,
    state: MilestoneState,
}

impl From<&calendar::Phase> for CalendarPhase {
    fn from(phase: &calendar::Phase) -> Self {
        Self { id: phase.id.to_string(), name: phase.name.clone(), start: phase.start, end: phase.end }
    }
}

impl From<&calendar::Milestone> for CalendarMilestone {
    fn from(milestone: &calendar::Milestone) -> Self {
        Self {
            id: milestone.id.to_string(),
            kind: milestone.kind.into(),
            name: milestone.name.clone(),
            start: milestone.start,
            date: milestone.date,
            at: milestone.at,
            zone: milestone.zone.clone(),
            state: match milestone.state {
                calendar::State::Pending => MilestoneState::Pending,
                calendar::State::Passed => MilestoneState::Passed,
                calendar::State::Failed => MilestoneState::Failed,
            },
        }
    }
}

fn wire(from: Date, to: Date, shown: Shown) -> Calendar {
    let found = shown.calendar;
    let complete = i64::try_from(found.rows.len()).is_ok_and(|shown| shown == found.total);
    let releases = found.rows.into_iter().zip(shown.health).map(|(row, health)| CalendarRelease {
        phases: Phases(Arc::clone(&row.plan)),
        milestones: Milestones(row.plan),
        id: row.id.to_string(),
        key: row.key.to_string(),
        name: row.name.to_string(),
        kind: row.kind.into(),
        status: row.status.to_string(),
        category: row.category.into(),
        health: health.into(),
        risk: row.risk.map(Level::from),
        r#type: row.release_type.to_string(),
        portfolio: row.portfolio.to_string(),
        parent: row.parent.map(|parent| parent.to_string()),
        accountable: row.accountable.map(PersonMention::from),
        start: row.start,
        end: row.target.map(|target| target.date),
        rev: row.rev,
    });
    let portfolios = found.portfolios.into_iter().map(|(portfolio, parent)| CalendarPortfolio {
        id: portfolio.id.to_string(),
        key: portfolio.key.to_string(),
        name: portfolio.name.to_string(),
        parent: parent.map(|parent| parent.to_string()),
    });
    let dependencies = found.dependencies.into_iter().zip(shown.troubles).map(|(dependency, trouble)| {
        let Dependency { release, needs, hard, note } = dependency;
        let (release, needs, trouble) = (release.to_string(), needs.to_string(), trouble.map(DependencyTrouble::from));
        CalendarDependency { release, needs, hard, note, trouble }
    });
    Calendar {
        from,
        to,
        now: shown.now,
        total: found.total,
        complete,
        elsewhere: found.elsewhere.map(|(first, last)| CalendarExtent { first, last }),
        portfolios: portfolios.collect(),
        releases: releases.collect(),
        dependencies: dependencies.collect(),
        bands: shown.bands.into_iter().map(CalendarBand::from).collect(),
        bands_complete: shown.bands_complete,
    }
}

/// Former plans of releases in the calendar.
#[derive(Serialize, ToSchema)]
struct CalendarBaselines {
    /// By the release's first day, then key; at most 5,000. A release that never moved is not here.
    items: Vec<CalendarBaseline>,
}

/// The dates a release once had, with its phases, gates and milestones as they then were.
#[derive(Serialize, ToSchema)]
struct CalendarBaseline {
    release: String,
    /// 1 for the first plan there was.
    number: i64,
    /// Until when it held.
    at: Timestamp,
    /// Who replaced it; `null` for the system.
    by: Option<PersonMention>,
    reason: Option<String>,
    start: Option<Date>,
    /// The day of its target.
    end: Option<Date>,
    phases: Vec<CalendarPhase>,
    milestones: Vec<FormerMilestone>,
}

/// A gate or milestone in a former plan.
#[derive(Serialize, ToSchema)]
struct FormerMilestone {
    id: String,
    name: String,
    /// The day of its deadline.
    date: Date,
}

fn former(view: BaselineView) -> CalendarBaseline {
    let baseline = view.baseline;
    let phases = baseline.plan.phases.into_iter().map(|phase| CalendarPhase {
        id: phase.id.to_string(),
        name: phase.name.to_string(),
        start: phase.start,
        end: phase.end,
    });
    let milestones = baseline.plan.milestones.into_iter().map(|milestone| FormerMilestone {
        id: milestone.id.to_string(),
        name: milestone.name.to_string(),
        date: milestone.due.date,
    });
    CalendarBaseline {
        release: baseline.release.to_string(),
        number: baseline.number,
        at: baseline.at,
        by: view.by.map(PersonMention::from),
        reason: baseline.reason,
        start: baseline.plan.start,
        end: baseline.plan.target.map(|target| target.date),
        phases: phases.collect(),
        milestones: milestones.collect(),
    }
}

/// Read the calendar
///
/// Releases of which anything dated lies in the span, with all their phases, gates and milestones, and what they need of
/// each other; at most 5,000.
/// And when windows come in it.
#[utoipa::path(get, path = "/calendar", tag = "calendar", params(CalendarQuery),
    responses((status = 200, body = Calendar)))]
async fn get_calendar(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Query(query): Query<CalendarQuery>,
) -> Reply<Json<Calendar>> {
    let shown = calendar::load(&web.app, &ctx, query.from, query.to, query.wanted()).await?;
    Ok(Json(wire(query.from, query.to, shown)))
}

/// Read the former plans of the releases in the calendar
///
/// One for each release that ever moved: what its dates were, beside those it has now.
#[utoipa::path(get, path = "/calendar/baselines", tag = "calendar", params(BaselinesQuery),
    responses((status = 200, body = CalendarBaselines)))]
async fn list_calendar_baselines(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Query(query): Query<BaselinesQuery>,
) -> Reply<Json<CalendarBaselines>> {
    let which = query.which.map_or(Former::First, Former::from);
    let found = calendar::former(&web.app, &ctx, query.from, query.to, query.wanted(), which).await?;
    Ok(Json(CalendarBaselines { items: found.into_iter().map(former).collect() }))
}
