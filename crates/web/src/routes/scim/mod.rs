//! `/scim/v2`: people and teams for the directory that provisions them (RFC 7643, RFC 7644).
//!
//! It describes itself by its own documents, at `/Schemas` and `/ResourceTypes`, so it is no part of the OpenAPI document.
//! Whoever speaks for a directory has a token with the right to, or of somebody who administers the installation.

mod description;
mod filter;
mod groups;
mod patch;
mod users;

use crate::{
    failure::{Failure, Reply, RequestId, note, told},
    identity,
    input::{Caller, bytes},
    state::Web,
};
use axum::{
    Router,
    extract::{FromRequest, FromRequestParts, Request},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    middleware::{Next, from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use signalbox_domain::Problem;
use signalbox_service::directory::{Filter, Window};

const MEDIA_TYPE: &str = "application/scim+json";
const BASE: &str = "/scim/v2";
/// How many resources an answer holds when nobody says.
const COUNT: i64 = 100;
/// … and at most.
const MOST: i64 = 200;
/// The largest body: a group of a thousand, with room.
const LARGEST_BODY: usize = 1 << 20;

/// The routes, with everything around them that directories expect.
pub(crate) fn router(web: &Web) -> Router<Web> {
    Router::new()
        .route("/ServiceProviderConfig", get(description::config))
        .route("/ResourceTypes", get(description::resource_types))
        .route("/ResourceTypes/{name}", get(description::resource_type))
        .route("/Schemas", get(description::schemas))
        .route("/Schemas/{name}", get(description::schema))
        .route("/Users", get(users::list).post(users::create))
        .route("/Users/.search", post(users::search))
        .route("/Users/{id}", get(users::read).put(users::replace).patch(users::change).delete(users::delete))
        .route("/Groups", get(groups::list).post(groups::create))
        .route("/Groups/.search", post(groups::search))
        .route("/Groups/{id}", get(groups::read).put(groups::replace).patch(groups::change).delete(groups::delete))
        .route("/.search", post(search_everything))
        .fallback(nowhere)
        .layer(from_fn_with_state(web.clone(), identity::identify))
        .layer(from_fn(render))
}

async fn nowhere(_: Caller) -> Failure {
    Failure::http(StatusCode::NOT_FOUND, "not-found", "there is no such endpoint")
}

async fn search_everything(_: Caller) -> Failure {
    let detail = "people and groups are searched one kind at a time: POST /Users/.search or /Groups/.search";
    Failure::http(StatusCode::NOT_IMPLEMENTED, "not-implemented", detail)
}

/// Middleware: what failed is told as directories expect it (RFC 7644, 3.12).
async fn render(request: Request, next: Next) -> Response {
    // Whoever nested these routes took the beginning of the path away.
    let what = format!("{} /scim/v2{}", request.method(), request.uri().path());
    let id = request.extensions().get::<RequestId>().map_or_else(|| "".into(), |id| id.0.clone());
    let mut response = next.run(request).await;
    note(&response, &id, &what);
    let failure = response.extensions_mut().remove::<Failure>().or_else(|| {
        let is_bare = response.status().is_client_error() && !response.headers().contains_key(header::CONTENT_TYPE);
        is_bare.then(|| Failure::http(response.status(), "http", "this endpoint has no such method"))
    });
    let Some(failure) = failure else { return response };
    let (status, kind) = status_and_kind(&failure, response.status());
    let mut body = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
        "status": status.as_u16().to_string(),
        "detail": told(&failure, &id, &what),
    });
    if let (Some(kind), Some(body)) = (kind, body.as_object_mut()) {
        body.insert("scimType".to_owned(), kind.into());
    }
    let mut told = answer(status, &body);
    if status == StatusCode::UNAUTHORIZED {
        told.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    told
}

fn status_and_kind(failure: &Failure, status: StatusCode) -> (StatusCode, Option<&'static str>) {
    match failure {
        Failure::Problem(Problem::Invalid(faults)) => {
            if faults.iter().any(|fault| fault.code == "taken") {
                return (StatusCode::CONFLICT, Some("uniqueness"));
            }
            let kind = faults.iter().find_map(|fault| match fault.code {
                "filter" | "attribute" => Some("invalidFilter"),
                "path" => Some("invalidPath"),
                "mutability" => Some("mutability"),
                "no-target" => Some("noTarget"),
                "syntax" => Some("invalidSyntax"),
                _ => None,
            });
            (StatusCode::BAD_REQUEST, Some(kind.unwrap_or("invalidValue")))
        }
        _ => (status, None),
    }
}

fn answer(status: StatusCode, body: &Value) -> Response {
    let mut response = (status, body.to_string()).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// One resource, with its version and place.
fn resource(status: StatusCode, rev: i64, body: &Value) -> Response {
    let mut response = answer(status, body);
    if let Ok(version) = HeaderValue::from_str(&version(rev)) {
        response.headers_mut().insert(header::ETAG, version);
    }
    let place = body.pointer("/meta/location").and_then(Value::as_str).unwrap_or_default();
    if status == StatusCode::CREATED
        && let Ok(place) = HeaderValue::from_str(place)
    {
        response.headers_mut().insert(header::LOCATION, place);
    }
    response
}

fn version(rev: i64) -> String {
    format!("W/\"{rev}\"")
}

fn meta(kind: &str, endpoint: &str, id: &str, rev: i64) -> Value {
    json!({"resourceType": kind, "location": format!("{BASE}/{endpoint}/{id}"), "version": version(rev)})
}

/// The revision that a change was made from; `None` when the directory does not say, or says any.
struct Version(Option<i64>);

impl FromRequestParts<Web> for Version {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &Web) -> Reply<Self> {
        let Some(value) = parts.headers.get(header::IF_MATCH) else { return Ok(Self(None)) };
        let text = value.to_str().unwrap_or_default().trim();
        if text == "*" {
            return Ok(Self(None));
        }
        let number = text.strip_prefix("W/").unwrap_or(text).trim_matches('"').parse().ok();
        // What names no revision matches none.
        Ok(Self(Some(number.unwrap_or(-1))))
    }
}

/// Whether the directory has this version already.
fn is_known(headers: &HeaderMap, rev: i64) -> bool {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    known.split(',').any(|one| one.trim().trim_start_matches("W/").trim_matches('"') == rev.to_string())
}

/// A JSON object as a body, whatever the directory calls its type.
struct Sent(Map<String, Value>);

impl FromRequest<Web> for Sent {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &Web) -> Reply<Self> {
        let body = bytes(request.into_body(), LARGEST_BODY).await?;
        match serde_json::from_slice(&body) {
            Ok(Value::Object(fields)) if !has_nul(&fields) => Ok(Self(fields)),
            Ok(_) => Err(fault("", "syntax", "the body has to be a JSON object without the character U+0000")),
            Err(error) => Err(fault("", "syntax", format!("the body is no JSON: {error}"))),
        }
    }
}

fn has_nul(fields: &Map<String, Value>) -> bool {
    Value::Object(fields.clone()).to_string().contains("\\u0000")
}

fn fault(pointer: &str, code: &'static str, detail: impl Into<String>) -> Failure {
    Problem::fault(pointer, code, detail).into()
}

/// A field by its name, whose case does not count (RFC 7643, 2.1).
fn field<'a>(fields: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    let found = fields.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value).filter(|value| !value.is_null())
}

/// What a list is asked for.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct ListQuery {
    filter: Option<String>,
    start_index: Option<i64>,
    count: Option<i64>,
    attributes: Option<String>,
    excluded_attributes: Option<String>,
}

/// What a search is asked for, in its body.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct SearchBody {
    filter: Option<String>,
    start_index: Option<i64>,
    count: Option<i64>,
    attributes: Vec<String>,
    excluded_attributes: Vec<String>,
}

impl SearchBody {
    fn read(fields: Map<String, Value>) -> Reply<ListQuery> {
        let body: Self = serde_json::from_value(Value::Object(fields))
            .map_err(|error| fault("", "syntax", format!("this is no search: {error}")))?;
        let listed = |names: Vec<String>| (!names.is_empty()).then(|| names.join(","));
        Ok(ListQuery {
            filter: body.filter,
            start_index: body.start_index,
            count: body.count,
            attributes: listed(body.attributes),
            excluded_attributes: listed(body.excluded_attributes),
        })
    }
}

impl ListQuery {
    fn parts(&self) -> Reply<(Option<Filter>, Window)> {
        let filter = self.filter.as_deref().map(filter::parse).transpose()?;
        let window =
            Window { start: self.start_index.unwrap_or(1).max(1), count: self.count.unwrap_or(COUNT).clamp(0, MOST) };
        Ok((filter, window))
    }

    /// Leaves out what was not asked for (RFC 7644, 3.9).
    fn trim(&self, mut body: Value) -> Value {
        let Some(fields) = body.as_object_mut() else { return body };
        let always = |name: &str| name == "schemas" || name == "id";
        if let Some(wanted) = names(self.attributes.as_deref()) {
            fields.retain(|name, _| always(name) || wanted.iter().any(|one| one.eq_ignore_ascii_case(name)));
        } else if let Some(unwanted) = names(self.excluded_attributes.as_deref()) {
            fields.retain(|name, _| always(name) || !unwanted.iter().any(|one| one.eq_ignore_ascii_case(name)));
        }
        body
    }

    fn answer(&self, found: Vec<Value>, total: i64, window: Window) -> Response {
        let items: Vec<Value> = found.into_iter().map(|one| self.trim(one)).collect();
        let body = json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
            "totalResults": total,
            "startIndex": window.start,
            "itemsPerPage": items.len(),
            "Resources": items,
        });
        answer(StatusCode::OK, &body)
    }
}

/// Attributes by the name of the whole they belong to: `emails` for `emails.value`.
fn names(listed: Option<&str>) -> Option<Vec<String>> {
    let listed = listed.filter(|listed| !listed.trim().is_empty())?;
    let whole = |name: &str| {
        let name = patch::without_schema(name.trim());
        name.split('.').next().unwrap_or_default().to_owned()
    };
    Some(listed.split(',').map(whole).collect())
}
