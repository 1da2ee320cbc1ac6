//! `/working-calendars`: the days an enterprise works, and its holidays.

use super::{archiving, page};
use crate::{
    failure::Reply,
    input::{Body, Caller, IfMatch, Path, Query},
    output::{Listing, Tagged},
    state::Web,
    wire::Weekday,
};
use axum::{Json, extract::State};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use signalbox_domain::{Key, Name, schedule};
use signalbox_service::working_calendars::{self, Change, Filter, New};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on working calendars.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(list_working_calendars, create_working_calendar))
        .routes(routes!(get_working_calendar, change_working_calendar))
        .routes(routes!(archive_working_calendar))
        .routes(routes!(restore_working_calendar))
}

/// A day that would be worked but is not.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Holiday {
    date: Date,
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    name: Name,
}

impl From<Holiday> for schedule::Holiday {
    fn from(holiday: Holiday) -> Self {
        Self { date: holiday.date, name: holiday.name }
    }
}

impl From<schedule::Holiday> for Holiday {
    fn from(holiday: schedule::Holiday) -> Self {
        Self { date: holiday.date, name: holiday.name }
    }
}

/// The days that are worked, for portfolios to plan by.
#[derive(Serialize, ToSchema)]
struct WorkingCalendar {
    id: String,
    key: String,
    name: String,
    /// The weekdays that are worked, in the order of the week.
    days: Vec<Weekday>,
    /// The days that are not worked all the same, by date.
    holidays: Vec<Holiday>,
    archived_at: Option<Timestamp>,
    rev: i64,
}

impl From<schedule::Calendar> for WorkingCalendar {
    fn from(found: schedule::Calendar) -> Self {
        Self {
            id: found.id.to_string(),
            key: found.key.to_string(),
            name: found.name.to_string(),
            days: wire(found.days),
            holidays: wire(found.holidays),
            archived_at: found.archived_at,
            rev: found.rev,
        }
    }
}

fn wire<A, B: From<A>>(list: Vec<A>) -> Vec<B> {
    list.into_iter().map(B::from).collect()
}

/// What a new working calendar is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewWorkingCalendar {
    #[schema(value_type = String, format = "key")]
    key: Key,
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    name: Name,
    /// The weekdays that are worked; Monday to Friday when absent.
    #[serde(default = "usual")]
    #[schema(max_items = 7)]
    days: Vec<Weekday>,
    /// The days that are not worked all the same.
    #[serde(default)]
    #[schema(max_items = 2000)]
    holidays: Vec<Holiday>,
}

fn usual() -> Vec<Weekday> {
    wire(schedule::Weekday::USUAL.to_vec())
}

/// What is to change; what is absent stays, and a list that is given replaces the whole list.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WorkingCalendarChange {
    #[schema(value_type = Option<String>, format = "key", nullable = false)]
    key: Option<Key>,
    #[schema(value_type = Option<String>, format = "name", min_length = 1, max_length = 200, nullable = false)]
    name: Option<Name>,
    #[schema(max_items = 7, nullable = false)]
    days: Option<Vec<Weekday>>,
    #[schema(max_items = 2000, nullable = false)]
    holidays: Option<Vec<Holiday>>,
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
    /// Key or name holds this text.
    q: Option<String>,
    /// Archived ones instead of the others.
    archived: Option<bool>,
}

/// List working calendars
#[utoipa::path(get, path = "/working-calendars", tag = "working calendars", params(ListQuery),
    responses((status = 200, body = Listing<WorkingCalendar>)))]
async fn list_working_calendars(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Query(query): Query<ListQuery>,
) -> Reply<Json<Listing<WorkingCalendar>>> {
    let filter = Filter { text: query.q, archived: query.archived.unwrap_or(false) };
    let page = page(query.limit, query.cursor, query.total);
    let found = working_calendars::list(&web.app, &ctx, filter, page).await?;
    Ok(Listing::of(found, WorkingCalendar::from))
}

/// Make a working calendar
#[utoipa::path(post, path = "/working-calendars", tag = "working calendars", request_body = NewWorkingCalendar,
    responses((status = 201, body = WorkingCalendar)))]
async fn create_working_calendar(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Body(new): Body<NewWorkingCalendar>,
) -> Reply<Tagged<WorkingCalendar>> {
    let new = New { key: new.key, name: new.name, days: wire(new.days), holidays: wire(new.holidays) };
    let made = working_calendars::create(&web.app, &ctx, new).await?;
    Ok(Tagged::created(made.rev, made.into()))
}

/// Read a working calendar
#[utoipa::path(get, path = "/working-calendars/{working_calendar}", tag = "working calendars",
    params(("working_calendar" = String, Path, description = "Id or key")),
    responses((status = 200, body = WorkingCalendar)))]
async fn get_working_calendar(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
) -> Reply<Tagged<WorkingCalendar>> {
    let found = working_calendars::get(&web.app, &ctx, named).await?;
    Ok(tagged(found))
}

/// Change a working calendar
///
/// Plans stay as they are; the next move minds the new days.
#[utoipa::path(patch, path = "/working-calendars/{working_calendar}", tag = "working calendars",
    request_body = WorkingCalendarChange,
    params(("working_calendar" = String, Path, description = "Id or key"),
        ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = WorkingCalendar)))]
async fn change_working_calendar(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
    Body(change): Body<WorkingCalendarChange>,
) -> Reply<Tagged<WorkingCalendar>> {
    let change =
        Change { key: change.key, name: change.name, days: change.days.map(wire), holidays: change.holidays.map(wire) };
    let changed = working_calendars::change(&web.app, &ctx, named, rev, change).await?;
    Ok(tagged(changed))
}

archiving! { WorkingCalendar, "working calendars", "working_calendar" "Id or key", working_calendars::archive, tagged, {
    /// Put a working calendar away
    archive_working_calendar("/working-calendars/{working_calendar}/archive", true);
    /// Take a working calendar out again
    restore_working_calendar("/working-calendars/{working_calendar}/restore", false);
} }

fn tagged(found: schedule::Calendar) -> Tagged<WorkingCalendar> {
    Tagged::found(found.rev, found.into())
}
