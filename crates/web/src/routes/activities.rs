//! `/releases/{release}/activities`: the work in a release.

use super::{page, plans::PhaseMention};
use crate::{
    failure::Reply,
    input::{Body, Caller, IfMatch, Path, Query},
    output::{Listing, PersonMention, Tagged},
    state::Web,
    wire::ActivityStatus,
};
use axum::{Json, extract::State, http::StatusCode};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use signalbox_domain::{Name, Patch};
use signalbox_service::{
    Page,
    activities::{self, Change, Filter, New, View},
};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on activities.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(list_activities, add_activity))
        .routes(routes!(change_activity, remove_activity))
}

/// Work in a release.
#[derive(Serialize, ToSchema)]
pub(crate) struct Activity {
    id: String,
    name: String,
    phase: Option<PhaseMention>,
    assignee: Option<PersonMention>,
    /// Its first day.
    start: Option<Date>,
    /// Its last day.
    due: Option<Date>,
    status: ActivityStatus,
    description: String,
    rev: i64,
}

impl From<View> for Activity {
    fn from(view: View) -> Self {
        let activity = view.activity;
        let phase_name = view.phase_name.map(|name| name.to_string());
        Self {
            id: activity.id.to_string(),
            name: activity.name.to_string(),
            phase: activity.phase.map(|id| PhaseMention { id: id.to_string(), name: phase_name }),
            assignee: view.assignee.map(PersonMention::from),
            start: activity.start,
            due: activity.due,
            status: activity.status.into(),
            description: activity.description,
            rev: activity.rev,
        }
    }
}

/// What new work is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewActivity {
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    name: Name,
    /// Its phase, by name or id.
    #[serde(default)]
    phase: Option<String>,
    /// Who does it, by id or mail address.
    #[serde(default)]
    assignee: Option<String>,
    #[serde(default)]
    start: Option<Date>,
    #[serde(default)]
    due: Option<Date>,
    /// `todo` when absent.
    #[serde(default)]
    #[schema(nullable = false)]
    status: Option<ActivityStatus>,
    #[serde(default)]
    #[schema(max_length = 20000)]
    description: String,
}

/// What is to change; what is absent stays, what is `null` is cleared.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ActivityChange {
    #[schema(value_type = Option<String>, format = "name", min_length = 1, max_length = 200, nullable = false)]
    name: Option<Name>,
    /// Its phase, by name or id.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    phase: Patch<String>,
    /// Who does it, by id or mail address.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    assignee: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<Date>)]
    start: Patch<Date>,
    #[serde(default)]
    #[schema(value_type = Option<Date>)]
    due: Patch<Date>,
    #[schema(nullable = false)]
    status: Option<ActivityStatus>,
    #[schema(max_length = 20000, nullable = false)]
    description: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListQuery {
    /// How many items, 1 to 200; 50 when absent.
    limit: Option<u32>,
    /// Where the former part ended: its `next_cursor`.
    cursor: Option<String>,
    /// Whether to count the whole list.
    total: Option<bool>,
    /// In this phase, by name or id.
    phase: Option<String>,
    /// Done by this person, by id or mail address.
    assignee: Option<String>,
    status: Option<ActivityStatus>,
}

impl ListQuery {
    /// Which work, and which part of it.
    pub(super) fn parts(self) -> (Filter, Page) {
        let filter = Filter { phase: self.phase, assignee: self.assignee, status: self.status.map(Into::into) };
        (filter, page(self.limit, self.cursor, self.total))
    }
}

/// List the activities of a release by due day
///
/// Those without one come last.
#[utoipa::path(get, path = "/releases/{release}/activities", tag = "plans",
    params(("release" = String, Path, description = "Id or key"), ListQuery),
    responses((status = 200, body = Listing<Activity>)))]
async fn list_activities(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(release): Path<String>,
    Query(query): Query<ListQuery>,
) -> Reply<Json<Listing<Activity>>> {
    let (filter, page) = query.parts();
    let found = activities::list(&web.app, &ctx, release, filter, page).await?;
    Ok(Listing::of(found, Activity::from))
}

/// Add work to a release
#[utoipa::path(post, path = "/releases/{release}/activities", tag = "plans", request_body = NewActivity,
    params(("release" = String, Path, description = "Id or key")),
    responses((status = 201, body = Activity)))]
async fn add_activity(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(release): Path<String>,
    Body(new): Body<NewActivity>,
) -> Reply<Tagged<Activity>> {
    let new = New {
        name: new.name,
        description: new.description,
        phase: new.phase,
        assignee: new.assignee,
        start: new.start,
        due: new.due,
        status: new.status.map(Into::into).unwrap_or_default(),
    };
    let made = activities::create(&web.app, &ctx, release, new).await?;
    Ok(Tagged::created(made.activity.rev, made.into()))
}

/// Change an activity
#[utoipa::path(patch, path = "/releases/{release}/activities/{activity}", tag = "plans", request_body = ActivityChange,
    params(("release" = String, Path, description = "Id or key"), ("activity" = String, Path, description = "Id"),
        ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = Activity)))]
async fn change_activity(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path((release, activity)): Path<(String, String)>,
    IfMatch(rev): IfMatch,
    Body(change): Body<ActivityChange>,
) -> Reply<Tagged<Activity>> {
    let change = Change {
        name: change.name,
        description: change.description,
        phase: change.phase,
        assignee: change.assignee,
        start: change.start,
        due: change.due,
        status: change.status.map(Into::into),
    };
    let changed = activities::change(&web.app, &ctx, release, activity, rev, change).await?;
    Ok(Tagged::found(changed.activity.rev, changed.into()))
}

/// Remove an activity
#[utoipa::path(delete, path = "/releases/{release}/activities/{activity}", tag = "plans",
    params(("release" = String, Path, description = "Id or key"), ("activity" = String, Path, description = "Id"),
        ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 204)))]
async fn remove_activity(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path((release, activity)): Path<(String, String)>,
    IfMatch(rev): IfMatch,
) -> Reply<StatusCode> {
    activities::delete(&web.app, &ctx, release, activity, rev).await?;
    Ok(StatusCode::NO_CONTENT)
}
