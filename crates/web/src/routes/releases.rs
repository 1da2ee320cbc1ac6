//! `/releases`: trains, projects and independent releases.

use super::{archiving, page};
use crate::{
    failure::Reply,
    input::{Body, Caller, IfMatch, Path, Query},
    output::{Listing, Mention, PersonMention, Tagged},
    state::Web,
    wire::{Category, Due, Health, Kind, Level, Link, NewDue},
};
use axum::{Json, extract::State};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use signalbox_domain::{Key, Name, Patch, Reason, Zone};
use signalbox_service::{
    Page,
    releases::{self, Change, Detail, New, Order, Shown, Wanted},
};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on releases themselves.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(list_releases, create_release))
        .routes(routes!(get_release, change_release))
        .routes(routes!(transition_release))
        .routes(routes!(archive_release))
        .routes(routes!(restore_release))
}

/// The status of a release.
#[derive(Serialize, ToSchema)]
struct ReleaseStatus {
    key: String,
    name: String,
    category: Category,
}

/// A step the workflow has from here.
#[derive(Serialize, ToSchema)]
struct ReleaseStep {
    /// The key of the status it leads to.
    to: String,
    name: String,
    category: Category,
    /// Why it cannot be taken now; empty when it can.
    #[schema(value_type = Vec<crate::failure::ReasonShape>)]
    reasons: Vec<Reason>,
}

/// The gate to be decided next.
#[derive(Serialize, ToSchema)]
struct NextGate {
    id: String,
    name: String,
    due: Due,
}

/// What a train adds up to.
#[derive(Serialize, ToSchema)]
struct Rollup {
    members: i64,
    /// Distinct systems its members touch.
    systems: i64,
    /// Distinct teams that look after those systems.
    teams: i64,
    /// Distinct repositories of those systems.
    repositories: i64,
    /// Versions its members produced.
    versions: i64,
    /// Members that deliver no version yet.
    members_without_version: i64,
}

/// A release.
#[derive(Serialize, ToSchema)]
pub(crate) struct Release {
    id: String,
    key: String,
    name: String,
    kind: Kind,
    description: String,
    r#type: Mention,
    status: ReleaseStatus,
    /// The steps from here; only on a single release.
    #[serde(skip_serializing_if = "Option::is_none")]
    transitions: Option<Vec<ReleaseStep>>,
    portfolio: Mention,
    /// The train it rides in; `null` when there is none or it is not visible.
    parent: Option<Mention>,
    /// Who decides.
    accountable: Option<PersonMention>,
    risk: Option<Level>,
    /// The zone its days are counted in.
    zone: String,
    start: Option<Date>,
    target: Option<Due>,
    completed_at: Option<Timestamp>,
    health: Health,
    next_gate: Option<NextGate>,
    tags: Vec<String>,
    /// Values of the type's custom fields.
    #[schema(value_type = Object)]
    fields: Map<String, Value>,
    links: Vec<Link>,
    member_count: i64,
    /// What a train adds up to; only on a single train.
    #[serde(skip_serializing_if = "Option::is_none")]
    rollup: Option<Rollup>,
    /// The four questions everybody opens it with; only on a single release.
    #[serde(skip_serializing_if = "Option::is_none")]
    answers: Option<super::answers::Answers>,
    archived_at: Option<Timestamp>,
    created_at: Timestamp,
    updated_at: Timestamp,
    rev: i64,
}

impl From<Shown> for Release {
    fn from(shown: Shown) -> Self {
        let Shown { view, health } = shown;
        let release = view.release;
        Self {
            id: release.id.to_string(),
            key: release.key.to_string(),
            name: release.name.to_string(),
            kind: release.kind.into(),
            description: release.description,
            r#type: view.release_type.into(),
            status: ReleaseStatus {
                key: release.status.to_string(),
                name: view.status_name.to_string(),
                category: release.category.into(),
            },
            transitions: None,
            portfolio: view.portfolio.into(),
            parent: view.parent.map(Mention::from),
            accountable: view.accountable.map(PersonMention::from),
            risk: release.risk.map(Level::from),
            zone: release.zone.to_string(),
            start: release.start,
            target: release.target.map(Due::from),
            completed_at: release.completed_at,
            health: health.into(),
            next_gate: view.next_gate.map(|gate| NextGate {
                id: gate.id.to_string(),
                name: gate.name.to_string(),
                due: gate.due.into(),
            }),
            tags: release.tags,
            fields: release.fields,
            links: release.links.into_iter().map(Link::from).collect(),
            member_count: view.member_count,
            rollup: None,
            answers: None,
            archived_at: release.archived_at,
            created_at: release.created_at,
            updated_at: release.updated_at,
            rev: release.rev,
        }
    }
}

impl From<Detail> for Release {
    fn from(detail: Detail) -> Self {
        let steps = detail.steps.into_iter().map(|step| ReleaseStep {
            to: step.to.key.to_string(),
            name: step.to.name.to_string(),
            category: step.to.category.into(),
            reasons: step.reasons,
        });
        let rollup = detail.rollup.map(|sum| Rollup {
            members: sum.members,
            systems: sum.systems,
            teams: sum.teams,
            repositories: sum.repositories,
            versions: sum.versions,
            members_without_version: sum.members_without_version,
        });
        let answers = Some(detail.answers.into());
        Self { transitions: Some(steps.collect()), rollup, answers, ..Self::from(detail.shown) }
    }
}

/// What a new release is to be. Other things are named by id or key.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewRelease {
    #[schema(value_type = String, format = "key")]
    key: Key,
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    name: Name,
    kind: Kind,
    portfolio: String,
    /// Its type; `standard` when absent.
    #[serde(default)]
    r#type: Option<String>,
    /// The train it rides in.
    #[serde(default)]
    parent: Option<String>,
    #[serde(default)]
    #[schema(max_length = 20000)]
    description: String,
    #[serde(default)]
    risk: Option<Level>,
    /// The zone its days are counted in; UTC when absent.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "time-zone")]
    zone: Option<Zone>,
    #[serde(default)]
    start: Option<Date>,
    #[serde(default)]
    target: Option<NewDue>,
    #[serde(default)]
    #[schema(max_items = 50)]
    tags: Vec<String>,
    /// Values of the type's custom fields.
    #[serde(default)]
    #[schema(value_type = Object)]
    fields: Map<String, Value>,
    #[serde(default)]
    #[schema(max_items = 50)]
    links: Vec<Link>,
    /// The id of the person who decides.
    #[serde(default)]
    accountable: Option<String>,
    #[serde(default)]
    #[schema(max_items = 2000)]
    phases: Vec<super::plans::NewPhase>,
    #[serde(default)]
    #[schema(max_items = 2000)]
    milestones: Vec<super::plans::NewMilestone>,
}

impl NewRelease {
    fn command(self) -> Reply<New> {
        let zone = self.zone.clone().unwrap_or_else(Zone::utc);
        let accountable = self.accountable.map(|id| releases::id_at("/accountable", &id)).transpose()?;
        Ok(New {
            key: self.key,
            name: self.name,
            kind: self.kind.into(),
            portfolio: self.portfolio,
            release_type: self.r#type,
            parent: self.parent,
            description: self.description,
            risk: self.risk.map(Into::into),
            zone: self.zone,
            start: self.start,
            target: self.target.map(|target| target.in_zone(&zone)),
            tags: self.tags,
            fields: self.fields,
            links: self.links.into_iter().map(Into::into).collect(),
            accountable,
            phases: self.phases.into_iter().map(Into::into).collect(),
            milestones: self.milestones.into_iter().map(|milestone| milestone.command(&zone)).collect(),
            recorded: None,
        })
    }
}

/// What is to change; what is absent stays, what is `null` is cleared.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReleaseChange {
    #[schema(value_type = Option<String>, format = "key", nullable = false)]
    key: Option<Key>,
    #[schema(value_type = Option<String>, format = "name", min_length = 1, max_length = 200, nullable = false)]
    name: Option<Name>,
    #[schema(nullable = false)]
    kind: Option<Kind>,
    #[schema(nullable = false)]
    portfolio: Option<String>,
    #[schema(nullable = false)]
    r#type: Option<String>,
    /// The train it rides in.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    parent: Patch<String>,
    #[schema(max_length = 20000, nullable = false)]
    description: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<Level>)]
    risk: Patch<Level>,
    #[schema(value_type = Option<String>, format = "time-zone", nullable = false)]
    zone: Option<Zone>,
    #[serde(default)]
    #[schema(value_type = Option<Date>)]
    start: Patch<Date>,
    #[serde(default)]
    #[schema(value_type = Option<NewDue>)]
    target: Patch<NewDue>,
    #[schema(max_items = 50, nullable = false)]
    tags: Option<Vec<String>>,
    /// Custom fields to change; `null` removes one.
    #[schema(value_type = Option<Object>, nullable = false)]
    fields: Option<Map<String, Value>>,
    #[schema(max_items = 50, nullable = false)]
    links: Option<Vec<Link>>,
    /// Why; kept with the former plan when a date moves.
    #[schema(max_length = 2000)]
    reason: Option<String>,
}

/// A query that limits releases. Its parameters are the same for every list of them; each adds its own. (Flattening one
/// struct into another would do, but then serde can no longer refuse a parameter that does not exist.)
macro_rules! release_query {
    ($visibility:vis $name:ident { $($(#[$doc:meta])* $field:ident: $type:ty,)* }) => {
        #[derive(serde::Deserialize, utoipa::IntoParams)]
        #[serde(deny_unknown_fields)]
        #[into_params(parameter_in = Query)]
        $visibility struct $name {
            $($(#[$doc])* $field: $type,)*
            kind: Option<crate::wire::Kind>,
            /// In the status with this key.
            #[param(value_type = Option<String>)]
            status: Option<signalbox_domain::Key>,
            category: Option<crate::wire::Category>,
            /// In this portfolio or below it, by id or key.
            portfolio: Option<String>,
            /// Members of this train, by id or key.
            parent: Option<String>,
            /// Of this type, by id or key.
            r#type: Option<String>,
            risk: Option<crate::wire::Level>,
            /// With this label.
            tag: Option<String>,
            /// Touching this system, by id or key.
            system: Option<String>,
            /// Key or name holds this text.
            q: Option<String>,
            /// Archived ones instead of the others.
            archived: Option<bool>,
        }

        impl $name {
            fn wanted(&self) -> signalbox_service::releases::Wanted {
                signalbox_service::releases::Wanted {
                    filter: signalbox_service::releases::Filter {
                        kind: self.kind.map(Into::into),
                        status: self.status.clone(),
                        category: self.category.map(Into::into),
                        risk: self.risk.map(Into::into),
                        tag: self.tag.clone(),
                        text: self.q.clone(),
                        archived: self.archived.unwrap_or(false),
                        ..signalbox_service::releases::Filter::default()
                    },
                    portfolio: self.portfolio.clone(),
                    parent: self.parent.clone(),
                    release_type: self.r#type.clone(),
                    system: self.system.clone(),
                }
            }
        }
    };
}
pub(crate) use release_query;

release_query! { pub(super) ListQuery {
    /// How many items, 1 to 200; 50 when absent.
    limit: Option<u32>,
    /// Where the former part ended: its `next_cursor`.
    cursor: Option<String>,
    /// Whether to count the whole list.
    total: Option<bool>,
    /// `target` (the usual one), `key`, `name` or `updated`; with `-` before it backwards.
    sort: Option<String>,
    /// Something in its plan happens on this day or later.
    from: Option<Date>,
    /// Something in its plan happens before this day.
    to: Option<Date>,
} }

impl ListQuery {
    /// Which releases, in which order, and which part of them.
    pub(super) fn parts(self) -> Reply<(Wanted, (Order, bool), Page)> {
        let order = order(self.sort.as_deref())?;
        let mut wanted = self.wanted();
        (wanted.filter.from, wanted.filter.to) = (self.from, self.to);
        Ok((wanted, order, page(self.limit, self.cursor, self.total)))
    }
}

fn order(sort: Option<&str>) -> Reply<(Order, bool)> {
    let text = sort.unwrap_or("target");
    let (backwards, name) = text.strip_prefix('-').map_or((false, text), |name| (true, name));
    let order = match name {
        "target" => Order::Target,
        "key" => Order::Key,
        "name" => Order::Name,
        "updated" => Order::Updated,
        _ => {
            let detail = format!("{text:?} is no order; there are target, key, name and updated, each also with '-'");
            return Err(signalbox_domain::Problem::fault("/sort", "choice", detail).into());
        }
    };
    Ok((order, backwards))
}

/// List releases
#[utoipa::path(get, path = "/releases", tag = "releases", params(ListQuery),
    responses((status = 200, body = Listing<Release>)))]
async fn list_releases(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Query(query): Query<ListQuery>,
) -> Reply<Json<Listing<Release>>> {
    let (wanted, (order, backwards), page) = query.parts()?;
    let found = releases::list(&web.app, &ctx, wanted, order, backwards, page).await?;
    Ok(Listing::of(found, Release::from))
}

/// Make a release
#[utoipa::path(post, path = "/releases", tag = "releases", request_body = NewRelease,
    responses((status = 201, body = Release)))]
async fn create_release(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Body(new): Body<NewRelease>,
) -> Reply<Tagged<Release>> {
    let made = releases::create(&web.app, &ctx, new.command()?).await?;
    Ok(Tagged::created(made.shown.view.release.rev, made.into()))
}

/// Read a release
#[utoipa::path(get, path = "/releases/{release}", tag = "releases",
    params(("release" = String, Path, description = "Id or key")),
    responses((status = 200, body = Release)))]
async fn get_release(State(web): State<Web>, Caller(ctx): Caller, Path(named): Path<String>) -> Reply<Tagged<Release>> {
    let found = releases::get(&web.app, &ctx, named).await?;
    Ok(tagged(found))
}

/// Change a release
///
/// When its start or target moves, the former plan is kept as a baseline with `reason`.
#[utoipa::path(patch, path = "/releases/{release}", tag = "releases", request_body = ReleaseChange,
    params(("release" = String, Path, description = "Id or key"), ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = Release)))]
async fn change_release(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
    Body(change): Body<ReleaseChange>,
) -> Reply<Tagged<Release>> {
    let zone = match (&change.zone, &change.target) {
        (Some(zone), _) => zone.clone(),
        // A target without a zone is in the release's own.
        (None, Patch::Set(_)) => releases::zone(&web.app, &ctx, named.clone()).await?,
        (None, _) => Zone::utc(),
    };
    let command = Change {
        key: change.key,
        name: change.name,
        kind: change.kind.map(Into::into),
        release_type: change.r#type,
        portfolio: change.portfolio,
        parent: change.parent,
        description: change.description,
        risk: change.risk.map(Into::into),
        zone: change.zone,
        start: change.start,
        target: change.target.map(|target| target.in_zone(&zone)),
        tags: change.tags,
        fields: change.fields,
        links: change.links.map(|links| links.into_iter().map(Into::into).collect()),
        reason: change.reason,
    };
    let changed = releases::change(&web.app, &ctx, named, rev, command).await?;
    Ok(tagged(changed))
}

/// A step of the workflow.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReleaseTransition {
    /// The key of the status to go to.
    #[schema(value_type = String, format = "key")]
    to: Key,
    #[serde(default)]
    #[schema(max_length = 2000)]
    comment: Option<String>,
}

/// Move a release through its workflow
///
/// Refused with every reason at once when a gate, a member or the workflow stands against it.
#[utoipa::path(post, path = "/releases/{release}/transition", tag = "releases", request_body = ReleaseTransition,
    params(("release" = String, Path, description = "Id or key"), ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = Release)))]
async fn transition_release(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
    Body(step): Body<ReleaseTransition>,
) -> Reply<Tagged<Release>> {
    let moved = releases::transition(&web.app, &ctx, named, rev, step.to, step.comment).await?;
    Ok(tagged(moved))
}

archiving! { Release, "releases", "release" "Id or key", releases::archive, tagged, {
    /// Put a release away
    archive_release("/releases/{release}/archive", true);
    /// Take a release out again
    restore_release("/releases/{release}/restore", false);
} }

fn tagged(found: Detail) -> Tagged<Release> {
    Tagged::found(found.shown.view.release.rev, found.into())
}
