//! Policies: who may see them, what their versions say, and which of them govern a question.
//!
//! A policy holds for the whole subtree of its portfolio. So whoever sees a portfolio sees the policies above it too: they
//! hold for what is theirs.

use crate::{
    args,
    filter::{Conditions, containing},
    page::{Page, Place as At, Slice, slice},
    tx::{Tx, by_id_or_key, guarded},
    value::{Arg, Row, json},
    windows::{stages_named, types_named, visible_systems},
};
use signalbox_domain::{
    Key, Outcome, PersonRef, Problem, Ref,
    authz::{Close, Permit},
    calendar::window::Selector,
    id::{PolicyId, PortfolioId, ReleaseTypeId, StageId, SystemId},
    policy::{Enforcement, Governing, Place, Policy, Rule, Status, Subject, Version, governs},
};
use std::collections::HashMap;

/// A policy as a reader wants it.
#[derive(Clone, Debug)]
pub struct View {
    /// The policy.
    pub policy: Policy,
    /// Whose it is, when visible.
    pub portfolio: Option<Ref<PortfolioId>>,
    /// The version that governs.
    pub in_force: Option<VersionView>,
    /// The version written last.
    pub latest: VersionView,
}

/// A version as a reader wants it.
#[derive(Clone, Debug)]
pub struct VersionView {
    /// The version.
    pub version: Version,
    /// Who wrote it.
    pub made_by: Option<PersonRef>,
    /// The stages its selector names.
    pub stages: Vec<Ref<StageId>>,
    /// The systems its selector names, as far as they are visible.
    pub systems: Vec<Ref<SystemId>>,
    /// The types its selector names.
    pub types: Vec<Ref<ReleaseTypeId>>,
}

const COLUMNS: &str = "y.id, y.key, y.name, y.description, y.portfolio_id, y.in_force, y.latest, y.archived_at, y.rev";

const VERSION: &str = "v.policy_id, v.number, v.message, v.expression, v.enforcement, v.selector, v.status, v.made_at,
    v.made_by, v.in_force_at, v.retired_at, author.id as author_id, author.name as author_name";

fn read(row: &mut Row) -> Outcome<Policy> {
    Ok(Policy {
        id: row.read("id")?,
        key: row.read("key")?,
        name: row.read("name")?,
        description: row.text("description")?,
        portfolio: row.read("portfolio_id")?,
        in_force: row.maybe_int("in_force")?,
        latest: row.int("latest")?,
        archived_at: row.maybe_instant("archived_at")?,
        rev: row.int("rev")?,
    })
}

fn read_version(row: &mut Row) -> Outcome<VersionView> {
    let made_by = row.maybe_person("author")?;
    let version = Version {
        number: row.int("number")?,
        rule: Rule {
            message: row.text("message")?,
            expression: row.text("expression")?,
            enforcement: row.read("enforcement")?,
            selector: row.json("selector")?,
        },
        status: row.read("status")?,
        made_at: row.instant("made_at")?,
        made_by: row.maybe("made_by")?,
        in_force_at: row.maybe_instant("in_force_at")?,
        retired_at: row.maybe_instant("retired_at")?,
    };
    Ok(VersionView { version, made_by, stages: Vec::new(), systems: Vec::new(), types: Vec::new() })
}

/// The policy with this id or key.
///
/// # Errors
/// [`Problem::NotFound`] when there is none that the caller may see; database problems as [`Tx::run`].
pub fn get(tx: &mut Tx<'_>, named: &str) -> Outcome<Policy> {
    Ok(found(tx, named)?.0)
}

fn found(tx: &mut Tx<'_>, named: &str) -> Outcome<(Policy, Option<Ref<PortfolioId>>)> {
    let (condition, name) = by_id_or_key::<PolicyId>("y", named);
    let sql = format!(
        "select {COLUMNS}, p.id as shown_id, p.key as shown_key, p.name as shown_name
         from policy y left join portfolio p on p.id = y.portfolio_id and {{visible p.id}}
         where {condition} and {{over y.portfolio_id}}"
    );
    tx.one(&sql, &[name], |row| Ok((read(row)?, row.maybe_mention("shown")?)))?
        .ok_or_else(|| Problem::missing("policy", named))
}

/// … as a reader wants it.
///
/// # Errors
/// As [`get`].
pub fn view(tx: &mut Tx<'_>, named: &str) -> Outcome<View> {
    let found = found(tx, named)?;
    with_versions(tx, vec![found])?.pop().ok_or_else(|| Problem::missing("policy", named))
}

/// What a list of policies is limited to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Key or name holds this text.
    pub text: Option<String>,
    /// Of this portfolio and everything below it.
    pub portfolio: Option<PortfolioId>,
    /// With a version in force that does this.
    pub enforcement: Option<Enforcement>,
    /// Whether a version is in force.
    pub in_force: Option<bool>,
    /// Archived ones instead of the others.
    pub archived: bool,
}

/// Policies by key.
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
    conditions.when(
        "exists (select v.number from policy_version v
             where v.policy_id = y.id and v.number = y.in_force and v.enforcement = $n)",
        filter.enforcement,
    );
    match filter.in_force {
        Some(true) => conditions.and("y.in_force is not null"),
        Some(false) => conditions.and("y.in_force is null"),
        None => {}
    }
    let total = if page.total {
        let sql =
            format!("select count(*) as total from policy y where {{over y.portfolio_id}} and {}", conditions.sql());
        tx.one(&sql, conditions.values(), |row| row.int("total"))?
    } else {
        None
    };
    if let Some(after) = page.after("key", 1)? {
        conditions.with("y.key_lower > $n", &after[0]);
    }
    let limit = conditions.value(size + 1);
    let sql = format!(
        "select {COLUMNS}, p.id as shown_id, p.key as shown_key, p.name as shown_name
         from policy y left join portfolio p on p.id = y.portfolio_id and {{visible p.id}}
         where {{over y.portfolio_id}} and {} order by y.key_lower limit {limit}",
        conditions.sql()
    );
    let items = tx.all(&sql, conditions.values(), |row| Ok((read(row)?, row.maybe_mention("shown")?)))?;
    let place = |(policy, _): &(Policy, Option<Ref<PortfolioId>>)| vec![At::Text(policy.key.as_str().to_lowercase())];
    let found = Slice { total, ..slice(items, size, "key", place) };
    Ok(Slice { items: with_versions(tx, found.items)?, next: found.next, total: found.total })
}

/// Reads the version in force and the latest of all these policies, with what they name, in a constant number of statements.
fn with_versions(tx: &mut Tx<'_>, policies: Vec<(Policy, Option<Ref<PortfolioId>>)>) -> Outcome<Vec<View>> {
    if policies.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<PolicyId> = policies.iter().map(|(policy, _)| policy.id).collect();
    let sql = format!(
        "-- global: of policies that were found with the caller's eyes
         select {VERSION} from policy_version v join policy y on y.id = v.policy_id
         left join person author on author.id = v.made_by
         where y.id in {{each $1}} and (v.number = y.latest or v.number = y.in_force)"
    );
    let mut of: Vec<PolicyId> = Vec::new();
    let mut versions = tx.all(&sql, args![&serde_json::json!(ids)], |row| {
        of.push(row.read("policy_id")?);
        read_version(row)
    })?;
    add_selected(tx, &mut versions)?;
    let mut versions: HashMap<(PolicyId, i64), VersionView> =
        of.into_iter().zip(versions).map(|(policy, view)| ((policy, view.version.number), view)).collect();
    let mut views = Vec::with_capacity(policies.len());
    for (policy, portfolio) in policies {
        let latest = versions.get(&(policy.id, policy.latest)).cloned();
        let latest =
            latest.ok_or_else(|| Problem::Internal(format!("{} has no version {}", policy.id, policy.latest)))?;
        let in_force = policy.in_force.and_then(|number| versions.remove(&(policy.id, number)));
        views.push(View { policy, portfolio, in_force, latest });
    }
    Ok(views)
}

/// Reads what the selectors of all these versions name, in three statements.
fn add_selected(tx: &mut Tx<'_>, versions: &mut [VersionView]) -> Outcome<()> {
    if versions.is_empty() {
        return Ok(());
    }
    let selectors = || versions.iter().map(|view| &view.version.rule.selector);
    let types: Vec<ReleaseTypeId> = selectors().flat_map(|selector| selector.types.clone()).collect();
    let systems: Vec<SystemId> = selectors().flat_map(|selector| selector.systems.clone()).collect();
    let stages: Vec<StageId> = selectors().flat_map(|selector| selector.stages.clone()).collect();
    let types: HashMap<_, _> = types_named(tx, &types.iter().map(ToString::to_string).collect::<Vec<_>>())?
        .into_iter()
        .map(|found| (found.id, found))
        .collect();
    let systems: HashMap<_, _> = visible_systems(tx, &systems)?.into_iter().map(|found| (found.id, found)).collect();
    let stages: HashMap<_, _> = stages_named(tx, &stages.iter().map(ToString::to_string).collect::<Vec<_>>())?
        .into_iter()
        .map(|found| (found.id, found))
        .collect();
    for view in versions {
        let selector = &view.version.rule.selector;
        view.stages = selector.stages.iter().filter_map(|id| stages.get(id).cloned()).collect();
        view.systems = selector.systems.iter().filter_map(|id| systems.get(id).cloned()).collect();
        view.types = selector.types.iter().filter_map(|id| types.get(id).cloned()).collect();
    }
    Ok(())
}

/// The versions of a policy, the newest first.
///
/// # Errors
/// As [`Tx::all`]; a fault for a cursor that is none.
pub fn versions(tx: &mut Tx<'_>, policy: PolicyId, page: &Page) -> Outcome<Slice<VersionView>> {
    let size = page.size()?;
    let mut conditions = Conditions::always("1 = 1");
    conditions.with("v.policy_id = $n", policy);
    let total = if page.total {
        let sql = format!(
            "select count(*) as total from policy_version v join policy y on y.id = v.policy_id
             where {{over y.portfolio_id}} and {}",
            conditions.sql()
        );
        tx.one(&sql, conditions.values(), |row| row.int("total"))?
    } else {
        None
    };
    if let Some(after) = page.after("number", 1)? {
        conditions.with("v.number < $n", &after[0]);
    }
    let limit = conditions.value(size + 1);
    let sql = format!(
        "select {VERSION} from policy_version v join policy y on y.id = v.policy_id
         left join person author on author.id = v.made_by
         where {{over y.portfolio_id}} and {} order by v.number desc limit {limit}",
        conditions.sql()
    );
    let items = tx.all(&sql, conditions.values(), read_version)?;
    let place = |view: &VersionView| vec![At::Int(view.version.number)];
    let mut found = Slice { total, ..slice(items, size, "number", place) };
    add_selected(tx, &mut found.items)?;
    Ok(found)
}

/// One version of a policy.
///
/// # Errors
/// [`Problem::NotFound`] when there is none of this number; database problems as [`Tx::run`].
pub fn version(tx: &mut Tx<'_>, policy: PolicyId, number: i64) -> Outcome<Version> {
    let sql = format!(
        "select {VERSION} from policy_version v join policy y on y.id = v.policy_id
         left join person author on author.id = v.made_by
         where v.policy_id = $1 and v.number = $2 and {{over y.portfolio_id}}"
    );
    let found = tx.one(&sql, args![policy, number], read_version)?;
    Ok(found.ok_or_else(|| Problem::missing("version of the policy", number))?.version)
}

/// The policies in force that govern a question, whoever may see them, by key.
///
/// # Errors
/// As [`Tx::all`].
pub fn governing(tx: &mut Tx<'_>, subject: &Subject) -> Outcome<Vec<Governing>> {
    let places: Vec<String> = subject.places().into_iter().map(Place::name).collect();
    let found = tx.all(
        "-- global: a policy above holds for what is below, and its verdict is told to whoever asks there
         select y.id, y.key, y.name, y.portfolio_id, v.number, v.message, v.expression, v.enforcement, v.selector
         from policy y join policy_version v on v.policy_id = y.id and v.number = y.in_force
         where y.id in (select f.policy_id from policy_place f where f.place in {each $1}) and y.archived_at is null
         order by y.key_lower",
        args![&serde_json::json!(places)],
        |row| {
            let portfolio: PortfolioId = row.read("portfolio_id")?;
            let selector: Selector = row.json("selector")?;
            if !governs(portfolio, &selector, subject) {
                return Ok(None);
            }
            Ok(Some(Governing {
                policy: row.read("id")?,
                key: row.read("key")?,
                name: row.read("name")?,
                portfolio,
                version: row.int("number")?,
                enforcement: row.read("enforcement")?,
                message: row.text("message")?,
                expression: row.text("expression")?,
            }))
        },
    )?;
    Ok(found.into_iter().flatten().collect())
}

/// True when a policy, visible or not, has this key.
///
/// # Errors
/// As [`Tx::all`].
pub fn is_taken(tx: &mut Tx<'_>, key: &Key) -> Outcome<bool> {
    let found = tx.one(
        "-- global: keys are unique across the installation
         select id from policy where key_lower = $1",
        args![key.as_str().to_lowercase()],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

/// Adds a policy.
///
/// # Errors
/// As [`Tx::run`].
pub fn insert(tx: &mut Tx<'_>, policy: &Policy, permit: &Permit<Close>) -> Outcome<()> {
    let mut values = vec![Arg::from(permit.on())];
    values.extend(content(policy));
    values.push(policy.rev.into());
    tx.run(
        "insert into policy (id, key, key_lower, name, name_lower, description, portfolio_id, in_force, latest,
                archived_at, rev)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        &values,
    )?;
    Ok(())
}

/// Saves a changed policy.
///
/// # Errors
/// [`Problem::Stale`] when somebody else changed it meanwhile; database problems as [`Tx::run`].
pub fn update(tx: &mut Tx<'_>, before: &Policy, after: &Policy, permit: &Permit<Close>) -> Outcome<()> {
    let mut values = vec![Arg::from(permit.on())];
    values.extend(content(after));
    values.push(before.rev.into());
    let changed = tx.run(
        "update policy set key = $2, key_lower = $3, name = $4, name_lower = $5, description = $6, portfolio_id = $7,
                in_force = $8, latest = $9, archived_at = $10, rev = rev + 1 where id = $1 and rev = $11",
        &values,
    )?;
    guarded(changed, "policy", before.rev)
}

/// Everything but id and revision, in the order of the columns.
fn content(policy: &Policy) -> [Arg; 9] {
    [
        (&policy.key).into(),
        policy.key.as_str().to_lowercase().into(),
        (&policy.name).into(),
        policy.name.as_str().to_lowercase().into(),
        policy.description.as_str().into(),
        policy.portfolio.into(),
        policy.in_force.into(),
        policy.latest.into(),
        policy.archived_at.into(),
    ]
}

/// Adds a version.
///
/// # Errors
/// As [`Tx::run`].
pub fn insert_version(tx: &mut Tx<'_>, version: &Version, permit: &Permit<Close>) -> Outcome<()> {
    let rule = &version.rule;
    tx.run(
        "insert into policy_version (policy_id, number, message, expression, enforcement, selector, status, made_at,
                made_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![
            permit.on(),
            version.number,
            rule.message.as_str(),
            rule.expression.as_str(),
            rule.enforcement,
            json(&rule.selector)?,
            version.status,
            version.made_at,
            version.made_by
        ],
    )?;
    Ok(())
}

/// Retires every version of a policy but one: that is in force, or a draft. Without one, all but the drafts.
///
/// # Errors
/// As [`Tx::run`].
pub fn retire_others(tx: &mut Tx<'_>, kept: Option<i64>, permit: &Permit<Close>) -> Outcome<()> {
    let now = tx.now();
    match kept {
        Some(number) => tx.run(
            "update policy_version set status = 'retired', retired_at = $3
             where policy_id = $1 and number < $2 and status <> 'retired'",
            args![permit.on(), number, now],
        )?,
        None => tx.run(
            "update policy_version set status = 'retired', retired_at = $2 where policy_id = $1 and status = 'in_force'",
            args![permit.on(), now],
        )?,
    };
    Ok(())
}

/// Retires the drafts of a policy that were written before this version.
///
/// # Errors
/// As [`Tx::run`].
pub fn retire_drafts(tx: &mut Tx<'_>, before: i64, permit: &Permit<Close>) -> Outcome<()> {
    let now = tx.now();
    tx.run(
        "update policy_version set status = 'retired', retired_at = $3
         where policy_id = $1 and number < $2 and status = 'draft'",
        args![permit.on(), before, now],
    )?;
    Ok(())
}

/// Puts a version in force. That the policy says so is [`update`]'s; where it is filed is [`file`]'s.
///
/// # Errors
/// As [`Tx::run`].
pub fn put_in_force(tx: &mut Tx<'_>, version: &Version, permit: &Permit<Close>) -> Outcome<()> {
    tx.run(
        "update policy_version set status = $3, in_force_at = $4 where policy_id = $1 and number = $2",
        args![permit.on(), version.number, Status::InForce, version.in_force_at],
    )?;
    Ok(())
}

/// Files a policy under these places and no others.
///
/// # Errors
/// As [`Tx::run`].
pub fn file(tx: &mut Tx<'_>, places: &[Place], permit: &Permit<Close>) -> Outcome<()> {
    tx.run("delete from policy_place where policy_id = $1", args![permit.on()])?;
    for place in places {
        tx.run("insert into policy_place (place, policy_id) values ($1, $2)", args![place.name(), permit.on()])?;
    }
    Ok(())
}
