//! Windows: who may see them, when they come, and which releases they govern.
//!
//! A window holds for the whole subtree of its portfolio. So whoever sees a portfolio sees the windows above it too: they
//! hold for what is theirs.

use crate::{
    args,
    filter::{Conditions, containing},
    page::{Page, Place, Slice, slice},
    tx::{Tx, by_id_or_key, guarded},
    value::{Arg, Row, json},
};
use jiff::Timestamp;
use signalbox_domain::{
    Due, Key, Outcome, Problem, Ref,
    authz::{Close, Permit},
    calendar::window::{Subject, Window, WindowKind},
    id::{EnvironmentId, PortfolioId, ReleaseId, ReleaseTypeId, StageId, SystemId, WindowId},
};
use std::collections::HashMap;

/// What stands for "for ever".
pub(crate) const NEVER: i64 = i64::MAX;

/// A window as a reader wants it.
#[derive(Clone, Debug)]
pub struct View {
    /// The window.
    pub window: Window,
    /// Whose it is, when visible.
    pub portfolio: Option<Ref<PortfolioId>>,
    /// The types its selector names.
    pub types: Vec<Ref<ReleaseTypeId>>,
    /// The systems its selector names, as far as they are visible.
    pub systems: Vec<Ref<SystemId>>,
    /// The stages its selector names.
    pub stages: Vec<Ref<StageId>>,
}

pub(crate) const COLUMNS: &str =
    "w.id, w.key, w.name, w.description, w.kind, w.portfolio_id, w.zone, w.start_local, w.end_local,
    w.recurrence, w.selector, w.overrun, w.uid, w.archived_at, w.rev";

pub(crate) fn read(row: &mut Row) -> Outcome<Window> {
    Ok(Window {
        id: row.read("id")?,
        key: row.read("key")?,
        name: row.read("name")?,
        description: row.text("description")?,
        kind: row.read("kind")?,
        portfolio: row.read("portfolio_id")?,
        zone: row.read("zone")?,
        start: row.read("start_local")?,
        end: row.read("end_local")?,
        recurrence: row.maybe("recurrence")?,
        selector: row.json("selector")?,
        overrun: row.read("overrun")?,
        uid: row.maybe_text("uid")?,
        archived_at: row.maybe_instant("archived_at")?,
        rev: row.int("rev")?,
    })
}

fn read_view(row: &mut Row) -> Outcome<View> {
    Ok(View {
        portfolio: row.maybe_mention("shown")?,
        window: read(row)?,
        types: Vec::new(),
        systems: Vec::new(),
        stages: Vec::new(),
    })
}

/// The window with this id or key.
///
/// # Errors
/// [`Problem::NotFound`] when there is none that the caller may see; database problems as [`Tx::run`].
pub fn get(tx: &mut Tx<'_>, named: &str) -> Outcome<Window> {
    Ok(view(tx, named)?.window)
}

/// … as a reader wants it.
///
/// # Errors
/// As [`get`].
pub fn view(tx: &mut Tx<'_>, named: &str) -> Outcome<View> {
    let (condition, name) = by_id_or_key::<WindowId>("w", named);
    let sql = format!(
        "select {COLUMNS}, p.id as shown_id, p.key as shown_key, p.name as shown_name
         from release_window w left join portfolio p on p.id = w.portfolio_id and {{visible p.id}}
         where {condition} and {{over w.portfolio_id}}"
    );
    let mut found = tx.all(&sql, &[name], read_view)?;
    add_selected(tx, &mut found)?;
    found.pop().ok_or_else(|| Problem::missing("window", named))
}

/// The window with this id, whoever may see it: something was decided because of it.
///
/// # Errors
/// As [`Tx::all`].
pub fn any(tx: &mut Tx<'_>, id: WindowId) -> Outcome<Option<Window>> {
    let sql = format!(
        "-- global: it was decided on, and is told to whoever asked
         select {COLUMNS} from release_window w where w.id = $1"
    );
    tx.one(&sql, args![id], read)
}

/// The visible windows of a portfolio that were imported from these events, each event with the first of its windows;
/// archived ones too.
///
/// # Errors
/// As [`Tx::all`].
pub fn imported(tx: &mut Tx<'_>, portfolio: PortfolioId, uids: &[&str]) -> Outcome<HashMap<String, Window>> {
    let sql = format!(
        "select {COLUMNS} from release_window w where w.portfolio_id = $1 and w.uid in {{each $2}}
             and {{visible w.portfolio_id}} order by w.id desc"
    );
    let found = tx.all(&sql, args![portfolio, &serde_json::json!(uids)], read)?;
    Ok(found.into_iter().filter_map(|window| Some((window.uid.clone()?, window))).collect())
}

/// What a list of windows is limited to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Key or name holds this text.
    pub text: Option<String>,
    /// Of this kind.
    pub kind: Option<WindowKind>,
    /// Of this portfolio and everything below it.
    pub portfolio: Option<PortfolioId>,
    /// Ones that may come after this instant.
    pub from: Option<Timestamp>,
    /// Archived ones instead of the others.
    pub archived: bool,
}

/// Windows by key.
///
/// # Errors
/// As [`Tx::all`]; a fault for a cursor that is none.
pub fn list(tx: &mut Tx<'_>, filter: &Filter, page: &Page) -> Outcome<Slice<View>> {
    let size = page.size()?;
    let mut conditions =
        Conditions::always(if filter.archived { "w.archived_at is not null" } else { "w.archived_at is null" });
    let text = filter.text.as_deref().map(containing);
    conditions.when("(w.key_lower like $n escape '\\' or w.name_lower like $n escape '\\')", text);
    conditions.when("w.kind = $n", filter.kind);
    conditions.when(
        "w.portfolio_id in (select below.portfolio_id from portfolio_closure below where below.ancestor_id = $n)",
        filter.portfolio,
    );
    conditions.when("w.last_at > $n", filter.from);
    let total = if page.total {
        let sql = format!(
            "select count(*) as total from release_window w where {{over w.portfolio_id}} and {}",
            conditions.sql()
        );
        tx.one(&sql, conditions.values(), |row| row.int("total"))?
    } else {
        None
    };
    if let Some(after) = page.after("key", 1)? {
        conditions.with("w.key_lower > $n", &after[0]);
    }
    let limit = conditions.value(size + 1);
    let sql = format!(
        "select {COLUMNS}, p.id as shown_id, p.key as shown_key, p.name as shown_name
         from release_window w left join portfolio p on p.id = w.portfolio_id and {{visible p.id}}
         where {{over w.portfolio_id}}
             and {} order by w.key_lower limit {limit}",
        conditions.sql()
    );
    let items = tx.all(&sql, conditions.values(), read_view)?;
    let place = |view: &View| vec![Place::Text(view.window.key.as_str().to_lowercase())];
    let mut found = Slice { total, ..slice(items, size, "key", place) };
    add_selected(tx, &mut found.items)?;
    Ok(found)
}

/// Reads what the selectors of all these windows name, in three statements.
fn add_selected(tx: &mut Tx<'_>, windows: &mut [View]) -> Outcome<()> {
    if windows.is_empty() {
        return Ok(());
    }
    let types: Vec<ReleaseTypeId> = windows.iter().flat_map(|view| view.window.selector.types.clone()).collect();
    let systems: Vec<SystemId> = windows.iter().flat_map(|view| view.window.selector.systems.clone()).collect();
    let types: HashMap<ReleaseTypeId, Ref<ReleaseTypeId>> = tx
        .all(
            "-- global: release types are everybody's
             select t.id as it_id, t.key as it_key, t.name as it_name from release_type t where t.id in {each $1}",
            args![&serde_json::json!(types)],
            |row| row.mention("it"),
        )?
        .into_iter()
        .map(|found: Ref<ReleaseTypeId>| (found.id, found))
        .collect();
    let systems: HashMap<SystemId, Ref<SystemId>> =
        visible_systems(tx, &systems)?.into_iter().map(|found| (found.id, found)).collect();
    let stages: Vec<StageId> = windows.iter().flat_map(|view| view.window.selector.stages.clone()).collect();
    let stages: HashMap<StageId, Ref<StageId>> =
        stages_with(tx, &stages)?.into_iter().map(|found| (found.id, found)).collect();
    for view in windows {
        view.stages = view.window.selector.stages.iter().filter_map(|id| stages.get(id).cloned()).collect();
        view.types = view.window.selector.types.iter().filter_map(|id| types.get(id).cloned()).collect();
        view.systems = view.window.selector.systems.iter().filter_map(|id| systems.get(id).cloned()).collect();
    }
    Ok(())
}

/// Those of some systems that the caller may see.
///
/// # Errors
/// As [`Tx::all`].
pub fn visible_systems(tx: &mut Tx<'_>, systems: &[SystemId]) -> Outcome<Vec<Ref<SystemId>>> {
    tx.all(
        "select s.id as it_id, s.key as it_key, s.name as it_name from system s
         where s.id in {each $1} and {visible s.portfolio_id} order by s.key_lower",
        args![&serde_json::json!(systems)],
        |row| row.mention("it"),
    )
}

/// Systems named by id or key, as far as there are any that the caller may see.
///
/// # Errors
/// As [`Tx::all`].
pub fn systems_named(tx: &mut Tx<'_>, names: &[String]) -> Outcome<Vec<Ref<SystemId>>> {
    let lower: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
    tx.all(
        "select s.id as it_id, s.key as it_key, s.name as it_name from system s
         where (s.id in {each $1} or s.key_lower in {each $2}) and {visible s.portfolio_id}",
        args![&serde_json::json!(names), &serde_json::json!(lower)],
        |row| row.mention("it"),
    )
}

fn stages_with(tx: &mut Tx<'_>, ids: &[StageId]) -> Outcome<Vec<Ref<StageId>>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    tx.all(
        "-- global: stages are everybody's
         select t.id as it_id, t.key as it_key, t.name as it_name from stage t where t.id in {each $1}",
        args![&serde_json::json!(ids)],
        |row| row.mention("it"),
    )
}

/// Stages named by id or key, as far as there are any.
///
/// # Errors
/// As [`Tx::all`].
pub fn stages_named(tx: &mut Tx<'_>, names: &[String]) -> Outcome<Vec<Ref<StageId>>> {
    let lower: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
    tx.all(
        "-- global: stages are everybody's
         select t.id as it_id, t.key as it_key, t.name as it_name from stage t
         where t.id in {each $1} or t.key_lower in {each $2}",
        args![&serde_json::json!(names), &serde_json::json!(lower)],
        |row| row.mention("it"),
    )
}

/// Release types named by id or key, as far as there are any.
///
/// # Errors
/// As [`Tx::all`].
pub fn types_named(tx: &mut Tx<'_>, names: &[String]) -> Outcome<Vec<Ref<ReleaseTypeId>>> {
    let lower: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
    tx.all(
        "-- global: release types are everybody's
         select t.id as it_id, t.key as it_key, t.name as it_name from release_type t
         where t.id in {each $1} or t.key_lower in {each $2}",
        args![&serde_json::json!(names), &serde_json::json!(lower)],
        |row| row.mention("it"),
    )
}

/// The visible windows that may come in a span, by when they first come; at most `most`. Of a portfolio those below it and
/// those above, which hold for it.
///
/// # Errors
/// As [`Tx::all`].
pub fn between(
    tx: &mut Tx<'_>,
    from: Timestamp,
    to: Timestamp,
    portfolio: Option<PortfolioId>,
    most: usize,
) -> Outcome<Vec<View>> {
    let mut conditions = Conditions::always("w.archived_at is null");
    conditions.with("w.last_at > $n", from);
    conditions.with("w.first_at < $n", to);
    conditions.when(
        "(w.portfolio_id in (select below.portfolio_id from portfolio_closure below where below.ancestor_id = $n)
            or w.portfolio_id in (select above.ancestor_id from portfolio_closure above where above.portfolio_id = $n))",
        portfolio,
    );
    let limit = conditions.value(most);
    let sql = format!(
        "select {COLUMNS}, p.id as shown_id, p.key as shown_key, p.name as shown_name
         from release_window w left join portfolio p on p.id = w.portfolio_id and {{visible p.id}}
         where {{over w.portfolio_id}}
             and {} order by w.first_at, w.id limit {limit}",
        conditions.sql()
    );
    tx.all(&sql, conditions.values(), read_view)
}

/// The windows of some kinds that may come in a span and whose portfolio is that of one of these releases or above it,
/// whoever may see them: they hold all the same.
///
/// # Errors
/// As [`Tx::all`].
pub fn above(
    tx: &mut Tx<'_>,
    releases: &[ReleaseId],
    kinds: &[WindowKind],
    from: Timestamp,
    to: Timestamp,
) -> Outcome<Vec<Window>> {
    let sql = format!(
        "-- global: a window above holds for what is below, and is told to whoever plans there
         select {COLUMNS} from release_window w
         where w.archived_at is null and w.last_at > $1 and w.first_at < $2 and w.kind in {{each $3}}
             and w.portfolio_id in (select c.ancestor_id from portfolio_closure c
                 where c.portfolio_id in (select r.portfolio_id from release r where r.id in {{each $4}}))
         order by w.first_at, w.id"
    );
    let (kinds, releases) = (serde_json::json!(kinds), serde_json::json!(releases));
    tx.all(&sql, args![from, to, &kinds, &releases], read)
}

/// The blockouts that may come in a span and whose portfolio is that of one of these environments or above it, whoever may
/// see them, each with those environments.
///
/// # Errors
/// As [`Tx::all`].
pub fn blockouts(
    tx: &mut Tx<'_>,
    environments: &[EnvironmentId],
    from: Timestamp,
    to: Timestamp,
) -> Outcome<Vec<(Window, Vec<EnvironmentId>)>> {
    let sql = format!(
        "-- global: a window above holds for what is below, and is told to whoever books there
         select {COLUMNS}, e.id as environment_id from environment e
         join portfolio_closure c on c.portfolio_id = e.portfolio_id
         join release_window w on w.portfolio_id = c.ancestor_id
         where e.id in {{each $1}} and w.kind = 'blockout' and w.archived_at is null and w.last_at > $2
             and w.first_at < $3
         order by w.id, e.id"
    );
    let rows = tx.all(&sql, args![&serde_json::json!(environments), from, to], |row| {
        Ok((row.read("environment_id")?, read(row)?))
    })?;
    let mut found: Vec<(Window, Vec<EnvironmentId>)> = Vec::new();
    for (environment, window) in rows {
        match found.last_mut() {
            Some((last, environments)) if last.id == window.id => environments.push(environment),
            _ => found.push((window, vec![environment])),
        }
    }
    Ok(found)
}

/// What windows look at in releases, in a constant number of statements.
///
/// # Errors
/// As [`Tx::all`].
pub fn subjects(tx: &mut Tx<'_>, releases: &[ReleaseId]) -> Outcome<Vec<Subject>> {
    let ids = serde_json::json!(releases);
    let mut lineages: HashMap<PortfolioId, Vec<PortfolioId>> = HashMap::new();
    let above = tx.all(
        "-- global: a window above holds for what is below, whoever sees it
         select c.portfolio_id, c.ancestor_id from portfolio_closure c
         where c.portfolio_id in (select r.portfolio_id from release r where r.id in {each $1})",
        args![&ids],
        |row| Ok((row.read("portfolio_id")?, row.read("ancestor_id")?)),
    )?;
    for (portfolio, ancestor) in above {
        lineages.entry(portfolio).or_default().push(ancestor);
    }
    let mut systems: HashMap<ReleaseId, Vec<SystemId>> = HashMap::new();
    let touched = tx.all(
        "-- global: a window holds for a release because of a system, whoever sees that system
         select rs.release_id, rs.system_id from release_system rs where rs.release_id in {each $1}",
        args![&ids],
        |row| Ok((row.read("release_id")?, row.read("system_id")?)),
    )?;
    for (release, system) in touched {
        systems.entry(release).or_default().push(system);
    }
    tx.all(
        "select r.id, r.portfolio_id, r.type_id, r.kind, r.tags, r.risk from release r
         where r.id in {each $1} and {seen r}",
        args![&ids],
        |row: &mut Row| {
            let release = row.read("id")?;
            let portfolio: PortfolioId = row.read("portfolio_id")?;
            Ok(Subject {
                release,
                lineage: lineages.get(&portfolio).cloned().unwrap_or_default(),
                release_type: row.read("type_id")?,
                kind: row.read("kind")?,
                tags: row.json("tags")?,
                systems: systems.remove(&release).unwrap_or_default(),
                risk: row.maybe("risk")?,
            })
        },
    )
}

/// The visible releases of a portfolio's subtree that are due between two instants, both of them included, by target; at
/// most `most`.
///
/// # Errors
/// As [`Tx::all`].
pub fn due_between(
    tx: &mut Tx<'_>,
    portfolio: PortfolioId,
    from: Timestamp,
    to: Timestamp,
    most: usize,
) -> Outcome<Vec<(Ref<ReleaseId>, Due)>> {
    tx.all(
        "select r.id as it_id, r.key as it_key, r.name as it_name, r.target_day, r.target_time, r.target_zone
         from release r where r.archived_at is null and r.target_sort >= $1 and r.target_sort <= $2
             and r.target_day is not null and r.portfolio_id in
                 (select below.portfolio_id from portfolio_closure below where below.ancestor_id = $3)
             and {seen r} order by r.target_sort, r.key_lower limit $4",
        args![from, to, portfolio, most],
        |row| Ok((row.mention("it")?, row.due("target")?)),
    )
}

/// True when a window, visible or not, has this key.
///
/// # Errors
/// As [`Tx::all`].
pub fn is_taken(tx: &mut Tx<'_>, key: &Key) -> Outcome<bool> {
    let found = tx.one(
        "-- global: keys are unique across the installation
         select id from release_window where key_lower = $1",
        args![key.as_str().to_lowercase()],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

/// Adds a window.
///
/// # Errors
/// As [`Tx::run`].
pub fn insert(tx: &mut Tx<'_>, window: &Window, permit: &Permit<Close>) -> Outcome<()> {
    let mut values = vec![Arg::from(permit.on())];
    values.extend(content(window)?);
    values.push(window.rev.into());
    tx.run(
        "insert into release_window (id, key, key_lower, name, name_lower, description, kind, portfolio_id, zone,
                start_local, end_local, recurrence, selector, uid, first_at, last_at, archived_at, overrun, rev)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
        &values,
    )?;
    Ok(())
}

/// Saves a changed window.
///
/// # Errors
/// [`Problem::Stale`] when somebody else changed it meanwhile; database problems as [`Tx::run`].
pub fn update(tx: &mut Tx<'_>, before: &Window, after: &Window, permit: &Permit<Close>) -> Outcome<()> {
    let mut values = vec![Arg::from(permit.on())];
    values.extend(content(after)?);
    values.push(before.rev.into());
    let changed = tx.run(
        "update release_window set key = $2, key_lower = $3, name = $4, name_lower = $5, description = $6, kind = $7,
                portfolio_id = $8, zone = $9, start_local = $10, end_local = $11, recurrence = $12, selector = $13,
                uid = $14, first_at = $15, last_at = $16, archived_at = $17, overrun = $18, rev = rev + 1
         where id = $1 and rev = $19",
        &values,
    )?;
    guarded(changed, "window", before.rev)
}

/// Everything but id and revision, in the order of the columns.
fn content(window: &Window) -> Outcome<[Arg; 17]> {
    let (first, last) = window.extent();
    Ok([
        (&window.key).into(),
        window.key.as_str().to_lowercase().into(),
        (&window.name).into(),
        window.name.as_str().to_lowercase().into(),
        window.description.as_str().into(),
        window.kind.into(),
        window.portfolio.into(),
        (&window.zone).into(),
        window.start.to_string().into(),
        window.end.to_string().into(),
        window.recurrence.as_ref().map(ToString::to_string).into(),
        json(&window.selector)?,
        window.uid.as_deref().into(),
        first.into(),
        last.map_or(NEVER, Timestamp::as_microsecond).into(),
        window.archived_at.into(),
        window.overrun.into(),
    ])
}
