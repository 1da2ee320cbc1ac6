//! What policies say about a document of facts.

use super::Enforcement;
use crate::{
    expressions::{self, Document, facts::DECISION},
    id::{PolicyId, PortfolioId},
    text::{Key, Name},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A version of a policy that governs what is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Governing {
    /// Which policy.
    pub policy: PolicyId,
    /// Its short name.
    pub key: Key,
    /// Its name.
    pub name: Name,
    /// Whose it is.
    pub portfolio: PortfolioId,
    /// The version in force.
    pub version: i64,
    /// What becomes of what does not fulfil it.
    pub enforcement: Enforcement,
    /// What is told then.
    pub message: String,
    /// When it is fulfilled.
    pub expression: String,
}

/// What a policy says about a document of facts. It is kept with the decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verdict {
    /// Which policy.
    pub policy: PolicyId,
    /// Its short name.
    pub key: Key,
    /// Its name.
    pub name: Name,
    /// Whose it is.
    pub portfolio: PortfolioId,
    /// The version that was judged by.
    pub version: i64,
    /// What becomes of what does not fulfil it.
    pub enforcement: Enforcement,
    /// Whether it is fulfilled. It is not where that cannot be told.
    pub fulfilled: bool,
    /// What is told when it is not fulfilled.
    pub message: Option<String>,
    /// Why it could not be told whether it is.
    pub failure: Option<String>,
}

impl Verdict {
    /// Whether it stands in the way.
    #[must_use]
    pub const fn blocks(&self) -> bool {
        !self.fulfilled && matches!(self.enforcement, Enforcement::Deny)
    }
}

/// Judges a document of facts by every policy that governs, in their order. A policy whose expression fails — a fact is
/// missing, it costs more than it may, it is no longer sound — is not fulfilled, and says why: what cannot be told does not
/// go on.
#[must_use]
pub fn judge(policies: &[Governing], facts: &Value) -> Vec<Verdict> {
    let facts = Document::of(facts);
    policies.iter().map(|policy| policy.judge(&facts)).collect()
}

impl Governing {
    fn judge(&self, facts: &Document<'_>) -> Verdict {
        let judged = match expressions::recall(&self.expression, &DECISION) {
            Ok(checked) => expressions::evaluate(&checked, facts).map_err(|failure| failure.told(&self.expression)),
            Err(mistakes) => Err(expressions::told(&mistakes, &self.expression)),
        };
        let (fulfilled, failure) = match judged {
            Ok(fulfilled) => (fulfilled, None),
            Err(failure) => (false, Some(failure)),
        };
        Verdict {
            policy: self.policy,
            key: self.key.clone(),
            name: self.name.clone(),
            portfolio: self.portfolio,
            version: self.version,
            enforcement: self.enforcement,
            fulfilled,
            message: (!fulfilled).then(|| self.told(facts)),
            failure,
        }
    }

    /// The message with the facts it embeds.
    fn told(&self, facts: &Document<'_>) -> String {
        match expressions::recall_template(&self.message, &DECISION) {
            Ok(template) => template.fill(facts),
            Err(_) => self.message.clone(),
        }
    }
}
