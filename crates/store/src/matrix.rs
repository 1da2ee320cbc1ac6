//! The members of a train with their whole plans, read with a constant number of statements.

use crate::{args, plans, tx::Tx};
use signalbox_domain::{
    Due, Key, Name, Outcome, PersonRef,
    id::ReleaseId,
    releases::{Category, Plan, Release},
};
use std::collections::HashMap;

/// The most members one answer holds.
pub const MOST: usize = 1_000;

/// A member of a train.
#[derive(Clone, Debug)]
pub struct Member {
    /// Which.
    pub id: ReleaseId,
    /// Its short name.
    pub key: Key,
    /// Its name.
    pub name: Name,
    /// Its status.
    pub status: Key,
    /// What that means.
    pub category: Category,
    /// Who decides.
    pub accountable: Option<PersonRef>,
    /// Gates that are past their deadline and open.
    pub overdue_gates: i64,
    /// Gates that failed.
    pub failed_gates: i64,
    /// Its plan.
    pub plan: Plan,
}

/// A train's plan and its members.
#[derive(Clone, Debug)]
pub struct Members {
    /// The train's own plan.
    pub plan: Plan,
    /// Its visible members by key; at most [`MOST`].
    pub members: Vec<Member>,
    /// How many there are.
    pub total: i64,
}

/// The plans of a train and of its visible members, archived ones left out.
///
/// # Errors
/// As [`Tx::all`].
pub fn load(tx: &mut Tx<'_>, train: &Release) -> Outcome<Members> {
    let now = tx.now();
    let mut total = 0;
    let mut members = tx.all(
        "select r.id, r.key, r.name, r.status, r.category, person.id as accountable_id, person.name as accountable_name,
                r.start_day, r.target_day, r.target_time, r.target_zone, count(*) over () as total,
                (select count(*) from milestone m where m.release_id = r.id and m.kind = 'gate' and m.state = 'pending'
                    and m.due_at <= $2) as overdue_gates,
                (select count(*) from milestone m where m.release_id = r.id and m.kind = 'gate'
                    and m.state = 'failed') as failed_gates
         from release r left join release_person ra on ra.release_id = r.id and ra.part = 'accountable'
         left join person on person.id = ra.person_id
         where r.parent_id = $1 and r.archived_at is null and {seen r}
         order by r.key_lower limit $3",
        args![train.id, now, MOST],
        |row| {
            total = row.int("total")?;
            let target: Option<Due> = row.maybe_due("target")?;
            Ok(Member {
                id: row.read("id")?,
                key: row.read("key")?,
                name: row.read("name")?,
                status: row.read("status")?,
                category: row.read("category")?,
                accountable: row.maybe_person("accountable")?,
                overdue_gates: row.int("overdue_gates")?,
                failed_gates: row.int("failed_gates")?,
                plan: Plan { start: row.maybe("start_day")?, target, ..Plan::default() },
            })
        },
    )?;
    let ids = members.iter().map(|member| member.id).chain([train.id]).map(|id| id.to_string());
    let ids = serde_json::Value::from(ids.collect::<Vec<_>>());
    let mut phases = by_release(plans::phases_of(tx, &ids)?);
    let mut milestones = by_release(plans::milestones_of(tx, &ids)?);
    let mut fill = |id: ReleaseId, plan: &mut Plan| {
        plan.phases = phases.remove(&id).unwrap_or_default();
        plan.milestones = milestones.remove(&id).unwrap_or_default();
    };
    for member in &mut members {
        fill(member.id, &mut member.plan);
    }
    let mut plan = Plan { start: train.start, target: train.target.clone(), ..Plan::default() };
    fill(train.id, &mut plan);
    Ok(Members { plan, members, total })
}

fn by_release<T>(items: Vec<(ReleaseId, T)>) -> HashMap<ReleaseId, Vec<T>> {
    let mut found: HashMap<ReleaseId, Vec<T>> = HashMap::new();
    for (release, item) in items {
        found.entry(release).or_default().push(item);
    }
    found
}
