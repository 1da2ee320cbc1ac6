//! `/people`: everybody, and every machine.

use super::{account::session_of, archiving, page};
use crate::{
    failure::Reply,
    input::{Body, Caller, IfMatch, Known, Path, Query},
    output::{Listing, Tagged},
    state::Web,
};
use axum::{Json, extract::State};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use signalbox_domain::{Name, Zone, people as domain};
use signalbox_service::{
    Page,
    people::{self, Change, Filter, New},
};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on people.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(list_people, create_person))
        .routes(routes!(get_person, change_person))
        .routes(routes!(archive_person))
        .routes(routes!(restore_person))
}

/// A person, or a machine.
#[derive(Serialize, ToSchema)]
struct Person {
    id: String,
    name: String,
    /// Where mail goes and what one signs in with; `null` for a machine.
    email: Option<String>,
    /// True for a machine.
    service: bool,
    /// Language and number format, a BCP 47 tag.
    locale: String,
    /// The zone the person's times are shown in.
    zone: String,
    /// When the person left.
    archived_at: Option<Timestamp>,
    rev: i64,
}

impl From<domain::Person> for Person {
    fn from(person: domain::Person) -> Self {
        Self {
            id: person.id.to_string(),
            name: person.name.to_string(),
            email: person.email,
            service: person.service,
            locale: person.locale,
            zone: person.zone.to_string(),
            archived_at: person.archived_at,
            rev: person.rev,
        }
    }
}

fn found(person: domain::Person) -> Tagged<Person> {
    Tagged::found(person.rev, person.into())
}

/// What a new person is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPerson {
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    name: Name,
    /// What the person signs in with; none for a machine.
    #[serde(default)]
    #[schema(nullable = false)]
    email: Option<String>,
    /// True for a machine, which acts through tokens.
    #[serde(default)]
    service: bool,
    /// `en` when absent.
    #[serde(default)]
    #[schema(nullable = false)]
    locale: Option<String>,
    /// UTC when absent.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "time-zone", nullable = false)]
    zone: Option<Zone>,
}

/// What is to change; what is absent stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PersonChange {
    #[schema(value_type = Option<String>, format = "name", min_length = 1, max_length = 200, nullable = false)]
    name: Option<Name>,
    #[schema(nullable = false)]
    email: Option<String>,
    #[schema(nullable = false)]
    locale: Option<String>,
    #[schema(value_type = Option<String>, format = "time-zone", nullable = false)]
    zone: Option<Zone>,
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
    /// Name or mail address holds this text.
    q: Option<String>,
    /// Only machines, or only people.
    service: Option<bool>,
    /// Those who left instead of the others.
    archived: Option<bool>,
}

impl ListQuery {
    /// Which people, and which part of them.
    pub(super) fn parts(self) -> (Filter, Page) {
        let filter = Filter { text: self.q, archived: self.archived.unwrap_or(false), service: self.service };
        (filter, page(self.limit, self.cursor, self.total))
    }
}

/// List people
#[utoipa::path(get, path = "/people", tag = "people", params(ListQuery),
    responses((status = 200, body = Listing<Person>)))]
async fn list_people(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Query(query): Query<ListQuery>,
) -> Reply<Json<Listing<Person>>> {
    let (filter, page) = query.parts();
    let found = people::list(&web.app, &ctx, filter, page).await?;
    Ok(Listing::of(found, Person::from))
}

/// Add a person
///
/// They set their password themselves: see `POST /people/{person}/password-code`.
#[utoipa::path(post, path = "/people", tag = "people", request_body = NewPerson,
    responses((status = 201, body = Person)))]
async fn create_person(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Body(new): Body<NewPerson>,
) -> Reply<Tagged<Person>> {
    let new = New { name: new.name, email: new.email, service: new.service, locale: new.locale, zone: new.zone };
    let made = people::create(&web.app, &ctx, new).await?;
    Ok(Tagged::created(made.rev, made.into()))
}

/// Read a person
#[utoipa::path(get, path = "/people/{person}", tag = "people",
    params(("person" = String, Path, description = "Id")),
    responses((status = 200, body = Person)))]
async fn get_person(State(web): State<Web>, Caller(ctx): Caller, Path(named): Path<String>) -> Reply<Tagged<Person>> {
    Ok(found(people::get(&web.app, &ctx, named).await?))
}

/// Change a person
///
/// Name, locale and zone of oneself may be changed by anyone. Whoever changes a mail address in a session proved lately who
/// they are.
#[utoipa::path(patch, path = "/people/{person}", tag = "people", request_body = PersonChange,
    params(("person" = String, Path, description = "Id"), ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = Person)))]
async fn change_person(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Known(signed): Known,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
    Body(change): Body<PersonChange>,
) -> Reply<Tagged<Person>> {
    let change = Change { name: change.name, email: change.email, locale: change.locale, zone: change.zone };
    Ok(found(people::change(&web.app, &ctx, session_of(signed), named, rev, change).await?))
}

archiving! { Person, "people", "person" "Id", people::archive, found, {
    /// Say that a person left
    ///
    /// Who left is signed out, and their tokens hold no longer.
    archive_person("/people/{person}/archive", true);
    /// Say that a person came back
    restore_person("/people/{person}/restore", false);
} }
