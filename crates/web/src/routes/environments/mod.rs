//! `/environments`: where systems run.

mod changes;
mod compare;
mod groups;
mod matrix;
mod parts;
mod profile;
mod stages;
mod versions;

use super::{archiving, order, page};
use crate::{
    failure::Reply,
    input::{Body, Caller, IfMatch, Path, Query},
    output::{Listing, Mention, Tagged},
    state::Web,
    wire::EnvironmentState,
};
use axum::{Json, extract::State};
use jiff::Timestamp;
use profile::{NewProfile, Profile};
use serde::{Deserialize, Serialize};
use signalbox_domain::{Key, Name, Patch, Zone, environments as domain};
use signalbox_service::{
    Order, Page,
    environments::{self, Change, Filter, New, View},
};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on environments, their stages and groups.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(list_environments, create_environment))
        .routes(routes!(get_environment, change_environment))
        .routes(routes!(archive_environment))
        .routes(routes!(restore_environment))
        .routes(routes!(report_environment))
        .merge(changes::routes())
        .merge(compare::routes())
        .merge(matrix::routes())
        .merge(versions::routes())
        .merge(parts::routes())
        .merge(groups::routes())
        .merge(stages::routes())
}

/// An amount of money.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Money {
    /// In the currency's minor unit: cents of EUR, yen of JPY.
    #[schema(minimum = 0, maximum = 100_000_000_000_i64)]
    amount: i64,
    /// Three letters of ISO 4217.
    #[schema(pattern = "^[A-Z]{3}$")]
    currency: String,
}

impl From<Money> for domain::Money {
    fn from(money: Money) -> Self {
        Self { amount: money.amount, currency: money.currency }
    }
}

impl From<domain::Money> for Money {
    fn from(money: domain::Money) -> Self {
        Self { amount: money.amount, currency: money.currency }
    }
}

/// Where systems run.
#[derive(Serialize, ToSchema)]
struct Environment {
    id: String,
    key: String,
    name: String,
    description: String,
    portfolio: Mention,
    /// How near to production it is.
    stage: Option<Mention>,
    /// The environment it is part of; `null` when there is none or it is not visible.
    parent: Option<Mention>,
    /// The pool it belongs to; `null` when there is none or it is not visible.
    group: Option<Mention>,
    /// Who looks after it; `null` when there is none or it is not visible.
    team: Option<Mention>,
    /// True when several may have it at once.
    shareable: bool,
    /// How many shared bookings it takes at once, when it is shareable; `null` for any number.
    capacity: Option<u32>,
    /// What an hour of it costs.
    cost_per_hour: Option<Money>,
    state: EnvironmentState,
    /// Whose clock counts there.
    zone: String,
    tags: Vec<String>,
    profile: Profile,
    archived_at: Option<Timestamp>,
    created_at: Timestamp,
    updated_at: Timestamp,
    rev: i64,
}

impl From<View> for Environment {
    fn from(view: View) -> Self {
        let environment = view.environment;
        Self {
            id: environment.id.to_string(),
            key: environment.key.to_string(),
            name: environment.name.to_string(),
            description: environment.description,
            portfolio: view.portfolio.into(),
            stage: view.stage.map(Mention::from),
            parent: view.parent.map(Mention::from),
            group: view.group.map(Mention::from),
            team: view.team.map(Mention::from),
            shareable: environment.shareable,
            capacity: environment.capacity,
            cost_per_hour: environment.cost_per_hour.map(Money::from),
            state: environment.state.into(),
            zone: environment.zone.to_string(),
            tags: environment.tags,
            profile: Profile::from(&environment.profile),
            archived_at: environment.archived_at,
            created_at: environment.created_at,
            updated_at: environment.updated_at,
            rev: environment.rev,
        }
    }
}

/// What a new environment is to be. Other things are named by id or key.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewEnvironment {
    #[schema(value_type = String, format = "key")]
    key: Key,
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    name: Name,
    #[serde(default)]
    #[schema(max_length = 20000)]
    description: String,
    portfolio: String,
    /// How near to production it is.
    #[serde(default)]
    stage: Option<String>,
    /// The environment it is part of.
    #[serde(default)]
    parent: Option<String>,
    /// The pool it belongs to.
    #[serde(default)]
    group: Option<String>,
    /// Who looks after it.
    #[serde(default)]
    team: Option<String>,
    /// True when several may have it at once.
    #[serde(default)]
    shareable: bool,
    /// How many shared bookings it takes at once, when it is shareable; any number when absent.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 10000)]
    capacity: Option<u32>,
    /// What an hour of it costs.
    #[serde(default)]
    cost_per_hour: Option<Money>,
    /// How it is; free when absent.
    #[serde(default)]
    #[schema(nullable = false)]
    state: Option<EnvironmentState>,
    /// Whose clock counts there; UTC when absent.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "time-zone", nullable = false)]
    zone: Option<Zone>,
    #[serde(default)]
    #[schema(max_items = 50)]
    tags: Vec<String>,
    #[serde(default)]
    profile: NewProfile,
}

/// What is to change; what is absent stays, what is `null` is cleared.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EnvironmentChange {
    #[schema(value_type = Option<String>, format = "key", nullable = false)]
    key: Option<Key>,
    #[schema(value_type = Option<String>, format = "name", min_length = 1, max_length = 200, nullable = false)]
    name: Option<Name>,
    #[schema(max_length = 20000, nullable = false)]
    description: Option<String>,
    #[schema(nullable = false)]
    portfolio: Option<String>,
    /// How near to production it is.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    stage: Patch<String>,
    /// The environment it is part of.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    parent: Patch<String>,
    /// The pool it belongs to.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    group: Patch<String>,
    /// Who looks after it.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    team: Patch<String>,
    #[schema(nullable = false)]
    shareable: Option<bool>,
    #[serde(default)]
    #[schema(value_type = Option<u32>, minimum = 1, maximum = 10000)]
    capacity: Patch<u32>,
    /// What an hour of it costs.
    #[serde(default)]
    #[schema(value_type = Option<Money>)]
    cost_per_hour: Patch<Money>,
    #[schema(value_type = Option<String>, format = "time-zone", nullable = false)]
    zone: Option<Zone>,
    #[schema(max_items = 50, nullable = false)]
    tags: Option<Vec<String>>,
    /// Settings that are mentioned change; those that are `null` go.
    #[serde(default)]
    profile: NewProfile,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    /// How many items, 1 to 200; 50 when absent.
    limit: Option<u32>,
    /// Where the former part ended: its `next_cursor`.
    cursor: Option<String>,
    /// Whether to count the whole list.
    total: Option<bool>,
    /// `key` (the usual one) or `name`; with `-` before it backwards.
    sort: Option<String>,
    /// Key or name holds this text.
    q: Option<String>,
    /// In this portfolio or below it, by id or key.
    portfolio: Option<String>,
    /// At this stage, by id or key.
    stage: Option<String>,
    /// Of this group, by id or key.
    group: Option<String>,
    /// Looked after by this team, by id or key.
    team: Option<String>,
    /// Parts of this environment, by id or key.
    parent: Option<String>,
    #[param(inline)]
    state: Option<EnvironmentState>,
    /// Whether several may have it at once.
    shareable: Option<bool>,
    /// With this label.
    tag: Option<String>,
    /// Archived ones instead of the others.
    archived: Option<bool>,
}

impl ListQuery {
    /// Which environments, in which order, and which part of them.
    pub(crate) fn parts(self) -> Reply<(Filter, Order, Page)> {
        let filter = Filter {
            text: self.q,
            portfolio: self.portfolio,
            stage: self.stage,
            group: self.group,
            team: self.team,
            parent: self.parent,
            state: self.state.map(Into::into),
            shareable: self.shareable,
            tag: self.tag,
            archived: self.archived.unwrap_or(false),
        };
        Ok((filter, order(self.sort.as_deref())?, page(self.limit, self.cursor, self.total)))
    }
}

/// List environments
#[utoipa::path(get, path = "/environments", tag = "environments", params(ListQuery),
    responses((status = 200, body = Listing<Environment>)))]
async fn list_environments(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Query(query): Query<ListQuery>,
) -> Reply<Json<Listing<Environment>>> {
    let (filter, order, page) = query.parts()?;
    let found = environments::list(&web.app, &ctx, filter, order, page).await?;
    Ok(Listing::of(found, Environment::from))
}

/// Make an environment
#[utoipa::path(post, path = "/environments", tag = "environments", request_body = NewEnvironment,
    responses((status = 201, body = Environment)))]
async fn create_environment(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Body(new): Body<NewEnvironment>,
) -> Reply<Tagged<Environment>> {
    let new = New {
        key: new.key,
        name: new.name,
        description: new.description,
        portfolio: new.portfolio,
        stage: new.stage,
        parent: new.parent,
        group: new.group,
        team: new.team,
        shareable: new.shareable,
        capacity: new.capacity,
        cost_per_hour: new.cost_per_hour.map(Into::into),
        state: new.state.map(Into::into).unwrap_or_default(),
        zone: new.zone,
        tags: new.tags,
        profile: domain::Profile::default().with(new.profile.changes()),
    };
    let made = environments::create(&web.app, &ctx, new).await?;
    Ok(Tagged::created(made.environment.rev, made.into()))
}

/// Read an environment
#[utoipa::path(get, path = "/environments/{environment}", tag = "environments",
    params(("environment" = String, Path, description = "Id or key")),
    responses((status = 200, body = Environment)))]
async fn get_environment(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
) -> Reply<Tagged<Environment>> {
    Ok(tagged(environments::get(&web.app, &ctx, named).await?))
}

/// Change an environment
#[utoipa::path(patch, path = "/environments/{environment}", tag = "environments", request_body = EnvironmentChange,
    params(("environment" = String, Path, description = "Id or key"),
        ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = Environment)))]
async fn change_environment(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
    Body(change): Body<EnvironmentChange>,
) -> Reply<Tagged<Environment>> {
    let change = Change {
        key: change.key,
        name: change.name,
        description: change.description,
        portfolio: change.portfolio,
        stage: change.stage,
        parent: change.parent,
        group: change.group,
        team: change.team,
        shareable: change.shareable,
        capacity: change.capacity,
        cost_per_hour: change.cost_per_hour.map(Into::into),
        zone: change.zone,
        tags: change.tags,
        profile: change.profile.changes(),
    };
    Ok(tagged(environments::change(&web.app, &ctx, named, rev, change).await?))
}

archiving! { Environment, "environments", "environment" "Id or key", environments::archive, tagged, {
    /// Put an environment away
    archive_environment("/environments/{environment}/archive", true);
    /// Take an environment out again
    restore_environment("/environments/{environment}/restore", false);
} }

/// How an environment is, as somebody or something looked.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EnvironmentReport {
    state: EnvironmentState,
    /// What the check has to say, in one line.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 500)]
    note: Option<String>,
}

/// Say how an environment is
///
/// For health checks: no revision is asked for, what is said last counts.
#[utoipa::path(post, path = "/environments/{environment}/state", tag = "environments", request_body = EnvironmentReport,
    params(("environment" = String, Path, description = "Id or key")),
    responses((status = 200, body = Environment)))]
async fn report_environment(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    Body(report): Body<EnvironmentReport>,
) -> Reply<Tagged<Environment>> {
    Ok(tagged(environments::report(&web.app, &ctx, named, report.state.into(), report.note).await?))
}

fn tagged(found: View) -> Tagged<Environment> {
    Tagged::found(found.environment.rev, found.into())
}
