//! Who is responsible, accountable, consulted and informed.

use crate::{
    id::PersonId,
    people::Party,
    problem::{Faults, Outcome},
};
use serde::{Deserialize, Serialize};

/// A part somebody has in a release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Answers for it and decides: exactly one person.
    Accountable,
    /// Does it.
    Responsible,
    /// Is asked before.
    Consulted,
    /// Is told after.
    Informed,
}

impl Part {
    /// Every part.
    pub const ALL: [Self; 4] = [Self::Accountable, Self::Responsible, Self::Consulted, Self::Informed];

    /// The name in the API and the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accountable => "accountable",
            Self::Responsible => "responsible",
            Self::Consulted => "consulted",
            Self::Informed => "informed",
        }
    }
}

/// Somebody with a part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Involved {
    /// Who.
    #[serde(flatten)]
    pub who: Party,
    /// As what.
    pub role: Part,
}

/// Checks a list of people: exactly one Accountable, who is a person; nobody twice in the same part.
///
/// # Errors
/// Every fault by its place in the list. An empty list is sound: the release has nobody yet.
pub fn check(people: &[Involved]) -> Outcome<()> {
    let mut faults = Faults::none();
    let accountable: Vec<usize> =
        people.iter().enumerate().filter(|(_, one)| one.role == Part::Accountable).map(|(index, _)| index).collect();
    if !people.is_empty() && accountable.is_empty() {
        faults.require(false, "/items", "accountable", || "somebody must be accountable; nobody is".to_owned());
    }
    for index in accountable.iter().skip(1) {
        faults.require(false, &format!("/items/{index}/role"), "accountable", || {
            format!("exactly one person is accountable; item {} is already", accountable[0])
        });
    }
    for (index, one) in people.iter().enumerate() {
        faults.require(
            one.role != Part::Accountable || matches!(one.who, Party::Person(_)),
            &format!("/items/{index}"),
            "accountable",
            || "a person is accountable, never a team".to_owned(),
        );
        faults.require(!people[..index].contains(one), &format!("/items/{index}"), "duplicate", || {
            "named twice in the same part".to_owned()
        });
    }
    faults.finish()
}

/// The one who decides.
#[must_use]
pub fn accountable(people: &[Involved]) -> Option<PersonId> {
    people.iter().find_map(|one| match (one.role, one.who) {
        (Part::Accountable, Party::Person(person)) => Some(person),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        id::{Identifier, TeamId},
        problem::Problem,
    };

    fn person(number: u128, role: Part) -> Involved {
        Involved { who: Party::Person(PersonId::from_bits(number)), role }
    }

    #[test]
    fn exactly_one_person_is_accountable() {
        assert!(check(&[]).is_ok());
        assert!(
            check(&[person(1, Part::Accountable), person(2, Part::Responsible), person(1, Part::Informed)]).is_ok()
        );
        let Err(Problem::Invalid(two)) = check(&[person(1, Part::Accountable), person(2, Part::Accountable)]) else {
            panic!("accepted")
        };
        assert_eq!(two[0].pointer, "/items/1/role");
        assert!(check(&[person(1, Part::Responsible)]).is_err());
        let team = Involved { who: Party::Team(TeamId::from_bits(1)), role: Part::Accountable };
        assert!(check(&[team]).is_err());
        assert!(check(&[person(1, Part::Accountable), person(3, Part::Informed), person(3, Part::Informed)]).is_err());
    }
}
