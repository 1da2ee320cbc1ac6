//! Passkeys: keys on people's devices.

use jiff::SignedDuration;

/// How long a device may take to answer what it is asked.
pub const LONGEST_ANSWER: SignedDuration = SignedDuration::from_mins(5);
/// How many passkeys a person has at most: more than anybody has devices.
pub const MOST: usize = 20;
