//! What the organisation asks of everybody who signs in.

use serde::Serialize;

/// The rules for signing in. There is one set of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignInRules {
    /// Whether everybody has to show a second factor; who has none sets one up before anything else.
    pub second_factor: bool,
    /// Counts their changes.
    pub rev: i64,
}

impl Default for SignInRules {
    /// Before anybody decided.
    fn default() -> Self {
        Self { second_factor: false, rev: 1 }
    }
}
