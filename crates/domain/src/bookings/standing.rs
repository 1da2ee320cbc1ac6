//! What a booking has to reckon with: what others hold, what is blocked, and what somebody answers for.

use super::{Booking, Clash, Hold, Span, Why, clash};
use crate::{
    environments::Tree,
    id::{BookingId, EnvironmentId, OverlapId, PersonId},
    problem::{Problem, Reason},
};
use jiff::Timestamp;
use serde::Serialize;

/// A span in which an environment, with everything below it, is not to be booked: an outage, or an occurrence of a blockout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Block {
    /// Which environment.
    pub environment: EnvironmentId,
    /// When.
    pub span: Span,
    /// A stable word for what it is: `outage`, `blockout`, `maintenance`.
    pub kind: &'static str,
    /// What it is called.
    pub name: String,
}

impl Block {
    /// True when it is in the way of a hold: on the same environment or on one that covers it or is part of it.
    #[must_use]
    pub fn stops(&self, hold: &Hold, tree: &Tree) -> bool {
        self.span.overlaps(hold.span) && tree.common(self.environment, hold.environment).is_some()
    }
}

/// A clash that somebody knew of and answers for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Overlap {
    /// Which.
    pub id: OverlapId,
    /// The bookings that may overlap.
    pub bookings: Vec<BookingId>,
    /// Where, with everything below it.
    pub environment: EnvironmentId,
    /// When. What overlaps for longer has to be accepted again.
    pub span: Span,
    /// Who answers for it.
    pub by: PersonId,
    /// Why.
    pub reason: String,
    /// When it was accepted.
    pub at: Timestamp,
}

impl Overlap {
    /// True when it is this clash that was accepted: nobody else has part in it, and it is nowhere else and no longer.
    #[must_use]
    pub fn accepts(&self, clash: &Clash, tree: &Tree) -> bool {
        clash.bookings.iter().all(|booking| self.bookings.contains(booking))
            && self.span.encloses(clash.span)
            && tree.covers(self.environment, clash.environment)
    }
}

/// That somebody who may do so books in spite of what blocks it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Override {
    /// Who.
    pub by: PersonId,
    /// Why.
    pub reason: String,
}

/// Everything a booking has to reckon with, at least as far as it reaches in place and time.
pub struct Standing<'a> {
    /// What is part of what.
    pub tree: &'a Tree,
    /// What is held by others. What the booking itself holds may be among it.
    pub held: &'a [Hold],
    /// What is blocked.
    pub blocks: &'a [Block],
    /// What was accepted.
    pub accepted: &'a [Overlap],
    /// That blocks do not matter.
    pub regardless: Option<&'a Override>,
    /// How a booking is called to the person who asks; a person who may not see it is told no more than that it is there.
    pub called: &'a dyn Fn(BookingId) -> String,
}

impl Standing<'_> {
    /// The clashes of the booking that nobody answers for.
    #[must_use]
    pub fn open(&self, booking: &Booking) -> Vec<Clash> {
        let mut clashes = clash::against(&booking.would_hold(), self.held, self.tree);
        clashes.retain(|clash| !self.accepted.iter().any(|overlap| overlap.accepts(clash, self.tree)));
        clashes
    }

    /// What blocks the booking, unless somebody overrides it.
    #[must_use]
    pub fn blocked(&self, booking: &Booking) -> Vec<&Block> {
        let wanted = booking.would_hold();
        self.blocks.iter().filter(|block| wanted.iter().any(|hold| block.stops(hold, self.tree))).collect()
    }

    /// Every reason why the booking cannot be approved as it is: none when it can.
    #[must_use]
    pub fn reasons(&self, booking: &Booking) -> Vec<Reason> {
        let mut told: Vec<Reason> =
            self.open(booking).iter().map(|clash| self.clash_reason(booking.id, clash)).collect();
        if self.regardless.is_none_or(|regardless| regardless.reason.trim().is_empty()) {
            told.extend(self.blocked(booking).into_iter().map(|block| Reason {
                until: Some(block.span.end()),
                ..Reason::new(block.kind, format!("{} from {}", block.name, block.span))
            }));
        }
        told
    }

    /// Goes on only when nothing stands against the booking.
    ///
    /// # Errors
    /// A refusal with every reason.
    pub fn admit(&self, booking: &Booking) -> Result<(), Problem> {
        if !booking.place.is_settled() {
            let detail = format!("it is not yet known which environments {} takes; pick them first", booking.title);
            return Err(Problem::refused("unpicked", detail));
        }
        let reasons = self.reasons(booking);
        if reasons.is_empty() {
            return Ok(());
        }
        Err(Problem::Refused { detail: format!("{} cannot have this place at this time", booking.title), reasons })
    }

    fn clash_reason(&self, own: BookingId, clash: &Clash) -> Reason {
        let others: Vec<String> =
            clash.bookings.iter().filter(|other| **other != own).map(|other| (self.called)(*other)).collect();
        let others = others.join(", ");
        let (code, detail) = match clash.why {
            Why::Exclusive => ("booked", format!("{others} from {}", clash.span)),
            Why::Crowded { room } => {
                ("crowded", format!("there is room for {room} at once from {}, and {others} are there", clash.span))
            }
        };
        Reason { until: Some(clash.span.end()), ..Reason::new(code, detail) }
    }
}
