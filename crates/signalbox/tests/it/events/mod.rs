//! `/events` and `/journal`: what became true, told as it happens and kept for ever.

mod journal;
mod live;
