//! `/apply`, `/export` and the documents' schema: releases as code.

use crate::{
    failure::Reply,
    input::{Caller, Query, bytes},
    json,
    state::Web,
};
use axum::{
    Json,
    extract::{Request, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
    routing::get,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use signalbox_domain::Problem;
use signalbox_service::documents::{self, Action, Applied, Selection};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on documents.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(apply_documents))
        .routes(routes!(export_documents))
        .route("/schemas/documents.json", get(|| async { Json(documents::schema()) }))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ApplyQuery {
    /// True to learn what would become of the documents, without it being so.
    dry_run: Option<bool>,
}

/// Documents to be made true. Their schema is `/api/v1/schemas/documents.json`.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "read as plain JSON, so that every fault can be told by its place; here for its schema")]
struct Documents {
    #[schema(value_type = Vec<Object>)]
    documents: Vec<Value>,
}

/// What became of a document.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum AppliedAction {
    Created,
    Changed,
    Unchanged,
}

/// A document and what became of it.
#[derive(Serialize, ToSchema)]
struct AppliedDocument {
    kind: &'static str,
    key: String,
    action: AppliedAction,
    /// What became true with it: `milestone.moved Feature freeze: due 2026-02-26 → 2026-03-05`.
    changes: Vec<String>,
}

/// What became of documents.
#[derive(Serialize, ToSchema)]
struct Application {
    /// In the order they came.
    items: Vec<AppliedDocument>,
    created: usize,
    changed: usize,
    unchanged: usize,
    /// True when nothing was really changed.
    dry_run: bool,
}

fn wire(applied: Vec<Applied>, dry_run: bool) -> Application {
    let count = |action| applied.iter().filter(|one| one.action == action).count();
    let (created, changed, unchanged) = (count(Action::Created), count(Action::Changed), count(Action::Unchanged));
    let items = applied.into_iter().map(|one| AppliedDocument {
        kind: one.kind,
        key: one.key.to_string(),
        changes: if one.action == Action::Created {
            Vec::new()
        } else {
            one.facts.iter().map(documents::told).collect()
        },
        action: match one.action {
            Action::Created => AppliedAction::Created,
            Action::Changed => AppliedAction::Changed,
            Action::Unchanged => AppliedAction::Unchanged,
        },
    });
    Application { items: items.collect(), created, changed, unchanged, dry_run }
}

/// Make documents true
///
/// In one transaction, all or nothing; applying them again changes nothing. Takes YAML (`application/yaml`, a stream of
/// documents) or JSON (`{"documents": […]}`).
#[utoipa::path(post, path = "/apply", tag = "releases as code", params(ApplyQuery),
    request_body(content((Documents = "application/json"), (String = "application/yaml"))),
    responses((status = 200, body = Application)))]
async fn apply_documents(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Query(query): Query<ApplyQuery>,
    request: Request,
) -> Reply<Json<Application>> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_yaml = kind.contains("yaml");
    // More than others take: a whole organisation may come at once.
    let body = bytes(request.into_body(), web.settings.documents_limit).await?;
    let read = if is_yaml {
        let text = std::str::from_utf8(&body).map_err(|_| Problem::fault("", "utf8", "the body is not UTF-8"))?;
        documents::read(text)
    } else {
        let input = json::parse(&body)?;
        let Some(list) = input.get("documents").and_then(Value::as_array).filter(|_| only_documents(&input)) else {
            return Err(Problem::fault("/documents", "required", "send {\"documents\": […]} and nothing else").into());
        };
        documents::read_json(list.clone())
    };
    let dry_run = query.dry_run.unwrap_or(false);
    let applied = match read {
        Ok(found) => documents::apply(&web.app, &ctx, found, dry_run).await,
        Err(faults) => Err(Problem::Invalid(faults)),
    };
    // A pointer says where in the body: in a stream of documents by number, in JSON below `documents`.
    let applied = applied.map_err(|problem| match problem {
        Problem::Invalid(faults) if !is_yaml => {
            Problem::Invalid(faults.into_iter().map(|fault| fault.within("/documents")).collect())
        }
        other => other,
    })?;
    Ok(Json(wire(applied, dry_run)))
}

fn only_documents(input: &Value) -> bool {
    input.as_object().is_some_and(|fields| fields.len() == 1)
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ExportQuery {
    /// Only this kind: `WorkingCalendar`, `Portfolio`, `Team`, `ReleaseType`, `System`, `Stage`, `EnvironmentGroup`,
    /// `Environment`, `ReleaseTemplate`, `Window` or `Release`.
    kind: Option<String>,
    /// Only the thing with this id or key; with `kind`.
    key: Option<String>,
}

/// Read what is there as documents
///
/// YAML, or JSON (`{"documents": […]}`) when asked for with `Accept: application/json`.
#[utoipa::path(get, path = "/export", tag = "releases as code", params(ExportQuery),
    responses((status = 200, content((String = "application/yaml"), (Object = "application/json")))))]
async fn export_documents(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Query(query): Query<ExportQuery>,
    headers: HeaderMap,
) -> Reply<Response> {
    let selection = Selection { kind: query.kind, key: query.key };
    let found = documents::export(&web.app, &ctx, selection).await?;
    let wants_json = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|kinds| kinds.split(',').any(|kind| kind.trim().starts_with("application/json")));
    if wants_json {
        return Ok(Json(serde_json::json!({ "documents": found })).into_response());
    }
    Ok(([(header::CONTENT_TYPE, "application/yaml; charset=utf-8")], documents::write(&found)).into_response())
}
