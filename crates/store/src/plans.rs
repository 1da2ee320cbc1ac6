//! Plans: phases, gates and milestones, and the plans there were before.

use crate::{
    args,
    page::{Page, Place, Slice, slice},
    tx::{Tx, guarded},
    value::{Arg, Row},
};
use signalbox_domain::{
    Outcome, PersonRef, Problem, Ref,
    authz::{ChangesPlan, Permit},
    gates::Request,
    id::{MilestoneId, PhaseId, ReleaseId, StageId},
    releases::{Milestone, MilestoneKind, MilestoneState, Phase, Plan, Release, plan::Baseline},
};
use std::collections::HashMap;

const PHASE: &str = "p.id, p.release_id, p.name, p.start_day, p.end_day, p.rev";
const MILESTONE: &str =
    "m.id, m.release_id, m.kind, m.key, m.name, m.phase_id, m.start_day, m.due_day, m.due_time, m.due_zone,
    m.due_at, m.state, m.decided_at, m.decided_by, m.reason, m.responsible, m.scope, m.description, m.guards, m.rev";

fn read_phase(row: &mut Row) -> Outcome<Phase> {
    Ok(Phase {
        id: row.read("id")?,
        name: row.read("name")?,
        start: row.read("start_day")?,
        end: row.read("end_day")?,
        rev: row.int("rev")?,
    })
}

fn read_milestone(row: &mut Row) -> Outcome<Milestone> {
    let decision = (row.maybe_instant("decided_at")?, row.maybe("decided_by")?, row.maybe_text("reason")?);
    let state = match (row.text("state")?.as_str(), decision) {
        ("passed", (Some(at), by, reason)) => MilestoneState::Passed { at, by, reason },
        ("failed", (Some(at), by, reason)) => MilestoneState::Failed { at, by, reason },
        _ => MilestoneState::Pending,
    };
    Ok(Milestone {
        id: row.read("id")?,
        kind: row.read("kind")?,
        key: row.read("key")?,
        name: row.read("name")?,
        phase: row.maybe("phase_id")?,
        start: row.maybe("start_day")?,
        due: row.due("due")?,
        state,
        responsible: row.maybe_text("responsible")?,
        scope: row.maybe_text("scope")?,
        description: row.text("description")?,
        guards: row.maybe("guards")?,
        rev: row.int("rev")?,
    })
}

/// The whole plan of a release that the caller was found to see.
///
/// # Errors
/// As [`Tx::all`].
pub fn load(tx: &mut Tx<'_>, release: &Release) -> Outcome<Plan> {
    let sql = format!(
        "select {PHASE} from phase p join release r on r.id = p.release_id
         where p.release_id = $1 and {{seen r}} order by p.start_day, p.id"
    );
    let phases = tx.all(&sql, args![release.id], read_phase)?;
    let sql = format!(
        "select {MILESTONE} from milestone m join release r on r.id = m.release_id
         where m.release_id = $1 and {{seen r}} order by m.due_at, m.id"
    );
    let milestones = tx.all(&sql, args![release.id], read_milestone)?;
    Ok(Plan { start: release.start, target: release.target.clone(), phases, milestones })
}

/// What a list of milestones is limited to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only gates, or only milestones.
    pub kind: Option<MilestoneKind>,
    /// In this state: `pending`, `passed` or `failed`.
    pub state: Option<String>,
}

/// A milestone as a reader wants it.
#[derive(Clone, Debug)]
pub struct MilestoneView {
    /// The gate or milestone.
    pub milestone: Milestone,
    /// The name of its phase.
    pub phase_name: Option<String>,
    /// Who decided it.
    pub decided_by: Option<PersonRef>,
    /// The stage that it guards.
    pub guards: Option<Ref<StageId>>,
}

/// The gates and milestones of a release by deadline.
///
/// # Errors
/// As [`Tx::all`]; a fault for a cursor that is none.
pub fn milestones(tx: &mut Tx<'_>, release: ReleaseId, filter: &Filter, page: &Page) -> Outcome<Slice<MilestoneView>> {
    let size = page.size()?;
    let mut conditions = crate::filter::Conditions::default();
    conditions.with("m.release_id = $n", release);
    conditions.when("m.kind = $n", filter.kind);
    conditions.when("m.state = $n", filter.state.as_deref());
    let total = if page.total {
        let sql = format!(
            "select count(*) as total from milestone m join release r on r.id = m.release_id
             where {{seen r}} and {}",
            conditions.sql()
        );
        tx.one(&sql, conditions.values(), |row| row.int("total"))?
    } else {
        None
    };
    if let Some(after) = page.after("due", 2)? {
        let place = conditions.value(&after[0]);
        conditions.with(&format!("(m.due_at, m.id) > ({place}, $n)"), &after[1]);
    }
    let limit = conditions.value(size + 1);
    let sql = format!(
        "select {MILESTONE}, ph.name as phase_name, d.id as decider_id, d.name as decider_name, sg.id as stage_id,
                sg.key as stage_key, sg.name as stage_name
         from milestone m join release r on r.id = m.release_id
         left join phase ph on ph.id = m.phase_id left join person d on d.id = m.decided_by
         left join stage sg on sg.id = m.guards
         where {{seen r}} and {} order by m.due_at, m.id limit {limit}",
        conditions.sql()
    );
    let items = tx.all(&sql, conditions.values(), |row| {
        Ok(MilestoneView {
            decided_by: row.maybe_person("decider")?,
            guards: row.maybe_mention("stage")?,
            phase_name: row.maybe_text("phase_name")?,
            milestone: read_milestone(row)?,
        })
    })?;
    let mut found = slice(items, size, "due", |view| {
        let milestone = &view.milestone;
        vec![Place::Int(milestone.due.instant().as_microsecond()), Place::Text(milestone.id.to_string())]
    });
    found.total = total;
    Ok(found)
}

/// Saves what differs between two plans of a release: only those rows are touched, each guarded by its revision.
///
/// # Errors
/// [`Problem::Stale`] when somebody else changed one of them meanwhile; database problems as [`Tx::run`].
pub fn save<A: ChangesPlan>(tx: &mut Tx<'_>, before: &Plan, after: &Plan, permit: &Permit<A>) -> Outcome<()> {
    let old_phases: HashMap<PhaseId, &Phase> = before.phases.iter().map(|phase| (phase.id, phase)).collect();
    for phase in &after.phases {
        match old_phases.get(&phase.id) {
            Some(old) if *old == phase => {}
            Some(old) => {
                let changed = tx.run(
                    "update phase set name = $3, start_day = $4, end_day = $5, rev = rev + 1 where id = $1 and rev = $2",
                    args![phase.id, old.rev, &phase.name, phase.start, phase.end],
                )?;
                guarded(changed, "phase", old.rev)?;
            }
            None => {
                tx.run(
                    "insert into phase (id, release_id, name, start_day, end_day, rev) values ($1, $2, $3, $4, $5, 1)",
                    args![phase.id, permit.on(), &phase.name, phase.start, phase.end],
                )?;
            }
        }
    }
    let old_milestones: HashMap<MilestoneId, &Milestone> =
        before.milestones.iter().map(|item| (item.id, item)).collect();
    for milestone in &after.milestones {
        match old_milestones.get(&milestone.id) {
            Some(old) if *old == milestone => {}
            Some(old) => update_milestone(tx, old, milestone)?,
            None => insert_milestone(tx, permit.on(), milestone)?,
        }
    }
    for gone in before.milestones.iter().filter(|old| !after.milestones.iter().any(|new| new.id == old.id)) {
        crate::gates::remove_of(tx, gone.id)?;
        let changed = tx.run("delete from milestone where id = $1 and rev = $2", args![gone.id, gone.rev])?;
        guarded(changed, "milestone", gone.rev)?;
    }
    for gone in before.phases.iter().filter(|old| !after.phases.iter().any(|new| new.id == old.id)) {
        tx.run("update activity set phase_id = null, rev = rev + 1 where phase_id = $1", args![gone.id])?;
        tx.run("update booking set phase_id = null, rev = rev + 1 where phase_id = $1", args![gone.id])?;
        let changed = tx.run("delete from phase where id = $1 and rev = $2", args![gone.id, gone.rev])?;
        guarded(changed, "phase", gone.rev)?;
    }
    Ok(())
}

/// Saves that a gate was decided by those who had to approve it: what they said is the right to it.
///
/// # Errors
/// [`Problem::Internal`] unless the request is the gate's and has ended; [`Problem::Stale`] when somebody else changed the gate
/// meanwhile; database problems as [`Tx::run`].
pub fn decided_by_approval(tx: &mut Tx<'_>, before: &Milestone, after: &Milestone, request: &Request) -> Outcome<()> {
    if request.gate != before.id || request.end.is_none() {
        return Err(Problem::Internal("a gate is decided by a request of its own that has ended".to_owned()));
    }
    update_milestone(tx, before, after)?;
    let now = tx.now();
    tx.run("update release set updated_at = $2, rev = rev + 1 where id = $1", args![request.release, now])?;
    Ok(())
}

fn decision(
    state: &MilestoneState,
) -> (Option<jiff::Timestamp>, Option<signalbox_domain::id::PersonId>, Option<String>) {
    match state {
        MilestoneState::Pending => (None, None, None),
        MilestoneState::Passed { at, by, reason } | MilestoneState::Failed { at, by, reason } => {
            (Some(*at), *by, reason.clone())
        }
    }
}

fn insert_milestone(tx: &mut Tx<'_>, release: &str, milestone: &Milestone) -> Outcome<()> {
    let (at, by, reason) = decision(&milestone.state);
    tx.run(
        "insert into milestone (id, release_id, kind, key, name, phase_id, start_day, due_day, due_time, due_zone, due_at,
             state, decided_at, decided_by, reason, responsible, scope, description, guards, rev)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, 1)",
        args![
            milestone.id,
            release,
            milestone.kind,
            &milestone.key,
            &milestone.name,
            milestone.phase,
            milestone.start,
            milestone.due.date,
            milestone.due.time,
            &milestone.due.zone,
            milestone.due.instant(),
            milestone.state.name(),
            at,
            by,
            reason,
            milestone.responsible.as_deref(),
            milestone.scope.as_deref(),
            &milestone.description,
            milestone.guards,
        ],
    )?;
    Ok(())
}

fn update_milestone(tx: &mut Tx<'_>, before: &Milestone, after: &Milestone) -> Outcome<()> {
    let (at, by, reason) = decision(&after.state);
    let changed = tx.run(
        "update milestone set kind = $3, key = $4, name = $5, phase_id = $6, start_day = $7, due_day = $8, due_time = $9,
             due_zone = $10, due_at = $11, state = $12, decided_at = $13, decided_by = $14, reason = $15, responsible = $16,
             scope = $17, description = $18, guards = $19, rev = rev + 1
         where id = $1 and rev = $2",
        args![
            after.id,
            before.rev,
            after.kind,
            &after.key,
            &after.name,
            after.phase,
            after.start,
            after.due.date,
            after.due.time,
            &after.due.zone,
            after.due.instant(),
            after.state.name(),
            at,
            by,
            reason,
            after.responsible.as_deref(),
            after.scope.as_deref(),
            &after.description,
            after.guards,
        ],
    )?;
    guarded(changed, "milestone", before.rev)
}

/// Keeps a plan that no longer holds, under the next number.
///
/// # Errors
/// As [`Tx::run`].
pub fn keep<A: ChangesPlan>(
    tx: &mut Tx<'_>,
    former: &Plan,
    reason: Option<&str>,
    moved: usize,
    permit: &Permit<A>,
) -> Outcome<()> {
    let plan = serde_json::to_string(former).map_err(|error| Problem::Internal(error.to_string()))?;
    let (now, by) = (tx.now(), tx.ctx().actor.person());
    tx.run(
        "insert into baseline (release_id, number, at, by_id, reason, moved, plan)
         select $1, coalesce((select max(number) from baseline where release_id = $1), 0) + 1,
                cast($2 as bigint), $3, $4, cast($5 as bigint), $6",
        args![permit.on(), now, by, reason, moved, plan],
    )?;
    Ok(())
}

/// A former plan as a reader wants it.
#[derive(Clone, Debug)]
pub struct BaselineView {
    /// The former plan.
    pub baseline: Baseline,
    /// Who replaced it.
    pub by: Option<PersonRef>,
}

fn read_baseline(row: &mut Row) -> Outcome<BaselineView> {
    let by = row.maybe_person("by")?;
    Ok(BaselineView {
        baseline: Baseline {
            release: row.read("release_id")?,
            number: row.int("number")?,
            at: row.instant("at")?,
            by: by.as_ref().map(|person| person.id),
            reason: row.maybe_text("reason")?,
            moved: row.int("moved")?,
            plan: row.json("plan")?,
        },
        by,
    })
}

const BASELINE: &str =
    "b.release_id, b.number, b.at, b.reason, b.moved, b.plan, person.id as by_id, person.name as by_name
    from baseline b join release r on r.id = b.release_id left join person on person.id = b.by_id";

/// The former plans of a release, the first one first.
///
/// # Errors
/// As [`Tx::all`]; a fault for a cursor that is none.
pub fn baselines(tx: &mut Tx<'_>, release: ReleaseId, page: &Page) -> Outcome<Slice<BaselineView>> {
    let size = page.size()?;
    let mut conditions = crate::filter::Conditions::default();
    conditions.with("b.release_id = $n", release);
    if let Some(after) = page.after("number", 1)? {
        conditions.with("b.number > $n", &after[0]);
    }
    let limit = conditions.value(size + 1);
    let sql = format!("select {BASELINE} where {{seen r}} and {} order by b.number limit {limit}", conditions.sql());
    let items = tx.all(&sql, conditions.values(), read_baseline)?;
    Ok(slice(items, size, "number", |view| vec![Place::Int(view.baseline.number)]))
}

/// Former plans of the releases that a condition on `b` and `r` picks.
///
/// # Errors
/// As [`Tx::all`].
pub(crate) fn baselines_where(tx: &mut Tx<'_>, condition: &str, values: &[Arg]) -> Outcome<Vec<BaselineView>> {
    let sql = format!("select {BASELINE} where {{seen r}} and {condition}");
    tx.all(&sql, values, read_baseline)
}

/// One former plan.
///
/// # Errors
/// [`Problem::NotFound`] when there is none of that number.
pub fn baseline(tx: &mut Tx<'_>, release: ReleaseId, number: i64) -> Outcome<BaselineView> {
    let sql = format!("select {BASELINE} where b.release_id = $1 and b.number = $2 and {{seen r}}");
    tx.one(&sql, args![release, number], read_baseline)?.ok_or_else(|| Problem::missing("baseline", number))
}

/// Phases of many releases at once, in the order of releases and starts.
///
/// # Errors
/// As [`Tx::all`].
pub fn phases_of(tx: &mut Tx<'_>, releases: &serde_json::Value) -> Outcome<Vec<(ReleaseId, Phase)>> {
    let sql = format!(
        "select {PHASE} from phase p join release r on r.id = p.release_id
         where p.release_id in {{each $1}} and {{seen r}} order by p.release_id, p.start_day, p.id"
    );
    tx.all(&sql, args![releases], |row| Ok((row.read("release_id")?, read_phase(row)?)))
}

/// Gates and milestones of many releases at once, in the order of releases and deadlines.
///
/// # Errors
/// As [`Tx::all`].
pub fn milestones_of(tx: &mut Tx<'_>, releases: &serde_json::Value) -> Outcome<Vec<(ReleaseId, Milestone)>> {
    let sql = format!(
        "select {MILESTONE} from milestone m join release r on r.id = m.release_id
         where m.release_id in {{each $1}} and {{seen r}} order by m.release_id, m.due_at, m.id"
    );
    tx.all(&sql, args![releases], |row| Ok((row.read("release_id")?, read_milestone(row)?)))
}
