//! `/Users`: people.

use super::{
    ListQuery, SearchBody, Sent, Version, answer, field, is_known, meta,
    patch::{self, Step, Verb},
    resource,
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
use signalbox_domain::{Name, Outcome, Problem};
use signalbox_service::directory::{self, NewUser, User};

pub(super) const SCHEMA: &str = "urn:ietf:params:scim:schemas:core:2.0:User";

fn shown(user: &User) -> Value {
    let id = user.person.id.to_string();
    let mut body = json!({
        "schemas": [SCHEMA],
        "id": id,
        "userName": user.user_name,
        "displayName": user.person.name,
        "active": user.person.archived_at.is_none(),
        "meta": meta("User", "Users", &id, user.person.rev),
    });
    if let Some(fields) = body.as_object_mut() {
        if let Some(external) = &user.external_id {
            fields.insert("externalId".to_owned(), external.as_str().into());
        }
        if let Some(email) = &user.person.email {
            fields.insert("emails".to_owned(), json!([{"value": email}]));
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
    let (found, total) = directory::users(&web.app, &ctx, filter, window).await?;
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
    let user = directory::user(&web.app, &ctx, named).await?;
    if is_known(&headers, user.person.rev) {
        return Ok(answer(StatusCode::NOT_MODIFIED, &Value::Null));
    }
    Ok(resource(StatusCode::OK, user.person.rev, &asked.trim(shown(&user))))
}

pub(super) async fn create(State(web): State<Web>, Caller(ctx): Caller, Sent(fields): Sent) -> Reply<Response> {
    let made = directory::create_user(&web.app, &ctx, whole(&fields, None)?).await?;
    Ok(resource(StatusCode::CREATED, made.person.rev, &shown(&made)))
}

pub(super) async fn replace(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    Version(rev): Version,
    Sent(fields): Sent,
) -> Reply<Response> {
    let edit = move |before: &User| whole(&fields, Some(before));
    let user = directory::change_user(&web.app, &ctx, named, rev, edit).await?;
    Ok(resource(StatusCode::OK, user.person.rev, &shown(&user)))
}

pub(super) async fn change(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    Version(rev): Version,
    Sent(fields): Sent,
) -> Reply<Response> {
    let steps = patch::read(&fields)?;
    let edit = move |before: &User| {
        let mut draft = NewUser {
            user_name: before.user_name.clone(),
            external_id: before.external_id.clone(),
            name: before.person.name.clone(),
            email: before.person.email.clone(),
            active: before.person.archived_at.is_none(),
        };
        for step in &steps {
            apply(&mut draft, step)?;
        }
        Ok(draft)
    };
    let user = directory::change_user(&web.app, &ctx, named, rev, edit).await?;
    Ok(resource(StatusCode::OK, user.person.rev, &shown(&user)))
}

pub(super) async fn delete(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    Version(rev): Version,
) -> Reply<Response> {
    directory::delete_user(&web.app, &ctx, named, rev).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// A person as a whole. What a directory leaves out is gone, but for whether they are here.
fn whole(fields: &Map<String, Value>, before: Option<&User>) -> Outcome<NewUser> {
    let user_name = required_text("userName", field(fields, "userName"))?;
    let named = match field(fields, "displayName") {
        Some(value) => Some(text("displayName", value)?),
        None => field(fields, "name").and_then(full_name),
    };
    let active = match field(fields, "active") {
        Some(value) => truth(value)?,
        None => before.is_none_or(|before| before.person.archived_at.is_none()),
    };
    Ok(NewUser {
        name: name(named.as_deref().unwrap_or(&user_name))?,
        external_id: field(fields, "externalId").map(|value| text("externalId", value)).transpose()?,
        email: field(fields, "emails").map(email).transpose()?.flatten(),
        user_name,
        active,
    })
}

fn apply(draft: &mut NewUser, step: &Step) -> Outcome<()> {
    let value = step.value.as_ref().filter(|_| step.verb != Verb::Remove);
    match step.attribute.as_str() {
        "username" => draft.user_name = required_text("userName", value)?,
        "displayname" => draft.name = name(&required_text("displayName", value)?)?,
        "name" => {
            if let Some(full) = value.and_then(full_name) {
                draft.name = name(&full)?;
            }
        }
        "active" => draft.active = value.map_or(Ok(true), truth)?,
        "externalid" => draft.external_id = value.map(|value| text("externalId", value)).transpose()?,
        "emails" => {
            let is_meant = step.only.is_none() || step.only == draft.email;
            if is_meant {
                draft.email = value.map(email).transpose()?.flatten();
            }
        }
        other => return unknown(step, other),
    }
    Ok(())
}

/// What nobody may change is refused where it is named; what is not kept is refused there too, and passed over in an object.
pub(super) fn unknown(step: &Step, name: &str) -> Outcome<()> {
    match name {
        _ if !step.is_named => Ok(()),
        "id" | "meta" | "schemas" => {
            Err(Problem::fault("/Operations", "mutability", format!("{name} is given here and does not change")))
        }
        _ => Err(Problem::fault("/Operations", "path", format!("{name} is not kept here"))),
    }
}

/// The mail address: the primary one of several, or the first.
fn email(value: &Value) -> Outcome<Option<String>> {
    let of = |one: &Value| match one {
        Value::String(address) => Ok(Some(address.clone())),
        Value::Object(fields) => field(fields, "value").map(|value| text("emails", value)).transpose(),
        _ => Err(Problem::fault("/emails", "value", "a mail address is an object with a value")),
    };
    let Value::Array(several) = value else { return of(value) };
    let is_primary =
        |one: &&Value| one.as_object().and_then(|fields| field(fields, "primary")) == Some(&Value::Bool(true));
    several.iter().find(is_primary).or(several.first()).map_or(Ok(None), of)
}

fn full_name(value: &Value) -> Option<String> {
    let fields = value.as_object()?;
    let part = |name: &str| field(fields, name).and_then(Value::as_str).map(str::trim).filter(|part| !part.is_empty());
    if let Some(formatted) = part("formatted") {
        return Some(formatted.to_owned());
    }
    let parts: Vec<&str> = ["givenName", "familyName"].into_iter().filter_map(part).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

pub(super) fn name(text: &str) -> Outcome<Name> {
    Name::parse(text.trim()).map_err(|fault| fault.within("/displayName").into())
}

pub(super) fn text(attribute: &str, value: &Value) -> Outcome<String> {
    const LONGEST: usize = 254;
    match value.as_str().map(str::trim) {
        Some(text) if !text.is_empty() && text.chars().count() <= LONGEST => Ok(text.to_owned()),
        _ => Err(Problem::fault(
            format!("/{attribute}"),
            "value",
            format!("{attribute} is a text of 1 to {LONGEST} letters"),
        )),
    }
}

pub(super) fn required_text(attribute: &str, value: Option<&Value>) -> Outcome<String> {
    let missing = || Problem::fault(format!("/{attribute}"), "missing", format!("{attribute} has to be there"));
    text(attribute, value.ok_or_else(missing)?)
}

/// Some directories write truth as a text.
fn truth(value: &Value) -> Outcome<bool> {
    match value {
        Value::Bool(is) => Ok(*is),
        Value::String(text) if text.eq_ignore_ascii_case("true") => Ok(true),
        Value::String(text) if text.eq_ignore_ascii_case("false") => Ok(false),
        _ => Err(Problem::fault("/active", "value", "active is true or false")),
    }
}
