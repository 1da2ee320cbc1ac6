//! When bookings stand in each other's way.
//!
//! The definition:
//!
//! - A *hold* is what a booking that is approved or active keeps: an environment, with everything below it, for a span.
//! - Two holds of different bookings clash when their spans overlap, one of their environments covers the other, and either
//!   is exclusive. They do so on the lower of the two environments, for as long as they overlap.
//! - Shared holds are *crowded* on an environment at an instant when at least one of them is on the environment itself, and
//!   more of them are on it or on what covers it than there is [room](Tree::room). A crowd is told once for the longest span
//!   without a gap in which that is so, with everyone who has part in it.

mod sweep;
#[cfg(test)]
pub(crate) mod tests;

use super::{Booking, Span, Usage};
use crate::{
    environments::Tree,
    id::{BookingId, EnvironmentId},
};
use serde::Serialize;
pub use sweep::among;

/// What a booking keeps of one environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Hold {
    /// Which booking.
    pub booking: BookingId,
    /// Which environment, with everything below it.
    pub environment: EnvironmentId,
    /// When.
    pub span: Span,
    /// Whether others may be there as well.
    pub usage: Usage,
}

impl Hold {
    /// Where another is in the way of this one, or would be if either were exclusive: the lower of the environments, and
    /// the time both have in common.
    #[must_use]
    pub fn meets(&self, other: &Self, tree: &Tree) -> Option<(EnvironmentId, Span)> {
        let span = self.span.common(other.span)?;
        Some((tree.common(self.environment, other.environment)?, span))
    }
}

/// Why holds clash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Why {
    /// One of the two wants to be alone.
    Exclusive,
    /// There are more than there is room for.
    Crowded {
        /// How many there is room for.
        room: u32,
    },
}

/// Bookings that cannot all be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Clash {
    /// Where, with everything below it.
    pub environment: EnvironmentId,
    /// When.
    pub span: Span,
    /// Why.
    pub why: Why,
    /// Which, in the order of their ids, each once.
    pub bookings: Vec<BookingId>,
}

/// True when two bookings cannot both be approved, whatever state they are in: one of what they would hold clashes with one
/// of the other's, or both are shared where there is room for one only.
#[must_use]
pub fn conflicts(one: &Booking, other: &Booking, tree: &Tree) -> bool {
    let others = other.would_hold();
    let pairs = one.would_hold().into_iter().flat_map(|mine| others.iter().map(move |theirs| (mine, *theirs)));
    pairs.into_iter().any(|(mine, theirs)| holds_conflict(&mine, &theirs, tree))
}

/// True when two holds cannot both be.
#[must_use]
pub fn holds_conflict(one: &Hold, other: &Hold, tree: &Tree) -> bool {
    one.booking != other.booking
        && one.meets(other, tree).is_some_and(|(environment, _)| {
            one.usage == Usage::Exclusive
                || other.usage == Usage::Exclusive
                || tree.room(environment).is_some_and(|room| room < 2)
        })
}

/// Every clash of the bookings that hold something, in order of environment and time.
#[must_use]
pub fn clashes(bookings: &[Booking], tree: &Tree) -> Vec<Clash> {
    let holds: Vec<Hold> = bookings.iter().flat_map(Booking::holds).collect();
    among(&holds, tree)
}

/// The clashes that `wanted`, all of one booking, would have with what is held by others. Of crowds, the part that those
/// see who meet the wanted.
#[must_use]
pub fn against(wanted: &[Hold], held: &[Hold], tree: &Tree) -> Vec<Clash> {
    let Some(booking) = wanted.first().map(|hold| hold.booking) else { return Vec::new() };
    let met = |other: &&Hold| other.booking != booking && wanted.iter().any(|mine| mine.meets(other, tree).is_some());
    let mut holds: Vec<Hold> = held.iter().filter(met).copied().collect();
    holds.extend_from_slice(wanted);
    let mut found = among(&holds, tree);
    found.retain(|clash| clash.bookings.contains(&booking));
    found
}
