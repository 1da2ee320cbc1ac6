//! Portfolios: the tree, and for each node all its ancestors, so that a subtree is one look-up.

use crate::{
    args,
    filter::{Conditions, containing},
    page::{Page, Place, Slice, slice},
    tx::{Tx, by_id_or_key, guarded},
    value::Row,
};
use signalbox_domain::{
    Key, Outcome, Problem, Ref,
    authz::{Administer, Permit},
    id::{PortfolioId, WorkingCalendarId},
    portfolio::Portfolio,
};

/// A portfolio as a reader wants it.
#[derive(Clone, Debug)]
pub struct View {
    /// The portfolio.
    pub portfolio: Portfolio,
    /// The node above, when visible.
    pub parent: Option<Ref<PortfolioId>>,
    /// The working calendar it names itself.
    pub working_calendar: Option<Ref<WorkingCalendarId>>,
    /// Releases in it and below, archived ones left out.
    pub release_count: i64,
    /// Systems in it and below, archived ones left out.
    pub system_count: i64,
}

const COLUMNS: &str = "p.id, p.key, p.name, p.description, p.parent_id, p.working_calendar_id, p.archived_at, p.rev";

const VIEW: &str = "parent.key as parent_key, parent.name as parent_name,
    w.id as calendar_id, w.key as calendar_key, w.name as calendar_name,
    (select count(*) from release r join portfolio_closure c on c.portfolio_id = r.portfolio_id
      where c.ancestor_id = p.id and r.archived_at is null) as release_count,
    (select count(*) from system s join portfolio_closure c on c.portfolio_id = s.portfolio_id
      where c.ancestor_id = p.id and s.archived_at is null) as system_count";

fn read(row: &mut Row) -> Outcome<Portfolio> {
    Ok(Portfolio {
        id: row.read("id")?,
        key: row.read("key")?,
        name: row.read("name")?,
        description: row.text("description")?,
        parent: row.maybe("parent_id")?,
        working_calendar: row.maybe("working_calendar_id")?,
        archived_at: row.maybe_instant("archived_at")?,
        rev: row.int("rev")?,
    })
}

fn read_view(row: &mut Row) -> Outcome<View> {
    let portfolio = read(row)?;
    let key: Option<Key> = row.maybe("parent_key")?;
    let parent = match (portfolio.parent, key) {
        (Some(id), Some(key)) => Some(Ref { id, key, name: row.read("parent_name")? }),
        _ => None,
    };
    let working_calendar = row.maybe_mention("calendar")?;
    Ok(View {
        portfolio,
        parent,
        working_calendar,
        release_count: row.int("release_count")?,
        system_count: row.int("system_count")?,
    })
}

/// The portfolio with this id or key.
///
/// # Errors
/// [`Problem::NotFound`] when there is none that the caller may see; database problems as [`Tx::run`].
pub fn get(tx: &mut Tx<'_>, named: &str) -> Outcome<Portfolio> {
    let (condition, name) = by_id_or_key::<PortfolioId>("p", named);
    let sql = format!("select {COLUMNS} from portfolio p where {condition} and {{visible p.id}}");
    tx.one(&sql, &[name], read)?.ok_or_else(|| Problem::missing("portfolio", named))
}

/// … as a reader wants it.
///
/// # Errors
/// As [`get`].
pub fn view(tx: &mut Tx<'_>, named: &str) -> Outcome<View> {
    let (condition, name) = by_id_or_key::<PortfolioId>("p", named);
    let sql = format!(
        "select {COLUMNS}, {VIEW} from portfolio p
         left join portfolio parent on parent.id = p.parent_id and {{visible parent.id}}
         left join working_calendar w on w.id = p.working_calendar_id
         where {condition} and {{visible p.id}}"
    );
    tx.one(&sql, &[name], read_view)?.ok_or_else(|| Problem::missing("portfolio", named))
}

/// The portfolios above one, from the root down, itself last, as far as the caller may see.
///
/// # Errors
/// As [`Tx::all`].
pub fn path(tx: &mut Tx<'_>, id: PortfolioId) -> Outcome<Vec<Ref<PortfolioId>>> {
    tx.all(
        "select p.id as it_id, p.key as it_key, p.name as it_name,
                (select count(*) from portfolio_closure d where d.portfolio_id = p.id) as depth
         from portfolio_closure c join portfolio p on p.id = c.ancestor_id
         where c.portfolio_id = $1 and {visible p.id} order by depth",
        args![id],
        |row| row.mention("it"),
    )
}

/// What a list of portfolios is limited to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Children of this one.
    pub parent: Option<PortfolioId>,
    /// Key or name holds this text.
    pub text: Option<String>,
    /// Archived ones instead of the others.
    pub archived: bool,
}

/// Portfolios by key.
///
/// # Errors
/// As [`Tx::all`]; a fault for a cursor that is none.
pub fn list(tx: &mut Tx<'_>, filter: &Filter, page: &Page) -> Outcome<Slice<View>> {
    let size = page.size()?;
    let mut conditions =
        Conditions::always(if filter.archived { "p.archived_at is not null" } else { "p.archived_at is null" });
    conditions.when("p.parent_id = $n", filter.parent);
    conditions.when(
        "(p.key_lower like $n escape '\\' or lower(p.name) like $n escape '\\')",
        filter.text.as_deref().map(containing),
    );
    let total = if page.total {
        let sql = format!("select count(*) as total from portfolio p where {{visible p.id}} and {}", conditions.sql());
        tx.one(&sql, conditions.values(), |row| row.int("total"))?
    } else {
        None
    };
    if let Some(after) = page.after("key", 1)? {
        conditions.with("p.key_lower > $n", &after[0]);
    }
    let limit = conditions.value(size + 1);
    let sql = format!(
        "select {COLUMNS}, {VIEW} from portfolio p
         left join portfolio parent on parent.id = p.parent_id and {{visible parent.id}}
         left join working_calendar w on w.id = p.working_calendar_id
         where {{visible p.id}} and {} order by p.key_lower limit {limit}",
        conditions.sql()
    );
    let items = tx.all(&sql, conditions.values(), read_view)?;
    let place = |view: &View| vec![Place::Text(view.portfolio.key.as_str().to_lowercase())];
    Ok(Slice { total, ..slice(items, size, "key", place) })
}

/// True when a portfolio, visible or not, has this key.
///
/// # Errors
/// As [`Tx::all`].
pub fn is_taken(tx: &mut Tx<'_>, key: &Key) -> Outcome<bool> {
    let found = tx.one(
        "-- global: keys are unique across the installation
         select id from portfolio where key_lower = $1",
        args![key.as_str().to_lowercase()],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

/// The root of the tree.
///
/// # Errors
/// As [`Tx::all`]; `None` before the installation is prepared.
pub fn root(tx: &mut Tx<'_>) -> Outcome<Option<Portfolio>> {
    let sql = format!(
        "-- global: everybody's tree has this root\nselect {COLUMNS} from portfolio p where p.parent_id is null"
    );
    tx.one(&sql, &[], read)
}

/// Adds a portfolio below its parent.
///
/// # Errors
/// As [`Tx::run`].
pub fn insert(tx: &mut Tx<'_>, portfolio: &Portfolio, permit: &Permit<Administer>) -> Outcome<()> {
    tx.run(
        "insert into portfolio (id, key, key_lower, name, description, parent_id, archived_at, rev, working_calendar_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![
            permit.on(),
            &portfolio.key,
            portfolio.key.as_str().to_lowercase(),
            &portfolio.name,
            &portfolio.description,
            portfolio.parent,
            portfolio.archived_at,
            portfolio.rev,
            portfolio.working_calendar,
        ],
    )?;
    tx.run("insert into portfolio_closure (ancestor_id, portfolio_id) values ($1, $1)", args![portfolio.id])?;
    if let Some(parent) = portfolio.parent {
        tx.run(
            "insert into portfolio_closure (ancestor_id, portfolio_id)
             select ancestor_id, $2 from portfolio_closure where portfolio_id = $1",
            args![parent, portfolio.id],
        )?;
    }
    Ok(())
}

/// Saves a changed portfolio. When its parent changed, its whole subtree gets new ancestors.
///
/// # Errors
/// [`Problem::Stale`] when somebody else changed it meanwhile; database problems as [`Tx::run`].
pub fn update(tx: &mut Tx<'_>, before: &Portfolio, after: &Portfolio, permit: &Permit<Administer>) -> Outcome<()> {
    let changed = tx.run(
        "update portfolio set key = $3, key_lower = $4, name = $5, description = $6, parent_id = $7, archived_at = $8,
                working_calendar_id = $9, rev = rev + 1 where id = $1 and rev = $2",
        args![
            permit.on(),
            before.rev,
            &after.key,
            after.key.as_str().to_lowercase(),
            &after.name,
            &after.description,
            after.parent,
            after.archived_at,
            after.working_calendar,
        ],
    )?;
    guarded(changed, "portfolio", before.rev)?;
    if before.parent != after.parent {
        // Everything below loses the ancestors that were above, and gets those that are above now.
        tx.run(
            "delete from portfolio_closure
             where portfolio_id in (select portfolio_id from portfolio_closure where ancestor_id = $1)
               and ancestor_id in (select ancestor_id from portfolio_closure where portfolio_id = $1 and ancestor_id <> $1)",
            args![after.id],
        )?;
        tx.run(
            "insert into portfolio_closure (ancestor_id, portfolio_id)
             select above.ancestor_id, below.portfolio_id from portfolio_closure above, portfolio_closure below
             where above.portfolio_id = $2 and below.ancestor_id = $1",
            args![after.id, after.parent],
        )?;
    }
    Ok(())
}
