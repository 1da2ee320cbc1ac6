//! Gatekeepers, and what they asked.

use crate::{
    args,
    filter::{Conditions, containing},
    page::{Page, Place, Slice, slice},
    tx::{Tx, by_id_or_key, guarded},
    value::{Arg, Row, json},
    windows::visible_systems,
};
use jiff::Timestamp;
use signalbox_domain::{
    Key, Outcome, PersonRef, Problem, Ref,
    authz::{Administer, Permit},
    gatekeepers::{Asked, Gatekeeper, Kind, State},
    id::{DecisionId, EnvironmentId, GatekeeperDeliveryId, GatekeeperId, PortfolioId, SystemId},
};
use std::collections::HashMap;

/// What the secret is called that its sender signs with.
pub const SECRET: &str = "secret";
/// What is called by which its answers are let in: the private key of the App at GitHub, the token at GitLab.
pub const CREDENTIAL: &str = "credential";

/// A gatekeeper as a reader wants it.
#[derive(Clone, Debug)]
pub struct View {
    /// The gatekeeper.
    pub gatekeeper: Gatekeeper,
    /// Whose it is.
    pub portfolio: Ref<PortfolioId>,
    /// The machine as which it asks.
    pub machine: PersonRef,
    /// The systems it binds, as far as they are visible.
    pub systems: HashMap<SystemId, Ref<SystemId>>,
    /// The environments it binds, as far as they are visible.
    pub environments: HashMap<EnvironmentId, Ref<EnvironmentId>>,
}

/// What a gatekeeper asked once, and what it was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Which.
    pub id: GatekeeperDeliveryId,
    /// Which gatekeeper asked.
    pub gatekeeper: GatekeeperId,
    /// What the sender calls it.
    pub number: String,
    /// When it came.
    pub received_at: Timestamp,
    /// The address by which the sender knows this installation.
    pub origin: String,
    /// What was asked.
    pub asked: Asked,
    /// How far it is.
    pub state: State,
    /// Why nothing could be decided.
    pub code: Option<String>,
    /// What was told, in words.
    pub detail: String,
    /// The decision that was made last.
    pub decision: Option<DecisionId>,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
    /// When it is asked again.
    pub again_at: Option<Timestamp>,
    /// Why the answer did not get there yet.
    pub trouble: Option<String>,
}

const COLUMNS: &str = "y.id, y.key, y.name, y.portfolio_id, y.kind, y.url, y.app, y.bindings, y.version_by, y.prefix,
    y.waits, y.machine_id, y.archived_at, y.rev";

const VIEW: &str = "p.id as owner_id, p.key as owner_key, p.name as owner_name, m.id as machine_id_shown,
    m.name as machine_name";

const AROUND: &str = "gatekeeper y join portfolio p on p.id = y.portfolio_id join person m on m.id = y.machine_id";

fn read(row: &mut Row) -> Outcome<Gatekeeper> {
    Ok(Gatekeeper {
        id: row.read("id")?,
        key: row.read("key")?,
        name: row.read("name")?,
        portfolio: row.read("portfolio_id")?,
        kind: row.read("kind")?,
        url: row.text("url")?,
        app: row.text("app")?,
        bindings: row.json("bindings")?,
        version_by: row.read("version_by")?,
        prefix: row.text("prefix")?,
        waits: row.bool("waits")?,
        machine: row.read("machine_id")?,
        archived_at: row.maybe_instant("archived_at")?,
        rev: row.int("rev")?,
    })
}

fn read_view(row: &mut Row) -> Outcome<View> {
    let portfolio = row.mention("owner")?;
    let machine = PersonRef { id: row.read("machine_id_shown")?, name: row.read("machine_name")? };
    let gatekeeper = read(row)?;
    Ok(View { gatekeeper, portfolio, machine, systems: HashMap::new(), environments: HashMap::new() })
}

/// The gatekeeper with this id or key.
///
/// # Errors
/// [`Problem::NotFound`] when there is none that the caller may see; database problems as [`Tx::run`].
pub fn get(tx: &mut Tx<'_>, named: &str) -> Outcome<Gatekeeper> {
    let (condition, name) = by_id_or_key::<GatekeeperId>("y", named);
    let sql = format!("select {COLUMNS} from gatekeeper y where {condition} and {{visible y.portfolio_id}}");
    tx.one(&sql, &[name], read)?.ok_or_else(|| Problem::missing("gatekeeper", named))
}

/// The gatekeeper with this id or key, whoever asks; `None` when there is none.
///
/// # Errors
/// As [`Tx::all`].
pub fn any(tx: &mut Tx<'_>, named: &str) -> Outcome<Option<Gatekeeper>> {
    let (condition, name) = by_id_or_key::<GatekeeperId>("y", named);
    let sql = format!(
        "-- global: whoever sends deliveries proves that by a signature
         select {COLUMNS} from gatekeeper y where {condition}"
    );
    tx.one(&sql, &[name], read)
}

/// … as a reader wants it.
///
/// # Errors
/// As [`get`].
pub fn view(tx: &mut Tx<'_>, named: &str) -> Outcome<View> {
    let (condition, name) = by_id_or_key::<GatekeeperId>("y", named);
    let sql = format!("select {COLUMNS}, {VIEW} from {AROUND} where {condition} and {{visible y.portfolio_id}}");
    let mut found = tx.all(&sql, &[name], read_view)?;
    add_bound(tx, &mut found)?;
    found.pop().ok_or_else(|| Problem::missing("gatekeeper", named))
}

/// What a list of gatekeepers is limited to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Key or name holds this text.
    pub text: Option<String>,
    /// Of this portfolio and everything below it.
    pub portfolio: Option<PortfolioId>,
    /// Of this kind.
    pub kind: Option<Kind>,
    /// Archived ones instead of the others.
    pub archived: bool,
}

/// Gatekeepers by key.
///
/// # Errors
/// As [`Tx::all`]; a fault for a cursor that is none.
pub fn list(tx: &mut Tx<'_>, filter: &Filter, page: &Page) -> Outcome<Slice<View>> {
    let size = page.size()?;
    let mut conditions =
        Conditions::always(if filter.archived { "y.archived_at is not null" } else { "y.archived_at is null" });
    let text = filter.text.as_deref().map(containing);
    conditions.when("(y.key_lower like $n escape '\\' or y.name_lower like $n escape '\\')", text);
    conditions.when(
        "y.portfolio_id in (select below.portfolio_id from portfolio_closure below where below.ancestor_id = $n)",
        filter.portfolio,
    );
    conditions.when("y.kind = $n", filter.kind);
    let total = if page.total {
        let sql = format!(
            "select count(*) as total from gatekeeper y where {{visible y.portfolio_id}} and {}",
            conditions.sql()
        );
        tx.one(&sql, conditions.values(), |row| row.int("total"))?
    } else {
        None
    };
    if let Some(after) = page.after("key", 1)? {
        conditions.with("y.key_lower > $n", &after[0]);
    }
    let limit = conditions.value(size + 1);
    let sql = format!(
        "select {COLUMNS}, {VIEW} from {AROUND} where {{visible y.portfolio_id}} and {} order by y.key_lower limit {limit}",
        conditions.sql()
    );
    let items = tx.all(&sql, conditions.values(), read_view)?;
    let place = |view: &View| vec![Place::Text(view.gatekeeper.key.as_str().to_lowercase())];
    let mut found = Slice { total, ..slice(items, size, "key", place) };
    add_bound(tx, &mut found.items)?;
    Ok(found)
}

/// Reads what all these gatekeepers bind, in two statements.
fn add_bound(tx: &mut Tx<'_>, views: &mut [View]) -> Outcome<()> {
    let bindings = || views.iter().flat_map(|view| &view.gatekeeper.bindings);
    let systems: Vec<SystemId> = bindings().map(|binding| binding.system).collect();
    let environments: Vec<EnvironmentId> =
        bindings().flat_map(|binding| &binding.targets).map(|target| target.environment).collect();
    if systems.is_empty() {
        return Ok(());
    }
    let systems: HashMap<SystemId, Ref<SystemId>> =
        visible_systems(tx, &systems)?.into_iter().map(|found| (found.id, found)).collect();
    let environments: HashMap<EnvironmentId, Ref<EnvironmentId>> = tx
        .all(
            "select e.id as it_id, e.key as it_key, e.name as it_name from environment e
             where e.id in {each $1} and {visible e.portfolio_id}",
            args![&serde_json::json!(environments)],
            |row| row.mention("it"),
        )?
        .into_iter()
        .map(|found: Ref<EnvironmentId>| (found.id, found))
        .collect();
    for view in views {
        let bindings = &view.gatekeeper.bindings;
        let bound = bindings.iter().filter_map(|binding| systems.get(&binding.system));
        view.systems = bound.map(|found| (found.id, found.clone())).collect();
        let targets = bindings.iter().flat_map(|binding| &binding.targets);
        let bound = targets.filter_map(|target| environments.get(&target.environment));
        view.environments = bound.map(|found| (found.id, found.clone())).collect();
    }
    Ok(())
}

/// True when a gatekeeper, visible or not, has this key.
///
/// # Errors
/// As [`Tx::all`].
pub fn is_taken(tx: &mut Tx<'_>, key: &Key) -> Outcome<bool> {
    let found = tx.one(
        "-- global: keys are unique across the installation
         select id from gatekeeper where key_lower = $1",
        args![key.as_str().to_lowercase()],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

/// Adds a gatekeeper.
///
/// # Errors
/// As [`Tx::run`].
pub fn insert(tx: &mut Tx<'_>, gatekeeper: &Gatekeeper, permit: &Permit<Administer>) -> Outcome<()> {
    let mut values = vec![Arg::from(permit.on())];
    values.extend(content(gatekeeper)?);
    values.extend([
        gatekeeper.portfolio.into(),
        gatekeeper.kind.into(),
        gatekeeper.machine.into(),
        gatekeeper.rev.into(),
    ]);
    tx.run(
        "insert into gatekeeper (id, key, key_lower, name, name_lower, url, app, bindings, version_by, prefix, waits,
                archived_at, portfolio_id, kind, machine_id, rev)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        &values,
    )?;
    Ok(())
}

/// Saves a changed gatekeeper.
///
/// # Errors
/// [`Problem::Stale`] when somebody else changed it meanwhile; database problems as [`Tx::run`].
pub fn update(tx: &mut Tx<'_>, before: &Gatekeeper, after: &Gatekeeper, permit: &Permit<Administer>) -> Outcome<()> {
    let mut values = vec![Arg::from(permit.on())];
    values.extend(content(after)?);
    values.push(before.rev.into());
    let changed = tx.run(
        "update gatekeeper set key = $2, key_lower = $3, name = $4, name_lower = $5, url = $6, app = $7, bindings = $8,
                version_by = $9, prefix = $10, waits = $11, archived_at = $12, rev = rev + 1
         where id = $1 and rev = $13",
        &values,
    )?;
    guarded(changed, "gatekeeper", before.rev)
}

/// What may change of it, in the order of the columns.
fn content(gatekeeper: &Gatekeeper) -> Outcome<[Arg; 11]> {
    Ok([
        (&gatekeeper.key).into(),
        gatekeeper.key.as_str().to_lowercase().into(),
        (&gatekeeper.name).into(),
        gatekeeper.name.as_str().to_lowercase().into(),
        gatekeeper.url.as_str().into(),
        gatekeeper.app.as_str().into(),
        json(&gatekeeper.bindings)?,
        gatekeeper.version_by.into(),
        gatekeeper.prefix.as_str().into(),
        gatekeeper.waits.into(),
        gatekeeper.archived_at.into(),
    ])
}

const DELIVERY: &str = "d.id, d.gatekeeper_id, d.number, d.received_at, d.origin, d.asked, d.state, d.code, d.detail,
    d.decision_id, d.answered_at, d.again_at, d.trouble";

fn read_delivery(row: &mut Row) -> Outcome<Delivery> {
    Ok(Delivery {
        id: row.read("id")?,
        gatekeeper: row.read("gatekeeper_id")?,
        number: row.text("number")?,
        received_at: row.instant("received_at")?,
        origin: row.text("origin")?,
        asked: row.json("asked")?,
        state: row.read("state")?,
        code: row.maybe_text("code")?,
        detail: row.text("detail")?,
        decision: row.maybe("decision_id")?,
        answered_at: row.maybe_instant("answered_at")?,
        again_at: row.maybe_instant("again_at")?,
        trouble: row.maybe_text("trouble")?,
    })
}

/// What a gatekeeper asked, the latest first.
///
/// # Errors
/// As [`Tx::all`]; a fault for a cursor that is none.
pub fn deliveries(tx: &mut Tx<'_>, of: GatekeeperId, page: &Page) -> Outcome<Slice<Delivery>> {
    let size = page.size()?;
    let mut conditions = Conditions::default();
    conditions.with("d.gatekeeper_id = $n", of);
    let total = if page.total {
        let sql = format!(
            "select count(*) as total from gatekeeper_delivery d join gatekeeper y on y.id = d.gatekeeper_id
             where {{visible y.portfolio_id}} and {}",
            conditions.sql()
        );
        tx.one(&sql, conditions.values(), |row| row.int("total"))?
    } else {
        None
    };
    if let Some(after) = page.after("-received", 2)? {
        let (at, id) = (conditions.value(&after[0]), conditions.value(&after[1]));
        conditions.and(&format!("(d.received_at, d.id) < ({at}, {id})"));
    }
    let limit = conditions.value(size + 1);
    let sql = format!(
        "select {DELIVERY} from gatekeeper_delivery d join gatekeeper y on y.id = d.gatekeeper_id
         where {{visible y.portfolio_id}} and {} order by d.received_at desc, d.id desc limit {limit}",
        conditions.sql()
    );
    let items = tx.all(&sql, conditions.values(), read_delivery)?;
    let place = |one: &Delivery| vec![Place::Int(one.received_at.as_microsecond()), Place::Text(one.id.to_string())];
    Ok(Slice { total, ..slice(items, size, "-received", place) })
}

/// The delivery that its sender calls so, if it came before.
///
/// # Errors
/// As [`Tx::all`].
pub fn delivery_numbered(tx: &mut Tx<'_>, of: GatekeeperId, number: &str) -> Outcome<Option<Delivery>> {
    let sql = format!(
        "-- global: its sender proved that it is theirs
         select {DELIVERY} from gatekeeper_delivery d where d.gatekeeper_id = $1 and d.number = $2"
    );
    tx.one(&sql, args![of, number], read_delivery)
}

/// The delivery with this id, if it is not answered yet, with its gatekeeper.
///
/// # Errors
/// As [`Tx::all`].
pub fn waiting(tx: &mut Tx<'_>, id: GatekeeperDeliveryId) -> Outcome<Option<(Gatekeeper, Delivery)>> {
    let sql = format!(
        "-- global: workers serve everybody
         select {DELIVERY} from gatekeeper_delivery d where d.id = $1 and d.state = $2"
    );
    let Some(delivery) = tx.one(&sql, args![id, State::Waiting], read_delivery)? else { return Ok(None) };
    let gatekeeper = any(tx, &delivery.gatekeeper.to_string())?;
    let gone = || Problem::Internal(format!("the delivery {id} belongs to no gatekeeper"));
    Ok(Some((gatekeeper.ok_or_else(gone)?, delivery)))
}

/// Keeps a delivery that came, or what became of it.
///
/// # Errors
/// As [`Tx::run`].
pub fn keep_delivery(tx: &mut Tx<'_>, delivery: &Delivery) -> Outcome<()> {
    tx.run(
        "insert into gatekeeper_delivery (id, gatekeeper_id, number, received_at, origin, asked, state, code, detail,
                decision_id, answered_at, again_at, trouble)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         on conflict (id) do update set received_at = excluded.received_at, origin = excluded.origin,
             state = excluded.state, code = excluded.code, detail = excluded.detail, decision_id = excluded.decision_id,
             answered_at = excluded.answered_at, again_at = excluded.again_at, trouble = excluded.trouble",
        &[
            delivery.id.into(),
            delivery.gatekeeper.into(),
            delivery.number.as_str().into(),
            delivery.received_at.into(),
            delivery.origin.as_str().into(),
            json(&delivery.asked)?,
            delivery.state.into(),
            delivery.code.as_deref().into(),
            delivery.detail.as_str().into(),
            delivery.decision.into(),
            delivery.answered_at.into(),
            delivery.again_at.into(),
            delivery.trouble.as_deref().into(),
        ],
    )?;
    Ok(())
}
