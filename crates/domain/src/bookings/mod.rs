//! Bookings: who has which environment when, and what is done when two want the same.

pub mod booking;
pub mod clash;
pub mod free;
pub mod moves;
pub mod proposals;
pub mod recurrence;
pub mod replanner;
pub mod span;
pub mod standing;
pub mod step;
pub mod weights;

pub use booking::{Booking, Place, Priority, Purpose, State, Usage};
pub use clash::{Clash, Hold, Why, clashes, conflicts};
pub use free::Busy;
pub use span::Span;
pub use standing::{Block, Overlap, Override, Standing};
pub use step::{May, Step};
pub use weights::Weights;
