//! What somebody can do with a booking as it is now.

#[cfg(test)]
mod tests;

use super::{Booking, Place, Standing, State};
use jiff::Timestamp;

/// What can be done with a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Keeps the place for it.
    Approve,
    /// Puts it on the waiting list.
    Wait,
    /// Takes the place into use.
    Activate,
    /// Hands the place back, before its end too.
    Return,
    /// Names the members of a group it takes.
    Pick,
    /// Lets it end later.
    Extend,
    /// Gives it another time or place.
    Move,
    /// Answers for what it clashes with.
    AcceptOverlaps,
    /// Refuses it.
    Reject,
    /// No longer wants it.
    Cancel,
}

/// What the person who asks may do with a booking.
#[derive(Clone, Copy, Debug, Default)]
pub struct May {
    /// Act for whoever it is for.
    pub book: bool,
    /// Decide about each of its environments.
    pub allot: bool,
    /// Go on in spite of what blocks its environments.
    pub regardless: bool,
    /// Answer for something: people do, machines do not.
    pub answer: bool,
}

impl Step {
    /// Every step, in the order in which one thinks of them.
    pub const ALL: [Self; 10] = [
        Self::Approve,
        Self::Wait,
        Self::Activate,
        Self::Return,
        Self::Pick,
        Self::Extend,
        Self::Move,
        Self::AcceptOverlaps,
        Self::Reject,
        Self::Cancel,
    ];

    /// True when it leads on: state and time of the booking allow it, and whoever asks may do it.
    fn leads_on(self, booking: &Booking, may: May, now: Timestamp, standing: &Standing<'_>) -> bool {
        let state = &booking.state;
        let is_asked_for = matches!(state, State::Requested | State::Waiting { .. });
        let has_begun = booking.span.start() <= now;
        let is_past = booking.span.end() <= now;
        match self {
            Self::Approve => may.allot && is_asked_for && !is_past && can_be_admitted(booking, may, standing),
            Self::Wait => may.book && matches!(state, State::Requested) && standing.admit(booking).is_err(),
            Self::Activate => may.book && matches!(state, State::Approved { .. }) && has_begun && !is_past,
            Self::Return => may.book && state.holds() && booking.span.start() < now,
            Self::Pick => may.book && matches!(booking.place, Place::Pool { .. }) && can_move(state) && !is_past,
            Self::Extend => may.book && !state.is_over(),
            Self::Move => may.book && can_move(state),
            Self::AcceptOverlaps => may.allot && may.answer && !state.is_over() && !standing.open(booking).is_empty(),
            Self::Reject => may.allot && may.answer && is_asked_for,
            Self::Cancel => may.book && can_move(state),
        }
    }
}

/// What of a booking its state lets move: all of it, or only the end of one that is in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moving {
    /// Both ends, and the place.
    Whole,
    /// Its end.
    End,
}

impl Moving {
    /// … in a state of this name, as the database keeps it; `None` for what is over.
    #[must_use]
    pub fn in_state(name: &str) -> Option<Self> {
        match name {
            "requested" | "waiting" | "approved" => Some(Self::Whole),
            "active" => Some(Self::End),
            _ => None,
        }
    }
}

/// True for what is neither in use nor over.
const fn can_move(state: &State) -> bool {
    !matches!(state, State::Active { .. }) && !state.is_over()
}

/// True when the booking can be approved, if need be in spite of what blocks it.
fn can_be_admitted(booking: &Booking, may: May, standing: &Standing<'_>) -> bool {
    let is_free = booking.place.is_settled() && standing.open(booking).is_empty();
    is_free && (may.regardless || standing.blocked(booking).is_empty())
}

/// Everything that can be done with a booking now: nothing that would be refused for what is known already.
#[must_use]
pub fn steps(booking: &Booking, may: May, now: Timestamp, standing: &Standing<'_>) -> Vec<Step> {
    Step::ALL.into_iter().filter(|step| step.leads_on(booking, may, now, standing)).collect()
}

/// True when nothing but what can be overridden stands against a booking, and whoever asks may do so.
#[must_use]
pub fn is_overridable(booking: &Booking, may: May, standing: &Standing<'_>) -> bool {
    may.regardless && standing.admit(booking).is_err() && can_be_admitted(booking, may, standing)
}
