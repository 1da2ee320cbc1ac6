//! Systems and what they need.

use crate::{
    args,
    filter::{Conditions, containing},
    order::Order,
    page::{Page, Slice, slice},
    tx::{Tx, by_id_or_key, guarded},
    value::{Arg, Row, json},
};
use signalbox_domain::{
    Key, Outcome, Problem, Ref,
    authz::{Catalogue, Permit},
    catalog::{Dependency, Level, System},
    id::{PortfolioId, SystemId, TeamId, VersionId},
};

/// A system as a reader wants it.
#[derive(Clone, Debug)]
pub struct View {
    /// The system.
    pub system: System,
    /// Whose it is.
    pub portfolio: Ref<PortfolioId>,
    /// Who looks after it, when visible.
    pub team: Option<Ref<TeamId>>,
    /// The system it is part of, when visible.
    pub parent: Option<Ref<SystemId>>,
    /// The newest version that is no pre-release, or else the newest.
    pub latest_version: Option<Latest>,
}

/// A version as its system mentions it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Latest {
    /// Which.
    pub id: VersionId,
    /// Its number.
    pub number: String,
    /// True for a release candidate and the like.
    pub prerelease: bool,
}

const COLUMNS: &str = "s.id, s.key, s.name, s.kind, s.description, s.portfolio_id, s.team_id, s.vendor, s.criticality,
    s.parent_id, s.repositories, s.links, s.tags, s.archived_at, s.rev";

const VIEW: &str = "portfolio.key as portfolio_key, portfolio.name as portfolio_name, team.key as team_key,
    team.name as team_name, parent.key as parent_key, parent.name as parent_name, latest.id as latest_id,
    latest.number as latest_number, latest.prerelease as latest_prerelease";

/// Ids ascend with time, so the newest version has the greatest.
const AROUND: &str = "join portfolio on portfolio.id = s.portfolio_id
    left join team on team.id = s.team_id and {visible team.portfolio_id}
    left join system parent on parent.id = s.parent_id and {visible parent.portfolio_id}
    left join version latest on latest.id = coalesce(
        (select v.id from version v where v.system_id = s.id and v.prerelease = false order by v.id desc limit 1),
        (select v.id from version v where v.system_id = s.id order by v.id desc limit 1))";

fn read(row: &mut Row) -> Outcome<System> {
    Ok(System {
        id: row.read("id")?,
        key: row.read("key")?,
        name: row.read("name")?,
        kind: row.text("kind")?,
        description: row.text("description")?,
        portfolio: row.read("portfolio_id")?,
        team: row.maybe("team_id")?,
        vendor: row.maybe_text("vendor")?,
        criticality: row.maybe("criticality")?,
        parent: row.maybe("parent_id")?,
        repositories: row.json("repositories")?,
        links: row.json("links")?,
        tags: row.json("tags")?,
        archived_at: row.maybe_instant("archived_at")?,
        rev: row.int("rev")?,
    })
}

fn read_view(row: &mut Row) -> Outcome<View> {
    let system = read(row)?;
    let portfolio = Ref { id: system.portfolio, key: row.read("portfolio_key")?, name: row.read("portfolio_name")? };
    let team = match (system.team, row.maybe("team_key")?) {
        (Some(id), Some(key)) => Some(Ref { id, key, name: row.read("team_name")? }),
        _ => None,
    };
    let parent = match (system.parent, row.maybe("parent_key")?) {
        (Some(id), Some(key)) => Some(Ref { id, key, name: row.read("parent_name")? }),
        _ => None,
    };
    let latest_version = match row.maybe("latest_id")? {
        Some(id) => Some(Latest { id, number: row.text("latest_number")?, prerelease: row.bool("latest_prerelease")? }),
        None => None,
    };
    Ok(View { system, portfolio, team, parent, latest_version })
}

/// The system with this id or key.
///
/// # Errors
/// [`Problem::NotFound`] when there is none that the caller may see; database problems as [`Tx::run`].
pub fn get(tx: &mut Tx<'_>, named: &str) -> Outcome<System> {
    let (condition, name) = by_id_or_key::<SystemId>("s", named);
    let sql = format!("select {COLUMNS} from system s where {condition} and {{visible s.portfolio_id}}");
    tx.one(&sql, &[name], read)?.ok_or_else(|| Problem::missing("system", named))
}

/// … as a reader wants it.
///
/// # Errors
/// As [`get`].
pub fn view(tx: &mut Tx<'_>, named: &str) -> Outcome<View> {
    let (condition, name) = by_id_or_key::<SystemId>("s", named);
    let sql =
        format!("select {COLUMNS}, {VIEW} from system s {AROUND} where {condition} and {{visible s.portfolio_id}}");
    tx.one(&sql, &[name], read_view)?.ok_or_else(|| Problem::missing("system", named))
}

/// What a list of systems is limited to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Key or name holds this text.
    pub text: Option<String>,
    /// Of this kind.
    pub kind: Option<String>,
    /// Of this portfolio and everything below it.
    pub portfolio: Option<PortfolioId>,
    /// Looked after by this team.
    pub team: Option<TeamId>,
    /// As critical as this.
    pub criticality: Option<Level>,
    /// Parts of this system.
    pub parent: Option<SystemId>,
    /// With this label.
    pub tag: Option<String>,
    /// Archived ones instead of the others.
    pub archived: bool,
}

impl Filter {
    fn conditions(&self) -> Conditions {
        let away = if self.archived { "s.archived_at is not null" } else { "s.archived_at is null" };
        let mut conditions = Conditions::always(away);
        let text = self.text.as_deref().map(containing);
        conditions.when("(s.key_lower like $n escape '\\' or s.name_lower like $n escape '\\')", text);
        conditions.when("s.kind = $n", self.kind.as_deref());
        conditions.when(
            "s.portfolio_id in (select c.portfolio_id from portfolio_closure c where c.ancestor_id = $n)",
            self.portfolio,
        );
        conditions.when("s.team_id = $n", self.team);
        conditions.when("s.criticality = $n", self.criticality);
        conditions.when("s.parent_id = $n", self.parent);
        conditions.when("$n in {each s.tags}", self.tag.as_deref());
        conditions
    }
}

/// Systems in an order.
///
/// # Errors
/// As [`Tx::all`]; a fault for a cursor that is none.
pub fn list(tx: &mut Tx<'_>, filter: &Filter, order: Order, page: &Page) -> Outcome<Slice<View>> {
    let size = page.size()?;
    let mut conditions = filter.conditions();
    let total = if page.total {
        let sql =
            format!("select count(*) as total from system s where {{visible s.portfolio_id}} and {}", conditions.sql());
        tx.one(&sql, conditions.values(), |row| row.int("total"))?
    } else {
        None
    };
    let order_by = order.from(page, "s", &mut conditions)?;
    let limit = conditions.value(size + 1);
    // What surrounds a system is looked up for those on the page only.
    let sql = format!(
        "select {COLUMNS}, {VIEW} from (
             select s.* from system s where {{visible s.portfolio_id}} and {} {order_by} limit {limit}
         ) s {AROUND} {order_by}",
        conditions.sql(),
    );
    let items = tx.all(&sql, conditions.values(), read_view)?;
    let place = |view: &View| order.places(&view.system.key, &view.system.name, view.system.id);
    let slice = slice(items, size, order.name(), place);
    Ok(Slice { total, ..slice })
}

/// True when a system, visible or not, has this key.
///
/// # Errors
/// As [`Tx::all`].
pub fn is_taken(tx: &mut Tx<'_>, key: &Key) -> Outcome<bool> {
    let found = tx.one(
        "-- global: keys are unique across the installation
         select id from system where key_lower = $1",
        args![key.as_str().to_lowercase()],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

/// A system and everything it is part of.
///
/// # Errors
/// As [`Tx::all`].
pub fn lineage(tx: &mut Tx<'_>, id: SystemId) -> Outcome<Vec<SystemId>> {
    tx.all(
        "-- global: a circle is one, whoever may see all of it
         with recursive above as (
             select id, parent_id from system where id = $1
             union
             select s.id, s.parent_id from system s join above on s.id = above.parent_id
         ) select id from above",
        args![id],
        |row| row.read("id"),
    )
}

/// Adds a system.
///
/// # Errors
/// As [`Tx::run`].
pub fn insert(tx: &mut Tx<'_>, system: &System, permit: &Permit<Catalogue>) -> Outcome<()> {
    let mut values = vec![Arg::from(permit.on())];
    values.extend(content(system)?);
    values.push(system.rev.into());
    tx.run(
        "insert into system (id, key, key_lower, name, name_lower, kind, description, portfolio_id, team_id, vendor,
                criticality, parent_id, repositories, links, tags, archived_at, rev)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        &values,
    )?;
    Ok(())
}

/// Saves a changed system.
///
/// # Errors
/// [`Problem::Stale`] when somebody else changed it meanwhile; database problems as [`Tx::run`].
pub fn update(tx: &mut Tx<'_>, before: &System, after: &System, permit: &Permit<Catalogue>) -> Outcome<()> {
    let mut values = vec![Arg::from(permit.on())];
    values.extend(content(after)?);
    values.push(before.rev.into());
    let changed = tx.run(
        "update system set key = $2, key_lower = $3, name = $4, name_lower = $5, kind = $6, description = $7,
                portfolio_id = $8, team_id = $9, vendor = $10, criticality = $11, parent_id = $12, repositories = $13,
                links = $14, tags = $15, archived_at = $16, rev = rev + 1 where id = $1 and rev = $17",
        &values,
    )?;
    guarded(changed, "system", before.rev)
}

/// Everything but id and revision, in the order of the columns.
fn content(system: &System) -> Outcome<[Arg; 15]> {
    Ok([
        (&system.key).into(),
        system.key.as_str().to_lowercase().into(),
        (&system.name).into(),
        system.name.as_str().to_lowercase().into(),
        system.kind.as_str().into(),
        system.description.as_str().into(),
        system.portfolio.into(),
        system.team.into(),
        system.vendor.clone().into(),
        system.criticality.into(),
        system.parent.into(),
        json(&system.repositories)?,
        json(&system.links)?,
        json(&system.tags)?,
        system.archived_at.into(),
    ])
}

/// A dependency as a reader wants it: the other system, and the remark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Neighbour {
    /// The system at the other end.
    pub system: Ref<SystemId>,
    /// What for.
    pub note: String,
}

/// The visible systems around one, by key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Neighbours {
    /// Those it needs.
    pub upstream: Vec<Neighbour>,
    /// Those that need it.
    pub downstream: Vec<Neighbour>,
}

/// What a system needs, and what needs it.
///
/// # Errors
/// As [`Tx::all`].
pub fn neighbours(tx: &mut Tx<'_>, id: SystemId) -> Outcome<Neighbours> {
    let read = |row: &mut Row| Ok(Neighbour { system: row.mention("other")?, note: row.text("note")? });
    let upstream = tx.all(
        "select s.id as other_id, s.key as other_key, s.name as other_name, d.note
         from system_dependency d join system s on s.id = d.needs_id
         where d.system_id = $1 and {visible s.portfolio_id} order by s.key_lower",
        args![id],
        read,
    )?;
    let downstream = tx.all(
        "select s.id as other_id, s.key as other_key, s.name as other_name, d.note
         from system_dependency d join system s on s.id = d.system_id
         where d.needs_id = $1 and {visible s.portfolio_id} order by s.key_lower",
        args![id],
        read,
    )?;
    Ok(Neighbours { upstream, downstream })
}

/// What is known of a system needing another.
///
/// # Errors
/// As [`Tx::all`].
pub fn dependency(tx: &mut Tx<'_>, id: SystemId, needs: SystemId) -> Outcome<Option<Dependency>> {
    tx.one(
        "-- global: the caller has seen both systems
         select d.needs_id, d.note from system_dependency d where d.system_id = $1 and d.needs_id = $2",
        args![id, needs],
        |row| Ok(Dependency { system: row.read("needs_id")?, note: row.text("note")? }),
    )
}

/// Saves that a system needs another.
///
/// # Errors
/// As [`Tx::run`].
pub fn put_dependency(tx: &mut Tx<'_>, dependency: &Dependency, permit: &Permit<Catalogue>) -> Outcome<()> {
    tx.run(
        "insert into system_dependency (system_id, needs_id, note) values ($1, $2, $3)
         on conflict (system_id, needs_id) do update set note = excluded.note",
        args![permit.on(), dependency.system, &dependency.note],
    )?;
    Ok(())
}

/// Forgets that a system needs another.
///
/// # Errors
/// As [`Tx::run`].
pub fn delete_dependency(tx: &mut Tx<'_>, needs: SystemId, permit: &Permit<Catalogue>) -> Outcome<()> {
    tx.run("delete from system_dependency where system_id = $1 and needs_id = $2", args![permit.on(), needs])?;
    Ok(())
}
