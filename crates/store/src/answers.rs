//! What the header of a release's page is answered from: a few rows and counts each, however large the release.

use crate::{args, tx::Tx};
use jiff::civil::Date;
use signalbox_domain::{
    Due, Outcome,
    id::ReleaseId,
    releases::{
        Release,
        answers::{Concern, Gate, Members, NAMED, Needed, Work},
        raid::Judgement,
    },
};

/// The most releases that are looked at because one needs them.
const MOST_NEEDS: usize = 50;

/// The oldest of a release's gates that failed.
///
/// # Errors
/// As [`Tx::all`]; so for all here.
pub fn failed_gates(tx: &mut Tx<'_>, release: ReleaseId) -> Outcome<Vec<Gate>> {
    tx.all(
        "select m.name, m.responsible, m.due_at, m.decided_at from milestone m join release r on r.id = m.release_id
         where m.release_id = $1 and m.kind = 'gate' and m.state = 'failed' and {seen r}
         order by m.due_at, m.id limit $2",
        args![release, NAMED],
        |row| {
            Ok(Gate {
                name: row.text("name")?,
                responsible: row.maybe_text("responsible")?,
                due: row.instant("due_at")?,
                failed_at: row.maybe_instant("decided_at")?,
            })
        },
    )
}

/// The first of a release's blocked activities, and how many there are.
///
/// # Errors
/// As above.
pub fn blocked_work(tx: &mut Tx<'_>, release: ReleaseId) -> Outcome<(Vec<Work>, i64)> {
    let mut count = 0;
    let work = tx.all(
        "select a.name, p.name as assignee, count(*) over () as found from activity a
         join release r on r.id = a.release_id left join person p on p.id = a.assignee_id
         where a.release_id = $1 and a.status = 'blocked' and {seen r}
         order by a.due_sort, a.id limit $2",
        args![release, NAMED],
        |row| {
            count = row.int("found")?;
            Ok(Work { name: row.text("name")?, assignee: row.maybe_text("assignee")? })
        },
    )?;
    Ok((work, count))
}

/// The first of a release's open issues and high risks, and how many there are.
///
/// # Errors
/// As above.
pub fn concerns(tx: &mut Tx<'_>, release: &Release) -> Outcome<(Vec<Concern>, i64)> {
    let mut count = 0;
    let concerns = tx.all(
        "select i.kind, i.title, coalesce(p.name, t.name) as owner, i.due_day, count(*) over () as found from raid_item i
         join release r on r.id = i.release_id
         left join person p on p.id = i.person_id left join team t on t.id = i.team_id
         where i.release_id = $1 and i.status <> 'closed' and i.archived_at is null
             and (i.kind = 'issue' or i.kind = 'risk' and i.exposure >= $2) and {seen r}
         order by i.kind, i.due_sort, i.number limit $3",
        args![release.id, Judgement::HIGH, NAMED],
        |row| {
            count = row.int("found")?;
            let due = row.maybe::<Date>("due_day")?;
            Ok(Concern {
                kind: row.read("kind")?,
                title: row.text("title")?,
                owner: row.maybe_text("owner")?,
                due: due.map(|day| Due::on(day, release.zone.clone())),
            })
        },
    )?;
    Ok((concerns, count))
}

/// The visible releases a release cannot be delivered without: those delivered last, of the others those due last first.
///
/// # Errors
/// As above.
pub fn needs(tx: &mut Tx<'_>, release: ReleaseId) -> Outcome<Vec<Needed>> {
    tx.all(
        "select o.id, o.key, o.category, o.target_day, o.target_time, o.target_zone
         from release_dependency d join release o on o.id = d.needs_id
         where d.release_id = $1 and d.hard and {seen o}
         order by case when o.category = 'done' then 1 else 0 end, o.target_sort desc, o.key_lower limit $2",
        args![release, MOST_NEEDS],
        |row| {
            Ok(Needed {
                id: row.read("id")?,
                key: row.read("key")?,
                category: row.read("category")?,
                target: row.maybe_due("target")?,
            })
        },
    )
}

/// How many visible members of a train are late, and how many drift: what `releases::matrix` of the domain defines,
/// counted where the rows are. `today` is the day it is for the train.
///
/// # Errors
/// As above.
pub fn members(tx: &mut Tx<'_>, train: &Release, today: Date) -> Outcome<Members> {
    let now = tx.now();
    let found = tx.one(
        "select coalesce(sum(case when r.target_at <= $2 then 1 else 0 end), 0) as late,
                coalesce(sum(case when r.target_day > $3
                    or exists (select 1 from phase p join phase t on t.release_id = $1 and t.name = p.name
                        where p.release_id = r.id and p.end_day > t.end_day and p.end_day >= $4)
                    or exists (select 1 from milestone m join milestone t on t.release_id = $1 and t.key = m.key
                        where m.release_id = r.id and m.state = 'pending' and m.due_day > t.due_day)
                    then 1 else 0 end), 0) as drifting
         from release r where r.parent_id = $1 and r.archived_at is null and r.category not in ('done', 'cancelled')
             and {seen r}",
        args![train.id, now, train.target.as_ref().map(|target: &Due| target.date), today],
        |row| Ok(Members { late: row.int("late")?, drifting: row.int("drifting")? }),
    )?;
    Ok(found.unwrap_or_default())
}
