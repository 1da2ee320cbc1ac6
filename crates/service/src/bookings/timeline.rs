//! Who has which environment in a span of days.

use super::{ground::blocks, tree};
use crate::{App, Ctx, environments::Filter, windows};
use jiff::civil::Date;
use signalbox_domain::{
    Outcome, Problem, Zone,
    authz::Book,
    bookings::{Block, Span, step::Moving},
    id::{EnvironmentId, PortfolioId},
};
use signalbox_store::{
    Tx,
    bookings::timeline::{self as store, Line, Shown, Taken, Whose},
    environments, release_parts,
};
use std::collections::{BTreeSet, HashMap, HashSet};

/// The most environments in one answer.
pub const MOST_LINES: usize = 500;

/// What a resource timeline shows.
#[derive(Clone, Debug)]
pub struct Timeline {
    /// The environments, by key.
    pub lines: Vec<Line>,
    /// Who has them, by begin.
    pub taken: Vec<Slot>,
    /// When they are not to be booked, each with the environments it blocks.
    pub blocks: Vec<(Block, Vec<EnvironmentId>)>,
    /// False when there are more environments.
    pub complete: bool,
}

/// Somebody's time on some of the environments.
#[derive(Clone, Debug)]
pub struct Slot {
    /// Whose and when.
    pub taken: Taken,
    /// Those of the environments it takes.
    pub environments: Vec<EnvironmentId>,
    /// One of those that are asked for, not merely there beside them.
    pub asked: bool,
    /// What of it the caller can move; whether that fits is another question.
    pub movable: Option<Moving>,
}

/// What a resource timeline is limited to.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Which environments.
    pub environments: Filter,
    /// Only where the caller has or wants something.
    pub mine: bool,
    /// Only where somebody has or wants something for this team, by id or key.
    pub for_team: Option<String>,
}

/// The environments of a filter, and who has them from the begin of one day up to the begin of another.
///
/// # Errors
/// A fault when the span is empty or longer than five years; what the filter names and cannot be found.
pub async fn timeline(app: &App, ctx: &Ctx, asked: Asked, from: Date, to: Date, zone: Zone) -> Outcome<Timeline> {
    windows::span(from, to)?;
    let nothing = || Problem::fault("/to", "order", format!("{to} is not after {from}"));
    let within = Span::between(zone.start_of(from), zone.start_of(to)).ok_or_else(nothing)?;
    app.db
        .read(ctx, move |tx| {
            let mut filter = asked.environments.found(tx)?;
            let whose = whose(tx, &asked)?;
            if !whose.is_anybody() {
                filter.among = Some(had(tx, whose, within)?);
            }
            let mut lines = store::lines(tx, &filter, MOST_LINES + 1)?;
            let complete = lines.len() <= MOST_LINES;
            lines.truncate(MOST_LINES);
            let ids: Vec<EnvironmentId> = lines.iter().map(|line| line.environment.id).collect();
            let tree = tree(environments::related(tx, &ids)?)?;
            // Whoever has what covers an environment has the environment.
            let mut over: HashMap<EnvironmentId, Vec<EnvironmentId>> = HashMap::new();
            for id in &ids {
                for above in std::iter::once(*id).chain(tree.ancestors(*id)) {
                    over.entry(above).or_default().push(*id);
                }
            }
            let mut places: Vec<EnvironmentId> = over.keys().copied().collect();
            places.sort_unstable();
            let taken = store::taken(tx, &places, within)?;
            let can_book = bookable(tx, &taken)?;
            let taken = taken.into_iter().filter_map(|taken| {
                let environments = over.get(&taken.environment)?.clone();
                let shown = taken.shown.as_ref();
                let asked = whose.is_anybody() || shown.is_some_and(|shown| whose.holds(shown));
                let mine = shown.filter(|shown| can_book.contains(&shown.portfolio));
                let movable = mine.and_then(|_| Moving::in_state(&taken.state));
                Some(Slot { taken, environments, asked, movable })
            });
            let taken = taken.collect();
            let blocks = together(blocks(tx, &ids, within)?);
            Ok(Timeline { lines, taken, blocks, complete })
        })
        .await
}

/// Whose bookings are looked for.
fn whose(tx: &mut Tx<'_>, asked: &Asked) -> Outcome<Whose> {
    let nobody = || Problem::Unauthenticated("only a person has bookings of their own".to_owned());
    Ok(Whose {
        person: asked.mine.then(|| tx.ctx().actor.person().ok_or_else(nobody)).transpose()?,
        team: asked.for_team.as_deref().map(|named| release_parts::team(tx, named)).transpose()?.map(|team| team.id),
    })
}

/// The environments that somebody has or wants: whoever has one has everything below it.
fn had(tx: &mut Tx<'_>, whose: Whose, within: Span) -> Outcome<Vec<EnvironmentId>> {
    let places: HashSet<EnvironmentId> = store::places(tx, whose, within)?.into_iter().collect();
    let nodes = environments::related(tx, &places.iter().copied().collect::<Vec<_>>())?;
    let ids: Vec<EnvironmentId> = nodes.iter().map(|node| node.id).collect();
    let tree = tree(nodes)?;
    let is_had = |id: &EnvironmentId| std::iter::once(*id).chain(tree.ancestors(*id)).any(|it| places.contains(&it));
    Ok(ids.into_iter().filter(is_had).collect())
}

/// Those of the portfolios of some bookings in which the caller may book.
fn bookable(tx: &mut Tx<'_>, taken: &[Taken]) -> Outcome<HashSet<PortfolioId>> {
    let portfolio = |shown: &Shown| shown.portfolio;
    let portfolios: BTreeSet<PortfolioId> = taken.iter().filter_map(|one| one.shown.as_ref().map(portfolio)).collect();
    tx.permitted::<Book>(&portfolios.into_iter().collect::<Vec<_>>())
}

/// What blocks many environments at once, told once.
fn together(blocks: Vec<Block>) -> Vec<(Block, Vec<EnvironmentId>)> {
    let mut found: Vec<(Block, Vec<EnvironmentId>)> = Vec::new();
    for block in blocks {
        match found.last_mut() {
            Some((last, environments)) if (last.span, &last.name) == (block.span, &block.name) => {
                environments.push(block.environment);
            }
            _ => {
                let environments = vec![block.environment];
                found.push((block, environments));
            }
        }
    }
    found
}
