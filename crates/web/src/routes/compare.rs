//! `/releases/{release}/baselines/compare`: two plans of a release side by side.

use super::journal::FieldChange;
use crate::{
    failure::Reply,
    input::{Caller, Path, Query},
    output::PersonMention,
    state::Web,
};
use axum::{Json, extract::State};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use signalbox_domain::Problem;
use signalbox_service::{
    compare::{self, Compared, Side},
    plans::BaselineView,
};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operation that compares plans.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(compare_baselines))
}

/// Which plan is compared.
#[derive(Serialize, ToSchema)]
struct ComparedPlan {
    /// The number of the baseline; `null` for the plan as it is now.
    number: Option<i64>,
    /// When the baseline was replaced.
    at: Option<Timestamp>,
    /// Who replaced it.
    by: Option<PersonMention>,
    /// Why.
    reason: Option<String>,
}

impl From<Option<BaselineView>> for ComparedPlan {
    fn from(view: Option<BaselineView>) -> Self {
        match view {
            None => Self { number: None, at: None, by: None, reason: None },
            Some(view) => Self {
                number: Some(view.baseline.number),
                at: Some(view.baseline.at),
                by: view.by.map(PersonMention::from),
                reason: view.baseline.reason,
            },
        }
    }
}

/// What an item of a plan is.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ComparedKind {
    Release,
    Phase,
    Gate,
    Milestone,
}

/// What became of an item from one plan to the other.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Fate {
    /// Only the second plan has it.
    Added,
    /// Only the first plan has it.
    Removed,
    /// Its dates differ, and perhaps more.
    Moved,
    /// Something else of it differs.
    Changed,
}

/// When an item is in one of the plans.
#[derive(Serialize, ToSchema)]
struct PlannedWhen {
    /// Its first day, if it has one of its own.
    start: Option<Date>,
    /// Its last day.
    end: Option<Date>,
    /// The instant from which it is too late, for what has a deadline.
    at: Option<Timestamp>,
}

impl From<compare::When> for PlannedWhen {
    fn from(when: compare::When) -> Self {
        Self { start: when.start, end: when.end, at: when.at }
    }
}

/// One item in both plans.
#[derive(Serialize, ToSchema)]
struct ComparedItem {
    kind: ComparedKind,
    /// `null` for the release itself.
    id: Option<String>,
    /// `null` for the release itself.
    name: Option<String>,
    change: Fate,
    before: Option<PlannedWhen>,
    after: Option<PlannedWhen>,
    /// By how many days its end moved; negative is earlier.
    days: Option<i64>,
    /// By how many days its start moved.
    start_days: Option<i64>,
    /// Everything that differs, field by field.
    fields: Vec<FieldChange>,
}

impl From<compare::Item> for ComparedItem {
    fn from(item: compare::Item) -> Self {
        Self {
            kind: match item.kind {
                compare::ItemKind::Release => ComparedKind::Release,
                compare::ItemKind::Phase => ComparedKind::Phase,
                compare::ItemKind::Gate => ComparedKind::Gate,
                compare::ItemKind::Milestone => ComparedKind::Milestone,
            },
            id: item.id,
            name: item.name,
            change: match item.fate {
                compare::Fate::Added => Fate::Added,
                compare::Fate::Removed => Fate::Removed,
                compare::Fate::Moved => Fate::Moved,
                compare::Fate::Changed => Fate::Changed,
            },
            before: item.before.map(Into::into),
            after: item.after.map(Into::into),
            days: item.days,
            start_days: item.start_days,
            fields: item.fields.into_iter().map(FieldChange::from).collect(),
        }
    }
}

/// Two plans of a release side by side.
#[derive(Serialize, ToSchema)]
struct PlanComparison {
    from: ComparedPlan,
    to: ComparedPlan,
    /// What differs: the release itself, then phases, then gates and milestones, each by day.
    items: Vec<ComparedItem>,
    /// How many phases, gates and milestones are the same in both.
    same: usize,
}

impl From<Compared> for PlanComparison {
    fn from(compared: Compared) -> Self {
        Self {
            from: compared.from.into(),
            to: compared.to.into(),
            items: compared.comparison.items.into_iter().map(ComparedItem::from).collect(),
            same: compared.comparison.same,
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct CompareQuery {
    /// The number of a baseline, or `current`; the first baseline when absent.
    from: Option<String>,
    /// The number of a baseline, or `current`, which it is when absent.
    to: Option<String>,
}

fn side(pointer: &str, text: Option<String>, usual: Side) -> Result<Side, Problem> {
    match text.as_deref() {
        None => Ok(usual),
        Some("current") => Ok(Side::Current),
        Some(number) => number.parse().map(Side::Baseline).map_err(|_| {
            Problem::fault(
                pointer,
                "baseline",
                format!("{number:?} is neither the number of a baseline nor \"current\""),
            )
        }),
    }
}

/// Compare two plans of a release
///
/// Item by item: what was added, what was removed, what moved and by how many days.
#[utoipa::path(get, path = "/releases/{release}/baselines/compare", tag = "plans",
    params(("release" = String, Path, description = "Id or key"), CompareQuery),
    responses((status = 200, body = PlanComparison)))]
async fn compare_baselines(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(release): Path<String>,
    Query(query): Query<CompareQuery>,
) -> Reply<Json<PlanComparison>> {
    let from = side("/from", query.from, Side::Baseline(1))?;
    let to = side("/to", query.to, Side::Current)?;
    Ok(Json(compare::compare(&web.app, &ctx, release, from, to).await?.into()))
}
