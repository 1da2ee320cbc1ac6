//! Where there is room: in the time of one environment, and among the members of a group.

pub mod pool;
#[cfg(test)]
mod tests;
pub mod utilisation;

use super::{Block, Hold, Span, Usage};
use crate::{environments::Tree, id::EnvironmentId};
use jiff::{SignedDuration, Timestamp};

/// Time that is not to be had: spans in order that neither overlap nor touch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Busy(Vec<Span>);

impl Busy {
    /// What is taken by any of these.
    #[must_use]
    pub fn new(spans: impl IntoIterator<Item = Span>) -> Self {
        let mut spans: Vec<Span> = spans.into_iter().collect();
        spans.sort_unstable();
        let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
        for span in spans {
            match merged.last_mut() {
                Some(last) if span.start() <= last.end() => {
                    *last = Span::between(last.start(), last.end().max(span.end())).unwrap_or(*last);
                }
                _ => merged.push(span),
            }
        }
        Self(merged)
    }

    /// When a further booking of an environment would clash: exactly those of its spans that meet none of these would be
    /// approved.
    #[must_use]
    pub fn of(environment: EnvironmentId, usage: Usage, held: &[Hold], blocks: &[Block], tree: &Tree) -> Self {
        let blocks = blocks.iter().filter(|block| tree.common(block.environment, environment).is_some());
        let mut taken: Vec<Span> = blocks.map(|block| block.span).collect();
        let near = || held.iter().filter(|hold| tree.common(hold.environment, environment).is_some());
        taken.extend(near().filter(|hold| Usage::Exclusive == usage.min(hold.usage)).map(|hold| hold.span));
        if usage == Usage::Shared {
            let shared: Vec<&Hold> = near().filter(|hold| hold.usage == Usage::Shared).collect();
            let mut looked_at: Vec<EnvironmentId> = shared.iter().map(|hold| hold.environment).collect();
            looked_at.push(environment);
            looked_at.sort_unstable();
            looked_at.dedup();
            // What is above it gets no fuller than the environment itself.
            for here in looked_at.into_iter().filter(|here| tree.covers(environment, *here)) {
                if let Some(room) = tree.room(here) {
                    let there = shared.iter().filter(|hold| tree.covers(hold.environment, here));
                    let there: Vec<(Span, bool)> = there.map(|hold| (hold.span, hold.environment == here)).collect();
                    taken.extend(full(&there, room, here == environment));
                }
            }
        }
        Self::new(taken)
    }

    /// The spans.
    #[must_use]
    pub fn spans(&self) -> &[Span] {
        &self.0
    }

    /// True when nothing of a span is taken.
    #[must_use]
    pub fn is_free(&self, span: Span) -> bool {
        self.after(span.start()).first().is_none_or(|next| !next.overlaps(span))
    }

    /// The parts of a span that are not taken.
    #[must_use]
    pub fn gaps(&self, within: Span) -> Vec<Span> {
        let mut gaps = Vec::new();
        let mut from = within.start();
        for taken in self.after(within.start()) {
            if taken.start() >= within.end() {
                break;
            }
            gaps.extend(Span::between(from, taken.start()));
            from = taken.end();
        }
        gaps.extend(Span::between(from, within.end()));
        gaps
    }

    /// How much of a span is taken.
    #[must_use]
    pub fn taken(&self, within: Span) -> SignedDuration {
        let parts = self.after(within.start()).iter().map_while(|taken| taken.common(within));
        parts.fold(SignedDuration::ZERO, |sum, part| sum.saturating_add(part.length()))
    }

    /// The first free span of a length that begins at `from` or later and is over at `until`; `None` without one, and for
    /// no or a negative length.
    #[must_use]
    pub fn next_free(&self, length: SignedDuration, from: Timestamp, until: Timestamp) -> Option<Span> {
        let mut start = from;
        for taken in self.after(from) {
            let free = Span::lasting(start, length)?;
            if free.end() <= taken.start() {
                break;
            }
            start = taken.end();
        }
        Span::lasting(start, length).filter(|free| free.end() <= until)
    }

    /// The last free span of a length that begins at `from` or later and is over at `until`.
    #[must_use]
    pub fn last_free(&self, length: SignedDuration, from: Timestamp, until: Timestamp) -> Option<Span> {
        let ending = |end: Timestamp| Span::between(end.checked_sub(length).ok()?, end);
        let before = self.0.partition_point(|taken| taken.start() < until);
        let mut end = until;
        for taken in self.0[..before].iter().rev() {
            let free = ending(end)?;
            if taken.end() <= free.start() {
                break;
            }
            end = taken.start();
        }
        ending(end).filter(|free| from <= free.start())
    }

    /// The spans that end after an instant.
    fn after(&self, instant: Timestamp) -> &[Span] {
        &self.0[self.0.partition_point(|taken| taken.end() <= instant)..]
    }
}

/// When one more would be too many: `there` are the shared spans of those who are on an environment or on what covers it,
/// and whether they are on it. `own` says that the one more would be.
fn full(there: &[(Span, bool)], room: u32, own: bool) -> Vec<Span> {
    let mut steps: Vec<(Timestamp, i64, i64)> = Vec::with_capacity(there.len() * 2);
    for (span, on_it) in there {
        let on_it = i64::from(*on_it);
        steps.extend([(span.start(), 1, on_it), (span.end(), -1, -on_it)]);
    }
    steps.sort_unstable();
    let (mut all, mut on_it, mut spans) = (0_i64, i64::from(own), Vec::new());
    for pair in steps.windows(2) {
        all += pair[0].1;
        on_it += pair[0].2;
        if on_it > 0 && all >= i64::from(room) {
            spans.extend(Span::between(pair[0].0, pair[1].0));
        }
    }
    spans
}
