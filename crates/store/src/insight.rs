//! What a span of days holds for everybody together, read with a constant number of statements.

use crate::{
    args,
    filter::Conditions,
    tx::Tx,
    value::Arg,
    within::{BY_BEGIN, Within},
};
use jiff::civil::Date;
use signalbox_domain::{
    Outcome, Ref,
    id::{PortfolioId, ReleaseId, SystemId},
    insight::{Effort, Touch, capacity::Gate},
};
use std::collections::{HashMap, HashSet};

/// The most releases one answer is made of.
pub const MOST: usize = 20_000;

/// What a span of days holds.
#[derive(Clone, Debug, Default)]
pub struct Span {
    /// The visible releases of which anything lies in the span, those put away left out, by first day and key.
    pub efforts: Vec<Effort>,
    /// How each is mentioned, in the same order.
    pub releases: Vec<Ref<ReleaseId>>,
    /// What they touch of visible systems.
    pub touches: Vec<Touch>,
    /// False when there are more than [`MOST`] and the others are missing.
    pub complete: bool,
}

/// The releases of which anything lies on a day from `from` on and before `to`, and what they touch.
///
/// # Errors
/// As [`Tx::all`]; so for all here.
pub fn load(tx: &mut Tx<'_>, from: Date, to: Date) -> Outcome<Span> {
    let mut conditions = Conditions::default();
    let within = Within::days(&mut conditions, from, to);
    let most = conditions.value(MOST + 1);
    let rows = within.rows(
        "r.id as it_id, r.key as it_key, r.name as it_name, r.kind, r.category, r.portfolio_id, r.first_day, r.last_day,
         r.target_day, r.completed_at, r.key_lower",
        "r.archived_at is null",
    );
    let sql = format!("select * from ({rows}) r order by {BY_BEGIN} limit {most}");
    let mut span = Span::default();
    tx.all(&sql, conditions.values(), |row| {
        let release: Ref<ReleaseId> = row.mention("it")?;
        span.efforts.push(Effort {
            id: release.id,
            kind: row.read("kind")?,
            category: row.read("category")?,
            portfolio: row.read("portfolio_id")?,
            first: row.read("first_day")?,
            last: row.read("last_day")?,
            target: row.maybe("target_day")?,
            completed_at: row.maybe_instant("completed_at")?,
        });
        span.releases.push(release);
        Ok(())
    })?;
    span.complete = span.efforts.len() <= MOST;
    span.efforts.truncate(MOST);
    span.releases.truncate(MOST);
    let places = places(&span.efforts);
    let ids = ids(&span.efforts);
    tx.all(
        "select rs.release_id, rs.system_id, rs.impact from release_system rs join system s on s.id = rs.system_id
         where rs.release_id in {each $1} and {visible s.portfolio_id}",
        &[ids],
        |row| {
            let release: ReleaseId = row.read("release_id")?;
            if let Some(&effort) = places.get(&release) {
                span.touches.push(Touch { effort, system: row.read("system_id")?, impact: row.read("impact")? });
            }
            Ok(())
        },
    )?;
    Ok(span)
}

fn places(efforts: &[Effort]) -> HashMap<ReleaseId, usize> {
    efforts.iter().enumerate().map(|(place, effort)| (effort.id, place)).collect()
}

fn ids(efforts: &[Effort]) -> Arg {
    let ids: Vec<String> = efforts.iter().map(|effort| effort.id.to_string()).collect();
    Arg::from(&serde_json::Value::from(ids))
}

/// The gates of such releases that are due on a day from `from` on and before `to`, with their names, by day.
///
/// # Errors
/// As above.
pub fn gates(tx: &mut Tx<'_>, efforts: &[Effort], from: Date, to: Date) -> Outcome<Vec<(Gate, String)>> {
    let places = places(efforts);
    let found = tx.all(
        "-- global: of releases that were found to be visible
         select m.release_id, m.due_day, m.name from milestone m
         where m.kind = 'gate' and m.due_day >= $2 and m.due_day < $3 and m.release_id in {each $1}
         order by m.due_day, m.id",
        &[ids(efforts), from.into(), to.into()],
        |row| {
            let release: ReleaseId = row.read("release_id")?;
            Ok((places.get(&release).copied(), row.read("due_day")?, row.text("name")?))
        },
    )?;
    Ok(found.into_iter().filter_map(|(effort, day, name)| Some((Gate { effort: effort?, day }, name))).collect())
}

/// A visible portfolio.
#[derive(Clone, Debug)]
pub struct Node {
    /// The portfolio.
    pub portfolio: Ref<PortfolioId>,
    /// The one above it.
    pub parent: Option<PortfolioId>,
}

/// Portfolios in their tree.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// The portfolios by key.
    pub nodes: Vec<Node>,
    /// One, and one above it; each stands above itself.
    pub above: Vec<(PortfolioId, PortfolioId)>,
}

/// Visible portfolios with all visible ones above.
///
/// # Errors
/// As above.
pub fn portfolios(tx: &mut Tx<'_>, own: &HashSet<PortfolioId>) -> Outcome<Tree> {
    let own = serde_json::Value::from(own.iter().map(ToString::to_string).collect::<Vec<_>>());
    let mut nodes: Vec<Node> = Vec::new();
    let mut known = HashSet::new();
    let above = tx.all(
        "select c.portfolio_id as below, p.id as it_id, p.key as it_key, p.name as it_name, p.parent_id
         from portfolio_closure c join portfolio p on p.id = c.ancestor_id
         where c.portfolio_id in {each $1} and {visible p.id} order by p.key_lower",
        &[Arg::from(&own)],
        |row| {
            let portfolio: Ref<PortfolioId> = row.mention("it")?;
            let pair = (row.read("below")?, portfolio.id);
            if known.insert(portfolio.id) {
                nodes.push(Node { portfolio, parent: row.maybe("parent_id")? });
            }
            Ok(pair)
        },
    )?;
    Ok(Tree { nodes, above })
}

/// A portfolio and everything below it.
///
/// # Errors
/// As above.
pub fn subtree(tx: &mut Tx<'_>, top: PortfolioId) -> Outcome<HashSet<PortfolioId>> {
    let below = tx.all(
        "select c.portfolio_id from portfolio_closure c where c.ancestor_id = $1 and {visible c.portfolio_id}",
        args![top],
        |row| row.read("portfolio_id"),
    )?;
    Ok(below.into_iter().collect())
}

/// How visible systems are mentioned.
///
/// # Errors
/// As above.
pub fn systems(tx: &mut Tx<'_>, systems: &HashSet<SystemId>) -> Outcome<HashMap<SystemId, Ref<SystemId>>> {
    let ids = serde_json::Value::from(systems.iter().map(ToString::to_string).collect::<Vec<_>>());
    let found = tx.all(
        "select s.id as it_id, s.key as it_key, s.name as it_name from system s
         where s.id in {each $1} and {visible s.portfolio_id}",
        &[Arg::from(&ids)],
        |row| row.mention("it"),
    )?;
    Ok(found.into_iter().map(|system: Ref<SystemId>| (system.id, system)).collect())
}
