//! Facts: what a decision made true, before the journal gives them an id, an instant and an actor.

use crate::id::PortfolioId;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What happens when people and machines come in, or do not, and with what, and who tried to approve what they may not: for whoever may read security events, and for
/// each person about themselves.
pub const PRIVATE: [&str; 31] = [
    "approval.refused",
    "authenticator.begun",
    "authenticator.enrolled",
    "authenticator.removed",
    "authenticator.reset",
    "break_glass.issued",
    "client.refused",
    "gatekeeper.refused",
    "headers.forged",
    "journal.contradicted",
    "journal.erased",
    "journal.key_rotated",
    "passkey.added",
    "passkey.removed",
    "password_code.issued",
    "person.access_lapsed",
    "person.password_set",
    "person.sign_in_failed",
    "person.signed_in",
    "person.signed_out",
    "recovery_code.used",
    "recovery_codes.made",
    "secrets.rotated",
    "session.confirmed",
    "session.ended",
    "sessions.ended",
    "sign_in_provider.refused",
    "token.created",
    "token.issued",
    "token.revoked",
    "waiver.refused",
];

/// True for what may change what somebody holds or sees: what was known of that is looked up again after it.
#[must_use]
pub fn bears_on_rights(kind: &str) -> bool {
    let noun = kind.split_once('.').map_or(kind, |(noun, _)| noun);
    match noun {
        "delegation" | "grant" | "guest" | "portfolio" | "role" | "team" => true,
        // Not that they come and go: that happens all the time.
        "person" => !PRIVATE.contains(&kind),
        _ => false,
    }
}

/// A field before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The field's name, as in the API.
    pub field: String,
    /// `null` when it was empty or the thing is new.
    pub before: Value,
    /// `null` when it is now empty or the thing is gone.
    pub after: Value,
}

/// One thing that became true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// `<noun>.<past participle>`, such as `release.moved`.
    pub kind: &'static str,
    /// The id of what changed.
    pub subject: String,
    /// The id of the release, system, … that the subject is part of; the subject's own id otherwise.
    pub about: String,
    /// Whose it is; `None` for what belongs to the whole installation.
    pub portfolio: Option<PortfolioId>,
    /// What the subject was called at the time.
    pub name: String,
    /// The fields that changed.
    pub changes: Vec<Change>,
    /// Why, when a person said so.
    pub reason: Option<String>,
}

impl Fact {
    /// A fact about a thing that is not part of another.
    pub fn of(kind: &'static str, subject: impl ToString, portfolio: impl Into<Option<PortfolioId>>) -> Self {
        let subject = subject.to_string();
        Self {
            kind,
            about: subject.clone(),
            subject,
            portfolio: portfolio.into(),
            name: String::new(),
            changes: Vec::new(),
            reason: None,
        }
    }

    /// … of a thing that is part of another.
    #[must_use]
    pub fn about(mut self, whole: impl ToString) -> Self {
        self.about = whole.to_string();
        self
    }

    /// … with the name the thing bears.
    #[must_use]
    pub fn named(mut self, name: impl ToString) -> Self {
        self.name = name.to_string();
        self
    }

    /// … with these fields changed.
    #[must_use]
    pub fn with(mut self, changes: Vec<Change>) -> Self {
        self.changes = changes;
        self
    }

    /// … with one more field changed.
    #[must_use]
    pub fn change(mut self, field: &str, before: impl Serialize, after: impl Serialize) -> Self {
        self.changes.push(Change { field: field.to_owned(), before: value(&before), after: value(&after) });
        self
    }

    /// … because of this.
    #[must_use]
    pub fn because(mut self, reason: Option<String>) -> Self {
        self.reason = reason;
        self
    }
}

/// A new state with the facts that lead to it. Both are saved, or neither.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided<T> {
    /// The state as it now is.
    pub state: T,
    /// What became true; empty when nothing changed.
    pub facts: Vec<Fact>,
}

/// The fields in which two states of a thing differ, in the order they are declared. Bookkeeping fields (`rev`,
/// `updated_at`) are not facts about the thing and are passed over.
pub fn differences<T: Serialize>(before: Option<&T>, after: Option<&T>) -> Vec<Change> {
    const BOOKKEEPING: [&str; 4] = ["id", "rev", "created_at", "updated_at"];
    let before = fields(before);
    let after = fields(after);
    let mut names: Vec<&String> = after.keys().collect();
    names.extend(before.keys().filter(|name| !after.contains_key(*name)));
    names
        .into_iter()
        .filter(|name| !BOOKKEEPING.contains(&name.as_str()))
        .filter_map(|name| {
            let (old, new) = (before.get(name).unwrap_or(&Value::Null), after.get(name).unwrap_or(&Value::Null));
            let empty = |value: &Value| {
                value.is_null()
                    || value.as_array().is_some_and(Vec::is_empty)
                    || value.as_object().is_some_and(Map::is_empty)
            };
            (old != new && !(empty(old) && empty(new))).then(|| Change {
                field: name.clone(),
                before: old.clone(),
                after: new.clone(),
            })
        })
        .collect()
}

fn fields<T: Serialize>(state: Option<&T>) -> Map<String, Value> {
    match state.map(value) {
        Some(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

/// JSON of anything whose keys are strings; `null` for what JSON cannot hold.
fn value(state: &impl Serialize) -> Value {
    serde_json::to_value(state).unwrap_or(Value::Null)
}
