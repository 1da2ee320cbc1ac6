//! Everything that bears on the moving of releases, in a number of statements that does not depend on how many releases,
//! members or activities there are.

use crate::{activities, args, plans, releases, tx::Tx, working_calendars};
use serde_json::Value;
use signalbox_domain::{
    Outcome,
    authz::{Plan as MayPlan, Thing},
    id::{PortfolioId, ReleaseId},
    releases::{Activity, Plan},
    schedule::replan::Standing,
};
use std::collections::{HashMap, HashSet};

/// How often releases below and releases that need them are looked for in turn.
const MOST_ROUNDS: usize = 16;

fn ids<'a>(releases: impl IntoIterator<Item = &'a ReleaseId>) -> Value {
    Value::from(releases.into_iter().map(ToString::to_string).collect::<Vec<_>>())
}

/// A release, those below it, those that cannot be delivered without one of them, those below these, and so on; with
/// those that any of them needs or rides in, against which a move is held.
///
/// # Errors
/// As [`Tx::all`].
pub fn around(tx: &mut Tx<'_>, root: ReleaseId) -> Outcome<Vec<Standing>> {
    let mut found = HashSet::from([root]);
    let mut newest = vec![root];
    for _ in 0..MOST_ROUNDS {
        let below = below(tx, &newest)?;
        let dependants = dependants(tx, &below)?;
        found.extend(&below);
        newest = dependants.into_iter().filter(|id| found.insert(*id)).collect();
        if newest.is_empty() {
            break;
        }
    }
    load(tx, &found)
}

/// These releases, with those that need one of them, that any of them needs or rides in.
///
/// # Errors
/// As [`Tx::all`].
pub fn beside(tx: &mut Tx<'_>, releases: &[ReleaseId]) -> Outcome<Vec<Standing>> {
    let found: HashSet<ReleaseId> = dependants(tx, releases)?.into_iter().chain(releases.iter().copied()).collect();
    load(tx, &found)
}

/// These and everything that rides in them, as far down as it goes.
fn below(tx: &mut Tx<'_>, releases: &[ReleaseId]) -> Outcome<Vec<ReleaseId>> {
    tx.all(
        "-- global: what the caller does not see is told apart below, and never named
         with recursive down (id) as (
             select r.id from release r where r.id in {each $1}
             union select r.id from release r join down on r.parent_id = down.id where r.archived_at is null
         ) select id from down",
        args![&ids(releases)],
        |row| row.read("id"),
    )
}

/// These and everything that needs them, directly or through others.
fn dependants(tx: &mut Tx<'_>, releases: &[ReleaseId]) -> Outcome<Vec<ReleaseId>> {
    tx.all(
        "-- global: what the caller does not see is told apart below, and never named
         with recursive up (id) as (
             select r.id from release r where r.id in {each $1}
             union select d.release_id from release_dependency d join up on d.needs_id = up.id
                 join release r on r.id = d.release_id where d.hard and r.archived_at is null
         ) select id from up",
        args![&ids(releases)],
        |row| row.read("id"),
    )
}

fn load(tx: &mut Tx<'_>, found: &HashSet<ReleaseId>) -> Outcome<Vec<Standing>> {
    let needs = tx.all(
        "-- global: a need is minded whoever sees the needed release; it is not named to who does not
         select d.release_id, d.needs_id from release_dependency d where d.hard and d.release_id in {each $1}",
        args![&ids(found)],
        |row| Ok((row.read("release_id")?, row.read("needs_id")?)),
    )?;
    let trains: Vec<ReleaseId> = tx.all(
        "-- global: a train the caller does not see is told apart below, and never named
         select distinct r.parent_id from release r where r.parent_id is not null and r.id in {each $1}",
        args![&ids(found)],
        |row| row.read("parent_id"),
    )?;
    let all: HashSet<ReleaseId> =
        found.iter().copied().chain(needs.iter().map(|(_, needed)| *needed)).chain(trains).collect();
    let all = ids(&all);
    let rows = releases::standing(tx, &all)?;
    let mut phases = grouped(plans::phases_of(tx, &all)?);
    let mut milestones = grouped(plans::milestones_of(tx, &all)?);
    let work: Vec<(ReleaseId, Activity)> =
        activities::of_releases(tx, &all)?.into_iter().map(|one| (one.release, one)).collect();
    let mut work = grouped(work);
    let mut needs = grouped(needs);
    let portfolios: HashSet<PortfolioId> = rows.iter().map(|row| row.release.portfolio).collect();
    let portfolios: Vec<PortfolioId> = portfolios.into_iter().collect();
    let calendars = working_calendars::of_portfolios(tx, &portfolios)?;
    let lineages = tx.lineages(&portfolios)?;
    let rights = tx.ctx().rights.clone();
    let standings = rows.into_iter().map(|row| {
        let release = row.release;
        let lineage = lineages.get(&release.portfolio).map(Vec::as_slice).unwrap_or_default();
        let thing = Thing { noun: "release", id: release.id.to_string(), lineage };
        Standing {
            plan: Plan {
                start: release.start,
                target: release.target.clone(),
                phases: phases.remove(&release.id).unwrap_or_default(),
                milestones: milestones.remove(&release.id).unwrap_or_default(),
            },
            activities: work.remove(&release.id).unwrap_or_default(),
            calendar: calendars.get(&release.portfolio).cloned().unwrap_or_default(),
            needs: needs.remove(&release.id).unwrap_or_default().into_iter().map(|needed| (needed, true)).collect(),
            closures: Vec::new(),
            accountable: row.accountable,
            seen: row.seen,
            may: rights.permit::<MayPlan>(&thing).is_ok(),
            release,
        }
    });
    Ok(standings.collect())
}

fn grouped<T>(items: Vec<(ReleaseId, T)>) -> HashMap<ReleaseId, Vec<T>> {
    let mut groups: HashMap<ReleaseId, Vec<T>> = HashMap::new();
    for (release, item) in items {
        groups.entry(release).or_default().push(item);
    }
    groups
}
