//! Who has which environment in a span of days.

use super::{ground::blocks, tree};
use crate::{App, Ctx, environments::Filter, windows};
use jiff::civil::Date;
use signalbox_domain::{
    Outcome, Problem, Zone,
    bookings::{Block, Span},
    id::EnvironmentId,
};
use signalbox_store::{
    bookings::timeline::{self as store, Line, Taken},
    environments,
};
use std::collections::HashMap;

/// The most environments in one answer.
pub const MOST_LINES: usize = 500;

/// What a resource timeline shows.
#[derive(Clone, Debug)]
pub struct Timeline {
    /// The environments, by key.
    pub lines: Vec<Line>,
    /// Who has them, by begin; each with those of the environments it takes.
    pub taken: Vec<(Taken, Vec<EnvironmentId>)>,
    /// When they are not to be booked, each with the environments it blocks.
    pub blocks: Vec<(Block, Vec<EnvironmentId>)>,
    /// False when there are more environments.
    pub complete: bool,
}

/// The environments of a filter, and who has them from the begin of one day up to the begin of another.
///
/// # Errors
/// A fault when the span is empty or longer than five years; what the filter names and cannot be found.
pub async fn timeline(app: &App, ctx: &Ctx, filter: Filter, from: Date, to: Date, zone: Zone) -> Outcome<Timeline> {
    windows::span(from, to)?;
    let nothing = || Problem::fault("/to", "order", format!("{to} is not after {from}"));
    let within = Span::between(zone.start_of(from), zone.start_of(to)).ok_or_else(nothing)?;
    app.db
        .read(ctx, move |tx| {
            let filter = filter.found(tx)?;
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
            let taken = taken.into_iter().filter_map(|one| {
                let lines = over.get(&one.environment)?.clone();
                Some((one, lines))
            });
            let taken = taken.collect();
            let blocks = together(blocks(tx, &ids, within)?);
            Ok(Timeline { lines, taken, blocks, complete })
        })
        .await
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
