//! The document of a policy.

use super::{super::schema, SelectorEntry};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_domain::{Key, Name, policy::Enforcement};

document! {
    /// A rule of engagement. What it says anew is a new version of it.
    PolicyDocument {
        /// Its short name.
        #[schemars(with = "schema::Key")]
        key: Key,
        /// Its name.
        #[schemars(with = "schema::Name")]
        name: Name,
        /// Whose systems, environments and releases it governs, with those of every portfolio below.
        #[schemars(with = "schema::Key")]
        portfolio: Key,
        /// What it is for.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        description: String,
        /// Whether what it says governs; absent leaves that alone, and a new policy is a draft.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        in_force: Option<bool>,
        /// What becomes of what does not fulfil it: `deny`, `warn` or `audit`.
        #[schemars(with = "schema::Enforcement")]
        enforcement: Enforcement,
        /// When it is fulfilled: an expression over the published facts that is true or false.
        expression: String,
        /// What is told when it is not fulfilled; `{…}` holds an expression whose value is put there.
        message: String,
        /// What it governs; absent leaves the selector alone, and a new policy governs all.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        selector: Option<SelectorEntry>,
    }
}
