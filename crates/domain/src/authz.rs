//! Who may do what: one table of roles and actions, and the only place that makes a [`Permit`].

use crate::{
    id::{PersonId, PortfolioId},
    problem::{Outcome, Problem},
};
use std::marker::PhantomData;

/// A bundle of rights, granted on a portfolio for its subtree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// May do everything.
    Administrator,
    /// May read and plan.
    Member,
}

impl Role {
    /// Every role there is.
    pub const ALL: [Self; 2] = [Self::Administrator, Self::Member];

    /// The name in the API and the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Member => "member",
        }
    }
}

/// Something a person may or may not do to a thing in a portfolio.
pub trait Action {
    /// What it is called in a refusal: "the right to …".
    const RIGHT: &'static str;
    /// The roles that include it: one row of the table.
    const ROLES: &'static [Role];
}

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $right:literal: $($role:ident)+;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub enum $name {}
        impl Action for $name {
            const RIGHT: &'static str = $right;
            const ROLES: &'static [Role] = &[$(Role::$role),+];
        }
    )*};
}

actions! {
    /// Create and change releases and what belongs to them.
    Plan = "plan releases": Administrator Member;
    /// Say something about a release.
    Comment = "comment on releases": Administrator Member;
    /// Create and change systems, their versions and dependencies.
    Catalogue = "edit systems": Administrator Member;
    /// Change the organisation: portfolios, teams, people, release types, rights.
    Administer = "administer": Administrator;
}

/// A role that a person holds on a portfolio and everything below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The top of the subtree.
    pub portfolio: PortfolioId,
    /// What is held there.
    pub role: Role,
    /// How much of the organisation that is.
    pub reach: Reach,
}

/// How much of the organisation a subtree is. It never decides what may be seen, only how a list that shows it is best read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Few of the portfolios.
    Narrow,
    /// A good part of them.
    Wide,
    /// All of them, those that are still to be made included: it is held on the top of the tree.
    Whole,
}

impl Reach {
    /// The reach of a subtree of some portfolios out of all.
    #[must_use]
    pub const fn of(is_top: bool, subtree: i64, all: i64) -> Self {
        if is_top {
            Self::Whole
        } else if subtree.saturating_mul(20) >= all {
            Self::Wide
        } else {
            Self::Narrow
        }
    }
}

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A person, in a browser or through a token.
    Person(PersonId),
    /// The server itself, or somebody with the data folder in their hands.
    System,
}

impl Actor {
    /// The person, unless it is the system.
    #[must_use]
    pub const fn person(&self) -> Option<PersonId> {
        match self {
            Self::Person(id) => Some(*id),
            Self::System => None,
        }
    }
}

/// What somebody may see and do, as loaded for one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rights {
    /// Everything: the system itself.
    Everything,
    /// What the person's roles give.
    Held(Vec<Held>),
}

impl Rights {
    /// The furthest reach of what is held.
    #[must_use]
    pub fn reach(&self) -> Reach {
        match self {
            Self::Everything => Reach::Whole,
            Self::Held(held) => held.iter().map(|held| held.reach).max().unwrap_or(Reach::Narrow),
        }
    }

    /// Makes a permit for an action on one thing, given the portfolio it belongs to and that portfolio's ancestors.
    ///
    /// # Errors
    /// [`Problem::NotFound`] when the thing cannot even be seen, [`Problem::Forbidden`] when it can.
    pub fn permit<A: Action>(&self, thing: &Thing<'_>) -> Outcome<Permit<A>> {
        let here: Vec<Role> = match self {
            Self::Everything => vec![Role::Administrator],
            Self::Held(held) => {
                held.iter().filter(|held| thing.lineage.contains(&held.portfolio)).map(|held| held.role).collect()
            }
        };
        if here.is_empty() {
            return Err(Problem::missing(thing.noun, &thing.id));
        }
        if here.iter().any(|role| A::ROLES.contains(role)) {
            return Ok(Permit { on: thing.id.clone(), action: PhantomData });
        }
        Err(Problem::Forbidden { right: A::RIGHT, ask: "an administrator of the portfolio".to_owned() })
    }
}

/// A thing to be acted on, and where it belongs.
#[derive(Clone, Debug)]
pub struct Thing<'a> {
    /// The kind of thing, as in the glossary.
    pub noun: &'static str,
    /// Its id.
    pub id: String,
    /// Its portfolio and all that portfolio's ancestors.
    pub lineage: &'a [PortfolioId],
}

/// Proof that an action on exactly one thing was allowed. The store asks for it before it changes anything.
#[derive(Debug)]
pub struct Permit<A> {
    on: String,
    action: PhantomData<A>,
}

impl<A: Action> Permit<A> {
    /// The id of the thing.
    #[must_use]
    pub fn on(&self) -> &str {
        &self.on
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Identifier;

    fn portfolio(number: u128) -> PortfolioId {
        PortfolioId::from_bits(number)
    }

    #[test]
    fn a_role_holds_for_the_subtree_and_nowhere_else() {
        let rights = Rights::Held(vec![Held { portfolio: portfolio(1), role: Role::Member, reach: Reach::Narrow }]);
        let below = [portfolio(3), portfolio(1), portfolio(0)];
        let beside = [portfolio(2), portfolio(0)];
        let thing = |lineage| Thing { noun: "release", id: "rel_x".to_owned(), lineage };
        assert!(rights.permit::<Plan>(&thing(&below)).is_ok());
        assert!(matches!(rights.permit::<Administer>(&thing(&below)), Err(Problem::Forbidden { .. })));
        assert!(matches!(rights.permit::<Plan>(&thing(&beside)), Err(Problem::NotFound { .. })));
    }

    #[test]
    fn a_twentieth_of_the_portfolios_is_wide() {
        assert_eq!(Reach::of(false, 5, 101), Reach::Narrow);
        assert_eq!(Reach::of(false, 5, 100), Reach::Wide);
        assert_eq!(Reach::of(true, 1, 100), Reach::Whole);
        let held = |reach| Held { portfolio: portfolio(1), role: Role::Member, reach };
        assert_eq!(Rights::Held(vec![held(Reach::Wide), held(Reach::Narrow)]).reach(), Reach::Wide);
        assert_eq!(Rights::Held(Vec::new()).reach(), Reach::Narrow);
        assert_eq!(Rights::Everything.reach(), Reach::Whole);
    }

    #[test]
    fn a_permit_names_its_thing() {
        let thing = Thing { noun: "release", id: "rel_7".to_owned(), lineage: &[] };
        assert_eq!(Rights::Everything.permit::<Plan>(&thing).unwrap().on(), "rel_7");
    }
}
