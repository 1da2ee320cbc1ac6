//! `/gatekeepers`: how gates that others keep ask whether something may go.

mod deliveries;

use super::{archiving, page};
use crate::{
    failure::Reply,
    input::{Body, Caller, IfMatch, Path, Query},
    output::{Listing, Mention, PersonMention, Tagged},
    state::Web,
    wire::{GatekeeperKind, GatekeeperVersionBy},
};
use axum::{Json, extract::State};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use signalbox_domain::{Key, Name};
use signalbox_service::{
    gatekeepers::{self, Change, Filter, New, NewBinding, VersionBy, View},
    secrets::Secret,
};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on gatekeepers.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(list_gatekeepers, create_gatekeeper))
        .routes(routes!(get_gatekeeper, change_gatekeeper))
        .routes(routes!(archive_gatekeeper))
        .routes(routes!(restore_gatekeeper))
        .merge(deliveries::routes())
}

/// How a gate that somebody else keeps asks: a deployment protection rule of GitHub, an external status check of GitLab, or
/// whatever sends signed requests.
#[derive(Serialize, ToSchema)]
struct Gatekeeper {
    id: String,
    /// Part of the address to which deliveries are sent: `/api/v1/gatekeepers/{key}/deliveries`.
    key: String,
    name: String,
    /// Whose it is: it sees what is in this portfolio and below, and nothing else.
    portfolio: Mention,
    kind: GatekeeperKind,
    /// Where it is answered; empty where the answer comes with the request.
    url: String,
    /// The id of the App at GitHub; empty for the others.
    app: String,
    bindings: Vec<GatekeeperBinding>,
    /// How the number of a version is found.
    version_by: GatekeeperVersionBy,
    /// What is left out at the beginning of a tag or branch.
    prefix: String,
    /// Whether what is denied is asked again, for at most 30 days, instead of being rejected.
    waits: bool,
    /// The machine as which it asks.
    machine: PersonMention,
    archived_at: Option<Timestamp>,
    rev: i64,
}

/// What a repository is here.
#[derive(Serialize, ToSchema)]
struct GatekeeperBinding {
    /// `owner/name` at GitHub, the path of the project at GitLab.
    repository: String,
    /// The system that is deployed from it; `null` when it is out of sight.
    system: Option<Mention>,
    targets: Vec<GatekeeperTarget>,
}

/// What a target of a repository is here.
#[derive(Serialize, ToSchema)]
struct GatekeeperTarget {
    /// What GitHub calls the environment; at GitLab the branch that is merged into.
    name: String,
    /// Which environment that is; `null` when it is out of sight.
    environment: Option<Mention>,
}

impl From<View> for Gatekeeper {
    fn from(view: View) -> Self {
        let View { gatekeeper, portfolio, machine, systems, environments } = view;
        let target = |target: signalbox_domain::gatekeepers::Target| GatekeeperTarget {
            environment: environments.get(&target.environment).cloned().map(Mention::from),
            name: target.name,
        };
        let binding = |binding: signalbox_domain::gatekeepers::Binding| GatekeeperBinding {
            repository: binding.repository,
            system: systems.get(&binding.system).cloned().map(Mention::from),
            targets: binding.targets.into_iter().map(target).collect(),
        };
        Self {
            id: gatekeeper.id.to_string(),
            key: gatekeeper.key.to_string(),
            name: gatekeeper.name.to_string(),
            portfolio: portfolio.into(),
            kind: gatekeeper.kind.into(),
            url: gatekeeper.url,
            app: gatekeeper.app,
            bindings: gatekeeper.bindings.into_iter().map(binding).collect(),
            version_by: gatekeeper.version_by.into(),
            prefix: gatekeeper.prefix,
            waits: gatekeeper.waits,
            machine: machine.into(),
            archived_at: gatekeeper.archived_at,
            rev: gatekeeper.rev,
        }
    }
}

/// What a repository is to be bound to. System and environments are named by id or key.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewGatekeeperBinding {
    /// `owner/name` at GitHub, the path of the project at GitLab.
    #[schema(max_length = 500)]
    repository: String,
    /// The system that is deployed from it.
    system: String,
    #[schema(max_items = 100)]
    targets: Vec<NewGatekeeperTarget>,
}

/// What a target of a repository is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewGatekeeperTarget {
    /// What GitHub calls the environment; at GitLab the branch that is merged into.
    #[schema(max_length = 255)]
    name: String,
    /// Which environment that is.
    environment: String,
}

fn bindings(new: Vec<NewGatekeeperBinding>) -> Vec<NewBinding> {
    let one = |binding: NewGatekeeperBinding| NewBinding {
        repository: binding.repository,
        system: binding.system,
        targets: binding.targets.into_iter().map(|target| (target.name, target.environment)).collect(),
    };
    new.into_iter().map(one).collect()
}

/// What a new gatekeeper is to be. The portfolio is named by id or key.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewGatekeeper {
    #[schema(value_type = String, format = "key")]
    key: Key,
    /// Its name, and that of the machine as which it asks.
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    name: Name,
    /// Whose it is: it sees what is in this portfolio and below, and nothing else.
    portfolio: String,
    kind: GatekeeperKind,
    /// What its deliveries are signed with, which is kept sealed and never told: 16 to 500 visible characters; for a webhook
    /// `whsec_` and 24 to 64 bytes in base64.
    #[schema(max_length = 500)]
    secret: String,
    /// By what its answers are let in, which is kept sealed and never told: at GitHub the private key of the App (PEM), at GitLab
    /// an access token.
    #[serde(default)]
    #[schema(max_length = 10000, nullable = false)]
    credential: Option<String>,
    /// Where it is answered; `https://api.github.com` or `https://gitlab.com` when absent.
    #[serde(default)]
    #[schema(max_length = 500, nullable = false)]
    url: Option<String>,
    /// The id of the App at GitHub.
    #[serde(default)]
    #[schema(max_length = 100)]
    app: String,
    #[serde(default)]
    #[schema(max_items = 500)]
    bindings: Vec<NewGatekeeperBinding>,
    /// How the number of a version is found; `commit` when absent.
    #[serde(default)]
    #[schema(nullable = false)]
    version_by: Option<GatekeeperVersionBy>,
    /// What is left out at the beginning of a tag or branch, such as `v`.
    #[serde(default)]
    #[schema(max_length = 50)]
    prefix: String,
    /// Whether what is denied is asked again, for at most 30 days, instead of being rejected. Only GitHub waits.
    #[serde(default)]
    waits: bool,
}

/// What is to change; what is absent stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct GatekeeperChange {
    #[schema(value_type = Option<String>, format = "key", nullable = false)]
    key: Option<Key>,
    #[schema(value_type = Option<String>, format = "name", min_length = 1, max_length = 200, nullable = false)]
    name: Option<Name>,
    /// What its deliveries are signed with from now on; what is signed with the former one is refused.
    #[schema(max_length = 500, nullable = false)]
    secret: Option<String>,
    /// By what its answers are let in from now on.
    #[schema(max_length = 10000, nullable = false)]
    credential: Option<String>,
    #[schema(max_length = 500, nullable = false)]
    url: Option<String>,
    #[schema(max_length = 100, nullable = false)]
    app: Option<String>,
    /// All of them.
    #[schema(max_items = 500, nullable = false)]
    bindings: Option<Vec<NewGatekeeperBinding>>,
    #[schema(nullable = false)]
    version_by: Option<GatekeeperVersionBy>,
    #[schema(max_length = 50, nullable = false)]
    prefix: Option<String>,
    #[schema(nullable = false)]
    waits: Option<bool>,
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
    /// Of this portfolio or below it, by id or key.
    portfolio: Option<String>,
    /// Of this kind.
    #[param(inline)]
    kind: Option<GatekeeperKind>,
    /// Archived ones instead of the others.
    archived: Option<bool>,
}

/// List gatekeepers
#[utoipa::path(get, path = "/gatekeepers", tag = "gatekeepers", params(ListQuery),
    responses((status = 200, body = Listing<Gatekeeper>)))]
async fn list_gatekeepers(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Query(query): Query<ListQuery>,
) -> Reply<Json<Listing<Gatekeeper>>> {
    let filter = Filter {
        text: query.q,
        portfolio: query.portfolio,
        kind: query.kind.map(Into::into),
        archived: query.archived.unwrap_or(false),
    };
    let page = page(query.limit, query.cursor, query.total);
    Ok(Listing::of(gatekeepers::list(&web.app, &ctx, filter, page).await?, Gatekeeper::from))
}

/// Set a gatekeeper up
///
/// A machine is made as which it asks: one that reads in its portfolio, and changes nothing.
#[utoipa::path(post, path = "/gatekeepers", tag = "gatekeepers", request_body = NewGatekeeper,
    responses((status = 201, body = Gatekeeper)))]
async fn create_gatekeeper(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Body(new): Body<NewGatekeeper>,
) -> Reply<Tagged<Gatekeeper>> {
    let new = New {
        key: new.key,
        name: new.name,
        portfolio: new.portfolio,
        kind: new.kind.into(),
        secret: Secret::new(new.secret),
        credential: new.credential.map(Secret::new),
        url: new.url,
        app: new.app,
        bindings: bindings(new.bindings),
        version_by: new.version_by.map_or(VersionBy::Commit, Into::into),
        prefix: new.prefix,
        waits: new.waits,
    };
    let made = gatekeepers::create(&web.app, &ctx, new).await?;
    Ok(Tagged::created(made.gatekeeper.rev, made.into()))
}

/// Read a gatekeeper
#[utoipa::path(get, path = "/gatekeepers/{gatekeeper}", tag = "gatekeepers",
    params(("gatekeeper" = String, Path, description = "Id or key")),
    responses((status = 200, body = Gatekeeper)))]
async fn get_gatekeeper(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
) -> Reply<Tagged<Gatekeeper>> {
    Ok(tagged(gatekeepers::get(&web.app, &ctx, named).await?))
}

/// Change a gatekeeper
///
/// It stays in its portfolio and of its kind. A new secret holds at once, and the former one no longer.
#[utoipa::path(patch, path = "/gatekeepers/{gatekeeper}", tag = "gatekeepers", request_body = GatekeeperChange,
    params(("gatekeeper" = String, Path, description = "Id or key"), ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = Gatekeeper)))]
async fn change_gatekeeper(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
    Body(change): Body<GatekeeperChange>,
) -> Reply<Tagged<Gatekeeper>> {
    let change = Change {
        key: change.key,
        name: change.name,
        secret: change.secret.map(Secret::new),
        credential: change.credential.map(Secret::new),
        url: change.url,
        app: change.app,
        bindings: change.bindings.map(bindings),
        version_by: change.version_by.map(Into::into),
        prefix: change.prefix,
        waits: change.waits,
    };
    Ok(tagged(gatekeepers::change(&web.app, &ctx, named, rev, change).await?))
}

archiving! { Gatekeeper, "gatekeepers", "gatekeeper" "Id or key", gatekeepers::archive, tagged, {
    /// Put a gatekeeper away
    ///
    /// It answers nobody any more: the gates stay closed.
    archive_gatekeeper("/gatekeepers/{gatekeeper}/archive", true);
    /// Take a gatekeeper out again
    restore_gatekeeper("/gatekeepers/{gatekeeper}/restore", false);
} }

fn tagged(found: View) -> Tagged<Gatekeeper> {
    Tagged::found(found.gatekeeper.rev, found.into())
}
