//! Deployment plans, and what was approved of them.

use crate::{
    args,
    filter::{Conditions, containing},
    page::{Page, Place, Slice, slice},
    tx::{Tx, by_id_or_key, guarded},
    value::{Arg, Row, json},
};
use jiff::Timestamp;
use signalbox_domain::{
    Key, Outcome, Problem, Ref, Zone,
    authz::{Action, Decide, Permit, Work},
    deployment_plans::{Approval, Content, DeploymentPlan, Status},
    id::{DeploymentPlanId, PortfolioId, ReleaseId},
};

/// A plan as a list shows it: without what it holds.
#[derive(Clone, Debug)]
pub struct View {
    /// The plan. Its content is empty in lists.
    pub plan: DeploymentPlan,
    /// Whose it is.
    pub portfolio: Ref<PortfolioId>,
    /// The release it carries out, if the caller may see it.
    pub release: Option<Ref<ReleaseId>>,
    /// How many tasks it has.
    pub tasks: i64,
}

/// What was approved of a plan once.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// The how-manieth.
    pub version: i64,
    /// The zone of its fixed times.
    pub zone: Zone,
    /// What it held.
    pub content: Content,
    /// Who approved it.
    pub approvals: Vec<Approval>,
    /// When.
    pub approved_at: Timestamp,
}

const COLUMNS: &str = "d.id, d.key, d.name, d.portfolio_id, d.release_id, d.description, d.zone, d.needs, d.status,
    d.task_count, d.version, d.approvals, d.authors, d.created_at, d.archived_at, d.rev,
    p.id as owner_id, p.key as owner_key, p.name as owner_name,
    r.id as shown_id, r.key as shown_key, r.name as shown_name";

const AROUND: &str = "deployment_plan d join portfolio p on p.id = d.portfolio_id
    left join release r on r.id = d.release_id and {seen r}";

fn read(row: &mut Row, content: Content) -> Outcome<View> {
    let plan = DeploymentPlan {
        id: row.read("id")?,
        key: row.read("key")?,
        name: row.read("name")?,
        portfolio: row.read("portfolio_id")?,
        release: row.maybe("release_id")?,
        description: row.text("description")?,
        zone: row.read("zone")?,
        needs: row.int("needs")?,
        status: row.read("status")?,
        content,
        version: row.int("version")?,
        approvals: row.json("approvals")?,
        authors: row.json("authors")?,
        created_at: row.instant("created_at")?,
        archived_at: row.maybe_instant("archived_at")?,
        rev: row.int("rev")?,
    };
    Ok(View {
        plan,
        portfolio: row.mention("owner")?,
        release: row.maybe_mention("shown")?,
        tasks: row.int("task_count")?,
    })
}

/// The plan with this id or key, with what it holds.
///
/// # Errors
/// [`Problem::NotFound`] when there is none that the caller may see; database problems as [`Tx::run`].
pub fn view(tx: &mut Tx<'_>, named: &str) -> Outcome<View> {
    let (condition, name) = by_id_or_key::<DeploymentPlanId>("d", named);
    let sql = format!("select {COLUMNS}, d.content from {AROUND} where {condition} and {{visible d.portfolio_id}}");
    let found = tx.one(&sql, &[name], |row| {
        let content = row.json("content")?;
        read(row, content)
    })?;
    found.ok_or_else(|| Problem::missing("deployment plan", named))
}

/// What a list of plans is limited to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Key or name holds this text.
    pub text: Option<String>,
    /// Of this portfolio and everything below it.
    pub portfolio: Option<PortfolioId>,
    /// They carry out this release.
    pub release: Option<ReleaseId>,
    /// As far as this.
    pub status: Option<Status>,
    /// Those that were put away instead of the others.
    pub archived: bool,
}

/// Plans by key.
///
/// # Errors
/// As [`Tx::all`]; a fault for a cursor that is none.
pub fn list(tx: &mut Tx<'_>, filter: &Filter, page: &Page) -> Outcome<Slice<View>> {
    let size = page.size()?;
    let mut conditions =
        Conditions::always(if filter.archived { "d.archived_at is not null" } else { "d.archived_at is null" });
    let text = filter.text.as_deref().map(containing);
    conditions.when("(d.key_lower like $n escape '\\' or d.name_lower like $n escape '\\')", text);
    conditions.when(
        "d.portfolio_id in (select below.portfolio_id from portfolio_closure below where below.ancestor_id = $n)",
        filter.portfolio,
    );
    conditions.when("d.release_id = $n", filter.release);
    conditions.when("d.status = $n", filter.status);
    let total = if page.total {
        let sql = format!(
            "select count(*) as total from deployment_plan d where {{visible d.portfolio_id}} and {}",
            conditions.sql()
        );
        tx.one(&sql, conditions.values(), |row| row.int("total"))?
    } else {
        None
    };
    if let Some(after) = page.after("key", 1)? {
        conditions.with("d.key_lower > $n", &after[0]);
    }
    let limit = conditions.value(size + 1);
    let sql = format!(
        "select {COLUMNS} from {AROUND} where {{visible d.portfolio_id}} and {} order by d.key_lower limit {limit}",
        conditions.sql()
    );
    let items = tx.all(&sql, conditions.values(), |row| read(row, Content::default()))?;
    let place = |view: &View| vec![Place::Text(view.plan.key.as_str().to_lowercase())];
    Ok(Slice { total, ..slice(items, size, "key", place) })
}

/// True when a plan, visible or not, has this key.
///
/// # Errors
/// As [`Tx::all`].
pub fn is_taken(tx: &mut Tx<'_>, key: &Key) -> Outcome<bool> {
    let found = tx.one(
        "-- global: keys are unique across the installation
         select id from deployment_plan where key_lower = $1",
        args![key.as_str().to_lowercase()],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

/// What may change a plan: writing it, approving it.
pub trait Changes: Action {}
impl Changes for Work {}
impl Changes for Decide {}

/// Adds a plan.
///
/// # Errors
/// As [`Tx::run`].
pub fn insert(tx: &mut Tx<'_>, plan: &DeploymentPlan, permit: &Permit<Work>) -> Outcome<()> {
    let mut values = vec![Arg::from(permit.on())];
    values.extend(columns(plan)?);
    values.extend([plan.created_at.into(), plan.rev.into()]);
    tx.run(
        "insert into deployment_plan (id, key, key_lower, name, name_lower, portfolio_id, release_id, description, zone,
                needs, status, content, task_count, version, approvals, authors, archived_at, created_at, rev)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
        &values,
    )?;
    Ok(())
}

/// Saves a changed plan; when it was approved, what it holds is kept as a snapshot.
///
/// # Errors
/// [`Problem::Stale`] when somebody else changed it meanwhile; database problems as [`Tx::run`].
pub fn update<A: Changes>(
    tx: &mut Tx<'_>,
    before: &DeploymentPlan,
    after: &DeploymentPlan,
    permit: &Permit<A>,
) -> Outcome<()> {
    let mut values = vec![Arg::from(permit.on())];
    values.extend(columns(after)?);
    values.push(before.rev.into());
    let changed = tx.run(
        "update deployment_plan set key = $2, key_lower = $3, name = $4, name_lower = $5, portfolio_id = $6,
                release_id = $7, description = $8, zone = $9, needs = $10, status = $11, content = $12, task_count = $13,
                version = $14, approvals = $15, authors = $16, archived_at = $17, rev = rev + 1
         where id = $1 and rev = $18",
        &values,
    )?;
    guarded(changed, "deployment plan", before.rev)?;
    if after.version > before.version {
        let now = tx.now();
        tx.run(
            "insert into deployment_plan_version (plan_id, version, zone, content, approvals, approved_at)
             values ($1, $2, $3, $4, $5, $6)",
            &[
                after.id.into(),
                after.version.into(),
                (&after.zone).into(),
                json(&after.content)?,
                json(&after.approvals)?,
                now.into(),
            ],
        )?;
    }
    Ok(())
}

/// What may change of it, in the order of the columns.
fn columns(plan: &DeploymentPlan) -> Outcome<[Arg; 16]> {
    Ok([
        (&plan.key).into(),
        plan.key.as_str().to_lowercase().into(),
        (&plan.name).into(),
        plan.name.as_str().to_lowercase().into(),
        plan.portfolio.into(),
        plan.release.into(),
        plan.description.as_str().into(),
        (&plan.zone).into(),
        plan.needs.into(),
        plan.status.into(),
        json(&plan.content)?,
        plan.content.tasks.len().into(),
        plan.version.into(),
        json(&plan.approvals)?,
        json(&plan.authors)?,
        plan.archived_at.into(),
    ])
}

/// What was approved of a plan that the caller has seen, the newest first; without what it held.
///
/// # Errors
/// As [`Tx::all`].
pub fn versions(tx: &mut Tx<'_>, plan: DeploymentPlanId) -> Outcome<Vec<Snapshot>> {
    tx.all(
        "-- global: the caller has seen the plan
         select v.version, v.zone, v.approvals, v.approved_at from deployment_plan_version v where v.plan_id = $1
         order by v.version desc limit 1000",
        args![plan],
        |row| read_snapshot(row, Content::default()),
    )
}

/// What was approved of a plan that the caller has seen.
///
/// # Errors
/// [`Problem::NotFound`] when it was not approved so often; database problems as [`Tx::run`].
pub fn snapshot(tx: &mut Tx<'_>, plan: DeploymentPlanId, version: i64) -> Outcome<Snapshot> {
    let found = tx.one(
        "-- global: the caller has seen the plan or its run
         select v.version, v.zone, v.approvals, v.approved_at, v.content from deployment_plan_version v
         where v.plan_id = $1 and v.version = $2",
        args![plan, version],
        |row| {
            let content = row.json("content")?;
            read_snapshot(row, content)
        },
    )?;
    found.ok_or_else(|| Problem::missing("approved version", version))
}

fn read_snapshot(row: &mut Row, content: Content) -> Outcome<Snapshot> {
    Ok(Snapshot {
        version: row.int("version")?,
        zone: row.read("zone")?,
        content,
        approvals: row.json("approvals")?,
        approved_at: row.instant("approved_at")?,
    })
}
