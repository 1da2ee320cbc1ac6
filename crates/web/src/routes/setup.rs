//! `/setup`: the first administrator.

use super::session;
use crate::{
    failure::Reply,
    input::{Body, Stranger},
    state::Web,
};
use axum::{Json, extract::State, response::Response};
use serde::{Deserialize, Serialize};
use signalbox_domain::{Name, Zone};
use signalbox_service::setup::{self, Input};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations of the first start.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(get_setup, set_up))
}

/// Whether there is anything to set up.
#[derive(Serialize, ToSchema)]
struct Setup {
    /// True until the first administrator was made.
    required: bool,
    /// What one may begin with, as long as nobody has.
    examples: Option<Examples>,
}

/// What there is to begin with beside nothing.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Examples {
    /// Releases as an example, which can be loaded.
    Offered,
    /// There are releases already.
    Loaded,
}

/// What the first administrator types.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SetupInput {
    /// The code the server prints at its start.
    #[schema(max_length = 100)]
    code: String,
    /// What the enterprise is called.
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    organisation: Name,
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    name: Name,
    /// What the administrator signs in with.
    #[schema(max_length = 254)]
    email: String,
    /// 12 to 256 characters.
    #[schema(max_length = 4096)]
    password: String,
    /// The administrator's language and number format, a BCP 47 tag; `en` when absent.
    #[serde(default)]
    #[schema(nullable = false)]
    locale: Option<String>,
    /// The zone the administrator's times are shown in; UTC when absent.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "time-zone", nullable = false)]
    zone: Option<Zone>,
    /// Whether to begin with the examples that are offered.
    #[serde(default)]
    examples: bool,
}

/// Read whether the installation waits for its first administrator
#[utoipa::path(get, path = "/setup", tag = "session", responses((status = 200, body = Setup)))]
async fn get_setup(State(web): State<Web>) -> Reply<Json<Setup>> {
    let required = setup::is_required(&web.app).await?;
    let examples = if required { setup::examples(&web.app).await? } else { setup::Examples::None };
    let examples = match examples {
        setup::Examples::None => None,
        setup::Examples::Offered => Some(Examples::Offered),
        setup::Examples::Loaded => Some(Examples::Loaded),
    };
    Ok(Json(Setup { required, examples }))
}

/// Make the first administrator
///
/// Signs in at once: sets the session's cookie. Possible exactly once.
#[utoipa::path(post, path = "/setup", tag = "session", request_body = SetupInput,
    responses((status = 201, body = session::Session)))]
async fn set_up(State(web): State<Web>, Stranger(visitor): Stranger, Body(sent): Body<SetupInput>) -> Reply<Response> {
    let input = Input {
        code: sent.code,
        organisation: sent.organisation,
        name: sent.name,
        email: sent.email,
        password: sent.password,
        locale: sent.locale,
        zone: sent.zone,
        examples: sent.examples,
    };
    let signed_in = setup::setup(&web.app, &visitor, input).await?;
    session::begun(&web, &signed_in).await
}
