//! From a template and a target to a plan.

use super::{
    Template, TemplateCriterion, criteria,
    offset::{DaysOff, Offset},
    words::Words,
};
use crate::{
    due::{Due, day_fault},
    problem::{Fault, Faults, Outcome},
    releases::{Activity, Milestone, MilestoneKind, Phase, Plan},
    text::{Key, Name},
};
use jiff::civil::Date;

/// The plan of a release to be: everything a plan has but ids, with phases mentioned by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Its first day.
    pub start: Option<Date>,
    /// When it is due.
    pub target: Due,
    /// Labels.
    pub tags: Vec<String>,
    /// Named spans, in the template's order.
    pub phases: Vec<DraftPhase>,
    /// Gates and milestones, in the template's order.
    pub milestones: Vec<DraftMilestone>,
    /// Work, in the template's order.
    pub activities: Vec<DraftActivity>,
}

/// A named span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftPhase {
    /// Its name.
    pub name: Name,
    /// Its first day.
    pub start: Date,
    /// Its last day.
    pub end: Date,
}

/// A gate or milestone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftMilestone {
    /// Gate or milestone.
    pub kind: MilestoneKind,
    /// Its short name; made from its name when absent.
    pub key: Option<Key>,
    /// Its name.
    pub name: Name,
    /// The name of its phase.
    pub phase: Option<Name>,
    /// Its first day, when it spans several.
    pub start: Option<Date>,
    /// Its deadline.
    pub due: Due,
    /// Who answers for it.
    pub responsible: Option<String>,
    /// What it is for.
    pub scope: Option<String>,
    /// What it means; of a milestone that is no gate, with its criteria.
    pub description: String,
    /// What has to hold before a gate is passed.
    pub criteria: Vec<TemplateCriterion>,
}

/// Work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftActivity {
    /// What is to be done.
    pub name: Name,
    /// The name of its phase.
    pub phase: Option<Name>,
    /// Its first day.
    pub start: Option<Date>,
    /// Its last day.
    pub due: Option<Date>,
    /// In more words.
    pub description: String,
}

impl Draft {
    /// What a plan would be before anything had an id or was decided.
    #[must_use]
    pub fn of(plan: &Plan, target: Due, activities: &[Activity], tags: &[String]) -> Self {
        let phase = |id| plan.phases.iter().find(|phase| Some(phase.id) == id).map(|phase| phase.name.clone());
        let milestone = |one: &Milestone| DraftMilestone {
            kind: one.kind,
            key: Some(one.key.clone()),
            name: one.name.clone(),
            phase: phase(one.phase),
            start: one.start,
            due: one.due.clone(),
            responsible: one.responsible.clone(),
            scope: one.scope.clone(),
            description: described(one).0,
            criteria: described(one).1,
        };
        let span = |one: &Phase| DraftPhase { name: one.name.clone(), start: one.start, end: one.end };
        let work = |one: &Activity| DraftActivity {
            name: one.name.clone(),
            phase: phase(one.phase),
            start: one.start,
            due: one.due,
            description: one.description.clone(),
        };
        Self {
            start: plan.start,
            target,
            tags: tags.to_vec(),
            phases: plan.phases.iter().map(span).collect(),
            milestones: plan.milestones.iter().map(milestone).collect(),
            activities: activities.iter().map(work).collect(),
        }
    }
}

/// What a gate or milestone means, and, of a gate, the criteria that its description ends with.
fn described(one: &Milestone) -> (String, Vec<TemplateCriterion>) {
    match one.kind {
        MilestoneKind::Gate => {
            let (about, names) = criteria::read(&one.description);
            (about, names.into_iter().map(TemplateCriterion::manual).collect())
        }
        MilestoneKind::Milestone => (one.description.clone(), Vec::new()),
    }
}

/// Something of a plan that meets a day nobody works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayOffNote {
    /// JSON pointer to the date, such as `/milestones/3/due`.
    pub pointer: String,
    /// What it is called.
    pub name: Name,
    /// The day off.
    pub day: Date,
    /// Why nobody works: a holiday's name, or a weekday's.
    pub because: String,
    /// Where it comes to lie instead; the same day when it stays.
    pub to: Date,
}

/// A plan, and where it meets days nobody works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    /// The plan.
    pub draft: Draft,
    /// What moved out of the way of a day off, and which deadlines stay on one, in the plan's order.
    pub notes: Vec<DayOffNote>,
}

/// Dates everything in a template from a target. What a day off turned round, so that it would end before it starts,
/// lasts one day.
///
/// # Errors
/// Words that nobody filled in, at `/words/<word>`; a date no plan may name; a text that is no name or key once its words
/// are filled in.
pub fn instantiate(template: &Template, target: &Due, words: &Words, off: DaysOff<'_>) -> Outcome<Instance> {
    let mut making = Making { target: target.date, words, off, faults: Faults::none(), notes: Vec::new() };
    making.faults.extend(day_fault("/target/date", target.date));
    for word in template.open_words() {
        let known = words.fill(&format!("{{{word}}}")).is_ok();
        making.faults.require(known, &format!("/words/{word}"), "required", || {
            format!("the template leaves the word {{{word}}} open; say what it stands for")
        });
    }
    if !making.faults.is_empty() {
        return Err(crate::Problem::Invalid(making.faults.into_vec()));
    }
    if let Some(because) = off(target.date) {
        let name = template.name.clone();
        let (day, to) = (target.date, target.date);
        making.notes.push(DayOffNote { pointer: "/target".to_owned(), name, day, because, to });
    }
    let start = template.start.map(|offset| making.day("/start", &template.name, offset, false));
    let draft = Draft {
        start: start.map(|start| start.min(target.date)),
        target: target.clone(),
        tags: template
            .tags
            .iter()
            .enumerate()
            .map(|(index, tag)| making.text(&format!("/tags/{index}"), tag))
            .collect(),
        phases: making.phases(template),
        milestones: making.milestones(template),
        activities: making.activities(template),
    };
    making.faults.finish()?;
    Ok(Instance { draft, notes: making.notes })
}

struct Making<'a> {
    target: Date,
    words: &'a Words,
    off: DaysOff<'a>,
    faults: Faults,
    notes: Vec<DayOffNote>,
}

impl Making<'_> {
    /// The day of an offset. Whatever moves is noted; what stays on a day off is noted when it is a deadline.
    fn day(&mut self, pointer: &str, name: &Name, offset: Offset, deadline: bool) -> Date {
        let (counted, day) = offset.day(self.target, self.off);
        self.faults.extend(day_fault(pointer, day));
        if (counted != day || deadline)
            && let Some(because) = (self.off)(counted)
        {
            let (pointer, name) = (pointer.to_owned(), name.clone());
            self.notes.push(DayOffNote { pointer, name, day: counted, because, to: day });
        }
        day
    }

    fn text(&mut self, pointer: &str, text: &str) -> String {
        self.words.fill(text).unwrap_or_else(|missing| {
            let detail = format!("the words {} are not known here", missing.join(", "));
            self.faults.push(Fault::new(pointer, "unknown", detail));
            String::new()
        })
    }

    fn name(&mut self, pointer: &str, name: &Name) -> Name {
        let text = self.text(pointer, name.as_str());
        self.faults.take(pointer, Name::parse(&text)).unwrap_or_else(|| name.clone())
    }

    fn phases(&mut self, template: &Template) -> Vec<DraftPhase> {
        let mut made = Vec::new();
        for (index, phase) in template.parts.phases.iter().enumerate() {
            let at = format!("/phases/{index}");
            let name = self.name(&format!("{at}/name"), &phase.name);
            let start = self.day(&format!("{at}/start"), &name, phase.start, false);
            let end = self.day(&format!("{at}/end"), &name, phase.end, false);
            made.push(DraftPhase { name, start, end: end.max(start) });
        }
        made
    }

    fn milestones(&mut self, template: &Template) -> Vec<DraftMilestone> {
        let mut made = Vec::new();
        for (index, one) in template.parts.milestones.iter().enumerate() {
            let at = format!("/milestones/{index}");
            let name = self.name(&format!("{at}/name"), &one.name);
            let key = one.key.as_ref().and_then(|key| {
                let text = self.text(&format!("{at}/key"), key.as_str());
                self.faults.take(&format!("{at}/key"), Key::parse(&text))
            });
            let date = self.day(&format!("{at}/due"), &name, one.due, true);
            let start = one.start.map(|start| self.day(&format!("{at}/start"), &name, start, false).min(date));
            let zone = one.zone.clone().unwrap_or_else(|| template.zone.clone());
            let about = self.text(&format!("{at}/description"), &one.description);
            let phase = one.phase.as_ref().map(|phase| self.name(&format!("{at}/phase"), phase));
            let mut criteria = one.criteria.clone();
            for criterion in &mut criteria {
                criterion.name = self.name(&format!("{at}/criteria"), &criterion.name);
            }
            let (description, criteria) = match one.kind {
                MilestoneKind::Gate => (about, criteria),
                MilestoneKind::Milestone => {
                    let names: Vec<Name> = criteria.into_iter().map(|criterion| criterion.name).collect();
                    (criteria::written(&about, &names), Vec::new())
                }
            };
            let responsible = one.responsible.as_ref().map(|who| self.text(&format!("{at}/responsible"), who));
            made.push(DraftMilestone {
                kind: one.kind,
                key,
                phase,
                start,
                due: Due { date, time: one.time, zone },
                responsible,
                scope: one.scope.clone(),
                description,
                criteria,
                name,
            });
        }
        made
    }

    fn activities(&mut self, template: &Template) -> Vec<DraftActivity> {
        let mut made = Vec::new();
        for (index, one) in template.parts.activities.iter().enumerate() {
            let at = format!("/activities/{index}");
            let name = self.name(&format!("{at}/name"), &one.name);
            let due = one.due.map(|due| self.day(&format!("{at}/due"), &name, due, true));
            let start = one.start.map(|start| self.day(&format!("{at}/start"), &name, start, false));
            let description = self.text(&format!("{at}/description"), &one.description);
            let phase = one.phase.as_ref().map(|phase| self.name(&format!("{at}/phase"), phase));
            let start = match (start, due) {
                (Some(start), Some(due)) => Some(start.min(due)),
                (start, _) => start,
            };
            made.push(DraftActivity { name, phase, start, due, description });
        }
        made
    }
}
