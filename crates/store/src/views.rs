//! Saved views: one's own, and those that were shared with a portfolio one sees.

use crate::{
    args,
    filter::Conditions,
    page::{Page, Place, Slice, slice},
    tx::{Tx, guarded},
    value::Row,
};
use signalbox_domain::{
    Key, Outcome, PersonRef, Problem, Ref,
    id::{Identifier, PortfolioId, ViewId},
    views::SavedView,
};

/// A view as a reader wants it.
#[derive(Clone, Debug)]
pub struct View {
    /// The view.
    pub view: SavedView,
    /// Who made it.
    pub owner: PersonRef,
    /// With whom it is shared.
    pub portfolio: Option<Ref<PortfolioId>>,
}

const COLUMNS: &str = "v.id, v.owner_id, p.name as owner_name, v.portfolio_id, pf.key as portfolio_key,
    pf.name as portfolio_name, v.name, v.screen, v.state, v.preferred, v.created_at, v.rev";

const JOINS: &str = "join person p on p.id = v.owner_id left join portfolio pf on pf.id = v.portfolio_id";

fn read(row: &mut Row) -> Outcome<View> {
    let owner = PersonRef { id: row.read("owner_id")?, name: row.read("owner_name")? };
    let portfolio: Option<Ref<PortfolioId>> = row.maybe_mention("portfolio")?;
    Ok(View {
        view: SavedView {
            id: row.read("id")?,
            owner: owner.id,
            portfolio: portfolio.as_ref().map(|portfolio| portfolio.id),
            name: row.read("name")?,
            screen: row.read("screen")?,
            state: row.json("state")?,
            preferred: row.bool("preferred")?,
            created_at: row.instant("created_at")?,
            rev: row.int("rev")?,
        },
        owner,
        portfolio,
    })
}

/// Views of a screen, or of all, by name: the caller's own and shared ones.
///
/// # Errors
/// As [`Tx::all`]; a fault for a cursor that is none.
pub fn list(tx: &mut Tx<'_>, screen: Option<&Key>, page: &Page) -> Outcome<Slice<View>> {
    let size = page.size()?;
    let mut conditions = Conditions::always("v.archived_at is null");
    let caller = conditions.value(tx.ctx().actor.person());
    conditions.when("v.screen = $n", screen);
    let total = if page.total {
        let sql = format!(
            "select count(*) as total from saved_view v
             where (v.owner_id = {caller} or (v.portfolio_id is not null and {{visible v.portfolio_id}})) and {}",
            conditions.sql()
        );
        tx.one(&sql, conditions.values(), |row| row.int("total"))?
    } else {
        None
    };
    if let Some(after) = page.after("name", 2)? {
        let name = conditions.value(&after[0]);
        conditions.with(&format!("(v.name_lower, v.id) > ({name}, $n)"), &after[1]);
    }
    let limit = conditions.value(size + 1);
    let sql = format!(
        "select {COLUMNS} from saved_view v {JOINS}
         where (v.owner_id = {caller} or (v.portfolio_id is not null and {{visible v.portfolio_id}})) and {}
         order by v.name_lower, v.id limit {limit}",
        conditions.sql()
    );
    let items = tx.all(&sql, conditions.values(), read)?;
    let slice = slice(items, size, "name", |found| {
        vec![Place::Text(found.view.name.as_str().to_lowercase()), Place::Text(found.view.id.to_string())]
    });
    Ok(Slice { total, ..slice })
}

/// The view with this id.
///
/// # Errors
/// [`Problem::NotFound`] when there is none that the caller may see; database problems as [`Tx::run`].
pub fn get(tx: &mut Tx<'_>, named: &str) -> Outcome<View> {
    let missing = || Problem::missing("view", named);
    let id = ViewId::parse(named).ok_or_else(missing)?;
    let caller = tx.ctx().actor.person();
    let sql = format!(
        "select {COLUMNS} from saved_view v {JOINS} where v.id = $1 and v.archived_at is null
             and (v.owner_id = $2 or (v.portfolio_id is not null and {{visible v.portfolio_id}}))"
    );
    tx.one(&sql, args![id, caller], read)?.ok_or_else(missing)
}

/// Adds a view of the caller.
///
/// # Errors
/// As [`Tx::run`].
pub fn insert(tx: &mut Tx<'_>, view: &SavedView) -> Outcome<()> {
    step_back(tx, view)?;
    let (caller, now) = (tx.ctx().actor.person(), tx.now());
    tx.run(
        "insert into saved_view (id, owner_id, portfolio_id, name, name_lower, screen, state, preferred, created_at,
             updated_at, rev)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, 1)",
        args![
            view.id,
            caller,
            view.portfolio,
            &view.name,
            view.name.as_str().to_lowercase(),
            &view.screen,
            state(view),
            view.preferred,
            now,
        ],
    )?;
    Ok(())
}

/// Saves a changed view. It reaches no row but the caller's own, and that is the permit.
///
/// # Errors
/// [`Problem::Stale`] when somebody else changed it meanwhile; database problems as [`Tx::run`].
pub fn update(tx: &mut Tx<'_>, before: &SavedView, after: &SavedView) -> Outcome<()> {
    step_back(tx, after)?;
    let (caller, now) = (tx.ctx().actor.person(), tx.now());
    let changed = tx.run(
        "update saved_view set portfolio_id = $4, name = $5, name_lower = $6, state = $7, preferred = $8, updated_at = $9,
             rev = rev + 1
         where id = $1 and owner_id = $2 and rev = $3 and archived_at is null",
        args![
            before.id,
            caller,
            before.rev,
            after.portfolio,
            &after.name,
            after.name.as_str().to_lowercase(),
            state(after),
            after.preferred,
            now,
        ],
    )?;
    guarded(changed, "view", before.rev)
}

/// Takes a view of the caller out of every list.
///
/// # Errors
/// As [`update`].
pub fn remove(tx: &mut Tx<'_>, view: &SavedView) -> Outcome<()> {
    let (caller, now) = (tx.ctx().actor.person(), tx.now());
    let changed = tx.run(
        "update saved_view set archived_at = $4, preferred = $5, updated_at = $4, rev = rev + 1
         where id = $1 and owner_id = $2 and rev = $3 and archived_at is null",
        args![view.id, caller, view.rev, now, false],
    )?;
    guarded(changed, "view", view.rev)
}

/// One view opens by itself: the one before it no longer does.
fn step_back(tx: &mut Tx<'_>, view: &SavedView) -> Outcome<()> {
    if view.preferred {
        let caller = tx.ctx().actor.person();
        tx.run(
            "update saved_view set preferred = $4, rev = rev + 1
             where owner_id = $1 and screen = $2 and id <> $3 and preferred",
            args![caller, &view.screen, view.id, false],
        )?;
    }
    Ok(())
}

fn state(view: &SavedView) -> String {
    serde_json::to_string(&view.state).unwrap_or_default()
}
