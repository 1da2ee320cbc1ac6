//! Environments: where systems run, what they are part of, and what is part of them.

pub mod changes;
pub mod groups;
pub mod hosts;
pub mod links;
pub mod matrix;
pub mod stages;
pub mod versions;

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
    authz::{Action, Equip, Permit, Report},
    environments::{Environment, Health, Money, Node},
    id::{EnvironmentGroupId, EnvironmentId, PortfolioId, StageId, TeamId},
};

/// An environment as a reader wants it.
#[derive(Clone, Debug)]
pub struct View {
    /// The environment.
    pub environment: Environment,
    /// Whose it is.
    pub portfolio: Ref<PortfolioId>,
    /// How near to production it is.
    pub stage: Option<Ref<StageId>>,
    /// What it is part of, when visible.
    pub parent: Option<Ref<EnvironmentId>>,
    /// The pool it belongs to, when visible.
    pub group: Option<Ref<EnvironmentGroupId>>,
    /// Who looks after it, when visible.
    pub team: Option<Ref<TeamId>>,
}

const COLUMNS: &str =
    "e.id, e.key, e.name, e.description, e.portfolio_id, e.stage_id, e.parent_id, e.group_id, e.team_id,
    e.shareable, e.capacity, e.cost_amount, e.cost_currency, e.state, e.zone, e.tags, e.profile, e.archived_at,
    e.created_at, e.updated_at, e.rev";

const VIEW: &str = "portfolio.key as portfolio_key, portfolio.name as portfolio_name, stage.key as stage_key,
    stage.name as stage_name, parent.key as parent_key, parent.name as parent_name, pool.key as group_key,
    pool.name as group_name, team.key as team_key, team.name as team_name";

/// Stages are everybody's: what a stage is called is no secret.
const AROUND: &str = "join portfolio on portfolio.id = e.portfolio_id
    left join stage on stage.id = e.stage_id
    left join environment parent on parent.id = e.parent_id and {visible parent.portfolio_id}
    left join environment_group pool on pool.id = e.group_id and {visible pool.portfolio_id}
    left join team on team.id = e.team_id and {visible team.portfolio_id}";

fn read(row: &mut Row) -> Outcome<Environment> {
    let cost = match (row.maybe_int("cost_amount")?, row.maybe_text("cost_currency")?) {
        (Some(amount), Some(currency)) => Some(Money { amount, currency }),
        _ => None,
    };
    Ok(Environment {
        id: row.read("id")?,
        key: row.read("key")?,
        name: row.read("name")?,
        description: row.text("description")?,
        portfolio: row.read("portfolio_id")?,
        stage: row.maybe("stage_id")?,
        parent: row.maybe("parent_id")?,
        group: row.maybe("group_id")?,
        team: row.maybe("team_id")?,
        shareable: row.bool("shareable")?,
        capacity: count(row.maybe_int("capacity")?),
        cost_per_hour: cost,
        state: row.read("state")?,
        zone: row.read("zone")?,
        tags: row.json("tags")?,
        profile: row.json("profile")?,
        archived_at: row.maybe_instant("archived_at")?,
        created_at: row.instant("created_at")?,
        updated_at: row.instant("updated_at")?,
        rev: row.int("rev")?,
    })
}

fn count(number: Option<i64>) -> Option<u32> {
    number.and_then(|number| u32::try_from(number).ok())
}

fn read_view(row: &mut Row) -> Outcome<View> {
    let environment = read(row)?;
    Ok(View {
        portfolio: Ref {
            id: environment.portfolio,
            key: row.read("portfolio_key")?,
            name: row.read("portfolio_name")?,
        },
        stage: row.called(environment.stage, "stage")?,
        parent: row.called(environment.parent, "parent")?,
        group: row.called(environment.group, "group")?,
        team: row.called(environment.team, "team")?,
        environment,
    })
}

/// The environment with this id or key.
///
/// # Errors
/// [`Problem::NotFound`] when there is none that the caller may see; database problems as [`Tx::run`].
pub fn get(tx: &mut Tx<'_>, named: &str) -> Outcome<Environment> {
    let (condition, name) = by_id_or_key::<EnvironmentId>("e", named);
    let sql = format!("select {COLUMNS} from environment e where {condition} and {{visible e.portfolio_id}}");
    tx.one(&sql, &[name], read)?.ok_or_else(|| Problem::missing("environment", named))
}

/// … as a reader wants it.
///
/// # Errors
/// As [`get`].
pub fn view(tx: &mut Tx<'_>, named: &str) -> Outcome<View> {
    let (condition, name) = by_id_or_key::<EnvironmentId>("e", named);
    let sql = format!(
        "select {COLUMNS}, {VIEW} from environment e {AROUND} where {condition} and {{visible e.portfolio_id}}"
    );
    tx.one(&sql, &[name], read_view)?.ok_or_else(|| Problem::missing("environment", named))
}

/// What a list of environments is limited to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Key or name holds this text.
    pub text: Option<String>,
    /// Of this portfolio and everything below it.
    pub portfolio: Option<PortfolioId>,
    /// At this stage.
    pub stage: Option<StageId>,
    /// Of this group.
    pub group: Option<EnvironmentGroupId>,
    /// Looked after by this team.
    pub team: Option<TeamId>,
    /// Parts of this environment.
    pub parent: Option<EnvironmentId>,
    /// How they are.
    pub state: Option<Health>,
    /// Whether several may have them at once.
    pub shareable: Option<bool>,
    /// With this label.
    pub tag: Option<String>,
    /// Archived ones instead of the others.
    pub archived: bool,
    /// Some of these.
    pub among: Option<Vec<EnvironmentId>>,
}

impl Filter {
    pub(crate) fn conditions(&self) -> Conditions {
        let away = if self.archived { "e.archived_at is not null" } else { "e.archived_at is null" };
        let mut conditions = Conditions::always(away);
        let text = self.text.as_deref().map(containing);
        conditions.when("(e.key_lower like $n escape '\\' or e.name_lower like $n escape '\\')", text);
        conditions.when(
            "e.portfolio_id in (select c.portfolio_id from portfolio_closure c where c.ancestor_id = $n)",
            self.portfolio,
        );
        conditions.when("e.stage_id = $n", self.stage);
        conditions.when("e.group_id = $n", self.group);
        conditions.when("e.team_id = $n", self.team);
        conditions.when("e.parent_id = $n", self.parent);
        conditions.when("e.state = $n", self.state);
        conditions.when("e.shareable = $n", self.shareable);
        conditions.when("$n in {each e.tags}", self.tag.as_deref());
        conditions.when("e.id in {each $n}", self.among.as_ref().map(|ids| Arg::from(&serde_json::json!(ids))));
        conditions
    }
}

/// Environments in an order.
///
/// # Errors
/// As [`Tx::all`]; a fault for a cursor that is none.
pub fn list(tx: &mut Tx<'_>, filter: &Filter, order: Order, page: &Page) -> Outcome<Slice<View>> {
    let size = page.size()?;
    let mut conditions = filter.conditions();
    let total = if page.total {
        let sql = format!(
            "select count(*) as total from environment e where {{visible e.portfolio_id}} and {}",
            conditions.sql()
        );
        tx.one(&sql, conditions.values(), |row| row.int("total"))?
    } else {
        None
    };
    let order_by = order.from(page, "e", &mut conditions)?;
    let limit = conditions.value(size + 1);
    // What surrounds an environment is looked up for those on the page only.
    let sql = format!(
        "select {COLUMNS}, {VIEW} from (
             select e.* from environment e where {{visible e.portfolio_id}} and {} {order_by} limit {limit}
         ) e {AROUND} {order_by}",
        conditions.sql(),
    );
    let items = tx.all(&sql, conditions.values(), read_view)?;
    let place = |view: &View| order.places(&view.environment.key, &view.environment.name, view.environment.id);
    Ok(Slice { total, ..slice(items, size, order.name(), place) })
}

/// True when an environment, visible or not, has this key.
///
/// # Errors
/// As [`Tx::all`].
pub fn is_taken(tx: &mut Tx<'_>, key: &Key) -> Outcome<bool> {
    let found = tx.one(
        "-- global: keys are unique across the installation
         select id from environment where key_lower = $1",
        args![key.as_str().to_lowercase()],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

/// An environment and everything it is part of, the nearest first, with their keys.
///
/// # Errors
/// As [`Tx::all`].
pub fn lineage(tx: &mut Tx<'_>, id: EnvironmentId) -> Outcome<Vec<(EnvironmentId, Key)>> {
    tx.all(
        "-- global: a circle is one, whoever may see all of it
         with recursive above as (
             select id, key, parent_id, 0 as height from environment where id = $1
             union all
             select e.id, e.key, e.parent_id, above.height + 1 from environment e
                 join above on e.id = above.parent_id where above.height < 1000
         ) select id, key from above order by height",
        args![id],
        |row| Ok((row.read("id")?, row.read("key")?)),
    )
}

/// An environment, all it is part of and all that is part of it. Most stand alone, which is found out for less than a tree
/// costs.
///
/// # Errors
/// As [`Tx::all`].
pub fn around(tx: &mut Tx<'_>, environment: &Environment) -> Outcome<Vec<EnvironmentId>> {
    let part = tx.one(
        "-- global: what is part of what decides about clashes, whoever may see all of it
         select 1 from environment where parent_id = $1 limit 1",
        args![environment.id],
        |_| Ok(()),
    )?;
    if environment.parent.is_none() && part.is_none() {
        return Ok(vec![environment.id]);
    }
    Ok(related(tx, &[environment.id])?.into_iter().map(|node| node.id).collect())
}

/// Everything that some environments cover or are covered by, themselves included: what whoever books one of them has to
/// reckon with.
///
/// # Errors
/// As [`Tx::all`].
pub fn related(tx: &mut Tx<'_>, ids: &[EnvironmentId]) -> Outcome<Vec<Node>> {
    tx.all(
        "-- global: what is part of what decides about clashes, whoever may see all of it
         with recursive above as (
             select id, parent_id from environment where id in {each $1}
             union
             select e.id, e.parent_id from environment e join above on e.id = above.parent_id
         ), below as (
             select id from environment where id in {each $1}
             union
             select e.id from environment e join below on e.parent_id = below.id
         )
         select e.id, e.parent_id, e.shareable, e.capacity from environment e
         where e.id in (select id from above union select id from below)",
        args![&serde_json::json!(ids)],
        read_node,
    )
}

/// Every environment, as the tree knows it.
///
/// # Errors
/// As [`Tx::all`].
pub fn nodes(tx: &mut Tx<'_>) -> Outcome<Vec<Node>> {
    tx.all(
        "-- global: what is part of what decides about clashes, whoever may see all of it
         select e.id, e.parent_id, e.shareable, e.capacity from environment e",
        &[],
        read_node,
    )
}

fn read_node(row: &mut Row) -> Outcome<Node> {
    let room = if row.bool("shareable")? { count(row.maybe_int("capacity")?) } else { Some(1) };
    Ok(Node { id: row.read("id")?, parent: row.maybe("parent_id")?, room })
}

/// Adds an environment.
///
/// # Errors
/// As [`Tx::run`].
pub fn insert(tx: &mut Tx<'_>, environment: &Environment, permit: &Permit<Equip>) -> Outcome<()> {
    let mut values = vec![Arg::from(permit.on())];
    values.extend(content(environment)?);
    values.extend([environment.rev.into(), environment.created_at.into()]);
    tx.run(
        "insert into environment (id, key, key_lower, name, name_lower, description, portfolio_id, stage_id, parent_id,
                group_id, team_id, shareable, capacity, cost_amount, cost_currency, state, zone, tags, profile,
                archived_at, updated_at, rev, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)",
        &values,
    )?;
    Ok(())
}

/// What may change an environment: keeping it, and telling how it is.
pub trait Changes: Action {}
impl Changes for Equip {}
impl Changes for Report {}

/// Saves a changed environment.
///
/// # Errors
/// [`Problem::Stale`] when somebody else changed it meanwhile; database problems as [`Tx::run`].
pub fn update<A: Changes>(
    tx: &mut Tx<'_>,
    before: &Environment,
    after: &Environment,
    permit: &Permit<A>,
) -> Outcome<()> {
    let mut values = vec![Arg::from(permit.on())];
    values.extend(content(&Environment { updated_at: tx.now(), ..after.clone() })?);
    values.push(before.rev.into());
    let changed = tx.run(
        "update environment set key = $2, key_lower = $3, name = $4, name_lower = $5, description = $6,
                portfolio_id = $7, stage_id = $8, parent_id = $9, group_id = $10, team_id = $11, shareable = $12,
                capacity = $13, cost_amount = $14, cost_currency = $15, state = $16, zone = $17, tags = $18,
                profile = $19, archived_at = $20, updated_at = $21, rev = rev + 1 where id = $1 and rev = $22",
        &values,
    )?;
    guarded(changed, "environment", before.rev)
}

/// Everything but id, revision and when it was made, in the order of the columns.
fn content(environment: &Environment) -> Outcome<[Arg; 20]> {
    let cost = environment.cost_per_hour.as_ref();
    Ok([
        (&environment.key).into(),
        environment.key.as_str().to_lowercase().into(),
        (&environment.name).into(),
        environment.name.as_str().to_lowercase().into(),
        environment.description.as_str().into(),
        environment.portfolio.into(),
        environment.stage.into(),
        environment.parent.into(),
        environment.group.into(),
        environment.team.into(),
        environment.shareable.into(),
        environment.capacity.into(),
        cost.map(|cost| cost.amount).into(),
        cost.map(|cost| cost.currency.as_str()).into(),
        environment.state.into(),
        (&environment.zone).into(),
        json(&environment.tags)?,
        json(&environment.profile)?,
        environment.archived_at.into(),
        environment.updated_at.into(),
    ])
}
