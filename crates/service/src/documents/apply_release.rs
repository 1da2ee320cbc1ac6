//! Making one release document true: the release with its plan, then what connects it.

use super::{
    apply::{found, given, listed, said},
    apply_raid,
    model::{ActivityEntry, MilestoneEntry, PhaseEntry, Recorded, ReleaseDocument},
};
use crate::{
    activities, release_parts,
    releases::{self, NewMilestone, NewPhase},
};
use signalbox_domain::{
    Fault, Key, Outcome, Problem,
    id::PhaseId,
    releases::{Milestone, MilestoneState, Phase, Plan, Release},
};
use signalbox_store::{
    Tx, activities as activity_store, plans as plan_store, release_parts as part_store, releases as release_store,
};

/// Makes the release and its plan true; answers whether it was made.
pub(super) fn release(tx: &mut Tx<'_>, document: &ReleaseDocument) -> Outcome<bool> {
    match found(release_store::get(tx, document.key.as_str()))? {
        None => {
            releases::create_in(tx, &new(tx, document))?;
            Ok(true)
        }
        Some(before) => {
            change(tx, &before, document)?;
            Ok(false)
        }
    }
}

fn new(tx: &Tx<'_>, document: &ReleaseDocument) -> releases::New {
    releases::New {
        key: document.key.clone(),
        name: document.name.clone(),
        kind: document.release,
        portfolio: document.portfolio.to_string(),
        release_type: document.release_type.as_ref().map(Key::to_string),
        parent: document.parent.as_ref().map(Key::to_string),
        description: document.description.clone(),
        risk: document.risk,
        zone: document.zone.clone(),
        start: document.start,
        target: document.target.clone(),
        tags: document.tags.clone(),
        fields: document.fields.clone(),
        links: document.links.clone(),
        accountable: None,
        phases: document.phases.iter().map(new_phase).collect(),
        milestones: document.milestones.iter().map(|entry| new_milestone(tx, entry)).collect(),
        recorded: document.status.clone().map(|status| (status, document.completed_at)),
    }
}

fn new_phase(entry: &PhaseEntry) -> NewPhase {
    NewPhase { name: entry.name.clone(), start: entry.start, end: entry.end }
}

fn new_milestone(tx: &Tx<'_>, entry: &MilestoneEntry) -> NewMilestone {
    NewMilestone {
        kind: entry.milestone_type,
        key: Some(entry.key.clone()),
        name: entry.name.clone(),
        phase: entry.phase.as_ref().map(ToString::to_string),
        start: entry.start,
        due: entry.due.clone(),
        state: recorded(tx, entry).unwrap_or(MilestoneState::Pending),
        responsible: entry.responsible.clone(),
        scope: entry.scope.clone(),
        description: entry.description.clone(),
    }
}

/// What was decided elsewhere. When, nobody said: at the deadline at the latest, and not in the future.
fn recorded(tx: &Tx<'_>, entry: &MilestoneEntry) -> Option<MilestoneState> {
    let at = entry.due.instant().min(tx.now());
    let by = tx.ctx().actor.person();
    entry.state.map(|state| match state {
        Recorded::Passed => MilestoneState::Passed { at, by, reason: None },
        Recorded::Failed => MilestoneState::Failed { at, by, reason: None },
    })
}

fn change(tx: &mut Tx<'_>, before: &Release, document: &ReleaseDocument) -> Outcome<()> {
    let change = releases::Change {
        key: None,
        name: Some(document.name.clone()),
        kind: Some(document.release),
        release_type: document.release_type.as_ref().map(Key::to_string),
        portfolio: Some(document.portfolio.to_string()),
        parent: given(document.parent.as_ref().map(Key::to_string)),
        description: said(&document.description),
        risk: given(document.risk),
        zone: document.zone.clone(),
        start: given(document.start),
        target: given(document.target.clone()),
        tags: listed(&document.tags),
        fields: (!document.fields.is_empty()).then(|| document.fields.clone()),
        links: listed(&document.links),
        reason: None,
    };
    let after = releases::changed(tx, before, &change)?;
    let plan = plan_store::load(tx, before)?;
    let replanned = replanned(tx, &plan, &after, document)?;
    if after != *before || replanned != plan {
        releases::save(tx, before, after, &plan, &replanned, Some("applied as code"))?;
    }
    if let Some(status) = document.status.as_ref().filter(|status| **status != before.status) {
        let now = release_store::get(tx, &before.id.to_string())?;
        releases::transition_in(tx, &now, status, Some("applied as code".to_owned()))?;
    }
    Ok(())
}

/// The plan as the document has it. What is matched by name or key keeps its id; a list that was left out stays.
fn replanned(tx: &Tx<'_>, plan: &Plan, after: &Release, document: &ReleaseDocument) -> Outcome<Plan> {
    let mut replanned = Plan { start: after.start, target: after.target.clone(), ..plan.clone() };
    if !document.phases.is_empty() {
        let phase = |entry: &PhaseEntry| {
            let known = plan.phases.iter().find(|phase| phase.name == entry.name);
            let (name, start, end) = (entry.name.clone(), entry.start, entry.end);
            match known {
                Some(known) => Phase { id: known.id, rev: known.rev, name, start, end },
                None => Phase { id: tx.new_id(), rev: 1, name, start, end },
            }
        };
        replanned.phases = document.phases.iter().map(phase).collect();
        // In the order the store keeps them, so that the same plan is the same value.
        replanned.phases.sort_by_key(|phase| (phase.start, phase.id));
    }
    if !document.milestones.is_empty() {
        let mut milestones = Vec::new();
        let mut faults = Vec::new();
        for (index, entry) in document.milestones.iter().enumerate() {
            match phase_of(&replanned, entry, index) {
                Ok(phase) => milestones.push(milestone(tx, plan, entry, phase)),
                Err(fault) => faults.push(fault),
            }
        }
        if !faults.is_empty() {
            return Err(Problem::Invalid(faults));
        }
        milestones.sort_by_key(|milestone: &Milestone| (milestone.due.instant(), milestone.id));
        replanned.milestones = milestones;
    } else {
        let phases: Vec<PhaseId> = replanned.phases.iter().map(|phase| phase.id).collect();
        for milestone in &mut replanned.milestones {
            milestone.phase = milestone.phase.filter(|phase| phases.contains(phase));
        }
    }
    Ok(replanned)
}

fn phase_of(plan: &Plan, entry: &MilestoneEntry, index: usize) -> Result<Option<PhaseId>, Fault> {
    let Some(name) = &entry.phase else { return Ok(None) };
    match plan.phases.iter().find(|phase| phase.name == *name) {
        Some(phase) => Ok(Some(phase.id)),
        None => {
            let detail = format!("there is no phase {name:?} in this release");
            Err(Fault::new(format!("/milestones/{index}/phase"), "unknown", detail))
        }
    }
}

fn milestone(tx: &Tx<'_>, plan: &Plan, entry: &MilestoneEntry, phase: Option<PhaseId>) -> Milestone {
    let known = plan.milestones.iter().find(|milestone| milestone.key == entry.key);
    let state = known.map_or(MilestoneState::Pending, |known| known.state.clone());
    let wanted = recorded(tx, entry).filter(|wanted| wanted.name() != state.name());
    Milestone {
        id: known.map_or_else(|| tx.new_id(), |known| known.id),
        kind: entry.milestone_type,
        key: entry.key.clone(),
        name: entry.name.clone(),
        phase,
        start: entry.start,
        due: entry.due.clone(),
        state: wanted.unwrap_or(state),
        responsible: entry.responsible.clone(),
        scope: entry.scope.clone(),
        description: entry.description.clone(),
        guards: known.and_then(|known| known.guards),
        rev: known.map_or(1, |known| known.rev),
    }
}

/// What connects a release, once everything it may name is there.
pub(super) fn parts(tx: &mut Tx<'_>, document: &ReleaseDocument) -> Outcome<()> {
    let release = release_store::get(tx, document.key.as_str())?;
    if let Some(wanted) = &document.systems {
        let present = part_store::systems(tx, release.id)?;
        for gone in
            present.iter().filter(|touched| !wanted.iter().any(|entry| same(&entry.system, &touched.system.key)))
        {
            release_parts::remove_system_in(tx, &release, gone.system.key.as_str())?;
        }
        for (index, entry) in wanted.iter().enumerate() {
            let known = present.iter().find(|touched| same(&entry.system, &touched.system.key));
            if known.is_none_or(|touched| touched.impact != entry.impact) {
                release_parts::put_system_in(tx, &release, entry.system.as_str(), entry.impact)
                    .map_err(|problem| releases::at(&format!("/systems/{index}/system"), problem))?;
            }
        }
    }
    if let Some(wanted) = &document.manifest {
        let present = part_store::own_manifest(tx, release.id)?;
        for (key, _) in present.iter().filter(|(key, _)| !wanted.iter().any(|entry| same(&entry.system, key))) {
            release_parts::remove_delivered_in(tx, &release, key.as_str())?;
        }
        for (index, entry) in wanted.iter().enumerate() {
            let known = present.iter().find(|(key, _)| same(&entry.system, key));
            if known.is_none_or(|(_, number)| *number != entry.version) {
                release_parts::put_delivered_in(tx, &release, entry.system.as_str(), &entry.version)
                    .map_err(|problem| within(&format!("/manifest/{index}"), problem))?;
            }
        }
    }
    if let Some(wanted) = &document.people {
        let people: Vec<release_parts::NewInvolved> = wanted
            .iter()
            .map(|entry| release_parts::NewInvolved {
                person: entry.person.clone(),
                team: entry.team.as_ref().map(Key::to_string),
                part: entry.role,
            })
            .collect();
        release_parts::set_people_in(tx, &release, &people).map_err(|problem| renamed("/items", "/people", problem))?;
    }
    if let Some(wanted) = &document.needs {
        let (present, _) = part_store::dependencies(tx, release.id)?;
        for gone in present.iter().filter(|need| !wanted.iter().any(|entry| same(&entry.release, &need.release.key))) {
            let other = release_store::get(tx, gone.release.key.as_str())?;
            release_parts::remove_dependency_in(tx, &release, &other)?;
        }
        for (index, entry) in wanted.iter().enumerate() {
            let place = format!("/needs/{index}");
            let other = release_store::get(tx, entry.release.as_str())
                .map_err(|problem| releases::at(&format!("{place}/release"), problem))?;
            release_parts::put_dependency_in(tx, &release, &other, entry.hard, &entry.note)
                .map_err(|problem| within(&place, problem))?;
        }
    }
    activities_of(tx, &release, document)?;
    apply_raid::apply(tx, &release, &document.raid)
}

fn activities_of(tx: &mut Tx<'_>, release: &Release, document: &ReleaseDocument) -> Outcome<()> {
    if document.activities.is_empty() {
        return Ok(());
    }
    let present = activity_store::all_of(tx, release.id)?;
    let mut bears_on_moves = false;
    for (index, entry) in document.activities.iter().enumerate() {
        let known = present.iter().find(|activity| activity.name == entry.name);
        let done = match known {
            Some(before) => activities::change_in(tx, release, before, &activity_change(entry)),
            None => activities::create_in(tx, release, &new_activity(entry)),
        };
        let after = done.map_err(|problem| within(&format!("/activities/{index}"), problem))?;
        bears_on_moves |= activities::bears_on_moves(known, Some(&after));
    }
    if bears_on_moves {
        activities::raise(tx, release)?;
    }
    Ok(())
}

fn new_activity(entry: &ActivityEntry) -> activities::New {
    activities::New {
        name: entry.name.clone(),
        description: entry.description.clone(),
        phase: entry.phase.as_ref().map(ToString::to_string),
        assignee: entry.assignee.clone(),
        start: entry.start,
        due: entry.due,
        status: entry.status,
    }
}

fn activity_change(entry: &ActivityEntry) -> activities::Change {
    activities::Change {
        name: None,
        description: said(&entry.description),
        phase: given(entry.phase.as_ref().map(ToString::to_string)),
        assignee: given(entry.assignee.clone()),
        start: given(entry.start),
        due: given(entry.due),
        status: Some(entry.status),
    }
}

fn same(left: &Key, right: &Key) -> bool {
    left.as_str().eq_ignore_ascii_case(right.as_str())
}

/// The faults of a part, told by their place in the document.
pub(super) fn within(place: &str, problem: Problem) -> Problem {
    match problem {
        Problem::Invalid(faults) => Problem::Invalid(faults.into_iter().map(|fault| fault.within(place)).collect()),
        Problem::NotFound { .. } => Problem::fault(place, "unknown", problem.to_string()),
        other => other,
    }
}

/// Faults of a list that has another name in a document than in the API.
fn renamed(from: &str, to: &str, problem: Problem) -> Problem {
    match problem {
        Problem::Invalid(faults) => Problem::Invalid(
            faults
                .into_iter()
                .map(|fault| match fault.pointer.strip_prefix(from) {
                    Some(rest) => Fault { pointer: format!("{to}{rest}"), ..fault },
                    None => fault,
                })
                .collect(),
        ),
        other => other,
    }
}
