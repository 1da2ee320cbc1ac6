//! Working calendars. They belong to the whole installation: whoever may sign in may see them.

use crate::{
    args,
    filter::{Conditions, containing},
    page::{Page, Place, Slice, slice},
    tx::{Tx, by_id_or_key, guarded},
    value::{Row, json},
};
use signalbox_domain::{
    Key, Outcome, Problem, Ref,
    authz::{Administer, Permit},
    id::{PortfolioId, WorkingCalendarId},
    schedule::{Calendar, Holiday, Weekday, WorkingCalendar},
};
use std::collections::HashMap;

const COLUMNS: &str = "c.id, c.key, c.name, c.days, c.holidays, c.archived_at, c.rev";

fn read(row: &mut Row) -> Outcome<Calendar> {
    Ok(Calendar {
        id: row.read("id")?,
        key: row.read("key")?,
        name: row.read("name")?,
        days: row.json("days")?,
        holidays: row.json("holidays")?,
        archived_at: row.maybe_instant("archived_at")?,
        rev: row.int("rev")?,
    })
}

/// The working calendar with this id or key.
///
/// # Errors
/// [`Problem::NotFound`] when there is none; database problems as [`Tx::run`].
pub fn get(tx: &mut Tx<'_>, named: &str) -> Outcome<Calendar> {
    let (condition, name) = by_id_or_key::<WorkingCalendarId>("c", named);
    let sql = format!(
        "-- global: working calendars are everybody's\nselect {COLUMNS} from working_calendar c where {condition}"
    );
    tx.one(&sql, &[name], read)?.ok_or_else(|| Problem::missing("working calendar", named))
}

/// What a list of working calendars is limited to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Key or name holds this text.
    pub text: Option<String>,
    /// Archived ones instead of the others.
    pub archived: bool,
}

/// Working calendars by key.
///
/// # Errors
/// As [`Tx::all`]; a fault for a cursor that is none.
pub fn list(tx: &mut Tx<'_>, filter: &Filter, page: &Page) -> Outcome<Slice<Calendar>> {
    let size = page.size()?;
    let away = if filter.archived { "c.archived_at is not null" } else { "c.archived_at is null" };
    let mut conditions = Conditions::always(away);
    let text = filter.text.as_deref().map(containing);
    conditions.when("(c.key_lower like $n escape '\\' or lower(c.name) like $n escape '\\')", text);
    let total = if page.total {
        let sql = format!(
            "-- global: working calendars are everybody's\nselect count(*) as total from working_calendar c where {}",
            conditions.sql()
        );
        tx.one(&sql, conditions.values(), |row| row.int("total"))?
    } else {
        None
    };
    if let Some(after) = page.after("key", 1)? {
        conditions.with("c.key_lower > $n", &after[0]);
    }
    let limit = conditions.value(size + 1);
    let sql = format!(
        "-- global: working calendars are everybody's\nselect {COLUMNS} from working_calendar c where {} order by c.key_lower limit {limit}",
        conditions.sql()
    );
    let items = tx.all(&sql, conditions.values(), read)?;
    let slice = slice(items, size, "key", |found| vec![Place::Text(found.key.as_str().to_lowercase())]);
    Ok(Slice { total, ..slice })
}

/// True when a working calendar has this key.
///
/// # Errors
/// As [`Tx::all`].
pub fn is_taken(tx: &mut Tx<'_>, key: &Key) -> Outcome<bool> {
    let found = tx.one(
        "-- global: keys are unique across the installation
         select id from working_calendar where key_lower = $1",
        args![key.as_str().to_lowercase()],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

/// How many portfolios, archived ones too, name this calendar.
///
/// # Errors
/// As [`Tx::all`].
pub fn named_by(tx: &mut Tx<'_>, id: WorkingCalendarId) -> Outcome<i64> {
    let found = tx.one(
        "-- global: a calendar is kept for every portfolio, whoever may see it
         select count(*) as portfolios from portfolio where working_calendar_id = $1",
        args![id],
        |row| row.int("portfolios"),
    )?;
    Ok(found.unwrap_or(0))
}

/// The calendar that the nearest portfolio above this one names, itself left out.
///
/// # Errors
/// As [`Tx::one`].
pub fn above(tx: &mut Tx<'_>, portfolio: PortfolioId) -> Outcome<Option<Ref<WorkingCalendarId>>> {
    tx.one(
        "-- global: a portfolio works by the calendar above it, whoever may see what is above
         select w.id as it_id, w.key as it_key, w.name as it_name,
                (select count(*) from portfolio_closure d where d.portfolio_id = a.id) as depth
         from portfolio_closure c join portfolio a on a.id = c.ancestor_id
         join working_calendar w on w.id = a.working_calendar_id
         where c.portfolio_id = $1 and a.id <> $1 order by depth desc limit 1",
        args![portfolio],
        |row| row.mention("it"),
    )
}

/// The days each of these portfolios works: by the calendar that it or the nearest portfolio above it names; Monday to
/// Friday where none does. One statement, however many portfolios.
///
/// # Errors
/// As [`Tx::all`].
pub fn of_portfolios(tx: &mut Tx<'_>, portfolios: &[PortfolioId]) -> Outcome<HashMap<PortfolioId, WorkingCalendar>> {
    let ids = serde_json::Value::from(portfolios.iter().map(ToString::to_string).collect::<Vec<_>>());
    let named = tx.all(
        "-- global: a portfolio works by the calendar above it, whoever may see what is above
         select c.portfolio_id, w.days, w.holidays,
                (select count(*) from portfolio_closure d where d.portfolio_id = a.id) as depth
         from portfolio_closure c join portfolio a on a.id = c.ancestor_id
         join working_calendar w on w.id = a.working_calendar_id
         where c.portfolio_id in {each $1} order by depth",
        args![&ids],
        |row| {
            let (days, holidays): (Vec<Weekday>, Vec<Holiday>) = (row.json("days")?, row.json("holidays")?);
            Ok((row.read("portfolio_id")?, days, holidays))
        },
    )?;
    let mut found: HashMap<PortfolioId, WorkingCalendar> =
        portfolios.iter().map(|portfolio| (*portfolio, WorkingCalendar::default())).collect();
    // The deepest comes last and stays.
    for (portfolio, days, holidays) in named {
        found.insert(portfolio, WorkingCalendar::new(&days, holidays.into_iter().map(|holiday| holiday.date)));
    }
    Ok(found)
}

/// Adds a working calendar.
///
/// # Errors
/// As [`Tx::run`].
pub fn insert(tx: &mut Tx<'_>, calendar: &Calendar, permit: &Permit<Administer>) -> Outcome<()> {
    tx.run(
        "insert into working_calendar (id, key, key_lower, name, days, holidays, archived_at, rev)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![
            permit.on(),
            &calendar.key,
            calendar.key.as_str().to_lowercase(),
            &calendar.name,
            json(&calendar.days)?,
            json(&calendar.holidays)?,
            calendar.archived_at,
            calendar.rev,
        ],
    )?;
    Ok(())
}

/// Saves a changed working calendar.
///
/// # Errors
/// [`Problem::Stale`] when somebody else changed it meanwhile; database problems as [`Tx::run`].
pub fn update(tx: &mut Tx<'_>, before: &Calendar, after: &Calendar, permit: &Permit<Administer>) -> Outcome<()> {
    let changed = tx.run(
        "update working_calendar set key = $3, key_lower = $4, name = $5, days = $6, holidays = $7, archived_at = $8,
                rev = rev + 1 where id = $1 and rev = $2",
        args![
            permit.on(),
            before.rev,
            &after.key,
            after.key.as_str().to_lowercase(),
            &after.name,
            json(&after.days)?,
            json(&after.holidays)?,
            after.archived_at,
        ],
    )?;
    guarded(changed, "working calendar", before.rev)
}
