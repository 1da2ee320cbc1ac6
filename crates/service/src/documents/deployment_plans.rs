//! Documents of deployment plans: made true, and made of what is there.

use super::{
    Document,
    apply::found,
    export::every,
    model::{BranchEntry, DeploymentPlanDocument, LaneEntry, ParameterEntry, TaskEntry},
};
use crate::{
    deployment_plans::{self as plans, NewLane, Told, tasks},
    raid::Owner,
};
use signalbox_domain::{
    Fault, Outcome,
    deployment_plans::{After, Branch, Estimate, Parameter},
    id::PersonId,
    people::Party,
    problem::Faults,
    schedule::notation,
};
use signalbox_store::{Tx, deployment_plans as store};
use std::collections::HashMap;

pub(super) fn apply(tx: &mut Tx<'_>, document: &DeploymentPlanDocument) -> Outcome<bool> {
    let mut faults = Faults::none();
    let new = plans::New {
        key: document.key.clone(),
        name: document.name.clone(),
        portfolio: Some(document.portfolio.to_string()),
        release: document.release.as_ref().map(ToString::to_string),
        description: document.description.clone(),
        zone: document.zone.clone(),
        needs: document.needs,
        lanes: document.lanes.iter().map(lane).collect(),
        parameters: document.parameters.iter().map(parameter).collect(),
        branches: document.branches.iter().map(branch).collect(),
        tasks: document.tasks.iter().enumerate().map(|(place, entry)| task(entry, place, &mut faults)).collect(),
    };
    faults.finish()?;
    match found(store::view(tx, document.key.as_str()))? {
        Some(before) => plans::rewrite_in(tx, &before.plan, &new).map(|_| false),
        None => plans::create_in(tx, &new).map(|_| true),
    }
}

fn lane(entry: &LaneEntry) -> NewLane {
    NewLane { key: entry.key.clone(), name: entry.name.clone(), team: entry.team.as_ref().map(ToString::to_string) }
}

fn parameter(entry: &ParameterEntry) -> Parameter {
    Parameter { name: entry.name.clone(), default: entry.default.clone(), description: entry.description.clone() }
}

fn branch(entry: &BranchEntry) -> Branch {
    Branch { key: entry.key.clone(), name: entry.name.clone() }
}

fn task(entry: &TaskEntry, place: usize, faults: &mut Faults) -> tasks::New {
    let at = |field: &str| format!("/tasks/{place}/{field}");
    let estimate = entry.estimate.as_deref().map_or(Ok(Estimate::exactly(0)), notation::read_estimate);
    let estimate = estimate.map_err(|wrong| faults.push(Fault::new(at("estimate"), "duration", wrong.to_string())));
    let mut after = Vec::with_capacity(entry.after.len());
    for (index, text) in entry.after.iter().enumerate() {
        let read = notation::read_predecessor(text).map_err(|wrong| wrong.to_string()).and_then(|found| {
            let task = found.task.parse().map_err(|_| format!("{:?} is no number of a task", found.task))?;
            Ok(After { task, link: found.kind, lag: found.lag })
        });
        match read {
            Ok(found) => after.push(found),
            Err(wrong) => faults.push(Fault::new(format!("{}/{index}", at("after")), "link", wrong)),
        }
    }
    let owner = Owner { person: entry.person.clone(), team: entry.team.as_ref().map(ToString::to_string) };
    tasks::New {
        number: Some(entry.number),
        name: entry.name.clone(),
        kind: entry.kind,
        section: entry.section.clone(),
        parent: entry.parent,
        lane: entry.lane.clone(),
        branch: entry.branch.clone(),
        owner: (owner.person.is_some() || owner.team.is_some()).then_some(owner),
        estimate: estimate.unwrap_or_default(),
        not_before: entry.not_before,
        after,
        action: entry.action.clone(),
        deploys: entry.deploys.clone(),
        description: entry.description.clone(),
    }
}

pub(super) fn export(
    tx: &mut Tx<'_>,
    key: Option<&str>,
    people: &HashMap<PersonId, String>,
    documents: &mut Vec<Document>,
) -> Outcome<()> {
    let keys = match key {
        Some(key) => vec![key.to_owned()],
        None => every(tx, |tx, page| store::list(tx, &store::Filter::default(), page))?
            .into_iter()
            .map(|view| view.plan.id.to_string())
            .collect(),
    };
    for key in keys {
        let view = store::view(tx, &key)?;
        let told = plans::told(tx, view)?;
        documents.extend(document(told, people).map(Document::DeploymentPlan));
    }
    Ok(())
}

/// One of a release out of sight is not the caller's to describe.
fn document(told: Told, people: &HashMap<PersonId, String>) -> Option<DeploymentPlanDocument> {
    let Told { view, parties, .. } = told;
    let plan = view.plan;
    if plan.release.is_some() && view.release.is_none() {
        return None;
    }
    let team = |id| parties.team(id).map(|team| team.key);
    let lanes = plan.content.lanes.into_iter();
    let lanes = lanes.map(|lane| LaneEntry { key: lane.key, name: lane.name, team: lane.team.and_then(team) });
    let parameters = plan.content.parameters.into_iter();
    let tasks = plan.content.tasks.into_iter().map(|task| {
        let (person, of_team) = match task.owner {
            None => (None, None),
            Some(Party::Person(id)) => (Some(people.get(&id).cloned().unwrap_or_else(|| id.to_string())), None),
            Some(Party::Team(id)) => (None, team(id)),
        };
        TaskEntry {
            number: task.number,
            name: task.name,
            kind: task.kind,
            section: task.section,
            parent: task.parent,
            lane: task.lane,
            branch: task.branch,
            person,
            team: of_team,
            estimate: (task.estimate != Estimate::default()).then(|| notation::write_estimate(&task.estimate)),
            not_before: task.not_before,
            after: task.after.iter().map(written).collect(),
            action: task.action,
            deploys: task.deploys,
            description: task.description,
        }
    });
    Some(DeploymentPlanDocument {
        tasks: tasks.collect(),
        lanes: lanes.collect(),
        parameters: parameters
            .map(|found| ParameterEntry { name: found.name, default: found.default, description: found.description })
            .collect(),
        branches: plan.content.branches.into_iter().map(|way| BranchEntry { key: way.key, name: way.name }).collect(),
        key: plan.key,
        name: plan.name,
        portfolio: view.portfolio.key,
        release: view.release.map(|release| release.key),
        description: plan.description,
        zone: plan.zone,
        needs: plan.needs,
    })
}

fn written(after: &After) -> String {
    notation::write_predecessor(&notation::Predecessor {
        task: after.task.to_string(),
        kind: after.link,
        lag: after.lag,
    })
}
