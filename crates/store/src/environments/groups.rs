//! Groups of environments, by key.

use crate::{
    args,
    filter::{Conditions, containing},
    page::{Page, Place, Slice, slice},
    tx::{Tx, by_id_or_key, guarded},
    value::{Arg, Row},
};
use signalbox_domain::{
    Key, Outcome, Problem, Ref,
    authz::{Equip, Permit},
    environments::Group,
    id::{EnvironmentGroupId, PortfolioId},
};

/// A group as a reader wants it.
#[derive(Clone, Debug)]
pub struct View {
    /// The group.
    pub group: Group,
    /// Whose it is.
    pub portfolio: Ref<PortfolioId>,
    /// How many visible environments belong to it, those put away left out.
    pub environments: i64,
}

const COLUMNS: &str = "g.id, g.key, g.name, g.description, g.approves_itself, g.archived_at, g.rev,
    p.id as portfolio_id, p.key as portfolio_key, p.name as portfolio_name,
    (select count(*) from environment e where e.group_id = g.id and e.archived_at is null
        and {visible e.portfolio_id}) as environments";

const FROM: &str = "environment_group g join portfolio p on p.id = g.portfolio_id";

fn read(row: &mut Row) -> Outcome<View> {
    let portfolio: Ref<PortfolioId> = row.mention("portfolio")?;
    Ok(View {
        group: Group {
            id: row.read("id")?,
            key: row.read("key")?,
            name: row.read("name")?,
            description: row.text("description")?,
            portfolio: portfolio.id,
            approves_itself: row.bool("approves_itself")?,
            archived_at: row.maybe_instant("archived_at")?,
            rev: row.int("rev")?,
        },
        portfolio,
        environments: row.int("environments")?,
    })
}

/// The group with this id or key.
///
/// # Errors
/// [`Problem::NotFound`] when there is none that the caller may see; database problems as [`Tx::run`].
pub fn get(tx: &mut Tx<'_>, named: &str) -> Outcome<Group> {
    Ok(view(tx, named)?.group)
}

/// … as a reader wants it.
///
/// # Errors
/// As [`get`].
pub fn view(tx: &mut Tx<'_>, named: &str) -> Outcome<View> {
    let (condition, name) = by_id_or_key::<EnvironmentGroupId>("g", named);
    let sql = format!("select {COLUMNS} from {FROM} where {condition} and {{visible g.portfolio_id}}");
    tx.one(&sql, &[name], read)?.ok_or_else(|| Problem::missing("environment group", named))
}

/// What a list of groups is limited to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Key or name holds this text.
    pub text: Option<String>,
    /// Of this portfolio and everything below it.
    pub portfolio: Option<PortfolioId>,
    /// Archived ones instead of the others.
    pub archived: bool,
}

/// Groups by key.
///
/// # Errors
/// As [`Tx::all`]; a fault for a cursor that is none.
pub fn list(tx: &mut Tx<'_>, filter: &Filter, page: &Page) -> Outcome<Slice<View>> {
    let size = page.size()?;
    let mut conditions =
        Conditions::always(if filter.archived { "g.archived_at is not null" } else { "g.archived_at is null" });
    let text = filter.text.as_deref().map(containing);
    conditions.when("(g.key_lower like $n escape '\\' or lower(g.name) like $n escape '\\')", text);
    conditions.when(
        "g.portfolio_id in (select c.portfolio_id from portfolio_closure c where c.ancestor_id = $n)",
        filter.portfolio,
    );
    let total = if page.total {
        let sql = format!(
            "select count(*) as total from environment_group g where {{visible g.portfolio_id}} and {}",
            conditions.sql()
        );
        tx.one(&sql, conditions.values(), |row| row.int("total"))?
    } else {
        None
    };
    if let Some(after) = page.after("key", 1)? {
        conditions.with("g.key_lower > $n", &after[0]);
    }
    let limit = conditions.value(size + 1);
    let sql = format!(
        "select {COLUMNS} from {FROM} where {{visible g.portfolio_id}} and {} order by g.key_lower limit {limit}",
        conditions.sql()
    );
    let items = tx.all(&sql, conditions.values(), read)?;
    let place = |view: &View| vec![Place::Text(view.group.key.as_str().to_lowercase())];
    Ok(Slice { total, ..slice(items, size, "key", place) })
}

/// True when a group, visible or not, has this key.
///
/// # Errors
/// As [`Tx::all`].
pub fn is_taken(tx: &mut Tx<'_>, key: &Key) -> Outcome<bool> {
    let sql = "-- global: keys are unique across the installation
        select id from environment_group where key_lower = $1";
    Ok(tx.one(sql, args![key.as_str().to_lowercase()], |_| Ok(()))?.is_some())
}

/// Adds a group.
///
/// # Errors
/// As [`Tx::run`].
pub fn insert(tx: &mut Tx<'_>, group: &Group, permit: &Permit<Equip>) -> Outcome<()> {
    tx.run(
        "insert into environment_group (id, key, key_lower, name, description, portfolio_id, approves_itself,
                archived_at, rev)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &content(group, permit, group.rev),
    )?;
    Ok(())
}

/// Saves a changed group.
///
/// # Errors
/// [`Problem::Stale`] when somebody else changed it meanwhile; database problems as [`Tx::run`].
pub fn update(tx: &mut Tx<'_>, before: &Group, after: &Group, permit: &Permit<Equip>) -> Outcome<()> {
    let changed = tx.run(
        "update environment_group set key = $2, key_lower = $3, name = $4, description = $5, portfolio_id = $6,
                approves_itself = $7, archived_at = $8, rev = rev + 1 where id = $1 and rev = $9",
        &content(after, permit, before.rev),
    )?;
    guarded(changed, "environment group", before.rev)
}

fn content(group: &Group, permit: &Permit<Equip>, rev: i64) -> [Arg; 9] {
    [
        permit.on().into(),
        (&group.key).into(),
        group.key.as_str().to_lowercase().into(),
        (&group.name).into(),
        group.description.as_str().into(),
        group.portfolio.into(),
        group.approves_itself.into(),
        group.archived_at.into(),
        rev.into(),
    ]
}
