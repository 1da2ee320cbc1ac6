//! What this server does and how its resources look (RFC 7643, 5 to 7).

use super::{BASE, answer, groups, users};
use crate::{
    failure::{Failure, Reply},
    input::{Caller, Path},
};
use axum::{
    http::{StatusCode, Uri},
    response::Response,
};
use serde_json::{Value, json};

pub(super) async fn config(_: Caller) -> Response {
    answer(
        StatusCode::OK,
        &json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
            "patch": {"supported": true},
            "bulk": {"supported": false, "maxOperations": 0, "maxPayloadSize": 0},
            "filter": {"supported": true, "maxResults": super::MOST},
            "changePassword": {"supported": false},
            "sort": {"supported": false},
            "etag": {"supported": true},
            "authenticationSchemes": [{
                "type": "oauthbearertoken",
                "name": "API token",
                "description": "A token of somebody who administers the installation, as Authorization: Bearer",
                "primary": true,
            }],
            "meta": {"resourceType": "ServiceProviderConfig", "location": format!("{BASE}/ServiceProviderConfig")},
        }),
    )
}

fn types() -> Vec<Value> {
    [("User", "Users", "A person", users::SCHEMA), ("Group", "Groups", "A team", groups::SCHEMA)]
        .map(|(name, endpoint, described, schema)| {
            json!({
                "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
                "id": name,
                "name": name,
                "endpoint": format!("/{endpoint}"),
                "description": described,
                "schema": schema,
                "meta": {"resourceType": "ResourceType", "location": format!("{BASE}/ResourceTypes/{name}")},
            })
        })
        .into()
}

pub(super) async fn resource_types(_: Caller, uri: Uri) -> Reply<Response> {
    whole_list(&uri, types())
}

pub(super) async fn resource_type(_: Caller, Path(name): Path<String>) -> Reply<Response> {
    one_of(types(), &name)
}

pub(super) async fn schemas(_: Caller, uri: Uri) -> Reply<Response> {
    whole_list(&uri, vec![user_schema(), group_schema()])
}

pub(super) async fn schema(_: Caller, Path(name): Path<String>) -> Reply<Response> {
    one_of(vec![user_schema(), group_schema()], &name)
}

/// These lists are not filtered (RFC 7644, 4).
fn whole_list(uri: &Uri, items: Vec<Value>) -> Reply<Response> {
    if uri.query().is_some_and(|query| query.split('&').any(|pair| pair.starts_with("filter="))) {
        return Err(Failure::http(StatusCode::FORBIDDEN, "filter", "this list is given whole; leave filter out"));
    }
    let body = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults": items.len(),
        "startIndex": 1,
        "itemsPerPage": items.len(),
        "Resources": items,
    });
    Ok(answer(StatusCode::OK, &body))
}

fn one_of(items: Vec<Value>, id: &str) -> Reply<Response> {
    let found = items.into_iter().find(|item| item["id"] == id);
    let found =
        found.ok_or_else(|| Failure::http(StatusCode::NOT_FOUND, "not-found", "there is no such description"))?;
    Ok(answer(StatusCode::OK, &found))
}

fn schema_of(id: &str, name: &str, described: &str, attributes: &[Value]) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
        "id": id,
        "name": name,
        "description": described,
        "attributes": attributes,
        "meta": {"resourceType": "Schema", "location": format!("{BASE}/Schemas/{id}")},
    })
}

/// A single value.
fn attribute(name: &str, kind: &str, is_required: bool, uniqueness: &str, described: &str) -> Value {
    json!({
        "name": name,
        "type": kind,
        "multiValued": false,
        "description": described,
        "required": is_required,
        "caseExact": false,
        "mutability": "readWrite",
        "returned": "default",
        "uniqueness": uniqueness,
    })
}

/// Several values of several parts.
fn several(name: &str, described: &str, parts: &[Value]) -> Value {
    let mut attribute = attribute(name, "complex", false, "none", described);
    attribute["multiValued"] = true.into();
    attribute["subAttributes"] = parts.into();
    attribute
}

fn user_schema() -> Value {
    schema_of(
        users::SCHEMA,
        "User",
        "A person",
        &[
            attribute("userName", "string", true, "server", "What the directory calls the person"),
            attribute("displayName", "string", true, "none", "The name as printed"),
            attribute("active", "boolean", true, "none", "False for somebody who is not here any more"),
            several(
                "emails",
                "Where mail goes and what one signs in with: of several the primary is kept",
                &[attribute("value", "string", false, "server", "The mail address")],
            ),
        ],
    )
}

fn group_schema() -> Value {
    let mut link = attribute("$ref", "reference", false, "none", "Where the user is");
    link["referenceTypes"] = json!(["User"]);
    schema_of(
        groups::SCHEMA,
        "Group",
        "A team",
        &[
            attribute("displayName", "string", true, "none", "The name as printed"),
            several(
                "members",
                "Who is in it",
                &[attribute("value", "string", false, "none", "The id of a user"), link],
            ),
        ],
    )
}
