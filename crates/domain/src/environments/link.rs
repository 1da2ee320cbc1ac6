//! Links: environments that send each other something.

use super::{Environment, line_fault};
use crate::{
    event::{Decided, Fact},
    id::EnvironmentId,
    problem::{Faults, Outcome},
};
use serde::{Deserialize, Serialize};

/// Which way something flows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The environment receives from the other.
    From,
    /// The environment sends to the other.
    To,
    /// Both.
    Both,
}

impl Direction {
    /// Every direction.
    pub const ALL: [Self; 3] = [Self::From, Self::To, Self::Both];

    /// The name in the API and the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::From => "from",
            Self::To => "to",
            Self::Both => "both",
        }
    }

    /// The same link as the other environment sees it.
    #[must_use]
    pub const fn reversed(self) -> Self {
        match self {
            Self::From => Self::To,
            Self::To => Self::From,
            Self::Both => Self::Both,
        }
    }
}

/// That two environments have to do with each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Link {
    /// One environment.
    pub environment: EnvironmentId,
    /// The other.
    pub other: EnvironmentId,
    /// The enterprise's own word for it: `data_feed`, `integration`, `replica`, …
    pub kind: String,
    /// Which way it goes, as the first sees it.
    pub direction: Direction,
    /// A remark.
    pub note: String,
}

impl Link {
    /// Every fault of the link.
    #[must_use]
    pub fn faults(&self) -> Faults {
        let mut faults = Faults::none();
        faults.require(self.environment != self.other, "/other", "self", || {
            "an environment is not linked to itself; name another".to_owned()
        });
        faults.extend(line_fault("/kind", &self.kind));
        faults.require(self.note.chars().count() <= 2_000, "/note", "text", || {
            "a note has at most 2000 characters".to_owned()
        });
        faults
    }

    /// True when both say the same, perhaps from different ends.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        let ends = |link: &Self| (link.environment, link.other, link.direction);
        let turned = (other.other, other.environment, other.direction.reversed());
        self.kind == other.kind && (ends(self) == ends(other) || ends(self) == turned)
    }
}

/// Decides that two environments are linked. `before` is what was known of the same kind, seen from the same end.
///
/// # Errors
/// Every fault of the link.
pub fn save(environment: &Environment, before: Option<&Link>, after: Link) -> Outcome<Decided<Link>> {
    after.faults().finish()?;
    let facts = if before == Some(&after) {
        Vec::new()
    } else {
        let fact = Fact::of("environment.linked", environment.id, environment.portfolio).named(&environment.name);
        vec![fact.change(&format!("links/{}", after.kind), before, &after)]
    };
    Ok(Decided { state: after, facts })
}

/// That two environments are no longer linked.
#[must_use]
pub fn removed(environment: &Environment, before: &Link) -> Fact {
    let fact = Fact::of("environment.unlinked", environment.id, environment.portfolio).named(&environment.name);
    fact.change(&format!("links/{}", before.kind), before, None::<&Link>)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Identifier;

    fn link(from: u128, to: u128, direction: Direction) -> Link {
        let id = EnvironmentId::from_bits;
        Link { environment: id(from), other: id(to), kind: "data_feed".to_owned(), direction, note: String::new() }
    }

    #[test]
    fn a_link_is_the_same_from_both_ends() {
        assert!(link(1, 2, Direction::To).is_same(&link(2, 1, Direction::From)));
        assert!(link(1, 2, Direction::Both).is_same(&link(2, 1, Direction::Both)));
        assert!(!link(1, 2, Direction::To).is_same(&link(2, 1, Direction::To)));
        assert_eq!(link(1, 1, Direction::To).faults().into_vec()[0].code, "self");
    }
}
