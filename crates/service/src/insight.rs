//! How full the weeks of portfolios are, and which releases work on the same systems at once.

use crate::{App, Ctx};
use jiff::civil::Date;
use signalbox_domain::{
    Outcome, Problem, Ref,
    id::{PortfolioId, ReleaseId, SystemId},
    insight::{
        Effort,
        capacity::{self, Gate, Lineage, Load, Measure, Weeks},
        impact::{self, Collision},
    },
    releases::Impact,
};
use signalbox_store::{Tx, insight as store, portfolios};
use std::collections::{HashMap, HashSet};

/// The longest span one answer covers, in days: two years.
const LONGEST: i32 = 2 * 366;
/// The most collisions one answer lists.
const MOST_COLLISIONS: usize = 5_000;

/// A portfolio in the order of the tree.
#[derive(Clone, Debug)]
pub struct Row {
    /// The portfolio.
    pub portfolio: Ref<PortfolioId>,
    /// The one above it.
    pub parent: Option<PortfolioId>,
    /// How many shown ones stand above it.
    pub depth: usize,
    /// The numbers of each week.
    pub loads: Vec<Load>,
}

/// How full the weeks of portfolios are.
#[derive(Clone, Debug)]
pub struct Capacity {
    /// The weeks.
    pub weeks: Weeks,
    /// The portfolios with a release in the span, and those above, each under its parent.
    pub rows: Vec<Row>,
    /// False when there were too many releases to count them all.
    pub complete: bool,
}

fn check(from: Date, to: Date) -> Outcome<()> {
    let days = (to - from).get_days();
    if days <= 0 {
        return Err(Problem::fault("/to", "order", format!("{to} is not after {from}")));
    }
    if days > LONGEST {
        return Err(Problem::fault("/to", "range", "this covers at most two years"));
    }
    Ok(())
}

/// How full the weeks are that have a day from `from` on and before `to`.
///
/// # Errors
/// A fault when the span is empty or longer than two years; a portfolio that cannot be found.
pub async fn capacity(app: &App, ctx: &Ctx, from: Date, to: Date, portfolio: Option<String>) -> Outcome<Capacity> {
    check(from, to)?;
    app.db
        .read(ctx, move |tx| {
            let weeks = Weeks::covering(from, to);
            let top = portfolio.as_deref().map(|named| portfolios::get(tx, named)).transpose()?.map(|found| found.id);
            let span = store::load(tx, weeks.first, weeks.end())?;
            let gates = gates_of(tx, &span.efforts, weeks)?;
            let store::Tree { nodes, above } = store::portfolios(tx, &portfolios_of(&span.efforts))?;
            let places: HashMap<PortfolioId, usize> =
                nodes.iter().enumerate().map(|(place, node)| (node.portfolio.id, place)).collect();
            let mut lineage = Lineage::new();
            for (below, above) in above {
                lineage.entry(below).or_default().extend(places.get(&above));
            }
            let loads = capacity::loads(&span.efforts, &gates, &span.touches, nodes.len(), &lineage, weeks);
            let rows = in_tree_order(nodes, loads, top);
            Ok(Capacity { weeks, rows, complete: span.complete })
        })
        .await
}

/// The portfolios of what takes up anybody's time.
fn portfolios_of(efforts: &[Effort]) -> HashSet<PortfolioId> {
    efforts.iter().filter(|effort| effort.counts()).map(|effort| effort.portfolio).collect()
}

fn gates_of(tx: &mut Tx<'_>, efforts: &[Effort], weeks: Weeks) -> Outcome<Vec<Gate>> {
    let found = store::gates(tx, efforts, weeks.first, weeks.end())?;
    Ok(found.into_iter().map(|(gate, _)| gate).collect())
}

/// Each portfolio under its parent, from the top that was asked for, or from all that have no visible one above.
fn in_tree_order(nodes: Vec<store::Node>, loads: Vec<Vec<Load>>, top: Option<PortfolioId>) -> Vec<Row> {
    let known: HashSet<PortfolioId> = nodes.iter().map(|node| node.portfolio.id).collect();
    let is_top = |node: &store::Node| match top {
        Some(top) => top == node.portfolio.id,
        None => node.parent.is_none_or(|parent| !known.contains(&parent)),
    };
    let mut waiting: Vec<(usize, (store::Node, Vec<Load>))> = Vec::new();
    let mut below: HashMap<PortfolioId, Vec<(store::Node, Vec<Load>)>> = HashMap::new();
    // What is pushed last is taken first.
    for (node, loads) in nodes.into_iter().zip(loads).rev() {
        if is_top(&node) {
            waiting.push((0, (node, loads)));
        } else if let Some(parent) = node.parent {
            below.entry(parent).or_default().push((node, loads));
        }
    }
    let mut rows = Vec::new();
    while let Some((depth, (node, loads))) = waiting.pop() {
        let children = below.remove(&node.portfolio.id).unwrap_or_default();
        waiting.extend(children.into_iter().map(|child| (depth + 1, child)));
        rows.push(Row { portfolio: node.portfolio, parent: node.parent, depth, loads });
    }
    rows
}

/// A release behind a number.
#[derive(Clone, Debug)]
pub struct Behind {
    /// The release.
    pub release: Ref<ReleaseId>,
    /// What is known of it.
    pub effort: Effort,
    /// Whose it is.
    pub portfolio: Option<Ref<PortfolioId>>,
    /// Its gates that are due in the week, when those are counted.
    pub gates: Vec<String>,
    /// The system it works on together with others, when that is counted.
    pub system: Option<Ref<SystemId>>,
}

/// The releases behind one number of the capacity.
///
/// # Errors
/// A portfolio that cannot be found.
pub async fn behind(app: &App, ctx: &Ctx, week: Date, portfolio: String, measure: Measure) -> Outcome<Vec<Behind>> {
    app.db
        .read(ctx, move |tx| {
            let weeks = Weeks::covering(week, week.saturating_add(jiff::Span::new().days(1)));
            let top = portfolios::get(tx, &portfolio)?.id;
            let below = store::subtree(tx, top)?;
            let span = store::load(tx, weeks.first, weeks.end())?;
            let named = store::gates(tx, &span.efforts, weeks.first, weeks.end())?;
            let gates: Vec<Gate> = named.iter().map(|(gate, _)| *gate).collect();
            let is_of = |one: PortfolioId| below.contains(&one);
            let found = capacity::behind(&span.efforts, &gates, &span.touches, is_of, weeks.first, measure);
            let nodes = store::portfolios(tx, &portfolios_of(&span.efforts))?.nodes;
            let nodes: HashMap<PortfolioId, Ref<PortfolioId>> =
                nodes.into_iter().map(|node| (node.portfolio.id, node.portfolio)).collect();
            let systems = store::systems(tx, &found.iter().filter_map(|(_, system)| *system).collect())?;
            let behind = found.into_iter().map(|(place, system)| {
                let effort = span.efforts[place];
                let due = named.iter().filter(|(gate, _)| measure == Measure::Gates && gate.effort == place);
                Behind {
                    release: span.releases[place].clone(),
                    effort,
                    portfolio: nodes.get(&effort.portfolio).cloned(),
                    gates: due.map(|(_, name)| name.clone()).collect(),
                    system: system.and_then(|system| systems.get(&system).cloned()),
                }
            });
            Ok(behind.collect())
        })
        .await
}

/// A system that releases touch.
#[derive(Clone, Debug)]
pub struct System {
    /// The system.
    pub system: Ref<SystemId>,
    /// How many releases touch it.
    pub releases: usize,
    /// How many pairs of them collide.
    pub collisions: usize,
}

/// Systems by releases.
#[derive(Clone, Debug)]
pub struct ImpactMatrix {
    /// The systems, those with most collisions first, then by key.
    pub systems: Vec<System>,
    /// The releases by first day, then key.
    pub releases: Vec<(Ref<ReleaseId>, Effort)>,
    /// Who touches what and how: system, release, impact.
    pub cells: Vec<(usize, usize, Impact)>,
    /// Who collides on what: system and releases by their places above.
    pub collisions: Vec<(usize, Collision)>,
    /// How many collisions there are.
    pub collisions_total: usize,
    /// False when there were too many releases to look at them all.
    pub complete: bool,
}

/// Which releases of which anything lies on a day from `from` on and before `to` touch which systems, and who collides. Of a
/// portfolio: the systems that its releases or those below it touch, with everybody who touches them.
///
/// # Errors
/// A fault when the span is empty or longer than two years; a portfolio that cannot be found.
pub async fn impact(app: &App, ctx: &Ctx, from: Date, to: Date, portfolio: Option<String>) -> Outcome<ImpactMatrix> {
    check(from, to)?;
    app.db
        .read(ctx, move |tx| {
            let below = match &portfolio {
                Some(named) => {
                    let top = portfolios::get(tx, named)?.id;
                    Some(store::subtree(tx, top)?)
                }
                None => None,
            };
            let mut span = store::load(tx, from, to)?;
            span.touches.retain(|touch| span.efforts[touch.effort].counts());
            if let Some(below) = below {
                let own = span.touches.iter().filter(|touch| below.contains(&span.efforts[touch.effort].portfolio));
                let systems: HashSet<SystemId> = own.map(|touch| touch.system).collect();
                span.touches.retain(|touch| systems.contains(&touch.system));
            }
            let found = impact::collisions(&span.efforts, &span.touches);
            let names = store::systems(tx, &span.touches.iter().map(|touch| touch.system).collect())?;
            Ok(matrix(&span, found, names))
        })
        .await
}

fn matrix(span: &store::Span, found: Vec<Collision>, names: HashMap<SystemId, Ref<SystemId>>) -> ImpactMatrix {
    let mut releases_of: HashMap<SystemId, usize> = HashMap::new();
    let mut collisions_of: HashMap<SystemId, usize> = HashMap::new();
    for touch in &span.touches {
        *releases_of.entry(touch.system).or_default() += 1;
    }
    for collision in &found {
        *collisions_of.entry(collision.system).or_default() += 1;
    }
    let mut systems: Vec<System> = names
        .into_iter()
        .map(|(id, system)| System {
            system,
            releases: releases_of.get(&id).copied().unwrap_or(0),
            collisions: collisions_of.get(&id).copied().unwrap_or(0),
        })
        .collect();
    systems.sort_by(|left, right| {
        right.collisions.cmp(&left.collisions).then_with(|| left.system.key.as_str().cmp(right.system.key.as_str()))
    });
    let rows: HashMap<SystemId, usize> = systems.iter().enumerate().map(|(row, one)| (one.system.id, row)).collect();
    let touching: HashSet<usize> = span.touches.iter().map(|touch| touch.effort).collect();
    let mut columns: HashMap<usize, usize> = HashMap::new();
    let mut releases = Vec::new();
    for (place, (effort, release)) in span.efforts.iter().zip(&span.releases).enumerate() {
        if touching.contains(&place) {
            columns.insert(place, releases.len());
            releases.push((release.clone(), *effort));
        }
    }
    let cell = |system: SystemId, effort: usize| Some((*rows.get(&system)?, *columns.get(&effort)?));
    let cells = span.touches.iter().filter_map(|touch| {
        let (row, column) = cell(touch.system, touch.effort)?;
        Some((row, column, touch.impact))
    });
    let cells = cells.collect();
    let collisions_total = found.len();
    let placed = found.into_iter().take(MOST_COLLISIONS).filter_map(|collision| {
        let (row, left) = cell(collision.system, collision.left)?;
        let (_, right) = cell(collision.system, collision.right)?;
        Some((row, Collision { left, right, ..collision }))
    });
    let collisions = placed.collect();
    ImpactMatrix { systems, releases, cells, collisions, collisions_total, complete: span.complete }
}
