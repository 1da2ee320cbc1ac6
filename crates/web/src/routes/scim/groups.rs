//! `/Groups`: teams.

use super::{
    BASE, ListQuery, SearchBody, Sent, Version, answer, field, is_known, meta,
    patch::{self, Step, Verb},
    resource,
    users::{name, required_text, text, unknown},
};
use crate::{
    failure::Reply,
    input::{Caller, Path, Query},
    state::Web,
};
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};
use signalbox_domain::{Outcome, Problem};
use signalbox_service::directory::{self, Group, NewGroup};

pub(super) const SCHEMA: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";

fn shown(group: &Group) -> Value {
    let team = &group.team.team;
    let id = team.id.to_string();
    let mut body = json!({
        "schemas": [SCHEMA],
        "id": id,
        "displayName": team.name,
        "meta": meta("Group", "Groups", &id, team.rev),
    });
    if let Some(fields) = body.as_object_mut() {
        if let Some(external) = &group.external_id {
            fields.insert("externalId".to_owned(), external.as_str().into());
        }
        if !team.members.is_empty() {
            let member = |id: &String| json!({"value": id, "$ref": format!("{BASE}/Users/{id}")});
            let members: Vec<Value> = team.members.iter().map(|id| member(&id.to_string())).collect();
            fields.insert("members".to_owned(), members.into());
        }
    }
    body
}

pub(super) async fn list(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Query(asked): Query<ListQuery>,
) -> Reply<Response> {
    let (filter, window) = asked.parts()?;
    let (found, total) = directory::groups(&web.app, &ctx, filter, window).await?;
    Ok(asked.answer(found.iter().map(shown).collect(), total, window))
}

pub(super) async fn search(State(web): State<Web>, Caller(ctx): Caller, Sent(fields): Sent) -> Reply<Response> {
    list(State(web), Caller(ctx), Query(SearchBody::read(fields)?)).await
}

pub(super) async fn read(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    Query(asked): Query<ListQuery>,
    headers: HeaderMap,
) -> Reply<Response> {
    let group = directory::group(&web.app, &ctx, named).await?;
    if is_known(&headers, group.team.team.rev) {
        return Ok(answer(StatusCode::NOT_MODIFIED, &Value::Null));
    }
    Ok(resource(StatusCode::OK, group.team.team.rev, &asked.trim(shown(&group))))
}

pub(super) async fn create(State(web): State<Web>, Caller(ctx): Caller, Sent(fields): Sent) -> Reply<Response> {
    let made = directory::create_group(&web.app, &ctx, whole(&fields)?).await?;
    Ok(resource(StatusCode::CREATED, made.team.team.rev, &shown(&made)))
}

pub(super) async fn replace(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    Version(rev): Version,
    Sent(fields): Sent,
) -> Reply<Response> {
    let group = directory::change_group(&web.app, &ctx, named, rev, move |_| whole(&fields)).await?;
    Ok(resource(StatusCode::OK, group.team.team.rev, &shown(&group)))
}

pub(super) async fn change(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    Version(rev): Version,
    Sent(fields): Sent,
) -> Reply<Response> {
    let steps = patch::read(&fields)?;
    let edit = move |before: &Group| {
        let team = &before.team.team;
        let mut draft = NewGroup {
            name: team.name.clone(),
            external_id: before.external_id.clone(),
            members: team.members.iter().map(ToString::to_string).collect(),
        };
        for step in &steps {
            apply(&mut draft, step)?;
        }
        Ok(draft)
    };
    let group = directory::change_group(&web.app, &ctx, named, rev, edit).await?;
    Ok(resource(StatusCode::OK, group.team.team.rev, &shown(&group)))
}

pub(super) async fn delete(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    Version(rev): Version,
) -> Reply<Response> {
    directory::delete_group(&web.app, &ctx, named, rev).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn whole(fields: &Map<String, Value>) -> Outcome<NewGroup> {
    Ok(NewGroup {
        name: name(&required_text("displayName", field(fields, "displayName"))?)?,
        external_id: field(fields, "externalId").map(|value| text("externalId", value)).transpose()?,
        members: field(fields, "members").map_or(Ok(Vec::new()), members)?,
    })
}

fn apply(draft: &mut NewGroup, step: &Step) -> Outcome<()> {
    let value = step.value.as_ref().filter(|_| step.verb != Verb::Remove);
    match step.attribute.as_str() {
        "displayname" => draft.name = name(&required_text("displayName", value)?)?,
        "externalid" => draft.external_id = value.map(|value| text("externalId", value)).transpose()?,
        "members" => {
            let sent = step.value.as_ref().map(members).transpose()?;
            match (step.verb, &step.only, sent) {
                (Verb::Add, _, Some(more)) => draft.members.extend(more),
                (Verb::Replace, None, sent) => draft.members = sent.unwrap_or_default(),
                (Verb::Remove, Some(only), _) => draft.members.retain(|id| id != only),
                (Verb::Remove, None, Some(fewer)) => draft.members.retain(|id| !fewer.contains(id)),
                (Verb::Remove, None, None) => draft.members.clear(),
                (Verb::Add | Verb::Replace, _, _) => {
                    return Err(Problem::fault("/members", "value", "say who is to be in the group"));
                }
            }
        }
        other => return unknown(step, other),
    }
    Ok(())
}

fn members(value: &Value) -> Outcome<Vec<String>> {
    let of = |one: &Value| match one {
        Value::Object(fields) => required_text("members", field(fields, "value")),
        _ => Err(Problem::fault("/members", "value", "a member is an object with the id of a user as its value")),
    };
    match value {
        Value::Array(several) => several.iter().map(of).collect(),
        one => Ok(vec![of(one)?]),
    }
}
