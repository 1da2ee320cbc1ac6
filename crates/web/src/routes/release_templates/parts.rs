//! What a template consists of, in wire form.

use crate::{
    failure::Reply,
    output::Mention,
    wire::{DayOff, Impact, MilestoneKind, OffsetUnit, Weekday},
};
use jiff::civil::Time;
use serde::{Deserialize, Serialize};
use signalbox_domain::{Name, Problem, Zone, problem::Faults, releases::template as domain};
use signalbox_service::release_templates::NewSystem;
use utoipa::ToSchema;

/// A day relative to the target's. Weeks begin on Monday and are counted from the target's own week.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Offset {
    unit: OffsetUnit,
    /// How many before the target; after it when negative.
    #[schema(minimum = -3660, maximum = 3660)]
    before: i32,
    /// Of weeks, and only of weeks: which day of that week.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    weekday: Option<Weekday>,
    /// Of weeks and days: what becomes of it on a day nobody works; `keep` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    day_off: Option<DayOff>,
}

impl Offset {
    /// The offset that is meant; a fault by its place for one that says too little or too much.
    pub(super) fn command(self, at: &str, faults: &mut Faults) -> domain::offset::Offset {
        let said = domain::offset::Said {
            unit: self.unit.into(),
            before: self.before,
            weekday: self.weekday.map(Into::into),
            day_off: self.day_off.map(Into::into).unwrap_or_default(),
        };
        let any = domain::offset::Offset::WorkingDays { before: 0 };
        faults.take(at, said.meant()).unwrap_or(any)
    }
}

impl From<domain::offset::Offset> for Offset {
    fn from(offset: domain::offset::Offset) -> Self {
        let said = domain::offset::Said::from(offset);
        Self {
            unit: said.unit.into(),
            before: said.before,
            weekday: said.weekday.map(Weekday::from),
            day_off: (!said.day_off.is_keep()).then(|| said.day_off.into()),
        }
    }
}

/// A named span of a template.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TemplatePhase {
    /// Unique in the template. Like all texts of a template it may leave words open, such as `{cycle}`.
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    name: Name,
    /// Its first day.
    start: Offset,
    /// Its last day.
    end: Offset,
}

/// A gate or milestone of a template.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TemplateMilestone {
    kind: MilestoneKind,
    /// Its short name, in which words may be left open, too; made from the name when absent.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 200)]
    key: Option<Name>,
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    name: Name,
    /// The name of the phase it ends or lies in.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "name")]
    phase: Option<Name>,
    /// Its first day, when it spans several.
    #[serde(default)]
    start: Option<Offset>,
    /// Its last day.
    due: Offset,
    /// The local time of day, `HH:MM`; without it the whole day counts.
    #[serde(default)]
    #[schema(value_type = Option<String>, pattern = "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$")]
    time: Option<Time>,
    /// An IANA name, or `AoE`; the template's own zone when absent.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "time-zone")]
    zone: Option<Zone>,
    /// The role or team that answers for it.
    #[serde(default)]
    #[schema(max_length = 200)]
    responsible: Option<String>,
    /// What it is for: `cross-project`, `project`, ….
    #[serde(default)]
    #[schema(max_length = 200)]
    scope: Option<String>,
    #[serde(default)]
    #[schema(max_length = 20000)]
    description: String,
    /// What has to be so before it is passed. In a release those of a mere milestone stand at the end of its description.
    #[serde(default)]
    #[schema(max_items = 100)]
    criteria: Vec<TemplateCriterion>,
}

/// Something that has to be so before a gate of a template is passed.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TemplateCriterion {
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    name: Name,
    /// What has to be so, as an expression over the facts of `GET /facts`; a person says so when absent. Only a gate has such.
    #[serde(default)]
    #[schema(max_length = 20000)]
    expression: Option<String>,
}

impl From<TemplateCriterion> for domain::TemplateCriterion {
    fn from(one: TemplateCriterion) -> Self {
        Self { name: one.name, expression: one.expression }
    }
}

impl From<domain::TemplateCriterion> for TemplateCriterion {
    fn from(one: domain::TemplateCriterion) -> Self {
        Self { name: one.name, expression: one.expression }
    }
}

/// Work of a template.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TemplateActivity {
    #[schema(value_type = String, format = "name", min_length = 1, max_length = 200)]
    name: Name,
    /// The name of its phase.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "name")]
    phase: Option<Name>,
    /// Its first day.
    #[serde(default)]
    start: Option<Offset>,
    /// Its last day.
    #[serde(default)]
    due: Option<Offset>,
    #[serde(default)]
    #[schema(max_length = 20000)]
    description: String,
}

/// A system that releases of a template touch.
#[derive(Serialize, ToSchema)]
pub(super) struct TemplateSystem {
    pub(super) system: Mention,
    pub(super) impact: Impact,
}

/// A system that releases of a template are to touch.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewTemplateSystem {
    /// By id or key.
    system: String,
    impact: Impact,
}

impl From<NewTemplateSystem> for NewSystem {
    fn from(new: NewTemplateSystem) -> Self {
        Self { system: new.system, impact: new.impact.into() }
    }
}

pub(super) fn phases(new: Vec<TemplatePhase>, faults: &mut Faults) -> Vec<domain::TemplatePhase> {
    let phase = |(index, one): (usize, TemplatePhase)| domain::TemplatePhase {
        name: one.name,
        start: one.start.command(&format!("/phases/{index}/start"), faults),
        end: one.end.command(&format!("/phases/{index}/end"), faults),
    };
    new.into_iter().enumerate().map(phase).collect()
}

pub(super) fn milestones(new: Vec<TemplateMilestone>, faults: &mut Faults) -> Vec<domain::TemplateMilestone> {
    let milestone = |(index, one): (usize, TemplateMilestone)| domain::TemplateMilestone {
        kind: one.kind.into(),
        key: one.key,
        name: one.name,
        phase: one.phase,
        start: one.start.map(|start| start.command(&format!("/milestones/{index}/start"), faults)),
        due: one.due.command(&format!("/milestones/{index}/due"), faults),
        time: one.time,
        zone: one.zone,
        responsible: one.responsible,
        scope: one.scope,
        description: one.description,
        criteria: one.criteria.into_iter().map(Into::into).collect(),
    };
    new.into_iter().enumerate().map(milestone).collect()
}

pub(super) fn activities(new: Vec<TemplateActivity>, faults: &mut Faults) -> Vec<domain::TemplateActivity> {
    let activity = |(index, one): (usize, TemplateActivity)| domain::TemplateActivity {
        name: one.name,
        phase: one.phase,
        start: one.start.map(|start| start.command(&format!("/activities/{index}/start"), faults)),
        due: one.due.map(|due| due.command(&format!("/activities/{index}/due"), faults)),
        description: one.description,
    };
    new.into_iter().enumerate().map(activity).collect()
}

/// Goes on only without faults.
pub(super) fn sound<T>(made: T, faults: Faults) -> Reply<T> {
    if faults.is_empty() { Ok(made) } else { Err(Problem::Invalid(faults.into_vec()).into()) }
}

impl From<domain::TemplatePhase> for TemplatePhase {
    fn from(one: domain::TemplatePhase) -> Self {
        Self { name: one.name, start: one.start.into(), end: one.end.into() }
    }
}

impl From<domain::TemplateMilestone> for TemplateMilestone {
    fn from(one: domain::TemplateMilestone) -> Self {
        Self {
            kind: one.kind.into(),
            key: one.key,
            name: one.name,
            phase: one.phase,
            start: one.start.map(Offset::from),
            due: one.due.into(),
            time: one.time,
            zone: one.zone,
            responsible: one.responsible,
            scope: one.scope,
            description: one.description,
            criteria: one.criteria.into_iter().map(TemplateCriterion::from).collect(),
        }
    }
}

impl From<domain::TemplateActivity> for TemplateActivity {
    fn from(one: domain::TemplateActivity) -> Self {
        Self {
            name: one.name,
            phase: one.phase,
            start: one.start.map(Offset::from),
            due: one.due.map(Offset::from),
            description: one.description,
        }
    }
}
