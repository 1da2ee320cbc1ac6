//! A night of many tasks: a deployment plan that is approved, and a run of it that goes on.

use super::organisation::Organisation;
use crate::deployment_plans as plans;
use jiff::SignedDuration;
use signalbox_domain::{
    Key, Name, Outcome, Zone,
    deployment_plans::{After, Estimate, Kind, Number, plan},
    gates::Voter,
    runs::{Kind as RunKind, Run, RunTask, Status, Turn, run},
    schedule::graph::LinkKind,
};
use signalbox_store::{Tx, deployment_plans as store, runs as run_store};
use std::collections::BTreeMap;

/// How many lanes there are.
const LANES: Number = 10;

/// Makes the plan and a run, unless the plan is there.
pub(super) fn begin(tx: &mut Tx<'_>, organisation: &Organisation, tasks: usize) -> Outcome<()> {
    let key = Key::from_words("cutover-night");
    if store::is_taken(tx, &key)? || tasks == 0 {
        return Ok(());
    }
    let Some(division) = organisation.divisions.first() else { return Ok(()) };
    let lanes = (1..=LANES).map(|number| plans::NewLane {
        key: Key::from_words(&format!("lane-{number}")),
        name: Name::from_words(&format!("Lane {number}")),
        team: None,
    });
    let count = Number::try_from(tasks).unwrap_or(Number::MAX);
    let new = plans::New {
        key,
        name: Name::from_words("Cutover night"),
        portfolio: Some(division.key.to_string()),
        release: None,
        description: String::new(),
        zone: Zone::utc(),
        needs: 1,
        lanes: lanes.collect(),
        parameters: Vec::new(),
        branches: Vec::new(),
        tasks: (1..=count).map(task).collect(),
    };
    let id = plans::create_in(tx, &new)?;
    let written = store::view(tx, &id.to_string())?.plan;
    let voter = Voter { person: division.lead, on_behalf_of: None, by_token: false };
    let approved = plan::approve(&written, voter, String::new(), tx.now())?;
    let permit = tx.permit::<signalbox_domain::authz::Decide>("deployment plan", id, written.portfolio)?;
    store::update(tx, &written, &approved.state, &permit)?;
    tx.record(&approved.facts)?;
    let now = tx.now();
    let planned = Run {
        id: tx.new_id(),
        plan: id,
        version: approved.state.version,
        name: approved.state.name.clone(),
        kind: RunKind::Live,
        portfolio: written.portfolio,
        release: None,
        status: Status::Planned,
        scheduled_at: now,
        window_end: now.checked_add(SignedDuration::from_hours(12)).ok(),
        parameters: BTreeMap::new(),
        started_at: None,
        ended_at: None,
        branch: None,
        branched_at: None,
        created_at: now,
        rev: 1,
    };
    let planned = run::save(None, planned)?;
    let begun = run::turn(&planned.state, &Turn::Start, None, Vec::new(), now)?;
    let waiting: Vec<RunTask> = written.content.tasks.iter().map(|task| RunTask::waiting(task.number)).collect();
    let permit = tx.permit::<signalbox_domain::authz::Run>("run", begun.state.id, begun.state.portfolio)?;
    run_store::insert(tx, &begun.state, &waiting, &permit)?;
    tx.record(&planned.facts)?;
    tx.record(&begun.facts)?;
    Ok(())
}

/// Each lane does its tasks one after the other, and every tenth waits for the lane beside it.
fn task(number: Number) -> plans::tasks::New {
    let finish_start = |task| After { task, link: LinkKind::FinishStart, lag: 0 };
    let mut after = Vec::new();
    if number > LANES {
        after.push(finish_start(number - LANES));
    }
    if number.is_multiple_of(LANES) && number > LANES + 1 {
        after.push(finish_start(number - LANES - 1));
    }
    let minutes = i64::from(number % 7 + 1) * 60;
    plans::tasks::New {
        number: Some(number),
        name: Name::from_words(&format!("Step {number}")),
        kind: if number.is_multiple_of(100) { Kind::Checkpoint } else { Kind::Manual },
        section: Some(Name::from_words(&format!("Part {}", number.div_ceil(100)))),
        parent: None,
        lane: Some(Key::from_words(&format!("lane-{}", (number - 1) % LANES + 1))),
        branch: None,
        owner: None,
        estimate: Estimate { optimistic: minutes / 2, likely: minutes, pessimistic: minutes * 3 },
        not_before: None,
        after,
        action: None,
        deploys: None,
        description: String::new(),
    }
}
