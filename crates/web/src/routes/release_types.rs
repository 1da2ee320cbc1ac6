//! `/release-types`: the workflows and fields an enterprise gives its releases.

use super::{archiving, page};
use crate::{
    failure::Reply,
    input::{Body, Caller, IfMatch, Path, Query},
    output::{Listing, Tagged},
    state::Web,
    wire::{Category, FieldType, Kind},
};
use axum::{Json, extract::State};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use signalbox_domain::{Key, Name, releases as domain};
use signalbox_service::release_types::{self, Change, Filter, New};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on release types.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(list_release_types, create_release_type))
        .routes(routes!(get_release_type, change_release_type))
        .routes(routes!(archive_release_type))
        .routes(routes!(restore_release_type))
}

/// A status of a workflow.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WorkflowStatus {
    #[schema(value_type = String, format = "key")]
    key: Key,
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    name: Name,
    category: Category,
}

impl From<WorkflowStatus> for domain::Status {
    fn from(status: WorkflowStatus) -> Self {
        Self { key: status.key, name: status.name, category: status.category.into() }
    }
}

impl From<domain::Status> for WorkflowStatus {
    fn from(status: domain::Status) -> Self {
        Self { key: status.key, name: status.name, category: status.category.into() }
    }
}

/// A step a workflow allows.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WorkflowStep {
    /// The key of a status.
    #[schema(value_type = String, format = "key")]
    from: Key,
    /// The key of the status that may follow it.
    #[schema(value_type = String, format = "key")]
    to: Key,
}

impl From<WorkflowStep> for domain::Transition {
    fn from(step: WorkflowStep) -> Self {
        Self { from: step.from, to: step.to }
    }
}

impl From<domain::Transition> for WorkflowStep {
    fn from(step: domain::Transition) -> Self {
        Self { from: step.from, to: step.to }
    }
}

/// A field a release type adds to its releases.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CustomField {
    #[schema(value_type = String, format = "key")]
    key: Key,
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    name: Name,
    r#type: FieldType,
    /// The choices of a `choice` field; empty for all others.
    #[serde(default)]
    #[schema(max_items = 200)]
    choices: Vec<String>,
    /// Whether a release must have it.
    #[serde(default)]
    required: bool,
}

impl From<CustomField> for domain::fields::FieldDefinition {
    fn from(field: CustomField) -> Self {
        Self {
            key: field.key,
            name: field.name,
            field_type: field.r#type.into(),
            choices: field.choices,
            required: field.required,
        }
    }
}

impl From<domain::fields::FieldDefinition> for CustomField {
    fn from(field: domain::fields::FieldDefinition) -> Self {
        Self {
            key: field.key,
            name: field.name,
            r#type: field.field_type.into(),
            choices: field.choices,
            required: field.required,
        }
    }
}

/// A kind of release, as an enterprise defines it.
#[derive(Serialize, ToSchema)]
struct ReleaseType {
    id: String,
    key: String,
    name: String,
    description: String,
    /// The kinds of release that may be of this type.
    kinds: Vec<Kind>,
    /// A new release begins in the first.
    statuses: Vec<WorkflowStatus>,
    transitions: Vec<WorkflowStep>,
    fields: Vec<CustomField>,
    archived_at: Option<Timestamp>,
    rev: i64,
}

impl From<domain::ReleaseType> for ReleaseType {
    fn from(found: domain::ReleaseType) -> Self {
        Self {
            id: found.id.to_string(),
            key: found.key.to_string(),
            name: found.name.to_string(),
            description: found.description,
            kinds: wire(found.kinds),
            statuses: wire(found.statuses),
            transitions: wire(found.transitions),
            fields: wire(found.fields),
            archived_at: found.archived_at,
            rev: found.rev,
        }
    }
}

fn wire<A, B: From<A>>(list: Vec<A>) -> Vec<B> {
    list.into_iter().map(B::from).collect()
}

/// What a new release type is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewReleaseType {
    #[schema(value_type = String, format = "key")]
    key: Key,
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    name: Name,
    #[serde(default)]
    #[schema(max_length = 20000)]
    description: String,
    /// The kinds of release that may be of this type.
    #[schema(max_items = 10)]
    kinds: Vec<Kind>,
    /// A new release begins in the first.
    #[schema(max_items = 100)]
    statuses: Vec<WorkflowStatus>,
    #[serde(default)]
    #[schema(max_items = 1000)]
    transitions: Vec<WorkflowStep>,
    #[serde(default)]
    #[schema(max_items = 200)]
    fields: Vec<CustomField>,
}

/// What is to change; what is absent stays, and a list that is given replaces the whole list.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReleaseTypeChange {
    #[schema(value_type = Option<String>, format = "key", nullable = false)]
    key: Option<Key>,
    #[schema(value_type = Option<String>, format = "name", min_length = 1, max_length = 200, nullable = false)]
    name: Option<Name>,
    #[schema(max_length = 20000, nullable = false)]
    description: Option<String>,
    #[schema(max_items = 10, nullable = false)]
    kinds: Option<Vec<Kind>>,
    #[schema(max_items = 100, nullable = false)]
    statuses: Option<Vec<WorkflowStatus>>,
    #[schema(max_items = 1000, nullable = false)]
    transitions: Option<Vec<WorkflowStep>>,
    #[schema(max_items = 200, nullable = false)]
    fields: Option<Vec<CustomField>>,
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
    /// For releases of this kind.
    kind: Option<Kind>,
    /// Archived ones instead of the others.
    archived: Option<bool>,
}

/// List release types
#[utoipa::path(get, path = "/release-types", tag = "release types", params(ListQuery),
    responses((status = 200, body = Listing<ReleaseType>)))]
async fn list_release_types(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Query(query): Query<ListQuery>,
) -> Reply<Json<Listing<ReleaseType>>> {
    let filter = Filter { text: query.q, kind: query.kind.map(Into::into), archived: query.archived.unwrap_or(false) };
    let page = page(query.limit, query.cursor, query.total);
    let found = release_types::list(&web.app, &ctx, filter, page).await?;
    Ok(Listing::of(found, ReleaseType::from))
}

/// Make a release type
#[utoipa::path(post, path = "/release-types", tag = "release types", request_body = NewReleaseType,
    responses((status = 201, body = ReleaseType)))]
async fn create_release_type(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Body(new): Body<NewReleaseType>,
) -> Reply<Tagged<ReleaseType>> {
    let new = New {
        key: new.key,
        name: new.name,
        description: new.description,
        kinds: wire(new.kinds),
        statuses: wire(new.statuses),
        transitions: wire(new.transitions),
        fields: wire(new.fields),
    };
    let made = release_types::create(&web.app, &ctx, new).await?;
    Ok(Tagged::created(made.rev, made.into()))
}

/// Read a release type
#[utoipa::path(get, path = "/release-types/{type}", tag = "release types",
    params(("type" = String, Path, description = "Id or key")),
    responses((status = 200, body = ReleaseType)))]
async fn get_release_type(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
) -> Reply<Tagged<ReleaseType>> {
    let found = release_types::get(&web.app, &ctx, named).await?;
    Ok(tagged(found))
}

/// Change a release type
///
/// Refused while releases would be left in a status that is gone or means something else.
#[utoipa::path(patch, path = "/release-types/{type}", tag = "release types", request_body = ReleaseTypeChange,
    params(("type" = String, Path, description = "Id or key"), ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = ReleaseType)))]
async fn change_release_type(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
    Body(change): Body<ReleaseTypeChange>,
) -> Reply<Tagged<ReleaseType>> {
    let change = Change {
        key: change.key,
        name: change.name,
        description: change.description,
        kinds: change.kinds.map(wire),
        statuses: change.statuses.map(wire),
        transitions: change.transitions.map(wire),
        fields: change.fields.map(wire),
    };
    let changed = release_types::change(&web.app, &ctx, named, rev, change).await?;
    Ok(tagged(changed))
}

archiving! { ReleaseType, "release types", "type" "Id or key", release_types::archive, tagged, {
    /// Put a release type away
    archive_release_type("/release-types/{type}/archive", true);
    /// Take a release type out again
    restore_release_type("/release-types/{type}/restore", false);
} }

fn tagged(found: domain::ReleaseType) -> Tagged<ReleaseType> {
    Tagged::found(found.rev, found.into())
}
