//! `/releases/{release}/guests`: who was shown a single release.

use crate::{
    failure::Reply,
    input::{Body, Caller, Path},
    output::PersonMention,
    state::Web,
};
use axum::{Json, extract::State, http::StatusCode};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use signalbox_service::guests::{self, New, View};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on guests.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(list_guests, invite_guest)).routes(routes!(dismiss_guest))
}

/// Somebody who sees this release and may speak of it, whatever else they may see.
#[derive(Serialize, ToSchema)]
struct Guest {
    id: String,
    person: PersonMention,
    /// From when on they are none any more; `null` for good.
    until: Option<Timestamp>,
    /// Who let them in; `null` for the system.
    invited_by: Option<PersonMention>,
    invited_at: Timestamp,
}

impl From<View> for Guest {
    fn from(view: View) -> Self {
        Self {
            id: view.guest.id.to_string(),
            person: view.person.into(),
            until: view.guest.until,
            invited_by: view.by.map(PersonMention::from),
            invited_at: view.at,
        }
    }
}

/// The guests of a release.
#[derive(Serialize, ToSchema)]
struct Guests {
    /// By name, those whose time is over included.
    items: Vec<Guest>,
}

/// Who is to be a guest.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewGuest {
    /// A person, by id.
    person: String,
    /// From when on they are none any more; for good when absent.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "date-time")]
    until: Option<Timestamp>,
}

/// List the guests of a release
#[utoipa::path(get, path = "/releases/{release}/guests", tag = "releases",
    params(("release" = String, Path, description = "Id or key")), responses((status = 200, body = Guests)))]
async fn list_guests(State(web): State<Web>, Caller(ctx): Caller, Path(named): Path<String>) -> Reply<Json<Guests>> {
    let found = guests::list(&web.app, &ctx, named).await?;
    Ok(Json(Guests { items: found.into_iter().map(Guest::from).collect() }))
}

/// Show a release to somebody
///
/// They see it and what is in it, and may comment. Whoever is a guest already gets another end.
#[utoipa::path(post, path = "/releases/{release}/guests", tag = "releases", request_body = NewGuest,
    params(("release" = String, Path, description = "Id or key")), responses((status = 201, body = Guest)))]
async fn invite_guest(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    Body(new): Body<NewGuest>,
) -> Reply<(StatusCode, Json<Guest>)> {
    let invited = guests::create(&web.app, &ctx, named, New { person: new.person, until: new.until }).await?;
    Ok((StatusCode::CREATED, Json(invited.into())))
}

/// Show a release to a guest no longer
///
/// A guest never changes, so it has no revision and needs no If-Match.
#[utoipa::path(delete, path = "/releases/{release}/guests/{guest}", tag = "releases",
    params(("release" = String, Path, description = "Id or key"), ("guest" = String, Path, description = "Id")),
    responses((status = 204)))]
async fn dismiss_guest(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path((named, guest)): Path<(String, String)>,
) -> Reply<StatusCode> {
    guests::delete(&web.app, &ctx, named, guest).await?;
    Ok(StatusCode::NO_CONTENT)
}
