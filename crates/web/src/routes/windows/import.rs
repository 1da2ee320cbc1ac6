//! `/windows/import`: windows from the calendar of another program.

use crate::{
    failure::{Failure, Reply},
    input::{Caller, Query, bytes},
    routes::journal::FieldChange,
    state::Web,
    wire::WindowKind,
};
use axum::{
    Json,
    extract::{Request, State},
    http::{StatusCode, header},
};
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use signalbox_domain::{Problem, Zone};
use signalbox_service::windows::import::{self, Item, Remark, Report, Wanted};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(import_windows))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ImportQuery {
    /// Whose releases the windows govern, with those of every portfolio below, by id or key.
    portfolio: String,
    /// What they mean for releases.
    #[param(inline)]
    kind: WindowKind,
    /// Whose clock counts where the calendar does not say; UTC when absent.
    #[param(value_type = Option<String>)]
    zone: Option<Zone>,
    /// True to learn what would become of the events, without it being so.
    dry_run: Option<bool>,
}

/// What became of an event.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ImportAction {
    Created,
    Changed,
    /// It was called off.
    Archived,
    Unchanged,
}

impl From<import::Action> for ImportAction {
    fn from(action: import::Action) -> Self {
        match action {
            import::Action::Created => Self::Created,
            import::Action::Changed => Self::Changed,
            import::Action::Archived => Self::Archived,
            import::Action::Unchanged => Self::Unchanged,
        }
    }
}

/// An event, its window and what became of it.
#[derive(Serialize, ToSchema)]
struct ImportedWindow {
    /// The line of the calendar on which the event begins.
    line: usize,
    action: ImportAction,
    key: String,
    name: String,
    zone: String,
    #[schema(value_type = String, format = "local-date-time")]
    start: DateTime,
    #[schema(value_type = String, format = "local-date-time")]
    end: DateTime,
    recurrence: Option<String>,
    /// What changed of a window that was there; empty for a new one.
    changes: Vec<FieldChange>,
}

impl From<Item> for ImportedWindow {
    fn from(item: Item) -> Self {
        let changes = if item.action == import::Action::Created { Vec::new() } else { item.facts };
        Self {
            line: item.line,
            action: item.action.into(),
            key: item.window.key.to_string(),
            name: item.window.name.to_string(),
            zone: item.window.zone.to_string(),
            start: item.window.start,
            end: item.window.end,
            recurrence: item.window.recurrence.map(|recurrence| recurrence.to_string()),
            changes: changes.into_iter().flat_map(|fact| fact.changes).map(FieldChange::from).collect(),
        }
    }
}

/// Something of a calendar that was not understood or had to be guessed.
#[derive(Serialize, ToSchema)]
struct ImportRemark {
    /// On which line, from 1.
    line: usize,
    /// What it is, and what was done about it.
    detail: String,
}

impl From<Remark> for ImportRemark {
    fn from(remark: Remark) -> Self {
        Self { line: remark.line, detail: remark.what }
    }
}

/// What became, or would become, of a calendar.
#[derive(Serialize, ToSchema)]
struct WindowImport {
    /// Event by event.
    items: Vec<ImportedWindow>,
    created: usize,
    changed: usize,
    /// Those whose events were called off.
    archived: usize,
    unchanged: usize,
    /// What was not understood, by line.
    remarks: Vec<ImportRemark>,
    /// True when nothing was really changed.
    dry_run: bool,
}

fn wire(report: Report, dry_run: bool) -> WindowImport {
    let count = |action| report.items.iter().filter(|item| item.action == action).count();
    WindowImport {
        created: count(import::Action::Created),
        changed: count(import::Action::Changed),
        archived: count(import::Action::Archived),
        unchanged: count(import::Action::Unchanged),
        items: report.items.into_iter().map(ImportedWindow::from).collect(),
        remarks: report.remarks.into_iter().map(ImportRemark::from).collect(),
        dry_run,
    }
}

/// Import windows from a calendar
///
/// Each event of an iCalendar file (`text/calendar`) becomes a window, in one transaction, all or nothing. Events are known
/// by their UID: importing the calendar again changes only the windows whose events changed.
#[utoipa::path(post, path = "/windows/import", tag = "windows", params(ImportQuery),
    request_body(content((String = "text/calendar"))),
    responses((status = 200, body = WindowImport)))]
async fn import_windows(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Query(query): Query<ImportQuery>,
    request: Request,
) -> Reply<Json<WindowImport>> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("text/calendar") {
        let detail = "send an iCalendar file, with Content-Type: text/calendar";
        return Err(Failure::http(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media-type", detail));
    }
    let body = bytes(request.into_body(), web.settings.documents_limit).await?;
    let text = std::str::from_utf8(&body).map_err(|error| {
        let line = body.iter().take(error.valid_up_to()).filter(|byte| **byte == b'\n').count() + 1;
        Problem::fault("", "utf8", format!("line {line}: this is not UTF-8; save the calendar as UTF-8"))
    })?;
    let dry_run = query.dry_run.unwrap_or(false);
    let wanted = Wanted { portfolio: query.portfolio, kind: query.kind.into(), zone: query.zone };
    let report = import::import(&web.app, &ctx, wanted, text, dry_run).await?;
    Ok(Json(wire(report, dry_run)))
}
