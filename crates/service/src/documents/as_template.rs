//! A template of a release that is still a document: how a plan from elsewhere becomes a template without ever being a
//! release here.

use super::{
    Document,
    model::{ActivityEntry, MilestoneEntry, PhaseEntry, ReleaseDocument, ReleaseTemplateDocument},
};
use signalbox_domain::{
    Key, Name, Outcome, Problem, Zone,
    id::{ActivityId, Identifier, MilestoneId, PhaseId, ReleaseId},
    releases::{
        Activity, ActivityStatus, Milestone, MilestoneState, Phase, Plan,
        template::{
            learn::{self, Model, Wish},
            offset::weekend,
        },
    },
};
use std::collections::HashMap;

/// Portfolios, and a template in the place of the release that documents are about. Its people and systems stay behind:
/// whoever is in one release need not be known where the template goes.
///
/// # Errors
/// Documents without a release that is no member of another, or with several; a release without a target.
pub fn as_template(documents: Vec<Document>, key: Key, name: Name, wish: &Wish) -> Outcome<Vec<Document>> {
    let mut kept = Vec::new();
    let mut models = Vec::new();
    for document in documents {
        match document {
            Document::Portfolio(_) => kept.push(document),
            Document::Release(release) if release.parent.is_none() => models.push(release),
            _ => {}
        }
    }
    let [model] = models.as_slice() else {
        let detail = format!("a template is made of one release; there are {}", models.len());
        return Err(Problem::fault("", "release", detail));
    };
    kept.push(Document::ReleaseTemplate(template(model, key, name, wish)?));
    Ok(kept)
}

fn template(release: &ReleaseDocument, key: Key, name: Name, wish: &Wish) -> Outcome<ReleaseTemplateDocument> {
    let zone = release.zone.clone().unwrap_or_else(Zone::utc);
    let phases: Vec<Phase> = (1..).zip(&release.phases).map(|(number, entry)| phase(number, entry)).collect();
    let id_of =
        |name: &Option<Name>| phases.iter().find(|phase| Some(&phase.name) == name.as_ref()).map(|found| found.id);
    let milestones =
        (1..).zip(&release.milestones).map(|(number, entry)| milestone(number, entry, id_of(&entry.phase))).collect();
    let activities: Vec<Activity> =
        (1..).zip(&release.activities).map(|(number, entry)| activity(number, entry, id_of(&entry.phase))).collect();
    let plan = Plan { start: release.start, target: release.target.clone(), phases: phases.clone(), milestones };
    let model = Model {
        key: &release.key,
        zone: &zone,
        tags: &release.tags,
        plan: &plan,
        activities: &activities,
        people: &[],
        criteria: &HashMap::new(),
        systems: &[],
    };
    let learned = learn::from_release(&model, wish, &weekend)?;
    Ok(ReleaseTemplateDocument {
        key,
        name,
        release: release.release,
        portfolio: release.portfolio.clone(),
        release_type: release.release_type.clone(),
        description: String::new(),
        risk: release.risk,
        zone: Some(zone),
        time: learned.time,
        start: learned.start,
        tags: learned.tags,
        phases: learned.parts.phases,
        milestones: learned.parts.milestones,
        activities: learned.parts.activities,
        roles: None,
        systems: None,
    })
}

fn phase(number: u128, entry: &PhaseEntry) -> Phase {
    let (name, start, end) = (entry.name.clone(), entry.start, entry.end);
    Phase { id: PhaseId::from_bits(number), name, start, end, rev: 1 }
}

fn milestone(number: u128, entry: &MilestoneEntry, phase: Option<PhaseId>) -> Milestone {
    Milestone {
        id: MilestoneId::from_bits(number),
        kind: entry.milestone_type,
        key: entry.key.clone(),
        name: entry.name.clone(),
        phase,
        start: entry.start,
        due: entry.due.clone(),
        state: MilestoneState::Pending,
        responsible: entry.responsible.clone(),
        scope: entry.scope.clone(),
        description: entry.description.clone(),
        guards: None,
        rev: 1,
    }
}

fn activity(number: u128, entry: &ActivityEntry, phase: Option<PhaseId>) -> Activity {
    Activity {
        id: ActivityId::from_bits(number),
        release: ReleaseId::from_bits(0),
        phase,
        name: entry.name.clone(),
        description: entry.description.clone(),
        assignee: None,
        start: entry.start,
        due: entry.due,
        status: ActivityStatus::Todo,
        rev: 1,
    }
}
