//! Saved views: a screen as somebody wants to see it again.

use crate::{
    event::{Decided, Fact, differences},
    id::{PersonId, PortfolioId, ViewId},
    problem::{Faults, Outcome},
    text::{Key, Name},
};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};

/// The longest state of a view, in bytes of JSON: an address holds no more.
pub const LONGEST_STATE: usize = 8_000;

/// A screen with its filters, its order and whatever else its address says, under a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SavedView {
    /// Which.
    pub id: ViewId,
    /// Who made it, and alone may change it.
    pub owner: PersonId,
    /// Whose members see it too; `None` when nobody else does.
    pub portfolio: Option<PortfolioId>,
    /// What it is called.
    pub name: Name,
    /// The screen it belongs to, such as `calendar`.
    pub screen: Key,
    /// What the address of the screen says.
    pub state: Map<String, Value>,
    /// Whether it is what its owner sees when the screen is opened without anything else.
    pub preferred: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// Counts its changes.
    pub rev: i64,
}

/// Decides a new view.
///
/// # Errors
/// A state that is too long.
pub fn save(made: SavedView) -> Outcome<Decided<SavedView>> {
    check(&made)?;
    let fact = Fact::of("view.saved", made.id, made.portfolio).named(&made.name);
    let facts = vec![fact.with(differences(None, Some(&made)))];
    Ok(Decided { state: made, facts })
}

/// Decides a change of a view.
///
/// # Errors
/// As [`save`].
pub fn change(before: &SavedView, after: SavedView) -> Outcome<Decided<SavedView>> {
    check(&after)?;
    let changes = differences(Some(before), Some(&after));
    let facts = if changes.is_empty() {
        Vec::new()
    } else {
        vec![Fact::of("view.changed", after.id, after.portfolio.or(before.portfolio)).named(&after.name).with(changes)]
    };
    Ok(Decided { state: after, facts })
}

/// The fact that a view is gone.
#[must_use]
pub fn remove(gone: &SavedView) -> Fact {
    Fact::of("view.removed", gone.id, gone.portfolio).named(&gone.name)
}

fn check(view: &SavedView) -> Outcome<()> {
    let mut faults = Faults::none();
    let length = serde_json::to_string(&view.state).map_or(usize::MAX, |text| text.len());
    faults.require(length <= LONGEST_STATE, "/state", "length", || {
        format!("a view keeps at most {LONGEST_STATE} bytes; this has {length}")
    });
    faults.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Identifier;

    fn view() -> SavedView {
        SavedView {
            id: ViewId::from_bits(1),
            owner: PersonId::from_bits(2),
            portfolio: None,
            name: Name::from_words("Late ones"),
            screen: Key::from_words("releases"),
            state: Map::new(),
            preferred: false,
            created_at: Timestamp::UNIX_EPOCH,
            rev: 1,
        }
    }

    #[test]
    fn a_change_says_what_changed_and_nothing_says_nothing() {
        assert_eq!(save(view()).unwrap().facts[0].kind, "view.saved");
        assert!(change(&view(), view()).unwrap().facts.is_empty());
        let shared = SavedView { portfolio: Some(PortfolioId::from_bits(3)), ..view() };
        let facts = change(&view(), shared.clone()).unwrap().facts;
        assert_eq!((facts[0].kind, facts[0].changes[0].field.as_str()), ("view.changed", "portfolio"));
        assert_eq!(
            change(&shared, view()).unwrap().facts[0].portfolio,
            shared.portfolio,
            "those who saw it learn of it"
        );
    }

    #[test]
    fn a_state_has_an_end() {
        let state = Map::from_iter([("q".to_owned(), Value::from("x".repeat(LONGEST_STATE)))]);
        assert!(save(SavedView { state, ..view() }).is_err());
    }
}
