//! `/windows`: when releases are held back, and when there is room for them.

mod import;

use super::{archiving, page};
use crate::{
    failure::Reply,
    input::{Body, Caller, IfMatch, Path, Query},
    output::{Listing, Mention, Tagged},
    state::Web,
    wire::{Due, Kind, Level, WindowKind, WindowOverrun},
};
use axum::{Json, extract::State};
use jiff::{
    Timestamp,
    civil::{Date, DateTime},
};
use serde::{Deserialize, Serialize};
use signalbox_domain::{Key, Name, Patch, Zone};
use signalbox_service::{
    Page,
    windows::{self, Change, Filter, Held, New, Selected, View},
};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on windows.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(list_windows, create_window))
        .routes(routes!(preview_window))
        .merge(import::routes())
        .routes(routes!(get_window, change_window))
        .routes(routes!(archive_window))
        .routes(routes!(restore_window))
        .routes(routes!(list_window_occurrences))
        .routes(routes!(list_window_releases))
}

/// A span of time that comes once or again and again, and what it means for releases.
#[derive(Serialize, ToSchema)]
struct Window {
    id: String,
    key: String,
    name: String,
    description: String,
    kind: WindowKind,
    /// Whose releases it governs, with those of every portfolio below; `null` when that portfolio is out of sight.
    portfolio: Option<Mention>,
    /// Whose clock counts.
    zone: String,
    /// When it first begins, by that clock.
    #[schema(value_type = String, format = "local-date-time")]
    start: DateTime,
    /// When it then ends, that moment left out.
    #[schema(value_type = String, format = "local-date-time")]
    end: DateTime,
    /// When it comes again, as RFC 5545 writes it; `null` when it comes once.
    recurrence: Option<String>,
    selector: Selector,
    /// What becomes of work that would run over its edge.
    overrun: WindowOverrun,
    /// The event of a calendar it was imported from; `null` when it was made here.
    uid: Option<String>,
    archived_at: Option<Timestamp>,
    rev: i64,
}

/// Which releases of the portfolio's subtree a window governs. An empty list says nothing; of each other list a release
/// matches one.
#[derive(Serialize, ToSchema)]
#[schema(as = WindowSelector)]
struct Selector {
    types: Vec<Mention>,
    kinds: Vec<Kind>,
    tags: Vec<String>,
    /// Those the caller may see.
    systems: Vec<Mention>,
    risk: Vec<Level>,
    /// It then governs only what goes to an environment at one of these; releases' dates all the same.
    stages: Vec<Mention>,
}

impl From<View> for Window {
    fn from(view: View) -> Self {
        let window = view.window;
        Self {
            id: window.id.to_string(),
            key: window.key.to_string(),
            name: window.name.to_string(),
            description: window.description,
            kind: window.kind.into(),
            portfolio: view.portfolio.map(Mention::from),
            zone: window.zone.to_string(),
            start: window.start,
            end: window.end,
            recurrence: window.recurrence.map(|recurrence| recurrence.to_string()),
            selector: Selector {
                types: view.types.into_iter().map(Mention::from).collect(),
                kinds: window.selector.kinds.into_iter().map(Kind::from).collect(),
                tags: window.selector.tags,
                systems: view.systems.into_iter().map(Mention::from).collect(),
                risk: window.selector.risk.into_iter().map(Level::from).collect(),
                stages: view.stages.into_iter().map(Mention::from).collect(),
            },
            overrun: window.overrun.into(),
            uid: window.uid,
            archived_at: window.archived_at,
            rev: window.rev,
        }
    }
}

/// The lists of a selector; what is absent stays.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewWindowSelector)]
struct NewSelector {
    /// Types, by id or key.
    #[schema(max_items = 100, nullable = false)]
    types: Option<Vec<String>>,
    #[schema(max_items = 3, nullable = false)]
    kinds: Option<Vec<Kind>>,
    /// Labels.
    #[schema(max_items = 100, nullable = false)]
    tags: Option<Vec<String>>,
    /// Systems, by id or key.
    #[schema(max_items = 100, nullable = false)]
    systems: Option<Vec<String>>,
    #[schema(max_items = 4, nullable = false)]
    risk: Option<Vec<Level>>,
    /// Stages, by id or key.
    #[schema(max_items = 100, nullable = false)]
    stages: Option<Vec<String>>,
}

impl From<NewSelector> for Selected {
    fn from(new: NewSelector) -> Self {
        Self {
            types: new.types,
            kinds: new.kinds.map(|kinds| kinds.into_iter().map(Into::into).collect()),
            tags: new.tags,
            systems: new.systems,
            risk: new.risk.map(|risk| risk.into_iter().map(Into::into).collect()),
            stages: new.stages,
        }
    }
}

/// What a new window is to be. Other things are named by id or key.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewWindow {
    #[schema(value_type = String, format = "key")]
    key: Key,
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    name: Name,
    #[serde(default)]
    #[schema(max_length = 20000)]
    description: String,
    kind: WindowKind,
    /// Whose releases it governs, with those of every portfolio below.
    portfolio: String,
    /// Whose clock counts; UTC when absent.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "time-zone", nullable = false)]
    zone: Option<Zone>,
    /// When it first begins, such as `2026-12-20T18:00`.
    #[schema(value_type = String, format = "local-date-time")]
    start: DateTime,
    /// When it then ends, that moment left out.
    #[schema(value_type = String, format = "local-date-time")]
    end: DateTime,
    /// When it comes again: a rule such as `FREQ=WEEKLY;BYDAY=FR`, or lines of `RRULE`, `RDATE`, `EXRULE` and `EXDATE`.
    #[serde(default)]
    #[schema(max_length = 8000)]
    recurrence: Option<String>,
    #[serde(default)]
    selector: NewSelector,
    /// What becomes of work that would run over its edge; `refuse` when absent.
    #[serde(default)]
    #[schema(nullable = false)]
    overrun: Option<WindowOverrun>,
}

/// What is to change; what is absent stays, what is `null` is cleared.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WindowChange {
    #[schema(value_type = Option<String>, format = "key", nullable = false)]
    key: Option<Key>,
    #[schema(value_type = Option<String>, format = "name", min_length = 1, max_length = 200, nullable = false)]
    name: Option<Name>,
    #[schema(max_length = 20000, nullable = false)]
    description: Option<String>,
    #[schema(nullable = false)]
    kind: Option<WindowKind>,
    #[schema(nullable = false)]
    portfolio: Option<String>,
    #[schema(value_type = Option<String>, format = "time-zone", nullable = false)]
    zone: Option<Zone>,
    #[schema(value_type = Option<String>, format = "local-date-time", nullable = false)]
    start: Option<DateTime>,
    #[schema(value_type = Option<String>, format = "local-date-time", nullable = false)]
    end: Option<DateTime>,
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 8000)]
    recurrence: Patch<String>,
    #[serde(default)]
    selector: NewSelector,
    #[schema(nullable = false)]
    overrun: Option<WindowOverrun>,
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
    /// Key or name holds this text.
    q: Option<String>,
    #[param(inline)]
    kind: Option<WindowKind>,
    /// Of this portfolio or below it, by id or key.
    portfolio: Option<String>,
    /// Those that may still come on this day or later.
    from: Option<Date>,
    /// Archived ones instead of the others.
    archived: Option<bool>,
}

impl ListQuery {
    /// Which windows, and which part of them.
    pub(super) fn parts(self) -> (Filter, Page) {
        let filter = Filter {
            text: self.q,
            kind: self.kind.map(Into::into),
            portfolio: self.portfolio,
            from: self.from,
            archived: self.archived.unwrap_or(false),
        };
        (filter, page(self.limit, self.cursor, self.total))
    }
}

/// List windows
///
/// Those of the caller's portfolios, and those above them, which hold for what is below.
#[utoipa::path(get, path = "/windows", tag = "windows", params(ListQuery),
    responses((status = 200, body = Listing<Window>)))]
async fn list_windows(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Query(query): Query<ListQuery>,
) -> Reply<Json<Listing<Window>>> {
    let (filter, page) = query.parts();
    let found = windows::list(&web.app, &ctx, filter, page).await?;
    Ok(Listing::of(found, Window::from))
}

/// Make a window
#[utoipa::path(post, path = "/windows", tag = "windows", request_body = NewWindow,
    responses((status = 201, body = Window)))]
async fn create_window(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Body(new): Body<NewWindow>,
) -> Reply<Tagged<Window>> {
    let new = New {
        key: new.key,
        name: new.name,
        description: new.description,
        kind: new.kind.into(),
        portfolio: new.portfolio,
        zone: new.zone,
        start: new.start,
        end: new.end,
        recurrence: new.recurrence,
        selector: new.selector.into(),
        overrun: new.overrun.map(Into::into).unwrap_or_default(),
        uid: None,
    };
    let made = windows::create(&web.app, &ctx, new).await?;
    Ok(Tagged::created(made.window.rev, made.into()))
}

/// Read a window
#[utoipa::path(get, path = "/windows/{window}", tag = "windows",
    params(("window" = String, Path, description = "Id or key")),
    responses((status = 200, body = Window)))]
async fn get_window(State(web): State<Web>, Caller(ctx): Caller, Path(named): Path<String>) -> Reply<Tagged<Window>> {
    Ok(tagged(windows::get(&web.app, &ctx, named).await?))
}

/// Change a window
#[utoipa::path(patch, path = "/windows/{window}", tag = "windows", request_body = WindowChange,
    params(("window" = String, Path, description = "Id or key"), ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = Window)))]
async fn change_window(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
    Body(change): Body<WindowChange>,
) -> Reply<Tagged<Window>> {
    let change = Change {
        key: change.key,
        name: change.name,
        description: change.description,
        kind: change.kind.map(Into::into),
        portfolio: change.portfolio,
        zone: change.zone,
        start: change.start,
        end: change.end,
        recurrence: change.recurrence,
        selector: change.selector.into(),
        overrun: change.overrun.map(Into::into),
        uid: None,
    };
    Ok(tagged(windows::change(&web.app, &ctx, named, rev, change).await?))
}

archiving! { Window, "windows", "window" "Id or key", windows::archive, tagged, {
    /// Put a window away
    archive_window("/windows/{window}/archive", true);
    /// Take a window out again
    restore_window("/windows/{window}/restore", false);
} }

/// One time a window comes.
#[derive(Serialize, ToSchema)]
#[schema(as = WindowOccurrence)]
struct Occurrence {
    /// Its begin, by the window's clock.
    #[schema(value_type = String, format = "local-date-time")]
    start: DateTime,
    /// Its end, by the window's clock, left out.
    #[schema(value_type = String, format = "local-date-time")]
    end: DateTime,
    starts_at: Timestamp,
    ends_at: Timestamp,
}

impl From<windows::Occurrence> for Occurrence {
    fn from(occurrence: windows::Occurrence) -> Self {
        Self {
            start: occurrence.start,
            end: occurrence.end,
            starts_at: occurrence.starts_at,
            ends_at: occurrence.ends_at,
        }
    }
}

/// When a window comes.
#[derive(Serialize, ToSchema)]
#[schema(as = WindowOccurrences)]
struct Occurrences {
    /// Whose clock counts.
    zone: String,
    /// In the order of time.
    items: Vec<Occurrence>,
    /// False when there are more.
    complete: bool,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SpanQuery {
    /// The first day, by the window's clock.
    from: Date,
    /// The day after the last.
    to: Date,
}

/// List when a window comes
///
/// At most 1,000 times in at most five years.
#[utoipa::path(get, path = "/windows/{window}/occurrences", tag = "windows",
    params(("window" = String, Path, description = "Id or key"), SpanQuery),
    responses((status = 200, body = Occurrences)))]
async fn list_window_occurrences(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    Query(query): Query<SpanQuery>,
) -> Reply<Json<Occurrences>> {
    let (window, items, complete) = windows::occurrences(&web.app, &ctx, named, query.from, query.to).await?;
    Ok(Json(Occurrences {
        zone: window.zone.to_string(),
        items: items.into_iter().map(Occurrence::from).collect(),
        complete,
    }))
}

/// A window as it would be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WindowDraft {
    /// Whose clock counts; UTC when absent.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "time-zone", nullable = false)]
    zone: Option<Zone>,
    /// When it first begins.
    #[schema(value_type = String, format = "local-date-time")]
    start: DateTime,
    /// When it then ends, that moment left out.
    #[schema(value_type = String, format = "local-date-time")]
    end: DateTime,
    /// When it comes again.
    #[serde(default)]
    #[schema(max_length = 8000)]
    recurrence: Option<String>,
    /// Only what comes at this instant or later.
    #[serde(default)]
    from: Option<Timestamp>,
}

/// Say when a window would come
///
/// The first ten times, for a form. Nothing is saved.
#[utoipa::path(post, path = "/windows/preview", tag = "windows", request_body = WindowDraft,
    responses((status = 200, body = Occurrences)))]
async fn preview_window(Caller(_ctx): Caller, Body(draft): Body<WindowDraft>) -> Reply<Json<Occurrences>> {
    let zone = draft.zone.unwrap_or_else(Zone::utc);
    let (items, complete) =
        windows::preview(zone.clone(), draft.start, draft.end, draft.recurrence.as_deref(), draft.from)?;
    Ok(Json(Occurrences { zone: zone.to_string(), items: items.into_iter().map(Occurrence::from).collect(), complete }))
}

/// A release that is due while a window lasts.
#[derive(Serialize, ToSchema)]
#[schema(as = WindowRelease)]
struct WindowRelease {
    release: Mention,
    target: Due,
    /// The time the window comes in which it is due.
    occurrence: Occurrence,
}

impl From<Held> for WindowRelease {
    fn from(held: Held) -> Self {
        Self { release: held.release.into(), target: held.target.into(), occurrence: held.occurrence.into() }
    }
}

/// The releases that are due while a window lasts.
#[derive(Serialize, ToSchema)]
struct WindowReleases {
    /// In the order of their targets.
    items: Vec<WindowRelease>,
    /// False when there are more.
    complete: bool,
}

/// List the releases that are due while a window lasts
///
/// Those that the window governs, the caller may see and whose target lies in one of its times in the span.
#[utoipa::path(get, path = "/windows/{window}/releases", tag = "windows",
    params(("window" = String, Path, description = "Id or key"), SpanQuery),
    responses((status = 200, body = WindowReleases)))]
async fn list_window_releases(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    Query(query): Query<SpanQuery>,
) -> Reply<Json<WindowReleases>> {
    let (held, complete) = windows::held(&web.app, &ctx, named, query.from, query.to).await?;
    Ok(Json(WindowReleases { items: held.into_iter().map(WindowRelease::from).collect(), complete }))
}

fn tagged(found: View) -> Tagged<Window> {
    Tagged::found(found.window.rev, found.into())
}
