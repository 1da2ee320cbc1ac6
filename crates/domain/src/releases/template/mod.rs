//! Release templates: a plan without dates. Phases, gates, milestones and work lie so many weeks or days before a target;
//! given one, [`dates::instantiate`] makes a plan of them, and [`learn::from_release`] goes the other way.

pub mod criteria;
mod criterion;
pub mod dates;
pub mod learn;
pub mod offset;
pub mod series;
pub mod words;

pub use criterion::TemplateCriterion;

use super::{
    Impact, Kind, MilestoneKind,
    plan::MOST_ITEMS,
    raci::{Involved, Part},
};
use crate::{
    catalog::Level,
    due::Zone,
    event::{Decided, Fact, differences},
    gates::MOST,
    id::{PortfolioId, ReleaseTypeId, SystemId, TemplateId},
    people::Party,
    problem::{Fault, Faults, Outcome},
    releases::release::tag_faults,
    text::{Key, Name},
};
use jiff::{Timestamp, civil::Time};
use offset::Offset;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A release without dates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Template {
    /// Which.
    pub id: TemplateId,
    /// Its short name.
    pub key: Key,
    /// Its name.
    pub name: Name,
    /// What it is for.
    pub description: String,
    /// Whose it is, and where its releases go unless told otherwise.
    pub portfolio: PortfolioId,
    /// How its releases stand to others.
    pub kind: Kind,
    /// The type of its releases.
    #[serde(rename = "type")]
    pub release_type: ReleaseTypeId,
    /// How much could go wrong.
    pub risk: Option<Level>,
    /// The zone in which the days of its releases are counted.
    pub zone: Zone,
    /// The time of day of the target, when it has one.
    pub time: Option<Time>,
    /// The first day of its releases.
    pub start: Option<Offset>,
    /// Labels of its releases.
    pub tags: Vec<String>,
    /// What it consists of.
    #[serde(flatten)]
    pub parts: Parts,
    /// When it was put away.
    pub archived_at: Option<Timestamp>,
    /// Counts its changes.
    pub rev: i64,
}

/// What a template consists of. Names and descriptions may leave words open, such as `{cycle}`; see [`words`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Parts {
    /// Named spans.
    pub phases: Vec<TemplatePhase>,
    /// Gates and milestones.
    pub milestones: Vec<TemplateMilestone>,
    /// Work.
    pub activities: Vec<TemplateActivity>,
    /// Who has which part.
    pub roles: Vec<Involved>,
    /// The systems that are touched, and how.
    pub systems: Vec<TemplateSystem>,
}

/// A named span.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TemplatePhase {
    /// Its name, unique in the template.
    pub name: Name,
    /// Its first day.
    pub start: Offset,
    /// Its last day.
    pub end: Offset,
}

/// A gate or milestone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TemplateMilestone {
    /// Gate or milestone; written `type` because `kind` says what a document is.
    #[serde(rename = "type")]
    pub kind: MilestoneKind,
    /// Its short name, made from its name when absent. It may leave words open, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Name>,
    /// Its name.
    pub name: Name,
    /// The name of the phase it ends or lies in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase: Option<Name>,
    /// Its first day, when it spans several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Offset>,
    /// Its last day.
    pub due: Offset,
    /// The time of day, when it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<Time>,
    /// Whose clock counts, when it is not the release's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<Zone>,
    /// The role or team that answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub responsible: Option<String>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// What it means.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// What has to be so before it is passed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub criteria: Vec<TemplateCriterion>,
}

/// Work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TemplateActivity {
    /// What is to be done.
    pub name: Name,
    /// The name of its phase.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase: Option<Name>,
    /// Its first day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Offset>,
    /// Its last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Offset>,
    /// In more words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
}

/// A system that is touched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TemplateSystem {
    /// Which.
    pub system: SystemId,
    /// How.
    pub impact: Impact,
}

impl Template {
    /// The words somebody has to fill in for each release, in the order of the alphabet.
    #[must_use]
    pub fn open_words(&self) -> BTreeSet<String> {
        let mut texts: Vec<&str> = Vec::new();
        for phase in &self.parts.phases {
            texts.push(phase.name.as_str());
        }
        for milestone in &self.parts.milestones {
            texts.extend(milestone.key.iter().chain([&milestone.name]).map(Name::as_str));
            texts.extend(milestone.criteria.iter().map(|criterion| criterion.name.as_str()));
            texts.extend(milestone.responsible.as_deref());
            texts.push(&milestone.description);
        }
        for activity in &self.parts.activities {
            texts.extend([activity.name.as_str(), activity.description.as_str()]);
        }
        texts.extend(self.tags.iter().map(String::as_str));
        texts.into_iter().flat_map(words::open_words).map(str::to_owned).collect()
    }

    /// Every fault of the template.
    #[must_use]
    pub fn faults(&self) -> Faults {
        let mut faults = Faults::none();
        faults.extend(tag_faults(&self.tags));
        far(&mut faults, "/start", self.start);
        for (list, length) in [
            ("phases", self.parts.phases.len()),
            ("milestones", self.parts.milestones.len()),
            ("activities", self.parts.activities.len()),
        ] {
            faults.require(length <= MOST_ITEMS, &format!("/{list}"), "too_many", || {
                format!("a template has at most {MOST_ITEMS} {list}")
            });
        }
        self.faults_of_phases(&mut faults);
        self.faults_of_milestones(&mut faults);
        let known = |phase: &Name| self.parts.phases.iter().any(|one| one.name == *phase);
        for (index, activity) in self.parts.activities.iter().enumerate() {
            let at = format!("/activities/{index}");
            unknown_phase(&mut faults, &at, activity.phase.as_ref(), known);
            far(&mut faults, &format!("{at}/start"), activity.start);
            far(&mut faults, &format!("{at}/due"), activity.due);
        }
        faults.extend(roles_faults(&self.parts.roles));
        for (index, one) in self.parts.systems.iter().enumerate() {
            let twice = self.parts.systems[..index].iter().any(|other| other.system == one.system);
            faults
                .require(!twice, &format!("/systems/{index}"), "duplicate", || "this system is named twice".to_owned());
        }
        faults
    }

    fn faults_of_phases(&self, faults: &mut Faults) {
        for (index, phase) in self.parts.phases.iter().enumerate() {
            let at = format!("/phases/{index}");
            let twice = self.parts.phases[..index].iter().any(|other| other.name == phase.name);
            faults.require(!twice, &format!("{at}/name"), "duplicate", || {
                format!("there is a phase {} already", phase.name)
            });
            far(faults, &format!("{at}/start"), Some(phase.start));
            far(faults, &format!("{at}/end"), Some(phase.end));
        }
    }

    fn faults_of_milestones(&self, faults: &mut Faults) {
        let mut keys = BTreeMap::new();
        for (index, milestone) in self.parts.milestones.iter().enumerate() {
            let at = format!("/milestones/{index}");
            unknown_phase(faults, &at, milestone.phase.as_ref(), |phase| {
                self.parts.phases.iter().any(|one| one.name == *phase)
            });
            far(faults, &format!("{at}/start"), milestone.start);
            far(faults, &format!("{at}/due"), Some(milestone.due));
            if let Some(key) = &milestone.key {
                // Whatever a word will be, what stands around it has to be fit for a key.
                let likely = words::open_words(key.as_str())
                    .into_iter()
                    .chain(words::OWN)
                    .fold(words::Words::default(), |words, word| words.with(word, "x"))
                    .fill(key.as_str());
                faults.take(&format!("{at}/key"), Key::parse(&likely.unwrap_or_default()));
                let twice = keys.insert(key.as_str().to_lowercase(), index).is_some();
                faults.require(!twice, &format!("{at}/key"), "duplicate", || {
                    format!("there is a milestone {key} already")
                });
            }
            faults.require(milestone.criteria.len() <= MOST, &format!("{at}/criteria"), "too_many", || {
                format!("a gate has at most {MOST} criteria")
            });
            for (place, criterion) in milestone.criteria.iter().enumerate() {
                let faulty = criterion.expression_faults(milestone.kind);
                faults
                    .extend(faulty.into_iter().map(|fault| fault.within(&format!("{at}/criteria/{place}/expression"))));
            }
        }
    }
}

fn far(faults: &mut Faults, pointer: &str, offset: Option<Offset>) {
    faults.require(offset.is_none_or(Offset::is_near), pointer, "far", || {
        "an offset reaches at most ten years before or after the target".to_owned()
    });
}

fn unknown_phase(faults: &mut Faults, at: &str, phase: Option<&Name>, known: impl Fn(&Name) -> bool) {
    if let Some(phase) = phase {
        faults.require(known(phase), &format!("{at}/phase"), "unknown", || {
            format!("there is no phase {phase} in this template")
        });
    }
}

/// The faults of roles: at most one Accountable, a person; nobody twice in the same part. Whoever makes a release of the
/// template may still say who is accountable.
fn roles_faults(roles: &[Involved]) -> Vec<Fault> {
    let mut faults = Faults::none();
    for (index, one) in roles.iter().enumerate() {
        let at = format!("/roles/{index}");
        let again = roles[..index].iter().any(|other| other.role == Part::Accountable);
        faults.require(one.role != Part::Accountable || !again, &format!("{at}/role"), "accountable", || {
            "exactly one person is accountable; another is already".to_owned()
        });
        faults.require(
            one.role != Part::Accountable || matches!(one.who, Party::Person(_)),
            &at,
            "accountable",
            || "a person is accountable, never a team".to_owned(),
        );
        faults.require(!roles[..index].contains(one), &at, "duplicate", || "named twice in the same part".to_owned());
    }
    faults.into_vec()
}

/// Decides what a new template is.
///
/// # Errors
/// Every fault of it.
pub fn create(made: Template) -> Outcome<Decided<Template>> {
    made.faults().finish()?;
    let fact = Fact::of("release_template.created", made.id, made.portfolio)
        .named(&made.key)
        .with(differences(None, Some(&made)));
    Ok(Decided { state: made, facts: vec![fact] })
}

/// Decides a change of a template. Releases made of it stay as they are.
///
/// # Errors
/// Every fault of it as it would be.
pub fn change(before: &Template, after: Template) -> Outcome<Decided<Template>> {
    after.faults().finish()?;
    let changes = differences(Some(before), Some(&after));
    let facts = if changes.is_empty() {
        Vec::new()
    } else {
        vec![Fact::of("release_template.changed", after.id, after.portfolio).named(&after.key).with(changes)]
    };
    Ok(Decided { state: after, facts })
}

/// Puts a template away, or takes it out again.
#[must_use]
pub fn archive(before: &Template, away: bool, now: Timestamp) -> Decided<Template> {
    if before.archived_at.is_some() == away {
        return Decided { state: before.clone(), facts: Vec::new() };
    }
    let after = Template { archived_at: away.then_some(now), ..before.clone() };
    let kind = if away { "release_template.archived" } else { "release_template.restored" };
    let changes = differences(Some(before), Some(&after));
    let fact = Fact::of(kind, after.id, after.portfolio).named(&after.key).with(changes);
    Decided { state: after, facts: vec![fact] }
}

#[cfg(test)]
pub(crate) mod tests;
