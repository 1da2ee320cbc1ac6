//! `/release-templates/from-release`, `/preview`, `/instantiate`: releases of a template, and templates of a release.

use super::ReleaseTemplate;
use crate::{
    failure::Reply,
    input::{Body, Caller, Path},
    output::Tagged,
    routes::releases::Release,
    state::Web,
    wire::{DayOff, Due, MilestoneKind, NewDue, OffsetUnit},
};
use axum::{Json, extract::State};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use signalbox_domain::{Key, Name, releases::template::dates};
use signalbox_service::{
    release_templates::make::{self, FromRelease, Rehearsed, Target, Wanted},
    releases,
};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The operations that make something.
pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(create_release_template_from_release))
        .routes(routes!(preview_release_template))
        .routes(routes!(instantiate_release_template))
}

/// A release to make a template of.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TemplateFromRelease {
    /// The release, by id or key. Its target is what dates are counted from.
    release: String,
    #[schema(value_type = String, format = "key")]
    key: Key,
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    name: Name,
    #[serde(default)]
    #[schema(max_length = 20000)]
    description: String,
    /// Whose it is to be; the release's portfolio when absent.
    #[serde(default)]
    portfolio: Option<String>,
    /// What offsets are counted in; `weeks` when absent.
    #[serde(default)]
    #[schema(nullable = false)]
    unit: Option<OffsetUnit>,
    /// What becomes of dates on days nobody works; `keep` when absent. What stands on one in the release stays.
    #[serde(default)]
    #[schema(nullable = false)]
    day_off: Option<DayOff>,
    /// Words to be left open, with what stands for them in the release: `{"cycle": "Gazpacho"}`.
    #[serde(default)]
    words: BTreeMap<String, String>,
}

/// A release to be made of a template.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReleaseOfTemplate {
    #[schema(value_type = String, format = "key")]
    key: Key,
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    name: Name,
    /// When it is due; time and zone as the template has them when absent.
    target: NewDue,
    /// What the template's open words stand for: `{"cycle": "Hibiscus"}`.
    #[serde(default)]
    words: BTreeMap<String, String>,
    /// Whose it is to be; the template's portfolio when absent.
    #[serde(default)]
    portfolio: Option<String>,
    /// The train it rides in.
    #[serde(default)]
    parent: Option<String>,
    /// The id of the person who decides; the template's Accountable when absent.
    #[serde(default)]
    accountable: Option<String>,
    #[serde(default)]
    #[schema(max_length = 20000)]
    description: String,
}

/// What a preview is to show.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TemplatePreviewWanted {
    /// When the release would be due; time and zone as the template has them when absent.
    target: NewDue,
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "key")]
    key: Option<Key>,
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "name", min_length = 1, max_length = 200)]
    name: Option<Name>,
    /// What the template's open words stand for, as far as that is known.
    #[serde(default)]
    words: BTreeMap<String, String>,
    /// Whose working calendar counts; the template's portfolio's when absent.
    #[serde(default)]
    portfolio: Option<String>,
}

/// A plan that a release would have.
#[derive(Serialize, ToSchema)]
struct TemplatePreview {
    start: Option<Date>,
    target: Due,
    phases: Vec<PreviewPhase>,
    milestones: Vec<PreviewMilestone>,
    activities: Vec<PreviewActivity>,
    /// What meets a day nobody works: what moves out of its way, and which deadlines stay on one.
    days_off: Vec<DayOffNote>,
    /// Words that still have to be said; in the texts here they stand for themselves.
    open_words: Vec<String>,
}

/// A named span that a release would have.
#[derive(Serialize, ToSchema)]
struct PreviewPhase {
    name: String,
    start: Date,
    end: Date,
}

/// A gate or milestone that a release would have.
#[derive(Serialize, ToSchema)]
struct PreviewMilestone {
    kind: MilestoneKind,
    /// Made from the name when it is `null`.
    key: Option<String>,
    name: String,
    phase: Option<String>,
    start: Option<Date>,
    due: Due,
    responsible: Option<String>,
    scope: Option<String>,
    description: String,
}

/// Work that a release would have.
#[derive(Serialize, ToSchema)]
struct PreviewActivity {
    name: String,
    phase: Option<String>,
    start: Option<Date>,
    due: Option<Date>,
    description: String,
}

/// Something that meets a day nobody works.
#[derive(Serialize, ToSchema)]
pub(super) struct DayOffNote {
    /// Which date it is, such as `/milestones/3/due`.
    pointer: String,
    /// What it is called.
    name: String,
    /// The day off.
    day: Date,
    /// Why nobody works then: a holiday, or a day of the week.
    because: String,
    /// Where it comes to lie instead; the same day when it stays.
    to: Date,
}

impl From<dates::DayOffNote> for DayOffNote {
    fn from(note: dates::DayOffNote) -> Self {
        Self { pointer: note.pointer, name: note.name.to_string(), day: note.day, because: note.because, to: note.to }
    }
}

impl From<make::Preview> for TemplatePreview {
    fn from(preview: make::Preview) -> Self {
        let draft = preview.instance.draft;
        let text = |name: Option<Name>| name.map(|name| name.to_string());
        Self {
            start: draft.start,
            target: draft.target.into(),
            phases: draft
                .phases
                .into_iter()
                .map(|one| PreviewPhase { name: one.name.to_string(), start: one.start, end: one.end })
                .collect(),
            milestones: draft
                .milestones
                .into_iter()
                .map(|one| PreviewMilestone {
                    kind: one.kind.into(),
                    key: one.key.map(|key| key.to_string()),
                    name: one.name.to_string(),
                    phase: text(one.phase),
                    start: one.start,
                    due: one.due.into(),
                    responsible: one.responsible,
                    scope: one.scope,
                    description: one.description,
                })
                .collect(),
            activities: draft
                .activities
                .into_iter()
                .map(|one| PreviewActivity {
                    name: one.name.to_string(),
                    phase: text(one.phase),
                    start: one.start,
                    due: one.due,
                    description: one.description,
                })
                .collect(),
            days_off: preview.instance.notes.into_iter().map(DayOffNote::from).collect(),
            open_words: preview.open_words,
        }
    }
}

fn target(due: NewDue) -> Target {
    let (date, time, zone) = due.parts();
    Target { date, time, zone }
}

/// Make a template of a release
///
/// Dates become offsets before the release's target. What was decided, done or assigned is left behind.
#[utoipa::path(post, path = "/release-templates/from-release", tag = "release templates",
    request_body = TemplateFromRelease, responses((status = 201, body = ReleaseTemplate)))]
async fn create_release_template_from_release(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Body(new): Body<TemplateFromRelease>,
) -> Reply<Tagged<ReleaseTemplate>> {
    let wanted = FromRelease {
        release: new.release,
        key: new.key,
        name: new.name,
        description: new.description,
        portfolio: new.portfolio,
        unit: new.unit.map(Into::into).unwrap_or_default(),
        day_off: new.day_off.map(Into::into).unwrap_or_default(),
        words: new.words,
    };
    let made = make::from_release(&web.app, &ctx, wanted).await?;
    Ok(Tagged::created(made.view.template.rev, made.into()))
}

/// Show the plan that a release of a template would have
///
/// Changes nothing.
#[utoipa::path(post, path = "/release-templates/{template}/preview", tag = "release templates",
    request_body = TemplatePreviewWanted, params(("template" = String, Path, description = "Id or key")),
    responses((status = 200, body = TemplatePreview)))]
async fn preview_release_template(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    Body(wanted): Body<TemplatePreviewWanted>,
) -> Reply<Json<TemplatePreview>> {
    let wanted = Rehearsed {
        key: wanted.key,
        name: wanted.name,
        target: target(wanted.target),
        words: wanted.words,
        portfolio: wanted.portfolio,
    };
    Ok(Json(make::preview(&web.app, &ctx, named, wanted).await?.into()))
}

/// Make a release of a template
#[utoipa::path(post, path = "/release-templates/{template}/instantiate", tag = "release templates",
    request_body = ReleaseOfTemplate, params(("template" = String, Path, description = "Id or key")),
    responses((status = 201, body = Release)))]
async fn instantiate_release_template(
    State(web): State<Web>,
    Caller(ctx): Caller,
    Path(named): Path<String>,
    Body(new): Body<ReleaseOfTemplate>,
) -> Reply<Tagged<Release>> {
    let accountable = new.accountable.map(|id| releases::id_at("/accountable", &id)).transpose()?;
    let wanted = Wanted {
        key: new.key,
        name: new.name,
        target: target(new.target),
        words: new.words,
        portfolio: new.portfolio,
        parent: new.parent,
        accountable,
        description: new.description,
    };
    let made = make::instantiate(&web.app, &ctx, named, wanted).await?;
    Ok(Tagged::created(made.shown.view.release.rev, made.into()))
}
