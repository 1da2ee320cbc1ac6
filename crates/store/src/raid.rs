//! The RAID register of a release.

use crate::{
    args,
    filter::{Conditions, containing},
    grants::Holder,
    page::{Page, Place, Slice, slice},
    tx::{Tx, guarded},
    value::{Arg, Row},
};
use jiff::civil::Date;
use signalbox_domain::{
    Outcome, PersonRef, Problem,
    authz::{Permit, Work},
    id::{PersonId, ReleaseId, TeamId},
    people::Party,
    releases::{RaidItem, RaidKind, RaidStatus, raid::Closure},
};

/// Where an item without a due day comes in a list: after every day a plan may name.
const NEVER: &str = "9999-12-31";

/// An item as a reader wants it.
#[derive(Clone, Debug)]
pub struct View {
    /// The item.
    pub item: RaidItem,
    /// Who sees to it.
    pub owner: Option<Holder>,
    /// Who closed it.
    pub closed_by: Option<PersonRef>,
}

const VIEW: &str = "i.id, i.release_id, i.number, i.kind, i.title, i.description, i.person_id, p.name as person_name,
    i.team_id, t.key as team_key, t.name as team_name, i.probability, i.impact, i.due_day, i.response, i.status,
    i.closed_at, i.closed_by, c.id as closer_id, c.name as closer_name, i.resolution, i.created_at, i.archived_at, i.rev
    from raid_item i join release r on r.id = i.release_id
    left join person p on p.id = i.person_id left join team t on t.id = i.team_id
    left join person c on c.id = i.closed_by";

fn read(row: &mut Row) -> Outcome<View> {
    let owner = match row.maybe::<PersonId>("person_id")? {
        Some(id) => Some(Holder::Person(PersonRef { id, name: row.read("person_name")? })),
        None => row.maybe_mention("team")?.map(Holder::Team),
    };
    let closure = match row.maybe_instant("closed_at")? {
        Some(at) => Some(Closure {
            at,
            by: row.maybe("closed_by")?,
            resolution: row.maybe_text("resolution")?.unwrap_or_default(),
        }),
        None => None,
    };
    let item = RaidItem {
        id: row.read("id")?,
        release: row.read("release_id")?,
        number: row.int("number")?,
        kind: row.read("kind")?,
        title: row.read("title")?,
        description: row.text("description")?,
        owner: owner.as_ref().map(|holder| match holder {
            Holder::Person(who) => Party::Person(who.id),
            Holder::Team(team) => Party::Team(team.id),
        }),
        probability: row.maybe_int("probability")?,
        impact: row.maybe_int("impact")?,
        due: row.maybe("due_day")?,
        response: row.text("response")?,
        in_progress: row.read::<RaidStatus>("status")? == RaidStatus::InProgress,
        closure,
        created_at: row.instant("created_at")?,
        archived_at: row.maybe_instant("archived_at")?,
        rev: row.int("rev")?,
    };
    Ok(View { item, owner, closed_by: row.maybe_person("closer")? })
}

/// The item of a release with this id.
///
/// # Errors
/// [`Problem::NotFound`] when the release has no such item; database problems as [`Tx::run`].
pub fn view(tx: &mut Tx<'_>, release: ReleaseId, named: &str) -> Outcome<View> {
    let sql = format!("select {VIEW} where i.release_id = $1 and i.id = $2 and {{seen r}}");
    tx.one(&sql, args![release, named], read)?.ok_or_else(|| Problem::missing("RAID item", named))
}

/// Every item of a release by number, for documents, which hold a release as a whole.
///
/// # Errors
/// As [`Tx::all`].
pub fn all_of(tx: &mut Tx<'_>, release: ReleaseId) -> Outcome<Vec<View>> {
    let sql =
        format!("select {VIEW} where i.release_id = $1 and i.archived_at is null and {{seen r}} order by i.number");
    tx.all(&sql, args![release], read)
}

/// What a list of items is ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// As they were raised.
    #[default]
    Number,
    /// By due day; those without one last.
    Due,
    /// The largest exposure first; those without one last.
    Exposure,
}

/// What a list of items is limited to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this kind.
    pub kind: Option<RaidKind>,
    /// As far as this.
    pub status: Option<RaidStatus>,
    /// Not closed, and due before this day.
    pub overdue_on: Option<Date>,
    /// This person sees to it.
    pub person: Option<PersonId>,
    /// This team sees to it.
    pub team: Option<TeamId>,
    /// Judged as this likely.
    pub probability: Option<i64>,
    /// Judged as this bad.
    pub impact: Option<i64>,
    /// Its title, description or response holds this text.
    pub text: Option<String>,
    /// Those put away instead of the others.
    pub archived: bool,
}

/// The items of a release.
///
/// # Errors
/// As [`Tx::all`]; a fault for a cursor that is none.
pub fn list(tx: &mut Tx<'_>, release: ReleaseId, filter: &Filter, order: Order, page: &Page) -> Outcome<Slice<View>> {
    let size = page.size()?;
    let mut conditions =
        Conditions::always(if filter.archived { "i.archived_at is not null" } else { "i.archived_at is null" });
    conditions.with("i.release_id = $n", release);
    conditions.when("i.kind = $n", filter.kind);
    conditions.when("i.status = $n", filter.status);
    if let Some(today) = filter.overdue_on {
        conditions.and("i.status <> 'closed'");
        conditions.with("i.due_day < $n", today);
    }
    conditions.when("i.person_id = $n", filter.person);
    conditions.when("i.team_id = $n", filter.team);
    conditions.when("i.probability = $n", filter.probability);
    conditions.when("i.impact = $n", filter.impact);
    let told = r"(lower(i.title) like $n escape '\' or lower(i.description) like $n escape '\'
        or lower(i.response) like $n escape '\')";
    conditions.when(told, filter.text.as_deref().map(containing));
    let total = if page.total {
        let sql = format!(
            "select count(*) as total from raid_item i join release r on r.id = i.release_id
             where {{seen r}} and {}",
            conditions.sql()
        );
        tx.one(&sql, conditions.values(), |row| row.int("total"))?
    } else {
        None
    };
    let (name, by) = match order {
        Order::Number => ("number", "i.number"),
        Order::Due => ("due", "i.due_sort, i.number"),
        Order::Exposure => ("exposure", "i.exposure desc, i.number"),
    };
    match (order, page.after(name, if order == Order::Number { 1 } else { 2 })?) {
        (_, None) => {}
        (Order::Number, Some(after)) => conditions.with("i.number > $n", &after[0]),
        (Order::Due, Some(after)) => {
            let day = conditions.value(&after[0]);
            conditions.with(&format!("(i.due_sort, i.number) > ({day}, $n)"), &after[1]);
        }
        (Order::Exposure, Some(after)) => {
            let exposure = conditions.value(&after[0]);
            let beyond = format!("(i.exposure < {exposure} or (i.exposure = {exposure} and i.number > $n))");
            conditions.with(&beyond, &after[1]);
        }
    }
    let limit = conditions.value(size + 1);
    let sql = format!("select {VIEW} where {{seen r}} and {} order by {by} limit {limit}", conditions.sql());
    let items = tx.all(&sql, conditions.values(), read)?;
    let place = |view: &View| {
        let number = Place::Int(view.item.number);
        match order {
            Order::Number => vec![number],
            Order::Due => vec![Place::Text(due_sort(&view.item)), number],
            Order::Exposure => vec![Place::Int(view.item.exposure().unwrap_or(0)), number],
        }
    };
    Ok(Slice { total, ..slice(items, size, name, place) })
}

/// How many items there are of one kind, judgement and status.
#[derive(Clone, Debug)]
pub struct Count {
    /// Of which kind.
    pub kind: RaidKind,
    /// How far.
    pub status: RaidStatus,
    /// How likely, if it was judged.
    pub probability: Option<i64>,
    /// How bad, if it was judged.
    pub impact: Option<i64>,
    /// How many.
    pub items: i64,
    /// How many of them were due before the day and are not closed.
    pub overdue: i64,
}

/// The register of a release in figures, as of a day.
///
/// # Errors
/// As [`Tx::all`].
pub fn counts(tx: &mut Tx<'_>, release: ReleaseId, today: Date) -> Outcome<Vec<Count>> {
    tx.all(
        "select i.kind, i.status, i.probability, i.impact, count(*) as items,
                sum(case when i.status <> 'closed' and i.due_day < $2 then 1 else 0 end) as overdue
         from raid_item i join release r on r.id = i.release_id
         where i.release_id = $1 and i.archived_at is null and {seen r}
         group by i.kind, i.status, i.probability, i.impact
         order by i.kind, i.status, i.probability, i.impact",
        args![release, today],
        |row| {
            Ok(Count {
                kind: row.read("kind")?,
                status: row.read("status")?,
                probability: row.maybe_int("probability")?,
                impact: row.maybe_int("impact")?,
                items: row.int("items")?,
                overdue: row.int("overdue")?,
            })
        },
    )
}

/// The number the next item of a release gets.
///
/// # Errors
/// As [`Tx::all`].
pub fn next_number(tx: &mut Tx<'_>, release: ReleaseId) -> Outcome<i64> {
    let last = tx.one(
        "-- global: counts only, archived ones too
         select coalesce(max(number), 0) as last from raid_item where release_id = $1",
        args![release],
        |row| row.int("last"),
    )?;
    Ok(last.unwrap_or(0) + 1)
}

/// Adds an item to the release the permit is for.
///
/// # Errors
/// As [`Tx::run`].
pub fn insert(tx: &mut Tx<'_>, item: &RaidItem, permit: &Permit<Work>) -> Outcome<()> {
    let mut values = vec![Arg::from(item.id), Arg::from(permit.on())];
    values.extend(content(item));
    values.extend([item.number.into(), item.created_at.into(), item.rev.into()]);
    tx.run(
        "insert into raid_item (id, release_id, kind, title, description, person_id, team_id, probability, impact,
                exposure, due_day, due_sort, response, status, closed_at, closed_by, resolution, archived_at,
                number, created_at, rev)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)",
        &values,
    )?;
    Ok(())
}

/// Saves a changed item of the release the permit is for.
///
/// # Errors
/// [`Problem::Stale`] when somebody else changed it meanwhile; database problems as [`Tx::run`].
pub fn update(tx: &mut Tx<'_>, before: &RaidItem, after: &RaidItem, permit: &Permit<Work>) -> Outcome<()> {
    let mut values = vec![Arg::from(before.id), Arg::from(permit.on())];
    values.extend(content(after));
    values.push(before.rev.into());
    let changed = tx.run(
        "update raid_item set kind = $3, title = $4, description = $5, person_id = $6, team_id = $7, probability = $8,
                impact = $9, exposure = $10, due_day = $11, due_sort = $12, response = $13, status = $14,
                closed_at = $15, closed_by = $16, resolution = $17, archived_at = $18, rev = rev + 1
         where id = $1 and release_id = $2 and rev = $19",
        &values,
    )?;
    guarded(changed, "RAID item", before.rev)
}

/// What may change of it, in the order of the columns.
fn content(item: &RaidItem) -> [Arg; 16] {
    let (person, team) = match item.owner {
        Some(Party::Person(id)) => (Some(id), None),
        Some(Party::Team(id)) => (None, Some(id)),
        None => (None, None),
    };
    let closure = item.closure.as_ref();
    [
        item.kind.into(),
        (&item.title).into(),
        item.description.as_str().into(),
        person.into(),
        team.into(),
        item.probability.into(),
        item.impact.into(),
        item.exposure().unwrap_or(0).into(),
        item.due.into(),
        due_sort(item).into(),
        item.response.as_str().into(),
        item.status().into(),
        closure.map(|closure| closure.at).into(),
        closure.and_then(|closure| closure.by).into(),
        closure.map(|closure| closure.resolution.as_str()).into(),
        item.archived_at.into(),
    ]
}

fn due_sort(item: &RaidItem) -> String {
    item.due.map_or_else(|| NEVER.to_owned(), |day| day.to_string())
}
