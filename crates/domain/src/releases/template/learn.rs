//! From a release to a template of its kind.

use super::{
    Parts, TemplateActivity, TemplateCriterion, TemplateMilestone, TemplatePhase, TemplateSystem, criteria,
    offset::{DayOff, DaysOff, Offset, Unit},
    words::Words,
};
use crate::{
    due::{Due, Zone},
    id::MilestoneId,
    problem::{Outcome, Problem},
    releases::{Activity, Plan, raci::Involved},
    text::{Key, Name},
};
use jiff::civil::{Date, Time};
use std::collections::HashMap;

/// A release with all that a template takes from it.
#[derive(Clone, Copy, Debug)]
pub struct Model<'a> {
    /// Its short name, for messages.
    pub key: &'a Key,
    /// The zone its days are counted in.
    pub zone: &'a Zone,
    /// Its labels.
    pub tags: &'a [String],
    /// Its plan.
    pub plan: &'a Plan,
    /// Its work.
    pub activities: &'a [Activity],
    /// Who has which part in it.
    pub people: &'a [Involved],
    /// The criteria of its gates.
    pub criteria: &'a HashMap<MilestoneId, Vec<TemplateCriterion>>,
    /// The systems it touches.
    pub systems: &'a [TemplateSystem],
}

/// How a template is to say what it takes.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    /// What offsets are counted in.
    pub unit: Unit,
    /// What becomes of a date on a day off. What stands on one in the release itself is meant to, and stays.
    pub day_off: DayOff,
    /// Words that are to be left open: `{cycle}` for "Gazpacho".
    pub words: Words,
}

/// What a template takes from a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Learned {
    /// The target's time of day.
    pub time: Option<Time>,
    /// The first day.
    pub start: Option<Offset>,
    /// Labels.
    pub tags: Vec<String>,
    /// Everything else.
    pub parts: Parts,
}

/// What a template takes from a release: its dates become offsets before its target. What was decided, done or assigned in
/// the release is left behind.
///
/// # Errors
/// A release without a target has nothing to count from.
pub fn from_release(model: &Model<'_>, wish: &Wish, off: DaysOff<'_>) -> Outcome<Learned> {
    let Some(target) = &model.plan.target else {
        let detail = format!("{} has no target to count back from; give it one first", model.key);
        return Err(Problem::refused("no_target", detail));
    };
    let learning = Learning { target, wish, off };
    Ok(Learned {
        time: target.time,
        start: model.plan.start.map(|day| learning.offset(day)),
        tags: model.tags.iter().map(|tag| wish.words.take_out(tag)).collect(),
        parts: learning.parts(model),
    })
}

struct Learning<'a> {
    target: &'a Due,
    wish: &'a Wish,
    off: DaysOff<'a>,
}

impl Learning<'_> {
    fn offset(&self, day: Date) -> Offset {
        Offset::of(day, self.target.date, self.wish.unit, self.wish.day_off, self.off)
    }

    /// A name with its words taken out; the name itself when that makes it too long.
    fn name(&self, name: &str) -> Name {
        let open = self.wish.words.take_out(name);
        Name::parse(&open).unwrap_or_else(|_| Name::from_words(name))
    }

    fn parts(&self, model: &Model<'_>) -> Parts {
        let phase = |id| {
            model.plan.phases.iter().find(|phase| Some(phase.id) == id).map(|phase| self.name(phase.name.as_str()))
        };
        let mut milestones = Vec::new();
        for one in &model.plan.milestones {
            let (about, names) = criteria::read(&one.description);
            let mut criteria: Vec<TemplateCriterion> = names.into_iter().map(TemplateCriterion::manual).collect();
            criteria.extend(model.criteria.get(&one.id).into_iter().flatten().cloned());
            for criterion in &mut criteria {
                criterion.name = self.name(criterion.name.as_str());
            }
            milestones.push(TemplateMilestone {
                kind: one.kind,
                key: Some(self.name(one.key.as_str())),
                name: self.name(one.name.as_str()),
                phase: phase(one.phase),
                start: one.start.map(|day| self.offset(day)),
                due: self.offset(one.due.date),
                time: one.due.time,
                zone: (one.due.zone != *model.zone).then(|| one.due.zone.clone()),
                responsible: one.responsible.as_ref().map(|who| self.wish.words.take_out(who)),
                scope: one.scope.clone(),
                description: self.wish.words.take_out(&about),
                criteria,
            });
        }
        Parts {
            phases: model
                .plan
                .phases
                .iter()
                .map(|one| TemplatePhase {
                    name: self.name(one.name.as_str()),
                    start: self.offset(one.start),
                    end: self.offset(one.end),
                })
                .collect(),
            milestones,
            activities: model
                .activities
                .iter()
                .map(|one| TemplateActivity {
                    name: self.name(one.name.as_str()),
                    phase: phase(one.phase),
                    start: one.start.map(|day| self.offset(day)),
                    due: one.due.map(|day| self.offset(day)),
                    description: self.wish.words.take_out(&one.description),
                })
                .collect(),
            roles: model.people.to_vec(),
            systems: model.systems.to_vec(),
        }
    }
}
