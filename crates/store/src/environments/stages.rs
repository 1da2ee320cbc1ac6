//! Stages, in their order.

use crate::{
    args,
    filter::Conditions,
    page::{Page, Place, Slice, slice},
    tx::{Tx, by_id_or_key, guarded},
    value::{Arg, Row},
};
use signalbox_domain::{
    Key, Outcome, Problem, Ref,
    authz::{Equip, Permit},
    environments::{Promotion, Stage},
    id::{PortfolioId, StageId},
};

/// A stage as a reader wants it.
#[derive(Clone, Debug)]
pub struct View {
    /// The stage.
    pub stage: Stage,
    /// Whose it is, when visible.
    pub portfolio: Option<Ref<PortfolioId>>,
}

const COLUMNS: &str = "s.id, s.key, s.name, s.description, s.portfolio_id, s.position, s.is_production, s.environments,
    s.soak_minutes, s.verified, s.archived_at, s.rev, shown.id as shown_id, shown.key as shown_key, shown.name as shown_name";

/// Stages are everybody's: without them nobody could say where a version is.
const FROM: &str = "stage s left join portfolio shown on shown.id = s.portfolio_id and {visible shown.id}";

fn read(row: &mut Row) -> Outcome<View> {
    Ok(View {
        portfolio: row.maybe_mention("shown")?,
        stage: Stage {
            id: row.read("id")?,
            key: row.read("key")?,
            name: row.read("name")?,
            description: row.text("description")?,
            portfolio: row.read("portfolio_id")?,
            position: row.int("position")?,
            is_production: row.bool("is_production")?,
            promotion: Promotion {
                environments: small(row, "environments")?,
                soak_minutes: small(row, "soak_minutes")?,
                verified: row.bool("verified")?,
            },
            archived_at: row.maybe_instant("archived_at")?,
            rev: row.int("rev")?,
        },
    })
}

fn small(row: &mut Row, column: &str) -> Outcome<u32> {
    let number = row.int(column)?;
    u32::try_from(number).map_err(|_| Problem::Internal(format!("column {column} holds {number}")))
}

/// The stage with this id or key.
///
/// # Errors
/// [`Problem::NotFound`] when there is none; database problems as [`Tx::run`].
pub fn get(tx: &mut Tx<'_>, named: &str) -> Outcome<Stage> {
    Ok(view(tx, named)?.stage)
}

/// … as a reader wants it.
///
/// # Errors
/// As [`get`].
pub fn view(tx: &mut Tx<'_>, named: &str) -> Outcome<View> {
    let (condition, name) = by_id_or_key::<StageId>("s", named);
    let sql = format!(
        "-- global: stages are everybody's
         select {COLUMNS} from {FROM} where {condition}"
    );
    tx.one(&sql, &[name], read)?.ok_or_else(|| Problem::missing("stage", named))
}

/// Stages from development to production.
///
/// # Errors
/// As [`Tx::all`]; a fault for a cursor that is none.
pub fn list(tx: &mut Tx<'_>, archived: bool, page: &Page) -> Outcome<Slice<View>> {
    let size = page.size()?;
    let mut conditions =
        Conditions::always(if archived { "s.archived_at is not null" } else { "s.archived_at is null" });
    let total = if page.total {
        let sql = format!(
            "-- global: stages are everybody's
             select count(*) as total from stage s where {}",
            conditions.sql()
        );
        tx.one(&sql, conditions.values(), |row| row.int("total"))?
    } else {
        None
    };
    if let Some(after) = page.after("position", 2)? {
        let (position, key) = (conditions.value(&after[0]), conditions.value(&after[1]));
        conditions.and(&format!("(s.position, s.key_lower) > ({position}, {key})"));
    }
    let limit = conditions.value(size + 1);
    let sql = format!(
        "-- global: stages are everybody's
         select {COLUMNS} from {FROM} where {} order by s.position, s.key_lower limit {limit}",
        conditions.sql()
    );
    let items = tx.all(&sql, conditions.values(), read)?;
    let place =
        |view: &View| vec![Place::Int(view.stage.position), Place::Text(view.stage.key.as_str().to_lowercase())];
    Ok(Slice { total, ..slice(items, size, "position", place) })
}

/// Whether there is any stage.
///
/// # Errors
/// As [`Tx::all`].
pub fn are_there(tx: &mut Tx<'_>) -> Outcome<bool> {
    let sql = "-- global: stages are everybody's
        select id from stage limit 1";
    Ok(tx.one(sql, &[], |_| Ok(()))?.is_some())
}

/// True when a stage has this key.
///
/// # Errors
/// As [`Tx::all`].
pub fn is_taken(tx: &mut Tx<'_>, key: &Key) -> Outcome<bool> {
    let sql = "-- global: stages are everybody's
        select id from stage where key_lower = $1";
    Ok(tx.one(sql, args![key.as_str().to_lowercase()], |_| Ok(()))?.is_some())
}

/// Adds a stage.
///
/// # Errors
/// As [`Tx::run`].
pub fn insert(tx: &mut Tx<'_>, stage: &Stage, permit: &Permit<Equip>) -> Outcome<()> {
    tx.run(
        "insert into stage (id, key, key_lower, name, description, portfolio_id, position, is_production, archived_at,
                environments, soak_minutes, verified, rev)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        &content(stage, permit, stage.rev),
    )?;
    Ok(())
}

/// Saves a changed stage.
///
/// # Errors
/// [`Problem::Stale`] when somebody else changed it meanwhile; database problems as [`Tx::run`].
pub fn update(tx: &mut Tx<'_>, before: &Stage, after: &Stage, permit: &Permit<Equip>) -> Outcome<()> {
    let changed = tx.run(
        "update stage set key = $2, key_lower = $3, name = $4, description = $5, portfolio_id = $6, position = $7,
                is_production = $8, archived_at = $9, environments = $10, soak_minutes = $11, verified = $12, rev = rev + 1
         where id = $1 and rev = $13",
        &content(after, permit, before.rev),
    )?;
    guarded(changed, "stage", before.rev)
}

fn content(stage: &Stage, permit: &Permit<Equip>, rev: i64) -> [Arg; 13] {
    [
        permit.on().into(),
        (&stage.key).into(),
        stage.key.as_str().to_lowercase().into(),
        (&stage.name).into(),
        stage.description.as_str().into(),
        stage.portfolio.into(),
        stage.position.into(),
        stage.is_production.into(),
        stage.archived_at.into(),
        stage.promotion.environments.into(),
        stage.promotion.soak_minutes.into(),
        stage.promotion.verified.into(),
        rev.into(),
    ]
}
