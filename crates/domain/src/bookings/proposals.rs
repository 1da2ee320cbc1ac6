//! What can be done about one booking that cannot have its place: every simple way out, the cheapest first.
//!
//! The definition: a proposal is a change of the booking after which it clashes with nothing and meets no block. Of each
//! kind the one that changes least is told: the nearest free time later and earlier within the limits, the most that is left
//! when only its end or only its start changes, and so on. Costs are those of [`Weights`]; at the same cost the order is that
//! of [`Kind`], then of the members.

#[cfg(test)]
mod tests;

use super::{Block, Busy, Hold, Priority, Span, Usage, Weights, clash::against, weights::Toll};
use crate::{
    environments::Tree,
    id::{BookingId, EnvironmentId},
};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

/// The most other members that are told.
const MOST_MEMBERS: usize = 3;

/// A booking that cannot have its place, and what it has to reckon with.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// What it wants, or holds.
    pub hold: Hold,
    /// How much it matters.
    pub priority: Priority,
    /// What is part of what.
    pub tree: &'a Tree,
    /// What is held. What the booking itself holds of this environment may be among it, and is passed over.
    pub held: &'a [Hold],
    /// What is blocked.
    pub blocks: &'a [Block],
    /// Where else it could be, in the order of preference.
    pub members: &'a [EnvironmentId],
    /// The time it is to stay in: its phase, or what is left of it.
    pub limits: Span,
    /// The shortest it may become.
    pub least: SignedDuration,
    /// How far ahead a free time is looked for when there is none within the limits.
    pub horizon: Timestamp,
    /// What changes cost.
    pub weights: Weights,
}

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// It shares, and so do those it clashes with.
    Share,
    /// It gets another member of its group at the same time.
    Member,
    /// It begins and ends later, within its limits.
    Later,
    /// It begins and ends earlier, within its limits.
    Earlier,
    /// It ends earlier.
    EndEarlier,
    /// It begins later.
    BeginLater,
    /// It takes the first free time of any member, whatever its limits.
    NextFree,
}

/// One way out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Proposal {
    /// What is done.
    pub kind: Kind,
    /// What the booking would hold.
    pub hold: Hold,
    /// What it costs, in weighted seconds: see [`Weights`].
    pub cost: u64,
    /// The seconds by which it begins later, or earlier if below zero.
    pub moved_seconds: i64,
    /// The seconds by which it is shorter.
    pub lost_seconds: i64,
    /// Whether it gets another environment.
    pub elsewhere: bool,
    /// Whether it leaves its limits.
    pub leaves_limits: bool,
    /// The others that have to share with it.
    pub sharing: Vec<BookingId>,
    /// The bookings it no longer clashes with.
    pub clears: Vec<BookingId>,
}

/// Every way out, the cheapest first; none when nothing is in the way.
#[must_use]
pub fn proposals(question: &Question<'_>) -> Vec<Proposal> {
    let wanted = question.hold;
    let mine = |hold: &Hold| hold.booking == wanted.booking && hold.environment == wanted.environment;
    let held: Vec<Hold> = question.held.iter().filter(|hold| !mine(hold)).copied().collect();
    let busy = |on: EnvironmentId| Busy::of(on, wanted.usage, &held, question.blocks, question.tree);
    let home = busy(wanted.environment);
    if home.is_free(wanted.span) {
        return Vec::new();
    }
    let clears = met(question, &held);
    let mut found: Vec<(Kind, Hold, Vec<BookingId>)> = Vec::new();
    let at = |span: Span| Hold { span, ..wanted };
    let (span, length) = (wanted.span, wanted.span.length());
    let late = home.next_free(length, span.start().max(question.limits.start()), question.limits.end());
    found.extend(late.map(|free| (Kind::Later, at(free), Vec::new())));
    let early = home.last_free(length, question.limits.start(), span.end().min(question.limits.end()));
    found.extend(early.map(|free| (Kind::Earlier, at(free), Vec::new())));
    for gap in home.gaps(span).into_iter().filter(|gap| gap.length() >= question.least) {
        let kept = [(gap.start() == span.start(), Kind::EndEarlier), (gap.end() == span.end(), Kind::BeginLater)];
        found.extend(kept.into_iter().filter(|(fits, _)| *fits).map(|(_, kind)| (kind, at(gap), Vec::new())));
    }
    found.extend(shared(question, &held).map(|(hold, sharing)| (Kind::Share, hold, sharing)));
    let members: Vec<(EnvironmentId, Busy)> = question
        .members
        .iter()
        .filter(|member| question.tree.common(**member, wanted.environment).is_none())
        .map(|member| (*member, busy(*member)))
        .collect();
    let there = |environment: EnvironmentId, span: Span| Hold { environment, span, ..wanted };
    let free = members.iter().filter(|(_, busy)| busy.is_free(span)).take(MOST_MEMBERS);
    found.extend(free.map(|(member, _)| (Kind::Member, there(*member, span), Vec::new())));
    let anywhere = std::iter::once((wanted.environment, &home)).chain(members.iter().map(|(id, busy)| (*id, busy)));
    let next = anywhere
        .filter_map(|(id, busy)| Some(there(id, busy.next_free(length, span.start(), question.horizon)?)))
        .min_by_key(|hold| hold.span.start());
    if let Some(next) = next.filter(|next| !found.iter().any(|(_, hold, _)| hold == next)) {
        found.push((Kind::NextFree, next, Vec::new()));
    }
    let mut told: Vec<Proposal> =
        found.into_iter().map(|(kind, hold, sharing)| priced(question, kind, hold, sharing, &clears)).collect();
    told.sort_by_key(|proposal| (proposal.cost, proposal.kind));
    told
}

/// The bookings it clashes with.
fn met(question: &Question<'_>, held: &[Hold]) -> Vec<BookingId> {
    let clashes = against(&[question.hold], held, question.tree);
    let mut met: Vec<BookingId> = clashes.into_iter().flat_map(|clash| clash.bookings).collect();
    met.retain(|booking| *booking != question.hold.booking);
    met.sort_unstable();
    met.dedup();
    met
}

/// The booking and all it clashes with made shared, if there is room for them all: with the others that have to change.
fn shared(question: &Question<'_>, held: &[Hold]) -> Option<(Hold, Vec<BookingId>)> {
    let met = met(question, held);
    let wanted = Hold { usage: Usage::Shared, ..question.hold };
    let changed: Vec<BookingId> = {
        let alone = held.iter().filter(|hold| hold.usage == Usage::Exclusive && met.contains(&hold.booking));
        let mut alone: Vec<BookingId> = alone.map(|hold| hold.booking).collect();
        alone.sort_unstable();
        alone.dedup();
        alone
    };
    if wanted == question.hold && changed.is_empty() {
        return None;
    }
    let share =
        |hold: &Hold| if changed.contains(&hold.booking) { Hold { usage: Usage::Shared, ..*hold } } else { *hold };
    let together: Vec<Hold> = held.iter().map(share).collect();
    let blocked = question.blocks.iter().any(|block| block.stops(&wanted, question.tree));
    let crowd = |booking: BookingId| {
        let mine: Vec<Hold> = together.iter().filter(|hold| hold.booking == booking).copied().collect();
        let others: Vec<Hold> =
            together.iter().filter(|hold| hold.booking != booking).copied().chain([wanted]).collect();
        against(&mine, &others, question.tree).len() > {
            let before: Vec<Hold> = held.iter().filter(|hold| hold.booking == booking).copied().collect();
            against(&before, held, question.tree).len()
        }
    };
    let fits = !blocked
        && against(&[wanted], &together, question.tree).is_empty()
        && !changed.iter().any(|booking| crowd(*booking));
    fits.then_some((wanted, changed))
}

fn priced(question: &Question<'_>, kind: Kind, hold: Hold, sharing: Vec<BookingId>, clears: &[BookingId]) -> Proposal {
    let (from, to) = (question.hold.span, hold.span);
    let lost = from.length().saturating_sub(to.length());
    // What is only shortened is not moved.
    let moved = if lost.is_zero() { from.start().duration_until(to.start()) } else { SignedDuration::ZERO };
    let elsewhere = hold.environment != question.hold.environment;
    let leaves_limits = question.limits.encloses(from) && !question.limits.encloses(to);
    let changes_usage = u64::from(hold.usage != question.hold.usage);
    let toll = Toll {
        moved,
        lost,
        elsewhere,
        leaves: leaves_limits,
        sharing: changes_usage + u64::try_from(sharing.len()).unwrap_or(u64::MAX / 2),
    };
    Proposal {
        kind,
        hold,
        cost: question.weights.cost(question.priority, toll),
        moved_seconds: moved.as_secs(),
        lost_seconds: lost.as_secs(),
        elsewhere,
        leaves_limits,
        sharing,
        clears: clears.to_vec(),
    }
}
