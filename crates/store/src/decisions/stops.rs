//! Stops of the line.

use crate::{
    args,
    filter::Conditions,
    page::{Page, Place, Slice, slice},
    tx::{Tx, guarded},
    value::Row,
};
use signalbox_domain::{
    Outcome, PersonRef, Problem, Ref,
    authz::{Close, Permit},
    decisions::{
        situation::Stopped,
        stop::{Lifted, Stop},
    },
    id::PortfolioId,
};

/// A stop as a reader wants it.
#[derive(Clone, Debug)]
pub struct View {
    /// The stop.
    pub stop: Stop,
    /// In whose subtree; `None` when that portfolio lies above what the reader may see.
    pub portfolio: Option<Ref<PortfolioId>>,
    /// Who stopped it.
    pub stopped_by: Option<PersonRef>,
    /// Who lifted it.
    pub lifted_by: Option<PersonRef>,
}

const COLUMNS: &str = "h.id, h.portfolio_id, h.reason, h.stopped_by, h.stopped_at, h.lifted_by, h.lifted_at,
    h.lifted_because, h.rev";

const VIEW: &str = "shown.id as shown_id, shown.key as shown_key, shown.name as shown_name, b.id as by_id,
    b.name as by_name, l.id as lifter_id, l.name as lifter_name";

const FROM: &str = "line_stop h left join portfolio shown on shown.id = h.portfolio_id and {visible shown.id}
    left join person b on b.id = h.stopped_by left join person l on l.id = h.lifted_by";

fn read(row: &mut Row) -> Outcome<Stop> {
    let lifted = match row.maybe_instant("lifted_at")? {
        Some(at) => Some(Lifted { by: row.maybe("lifted_by")?, at, because: row.maybe_text("lifted_because")? }),
        None => None,
    };
    Ok(Stop {
        id: row.read("id")?,
        portfolio: row.read("portfolio_id")?,
        reason: row.text("reason")?,
        stopped_by: row.maybe("stopped_by")?,
        stopped_at: row.instant("stopped_at")?,
        lifted,
        rev: row.int("rev")?,
    })
}

fn read_view(row: &mut Row) -> Outcome<View> {
    Ok(View {
        portfolio: row.maybe_mention("shown")?,
        stopped_by: row.maybe_person("by")?,
        lifted_by: row.maybe_person("lifter")?,
        stop: read(row)?,
    })
}

/// The stop with this id. Whoever sees something below sees that it is stopped.
///
/// # Errors
/// [`Problem::NotFound`] when there is none that the caller may see; database problems as [`Tx::run`].
pub fn view(tx: &mut Tx<'_>, named: &str) -> Outcome<View> {
    let sql = format!("select {COLUMNS}, {VIEW} from {FROM} where h.id = $1 and {{over h.portfolio_id}}");
    tx.one(&sql, args![named], read_view)?.ok_or_else(|| Problem::missing("stop", named))
}

/// The stop that holds in just this portfolio.
///
/// # Errors
/// As [`Tx::all`].
pub fn standing(tx: &mut Tx<'_>, portfolio: PortfolioId) -> Outcome<Option<Stop>> {
    let sql = format!(
        "-- global: the caller has seen the portfolio
         select {COLUMNS} from line_stop h where h.portfolio_id = $1 and h.lifted_at is null"
    );
    tx.one(&sql, args![portfolio], read)
}

/// The stops that hold in some portfolios, as decisions look at them.
///
/// # Errors
/// As [`Tx::all`].
pub fn holding(tx: &mut Tx<'_>, portfolios: &[PortfolioId]) -> Outcome<Vec<Stopped>> {
    tx.all(
        "-- global: a stop above holds for what is below, and is told to whoever wants to go there
         select h.id, h.portfolio_id, shown.name, h.reason, h.stopped_at, p.name as by_name from line_stop h
         left join portfolio shown on shown.id = h.portfolio_id and {visible shown.id}
         left join person p on p.id = h.stopped_by
         where h.lifted_at is null and h.portfolio_id in {each $1} order by h.id",
        args![&serde_json::json!(portfolios)],
        |row| {
            Ok(Stopped {
                id: row.read("id")?,
                portfolio: row.read("portfolio_id")?,
                name: row.maybe_text("name")?,
                reason: row.text("reason")?,
                since: row.instant("stopped_at")?,
                by: row.maybe_text("by_name")?,
            })
        },
    )
}

/// Stops, the latest first: those that hold, or those that were lifted.
///
/// # Errors
/// As [`Tx::all`]; a fault for a cursor that is none.
pub fn list(tx: &mut Tx<'_>, lifted: bool, page: &Page) -> Outcome<Slice<View>> {
    let size = page.size()?;
    let mut conditions = Conditions::always(if lifted { "h.lifted_at is not null" } else { "h.lifted_at is null" });
    let total = if page.total {
        let sql =
            format!("select count(*) as total from line_stop h where {{over h.portfolio_id}} and {}", conditions.sql());
        tx.one(&sql, conditions.values(), |row| row.int("total"))?
    } else {
        None
    };
    if let Some(after) = page.after("-stopped", 1)? {
        conditions.with("h.id < $n", &after[0]);
    }
    let limit = conditions.value(size + 1);
    let sql = format!(
        "select {COLUMNS}, {VIEW} from {FROM} where {{over h.portfolio_id}} and {} order by h.id desc limit {limit}",
        conditions.sql()
    );
    let items = tx.all(&sql, conditions.values(), read_view)?;
    Ok(Slice { total, ..slice(items, size, "-stopped", |view| vec![Place::Text(view.stop.id.to_string())]) })
}

/// Adds a stop of the portfolio the permit is for.
///
/// # Errors
/// As [`Tx::run`].
pub fn insert(tx: &mut Tx<'_>, stop: &Stop, permit: &Permit<Close>) -> Outcome<()> {
    tx.run(
        "insert into line_stop (id, portfolio_id, reason, stopped_by, stopped_at, rev) values ($1, $2, $3, $4, $5, $6)",
        args![stop.id, permit.on(), &stop.reason, stop.stopped_by, stop.stopped_at, stop.rev],
    )?;
    Ok(())
}

/// Saves that a stop of the portfolio the permit is for was lifted.
///
/// # Errors
/// [`Problem::Stale`] when somebody else did meanwhile; database problems as [`Tx::run`].
pub fn lift(tx: &mut Tx<'_>, before: &Stop, lifted: &Lifted, permit: &Permit<Close>) -> Outcome<()> {
    let changed = tx.run(
        "update line_stop set lifted_by = $4, lifted_at = $5, lifted_because = $6, rev = rev + 1
         where id = $1 and portfolio_id = $2 and rev = $3",
        args![before.id, permit.on(), before.rev, lifted.by, lifted.at, lifted.because.as_deref()],
    )?;
    guarded(changed, "stop", before.rev)
}
