//! What stands against a move.

use super::{Changed, Conflict, Replanned, Rule, Severity, Standing, Subject, end_of, start_of};
use crate::{
    id::ReleaseId,
    releases::{ActivityStatus, MilestoneState, Phase, Plan, dependency},
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Why the subject itself may not move.
pub(super) fn against_subject(standing: &Standing, subject: Subject) -> Vec<Conflict> {
    let release = &standing.release;
    let mut told = Vec::new();
    let mut refuse = |code, detail: String, item: Option<String>| {
        told.push(Conflict { item, ..conflict(standing, Severity::Blocks, code, detail) });
    };
    if release.archived_at.is_some() {
        refuse("archived", format!("{} is archived; restore it first", release.key), None);
    }
    if release.category.is_over() {
        let detail = format!("{} is {}; reopen it before its plan moves", release.key, release.status);
        refuse("over", detail, None);
    }
    match subject {
        Subject::Milestone(id) => {
            if let Some(item) = standing.plan.milestones.iter().find(|item| item.id == id)
                && item.state != MilestoneState::Pending
            {
                let detail = format!("{} is {} already; reopen it first", item.name, item.state.name());
                refuse("decided", detail, Some(id.to_string()));
            }
        }
        Subject::Activity(id) => {
            if let Some(item) = standing.activities.iter().find(|item| item.id == id)
                && item.status == ActivityStatus::Done
            {
                let detail = format!("{} is done; what is done does not move", item.name);
                refuse("done", detail, Some(id.to_string()));
            }
        }
        Subject::Release | Subject::Phase(_) => {}
    }
    told
}

/// What the new plans break that held before.
pub(super) fn between(standings: &BTreeMap<ReleaseId, &Standing>, done: &Replanned) -> Vec<Conflict> {
    let changed: HashMap<ReleaseId, &Changed> = done.changes.iter().map(|one| (one.release, one)).collect();
    let mut told = Vec::new();
    for one in &done.changes {
        let Some(standing) = standings.get(&one.release) else { continue };
        if !standing.may {
            let detail =
                format!("{} would move, and this needs the right to plan releases there", standing.release.key);
            let who = Some("an administrator of the portfolio".to_owned());
            told.push(Conflict { who, ..conflict(standing, Severity::Blocks, "forbidden", detail) });
        }
        told.extend(faults(standing, one));
        told.extend(inside(standing, &one.plan));
        told.extend(freezes(standing, &one.plan));
    }
    let plan = |standing: &Standing| -> Plan {
        changed.get(&standing.release.id).map_or_else(|| standing.plan.clone(), |one| one.plan.clone())
    };
    for standing in standings.values() {
        let hard: BTreeSet<ReleaseId> = standing.needs.iter().filter(|(_, hard)| *hard).map(|(id, _)| *id).collect();
        for needed in &hard {
            let Some(needed) = standings.get(needed) else { continue };
            if changed.contains_key(&standing.release.id) || changed.contains_key(&needed.release.id) {
                told.extend(unmet_need(standing, &plan(standing), needed, &plan(needed)));
            }
        }
        if let Some(train) = standing.release.parent.and_then(|train| standings.get(&train))
            && (changed.contains_key(&train.release.id) || changed.contains_key(&standing.release.id))
        {
            told.extend(beyond_the_train(standing, &plan(standing), train, &plan(train)));
        }
    }
    told
}

/// Faults the new plan has and the old had not: an end before a start, a year no plan reaches.
fn faults(standing: &Standing, one: &Changed) -> Vec<Conflict> {
    let known = standing.plan.faults();
    let item = |pointer: &str| {
        let mut parts = pointer.split('/').skip(1);
        let (list, index) = (parts.next()?, parts.next()?.parse::<usize>().ok()?);
        match list {
            "phases" => one.plan.phases.get(index).map(|phase| phase.id.to_string()),
            "milestones" => one.plan.milestones.get(index).map(|milestone| milestone.id.to_string()),
            _ => None,
        }
    };
    let of_plan = one
        .plan
        .faults()
        .into_iter()
        .filter(|fault| !known.iter().any(|old| (&old.pointer, old.code) == (&fault.pointer, fault.code)));
    let of_work = one.activities.iter().flat_map(|activity| {
        let told = activity.faults().into_vec();
        told.into_iter().map(move |fault| (activity, fault))
    });
    let of_plan = of_plan.map(|fault| Conflict {
        item: item(&fault.pointer),
        ..conflict(standing, Severity::Blocks, fault.code, fault.detail)
    });
    let of_work = of_work.map(|(activity, fault)| Conflict {
        item: Some(activity.id.to_string()),
        ..conflict(standing, Severity::Blocks, fault.code, format!("{}: {}", activity.name, fault.detail))
    });
    of_plan.chain(of_work).collect()
}

/// Phases that reach out of their release, gates that come after their phase.
fn inside(standing: &Standing, after: &Plan) -> Vec<Conflict> {
    let before = &standing.plan;
    let mut told = Vec::new();
    let early = |plan: &Plan, index: usize| plan.start.is_some_and(|start| plan.phases[index].start < start);
    let late =
        |plan: &Plan, index: usize| plan.target.as_ref().is_some_and(|target| plan.phases[index].end > target.date);
    for (index, phase) in after.phases.iter().enumerate() {
        let mut warn = |detail: String| {
            let item = Some(phase.id.to_string());
            told.push(Conflict { item, ..conflict(standing, Severity::Warns, "outside_release", detail) });
        };
        if early(after, index) && !early(before, index) {
            warn(format!("{} would begin on {}, before {} does", phase.name, phase.start, standing.release.key));
        }
        if late(after, index) && !late(before, index) {
            warn(format!("{} would end on {}, after the target of {}", phase.name, phase.end, standing.release.key));
        }
    }
    for (index, gate) in after.milestones.iter().enumerate() {
        if let (Some(phase), None) = (phase_it_is_late_for(after, index), phase_it_is_late_for(before, index)) {
            let name = &phase.name;
            let detail = format!("{} would be due on {}, after its phase {name} ends", gate.name, gate.due.date);
            let item = Some(gate.id.to_string());
            told.push(Conflict { item, ..conflict(standing, Severity::Warns, "after_phase", detail) });
        }
    }
    told
}

/// The phase of an open gate or milestone that ends before it is due.
fn phase_it_is_late_for(plan: &Plan, index: usize) -> Option<&Phase> {
    let gate = &plan.milestones[index];
    let phase = plan.phases.iter().find(|phase| Some(phase.id) == gate.phase)?;
    (gate.due.date > phase.end && gate.state == MilestoneState::Pending).then_some(phase)
}

/// Freezes and blockouts that the new target lies in and the old did not.
fn freezes(standing: &Standing, after: &Plan) -> Vec<Conflict> {
    let Some(target) = &after.target else { return Vec::new() };
    if standing.plan.target.as_ref() == Some(target) {
        return Vec::new();
    }
    let hit = standing.closures.iter().filter(|closure| closure.kind != "maintenance");
    let hit = hit.filter(|closure| {
        let was = standing.plan.target.as_ref().is_some_and(|due| due.is_within(closure.start, closure.end));
        target.is_within(closure.start, closure.end) && !was
    });
    hit.map(|closure| {
        let detail = format!("the target {} falls into {}", target.date, closure.name);
        Conflict {
            rule: Some(Rule { kind: closure.kind.clone(), id: closure.window.clone(), name: closure.name.clone() }),
            until: Some(closure.end),
            ..conflict(standing, Severity::Warns, "freeze", detail)
        }
    })
    .collect()
}

/// A release that would begin before something it cannot do without is delivered.
fn unmet_need(standing: &Standing, begins: &Plan, needed: &Standing, delivered: &Plan) -> Option<Conflict> {
    let gap = |begins: &Plan, delivered: &Plan| dependency::too_early(start_of(begins), end_of(delivered));
    let now = gap(begins, delivered)?;
    let severity = match gap(&standing.plan, &needed.plan) {
        None => Severity::Blocks,
        Some(before) if now > before => Severity::Warns,
        Some(_) => return None,
    };
    let (start, end) = (start_of(begins)?, end_of(delivered)?);
    let detail = match (standing.seen, needed.seen) {
        (true, true) => {
            let (who, what) = (&standing.release.key, &needed.release.key);
            format!("{who} would begin on {start} and needs {what}, which would be delivered on {end}")
        }
        (true, false) => {
            format!(
                "{} would begin on {start}, before a release that you cannot see is delivered",
                standing.release.key
            )
        }
        (false, _) => format!(
            "a release that you cannot see needs {}, which would be delivered only on {end}",
            needed.release.key
        ),
    };
    // The one who decides about the other end can help.
    let about = if standing.seen { standing } else { needed };
    Some(conflict(about, severity, "dependency", detail))
}

/// A member that is left to be delivered after its train.
fn beyond_the_train(member: &Standing, plan: &Plan, train: &Standing, train_plan: &Plan) -> Option<Conflict> {
    let late = |member: &Plan, train: &Plan| {
        let (member, train) = (member.target.as_ref()?, train.target.as_ref()?);
        (member.date > train.date).then_some((member.date, train.date))
    };
    let (end, due) =
        late(plan, train_plan).filter(|_| member.seen && train.seen && late(&member.plan, &train.plan).is_none())?;
    let (member_key, train_key) = (&member.release.key, &train.release.key);
    let detail = format!("{member_key} would be delivered on {end}, after its train {train_key} on {due}");
    Some(conflict(member, Severity::Warns, "after_train", detail))
}

fn conflict(standing: &Standing, severity: Severity, code: &'static str, detail: String) -> Conflict {
    Conflict {
        severity,
        code,
        detail,
        release: standing.seen.then_some(standing.release.id),
        item: None,
        rule: None,
        who: standing.accountable.clone().filter(|_| standing.seen),
        until: None,
    }
}
