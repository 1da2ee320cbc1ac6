//! Activities: the work in a release.

use crate::{
    args,
    filter::Conditions,
    page::{Page, Place, Slice, slice},
    tx::{Tx, guarded},
    value::{Arg, Row},
};
use signalbox_domain::{
    Name, Outcome, PersonRef, Problem, Ref, Zone,
    authz::{ChangesActivities, Permit, Work},
    id::{ActivityId, Identifier, PersonId, PhaseId, ReleaseId},
    releases::{Activity, ActivityStatus},
};

/// Where work without a due day comes in a list: after every day a plan may name.
const NEVER: &str = "9999-12-31";

/// An activity as a reader wants it.
#[derive(Clone, Debug)]
pub struct View {
    /// The activity.
    pub activity: Activity,
    /// The name of its phase.
    pub phase_name: Option<Name>,
    /// By whom.
    pub assignee: Option<PersonRef>,
}

const COLUMNS: &str = "a.id, a.release_id, a.phase_id, a.name, a.description, a.assignee_id, a.start_day, a.due_day,
    a.status, a.rev";

const VIEW: &str = "ph.name as phase_name, pe.name as assignee_name";

const AROUND: &str = "activity a join release r on r.id = a.release_id
    left join phase ph on ph.id = a.phase_id left join person pe on pe.id = a.assignee_id";

fn read(row: &mut Row) -> Outcome<Activity> {
    Ok(Activity {
        id: row.read("id")?,
        release: row.read("release_id")?,
        phase: row.maybe("phase_id")?,
        name: row.read("name")?,
        description: row.text("description")?,
        assignee: row.maybe("assignee_id")?,
        start: row.maybe("start_day")?,
        due: row.maybe("due_day")?,
        status: row.read("status")?,
        rev: row.int("rev")?,
    })
}

fn read_view(row: &mut Row) -> Outcome<View> {
    let activity = read(row)?;
    let assignee = match (activity.assignee, row.maybe("assignee_name")?) {
        (Some(id), Some(name)) => Some(PersonRef { id, name }),
        _ => None,
    };
    Ok(View { phase_name: row.maybe("phase_name")?, activity, assignee })
}

/// The phase of a release with this id or name.
///
/// # Errors
/// [`Problem::NotFound`] when the release has no such phase; database problems as [`Tx::run`].
pub fn phase(tx: &mut Tx<'_>, release: ReleaseId, named: &str) -> Outcome<PhaseId> {
    let column = if PhaseId::parse(named).is_some() { "ph.id" } else { "ph.name" };
    let sql = format!(
        "select ph.id from phase ph join release r on r.id = ph.release_id
         where ph.release_id = $1 and {column} = $2 and {{seen r}} order by ph.start_day, ph.id"
    );
    tx.one(&sql, args![release, named], |row| row.read("id"))?.ok_or_else(|| Problem::missing("phase", named))
}

/// The person with this id or mail address, unless they have left.
///
/// # Errors
/// [`Problem::NotFound`] when there is none; database problems as [`Tx::run`].
pub fn person(tx: &mut Tx<'_>, named: &str) -> Outcome<PersonId> {
    let (column, name) = match PersonId::parse(named) {
        Some(_) => ("id", named.to_owned()),
        None => ("email_lower", named.to_lowercase()),
    };
    let sql = format!(
        "-- global: people belong to the whole installation
         select p.id from person p where p.{column} = $1 and p.archived_at is null"
    );
    tx.one(&sql, args![name], |row| row.read("id"))?.ok_or_else(|| Problem::missing("person", named))
}

/// The activity of a release with this id.
///
/// # Errors
/// [`Problem::NotFound`] when the release has no such activity; database problems as [`Tx::run`].
pub fn get(tx: &mut Tx<'_>, release: ReleaseId, named: &str) -> Outcome<Activity> {
    let sql = format!(
        "select {COLUMNS} from activity a join release r on r.id = a.release_id
         where a.release_id = $1 and a.id = $2 and {{seen r}}"
    );
    tx.one(&sql, args![release, named], read)?.ok_or_else(|| Problem::missing("activity", named))
}

/// … as a reader wants it.
///
/// # Errors
/// As [`get`].
pub fn view(tx: &mut Tx<'_>, release: ReleaseId, id: ActivityId) -> Outcome<View> {
    let sql = format!("select {COLUMNS}, {VIEW} from {AROUND} where a.release_id = $1 and a.id = $2 and {{seen r}}");
    tx.one(&sql, args![release, id], read_view)?.ok_or_else(|| Problem::missing("activity", id))
}

/// What a list of activities is limited to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// In this phase.
    pub phase: Option<PhaseId>,
    /// By this person.
    pub assignee: Option<PersonId>,
    /// As far as this.
    pub status: Option<ActivityStatus>,
}

/// The activities of a release by due day; those without one last.
///
/// # Errors
/// As [`Tx::all`]; a fault for a cursor that is none.
pub fn list(tx: &mut Tx<'_>, release: ReleaseId, filter: &Filter, page: &Page) -> Outcome<Slice<View>> {
    let size = page.size()?;
    let mut conditions = Conditions::default();
    conditions.with("a.release_id = $n", release);
    conditions.when("a.phase_id = $n", filter.phase);
    conditions.when("a.assignee_id = $n", filter.assignee);
    conditions.when("a.status = $n", filter.status);
    let total = if page.total {
        let sql = format!(
            "select count(*) as total from activity a join release r on r.id = a.release_id
             where {{seen r}} and {}",
            conditions.sql()
        );
        tx.one(&sql, conditions.values(), |row| row.int("total"))?
    } else {
        None
    };
    if let Some(after) = page.after("due", 2)? {
        let day = conditions.value(&after[0]);
        conditions.with(&format!("(a.due_sort, a.id) > ({day}, $n)"), &after[1]);
    }
    let limit = conditions.value(size + 1);
    let sql = format!(
        "select {COLUMNS}, {VIEW} from {AROUND} where {{seen r}} and {}
         order by a.due_sort, a.id limit {limit}",
        conditions.sql()
    );
    let items = tx.all(&sql, conditions.values(), read_view)?;
    let slice = slice(items, size, "due", |view| {
        vec![Place::Text(due_sort(&view.activity)), Place::Text(view.activity.id.to_string())]
    });
    Ok(Slice { total, ..slice })
}

/// The activities that wait for a person in releases that are not put away, the nearest first; with the release and the zone
/// in which its days are counted.
///
/// # Errors
/// As [`Tx::all`].
pub fn waiting_for(tx: &mut Tx<'_>, person: PersonId, limit: usize) -> Outcome<Vec<(View, Ref<ReleaseId>, Zone)>> {
    let sql = format!(
        "select {COLUMNS}, {VIEW}, r.key as its_key, r.name as its_name, r.zone from {AROUND}
         where a.assignee_id = $1 and a.status <> 'done' and r.archived_at is null and {{seen r}}
         order by a.due_sort, a.id limit $2"
    );
    tx.all(&sql, args![person, limit], |row| {
        let view = read_view(row)?;
        let release = Ref { id: view.activity.release, key: row.read("its_key")?, name: row.read("its_name")? };
        Ok((view, release, row.read("zone")?))
    })
}

/// Every activity of a release by due day, for documents, which hold a release as a whole.
///
/// # Errors
/// As [`Tx::all`].
pub fn all_of(tx: &mut Tx<'_>, release: ReleaseId) -> Outcome<Vec<Activity>> {
    let sql = format!(
        "select {COLUMNS} from activity a join release r on r.id = a.release_id
         where a.release_id = $1 and {{seen r}} order by a.due_sort, a.id"
    );
    tx.all(&sql, args![release], read)
}

/// The activities of many releases at once, by release and due day.
///
/// # Errors
/// As [`Tx::all`].
pub fn of_releases(tx: &mut Tx<'_>, releases: &serde_json::Value) -> Outcome<Vec<Activity>> {
    let sql = format!(
        "select {COLUMNS} from activity a join release r on r.id = a.release_id
         where a.release_id in {{each $1}} and {{seen r}} order by a.release_id, a.due_sort, a.id"
    );
    tx.all(&sql, args![releases], read)
}

/// Adds an activity to the release the permit is for.
///
/// # Errors
/// As [`Tx::run`].
pub fn insert(tx: &mut Tx<'_>, activity: &Activity, permit: &Permit<Work>) -> Outcome<()> {
    let mut values = vec![Arg::from(activity.id), Arg::from(permit.on())];
    values.extend(content(activity));
    values.push(activity.rev.into());
    tx.run(
        "insert into activity (id, release_id, phase_id, name, description, assignee_id, start_day, due_day, due_sort,
                status, rev)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        &values,
    )?;
    Ok(())
}

/// Saves a changed activity of the release the permit is for.
///
/// # Errors
/// [`Problem::Stale`] when somebody else changed it meanwhile; database problems as [`Tx::run`].
pub fn update<A: ChangesActivities>(
    tx: &mut Tx<'_>,
    before: &Activity,
    after: &Activity,
    permit: &Permit<A>,
) -> Outcome<()> {
    let mut values = vec![Arg::from(before.id), Arg::from(permit.on())];
    values.extend(content(after));
    values.push(before.rev.into());
    let changed = tx.run(
        "update activity set phase_id = $3, name = $4, description = $5, assignee_id = $6, start_day = $7, due_day = $8,
                due_sort = $9, status = $10, rev = rev + 1 where id = $1 and release_id = $2 and rev = $11",
        &values,
    )?;
    guarded(changed, "activity", before.rev)
}

/// Takes an activity out of the release the permit is for.
///
/// # Errors
/// As [`update`].
pub fn delete(tx: &mut Tx<'_>, before: &Activity, permit: &Permit<Work>) -> Outcome<()> {
    let changed = tx.run(
        "delete from activity where id = $1 and release_id = $2 and rev = $3",
        args![before.id, permit.on(), before.rev],
    )?;
    guarded(changed, "activity", before.rev)
}

/// Everything but ids and revision, in the order of the columns.
fn content(activity: &Activity) -> [Arg; 8] {
    [
        activity.phase.into(),
        (&activity.name).into(),
        activity.description.as_str().into(),
        activity.assignee.into(),
        activity.start.into(),
        activity.due.into(),
        due_sort(activity).into(),
        activity.status.into(),
    ]
}

fn due_sort(activity: &Activity) -> String {
    activity.due.map_or_else(|| NEVER.to_owned(), |day| day.to_string())
}
