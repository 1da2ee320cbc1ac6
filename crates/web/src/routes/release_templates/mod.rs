//! `/release-templates`: releases without dates, to make releases of.

mod make;
mod parts;
mod series;

use super::{archiving, page, release_parts::NewInvolvement};
use crate::{
    failure::Reply,
    input::{Body, Caller, IfMatch, Path, Query},
    output::{Listing, Mention, PersonMention, Tagged},
    state::Web,
    wire::{Involved, Kind, Level},
};
use axum::{Json, extract::State};
use jiff::{Timestamp, civil::Time};
use parts::{
    NewTemplateSystem, Offset, TemplateActivity, TemplateMilestone, TemplatePhase, TemplateSystem, activities,
    milestones, phases, sound,
};
use serde::{Deserialize, Serialize};
use signalbox_domain::{Key, Name, Patch, Zone, people::Party, problem::Faults};
use signalbox_service::release_templates::{self, Change, Filter, New, NewInvolved, NewSystem, Shown};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations on release templates.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(list_release_templates, create_release_template))
        .routes(routes!(get_release_template, change_release_template))
        .routes(routes!(archive_release_template))
        .routes(routes!(restore_release_template))
        .merge(make::routes())
        .merge(series::routes())
}

/// A release without dates.
#[derive(Serialize, ToSchema)]
struct ReleaseTemplate {
    id: String,
    key: String,
    name: String,
    description: String,
    /// Whose it is, and where its releases go unless told otherwise.
    portfolio: Mention,
    /// How its releases stand to others.
    kind: Kind,
    r#type: Mention,
    risk: Option<Level>,
    /// The zone in which the days of its releases are counted.
    zone: String,
    /// The target's local time of day, when it has one.
    #[schema(value_type = Option<String>)]
    time: Option<Time>,
    /// The first day.
    start: Option<Offset>,
    tags: Vec<String>,
    phases: Vec<TemplatePhase>,
    milestones: Vec<TemplateMilestone>,
    activities: Vec<TemplateActivity>,
    /// Who has which part; teams that are out of sight are left out.
    roles: Vec<Involved>,
    /// The systems that are touched; those out of sight are left out.
    systems: Vec<TemplateSystem>,
    /// The words its texts leave open, such as `cycle` for `{cycle}`: to be said for each release.
    open_words: Vec<String>,
    archived_at: Option<Timestamp>,
    rev: i64,
}

impl From<Shown> for ReleaseTemplate {
    fn from(shown: Shown) -> Self {
        let Shown { view, mentions } = shown;
        let open_words = view.template.open_words().into_iter().collect();
        let template = view.template;
        let role = |one: signalbox_domain::releases::raci::Involved| {
            let (person, team) = match one.who {
                Party::Person(id) => (mentions.people.iter().find(|person| person.id == id).cloned(), None),
                Party::Team(id) => (None, mentions.teams.iter().find(|team| team.id == id).cloned()),
            };
            let (person, team) = (person.map(PersonMention::from), team.map(Mention::from));
            (person.is_some() || team.is_some()).then(|| Involved { person, team, role: one.role.into() })
        };
        let system = |one: signalbox_domain::releases::template::TemplateSystem| {
            let found = mentions.systems.iter().find(|system| system.id == one.system)?;
            Some(TemplateSystem { system: found.clone().into(), impact: one.impact.into() })
        };
        Self {
            id: template.id.to_string(),
            key: template.key.to_string(),
            name: template.name.to_string(),
            description: template.description,
            portfolio: view.portfolio.into(),
            kind: template.kind.into(),
            r#type: view.release_type.into(),
            risk: template.risk.map(Level::from),
            zone: template.zone.to_string(),
            time: template.time,
            start: template.start.map(Offset::from),
            tags: template.tags,
            phases: template.parts.phases.into_iter().map(TemplatePhase::from).collect(),
            milestones: template.parts.milestones.into_iter().map(TemplateMilestone::from).collect(),
            activities: template.parts.activities.into_iter().map(TemplateActivity::from).collect(),
            roles: template.parts.roles.into_iter().filter_map(role).collect(),
            systems: template.parts.systems.into_iter().filter_map(system).collect(),
            open_words,
            archived_at: template.archived_at,
            rev: template.rev,
        }
    }
}

/// What a new template is to be. Other things are named by id or key.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewReleaseTemplate {
    #[schema(value_type = String, format = "key")]
    key: Key,
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    name: Name,
    #[serde(default)]
    #[schema(max_length = 20000)]
    description: String,
    portfolio: String,
    kind: Kind,
    /// The type of its releases; `standard` when absent.
    #[serde(default)]
    r#type: Option<String>,
    #[serde(default)]
    risk: Option<Level>,
    /// The zone in which days are counted; UTC when absent.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "time-zone")]
    zone: Option<Zone>,
    /// The target's local time of day, `HH:MM`.
    #[serde(default)]
    #[schema(value_type = Option<String>, pattern = "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$")]
    time: Option<Time>,
    /// The first day.
    #[serde(default)]
    start: Option<Offset>,
    #[serde(default)]
    #[schema(max_items = 50)]
    tags: Vec<String>,
    #[serde(default)]
    #[schema(max_items = 2000)]
    phases: Vec<TemplatePhase>,
    #[serde(default)]
    #[schema(max_items = 2000)]
    milestones: Vec<TemplateMilestone>,
    #[serde(default)]
    #[schema(max_items = 2000)]
    activities: Vec<TemplateActivity>,
    /// At most one of them is accountable, and is a person.
    #[serde(default)]
    #[schema(max_items = 500)]
    roles: Vec<NewInvolvement>,
    #[serde(default)]
    #[schema(max_items = 2000)]
    systems: Vec<NewTemplateSystem>,
}

impl NewReleaseTemplate {
    fn command(self) -> Reply<New> {
        let mut faults = Faults::none();
        let new = New {
            key: self.key,
            name: self.name,
            description: self.description,
            portfolio: self.portfolio,
            kind: self.kind.into(),
            release_type: self.r#type,
            risk: self.risk.map(Into::into),
            zone: self.zone,
            time: self.time,
            start: self.start.map(|start| start.command("/start", &mut faults)),
            tags: self.tags,
            phases: phases(self.phases, &mut faults),
            milestones: milestones(self.milestones, &mut faults),
            activities: activities(self.activities, &mut faults),
            roles: self.roles.into_iter().map(NewInvolved::from).collect(),
            systems: self.systems.into_iter().map(NewSystem::from).collect(),
        };
        sound(new, faults)
    }
}

/// What is to change; what is absent stays, what is `null` is cleared, and a list that is given replaces the whole list.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReleaseTemplateChange {
    #[schema(value_type = Option<String>, format = "key", nullable = false)]
    key: Option<Key>,
    #[schema(value_type = Option<String>, format = "name", min_length = 1, max_length = 200, nullable = false)]
    name: Option<Name>,
    #[schema(max_length = 20000, nullable = false)]
    description: Option<String>,
    #[schema(nullable = false)]
    portfolio: Option<String>,
    #[schema(nullable = false)]
    kind: Option<Kind>,
    #[schema(nullable = false)]
    r#type: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<Level>)]
    risk: Patch<Level>,
    #[schema(value_type = Option<String>, format = "time-zone", nullable = false)]
    zone: Option<Zone>,
    #[serde(default)]
    #[schema(value_type = Option<String>, pattern = "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$")]
    time: Patch<Time>,
    #[serde(default)]
    #[schema(value_type = Option<Offset>)]
    start: Patch<Offset>,
    #[schema(max_items = 50, nullable = false)]
    tags: Option<Vec<String>>,
    #[schema(max_items = 2000, nullable = false)]
    phases: Option<Vec<TemplatePhase>>,
    #[schema(max_items = 2000, nullable = false)]
    milestones: Option<Vec<TemplateMilestone>>,
    #[schema(max_items = 2000, nullable = false)]
    activities: Option<Vec<TemplateActivity>>,
    #[schema(max_items = 500, nullable = false)]
    roles: Option<Vec<NewInvolvement>>,
    #[schema(max_items = 2000, nullable = false)]
    systems: Option<Vec<NewTemplateSystem>>,
}

impl ReleaseTemplateChange {
    fn command(self) -> Reply<Change> {
        let mut faults = Faults::none();
        let change = Change {
            key: self.key,
            name: self.name,
            description: self.description,
            portfolio: self.portfolio,
            kind: self.kind.map(Into::into),
            release_type: self.r#type,
            risk: self.risk.map(Into::into),
            zone: self.zone,
            time: self.time,
            start: self.start.map(|start| start.command("/start", &mut faults)),
            tags: self.tags,
            phases: self.phases.map(|list| phases(list, &mut faults)),
            milestones: self.milestones.map(|list| milestones(list, &mut faults)),
            activities: self.activities.map(|list| activities(list, &mut faults)),
            roles: self.roles.map(|list| list.into_iter().map(NewInvolved::from).collect()),
            systems: self.systems.map(|list| list.into_iter().map(NewSystem::from).collect()),
        };
        sound(change, faults)
    }
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
    /// For releases of this kind.
    #[param(inline)]
    kind: Option<Kind>,
    /// In this portfolio or below it, by id or key.
    portfolio: Option<String>,
    /// Archived ones instead of the others.
    archived: Option<bool>,
}

/// List release templates
#[utoipa::path(get, path = "/release-templates", tag = "release templates", params(ListQuery),
    responses((status = 200, body = Listing<ReleaseTemplate>)))]
async fn list_release_templates(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Query(query): Query<ListQuery>,
) -> Reply<Json<Listing<ReleaseTemplate>>> {
    let filter = Filter {
        text: query.q,
        kind: query.kind.map(Into::into),
        portfolio: query.portfolio,
        archived: query.archived.unwrap_or(false),
    };
    let page = page(query.limit, query.cursor, query.total);
    let found = release_templates::list(&web.app, &ctx, filter, page).await?;
    Ok(Listing::of(found, ReleaseTemplate::from))
}

/// Make a release template
#[utoipa::path(post, path = "/release-templates", tag = "release templates", request_body = NewReleaseTemplate,
    responses((status = 201, body = ReleaseTemplate)))]
async fn create_release_template(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Body(new): Body<NewReleaseTemplate>,
) -> Reply<Tagged<ReleaseTemplate>> {
    let made = release_templates::create(&web.app, &ctx, new.command()?).await?;
    Ok(Tagged::created(made.view.template.rev, made.into()))
}

/// Read a release template
#[utoipa::path(get, path = "/release-templates/{template}", tag = "release templates",
    params(("template" = String, Path, description = "Id or key")),
    responses((status = 200, body = ReleaseTemplate)))]
async fn get_release_template(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
) -> Reply<Tagged<ReleaseTemplate>> {
    Ok(tagged(release_templates::get(&web.app, &ctx, named).await?))
}

/// Change a release template
///
/// Releases made of it stay as they are.
#[utoipa::path(patch, path = "/release-templates/{template}", tag = "release templates",
    request_body = ReleaseTemplateChange,
    params(("template" = String, Path, description = "Id or key"),
        ("If-Match" = String, Header, description = "Its rev")),
    responses((status = 200, body = ReleaseTemplate)))]
async fn change_release_template(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    IfMatch(rev): IfMatch,
    Body(change): Body<ReleaseTemplateChange>,
) -> Reply<Tagged<ReleaseTemplate>> {
    Ok(tagged(release_templates::change(&web.app, &ctx, named, rev, change.command()?).await?))
}

archiving! { ReleaseTemplate, "release templates", "template" "Id or key", release_templates::archive, tagged, {
    /// Put a release template away
    archive_release_template("/release-templates/{template}/archive", true);
    /// Take a release template out again
    restore_release_template("/release-templates/{template}/restore", false);
} }

fn tagged(found: Shown) -> Tagged<ReleaseTemplate> {
    Tagged::found(found.view.template.rev, found.into())
}
