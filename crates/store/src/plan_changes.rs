//! Changes of plans as they were made, and what a move must know of the releases around it.

use crate::{
    args,
    filter::Conditions,
    page::{Page, Place, Slice, slice},
    tx::Tx,
    value::{Row, json},
};
use jiff::Timestamp;
use signalbox_domain::{
    Outcome, PersonRef, Problem, Ref,
    id::{Identifier, PlanChangeId, ReleaseId},
    schedule::replan::Moved,
};

/// A change of plans.
#[derive(Clone, Debug)]
pub struct PlanChange {
    /// Which.
    pub id: PlanChangeId,
    /// The release that somebody moved.
    pub release: Ref<ReleaseId>,
    /// When.
    pub at: Timestamp,
    /// Who; `None` for the system.
    pub by: Option<PersonRef>,
    /// Why.
    pub reason: Option<String>,
    /// Everything that moved.
    pub moved: Vec<Moved>,
    /// The change it took back.
    pub undoes: Option<PlanChangeId>,
    /// When it was taken back, and by whom.
    pub undone: Option<(Timestamp, Option<PersonRef>)>,
}

const COLUMNS: &str =
    "c.id, c.at, c.reason, c.moved, c.undoes_id, c.undone_at, r.id as release_id, r.key as release_key,
    r.name as release_name, b.id as by_id, b.name as by_name, u.id as undone_id, u.name as undone_name";

const AROUND: &str = "plan_change c join release r on r.id = c.release_id
    left join person b on b.id = c.by_id left join person u on u.id = c.undone_by";

fn read(row: &mut Row) -> Outcome<PlanChange> {
    let undone_by = row.maybe_person("undone")?;
    Ok(PlanChange {
        id: row.read("id")?,
        release: row.mention("release")?,
        at: row.instant("at")?,
        by: row.maybe_person("by")?,
        reason: row.maybe_text("reason")?,
        moved: row.json("moved")?,
        undoes: row.maybe("undoes_id")?,
        undone: row.maybe_instant("undone_at")?.map(|at| (at, undone_by)),
    })
}

/// The change of plans with this id.
///
/// # Errors
/// [`Problem::NotFound`] when there is none that the caller may see; database problems as [`Tx::run`].
pub fn get(tx: &mut Tx<'_>, named: &str) -> Outcome<PlanChange> {
    let missing = || Problem::missing("plan change", named);
    let id = PlanChangeId::parse(named).ok_or_else(missing)?;
    let sql = format!("select {COLUMNS} from {AROUND} where c.id = $1 and {{seen r}}");
    tx.one(&sql, args![id], read)?.ok_or_else(missing)
}

/// Changes of plans, the newest first; of one release those that moved it, whoever was dragged.
///
/// # Errors
/// As [`Tx::all`]; a fault for a cursor that is none.
pub fn list(tx: &mut Tx<'_>, release: Option<ReleaseId>, page: &Page) -> Outcome<Slice<PlanChange>> {
    let size = page.size()?;
    let mut conditions = Conditions::default();
    conditions.when("c.id in (select change_id from plan_change_release where release_id = $n)", release);
    let total = if page.total {
        let sql = format!(
            "select count(*) as total from plan_change c join release r on r.id = c.release_id
             where {{seen r}} and {}",
            conditions.sql()
        );
        tx.one(&sql, conditions.values(), |row| row.int("total"))?
    } else {
        None
    };
    if let Some(after) = page.after("-id", 1)? {
        conditions.with("c.id < $n", &after[0]);
    }
    let limit = conditions.value(size + 1);
    let sql = format!(
        "select {COLUMNS} from {AROUND} where {{seen r}} and {} order by c.id desc limit {limit}",
        conditions.sql()
    );
    let items = tx.all(&sql, conditions.values(), read)?;
    Ok(Slice { total, ..slice(items, size, "-id", |change| vec![Place::Text(change.id.to_string())]) })
}

/// Keeps a change of plans that was just made.
///
/// # Errors
/// As [`Tx::run`].
pub fn insert(
    tx: &mut Tx<'_>,
    id: PlanChangeId,
    release: ReleaseId,
    reason: Option<&str>,
    moved: &[Moved],
    undoes: Option<PlanChangeId>,
) -> Outcome<()> {
    let (now, by) = (tx.now(), tx.ctx().actor.person());
    tx.run(
        "insert into plan_change (id, release_id, at, by_id, reason, moved, undoes_id) values ($1, $2, $3, $4, $5, $6, $7)",
        args![id, release, now, by, reason, json(&moved)?, undoes],
    )?;
    for one in moved {
        tx.run("insert into plan_change_release (release_id, change_id) values ($1, $2)", args![one.release, id])?;
    }
    Ok(())
}

/// Notes that a change was taken back.
///
/// # Errors
/// [`Problem::LostRace`] when somebody else took it back meanwhile; database problems as [`Tx::run`].
pub fn undone(tx: &mut Tx<'_>, id: PlanChangeId) -> Outcome<()> {
    let (now, by) = (tx.now(), tx.ctx().actor.person());
    let changed = tx.run(
        "update plan_change set undone_at = $2, undone_by = $3 where id = $1 and undone_at is null",
        args![id, now, by],
    )?;
    if changed == 1 { Ok(()) } else { Err(Problem::LostRace) }
}
